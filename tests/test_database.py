"""Databases are opened safely, refused plainly, and lose nothing to a second writer."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cardreader import database
from cardreader.database import DamagedError, Database, DatabaseError, faults
from cardreader.database.scripts import prefer_wal
from library_tools import start_python

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = 0x74657374
FIRST = """
    CREATE TABLE note (text TEXT);
    CREATE TABLE counter (value INTEGER NOT NULL);
    INSERT INTO counter VALUES (0);
"""
SECOND = "ALTER TABLE note ADD COLUMN at INTEGER;"
COUNT = """
import sys
from pathlib import Path
from cardreader.database import Database
database = Database(Path(sys.argv[1]), int(sys.argv[2]), (sys.argv[3],), durable=False)
for _ in range(50):
    with database.writing() as connection:
        (value,) = connection.execute("SELECT value FROM counter").fetchone()
        connection.execute("UPDATE counter SET value = ?", (value + 1,))
"""


def opened(path: Path, *steps: str, back_up: bool = False, disposable: bool = False) -> Database:
    """Open a database of these steps (the first, if none is said)."""
    return Database(
        path, OWN, steps or (FIRST,), durable=False, back_up=back_up, disposable=disposable
    )


def raw(path: Path, *statements: str) -> None:
    """Run statements on a file behind the module's back."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def pragma(path: Path, name: str) -> object:
    """Return a pragma's value, as any program sees it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def note(database: Database, text: str) -> None:
    """Write a row."""
    with database.writing() as connection:
        connection.execute("INSERT INTO note (text) VALUES (?)", (text,))


def notes(database: Database) -> list[str]:
    """Read all rows."""
    with database.reading() as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY rowid")]


def counted(database: Database) -> int:
    """Read the counter."""
    with database.reading() as connection:
        return int(connection.execute("SELECT value FROM counter").fetchone()[0])


def damage_inside(path: Path) -> None:
    """Overwrite all but the first pages, which hold the schema."""
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * (path.stat().st_size - 3 * 4096))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a database may be made."""
    return tmp_path / "some" / "where" / "notes.sqlite3"


@pytest.fixture
def made(path: Path) -> Iterator[Database]:
    """Give a new database."""
    database = opened(path)
    yield database
    database.close()


def test_a_new_file_is_made_with_its_folder(made: Database, path: Path) -> None:
    """The folder is made, for the user alone, and the file says whose it is and how new."""
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert pragma(path, "application_id") == OWN
    assert pragma(path, "user_version") == 1
    assert notes(made) == []


def test_readers_and_a_writer_work_at_once(made: Database, path: Path) -> None:
    """The journal is a write-ahead log: a reader is not kept waiting by an open transaction."""
    note(made, "before")
    assert pragma(path, "journal_mode") == "wal"
    with contextlib.closing(sqlite3.connect(path, timeout=0)) as other, made.writing() as mine:
        mine.execute("INSERT INTO note VALUES ('during')")
        assert other.execute("SELECT text FROM note").fetchall() == [("before",)]


def test_a_file_without_a_byte_is_a_new_one(path: Path) -> None:
    """An empty file, as a crash may leave it, is filled."""
    path.parent.mkdir(parents=True)
    path.touch()
    with contextlib.closing(opened(path)) as database:
        assert counted(database) == 0


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ((f"PRAGMA application_id = {OWN}", "PRAGMA user_version = 2"), "newer cardreader"),
        ((f"PRAGMA application_id = {OWN}", "PRAGMA user_version = -1"), "newer cardreader"),
        (("PRAGMA application_id = 7",), "another program"),
        (("PRAGMA user_version = 1",), "another program"),
        ((), "another program"),
    ],
)
def test_what_is_newer_or_not_ours_is_refused_unchanged(
    path: Path, statements: tuple[str, ...], words: str
) -> None:
    """Not a byte of it changes, and no journal is left beside it."""
    path.parent.mkdir(parents=True)
    raw(path, "CREATE TABLE theirs (value)", *statements)
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match=words) as refusal:
        opened(path)
    assert str(path) in str(refusal.value)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 500])
def test_a_file_that_is_no_database_is_damaged(path: Path, content: bytes) -> None:
    """It is said to be damaged, and stays as it is."""
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(DamagedError, match="is damaged"):
        opened(path)
    assert path.read_bytes() == content


def test_damage_inside_is_told_and_nothing_is_deleted(path: Path) -> None:
    """A page that cannot be read is a DamagedError; the file stays where it is."""
    with contextlib.closing(opened(path)) as database:
        for number in range(100):
            note(database, str(number) * 500)
    damage_inside(path)
    before = path.read_bytes()
    with contextlib.closing(opened(path)) as database, pytest.raises(DamagedError):
        notes(database)
    assert path.read_bytes() == before


