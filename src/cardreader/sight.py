"""First sight: the last screen of the last visit, on the terminal before anything is loaded.

What is imported here is imported before that sight, so it is next to nothing: no `typing`, no
`pathlib`, not the rest of this package. A sight is shown only where all that could make the screen
look otherwise (`_Visit.facts`) is as it was; whatever is wrong with a kept one, it is left out.
"""

from __future__ import annotations

import os
import sys

from cardreader import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any

    Size = tuple[int, int]

_PREFIX = "sight-"
_KEPT = 8  # combinations of arguments, size and so on; the oldest are dropped
_LARGEST = 2**20  # bytes; a screen of 300x100 cells has some 200 KB
_MAY_WRITE = 0o022  # others than the owner
_TAKE = b"\x1b[?1049h\x1b[?25l\x1b[?7l"  # alternate screen, no cursor, no wrapping of lines
_GIVE_BACK = b"\x1b[?7h\x1b[?1049l\x1b[?25h"
_ESCAPE = b"\x1b"
_DRAWN = bytes(byte for byte in range(256) if byte >= 0x20 and byte != 0x7F) + _ESCAPE  # noqa: PLR2004 - ASCII's limits
_WITH_VALUE = ("-q", "--query", "--sort", "--config", "--data")
# What changes how a screen is drawn; and all that begins with TEXTUAL.
_ENVIRONMENT = (
    "TERM", "TERM_PROGRAM", "COLORTERM", "COLORFGBG", "NO_COLOR", "FORCE_COLOR", "CLICOLOR",
    "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "LINES", "TZ", "LANG",
    "LC_ALL", "LC_CTYPE", "UNICODE_VERSION", "PYTHONUTF8", "PYTHONIOENCODING",
)  # fmt: skip


class Sight:
    """The kept screen of this visit's kind, and the terminal while it stands there."""

    def __init__(self, folder: str, facts: tuple[object, ...]) -> None:
        """`folder` has the sights; `facts` is all that a screen depends on, but its size."""
        self.folder = folder
        self._facts = facts
        self._before: list[Any] | None = None  # the terminal's attributes, while it is ours
        self._is_wanted = True

    def show(self) -> None:
        """Put what was kept on the terminal, if there is anything, and have keys wait unseen."""
        frame = self._kept()
        if not frame or not _is_in_front():
            return
        import termios  # noqa: PLC0415 - where there is nothing to show, it is not needed

        try:
            before = termios.tcgetattr(0)
            termios.tcsetattr(0, termios.TCSANOW, _quiet(before))
        except termios.error:
            return
        self._before = before
        self._watch_signals()
        _write(_TAKE + frame)

    def give_back(self) -> None:
        """Leave the terminal as it was, unless it was handed over or never taken."""
        before = self.hand_over()
        if before is None:
            return
        import termios  # noqa: PLC0415 - as above

        _write(_GIVE_BACK)
        try:
            termios.tcflush(0, termios.TCIFLUSH)  # these keys were not meant for the shell
            termios.tcsetattr(0, termios.TCSANOW, before)
        except termios.error:
            return  # it has gone away

    def hand_over(self) -> list[Any] | None:
        """Let go of the terminal: who asks restores it; None where no sight stands there."""
        before, self._before = self._before, None
        return before

    def keep(self, frame: str, size: Size) -> None:
        """Keep a screen of this size for the next visit; where that cannot be, do nothing."""
        if not self._is_wanted or size != _size():
            return
        facts, drawn = self._named(size), frame.encode("utf-8", "replace")
        if not _is_clean(drawn):
            return
        path = self._path(facts)
        draft = f"{path}.{os.getpid()}"
        data = facts + drawn
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            file = os.open(draft, flags, 0o600)
            try:
                with open(file, "wb") as stream:
                    stream.write(b"%08x %d\n" % (_crc32(data), len(facts)) + data)
                os.replace(draft, path)
            except OSError:
                os.unlink(draft)
                raise
            for old in self._all()[:-_KEPT]:
                os.unlink(old)
        except OSError:
            return

    def forget(self) -> None:
        """Remove all sights that were kept, and keep none."""
        self._is_wanted = False
        for path in self._all():
            try:
                os.unlink(path)
            except OSError:
                continue

    def want(self) -> None:
        """Keep sights again."""
        self._is_wanted = True

    def _kept(self) -> bytes:
        """The frame that was kept; empty where there is none, or one that is not to be trusted."""
        size = _size()
        if size is None:
            return b""
        facts = self._named(size)
        try:
            file = os.open(self._path(facts), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                status = os.fstat(file)
                if status.st_uid != os.geteuid() or status.st_mode & _MAY_WRITE:
                    return b""
                data = os.read(file, _LARGEST)
            finally:
                os.close(file)
        except OSError:
            return b""
        start, _, data = data.partition(b"\n")
        frame = data[len(facts) :]
        is_whole = start == b"%08x %d" % (_crc32(data), len(facts)) and data.startswith(facts)
        return frame if is_whole and _is_clean(frame) else b""

    def _named(self, size: Size) -> bytes:
        return ascii((*self._facts, *size)).encode()

    def _path(self, facts: bytes) -> str:
        return f"{self.folder}/{_PREFIX}{_crc32(facts):08x}"

    def _all(self) -> list[str]:
        """The files of all sights, the oldest first."""
        try:
            with os.scandir(self.folder) as entries:
                found = [(entry.stat(follow_symlinks=False).st_mtime_ns, entry.path)
                         for entry in entries if entry.name.startswith(_PREFIX)]  # fmt: skip
        except OSError:
            return []
        return [path for _, path in sorted(found)]

    def _watch_signals(self) -> None:
        """Until the reader listens to them itself, give the terminal back when told to end."""
        import signal  # noqa: PLC0415 - as above

        def end(number: int, _: FrameType | None) -> None:
            self.give_back()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, end)


