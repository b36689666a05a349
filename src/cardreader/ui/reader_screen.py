"""The screen of the reader: its parts, and how the size and the focus arrange them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from typing import TYPE_CHECKING

from textual.containers import Container
from textual.geometry import Size

from cardreader.ui.commands import bindings
from cardreader.ui.configuring import Configuring

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import DescendantBlur


# After the first screen, the files are not looked at before the first key is likely answered.
_FIRST_KEYS_S = 0.25
_DRAWN_WITHIN_S = 0.5


class ReaderScreen(Configuring):
    """List and card side by side, one above the other, or one at a time, as the width allows.

    What keys do stands in `acting` (to a card), `selecting` (to many), `choosing` (to the view) and
    `sourcing`.
    """

    BINDINGS = bindings("everywhere")
    # Textual declares these for instances, so they are no ClassVar.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-stacked"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012
    DEFAULT_CSS = """
    ReaderScreen {
        #panes { height: 1fr; layout: horizontal; }
        CardList, CardDetail {
            width: 1fr; height: 1fr; border: round $foreground 25%;
            border-title-color: $text-muted; border-subtitle-color: $text-muted;
            &:focus { border: round $primary; border-title-color: $text-primary; }
        }
        &.-stacked #panes { layout: vertical; }
        &.-narrow, &.-low { CardList, CardDetail { border: none; &:focus { border: none; } } }
        &.-narrow CardDetail, &.-low CardDetail { display: none; }
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
        self._expect_sizes(self.app.size)
        self.load_first()
        yield self.title_bar
        yield Container(self.list, self.card, id="panes")
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
        width, height = size.width, size.height - 2
        if self.has_class("-narrow") or self.has_class("-low"):
            self.list.expect(Size(width, height))
            return
        border = 2
        if self.has_class("-stacked"):
            upper = height // 2
            self.list.expect(Size(width - border, upper - border))
            self.card.expect(Size(width - border, height - upper - border))
        else:
            left = width // 2
            self.list.expect(Size(left - border, height - border))
            self.card.expect(Size(width - left - border, height - border))

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
        self.set_timer(_FIRST_KEYS_S, self._begin_to_follow)

    def _begin_to_follow(self) -> None:
        """See what has changed in the sources, and hear of what changes from now on."""
        self.begin_to_hear()
        self.refresh_sources()

    def on_descendant_focus(self) -> None:
        """Show what has the focus, and remind of the keys that hold there."""
        self.show_hints()
        entered = self.focused is self.card
        self.set_class(entered, "-entered")
        if not entered:
            self.remove_class("-zoomed")
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
        self.add_class("-entered")
        self.set_focus(self.card)
        self.moved = True
        self.mark_opened(self.list.current)

    def action_leave_card(self) -> None:
        """Go back to the list, and to the card under its cursor."""
        self.remove_class("-entered", "-zoomed")
        self.set_focus(self.list)

    def action_next_pane(self) -> None:
        """Go to the other pane; in the search box, the key is the box's own."""
        if self.focused is self.list:
            self.action_enter_card()
        elif self.focused is self.card:
            self.action_leave_card()

    def action_full_screen(self) -> None:
        """Show the card on the whole screen, and back."""
        if self.has_class("-zoomed"):
            self.action_leave_card()
        elif self.list.current is not None:
            self.add_class("-zoomed")
            self.action_enter_card()

    def on_card_list_entered(self) -> None:
        """A click on the card under the cursor goes into it."""
        self.action_enter_card()

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
