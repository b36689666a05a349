"""The terminal under Textual: taken over from the first sight, given back as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from cardreader.sight import Sight

_ALTERNATE_SCREEN = "\x1b[?1049h"


class ReaderDriver(LinuxDriver):
    """Textual's driver, which does not clear a sight that stands there already."""

    _has_screen = False

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
