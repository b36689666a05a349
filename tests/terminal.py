"""Programs in a real pseudo-terminal: their screen, their raw output, keys, size, and the end.

`Terminal` plays the terminal. All waiting is done in `Terminal.wait_for` and by a deadline; the
program is read and answered meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Self

import pyte

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

DEADLINE_S = 30.0
# Conditions that no output announces (a file, the end) are looked at this often.
_TICK_S = 0.02
_CHUNK = 2**16

# Run in the new process: makes the terminal its own, in a session of its own, then the program.
_START = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"

# What the program asks -> what is said to it: synchronised output yes, resizes in band no. The
# screen answers for itself what kind of terminal it is, and where its cursor is.
_ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}
_QUESTION = re.compile(b"|".join(map(re.escape, _ANSWERS)))
_LONGEST_QUESTION = max(map(len, _ANSWERS))
_SYNCHRONISED = 2026 << 5  # as pyte keeps private modes
_MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
_KITTY_ASKED_FOR = re.compile(rb"\x1b\[>\d+u")

_KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdn": "\x1b[6~",
}  # fmt: skip


class Terminal:
    """A program in a pseudo-terminal of columns x rows; it ends when the context is left.

    `answers`: whether the terminal answers questions, as most do. `kitty`: whether it sends keys
    as kitty's keyboard protocol has them, to a program that asks for it.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        size: tuple[int, int],
        env: Mapping[str, str],
        *,
        answers: bool = True,
        kitty: bool = False,
    ) -> None:
        """Start the program; all its three streams are the terminal."""
        self.raw = bytearray()
        self._screen = _Screen(*size, self.write if answers else None)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = self._asked = 0  # how much of `raw` is on the screen, and was answered
        self._answers, self._kitty = answers, kitty
        self._master, slave = os.openpty()
        try:
            self.resize(*size)
            self._process = subprocess.Popen(  # noqa: S603 - what a test gives
                [sys.executable, "-IS", "-c", _START, *map(str, argv)],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=env,
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)

    def __enter__(self) -> Self:
        """Enter; the program runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program if it still runs, stopped or not, and give everything back."""
        self._process.kill()  # does nothing to one that has ended
        self._process.wait()
        os.close(self._master)

    # What is seen

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without blanks at their ends."""
        # pyte's own way stumbles over half a wide character, which others have drawn over.
        screen = self._screen
        columns = range(screen.columns)
        rows = (screen.buffer[row] for row in range(screen.lines))
        return ["".join([row[column].data for column in columns]).rstrip() for row in rows]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def modes(self) -> dict[int, bool]:
        """The private modes that were set (True) or reset, by number."""
        return {int(mode): to == b"h" for mode, to in _MODE.findall(self.raw)}

    @property
    def is_cooked(self) -> bool:
        """Whether the terminal shows what is typed and hands it on by the line, as for a shell."""
        wanted = termios.ECHO | termios.ICANON | termios.ISIG
        flags: int = termios.tcgetattr(self._master)[3]
        return flags & wanted == wanted

    # What is done

    def send(self, *keys: str) -> None:
        """Press keys: a character, the name of one of `_KEYS`, or `ctrl+` and a letter."""
        kitty = self._kitty and _KITTY_ASKED_FOR.search(self.raw)
        for key in keys:
            self.write(_kitty_code(key) if kitty else _code(key))

    def mouse(self, button: int, column: int, row: int, *, up: bool = False) -> None:
        """Press or let go a button at a place (from 0): 0 is the left one, 32 more a move of it."""
        self.write(b"\x1b[<%d;%d;%d%s" % (button, column + 1, row + 1, b"m" if up else b"M"))

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._process.send_signal(number)

    def vanish(self) -> None:
        """Go away, as when a window is closed or a connection lost."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self._master)
        os.close(nothing)

    # What is waited for

    def wait_for(self, wanted: str | Callable[[], object], what: str = "") -> None:
        """Wait until a pattern (`^` and `$` are a line's) is on the screen, or a function is true.

        `what` names the function's condition. Raises AssertionError, with the screen.
        """
        deadline = time.monotonic() + DEADLINE_S
        while self._is_held_back or not self._holds(wanted):
            has_ended = self._process.poll() is not None
            has_written = self._read(_TICK_S)
            if (has_ended and not has_written) or time.monotonic() > deadline:
                state = f"ended ({self._process.returncode})" if has_ended else "running"
                missing = what or repr(wanted)
                raise AssertionError(f"no {missing}; the program is {state}:\n{self.text}")

    def wait_for_end(self) -> int:
        """Wait until the program has ended; return its status, 128 + n for a signal n."""
        self.wait_for(lambda: self._process.poll() is not None, "the end")
        while self._read(0):  # what it wrote last
            pass
        status = self._process.returncode
        return status if status >= 0 else 128 - status

    def wait_for_end_without_terminal(self) -> int:
        """Wait until the program has ended; return its status, 128 + n for a signal n."""
        status = self._process.wait(DEADLINE_S)
        return status if status >= 0 else 128 - status

    def wait_for_stop(self) -> None:
        """Wait until the program has stopped, as by ctrl+z."""
        child, options = self._process.pid, os.WSTOPPED | os.WNOHANG
        self.wait_for(lambda: os.waitid(os.P_PID, child, options), "the stop")

    def wait_for_quiet(self, seconds: float) -> None:
        """Wait until nothing has been written for so long."""
        deadline = time.monotonic() + DEADLINE_S
        while self._read(seconds):
            if time.monotonic() > deadline:
                raise AssertionError(f"no end of writing; the screen:\n{self.text}")

    def _holds(self, wanted: str | Callable[[], object]) -> bool:
        if isinstance(wanted, str):
            return re.search(wanted, self.text, re.MULTILINE) is not None
        return bool(wanted())

    @property
    def _is_held_back(self) -> bool:
        """Whether a terminal would show nothing new yet."""
        return _SYNCHRONISED in self._screen.mode and self._process.poll() is None

    def _read(self, timeout_s: float) -> bool:
        """Take what the program writes within `timeout_s`; return whether it was anything."""
        chunk = b""
        if select.select([self._master], [], [], timeout_s)[0]:
            try:
                chunk = os.read(self._master, _CHUNK)
            except OSError:  # so Linux says that nobody has the terminal open any more
                select.select([], [], [], timeout_s)
        self.raw += chunk
        self._draw()
        if self._answers:
            self._answer()
        return bool(chunk)

    def _draw(self) -> None:
        """Bring the screen up to date."""
        # pyte takes `CSI <` for a whole sequence, and the rest of it for text.
        cut = self.raw.endswith((b"\x1b", b"\x1b["))
        end = self.raw.rindex(b"\x1b") if cut else len(self.raw)
        self._stream.feed(bytes(self.raw[self._drawn : end]).replace(b"\x1b[<", b"\x1b["))
        self._drawn = end

    def _answer(self) -> None:
        """Answer what was asked since the last time."""
        for question in _QUESTION.finditer(self.raw, self._asked):
            self.write(_ANSWERS[question[0]])
            self._asked = question.end()
        self._asked = max(self._asked, len(self.raw) - _LONGEST_QUESTION + 1)

    def write(self, data: bytes) -> None:
        """Send bytes, as a terminal does for keys and for what it is asked."""
        os.write(self._master, data)


class _Screen(pyte.Screen):
    """A screen that says what it is and where its cursor is, if it answers at all."""

    def __init__(self, columns: int, rows: int, answer: Callable[[bytes], None] | None) -> None:
        super().__init__(columns, rows)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        """Send an answer."""
        if self._answer is not None:
            self._answer(data.encode())


def _code(key: str) -> bytes:
    """What a key sends: a character, or the sequence of xterm."""
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1]) & 0x1F])
    return _KEYS.get(key, key).encode()


def _kitty_code(key: str) -> bytes:
    """What a key sends: its code without shift, the modifiers, and for text the character."""
    if key.startswith("ctrl+"):
        return b"\x1b[%d;5u" % ord(key[-1])
    sent = _KEYS.get(key, key)
    if len(sent) > 1:
        return sent.encode()
    if not sent.isprintable():
        return b"\x1b[%du" % ord(sent)
    return b"\x1b[%d;%d;%du" % (ord(sent.lower()), 2 if sent.isupper() else 1, ord(sent))
