"""Ten faults of each database: reading goes on, it is told once, and no mark is lost."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from cardreader import database
from cardreader.database import DatabaseError
from cardreader.library import Library, Order, Query
from cardreader.library.opening import open_library
from library_tools import HALF_LIFE_S, NOW, index_path, marks_path, titles, write_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Fault = Callable[[Path], contextlib.AbstractContextManager[None]]

CARDS = [f"Card {number:03}" for number in range(30)]
FEW, MANY = 3, 25  # cards that are marked before, and a number that needs more than one page


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write some cards; return their folder."""
    folder = tmp_path / "news"
    for name in CARDS:
        write_card(
            folder / f"{name}.md", name, webUrl=f"https://example.com/{name[5:]}/" + "x" * 200
        )
    return folder


def opened(home: Path, folder: Path) -> Library:
    """Open the library as the programs do."""
    return open_library(
        index_path(home), marks_path(home), [str(folder)], lambda: NOW, HALF_LIFE_S, 2**20
    )


def listed(library: Library) -> list[str]:
    """Return all titles."""
    return titles(library, library.view(Query(), Order("title", ascending=True)).ids)


def read_ones(library: Library) -> set[str]:
    """Return the titles of the cards that are read."""
    ids = library.view(Query(), Order()).ids
    return {each.title for each in library.summaries(ids) if each and each.read}


def mark(library: Library, *names: str) -> None:
    """Mark cards read."""
    ids = library.view(Query(), Order()).ids
    wanted = [each.id for each in library.summaries(ids) if each and each.title in names]
    assert len(wanted) == len(names)
    library.mark(wanted, "read", value=True, what="read")


@contextlib.contextmanager
def garbage(path: Path) -> Iterator[None]:
    """Nothing of the file is a database any more."""
    path.write_bytes(b"\x00garbage" * 5_000)
    yield


@contextlib.contextmanager
def header_lost(path: Path) -> Iterator[None]:
    """The first hundred bytes are others."""
    with path.open("r+b") as file:
        file.write(b"\xff" * 100)
    yield


@contextlib.contextmanager
def page_lost(path: Path) -> Iterator[None]:
    """A page in the middle is others."""
    middle = path.stat().st_size // 4096 // 2
    with path.open("r+b") as file:
        file.seek(middle * 4096)
        file.write(b"\xff" * 4096)
    yield


@contextlib.contextmanager
def cut_off(path: Path) -> Iterator[None]:
    """The last half is missing."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    yield


@contextlib.contextmanager
def emptied(path: Path) -> Iterator[None]:
    """There is no byte left."""
    path.write_bytes(b"")
    yield


@contextlib.contextmanager
def removed(path: Path) -> Iterator[None]:
    """The file and its journals are gone."""
    for each in path.parent.glob(f"{path.name}*"):
        if not each.name[len(path.name) :].startswith("."):
            each.unlink()
    yield


@contextlib.contextmanager
def folder_instead(path: Path) -> Iterator[None]:
    """A folder stands in the file's place, for a while."""
    aside = path.with_name("aside")
    path.rename(aside)
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        aside.rename(path)


