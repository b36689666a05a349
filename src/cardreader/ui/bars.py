"""The first and the last line of the screen: what is listed, and which keys to press next.

Both are laid out purely (`title_line`, `hint_line`) and drawn by widgets without children, as they
are on the very first screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.widget import Widget

from cardreader.clean import checked
from cardreader.query import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from cardreader.query.tree import Sort

# What the title does without as it gets narrower, in this order.
_DISPENSABLE = (
    "name", "sources", "problems", "order", "muted", "unread", "cards", "new",
)  # fmt: skip

# Cells that narrowings may take at any width; else they get half of the line.
_NARROWINGS_CELLS = 16

_SENTENCE_S = 5.0

_GAP = Content("   ")
_DOT = Content.styled(" · ", "$text-disabled")


class Title(NamedTuple):
    """What the title bar tells; what is empty or None is left out.

    `sources` is a source's name or how many there are, `busy` what is being done just now or waits,
    `problems` how many files cannot be read and the key that tells of them, `order` the label of
    the sort order, `narrowings` what the view is narrowed to, a text for each. `muted` and
    `selected` are numbers of cards.
    """

    sources: str = ""
    cards: int | None = None
    unread: int | None = None
    busy: str = ""
    order: str = ""
    narrowings: tuple[str, ...] = ()
    new: int | None = None
    problems: tuple[int, str] = (0, "")
    muted: int = 0
    selected: int = 0


def title_line(title: Title, width: int) -> Content:
    """One line of at most `width` cells; where it is narrow, what matters less is left out."""
    left = right = Content("")
    blanks = 0
    for count in range(len(_DISPENSABLE) + 1):
        left = _left(title, _DISPENSABLE[:count])
        right = _right(title, _DISPENSABLE[:count], width)
        least = len(_GAP) if left and right else 0
        blanks = max(width - 2 - left.cell_length - right.cell_length, least)
        if left.cell_length + blanks + right.cell_length + 2 <= width:
            break
    return Content.assemble(" ", left, " " * blanks, right).truncate(width, ellipsis=True)


def hint_line(hints: Sequence[tuple[str, str]], width: int) -> Content:
    """As many hints (key and name) as fit whole into `width` cells; the last two always stay."""
    shown = [Content.assemble((key, "bold $text-accent"), f" {name}") for key, name in hints]
    optional, kept = shown[:-2], shown[-2:]
    line = Content("  ").join([*optional, *kept])
    while optional and line.cell_length + 2 > width:
        optional.pop()
        line = Content("  ").join([*optional, *kept])
    return Content.assemble(" ", line).truncate(width)


def sentence_line(sentence: str, width: int) -> Content:
    """A sentence in at most `width` cells."""
    line = Content.assemble(" ", (sentence, "$text-success"))
    return line.truncate(width, ellipsis=True)


def order_label(sort: Sort) -> str:
    """Return an order as the title tells it: `heat ▾`."""
    if isinstance(sort, Order):
        return f"{sort.by} {'▴' if sort.ascending else '▾'}"
    return sort


class TitleBar(Widget):
    """The first line of the screen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TitleBar {
        height: 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = Title()

    def show(self, title: Title) -> None:
        """Show this from now on."""
        if title != self._title:
            self._title = title
            self.refresh()

    def render(self) -> Content:
        """Lay the title out for the present width."""
        return title_line(self._title, self.size.width)


class HintBar(Widget):
    """The last line of the screen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    HintBar {
        height: 1;
        background: $panel;
        color: $text-muted;
        text-wrap: nowrap;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[tuple[str, str], ...] = ()
        self._sentence = ""
        self._sentence_timer: Timer | None = None

    def show(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show these keys and names from now on, the most wanted first; the last two stay."""
        if self._hints != tuple(hints):
            self._hints = tuple(hints)
            self.refresh()

    @property
    def sentence(self) -> str:
        """The sentence that is shown now, '' for none."""
        return self._sentence

    def say(self, sentence: str) -> None:
        """Show a sentence instead of the keys for some seconds, or until the next one."""
        if self._sentence_timer is not None:
            self._sentence_timer.stop()
        self._sentence = checked(sentence)
        self._sentence_timer = self.set_timer(_SENTENCE_S, self.hush)
        self.refresh()

    def hush(self) -> None:
        """Show the keys again."""
        if self._sentence:
            self._sentence = ""
            self.refresh()

    def render(self) -> Content:
        """Lay the sentence or the hints out for the present width."""
        if self._sentence:
            return sentence_line(self._sentence, self.size.width)
        return hint_line(self._hints, self.size.width)


def _left(title: Title, dropped: Sequence[str]) -> Content:
    """The program's name and the facts about the view."""
    facts = {
        "sources": Content.styled(checked(title.sources), "bold"),
        "cards": Content(_counted(title.cards, "card", "cards")),
        "new": Content.styled(_counted(title.new or None, "new", "new"), "$text-success"),
        "unread": Content(_counted(title.unread, "unread", "unread")),
        "muted": Content.styled(f"{title.muted:,} muted" if title.muted else "", "$text-muted"),
        "selected": Content.styled(
            f"{title.selected:,} selected" if title.selected else "", "bold $text-accent"
        ),
        "busy": Content.styled(checked(title.busy), "$text-warning"),
        "problems": Content.styled(_problems(*title.problems), "$text-muted"),
    }
    told = [fact for key, fact in facts.items() if fact and key not in dropped]
    name = Content("") if "name" in dropped else Content.styled("cardreader", "bold $text-primary")
    return _GAP.join([part for part in (name, _DOT.join(told)) if part])


def _right(title: Title, dropped: Sequence[str], width: int) -> Content:
    """The sort order and the narrowings, the latter within half of `width`."""
    order = Content("") if "order" in dropped else Content.styled(title.order, "$text-muted")
    narrowings = _GAP.join(
        [Content.styled(checked(text), "bold $text-success") for text in title.narrowings]
    ).truncate(max(width // 2, _NARROWINGS_CELLS), ellipsis=True)
    return _GAP.join([part for part in (order, narrowings) if part])


def _problems(count: int, key: str) -> str:
    return f"{_counted(count, 'problem', 'problems')}: {checked(key)}" if count else ""


def _counted(count: int | None, one: str, many: str) -> str:
    return "" if count is None else f"{count:,} {one if count == 1 else many}"
