"""A folder of card files: which there are, what has changed, and what their folders say."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from cardreader.card import Place
from cardreader.clean import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cardreader.card.site_config import SiteConfig

SUFFIXES = (b".md", b".markdown", b".html", b".txt")
PASSED_OVER = frozenset(
    {b"_data", b"_includes", b"_layouts", b"_site", b"api", b"assets", b"node_modules"}
)
# Folder names, nearest last, and what a card in them is when it does not say.
KINDS = {
    ("_news",): ("news", "article"),
    ("_learning", "videos"): ("learning", "video"),
    ("_learning", "courses"): ("learning", "course"),
    ("_learning", "books"): ("learning", "book"),
    ("_learning", "collections"): ("learning", "collection"),
    ("_newsletters",): ("newsletter", "article"),
    ("_samples",): ("sample", "download"),
    ("_people",): ("people", "profile"),
    ("_communities",): ("community", "forum"),
    ("_events",): ("event", "event"),
    ("_customers",): ("customer", "article"),
    ("_challenges",): ("challenge", "article"),
    ("_forms",): ("form", "article"),
}
_CHUNK = 2**16
_CONFIG = b"_config.yml"
# Opening a pipe or a device must not wait, and a link put in a file's place is not followed.
_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class UnreadableFile(Exception):  # noqa: N818 - a state of the file, named as the reader sees it
    """A file that cannot be read; the text is a plain reason."""


class Found(NamedTuple):
    """A file that may be a card: path below the folder, size in bytes, mtime in ns."""

    path: bytes
    size: int
    mtime_ns: int


class Site(NamedTuple):
    """A publisher's site: its root folder, whole, and what its configuration says."""

    root: bytes
    url: str | None = None
    baseurl: str | None = None
    topic: str | None = None


def kind_of(folders: Sequence[str]) -> tuple[str, str]:
    """Category and type of a card in these folders (nearest last), where it does not say."""
    for end in range(len(folders), 0, -1):
        for length in (2, 1):
            kind = KINDS.get(tuple(folders[max(0, end - length) : end]))
            if kind:
                return kind
    own = next((name for name in reversed(folders) if name.startswith("_")), folders[-1])
    return own.lstrip("_") or own, "article"


def holds(root: bytes, other: bytes) -> bool:
    """Whether the files of a folder (whole path, links resolved) are found from another one."""
    if other == root or not other.startswith(root.rstrip(b"/") + b"/"):
        return False
    between = other[len(root.rstrip(b"/")) + 1 :].split(b"/")
    return all(map(is_entered, between))


def is_entered(name: bytes) -> bool:
    """Whether a folder of this name is looked into, below the one that a person names."""
    return not (name.startswith(b".") or name in PASSED_OVER)


def is_card_name(name: bytes) -> bool:
    """Whether a file of this name may be a card."""
    return name.lower().endswith(SUFFIXES)


