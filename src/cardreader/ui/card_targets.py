"""Where a card leads -> the passages of its page: the timeline of related items, items, links.

The timeline answers who wrote about it first, and who followed: related items come in the order
in which they were published, by day, with the card itself in its place among them. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.card.values import Target
from cardreader.ui.passages import SEPARATOR, between, passage, shown
from cardreader.ui.typesetting import Passage
from cardreader.ui.when import local, relative
from cardreader.urls import UnsafeURL, article_identity, openable, shown_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cardreader.card.values import Detail, Link
    from cardreader.ui.passages import Words
    from cardreader.ui.when import Local

_SECTIONS = (("related", "Related"), ("item", "Items"), ("link", "Links"))
_MOST_LINES_OF_TITLE = 3
_LEAST_DIGITS = 2
_THIS_CARD = "▸ this card"
_NO_DATE = "No date"

Numbered = tuple[int, Target]  # a target and its position on the page


class Moment(NamedTuple):
    """When the page is drawn, and when its card was published; in seconds since 1970."""

    now: float
    card: int | None = None


def related_in_order(targets: Iterable[Target]) -> list[Target]:
    """The related items as they are numbered: the first one published first, undated ones last."""
    return sorted((each for each in targets if each.kind == "related"), key=_when)


def in_order(detail: Detail, links: Iterable[Link]) -> tuple[Target, ...]:
    """The card's targets in the order of the page, then the links of its body that are new."""
    targets = related_in_order(detail.targets)
    targets += [each for each in detail.targets if each.kind == "item"]
    targets += [each for each in detail.targets if each.kind == "link"]
    known = {article_identity(target.url) for target in targets if target.url}
    if detail.card and detail.card.url:
        known.add(article_identity(detail.card.url))
    for link in links:
        identity = article_identity(link.url)
        if identity not in known:
            known.add(identity)
            targets.append(Target("link", link.title, link.url))
    return tuple(targets)


def sections(targets: Sequence[Target], moment: Moment) -> Iterator[Iterator[Passage]]:
    """The passages of each section that has targets: a heading, and two for each of them."""
    for kind, heading in _SECTIONS:
        numbered = [each for each in enumerate(targets) if each[1].kind == kind]
        if numbered and kind == "related":
            yield _timeline(heading, numbered, moment)
        elif numbered:
            yield _list(heading, numbered, moment.now)


def _when(target: Target) -> tuple[bool, int]:
    return target.published is None, target.published or 0


def _list(heading: str, targets: Iterable[Numbered], now: float) -> Iterator[Passage]:
    yield Passage(heading, "section")
    lead = " " * (_LEAST_DIGITS + 1)
    for index, target in targets:
        yield from _target(target, index, lead, relative(target.published, now))


def _timeline(heading: str, targets: list[Numbered], moment: Moment) -> Iterator[Passage]:
    """Related items by day, numbered for their keys, and where the card itself stands."""
    yield Passage(heading, "section")
    digits = max(_LEAST_DIGITS, len(str(len(targets))))
    days = _Days(moment.now)
    card = moment.card  # until it has had its line
    for number, (index, target) in enumerate(targets, 1):
        if card is not None and (target.published is None or target.published > card):
            yield from _this_card(card, days, digits)
            card = None
        day, clock = days.of(target.published)
        if day:
            yield day
        yield from _target(target, index, f"{number:>{digits}} ", clock)
    if card is not None:
        yield from _this_card(card, days, digits)


def _this_card(card: int, days: _Days, digits: int) -> Iterator[Passage]:
    day, clock = days.of(card)
    if day:
        yield day
    words = between(SEPARATOR, (_THIS_CARD, "this"), (clock, "meta"))
    yield passage(words, lead=" " * (digits + 1), most_lines=1)


class _Days:
    """The days of a timeline, in order: each is told where it begins."""

    def __init__(self, now: float) -> None:
        self._today = local(int(now)).day
        self._before: object = None  # a day, or what stands for no date

    def of(self, published: int | None) -> tuple[Passage | None, str]:
        """Return the heading that comes before what was published then, if any, and the time."""
        moment = None if published is None else local(published)
        day = moment.day if moment else _NO_DATE
        if day == self._before:
            heading = None
        else:
            words = self._told(moment) if moment else _NO_DATE
            heading = Passage(words, "day", lead=" ", most_lines=1)
        self._before = day
        return heading, moment.clock() if moment else ""

    def _told(self, moment: Local) -> str:
        near = {0: " · today", 1: " · yesterday"}.get((self._today - moment.day).days, "")
        return f"{moment.date()}{near}"


def _target(target: Target, index: int, lead: str, when: str) -> Iterator[Passage]:
    """Two passages: the title, and what is known of it."""
    yield Passage(
        shown(target.title) or "Untitled",
        "target-read" if target.read else "target",
        lead=lead,
        lead_style="number",
        most_lines=_MOST_LINES_OF_TITLE,
        target=index,
    )
    yield passage(_about(target, when), lead=" " * len(lead), most_lines=1, target=index)


def _about(target: Target, when: str) -> Iterator[Words]:
    """What is known of a target; the mark before it says where it opens.

    In the library: ✓ read, ● unread. In the browser: ↗.
    """
    if target.card is not None:
        yield ("✓ ", "meta") if target.read else ("● ", "unread")
    elif target.url:
        yield "↗ ", "meta"
    elif target.kind == "item":
        yield "not in the library", "faint"
    else:
        yield "no URL", "faint"
    quality = "" if target.quality is None else f"quality {target.quality}"
    texts = (when, *_where(target), quality)
    if target.card is not None and not any(texts):
        yield "in the library", "meta"
    yield from between(SEPARATOR, *((text, "meta") for text in texts))


def _where(target: Target) -> tuple[str, ...]:
    """A target's provider; for links, and where there is none, host and path as they really are.

    The path is a word of its own: where there is no room for it, the host stays.
    """
    if target.kind != "link" or not target.url:
        return (shown(target.provider) or shown_host(target.url or ""),)
    try:
        host, slash, path = openable(target.url).partition("://")[2].rstrip("/").partition("/")
    except UnsafeURL:
        return (shown(target.url),)
    return host, slash + path
