"""A refresh reads what changed and nothing else, loses nothing, and tells how far it is."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from cardreader import database
from cardreader import marks as marks_module
from cardreader.library import Changes, Library, Order, Progress, Query, SourceTrouble, refreshing
from cardreader.marks import Marks
from cardreader.query import query_of
from cardreader.query.tree import Is
from cardreader.sources.folder import Folder, Found, UnreadableFile
from cardreader.urls import article_of
from library_tools import (
    NOW,
    counted,
    index_path,
    marks_path,
    open_library,
    start_python,
    titles,
    write_card,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cardreader.marks import Part

EVERYTHING = Query(everything=True)
BY_TITLE = Order("title", ascending=True)
MARK = """
import sys
from pathlib import Path
from cardreader.marks import Marks
from cardreader.urls import article_of
marked = [(article_of(sys.argv[2]), sys.argv[2])]
Marks(Path(sys.argv[1]), lambda: 0.0).set(marked, "read", value=True, what="read")
"""
REFRESH_AND_STOP = """
import sys
from pathlib import Path
from cardreader.index import Index
from cardreader.library import Library, refreshing
from cardreader.marks import Marks
refreshing._FIRST_BATCH = refreshing._BATCH = 2
def stop(report):
    print("batch", flush=True)
    sys.stdin.read()
index, marks, folder, now = sys.argv[1:]
clock = lambda: int(now)
Library(Index(Path(index)), Marks(Path(marks), clock), [folder], clock, 1, 9999).refresh(stop)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return where the databases are."""
    return tmp_path / "own"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Return a folder for cards."""
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[..., Library]]:
    """Give a function that opens a library, closed in the end."""
    with contextlib.ExitStack() as stack:

        def open_one(*folders: Path, now: float = NOW, max_file_bytes: int = 2**20) -> Library:
            library = open_library(home, *folders, now=now, max_file_bytes=max_file_bytes)
            return stack.enter_context(contextlib.closing(library))

        yield open_one


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of the names of the files that are read from now on."""
    names: list[str] = []
    read = Folder.read

    def noted(folder: Folder, path: bytes, limit: int) -> bytes:
        names.append(os.fsdecode(path))
        return read(folder, path, limit)

    monkeypatch.setattr(Folder, "read", noted)
    return names


def listed(library: Library) -> list[str]:
    """Return the titles of all cards, from A to Z."""
    return titles(library, library.view(EVERYTHING, BY_TITLE).ids)


def numbers(changes: Changes) -> tuple[int, int, int]:
    """Return how many cards came, changed and went."""
    return len(changes.added), len(changes.changed), len(changes.removed)


def touch(path: Path) -> None:
    """Give a file a later time, and nothing else."""
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace words in a file, at a later time."""
    before = path.stat().st_mtime_ns
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def mark_read(library: Library, *names: str) -> None:
    """Mark the cards of these titles read."""
    ids = library.view(EVERYTHING, BY_TITLE).ids
    own = [each.id for each in library.summaries(ids) if each and each.title in names]
    library.mark(own, "read", value=True, what="read")


def read_titles(library: Library) -> list[str]:
    """Return the titles of the read cards."""
    found = library.view(query_of(Is("read"))._replace(everything=True), BY_TITLE).ids
    return titles(library, found)


# What is read


