"""Following the sources: what is new, changed or gone in them comes into the reader by itself.

The refresh runs in a thread and only posts what it found; the handlers here change the state.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from cardreader.database import DatabaseError
from cardreader.library import Progress, SourceTrouble
from cardreader.query import Order
from cardreader.ui.loading import Loading

if TYPE_CHECKING:
    from textual.timer import Timer

# While files are read for the first time, the list is asked for anew at most this often, and
# for a small share of the time.
_GROW_PAUSE_S = 0.3
_GROW_SHARE = 0.1


class Following(Loading):
    """Keeps list and card up to date with the sources."""

    _grow_timer: Timer | None = None
    _troubles: frozenset[str] = frozenset()  # what has been said already
    refresh_failed = False  # the last one, for the sake of the index
    _has_changed = False  # something in the sources, since this refresh began
    _refreshing = True  # from the start: what the index holds is shown before the files are seen

    class Refreshed(Message):
        """The refresh has come further, met a trouble, or (None) is done."""

        def __init__(self, report: Progress | SourceTrouble | None) -> None:
            """Carry what the library reported."""
            super().__init__()
            self.report = report

    def refresh_sources(self, *, confirmed: bool = False) -> None:
        """See what has changed in the sources, in a worker.

        `confirmed`: what was told to be out of reach for being empty is gone for good.
        """
        self._refreshing, self.refresh_failed, self._has_changed = True, False, False
        roots = self.library.out_of_reach if confirmed else frozenset[bytes]()
        self.run_worker(partial(self._refresh, roots), group="refresh", exclusive=True, thread=True)

    def _refresh(self, confirmed: frozenset[bytes]) -> None:
        worker = get_current_worker()
        try:
            self.library.refresh(self._report, lambda: worker.is_cancelled, confirmed)
        except DatabaseError as error:
            self.refresh_failed = not worker.is_cancelled
            self.post_message(self.Failed(str(error)))
        self._report(None)

    def _report(self, report: Progress | SourceTrouble | None) -> None:
        self.post_message(self.Refreshed(report))

    def on_following_refreshed(self, event: Refreshed) -> None:
        """Take over what a refresh has found, without moving anything under the cursor."""
        report = event.report
        if isinstance(report, SourceTrouble):
            if report.sentence not in self._troubles:
                self._troubles |= {report.sentence}
                self.say(report.sentence, severity="warning")
            return
        if report is None or report.done >= report.total:
            self._busy = ""
        else:
            self._busy = f"reading {report.done:,}/{report.total:,}"
        if report is None:
            self._refresh_is_over()
        elif report.changes:
            self._has_changed = True
            self._take_over(report)
        self.show_title()

    def _refresh_is_over(self) -> None:
        self._refreshing = False
        self.list.empty_hint = self.empty_hint()
        if self._has_changed:
            self.list.refresh_rows()  # the root topics are found last
        if self._filling:
            self._filling = False
            self._take_in()
        else:
            catch_up = self._count_waiting if self.moved else self._catch_up
            self.work(catch_up, "waiting", exclusive=True)
        self.work(self._do_by_the_way, "keeping", exclusive=True)

    async def keep_view(self) -> None:
        """Keep what the next start needs, unless the cards are changing; raise DatabaseError."""
        if not self._refreshing:
            query = self.narrowing.query().only_scope()
            order = self.sorting if isinstance(self.sorting, Order) else self.order
            await asyncio.to_thread(self.library.keep_view, query, order)

    async def _do_by_the_way(self) -> None:
        """Do what nobody waits for, once the files were looked at."""
        await self.keep_view()
        await asyncio.to_thread(self.library.name_articles)

    def _take_over(self, report: Progress) -> None:
        changes = report.changes
        current = self.list.current if self.visiting is None else self.visiting
        if current in changes.changed:
            self.want_detail(current)
        if not self.moved or self._filling:
            self._grow()
            return
        if changes.removed:
            self._drop_rows(frozenset(changes.removed))
        if changes.changed:
            self.list.refresh_rows(changes.changed)

    async def _count_waiting(self) -> None:
        """Count the cards of this view that wait to be let in."""
        self.waiting = await asyncio.to_thread(
            self.library.waiting, self.narrowing.query(), self.order, self.list.ids
        )
        self.show_title()

    async def _catch_up(self) -> None:
        """Take in what another reader has indexed meanwhile: for this one, it has not changed."""
        cards = await asyncio.to_thread(self.library.count, self.narrowing.query())
        if cards != len(self.list.ids) and not self.moved:
            self._grow()

    def _grow(self) -> None:
        """Ask for the view anew, at most every so often."""
        if self._grow_timer is None:
            pause = max(_GROW_PAUSE_S, self._loading_s / _GROW_SHARE)
            self._grow_timer = self.set_timer(pause, self._grow_now)
            if not self.list.ids and self._asked is None:
                self._ask(None, growing=True)

    def _grow_now(self) -> None:
        self._grow_timer = None
        if self._asked is not None:  # what is being read comes first
            self._grow()
        elif not self.moved or self._filling:
            self._take_in()

    def _take_in(self) -> None:
        """List what has come in; the cursor stays on its card, or on top where it was not moved."""
        is_on_top = not self.moved and self.list.position <= 0
        self._ask(None if is_on_top else self.list.current, growing=True)
