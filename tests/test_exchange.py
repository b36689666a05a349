"""Marks go out as lines of JSON and come in again, merged by what is newest."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.database import DatabaseError
from cardreader.marks import Marks, open_marks, rescue
from cardreader.marks.exchange import Entry, from_line, merge, to_line
from cardreader.urls import article_of
from library_tools import DAY, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ONE, OTHER = "example.com/one", "example.com/other"
IDENTITIES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=99)
MOMENTS = st.none() | st.integers(0, 253_402_300_799)


class Clock:
    """A time that is set by hand."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        """Give seconds since 1970."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the marks are."""
    return tmp_path / "marks.sqlite3"


@pytest.fixture
def own(path: Path, clock: Clock) -> Iterator[Marks]:
    """Open marks."""
    with contextlib.closing(Marks(path, clock)) as marks:
        yield marks


def entry(identity: str, *, read: bool = False, starred: bool = False,
          read_at: int | None = None, starred_at: int | None = None) -> Entry:  # fmt: skip
    """Make an entry."""
    return Entry(article_of(identity), identity, read, starred, read_at, starred_at)


def read(marks: Marks, *identities: str, value: bool = True) -> int:
    """Mark articles read."""
    return marks.set(
        [(article_of(each), each) for each in identities], "read", value=value, what="read"
    )


# Lines


def test_a_line_tells_all_in_plain_words() -> None:
    """What is not known is null."""
    assert json.loads(to_line(entry(ONE, read=True, read_at=1_606_212_000))) == {
        "identity": ONE, "read": True, "starred": False,
        "read_at": "2020-11-24T10:00:00Z", "starred_at": None,
    }  # fmt: skip


@given(IDENTITIES, st.booleans(), st.booleans(), MOMENTS, MOMENTS)
def test_a_line_is_read_as_it_was_written(
    identity: str, is_read: bool, starred: bool, read_at: int | None, starred_at: int | None
) -> None:
    """Nothing is lost on the way."""
    given_ = Entry(article_of(identity), identity, is_read, starred, read_at, starred_at)
    assert from_line(to_line(given_).encode()) == given_


def test_an_article_of_which_only_the_number_is_left_goes_out_and_in() -> None:
    """It is named by that."""
    bare = Entry(5, None, True, False, None, None)
    assert from_line(to_line(bare).encode()) == bare


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_entry_or_a_reason(line: bytes) -> None:
    """Nothing else comes of them."""
    reason = ""
    try:
        found: Entry | None = from_line(line)
    except ValueError as error:
        found, reason = None, str(error)
    assert bool(found) != bool(reason)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"x" * 2**17, "too long"),
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "names no article"),
        (b'{"identity": 5}', "names no article"),
        (b'{"article": -1}', "names no article"),
        (b'{"article": true}', "names no article"),
        (b'{"article": 9223372036854775808}', "names no article"),
        (b'{"identity": ""}', "its identity"),
        (b'{"identity": "a\\u001bb"}', "its identity"),
        (b'{"identity": "a\\ud800"}', "its identity"),
        (b'{"identity": "a", "read": 1}', "read is neither"),
        (b'{"identity": "a", "starred_at": "today"}', "starred_at is no time"),
        (b'{"identity": "a", "read_at": "2020-01-01T00:00:00"}', "no time zone"),
        (b'{"identity": "a", "read_at": "0001-01-01T00:00:00+14:00"}', "read_at is no time"),
    ],
)
def test_a_bad_line_has_a_reason(line: bytes, reason: str) -> None:
    """In plain words."""
    with pytest.raises(ValueError, match=reason):
        from_line(line)


# Merging


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ((True, 5), (False, 9), False),
        ((True, 9), (False, 5), True),
        ((True, 5), (False, 5), True),
        ((True, None), (False, 5), False),
        ((True, 5), (False, None), True),
        ((False, None), (True, None), True),
        ((True, None), (False, None), True),
    ],
)
def test_the_newer_mark_wins(
    own: Marks, mine: tuple[bool, int | None], theirs: tuple[bool, int | None], after: bool
) -> None:
    """Where neither is known to be, a mark is kept."""
    own.merge([entry(ONE, read=mine[0], read_at=mine[1])])
    own.merge([entry(ONE, read=theirs[0], read_at=theirs[1])])
    assert own.of(ONE).read is after


