"""The reader's browser is found, and started so that no URL can do harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, cast

import pytest

from cardreader.clean import is_clean
from cardreader.opener import (
    OpenError,
    browser_command,
    editor_command,
    failed,
    open_url,
    opening,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

URL = "https://example.com/a?b=1&c=$(x)%20;d"

# A browser that writes down what it was given, and how it was started.
BROWSER = """
import json, os, sys
quiet = [os.path.samestat(os.fstat(fd), os.stat(os.devnull)) for fd in (0, 1, 2)]
seen = {"arguments": sys.argv[2:], "quiet": quiet, "leads": os.getsid(0) == os.getpid()}
with open(sys.argv[1], "w") as file:
    json.dump(seen, file)
"""


class Launcher:
    """Stands in for `subprocess.Popen`, and remembers what it was asked to start."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.arguments: list[str] = []
        self.options: dict[str, object] = {}

    def __call__(self, arguments: list[str], **options: object) -> subprocess.Popen[bytes]:
        """Remember the call; raise the error, if there is one."""
        self.arguments, self.options = arguments, options
        if self.error:
            raise self.error
        return cast("subprocess.Popen[bytes]", self)


def installed(*programs: str) -> Callable[[str], str | None]:
    """Return a `which` that knows only these programs."""
    return lambda program: f"/usr/bin/{program}" if program in programs else None


def started(*command: str) -> list[str]:
    """Return the arguments that are started for URL with a command."""
    launcher = Launcher()
    open_url(URL, list(command), launcher)
    return launcher.arguments


@pytest.mark.parametrize(
    ("configured", "command"),
    [
        ("firefox", ["firefox"]),
        ("firefox --new-window %s", ["firefox", "--new-window", "%s"]),
        ("'/opt/My Browser/run' %s", ["/opt/My Browser/run", "%s"]),
        ("it's broken", ["it's broken"]),
    ],
)
def test_the_configured_browser_comes_first(configured: str, command: list[str]) -> None:
    """What the reader configured is taken, found or not, so that a mistake is seen."""
    environ = {"BROWSER": "lynx", "DISPLAY": ":0"}
    assert browser_command(configured, environ, installed("lynx"), "linux") == command


@pytest.mark.parametrize(
    ("browser", "command"),
    [
        ("firefox", ["firefox"]),
        ("firefox -P 'my news' %s", ["firefox", "-P", "my news", "%s"]),
        ("missing:firefox", ["firefox"]),
        ("it's broken:firefox", ["firefox"]),
        (":firefox", ["firefox"]),
        ("firefox:chromium", ["firefox"]),
        ("firefox %s &", ["firefox", "%s"]),
        ("missing", ["xdg-open"]),
        ("", ["xdg-open"]),
    ],
)
def test_the_first_alternative_of_browser_that_exists_is_taken(
    browser: str, command: list[str]
) -> None:
    """BROWSER lists command lines; without one that exists the system's own is taken."""
    environ = {"BROWSER": browser, "DISPLAY": ":0"}
    which = installed("firefox", "chromium", "xdg-open")
    assert browser_command("", environ, which, "linux") == command


