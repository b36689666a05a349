"""The chooser: what it lists, and what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.widgets import Input, OptionList

from cardreader.query import fold
from cardreader.ui.commands import bindings
from cardreader.ui.picker import Choice, Picker, choice_line, matching, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

TOPICS = [
    Choice("databases", "Databases", 1204, "Topics"),
    Choice("data", "Big Data", 311, "Topics"),
    Choice("dev", "Développement", 44, "Topics"),
    Choice("post", "Example Post", 7, "Providers"),
]
ORDERS = [Choice("heat", "Heat"), Choice("date", "Date", chosen=True), Choice("title", "Title")]


class Choosing(App[None]):
    """Opens one picker; has the reader's own keys, which must not get through."""

    BINDINGS = bindings("app")

    def __init__(self, choices: Sequence[Choice[str]], *, many: bool = True) -> None:
        super().__init__()
        self.picker = Picker("Choose", choices, many=many)
        self.taken: list[list[str] | None] = []

    def on_mount(self) -> None:
        """Open it."""
        self.push_screen(self.picker, self.taken.append)


def listed(app: Choosing) -> list[str]:
    """The labels of the rows, as drawn."""
    options = app.picker.query_one(OptionList)
    return [options.render_line(line).text.strip() for line in range(options.option_count)]


def under_cursor(app: Choosing) -> str:
    """The row under the cursor, as drawn."""
    options = app.picker.query_one(OptionList)
    assert options.highlighted is not None
    return options.render_line(options.highlighted - options.scroll_offset.y).text.strip()


async def taken(
    choices: Sequence[Choice[str]], *keys: str, many: bool = True
) -> list[list[str] | None]:
    """What the picker gives back after these keys; nothing while it is open."""
    app = Choosing(choices, many=many)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    return app.taken


def matched(labels: list[str], typed: str) -> list[str]:
    """The labels that match, best first."""
    return [
        choice.label
        for choice in matching([(fold(label), Choice(label, label)) for label in labels], typed)
    ]


# What matches


def test_best_matches_come_first() -> None:
    """The very text, then what begins so, then words that begin so, then the rest as given."""
    labels = ["Metadata", "Big data", "Database", "Update", "DATA", "Data science"]
    assert matched(labels, "data") == ["DATA", "Database", "Data science", "Big data", "Metadata"]


@pytest.mark.parametrize("typed", ["developpement", "DÉVEL", "  pement  dev "])
def test_accents_case_and_order_of_words_do_not_matter(typed: str) -> None:
    """What is typed plainly finds what is written with accents."""
    assert matched(["Développement", "Devices"], typed) == ["Développement"]


def test_all_words_are_wanted() -> None:
    """Each word narrows further."""
    assert matched(["Open source", "Open data", "Source code"], "sou op") == ["Open source"]


# What is listed


def test_rows_have_a_heading_for_each_section() -> None:
    """A section without choices has no heading, nor has one without a name."""
    plain = Choice("x", "X")
    assert rows([("Topics", TOPICS[:1]), ("Providers", []), ("", [plain])]) == [
        "Topics",
        TOPICS[0],
        plain,
    ]


def test_rows_are_cut_and_say_so() -> None:
    """Beyond the limit, the number of those left out is told."""
    (last,) = rows([("", [Choice(number, "X") for number in range(12_000)])], 500)[500:]
    assert last == "  … 11,500 more: type to narrow"


@given(st.lists(st.integers(0, 40), max_size=5), st.integers(5, 60))
def test_rows_are_shared_fairly(sizes: list[int], limit: int) -> None:
    """Small sections are whole, no large one hides another, and room is not wasted."""
    sections = [
        ("", [Choice((place, n), "X") for n in range(size)]) for place, size in enumerate(sizes)
    ]
    shown = [row.value[0] for row in rows(sections, limit) if isinstance(row, Choice)]
    shares = [shown.count(place) for place in range(len(sizes))]
    cut = [share for share, size in zip(shares, sizes, strict=True) if share < size]
    assert sum(shares) == min(sum(sizes), limit)
    assert all(share >= max(shares) - 1 for share in cut)


@given(st.text(), st.none() | st.integers(0, 10**9), st.booleans(), st.integers(0, 80))
def test_choice_line_is_exactly_as_wide_as_it_should(
    label: str, count: int | None, chosen: bool, width: int
) -> None:
    """Whatever the label, the line fills its cells."""
    assert choice_line(Choice("x", label, count), chosen, width).cell_length == width


def test_choice_line_has_the_count_at_the_right() -> None:
    """Tick, label and count, and the label is cut when there is no room."""
    line = choice_line(Choice("x", "Databases", 1204), chosen=True, width=16)
    assert line.plain == "✓ Databas… 1,204"


async def test_typing_lists_what_matches() -> None:
    """Only matching rows and their headings remain, the best under the cursor."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        await pilot.press(*"data")
        assert [row.split("  ")[0] for row in listed(app)] == ["Topics", "Databases", "Big Data"]
        assert under_cursor(app).startswith("Databases")


async def test_nothing_that_matches_is_said() -> None:
    """An empty list says what to do."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        await pilot.press(*"zzz")
        assert listed(app) == ["Nothing matches; ctrl+u empties the filter."]


async def test_nothing_to_choose_from_is_said() -> None:
    """A picker without choices says so, and stays until it is left."""
    app = Choosing([])
    async with app.run_test() as pilot:
        await pilot.press("down", "tab", "enter")
        assert listed(app) == ["There is nothing to choose from."]
        await pilot.press("escape")
    assert app.taken == [None]


