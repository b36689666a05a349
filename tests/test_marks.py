"""Marks are durable, can be undone in order, and tell what changed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader import database, marks
from cardreader.card import Mark
from cardreader.database import DamagedError, DatabaseError
from cardreader.marks import Kind, Marks
from cardreader.urls import IDENTITY_VERSION
from library_tools import NOW, start_python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK_AND_WAIT = """
import sys
from pathlib import Path
from cardreader.marks import Marks
marks = Marks(Path(sys.argv[1]), lambda: 0.0)
marks.set(sys.argv[2:], "read", value=True, what="read")
print("done", flush=True)
sys.stdin.read()
"""
UNDO = """
import sys
from pathlib import Path
from cardreader.marks import Marks
print(Marks(Path(sys.argv[1]), lambda: 0.0).undo().what)
"""
MARK_MANY = """
import sys
from pathlib import Path
from cardreader.marks import Marks
marks = Marks(Path(sys.argv[1]), lambda: 0.0)
for number in range(40):
    marks.set([sys.argv[2] + str(number)], "read", value=True, what="read")
"""


def open_marks(path: Path) -> Marks:
    """Open marks at a fixed time."""
    return Marks(path, lambda: NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the marks are."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "marks.sqlite3"


@pytest.fixture
def own(path: Path) -> Iterator[Marks]:
    """Give new marks."""
    own = open_marks(path)
    yield own
    own.close()


def read(own: Marks, *articles: str, value: bool = True) -> list[Mark]:
    """Mark articles read (or unread)."""
    return own.set(articles, "read", value=value, what=f"read {' '.join(articles)}")


def star(own: Marks, *articles: str, value: bool = True) -> list[Mark]:
    """Star articles (or take the star off)."""
    return own.set(articles, "starred", value=value, what=f"starred {' '.join(articles)}")


def states(own: Marks) -> dict[str, tuple[bool, bool]]:
    """Return read and starred of all articles that have any mark now."""
    return {
        mark.article: (mark.read, mark.starred)
        for mark in own.since(0)
        if mark.read or mark.starred
    }


def undo_all(own: Marks) -> list[str]:
    """Take back whatever can be; return what it was, in that order."""
    return [undone.what for undone in iter(own.undo, None)]


def test_an_article_without_marks_is_unread(own: Marks) -> None:
    """What was never marked is neither read nor starred."""
    assert own.of("a.example/x") == Mark("a.example/x", read=False, starred=False)


def test_read_and_starred_are_marked_apart(own: Marks) -> None:
    """Each kind of mark leaves the other as it is."""
    assert read(own, "a") == [Mark("a", read=True, starred=False)]
    assert star(own, "a") == [Mark("a", read=True, starred=True)]
    assert read(own, "a", value=False) == [Mark("a", read=False, starred=True)]
    assert own.of("a") == Mark("a", read=False, starred=True)


def test_only_what_was_not_so_already_is_returned(own: Marks) -> None:
    """Marking is idempotent, and names each article once."""
    read(own, "a")
    assert read(own, "a", "b", "b") == [Mark("b", read=True, starred=False)]
    assert read(own, "a", "b") == []


def test_marking_nothing_is_nothing_to_undo(own: Marks) -> None:
    """What changed nothing leaves no entry in the journal and no change."""
    read(own, "a")
    before = own.change()
    read(own, "a")
    read(own)
    assert own.change() == before
    assert undo_all(own) == ["read a"]


def test_markings_are_undone_last_first(own: Marks) -> None:
    """Several deep, each back to what was before it, until there is none left."""
    read(own, "a")
    star(own, "a")
    read(own, "a", value=False)
    undone = own.undo()
    assert undone is not None
    assert undone.marks == (Mark("a", read=True, starred=True),)
    own.undo()
    assert own.of("a") == Mark("a", read=True, starred=False)
    own.undo()
    assert own.of("a") == Mark("a", read=False, starred=False)
    assert own.undo() is None


def test_marking_many_is_one_step_to_undo(own: Marks) -> None:
    """Those that were read before stay read when a marking of all is taken back."""
    read(own, "b")
    star(own, "c")
    read(own, *"abcd")
    undone = own.undo()
    assert undone is not None
    assert sorted(mark.article for mark in undone.marks) == ["a", "c", "d"]
    assert states(own) == {"b": (True, False), "c": (False, True)}


def test_thousands_are_marked_and_undone_at_once(own: Marks) -> None:
    """More articles than a statement takes parameters are one marking like any other."""
    articles = [f"example.com/{number}" for number in range(5_000)]
    assert len(read(own, *articles)) == 5_000
    own.undo()
    assert states(own) == {}


KINDS = st.sampled_from(["read", "starred"])
MARKINGS = st.tuples(st.lists(st.sampled_from("abc"), max_size=3), KINDS, st.booleans())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.one_of(MARKINGS, st.just("undo")), max_size=12))
def test_any_marks_and_undos_end_where_a_stack_of_states_does(
    steps: list[tuple[list[str], Kind, bool] | str],
) -> None:
    """A naive history of whole states agrees after every step."""
    with temporary_marks() as own:
        now: dict[str, tuple[bool, bool]] = {}
        history: list[dict[str, tuple[bool, bool]]] = []
        for step in steps:
            if isinstance(step, str):
                undone = own.undo()
                assert (undone is None) == (not history)
                now = history.pop() if history else now
            else:
                articles, kind, value = step
                after = dict(now)
                for article in articles:
                    is_read, starred = after.get(article, (False, False))
                    after[article] = (value, starred) if kind == "read" else (is_read, value)
                after = {article: mark for article, mark in after.items() if any(mark)}
                changed = own.set(articles, kind, value=value, what="")
                assert bool(changed) == (after != now)
                if after != now:
                    history.append(now)
                    now = after
            assert states(own) == now


@contextlib.contextmanager
def temporary_marks() -> Iterator[Marks]:
    """Give marks in memory."""
    from pathlib import Path  # noqa: PLC0415 - elsewhere only its type is needed

    with contextlib.closing(open_marks(Path(":memory:"))) as own:
        yield own


def test_the_journal_is_bounded(own: Marks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest markings can no longer be undone; they stay marked."""
    monkeypatch.setattr(marks, "JOURNAL_LENGTH", 3)
    for article in "abcde":
        read(own, article)
    assert undo_all(own) == ["read e", "read d", "read c"]
    assert sorted(states(own)) == ["a", "b"]
    rows = own._database.connection.execute("SELECT count(*) FROM journal_item").fetchone()
    assert rows == (0,)


