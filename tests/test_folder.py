"""A folder of cards: which files are found, how they are read, and what their folders say."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cardreader.card import Place
from cardreader.sources.folder import (
    Folder,
    Found,
    Site,
    UnreadableFile,
    kind_of,
    plain_reason,
    read_file,
)
from conftest import write_card

if TYPE_CHECKING:
    from collections.abc import Iterator

MIB = 2**20


def found(root: Path | str) -> set[str]:
    """Return the paths below a folder of the files that may be cards."""
    return {os.fsdecode(file.path) for file in Folder(str(root)).files()}


def refusal(path: Path, limit: int = MIB) -> str:
    """Return why a file is not read."""
    with pytest.raises(UnreadableFile) as caught:
        read_file(os.fsencode(path), limit)
    return str(caught.value)


# What is found


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".html", ".txt", ".MD", ".Html", ".TXT"])
def test_text_files_may_be_cards(tmp_path: Path, suffix: str) -> None:
    """Four suffixes, in any case, at any depth."""
    write_card(tmp_path / "news" / "deep" / "er" / f"a{suffix}")
    assert found(tmp_path / "news") == {f"deep/er/a{suffix}"}


@pytest.mark.parametrize("name", ["a.mdx", "a.htm", "a.yml", "a.json", "a", ".keep", "a.md~", "md"])
def test_other_files_are_no_cards(tmp_path: Path, name: str) -> None:
    """Any other suffix is passed over."""
    write_card(tmp_path / "news" / name)
    assert found(tmp_path / "news") == set()


@pytest.mark.parametrize(
    "name",
    [".git", ".hidden", "_data", "_includes", "_layouts", "_site", "api", "assets", "node_modules"],
)
def test_some_folders_are_passed_over(tmp_path: Path, name: str) -> None:
    """Dot folders and the machinery of a site hold no cards, at whatever depth."""
    write_card(tmp_path / "news" / name / "a.md")
    write_card(tmp_path / "news" / "b" / name / "c" / "a.md")
    assert found(tmp_path / "news") == set()


@pytest.mark.parametrize("name", ["_news", "_drafts", "API", "data", "assets2", "a.md"])
def test_other_folders_are_entered(tmp_path: Path, name: str) -> None:
    """Only those very names are passed over."""
    write_card(tmp_path / "news" / name / "a.md")
    assert found(tmp_path / "news") == {f"{name}/a.md"}


@pytest.mark.parametrize("name", [".hidden", "_data", "api", "_site", "node_modules"])
def test_the_named_folder_is_always_entered(tmp_path: Path, name: str) -> None:
    """Whatever it is called."""
    write_card(tmp_path / name / "a.md")
    assert found(tmp_path / name) == {"a.md"}


def test_the_named_folder_may_be_a_link(tmp_path: Path) -> None:
    """It is the folder that the link leads to."""
    write_card(tmp_path / "news" / "a.md")
    (tmp_path / "link").symlink_to("news")
    folder = Folder(str(tmp_path / "link"))
    assert folder.root == os.fsencode(tmp_path / "news")
    assert found(tmp_path / "link") == {"a.md"}


def test_the_named_folder_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made absolute when it is named."""
    write_card(tmp_path / "news" / "a.md")
    monkeypatch.chdir(tmp_path / "news")
    assert Folder(".").root == os.fsencode(tmp_path / "news")


