"""Hearing of changes in the sources: from the system where it tells, else by looking now and then.

What is heard of is waited for until there is a moment's peace, so that a `git pull` of a thousand
files is one refresh.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from cardreader.ui.following import Following

if TYPE_CHECKING:
    from textual.timer import Timer

# Changes are taken after so long without another one, and after so long in any case.
_PEACE_S = 0.2
_LONGEST_S = 1.0
# How often all sources are looked at, and the share of the time that this may take: where the
# system does not tell of changes, and where it does (it may have missed some).
_LOOK_EVERY_S, _LOOK_SHARE = 2.0, 0.01
_CHECK_EVERY_S, _CHECK_SHARE = 300.0, 0.001


class Hearing(Following):
    """Has the sources followed while they change."""

    _ear: int | None = None  # what can be read when something was heard
    _heard: frozenset[bytes] = frozenset()
    _heard_first = 0.0
    _peace_timer: Timer | None = None
    _look_timer: Timer | None = None

    def begin_to_hear(self) -> None:
        """Watch from now on; before the first look, so that nothing is missed."""
        self._ear = self.library.watch()
        if self._ear is not None:
            asyncio.get_running_loop().add_reader(self._ear, self._hear)

    def on_unmount(self) -> None:
        """Let go of what is watched."""
        self._stop_hearing()

    def _stop_hearing(self) -> None:
        ear, self._ear = self._ear, None
        if ear is not None:
            asyncio.get_running_loop().remove_reader(ear)
            self.library.stop_watching()

    def _hear(self) -> None:
        heard = self.library.heard()
        if not heard:
            return
        now = time.monotonic()
        if not self._heard:
            self._heard_first = now
        self._heard |= heard
        pause = min(_PEACE_S, max(0.0, self._heard_first + _LONGEST_S - now))
        if self._peace_timer is not None:
            self._peace_timer.stop()
        self._peace_timer = self.set_timer(pause, self._take_heard)

    def _take_heard(self) -> None:
        """See what has changed; a refresh that is under way is waited for."""
        if self._refreshing or not self._heard:
            return
        heard, self._heard = self._heard, frozenset()
        self.refresh_paths(heard)

    def _refresh_is_over(self) -> None:
        super()._refresh_is_over()
        if not self.library.is_watching:
            self._stop_hearing()
        self._look_later()
        self._take_heard()

    def _look_later(self) -> None:
        """Look at all sources after a while, whatever is heard."""
        every, share = (
            (_LOOK_EVERY_S, _LOOK_SHARE) if self._ear is None else (_CHECK_EVERY_S, _CHECK_SHARE)
        )
        if self._look_timer is None:
            self._look_timer = self.set_timer(max(every, self._looked_s / share), self._look_now)

    def _look_now(self) -> None:
        self._look_timer = None
        if not self._refreshing:
            self.refresh_sources()