def test_read_and_starred_are_judged_apart(own: Marks) -> None:
    """One may be newer here, the other there."""
    own.merge([entry(ONE, read=True, read_at=9, starred=True, starred_at=5)])
    own.merge([entry(ONE, read=False, read_at=5, starred=False, starred_at=9)])
    assert (own.of(ONE).read, own.of(ONE).starred) == (True, False)


def test_a_time_to_come_counts_as_now(own: Marks, clock: Clock) -> None:
    """A clock that was wrong does not win for ever."""
    own.merge([entry(ONE, read=True, read_at=NOW + 99 * DAY)])
    clock.now += 1
    assert read(own, ONE, value=False) == 1
    assert [each.read_at for each in own.entries()] == [NOW + 1]


def test_all_goes_out_and_comes_in_elsewhere(own: Marks, tmp_path: Path, clock: Clock) -> None:
    """What is unread again, too."""
    read(own, ONE, OTHER)
    read(own, OTHER, value=False)
    with contextlib.closing(Marks(tmp_path / "elsewhere" / "marks.sqlite3", clock)) as other:
        changed, _ = other.merge([from_line(to_line(each).encode()) for each in own.entries()])
        assert changed == 1
        assert list(other.entries()) == list(own.entries())


def test_what_a_merge_changes_can_be_followed(own: Marks) -> None:
    """Copies of the marks hear of it as of any marking."""
    before = own.change()[1]
    own.merge([entry(ONE, read=True, starred=True), entry(OTHER, read=True)])
    changes = own.since(before)
    assert changes is not None
    assert {change.kind for change in changes} == {"read", "starred"}
    assert all(change.value for change in changes)


def test_before_a_merge_there_is_a_copy(own: Marks, clock: Clock) -> None:
    """It has the marks as they were."""
    read(own, ONE)
    _, before = own.merge([entry(OTHER, read=True)])
    assert {each.identity for each in rescue.read_left(before).entries} == {ONE}
    assert clock.now == NOW


def test_a_merge_of_nothing_new_changes_nothing(own: Marks) -> None:
    """No change is noted."""
    own.merge([entry(ONE, read=True, read_at=5)])
    before = own.change()
    assert own.merge([entry(ONE, read=True, read_at=5)])[0] == 0
    assert own.change() == before


# Backups


def backups(path: Path) -> list[str]:
    """Return the endings of the backups of days, the newest first."""
    return [each.name.removeprefix("marks.sqlite3.") for each in rescue.backups(path)]


def test_each_day_of_marking_has_a_backup(path: Path, clock: Clock) -> None:
    """The last seven are kept."""
    for number in range(9):
        with contextlib.closing(Marks(path, clock)) as own:
            read(own, f"example.com/{number}")
        clock.now += DAY
    assert len(backups(path)) == rescue.KEPT_BACKUPS
    newest, *_, oldest = rescue.backups(path)
    assert len(rescue.read_left(newest).entries) == 9
    assert len(rescue.read_left(oldest).entries) == 3


def test_a_day_has_one_backup(own: Marks, path: Path) -> None:
    """Made with its first marking."""
    for identity in (ONE, OTHER):
        read(own, identity)
    own.close()
    assert len(backups(path)) == 1
    with contextlib.closing(Marks(path, Clock())) as again:
        read(again, "example.com/third")
    assert len(backups(path)) == 1


def test_what_a_killed_backup_left_is_taken_away(own: Marks, path: Path) -> None:
    """By the next."""
    left_over = path.with_name("marks.sqlite3.2020-01-01.part")
    left_over.touch()
    read(own, ONE)
    own.close()
    assert not left_over.exists()


