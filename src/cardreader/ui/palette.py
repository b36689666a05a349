"""The command palette: Textual's, but for some ways in which that would end the reader."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette

if TYPE_CHECKING:
    from textual.widget import Widget


class Palette(CommandPalette):
    """A palette that may be typed into, clicked and left in any order, as a `Dialogue` may."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, once."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give the focus to another part, but not to none."""
        if widget is not None:
            super().set_focus(widget, scroll_visible, from_app_focus)

    def _gather_commands(self, search_value: str) -> None:  # type: ignore[override]
        """Look for commands; where the list goes away meanwhile, nobody is interested any more."""
        gather: Any = CommandPalette._gather_commands  # noqa: SLF001 - what is overridden here
        self.run_worker(
            partial(gather.__wrapped__, self, search_value), group=self._GATHER_COMMANDS_GROUP,
            exclusive=True, exit_on_error=False,
        )  # fmt: skip

    def _action_command_list(self, action: str) -> None:
        """Pass a key on to the list, which knows only of lines that it has room for."""
        with suppress(LookupError):
            super()._action_command_list(action)
