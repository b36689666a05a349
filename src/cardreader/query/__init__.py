"""The text of a search -> a Query. Pure."""

from cardreader.query.order import ORDERS, Order, OrderBy, parse_order
from cardreader.query.tree import STATES, Query, QueryError

__all__ = ["ORDERS", "STATES", "Order", "OrderBy", "Query", "QueryError", "parse_order"]