def test_dot_files_are_found(tmp_path: Path) -> None:
    """Only folders are hidden by a dot."""
    write_card(tmp_path / "news" / ".a.md")
    assert found(tmp_path / "news") == {".a.md"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither files nor folders that a card's author could point anywhere."""
    write_card(tmp_path / "elsewhere" / "a.md")
    news = tmp_path / "news"
    news.mkdir()
    (news / "file.md").symlink_to("../elsewhere/a.md")
    (news / "folder").symlink_to("../elsewhere")
    (news / "loop").symlink_to(".")
    (news / "dangling.md").symlink_to("nowhere")
    assert found(news) == set()


def test_what_is_no_file_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipes, sockets and folders with the name of a card are none."""
    monkeypatch.chdir(tmp_path)  # the name of a socket is at most 107 bytes long
    os.mkfifo("pipe.md")
    Path("folder.md").mkdir()
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind("socket.md")
        assert found(tmp_path) == set()


def test_sizes_and_times_are_told(tmp_path: Path) -> None:
    """They say whether a file has changed: bytes, and nanoseconds."""
    path = write_card(tmp_path / "a.md", "title: ü")
    os.utime(path, ns=(5, 1_613_776_320_123_456_789))
    assert list(Folder(str(tmp_path)).files()) == [
        Found(b"a.md", path.stat().st_size, 1_613_776_320_123_456_789)
    ]


def test_names_that_are_no_text_are_found_and_read(tmp_path: Path) -> None:
    """File names are bytes."""
    write_card(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9/\x1b[31m\n.md")), "title: a")
    folder = Folder(str(tmp_path))
    (file,) = folder.files()
    assert file.path == b"caf\xe9/\x1b[31m\n.md"
    assert folder.read(file.path, MIB) == b"---\ntitle: a\n---\n"
    assert folder.place(file.path).type == "article"


def test_a_missing_root_is_an_error(tmp_path: Path) -> None:
    """Its cards must not be taken for gone."""
    with pytest.raises(FileNotFoundError):
        list(Folder(str(tmp_path / "nowhere")).files())


def deny(monkeypatch: pytest.MonkeyPatch, function: str, part: bytes) -> None:
    """Refuse the paths with this part, as for lack of permission (which root never lacks)."""
    real = getattr(os, function)

    def refusing(path: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - any of os
        if part in os.fsencode(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, function, refusing)


def test_a_folder_that_cannot_be_entered_is_a_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are read all the same; once it can be entered, the trouble is over."""
    write_card(tmp_path / "a" / "closed" / "a.md")
    write_card(tmp_path / "b.md")
    folder = Folder(str(tmp_path))
    with monkeypatch.context() as patch:
        deny(patch, "scandir", b"/closed")
        assert [file.path for file in folder.files()] == [b"b.md"]
        assert folder.troubles == [(b"a/closed", "permission denied")]
    assert len(list(folder.files())) == 2
    assert folder.troubles == []


def test_a_root_that_cannot_be_entered_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of its cards then."""
    deny(monkeypatch, "scandir", os.fsencode(tmp_path))
    with pytest.raises(PermissionError):
        list(Folder(str(tmp_path)).files())


def test_a_file_that_vanishes_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may go between being seen and being looked at."""
    write_card(tmp_path / "a.md")
    write_card(tmp_path / "b.md")
    real = os.scandir

    class Vanishing:
        """Entries of a folder, of which the first is deleted behind one's back."""

        def __init__(self, path: bytes) -> None:
            with real(path) as entries:
                self._entries = sorted(entries, key=lambda entry: entry.name)
            Path(os.fsdecode(self._entries[0].path)).unlink()

        def __enter__(self) -> Iterator[os.DirEntry[bytes]]:
            return iter(self._entries)

        def __exit__(self, *_: object) -> None:
            """Close nothing."""

    monkeypatch.setattr(os, "scandir", Vanishing)
    assert found(tmp_path) == {"b.md"}


# Reading


def test_a_file_is_read(tmp_path: Path) -> None:
    """Its bytes, as they are."""
    path = tmp_path / "a.md"
    path.write_bytes(b"\xff\x00a\r\n")
    assert read_file(os.fsencode(path), MIB) == b"\xff\x00a\r\n"


@pytest.mark.parametrize(("size", "fits"), [(MIB, True), (MIB + 1, False)])
def test_a_file_has_a_size_limit(tmp_path: Path, size: int, fits: bool) -> None:
    """One byte more than the limit is too much."""
    path = tmp_path / "a.md"
    path.write_bytes(b"a" * size)
    if fits:
        assert len(read_file(os.fsencode(path), MIB)) == size
    else:
        assert refusal(path) == "it is larger than 1 MiB"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """No more is read of it than to see that it is too large."""
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        file.truncate(2**40)
    assert refusal(path, MIB // 2) == "it is larger than 0.5 MiB"


def test_a_link_is_not_read(tmp_path: Path) -> None:
    """Even where it was put in a file's place just now."""
    write_card(tmp_path / "a.md")
    (tmp_path / "b.md").symlink_to("a.md")
    assert refusal(tmp_path / "b.md") == "it is a link"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Opening one without a writer would block for ever."""
    os.mkfifo(tmp_path / "a.md")
    reasons: list[str] = []
    reading = threading.Thread(
        target=lambda: reasons.append(refusal(tmp_path / "a.md")), daemon=True
    )
    reading.start()
    reading.join(timeout=10)
    assert reasons == ["it is not a regular file"]


def test_a_device_is_not_read() -> None:
    """Some never end."""
    assert stat.S_ISCHR(Path("/dev/zero").stat().st_mode)
    assert refusal(Path("/dev/zero")) == "it is not a regular file"


def test_a_folder_is_not_read(tmp_path: Path) -> None:
    """A folder in a file's place is told as such."""
    assert refusal(tmp_path) == "it is not a regular file"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """In the system's words."""
    assert refusal(tmp_path / "a.md") == "no such file or directory"


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the system's words."""
    path = write_card(tmp_path / "a.md")
    deny(monkeypatch, "open", b"a.md")
    assert refusal(path) == "permission denied"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/secret"), "permission denied"),
        (OSError("Odd"), "odd"),
    ],
)
def test_reasons_are_plain(error: OSError, reason: str) -> None:
    """Neither numbers nor paths."""
    assert plain_reason(error) == reason


# What folders say


