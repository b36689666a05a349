"""The virtual list of cards: its cursor, its scrolling, and what it fetches and draws."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, ClassVar, cast

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp

from cardreader.card.values import Summary
from cardreader.ui.card_list import CardList
from cardreader.ui.card_row import draw
from cardreader.ui.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.pilot import Pilot
    from textual.strip import Strip

NOW = 1_613_775_000
MINUTE = 60


class Cards:
    """Makes up summaries, counts what is fetched. `titles` holds other titles, None: gone."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.titles: dict[int, str | None] = {}

    def __call__(self, ids: Sequence[int]) -> list[Summary | None]:
        """Fetch: one summary per row number."""
        self.calls.append(list(ids))
        return [self._summary(id_) for id_ in ids]

    def _summary(self, id_: int) -> Summary | None:
        title = self.titles.get(id_, f"card {id_}")
        return None if title is None else Summary(id=id_, title=title, published=NOW - MINUTE)

    @property
    def fetched(self) -> list[int]:
        """All row numbers fetched so far."""
        return [id_ for call in self.calls for id_ in call]


class CountingList(CardList):
    """Notes the lines of the screen that are drawn."""

    def __init__(self, cards: Cards, *, compact: bool) -> None:
        self.clock = float(NOW)
        self.lines_drawn: list[int] = []
        super().__init__(cards, lambda: self.clock, compact=compact)

    def render_line(self, y: int) -> Strip:
        """Note the line and draw it."""
        self.lines_drawn.append(y)
        return super().render_line(y)


class ListApp(App[None]):
    """A list over the whole screen, with keys for its actions; it notes the messages."""

    BINDINGS: ClassVar = [
        ("j", "app.on_list('cursor_down')"),
        ("k", "app.on_list('cursor_up')"),
        ("g", "app.on_list('first')"),
        ("G", "app.on_list('last')"),
        ("d", "app.on_list('page_down')"),
        ("u", "app.on_list('page_up')"),
        ("space", "app.on_list('select')"),
        ("v", "app.on_list('select_range')"),
    ]

    def __init__(
        self, ids: Sequence[int] = range(50), *, cursor: int = 0, compact: bool = False
    ) -> None:
        super().__init__()
        self.cards = Cards()
        self.list = CountingList(self.cards, compact=compact)
        self.list.show(ids, cursor)
        self.heard: list[tuple[str, int, int | None]] = []

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self.list

    def on_mount(self) -> None:
        """Give the list the keys."""
        self.list.focus()

    async def action_on_list(self, action: str) -> None:
        """Do one of the list's actions."""
        await self.run_action(action, self.list)

    def on_card_list_moved(self, message: CardList.Moved) -> None:
        """Note the message."""
        self.heard.append(("moved", message.position, message.id))

    def on_card_list_entered(self, message: CardList.Entered) -> None:
        """Note the message."""
        self.heard.append(("entered", message.position, message.id))

    def screen_lines(self) -> list[str]:
        """The list as it stands on the screen."""
        height = self.list.scrollable_size.height
        return [self.list.render_line(y).text for y in range(height)]

    def cursor_line(self) -> int:
        """The line of the screen that the cursor's mark is first seen on."""
        return next(y for y, text in enumerate(self.screen_lines()) if text.startswith("▌"))


async def scroll(pilot: Pilot[None], event: type[MouseScrollDown | MouseScrollUp]) -> None:
    """Turn the mouse wheel once over the list."""
    await pilot._post_mouse_events([event], CardList, offset=(3, 3))


# Moving


@pytest.mark.parametrize(
    ("keys", "position"),
    [
        ("j", 1),
        ("jjjk", 2),
        ("k", 0),
        ("G", 49),
        ("Gj", 49),
        ("Gg", 0),
        ("d", 5),
        ("dd", 10),
        ("ddu", 5),
        ("u", 0),
        ("Gu", 44),
        ("Gud", 49),
    ],
)
async def test_keys_move_the_cursor(keys: str, position: int) -> None:
    """Each key moves the cursor by whole rows and stops at the ends; a page is five of six rows."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press(*keys)
        assert (app.list.position, app.list.current) == (position, position)
        assert f"card {position} " in app.screen_lines()[app.cursor_line()]


async def test_no_key_of_its_own() -> None:
    """The list has the keys of the one table, and none of its base classes'."""
    assert CardList._merged_bindings is not None
    own = {key for command in COMMANDS if "list" in command.where for key in command.keys}
    assert set(CardList._merged_bindings.key_to_bindings) == own


