"""What is typed into in the search box: its keys, earlier searches, and the mark of a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.highlighter import Highlighter
from textual.binding import Binding, BindingType
from textual.message import Message

from cardreader.ui.completion import Completion, Place
from cardreader.ui.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.text import Text
    from textual.widget import Widget

    from cardreader.query.completing import Completed


class Recall:
    """Earlier searches, walked as in a shell; what was being typed comes after the newest."""

    def __init__(self, history: Sequence[str]) -> None:
        self._texts = [*history, ""]
        self._at = len(history)

    def older(self, typed: str) -> str:
        """The text before the present one; `typed` is kept when it is being left."""
        if self._at == len(self._texts) - 1:
            self._texts[-1] = typed
        self._at = max(self._at - 1, 0)
        return self._texts[self._at]

    def newer(self, typed: str) -> str:
        """The text after the present one; `typed` where there is none."""
        if self._at == len(self._texts) - 1:
            return typed
        self._at += 1
        return self._texts[self._at]


class _Mark(Highlighter):
    """Marks the place of a mistake in the text."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self.span = (0, 0)

    def highlight(self, text: Text) -> None:
        """Mark it."""
        start, end = self.span
        if start < end:
            text.stylize(self._widget.get_component_rich_style("search-input--mistake"), start, end)


class SearchInput(LineInput):
    """The input of the box, with the keys that are not about editing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"search-input--mistake"}
    DEFAULT_CSS = """
    SearchInput > .search-input--mistake { color: $text-error; text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(True)", "Earlier search", show=False),
        Binding("down", "recall(False)", "Later search", show=False),
        Binding("tab", "complete(1)", "Complete", show=False),
        Binding("shift+tab", "complete(-1)", "Complete, the one before", show=False),
        Binding("escape", "leave", "Leave", show=False),
        Binding("ctrl+c", "interrupt", "Leave, or copy what is selected", show=False),
    ]

    awaited_keys = frozenset({"enter", "escape", "ctrl+c", "tab", "shift+tab"})

    class Left(Message):
        """The reader wants to leave."""

    class Settled(Message):
        """A completion is written, or there is none."""

    def __init__(self, moved: Callable[[], None]) -> None:
        """`moved` is told that the cursor is elsewhere."""
        super().__init__("words, or a field: tab")
        self.recall = Recall(())
        self.completion = Completion()
        self.mark = _Mark(self)
        self.highlighter = self.mark
        self._moved = moved
        self._is_writing = False

    @property
    def place(self) -> Place:
        """The text and where the cursor stands in it."""
        return Place(self.value, self.cursor_position)

    def write(self, text: str, cursor: int) -> None:
        """Have another text, and the cursor in it."""
        self._is_writing = True  # the cursor is nowhere between the two
        self.value = text
        self.cursor_position = cursor
        self._is_writing = False
        self._moved()

    def watch_selection(self) -> None:
        """Tell that the cursor has moved."""
        if not self._is_writing:
            self._moved()

    def action_recall(self, older: bool) -> None:
        """Recall the search before; or the one after, or what was being typed."""
        recall = self.recall.older if older else self.recall.newer
        text = recall(self.value)
        self.write(text, len(text))

    def action_complete(self, by: int) -> None:
        """Put the next offer into the text, or the one before; the library may have to be asked."""
        self.written(self.completion.step(self.place, by))
        if not self.completion.is_waiting:
            self.post_message(self.Settled())

    def written(self, done: Completed | None) -> None:
        """Take over what a completion has written, if it has."""
        if done is not None:
            self.write(*done)
        else:
            self._moved()

    def action_leave(self) -> None:
        """Leave."""
        self.post_message(self.Left())

    def action_interrupt(self) -> None:
        """Leave, as in every terminal program, unless a part of the text is there to be copied."""
        if self.selected_text in ("", self.value):  # all of it is selected when the box opens
            self.action_leave()
        else:
            self.action_copy()
            self.post_message(self.Settled())
