"""The pane that shows a card: walking its targets, choosing, paging, and what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.screen import Screen
from textual.widgets import Input

from cardreader.card.values import Card, Detail, Provider, Summary, Target
from cardreader.ui.card_detail import CardDetail, place_under

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.pilot import Pilot
    from textual.strip import Strip
    from textual.widget import Widget

NOW = 1_613_775_000
LONG_BODY = "\n\n".join(f"Paragraph {number}." for number in range(40))


def target(number: int, kind: str = "related") -> Target:
    """A related item or link with a number in its title."""
    return Target(kind, f"Target {number}", f"https://x.example/{number}", provider="Post")


def detail(
    related: int = 3, *, id_: int = 1, body: str = "", title: str = "A card", links: int = 0
) -> Detail:
    """What the pane is given for a card with so many related items and links."""
    card = Card(title, "news", "article", excerpt="Excerpt.", provider=Provider("Post"), body=body)
    targets = [target(number) for number in range(1, related + 1)]
    targets += [target(number, "link") for number in range(related + 1, related + links + 1)]
    return Detail(Summary(id_, title), card, tuple(targets), "/cards/a.md")


class PaneScreen(Screen[None]):
    """Asks the pane for its places, as the reader's screen does."""

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Which widget and which place of its text is at a cell."""
        return place_under(self.query_one(CardDetail), super().get_widget_and_offset_at(x, y), x, y)


class PaneApp(App[None]):
    """Shows the pane alone, with a place beside it for the focus to be."""

    CSS = "Input { height: 1; border: none; } CardDetail { height: 1fr; }"

    def __init__(self, shown: Detail | None) -> None:
        super().__init__()
        self.pane = CardDetail(lambda: NOW)
        self.first = shown
        self.chosen: list[tuple[str, int]] = []
        self.links: list[str] = []
        self.names: list[str] = []

    def get_default_screen(self) -> Screen[None]:
        """Start with the screen."""
        return PaneScreen()

    def compose(self) -> ComposeResult:
        """Lay out pane and other place."""
        yield self.pane
        yield Input()

    def on_mount(self) -> None:
        """Show the card."""
        self.pane.focus()
        self.pane.show(self.first)

    def on_card_detail_target_chosen(self, event: CardDetail.TargetChosen) -> None:
        """Note what was chosen."""
        self.chosen.append((event.target.title, event.index))

    def on_card_detail_link_clicked(self, event: CardDetail.LinkClicked) -> None:
        """Note which link was clicked."""
        self.links.append(event.url)

    def on_card_detail_name_clicked(self, event: CardDetail.NameClicked) -> None:
        """Note which name was clicked."""
        self.names.append(event.topic)

    @property
    def screen_lines(self) -> list[str]:
        """The pane's lines on the screen."""
        return [self.pane.render_line(y).text for y in range(self.pane.size.height)]

    def line_of(self, text: str) -> int:
        """The line of the screen that holds a text."""
        return next(y for y, line in enumerate(self.screen_lines) if text in line)


async def act(pilot: Pilot[None], *actions: str) -> None:
    """Run the pane's actions one after another."""
    for action in actions:
        await pilot.app.query_one(CardDetail).run_action(action)
    await pilot.pause()