@pytest.mark.parametrize("size", [(60, 12), (60, 13), (60, 5), (60, 1)])
async def test_screen_follows_the_cursor(size: tuple[int, int]) -> None:
    """Going down and up, the cursor stays on the screen and the top line is a row's first."""
    app = ListApp()
    async with app.run_test(size=size):
        for move in [app.list.action_cursor_down] * 20 + [app.list.action_cursor_up] * 20:
            move()
            assert 0 <= app.cursor_line() <= max(0, size[1] - 2)
            assert app.list.scroll_offset.y % 2 == 0


async def test_move_to() -> None:
    """`move_to` goes to the nearest row there is, and shows it."""
    app = ListApp()
    async with app.run_test(size=(60, 12)):
        app.list.move_to(1000)
        assert app.list.position == 49
        assert app.cursor_line() == 10
        app.list.move_to(-5)
        assert app.list.position == 0


async def test_ids_are_not_positions() -> None:
    """The current card is the one that stands at the cursor's position in the view."""
    app = ListApp(array("q", [30, 10, 20]))
    async with app.run_test() as pilot:
        await pilot.press("j")
        assert app.list.current == 10
        assert app.list.summary(2) == Summary(id=20, title="card 20", published=NOW - MINUTE)


# Views


async def test_show_puts_the_cursor_at_the_top() -> None:
    """A new view is scrolled so that the row under the cursor comes first."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.show(range(100, 200), cursor=30)
        await pilot.pause()
        assert app.list.current == 130
        assert app.cursor_line() == 0


async def test_show_clamps_the_cursor() -> None:
    """A cursor beyond the end of a view is put on its last row, at the bottom of the screen."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.show(range(20), cursor=99)
        await pilot.pause()
        assert app.list.position == 19
        assert app.cursor_line() == 10


async def test_show_before_there_is_a_screen() -> None:
    """A view that is shown before the list has a size has its cursor in sight afterwards."""
    app = ListApp(cursor=40)
    async with app.run_test(size=(60, 12)):
        assert "card 40 " in app.screen_lines()[app.cursor_line()]


async def test_replace_keeps_the_line() -> None:
    """When rows come in above the cursor, its row stays on the same line of the screen."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.move_to(20)
        await pilot.press("k", "k")
        line = app.cursor_line()
        app.list.replace([*range(100, 107), *range(50)], 25)
        await pilot.pause()
        assert app.list.current == 18
        assert app.cursor_line() == line


async def test_replace_with_fewer_rows() -> None:
    """Where the row cannot keep its line, it is at least on the screen."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.move_to(40)
        app.list.replace([1, 2, 40], 2)
        await pilot.pause()
        assert app.list.scroll_offset.y == 0
        assert app.cursor_line() == 4


async def test_replace_does_not_pull_back_a_scrolled_list() -> None:
    """A cursor that the wheel left behind stays out of sight; the rows on the screen stay."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        for _ in range(10):
            await scroll(pilot, MouseScrollDown)
        before = app.screen_lines()
        app.list.replace([100, *range(50)], 1)
        await pilot.pause()
        assert app.screen_lines() == before


async def test_replace_drops_what_was_fetched() -> None:
    """After a refresh the cards are shown as they are now."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.cards.titles[0] = "changed"
        app.list.replace(range(50), 0)
        await pilot.pause()
        assert "changed" in app.screen_lines()[0]


async def test_empty_list() -> None:
    """An empty list has no current card, and its keys do nothing."""
    app = ListApp(())
    async with app.run_test() as pilot:
        await pilot.press(*"jkGgdu")
        assert (app.list.position, app.list.current) == (-1, None)
        assert app.heard == [("moved", -1, None)]


async def test_empty_hint_is_centred_and_plain() -> None:
    """An empty list says its hint in the middle, wrapped, and never as markup."""
    app = ListApp(())
    async with app.run_test(size=(20, 5)) as pilot:
        app.list.empty_hint = "[b]No[/b] card in here, press esc"
        await pilot.pause()
        assert [line.strip() for line in app.screen_lines()] == [
            "",
            "[b]No[/b] card in",
            "here, press esc",
            "",
            "",
        ]
        assert app.screen_lines()[2].startswith("  ")


