"""The reader's main way: the list, the card, what it leads to, and what changes meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest

from cardreader.config import Config
from cardreader.database import DatabaseError
from cardreader.library import Progress
from cardreader.opener import open_url
from cardreader.ui.app import ReaderApp
from cardreader.ui.confirm import Confirm
from cardreader.ui.help import Help
from cardreader.ui.reader_screen import ReaderScreen
from library_tools import index_path
from reader_tools import Browser, Gate, reading, related, stories, story, url

if TYPE_CHECKING:
    from pathlib import Path

    from cardreader.card import Detail
    from cardreader.opener import OpenURL

_PAGE = 7  # a screen of eight rows but one
_OTHER_WAYS = "the URL can be copied, and BROWSER can be set to the command of a browser."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four stories, hottest first; the first has three related items, two of which are cards."""
    folder = tmp_path / "news"
    story(folder, "first", 40, related=related("third", "elsewhere", "hidden"), topics=["AI"])
    story(folder, "second", 30, related=related("first", "hidden"))
    story(folder, "third", 20, topics=["AI"])
    story(folder, "fourth", 10)
    story(folder, "hidden", -1, related=related("first"))
    return folder


# The list


async def test_the_hottest_comes_first(news: Path) -> None:
    """At the start the cards are listed by heat, the cursor is on the first, the pane shows it."""
    async with reading(news) as driver:
        assert driver.titles == ["first", "second", "third", "fourth"]
        assert driver.cursor == driver.shown == "first"
        assert "The excerpt of first." in driver.text
        assert driver.list.has_focus


async def test_every_key_for_moving_moves(tmp_path: Path) -> None:
    """Each key goes where the table says, and stops at both ends."""
    steps = [
        ("j", 1), ("down", 2), ("k", 1), ("up", 0), ("k", 0), ("G", 29), ("j", 29), ("g", 0),
        ("end", 29), ("home", 0), ("ctrl+d", _PAGE), ("pagedown", 2 * _PAGE), ("ctrl+u", _PAGE),
        ("pageup", 0), ("pageup", 0),
    ]  # fmt: skip
    async with reading(stories(tmp_path / "news", 30)) as driver:
        for key, position in steps:
            await driver.press(key)
            assert (key, driver.list.position) == (key, position)


async def test_the_pane_follows_the_cursor(news: Path) -> None:
    """The card under the cursor is the one that the pane shows."""
    async with reading(news) as driver:
        await driver.press("j", "j")
        assert driver.shown == "third"
        assert "3/4" in driver.text


async def test_the_pane_shows_the_last_of_many(tmp_path: Path) -> None:
    """However fast the cursor runs, the pane ends with the card that it stops at."""
    async with reading(stories(tmp_path / "news", 30)) as driver:
        driver.send(*"jjjjjjjjjjjjjjkjjjj")
        await driver.settle()
        assert driver.shown == driver.cursor == "card-17"


