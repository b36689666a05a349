"""What is made from the code equals the code, and the pages say what the program does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

import docs
from cardreader.cli.arguments import COMMANDS, SUMMARIES, arguments_of
from cardreader.config.settings import SETTINGS
from cardreader.query.fields import FIELDS
from cardreader.ui.commands import COMMANDS as KEY_COMMANDS
from conftest import CHECKOUT
from tables import TABLES, synopsis

MADE = {path.relative_to(CHECKOUT).as_posix(): (path, text) for path, text in docs.made(CHECKOUT)}
MANUAL = CHECKOUT / "share" / "man" / "man1" / "cardreader.1"


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_is_as_the_code_has_it(name: str) -> None:
    """When this fails: `make docs`."""
    path, text = MADE[name]
    assert path.read_text("utf-8") == text


def test_every_table_stands_in_a_page() -> None:
    """A table that no page shows is not documented."""
    pages = "".join(text for name, (_, text) in MADE.items() if name.endswith(".md"))
    assert all(f"<!-- {name} -->" in pages for name in TABLES)


def test_tables_leave_nothing_out() -> None:
    """Every action, setting, field, command and option has its row."""
    keys, settings, fields = TABLES["keys"](""), TABLES["settings"](""), TABLES["fields"]("")
    assert all(command.help in keys for command in KEY_COMMANDS)
    assert all(f"| `{setting.name}` |" in settings for setting in SETTINGS)
    assert all(f"| `{field}:` |" in fields for field in FIELDS)
    commands = TABLES["commands"]("").replace("\\|", "|")
    assert all(f"`{synopsis(command)}`" in commands for command in (None, *COMMANDS))
    options = {
        name for command in COMMANDS for each in arguments_of(command) for name in each.names
    }
    assert all(f"`{name}" in TABLES["options"]("") for name in options)


def test_a_page_has_the_keys_that_it_asks_for() -> None:
    """And keeps what stands around them."""
    page = "before\n<!-- keys: open -->\nold\n<!-- /keys -->\nafter"
    assert docs.with_tables(page) == (
        "before\n<!-- keys: open -->\n| key | what it does |\n| --- | --- |\n"
        "| `o` | Open the article in the browser. |\n<!-- /keys -->\nafter"
    )


def test_a_table_without_an_end_is_no_table() -> None:
    """It would be left as it is for ever."""
    with pytest.raises(ValueError, match="does not end"):
        docs.with_tables("<!-- keys -->\nold")


def test_the_manual_has_every_command() -> None:
    """With what it takes, and a sentence."""
    text = MANUAL.read_text("utf-8")
    for command in COMMANDS:
        assert f"\n.SS {command}\n{SUMMARIES[command][:1].upper()}" in text


@pytest.mark.skipif(not shutil.which("man"), reason="there is no man")
def test_man_has_nothing_to_say_against_the_manual() -> None:
    """It is shown without a warning."""
    done = subprocess.run(  # noqa: S603 - our own page
        ["man", "--warnings", "-l", str(MANUAL)],  # noqa: S607 - wherever it is
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert re.search(r"^ +cardreader mark read\|unread", done.stdout, re.MULTILINE)


def test_links_lead_somewhere() -> None:
    """Every page and picture that a page points to exists."""
    for page in (*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md")):
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)#]+)", text):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
