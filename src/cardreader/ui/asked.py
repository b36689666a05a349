"""What was asked of the library for the list, and what a view has. Values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cardreader.ui.selection import NOTHING, Selection

if TYPE_CHECKING:
    from cardreader.query import Order
    from cardreader.ui.narrowing import Narrowing


class Counts(NamedTuple):
    """How many cards a view has, and how many of them are unread, and new (None: not known yet)."""

    cards: int
    unread: int
    new: int | None = 0


@dataclass(slots=True, eq=False)
class Asked:
    """A view that is being read.

    `keep` is a row that stays under the cursor and on its line, or comes on `line`; None: the
    cursor goes to the top. `without`: it is not asked anew, the present view only loses these
    rows. `growing`: cards come in by themselves. `at` is the row under the cursor when it was
    asked for, `selection` what was selected.
    """

    narrowing: Narrowing
    order: Order
    keep: int | None
    without: frozenset[int]
    growing: bool
    at: int | None
    line: int | None = None
    selection: Selection = NOTHING
