"""How the panes share the screen, as the reader has divided it, and the topics beside them."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING

from cardreader.database import DatabaseError
from cardreader.ui.card_detail import place_under
from cardreader.ui.card_row import Name
from cardreader.ui.commands import hints
from cardreader.ui.panes import Division, Panes, kept_division
from cardreader.ui.walking import Walking

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.timer import Timer
    from textual.widget import Widget

    from cardreader.ui.topics_pane import TopicsPane

# The topics are counted once what changed the view has come to rest: no key waits for them.
_COUNTED_AFTER_S = 0.3
_ONE_PANE = "There is one pane: where the terminal is larger, its division can be moved."
_NO_TOPICS = "Topics stand beside the list from 160 columns on; t chooses them."


class Arranging(Walking):
    """The division of the panes, and the pane of topics."""

    panes: Panes
    topics: TopicsPane | None = None  # made when there is room for it
    _count_timer: Timer | None = None

    # The division

    def kept_division(self) -> Division:
        """Return the division of the last visit."""
        with contextlib.suppress(DatabaseError):
            return kept_division(self.library.state("division"))
        return Division()

    def action_narrower_list(self) -> None:
        """Give the card more room."""
        self._move_division(-1)

    def action_wider_list(self) -> None:
        """Give the list more room."""
        self._move_division(1)

    def _move_division(self, steps: int) -> None:
        if self.panes.move_division(steps):
            self.on_panes_divided()
        else:
            self.say(_ONE_PANE)

    def on_panes_divided(self) -> None:
        """Keep the division for the next visit."""
        self.work(partial(self._keep_division, self.panes.division), "division", exclusive=True)

    async def _keep_division(self, division: Division) -> None:
        await asyncio.to_thread(self.library.keep_state, "division", list(division))

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Which widget and which place of its text is at a cell, for selecting with the mouse."""
        if self.panes.is_division(x, y):
            return None, None
        return place_under(self.card, super().get_widget_and_offset_at(x, y), x, y)

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Leave the focus where it is when the division is taken."""
        return None if self.panes.is_division(x, y) else super().get_focusable_widget_at(x, y)

    # Topics

    def make_topics(self) -> TopicsPane:
        """Return the pane of topics, which is there from now on."""
        from cardreader.ui.topics_pane import TopicsPane  # noqa: PLC0415 - for broad screens

        self.topics = TopicsPane()
        return self.topics

    def count_topics(self) -> None:
        """Count the topics of the view, once it has come to rest."""
        if self._count_timer is not None:
            self._count_timer.stop()
        if self.topics is not None and self.topics.display:
            self._count_timer = self.set_timer(_COUNTED_AFTER_S, self._count_now)

    def _count_now(self) -> None:
        self._count_timer = None
        self.work(self._count_topics, "topics", exclusive=True)

    async def _count_topics(self) -> None:
        narrowing = self.narrowing
        query = narrowing.query(with_choices=False)
        counts = await asyncio.to_thread(self.library.topics, query)
        if self.topics is not None and narrowing is self.narrowing:
            self.topics.show(counts, narrowing.topics)

    def on_loading_loaded(self, event: Walking.Loaded) -> None:  # noqa: ARG002 - Textual's way
        """Have the topics follow the view."""
        self.count_topics()

    def show_marks(self) -> None:
        """Show the marks as they are now, in the numbers of the topics too."""
        super().show_marks()
        self.count_topics()

    def _hints(self) -> list[tuple[str, str]]:
        if self.topics is not None and self.focused is self.topics:
            return hints("topics", self.keymap)
        return super()._hints()

    def action_enter_topics(self) -> None:
        """Go to the topics, where they are beside the list."""
        if self.topics is not None and self.topics.display:
            self.set_focus(self.topics)
        else:
            self.say(_NO_TOPICS)

    def on_topics_pane_chosen(self, event: TopicsPane.Chosen) -> None:
        """List only the topic that was chosen, or all."""
        if event.topic is not None:
            self.narrow_to(Name("topic", event.topic))
        elif self.narrowing.topics:
            narrowing = self.narrowing
            self.load_view(
                narrowing.choosing((), narrowing.providers, narrowing.sources),
                keep=self.list.current,
            )
