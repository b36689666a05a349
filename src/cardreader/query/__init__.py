"""The text of a search -> a Query. Pure.

`tree` is what a search means, `words` what a word is, `fields` the table of fields. What only the
search box needs (`lighting`, `completing`) is imported from its own module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.query.order import ORDERS, Order, OrderBy, parse_order, parse_sort
from cardreader.query.tree import STATES, Hint, Query, QueryError, all_of, any_of, query_of
from cardreader.query.words import fold, fold_name, words_of

if TYPE_CHECKING:
    from datetime import tzinfo

__all__ = [
    "ORDERS",
    "STATES",
    "Hint",
    "Order",
    "OrderBy",
    "Query",
    "QueryError",
    "all_of",
    "any_of",
    "fold",
    "fold_name",
    "parse",
    "parse_order",
    "parse_sort",
    "query_of",
    "words_of",
]


def parse(text: str, *, typing: bool = False, zone: tzinfo | None = None) -> Query:
    """Read a search; raise QueryError. An unknown field is searched as text, with a hint.

    While `typing`, the last word may go on, unless a blank or a quote ends it. Dates are of this
    time zone; None: the system's.
    """
    if not text.strip():
        return Query()
    from cardreader.query.parsing import read_query  # noqa: PLC0415 - only who searches pays

    return read_query(text, typing=typing, zone=zone)
