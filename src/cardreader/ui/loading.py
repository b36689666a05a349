"""The state of the reader, and the workers that read views and cards for it.

A worker runs in a thread and only posts what it found; the handlers here change the state.
"""

from __future__ import annotations

import asyncio
import time
from array import array
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from cardreader.clean import checked
from cardreader.database import DatabaseError
from cardreader.ui.asked import Asked, Counts
from cardreader.ui.bars import HintBar, Title, TitleBar, order_label
from cardreader.ui.card_detail import CardDetail
from cardreader.ui.card_list import CardList
from cardreader.ui.commands import key_display, keys_of
from cardreader.ui.keymap import keymap_of
from cardreader.ui.selection import NOTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.worker import WorkType

    from cardreader.card import Detail, Summary
    from cardreader.config import Config
    from cardreader.library import Library
    from cardreader.query import Order
    from cardreader.query.tree import Node, Sort
    from cardreader.ui.narrowing import Narrowing

# Where the card under the cursor goes from the view, so many below and above it are looked for.
_NEIGHBOURS = 1000
READING = "Reading the cards…"


class Loading(Screen[None]):
    """A list and a card, kept up to date with the library."""

    class Loaded(Message):
        """A view was read, with its numbers of cards, and where the cursor goes."""

        def __init__(
            self,
            asked: Asked,
            ids: Sequence[int],
            counts: Counts | None,
            position: int,
            tree: Node | None,
            *,
            selection: Selection = NOTHING,
            top: int | None = None,
        ) -> None:
            """`asked` tells the newest load from older ones; no counts: there are more rows.

            `tree` is what was searched for, `selection` what stays selected. Rows from `top` on
            came later; None: as it was.
            """
            super().__init__()
            self.top = top
            self.asked = asked
            self.ids = ids
            self.counts = counts
            self.position = position
            self.tree = tree
            self.selection = selection

    class DetailRead(Message):
        """A card's file was read."""

        def __init__(self, card: int, detail: Detail | None) -> None:
            """`card` is the row that was asked for."""
            super().__init__()
            self.card = card
            self.detail = detail

    class Failed(Message):
        """Something could not be done; one plain sentence."""

        def __init__(self, sentence: str, asked: Asked | None = None) -> None:
            """`asked` is the view that could not be read, if it was that."""
            super().__init__()
            self.sentence = sentence
            self.asked = asked

    def __init__(
        self, library: Library, config: Config, narrowing: Narrowing, order: Order, *, samples: bool
    ) -> None:
        """Show the cards of a library; `samples`: they are the bundled ones."""
        super().__init__()
        self.library = library
        self.config = config
        self.narrowing = narrowing
        self.order = order
        self.sorting: Sort = order  # how the list is really sorted
        self.samples = samples
        self.keymap, self.key_mistakes = keymap_of(config.keys)
        self.list = CardList(self._summaries, self._now, compact=config.density == "compact")
        self.card = CardDetail(self._now)
        # Kept, not asked for when needed: a worker may end while the screen is being taken down.
        self.title_bar, self.hint_bar = TitleBar(), HintBar()
        self.shown: Detail | None = None  # what the card pane shows
        self.visiting: int | None = None  # a card reached from another, that is not in the view
        self.counts: Counts | None = None  # None: not known yet
        self.waiting = 0  # new cards that wait for `R`
        self.muted = 0  # cards that would be listed, were they not muted
        self.problems = 0  # files that look like cards and cannot be read
        self.top = 0  # rows from here on came after the view was read
        self.up_to = 0.0  # until when what came is in the view
        self.moved = False  # the cursor was moved since the view was asked for
        self._filling = False  # the index was empty: nothing that comes in is news
        self._asked: Asked | None = None  # the view that is being read
        self._put_on: int | None = None  # the row that the last view put the cursor on
        self._faults: set[str] = set()  # what was said of the databases already
        self._lit_tree: Node | None = None  # the search whose words are lit
        self._busy = ""
        self._loading_s = 0.0  # how long it took to read the last view
        self._detail_wanted: int | None = None
        self._is_reading = False

    def _now(self) -> float:
        return self.library.now

    def say(
        self, sentence: str, severity: Literal["information", "warning", "error"] = "information"
    ) -> None:
        """Show a sentence: in the last line, or on top of all when something is wrong."""
        if severity == "information":
            self.hint_bar.say(sentence)
        else:
            self.notify(checked(sentence), severity=severity, markup=False)

    def tell_fault(self, sentence: str) -> None:
        """Say once what is wrong with a database, until all is well again: not at each key."""
        if sentence not in self._faults:
            self._faults.add(sentence)
            self.say(sentence, severity="error")

    def show_title(self) -> None:
        """Write the title line, and the place in the list."""
        position = self.list.position + 1
        cards, unread, new = self.counts or (None, None, None)
        self.list.tell_place(f"{position:,}/{cards:,}" if cards else "")
        waiting = f"{self.waiting:,} more: {self.key_of('reload')}" if self.waiting else ""
        self.title_bar.show(
            self.what_is_listed()._replace(
                cards=cards, unread=unread, busy=self._busy or waiting,
                order=order_label(self.sorting), new=new,
                problems=(self.problems, self.key_of("problems")),
                muted=self.muted if self.muted and not self.narrowing.query().muted else 0,
                selected=self.list.selected.size,
            )
        )  # fmt: skip

    def what_is_listed(self) -> Title:
        """Return what the title tells of the view, without numbers."""
        name = "sample cards" if self.samples else self.library.name
        return Title(name, narrowings=tuple(self.narrowing.labels()))

    def key_of(self, command: str) -> str:
        """Return the key of a command, as a person writes it."""
        return key_display(keys_of(command, self.keymap)[0])

    def work(
        self, work: Callable[[], Awaitable[None]], group: str, *, exclusive: bool = False
    ) -> None:
        """Do this in a worker; where a database cannot do its part, say so."""

        async def plainly() -> None:
            try:
                await work()
            except DatabaseError as error:
                self.tell_fault(str(error))

        working: WorkType[None] = plainly
        self.run_worker(working, group=group, exclusive=exclusive)

    # Views

    def load_view(
        self,
        narrowing: Narrowing | None = None,
        order: Order | None = None,
        *,
        keep: int | None = None,
        line: int | None = None,
    ) -> None:
        """Ask for a view in a worker; the newest one wins.

        `keep` is a row that stays under the cursor and on its line, or comes on `line`.
        """
        if narrowing is not None or order is not None:
            self.list.select_none()
        # Known from now on, so that keys in quick succession add up.
        self.narrowing, self.order = narrowing or self.narrowing, order or self.order
        self.sorting = self.narrowing.query().sorted_by(self.order)
        self.waiting = 0
        self.workers.cancel_group(self, "waiting")
        self._ask(keep, line=line)

    def _drop_rows(self, gone: frozenset[int]) -> None:
        """Take cards that are gone out of the view, which stays as it is otherwise."""
        asked = self._asked
        if asked is not None and not asked.without:
            self._ask(asked.keep, growing=asked.growing)  # what is being read may hold them still
        else:
            self._ask(self.list.current, without=gone | (asked.without if asked else frozenset()))

    def _ask(
        self,
        keep: int | None,
        *,
        without: frozenset[int] = frozenset(),
        growing: bool = False,
        line: int | None = None,
    ) -> None:
        current = self.list.current
        asked = self._asked = Asked(
            self.narrowing, self.order, keep, without, growing, current, line, self.list.selection
        )
        self.run_worker(
            partial(self._load, asked, self.list.ids, self.list.position),
            group="view", exclusive=True, thread=True,
            # Else Textual writes all arguments out: the row numbers of all cards.
            description="read a view",
        )  # fmt: skip

    def _load(self, asked: Asked, present: Sequence[int], position: int) -> None:
        """Read a view: in a thread, which changes nothing itself."""
        worker = get_current_worker()
        started = time.monotonic()
        try:
            query = asked.narrowing.query()
            top = None if asked.without else self.library.top()
            if asked.without:
                ids = array("I", (card for card in present if card not in asked.without))
                position -= sum(1 for card in present[:position] if card in asked.without)
            else:
                ids = self.library.view(query, asked.order).ids
                position = 0 if asked.keep is None else place_in(ids, asked.keep, present, position)
            counts = self._count(ids)
        except DatabaseError as error:
            self.post_message(self.Failed(str(error), asked))
            return
        selection = asked.selection.carried(present, ids)
        if not worker.is_cancelled:
            self._loading_s = time.monotonic() - started
            self.post_message(
                self.Loaded(
                    asked, ids, counts, position, query.tree, selection=selection, top=top
                )
            )  # fmt: skip

    def _count(self, ids: Sequence[int]) -> Counts:
        """Count what a view has: in a thread."""
        return Counts(len(ids), min(self.library.unread(ids), len(ids)), self.library.new(ids))

    def on_loading_loaded(self, event: Loaded) -> None:
        """Show the view that was read."""
        self._put(event)

    def _put(self, event: Loaded) -> None:
        asked = event.asked
        if asked is not self._asked:
            return
        self._asked = None
        keeps = asked.keep is not None or asked.growing
        if keeps and (self.list.current, self.list.selection) != (asked.at, asked.selection):
            self._ask(self.list.current, without=asked.without)  # the cursor has moved on
            return
        self.counts = event.counts
        if event.top is not None:
            self.top, self.up_to = event.top, self.library.now
        if not event.ids and not asked.narrowing.steps and not asked.growing:
            self._filling = True
        self.card.empty_hint = "No card to show."
        self._light(event.tree)
        if asked.keep is None:
            self.moved, self.visiting = False, None
            self.list.show(event.ids, event.position, asked.line or 0)
        else:
            self.list.replace(event.ids, event.position, asked.line, event.selection)
        self.tell_empty()
        self._put_on = self.list.current
        if not event.ids and self.visiting is None:
            self.show_card(None)
        self.show_title()

    def _light(self, tree: Node | None) -> None:
        """Light the words of a search in list and card."""
        if tree == self._lit_tree:
            return
        from cardreader.ui.lit import lit_of  # noqa: PLC0415 - only who searches pays

        self._lit_tree = tree
        lit = lit_of(tree)
        self.list.light(lit)
        self.card.light(lit)

    def _summaries(self, ids: Sequence[int]) -> Sequence[Summary | None]:
        """Fetch rows for the list; none, with a sentence, where the index cannot be read."""
        try:
            found = self.library.summaries(ids)
            return self.library.with_reasons(found) if self.narrowing.query().muted else found
        except DatabaseError as error:
            self.post_message(self.Failed(str(error)))
            return [None] * len(ids)

    def tell_empty(self) -> None:
        """Say why the list is empty, where it is, and what to do next."""
        if self.list.ids:
            return
        from cardreader.ui.empty import why_empty  # noqa: PLC0415 - mostly there are cards

        name = "" if self.samples else self.library.name
        self.list.empty_hint = (
            READING if self._busy else why_empty(self.narrowing, name, self.problems, self.key_of)
        )

    def recount(self) -> None:
        """Count the unread cards of the view anew, in a worker."""
        self.work(self._recount, "count", exclusive=True)

    async def _recount(self) -> None:
        asked, narrowing = self._asked, self.narrowing
        counts = await asyncio.to_thread(self._count, self.list.ids)
        if asked is not self._asked or narrowing is not self.narrowing:
            self.recount()  # a view was read meanwhile, perhaps before the marking
        elif self.counts is not None:
            # The list stays as it is: only what was marked has changed.
            self.counts = counts
            self.show_title()

    # The card under the cursor

    def on_card_list_moved(self, event: CardList.Moved) -> None:
        """Have the card pane follow the cursor."""
        if event.id != self._put_on:  # the reader's doing, no newer state of the view
            self.moved, self._put_on, self.visiting = True, None, None
            self.hint_bar.hush()
        self.show_title()
        wanted = event.id if self.visiting is None else self.visiting
        if self.shown is None or self.shown.summary.id != wanted:
            self.want_detail(wanted)

    def want_detail(self, card: int | None) -> None:
        """Read this card for the pane, after the one that is being read; the newest wins."""
        self._detail_wanted = card
        if not self._is_reading:
            self._read_wanted()

    def _read_wanted(self) -> None:
        card, self._detail_wanted = self._detail_wanted, None
        self._is_reading = card is not None
        if card is not None:
            self.run_worker(
                partial(self._read_detail, card),
                group="detail", thread=True, description="read a card",
            )  # fmt: skip

    def _read_detail(self, card: int) -> None:
        """Read a card's file: in a thread, which changes nothing itself."""
        detail = None
        try:
            detail = self.library.detail(card)
        except DatabaseError as error:
            self.post_message(self.Failed(str(error)))
        self.post_message(self.DetailRead(card, detail))

    def on_loading_detail_read(self, event: DetailRead) -> None:
        """Show the card, unless the cursor has moved on meanwhile."""
        if event.card == (self.visiting or self.list.current):
            self.show_card(event.detail)
        self._read_wanted()

    def show_card(self, detail: Detail | None) -> None:
        """Show a card, or that there is none."""
        self.shown = detail
        self.card.show(detail)

    def on_loading_failed(self, event: Failed) -> None:
        """Say what could not be done."""
        if event.asked is self._asked:
            self._asked = None
        self.tell_fault(event.sentence)


def index_of(ids: Sequence[int], card: int, otherwise: int) -> int:
    """Return where a row stands in a view; another position when it is not in it."""
    try:
        return ids.index(card)
    except ValueError:
        return otherwise


def place_in(ids: Sequence[int], card: int, present: Sequence[int], position: int) -> int:
    """Return where a row stands in a view; where it has gone from it, its next neighbour.

    `present` is the view that it was in, at `position`.
    """
    if (place := index_of(ids, card, -1)) >= 0:
        return place
    below, above = present[position : position + _NEIGHBOURS], present[:position][-_NEIGHBOURS:]
    for neighbours in (below, above[::-1]):
        rank = {each: number for number, each in enumerate(neighbours)}
        known = [(rank[each], place) for place, each in enumerate(ids) if each in rank]
        if known:
            return min(known)[1]
    return position