async def test_labels_are_no_markup() -> None:
    """A label is shown as it is."""
    app = Choosing([Choice("x", "[@click=app.quit]open[/] [/b]")])
    async with app.run_test():
        assert listed(app) == ["[@click=app.quit]open[/] [/b]"]


# Choosing one


async def test_one_is_taken_with_enter() -> None:
    """The choice under the cursor is the result; the cursor starts where it is in force."""
    assert await taken(ORDERS, "enter", many=False) == [["date"]]
    assert await taken(ORDERS, "down", "enter", many=False) == [["title"]]


async def test_one_of_many_words_is_typed_with_blanks() -> None:
    """Choosing one, a blank is always part of the text."""
    choices = [Choice("os", "Open source"), Choice("od", "Open data")]
    assert await taken(choices, *"open", "space", *"da", "enter", many=False) == [["od"]]


async def test_tab_does_nothing_when_one_is_chosen() -> None:
    """Nothing can be ticked where one thing is wanted, and the focus stays."""
    assert await taken(ORDERS, "tab", *"hea", "enter", many=False) == [["heat"]]


async def test_click_takes_the_one() -> None:
    """A click is as good as enter."""
    app = Choosing(ORDERS, many=False)
    async with app.run_test() as pilot:
        await pilot.click(OptionList, offset=(4, 2))
    assert app.taken == [["title"]]


# Choosing many


async def test_typing_and_enter_takes_the_best_match() -> None:
    """The fastest way: type the beginning, press enter."""
    assert await taken(TOPICS, *"big", "enter") == [["data"]]


async def test_ticked_ones_are_taken_in_the_order_of_the_choices() -> None:
    """Tab ticks what is under the cursor, whatever is typed meanwhile."""
    keys = ("down", "tab", "ctrl+n", *"post", "tab", "ctrl+u", "enter")
    assert await taken(TOPICS, *keys) == [["data", "post"]]


async def test_blank_ticks_after_moving() -> None:
    """After an arrow key no words are being typed, so a blank ticks."""
    assert await taken(TOPICS, "space", *"da", "down", "space", "enter") == [["databases", "data"]]


async def test_blank_is_a_blank_while_words_are_typed() -> None:
    """Between two words a blank is a blank."""
    assert await taken(TOPICS, *"big", "space", *"da", "enter") == [["data"]]


async def test_what_is_in_force_is_added_to() -> None:
    """Going to another one and pressing enter keeps those that were chosen before."""
    choices = [Choice("a", "A", chosen=True), Choice("b", "B"), Choice("c", "C")]
    assert await taken(choices, "c", "enter") == [["a", "c"]]
    assert await taken(choices, "down", "enter") == [["a", "b"]]


async def test_enter_alone_keeps_what_is_in_force() -> None:
    """Opening the picker and closing it with enter changes nothing."""
    choices = [Choice("a", "A"), Choice("b", "B", chosen=True)]
    assert await taken(choices, "enter") == [["b"]]


async def test_after_ticking_the_cursor_adds_nothing() -> None:
    """Once something was ticked or unticked, exactly the ticked ones are taken."""
    choices = [Choice("a", "A", chosen=True), Choice("b", "B")]
    assert await taken(choices, "tab", "down", "enter") == [[]]


async def test_click_ticks() -> None:
    """Clicking on two and pressing enter takes both."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        await pilot.click(OptionList, offset=(4, 1))
        await pilot.click(OptionList, offset=(4, 3))
        await pilot.press("enter")
    assert app.taken == [["databases", "dev"]]


async def test_headings_are_passed_over() -> None:
    """The cursor goes from section to section, and round at the end."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        await pilot.press("up")
        assert under_cursor(app).startswith("Example Post")
        await pilot.press("down")
        assert under_cursor(app).startswith("Databases")


# Every picker


async def test_escape_takes_nothing() -> None:
    """Escape cancels, whatever was ticked."""
    assert await taken(TOPICS, "tab", "escape") == [None]


async def test_keys_in_quick_succession_are_in_order() -> None:
    """Moving at once after typing moves among what was typed for, not in the list before."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        app.picker.query_one(Input).value = "post"
        app.picker.action_tick()
        await pilot.press("enter")
    assert app.taken == [["post"]]


async def test_keys_of_the_reader_stay_behind() -> None:
    """While it is open, ctrl+p moves up and q is a letter."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+n", "ctrl+p", "q")
        assert app.screen is app.picker
        assert app.picker.query_one(Input).value == "q"


async def test_pages_are_turned() -> None:
    """Page keys move by what is in sight, and the first heading comes back into sight."""
    app = Choosing([Choice(str(number), f"Topic {number}", 1, "Topics") for number in range(99)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown")
        options = app.picker.query_one(OptionList)
        assert options.highlighted == options.size.height + 1
        await pilot.press("pageup")
        await pilot.pause()
        assert options.scroll_offset.y == 0


@pytest.mark.parametrize("size", [(120, 40), (40, 12), (20, 5), (3, 2), (1, 1)])
async def test_picker_works_at_any_size(size: tuple[int, int]) -> None:
    """From a large terminal to a tiny one, typing, moving, ticking and taking work."""
    app = Choosing(TOPICS)
    async with app.run_test() as pilot:
        await pilot.resize_terminal(*size)
        await pilot.press("d", "down", "tab", "ctrl+u", "enter")
    assert app.taken == [["dev"]]