async def test_rows_after_the_hint() -> None:
    """A view with rows takes the place of the hint, and the other way round."""
    app = ListApp(())
    app.list.empty_hint = "nothing"
    async with app.run_test(size=(40, 5)) as pilot:
        app.list.show([7])
        await pilot.pause()
        assert "card 7" in app.screen_lines()[0]
        app.list.replace([], 0)
        await pilot.pause()
        assert app.list.current is None
        assert "nothing" in "".join(app.screen_lines())


async def test_gone_card() -> None:
    """A card that is gone is a placeholder; it can be current all the same."""
    app = ListApp()
    app.cards.titles[0] = None
    async with app.run_test():
        assert "(gone)" in app.screen_lines()[0]
        assert (app.list.current, app.list.summary(0)) == (0, None)


# Messages


async def test_moved_is_told_once_a_move() -> None:
    """Showing a view and each move tell the current card; a key at the end tells nothing."""
    app = ListApp(range(10, 13))
    async with app.run_test() as pilot:
        await pilot.press(*"jjjk")
        assert app.heard == [
            ("moved", 0, 10),
            ("moved", 1, 11),
            ("moved", 2, 12),
            ("moved", 1, 11),
        ]


@pytest.mark.parametrize(
    ("ids", "position", "told"),
    [
        (range(10, 20), 0, []),
        (range(9, 20), 1, [("moved", 1, 10)]),
        (range(30, 40), 0, [("moved", 0, 30)]),
        ((), 0, [("moved", -1, None)]),
    ],
)
async def test_replace_tells_only_a_change(
    ids: Sequence[int], position: int, told: list[tuple[str, int, int | None]]
) -> None:
    """A refresh tells of the current card when it or its position is another."""
    app = ListApp(range(10, 13))
    async with app.run_test() as pilot:
        app.heard.clear()
        app.list.replace(ids, position)
        await pilot.pause()
        assert app.heard == told


async def test_click_moves_then_enters() -> None:
    """A click moves to its row, on either line; another one goes into the card."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.move_to(10)
        await pilot.pause()
        app.heard.clear()
        await pilot.click(CardList, offset=(20, 3))
        await pilot.click(CardList, offset=(20, 2))
        assert app.heard == [("moved", 6, 6), ("entered", 6, 6)]


async def test_click_below_the_rows() -> None:
    """A click below the last row, or with another button, does nothing."""
    app = ListApp(range(2))
    async with app.run_test(size=(60, 12)) as pilot:
        app.heard.clear()
        await pilot.click(CardList, offset=(20, 5))
        await pilot.click(CardList, offset=(20, 2), button=3)
        assert app.heard == []


async def test_wheel_leaves_the_cursor() -> None:
    """The wheel moves the view, within its ends, and not the cursor; a key comes back to it."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        await scroll(pilot, MouseScrollUp)
        assert app.list.scroll_offset.y == 0
        app.list.scroll_to(y=85, animate=False)
        for _ in range(3):
            await scroll(pilot, MouseScrollDown)
        assert app.list.scroll_offset.y == 100 - 12
        assert app.list.position == 0
        await pilot.press("j")
        assert app.cursor_line() == 0


# What it costs


@pytest.mark.parametrize("count", [50, 5_000, 1_000_000])
async def test_a_key_fetches_nothing_and_draws_two_rows(count: int) -> None:
    """However long the list, a key within the window fetches nothing and redraws two rows."""
    app = ListApp(range(count))
    async with app.run_test(size=(60, 12)) as pilot:
        app.cards.calls.clear()
        app.list.lines_drawn.clear()
        await pilot.press("j")
        assert app.cards.calls == []
        assert sorted(app.list.lines_drawn) == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [50, 5_000, 1_000_000])
async def test_a_jump_fetches_at_most_two_windows(count: int) -> None:
    """However long the list, opening it is one fetch and a jump to its end at most two more."""
    app = ListApp(range(count))
    async with app.run_test(size=(60, 12)) as pilot:
        assert len(app.cards.calls) == 1
        assert len(app.cards.fetched) <= 128
        app.cards.calls.clear()
        await pilot.press("G")
        assert len(app.cards.calls) <= 2
        assert len(app.cards.fetched) <= 2 * 128


async def test_walking_fetches_each_card_once() -> None:
    """Walking down a list fetches a window at a time and no card twice."""
    app = ListApp(range(1_000_000))
    async with app.run_test(size=(60, 12)):
        for _ in range(80):
            app.list.action_page_down()
            app.screen_lines()
        assert app.cards.fetched == sorted(set(app.cards.fetched))
        assert len(app.cards.calls) == 400 // 128 + 1


