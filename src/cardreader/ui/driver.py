"""The terminal under Textual: taken over from the first sight, given back as it was before."""

from __future__ import annotations

import os
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from cardreader.ui.background import QUESTION, Sieve, answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cardreader.sight import Sight

_ALTERNATE_SCREEN = "\x1b[?1049h"
# How long the rest of an answer may take, and the answer where the reader ends before it.
_REST_S = 0.1
_ANSWER_S = 0.2
# After this, the terminal will not answer at all.
_PATIENCE_S = 2.0


class _Lasting:
    """A stream to the terminal that takes no harm when the terminal goes away.

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
                self._stream.write(text)
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


class _Parser(XTermParser):
    """Textual's parser of what comes from the terminal; our answers are taken out before."""

    def __init__(
        self, told: Callable[[bool], None], expecting: Callable[[], bool], debug: bool = False
    ) -> None:
        super().__init__(debug)
        self._told = told
        self._expecting = expecting
        self._sieve = Sieve()
        self._held_until = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what is no answer; nothing at all is the end."""
        if data:
            data, light = self._sieve.sift(data, expecting=self._expecting())
            self._held_until = time.monotonic() + _REST_S
            if light is not None:
                self._told(light)
            if not data:
                return
        yield from super().feed(data)

    def tick(self) -> Iterable[Message]:
        """Parse what was kept back, when nothing more has come: a mere `esc`."""
        if self._sieve.held and time.monotonic() > self._held_until:
            yield from super().feed(self._sieve.let_go())
        yield from super().tick()


class ReaderDriver(LinuxDriver):
    """Textual's driver, which does not clear a sight that stands there already."""

    _has_screen = False
    _asked_s = 0.0  # when the terminal was asked for its background

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Textual has them
        """Take what Textual gives."""
        super().__init__(*given, **named)
        self._lasting = _Lasting(sys.__stderr__)
        self._file = cast("Any", self._lasting)
        self._has_answered = threading.Event()

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

    def _tell_background(self, light: bool) -> None:
        self._has_answered.set()
        self.send_message(BackgroundTold(light))

    def _expects_answer(self) -> bool:
        is_late = time.monotonic() > self._asked_s + _PATIENCE_S
        return not self._has_answered.is_set() and not is_late

    def disable_input(self) -> None:
        """Stop reading keys, but not while an answer may come: the shell would have it."""
        wait_s = self._asked_s + _ANSWER_S - time.monotonic()
        if wait_s > 0 and self.has_terminal:
            self._has_answered.wait(wait_s)
        super().disable_input()

    def _run_input_thread(self) -> None:
        """Read keys; when that cannot be done the terminal has gone, or the reader is wrong."""
        # Textual's own has no place to give it another parser.
        vars(linux_driver)["XTermParser"] = partial(
            _Parser, self._tell_background, self._expects_answer
        )
        try:
            self.run_input_thread()
        except OSError:
            self._lasting.give_up()  # the app looks every so often
        except Exception as error:  # noqa: BLE001 - it is handled like any other, in the app
            self._app.call_later(self._app._handle_exception, error)  # noqa: SLF001 - Textual's

    def start_application_mode(self) -> None:
        """Start, and remember the attributes that the terminal had before the sight."""
        last: Sight | None = getattr(self._app, "last", None)  # that of `ReaderApp`
        before = last.hand_over() if last is not None else None
        self._has_screen = before is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        self._has_screen = False
        if before is not None:
            self.attrs_before = before

    def write(self, data: str) -> None:
        """Write, but for going to the alternate screen when that is where we are."""
        if not (self._has_screen and data == _ALTERNATE_SCREEN):
            super().write(data)
