"""Watching the databases: marks of other readers are shown, and what went wrong mends by itself."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from cardreader.database import DatabaseError
from cardreader.ui.hearing import Hearing

if TYPE_CHECKING:
    from textual.worker import WorkType

    from cardreader.library import Seen

# How often is looked. A look asks both databases for a number or two.
_EVERY_S = 2.0
# How long a key may wait for an index that another program has locked.
_KEY_WAITS_MS = 100


class Watching(Hearing):
    """Keeps up with what others do to the databases, and with what becomes of them."""

    _looking = False
    _refused: tuple[str, float] | None = None  # what was said last, and until when it is shown

    @property
    def current(self) -> int | None:
        """The row of the card that keys act on."""
        return self.visiting if self.visiting is not None else self.list.current

    def watch_databases(self) -> None:
        """Look every so often from now on."""
        self.library.never_wait(_KEY_WAITS_MS)
        self._tell_notices()
        self.set_interval(_EVERY_S, self.look)

    def look(self) -> None:
        """Look in a worker, unless the last look is still going on."""
        if not self._looking:
            self._looking = True
            looking: WorkType[None] = self._look
            self.run_worker(looking, group="look")

    async def _look(self) -> None:
        try:
            self._take_note(await asyncio.to_thread(self.library.look))
        except DatabaseError as error:
            self.tell_fault(str(error))
        finally:
            self._looking = False

    def _take_note(self, seen: Seen) -> None:
        self._tell_notices()
        if seen.other_index:
            self.tell_fault("The index was gone or damaged: it is made anew from the cards.")
            self.load_view()
            self._filling = True  # its rows are others; nothing that comes in is news
            self.refresh_sources()
        elif self.refresh_failed:
            self.refresh_sources()
        elif seen.marks:
            self.show_marks()
        else:
            self._faults.clear()

    def _tell_notices(self) -> None:
        for notice in self.library.notices():
            self.say(notice, severity="warning")

    def refuse(self, sentence: str) -> None:
        """Say that what a key asked for was not done; not twice on one screen."""
        now = time.monotonic()
        if self._refused is None or self._refused[0] != sentence or now > self._refused[1]:
            self._faults.add(sentence)
            self._refused = sentence, now + self.app.NOTIFICATION_TIMEOUT
            self.say(sentence, severity="error")

    def show_marks(self) -> None:
        """Show the marks as they are now: rows stay in place until the view is asked for anew."""
        self.list.refresh_rows()
        self.recount()
        self.want_detail(self.current)
