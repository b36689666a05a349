"""An order is read and written."""

from __future__ import annotations

import pytest

from cardreader.query import ORDERS, Order, parse_order


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("heat", Order("heat")),
        ("hot:asc", Order("hot", ascending=True)),
        ("date:desc", Order("date")),
        ("title", Order("title", ascending=True)),
        ("provider:desc", Order("provider")),
    ],
)
def test_an_order_is_read(text: str, order: Order) -> None:
    """Without a direction the best comes first, and names from A."""
    assert parse_order(text) == order


@pytest.mark.parametrize("text", ["", "size", "heat:up", "Heat", " heat", ":asc", "is:asc"])
def test_no_order_is_told(text: str) -> None:
    """The sentence repeats what was written and offers what there is."""
    with pytest.raises(ValueError, match="is no order; use one of heat, hot, date") as error:
        parse_order(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize("by", ORDERS)
@pytest.mark.parametrize("way", ["", ":asc", ":desc"])
def test_an_order_is_written_as_it_is_read(by: str, way: str) -> None:
    """What an order says of itself can be given to `--sort`, and is as short as can be."""
    order = parse_order(f"{by}{way}")
    assert parse_order(str(order)) == order
    assert str(parse_order(by)) == by
