"""Marks are durable, can be undone in order, and tell what changed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardreader import database, marks
from cardreader.card import Mark
from cardreader.database import Database, DatabaseError
from cardreader.marks import Article, Kind, Marks, Part, Undone, rescue, schema
from cardreader.urls import IDENTITY_VERSION, article_of
from library_tools import NOW, start_python

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK_AND_WAIT = """
import sys
from pathlib import Path
from cardreader.marks import Marks
from cardreader.urls import article_of
marks = Marks(Path(sys.argv[1]), lambda: 0.0)
articles = [(article_of(name), name) for name in sys.argv[2:]]
marks.set(articles, "read", value=True, what="read")
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
from cardreader.urls import article_of
marks = Marks(Path(sys.argv[1]), lambda: 0.0)
for number in range(40):
    name = sys.argv[2] + str(number)
    marks.set([(article_of(name), name)], "read", value=True, what="read")
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


def named(*names: str) -> list[Article]:
    """Return articles with these identities."""
    return [(article_of(name), name) for name in names]


def read(own: Marks, *names: str, value: bool = True) -> int:
    """Mark articles read (or unread)."""
    return own.set(named(*names), "read", value=value, what=f"read {' '.join(names)}")


def star(own: Marks, *names: str, value: bool = True) -> int:
    """Star articles (or take the star off)."""
    return own.set(named(*names), "starred", value=value, what=f"starred {' '.join(names)}")


def states(own: Marks) -> dict[str, tuple[bool, bool]]:
    """Return read and starred of all articles that have any mark now, by identity."""
    connection = own._database.connection
    names = dict(connection.execute("SELECT id, identity FROM article"))
    return {names[mark.article]: (mark.read, mark.starred) for mark in own.all()}


def mark(name: str, *, read: bool, starred: bool) -> Mark:
    """Make the marks of an article."""
    return Mark(article_of(name), read, starred)


def undo_all(own: Marks) -> list[str]:
    """Take back whatever can be; return what it was, in that order."""
    return [undone.what for undone in iter(own.undo, None)]


def test_an_article_without_marks_is_unread(own: Marks) -> None:
    """What was never marked is neither read nor starred."""
    assert own.of("a.example/x") == mark("a.example/x", read=False, starred=False)


def test_read_and_starred_are_marked_apart(own: Marks) -> None:
    """Each kind of mark leaves the other as it is."""
    read(own, "a")
    assert own.of("a") == mark("a", read=True, starred=False)
    star(own, "a")
    assert own.of("a") == mark("a", read=True, starred=True)
    read(own, "a", value=False)
    assert own.of("a") == mark("a", read=False, starred=True)


def test_only_what_was_not_so_already_is_counted(own: Marks) -> None:
    """Marking is idempotent, and counts each article once."""
    assert read(own, "a") == 1
    assert read(own, "a", "b", "b") == 1
    assert read(own, "a", "b") == 0
    assert read(own, "c", value=False) == 0


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
    assert own.undo() == Undone("read a", 1)
    assert own.of("a") == mark("a", read=True, starred=True)
    own.undo()
    assert own.of("a") == mark("a", read=True, starred=False)
    own.undo()
    assert own.of("a") == mark("a", read=False, starred=False)
    assert own.undo() is None


def test_marking_many_is_one_step_to_undo(own: Marks) -> None:
    """Those that were read before stay read when a marking of all is taken back."""
    read(own, "b")
    star(own, "c")
    read(own, *"abcd")
    assert own.undo() == Undone("read a b c d", 3)
    assert states(own) == {"b": (True, False), "c": (False, True)}


def test_thousands_are_marked_and_undone_at_once(own: Marks) -> None:
    """More articles than a statement takes parameters are one marking like any other."""
    assert read(own, *(f"example.com/{number}" for number in range(5_000))) == 5_000
    own.undo()
    assert states(own) == {}


quick = settings(max_examples=60, deadline=None, derandomize=True)
KINDS = st.sampled_from(["read", "starred"])
MARKINGS = st.tuples(st.lists(st.sampled_from("abc"), max_size=3), KINDS, st.booleans())


