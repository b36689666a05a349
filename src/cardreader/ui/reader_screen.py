"""The screen of the reader: its parts, and how the size and the focus arrange them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.reactive import Reactive

from cardreader.ui.arranging import Arranging
from cardreader.ui.commands import bindings
from cardreader.ui.panes import (
    BROAD_FROM,
    HIGH_FROM,
    STACKED_FROM,
    WIDE_FROM,
    Panes,
    arranged,
    arrangement_of,
)

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import DescendantBlur, Resize
    from textual.widget import Widget


# After the first screen, the files are not looked at before the first key is likely answered.
_FIRST_KEYS_S = 0.25
_DRAWN_WITHIN_S = 0.5


class ReaderScreen(Arranging):
    """List and card side by side, one above the other, or one at a time, as the width allows.

    What keys do stands in `acting` (to a card), `selecting` (to many), `walking` (from a card),
    `choosing` (to the view), `sourcing` and `arranging` (to the panes).
    """

    BINDINGS = bindings("everywhere")
    # Textual declares these for instances, so they are no ClassVar.
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"), (STACKED_FROM, "-stacked"), (WIDE_FROM, "-wide"), (BROAD_FROM, "-broad")
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH_FROM, "-high")]  # noqa: RUF012
    # As Textual has it, but for drawing the whole screen anew: the panes draw themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    DEFAULT_CSS = """
    ReaderScreen {
        CardList, CardDetail, TopicsPane {
            border: round $foreground 25%;
            border-title-color: $text-muted; border-subtitle-color: $text-muted;
            &:focus { border: round $primary; border-title-color: $text-primary; }
        }
        &.-narrow, &.-low { CardList, CardDetail { border: none; &:focus { border: none; } } }
        &.-narrow CardDetail, &.-low CardDetail { display: none; }
        &.-broad TopicsPane { display: block; }
        &.-low TopicsPane, &.-zoomed TopicsPane { display: none; }
        &.-entered.-narrow, &.-entered.-low, &.-zoomed {
            CardList { display: none; }
            CardDetail { display: block; }
        }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out title, panes, search box and hints."""
        # All at once and once: what is changed after this is laid out and drawn a second time.
        self.set_class(True, *self._arranged(self.app.size), update=False)
        self.list.border_title = "cards"
        self.card.border_title = "card"
        self.show_hints()
        topics = self.make_topics() if self.has_class("-broad") else None
        self.panes = Panes(self.list, self.card, topics)
        self.panes.division = self.kept_division()
        self._expect_sizes(self.app.size)
        self.load_first()
        yield self.title_bar
        yield self.panes
        yield self.hint_bar

    def _arranged(self, size: Size) -> list[str]:
        """The classes that Textual will set for this size of the screen."""
        return [
            max(place for place in places if place[0] <= cells)[1]
            for places, cells in (
                (self.HORIZONTAL_BREAKPOINTS, size.width),
                (self.VERTICAL_BREAKPOINTS, size.height),
            )
        ]

    def _expect_sizes(self, size: Size) -> None:
        """Tell the panes how large they are going to be, so that they are filled for it at once.

        Where this is wrong they are filled once more when Textual says how large they are.
        """
        area = Size(size.width, size.height - 2)
        arrangement = arrangement_of(size)
        places = arranged(area, arrangement, self.panes.division)
        border = 0 if arrangement == "alone" else 2
        self.list.expect(places.list.size - (border, border))
        if places.card is not None:
            self.card.expect(places.card.size - (border, border))

    def on_mount(self) -> None:
        """See what has changed in the sources, once what the index holds is shown."""
        self.set_focus(self.list)
        self.call_after_refresh(self._after_first_screen)
        self.set_interval(60, self.list.refresh_rows)  # ages grow
        self.watch_databases()

    def _after_first_screen(self) -> None:
        """Do what had to wait for the first screen."""
        if not gc.isenabled():  # as the command line leaves it for the start
            gc.freeze()  # what was imported stays, and need not be looked through ever again
            gc.enable()
        self.reader_app.give_keys()
        self._whole_app.first_screen_shown()
        self.load_rest()
        self.count_topics()
        self.set_timer(_FIRST_KEYS_S, self._begin_to_follow)

    def _begin_to_follow(self) -> None:
        """See what has changed in the sources, and hear of what changes from now on."""
        self.begin_to_hear()
        self.refresh_sources()

    def on_resize(self, event: Resize) -> None:
        """Have the topics beside the list from when there is room for them."""
        if self.topics is None and "-broad" in self._arranged(event.size):
            self.panes.add_topics(self.make_topics())
            self.call_after_refresh(self.count_topics)
        if self.focused is self.card and arrangement_of(event.size) == "alone":
            self.add_class("-entered")  # it goes with the focus: until then it does no harm

    def on_descendant_focus(self) -> None:
        """Show what has the focus, and remind of the keys that hold there."""
        self.show_hints()
        entered = self.focused is self.card
        self._note_entered(entered)
        if self.focused is self.list and self.visiting is not None:
            self.visiting = None
            self.want_detail(self.list.current)

    def on_card_list_selected(self) -> None:
        """Say how many cards are selected, and what can be done to them."""
        self.moved = self.moved or bool(self.list.selected.runs)
        self.show_title()
        if self.hint_bar.display:
            self.show_hints()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Take the search box away once the focus is elsewhere on the screen."""
        box = self.search_box
        if (
            box is not None
            and box in event.widget.ancestors
            and self.focused
            and not box.has_focus_within
        ):
            self.close_search()

    def action_enter_card(self) -> None:
        """Go into the card: it is read from now on."""
        if self.list.current is None:
            return
        self._note_entered(True)
        self.set_focus(self.card)
        self.moved = True
        self.mark_opened(self.list.current)

    def action_leave_card(self) -> None:
        """Go back to the list, and to the card under its cursor; first, let selected text go."""
        if self.selections:
            self.clear_selection()
            return
        self.forget_way()
        self._note_entered(False)
        self.set_focus(self.list)

    def _note_entered(self, entered: bool) -> None:
        """Have the card in place of the list, where there is room for one: else nothing changes."""
        self.set_class(entered and arrangement_of(self.app.size) == "alone", "-entered")
        if not entered:
            self.remove_class("-zoomed")

    def action_next_pane(self) -> None:
        """Go to the next pane; in the search box, the key is the box's own."""
        if self.focused is self.list:
            self.action_enter_card()
        elif self.focused is self.card and self.topics is not None and self.topics.display:
            self.action_enter_topics()
        elif self.focused in (self.card, self.topics):
            self.action_leave_card()

    def action_full_screen(self) -> None:
        """Show the card on the whole screen, and back."""
        if self.has_class("-zoomed"):
            self.action_leave_card()
        elif self.list.current is not None:
            self.add_class("-zoomed")
            self.action_enter_card()

    def on_card_list_entered(self) -> None:
        """A click on the card under the cursor goes into it, where it is not beside the list."""
        if not self.card.display:
            self.action_enter_card()

    def on_text_selected(self) -> None:
        """Tell how to copy what was selected."""
        if self.get_selected_text():
            self.say("Selected. ctrl+c copies it, esc lets it go.")

    def action_copy_text(self) -> None:
        """Copy what is selected, and say so."""
        super().action_copy_text()
        self.say("Copied the selected text.")

    def _compositor_refresh(self) -> None:
        """Draw; behind a dialogue only what has changed, and nothing behind one that hides all.

        Textual's own way draws everything anew with every message that comes meanwhile.
        """
        front = self.app.screen
        if front is self or front.styles.background.a < 1:
            super()._compositor_refresh()
            self._repaint_required = False
        else:
            self._compositor._dirty_regions.clear()  # noqa: SLF001 - Textual's
            self._dirty_widgets.clear()

    async def to_list(self) -> None:
        """Leave the card, as the next visit begins in the list; and wait until that is drawn."""
        if self.focused is self.card:
            self.action_leave_card()
            drawn = asyncio.Event()
            # Once for the focus, once for what it changes.
            self.call_after_refresh(lambda: self.call_after_refresh(drawn.set))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(drawn.wait(), _DRAWN_WITHIN_S)

    def _holds_read(self) -> bool:
        """Whether cards stay in place here that the view would not have any more."""
        cards, unread = (self.counts or (0, 0))[:2]
        return cards != unread and not self.narrowing.query().states.isdisjoint({"unread", "new"})

    def tidy(self) -> bool:
        """Take away what holds for a moment; return whether this is what the next visit shows."""
        is_elsewhere = self.shown is None or self.shown.summary.id != self.list.current
        if self.query("Toast") or self._before_search or is_elsewhere or self._holds_read():
            return False
        self._busy, self.waiting = "", 0
        self.hint_bar.hush()
        self.list.select_none()
        self.show_hints()
        self.show_title()
        return True
