"""The search box under the list: what is typed, what can be typed next, and what is wrong with it.

Two lines, of which the lower one takes the place of the screen's last: nothing of the list is
hidden by what is offered or told there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from cardreader.clean import checked
from cardreader.query import QueryError, parse
from cardreader.query.lexing import pieces_of
from cardreader.ui.bars import hint_line
from cardreader.ui.completion import Completion, offer_line
from cardreader.ui.search_input import Recall, SearchInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.widgets import Input

    from cardreader.query import Hint
    from cardreader.ui.completion import Values

_NO_HIT = "Nothing matches it all: take a word away, or esc for what was there before."
# Cells of the box under which nothing is told beside the text.
_TOLD_FROM = 24
# Where there is room, so many cells are kept for it: another number lays nothing out anew.
_TOLD_CELLS = len("1,000,000 hits")
_ROOMY_FROM = 60
_MISTAKES = 20  # who makes more of them in one text is shown the view before all


class _Strip(Widget):
    """The lower line: drawn from what the box tells, as wide as it is."""

    DEFAULT_CSS = "_Strip { height: 1; background: $panel; color: $text-muted; }"

    def __init__(self, line: Callable[[int], Content]) -> None:
        super().__init__()
        self._line = line

    def render(self) -> Content:
        """Draw it."""
        return self._line(self.size.width)


class SearchBox(Vertical):
    """A line to search in and one to tell in, hidden until it is opened.

    It tells what is typed, and whether it is kept or left; what becomes of the view, and hiding
    the box again, is for those who hear that.
    """

    DEFAULT_CSS = """
    SearchBox {
        display: none;
        height: 2;
    }
    SearchBox > Horizontal {
        height: 1;
        background: $boost;
    }
    SearchBox .search-box--prompt {
        width: 3;
        padding: 0 1;
        color: $text-accent;
        text-style: bold;
    }
    SearchBox LineInput {
        width: 1fr;
        background: transparent;
    }
    SearchBox LineInput:focus {
        background-tint: $foreground 0%;
    }
    SearchBox .search-box--told {
        width: auto;
        max-width: 50%;
        padding: 0 1;
        color: $text-muted;
        text-wrap: nowrap;
        text-align: right;
        &.-roomy { min-width: 16; }  /* _TOLD_CELLS and the padding */
    }
    """

    HINTS: ClassVar[Sequence[tuple[str, str]]] = (("tab", "complete"), ("↑ ↓", "earlier searches"))
    HINTS_OUT: ClassVar[Sequence[tuple[str, str]]] = (("enter", "keep"), ("esc", "leave"))

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

    class Settled(Message):
        """A completion is written, or there is none: keys that waited for it may come."""

    class ValuesWanted(Message):
        """The values of a field are being written: they are wanted, for this opening."""

    def __init__(self, hints: Sequence[tuple[str, str]] = ()) -> None:
        """`hints` are keys and names of what else can be done, beside the box's own."""
        super().__init__()
        self.hints = (*self.HINTS, *hints, *self.HINTS_OUT)
        self._input = SearchInput(self._look)
        self._told = Static(Content(""), classes="search-box--told")
        self._strip = _Strip(self._lower_line)
        self._mistake: QueryError | None = None
        self._hints: tuple[Hint, ...] = ()
        self._insists = False
        self._has_asked = False

    def compose(self) -> ComposeResult:
        """A prompt, the input and the number of hits; the line below."""
        with Horizontal():
            yield Static(Content("/"), classes="search-box--prompt")
            yield self._input
            yield self._told
        yield self._strip

    def open(self, text: str, history: Sequence[str], hits: int | None = None) -> None:
        """Show the box with this text, ready to be typed over; `history` has the newest last."""
        box = self._input
        # The first key is to bring another search than the one that is there already.
        others = [each for each in history if each != text.strip()]
        box.recall, box.completion = Recall(others), Completion()
        self._has_asked = False
        with box.prevent(SearchInput.Changed):
            box.value = text
        box.select_all()
        self._read(text)
        self.hits = hits
        self.display = True
        # At once, not when Textual next gets round to it: keys may be waiting already.
        self.screen.set_focus(box)

    @property
    def has_mistake(self) -> bool:
        """Whether the text cannot be searched for."""
        return self._mistake is not None

    @property
    def understood(self) -> str:
        """The text without what cannot be understood."""
        return without_mistake(self._input.value)

    def offer(self, values: Values) -> None:
        """Take what the library has for `topic`, `provider` and `source`, with counts."""
        self._input.written(self._input.completion.offer(values))
        self.post_message(self.Settled())

    def insist(self) -> None:
        """Tell the mistake in full: it is in the way of what the reader wants."""
        self._insists = True
        self._tell()

    def watch_hits(self) -> None:
        """Tell the number of hits."""
        self._tell()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass the text on."""
        event.stop()
        self._look()  # what was deleted behind the cursor does not move it
        self._read(event.value)
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on that the text is to be kept."""
        event.stop()
        self.post_message(self.Kept(event.value))

    def on_search_input_left(self, event: SearchInput.Left) -> None:
        """Pass on that the box was left without keeping the text."""
        event.stop()
        self.post_message(self.Left())

    def on_search_input_settled(self, event: SearchInput.Settled) -> None:
        """Pass on that other keys may come."""
        event.stop()
        self.post_message(self.Settled())

    def on_resize(self, event: Resize) -> None:
        """What fits beside the text is another now."""
        self._told.set_class(event.size.width >= _ROOMY_FROM, "-roomy")
        self._tell()

    def _read(self, text: str) -> None:
        """See what is wrong with the text, and what may not be meant so."""
        self._mistake, self._hints, self._insists = None, (), False
        try:
            self._hints = parse(text, typing=True).hints
        except QueryError as error:
            self._mistake = error
            self.set_reactive(SearchBox.hits, None)  # what is listed is no answer to this
        self._input.mark.span = _place_of(text, self._mistake)
        self._input.refresh()
        self._tell()

    def _look(self) -> None:
        """See what can be written where the cursor is now."""
        completion = self._input.completion
        completion.look(self._input.place)
        if completion.wants_values and not self._has_asked:
            self._has_asked = True
            self.post_message(self.ValuesWanted())
        self._strip.refresh()

    def _tell(self) -> None:
        """Tell beside the text how many hits there are, or its mistake where that is short."""
        told = Content("")
        if self._mistake is not None and self._is_short(str(self._mistake)):
            told = Content.styled(checked(str(self._mistake)), "$text-warning")
        elif self._mistake is None and self.hits is not None and self.size.width >= _TOLD_FROM:
            told = Content(_counted(self.hits))
        before = self._told.content
        least = _TOLD_CELLS if self._told.has_class("-roomy") else 0
        is_as_wide = isinstance(before, Content) and (
            max(before.cell_length, least) == max(told.cell_length, least)
        )
        self._told.update(told, layout=not is_as_wide)
        self._strip.refresh()

    def _is_short(self, sentence: str) -> bool:
        """Whether a sentence takes less than half of the line."""
        return cell_len(sentence) + 2 <= self.size.width // 2

    def _lower_line(self, width: int) -> Content:
        """What matters most just now: offers, a mistake, what to do, or the keys."""
        completion = self._input.completion
        mistake = None if self._mistake is None else str(self._mistake)
        insists = self._insists and mistake is not None
        if not insists and (completion.is_called_for or completion.at >= 0):
            return offer_line(completion.found, completion.at, width)
        if not insists and completion.takes:
            return _sentence(completion.takes, "$text-muted", width)
        if mistake and (insists or not self._is_short(mistake)):
            return _sentence(_within(mistake, width), "$text-warning", width)
        if self._hints and not mistake:
            return _sentence(self._hints[0].sentence, "$text-muted", width)
        if self.hits == 0 and not mistake:
            return _sentence(_NO_HIT, "$text-muted", width)
        return hint_line(self.hints, width)


def without_mistake(text: str) -> str:
    """Return a search without the pieces that cannot be understood."""
    for _ in range(_MISTAKES):
        try:
            parse(text)
        except QueryError as error:
            start, end = _place_of(text, error)
            text = text[:start] + text[end:]
        else:
            return text
    return ""


def _counted(hits: int) -> str:
    return f"{hits:,} hit{'' if hits == 1 else 's'}" if hits else "no hit"


def _within(mistake: str, width: int) -> str:
    """What is to be told of a mistake: where it is narrow, without the piece that is marked."""
    _, is_quoted, rest = mistake.partition("`: ")
    return rest if is_quoted and cell_len(mistake) + 2 > width else mistake


def _sentence(sentence: str, style: str, width: int) -> Content:
    line = Content.assemble(" ", (checked(sentence), style))
    return line.truncate(width, ellipsis=True)


def _place_of(text: str, mistake: QueryError | None) -> tuple[int, int]:
    """Where a mistake is: from its position to the end of the piece that it is in."""
    if mistake is None or not text:
        return 0, 0
    start = min(mistake.position, len(text) - 1)
    ends = (piece.end for piece in pieces_of(text) if piece.start <= start < piece.end)
    return start, max(next(ends, start + 1), start + 1)