async def test_a_slow_card_does_not_cover_a_later_one(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that is still being read when the cursor leaves it is not shown."""
    async with reading(news) as driver:
        shown: list[str] = []
        gate, show = Gate(driver.library.detail), driver.reader.show_card

        def note(detail: Detail | None) -> None:
            show(detail)
            shown.append(driver.shown)

        monkeypatch.setattr(driver.library, "detail", gate)
        monkeypatch.setattr(driver.reader, "show_card", note)
        gate.shut()
        driver.send("j")
        await driver.until(lambda: gate.waiting)
        driver.send("j")
        await driver.until(lambda: driver.cursor == "third")
        gate.open()
        await driver.settle()
        assert shown == ["third"]


async def test_next_and_previous_unread(news: Path) -> None:
    """`n` and `p` pass over read cards, and say when there is none."""
    async with reading(news) as driver:
        await driver.press("j", "m", "j", "m", "g", "n")
        assert driver.cursor == "fourth"
        await driver.press("n")
        assert driver.cursor == "fourth"
        assert driver.sentence == "No unread card further down."
        await driver.press("p")
        assert driver.cursor == "first"
        await driver.press("p")
        assert driver.sentence == "No unread card further up."


# The card


async def test_every_key_into_the_card_and_back(news: Path) -> None:
    """`enter`, `l`, `→` and `tab` go into the card, `esc`, `h`, `←` and `tab` back."""
    async with reading(news) as driver:
        for enter, leave in (("enter", "escape"), ("l", "h"), ("right", "left"), ("tab", "tab")):
            await driver.press(enter)
            assert driver.card.has_focus
            await driver.press(leave)
            assert driver.list.has_focus


async def test_the_card_is_walked(news: Path) -> None:
    """Inside, `j` and `k` go from one related item to the next."""
    async with reading(news) as driver:
        walked = []
        for key in ("enter", "j", "down", "k", "j", "up"):
            await driver.press(key)
            walked.append(driver.card.selected)
        assert walked == [-1, 0, 1, 0, 1, 0]


async def test_a_long_card_is_paged(tmp_path: Path) -> None:
    """Inside, `space` and the page keys page, `g` and `G` go to its ends."""
    folder = tmp_path / "news"
    file = story(folder, "long", 1)
    file.write_text(file.read_text() + "A paragraph.\n\n" * 60)
    async with reading(folder) as driver:
        await driver.press("enter")
        lines = []
        for key in ("space", "ctrl+d", "pagedown", "ctrl+u", "pageup", "G", "g"):
            await driver.press(key)
            lines.append(driver.card.scroll_offset.y)
        page = lines[0]
        assert page > 10
        assert lines[:5] == [page, 2 * page, 3 * page, 2 * page, page]
        assert lines[5] == driver.card.max_scroll_y
        assert lines[6] == 0


async def test_the_card_fills_the_screen_and_back(news: Path) -> None:
    """`z` shows the card alone, `z` or `esc` both panes again."""
    async with reading(news) as driver:
        widths = []
        for key in ("z", "z", "z", "escape"):
            await driver.press(key)
            widths.append((driver.list.region.width, driver.card.region.width))
        assert widths == [(0, 100), (50, 50), (0, 100), (50, 50)]
        assert driver.list.has_focus


async def test_searching_ends_the_full_screen(news: Path) -> None:
    """Who searches from a card on the whole screen sees the list."""
    async with reading(news) as driver:
        await driver.press("z", "slash")
        assert driver.list.display
        await driver.type("second")
        await driver.press("enter")
        assert driver.list.has_focus
        assert driver.cursor == driver.shown == "second"


# Opening


async def test_o_hands_over_the_url(news: Path) -> None:
    """`o` gives the browser exactly the article's URL, and says where it leads."""
    browser = Browser()
    async with reading(news, browser=browser) as driver:
        await driver.press("j", "o")
        assert browser.opened == [url("second")]
        assert driver.sentence == "Opening example.com"


async def test_o_opens_the_original_where_there_is_no_other(tmp_path: Path) -> None:
    """Without `webUrl` it is `originalUrl`; blanks and other letters are encoded."""
    browser = Browser()
    story(tmp_path / "news", "one", 1, webUrl=None, originalUrl="https://example.com/a b/ü")
    async with reading(tmp_path / "news", browser=browser) as driver:
        await driver.press("o")
        assert browser.opened == ["https://example.com/a%20b/%C3%BC"]


async def test_each_number_opens_its_related_item(tmp_path: Path) -> None:
    """`1` to `9` open the related items with these numbers."""
    browser = Browser()
    names = [f"other-{number}" for number in range(1, 12)]
    story(tmp_path / "news", "one", 1, related=related(*names))
    async with reading(tmp_path / "news", browser=browser) as driver:
        await driver.press(*"123456789")
        assert browser.opened == [url(name) for name in names[:9]]


async def test_a_related_item_that_is_not_there(news: Path) -> None:
    """A number without a related item says so."""
    async with reading(news) as driver:
        await driver.press("4")
        assert driver.toasts == ["This card has no related item 4."]


async def test_enter_opens_what_is_no_card(news: Path) -> None:
    """Inside, `enter` on an item that is not in the library opens it."""
    browser = Browser()
    async with reading(news, browser=browser) as driver:
        await driver.press("enter", "j", "j", "enter")
        assert browser.opened == [url("elsewhere")]


@pytest.mark.parametrize(
    ("fields", "open_", "sentence"),
    [
        ({"webUrl": None}, Browser(), "This card has no URL. enter shows all there is of it."),
        (
            {"webUrl": "javascript:alert(1)"},
            Browser(),
            "This URL is not opened: it does not start with http:// or https://.",
        ),
        (
            {},
            partial(open_url, command=["/no/browser"]),
            f"The browser /no/browser cannot be started (No such file or directory): {_OTHER_WAYS}",
        ),
    ],
    ids=["no URL", "unsafe URL", "bad browser"],
)
async def test_what_cannot_be_opened_is_told(
    tmp_path: Path, fields: dict[str, object], open_: OpenURL, sentence: str
) -> None:
    """There is a sentence for each reason, and the card stays unread."""
    story(tmp_path / "news", "one", 1, **fields)
    async with reading(tmp_path / "news", browser=open_) as driver:
        await driver.press("o")
        assert driver.toasts == [sentence]
        assert driver.marked("read") == set()


@pytest.mark.parametrize(
    ("over_ssh", "why"),
    [(False, "No browser was found"), (True, "Over ssh there is no browser of yours")],
)
async def test_without_a_browser_the_url_is_offered(
    tmp_path: Path, over_ssh: bool, why: str
) -> None:
    """It is shown whole, with nothing beside it; `y` copies it, and the card counts as read."""
    long = "https://example.com/" + "way/" * 60
    story(tmp_path / "news", "one", 1, webUrl=long)
    browser = partial(open_url, command=None, over_ssh=over_ssh)
    async with reading(tmp_path / "news", browser=browser) as driver:
        await driver.press("o")
        assert why in driver.text
        assert long in "".join(line.strip() for line in driver.lines)
        await driver.press("y")
        assert driver.app.clipboard == long
        assert driver.sentence == f"Copied {long}"
        assert driver.marked("read") == {"one"}


async def test_a_url_that_is_not_copied_was_not_opened(news: Path) -> None:
    """`esc` goes back, and nothing is marked."""
    async with reading(news, browser=partial(open_url, command=None)) as driver:
        await driver.press("o", "escape")
        assert driver.app.clipboard == ""
        assert driver.marked("read") == set()
        await driver.press("j")
        assert driver.cursor == "second"


async def test_a_browser_that_fails_is_told(news: Path) -> None:
    """When the browser ends in failure, a sentence says so."""
    async with reading(news, browser=Browser(status=3)) as driver:
        await driver.press("o")
        assert driver.toasts[0].startswith("The browser did not open the article (status 3)")


async def test_a_url_with_a_user_name_asks_first(tmp_path: Path) -> None:
    """The question names the true host; without a yes nothing is opened or marked."""
    browser = Browser()
    story(tmp_path / "news", "one", 1, webUrl="https://bank.example@evil.example/x")
    async with reading(tmp_path / "news", browser=browser) as driver:
        await driver.press("o")
        assert isinstance(driver.app.screen, Confirm)
        assert "where it leads: evil.example" in " ".join(driver.text.replace("│", "").split())
        await driver.press("n")
        assert browser.opened == []
        assert driver.marked("read") == set()
        await driver.press("o", "y")
        assert browser.opened == ["https://bank.example@evil.example/x"]
        assert driver.marked("read") == {"one"}


async def test_y_copies_the_url(news: Path) -> None:
    """`y` puts the article's URL into the clipboard and says so."""
    async with reading(news) as driver:
        await driver.press("j", "y")
        assert driver.app.clipboard == url("second")
        assert driver.sentence == f"Copied {url('second')}"


async def test_y_copies_the_selected_item(news: Path) -> None:
    """Inside the card, `y` copies the URL of the item under the cursor."""
    async with reading(news) as driver:
        await driver.press("enter", "j", "j", "y")
        assert driver.app.clipboard == url("elsewhere")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [(None, "This card has no URL."), ("file:///etc/passwd", "This URL is not opened")],
)
async def test_what_cannot_be_copied_is_told(
    tmp_path: Path, address: str | None, sentence: str
) -> None:
    """Without a URL, or with an unsafe one, nothing is copied."""
    story(tmp_path / "news", "one", 1, webUrl=address)
    async with reading(tmp_path / "news") as driver:
        await driver.press("y")
        assert driver.app.clipboard == ""
        assert driver.toasts[0].startswith(sentence)