def find(argv: Sequence[str]) -> Sight | None:
    """Return the place of this visit's sight; None where the reader is not asked for, or cannot be.

    Arguments that only the command line understands are left to it: they have no sight.
    """
    environment = sorted(
        pair for pair in os.environ.items()
        if pair[0] in _ENVIRONMENT or pair[0].startswith("TEXTUAL")
    )  # fmt: skip
    asked = _options(argv)
    if asked is None or not all(map(os.isatty, (0, 1, 2))):
        return None
    if not {"TEXTUAL_DRIVER", "TEXTUAL_ALLOW_SIGNALS"}.isdisjoint(os.environ):
        return None  # our driver may not be the one that is used, or not as we expect it
    paths, config, data = asked
    try:
        file, folder = _places(config, data)
        facts = (
            __version__, sys.version, list(argv), [os.path.realpath(path) for path in paths],
            environment, sys.__stderr__.encoding if sys.__stderr__ else None,
            file, _state(file), folder,
        )  # fmt: skip
    except (OSError, ValueError):
        return None
    return Sight(folder, facts)


def _options(argv: Sequence[str]) -> tuple[list[str], str | None, str | None] | None:
    """Return the paths, and what --config and --data say; None where there is anything unknown."""
    given: dict[str, str] = {}
    paths: list[str] = []
    words = iter(argv)
    for word in words:
        name, joined, value = word.partition("=")
        if word == "--":
            paths += words
        elif name in _WITH_VALUE and (name != "-q" or not joined):
            value = value if joined else next(words, "\0")
            if value == "\0":
                return None
            given[name] = value
        elif word == "-" or not word.startswith("-"):
            paths.append(word)
        elif word != "--all":
            return None
    return paths, given.get("--config"), given.get("--data")


def _places(config: str | None, data: str | None) -> tuple[str, str]:
    """Return the configuration file and the folder of the index, as `paths.find_paths` does."""
    config_home = os.environ.get("XDG_CONFIG_HOME", "")
    cache_home = os.environ.get("XDG_CACHE_HOME", "")
    home = os.environ.get("HOME", "")
    is_plain = (
        sys.platform == "linux" and "ANDROID_ROOT" not in os.environ and home.startswith("/")
        and all(folder[:1] in ("", "/") for folder in (config_home, cache_home))
    )  # fmt: skip
    if not is_plain:
        from cardreader.paths import find_paths  # noqa: PLC0415 - slow, and knows other rules

        found = find_paths(config, data)
        return str(found.config), str(found.cache)
    folder = f"{cache_home or os.path.expanduser('~/.cache')}/cardreader"
    file = f"{config_home or os.path.expanduser('~/.config')}/cardreader/config.toml"
    return _absolute(config) if config else file, _absolute(data) if data else folder


def _absolute(path: str) -> str:
    return os.path.join(os.getcwd(), os.path.expanduser(path))


def _state(file: str) -> tuple[int, int, int] | None:
    """What tells one state of a file from another; None where there is none."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _size() -> Size | None:
    """The columns and lines of the terminal."""
    try:
        columns, lines = os.get_terminal_size(1)
    except OSError:
        return None
    return columns, lines


def _is_in_front() -> bool:
    """Whether the terminal is ours now; who touches it from the background is stopped."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _quiet(attributes: list[Any]) -> list[Any]:
    """The attributes with which nothing that is typed is shown, held back, or acted on but ctrl+c.

    As Textual sets them, except that ctrl+c still interrupts: there may be much to wait for.
    """
    import termios  # noqa: PLC0415 - it was imported where this is called

    iflag, oflag, cflag, lflag, ispeed, ospeed, characters = attributes
    iflag &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    lflag &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    characters = [*characters]
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    nothing = bytes([os.fpathconf(0, "PC_VDISABLE") & 0xFF])
    for name in (termios.VSUSP, termios.VQUIT):
        characters[name] = nothing
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, characters]


def _is_clean(frame: bytes) -> bool:
    """Whether there is nothing in it but text, colours and places of the cursor."""
    return not frame.translate(None, _DRAWN) and (
        frame.count(_ESCAPE) == frame.count(b"\x1b[") and b"\x1b[?" not in frame
    )


def _crc32(data: bytes) -> int:
    import binascii  # noqa: PLC0415 - not where there is no terminal

    return binascii.crc32(data)


def _write(data: bytes) -> None:
    try:
        while data:
            data = data[os.write(2, data) :]
    except OSError:
        return  # the terminal has gone; what comes next will notice
