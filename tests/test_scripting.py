"""The recipes of docs/scripting.md do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cardreader.paths import seeds
from conftest import CHECKOUT, run

if TYPE_CHECKING:
    from pathlib import Path

PAGE = CHECKOUT / "docs" / "scripting.md"
CARDS = CHECKOUT / "docs" / "cards.md"
RECIPES: dict[str, str] = dict(
    re.findall(
        r"^## (\d+)\. .*?```(?:sh|crontab)\n(.*?)```",
        PAGE.read_text("utf-8"),
        re.DOTALL | re.MULTILINE,
    )
)
# In the place of programs that would reach somebody: what they are told goes into a file.
STUBS = {
    "cardreader": f'exec {sys.executable} -m cardreader "$@"',
    "mail": 'echo "$@" > ~/mail; cat >> ~/mail',
    "fzf": 'echo "$@" > ~/fzf; head -n 1',
}
_DATE = re.compile(r"\b2021-02-(\d\d)(?=T)")


def needs(program: str) -> pytest.MarkDecorator:
    """Skip where there is no such program."""
    return pytest.mark.skipif(not shutil.which(program), reason=f"there is no {program}")


@pytest.fixture(autouse=True)
def machine(home: Path) -> Path:
    """Return a home with cards of these days in `news`, which is the source, and with the stubs."""
    shutil.copytree(seeds(), home / "news")
    for path in (home / "news").rglob("*.md"):
        path.write_text(_DATE.sub(_these_days, path.read_text("utf-8")), "utf-8")
    (home / "bin").mkdir()
    for name, text in STUBS.items():
        (home / "bin" / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (home / "bin" / name).chmod(0o755)
    assert run("add", home / "news").status == 0
    return home


def _these_days(found: re.Match[str]) -> str:
    """Move the month of the samples so that its 21st was yesterday."""
    day = datetime.now(UTC) - timedelta(days=22 - int(found[1]))
    return f"{day:%Y-%m-%d}"


def sh(machine: Path, script: str, **environment: str) -> str:
    """Run a script as a person would, in the home; return what it prints. It must not fail."""
    git = {"GIT_CONFIG_GLOBAL": str(machine / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(  # noqa: S603 - our own page
        ["/bin/sh", "-eu", "-c", script],
        env=os.environ | git | {"PATH": f"{machine / 'bin'}:{os.environ['PATH']}"} | environment,
        cwd=machine, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return str(done.stdout)


def of_cron(number: str) -> str:
    """Return the command of a line for cron; there a % would be the end of it."""
    fields = RECIPES[number].split(maxsplit=5)
    assert all(re.fullmatch(r"[\d*]+", field) for field in fields[:5])
    assert "%" not in fields[5]
    return fields[5]


def titles(query: str) -> list[str]:
    """Return the titles of the cards that a query is about."""
    return [str(card["title"]) for card in run("list", "-q", query, "--json").json]


def test_there_are_ten() -> None:
    """Each has a block, and a test here."""
    assert list(RECIPES) == [str(number) for number in range(1, 11)]
    assert all(any(name.startswith(f"test_{number}_") for name in globals()) for number in RECIPES)


def test_1_mail_in_the_morning(machine: Path) -> None:
    """The hottest unread cards of a day, five at most."""
    sh(machine, of_cron("1"), USER="jo")
    subject, *lines = (machine / "mail").read_text("utf-8").splitlines()
    assert subject == "-s The hottest news jo"
    heats = [int(line.split("\t")[0]) for line in lines]
    assert 1 < len(heats) <= 5
    assert set(titles("newer:1d")) >= {line.split("\t")[2] for line in lines}


def test_2_each_night(machine: Path) -> None:
    """What is old is read, and it is no failure when nothing is."""
    old = machine / "news" / "old.md"
    old.write_text("---\ntitle: Old\npublishedDateTime: 2020-01-01\n---\n", "utf-8")
    assert "Marked" in sh(machine, of_cron("2"))
    assert "Old" in titles("is:read")
    assert titles("is:read newer:30d") == []
    sh(machine, f"({of_cron('2')}) 2>&1")


@needs("jq")
def test_3_fzf(machine: Path) -> None:
    """The URL of the card that is chosen: here the first one, which is the hottest."""
    hottest = run("list", "--limit", "1", "--json").json[0]
    assert sh(machine, RECIPES["3"]) == f"{hottest['webUrl']}\n"
    assert "--preview cardreader show {1}" in (machine / "fzf").read_text("utf-8")


@needs("jq")
def test_4_reading_list(machine: Path) -> None:
    """A line for each starred card."""
    run("mark", "starred", "-q", "topic:space")
    sh(machine, RECIPES["4"])
    lines = (machine / "starred.md").read_text("utf-8").splitlines()
    assert len(lines) == len(titles("is:starred")) > 2
    assert all(re.fullmatch(r"- \[.+\]\(http.+\), .+", line) for line in lines)


@needs("jq")
def test_5_whom_i_read(machine: Path) -> None:
    """Numbers and domains, the largest first."""
    run("mark", "read", "-q", "heat:>0")
    counted = [line.split() for line in sh(machine, RECIPES["5"]).splitlines()]
    numbers = [int(number) for number, _ in counted]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 1


@needs("tmux")
def test_6_tmux(machine: Path) -> None:
    """It is taken, and the number is right."""
    script = f"tmux -f /dev/null new-session -d cat; {RECIPES['6']}"
    ask = "tmux list-keys -T prefix N; tmux show-options -g status-right; tmux kill-server"
    shown = sh(machine, script + ask, TMUX_TMPDIR=str(machine), TERM="xterm", SHELL="/bin/sh")
    assert re.search(r"prefix N +display-popup -E .*cardreader$", shown, re.MULTILINE)
    (command,) = re.findall(r"#\((.*?)\)", RECIPES["6"])
    assert int(sh(machine, command)) == len(titles("is:unread newer:1d")) > 0


@needs("git")
def test_7_git(machine: Path) -> None:
    """Cards and marks of two machines come together, whoever is first."""
    (machine / "gitconfig").write_text(
        "[user]\nname = Jo\nemail = jo@example.com\n[init]\ndefaultBranch = main\n", "utf-8"
    )
    sh(machine, "git init -q --bare origin; cd news; git init -q; git remote add origin ../origin;"
                "git add -A; git commit -qm Cards; git push -qu origin main")  # fmt: skip
    mark = '{"identity": "example.com/a", "starred": true, "starred_at": "2021-02-21T00:00:00Z"}'
    sh(machine, f"git clone -q origin other; cd other; echo '{mark}' > .marks-desktop.jsonl;"
                "git add -A; git commit -qm Desktop; git push -q")  # fmt: skip
    run("mark", "read", "-q", "topic:space")
    sh(machine, RECIPES["7"])
    assert '"example.com/a", "read": false, "starred": true' in run("marks", "export").out
    sh(machine, "cd other; git pull -q")
    own = (machine / "other" / f".marks-{os.uname().nodename}.jsonl").read_text("utf-8")
    assert own.count('"read": true') == len(titles("is:read"))


def test_8_a_synced_folder(machine: Path) -> None:
    """The marks of the other machine come in, one's own go out."""
    (machine / "Sync").mkdir()
    other = machine / "Sync" / "marks-desktop.jsonl"
    other.write_text('{"identity": "example.com/a", "starred": true}\n', "utf-8")
    run("mark", "read", "-q", "topic:space")
    assert sh(machine, RECIPES["8"]).count("Imported") == 1
    own = machine / "Sync" / f"marks-{os.uname().nodename}.jsonl"
    assert '"read": true' in own.read_text("utf-8")
    assert '"example.com/a"' in run("marks", "export").out


