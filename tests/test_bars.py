"""The first and the last line of the screen, laid out for every width."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from cardreader.ui.bars import HintBar, Title, TitleBar, hint_line, title_line
from cardreader.ui.commands import hints

TITLE = Title("azure", 354, 341, "", "heat ▾", ("topic: Databases",))
WIDEST = 200

texts = st.text(st.characters(exclude_categories=["C", "Z", "M"]), max_size=30)
titles = st.builds(
    Title,
    texts,
    st.none() | st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
    texts,
    texts,
    st.lists(texts, max_size=4).map(tuple),
)


class Bars(App[None]):
    """The two bars alone."""

    def compose(self) -> ComposeResult:
        """Title and hints."""
        yield TitleBar()
        yield HintBar()


@pytest.mark.parametrize(
    ("width", "parts"),
    [
        (73, ["cardreader", "azure · 354 cards · 341 unread", "heat ▾", "topic: Databases"]),
        (72, ["azure · 354 cards · 341 unread", "heat ▾", "topic: Databases"]),
        (59, ["354 cards · 341 unread", "heat ▾", "topic: Databases"]),
        (51, ["354 cards · 341 unread", "topic: Databases"]),
        (42, ["354 cards", "topic: Databases"]),
        (29, ["topic: Databases"]),
        (12, ["topic: Dat…"]),
    ],
)
def test_title_leaves_out_what_matters_less(width: int, parts: list[str]) -> None:
    """The narrower the line, the more is left out: name, sources, order, unread, cards."""
    assert re.split(" {3,}", title_line(TITLE, width).plain.strip()) == parts


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (100, "azure · 354 cards · 341 unread · 1,200 muted · 5 selected"),
        (70, "354 cards · 341 unread · 1,200 muted · 5 selected"),
        (62, "354 cards · 341 unread · 5 selected"),
        (40, "354 cards · 5 selected"),
    ],
)
def test_the_title_counts_what_is_muted_and_selected(width: int, told: str) -> None:
    """What is selected is told as long as anything is: keys act on it."""
    title = TITLE._replace(muted=1200, selected=5, order="", narrowings=("topic: AI",))
    assert re.split(" {3,}", title_line(title, width).plain.strip())[-2:][0] == told


def test_title_has_the_order_and_the_narrowings_at_the_right() -> None:
    """What is left of the line is between its two halves."""
    assert title_line(TITLE, 80).plain == (
        " cardreader   azure · 354 cards · 341 unread          heat ▾   topic: Databases"
    )


def test_title_groups_digits() -> None:
    """Large numbers are written with separators, and one card is no cards."""
    assert "12,345 cards" in title_line(TITLE._replace(cards=12345), 99).plain
    assert "· 1 card ·" in title_line(TITLE._replace(cards=1), 99).plain


def test_title_tells_what_is_being_done() -> None:
    """What is being done stays when other things go."""
    line = title_line(TITLE._replace(busy="reading 1,200/4,958"), 44).plain
    assert "reading 1,200/4,958" in line
    assert "cards" not in line


def test_long_narrowings_leave_room_for_the_rest() -> None:
    """Narrowings take half of the line at most."""
    line = title_line(TITLE._replace(narrowings=("topic: " + "x" * 300,)), 80).plain
    assert line.startswith(" 354 cards · 341 unread")
    assert line.endswith("xx…")


@given(titles, st.integers(0, WIDEST))
def test_title_never_is_wider_than_the_screen(title: Title, width: int) -> None:
    """No title needs more cells than there are."""
    assert title_line(title, width).cell_length <= width


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (68, " o open  m read  s star  t topic  / search  S sort  ? help  q quit"),
        (66, " o open  m read  s star  t topic  / search  ? help  q quit"),
        (40, " o open  m read  s star  ? help  q quit"),
        (24, " o open  ? help  q quit"),
        (16, " ? help  q quit"),
    ],
)
def test_hints_are_left_out_whole(width: int, line: str) -> None:
    """What does not fit is left out from the end, but help and quit stay."""
    assert hint_line(hints("list", {}), width).plain == line


@given(st.lists(st.tuples(texts, texts), max_size=8), st.integers(0, WIDEST))
def test_hints_never_are_wider_than_the_screen(pairs: list[tuple[str, str]], width: int) -> None:
    """No hints need more cells than there are."""
    assert hint_line(pairs, width).cell_length <= width


async def test_bars_show_the_newest() -> None:
    """Showing something else redraws the line."""
    app = Bars()
    async with app.run_test(size=(80, 4)) as pilot:
        app.query_one(TitleBar).show(TITLE)
        app.query_one(HintBar).show(hints("card", {}))
        await pilot.pause()
        assert "354 cards" in app.query_one(TitleBar).render_line(0).text
        assert app.query_one(HintBar).render_line(0).text.startswith(" enter follow  esc back")


async def test_bars_follow_the_width() -> None:
    """A narrower terminal has the line laid out again."""
    app = Bars()
    async with app.run_test(size=(80, 4)) as pilot:
        app.query_one(TitleBar).show(TITLE)
        await pilot.resize_terminal(36, 4)
        line = app.query_one(TitleBar).render_line(0).text
    assert line.split("  ", 1)[0] == " 354 cards"


async def test_title_shows_markup_as_it_is() -> None:
    """The words of a topic are no markup, and control characters do not reach the terminal."""
    app = Bars()
    async with app.run_test(size=(80, 4)) as pilot:
        app.query_one(TitleBar).show(Title(narrowings=("[@click=app.quit]x[/] [/b] \x1b[31m",)))
        await pilot.pause()
        line = app.query_one(TitleBar).render_line(0).text
    assert line.endswith(" [@click=app.quit]x[/] [/b] [31m")
