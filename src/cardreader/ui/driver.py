"""The terminal under Textual: taken over from the first sight, given back as it was before."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver

from cardreader.ui.straight import straight
from cardreader.ui.terse import terse

if TYPE_CHECKING:
    from cardreader.sight import Sight

_ALTERNATE_SCREEN = "\x1b[?1049h"


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
                self._stream.write(terse(text))  # not in the loop: Textual's thread calls this
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


class ReaderDriver(LinuxDriver):
    """Textual's driver, which does not clear a sight that stands there already."""

    _has_screen = False

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Textual has them
        """Take what Textual gives."""
        super().__init__(*given, **named)
        self._lasting = _Lasting(sys.__stderr__)
        self._file = cast("Any", self._lasting)

    @property
    def has_terminal(self) -> bool:
        """Whether the terminal is there still."""
        return not self._lasting.has_gone and os.isatty(self.fileno)

    def _run_input_thread(self) -> None:
        """Read keys; when that cannot be done the terminal has gone, or the reader is wrong."""
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
        """Write, but for going to the alternate screen when that is where we are.

        Columns stay straight in every terminal.
        """
        if not (self._has_screen and data == _ALTERNATE_SCREEN):
            super().write(straight(data))
