"""The row of a card, and the ages and dates in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from cardreader.card.values import Provider, Summary
from cardreader.ui.card_row import Cursor, Name, RowStyles, draw, name_at
from cardreader.ui.when import absolute, local, relative, relative_long

MINUTE, HOUR, DAY = 60, 3600, 86400
NOW = 1_613_775_000
STYLES = RowStyles(
    base=Style(bgcolor="black"),
    unread=Style(bold=True),
    read=Style(dim=True),
    meta=Style(color="white"),
    star=Style(color="yellow"),
    new=Style(color="bright_yellow"),
    gone=Style(color="magenta"),
    lit=Style(color="bright_green", underline=True),
    cursor=Style(color="green", bgcolor="blue"),
    cursor_blurred=Style(color="red", bgcolor="cyan"),
    selected=Style(color="bright_yellow", bgcolor="grey7"),
    heat=(
        Style(color="color(240)"),
        Style(color="color(241)"),
        Style(color="color(242)"),
        Style(color="color(243)"),
        Style(color="color(244)"),
        Style(color="color(245)", bold=True),
    ),
)
STORY = Summary(
    id=1,
    title="Robot taxis are on the road",
    heat=276,
    provider=Provider("Example Times", "times.example"),
    topics=("AI", "Cars"),
    related_count=14,
)


def lines(
    summary: Summary | None = STORY, width: int = 60, age: str = "3h", *, compact: bool = False
) -> list[str]:
    """The text of a row's lines."""
    return [strip.text for strip in draw(summary, age, width, STYLES, compact=compact)]


def style_of(text: str, summary: Summary | None = STORY, cursor: Cursor = Cursor.AWAY) -> Style:
    """The style of the first piece of the row that holds this text."""
    for strip in draw(summary, "3h", 60, STYLES, cursor):
        for segment in strip:
            if text in segment.text and segment.style:
                return segment.style
    raise AssertionError(f"{text!r} is not drawn")


# The two lines


def test_two_lines() -> None:
    """A row tells heat, title, provider, age, topics and the related count in two lines."""
    first, second = lines()
    assert first.startswith("   276 █")
    assert first[13:].rstrip() == "Robot taxis are on the road"
    assert second == " " * 13 + "Example Times · 3h · AI · Cars".ljust(42) + " +14 "


def test_missing_parts_leave_no_gap() -> None:
    """What a card lacks is left out, with its separator."""
    first, second = lines(Summary(id=1, title="Alone", topics=("AI",)), age="")
    assert first.strip() == "Alone"
    assert second.strip() == "AI"


def test_provider_without_name() -> None:
    """A provider without a name is shown by its domain."""
    card = Summary(id=1, title="A", provider=Provider(domain="times.example"))
    assert lines(card, age="")[1].strip() == "times.example"


@pytest.mark.parametrize(
    ("heat", "number"),
    [
        (0, "0"),
        (3694, "3694"),
        (99999, "99999"),
        (100_000, "100k"),
        (123_999, "123k"),
        (12_345_678, "12M"),
        (2**63 - 1, "9223P"),
        (-5, "-5"),
        (-123_456, "-123k"),
    ],
)
def test_number_fits_its_cells(heat: int, number: str) -> None:
    """The heat is right-aligned in five cells, large ones shortened."""
    assert lines(Summary(id=1, title="A", heat=heat))[0][1:7] == f"{number:>5} "


def test_hotter_is_longer_and_another_colour() -> None:
    """The bar's length and the colour both tell the heat."""
    cold, hot = (Summary(id=1, title="A", heat=heat) for heat in (2, 3000))
    assert lines(cold)[0].count("█") < lines(hot)[0].count("█")
    assert style_of(" 2 ", cold).color != style_of(" 3000 ", hot).color


def test_unread_bold_read_dim() -> None:
    """An unread title is drawn bold, a read one dim."""
    assert style_of("Robot").bold
    assert style_of("Read", Summary(id=1, title="Read", read=True)).dim


def test_star_before_the_title() -> None:
    """A starred card has a star before its title."""
    assert lines(Summary(id=1, title="Kept", starred=True))[0].strip() == "★ Kept"


@pytest.mark.parametrize("width", [8, 23, 24, 39, 40, 60, 100])
@pytest.mark.parametrize("compact", [False, True])
def test_a_new_card_has_a_point(width: int, compact: bool) -> None:
    """In the blank before its title, so that no column shifts."""
    new = lines(STORY._replace(new=True), width, compact=compact)
    old = lines(width=width, compact=compact)
    place = new[0].index("•")
    assert old[0] == f"{new[0][:place]} {new[0][place + 1 :]}"
    assert new[0][place + 1 :].startswith("Robot")
    assert new[1:] == old[1:]


