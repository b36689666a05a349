"""What the command line prints: records as lines and as JSON, and progress."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import textwrap
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cardreader.card import utc_text
from cardreader.clean import checked, clean_path, is_clean
from cardreader.heat import hot
from cardreader.library import Progress, Query

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from cardreader.card import Card, Provider, Related
    from cardreader.library import Library, Record, Whole
    from cardreader.query import QueryError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BAR_WIDTH = 30
_MEASURE = 88
_AROUND = 60  # characters of a query that are shown before and after a mistake


def say(text: str) -> None:
    """Print a sentence to stderr."""
    print(f"cardreader: {checked(text, block=True)}", file=sys.stderr)


def say_mistake(error: QueryError, query: str) -> None:
    """Say what is wrong with a query, and show where."""
    if not sys.stderr.isatty():
        say(f"{str(error).rstrip('.')} (at character {error.position + 1}).")
        return
    say(str(error))
    print(*marked(query, error.position), sep="\n", file=sys.stderr)


def marked(query: str, position: int) -> tuple[str, str]:
    """Return a query, cut to what is around a place in it, and a line that points there."""
    begin = max(0, position - _AROUND)
    before, after = _one_line(query[begin:position]), _one_line(query[position:][:_AROUND])
    first = "  …" if begin else "  "
    last = "…" if len(query) > position + _AROUND else ""
    cells = len(first) + sum(map(_cells, before))
    return f"{first}{before}{after}{last}", f"{' ' * cells}^"


def _one_line(text: str) -> str:
    """Return the text with a blank for each character that is no plain one: places stay."""
    return "".join(char if is_clean(char) and _cells(char) else " " for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def say_why_empty(library: Library, arguments: argparse.Namespace) -> None:
    """Say why nothing was listed, and what to do next."""
    cards = library.count(Query(everything=True, muted=True))
    if not cards and any(not warning for *_, warning in library.problems()):
        say(f"no card in {library.name} can be read. `cardreader check` tells why.")
    elif not cards:
        say(
            f"there are no cards in {library.name}: a card is a text file (.md, .markdown, .html, "
            ".txt) whose first line is --- and which has a title."
        )
    elif arguments.query:
        say("no card matches the query. `cardreader topics` tells what there is.")
    elif not getattr(arguments, "everything", True):
        say("no card is listed by default; --all shows retired, unpublished and muted ones too.")


def record_line(record: Record) -> str:
    """Return a card as one line: id, heat, local date, provider's domain, title; by tabs."""
    heat = "" if record.heat is None else str(record.heat)
    domain = record.provider.domain if record.provider else ""
    parts = (record.id, heat, local_date(record.published), domain, record.title)
    return "\t".join(checked(part) for part in parts)


def local_date(seconds: int | None) -> str:
    """Return `2021-02-19 23:12` in the local time zone, '' for no date."""
    if seconds is None:
        return ""
    moment = _EPOCH + timedelta(seconds=seconds)
    # The first and last day of the calendar stay as they are.
    with contextlib.suppress(OverflowError, ValueError):
        moment = moment.astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def record_json(record: Record, now: int, half_life_h: float) -> dict[str, object]:
    """Return a card of the index under the card's own key names."""
    hotness = hot(record.heat, record.published, now, half_life_h)
    return {
        "id": record.id,
        "path": clean_path(os.fsdecode(os.path.join(record.source, record.path))),
        "source": clean_path(os.fsdecode(record.source)),
        "title": record.title,
        "excerpt": record.excerpt,
        "publishedDateTime": _utc(record.published),
        "webUrl": record.web_url,
        "provider": _provider(record.provider),
        "topics": list(record.topics),
        "type": record.type,
        "category": record.category,
        "quality": record.quality,
        "heat": record.heat,
        "hot": hotness,
        "published": record.is_published,
        "relatedCount": record.related_count,
        "read": record.read,
        "starred": record.starred,
    }


