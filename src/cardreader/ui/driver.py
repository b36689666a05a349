"""The terminal under Textual: taken over from the first sight, given back as it was before."""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import sys
import threading
import time
from codecs import getincrementaldecoder
from itertools import chain
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

from cardreader.ui.background import QUESTION, Sieve, answers
from cardreader.ui.straight import straight
from cardreader.ui.terse import terse

if TYPE_CHECKING:
    from cardreader.sight import Sight

_ALTERNATE_SCREEN = "\x1b[?1049h"
_CHUNK = 4096
_MUCH = 4096  # characters: what is less is written as it is
_TICK_S = 0.1  # how long a key that may go on is waited for, and an end of the reader
# How long an answer is waited for where the reader ends before it; and when there will be none.
_ANSWER_S = 0.2
_PATIENCE_S = 2.0


class _Lasting:
    """A stream to the terminal that is brief, and takes no harm when the terminal goes away.

    Textual's thread would end with an error, and whoever writes would wait for it for ever.
    """

    def __init__(self, stream: TextIO | None) -> None:
        assert stream is not None  # noqa: S101 - the reader does not begin without a terminal
        self._stream = stream
        self.has_gone = False

    def write(self, text: str) -> None:
        """Write, as long as there is somewhere to write to."""
        if not self.has_gone:
            try:
                # In Textual's thread, not in the loop; a row under the cursor does not wait.
                self._stream.write(terse(text) if len(text) > _MUCH else text)
            except OSError:
                self.give_up()

    def flush(self) -> None:
        """Flush, likewise."""
        if not self.has_gone:
            try:
                self._stream.flush()
            except OSError:
                self.give_up()

    def give_up(self) -> None:
        """Send the rest nowhere: Python would fail over it at the end, with a status of its own."""
        self.has_gone = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)

    def fileno(self) -> int:
        """The number of the stream's file."""
        return self._stream.fileno()


class BackgroundTold(Message):
    """The terminal has told its background."""

    def __init__(self, light: bool) -> None:
        super().__init__()
        self.light = light


class ReaderDriver(LinuxDriver):
    """Textual's driver, which does not clear a sight that stands there already."""

    _has_screen = _is_resuming = False
    _asked_s = 0.0  # when the terminal was asked for its background

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Textual has them
        """Take what Textual gives."""
        super().__init__(*given, **named)
        self._lasting = _Lasting(sys.__stderr__)
        self._file = cast("Any", self._lasting)
        self._has_answered = threading.Event()
        self._sieve = Sieve()

    @property
    def has_terminal(self) -> bool:
        """Whether the terminal is there still."""
        return not self._lasting.has_gone and os.isatty(self.fileno)

    def ask_background(self) -> None:
        """Ask the terminal for its background, unless it has not answered before.

        `BackgroundTold` comes, or never.
        """
        if not answers(os.environ) or (self._asked_s and not self._has_answered.is_set()):
            return
        self._has_answered.clear()
        self._asked_s = time.monotonic()
        self.write(QUESTION)

    def _sifted(self, text: str) -> str:
        """Take an answer out of what has come; its beginning waits for the rest, for a tick."""
        if not text:
            return self._sieve.let_go()
        is_late = time.monotonic() > self._asked_s + _PATIENCE_S
        expecting = not self._has_answered.is_set() and not is_late
        text, light = self._sieve.sift(text, expecting=expecting)
        if light is not None:
            self._has_answered.set()
            self.send_message(BackgroundTold(light))
        return text

    def disable_input(self) -> None:
        """Stop reading keys, but not while an answer may come: the shell would have it."""
        wait_s = self._asked_s + _ANSWER_S - time.monotonic()
        if wait_s > 0 and self.has_terminal:
            self._has_answered.wait(wait_s)
        super().disable_input()

    def _run_input_thread(self) -> None:
        """Read keys; when that cannot be done the terminal has gone, or the reader is wrong."""
        try:
            self.run_input_thread()
        except OSError:
            self._lasting.give_up()  # the app looks every so often
        except Exception as error:  # noqa: BLE001 - it is handled like any other, in the app
            self._app.call_later(self._app._handle_exception, error)  # noqa: SLF001 - Textual's

    def run_input_thread(self) -> None:
        """Read keys until the end, as Textual does; bytes that are no text, or no key, do no harm.

        Textual's own would end the reader over a pasted byte that is not UTF-8.
        """
        decode = getincrementaldecoder("utf-8")("replace").decode
        parser = XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                given = os.read(self.fileno, _CHUNK) if selector.select(_TICK_S) else None
                if given == b"":  # a terminal that has gone has an end
                    self._lasting.give_up()
                    return
                # One after the other, so that what is no key costs nothing that comes with it.
                for char in (*self._sifted(decode(given or b"")), ""):
                    try:
                        for event in chain(parser.feed(char) if char else (), parser.tick()):
                            self.process_message(event)
                    except (ValueError, OverflowError):  # a code beyond all letters
                        parser = XTermParser(self._debug)

    def _sigcont_application(self, *_: object) -> None:
        """Go on after a stop; also after one that nobody had told us of (SIGSTOP).

        Textual would begin a second time, take its own modes for those of the shell, and never end.
        """
        if not self.has_terminal:
            return
        if self._is_resuming or (self._key_thread is not None and self._key_thread.is_alive()):
            # Not here, in the midst of whatever was being done.
            self._loop.call_soon_threadsafe(self._begin_again)
            return
        self._is_resuming = True
        super()._sigcont_application()
        self._is_resuming = False

    def _begin_again(self) -> None:
        """Take the terminal anew: nobody knows what has become of it meanwhile."""
        self._is_resuming = self._must_signal_resume = True
        self.suspend_application_mode()
        self.resume_application_mode()
        self._is_resuming = False

    def start_application_mode(self) -> None:
        """Start, and remember the attributes that the terminal had before the sight."""
        last: Sight | None = getattr(self._app, "last", None)  # that of `ReaderApp`
        before = last.hand_over() if last is not None else None
        self._has_screen = before is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        self._has_screen = False
        if before is not None:
            self.attrs_before = before
        # Textual's handler may be interrupted by itself between asking for the size and passing it
        # on: then the size before the last one comes last, and stays. In the loop nothing can.
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)

    def _tell_size(self) -> None:
        """Have the app know the size of the terminal."""
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self._app.post_message(Resize(size, size))

    def write(self, data: str) -> None:
        """Write, but for going to the alternate screen when that is where we are.

        Columns stay straight in every terminal.
        """
        if not (self._has_screen and data == _ALTERNATE_SCREEN):
            super().write(straight(data))