def test_all_files_are_read_once(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """The first refresh reads each card file, and a second one none."""
    write_card(news / "a.md", "A")
    write_card(news / "deep" / "er" / "b.html", "B")
    (news / "README.md").write_text("No card.")
    library = opened(news)
    assert numbers(library.refresh()) == (2, 0, 0)
    assert sorted(reads) == ["README.md", "a.md", "deep/er/b.html"]
    assert not library.refresh()
    assert len(reads) == 3
    assert listed(library) == ["A", "B"]


def test_what_was_read_is_known_the_next_time(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """The list is there before any file is looked at, and none is read again."""
    write_card(news / "a.md", "A")
    first = opened(news)
    first.refresh()
    first.close()
    reads.clear()
    second = opened(news)
    assert listed(second) == ["A"]
    assert not second.refresh()
    assert reads == []


def test_only_a_changed_file_is_read(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """Another text at another time: one file, one changed card."""
    changed = write_card(news / "a.md", "Old")
    write_card(news / "b.md", "B")
    library = opened(news)
    library.refresh()
    reads.clear()
    rewrite(changed, "Old", "New")
    assert numbers(library.refresh()) == (0, 1, 0)
    assert reads == ["a.md"]
    assert listed(library) == ["B", "New"]


def test_another_size_at_the_same_time_is_a_change(
    opened: Callable[..., Library], news: Path
) -> None:
    """Two writings within one tick of the clock are told apart by their size."""
    changed = write_card(news / "a.md", "Old")
    state = changed.stat()
    library = opened(news)
    library.refresh()
    write_card(changed, "Newer")
    os.utime(changed, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert numbers(library.refresh()) == (0, 1, 0)


def test_a_later_time_alone_is_no_change(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """The file is read once more, its card is left as it is, and then it is known again."""
    touched = write_card(news / "a.md", "A")
    library = opened(news)
    library.refresh()
    reads.clear()
    touch(touched)
    assert not library.refresh()
    assert not library.refresh()
    assert reads == ["a.md"]


def test_secured_alone_is_no_change(opened: Callable[..., Library], news: Path) -> None:
    """A text nobody can read says nothing new; anything beside it does."""
    path = write_card(news / "a.md", "A", secured="first" * 30, heat=3)
    library = opened(news)
    library.refresh()
    rewrite(path, "first", "other!")
    assert not library.refresh()
    rewrite(path, "heat: 3", "heat: 4")
    assert numbers(library.refresh()) == (0, 1, 0)


def test_a_deleted_file_takes_its_card_along(opened: Callable[..., Library], news: Path) -> None:
    """The others stay, whole folders included."""
    write_card(news / "a.md", "A")
    write_card(news / "old" / "b.md", "B")
    write_card(news / "c.md", "C")
    library = opened(news)
    library.refresh()
    (news / "a.md").unlink()
    shutil.rmtree(news / "old")
    assert numbers(library.refresh()) == (0, 0, 2)
    assert listed(library) == ["C"]


def test_a_renamed_file_keeps_its_marks(opened: Callable[..., Library], news: Path) -> None:
    """Marks hang on the article's URL, not on where its file is."""
    path = write_card(news / "a.md", "A", webUrl="https://example.com/a")
    library = opened(news)
    library.refresh()
    mark_read(library, "A")
    (news / "2021").mkdir()
    path.rename(news / "2021" / "b.md")
    assert numbers(library.refresh()) == (1, 0, 1)
    assert read_titles(library) == ["A"]


def test_a_card_that_gets_a_url_is_another_article(
    opened: Callable[..., Library], news: Path
) -> None:
    """Without a URL marks hang on the file; with one, on what it leads to."""
    path = write_card(news / "a.md", "A")
    library = opened(news)
    library.refresh()
    mark_read(library, "A")
    rewrite(path, "title: A", "title: A\nwebUrl: https://example.com/a")
    library.refresh()
    assert read_titles(library) == []


def test_an_article_in_two_sources_is_marked_in_both(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """Two files, two rows, one article: marking one marks the other."""
    write_card(news / "a.md", "A", webUrl="https://example.com/a?utm_source=mail")
    write_card(tmp_path / "more" / "b.md", "B", webUrl="http://EXAMPLE.com/a#top")
    write_card(tmp_path / "more" / "c.md", "C", webUrl="https://example.com/c")
    library = opened(news, tmp_path / "more")
    library.refresh()
    mark_read(library, "A")
    assert read_titles(library) == ["A", "B"]
    assert counted(library, EVERYTHING) == (3, 1)


def test_a_rebuild_reads_all_anew(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """Nothing is taken for known, and marks stay."""
    write_card(news / "a.md", "A", webUrl="https://example.com/a")
    library = opened(news)
    library.refresh()
    mark_read(library, "A")
    reads.clear()
    library.rebuild()
    assert listed(library) == []
    assert numbers(library.refresh()) == (1, 0, 0)
    assert reads == ["a.md"]
    assert read_titles(library) == ["A"]


def test_a_time_beyond_what_sqlite_holds_is_no_trouble(
    opened: Callable[..., Library], news: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file from the year 2400, or from before 1970, is read once like any other."""
    write_card(news / "a.md", "A")
    write_card(news / "b.md", "B")
    found = [Found(b"a.md", 1, 13_569_465_600 * 10**9), Found(b"b.md", 1, -1)]
    monkeypatch.setattr(Folder, "files", lambda _: iter(found))
    library = opened(news)
    assert numbers(library.refresh()) == (2, 0, 0)
    assert not library.refresh()
    assert sorted(reads) == ["a.md", "b.md"]


# Files that cannot be read


def test_a_problem_is_kept_until_the_file_is_mended(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """A card that cannot be read is told by file and line, and is not read again meanwhile."""
    path = news / "a.md"
    path.write_text("---\ntitle: A\nheat: [\n---\n")
    library = opened(news)
    assert not library.refresh()
    ((file, line, reason, warning),) = library.problems()
    assert (file, warning) == (str(path), False)
    assert line > 1
    assert "YAML" in reason
    assert not library.refresh()
    assert reads == ["a.md"]
    write_card(path, "Mended")
    assert numbers(library.refresh()) == (1, 0, 0)
    assert library.problems() == []


def test_a_card_that_breaks_goes_and_comes_back(opened: Callable[..., Library], news: Path) -> None:
    """While its file cannot be read there is no card, and no other is affected."""
    path = write_card(news / "a.md", "A")
    write_card(news / "b.md", "B")
    library = opened(news)
    library.refresh()
    rewrite(path, "---\n", "---\n*alias\n")
    assert numbers(library.refresh()) == (0, 0, 1)
    assert listed(library) == ["B"]
    rewrite(path, "*alias\n", "")
    assert numbers(library.refresh()) == (1, 0, 0)
    assert listed(library) == ["A", "B"]


def test_one_bad_field_is_a_warning(opened: Callable[..., Library], news: Path) -> None:
    """The card is listed without the field, and the warning goes when it is mended."""
    path = write_card(news / "a.md", "A", heat="hot")
    library = opened(news)
    assert numbers(library.refresh()) == (1, 0, 0)
    assert [(line, warning) for _, line, _, warning in library.problems()] == [(3, True)]
    rewrite(path, "heat: hot", "heat: 100")
    assert numbers(library.refresh()) == (0, 1, 0)
    assert library.problems() == []


def test_a_file_that_is_too_large_is_a_problem(opened: Callable[..., Library], news: Path) -> None:
    """The limit is the setting's, and the sentence says it."""
    write_card(news / "a.md", "A", "x" * 2_000)
    library = opened(news, max_file_bytes=1024)
    assert not library.refresh()
    assert [problem[2] for problem in library.problems()] == ["it is larger than 0.000976562 MiB"]


def test_an_unreadable_file_is_tried_again_each_time(
    opened: Callable[..., Library], news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions leave no trace in size or time, so the next refresh looks anew."""
    write_card(news / "a.md", "A")
    library = opened(news)
    with monkeypatch.context() as patched:

        def refuse(*_: object) -> bytes:
            raise UnreadableFile("permission denied")

        patched.setattr(Folder, "read", refuse)
        assert not library.refresh()
        assert [problem[2] for problem in library.problems()] == ["permission denied"]
    assert numbers(library.refresh()) == (1, 0, 0)
    assert library.problems() == []


# Sources that cannot be read


def test_a_source_that_vanished_keeps_its_cards(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """An unplugged disk is told in a sentence; the other sources are read."""
    write_card(news / "a.md", "A")
    more = write_card(tmp_path / "more" / "b.md", "B").parent
    library = opened(news, more)
    library.refresh()
    news.rename(tmp_path / "away")
    write_card(more / "c.md", "C")
    reports: list[Progress | SourceTrouble] = []
    assert numbers(library.refresh(reports.append)) == (1, 0, 0)
    assert listed(library) == ["A", "B", "C"]
    assert reports[0] == SourceTrouble(
        f"{news} cannot be read: no such file or directory. Its cards are kept."
    )


def test_a_source_that_was_never_there_is_told(
    opened: Callable[..., Library], tmp_path: Path
) -> None:
    """A library can be opened on it, and is empty."""
    library = opened(tmp_path / "nowhere")
    reports: list[Progress | SourceTrouble] = []
    assert not library.refresh(reports.append)
    assert [type(report) for report in reports] == [SourceTrouble]
    assert listed(library) == []


def test_folders_are_walked_once_unless_files_are_gone(
    opened: Callable[..., Library], news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New and changed files are told from missing ones by their numbers."""
    for name in "abc":
        write_card(news / f"{name}.md", name)
    library = opened(news)
    library.refresh()
    walked: list[bytes] = []
    files = Folder.files

    def noted(folder: Folder) -> Iterator[Found]:
        walked.append(folder.root)
        return files(folder)

    monkeypatch.setattr(Folder, "files", noted)
    write_card(news / "a.md", "changed", body="longer")
    write_card(news / "d.md", "d")
    assert numbers(library.refresh()) == (1, 1, 0)
    assert len(walked) == 1
    (news / "b.md").rename(news / "e.md")
    (news / "c.md").unlink()
    assert numbers(library.refresh()) == (1, 0, 2)
    assert len(walked) == 1 + 2
    assert listed(library) == ["b", "changed", "d"]


def test_a_folder_that_cannot_be_entered_keeps_its_cards(
    opened: Callable[..., Library], news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is below it is kept: a file of a like name beside it may be gone."""
    for name in ("closed/a.md", "closed/deep/b.md", "closed2/c.md", "d.md"):
        write_card(news / name, name)
    library = opened(news)
    library.refresh()
    (news / "closed2" / "c.md").unlink()
    scandir = os.scandir

    def refuse(path: bytes) -> Iterator[os.DirEntry[bytes]]:
        if path == os.fsencode(news / "closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    reports: list[Progress | SourceTrouble] = []
    assert numbers(library.refresh(reports.append)) == (0, 0, 1)
    assert reports[0] == SourceTrouble(
        f"{news / 'closed'} cannot be entered: permission denied. Its cards are kept."
    )
    assert listed(library) == ["closed/a.md", "closed/deep/b.md", "d.md"]


def test_a_source_dropped_by_another_program_is_read_anew(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """A reader that is open for months goes on, though its source was forgotten meanwhile."""
    write_card(news / "a.md", "A")
    library = opened(news)
    library.refresh()
    write_card(tmp_path / "more" / "b.md", "B")
    opened(tmp_path / "more", now=NOW + 40 * 24 * 3600).refresh()
    assert listed(library) == []
    assert numbers(library.refresh()) == (1, 0, 0)
    assert listed(library) == ["A"]


# Batches, progress, cancelling


@pytest.fixture
def batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files read two at a time."""
    monkeypatch.setattr(refreshing, "_FIRST_BATCH", 2)
    monkeypatch.setattr(refreshing, "_BATCH", 2)


@pytest.mark.usefixtures("batches_of_two")
def test_progress_counts_the_files_to_be_read(opened: Callable[..., Library], news: Path) -> None:
    """Each batch is reported when its cards can be listed."""
    for name in "abcde":
        write_card(news / f"{name}.md", name)
    library = opened(news)
    reports: list[tuple[int, int, int, int]] = []

    def report(progress: Progress | SourceTrouble) -> None:
        assert isinstance(progress, Progress)
        cards = library.count(EVERYTHING)
        reports.append((progress.done, progress.total, len(progress.changes.added), cards))

    library.refresh(report)
    assert reports == [(2, 5, 2, 2), (4, 5, 2, 4), (5, 5, 1, 5)]


@pytest.mark.usefixtures("batches_of_two")
def test_each_change_is_reported_once(opened: Callable[..., Library], news: Path) -> None:
    """What was reported together is what the refresh returns, and stays as it was reported."""
    for name in "abcde":
        write_card(news / f"{name}.md", name)
    library = opened(news)
    library.refresh()
    (news / "a.md").unlink()
    rewrite(news / "b.md", "title: b", "title: bb")
    for name in "fghi":
        write_card(news / f"{name}.md", name)
    reports: list[Progress | SourceTrouble] = []
    changes = library.refresh(reports.append)
    together = Changes()
    for report in reports:
        assert isinstance(report, Progress)
        together.extend(report.changes)
    assert numbers(together) == numbers(changes) == (4, 1, 1)
    assert together == changes


@pytest.mark.usefixtures("batches_of_two")
def test_a_refresh_is_cancelled_between_batches(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """What was done stays done, and the next refresh does the rest."""
    for name in "abcde":
        write_card(news / f"{name}.md", name)
    library = opened(news)
    assert numbers(library.refresh(cancelled=lambda: len(reads) >= 2)) == (2, 0, 0)
    assert listed(library) == ["a", "b"]
    reads.clear()
    assert numbers(library.refresh()) == (3, 0, 0)
    assert reads == ["c.md", "d.md", "e.md"]


@pytest.mark.usefixtures("batches_of_two")
def test_a_cancelled_refresh_finds_root_topics(
    opened: Callable[..., Library], news: Path, reads: list[str]
) -> None:
    """Even when what is left to read is no card, the site's own topic is not offered."""
    for number in range(20):
        write_card(news / f"{number:02}.md", "A", topics=["Azure"])
    (news / "README.md").write_text("No card.")
    (news / "README2.md").write_text("No card.")
    library = opened(news)

    found = list(Folder(str(news)).files())
    cards_first = sorted(found, key=lambda file: b"README" in file.path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Folder, "files", lambda _: iter(cards_first))
        library.refresh(cancelled=lambda: len(reads) >= 20)
    library.refresh()
    assert library.choices(EVERYTHING).topics == []


def test_a_refresh_that_is_killed_is_taken_up_again(
    opened: Callable[..., Library], home: Path, news: Path, reads: list[str]
) -> None:
    """The batches that were reported are in the index, and only the others are read."""
    for name in "abcde":
        write_card(news / f"{name}.md", name)
    process = start_python(REFRESH_AND_STOP, index_path(home), marks_path(home), news, NOW)
    assert process.stdout is not None
    assert process.stdout.readline() == "batch\n"
    process.kill()
    process.communicate()
    library = opened(news)
    assert listed(library) == ["a", "b"]
    assert numbers(library.refresh()) == (3, 0, 0)
    assert reads == ["c.md", "d.md", "e.md"]


def test_a_mark_never_waits_for_files_to_be_read(
    opened: Callable[..., Library], home: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a file is read, however slowly, no lock is held."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1)
    write_card(news / "a.md", "A", webUrl="https://example.com/a")
    reader = opened(news)
    reader.refresh()
    read = Folder.read
    marked = []

    def slow(folder: Folder, path: bytes, limit: int) -> bytes:
        with contextlib.closing(open_library(home, news)) as other:
            mark_read(other, "A")
            marked.append(read_titles(other))
        return read(folder, path, limit)

    monkeypatch.setattr(Folder, "read", slow)
    write_card(news / "b.md", "B")
    write_card(news / "c.md", "C")
    reader.refresh()
    assert marked == [["A"], ["A"]]


def test_two_readers_refresh_the_same_folder(opened: Callable[..., Library], news: Path) -> None:
    """The second finds done what the first did, and sees its cards."""
    write_card(news / "a.md", "A")
    one, two = opened(news), opened(news)
    assert numbers(one.refresh()) == (1, 0, 0)
    assert not two.refresh()
    assert listed(two) == ["A"]


# Sites


def test_the_topic_of_a_site_is_no_choice(opened: Callable[..., Library], news: Path) -> None:
    """A configuration names it, for all folders below it."""
    (news / "_config.yml").write_text("title: Mine\ntopic: Azure\n")
    write_card(news / "_news" / "a.md", "A", topics=["Azure", "AI"])
    library = opened(news)
    library.refresh()
    assert [topic.label for topic in library.choices(EVERYTHING).topics] == ["AI"]


def test_each_site_has_a_root_topic_of_its_own(opened: Callable[..., Library], news: Path) -> None:
    """What is on every card of one site is a choice as long as another site uses it too."""
    for number in range(20):
        write_card(news / "azure" / "_news" / f"{number}.md", "A", topics=["Azure"])
        write_card(news / "apps" / "_news" / f"{number}.md", "B", topics=["Apps"])
    write_card(news / "apps" / "_learning" / "courses" / "a.md", "C", topics=["Apps", "Azure"])
    library = opened(news)
    library.refresh()
    topics = library.choices(EVERYTHING).topics
    assert [(topic.label, topic.cards) for topic in topics] == [("Azure", 1)]


# The copy of the marks


def test_marks_survive_the_loss_of_the_index(
    opened: Callable[..., Library], home: Path, news: Path
) -> None:
    """A new index copies them from the marks database, the truth."""
    write_card(news / "a.md", "A", webUrl="https://example.com/a")
    write_card(news / "b.md", "B")
    library = opened(news)
    library.refresh()
    mark_read(library, "A", "B")
    library.close()
    for file in index_path(home).parent.iterdir():
        file.unlink()
    again = opened(news)
    again.refresh()
    assert read_titles(again) == ["A", "B"]
    assert counted(again, EVERYTHING) == (2, 0)


def test_older_marks_put_back_are_followed(
    opened: Callable[..., Library], home: Path, news: Path, tmp_path: Path
) -> None:
    """Who restores a backup of the marks sees what was marked then, and nothing else."""
    for name in "AB":
        write_card(news / f"{name}.md", name, webUrl=f"https://example.com/{name}")
    library = opened(news)
    library.refresh()
    mark_read(library, "A")
    library.close()
    shutil.copytree(home / "data", tmp_path / "backup")
    later = opened(news)
    mark_read(later, "B")
    later.close()
    shutil.rmtree(home / "data")
    shutil.copytree(tmp_path / "backup", home / "data")
    assert read_titles(opened(news)) == ["A"]


def test_new_marks_in_the_place_of_old_ones_are_followed(
    opened: Callable[..., Library], home: Path, news: Path
) -> None:
    """When the marks database is gone, the copy of what it held does not live on."""
    write_card(news / "a.md", "A")
    library = opened(news)
    library.refresh()
    mark_read(library, "A")
    library.close()
    shutil.rmtree(home / "data")
    assert read_titles(opened(news)) == []


def test_marks_of_another_database_are_copied_whatever_their_number(
    opened: Callable[..., Library], home: Path, news: Path
) -> None:
    """Even where it has seen as many changes or more: they are not those that were copied."""
    for name in "ABC":
        write_card(news / f"{name}.md", name, webUrl=f"https://example.com/{name}")
    library = opened(news)
    library.refresh()
    mark_read(library, "A")
    library.close()
    shutil.rmtree(home / "data")
    for name in "BC":
        start_python(MARK, marks_path(home), f"example.com/{name}").communicate()
    again = opened(news)
    assert read_titles(again) == ["B", "C"]
    assert counted(again, EVERYTHING) == (3, 1)


def test_a_copy_that_is_too_far_behind_is_made_anew(
    opened: Callable[..., Library], home: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal of the marks does not reach back for ever; nothing is missed all the same."""
    monkeypatch.setattr(marks_module, "JOURNAL_LENGTH", 2)
    for name in "ABCDE":
        write_card(news / f"{name}.md", name, webUrl=f"https://example.com/{name}")
    library = opened(news)
    library.refresh()
    with contextlib.closing(Marks(marks_path(home), lambda: NOW)) as marks:
        for name in "ABCDE":
            article = (article_of(f"example.com/{name}"), f"example.com/{name}")
            marks.set([article], "read", value=True, what="read")
        marks.undo()
        assert marks.since(library._index.marks_seen()[1]) is None
    assert library.follow_marks()
    assert read_titles(library) == ["A", "B", "C", "D"]


def test_marks_of_another_process_are_followed(
    opened: Callable[..., Library], home: Path, news: Path
) -> None:
    """What another program marked is seen when it is asked for, and told as news once."""
    write_card(news / "a.md", "A", webUrl="https://example.com/a")
    library = opened(news)
    library.refresh()
    start_python(MARK, marks_path(home), "example.com/a").communicate()
    assert read_titles(library) == []
    assert library.follow_marks()
    assert not library.follow_marks()
    assert read_titles(library) == ["A"]


def test_only_new_marks_are_copied(
    opened: Callable[..., Library], news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark among a million others costs what one costs."""
    for name in "ABC":
        write_card(news / f"{name}.md", name)
    library = opened(news)
    library.refresh()
    mark_read(library, "A", "B")
    asked: list[int] = []
    since = library._marks.since

    def noted(change: int) -> Iterator[Part] | None:
        asked.append(change)
        return since(change)

    monkeypatch.setattr(library._marks, "since", noted)
    monkeypatch.setattr(library._marks, "all", None)
    mark_read(library, "C")
    assert asked == [1]