def test_type_other_than_article() -> None:
    """A type other than article is a word of the second line."""
    assert lines(Summary(id=1, title="A", type="video"))[1].strip() == "video · 3h"


@pytest.mark.parametrize(("heat", "word"), [(-1, "retired"), (7, "unpublished")])
def test_not_listed(heat: int, word: str) -> None:
    """A card that is not listed is in italics and says why; a retired one has no number."""
    card = Summary(id=1, title="Hidden", heat=heat, listed=False)
    assert lines(card)[1].strip() == f"{word} · 3h"
    assert style_of("Hidden", card).italic
    assert "-1" not in lines(card)[0]


def test_gone() -> None:
    """A card that is gone leaves a placeholder of two lines."""
    first, second = lines(None)
    assert first.strip() == "(gone)"
    assert second == " " * 60


# The cursor


def test_cursor_mark_and_background() -> None:
    """The cursor's row has a mark on both lines and its background throughout."""
    strips = draw(STORY, "3h", 60, STYLES, Cursor.FOCUSED)
    assert [strip.text[0] for strip in strips] == ["▌", "▌"]
    backgrounds = {segment.style.bgcolor for strip in strips for segment in strip if segment.style}
    assert backgrounds == {STYLES.cursor.bgcolor}


def test_cursor_keeps_the_colours() -> None:
    """The cursor changes the background only: unread stays bold, the heat keeps its colour."""
    assert style_of("Robot", cursor=Cursor.FOCUSED).bold
    assert style_of(" 276 ", cursor=Cursor.FOCUSED).color == style_of(" 276 ").color


def test_cursor_row_is_never_dim() -> None:
    """A read title under the cursor is not dim, which could not be read on the background."""
    assert not style_of("Read", Summary(id=1, title="Read", read=True), Cursor.FOCUSED).dim


def test_cursor_without_focus() -> None:
    """The cursor of a list that has not the focus has its own style."""
    assert style_of("▌", cursor=Cursor.BLURRED) == STYLES.cursor_blurred


# Widths


def test_long_title_is_cut() -> None:
    """A title that does not fit ends in an ellipsis, with no blank before it."""
    first = lines(Summary(id=1, title="word " * 50), width=44)[0]
    assert first[13:] == "word word word word word word…  "[:31]


def test_long_meta_keeps_the_count() -> None:
    """A second line that does not fit is cut before the related count, behind a whole word."""
    card = Summary(id=1, title="A", topics=("Databases", "X" * 40), related_count=14)
    second = lines(card, width=40, age="")[1]
    assert second.endswith("… +14 ")
    assert lines(Summary(id=1, title="A", topics=("A" * 20, "B" * 9)), 40, "")[1].count("·") == 1


@pytest.mark.parametrize(
    ("width", "lead"),
    [(40, "▌  276 █"), (39, "▌  276 Robot"), (24, "▌  276 Robot"), (23, "▌ Robot"), (7, "▌Robot")],
)
def test_narrow_rows_drop_the_bar_then_the_number(width: int, lead: str) -> None:
    """Under 40 cells there is no bar, under 24 no number."""
    strip = draw(STORY, "3h", width, STYLES, Cursor.FOCUSED)[0]
    assert strip.text.startswith(lead)


def test_one_cell() -> None:
    """In one cell there is still the cursor's mark."""
    assert [strip.text for strip in draw(STORY, "3h", 1, STYLES, Cursor.FOCUSED)] == ["▌", "▌"]


AWKWARD = [
    "数据库的新时代" * 9,
    "👩‍🔬👨‍👩‍👧‍👦 a family 🏳️‍🌈❤️‍🔥🇩🇪" * 5,
    "مرحبا بالعالم " * 9,
    "e\u0301" * 90,
    "zero\u200bwidth\u00adsoft\ufeffmark\u200e\u200f",
    "क्‍ष \u200d\u200dx \u200d",
    "\ufe0fa\u0301",
    "[bold]not markup[/bold] [@click=app.quit]x",
    "tab\tline\nesc\x1b[31m\x9b\u202e",
]


@pytest.mark.parametrize("title", AWKWARD)
def test_awkward_titles_keep_every_width(title: str) -> None:
    """Wide, joined, combining, right-to-left and control characters keep each line's width."""
    card = Summary(id=1, title=title, heat=5, starred=True, topics=(title,), related_count=1)
    for width in range(1, 120):
        for compact in (False, True):
            strips = draw(card, "3h", width, STYLES, compact=compact)
            assert [cell_len(strip.text) for strip in strips] == [width] * (1 if compact else 2)
            assert [strip.cell_length for strip in strips] == [width] * (1 if compact else 2)