@needs("jq")
def test_9_keep_a_page(machine: Path) -> None:
    """The card has its title as it was, and is new."""
    before = time.time()
    sh(machine, RECIPES["9"])
    (card,) = run("list", "-q", "topic:kept", "--json").json
    assert (card["title"], card["webUrl"]) == ('Tides: "a history"', "https://example.com/tides")
    assert datetime.fromisoformat(card["publishedDateTime"]).timestamp() > before - 2


@needs("git")
def test_10_a_hook(machine: Path) -> None:
    """A broken card is named and not committed; when it is mended, it is."""
    (machine / "gitconfig").write_text("[user]\nname = Jo\nemail = jo@example.com\n", "utf-8")
    hook = machine / "news" / ".git" / "hooks" / "pre-commit"
    sh(machine, "cd news; git init -q")
    hook.write_text(f"#!/bin/sh\n{RECIPES['10']}", "utf-8")
    hook.chmod(0o755)
    broken = machine / "news" / "broken.md"
    broken.write_text("---\ntitle: [\n---\n", "utf-8")
    commit = "cd news; git add -A; git commit -qm Cards 2>&1"
    assert "broken.md:" in sh(machine, f"{commit} || true")
    assert sh(machine, "cd news; git rev-parse -q --verify HEAD || echo none") == "none\n"
    broken.write_text("---\ntitle: Mended\n---\n", "utf-8")
    sh(machine, commit)


@needs("jq")
def test_a_card_written_by_jq(machine: Path) -> None:
    """As docs/cards.md has it."""
    (script,) = re.findall(r"```sh\n(.*?)```", CARDS.read_text("utf-8"), re.DOTALL)
    sh(machine, script)
    assert titles("title:twice") == ['He said: "#1", twice']