def test_a_backup_that_cannot_be_made_is_told(
    own: Marks, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marking counts all the same."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    assert read(own, ONE) == 1
    own.close()
    assert own.notices == [f"No backup of {path} can be made: No space left on device."]


def test_marks_that_are_gone_come_back_from_the_backup(path: Path, clock: Clock) -> None:
    """A file that is missing at the start, with the date of the backup told."""
    with contextlib.closing(Marks(path, clock)) as own:
        read(own, ONE)
        own.keep_state("searches", ["tea"])
    (backup,) = rescue.backups(path)
    path.unlink()
    with contextlib.closing(Marks(path, clock)) as again:
        assert again.of(ONE).read
        (notice,) = again.notices
        assert notice == f"{path} was gone. one mark came back from {backup.name}."


def test_an_empty_backup_is_passed_over(path: Path, clock: Clock) -> None:
    """The next older one is taken."""
    with contextlib.closing(Marks(path, clock)) as own:
        read(own, ONE)
    path.with_name("marks.sqlite3.2099-01-01").write_bytes(b"")
    path.unlink()
    with contextlib.closing(Marks(path, clock)) as again:
        assert again.of(ONE).read


def test_without_a_folder_there_are_no_backups(tmp_path: Path) -> None:
    """And no error."""
    assert rescue.backups(tmp_path / "missing" / "marks.sqlite3") == []


# What is left of a file


def test_marks_of_the_first_version_can_be_saved(path: Path) -> None:
    """They had identities for numbers."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE mark (article TEXT PRIMARY KEY, read, starred, read_at,"
                           " starred_at, change)")  # fmt: skip
        connection.execute("CREATE TABLE article (id, identity)")
        connection.execute("CREATE TABLE state (key, value)")
        connection.execute("INSERT INTO mark VALUES (?, 1, 0, 5, NULL, 1)", (ONE,))
    assert rescue.read_left(path).entries == [entry(ONE, read=True, read_at=5)]


def test_only_what_can_be_true_is_saved(path: Path, clock: Clock) -> None:
    """Numbers that belong to no identity, and values that no mark has, are damage."""
    with contextlib.closing(Marks(path, clock)) as own:
        read(own, ONE)
        own.keep_state("good", [1])
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO article VALUES (7, 'example.com/wrong')")
        connection.execute("INSERT INTO article VALUES (8, x'00')")
        connection.execute("INSERT INTO mark VALUES (7, 1, 0, 'x', 99999999999999999)")
        connection.execute("INSERT INTO mark VALUES (8, 17, 0, NULL, NULL)")
        connection.execute("INSERT INTO mark VALUES (-9, 1, 0, NULL, NULL)")
        connection.execute("INSERT INTO state VALUES ('bad', '{')")
    left = rescue.read_left(path)
    assert sorted(left.entries) == sorted(
        [entry(ONE, read=True, read_at=NOW), Entry(7, None, True, False, None, None)]
    )
    assert left.state == [("good", "[1]")]


def test_nothing_is_left_of_what_is_not_there(tmp_path: Path) -> None:
    """And no error."""
    assert rescue.read_left(tmp_path / "missing") == ([], [])


@pytest.mark.parametrize("size", [0, 100, 5_000])
def test_nothing_is_left_of_what_never_was(path: Path, size: int) -> None:
    """A file of this many zeros."""
    path.write_bytes(bytes(size))
    assert rescue.read_left(path).entries == []


def test_a_lost_first_page_is_replaced(path: Path, clock: Clock) -> None:
    """The others can be read then."""
    with contextlib.closing(Marks(path, clock)) as own:
        read(own, *(f"example.com/{number}" for number in range(500)))
    with path.open("r+b") as file:
        file.write(b"\xff" * 4096)
    before = path.read_bytes()
    assert len(rescue.read_left(path).entries) == 500
    assert path.read_bytes() == before


# Without marks


def test_marks_that_cannot_be_opened_refuse_to_change(path: Path, clock: Clock) -> None:
    """Every marking has the reason; what is read is empty, small things are kept for a while."""
    path.mkdir()
    with contextlib.closing(open_marks(path, clock)) as own:
        for act in (
            lambda: read(own, ONE), own.undo, lambda: list(own.entries()), lambda: own.merge([]),
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match=r"is a folder.* nothing can be marked"):
                act()
        assert not own.of(ONE).read
        own.keep_state("searches", ["tea"])
        assert own.state("searches") == ["tea"]
        assert own.made == 0


def test_a_merge_tells_what_it_changed(path: Path, clock: Clock) -> None:
    """By kind and value, the articles' numbers."""
    entries = [entry(ONE, read=True), Entry(5, None, False, True, None, 3)]
    with contextlib.closing(Marks(path, clock)) as own, own._database.writing() as connection:
        assert merge(connection, entries, 9) == {
            ("read", True): [article_of(ONE)],
            ("starred", True): [5],
        }
