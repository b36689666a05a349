"""Opening URLs in the reader's browser: without a shell, detached, and never by itself.

`browser_command` finds the program, `open_url` starts it, `failed` looks after it. `editor_command`
finds the program for files.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import threading
from functools import partial
from os import pathsep
from pathlib import PurePath
from typing import TYPE_CHECKING

from cardreader.clean import clean_line, clean_path
from cardreader.urls import UnsafeURL, openable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    OpenURL = Callable[[str], subprocess.Popen[bytes]]

_PLACEHOLDER = "%s"
_OTHER_WAYS = "the URL can be copied, and BROWSER can be set to the command of a browser."


class OpenError(Exception):
    """The article was not opened; the text says why, and what to do, in plain words."""


class NoBrowserError(OpenError):
    """There is nothing to open it with here."""


def browser_command(
    configured: str | None,
    environ: Mapping[str, str],
    which: Callable[[str], str | None] = shutil.which,
    platform: str = sys.platform,
) -> list[str] | None:
    """Find the reader's browser: an argument list, with `%s` where the URL goes if not last.

    What is configured is taken as it is, so that a mistake in it shows; of the alternatives in
    BROWSER, and of the system's own, the first that exists. None if there is none.
    """
    if configured and (words := _words(configured)):
        return words
    alternatives = [_words(text) for text in environ.get("BROWSER", "").split(pathsep)]
    alternatives += [[program] for program in _system_programs(environ, platform)]
    return next((words for words in alternatives if words and which(words[0])), None)


def opening(configured: str | None, environ: Mapping[str, str]) -> OpenURL:
    """Return what opens a URL, with the browser that there is now; it raises `OpenError`."""
    command = browser_command(configured, environ)
    return partial(open_url, command=command, over_ssh=is_over_ssh(environ))


def editor_command(
    environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> list[str]:
    """Find the reader's editor, an argument list without the file; raise `OpenError`."""
    command = _words((environ.get("VISUAL") or environ.get("EDITOR") or "").strip())
    if not command:
        raise OpenError("Set EDITOR to the command of your editor first.")
    if not which(command[0]):
        raise OpenError(
            f"The editor {clean_path(command[0])} cannot be found: set EDITOR to its command."
        )
    return command


def open_url(
    url: str,
    command: list[str] | None,
    popen: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen,
    *,
    over_ssh: bool = False,
) -> subprocess.Popen[bytes]:
    """Start the browser on a URL and return its process, which is for `failed` to look after.

    Raises `NoBrowserError` without a command (`over_ssh` is why), and `OpenError` when it cannot
    be started, or the URL is unsafe.
    """
    if not command:
        where = "Over ssh there is no browser of yours" if over_ssh else "No browser was found"
        raise NoBrowserError(f"{where}: {_OTHER_WAYS}")
    try:
        arguments = _arguments(command, openable(url))
        return popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            close_fds=True,
        )
    except UnsafeURL as error:
        raise OpenError(str(error)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in what is configured
        reason = error.strerror if isinstance(error, OSError) else None
        raise OpenError(
            f"The browser {clean_path(command[0])} cannot be started "
            f"({clean_line(reason or str(error))}): {_OTHER_WAYS}"
        ) from error


def is_over_ssh(environ: Mapping[str, str]) -> bool:
    """Whether the reader sits at another machine, and no window can be opened from here."""
    has_windows = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return not has_windows and bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def failed(process: subprocess.Popen[bytes], timeout_s: float) -> str | None:
    """Wait up to `timeout_s` seconds; return a sentence if the browser ended in failure by then.

    Blocks, so call it off the event loop, and once for every process: one that goes on is then
    waited for in the background, so that it leaves no zombie behind.
    """
    try:
        status = process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, name="browser", daemon=True).start()
        return None
    if status == 0:
        return None
    return f"The browser did not open the article (status {status}): {_OTHER_WAYS}"


def _words(command_line: str) -> list[str]:
    """Split a command line; one with an open quote is taken for the name of a program."""
    try:
        words = shlex.split(command_line)
    except ValueError:
        return [command_line]
    return words[:-1] if words[-1:] == ["&"] else words  # a custom of BROWSER: in the background


def _system_programs(environ: Mapping[str, str], platform: str) -> list[str]:
    """List the programs that open a URL in the reader's own browser, the best first."""
    if is_over_ssh(environ):
        return []  # they would open it where nobody sits
    if platform == "darwin":
        return ["open"]
    if "WSL_DISTRO_NAME" in environ:
        return ["wslview", "xdg-open", "x-www-browser"]
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return ["xdg-open", "x-www-browser"]
    return []  # xdg-open would start a text browser on top of the reader


def _arguments(command: list[str], url: str) -> list[str]:
    """Put the URL in its place: always one argument. Raises `OpenError` before a shell gets it."""
    if PurePath(command[0]).name == "wslview":
        url = url.replace("$", "%24")  # wslview quotes it for PowerShell, which expands `$(…)`
    if not any(_PLACEHOLDER in word for word in command):
        return [*command, url]
    if any(_PLACEHOLDER in word and len(word.split()) > 1 for word in command):
        raise OpenError(
            "The browser command has %s inside a longer text, where a shell would run what the "
            "URL says: give it as an argument of its own, as in sh -c 'firefox \"$1\"' sh %s."
        )
    return [word.replace(_PLACEHOLDER, url) for word in command]
