"""From the bytes of a file to its card. Imported when the first file is read: it brings YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cardreader.card import front_matter
from cardreader.card.fields import Fields, duration, to_text
from cardreader.card.front_matter import FrontMatterError
from cardreader.card.outline import Outline, fingerprint, has_other_breaks, outline
from cardreader.card.plain import MAX_ROWS, read_plainly
from cardreader.card.values import Card, Image, Link, Place, Problem, Provider, Reading, Related
from cardreader.clean import clean_block, clean_line
from cardreader.urls import join_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RARER_KEYS = frozenset({"bio", "length", "price", "levels", "ratings", "authors"})
_FRAME_SRC = re.compile(r"""<iframe\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def read_card(data: bytes, place: Place, *, whole: bool = True) -> Reading:
    """Read a file's bytes.

    With `whole` false the related items are counted but not read (they are most of the bytes).
    Never raises: what cannot be read is in `problems`.
    """
    if not whole:
        return read_listed(data, place)[0]
    return _read_text(*front_matter.decode(data), place, whole=True)


def read_listed(data: bytes, place: Place) -> tuple[Reading, bytes]:
    """Read a file's bytes for the list, and return its fingerprint, too."""
    text, bad_line = front_matter.decode(data)
    if bad_line is not None or not front_matter.is_as_decoded(data):
        data = text.encode("utf-8", "replace")
    parts = None if has_other_breaks(text) else outline(data)
    reading = _read_parts(data, parts, bad_line, place) if parts else None
    if reading is None:
        reading = _read_text(text, bad_line, place, whole=False)
    return reading, fingerprint(data, parts)


def _read_parts(data: bytes, parts: Outline, bad_line: int | None, place: Place) -> Reading | None:
    """Read what is around the related list; None where that is not sure to be read right."""
    front = data[parts.front : parts.related] + data[parts.rest : parts.close]
    lines: dict[str, int] = {}
    values = read_plainly(front.decode(), first_line=2, lines=lines)
    if not values:
        return None
    listed = parts.related < parts.rest
    related_line = data.count(b"\n", 0, parts.related) if listed else 0
    if listed and lines.get("related") != related_line:
        return None  # it was not the key it looked like, or there is another one
    is_long = parts.rest - parts.related > MAX_ROWS
    if is_long and data.count(b"\n", parts.related, parts.rest) > MAX_ROWS:
        return None  # perhaps more values than a card may hold

    def line_of(key: str) -> int:
        line = lines.get(key, 1)
        passed = listed and line > related_line
        return line + data.count(b"\n", parts.related, parts.rest) if passed else line

    problems = _bad_bytes(bad_line)
    fields = Fields(values, line_of, problems)
    body = data[parts.body :].decode().strip()
    return _judge(
        fields, problems, place, body,
        lambda: ((), parts.items if listed else len(list(_related_items(fields)))),
    )  # fmt: skip


def _read_text(text: str, bad_line: int | None, place: Place, *, whole: bool) -> Reading:
    if not front_matter.has_front_matter(text):
        return Reading()
    try:
        values, body, handler = front_matter.split(text)
    except FrontMatterError as error:
        return _refusal(error)
    problems = _bad_bytes(bad_line)
    fields = Fields(values, lambda key: handler.lines.get(key, 1), problems)

    def related() -> tuple[tuple[Related, ...], int]:
        found = _related(fields, handler)
        return found if whole else (), len(found)

    return _judge(fields, problems, place, body, related)


def _bad_bytes(line: int | None) -> list[Problem]:
    if line is None:
        return []
    return [Problem(line, "it holds bytes that are not UTF-8", warning=True)]


def _refusal(error: FrontMatterError) -> Reading:
    return Reading(problems=(Problem(error.line, clean_line(error.reason)),))


def _judge(
    fields: Fields,
    problems: list[Problem],
    place: Place,
    body: str,
    related: Callable[[], tuple[tuple[Related, ...], int]],
) -> Reading:
    """Make the card, if the fields are of one; warnings come together in `problems`."""
    try:
        title = _title(fields)
    except FrontMatterError as error:
        return _refusal(error)
    if title is None:
        return Reading()
    card = _card(fields, title, place, body, *related())
    return Reading(card, tuple(sorted(problems, key=lambda problem: problem.line)))


def _title(fields: Fields) -> str | None:
    """Return the title, None where no key promises one; raise FrontMatterError for a bad one."""
    keys = [key for key in ("title", "name") if key in fields.values]
    for key in keys:
        value = fields.values[key]
        if isinstance(value, str) and (title := to_text(value)):
            return title
    if not keys:
        return None
    line = fields.line_of(keys[0])
    raise FrontMatterError(line, f"the {keys[0]} is empty or not text")


