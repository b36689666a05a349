"""The screen of the reader: its parts, and how the size and the focus arrange them."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Literal

from textual.containers import Container
from textual.geometry import Size
from textual.reactive import Reactive

from cardreader.ui.acting import Acting
from cardreader.ui.commands import bindings, hints

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import DescendantBlur
    from textual.widget import Widget


# After the first screen, the files are not looked at before the first key is likely answered.
_FIRST_KEYS_S = 0.25


class ReaderScreen(Acting):
    """List and card side by side, one above the other, or one at a time, as the width allows.

    What keys do stands in `acting` (to a card) and `choosing` (to the view).
    """

    BINDINGS = bindings("everywhere")
    # Textual declares these for instances, so they are no ClassVar.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-stacked"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012
    # As Textual has it, but for drawing the whole screen anew: the panes draw themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
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
        self.hint_bar.show(hints("list", self.keymap))
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
        self.load_rest()
        self.set_timer(_FIRST_KEYS_S, self.refresh_sources)

    def on_descendant_focus(self) -> None:
        """Show what has the focus, and remind of the keys that hold there."""
        box = self.search_box
        searching = box is not None and box.has_focus_within
        entered = self.focused is self.card
        place: Literal["list", "card"] = "card" if entered else "list"
        self.hint_bar.show(box.HINTS if box and searching else hints(place, self.keymap))
        self._note_entered(entered)
        if self.focused is self.list and self.visiting is not None:
            self.visiting = None
            self.want_detail(self.list.current)

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
        """Go back to the list, and to the card under its cursor."""
        self._note_entered(False)
        self.set_focus(self.list)

    def _note_entered(self, entered: bool) -> None:
        """Show the pane that has the keys, where there is room for one; else nothing moves."""
        one_at_a_time = self.has_class("-narrow") or self.has_class("-low")
        self.set_class(entered, "-entered", update=one_at_a_time)
        if not entered:
            self.remove_class("-zoomed")

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

    def tidy(self) -> bool:
        """Take away what holds for a moment; return whether nothing is in front of the panes."""
        if self.query("Toast") or self._before_search or not self.list.ids:
            return False
        self._busy = ""
        self.hint_bar.hush()
        self.show_title()
        return True
