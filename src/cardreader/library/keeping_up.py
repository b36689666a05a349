"""Keeping up with the sources: bringing the index up to date, watching folders, and what is new."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cardreader.clean import clean_path
from cardreader.database import DatabaseError
from cardreader.index import Changes
from cardreader.library.muting import Muting
from cardreader.library.refreshing import Job, Progress, SourceTrouble, refresh, refresh_paths
from cardreader.sources.folder import Folder, holds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence

    from cardreader.index import Index
    from cardreader.marks import Marks
    from cardreader.sources.watch import Watch

    Report = Callable[[Progress | SourceTrouble], None]

_VISITS = "visits"
_SEVERAL = 2_000  # paths: from so many on the whole source is looked at
_NEVER: Callable[[], bool] = lambda: False  # noqa: E731 - a default


class KeepingUp(Muting):
    """The sources of a library, as they are now. Methods may raise DatabaseError."""

    def __init__(
        self,
        index: Index,
        marks: Marks,
        folders: Sequence[str],
        now: Callable[[], float],
        max_file_bytes: int,
    ) -> None:
        super().__init__(index, marks, now)
        self._max_file_bytes = max_file_bytes
        self.out_of_reach: frozenset[bytes] = frozenset()  # sources, as the last refresh found them
        self._watch: Watch | None = None
        self.is_watching = False  # all that changes in the sources is heard of
        self._roots: tuple[bytes, ...] = ()
        self._folders: dict[bytes, str] = {}
        self._sources: dict[bytes, int] = {}
        self._since: Mapping[int, int] = {}
        self.read_folders(folders)

    def read_folders(self, folders: Sequence[str]) -> None:
        """Have the cards of these folders from now on."""
        roots = {os.fsencode(os.path.realpath(folder)): folder for folder in folders}
        # A folder inside another would list its files twice.
        outer = {
            root: folder
            for root, folder in roots.items()
            if not any(holds(other, root) for other in roots)
        }
        sources = {root: self._index.open_source(root, self._now()) for root in outer}
        self._roots, self._folders, self._sources = tuple(roots), outer, sources
        self._since = self._last_visits()

    @property
    def roots(self) -> Collection[bytes]:
        """The root folders of the sources."""
        return self._folders.keys()

    @property
    def name(self) -> str:
        """What the sources are called in the title: their folders' names."""
        names = [folder_name(root) for root in self._folders]
        name = names[0] if len(names) == 1 else f"{len(names)} sources"
        missing = len(self.out_of_reach)
        if not missing:
            return name
        return f"{name} ({f'{missing} ' if len(names) > 1 else ''}out of reach)"

    def _own(self) -> tuple[int, ...]:
        return tuple(self._sources.values())

    # New

    def _last_visits(self) -> dict[int, int]:
        """Return when the last visit to each source has ended, by its number; 0: there was none."""
        try:
            visits = self._visits()
        except DatabaseError:  # then nothing is new: reading goes on without marks
            return dict.fromkeys(self._sources.values(), int(self._now()))
        return {number: visits.get(_named(root), 0) for root, number in self._sources.items()}

    def _visits(self) -> dict[str, int]:
        kept = self._marks.state(_VISITS)
        known = kept.items() if isinstance(kept, dict) else ()
        return {name: at for name, at in known if isinstance(at, int)}

    def end_visit(self, at: float) -> None:
        """Keep that all was seen that had come up to this moment: it is not new any more."""
        visits = self._visits()
        for name in map(_named, self._sources):
            visits[name] = max(int(at), visits.get(name, 0))
        self._marks.keep_state(_VISITS, visits)
        self._since = self._last_visits()

    # Bringing the index up to date

    def refresh(
        self,
        report: Report = lambda _: None,
        cancelled: Callable[[], bool] = _NEVER,
        confirmed: Container[bytes] = (),
    ) -> Changes:
        """Bring the index up to date with the sources, reporting each batch.

        `confirmed` are the roots whose cards go even when all of them are gone at once.
        """
        changes = Changes()
        out_of_reach = set()
        sources = self._sources  # others may take their place meanwhile
        for root in sources:
            # Noted anew: a reader may be open for longer than the index remembers sources.
            sources[root] = self._index.open_source(root, self._now())
            job = self._job(root, sources[root], report, cancelled)
            changes.extend(refresh(job, confirmed=root in confirmed))
            if job.folder.out_of_reach:
                out_of_reach.add(root)
        self.out_of_reach = frozenset(out_of_reach)
        return changes

    def refresh_paths(
        self,
        paths: Collection[bytes],
        report: Report = lambda _: None,
        cancelled: Callable[[], bool] = _NEVER,
    ) -> Changes:
        """Bring the index up to date with changes at these whole paths, as they were heard of."""
        sources = self._sources
        if len(paths) > _SEVERAL or self.out_of_reach or not sources.keys().isdisjoint(paths):
            return self.refresh(report, cancelled)
        changes = Changes()
        for root, source in sources.items():
            top = root.rstrip(b"/") + b"/"
            own = _outermost(path.removeprefix(top) for path in paths if path.startswith(top))
            found = refresh_paths(self._job(root, source, report, cancelled), own)
            if found is None:
                return self.refresh(report, cancelled)
            changes.extend(found)
        return changes

    def _job(self, root: bytes, source: int, report: Report, cancelled: Callable[[], bool]) -> Job:
        folder = Folder(os.fsdecode(root), self._watch_also)
        return Job(
            self._index, folder, source, self._max_file_bytes, int(self._now()), report, cancelled
        )

    def rebuild(self) -> None:
        """Forget what the index knows of the sources, so that the next refresh reads all."""
        self._index.forget(self._own())

    # Watching

    def watch(self) -> int | None:
        """Begin to watch the folders that are looked into from now on.

        Returns what can be read when something was heard; None where the system cannot watch.
        """
        from cardreader.sources.watch import Watch  # noqa: PLC0415 - for who stays

        try:
            self._watch = Watch()
        except (OSError, AttributeError):
            return None
        self.is_watching = True
        return self._watch.fd

    def _watch_also(self, folder: bytes) -> None:
        if self._watch is not None and self.is_watching:
            try:
                self._watch.add(folder)
            except OSError:  # there are too many, or it is on another machine
                self.is_watching = False

    def heard(self) -> set[bytes]:
        """Return the whole paths at which something has changed since this was last asked."""
        if self._watch is None:
            return set()
        paths, were_lost = self._watch.read()
        return paths | set(self._sources) if were_lost else paths

    def stop_watching(self) -> None:
        """Watch no more. Whoever waits for what is heard has to let go before."""
        watch, self._watch, self.is_watching = self._watch, None, False
        if watch is not None:
            watch.close()


def folder_name(root: bytes) -> str:
    """Return what a source is called: its folder's name."""
    return clean_path(os.fsdecode(os.path.basename(root) or root))


def _named(root: bytes) -> str:
    return os.fsdecode(root)


def _outermost(paths: Iterable[bytes]) -> list[bytes]:
    """Return paths without those below another of them."""
    kept: list[bytes] = []
    for path in sorted(paths, key=lambda path: path.split(b"/")):
        if not kept or not (path == kept[-1] or path.startswith(kept[-1] + b"/")):
            kept.append(path)
    return kept
