"""Orders in words: their names, what comes first, and why a card stands where it does. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader import heat
from cardreader.query import Order, OrderBy
from cardreader.ui.bars import order_label
from cardreader.ui.when import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cardreader.card import Summary
    from cardreader.query.tree import Sort

RELEVANCE = "relevance"
_FIRST: dict[OrderBy, tuple[str, str]] = {
    "heat": ("the biggest story first", "the smallest story first"),
    "hot": ("big and new first: heat that cools with age", "what has cooled most first"),
    "date": ("the newest first", "the oldest first"),
    "quality": ("the best article first", "the poorest article first"),
    "provider": ("by provider, from Z to A", "by provider, from A to Z"),
    "title": ("from Z to A", "from A to Z"),
}
"""What comes first: going down, and going up."""
_BEST_MATCH = "what matches the search best first"
_WHY_RELEVANT = "matches the search; the title counts most, then topics and excerpt"


def order_choice(sort: Sort) -> str:
    """Return an order with what comes first, to choose it from a list."""
    what = _FIRST[sort.by][sort.ascending] if isinstance(sort, Order) else _BEST_MATCH
    return f"{order_label(sort)}: {what}"


def explain(summary: Summary, sort: Sort, now: float, half_life_h: float) -> str:
    """Say in a line what a card is sorted by, and what decides where that is equal."""
    if not isinstance(sort, Order):
        return f"{order_label(sort)}: {_WHY_RELEVANT}"
    first, *others = _compared(summary, sort.by, now, half_life_h)
    return f"{order_label(sort)}  {first}; where equal, by {', '.join(others)}"


def why(summary: Summary, sort: Sort, now: float, half_life_h: float) -> list[str]:
    """Explain a card's heat, how it has cooled, and its place in the list, a sentence each."""
    sentences = []
    if summary.heat is not None and summary.heat >= 0:
        sentences.append(
            f"Heat {summary.heat}: how big the story is, as its publisher says. The bar grows "
            f"with its logarithm, and is full at {heat.HOTTEST:,}."
        )
    hot = heat.explain(summary.heat, summary.published, int(now), half_life_h)
    half_life = f" (half-life {half_life_h:g} h)" if " cooled by " in hot else ""
    sentences.append(f"{hot[:1].upper()}{hot[1:]}{half_life}.")
    place = explain(summary, sort, now, half_life_h).replace("  ", ": ", 1)
    return [*sentences, f"Sorted by {place}."]


def _compared(summary: Summary, by: OrderBy, now: float, half_life_h: float) -> Iterator[str]:
    """What the index compares, in its order (see `index.asking`)."""
    provider = summary.provider.label if summary.provider else ""
    texts = {
        "heat": _number("heat", summary.heat),
        "hot": heat.explain(summary.heat, summary.published, int(now), half_life_h),
        "date": absolute(summary.published),
        "quality": _number("quality", summary.quality),
        "provider": provider,
        "title": summary.title,
    }
    yield texts[by] or f"no {by}, which comes last"
    for tie in ("heat", "quality", "date"):
        if tie != by:
            yield texts[tie] or f"{tie} (it has none)"
    if by != "title":
        yield "title"


def _number(name: str, value: int | None) -> str:
    return "" if value is None else f"{name} {value}"
