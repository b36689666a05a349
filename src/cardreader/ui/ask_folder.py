"""The question for a folder, with its path completed by `tab`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cardreader.clean import checked
from cardreader.ui.ask import Ask
from cardreader.ui.line_input import LineInput
from cardreader.ui.path_completion import completed, folders_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABOUT = "A folder of cards; it is added to the sources in your configuration."
_TOLD = 40  # names that the path may go on with; the rest is counted


class AskFolder(Ask):
    """Asks for the path of a folder; `why` the one that is there already was not taken."""

    PLACEHOLDER = "~/news"
    KEYS: ClassVar[Sequence[tuple[str, str]]] = (
        ("tab", "completes"), ("esc", "leaves"), ("enter", "adds"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False, priority=True),
    ]

    def __init__(self, path: str = "", why: str = "") -> None:
        super().__init__("Add a folder", path, why or _ABOUT)

    def begin_in(self, line: LineInput) -> None:
        """Go on with what was typed."""
        line.cursor_position = len(line.value)

    def action_complete(self) -> None:
        """Complete the path, in a worker: a disk may be slow."""
        self.run_worker(self._complete(self.query_one(LineInput).value), exclusive=True)

    async def _complete(self, typed: str) -> None:
        text, names = await asyncio.to_thread(completed, typed, folders_in)
        line = self.query_one(LineInput)
        if line.value != typed:
            return
        line.value = text
        line.cursor_position = len(text)
        told = "  ".join(names[:_TOLD])
        more = f"  … {len(names) - _TOLD:,} more" if len(names) > _TOLD else ""
        nothing = "" if text != typed else "No folder begins so."
        self.query_one(Static).update(Content(checked(told + more or nothing or _ABOUT)))