@contextlib.contextmanager
def newer(path: Path) -> Iterator[None]:
    """A newer program has written the file, and takes it back to this version."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    yield
    assert path.read_bytes() == before
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program has the file for itself; where it is open already, for writing."""
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.execute("PRAGMA locking_mode = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
        yield


@contextlib.contextmanager
def full_or_read_only(path: Path, code: int) -> Iterator[None]:
    """Every write to the file is refused by SQLite with this code."""
    connect = sqlite3.connect

    class Refusing(sqlite3.Connection):
        def execute(self, sql: str, *given: object) -> sqlite3.Cursor:
            """Refuse what begins a writing."""
            if sql == "BEGIN IMMEDIATE":
                error = sqlite3.OperationalError("refused")
                error.sqlite_errorcode = code
                raise error
            return super().execute(sql, *given)  # type: ignore[arg-type]

    def connected(target: object, *given: object, **named: object) -> sqlite3.Connection:
        if target == path:
            named["factory"] = Refusing
        return connect(target, *given, **named)  # type: ignore[call-overload,no-any-return]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", connected)
        yield


@contextlib.contextmanager
def full(path: Path) -> Iterator[None]:
    """The disk is full."""
    with full_or_read_only(path, sqlite3.SQLITE_FULL):
        yield


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[None]:
    """The file may not be written."""
    with full_or_read_only(path, sqlite3.SQLITE_READONLY):
        yield


FAULTS = [
    garbage, header_lost, page_lost, cut_off, emptied, removed, folder_instead, newer, locked, full,
    read_only,
]  # fmt: skip
LASTING = {folder_instead, newer, locked, full, read_only}  # they last, and nothing is damaged


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lock."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)


@pytest.fixture
def home(tmp_path: Path, news: Path) -> Path:
    """Return where a library has its databases, on whose second day many cards were marked."""
    home = tmp_path / "home"
    with contextlib.closing(opened(home, news)) as library:
        library.refresh()
        mark(library, *CARDS[:MANY])
    return home


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
def test_reading_goes_on_whatever_the_index_is(home: Path, news: Path, fault: Fault) -> None:
    """All cards are listed with their marks, and can be marked."""
    with fault(index_path(home)), contextlib.closing(opened(home, news)) as library:
        library.refresh()
        assert listed(library) == CARDS
        assert read_ones(library) == set(CARDS[:MANY])
        mark(library, CARDS[-1])
        assert CARDS[-1] in read_ones(library)
        assert len(library.notices()) == (fault in LASTING)
    with contextlib.closing(opened(home, news)) as library:
        library.refresh()
        assert read_ones(library) == {*CARDS[:MANY], CARDS[-1]}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
def test_no_mark_is_lost_whatever_the_marks_are(home: Path, news: Path, fault: Fault) -> None:
    """All cards are listed; what was marked is so again, or once the fault is over."""
    with fault(marks_path(home)), contextlib.closing(opened(home, news)) as library:
        library.refresh()
        assert listed(library) == CARDS
        assert len(library.notices()) == 1 - (fault in {page_lost, full, read_only})
        if fault in LASTING:
            with pytest.raises(DatabaseError):
                mark(library, CARDS[-1])
            assert CARDS[-1] not in read_ones(library)
        assert read_ones(library) == set(CARDS[:MANY])  # the index has a copy
    with contextlib.closing(opened(home, news)) as library:
        mark(library, CARDS[-1])
        assert read_ones(library) == {*CARDS[:MANY], CARDS[-1]}


@pytest.mark.parametrize(
    "fault", [garbage, header_lost, page_lost, cut_off], ids=lambda each: each.__name__
)
def test_damaged_marks_are_kept_byte_for_byte(home: Path, news: Path, fault: Fault) -> None:
    """Under another name, with the date."""
    path = marks_path(home)
    with fault(path):
        before = path.read_bytes()
        with contextlib.closing(opened(home, news)) as library:
            library.refresh()
            mark(library, *CARDS)  # reads all that there is
    (kept,) = path.parent.glob("marks.sqlite3.damaged-????????-??????")
    assert kept.read_bytes() == before


@pytest.mark.parametrize("fault", [header_lost, page_lost], ids=lambda each: each.__name__)
def test_marks_are_saved_from_a_damaged_file_alone(home: Path, news: Path, fault: Fault) -> None:
    """Without any backup, what can still be read is not lost."""
    for backup in marks_path(home).parent.glob("marks.sqlite3.2*"):
        backup.unlink()
    with fault(marks_path(home)), contextlib.closing(opened(home, news)) as library:
        library.refresh()
        with contextlib.suppress(DatabaseError):
            mark(library, *CARDS)  # finds the damage, wherever it is
            library.undo()
        saved = read_ones(library)
        assert len(saved) >= (MANY if fault is header_lost else 1)
        assert saved <= set(CARDS[:MANY])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
def test_faults_of_the_index_while_it_is_open(home: Path, news: Path, fault: Fault) -> None:
    """Whatever happens meanwhile, once the fault is over a look and a refresh mend it."""
    with contextlib.closing(opened(home, news)) as library:
        library.refresh()
        with fault(index_path(home)):
            for _ in range(3):
                with contextlib.suppress(DatabaseError):
                    listed(library)
                    library.look()
        for _ in range(2):
            with contextlib.suppress(DatabaseError):
                library.look()
                library.refresh()
        library.look()
        assert listed(library) == CARDS
        assert read_ones(library) == set(CARDS[:MANY])
        mark(library, CARDS[-1])
        assert CARDS[-1] in read_ones(library)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
def test_faults_of_the_marks_while_they_are_open(home: Path, news: Path, fault: Fault) -> None:
    """A marking is kept or refused, and what was marked before stays."""
    acknowledged = set(CARDS[:MANY])
    with contextlib.closing(opened(home, news)) as library:
        library.refresh()
        with fault(marks_path(home)):
            for name in (CARDS[-1], CARDS[-1], CARDS[-2]):
                with contextlib.suppress(DatabaseError):
                    mark(library, name)
                    acknowledged.add(name)
    with contextlib.closing(opened(home, news)) as library:
        library.refresh()
        assert read_ones(library) >= acknowledged
        assert read_ones(library) <= {*CARDS[:MANY], CARDS[-1], CARDS[-2]}


def test_marks_are_taken_up_again_when_the_fault_is_over(home: Path, news: Path) -> None:
    """Without a new start: the next look opens them."""
    with contextlib.ExitStack() as stack:
        with folder_instead(marks_path(home)):
            library = stack.enter_context(contextlib.closing(opened(home, news)))
            library.refresh()
            library.look()
            with pytest.raises(DatabaseError, match="is a folder"):
                mark(library, CARDS[-1])
            library.notices()
        library.look()
        assert library.notices() == [f"{marks_path(home)} can be used again."]
        mark(library, CARDS[-1])
        assert read_ones(library) == {*CARDS[:MANY], CARDS[-1]}


def test_marks_removed_under_two_readers_are_whole(home: Path, news: Path) -> None:
    """One writes them down again, the other goes on with that file."""
    with (
        contextlib.closing(opened(home, news)) as one,
        contextlib.closing(opened(home, news)) as other,
    ):
        shutil.rmtree(marks_path(home).parent)
        mark(one, CARDS[-1])
        mark(other, CARDS[-2])
    with contextlib.closing(opened(home, news)) as library:
        assert read_ones(library) == {*CARDS[:MANY], *CARDS[-2:]}
