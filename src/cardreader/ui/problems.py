"""The files that cannot be read, where and why; each can be opened in the editor at that line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardreader.clean import checked, clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from cardreader.library import Faulty

SHOWN = 500
_KEY = "bold $text-accent"
_FRAME_LINES = 2
_ALL_WELL = "Every file can be read."


class Problems(ModalScreen[int]):
    """Asks for one of the problems, to be mended; the result is its place, None to go back."""

    DEFAULT_CSS = """
    Problems {
        align: center middle;
    }
    Problems > Vertical {
        width: 100%;
        max-width: 100;
        height: 90%;
        background: $surface;
        border: round $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
    }
    Problems OptionList, Problems OptionList:focus {
        height: 1fr;
        min-width: 12;
        border: none;
        padding: 0;
        background: transparent;
        background-tint: $foreground 0%;
        scrollbar-size-vertical: 1;
    }
    Problems OptionList > .option-list--option {
        padding: 0 1;
    }
    Problems OptionList > .option-list--option-disabled {
        color: $text-muted;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move('cursor_down')", "Down", show=False),
        Binding("k", "move('cursor_up')", "Up", show=False),
        Binding("g", "move('first')", "First", show=False),
        Binding("G", "move('last')", "Last", show=False),
        Binding("e", "move('select')", "Edit", show=False),
        Binding("escape,q,exclamation_mark", "leave", "Leave", show=False),
    ]

    def __init__(self, faulty: Sequence[Faulty], at: int = 0) -> None:
        """The cursor begins at this place, or at the nearest there is."""
        super().__init__()
        self._faulty = faulty
        self._at = at

    def compose(self) -> ComposeResult:
        """The list, in a frame that tells the keys."""
        with Vertical() as frame:
            frame.border_title = Content(_counted(self._faulty))
            frame.border_subtitle = Content.assemble(
                ("enter", _KEY), " edits  ", ("esc", _KEY), " leaves"
            )
            yield OptionList(markup=False)

    def on_mount(self) -> None:
        """List the problems, in a frame as high as they are."""
        rows = self.query_one(OptionList)
        rows.add_options(Option(_row(each)) for each in self._faulty[:SHOWN])
        if not self._faulty:
            rows.add_option(Option(Content(_ALL_WELL), disabled=True))
        elif len(self._faulty) > SHOWN:
            more = f"… {len(self._faulty) - SHOWN:,} more: `cardreader check` tells them all."
            rows.add_option(Option(Content(more), disabled=True))
        else:
            rows.highlighted = min(self._at, len(self._faulty) - 1)
        self.query_one(Vertical).styles.max_height = _FRAME_LINES + max(1, 2 * len(self._faulty))
        self.set_focus(rows)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the problem under the cursor."""
        event.stop()
        self.dismiss(event.option_index)

    async def action_move(self, how: str) -> None:
        """Do what the list does with another key."""
        await self.app.run_action(how, self.query_one(OptionList))

    def action_leave(self) -> None:
        """Go back to the reader."""
        self.dismiss(None)


def _row(faulty: Faulty) -> Content:
    """Why a file cannot be read, and below it where it is."""
    place = f"{clean_path(os.fsdecode(faulty.path))}:{faulty.line}"
    kind = ("warning: ", "$text-warning") if faulty.warning else ("", "")
    return Content.assemble(kind, checked(faulty.reason), "\n  ", (checked(place), "dim"))


def _counted(faulty: Sequence[Faulty]) -> str:
    """Tell in the title what is listed."""
    warnings = sum(each.warning for each in faulty)
    problems = len(faulty) - warnings
    parts = [
        f"{number:,} {one if number == 1 else many}"
        for number, one, many in (
            (problems, "problem", "problems"), (warnings, "warning", "warnings"),
        )
        if number
    ]  # fmt: skip
    return " · ".join(parts) or "No problems"
