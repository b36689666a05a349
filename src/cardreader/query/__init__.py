"""The text of a search -> a Query. Pure.

`tree` is what a search means, `words` what a word is, `fields` the table of fields. What only the
search box needs (`lighting`, `completing`) is imported from its own module.
"""

from cardreader.query.order import ORDERS, Order, OrderBy, parse_order
from cardreader.query.parsing import parse
from cardreader.query.tree import STATES, Hint, Query, QueryError, all_of, any_of, query_of
from cardreader.query.words import fold, fold_name, words_of

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
    "query_of",
    "words_of",
]