@quick
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
                changed = own.set(named(*articles), kind, value=value, what="")
                assert bool(changed) == (after != now)
                if after != now:
                    history.append(now)
                    now = after
            assert states(own) == now


@contextlib.contextmanager
def temporary_marks() -> Iterator[Marks]:
    """Give marks of their own, for one example of many."""
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(open_marks(Path(folder, "marks.sqlite3"))) as own,
    ):
        yield own


def test_the_journal_is_bounded(own: Marks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest markings can no longer be undone; they stay marked."""
    monkeypatch.setattr(marks, "JOURNAL_LENGTH", 3)
    for article in "abcde":
        read(own, article)
    assert undo_all(own) == ["read e", "read d", "read c"]
    assert sorted(states(own)) == ["a", "b"]


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


def change(name: str, kind: Kind, *, value: bool) -> Part:
    """Make a change of one article."""
    return Part(kind, value, f"[{article_of(name)}]")


def since(own: Marks, number: int) -> list[Part] | None:
    """Return all that came after a change."""
    parts = own.since(number)
    return None if parts is None else list(parts)


def test_each_change_has_a_number(own: Marks) -> None:
    """Markings and undos count; who saw a number asks for what came after it."""
    database_id, number = own.change()
    assert number == 0
    read(own, "a", "b")
    star(own, "b")
    assert own.change() == (database_id, 2)
    assert since(own, 1) == [change("b", "starred", value=True)]
    assert since(own, 2) == []
    own.undo()
    assert own.change() == (database_id, 3)
    assert since(own, 2) == [change("b", "starred", value=False)]


def test_what_was_unmarked_again_is_told_to_who_follows(own: Marks) -> None:
    """All that was ever marked is in the changes since the start, none of it in the marks."""
    read(own, "a", "b")
    own.undo()
    assert list(own.all()) == []
    told = since(own, 0)
    assert told is not None
    numbers = {number for each in told for number in json.loads(each.articles)}
    assert numbers == {article_of("a"), article_of("b")}


# The journal that copies of the marks follow


def journal_length(own: Marks) -> int:
    """Return how many rows the journal has."""
    (count,) = own._database.connection.execute("SELECT count(*) FROM journal").fetchone()
    return int(count)


def test_marking_and_undoing_for_ever_does_not_grow_the_journal(
    own: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes back is forgotten too, when it is old."""
    monkeypatch.setattr(marks, "JOURNAL_LENGTH", 3)
    for number in range(20):
        read(own, str(number))
        read(own, "again")
        own.undo()
    assert journal_length(own) <= 2 * 3
    assert undo_all(own) == ["read 19", "read 18"]


READ_A, READ_B = (["a"], "read", True), (["b"], "read", True)


@quick
@given(
    st.lists(st.one_of(MARKINGS, st.just("undo")), max_size=25),
    st.integers(min_value=1, max_value=3),
)
@example([READ_A, "undo", READ_A, READ_B, "undo"], 1)  # a marking is dropped, then an older undo
def test_a_copy_that_follows_change_by_change_is_one_made_anew(
    steps: list[tuple[list[str], Kind, bool] | str], length: int
) -> None:
    """From whatever change on it was behind; where the journal reaches too little, it is told.

    `since` says None exactly when something it would have to tell was dropped for its age.
    """
    with temporary_marks() as own, pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "JOURNAL_LENGTH", length)
        seen = [{each.article: each for each in own.all()}]
        markings: list[int] = []  # the numbers of the changes that can be taken back, and …
        undos: list[int] = []  # … of those that took one back
        dropped = 0
        for step in steps:
            if isinstance(step, str):
                if own.undo():
                    markings.pop()
                    undos.append(len(seen))
            elif own.set(named(*step[0]), step[1], value=step[2], what=""):
                markings.append(len(seen))
            if own.change()[1] == len(seen):  # something has changed
                seen.append({each.article: each for each in own.all()})
            for numbers in (markings, undos):
                dropped = max([dropped, *numbers[:-length]])
                del numbers[:-length]
        assert own.change()[1] == len(seen) - 1
        assert journal_length(own) <= 2 * length
        for number, before in enumerate(seen):
            changes = since(own, number)
            assert (changes is None) == (number < dropped)
            if changes is not None:
                assert marked(followed(before, changes)) == seen[-1]


