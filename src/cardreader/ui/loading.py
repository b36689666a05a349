"""The state of the reader, and the workers that read views, cards and sources for it.

A worker runs in a thread and only posts what it found; the handlers here change the state.
"""

from __future__ import annotations

import asyncio
from array import array
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from cardreader.clean import checked
from cardreader.database import DatabaseError
from cardreader.library import Library, Progress, SourceTrouble, View
from cardreader.ui.bars import HintBar, Title, TitleBar
from cardreader.ui.card_detail import CardDetail
from cardreader.ui.card_list import CardList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from cardreader.card import Detail
    from cardreader.config import Config
    from cardreader.query import Order
    from cardreader.ui.narrowing import Narrowing

# While the cursor runs, the card under it is read at most this often.
_DETAIL_PAUSE_S = 0.05
# While files are read for the first time, the list is asked for anew at most this often.
_GROW_PAUSE_S = 0.3


class Loading(Screen[None]):
    """A list and a card, kept up to date with the library."""

    class Loaded(Message):
        """A view was read, with its numbers of cards and unread ones, and where the cursor goes."""

        def __init__(
            self, number: int, narrowing: Narrowing, view: View, counts: tuple[int, int],
            position: int, *, kept: bool,
        ) -> None:  # fmt: skip
            """`number` tells the newest load from older ones; `kept`: the list stays in place."""
            super().__init__()
            self.number = number
            self.narrowing = narrowing
            self.view = view
            self.counts = counts
            self.position = position
            self.kept = kept

    class DetailRead(Message):
        """A card's file was read."""

        def __init__(self, card: int, detail: Detail | None) -> None:
            """`card` is the row that was asked for."""
            super().__init__()
            self.card = card
            self.detail = detail

    class Refreshed(Message):
        """The refresh has come further, met a trouble, or (None) is done."""

        def __init__(self, report: Progress | SourceTrouble | None) -> None:
            """Carry what the library reported."""
            super().__init__()
            self.report = report

    class Failed(Message):
        """Something could not be done; one plain sentence."""

        def __init__(self, sentence: str) -> None:
            """Carry the sentence."""
            super().__init__()
            self.sentence = sentence

    def __init__(
        self, library: Library, config: Config, narrowing: Narrowing, order: Order, *, samples: bool
    ) -> None:
        """Show the cards of a library; `samples`: they are the bundled ones."""
        super().__init__()
        self.library = library
        self.config = config
        self.narrowing = narrowing
        self.order = order
        self.samples = samples
        self.keymap = dict(config.keys)
        self.list = CardList(library.summaries, self._now, compact=config.density == "compact")
        self.card = CardDetail(self._now)
        self.shown: Detail | None = None  # what the card pane shows
        self.visiting: int | None = None  # a card reached from another, that is not in the view
        self.counts = (0, 0)
        self.waiting = 0  # new cards that wait for `R`
        self.moved = False  # the cursor was moved since the view was asked for
        self._load_number = 0
        self._busy = ""
        self._detail_wanted: int | None = None
        self._detail_timer: Timer | None = None
        self._grow_timer: Timer | None = None
        self._troubles: set[str] = set()

    def _now(self) -> float:
        return self.library.now

    def say(
        self, sentence: str, severity: Literal["information", "warning", "error"] = "information"
    ) -> None:
        """Show a sentence: in the last line, or on top of all when something is wrong."""
        if severity == "information":
            self.query_one(HintBar).say(sentence)
        else:
            self.notify(checked(sentence), severity=severity, markup=False)

    def show_title(self) -> None:
        """Write the title line, and the place in the list."""
        position = self.list.position + 1
        total = self.counts[0]
        self.list.tell_place(f"{position:,}/{total:,}" if total else "")
        waiting = f"{self.waiting:,} new: R" if self.waiting else ""
        cards, unread = self.counts
        name = "sample cards" if self.samples else self.library.name
        order = f"{self.order.by} {'▴' if self.order.ascending else '▾'}"
        narrowings = tuple(self.narrowing.labels())
        self.query_one(TitleBar).show(
            Title(name, cards, unread, self._busy or waiting, order, narrowings)
        )

    # Views

    def load_view(
        self,
        narrowing: Narrowing | None = None,
        order: Order | None = None,
        *,
        keep: int | None = None,
        without: frozenset[int] = frozenset(),
    ) -> None:
        """Ask for a view in a worker; the newest one wins.

        `keep` is a row that stays under the cursor and on its line; `without`: not asked anew, the
        present view only loses these rows.
        """
        self._load_number += 1
        self.run_worker(
            partial(
                self._load, self._load_number, narrowing or self.narrowing, order or self.order,
                keep, self.list.position, without,
            ),
            group="view", exclusive=True, thread=True,
        )  # fmt: skip

    def _load(
        self, number: int, narrowing: Narrowing, order: Order, keep: int | None, position: int,
        without: frozenset[int],
    ) -> None:  # fmt: skip
        """Read a view: in a thread, which changes nothing itself."""
        worker = get_current_worker()
        try:
            query = narrowing.query()
            if without:
                view = self._view_without(without)
                position -= sum(1 for card in self.list.ids[:position] if card in without)
            else:
                view = self.library.view(query, order)
                position = _index(view.ids, keep, position) if keep is not None else 0
            counts = self.library.count(query)
        except DatabaseError as error:
            self.post_message(self.Failed(str(error)))
            return
        if not worker.is_cancelled:
            kept = bool(without) or keep is not None
            self.post_message(self.Loaded(number, narrowing, view, counts, position, kept=kept))

    def _view_without(self, without: frozenset[int]) -> View:
        ids = array("q", (card for card in self.list.ids if card not in without))
        return View(self.narrowing.query(), self.order, ids)

    def on_loading_loaded(self, event: Loaded) -> None:
        """Show the view that was read."""
        if event.number != self._load_number:
            return
        self.narrowing, self.order = event.narrowing, event.view.order
        self.counts = event.counts
        self.list.empty_hint = self.empty_hint()
        if event.kept:
            self.list.replace(event.view.ids, event.position)
        else:
            self.moved = False
            self.list.show(event.view.ids, event.position)
        if not event.view.ids:
            self.show_card(None)
        self.show_title()

    def empty_hint(self) -> str:
        """Say why the list is empty, and what to do next."""
        if self._busy:
            return "Reading the cards…"
        if self.narrowing.steps:
            return "No card here.\nesc takes back the last narrowing."
        if self.samples:
            return "The sample cards are missing.\nReinstall cardreader, or add a folder of cards."
        return (
            f"No cards in {self.library.name}.\nA card is a text file (.md, .html, .txt) whose "
            "first line is --- and which has a title.\na shows retired and unpublished ones too."
        )

    def recount(self) -> None:
        """Count the cards of the view anew, in a worker."""
        self.run_worker(self._recount(), group="count", exclusive=True)

    async def _recount(self) -> None:
        number = self._load_number
        counts = await asyncio.to_thread(self.library.count, self.narrowing.query())
        if number == self._load_number:
            # The list stays as it is: only what was marked has changed.
            self.counts = (self.counts[0], min(counts[1], self.counts[0]))
            self.show_title()

    # The card under the cursor

    def on_card_list_moved(self, event: CardList.Moved) -> None:
        """Have the card pane follow the cursor."""
        self.moved = self.moved or event.position > 0
        self.visiting = None
        self.show_title()
        self.want_detail(event.id)

    def want_detail(self, card: int | None) -> None:
        """Read this card for the pane: at once, or when the cursor has come to rest."""
        self._detail_wanted = card
        if self._detail_timer is None:
            self._read_wanted()
            self._detail_timer = self.set_timer(_DETAIL_PAUSE_S, self._detail_pause_over)

    def _detail_pause_over(self) -> None:
        self._detail_timer = None
        if self._detail_wanted is not None:
            self.want_detail(self._detail_wanted)

    def _read_wanted(self) -> None:
        card, self._detail_wanted = self._detail_wanted, None
        if card is None:
            return
        self.run_worker(
            partial(self._read_detail, card), group="detail", exclusive=True, thread=True
        )

    def _read_detail(self, card: int) -> None:
        """Read a card's file: in a thread, which changes nothing itself."""
        worker = get_current_worker()
        if worker.is_cancelled:
            return
        try:
            detail = self.library.detail(card)
        except DatabaseError as error:
            self.post_message(self.Failed(str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(self.DetailRead(card, detail))

    def on_loading_detail_read(self, event: DetailRead) -> None:
        """Show the card, unless the cursor has moved on meanwhile."""
        if event.card == (self.visiting or self.list.current):
            self.show_card(event.detail)

    def show_card(self, detail: Detail | None) -> None:
        """Show a card, or that there is none."""
        self.shown = detail
        self.card.show(detail)

    # Sources

    def refresh_sources(self) -> None:
        """See what has changed in the sources, in a worker."""
        self.run_worker(self._refresh, group="refresh", exclusive=True, thread=True)

    def _refresh(self) -> None:
        worker = get_current_worker()
        try:
            self.library.refresh(
                lambda report: self._post(self.Refreshed(report)),
                lambda: worker.is_cancelled,
            )
        except DatabaseError as error:
            self.post_message(self.Failed(str(error)))
        self.post_message(self.Refreshed(None))

    def _post(self, message: Message) -> None:
        self.post_message(message)

    def on_loading_refreshed(self, event: Refreshed) -> None:
        """Take over what a refresh has found, without moving anything under the cursor."""
        report = event.report
        if isinstance(report, SourceTrouble):
            if report.sentence not in self._troubles:
                self._troubles.add(report.sentence)
                self.say(report.sentence, severity="warning")
            return
        if report is None or report.done >= report.total:
            self._busy = ""
        else:
            self._busy = f"reading {report.done:,}/{report.total:,}"
        if report is None:
            self.list.empty_hint = self.empty_hint()
            self.run_worker(self._catch_up(), group="count", exclusive=True)
        elif report.changes:
            self._take_over(report)
        self.show_title()

    def _take_over(self, report: Progress) -> None:
        changes = report.changes
        if self.list.current in changes.changed:
            self.want_detail(self.list.current)
        if not self.moved:
            self._grow()
            return
        self.waiting += len(changes.added)
        if changes.removed:
            self.load_view(without=frozenset(changes.removed))
        if changes.changed:
            self.list.refresh_rows(changes.changed)

    async def _catch_up(self) -> None:
        """Take in what another reader has indexed meanwhile: for this one, it has not changed."""
        cards, _ = await asyncio.to_thread(self.library.count, self.narrowing.query())
        if cards != len(self.list.ids) and not self.moved:
            self._grow()

    def _grow(self) -> None:
        """Ask for the view anew, at most every so often."""
        if self._grow_timer is None:
            self._grow_timer = self.set_timer(_GROW_PAUSE_S, self._grow_now)
            if not self.list.ids:
                self.load_view()

    def _grow_now(self) -> None:
        self._grow_timer = None
        if self.moved:
            return
        self.load_view(keep=None if self.list.position <= 0 else self.list.current)

    def on_loading_failed(self, event: Failed) -> None:
        """Say what could not be done."""
        self.say(event.sentence, severity="error")


def _index(ids: Sequence[int], card: int, otherwise: int) -> int:
    """Return where a row stands in a view; another position when it is not in it."""
    try:
        return ids.index(card)
    except ValueError:
        return otherwise
