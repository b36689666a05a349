"""The search box under the list, and the one-line input that the other boxes are made of too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from cardreader.clean import checked, clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Key, Paste

_LONGEST = 1_000  # characters; nobody types more, and all of them are drawn at every key


class LineInput(Input):
    """An input without a frame, one line high, that makes one clean line of what is pasted."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(
            placeholder=placeholder, max_length=_LONGEST, select_on_focus=False, compact=True
        )
        self.cursor_blink = False  # each blink would be traffic over ssh

    def leaves_key(self, key: str) -> bool:  # noqa: ARG002 - subclasses look at the key
        """Whether a printable key is left to the bindings around the input; here none is."""
        return False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Let the bindings for the keys that are left take effect."""
        return super().check_consume_key(key, character) and not self.leaves_key(key)

    def action_paste(self) -> None:
        """Paste what was last copied in the reader, as one clean line."""
        self._insert_line(self.app.clipboard)

    async def _on_key(self, event: Key) -> None:
        if self.leaves_key(event.key):
            event.prevent_default()

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self._insert_line(event.text)

    def _insert_line(self, text: str) -> None:
        self.replace(clean_line(text, _LONGEST), *self.selection)


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


class SearchBox(Horizontal):
    """One line to search in, hidden until it is opened.

    It tells what is typed, and whether it is kept or left; what becomes of the view, and hiding
    the box again, is for those who hear that.
    """

    DEFAULT_CSS = """
    SearchBox {
        display: none;
        height: 1;
        background: $boost;
    }
    SearchBox > .search-box--prompt {
        width: 3;
        padding: 0 1;
        color: $text-accent;
        text-style: bold;
    }
    SearchBox > LineInput {
        width: 1fr;
        background: transparent;
    }
    SearchBox > LineInput:focus {
        background-tint: $foreground 0%;
    }
    SearchBox > .search-box--hits {
        width: auto;
        max-width: 50%;
        padding: 0 1;
        color: $text-muted;
        text-wrap: nowrap;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "Earlier search", show=False),
        Binding("down", "newer", "Later search", show=False),
        Binding("escape", "leave", "Leave", show=False),
    ]

    HINTS: ClassVar[Sequence[tuple[str, str]]] = (
        ("↑ ↓", "earlier searches"),
        ("enter", "keep"),
        ("esc", "leave"),
    )
    """Keys and names for the last line of the screen while the box has the focus."""

    hits: reactive[int | None] = reactive(None, init=False, always_update=True)
    """How many cards match, or None while that is not known."""

    class Changed(Message):
        """The text has been changed by the reader."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Kept(Message):
        """The reader is done and wants to keep the text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The reader wants back what was there before the box was opened."""

    def __init__(self) -> None:
        super().__init__()
        self._recall = Recall(())

    def compose(self) -> ComposeResult:
        """A prompt, the input and the number of hits."""
        yield Static(Content("/"), classes="search-box--prompt")
        yield LineInput("words…")
        yield Static(Content(""), classes="search-box--hits")

    def open(self, text: str, history: Sequence[str]) -> None:
        """Show the box with this text, ready to be typed over; `history` has the newest last."""
        self._recall = Recall(history)
        self.hits = None
        box = self.query_one(LineInput)
        with box.prevent(Input.Changed):
            box.value = text
        box.select_all()
        self.display = True
        # At once, not when Textual next gets round to it: keys may be waiting already.
        self.screen.set_focus(box)

    def watch_hits(self, hits: int | None) -> None:
        """Tell the number of hits at the right."""
        told = "" if hits is None else f"{hits:,} hit{'' if hits == 1 else 's'}"
        self.query_one(".search-box--hits", Static).update(Content(told))

    def tell(self, mistake: str) -> None:
        """Tell why what is typed cannot be searched for, where the hits were."""
        self.hits = None
        self.query_one(".search-box--hits", Static).update(
            Content.styled(checked(mistake), "$text-warning")
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass the text on."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on that the text is to be kept."""
        event.stop()
        self.post_message(self.Kept(event.value))

    def action_older(self) -> None:
        """Recall the search before."""
        self._recalled(self._recall.older(self.query_one(LineInput).value))

    def action_newer(self) -> None:
        """Recall the search after, or what was being typed."""
        self._recalled(self._recall.newer(self.query_one(LineInput).value))

    def action_leave(self) -> None:
        """Leave without keeping the text."""
        self.post_message(self.Left())

    def _recalled(self, text: str) -> None:
        box = self.query_one(LineInput)
        box.value = text
        box.cursor_position = len(text)