def followed(copy: dict[int, Mark], changes: list[Part]) -> dict[int, Mark]:
    """Return a copy of the marks after these changes."""
    copy = dict(copy)
    for each in changes:
        for number in json.loads(each.articles):
            mark = copy.get(number, Mark(number, read=False, starred=False))
            copy[number] = mark._replace(**{each.kind: each.value})
    return copy


def marked(copy: dict[int, Mark]) -> dict[int, Mark]:
    """Leave out what has no mark any more."""
    return {number: mark for number, mark in copy.items() if mark.read or mark.starred}


def test_each_database_has_an_id_of_its_own(own: Marks, tmp_path: Path) -> None:
    """A copy of the marks notices that it was made from another database."""
    with contextlib.closing(open_marks(tmp_path / "other.sqlite3")) as other:
        assert other.change()[0] != own.change()[0]


def test_marks_are_there_again_the_next_time(own: Marks, path: Path) -> None:
    """Closing and opening changes nothing, the id and the number of the last change included."""
    star(own, "a")
    before = own.change()
    own.close()
    with contextlib.closing(open_marks(path)) as again:
        assert states(again) == {"a": (False, True)}
        assert again.change() == before


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
    """The file is set aside byte for byte, with the date; a sentence tells where."""
    content = json.dumps("no database").encode() * 100
    path.write_bytes(content)
    with contextlib.closing(open_marks(path)) as own:
        (aside,) = path.parent.glob("marks.sqlite3.damaged-????????-??????")
        assert aside.read_bytes() == content
        (notice,) = own.notices
        assert aside.name in notice
        assert "0 marks could be saved" in notice
        assert read(own, "a")


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


# Marks of earlier programs


def write_version_1(path: Path, rows: list[tuple[object, ...]], change: int) -> str:
    """Write marks as the first version did, the journal too; return the database's id."""
    first = Database(path, schema.APPLICATION_ID, schema.STEPS[:1], durable=True)
    with first.writing() as connection:
        connection.executemany("INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?)", rows)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'change'", (str(change),))
        connection.execute("INSERT INTO journal VALUES (1, 5, 'read')")
        connection.execute("INSERT INTO journal_item VALUES (1, ?, 0, 0)", rows[0][:1])
        connection.execute("""INSERT INTO state VALUES ('order', '"hot"')""")
        (database_id,) = connection.execute("SELECT value FROM meta WHERE key = 'id'").fetchone()
    first.close()
    return str(database_id)


OLD_ROWS: list[tuple[object, ...]] = [
    ("example.com/read", 1, 0, 11, None, 1),
    ("example.com/both", 1, 1, 12, 13, 2),
    ("file:/news/%FF.md", 0, 1, None, 14, 3),
    ("example.com/unread again", 0, 0, 15, None, 4),
]


def test_marks_of_the_first_version_are_all_kept(path: Path) -> None:
    """Every mark and its moment, the state, the database's id and the number of its change."""
    database_id = write_version_1(path, OLD_ROWS, 4)
    with contextlib.closing(open_marks(path)) as own:
        assert states(own) == {
            "example.com/read": (True, False),
            "example.com/both": (True, True),
            "file:/news/%FF.md": (False, True),
        }
        assert own.change() == (database_id, 4)
        assert own.state("order") == "hot"
        moments = own._database.connection.execute("SELECT article, read_at, starred_at FROM mark")
        assert sorted(moments) == sorted(
            (article_of(str(row[0])), row[3], row[4]) for row in OLD_ROWS
        )


def test_marks_of_the_first_version_are_copied_before_they_are_changed(path: Path) -> None:
    """The copy is the whole database as it was: an older program can still use it."""
    write_version_1(path, OLD_ROWS, 4)
    open_marks(path).close()
    (copy,) = path.parent.glob("marks.sqlite3.v1-*")
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert sorted(connection.execute("SELECT * FROM mark")) == sorted(OLD_ROWS)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT what FROM journal").fetchall() == [("read",)]


