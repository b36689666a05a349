"""The command palette: Textual's, which would end the reader where its list has no room."""

from __future__ import annotations

from contextlib import suppress

from textual.command import CommandPalette


class Palette(CommandPalette):
    """A palette whose keys do nothing where no line of its list can be seen."""

    def _action_command_list(self, action: str) -> None:
        """Pass a key on to the list, which knows only of lines that are drawn."""
        with suppress(LookupError):
            super()._action_command_list(action)
