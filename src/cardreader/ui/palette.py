"""The command palette: Textual's, but for some ways in which that would end the reader."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette

if TYPE_CHECKING:
    from textual.worker import Worker


class Palette(CommandPalette):
    """A palette that may be typed into, clicked and left in any order."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close; once, as a `Dialogue`."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        """Look for commands, unless what was typed is only told of after the end."""
        return super()._gather_commands(search_value) if self.is_active else None

    def _action_command_list(self, action: str) -> None:
        """Pass a key on to the list, which knows only of lines that it has room for."""
        with suppress(LookupError):
            super()._action_command_list(action)