def test_marks_of_the_first_version_can_be_followed_from_then_on(path: Path) -> None:
    """A copy that is as new as the marks were follows; one that is older is made anew."""
    write_version_1(path, OLD_ROWS, 4)
    with contextlib.closing(open_marks(path)) as own:
        assert own.undo() is None
        assert since(own, 3) is None
        assert since(own, 4) == []
        read(own, "a")
        assert since(own, 4) == [change("a", "read", value=True)]
        assert undo_all(own) == ["read a"]


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


def test_what_is_around_a_damaged_page_is_saved(path: Path) -> None:
    """Whichever page it is, but for the first ones, most marks are read; some page costs some."""
    total = 3_000
    with contextlib.closing(open_marks(path)) as own:
        read(own, *(f"example.com/{number}" for number in range(total)))
    whole, page = path.read_bytes(), 4096
    saved = []
    for start in range(10 * page, len(whole), 7 * page):
        path.write_bytes(whole[:start] + b"\xff" * page + whole[start + page :])
        saved.append(len(rescue.read_left(path).entries))
    assert min(saved) > total * 0.9
    assert any(number < total for number in saved)


# Many at once


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a marking of more than two articles kept in parts."""
    monkeypatch.setattr(marks, "_PART", 2)


def read_many(own: Marks, *names: str) -> int:
    """Mark articles read whose identities are not told."""
    articles = sorted(map(article_of, names))
    return own.set_many(lambda: iter(articles), "read", value=True, what="many")


@pytest.mark.usefixtures("in_parts")
def test_a_marking_in_parts_is_one_marking(own: Marks) -> None:
    """What was so before is not counted, told or taken back."""
    read(own, "b")
    assert read_many(own, *"abcde") == 4
    assert own.change()[1] == 2
    parts = since(own, 1)
    assert parts is not None
    assert sorted(len(json.loads(part.articles)) for part in parts) == [1, 1, 2]
    told = {article for part in parts for article in json.loads(part.articles)}
    assert told == set(map(article_of, "acde"))
    assert own.undo() == Undone("many", 4)
    assert states(own) == {"b": (True, False)}
    assert read_many(own, "b") == 0
    assert own.change()[1] == 3


def test_many_are_named_later(path: Path) -> None:
    """Identities are written down when there is time, by whoever comes next if need be."""
    with contextlib.closing(open_marks(path)) as own:
        read(own, "a")
        assert own.unnamed(-1, 10) == []
        read_many(own, *"abcde")
    with contextlib.closing(open_marks(path)) as own:
        first = own.unnamed(-1, 3)
        assert first == sorted(map(article_of, "bcde"))[:3]
        own.name(named(*"bcd"))
        rest = own.unnamed(-1, 3)
        assert rest == [article_of("e")]
        assert own.unnamed(rest[-1], 3) == []
        assert {entry.identity for entry in own.entries()} == {*"abcd", None}
        own.all_named()
        assert own.unnamed(-1, 3) == []


def test_the_last_marking_that_can_be_undone_is_known(own: Marks) -> None:
    """What took another one back does not count."""
    assert own.last_undoable() == 0
    read(own, "a")
    read(own, "b")
    own.undo()
    assert own.last_undoable() == 1


def test_marks_of_the_second_version_keep_their_journal(path: Path) -> None:
    """What was marked before can be taken back after."""
    database_ = Database(
        path, schema.APPLICATION_ID, schema.STEPS[:2], durable=True,
        functions={"article_of": article_of},
    )  # fmt: skip
    with database_.writing() as connection:
        articles = json.dumps(sorted(map(article_of, "ab")))
        connection.execute("INSERT INTO journal VALUES (1, 5, 'both', 'read', 1, ?)", (articles,))
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'change'")
        for name in "ab":
            connection.execute("INSERT INTO article VALUES (?, ?)", (article_of(name), name))
            connection.execute("INSERT INTO mark VALUES (?, 1, 0, 5, NULL)", (article_of(name),))
    database_.close()
    with contextlib.closing(open_marks(path)) as own:
        assert since(own, 0) == [Part("read", value=True, articles=articles)]
        assert own.undo() == Undone("both", 2)
        assert states(own) == {}


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
