"""From the bytes of a file to its card. Imported when the first file is read: it brings YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cardreader.card import front_matter
from cardreader.card.fields import Fields, duration, to_text
from cardreader.card.front_matter import FrontMatterError
from cardreader.card.plain import MAX_ROWS
from cardreader.card.values import Card, Image, Link, Place, Problem, Provider, Reading, Related
from cardreader.clean import clean_block, clean_line
from cardreader.urls import join_site

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRAME_SRC = re.compile(r"""<iframe\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
# A related list of which every line is plain enough to count its items without reading YAML: a
# key with a one-line value or none. What fits less exactly is read in full.
_PLAIN_LINES = re.compile(
    r"""(?:\ *(?:-\ )?\w+:                          # key
        (?:\ +(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"                # "text"
              |'[^'\n]*'                            # 'text'
              |[^\s"'|>&*!%@`{\[\#][^\n\x85\u2028\u2029]*))?  # plain
        \ *(?:\n|\Z)
      |\ *(?:\n|\Z))*+""",
    re.VERBOSE,
)
_ITEM = re.compile(r"( *)- ")
# An item that begins with a title which is sure to be one: neither null nor empty once it is clean.
_TITLED = r"""- title: (?!(?:null|Null|NULL)\b)["']?[\w$(\#“‘]"""


def read_card(data: bytes, place: Place, *, whole: bool = True) -> Reading:
    """Read a file's bytes.

    With `whole` false the related items are counted but not read (they are most of the bytes).
    Never raises: what cannot be read is in `problems`.
    """
    text, bad_line = front_matter.decode(data)
    if not front_matter.has_front_matter(text):
        return Reading()
    problems: list[Problem] = []
    if bad_line is not None:
        problems.append(Problem(bad_line, "it holds bytes that are not UTF-8", warning=True))
    try:
        values, body, handler = front_matter.split(text)
        fields = Fields(values, lambda key: handler.lines.get(key, 1), problems)
        title = _title(fields)
    except FrontMatterError as error:
        return Reading(problems=(Problem(error.line, clean_line(error.reason)),))
    if title is None:
        return Reading()
    related, count = _related(fields, handler, whole=whole)
    card = _card(fields, title, place, body, related, count)
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
        facts=tuple(_facts(fields, provider, tags)),
        body=clean_block(body),
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


def _related(
    fields: Fields, handler: front_matter.CardHandler, *, whole: bool
) -> tuple[tuple[Related, ...], int]:
    """Return the related items (none unless `whole`) and their number.

    Damage inside the list is a warning: the card is listed without it.
    """
    if handler.related and not whole:
        count = count_plainly(handler.related)
        if count is not None:
            return (), count
    if handler.related:
        try:
            fields.values["related"] = handler.read_related()
        except FrontMatterError as error:
            fields.problem(error.line, f"related: {error.reason}")
            return (), 0
    found = tuple(_related_items(fields))
    return (found if whole else ()), len(found)


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


def count_plainly(related: str) -> int | None:
    """Count the items of a related list by its lines; None where that is not sure to be right."""
    first = _ITEM.match(related.lstrip("\n"))
    if first is None or related.count("\n") > MAX_ROWS or not _PLAIN_LINES.fullmatch(related):
        return None
    items = ("\n" + related).count(f"\n{first[1]}- ")
    titled = re.findall(f"\n{first[1]}{_TITLED}", "\n" + related)
    return items if items == len(titled) else None


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
) -> Iterator[tuple[str, str]]:
    """Return the rarer keys in plain words, as label and text."""
    for label, text in (
        ("Bio", fields.text("bio")),
        ("Length", duration(fields.text("length") or "")),
        ("Price", fields.text("price")),
        ("Levels", ", ".join(fields.texts("levels"))),
        ("Ratings", _ratings(fields)),
        ("Authors", ", ".join(_authors(fields) or (_authors(provider) if provider else []))),
        ("Tags", ", ".join(tags)),
    ):
        if text:
            yield label, text


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