class TestWalking:
    """Next and previous."""

    async def test_next_takes_the_targets_one_after_another(self) -> None:
        """From none to the first, and on; the last one stays."""
        app = PaneApp(detail(2, links=1))
        async with app.run_test(size=(60, 30)) as pilot:
            taken = []
            for _ in range(4):
                await act(pilot, "next_target")
                taken.append(app.pane.selected)
        assert taken == [0, 1, 2, 2]

    async def test_previous_takes_them_back(self) -> None:
        """The first one stays."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await act(pilot, "last", "previous_target", "previous_target", "previous_target")
            assert app.pane.selected == 0

    async def test_the_keys_of_the_table_walk(self) -> None:
        """The bindings of the card hold in the pane."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await pilot.press("j", "j", "k")
            assert app.pane.selected == 0

    async def test_a_long_text_is_read_line_by_line(self) -> None:
        """While no target is in sight, next scrolls by a line and selects nothing."""
        app = PaneApp(detail(3, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, *["next_target"] * 5)
            assert (app.pane.scroll_offset.y, app.pane.selected) == (5, -1)

    async def test_after_the_text_come_the_targets(self) -> None:
        """As soon as a target is in sight, next selects it and scrolls no more."""
        app = PaneApp(detail(3, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            while app.pane.selected < 0:
                app.pane.action_next_target()
            await pilot.pause()
            assert app.line_of("Target 1") == 8

    async def test_back_up_in_the_text_the_target_is_let_go(self) -> None:
        """Above the first target previous scrolls by a line; out of sight nothing is selected."""
        app = PaneApp(detail(1, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "last")
            before = (app.pane.selected, app.pane.scroll_offset.y)
            await act(pilot, *["previous_target"] * 12)
            after = (app.pane.selected, app.pane.scroll_offset.y)
        assert (before[0], after[0]) == (0, -1)
        assert after[1] == before[1] - 12

    async def test_previous_takes_the_last_in_sight(self) -> None:
        """After paging down, previous goes on from what is on the screen."""
        app = PaneApp(detail(30))
        async with app.run_test(size=(60, 14)) as pilot:
            await act(pilot, "page_down", "page_down", "previous_target")
            assert app.pane.scroll_offset.y == 24
            assert f"Target {app.pane.selected + 1}" in "".join(app.screen_lines[-4:])

    async def test_at_the_top_previous_selects_nothing(self) -> None:
        """There is nothing above."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await act(pilot, "previous_target")
            assert app.pane.selected == -1

    async def test_the_selected_target_is_whole_on_the_screen(self) -> None:
        """Walking scrolls, with a line to spare."""
        app = PaneApp(detail(30))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, *["next_target"] * 20)
            assert app.line_of("Target 20") == 8

    async def test_the_heading_shows_above_the_first(self) -> None:
        """Walking back up, the section's heading comes into sight."""
        app = PaneApp(detail(30))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "last", *["previous_target"] * 29)
            assert app.line_of("Related") == app.line_of("Target 1") - 2


class TestChoosing:
    """Enter, numbers and the mouse."""

    async def test_enter_chooses_the_selected_target(self) -> None:
        """The message tells the target and its position."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await act(pilot, "next_target", "next_target", "enter_target")
        assert app.chosen == [("Target 2", 1)]

    async def test_enter_without_one_does_nothing(self) -> None:
        """Neither without a selection nor without a card."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await act(pilot, "enter_target")
            app.pane.show(None)
            await act(pilot, "next_target", "enter_target")
        assert app.chosen == []

    async def test_what_is_out_of_sight_is_not_chosen(self) -> None:
        """One cannot enter what one does not see."""
        app = PaneApp(detail(3, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "last", "page_up", "page_up", "enter_target")
        assert app.chosen == []

    async def test_numbers_count_related_items_only(self) -> None:
        """From 1 to as many as there are."""
        app = PaneApp(detail(2, links=2))
        async with app.run_test(size=(60, 30)):
            found = [app.pane.target(number) for number in range(4)]
        assert found == [None, target(1), target(2), None]

    async def test_a_click_goes_where_a_target_leads(self) -> None:
        """Both lines of a target may be clicked, once; text may not."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await pilot.click(app.pane, offset=(5, app.line_of("Excerpt")))
            await pilot.click(app.pane, offset=(5, app.line_of("Target 2") + 1), times=2)
            assert app.pane.selected == 1
            await pilot.click(app.pane, offset=(5, app.line_of("Target 3")))
        assert app.chosen == [("Target 2", 1), ("Target 3", 2)]

    async def test_a_click_opens_a_link_of_the_text(self) -> None:
        """The link that is under the pointer, not the words beside it."""
        app = PaneApp(
            detail(0, body="Read [this](https://a.example/) or [this](https://b.example/).")
        )
        async with app.run_test(size=(60, 30)) as pilot:
            line = app.line_of("Read this or this")
            for column in (2, 5, 6, 14):
                await pilot.click(app.pane, offset=(column, line))
        assert app.links == ["https://a.example/", "https://b.example/"]

    async def test_a_click_on_a_name_chooses_it(self) -> None:
        """A topic is told by its name; without one, the provider is meant."""
        shown = detail(0)
        shown = shown._replace(summary=shown.summary._replace(topics=("AI", "Cars")))
        app = PaneApp(shown)
        async with app.run_test(size=(60, 30)) as pilot:
            line = app.line_of("AI · Cars")
            for column, y in ((1, line), (4, line), (6, line), (2, app.line_of("Post"))):
                await pilot.click(app.pane, offset=(column, y))
        assert app.names == ["AI", "Cars", ""]


class TestSelecting:
    """Text is selected with the mouse, and copied as it was written."""

    async def drag(self, pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> str:
        """Select from one cell of the screen to another; return what would be copied."""
        await pilot.mouse_down(offset=start)
        await pilot.hover(offset=end)
        await pilot.mouse_up(offset=end)
        return pilot.app.screen.get_selected_text() or ""

    async def test_lines_are_joined_as_they_were(self) -> None:
        """The breaks of the lines are the pane's own and are not copied; those of the text are."""
        app = PaneApp(detail(0, body="One two three four five six seven eight.\n\nNine."))
        async with app.run_test(size=(30, 20)) as pilot:
            first, last = app.line_of("One"), app.line_of("Nine")
            text = await self.drag(pilot, (5, first), (5, last))
            drawn = app.pane.render_line(first + 1)
        assert text == "two three four five six seven eight.\n\nNine."
        background = {
            segment.style.bgcolor for segment in drawn if segment.text.strip() and segment.style
        }
        assert background != {app.pane.rich_style.bgcolor}

    async def test_the_end_of_a_selection_is_no_click(self) -> None:
        """Who selects the title of a related item does not go there."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            line = app.line_of("Target 2")
            assert await self.drag(pilot, (4, line), (9, line)) == "Target"
        assert app.chosen == []

    async def test_two_clicks_select_a_paragraph(self) -> None:
        """And another card lets it go."""
        app = PaneApp(detail(0, body="One two three four five six seven eight.\n\nNine."))
        async with app.run_test(size=(30, 20)) as pilot:
            await pilot.click(app.pane, offset=(3, app.line_of("One") + 1), times=2)
            assert app.screen.get_selected_text() == "One two three four five six seven eight."
            app.pane.show(detail(0, id_=2))
            assert not app.screen.selections


class TestPaging:
    """Pages, ends and the wheel."""

    async def test_pages_overlap_by_a_line(self) -> None:
        """Down and back up."""
        app = PaneApp(detail(0, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "page_down", "page_down")
            down = app.pane.scroll_offset.y
            await act(pilot, "page_up")
            assert (down, app.pane.scroll_offset.y) == (20, 10)

    async def test_first_and_last(self) -> None:
        """The last line shows, with the last target; and the top again, with none."""
        app = PaneApp(detail(3, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "last")
            last = (app.pane.selected, app.line_of("Target 3"))
            await act(pilot, "first")
            assert (last, app.pane.selected, app.pane.scroll_offset.y) == ((2, 9), -1, 0)

    async def test_the_wheel_scrolls(self) -> None:
        """As it does everywhere."""
        app = PaneApp(detail(0, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            event = MouseScrollDown(
                app.pane, 1, 1, 0, 1, 0, shift=False, meta=False, ctrl=False, screen_x=1, screen_y=1
            )
            app.pane.post_message(event)
            await pilot.pause()
            assert app.pane.scroll_target_y > 0


class TestShowing:
    """Other cards, and newer states of the same."""

    async def test_the_same_card_keeps_its_place(self) -> None:
        """A refresh neither scrolls nor deselects, even where a target came before."""
        app = PaneApp(detail(9, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "last", "previous_target")
            line = app.line_of("Target 8")
            newer = detail(9, body=LONG_BODY, title="A better title")
            app.pane.show(newer)
            await pilot.pause()
            assert (app.pane.selected, app.line_of("Target 8")) == (7, line)
            app.pane.show(newer._replace(targets=(target(0), *newer.targets)))
            await pilot.pause()
            assert app.pane.targets[app.pane._cursor].title == "Target 8"

    async def test_another_card_begins_at_its_top(self) -> None:
        """Scroll position and selection are its own."""
        app = PaneApp(detail(9, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            await act(pilot, "last")
            app.pane.show(detail(9, id_=2, body=LONG_BODY))
            await pilot.pause()
            assert (app.pane.selected, app.pane.scroll_offset.y) == (-1, 0)

    async def test_without_a_card_it_says_what_to_do(self) -> None:
        """The hint stands in the middle, and is no markup."""
        app = PaneApp(None)
        async with app.run_test(size=(40, 12)) as pilot:
            app.pane.empty_hint = "[b]Nothing[/b] here."
            await pilot.pause()
            line = app.line_of("[b]Nothing[/b] here.")
            assert 3 < line < 7
            assert app.screen_lines[line].index("[") > 5

    async def test_a_new_width_keeps_what_is_read(self) -> None:
        """The paragraph at the top stays at the top."""
        body = "\n\n".join(f"Paragraph {number}. " + "word " * 40 for number in range(40))
        app = PaneApp(detail(0, body=body))
        async with app.run_test(size=(70, 12)) as pilot:
            while "Paragraph 20." not in app.pane.render_line(0).text:
                app.pane.action_next_target()
            await pilot.resize_terminal(40, 12)
            await pilot.pause()
            assert "Paragraph 20." in app.screen_lines[0]

    async def test_a_new_size_keeps_the_selection_in_sight(self) -> None:
        """What is selected does not leave the screen when it shrinks."""
        app = PaneApp(detail(9))
        async with app.run_test(size=(60, 30)) as pilot:
            await act(pilot, "last")
            await pilot.resize_terminal(30, 8)
            await pilot.pause()
            assert app.pane.selected == 8


class TestDrawing:
    """What comes to the screen."""

    async def test_the_selection_shows_while_the_pane_has_the_focus(self) -> None:
        """Elsewhere the keys would not go to it."""
        app = PaneApp(detail(3))
        async with app.run_test(size=(60, 30)) as pilot:
            await act(pilot, "next_target")
            line = app.line_of("Target 1")
            focused = app.screen_lines[line]
            app.query_one(Input).focus()
            await pilot.pause()
            assert (focused[0], app.screen_lines[line][0]) == ("▌", " ")

    @pytest.mark.parametrize("size", [(1, 2), (2, 3), (3, 2), (5, 4), (12, 5), (200, 60)])
    async def test_every_size_is_drawn(self, size: tuple[int, int]) -> None:
        """Nothing raises, and every line is as wide as the pane."""
        app = PaneApp(detail(3, body="日本語 👩\u200d👧 " * 30 + LONG_BODY))
        async with app.run_test(size=size) as pilot:
            for _ in range(3):
                await act(pilot, "next_target", "page_down", "last", "previous_target", "first")
            app.pane.show(detail(0))
            await pilot.pause()
            widths = {app.pane.render_line(y).cell_length for y in range(app.pane.size.height)}
            assert widths <= {app.pane.scrollable_size.width}
            app.pane.show(None)
            await pilot.pause()

    async def test_colours_follow_the_theme(self) -> None:
        """In a light theme the text is dark."""
        app = PaneApp(detail(0))
        async with app.run_test(size=(60, 12)) as pilot:
            found = []
            for theme in ("textual-dark", "textual-light"):
                app.theme = theme
                await pilot.pause()
                style = next(s.style for s in app.pane.render_line(0) if "A card" in s.text)
                assert style
                assert style.color
                found.append(sum(style.color.get_truecolor()))
        assert found[0] > 500
        assert found[1] < 200

    async def test_only_lines_that_look_otherwise_are_drawn(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Walking draws two items, a newer state what has changed in it, all else stays."""
        drawn: list[int] = []
        render_line = CardDetail.render_line

        def noted(self: CardDetail, y: int) -> Strip:
            drawn.append(y)
            return render_line(self, y)

        app = PaneApp(detail(9))
        async with app.run_test(size=(60, 40)) as pilot:
            monkeypatch.setattr(CardDetail, "render_line", noted)
            await act(pilot, "next_target")
            first = app.line_of("Target 1")
            drawn.clear()
            await act(pilot, "next_target")
            assert sorted(drawn) == [first, first + 1, first + 2, first + 3]
            shown = detail(9)
            summary = shown.summary._replace(read=True)
            drawn.clear()
            app.pane.show(shown._replace(summary=summary))
            await pilot.pause()
            changed = [*drawn]
            assert changed == [app.line_of("✓ read")]

    async def test_a_page_is_laid_out_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Scrolling and walking set nothing anew."""
        app = PaneApp(detail(9, body=LONG_BODY))
        async with app.run_test(size=(60, 12)) as pilot:
            monkeypatch.delattr("cardreader.ui.card_view.lay_out")
            await act(pilot, "last", "previous_target", "page_up", "first", "next_target")
            assert app.pane.scroll_offset.y == 1