def whole_json(whole: Whole, card: Card, now: int, half_life_h: float) -> dict[str, object]:
    """Return a card as its file tells it, with all its fields."""
    hotness = hot(card.heat, card.published, now, half_life_h)
    return {
        "id": whole.id,
        "path": clean_path(os.fsdecode(os.path.join(whole.source, whole.path))),
        "source": clean_path(os.fsdecode(whole.source)),
        "title": card.title,
        "excerpt": card.excerpt,
        "publishedDateTime": _utc(card.published),
        "updatedDateTime": _utc(card.updated),
        "webUrl": card.web_url,
        "originalUrl": card.original_url,
        "ampWebUrl": card.amp_web_url,
        "cdnAmpWebUrl": card.cdn_amp_web_url,
        "provider": _provider(card.provider),
        "topics": list(card.topics),
        "tags": list(card.tags),
        "type": card.type,
        "category": card.category,
        "quality": card.quality,
        "heat": card.heat,
        "hot": hotness,
        "published": card.is_published,
        "removed": card.removed,
        "relatedCount": card.related_count,
        "related": [_related(item) for item in card.related],
        "items": list(card.items),
        "links": [{"title": link.title, "url": link.url} for link in card.links],
        "facts": dict(card.facts),
        "images": [
            {"url": image.url, "width": image.width, "height": image.height, "title": image.title}
            for image in card.images
        ],
        "body": card.body,
        "read": whole.read,
        "starred": whole.starred,
    }


def card_text(card: Card) -> str:
    """Return a card as plain text: what the detail pane shows, without colour."""
    provider = card.provider.label if card.provider else ""
    facts = [
        " · ".join(part for part in (provider, local_date(card.published)) if part),
        " · ".join(card.topics),
        " · ".join(
            f"{name} {value}"
            for name, value in (("heat", card.heat), ("quality", card.quality))
            if value is not None
        ),
        card.url or "",
        *(f"{label}: {text}" for label, text in card.facts),
    ]
    parts = [card.title, "\n".join(fact for fact in facts if fact), card.excerpt, card.body]
    if card.items:
        parts.append("\n".join(["Items", *(f"  {item}" for item in card.items)]))
    if card.links:
        parts.append("\n".join(["Links", *(f"  {link.title}: {link.url}" for link in card.links)]))
    if card.related:
        parts.append("\n".join(["Related", *map(_related_text, enumerate(card.related, 1))]))
    return "\n\n".join(part for part in parts if part)


def wrapped(text: str, width: int) -> str:
    """Break lines at blanks to at most `width` characters and a comfortable measure."""
    measure = max(20, min(width, _MEASURE))
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line, measure, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines)


def print_json(items: Iterable[dict[str, object]]) -> None:
    """Print one JSON array, an item at a time: a library may be larger than memory."""
    separator = "["
    for item in items:
        print(separator, json_text(item), sep="", end="")
        separator = ",\n"
    print("[]" if separator == "[" else "]")


def json_text(item: dict[str, object], indent: int | None = None) -> str:
    """Return JSON that a terminal may be shown: what is not clean in it is escaped."""
    text = json.dumps(item, ensure_ascii=False, indent=indent)
    if is_clean(text, block=True):
        return text
    return json.dumps(item, indent=indent)


class ProgressBar:
    """A progress bar on stderr where that is a terminal, else nothing."""

    def __init__(self) -> None:
        """Start with nothing shown."""
        self._shown = False
        self.troubles = 0

    def __call__(self, report: object) -> None:
        """Show how far the refresh has come; a trouble is said at once."""
        if not isinstance(report, Progress):
            self.clear()
            self.troubles += 1
            say(str(getattr(report, "sentence", report)))
        elif report.total and sys.stderr.isatty():
            filled = _BAR_WIDTH * report.done // report.total
            bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
            text = f"\r\x1b[Kreading cards {bar} {report.done:,}/{report.total:,}"
            print(text, end="", file=sys.stderr, flush=True)
            self._shown = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False


def _utc(seconds: int | None) -> str | None:
    return None if seconds is None else utc_text(seconds)


def _provider(provider: Provider | None) -> dict[str, str] | None:
    return None if provider is None else {"name": provider.name, "domain": provider.domain}


def _related(item: Related) -> dict[str, object]:
    return {
        "title": item.title,
        "excerpt": item.excerpt,
        "publishedDateTime": _utc(item.published),
        "webUrl": item.url,
        "type": item.type,
        "provider": _provider(item.provider),
        "quality": item.quality,
    }


def _related_text(numbered: tuple[int, Related]) -> str:
    number, item = numbered
    provider = item.provider.label if item.provider else ""
    meta = " · ".join(part for part in (provider, local_date(item.published), item.url) if part)
    return f"  {number:>2} {item.title}\n     {meta}"
