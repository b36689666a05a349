"""Drives a program in a pseudo-terminal, and tells when a person would have seen what.

What the program writes is read, stamped and answered in a thread that does nothing else. It is
drawn on an emulated screen only when the program has paused, so that drawing takes no time from
what is measured; the time of a sight is that of the bytes that brought it. While the program holds
its output back (synchronised output, mode 2026), nothing new counts as seen, as in a terminal.
Times are seconds of `time.perf_counter`.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal
import struct
import sys
import termios
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pyte

import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

SIZE = (120, 40)
LIMIT_S = 60.0  # of every wait that names no other
KEYS = {
    "enter": "\r", "esc": "\x1b", "up": "\x1b[A", "down": "\x1b[B", "home": "\x1b[H",
    "end": "\x1b[F", "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "ctrl+q": "\x11",
}  # fmt: skip

_QUIET_S = 0.12  # a program is at rest that has written and computed nothing for so long
_IDLE_SHARE = 0.05  # of a core, which counts as nothing
_PAUSE_S = 0.01  # what was written is drawn after a pause of this length,
_LONGEST_UNDRAWN_S = 0.25  # or when it has waited for so long
_TICK_S = 0.002
_CHUNK = 2**16

# What programs ask -> what is answered: what the terminal is, where its cursor is, synchronised
# output yes, resizes in band no.
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
_QUESTION = re.compile(b"|".join(map(re.escape, _ANSWERS)))
_LONGEST_QUESTION = max(map(len, _ANSWERS))
_ALTERNATE_SCREEN, _MOUSE, _SYNCHRONISED = 1049, 1000, 2026

# Sometimes Python's threads are switched only after 5 ms; the reading thread must not wait.
sys.setswitchinterval(0.0002)


class StepError(Exception):
    """A step did not come to its end; one line, and the screen it stopped at."""

    def __init__(self, reason: str, screen: str = "") -> None:
        """Tell what was waited for, and what was seen instead."""
        super().__init__(reason)
        self.screen = screen


class Screen(pyte.Screen):
    """An emulated screen. `taken`: the program has asked for the mouse, so it listens by now.

    One that is `live` is blank at that moment, and shows only what the program drew since. So a
    picture of an earlier visit, drawn before the program could answer, is not mistaken for it.
    """

    def __init__(self, *, live: bool) -> None:
        """Be blank."""
        super().__init__(*SIZE)
        self.live, self.taken = live, False

    def set_mode(self, *modes: int, **named: Any) -> None:  # noqa: ANN401 - as pyte has it
        """Know three private modes that pyte does not."""
        super().set_mode(*modes, **named)
        if not named.get("private"):
            return
        if _ALTERNATE_SCREEN in modes:
            self.erase_in_display(2)
        if _MOUSE in modes and not self.taken:
            self.taken = True
            if self.live:
                self.erase_in_display(2)

    @property
    def held_back(self) -> bool:
        """Whether a terminal would show nothing new yet."""
        return _SYNCHRONISED << 5 in self.mode

    def row(self, y: int, start: int = 0, stop: int = SIZE[0]) -> str:
        """Return the text of a line, or of a part of it."""
        line = self.buffer[y]
        return "".join(line[x].data for x in range(start, stop))

    @property
    def text(self) -> str:
        """The whole screen, without blanks at the ends of lines."""
        return "\n".join(self.row(y).rstrip() for y in range(self.lines))


class _Recorder(threading.Thread):
    """Reads what is written to a terminal, and answers what is asked."""

    def __init__(self, master: int) -> None:
        super().__init__(daemon=True)
        self.chunks: deque[tuple[float, bytes]] = deque()
        self.last: float | None = None
        self.ended: float | None = None  # when the last program had closed the terminal
        self._master = master

    def run(self) -> None:
        """Read until the end."""
        tail = b""
        while True:
            try:
                data = os.read(self._master, _CHUNK)
            except OSError:  # so Linux says that nobody has the terminal open any more
                data = b""
            now = time.perf_counter()
            if not data:
                self.ended = now
                return
            self.chunks.append((now, data))
            self.last = now
            tail += data
            end = 0
            for question in _QUESTION.finditer(tail):
                with suppress(OSError):  # it did not wait for the answer
                    os.write(self._master, _ANSWERS[question[0]])
                end = question.end()
            tail = tail[max(end, len(tail) - _LONGEST_QUESTION + 1) :]


class Program:
    """A program in a terminal of its own; it ends when the context is left.

    `screen` is what a person sees, `live` what the program has drawn since it listens; `moment` is
    when what was drawn last had come.
    """

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], keys: Mapping[str, str] = KEYS
    ) -> None:
        """Start the program; `started` is the moment before. `keys`: what named keys send."""
        self._keys = keys
        self.screen, self.live = Screen(live=False), Screen(live=True)
        self._streams = [pyte.ByteStream(self.screen), pyte.ByteStream(self.live)]
        self._rest = b""
        self.moment = 0.0
        self._tree = processes.Tree()
        self._master, slave = os.openpty()
        size = struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)
        self.started = time.perf_counter()
        self._pid = os.fork()
        if not self._pid:
            _become(argv, env, slave)
        os.close(slave)
        self._status: int | None = None
        self._tree.root = self._pid
        self._recorder = _Recorder(self._master)
        self._recorder.start()

    def __enter__(self) -> Self:
        """Enter; the program runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what still runs, and give the terminal back."""
        if self._status is None:
            self._tree.peak()  # finds what has to be ended
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        self._tree.end()
        self._recorder.join(LIMIT_S)
        os.close(self._master)

    # What is done

    def press(self, *keys: str) -> float:
        """Press keys, all at once; return the moment before. Raises StepError."""
        data = "".join(self._keys.get(key, key) for key in keys).encode()
        now = time.perf_counter()
        try:
            os.write(self._master, data)
        except OSError as error:  # nobody has the terminal open any more
            raise StepError(f"pressing {' '.join(keys)}: the program ended") from error
        return now

    def one_screen(self) -> None:
        """Draw only `live` from now on, which `screen` becomes: nothing older is on it."""
        self.screen = self.live
        del self._streams[:-1]

    # What is waited for

    def wait(
        self, seen: Callable[[], object], what: str, *, since: float = 0.0, limit_s: float = LIMIT_S
    ) -> float:
        """Wait until a sight is seen, on what was written after `since`; return its moment.

        Raises StepError.
        """
        deadline = time.perf_counter() + limit_s
        while True:
            while self._drawable:
                self._draw_one()
                if self.moment >= since and not self.screen.held_back and seen():
                    return self.moment
            self._tick(what, deadline)

    def settle(self, what: str = "rest", *, limit_s: float = LIMIT_S) -> None:
        """Wait until the program is at rest. Raises StepError."""
        self.trail(lambda: None, what, limit_s=limit_s)

    def trail(
        self, look: Callable[[], T], what: str, *, limit_s: float = LIMIT_S
    ) -> list[tuple[float, T]]:
        """Look after all that is written until the program is at rest; return what changed, when.

        Raises StepError.
        """
        deadline = time.perf_counter() + limit_s
        found: list[tuple[float, T]] = []
        window, computed = time.perf_counter(), self._tree.computed()
        while True:
            while self._drawable:
                self._draw_one()
                window = max(window, self.moment)
                if self.screen.held_back:
                    continue
                sight = look()
                if not found or found[-1][1] != sight:
                    found.append((self.moment, sight))
            now = time.perf_counter()
            if now - window > _QUIET_S:
                before, computed = computed, self._tree.computed()
                if computed - before < _IDLE_SHARE * (now - window) and not self._undrawn:
                    return found
                window = now
            self._tick(what, deadline)

    def wait_for_end(self, *, limit_s: float = LIMIT_S) -> float:
        """Wait until the program has ended; return the moment. Raises StepError."""
        deadline = time.perf_counter() + limit_s
        while self._recorder.ended is None:
            if time.perf_counter() > deadline:
                raise StepError(f"no end within {limit_s:.0f} s", self.screen.text)
            time.sleep(_TICK_S)
        _, status = os.waitpid(self._pid, 0)
        self._status = os.waitstatus_to_exitcode(status)
        if self._status:
            while self._undrawn:
                self._draw_one()
            raise StepError(f"ended with status {self._status}", self.screen.text)
        return self._recorder.ended

    def peak_memory(self) -> int:
        """Return the peak of the resident bytes of the program and all processes of it so far."""
        return self._tree.peak()

    @property
    def _undrawn(self) -> bool:
        return bool(self._recorder.chunks)

    def _tick(self, what: str, deadline: float) -> None:
        """Wait a moment. Raises StepError when there is nothing more to wait for."""
        ended = self._recorder.ended and not self._undrawn
        if ended or time.perf_counter() > deadline:
            how = "the program ended" if ended else "too long"
            raise StepError(f"waiting for {what}: {how}", self.screen.text)
        time.sleep(_TICK_S)

    @property
    def _drawable(self) -> bool:
        """Whether there is something to draw, and drawing it now disturbs nothing."""
        if not self._undrawn:
            return False
        now, last = time.perf_counter(), self._recorder.last or 0.0
        return now - last > _PAUSE_S or now - self._recorder.chunks[0][0] > _LONGEST_UNDRAWN_S

    def _draw_one(self) -> None:
        """Draw the oldest undrawn chunk."""
        self.moment, data = self._recorder.chunks.popleft()
        data = self._rest + data
        # pyte takes `CSI <` for a whole sequence, and the rest of it for text.
        cut = data.endswith((b"\x1b", b"\x1b["))
        end = data.rindex(b"\x1b") if cut else len(data)
        for stream in self._streams:
            stream.feed(data[:end].replace(b"\x1b[<", b"\x1b["))
        self._rest = data[end:]


def _become(argv: Sequence[str], env: Mapping[str, str], slave: int) -> None:
    """In the new process: have the terminal, in a session of its own, and run the program."""
    try:
        os.login_tty(slave)
        os.execve(argv[0], list(argv), dict(env))  # noqa: S606 - no shell
    except OSError as error:
        os.write(2, f"{argv[0]} cannot be started: {error.strerror}\r\n".encode())
    finally:
        os._exit(127)