TEXT = st.text(max_size=60) | st.text(alphabet="aé字\u200d\ufe0f\u0301👩🔬❤🏽\u200b ", max_size=40)
SUMMARIES = st.builds(
    Summary,
    id=st.just(1),
    title=TEXT,
    heat=st.none() | st.integers(-(2**63), 2**63 - 1),
    provider=st.none() | st.builds(Provider, TEXT, TEXT),
    topics=st.lists(TEXT, max_size=3).map(tuple),
    related_count=st.integers(0, 10**7),
    type=TEXT,
    read=st.booleans(),
    starred=st.booleans(),
    new=st.booleans(),
    listed=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(
    summary=st.none() | SUMMARIES,
    age=st.sampled_from(["", "now", "3h", "11mo", "2021y"]),
    width=st.integers(1, 200),
    cursor=st.sampled_from(Cursor),
    compact=st.booleans(),
)
def test_every_line_is_exactly_as_wide_as_asked(
    summary: Summary | None,
    age: str,
    width: int,
    cursor: Cursor,
    compact: bool,
) -> None:
    """Whatever a card holds, its lines are as many and as wide as asked."""
    strips = draw(summary, age, width, STYLES, cursor, compact=compact)
    assert [cell_len(strip.text) for strip in strips] == [width] * (1 if compact else 2)
    assert [strip.cell_length for strip in strips] == [width] * (1 if compact else 2)


def test_invisible_characters_are_left_out() -> None:
    """Characters that take no cell and shift the columns are not drawn."""
    card = Summary(id=1, title="ze\u200bro\u00ad wi\ufeffdth\u200e\u200f x\u200dy")
    assert lines(card)[0].strip() == "zero width xy"


def test_joined_emoji_are_drawn_as_the_first() -> None:
    """Where they are not known as one picture, all of them would shift the columns."""
    assert lines(Summary(id=1, title="👩\u200d🔬 Lab"))[0].strip() == "👩 Lab"


def test_markup_is_text() -> None:
    """What looks like markup is drawn as it is."""
    title = "[b]x[/b] [@click=app.quit]y[/]"
    assert lines(Summary(id=1, title=title))[0].strip() == title


# Compact


def test_compact_is_one_line() -> None:
    """A compact row is one line with provider, age and count in columns at its right."""
    (line,) = lines(width=80, compact=True)
    assert line[13:].startswith("Robot taxis are on the road")
    assert line.endswith(" Example Times      3h   +14 ")


def test_compact_drops_the_columns_when_narrow() -> None:
    """Under 72 cells a compact row has no provider, under 40 no columns at all."""
    assert "Example" not in lines(width=71, compact=True)[0]
    assert lines(width=71, compact=True)[0].endswith("   3h   +14 ")
    assert "+14" not in lines(width=39, compact=True)[0]


# When


@pytest.mark.parametrize(
    ("seconds", "age", "words"),
    [
        (0, "now", "just now"),
        (59, "now", "just now"),
        (60, "1m", "1 min ago"),
        (59 * MINUTE, "59m", "59 min ago"),
        (3 * HOUR, "3h", "3 h ago"),
        (DAY - 1, "23h", "23 h ago"),
        (2 * DAY, "2d", "2 d ago"),
        (14 * DAY, "2w", "2 w ago"),
        (40 * DAY, "5w", "5 w ago"),
        (63 * DAY, "2mo", "2 mo ago"),
        (364 * DAY, "11mo", "11 mo ago"),
        (365 * DAY, "1y", "1 y ago"),
        (1200 * DAY, "3y", "3 y ago"),
        (-30, "now", "just now"),
        (-2 * DAY, "now", "in 2 d"),
    ],
)
def test_relative(seconds: int, age: str, words: str) -> None:
    """An age is told in the largest unit that tells it well, short or in words."""
    assert relative(NOW - seconds, NOW + 0.5) == age
    assert relative_long(NOW - seconds, NOW) == words


def test_no_date() -> None:
    """A card without a date has neither age nor date."""
    assert (relative(None, NOW), relative_long(None, NOW), absolute(None)) == ("", "", "")


def test_day_and_time_of_a_place() -> None:
    """They are those of the zone; the day can be compared."""
    published = 1_613_776_320
    moment = local(published, timezone(timedelta(hours=1)))
    assert (moment.date(), moment.clock()) == ("Sat 20 Feb 2021", "00:12")
    assert moment.day != local(published, UTC).day


def test_absolute() -> None:
    """A date is told in the zone asked for."""
    published = int(datetime(2021, 2, 19, 23, 12, tzinfo=UTC).timestamp())
    assert absolute(published, UTC) == "19 Feb 2021 23:12"
    assert absolute(published, timezone(timedelta(hours=1))) == "20 Feb 2021 00:12"


@pytest.mark.parametrize("hours", [-14, 0, 14])
@pytest.mark.parametrize("year", [1, 9999])
def test_absolute_at_the_ends_of_the_calendar(year: int, hours: int) -> None:
    """The first and the last date there are can be told in any zone, the local one too."""
    ends = {1: datetime(1, 1, 1, tzinfo=UTC), 9999: datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}
    seconds = int((ends[year] - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    assert f" {year:04} " in absolute(seconds, timezone(timedelta(hours=hours)))
    assert f" {year:04} " in absolute(seconds)


# What is under the mouse


def names(summary: Summary, width: int, *, compact: bool = False) -> dict[Name, str]:
    """The letters that stand for each name in a row, as they are drawn."""
    found: dict[Name, str] = {}
    for number, line in enumerate(lines(summary, width, compact=compact)):
        for cell in range(width):
            name = name_at(summary, "3h", width, number, cell, compact=compact)
            if name:
                found[name] = found.get(name, "") + at_cell(line, cell)
    return found


def at_cell(line: str, cell: int) -> str:
    """The letter that begins at a cell of a line; none where one goes on."""
    for position, char in enumerate(line):
        if cell_len(line[:position]) == cell and cell_len(char):
            return char
    return ""


TIMES, AI, CARS = Name("provider", "times.example"), Name("topic", "AI"), Name("topic", "Cars")


def test_names_are_found_where_they_are_drawn() -> None:
    """Each of their letters, and nothing else; what was cut away is not there."""
    assert names(STORY, 60) == {TIMES: "Example Times", AI: "AI", CARS: "Cars"}
    assert names(STORY, 38)[TIMES] == "Example Times"
    assert CARS not in names(STORY, 38)
    assert names(STORY, 90, compact=True) == {TIMES: "Example Times"}
    assert names(STORY, 60, compact=True) == {}


def test_names_are_found_behind_wide_letters() -> None:
    """And what is special about a card is no name."""
    story = STORY._replace(provider=Provider("日本", ""), type="video", topics=("数据", "AI"))
    assert names(story, 60) == {
        Name("provider", "日本"): "日本", Name("topic", "数据"): "数据", AI: "AI"
    }  # fmt: skip


@pytest.mark.parametrize("width", [1, 7, 20, 23, 24, 39, 40])
def test_any_width_has_its_names(width: int) -> None:
    """Nothing raises, however narrow the row is."""
    for text in names(STORY, width).values():
        assert text.rstrip("…") in "Example Times AI Cars"


# Selected


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("width", [8, 23, 24, 39, 40, 60, 120])
@pytest.mark.parametrize("heat", [None, -1, 7, 9_999, 10_000, 99_999, 123_456_789])
def test_a_tick_shifts_nothing(width: int, compact: bool, heat: int | None) -> None:
    """A selected card has a tick where a blank is, and all else stands where it stood."""
    summary = STORY._replace(heat=heat)
    plain, ticked = (
        [strip.text for strip in draw(summary, "3h", width, STYLES, compact=compact, selected=on)]
        for on in (False, True)
    )
    assert "".join(ticked).count("✓") == 1
    assert ticked[0][1] == "✓"
    assert [cell_len(line) for line in ticked] == [width] * len(plain)
    after = 7 if width >= 24 else 2
    assert [line[after:] for line in ticked] == [line[after:] for line in plain]
    if heat not in {10_000, 99_999}:  # told in thousands, to make room
        assert ticked[0].replace("✓", " ") == plain[0]


@pytest.mark.parametrize("cursor", Cursor)
def test_the_cursor_and_a_tick_are_told_apart(cursor: Cursor) -> None:
    """Each has a sign of its own, so that both are seen without colours."""
    first, second = (strip.text for strip in draw(STORY, "3h", 60, STYLES, cursor, selected=True))
    mark = " " if cursor is Cursor.AWAY else "▌"
    assert (first[0], second[0], first[1]) == (mark, mark, "✓")


def test_a_selected_row_has_a_background() -> None:
    """The cursor's goes before it."""
    for cursor, colour in ((Cursor.AWAY, "grey7"), (Cursor.FOCUSED, "blue")):
        for strip in draw(STORY, "3h", 60, STYLES, cursor, selected=True):
            assert {s.style.bgcolor.name for s in strip if s.style and s.style.bgcolor} == {colour}


def test_a_muted_card_tells_by_what() -> None:
    """First of all in the second line."""
    assert lines(STORY._replace(muted="topic AI"))[1].strip().startswith("muted: topic AI · ")