def test_a_disposable_file_that_is_damaged_inside_is_set_aside(path: Path) -> None:
    """It keeps its bytes under another name, and the next who opens it gets a new one."""
    with contextlib.closing(opened(path)) as database:
        for number in range(100):
            note(database, str(number) * 500)
    damage_inside(path)
    before = path.read_bytes()
    with (
        contextlib.closing(opened(path, disposable=True)) as database,
        pytest.raises(DamagedError, match="set aside"),
    ):
        notes(database)
    (kept,) = path.parent.glob("notes.sqlite3.damaged-????????-??????")
    assert kept.read_bytes() == before
    with contextlib.closing(opened(path, disposable=True)) as database:
        assert notes(database) == []


def test_two_damaged_files_of_one_moment_are_both_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Setting a file aside never writes over another one."""
    monkeypatch.setattr("cardreader.database.faults.time.strftime", lambda _: "20210219-231200")
    path.parent.mkdir(parents=True)
    for content in (b"first" * 200, b"second" * 200):
        path.write_bytes(content)
        opened(path, disposable=True).close()
    kept = {each.read_bytes() for each in path.parent.iterdir() if each != path}
    assert kept == {b"first" * 200, b"second" * 200}


def test_the_journal_of_a_damaged_file_goes_with_it(path: Path) -> None:
    """What the journal holds belongs to the old file, and would spoil the new one."""
    with contextlib.closing(opened(path)) as made:
        for number in range(100):
            note(made, str(number) * 500)
    damage_inside(path)
    with contextlib.closing(opened(path, disposable=True)) as mine:
        with mine.writing() as connection:
            connection.execute("UPDATE counter SET value = 1")
        with pytest.raises(DamagedError):
            notes(mine)
        kept = sorted(
            each.suffix.partition("-")[2][15:] for each in path.parent.glob("*.damaged-*")
        )
        assert kept == ["", "-shm", "-wal"]


def test_a_damaged_file_that_cannot_be_renamed_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the file and says what to do."""

    def rename(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged" * 200)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(DatabaseError, match=r"cannot be renamed: Permission denied\. Move it away"):
        opened(path, disposable=True)


def test_a_transaction_is_all_or_nothing(made: Database) -> None:
    """An error inside takes back what was done before it, and goes on to the caller."""

    def half() -> None:
        with made.writing() as connection:
            connection.execute("INSERT INTO note VALUES ('half')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert notes(made) == []
    note(made, "whole")
    assert notes(made) == ["whole"]


def test_a_snapshot_sees_one_state(made: Database, path: Path) -> None:
    """What is written meanwhile, here or by another program, is seen by the next one only."""
    note(made, "before")
    with made.snapshot() as connection:
        count = "SELECT count(*) FROM note"
        assert connection.execute(count).fetchone() == (1,)
        raw(path, "INSERT INTO note VALUES ('meanwhile')")
        assert connection.execute(count).fetchone() == (1,)
    with made.snapshot() as connection:
        assert connection.execute(count).fetchone() == (2,)


def test_a_snapshot_ends_whatever_happens_in_it(made: Database) -> None:
    """An error goes on to the caller, in plain words, and the connection can be used again."""
    with pytest.raises(DatabaseError, match="no such table"), made.snapshot() as connection:
        connection.execute("SELECT * FROM missing")

    def fail_and_end(connection: sqlite3.Connection) -> None:
        connection.rollback()  # as SQLite does by itself when the disk fails
        connection.execute("SELECT * FROM missing")

    with pytest.raises(DatabaseError, match="no such table"), made.snapshot() as connection:
        fail_and_end(connection)
    with made.snapshot() as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)
    note(made, "after")
    assert notes(made) == ["after"]


def test_writers_in_threads_lose_nothing(made: Database) -> None:
    """Reading first and writing then is safe: the write lock is taken at once."""

    def count() -> None:
        for _ in range(25):
            with made.writing() as connection:
                (value,) = connection.execute("SELECT value FROM counter").fetchone()
                connection.execute("UPDATE counter SET value = ?", (value + 1,))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(made) == 100


def test_writers_in_processes_lose_nothing(made: Database, path: Path) -> None:
    """The same holds between processes."""
    processes = [start_python(COUNT, path, OWN, FIRST) for _ in range(2)]
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0]
    assert counted(made) == 100