# Going on


async def test_enter_goes_to_the_card_of_a_related_item(news: Path) -> None:
    """`enter` on an item that is a card moves the list's cursor to it; the pane shows it."""
    async with reading(news) as driver:
        await driver.press("enter", "j", "enter")
        assert driver.cursor == driver.shown == "third"
        assert driver.card.has_focus


async def test_a_related_card_outside_of_the_view_is_visited(news: Path) -> None:
    """A card that is not listed is shown in the pane alone; `esc` comes back to the list's."""
    async with reading(news) as driver:
        await driver.press("enter", "j", "j", "j", "enter")
        assert (driver.cursor, driver.shown) == ("first", "hidden")
        await driver.press("escape")
        assert driver.cursor == driver.shown == "first"
        assert driver.list.has_focus


async def test_keys_act_on_the_visited_card(news: Path) -> None:
    """While a card is visited, `o` and `s` are about it."""
    browser = Browser()
    async with reading(news, browser=browser) as driver:
        await driver.press("enter", "j", "j", "j", "enter", "o", "s")
        assert browser.opened == [url("hidden")]
        assert driver.card.detail is not None
        assert driver.card.detail.summary.starred
        assert driver.marked("starred") == set()


async def test_from_a_visited_card_back_to_the_one_under_the_cursor(news: Path) -> None:
    """A visited card's related item that is the list's own card is gone to as well."""
    async with reading(news) as driver:
        await driver.press("enter", "j", "j", "j", "enter", "j", "enter")
        assert driver.cursor == driver.shown == "first"
        await driver.press("y")
        assert driver.app.clipboard == url("first")


