"""The pulse: the cards that are listed at a glance, by day, by topic and by provider."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.reactive import Reactive

from cardreader.database import DatabaseError
from cardreader.ui.bars import HintBar, Title, TitleBar
from cardreader.ui.commands import keys_of
from cardreader.ui.dialogue import Dialogue
from cardreader.ui.periods import SPANS, Span, Window, cards_in, dated, first_window, moved, window
from cardreader.ui.pulse_drawing import Measure, told
from cardreader.ui.pulse_parts import Chart, Part, Ranks, Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.app import ComposeResult
    from textual.events import Key
    from textual.widget import Widget
    from textual.worker import WorkType

    from cardreader.index.pulse import Day, Tally
    from cardreader.ui.card_row import RowStyles
    from cardreader.ui.commands import Keymap
    from cardreader.ui.narrowing import Step

_NOTHING = (
    "No card is listed here, so there is nothing to draw.\n"
    "esc goes back to the list, which says why."
)
_UNDATED = "None of these cards has a date.\ntab goes to their topics and providers."


class Taste(NamedTuple):
    """How the pulse was looked at: a span that was chosen (else the cards decide), the measure."""

    span: Span | None = None
    by: Measure = "heat"


class Glance(NamedTuple):
    """What the pulse is left with: what narrows the list further, and how it was looked at."""

    step: Step = ()
    taste: Taste = Taste()


class Figures(NamedTuple):
    """Where the pulse gets its figures: both are asked in a thread, and may raise DatabaseError.

    `tallies` is given what `date:` takes, '' for all.
    """

    days: Callable[[], tuple[list[Day], int]]
    tallies: Callable[[str], tuple[list[Tally], list[Tally]]]


class Pulse(Dialogue[Glance]):
    """Bars for days, topics and providers; `enter` leaves with the one under the cursor."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # the parts draw themselves
    DEFAULT_CSS = """
    Pulse {
        background: $surface;
        #parts, #ranks { height: 1fr; }
        Chart, Ranks {
            width: 1fr; height: 1fr; border: round $foreground 25%;
            border-title-color: $text-muted; border-subtitle-color: $text-muted;
            &:focus { border: round $primary; border-title-color: $text-primary; }
        }
        Words { height: 1; background: $surface; text-wrap: nowrap; }
        &.-narrow, &.-low {
            Chart, Ranks { border: none; display: none; &:focus { border: none; } }
            #ranks { display: none; }
            &.-at-0 Chart { display: block; }
            &.-at-1, &.-at-2 { #parts > Chart { display: none; } #ranks { display: block; } }
            &.-at-1 #topics, &.-at-2 #providers { display: block; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "across(1)", "Later", show=False),
        Binding("h,left", "across(-1)", "Earlier", show=False),
        Binding("j,down", "along(1)", "Down", show=False),
        Binding("k,up", "along(-1)", "Up", show=False),
        Binding("g,home", "end(0)", "First", show=False),
        Binding("G,end", "end(-1)", "Last", show=False),
        Binding("ctrl+d,pagedown", "page(1)", "Page down", show=False),
        Binding("ctrl+u,pageup", "page(-1)", "Page up", show=False),
        Binding("tab", "part(1)", "Next part", show=False),
        Binding("shift+tab", "part(-1)", "Part before", show=False),
        Binding("left_square_bracket", "shift(-1)", "Earlier", show=False),
        Binding("right_square_bracket", "shift(1)", "Later", show=False),
        *(Binding(str(place), f"span({place})", span.name, show=False)
          for place, span in enumerate(SPANS, 1)),
        Binding("s", "measure", "By heat or cards", show=False),
        Binding("enter", "narrow", "Narrow", show=False),
        Binding("escape", "close", "Close", show=False),
    ]  # fmt: skip

    def __init__(
        self,
        title: Title,
        figures: Figures,
        today: date,
        styles: Callable[[], RowStyles],
        keymap: Keymap,
        taste: Taste | None,
    ) -> None:
        """`title` tells what is listed; `styles` are those of the list's rows."""
        super().__init__()
        self._title = title
        self._figures = figures
        self._today = today
        self._closers = {*keys_of("pulse", keymap), *keys_of("quit", keymap)}
        self._taste = taste = taste or Taste()
        self._days: list[Day] = []
        self._cards = 0  # on these days, without a date, and of days to come
        self._window: Window | None = None
        self._busy = True
        self._counted: str | None = None  # the time whose topics and providers are shown
        self._title_bar, self._words, self._hint_bar = TitleBar(), Words(), HintBar()
        self.chart = Chart(styles, taste.by)
        self.topics = Ranks("topic", "topics", styles, taste.by)
        self.providers = Ranks("provider", "providers", styles, taste.by)
        self._parts: tuple[Part[Any], ...] = (self.chart, self.topics, self.providers)

    def compose(self) -> ComposeResult:
        """The title, the chart above topics and providers, the figures in words, the keys."""
        yield self._title_bar
        yield Container(self.chart, Horizontal(self.topics, self.providers, id="ranks"), id="parts")
        yield self._words
        yield self._hint_bar

    def on_mount(self) -> None:
        """Begin to count."""
        self._show_part(0)
        self.set_focus(self.chart)
        self._tell()
        counting: WorkType[None] = self._count_days
        self.run_worker(counting, group="pulse")

    # Counting

    async def _count_days(self) -> None:
        """Count the days, choose a span, go on with the topics and providers."""
        try:
            days, undated = await asyncio.to_thread(self._figures.days)
        except DatabaseError as error:
            self._fail(error)
            return
        self._busy = False
        self._days = dated(days, self._today)
        self._cards = undated + sum(each.cards for each in days)
        span = self._taste.span
        if not self._days:
            self.chart.show([], _UNDATED if self._cards else _NOTHING)
            self._count_ranks()
        elif span is None:
            self._look_at(first_window(self._days, self._today))
        else:
            self._look_at(window(self._days, span, self._today))

    def _look_at(self, wanted: Window) -> None:
        """Show another time."""
        self._window = wanted
        self.chart.show_time(self._days, wanted)
        self._count_ranks()

    @property
    def _time(self) -> str:
        """What `date:` takes for what is shown; '' where that is all there is."""
        shown = self._window
        if shown is None or shown.span.days is None or cards_in(self._days, shown) == self._cards:
            return ""
        return shown.value

    def _count_ranks(self) -> None:
        """Count topics and providers, if that is not under way: one time after the other."""
        if not self._busy and self._counted != self._time:
            self._busy = True
            counting: WorkType[None] = self._count_newest
            self.run_worker(counting, group="pulse")
        self._tell()

    async def _count_newest(self) -> None:
        """Count until what was counted is what is shown."""
        while self._counted != (time := self._time):
            try:
                topics, providers = await asyncio.to_thread(self._figures.tallies, time)
            except DatabaseError as error:
                self._fail(error)
                return
            self._counted = time
            self.topics.show(topics, "No topic here.")
            self.providers.show(providers, "No provider here.")
        self._busy = False
        self._tell()

    def _fail(self, error: DatabaseError) -> None:
        """Say what went wrong where the bars would be."""
        self._busy, self._counted = False, None
        for part in self._parts:
            part.show([], str(error))
        self._tell()

    # Telling

    def _tell(self) -> None:
        """Write title, figures in words, and keys."""
        title = self._title
        others = self._cards - sum(each.cards for each in self._days)
        if self._window is not None:
            cards = cards_in(self._days, self._window)
            title = title._replace(cards=cards, order=self._window.told)
        self._title_bar.show(title._replace(busy="counting…" if self._busy else ""))
        self.chart.tell(f"{others:,} undated or still to come" if others else "")
        self.on_part_pointed()
        other = "cards" if self._taste.by == "heat" else "heat"
        self._hint_bar.show(
            (
                ("tab", "part"), ("1…5", "week…all"), ("[ ]", "earlier, later"),
                ("s", f"by {other}"), ("enter", "narrow"), ("esc", "close"),
            )
        )  # fmt: skip

    def on_part_pointed(self) -> None:
        """Say what is under the cursor."""
        at = self.at
        self._words.say(told(at.told, at.current) if at.current else [])

    @property
    def at(self) -> Part[Any]:
        """The part that has the focus."""
        return self._parts[self._place]

    @property
    def _place(self) -> int:
        return next((n for n, part in enumerate(self._parts) if part is self.focused), 0)

    def on_descendant_focus(self) -> None:
        """Show the part that has the focus, where there is room for one only."""
        self._show_part(self._place)
        self._tell()

    # Keys

    def on_key(self, event: Key) -> None:
        """Close at the key that opened it, and at the one that quits."""
        if event.key in self._closers:
            event.stop()
            self.action_close()

    def action_across(self, step: int) -> None:
        """To the next bar, or to the column beside."""
        if self.at is self.chart:
            self.chart.move(step)
        elif (self.at is self.topics) == (step > 0):
            self._go(self._place + step)

    def action_along(self, step: int) -> None:
        """To the next topic or provider; down from the days, and up to them again."""
        if self.at is self.chart:
            if step > 0:
                self._go(1)
        elif step < 0 and self.at.cursor <= 0:
            self._go(0)
        else:
            self.at.move(step)

    def action_end(self, place: int) -> None:
        """To the first, or to the last."""
        self.at.go(place % max(1, len(self.at.items)))

    def action_page(self, step: int) -> None:
        """A page down or up; among the days, a week or so."""
        self.at.move(step * self.at.page)

    def action_part(self, step: int) -> None:
        """To the next part, or to the one before."""
        self._go((self._place + step) % len(self._parts))

    def _go(self, place: int) -> None:
        self._show_part(place)
        self.set_focus(self._parts[place])

    def _show_part(self, place: int) -> None:
        """Note which part is seen where there is room for one; elsewhere nothing is drawn anew."""
        shown = {f"-at-{each}": each == place for each in range(len(self._parts))}
        self.update_classes(shown, update=self.has_class("-narrow") or self.has_class("-low"))

    def action_shift(self, step: int) -> None:
        """Earlier or later."""
        if self._window:
            self._look_at(moved(self._window, self._days, step, self._today))

    def action_span(self, place: int) -> None:
        """Another span."""
        span = SPANS[place - 1]
        self._taste = self._taste._replace(span=span)
        if self._days:
            self._look_at(window(self._days, span, self._today))

    def action_measure(self) -> None:
        """Let the bars tell heat, or the number of cards."""
        by: Measure = "cards" if self._taste.by == "heat" else "heat"
        self._taste = self._taste._replace(by=by)
        for part in self._parts:
            part.measure(by)
        self._tell()

    def on_part_chosen(self) -> None:
        """A second click is as good as `enter`."""
        self.action_narrow()

    def action_narrow(self) -> None:
        """Narrow the list to what is under the cursor: to exactly the cards that it tells of."""
        at = self.at
        if not at.current or not at.current.cards:
            return
        step: Step = (at.condition,)
        if at is not self.chart and self._counted:
            step = (*step, ("date", self._counted))
        self.dismiss(Glance(step, self._taste))

    def action_close(self) -> None:
        """Go back to the reader."""
        self.dismiss(Glance((), self._taste))