class Folder:
    """A source of cards: all card files below one folder.

    `troubles` collects the folders that could not be entered, as path and reason. The root is
    `out_of_reach` where a refresh found that its files cannot be got at now.
    """

    def __init__(self, root: str, entering: Callable[[bytes], None] = lambda _: None) -> None:
        """Read from `root`, a path that is made absolute; links in it are resolved.

        `entering` is told each folder (whole path) before it is looked into.
        """
        self.root = os.fsencode(os.path.realpath(root))
        self._entering = entering
        self.troubles: list[tuple[bytes, str]] = []
        self.out_of_reach = False
        self._sites: dict[bytes, Site] = {}
        self._places: dict[bytes, tuple[Place, Site]] = {}

    def files(self) -> Iterator[Found]:
        """Find the files that may be cards, by one `lstat` each; raise OSError without a root.

        They come as the system lists them, folder by folder: a large one is never held whole.
        """
        self.troubles.clear()
        yield from self._files_in(b"")

    def files_at(self, path: bytes) -> Iterator[Found]:
        """Find the file at a path, or the files below it; none where nothing is there."""
        name = os.path.basename(path)
        try:
            state = os.lstat(os.path.join(self.root, path))
        except OSError:
            return
        if stat.S_ISREG(state.st_mode) and is_card_name(name):
            yield Found(path, state.st_size, state.st_mtime_ns)
        elif stat.S_ISDIR(state.st_mode) and is_entered(name):
            yield from self._files_in(path)

    def _files_in(self, top: bytes) -> Iterator[Found]:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            inner: list[bytes] = []
            self._entering(os.path.join(self.root, folder) if folder else self.root)
            try:
                with os.scandir(os.path.join(self.root, folder)) as entries:
                    yield from self._files_of(folder, entries, inner)
            except OSError as error:
                if not folder:
                    raise
                self.troubles.append((folder, plain_reason(error)))
            waiting += sorted(inner)

    def _files_of(
        self, folder: bytes, entries: Iterator[os.DirEntry[bytes]], inner: list[bytes]
    ) -> Iterator[Found]:
        """Find the files of one folder; the folders in it are added to `inner`."""
        above = folder + b"/" if folder else b""
        is_regular, look = stat.S_ISREG, self._lstat
        for entry in entries:
            name = entry.name
            if name.endswith(b".md") or name.lower().endswith(SUFFIXES):
                state = look(entry, folder)
                if state is not None and is_regular(state.st_mode):
                    yield Found(above + name, state.st_size, state.st_mtime_ns)
                    continue
            if entry.is_dir(follow_symlinks=False) and is_entered(name):
                inner.append(above + name)

    def _lstat(self, entry: os.DirEntry[bytes], folder: bytes) -> os.stat_result | None:
        """Return the entry's own state; None when it has vanished, or its folder keeps it."""
        try:
            return entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            # The folder can be listed but not entered: its files are there all the same.
            if not self.troubles or self.troubles[-1][0] != folder:
                self.troubles.append((folder, plain_reason(error)))
            return None

    def read(self, path: bytes, limit: int) -> bytes:
        """Return a file's bytes; raise UnreadableFile when it is no such file or over `limit`."""
        return read_file(os.path.join(self.root, path), limit)

    def place(self, path: bytes) -> Place:
        """Return what the folders around a file say about its card."""
        return self._look_around(os.path.dirname(path))[0]

    def site(self, path: bytes) -> Site:
        """Return the site a file belongs to; without any, the folder itself counts as one."""
        return self._look_around(os.path.dirname(path))[1]

    def _look_around(self, folder: bytes) -> tuple[Place, Site]:
        if folder not in self._places:
            names = self._names(folder)
            site = self._find_site(os.path.join(self.root, folder).rstrip(b"/") or b"/", len(names))
            category, kind = kind_of(names)
            self._places[folder] = (Place(category, kind, site.url, site.baseurl), site)
        return self._places[folder]

    def _names(self, folder: bytes) -> list[str]:
        """Return the folder names that say something: below the root, and the root's own.

        Above the root only those count that belong to a site's layout (`_learning/videos`). They
        become texts of cards, and a name may hold any byte: they are cleaned here.
        """
        own = PurePath(os.fsdecode(self.root))
        names = [own.name] if own.name else ["cards"]
        if own.parent.name.startswith("_"):
            names.insert(0, own.parent.name)
        names += [os.fsdecode(name) for name in folder.split(b"/") if name]
        return [clean_path(name) for name in names]

    def _find_site(self, folder: bytes, depth: int) -> Site:
        """Return the site of a whole path: with a configuration, else above the first `_`."""
        above = folder
        while True:
            if above not in self._sites:
                config = _read_config(os.path.join(above, _CONFIG))
                if config is not None:
                    self._sites[above] = Site(above, config.url, config.baseurl, config.topic)
            if above in self._sites:
                return self._sites[above]
            parent = os.path.dirname(above)
            if parent == above:
                break
            above = parent
        parts = folder.split(b"/")
        for index in range(len(parts) - depth, len(parts)):
            if parts[index].startswith(b"_"):
                return Site(b"/".join(parts[:index]) or b"/")
        return Site(self.root)


def read_file(path: bytes | str, limit: int) -> bytes:
    """Return a regular file's bytes; raise UnreadableFile for any other, or one over `limit`."""
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
        try:
            data = _read(descriptor, limit)
        finally:
            os.close(descriptor)
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else plain_reason(error)
        raise UnreadableFile(reason) from error
    if len(data) > limit:
        raise UnreadableFile(f"it is larger than {limit / 2**20:g} MiB")
    return data


def _read(descriptor: int, limit: int) -> bytes:
    """Read a regular file to its end, or some bytes beyond the limit.

    By plain system calls: a file object costs more than the reading of a card's few kilobytes.
    """
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        raise UnreadableFile("it is not a regular file")
    data = os.read(descriptor, min(state.st_size, limit) + 1)
    if len(data) == state.st_size:
        return data
    parts = [data]  # it grows, or its size is not known before (as in /proc)
    length = len(data)
    while length <= limit and (data := os.read(descriptor, _CHUNK)):
        parts.append(data)
        length += len(data)
    return b"".join(parts)


def plain_reason(error: OSError) -> str:
    """Return the system's own words for what went wrong, without numbers or paths."""
    return (error.strerror or str(error)).lower()


def _read_config(path: bytes) -> SiteConfig | None:
    if not os.path.isfile(path):
        return None
    from cardreader.card.site_config import SiteConfig, read_site_config  # noqa: PLC0415 - YAML

    try:
        return read_site_config(read_file(path, limit=2**20))
    except UnreadableFile:
        return SiteConfig()