async def test_a_click_on_the_list_ends_a_visit(news: Path) -> None:
    """Once the list is clicked, the pane shows the card under its cursor again."""
    async with reading(news) as driver:
        await driver.press("enter", "j", "j", "j", "enter")
        await driver.click(60, 10)
        assert driver.shown == "hidden"
        await driver.click(8, 2)
        assert driver.cursor == driver.shown == "first"


# What changes meanwhile


async def test_a_new_card_comes_in_by_itself(news: Path) -> None:
    """Until the cursor has been moved, news are listed where they belong, the first on top."""
    async with reading(news):
        pass
    story(news, "hottest", 99)
    async with reading(news, unread_files=True) as driver:
        assert driver.titles == ["hottest", "first", "second", "third", "fourth"]
        assert driver.cursor == driver.shown == "hottest"
        assert "new: R" not in driver.title


async def test_a_new_card_waits_once_the_cursor_was_moved(news: Path) -> None:
    """It is announced in the title, and `R` lets it in without moving the cursor."""
    async with reading(news) as driver:
        await driver.press("j")
        story(news, "hottest", 99)
        await driver.new_files()
        assert driver.titles == ["first", "second", "third", "fourth"]
        assert "1 new: R" in driver.title
        await driver.press("R")
        assert driver.titles == ["hottest", "first", "second", "third", "fourth"]
        assert "new: R" not in driver.title
        assert driver.cursor == "second"


async def test_only_what_belongs_to_the_view_is_announced(news: Path) -> None:
    """Among unread cards only: a new one counts though others were read, a hidden one does not."""
    async with reading(news) as driver:
        await driver.press("U", "m", "j", "m")
        story(news, "hottest", 99)
        story(news, "retired", -1)
        await driver.new_files()
        assert "1 new: R" in driver.title
        await driver.press("R")
        assert driver.titles == ["hottest", "third", "fourth"]


async def test_cards_that_are_read_for_the_first_time_are_no_news(tmp_path: Path) -> None:
    """While an empty index is being filled all comes in, though the cursor was moved."""
    folder = tmp_path / "news"
    folder.mkdir()
    async with reading(folder) as driver:
        reader = driver.reader
        reader._filling = True
        story(folder, "first", 4)
        story(folder, "third", 2)
        reader.post_message(reader.Refreshed(Progress(2, 4, driver.library.refresh())))
        await driver.settle()
        await driver.press("j")
        story(folder, "second", 3)
        story(folder, "fourth", 1)
        reader.post_message(reader.Refreshed(Progress(4, 4, driver.library.refresh())))
        reader.post_message(reader.Refreshed(None))
        await driver.settle()
        assert driver.titles == ["first", "second", "third", "fourth"]
        assert driver.cursor == driver.shown == "third"
        assert "new: R" not in driver.title


