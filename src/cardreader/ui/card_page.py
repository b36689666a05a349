"""A card -> the page of the detail pane: its text in order, its targets in sections. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader import heat
from cardreader.ui.body_blocks import Body, Emphasis, Kind
from cardreader.ui.card_targets import Moment, in_order, sections
from cardreader.ui.passages import SEPARATOR, all_of, between, passage, shown
from cardreader.ui.typesetting import BLANK, BOLD, ITALIC, UNDERLINE, Draft, Leading, Passage, Piece
from cardreader.ui.when import absolute, relative_long
from cardreader.urls import UnsafeURL, openable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cardreader.card.values import Card, Detail, Provider, Summary, Target
    from cardreader.ui.body_blocks import Block
    from cardreader.ui.passages import Words

_BAR_CELLS = 5
_MOST_LINES_OF_URL = 2
WHY = "why"
"""The style of the sentences that explain where a card stands."""
_GAP = ("   ", "meta")
_RULE = "─" * 12
_RAIL = "▎ "
_TIGHT = frozenset({Kind.ITEM, Kind.ROW})
_CUT = "The rest of this text is too long to be shown here: it is in the article and in its file."
# An excerpt with which the body begins is not said twice: its first letters tell.
_SAME_LETTERS = 40
_LEAST_LETTERS = 20
_ENOUGH = 400
_EMPHASES = (
    (Emphasis.CODE, "code"),
    (Emphasis.IMAGE, "image"),
    (Emphasis.LINK, "link"),
    (Emphasis.LINK, UNDERLINE),
    (Emphasis.BOLD, BOLD),
    (Emphasis.ITALIC, ITALIC),
)


def compose(detail: Detail, now: float, why: Sequence[str] = ()) -> Draft:
    """All passages of a card's page, and its targets with the body's links after its own.

    Targets come in the order of the sections: related, items, links. `now` is in seconds since
    1970. `why` are sentences that explain where the card stands. What is missing is left out.
    """
    card = detail.card
    read = _read(card.body) if card and card.body else Body()
    targets = in_order(detail, read.links)
    moment = Moment(now, card.published if card else None)
    parts = [
        _head(detail, now),
        (Passage(shown(sentence), WHY, rail=_RAIL) for sentence in why),
        _notices(detail),
        _excerpt(card, read, targets) if card else (),
        _facts(card) if card else (),
        _body(read),
        *sections(targets, moment),
    ]
    passages: list[Passage] = []
    for part in map(tuple, parts):
        if part:
            passages += [BLANK, *part]
    return Draft(tuple(passages[1:]), targets)


# The head


def _head(detail: Detail, now: float) -> Iterator[Passage]:
    """What is known of the card before one reads it, a line each."""
    summary, card = detail.summary, detail.card
    title = shown(card.title if card else summary.title)
    yield Passage(title, "title", searched=all_of(title, "title"))
    yield BLANK
    provider = card.provider if card else summary.provider
    published = card.published if card else summary.published
    lines = (
        between(
            SEPARATOR,
            (_provider(provider), "provider"),
            (absolute(published), "meta"),
            (relative_long(published, now), "meta"),
        ),
        between(SEPARATOR, *((shown(topic), "topic") for topic in summary.topics)),
        _numbers(summary if card is None else card, summary.related_count),
        between(SEPARATOR, *_states(summary)),
    )
    yield from (passage(words) for words in lines if words)
    if card:
        address = passage(_address(card), most_lines=_MOST_LINES_OF_URL)
        if card.url:
            address = address._replace(links=(Leading(0, len(address.text), card.url),))
        yield address


def _provider(provider: Provider | None) -> str:
    """The provider's name, with its domain unless the name already says it.

    The name is what a publisher is called in the wild; the domain is who it is.
    """
    if provider is None:
        return ""
    name, domain = shown(provider.name), shown(provider.domain)
    if not name or not domain:
        return name or domain
    said = _letters(name) in (_letters(domain), _letters(domain.rpartition(".")[0]))
    return name if said else f"{name} ({domain})"


def _numbers(card: Card | Summary, related: int) -> list[Words]:
    """Heat with its bar, quality, and how many related items there are."""
    found: list[list[Words]] = []
    if card.heat is not None and card.heat >= 0:
        style = f"heat-{heat.level(card.heat)}"
        drawn = f"{heat.bar(card.heat, _BAR_CELLS)} {card.heat}"
        found.append([("heat ", "meta"), (drawn, style)])
    if card.quality is not None:
        found.append([("quality ", "meta"), (str(card.quality), "text")])
    if related:
        found.append([("related ", "meta"), (str(related), "text")])
    return [words for number in found for words in (_GAP, *number)][1:]


def _states(summary: Summary) -> Iterator[Words]:
    """What the card is, where that is no article, and what the reader did to it."""
    if summary.type != "article":
        yield shown(summary.type), "meta"
    yield ("✓ read", "meta") if summary.read else ("● unread", "unread")
    if summary.starred:
        yield "★ starred", "star"
    if summary.muted:
        yield f"muted: {shown(summary.muted)}", "meta"


def _address(card: Card) -> list[Words]:
    """The article's URL as it would be opened, its host standing out."""
    if not card.url:
        return [("No URL", "faint")]
    try:
        url = openable(card.url)
    except UnsafeURL:
        return [(shown(card.url), "faint"), (" (cannot be opened)", "faint")]
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    return [(f"{scheme}://{user}{at}", "faint"), (host, "meta"), (f"{slash}{path}", "faint")]