def test_all_who_make_the_same_file_at_once_succeed(path: Path) -> None:
    """Whoever is quicker makes it, and no one is told that it is in use."""
    barrier = threading.Barrier(6)
    failed: list[DatabaseError] = []

    def make() -> None:
        barrier.wait()
        try:
            with contextlib.closing(opened(path)) as database:
                note(database, "here")
        except DatabaseError as error:
            failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with contextlib.closing(opened(path)) as database:
        assert notes(database) == ["here"] * 6


def test_a_file_that_another_is_reading_is_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal's mode cannot be changed just now; that is no reason to fail."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1)
    opened(path).close()
    raw(path, "PRAGMA journal_mode = DELETE")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM counter").fetchone()
        with contextlib.closing(opened(path)) as mine:
            assert counted(mine) == 0
    assert pragma(path, "journal_mode") == "delete"
    opened(path).close()
    assert pragma(path, "journal_mode") == "wal"


def test_a_locked_file_is_told_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot get the write lock in time hears that the file is in use."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1)
    with (
        contextlib.closing(opened(path)) as mine,
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError) as locked:
            note(mine, "late")
        assert str(locked.value) == f"{path} is in use by another program; try again in a moment."
        other.execute("ROLLBACK")
        note(mine, "now")
        assert notes(mine) == ["now"]


def test_a_full_disk_is_told_and_nothing_is_half_done(made: Database) -> None:
    """The transaction is rolled back, the sentence is plain, and reading goes on."""
    note(made, "before")
    made.connection.execute(
        f"PRAGMA max_page_count = {made.connection.execute('PRAGMA page_count').fetchone()[0]}"
    )

    def rewrite() -> None:
        with made.writing() as connection:
            connection.execute("UPDATE note SET text = 'changed'")
            connection.execute("INSERT INTO note (text) VALUES (?)", ("x" * 100_000,))

    with pytest.raises(DatabaseError) as full:
        rewrite()
    assert str(full.value) == (
        f"The disk is full: {made.path} could not be written. Free some space."
    )
    assert notes(made) == ["before"]
    made.connection.execute("PRAGMA max_page_count = 1000000")
    note(made, "after")
    assert notes(made) == ["before", "after"]


def test_a_database_that_cannot_be_written_is_told(made: Database) -> None:
    """SQLite's refusal becomes a sentence that says what to look at."""
    made.connection.execute("PRAGMA query_only = 1")
    with pytest.raises(DatabaseError, match=r"cannot be written: check its permissions"):
        note(made, "no")


def test_a_read_only_folder_is_told(path: Path) -> None:
    """A file in a folder that may not be written to is refused with a sentence."""
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o500)
    if os.access(path.parent, os.W_OK):
        pytest.skip("this user may write everywhere")
    with pytest.raises(DatabaseError, match=r"cannot be written: check its permissions"):
        opened(path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError) as error:
        opened(tmp_path / "file" / "below" / "notes.sqlite3")
    assert str(error.value) == (
        f"The folder {tmp_path / 'file' / 'below'} cannot be made: Not a directory."
    )


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    """What is no file cannot be opened, and the sentence names it."""
    path.mkdir(parents=True)
    with pytest.raises(DatabaseError, match=r"notes\.sqlite3 is a folder: move it away"):
        opened(path)


def test_any_other_error_is_a_sentence_too(made: Database) -> None:
    """SQLite's own words are kept, with the file's name before them."""
    with (
        pytest.raises(DatabaseError, match=r"notes\.sqlite3 could not be used: no such table"),
        made.reading() as connection,
    ):
        connection.execute("SELECT * FROM missing")


def test_the_file_is_copied_before_its_schema_changes(path: Path) -> None:
    """The copy is the file as it was, by its old version; the file itself has the new schema."""
    with contextlib.closing(opened(path)) as database:
        note(database, "old")
    with contextlib.closing(opened(path, FIRST, SECOND, back_up=True)) as database:
        assert notes(database) == ["old"]
    (copy,) = path.parent.glob("notes.sqlite3.v1-????????-??????")
    assert pragma(path, "user_version") == 2
    assert pragma(copy, "user_version") == 1
    assert pragma(copy, "application_id") == OWN
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT * FROM note").fetchall() == [("old",)]


def test_steps_may_use_functions_of_a_text(path: Path) -> None:
    """A migration computes what SQLite cannot; no function is left where none is needed."""
    opened(path).close()
    raw(path, "INSERT INTO note VALUES ('four')")
    step = "ALTER TABLE note ADD COLUMN size INTEGER;\nUPDATE note SET size = size_of(text);"
    made = Database(path, OWN, (FIRST, step), durable=False, functions={"size_of": len})
    with made.reading() as connection:
        assert connection.execute("SELECT * FROM note").fetchall() == [("four", 4)]
    made.close()
    with pytest.raises(DatabaseError, match="no such function"):
        opened(path, FIRST, step, "UPDATE note SET size = size_of(text);")


