"""Following the sources: what is new, changed or gone in them comes into the reader by itself.

The refresh runs in a thread and only posts what it found; the handlers here change the state.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.worker import get_current_worker

from cardreader.database import DatabaseError
from cardreader.library import Progress, SourceTrouble
from cardreader.query import Order
from cardreader.ui.beginning import Beginning

if TYPE_CHECKING:
    from textual.timer import Timer

# While files are read for the first time, the list is asked for anew at most this often, and
# for a small share of the time.
_GROW_PAUSE_S = 0.3
_GROW_SHARE = 0.1
# What the next start needs is kept after the cards have changed, but for a small share of the time.
_KEEP_PAUSE_S = 2.0
_KEEP_PAUSES = 30
# How long it will take is not told before so long: the first files tell little.
_PACE_FROM_S = 1.0

Report = Callable[[Progress | SourceTrouble], None]
Refresh = Callable[[Report, Callable[[], bool]], object]


class Pace(NamedTuple):
    """How many files are to be read; and how many were, at a moment."""

    total: int
    done: int
    at: float


def reading_told(pace: Pace, done: int, now: float) -> str:
    """Tell how far the reading of files has come, and how long it will still take."""
    told = f"reading {done:,} of {pace.total:,}"
    took = now - pace.at
    if took < _PACE_FROM_S or done <= pace.done:
        return told
    left_s = took / (done - pace.done) * (pace.total - done)
    return f"{told} · {_lasting(left_s)} left"


def _lasting(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"


class Following(Beginning):
    """Keeps list and card up to date with the sources."""

    _grow_timer: Timer | None = None
    _keep_timer: Timer | None = None
    _troubles: frozenset[str] = frozenset()  # what has been said already
    refresh_failed = False  # the last one, for the sake of the index
    _has_changed = False  # something in the sources, since this refresh began
    _refreshing = True  # from the start: what the index holds is shown before the files are seen
    _looked_s = 0.0  # how long it took to look at all sources
    lets_in = True  # what comes is listed by itself: until the sources have been seen once
    _generation = ""  # of the cards: as they were when a refresh was over, and as it is shown
    _generation_shown = ""
    _has_kept = False
    _keeping_s = 0.0  # how long it took to keep the view
    _pace: Pace | None = None  # how fast files are being read

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
        roots = self.library.out_of_reach if confirmed else frozenset[bytes]()
        self._begin(partial(self._refresh_all, roots))

    def refresh_paths(self, paths: frozenset[bytes]) -> None:
        """See what has changed at these paths, in a worker; not while a refresh is going on."""
        self._begin(partial(self.library.refresh_paths, paths))

    def _begin(self, refresh: Refresh) -> None:
        self._refreshing, self.refresh_failed, self._has_changed = True, False, False
        self._pace = None
        if self._filling:
            self._busy = "looking for cards…"
            self.show_title()
        work = partial(self._refresh, refresh)
        self.run_worker(
            work, group="refresh", exclusive=True, thread=True,
            description="look at the sources",  # else Textual writes all paths out
        )  # fmt: skip

    def _refresh_all(
        self, confirmed: frozenset[bytes], report: Report, cancelled: Callable[[], bool]
    ) -> None:
        started = time.monotonic()
        if not self.library.refresh(report, cancelled, confirmed):  # nothing but looking
            self._looked_s = time.monotonic() - started

    def _refresh(self, refresh: Refresh) -> None:
        worker = get_current_worker()
        try:
            refresh(self._report, lambda: worker.is_cancelled)
            self._generation = self.library.generation
        except DatabaseError as error:
            self.refresh_failed = not worker.is_cancelled
            self.post_message(self.Failed(str(error)))
        if not worker.is_cancelled:  # else another one is under way
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
            self._busy = self._progress(report.done, report.total)
        if report is None:
            self._refresh_is_over()
        elif report.changes:
            self._has_changed = True
            self._take_over(report)
        self.show_title()

    def _progress(self, done: int, total: int) -> str:
        """Tell how far the reading of files has come, and how long it will go on."""
        now = time.monotonic()
        if self._pace is None or self._pace.total != total:
            self._pace = Pace(total, done, now)
        return reading_told(self._pace, done, now)

    def _refresh_is_over(self) -> None:
        self._refreshing = False
        lets_in, self.lets_in = self._takes_in, False
        self.tell_empty()
        if self._filling:
            self._filling = False
            self._take_in()
        else:
            catch_up = self._catch_up if lets_in else self._count_waiting
            self.work(catch_up, "waiting", exclusive=True)
        self.work(self._count_problems, "problems", exclusive=True)
        shown, self._generation_shown = self._generation_shown, self._generation
        if shown != self._generation:
            if shown or self._has_changed:  # root topics are found last; others may be quicker
                self.list.refresh_rows()
            self._keep_later()

    def _keep_later(self) -> None:
        """Keep what the next start needs; after many changes once, since it may take long."""
        if not self._has_kept:
            self._has_kept = True
            self._keep_now()
        elif self._keep_timer is None:
            pause = max(_KEEP_PAUSE_S, self._keeping_s * _KEEP_PAUSES)
            self._keep_timer = self.set_timer(pause, self._keep_now)

    def _keep_now(self) -> None:
        self._keep_timer = None
        self.work(self._do_by_the_way, "keeping", exclusive=True)

    @property
    def _takes_in(self) -> bool:
        """Whether what comes is listed by itself: nothing moves under a cursor that is in use."""
        return self._filling or not self.list.ids or (self.lets_in and not self.moved)

    async def keep_view(self) -> None:
        """Keep what the next start needs, unless the cards are changing; raise DatabaseError."""
        if not self._refreshing:
            started = time.monotonic()
            query = self.narrowing.query().only_scope()
            order = self.sorting if isinstance(self.sorting, Order) else self.order
            await asyncio.to_thread(self.library.keep_view, query, order)
            self._keeping_s = time.monotonic() - started

    async def _do_by_the_way(self) -> None:
        """Do what nobody waits for, once the files were looked at."""
        await self.keep_view()
        await asyncio.to_thread(self.library.name_articles)

    def _take_over(self, report: Progress) -> None:
        changes = report.changes
        current = self.list.current if self.visiting is None else self.visiting
        if current in changes.changed:
            self.want_detail(current)
        if self._takes_in:
            self._grow()
            return
        if changes.added:
            self._grow()  # their number, from time to time
        if changes.removed:
            self._drop_rows(frozenset(changes.removed))
        if changes.changed:
            self.list.refresh_rows(changes.changed)

    async def _count_waiting(self) -> None:
        """Count the cards of this view that wait to be let in."""
        query, top = self.narrowing.query(), self.top
        waiting = await asyncio.to_thread(self.library.count_from, query, top)
        if top == self.top:
            self.waiting = waiting
            self.show_title()

    async def _count_problems(self) -> None:
        """Count the files that cannot be read."""
        self.problems = await asyncio.to_thread(self.library.problem_count)
        self.tell_empty()
        self.show_title()

    async def _catch_up(self) -> None:
        """Take in what another reader has indexed meanwhile: for this one, it has not changed."""
        cards = await asyncio.to_thread(self.library.count, self.narrowing.query())
        if cards != len(self.list.ids) and not self.moved:
            self._take_in()

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
        elif self._takes_in:
            self._take_in()
        else:
            self.work(self._count_waiting, "waiting", exclusive=True)

    def _take_in(self) -> None:
        """List what has come in; the cursor stays on its card, or on top where it was not moved."""
        is_on_top = not self.moved and self.list.position <= 0
        self._ask(None if is_on_top else self.list.current, growing=True)