def _notices(detail: Detail) -> Iterator[Passage]:
    """Why the card is not listed, or cannot be read."""
    card = detail.card
    if detail.notice:
        yield Passage(shown(detail.notice), "notice")
    if card and card.retired:
        yield Passage("Retired: another card leads its group.", "notice")
    if card and card.removed:
        yield Passage("Removed by its publisher.", "notice")
    elif card and not card.is_published:
        yield Passage("Unpublished by its publisher.", "notice")


# The text


def _read(text: str) -> Body:
    from cardreader.ui.body_text import body  # noqa: PLC0415 - few cards have one

    return body(text)


def _excerpt(card: Card, read: Body, targets: tuple[Target, ...]) -> Iterator[Passage]:
    """The excerpt; that there is none is said where nothing else follows, either."""
    excerpt = shown(card.excerpt or "")
    if excerpt and not _begins_with(read, excerpt):
        yield Passage(excerpt, searched=all_of(excerpt, "excerpt"))
    elif not excerpt and not (read.blocks or card.facts or targets):
        yield Passage("No excerpt.", "faint")


def _begins_with(read: Body, excerpt: str) -> bool:
    """Whether the body begins with the excerpt, as far as letters go."""
    wanted = _letters(excerpt)[:_SAME_LETTERS]
    found = _letters(" ".join(block.text[:_ENOUGH] for block in read.blocks[:_SAME_LETTERS]))
    return len(wanted) >= _LEAST_LETTERS and found.startswith(wanted)


def _facts(card: Card) -> Iterator[Passage]:
    for label, text in card.facts:
        yield passage([(f"{shown(label)}  ", "meta"), (shown(text), "text")])


def _body(read: Body) -> Iterator[Passage]:
    before: Block | None = None
    for block in read.blocks:
        if before and not (block.kind is before.kind and block.kind in _TIGHT):
            yield Passage("", rail=_RAIL if block.quoted and before.quoted else "")
        yield _block(block)
        before = block
    if read.cut:
        yield BLANK
        yield Passage(_CUT, "notice")


def _block(block: Block) -> Passage:
    """Set a block of the body; its text is clean."""
    drawn = _set_block(block)
    if block.kind is Kind.RULE:
        return drawn
    links = tuple(Leading(span.start, span.end, span.url) for span in block.spans if span.url)
    return drawn._replace(searched=all_of(drawn.text, "body"), links=links)


def _set_block(block: Block) -> Passage:
    rail = _RAIL if block.quoted else ""
    match block.kind:
        case Kind.RULE:
            return Passage(_RULE, "rule", rail=rail)
        case Kind.CODE:
            lead = "  " * (block.level + 1)
            return Passage(block.text, "code", rail=rail + lead, verbatim=True)
        case Kind.ITEM:
            bullet = f"{'  ' * block.level}{block.bullet or ' '} "
            return Passage(block.text, "text", _pieces(block), rail, bullet)
        case Kind.HEADING:
            return Passage(block.text, "heading", _pieces(block), rail)
        case Kind.PARAGRAPH | Kind.ROW:
            return Passage(block.text, "quote" if rail else "text", _pieces(block), rail)


def _pieces(block: Block) -> tuple[Piece, ...]:
    return tuple(
        Piece(span.start, span.end, style)
        for span in block.spans
        for emphasis, style in _EMPHASES
        if span.emphasis & emphasis
    )


def _letters(text: str) -> str:
    """Only the letters and digits, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))
