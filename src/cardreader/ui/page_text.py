"""What is at a cell of a page, and the text between two of its places. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, get_character_cell_size

if TYPE_CHECKING:
    from cardreader.ui.typesetting import Page, Passage


class Place(NamedTuple):
    """A place on a page: a line, and a character of what is drawn there, the lead included."""

    y: int
    x: int


class Hit(NamedTuple):
    """What a click on a page means: a target, an address, the name of a topic or a provider."""

    target: int = -1
    url: str = ""
    topic: str = ""
    is_provider: bool = False


def place_at(page: Page, y: int, cell: int) -> Place:
    """The place at a cell of the page; beside it or below, the nearest."""
    if not page.lines:
        return Place(0, 0)
    y = max(0, min(y, len(page.lines) - 1))
    drawn = _drawn(page, y)
    return Place(y, letter_at(drawn, cell))


def letter_at(text: str, cell: int) -> int:
    """The position of the letter that covers a cell of a text; its length where that is shorter."""
    cells = 0
    for position, char in enumerate(text):
        cells += get_character_cell_size(char)
        if cells > cell:
            return position
    return len(text)


def hit(page: Page, y: int, cell: int) -> Hit:
    """What is meant by a click on a cell of the page."""
    if not 0 <= y < len(page.lines):
        return Hit()
    line = page.lines[y]
    passage = page.draft.passages[line.passage]
    if passage.target >= 0:
        return Hit(target=passage.target)
    before = len(_before(passage, line.start))
    letter = line.start + place_at(page, y, cell).x - before
    if not line.start <= letter < line.end:
        return Hit()
    for start, end, url in passage.links:
        if start <= letter < end:
            return Hit(url=url)
    for start, end, shown in passage.searched:
        if start <= letter < end and shown in ("topic", "provider"):
            is_topic = shown == "topic"
            return Hit(topic=passage.text[start:end] if is_topic else "", is_provider=not is_topic)
    return Hit()


def passage_around(page: Page, y: int) -> tuple[Place, Place]:
    """The first and the last place of the passage that a line of the page is of."""
    first = last = y
    passage = page.lines[y].passage
    while first > 0 and page.lines[first - 1].passage == passage:
        first -= 1
    while last + 1 < len(page.lines) and page.lines[last + 1].passage == passage:
        last += 1
    return Place(first, 0), Place(last, len(_drawn(page, last)))


def text_between(page: Page, start: Place, end: Place) -> str:
    """The text from one place to before another, as it was before its lines were broken.

    What stands before an item (a bullet, a number) is a part of it; a rail is not.
    """
    texts: list[str] = []
    passage, first, lead = -1, 0, ""  # which one is being collected, from which letter on
    for y in range(start.y, min(end.y, len(page.lines) - 1) + 1):
        line = page.lines[y]
        own = page.draft.passages[line.passage]
        before = len(_before(own, line.start))
        from_x = start.x if y == start.y else 0
        to_x = end.x if y == end.y else before + line.end - line.start
        begin = line.start + max(0, from_x - before)
        stop = max(begin, min(line.end, line.start + to_x - before))
        if line.passage != passage:
            passage, first = line.passage, begin
            lead = own.lead[max(0, from_x - len(own.rail)) :] if not line.start else ""
            texts.append("")
        texts[-1] = lead.lstrip() + own.text[first:stop]
    return "\n".join(texts)


def _before(passage: Passage, start: int) -> str:
    """What is drawn before the text of a line that begins at this letter of its passage."""
    lead = passage.lead if start == 0 else " " * cell_len(passage.lead)
    return passage.rail + lead


def _drawn(page: Page, y: int) -> str:
    return page.content(y, {}).plain
