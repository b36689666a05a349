"""What the reader's keys do to cards: read, starred, all of them, and back again."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from cardreader.config import Config
from cardreader.database import DatabaseError
from cardreader.opener import OpenError
from cardreader.query import Order, Query
from cardreader.ui.reader_screen import ReaderScreen
from library_tools import open_library
from reader_tools import Browser, Gate, reading, related, stories, story

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from cardreader.library import Library


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four stories, `card-0` the hottest."""
    return stories(tmp_path / "news", 4)


def kept(folder: Path, kind: str) -> set[str]:
    """Return what is marked in the databases, as another process sees it."""
    library: Library = open_library(folder.parent / "reader", folder)
    ids = library.view(Query(), Order()).ids
    marked = {each.title for each in library.summaries(ids) if each and getattr(each, kind)}
    library.close()
    return marked


# By hand


async def test_m_marks_read_and_unread(news: Path) -> None:
    """`m` marks the card under the cursor read; again, unread. The title counts along."""
    async with reading(news) as driver:
        await driver.press("j", "m")
        assert driver.marked("read") == kept(news, "read") == {"card-1"}
        assert "4 cards · 3 unread" in driver.title
        await driver.press("m")
        assert driver.marked("read") == kept(news, "read") == set()
        assert "4 cards · 4 unread" in driver.title


async def test_s_stars_and_takes_the_star_away(news: Path) -> None:
    """`s` stars the card; again, no longer. The row shows it."""
    async with reading(news) as driver:
        await driver.press("j", "s")
        assert driver.marked("starred") == kept(news, "starred") == {"card-1"}
        assert "★" in driver.lines[4]
        await driver.press("s")
        assert kept(news, "starred") == set()
        assert "★" not in driver.text


async def test_the_pane_shows_the_marks(news: Path) -> None:
    """Where a card is marked, the pane says so at once."""
    async with reading(news) as driver:
        assert "● unread" in driver.text
        await driver.press("m")
        assert "● unread" not in driver.text


async def test_marks_in_the_card_are_about_the_card(news: Path) -> None:
    """The keys for marking hold in the card, too."""
    async with reading(news) as driver:
        await driver.press("j", "enter", "s", "m")
        assert driver.marked("starred") == {"card-1"}
        assert driver.marked("read") == set()


async def test_a_mark_is_kept_at_once(news: Path) -> None:
    """Two markings in a row take effect in their order, though none waits for the other."""
    async with reading(news) as driver:
        driver.send("m", "m", "m", "s")
        await driver.settle()
        assert driver.marked("read") == driver.marked("starred") == {"card-0"}


async def test_quitting_loses_no_mark(news: Path) -> None:
    """Markings that are still on their way when `q` is pressed are kept."""
    async with reading(news) as driver:
        driver.send("m", "s", "j", "s", "m", "j", "m", "q")
        await driver.settle()
        assert driver.app._exit
    assert kept(news, "read") == {"card-0", "card-1", "card-2"}
    assert kept(news, "starred") == {"card-0", "card-1"}


