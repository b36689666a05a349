"""How a view is sorted. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

OrderBy = Literal["heat", "hot", "date", "quality", "provider", "title"]

ORDERS: tuple[OrderBy, ...] = get_args(OrderBy)
# Which way each order runs when nothing is said: the best first, names from A.
_ASCENDING_BY_DEFAULT = frozenset({"provider", "title"})


class Order(NamedTuple):
    """How a view is sorted."""

    by: OrderBy = "heat"
    ascending: bool = False

    def __str__(self) -> str:
        """As `--sort` takes it."""
        if self.ascending == (self.by in _ASCENDING_BY_DEFAULT):
            return self.by
        return f"{self.by}:{'asc' if self.ascending else 'desc'}"


def parse_sort(text: str) -> Order | Literal["relevance"]:
    """Read an order, or `relevance`; raise ValueError with a sentence."""
    if text == "relevance":
        return "relevance"
    try:
        return parse_order(text)
    except ValueError as error:
        raise ValueError(f"{str(error).rstrip('.')}, or relevance.") from None


def parse_order(text: str) -> Order:
    """Read `heat`, `date:asc`…; raise ValueError with a sentence."""
    name, _, way = text.partition(":")
    by = next((order for order in ORDERS if order == name), None)
    if by is None or way not in ("", "asc", "desc"):
        raise ValueError(
            f"{text!r} is no order; use one of {', '.join(ORDERS)}, with :asc or :desc."
        )
    ascending = way == "asc" if way else by in _ASCENDING_BY_DEFAULT
    return Order(by, ascending)