def test_markings_that_change_nothing_do_not_use_up_the_journal(
    own: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening read cards again and again leaves the earlier markings to be undone."""
    monkeypatch.setattr(marks, "JOURNAL_LENGTH", 3)
    read(own, "a")
    for _ in range(5):
        read(own, "a")
    read(own, "b")
    assert undo_all(own) == ["read b", "read a"]


def test_undone_markings_do_not_use_up_the_journal(
    own: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marking and undoing again and again leaves the earlier markings to be undone."""
    monkeypatch.setattr(marks, "JOURNAL_LENGTH", 3)
    read(own, "a")
    for _ in range(5):
        star(own, "b")
        own.undo()
    star(own, "c")
    assert undo_all(own) == ["starred c", "read a"]


def test_undo_works_from_another_process(own: Marks, path: Path) -> None:
    """The journal is in the database: another program takes back what this one did."""
    read(own, "a")
    read(own, "b")
    output, _ = start_python(UNDO, path).communicate()
    assert output == "read b\n"
    assert states(own) == {"a": (True, False)}
    assert undo_all(own) == ["read a"]


def test_a_mark_survives_a_kill(path: Path) -> None:
    """Once acknowledged a mark is on the disk, and can be undone."""
    process = start_python(MARK_AND_WAIT, path, "a", "b")
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    process.kill()
    process.communicate()
    with contextlib.closing(open_marks(path)) as own:
        assert states(own) == {"a": (True, False), "b": (True, False)}
        assert undo_all(own) == ["read"]


def test_a_commit_waits_for_the_disk(own: Marks) -> None:
    """Marks are synchronised in full, the setting that survives a power failure."""
    full = 2
    assert own._database.connection.execute("PRAGMA synchronous").fetchone() == (full,)


def test_two_processes_that_mark_lose_nothing(own: Marks, path: Path) -> None:
    """All marks of both are there, and all of their journal."""
    processes = [start_python(MARK_MANY, path, name) for name in "ab"]
    for process in processes:
        process.communicate()
    assert len(states(own)) == 80
    assert own.change()[1] == 80
    assert len(undo_all(own)) == 80


def test_each_change_has_a_number(own: Marks) -> None:
    """Markings and undos count; who saw a number asks for what came after it."""
    database_id, change = own.change()
    assert change == 0
    read(own, "a", "b")
    star(own, "b")
    assert own.change() == (database_id, 2)
    assert [mark.article for mark in own.since(1)] == ["b"]
    assert list(own.since(2)) == []
    own.undo()
    assert own.change() == (database_id, 3)
    assert list(own.since(2)) == [Mark("b", read=True, starred=False)]


def test_all_that_was_ever_marked_is_since_the_start(own: Marks) -> None:
    """What was unmarked again is told too, so that a copy can follow."""
    read(own, "a", "b")
    own.undo()
    assert {mark.article for mark in own.since(0)} == {"a", "b"}


def test_each_database_has_an_id_of_its_own(own: Marks, tmp_path: Path) -> None:
    """A copy of the marks notices that it was made from another database."""
    with contextlib.closing(open_marks(tmp_path / "other.sqlite3")) as other:
        assert other.change()[0] != own.change()[0]


def test_marks_are_there_again_the_next_time(own: Marks, path: Path) -> None:
    """Closing and opening changes nothing, the id and the number of the last change included."""
    star(own, "a")
    change = own.change()
    own.close()
    with contextlib.closing(open_marks(path)) as again:
        assert states(again) == {"a": (False, True)}
        assert again.change() == change


@pytest.mark.parametrize(
    "value", ["hot", ["one", "two"], {"width": 3}, None, True, "日本 🙂 \ud800"]
)
def test_small_things_are_kept(own: Marks, path: Path, value: object) -> None:
    """Whatever JSON can hold is there again the next time, and the last value counts."""
    own.keep_state("thing", "before")
    own.keep_state("thing", value)
    own.close()
    with contextlib.closing(open_marks(path)) as again:
        assert again.state("thing") == value


def test_what_was_never_kept_is_none(own: Marks) -> None:
    """A key that was never written has no value."""
    assert own.state("nothing") is None


def test_a_value_that_json_cannot_hold_changes_nothing(own: Marks) -> None:
    """A mistake of the program is an error, and what was kept stays."""
    own.keep_state("thing", "before")
    with pytest.raises(TypeError):
        own.keep_state("thing", object())
    assert own.state("thing") == "before"


def test_the_rule_of_identities_has_its_version_stored(own: Marks, path: Path) -> None:
    """A later rule can tell which marks were made by an earlier one."""
    own.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT value FROM meta WHERE key = 'identity_version'")
        assert rows.fetchall() == [(str(IDENTITY_VERSION),)]


def test_the_moment_of_a_mark_is_kept(own: Marks, path: Path) -> None:
    """When an article was read is stored, in seconds since 1970, apart from when it was starred."""
    read(own, "a")
    own.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT read_at, starred_at FROM mark").fetchall() == [
            (NOW, None)
        ]