async def test_a_trouble_is_told_once(news: Path) -> None:
    """What stays wrong with a folder is not said again with every look."""
    async with reading(news) as driver:
        shutil.rmtree(news)
        await driver.press("R", "R")
        assert len(driver.toasts) == 1


async def test_going_back_to_the_first_is_a_move_too(news: Path) -> None:
    """A cursor that has been moved and is on the first card again still keeps its place."""
    async with reading(news) as driver:
        await driver.press("j", "k")
        story(news, "hottest", 99)
        await driver.new_files()
        assert driver.cursor == "first"
        assert "1 new: R" in driver.title


async def test_reload_lets_in_what_it_finds_itself(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came after the last look comes in with `R`, like what has been waiting."""
    async with reading(news) as driver:
        await driver.press("j")
        story(news, "hottest", 99)
        await driver.new_files()
        story(news, "warm", 35)
        gate = Gate(driver.library.refresh)
        monkeypatch.setattr(driver.library, "refresh", gate)
        gate.shut()
        driver.send("R")
        await driver.until(lambda: gate.waiting and driver.titles[0] == "hottest")
        await driver.handle_messages()
        gate.open()
        await driver.settle()
        assert driver.titles == ["hottest", "first", "warm", "second", "third", "fourth"]
        assert driver.cursor == "second"
        assert "new: R" not in driver.title


async def test_another_view_lets_waiting_cards_in(news: Path) -> None:
    """A view that is asked for anew has all cards, so that none is announced any longer."""
    async with reading(news) as driver:
        await driver.press("j")
        story(news, "hottest", 99)
        await driver.new_files()
        await driver.press("U")
        assert driver.titles[0] == "hottest"
        assert "new: R" not in driver.title


async def test_a_changed_card_is_updated_in_place(news: Path) -> None:
    """Its row and the pane tell its new state; it stays where it is, though it has cooled."""
    async with reading(news) as driver:
        await driver.press("j")
        story(news, "second", 1, title="second, mended", excerpt="Another excerpt.")
        await driver.new_files()
        assert driver.titles == ["first", "second, mended", "third", "fourth"]
        assert "second, mended" in driver.lines[4]
        assert driver.cursor == driver.shown == "second, mended"
        assert "Another excerpt." in driver.text


async def test_a_vanished_card_goes(news: Path) -> None:
    """The row of a file that is gone goes; the cursor stays on its card."""
    async with reading(news) as driver:
        await driver.press("j", "j")
        (news / "first.md").unlink()
        await driver.new_files()
        assert driver.titles == ["second", "third", "fourth"]
        assert driver.cursor == driver.shown == "third"
        assert "2/3" in driver.text


async def test_the_card_under_the_cursor_vanishes(news: Path) -> None:
    """The cursor goes to the card after it, and the pane with it."""
    async with reading(news) as driver:
        await driver.press("j")
        (news / "second.md").unlink()
        await driver.new_files()
        assert driver.cursor == driver.shown == "third"


async def test_read_cards_stay_when_another_vanishes(news: Path) -> None:
    """Among unread cards only, one that was read meanwhile keeps its place and is counted."""
    async with reading(news) as driver:
        await driver.press("U", "m", "j")
        (news / "fourth.md").unlink()
        await driver.new_files()
        assert driver.titles == ["first", "second", "third"]
        assert "3 cards · 2 unread" in driver.title


async def test_the_scroll_position_is_kept(tmp_path: Path) -> None:
    """When a card above goes, the row under the cursor stays on its line of the screen."""
    folder = stories(tmp_path / "news", 40)
    async with reading(folder) as driver:
        await driver.press("pagedown", "pagedown", "pagedown", "k", "k")
        before = next(line for line, text in enumerate(driver.lines) if "card-19" in text)
        (folder / "card-3.md").unlink()
        await driver.new_files()
        assert driver.cursor == "card-19"
        assert "card-19" in driver.lines[before]


async def test_the_selected_item_is_kept(news: Path) -> None:
    """When the card changes that one is in, the selected item stays selected."""
    async with reading(news) as driver:
        await driver.press("enter", "j", "j")
        story(news, "first", 40, related=related("new", "third", "elsewhere"))
        await driver.new_files()
        assert driver.card.targets[driver.card.selected].title == "About elsewhere"


async def test_a_visit_outlasts_changes_of_the_list(news: Path) -> None:
    """While a card is visited, other cards may go without disturbing it."""
    async with reading(news) as driver:
        await driver.press("j", "enter", "j", "j", "enter")
        (news / "second.md").unlink()
        await driver.new_files()
        assert driver.cursor == "third"
        assert driver.shown == "hidden"


async def test_the_cursor_does_not_jump_back(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that moves while news are being read stays where it went."""
    async with reading(news) as driver:
        gate = Gate(driver.library.view)
        monkeypatch.setattr(driver.library, "view", gate)
        gate.shut()
        story(news, "hottest", 99)
        driver.reader.refresh_sources()
        await driver.until(lambda: gate.waiting)
        driver.send("j", "j")
        await driver.until(lambda: driver.cursor == "third")
        gate.open()
        await driver.settle()
        assert driver.titles[0] == "hottest"
        assert driver.cursor == driver.shown == "third"


async def test_a_narrowing_is_not_lost_to_a_vanished_card(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a card goes while a view is being read, the view comes, without the card."""
    async with reading(news) as driver:
        await driver.press("j", "m")
        gate = Gate(driver.library.view)
        monkeypatch.setattr(driver.library, "view", gate)
        gate.shut()
        driver.send("U")
        await driver.until(lambda: gate.waiting)
        asked = driver.reader._asked
        (news / "fourth.md").unlink()
        driver.reader.refresh_sources()
        await driver.until(lambda: driver.reader._asked is not asked)
        gate.open()
        await driver.settle()
        assert driver.titles == ["first", "third"]


async def test_cards_that_vanish_in_several_folders_all_go(tmp_path: Path) -> None:
    """Removals that are reported one after the other add up."""
    one, two = stories(tmp_path / "one", 3), tmp_path / "two"
    story(two, "here", 90)
    story(two, "there", 80)
    async with reading(one, two) as driver:
        await driver.press("j")
        (one / "card-1.md").unlink()
        (two / "here.md").unlink()
        await driver.new_files()
        assert [each is None for each in driver.library.summaries(driver.list.ids)] == [False] * 3
        assert driver.titles == ["there", "card-0", "card-2"]


async def test_a_folder_that_goes_is_told(news: Path) -> None:
    """The cards of a folder that cannot be read any longer are kept, with a sentence."""
    async with reading(news) as driver:
        shutil.rmtree(news)
        await driver.press("R")
        assert "cannot be read" in driver.toasts[0]
        assert "Its cards are kept." in driver.toasts[0]
        assert len(driver.titles) == 4


# Mishaps


_MISHAPS = [
    ("view", "U"), ("unread", "m"), ("summaries", "j"), ("detail", "j"), ("choices", "t"),
    ("next_unread", "n"), ("mark", "m"), ("undo", "u"), ("file", "e"), ("state", "slash"),
    ("refresh", "R"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "key"), _MISHAPS, ids=[what for what, _ in _MISHAPS])
async def test_a_database_that_fails_is_told(
    news: Path, monkeypatch: pytest.MonkeyPatch, what: str, key: str
) -> None:
    """Whatever a database cannot do is a sentence, and the reader goes on."""

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("The disk is full.")

    async with reading(news) as driver:
        with monkeypatch.context() as patched:
            patched.setattr(driver.library, what, fail)
            driver.list.refresh_rows()
            await driver.press(key)
            assert "The disk is full." in driver.toasts
        driver.list.refresh_rows()
        await driver.press("escape", "g", "j")
        assert driver.shown == "second"


async def test_a_search_that_cannot_be_remembered_is_kept(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk the search itself still counts."""

    def fail(*_: object) -> None:
        raise DatabaseError("The disk is full.")

    async with reading(news) as driver:
        monkeypatch.setattr(driver.library, "keep_state", fail)
        await driver.press("slash")
        await driver.type("third")
        await driver.press("enter")
        assert driver.toasts == ["The disk is full."]
        assert driver.titles == ["third"]


async def test_the_index_may_be_deleted_under_the_reader(news: Path) -> None:
    """Keys do no harm; it is said once, and the index is made anew, marks and all."""
    async with reading(news) as driver:
        await driver.press("j", "s", "g")
        for file in index_path(news.parent / "reader").parent.iterdir():
            file.unlink()
        # New threads open the file anew.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        await driver.press("j", "m", "n", "U", "t", "escape", "U")
        driver.reader.look()
        await driver.settle()
        assert driver.titles == ["first", "second", "third", "fourth"]
        assert "second" in driver.marked("starred")
        assert len([each for each in driver.toasts if "made anew" in each]) == 1


async def test_a_card_whose_file_is_gone_says_so(news: Path) -> None:
    """The pane tells why the file cannot be read, with what the index knows of it."""
    async with reading(news) as driver:
        (news / "second.md").unlink()
        await driver.press("j")
        assert driver.shown == "second"
        assert "second.md" in driver.text or "No such file" in driver.text


# Other keys


async def test_help(news: Path) -> None:
    """`?` shows all keys, `esc` goes back."""
    async with reading(news) as driver:
        shown = []
        for key in ("question_mark", "escape"):
            await driver.press(key)
            shown.append(type(driver.app.screen))
        assert shown == [Help, ReaderScreen]


async def test_quit(news: Path) -> None:
    """`q` ends the reader with status 0."""
    async with reading(news) as driver:
        driver.send("q")
        await driver.settle()
        assert driver.app._exit
        assert driver.app.return_code == 0


@pytest.fixture
def terminal_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the reader able to give its terminal to another program."""
    monkeypatch.setattr(ReaderApp, "suspend", lambda _: contextlib.nullcontext())
    monkeypatch.delenv("VISUAL", raising=False)


@pytest.mark.usefixtures("terminal_lent")
async def test_the_editor_gets_the_file(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`e` opens the card's file in EDITOR, and then shows what was changed."""
    script = news.parent / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "file.write_text(file.read_text().replace('excerpt of', 'edited text of'))\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    async with reading(news) as driver:
        await driver.press("j", "e")
        assert "edited text of second" in (news / "second.md").read_text()
        assert "The edited text of second." in driver.text


@pytest.mark.usefixtures("terminal_lent")
@pytest.mark.parametrize(
    ("editor", "sentence"),
    [
        (None, "Set EDITOR to the command of your editor first."),
        (" ", "Set EDITOR to the command of your editor first."),
        ("/no/such/editor", "The editor /no/such/editor cannot be found"),
        ("an 'open quote", "The editor an 'open quote cannot be found"),
    ],
)
async def test_an_editor_that_is_missing_is_told(
    news: Path, monkeypatch: pytest.MonkeyPatch, editor: str | None, sentence: str
) -> None:
    """Without EDITOR, or with one that cannot be started, `e` says so."""
    if editor is None:
        monkeypatch.delenv("EDITOR", raising=False)
    else:
        monkeypatch.setenv("EDITOR", editor)
    async with reading(news) as driver:
        await driver.press("e")
        assert driver.toasts[0].startswith(sentence)


async def test_keys_without_a_card_do_nothing(tmp_path: Path) -> None:
    """In an empty list no key falls over, and none opens anything."""
    browser = Browser()
    (tmp_path / "news").mkdir()
    async with reading(tmp_path / "news", browser=browser) as driver:
        for key in ["j", "G", "pagedown", "enter", "tab", "z", "o", "1", "y", "m", "s", "A", "e",
                    "n", "p", "T", "escape"]:  # fmt: skip
            await driver.press(key)
        assert driver.list.has_focus
        assert browser.opened == []
        assert driver.shown == ""


async def test_other_keys_can_be_given(news: Path) -> None:
    """The configuration's keys replace those of the table, in the hints too."""
    async with reading(news, config=Config(keys=(("star", "w"),))) as driver:
        assert "w star" in driver.lines[-1]
        await driver.press("s", "w")
        assert driver.marked("starred") == {"first"}