@pytest.mark.parametrize(
    ("folders", "kind"),
    [
        ("_news", ("news", "article")),
        ("_learning/videos", ("learning", "video")),
        ("_learning/courses", ("learning", "course")),
        ("_learning/books", ("learning", "book")),
        ("_learning/collections", ("learning", "collection")),
        ("_newsletters", ("newsletter", "article")),
        ("_samples", ("sample", "download")),
        ("_people", ("people", "profile")),
        ("_communities", ("community", "forum")),
        ("_events", ("event", "event")),
        ("_customers", ("customer", "article")),
        ("_challenges", ("challenge", "article")),
        ("_forms", ("form", "article")),
        ("_learning", ("learning", "article")),
        ("_learning/podcasts", ("learning", "article")),
        ("_drafts", ("drafts", "article")),
        ("recipes", ("recipes", "article")),
        ("recipes/soups", ("soups", "article")),
        ("videos", ("videos", "article")),
        ("site/_news/2021/02", ("news", "article")),
        ("site/_learning/videos/2021", ("learning", "video")),
        ("_news/_people", ("people", "profile")),
        ("_", ("_", "article")),
    ],
)
def test_folders_tell_the_kind(folders: str, kind: tuple[str, str]) -> None:
    """Category and type come from the nearest folder that the table knows, else from its name."""
    assert kind_of(folders.split("/")) == kind


@pytest.mark.parametrize(
    ("root", "path", "kind"),
    [
        ("azure", "_news/a.md", ("news", "article")),
        ("azure/_news", "a.md", ("news", "article")),
        ("powerapps/_learning/videos", "a.md", ("learning", "video")),
        ("powerapps/_learning", "videos/a.md", ("learning", "video")),
        ("notes", "a.md", ("notes", "article")),
        ("_news/notes", "a.md", ("news", "article")),
        (".", "_samples/a.md", ("sample", "download")),
    ],
)
def test_the_named_folder_may_be_part_of_a_site(
    tmp_path: Path, root: str, path: str, kind: tuple[str, str]
) -> None:
    """Naming a folder inside of a site gives its cards the same kind."""
    (tmp_path / root).mkdir(parents=True, exist_ok=True)
    place = Folder(str(tmp_path / root)).place(os.fsencode(path))
    assert (place.category, place.type) == kind


def site(root: Path, path: str) -> Site:
    """Return the site of a file below a folder."""
    return Folder(str(root)).site(os.fsencode(path))


def configure(folder: Path, text: str) -> None:
    """Write a site's configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "_config.yml").write_text(text)


def test_a_site_is_where_its_configuration_is(tmp_path: Path) -> None:
    """The nearest folder above with one, with what it says."""
    configure(tmp_path / "a", "url: https://a.example.com")
    configure(tmp_path / "a" / "b", "url: https://b.example.com\nbaseurl: /b\ntopic: B")
    assert site(tmp_path, "a/b/_news/x.md") == Site(
        os.fsencode(tmp_path / "a" / "b"), "https://b.example.com", "/b", "B"
    )
    assert site(tmp_path, "a/c/x.md").url == "https://a.example.com"


def test_a_configuration_above_the_named_folder_counts(tmp_path: Path) -> None:
    """A part of a site is still of that site."""
    configure(tmp_path / "a", "url: https://a.example.com\nbaseurl: /a")
    videos = tmp_path / "a" / "_learning" / "videos"
    videos.mkdir(parents=True)
    assert site(videos, "x.md").root == os.fsencode(tmp_path / "a")
    assert Folder(str(videos)).place(b"x.md") == Place(
        "learning", "video", "https://a.example.com", "/a"
    )


@pytest.mark.parametrize(
    ("root", "path", "own"),
    [
        ("news", "azure/_news/2021/_old/x.md", "news/azure"),
        ("azure", "_news/x.md", "azure"),
        ("azure/_news", "x.md", "azure"),
        ("azure/_learning/videos", "x.md", "azure"),
        ("notes", "x.md", "notes"),
        ("notes", "a/b/x.md", "notes"),
    ],
)
def test_without_configuration_a_site_is_above_its_first_underscore(
    tmp_path: Path, root: str, path: str, own: str
) -> None:
    """The parent of the topmost `_folder`; without any, the named folder."""
    (tmp_path / root).mkdir(parents=True)
    assert site(tmp_path / root, path) == Site(os.fsencode(tmp_path / own))


@pytest.mark.parametrize("kind", ["broken", "link", "folder", "huge", "pipe"])
def test_an_odd_configuration_says_nothing(tmp_path: Path, kind: str) -> None:
    """It harms no card: a broken one, a link out of the folder, a folder, a huge one, a pipe."""
    root, path = tmp_path / "a", tmp_path / "a" / "_config.yml"
    root.mkdir()
    if kind == "broken":
        path.write_bytes(b"\xff[ url: *")
    elif kind == "link":
        configure(tmp_path / "b", "url: https://b.example.com")
        path.symlink_to("../b/_config.yml")
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        path.write_text("url: https://a.example.com\n" + "#" * MIB)
    else:
        os.mkfifo(path)
    assert site(root, "x.md") == Site(os.fsencode(root))


def test_the_root_of_the_file_system_may_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A configuration that happens to lie in the current folder is not taken for the root's."""
    configure(tmp_path, "url: https://a.example.com")
    monkeypatch.chdir(tmp_path)
    assert site(Path("/"), "x.md") == Site(b"/")
    assert Folder("/").place(b"x.md") == Place("cards", "article")
