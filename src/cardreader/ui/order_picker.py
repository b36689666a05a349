"""The chooser of the sort order: each can be turned round before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from cardreader.query import ORDERS, Order, parse_sort
from cardreader.ui.orders import RELEVANCE, order_choice
from cardreader.ui.picker import Choice, Picker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.query.tree import Sort


class OrderPicker(Picker[str]):
    """Asks for an order; the result is written as `--sort` takes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the filter's own: in so short a list nobody walks through what was typed.
        Binding("left,right", "turn", "Turn round", show=False, priority=True),
    ]
    KEYS: ClassVar[Sequence[tuple[str, str]]] = (("← →", "turns it round"),)

    def __init__(self, present: Sort, *, with_relevance: bool) -> None:
        """`present` is the order in force; `with_relevance`: something is searched for."""
        self._present = present
        self._orders: dict[str, Sort] = {by: parse_sort(by) for by in ORDERS}
        if isinstance(present, Order):
            self._orders[present.by] = present
        if with_relevance:
            self._orders[RELEVANCE] = parse_sort(RELEVANCE)
        super().__init__("Sort by", [self._choice(name) for name in self._orders], many=False)

    def action_turn(self) -> None:
        """Turn the order under the cursor round."""
        choice = self.under_cursor()
        order = self._orders[choice.value] if choice else None
        if isinstance(order, Order):
            self._orders[order.by] = order._replace(ascending=not order.ascending)
            self.renew([self._choice(order.by)])

    def take(self, values: list[str]) -> None:
        """Give the order back, with its way."""
        super().take([str(self._orders[value]) for value in values])

    def _choice(self, name: str) -> Choice[str]:
        by = self._present.by if isinstance(self._present, Order) else self._present
        return Choice(name, order_choice(self._orders[name]), chosen=name == by)