def test_damaged_marks_are_told_and_nothing_is_deleted(path: Path) -> None:
    """User data is never set aside: the error names the file, which stays byte for byte."""
    content = json.dumps("no database").encode() * 100
    path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"marks\.sqlite3 is damaged"):
        open_marks(path)
    assert path.read_bytes() == content
    assert list(path.parent.glob("*")) == [path]


def test_marks_of_a_newer_program_are_refused_unchanged(own: Marks, path: Path) -> None:
    """Neither a mark nor a byte is touched."""
    read(own, "a")
    own.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1000")
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="newer cardreader"):
        open_marks(path)
    assert path.read_bytes() == before


def test_a_full_disk_loses_no_mark(own: Marks) -> None:
    """The marking that did not fit is told and undone as a whole; those before it stay."""
    read(own, "a")
    connection = own._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DatabaseError, match="disk is full"):
        read(own, *(f"example.com/{number}" for number in range(5_000)))
    assert states(own) == {"a": (True, False)}
    assert own.change()[1] == 1
    assert undo_all(own) == ["read a"]


def test_locked_marks_are_told_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot write in time hears why, and nothing was marked."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1)
    with (
        contextlib.closing(open_marks(path)) as own,
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="in use by another program"):
            read(own, "a")
        other.execute("ROLLBACK")
        assert states(own) == {}
        assert read(own, "a")


def test_marks_open_while_another_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that only looks does not wait for one that marks."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1)
    open_marks(path).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with contextlib.closing(open_marks(path)) as own:
            assert states(own) == {}