async def test_quitting_while_cards_are_counted(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes back from a worker while the screen is taken down finds nothing to fall over."""
    async with reading(news) as driver:
        gate = Gate(driver.library.unread)
        monkeypatch.setattr(driver.library, "unread", gate)
        gate.shut()
        driver.send("m")
        await driver.until(lambda: gate.waiting)
        reader = driver.reader
        reader.say("Going.")
    gate.open()
    reader.show_title()
    reader.say("Gone.")
    assert driver.app.return_code in (0, None)


async def test_a_read_card_stays_until_the_view_is_asked_for_anew(news: Path) -> None:
    """Among unread cards only, one that is marked read keeps its place; `R` takes it out."""
    async with reading(news) as driver:
        await driver.press("U", "j", "m")
        assert driver.titles == ["card-0", "card-1", "card-2", "card-3"]
        assert driver.cursor == "card-1"
        assert "4 cards · 3 unread" in driver.title
        await driver.press("R")
        assert driver.titles == ["card-0", "card-2", "card-3"]


async def test_all_in_the_view_are_marked(news: Path) -> None:
    """`A` marks the cards of the view read and no others, and says how many they were."""
    async with reading(news) as driver:
        await driver.press("m", "slash")
        await driver.type("card-1")
        await driver.press("enter", "A")
        assert driver.sentence == "1 card marked read. u takes it back."
        await driver.press("escape")
        assert driver.marked("read") == {"card-0", "card-1"}
        await driver.press("A")
        assert driver.sentence == "2 cards marked read. u takes it back."
        assert len(kept(news, "read")) == 4


async def test_all_are_marked_while_only_the_first_rows_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed before the whole view has been read, `A` is about the whole view."""
    folder = stories(tmp_path / "news", 250)
    library = open_library(tmp_path / "reader", folder)
    library.refresh()
    library.close()
    counts: list[str] = []
    load_first = ReaderScreen.load_first

    def press_at_once(self: ReaderScreen) -> None:
        load_first(self)
        self.show_title()
        counts.append(self.title_bar.render().plain)
        self.action_mark_all_read()

    monkeypatch.setattr(ReaderScreen, "load_first", press_at_once)
    async with reading(folder) as driver:
        assert "cards" not in counts[0]
        assert len(kept(folder, "read")) == 250
        assert "250 cards · 0 unread" in driver.title


async def test_nothing_left_to_mark_is_told(news: Path) -> None:
    """`A` over read cards says so, and leaves nothing to undo."""
    async with reading(news) as driver:
        await driver.press("A", "A")
        assert driver.sentence == "All cards here were read already."
        await driver.press("u")
        assert driver.marked("read") == set()


# And back


async def test_undo_goes_several_deep(news: Path) -> None:
    """`u` takes markings back one after the other, the last first, and says which."""
    async with reading(news) as driver:
        await driver.press("m", "j", "s", "A")
        told = []
        for _ in range(4):
            await driver.press("u")
            told.append((driver.sentence, driver.marked("read"), driver.marked("starred")))
        assert told == [
            ("Undone: all in the view read", {"card-0"}, {"card-1"}),
            ("Undone: starred: card-1", {"card-0"}, set()),
            ("Undone: read: card-0", set(), set()),
            ("There is no marking to undo.", set(), set()),
        ]


async def test_undo_brings_back_what_was_read_before(news: Path) -> None:
    """Taking `A` back leaves those read that were so before it."""
    async with reading(news) as driver:
        await driver.press("j", "m", "A", "u")
        assert driver.marked("read") == kept(news, "read") == {"card-1"}


async def test_undo_after_quitting(news: Path) -> None:
    """A marking of the last session can be taken back in this one."""
    async with reading(news) as driver:
        await driver.press("s")
    async with reading(news) as driver:
        assert driver.marked("starred") == {"card-0"}
        await driver.press("u")
        assert driver.marked("starred") == set()


# By reading


async def test_going_into_a_card_reads_it(news: Path) -> None:
    """A card that is gone into becomes read; moving over it does not do that."""
    async with reading(news) as driver:
        await driver.press("j", "j", "k")
        assert driver.marked("read") == set()
        await driver.press("enter")
        assert driver.marked("read") == {"card-1"}


async def test_opening_a_card_reads_it(news: Path) -> None:
    """A card whose article was opened becomes read, and `u` takes that back."""
    async with reading(news) as driver:
        await driver.press("o")
        assert driver.marked("read") == {"card-0"}
        await driver.press("u")
        assert driver.marked("read") == set()


async def test_a_card_that_could_not_be_opened_stays_unread(news: Path) -> None:
    """When the browser does not start, nothing is marked."""
    async with reading(news, browser=Browser(error=OpenError("No browser."))) as driver:
        await driver.press("o")
        assert driver.toasts == ["No browser."]
        assert driver.marked("read") == set()


async def test_opening_a_related_item_reads_its_card(tmp_path: Path) -> None:
    """The card of the item becomes read, not the one it is listed by."""
    story(tmp_path / "news", "one", 2, related=related("two"))
    story(tmp_path / "news", "two", 1)
    async with reading(tmp_path / "news") as driver:
        await driver.press("1")
        assert driver.marked("read") == {"two"}


async def test_related_items_show_their_own_read_state(tmp_path: Path) -> None:
    """Items that are cards are marked as read or unread, others as leading out."""
    story(tmp_path / "news", "one", 3, related=related("two", "three", "elsewhere"))
    story(tmp_path / "news", "two", 2)
    story(tmp_path / "news", "three", 1)

    def state(lines: list[str], name: str) -> str:
        place = next(place for place, line in enumerate(lines) if f"About {name}" in line)
        return next(sign for sign in "✓●↗" if sign in lines[place + 1])

    async with reading(tmp_path / "news", size=(100, 30)) as driver:
        lines = list(driver.lines)
        assert [state(lines, name) for name in ("two", "three", "elsewhere")] == ["●", "●", "↗"]
        await driver.press("1")
        lines = list(driver.lines)
        assert [state(lines, name) for name in ("two", "three", "elsewhere")] == ["✓", "●", "↗"]


async def test_copies_of_an_article_are_read_together(tmp_path: Path) -> None:
    """Marks hang on the article: another card with its URL has them too."""
    story(tmp_path / "news", "one", 2)
    story(tmp_path / "news", "copy", 1, webUrl="http://example.com/one?utm_source=x")
    async with reading(tmp_path / "news") as driver:
        await driver.press("m")
        assert driver.marked("read") == {"one", "copy"}


async def test_nothing_is_read_by_itself_when_marking_is_manual(news: Path) -> None:
    """With `mark_read = "manual"`, only `m` and `A` mark."""
    async with reading(news, config=Config(mark_read="manual")) as driver:
        await driver.press("o", "enter", "escape", "j", "z", "z")
        assert driver.marked("read") == set()
        await driver.press("m")
        assert driver.marked("read") == {"card-1"}


async def test_a_card_under_the_cursor_is_read_after_a_moment(news: Path) -> None:
    """With `mark_read = "view"`, it is enough that the cursor rests on it."""
    async with reading(news, config=Config(mark_read="view")) as driver:
        await driver.until(lambda: driver.marked("read") == {"card-0"})
        await driver.press("G")
        await driver.until(lambda: driver.marked("read") == {"card-0", "card-3"})


# A full disk


async def test_a_full_disk_is_told_and_nothing_is_marked(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a marking cannot be kept, a sentence says so and the row stays unread."""

    def full(*_: object, **__: object) -> None:
        raise DatabaseError("The disk is full: marks.sqlite3 could not be written.")

    async with reading(news) as driver:
        with monkeypatch.context() as patched:
            patched.setattr(driver.library._marks, "set", full)
            await driver.press("m")
            assert driver.toasts == ["The disk is full: marks.sqlite3 could not be written."]
            assert driver.marked("read") == set()
            assert "4 unread" in driver.title
        await driver.press("m")
        assert driver.marked("read") == {"card-0"}


async def test_a_disk_that_is_really_full(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own refusal is the same sentence, and nothing is marked by half."""
    for number in range(200):
        story(news, f"more-{number}", 1, webUrl=f"https://example.com/{number:0500}")
    async with reading(news) as driver:
        database = driver.library._marks._database
        connect = database._connect

        def without_room() -> sqlite3.Connection:
            connection = connect()
            connection.execute("PRAGMA max_page_count = 1")  # no more than there is already
            return connection

        monkeypatch.setattr(database, "_connect", without_room)
        for connection in database._opened:
            connection.execute("PRAGMA max_page_count = 1")
        await driver.press("A")
        assert driver.toasts[0].startswith("The disk is full: ")
        assert driver.marked("read") == kept(news, "read") == set()


async def test_marks_of_another_reader_are_shown(news: Path) -> None:
    """With the next look; what is here already is not taken back."""
    async with reading(news) as driver:
        await driver.press("j", "s", "g")
        with contextlib.closing(open_library(news.parent / "reader", news)) as other:
            ids = other.view(Query(), Order()).ids
            other.mark(ids[:1], "read", value=True, what="elsewhere")
        driver.reader.look()
        await driver.settle()
        assert driver.marked("read") == {"card-0"}
        assert driver.marked("starred") == {"card-1"}
        assert "3 unread" in driver.title


async def test_a_marking_that_is_refused_is_told_once_on_a_screen(news: Path) -> None:
    """Nothing is pretended, and toasts do not pile up."""
    async with reading(news) as driver:
        driver.library._marks.refusal = "The marks are elsewhere."
        await driver.press("m", "s", "o", "j", "enter")
        assert driver.toasts == ["The marks are elsewhere."]
        assert driver.marked("read") == driver.marked("starred") == set()
        driver.library._marks.refusal = ""