async def test_what_is_kept_is_bounded() -> None:
    """Cards far away are let go: coming back to them fetches them again."""
    app = ListApp(range(100_000))
    async with app.run_test(size=(60, 12)) as pilot:
        for position in range(0, 20_000, 128):
            app.list.summary(position)
        app.cards.calls.clear()
        await pilot.press("j")
        app.list.summary(5)
        assert len(app.cards.calls) == 1


class Unwalkable:
    """A million row numbers that may be asked for one at a time or in short slices only."""

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, at: int | slice) -> int | range:
        part = range(1_000_000)[at]
        assert isinstance(part, int) or len(part) <= 128
        return part

    def __iter__(self) -> Iterator[int]:
        raise AssertionError("all the row numbers were walked through")


async def test_ids_are_never_walked() -> None:
    """No key, view or refresh goes through all the row numbers."""
    ids = cast("Sequence[int]", Unwalkable())
    app = ListApp(ids)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press(*"jGugd")
        app.list.replace(ids, 500_000)
        app.list.refresh_rows([500_001])
        await pilot.pause()
        assert app.list.current == 500_000


async def test_rows_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is built once as long as it looks the same: moving to and fro builds nothing anew."""
    app = ListApp()
    drawn: list[int] = []

    def counting(summary: Summary, *args: object, **options: object) -> object:
        drawn.append(summary.id)
        return draw(summary, *args, **options)  # type: ignore[arg-type]

    async with app.run_test(size=(60, 12)) as pilot:
        monkeypatch.setattr("cardreader.ui.card_list.draw", counting)
        await pilot.press("j")
        assert sorted(drawn) == [0, 1]
        await pilot.press("k")
        drawn.clear()
        await pilot.press("j", "k", "j")
        assert drawn == []


async def test_focus_builds_the_cursor_row_only() -> None:
    """Losing and getting the focus changes the cursor's row and no other."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        before = app.list.render_line(0), app.list.render_line(2)
        app.list.blur()
        await pilot.pause()
        assert app.list.render_line(0) != before[0]
        assert app.list.render_line(2) is before[1]
        app.list.focus()
        await pilot.pause()
        assert app.list.render_line(0) is before[0]


async def test_refresh_rows_fetches_those_only() -> None:
    """Refreshing some cards fetches these and redraws their lines, as far as on the screen."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.cards.calls.clear()
        app.list.lines_drawn.clear()
        app.cards.titles[2] = "changed"
        app.list.refresh_rows([2, 40])
        await pilot.pause()
        assert sorted(app.list.lines_drawn) == [4, 5]
        assert app.cards.calls == [[2, 40]]
        assert "changed" in app.screen_lines()[4]


async def test_refresh_all_rows() -> None:
    """Refreshing without saying which fetches and draws all that is on the screen."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.cards.titles.update({0: "this", 5: "that"})
        app.list.refresh_rows()
        await pilot.pause()
        assert "this" in app.screen_lines()[0]
        assert "that" in app.screen_lines()[10]


async def test_ages_grow() -> None:
    """A row that is drawn again tells the age of now."""
    app = ListApp()
    async with app.run_test(size=(60, 12)):
        assert "1m" in app.screen_lines()[1]
        app.list.clock += 2 * MINUTE
        assert "3m" in app.screen_lines()[1]


# Sizes and looks


async def test_compact_rows_are_one_line() -> None:
    """In compact density a screen shows one row a line."""
    app = ListApp(compact=True)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("d")
        assert app.list.position == 11
        assert [line.split()[1] for line in app.screen_lines()[1:3]] == ["1", "2"]


@pytest.mark.parametrize("compact", [False, True])
async def test_tiny_screens(compact: bool) -> None:
    """At any size, down to a single cell, the list draws, moves and keeps the cursor in sight."""
    app = ListApp(compact=compact)
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.move_to(30)
        for size in [(40, 3), (3, 40), (2, 1), (1, 1), (1, 9), (200, 60)]:
            await pilot.resize_terminal(*size)
            await pilot.press("d", "u", "j", "k")
            assert app.list.position in app.list._visible_positions()
            lines = app.screen_lines()
            assert {len(line) for line in lines} == {app.list.scrollable_size.width}


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (7, 1)])
async def test_tiny_empty_list(size: tuple[int, int]) -> None:
    """The hint never fails to be drawn, however small the screen."""
    app = ListApp(())
    app.list.empty_hint = "No card in this view.\nPress esc."
    async with app.run_test(size=size):
        assert len(app.screen_lines()) == size[1]


