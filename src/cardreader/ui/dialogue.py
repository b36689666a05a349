"""What lies over the reader's screen until it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from textual.widget import Widget

Result = TypeVar("Result")


class Dialogue(ModalScreen[Result]):
    """A screen that is closed once, and has the focus until then."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close.

        Textual would take away whatever screen is on top, so a key or click that comes too late
        does nothing; one that comes before there is anything to close waits for that.
        """
        if self.is_active and self._is_mounted:
            return super().dismiss(result)
        if self.is_active:
            self.call_later(self._leave, result)
        return AwaitComplete()

    def _leave(self, result: Result | None) -> None:
        """Close, without waiting for it: that cannot be done from here."""
        self.dismiss(result)

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give the focus to another part; a click beside all of them takes it from none."""
        if widget is not None:
            super().set_focus(widget, scroll_visible, from_app_focus)