def _card(
    fields: Fields,
    title: str,
    place: Place,
    body: str,
    related: tuple[Related, ...],
    related_count: int,
) -> Card:
    provider = fields.mapping("provider") if _is_mapping(fields, "provider") else None
    tags = fields.texts("tags")
    return Card(
        title=title,
        category=fields.text("category") or place.category,
        type=fields.text("type") or place.type,
        excerpt=fields.text("excerpt"),
        published=fields.moment("publishedDateTime"),
        updated=fields.moment("updatedDateTime"),
        web_url=fields.url("webUrl"),
        original_url=fields.url("originalUrl"),
        amp_web_url=fields.url("ampWebUrl"),
        cdn_amp_web_url=fields.url("cdnAmpWebUrl"),
        quality=fields.integer("quality"),
        heat=fields.integer("heat"),
        is_published=fields.boolean("published", default=True),
        removed=fields.boolean("removed", default=False),
        provider=_provider(fields),
        topics=fields.texts("topics"),
        tags=tags,
        images=tuple(_images(fields, place)),
        related=related,
        related_count=related_count,
        items=fields.texts("items"),
        links=tuple(_links(fields)),
        facts=_facts(fields, provider, tags),
        body=clean_block(body) if body else "",
    )


def _is_mapping(fields: Fields, key: str) -> bool:
    return isinstance(fields.values.get(key), dict)


def _provider(fields: Fields) -> Provider | None:
    """Return who published it; a plain text counts as the name."""
    if isinstance(fields.values.get("provider"), str):
        name = fields.text("provider")
        return Provider(name) if name else None
    provider = fields.mapping("provider")
    if provider is None:
        return None
    found = Provider(provider.text("name") or "", provider.text("domain") or "")
    return found if found.label else None


def _images(fields: Fields, place: Place) -> Iterator[Image]:
    for image in fields.mappings("images"):
        if url := image.url("url"):
            yield Image(
                join_site(url, place.url, place.baseurl),
                image.integer("width"),
                image.integer("height"),
                image.text("title") or "",
            )


def _related(fields: Fields, handler: front_matter.CardHandler) -> tuple[Related, ...]:
    """Read the related items. Damage inside the list is a warning: the card is listed without."""
    if handler.related:
        try:
            fields.values["related"] = handler.read_related()
        except FrontMatterError as error:
            fields.problem(error.line, f"related: {error.reason}")
            return ()
    return tuple(_related_items(fields))


def _related_items(fields: Fields) -> Iterator[Related]:
    for item in fields.mappings("related"):
        url = item.url("webUrl") or item.url("originalUrl")
        title = item.text("title") or item.text("name") or url
        if title:
            yield Related(
                title=title,
                excerpt=item.text("excerpt") or "",
                published=item.moment("publishedDateTime"),
                url=url,
                type=item.text("type") or "article",
                provider=_provider(item),
                quality=item.integer("quality"),
            )


def _links(fields: Fields) -> Iterator[Link]:
    """Return the links that a card lists: downloads, a web site, a video's frame."""
    for action in fields.mappings("actions"):
        if url := action.url("url"):
            title = action.text("title") or url
            by = action.text("attribution")
            yield Link(f"{title} ({by})" if by else title, url)
    if url := fields.url("website"):
        yield Link("Web site", url)
    if (frame := fields.text("featuredContent")) and (source := _FRAME_SRC.search(frame)):
        yield Link("Video", f"https:{source[1]}" if source[1].startswith("//") else source[1])


def _facts(
    fields: Fields, provider: Fields | None, tags: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return the rarer keys in plain words, as label and text."""
    if (
        not tags
        and _RARER_KEYS.isdisjoint(fields.values)
        and (provider is None or "authors" not in provider.values)
    ):
        return ()
    facts = (
        ("Bio", fields.text("bio")),
        ("Length", duration(fields.text("length") or "")),
        ("Price", fields.text("price")),
        ("Levels", ", ".join(fields.texts("levels"))),
        ("Ratings", _ratings(fields)),
        ("Authors", ", ".join(_authors(fields) or (_authors(provider) if provider else []))),
        ("Tags", ", ".join(tags)),
    )
    return tuple((label, text) for label, text in facts if text)


def _authors(fields: Fields) -> list[str]:
    """Return the names in `authors`: a text, or a list of texts or of mappings with a name."""
    value = fields.values.get("authors")
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [name for item in fields.mappings("authors") if (name := item.text("name"))]
    return list(fields.texts("authors"))


def _ratings(fields: Fields) -> str:
    """`4.7 on average of 542` from a mapping of count and average."""
    if not _is_mapping(fields, "ratings"):
        return fields.text("ratings") or ""
    ratings = fields.mapping("ratings")
    assert ratings is not None  # noqa: S101 - just checked
    count, average = ratings.integer("count"), ratings.text("average") or ""
    try:
        average = f"{float(average):.1f}"
    except ValueError:
        average = average[:10]
    if count is None:
        return average
    return f"{average} on average of {count:,}" if average else f"{count:,}"