async def test_resize_keeps_the_cursor_in_sight() -> None:
    """When the screen becomes lower, the list scrolls as far as the cursor needs."""
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.move_to(9)
        await pilot.resize_terminal(60, 8)
        assert app.cursor_line() == 6


async def test_moving_while_hidden() -> None:
    """A list that comes back to the screen shows the card that has become current meanwhile."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.list.display = False
        await pilot.pause()
        app.list.move_to(30)
        app.list.display = True
        await pilot.pause()
        assert "card 30 " in app.screen_lines()[app.cursor_line()]


async def test_never_scrolls_sideways() -> None:
    """There is a slim scrollbar at the right and none below."""
    app = ListApp()
    async with app.run_test(size=(60, 12)):
        assert app.list.scrollbars_enabled == (True, False)
        assert app.list.scrollable_size.width == 59


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "ansi-dark"])
async def test_heat_colours_differ_in_every_theme(theme: str) -> None:
    """In every theme unread is told from read, and the theme's colours reach the rows."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        app.theme = theme
        await pilot.pause()
        styles = app.list.row_styles()
        assert styles.unread.bold
        assert not styles.read.bold
        assert styles.heat[5].bold
        assert styles.heat[0].color != styles.heat[5].color
        assert styles.cursor.bgcolor != styles.base.bgcolor


async def test_theme_change_redraws() -> None:
    """After a change of theme no row keeps the old colours."""
    app = ListApp()
    async with app.run_test(size=(60, 12)) as pilot:
        before = app.list.render_line(4)
        app.theme = "textual-light"
        await pilot.pause()
        assert app.list.render_line(4) != before


# Selecting


def ticked(app: ListApp) -> list[int]:
    """Return the positions of the rows on the screen that have a tick."""
    lines = app.screen_lines()
    return [y // 2 for y, text in enumerate(lines) if text[1:2] == "✓"]


async def test_space_selects_and_goes_on() -> None:
    """The rows have a tick; again, no longer."""
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("space", "j", "space")
        assert (ticked(app), app.list.position) == ([0, 2], 3)
        await pilot.press("k", "space")
        assert (ticked(app), app.list.selected.size) == ([0], 1)


async def test_v_selects_what_the_cursor_goes_over() -> None:
    """Down and back up; `v` ends it, and then the cursor goes on alone."""
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("j", "j", "v", "j", "j")
        assert ticked(app) == [2, 3, 4]
        await pilot.press("k", "k", "k")
        assert ticked(app) == [1, 2]
        await pilot.press("v", "j", "j", "j")
        assert ticked(app) == [1, 2]
        await pilot.press("v", "j", "space", "j")
        assert ticked(app) == [1, 2, 4, 5]


async def test_only_rows_that_change_are_drawn() -> None:
    """Selecting draws two rows: the one that was selected, and where the cursor is then."""
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("j", "v", "j", "j")
        for key, rows in (("k", {2, 3}), ("v", set()), ("space", {2, 3}), ("G", None)):
            await pilot.pause()
            app.list.lines_drawn.clear()
            await pilot.press(key)
            await pilot.pause()
            if rows is not None:
                assert {y // 2 for y in app.list.lines_drawn} <= rows, key


async def test_a_range_of_a_million_costs_no_more() -> None:
    """Nothing is fetched for it but what is on the screen."""
    app = ListApp(range(1, 1_000_001))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("v", "G")
        assert app.list.selected.size == 1_000_000
        assert len(app.cards.fetched) < 1000
        assert set(ticked(app)) == set(range(10))


async def test_a_newer_state_keeps_what_it_is_told_to() -> None:
    """Another view has nothing selected."""
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("space", "space")
        newer = array("I", [99, *range(50)])
        selection = app.list.selection.carried(app.list.ids, newer)
        app.list.replace(newer, 3, selection=selection)
        await pilot.pause()
        assert app.list.selected.runs == (range(1, 3),)
        assert ticked(app) == [0, 1]  # the cursor has kept its line
        app.list.show(newer)
        await pilot.pause()
        assert (ticked(app), app.list.selected.size) == ([], 0)


async def test_an_empty_list_has_nothing_to_select() -> None:
    """The keys do nothing."""
    app = ListApp(())
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("space", "v", "space")
        assert app.list.selected.size == 0
        assert not app.list.select_none()