def test_a_second_copy_of_one_moment_gets_a_name_of_its_own(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier copy is neither written over nor in the way."""
    monkeypatch.setattr("cardreader.database.time.strftime", lambda _: "20210219-231200")
    opened(path).close()
    earlier = path.with_name("notes.sqlite3.v1-20210219-231200")
    earlier.write_text("earlier")
    opened(path, FIRST, SECOND, back_up=True).close()
    assert earlier.read_text() == "earlier"
    assert pragma(path.with_name(f"{earlier.name}-2"), "user_version") == 1


def test_nothing_is_copied_when_nothing_changes(path: Path) -> None:
    """Neither a new file nor one that is up to date is copied."""
    for _ in range(2):
        opened(path, FIRST, SECOND, back_up=True).close()
    assert [each.name for each in path.parent.iterdir()] == ["notes.sqlite3"]


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    """Half of a step is taken back, and the file stays at its old version."""
    with contextlib.closing(opened(path)) as database:
        note(database, "old")
    with pytest.raises(DatabaseError):
        opened(path, FIRST, f"{SECOND} DROP TABLE nothing;", back_up=True)
    with contextlib.closing(opened(path)) as database:
        assert notes(database) == ["old"]


def test_a_migration_waits_for_who_is_migrating(path: Path) -> None:
    """Two programs that open an old file at once change it once, and copy it once."""
    opened(path).close()
    barrier = threading.Barrier(4)
    versions = []

    def migrate() -> None:
        barrier.wait()
        with contextlib.closing(opened(path, FIRST, SECOND, back_up=True)) as database:
            note(database, "new")
            versions.append(pragma(path, "user_version"))

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions == [2, 2, 2, 2]
    assert len(list(path.parent.glob("notes.sqlite3.v1-*"))) == 1


def test_each_thread_has_its_own_connection_until_all_are_closed(made: Database) -> None:
    """A connection is kept for its thread; closing the database closes those of all threads."""
    mine = made.connection
    theirs: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: theirs.append(made.connection))
    thread.start()
    thread.join()
    assert made.connection is mine
    assert theirs[0] is not mine
    made.close()
    for connection in (mine, *theirs):
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("SELECT 1")


# Looking after a file that is open


def with_heir(path: Path, *given: str) -> Database:
    """Open a database that is filled with these notes whenever it is made."""

    def fill(connection: sqlite3.Connection, aside: Path | None) -> None:
        connection.executemany("INSERT INTO note VALUES (?)", ((each,) for each in given))
        if aside:
            connection.execute("INSERT INTO note VALUES (?)", (aside.name[:21],))

    return Database(path, OWN, (FIRST,), durable=True, heir=fill)


def test_a_file_removed_while_it_is_open_is_written_down_again(path: Path) -> None:
    """Nothing is lost, and its journal does not spoil the new one."""
    with contextlib.closing(with_heir(path, "first")) as mine:
        note(mine, "second")
        path.unlink()
        assert notes(mine) == ["first", "second"]
        note(mine, "third")
        assert mine.made == 1
        assert list(path.parent.glob("*.removed-*-wal"))
    with contextlib.closing(with_heir(path)) as mine:
        assert notes(mine) == ["first", "second", "third"]


def test_a_file_that_cannot_be_written_down_again_is_inherited(path: Path) -> None:
    """Its journal is set aside; the heir makes the best of it."""
    with contextlib.closing(with_heir(path, "heir")) as mine:
        note(mine, "second")
        mine.connection.execute("BEGIN")  # nothing can be copied in the midst of this
        path.unlink()
        assert notes(mine) == ["heir", "notes.sqlite3.damaged"]


def test_a_file_removed_with_its_journal_is_inherited(path: Path) -> None:
    """There is nothing to set aside then."""
    with contextlib.closing(with_heir(path, "heir")) as mine:
        note(mine, "second")
        mine.connection.execute("BEGIN")  # nothing can be copied in the midst of this
        for file in path.parent.iterdir():
            file.unlink()
        assert notes(mine) == ["heir"]


def test_a_file_that_another_has_put_there_is_opened(path: Path, tmp_path: Path) -> None:
    """What is in the file's place counts."""
    other = tmp_path / "other" / path.name
    with_heir(other, "other").close()
    with contextlib.closing(with_heir(path, "mine")) as mine:
        for each in path.parent.iterdir():
            each.unlink()
        other.rename(path)
        assert notes(mine) == ["other"]


def test_a_journal_without_its_file_is_kept(path: Path) -> None:
    """SQLite itself would delete it."""
    path.parent.mkdir(parents=True)
    journal = path.with_name(f"{path.name}-wal")
    journal.write_bytes(b"all that is left" * 10)
    with contextlib.closing(with_heir(path, "heir")) as mine:
        assert notes(mine) == ["heir", "notes.sqlite3.damaged"]
    (kept,) = path.parent.glob("*.damaged-*-wal")
    assert kept.read_bytes() == b"all that is left" * 10


@pytest.mark.parametrize(("end", "size"), [("-wal", 32), ("-journal", 512)])
def test_who_was_killed_while_making_a_file_has_lost_nothing(
    path: Path, end: str, size: int
) -> None:
    """A journal of nothing but its header is no reason to set anything aside."""
    path.parent.mkdir(parents=True)
    path.touch()
    path.with_name(f"{path.name}{end}").write_bytes(bytes(size))
    with contextlib.closing(with_heir(path, "heir")) as mine:
        assert notes(mine) == ["heir"]
    assert not list(path.parent.glob("*.damaged-*"))


def test_what_is_current_is_not_opened_anew(made: Database) -> None:
    """Another thread may have been quicker."""
    made._renew()
    assert made.made == 0


def test_damage_is_mended_once_at_a_time(path: Path) -> None:
    """While a file is being mended, damage is told and no more."""
    with contextlib.closing(opened(path, disposable=True)) as mine, mine._mending():
        assert mine._mend() is False


def test_what_cannot_be_mended_is_told_at_once(path: Path) -> None:
    """It is not tried a second time."""
    with contextlib.closing(opened(path)) as mine:
        for number in range(100):
            note(mine, str(number) * 500)
    damage_inside(path)
    with contextlib.closing(opened(path)) as mine, pytest.raises(DamagedError):
        mine.mended(lambda: notes(mine))


def test_who_has_keys_to_answer_does_not_wait(path: Path) -> None:
    """Also not on the connection that it gets when the file is another one."""
    with contextlib.closing(opened(path)) as mine:
        mine.be_quick(7)
        for _ in range(2):
            with mine.reading() as connection:
                assert connection.execute("PRAGMA busy_timeout").fetchone() == (7,)
            path.unlink()


def test_a_closed_database_says_so(made: Database) -> None:
    """Whoever comes late hears why."""
    made.interrupt()
    made.close()
    with pytest.raises(DatabaseError, match="is closed already"):
        notes(made)


def test_what_is_being_used_is_not_closed_under_its_user(
    made: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing waits for some time, then leaves the connection to who has it."""
    monkeypatch.setattr(database, "_CLOSE_WAITS_S", 0.01)
    note(made, "here")
    with made.reading() as connection:
        made.close()
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (1,)
    with pytest.raises(DatabaseError, match="is closed already"):
        notes(made)
    connection.close()


def test_what_is_kept_in_memory_leaves_no_file(path: Path) -> None:
    """All threads see it."""
    with contextlib.closing(
        Database(path, OWN, (FIRST,), durable=False, in_memory=True)
    ) as mine, ThreadPoolExecutor(1) as pool:  # fmt: skip
        note(mine, "here")
        assert pool.submit(notes, mine).result() == ["here"]
    assert not path.parent.exists()


def test_a_folder_that_cannot_be_locked_is_gone_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing, held by another for too long, or on a file system that has no locks."""
    with faults.alone(tmp_path / "missing" / "file"):
        pass
    monkeypatch.setattr(faults, "_ALONE_WAITS_S", 0.02)
    holder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with faults.alone(tmp_path / "file"), faults.alone(tmp_path / "file"):
        pass
    os.close(holder)

    def fail(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", fail)
    with faults.alone(tmp_path / "file"):
        pass


def test_an_error_about_the_journal_is_no_secret() -> None:
    """Only that it is busy is nothing to speak of."""

    class Failing(sqlite3.Connection):
        def execute(self, *_: object) -> sqlite3.Cursor:
            """Fail as a disk does."""
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

    with (
        contextlib.closing(sqlite3.connect(":memory:", factory=Failing)) as connection,
        pytest.raises(sqlite3.OperationalError),
    ):
        prefer_wal(connection)


def test_every_thread_goes_on_with_the_new_file(path: Path) -> None:
    """Also one that has a connection to the old one, which it did not see go."""
    with contextlib.closing(with_heir(path)) as mine, ThreadPoolExecutor(1) as pool:
        assert pool.submit(notes, mine).result() == []
        path.unlink()
        note(mine, "here")
        assert pool.submit(notes, mine).result() == ["here"]
        assert len(mine._opened) == 2