@pytest.mark.parametrize(
    ("environ", "platform", "command"),
    [
        ({"DISPLAY": ":0"}, "linux", ["xdg-open"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", ["xdg-open"]),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ["wslview"]),
        ({"DISPLAY": ""}, "linux", None),
        ({}, "linux", None),
        ({}, "darwin", ["open"]),
    ],
)
def test_the_system_browser_needs_a_display(
    environ: dict[str, str], platform: str, command: list[str] | None
) -> None:
    """Over ssh no browser is started, because a text browser would take the terminal."""
    which = installed("xdg-open", "x-www-browser", "wslview", "open")
    assert browser_command(None, environ, which, platform) == command


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_over_ssh_the_system_browser_is_not_used(platform: str) -> None:
    """It would open where nobody sits; one that was chosen is."""
    ssh = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
    there = str  # every program is there
    assert browser_command(None, ssh, there, platform) is None
    assert browser_command("mine", ssh, there, platform) == ["mine"]
    assert browser_command(None, {**ssh, "BROWSER": "yours"}, there, platform) == ["yours"]
    assert browser_command(None, {**ssh, "DISPLAY": ":10"}, there, "linux") == ["xdg-open"]


def test_there_may_be_no_browser() -> None:
    """A system without any of the known programs has no browser."""
    assert browser_command(None, {"DISPLAY": ":0"}, installed(), "linux") is None


@pytest.mark.parametrize("command", [None, []])
def test_without_a_browser_the_reader_is_told_what_to_do(command: list[str] | None) -> None:
    """The sentence tells that the URL can be copied, and the variable to set."""
    with pytest.raises(
        OpenError, match=r"^No browser was found: the URL can be copied, .* BROWSER .*\.$"
    ):
        open_url(URL, command)


def test_the_url_is_the_last_argument() -> None:
    """A command without a placeholder gets the URL at its end."""
    assert started("firefox", "--new-tab") == ["firefox", "--new-tab", URL]


def test_the_url_takes_the_place_of_the_placeholder() -> None:
    """A placeholder may be an argument, or the value of an option."""
    assert started("run", "%s", "--app=%s", "-x") == ["run", URL, f"--app={URL}", "-x"]


def test_a_placeholder_in_the_url_is_text() -> None:
    """A URL that holds %s is not filled in itself."""
    launcher = Launcher()
    open_url("https://example.com/%s", ["run", "%s"], launcher)
    assert launcher.arguments == ["run", "https://example.com/%s"]


@pytest.mark.parametrize("script", ["firefox %s", "exec firefox '%s' >/dev/null"])
def test_no_shell_gets_the_url_in_its_command_line(script: str) -> None:
    """A URL must not become part of a script, where `$(…)` in it would run."""
    launcher = Launcher()
    with pytest.raises(OpenError, match="an argument of its own"):
        open_url(URL, ["sh", "-c", script], launcher)
    assert launcher.arguments == []


def test_a_shell_may_get_the_url_as_an_argument() -> None:
    """The way that the refusal recommends works."""
    command = ["sh", "-c", 'firefox "$1"', "sh", "%s"]
    assert started(*command) == [*command[:-1], URL]


@pytest.mark.parametrize("program", ["wslview", "/usr/bin/wslview"])
def test_powershell_has_nothing_to_expand(program: str) -> None:
    """Wslview hands the URL on to PowerShell, which would run what is in `$(…)`."""
    assert started(program) == [program, URL.replace("$", "%24")]


def test_the_browser_is_started_detached_and_quiet() -> None:
    """No shell, a session of its own, and nothing of the terminal."""
    launcher = Launcher()
    open_url(URL, ["firefox"], launcher)
    assert launcher.options == {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "start_new_session": True,
        "close_fds": True,
    }


@pytest.mark.parametrize("url", ["--help", "javascript:alert(1)", "/etc/passwd", "http://a\\@b/"])
def test_an_unsafe_url_starts_nothing(url: str) -> None:
    """The URL is checked before anything is started."""
    launcher = Launcher()
    with pytest.raises(OpenError, match=r"^This URL is not opened: "):
        open_url(url, ["firefox"], launcher)
    assert launcher.arguments == []


def test_the_url_is_encoded_before_it_is_opened() -> None:
    """The browser gets the percent-encoded URL."""
    launcher = Launcher()
    open_url("https://example.com/a b", ["firefox"], launcher)
    assert launcher.arguments == ["firefox", "https://example.com/a%20b"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file or directory"), "No such file or directory"),
        (OSError("odd\x1b\nthing"), "odd thing"),
        (ValueError("embedded null byte"), "embedded null byte"),
    ],
)
def test_a_browser_that_cannot_be_started_is_one_clean_sentence(
    error: Exception, reason: str
) -> None:
    """The sentence names the program and the reason, without any control character."""
    with pytest.raises(OpenError) as refusal:
        open_url(URL, ["fire\x1bfox"], Launcher(error))
    sentence = str(refusal.value)
    assert is_clean(sentence)
    assert sentence.startswith(
        rf"The browser fire\x1bfox cannot be started ({reason}): the URL can be copied"
    )


def test_a_missing_program_is_told(tmp_path: Path) -> None:
    """The real way of starting a program fails with the same sentence."""
    with pytest.raises(OpenError, match=r"missing cannot be started \(No such file"):
        open_url(URL, [str(tmp_path / "missing")])


def test_a_real_browser_gets_one_argument_and_no_terminal(tmp_path: Path) -> None:
    """Started for real, the program has the URL whole, a session of its own, and no terminal."""
    report = tmp_path / "report.json"
    process = open_url(URL, [sys.executable, "-c", BROWSER, str(report), "--url", "%s"])
    assert failed(process, 60) is None
    seen = json.loads(report.read_text())
    assert seen == {"arguments": ["--url", URL], "quiet": [True, True, True], "leads": True}


def test_a_browser_that_fails_is_told() -> None:
    """A status other than zero is a sentence that says what else can be done."""
    process = open_url(URL, [sys.executable, "-c", "raise SystemExit(3)"])
    sentence = failed(process, 60)
    assert sentence is not None
    assert sentence.startswith(
        "The browser did not open the article (status 3): the URL can be copied"
    )


def test_a_lasting_browser_is_no_failure_and_leaves_no_zombie(tmp_path: Path) -> None:
    """A browser that goes on is waited for in the background until it ends."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    process = open_url(URL, [sys.executable, "-c", "import sys; open(sys.argv[1])", str(gate)])
    before = set(threading.enumerate())
    assert failed(process, 0) is None
    (keeper,) = set(threading.enumerate()) - before
    assert keeper.daemon
    gate.write_bytes(b"")
    keeper.join(60)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, "Set EDITOR to"),
        ({"EDITOR": " "}, "Set EDITOR to"),
        ({"EDITOR": "&"}, "Set EDITOR to"),
        ({"EDITOR": "no-such"}, "The editor no-such cannot be found"),
        ({"EDITOR": "an 'open quote"}, "The editor an 'open quote cannot be found"),
    ],
)
def test_an_editor_that_is_missing_is_told(environ: dict[str, str], told: str) -> None:
    """With the variable to set."""
    with pytest.raises(OpenError, match=f"^{told}"):
        editor_command(environ, installed("vim"))


def test_visual_comes_before_editor() -> None:
    """Each with its arguments."""
    environ = {"VISUAL": "vim -u 'my file'", "EDITOR": "ed"}
    assert editor_command(environ, installed("vim", "ed")) == ["vim", "-u", "my file"]


def test_what_opens_is_found_once(tmp_path: Path) -> None:
    """The browser that is configured goes before that of the environment."""
    seen = tmp_path / "seen"
    script = tmp_path / "browser.py"
    script.write_text(BROWSER)
    opens = opening(f"{sys.executable} {script} {seen}", {"BROWSER": "nobody"})
    assert opens(URL).wait(30) == 0
    assert json.loads(seen.read_text())["arguments"] == [URL]
