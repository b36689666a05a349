"""Hearing of changes in folders, and reading only what was heard of."""

from __future__ import annotations

import os
import shutil
import struct
import sys
from typing import TYPE_CHECKING

import pytest

from cardreader.library import Changes, Library, Order, Query, refreshing
from cardreader.sources import watch as watching
from cardreader.sources.folder import Folder
from cardreader.sources.watch import Event, Watch, events
from library_tools import LATER_TIME_NS, open_library, titles, write_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of changes")

BY_TITLE = Order("title", ascending=True)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of cards, with others in it that are looked into and that are not."""
    for path in ("a.md", "sub/b.md", ".git/c.md", "assets/d.md"):
        write_card(tmp_path / "news" / path, path)
    return tmp_path / "news"


@pytest.fixture
def watch(news: Path) -> Iterator[Watch]:
    """Watch all that is looked into."""
    watch = Watch()
    list(Folder(str(news), watch.add).files())
    yield watch
    watch.close()


@pytest.mark.parametrize(
    ("change", "heard"),
    [
        (lambda news: write_card(news / "a.md", "changed"), {"a.md"}),
        (lambda news: write_card(news / "sub" / "new.html", "new"), {"sub/new.html"}),
        (lambda news: (news / "a.md").unlink(), {"a.md"}),
        (lambda news: (news / "a.md").rename(news / "sub" / "z.md"), {"a.md", "sub/z.md"}),
        (lambda news: (news / "deep" / "er").mkdir(parents=True), {"deep"}),
        (lambda news: shutil.rmtree(news / "sub"), {"sub/b.md", "sub"}),
        (lambda news: (news / "sub").rename(news / "bus"), {"sub", "bus"}),
        (lambda news: (news / "picture.png").touch(), set()),
        (lambda news: write_card(news / ".git" / "c.md", "changed"), set()),
        (lambda news: write_card(news / "assets" / "d.md", "changed"), set()),
        (lambda news: (news / ".cache").mkdir(), set()),
        (lambda news: (news / "a.md").read_text(), set()),
    ],
)
def test_what_may_be_about_cards_is_heard(
    news: Path, watch: Watch, change: Callable[[Path], object], heard: set[str]
) -> None:
    """Files and folders that come, change and go; nothing of folders that are passed over."""
    change(news)
    paths, were_lost = watch.read()
    assert {os.fsdecode(path) for path in paths} == {str(news / path) for path in heard}
    assert not were_lost
    assert watch.read() == (set(), False)


def test_a_moved_folder_is_heard_at_its_new_place(news: Path, watch: Watch) -> None:
    """Once it has been looked into there."""
    (news / "sub").rename(news / "bus")
    list(Folder(str(news), watch.add).files_at(b"bus"))
    watch.read()
    write_card(news / "bus" / "b.md", "changed")
    assert watch.read()[0] == {bytes(news / "bus" / "b.md")}


def test_a_folder_that_is_gone_needs_no_watch(news: Path, watch: Watch) -> None:
    """It is no reason to give up."""
    watch.add(bytes(news / "gone"))
    watch.add(bytes(news / "a.md"))


def test_lost_events_are_told(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """When more happens than the system remembers."""
    overflow = struct.pack("iIII", -1, 0x4000, 0, 0)
    chunks = iter([overflow])
    monkeypatch.setattr(os, "read", lambda *_: next(chunks, b""))
    assert watch.read() == (set(), True)


def test_events_are_read_one_after_the_other() -> None:
    """Names are filled up with zeros; some events have none."""
    data = struct.pack("iIII8s", 1, 8, 0, 8, b"a.md") + struct.pack("iIII", 2, 0x400, 0, 0)
    assert list(events(data)) == [Event(1, 8, b"a.md"), Event(2, 0x400, b"")]


# The library


@pytest.fixture
def library(news: Path, tmp_path: Path) -> Iterator[Library]:
    """A library that watches."""
    library = open_library(tmp_path / "home", news)
    assert library.watch() is not None
    library.refresh()
    yield library
    library.close()


def seen(library: Library) -> list[str]:
    """Bring the library up to date with what was heard; return its titles."""
    library.refresh_paths(library.heard())
    return titles(library, library.view(Query(), BY_TITLE).ids)


def test_what_was_heard_is_brought_in(news: Path, library: Library) -> None:
    """Files that came, changed and went, and a new folder with all that is in it by then."""
    write_card(news / "a.md", "another title")
    (news / "sub" / "b.md").unlink()
    write_card(news / "new" / "deep" / "x.md", "x")
    assert seen(library) == ["another title", "x"]
    write_card(news / "new" / "deep" / "y.md", "y")  # the new folder is watched, too
    assert seen(library) == ["another title", "x", "y"]
    shutil.rmtree(news / "new")
    assert seen(library) == ["another title"]


def test_only_what_was_heard_is_looked_at(news: Path, library: Library) -> None:
    """Whatever else has changed is left for a whole look."""
    write_card(news / "a.md", "another title")
    heard = library.heard()
    write_card(news / "sub" / "b.md", "and another")
    changes = library.refresh_paths(heard)
    assert len(changes.changed) == 1
    assert library.refresh_paths(heard) == Changes()


def test_a_large_folder_is_left_to_a_whole_look(
    news: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which compares it in parts: it is never held whole."""
    monkeypatch.setattr(refreshing, "_COMPARED", 3)
    for name in "xyz":
        write_card(news / "new" / f"{name}.md", name)
    heard = library.heard()
    write_card(news / "a.md", "another title")
    library.refresh_paths(heard)
    found = titles(library, library.view(Query(), BY_TITLE).ids)
    assert found == ["another title", "sub/b.md", "x", "y", "z"]


@pytest.mark.parametrize("gone", [19, 20])
def test_a_disk_that_goes_takes_no_cards_with_it(tmp_path: Path, gone: int) -> None:
    """Many files that go at once are looked at as a whole look does."""
    news = tmp_path / "news"
    for number in range(gone):
        write_card(news / f"{number}.md", f"{number}")
    library = open_library(tmp_path / "home", news)
    library.watch()
    library.refresh()
    for path in news.iterdir():
        path.unlink()
    library.refresh_paths(library.heard())
    assert library.count(Query()) == (0 if gone < 20 else gone)
    assert bool(library.out_of_reach) == (gone >= 20)
    library.close()


def test_a_root_that_goes_is_out_of_reach(news: Path, library: Library) -> None:
    """And is found again by a whole look."""
    news.rename(news.parent / "elsewhere")
    assert seen(library) == ["a.md", "sub/b.md"]
    assert library.out_of_reach == {bytes(news)}
    (news.parent / "elsewhere").rename(news)
    library.refresh()
    assert library.out_of_reach == frozenset()


def test_too_many_folders_are_not_watched(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses, the library says that it does not hear of all."""
    library = open_library(tmp_path / "home", news)
    library.watch()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Watch, "add", refuse)
    assert library.is_watching
    library.refresh()
    assert [library.is_watching] == [False]
    assert library.count(Query()) == 2
    library.close()


def test_other_peoples_disks_are_not_watched(
    watch: Watch, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system does not hear what other machines do there."""
    monkeypatch.setattr(watching, "_SHARED", range(2**32))
    with pytest.raises(OSError, match="not supported"):
        watch.add(bytes(news))


def test_a_file_that_only_looks_other_is_left(news: Path, library: Library) -> None:
    """Its time has changed, but nothing in it."""
    os.utime(news / "a.md", ns=(LATER_TIME_NS, LATER_TIME_NS))
    assert library.refresh_paths({bytes(news / "a.md")}) == Changes()
