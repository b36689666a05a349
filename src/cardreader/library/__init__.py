"""The library: all cards of all sources, and the one door to them for `cli` and `ui`."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardreader.card import Card, Detail, Problem, Reading, Summary, Target
from cardreader.clean import clean_path
from cardreader.database import DatabaseError
from cardreader.index import Changes, Index, Record, Scope, id_of, identity_of
from cardreader.library.keeping_up import KeepingUp, folder_name
from cardreader.library.marking import Seen
from cardreader.library.refreshing import Progress, SourceTrouble
from cardreader.query import Order, Query, fold, fold_name
from cardreader.query.tree import Age, Is, Source, with_leaves
from cardreader.sources.folder import SUFFIXES, Folder, UnreadableFile, plain_reason
from cardreader.urls import article_identity, article_of

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from cardreader.index.pulse import Day, Tally
    from cardreader.marks import Marks
    from cardreader.query.tree import Leaf, Node

__all__ = [
    "Changes", "Choices", "Count", "Faulty", "Library", "Order", "Progress", "Query", "Record",
    "Seen", "SourceTrouble", "View", "Whole",
]  # fmt: skip

_IS_MUTED = Is("muted")


class Count(NamedTuple):
    """A thing that a view can be narrowed to, with its cards and the unread among them.

    `value` is what a query takes, `label` what a person reads.
    """

    value: str
    label: str
    cards: int
    unread: int


class Choices(NamedTuple):
    """What the cards of a view can be narrowed to, most cards first."""

    topics: list[Count]
    providers: list[Count]
    sources: list[Count]


class Whole(NamedTuple):
    """A card as its file tells it now, with its printed id and its marks.

    `problem` is a sentence when the file cannot be read; `card` is None then.
    """

    id: str
    source: bytes
    path: bytes
    card: Card | None
    problem: str
    read: bool = False
    starred: bool = False


class Faulty(NamedTuple):
    """What is wrong with a file, given by its whole path; only a warning where it is listed."""

    path: bytes
    line: int
    reason: str
    warning: bool


class View(NamedTuple):
    """The cards now listed: a query, a sort order, and the row numbers in that order."""

    query: Query
    order: Order
    ids: array[int]


class Library(KeepingUp):
    """All cards of these sources, as the reader sees them. Methods may raise DatabaseError.

    It may be used from several threads at once.
    """

    def __init__(
        self,
        index: Index,
        marks: Marks,
        folders: Sequence[str],
        now: Callable[[], float],
        half_life_s: int,
        max_file_bytes: int,
    ) -> None:
        """Open the sources in `folders`; `now` gives seconds since 1970."""
        super().__init__(index, marks, folders, now, max_file_bytes)
        self.half_life_s = half_life_s
        with contextlib.suppress(DatabaseError):  # the next look brings it up to date
            self.follow_marks()

    def limit_files(self, max_file_bytes: int) -> None:
        """Read files up to this size from now on."""
        self._max_file_bytes = max_file_bytes

    # Views

    def view(self, query: Query, order: Order) -> View:
        """Return the cards that a query is about, in order; its own order wins."""
        order = _order_of(query, order)
        return View(query, order, self._index.ids(self._asked(query), order, self._scope()))

    def first_view(self, query: Query, order: Order, rows: int) -> tuple[View, bool]:
        """Return the first rows of a view, or all where that is as quick; and whether these are."""
        order = _order_of(query, order)
        ids, whole = self._index.first_ids(self._asked(query), order, self._scope(), rows)
        return View(query, order, ids), whole

    def count(self, query: Query) -> int:
        """Return how many cards a query is about."""
        return self._index.count(self._asked(query), self._scope())

    def muted(self) -> int:
        """Return how many cards would be listed, were they not muted."""
        return self._index.muted(self._scope()) or 0

    def kept_muted(self) -> int | None:
        """Return how many are muted, where that was kept and need not be counted."""
        return self._index.muted(self._scope(), counting=False)

    def unread(self, ids: Sequence[int]) -> int:
        """Return how many of these rows are unread."""
        return self._index.unread(ids)

    def new(self, ids: Sequence[int]) -> int:
        """Return how many of these rows are new."""
        return self._index.new(ids, self._since)

    def few_new(self, query: Query, most: int) -> int | None:
        """Return how many cards of a query are new; None where they are more than `most`.

        This costs the same for any number of cards.
        """
        return self._index.few_new(self._asked(query), self._scope(), self._since, most)

    def row_of(self, id_: str) -> int | None:
        """Return the row of the card with this printed id."""
        return self._index.by_id(id_)

    @property
    def generation(self) -> str:
        """What tells the present state of the cards from all others."""
        return self._index.generation

    def top(self) -> int:
        """Return a number above that of every row that there is."""
        return self._index.top()

    def count_from(self, query: Query, row: int) -> int:
        """Return how many cards a query is about, of those that came from this row number on."""
        return self._index.count_from(self._asked(query), self._scope(), row)

    def kept_unread(self, query: Query) -> int | None:
        """Return how many cards are unread, where that was kept and need not be counted."""
        return None if query.tree else self._index.kept_unread(query, self._scope())

    def keep_view(self, query: Query, order: Order) -> None:
        """Keep what the next start needs: the order of all cards, what is unread, the choices."""
        self._index.keep(query, _order_of(query, order), self._scope())

    def abandon(self) -> None:
        """Break off what is being asked for views and done by the way: nobody waits for it."""
        self._is_abandoned = True
        self._index.abandon()

    def summaries(self, ids: Sequence[int]) -> list[Summary | None]:
        """Return the cards of these rows, in this order; None for one that is gone."""
        return self._index.summaries(ids, self._since)

    def records(self, ids: Sequence[int]) -> Iterator[Record]:
        """Give all that the index knows of these rows' cards, in this order."""
        return self._index.records(ids)

    def topics(self, query: Query) -> list[Count]:
        """Return the topics of the cards that a query is about, most cards first."""
        found = self._index.topics(self._asked(query), self._scope())
        return [Count(name, name, *counts) for name, *counts in found]

    def choices(self, query: Query) -> Choices:
        """Return the topics, providers and sources of the cards that a query is about."""
        topics = self.topics(query)
        query, scope = self._asked(query), self._scope()
        return Choices(
            topics,
            [
                Count(own_name, _provider_label(own_name, name), *counts)
                for own_name, name, *counts in self._index.providers(query, scope)
            ],
            [
                Count(clean_path(os.fsdecode(root)), folder_name(root), *counts)
                for root, *counts in self._index.sources(query, scope)
            ],
        )

    def days(self, query: Query) -> tuple[list[Day], int]:
        """Return the days of the cards that a query is about, and how many have no date."""
        return self._index.days(self._asked(query), self._scope())

    def tallies(self, query: Query) -> tuple[list[Tally], list[Tally]]:
        """Return the leading topics and providers of the cards that a query is about."""
        topics, providers = self._index.tallies(self._asked(query), self._scope())
        return topics, [each._replace(name=each.name or each.value) for each in providers]

    def next_unread(self, ids: Sequence[int], position: int, step: Literal[1, -1]) -> int | None:
        """Return the next position in a view, one way or the other, of an unread card."""
        stop = len(ids) if step > 0 else -1
        return self._index.next_unread(ids, range(position + step, stop, step))

    # One card

    def detail(self, number: int) -> Detail | None:
        """Read the card in this row from its file; None when the row is gone."""
        summary = self.with_reasons(self._index.summaries([number], self._since))[0]
        file = self._index.file(number)
        if summary is None or file is None:
            return None
        root, path = file
        reading = self._read(root, path)
        card = reading.card
        whole = clean_path(os.fsdecode(os.path.join(root, path)))
        notice = "" if card else _why_unreadable(reading, whole)
        if card is None and root in self.out_of_reach:
            notice = f"{whole} is out of reach: its source is not there now. Its marks are kept."
        targets = self._targets(card, root, path) if card else ()
        return Detail(summary, card, targets, whole, notice)

    def urls(self, ids: Sequence[int]) -> dict[int, str]:
        """Return the article's URL of those of these rows that have one, in their order."""
        found = self._index.urls(ids)
        for number, url in found.items():
            if url is None:  # it has another one than the usual
                detail = self.detail(number)
                found[number] = detail.card.url if detail and detail.card else None
        return {number: url for number, url in found.items() if url}

    def file(self, number: int) -> bytes | None:
        """Return the whole path of the file of a row's card."""
        file = self._index.file(number)
        return os.path.join(*file) if file else None

    def whole(self, text: str) -> Whole | None:
        """Read the card given by its file, its article's URL, or its printed id; None: no such."""
        file = self._place_of(text) if os.path.isfile(text) else self._find(text)
        if file is None:
            return None
        root, path = file
        reading = self._read(root, path)
        card = reading.card
        if card is None:
            name = clean_path(os.fsdecode(os.path.join(root, path)))
            return Whole(id_of(root, path), root, path, None, _why_unreadable(reading, name))
        mark = self._marks.of(identity_of(card, root, path))
        return Whole(id_of(root, path), root, path, card, "", mark.read, mark.starred)

    def _place_of(self, file: str) -> tuple[bytes, bytes]:
        """Return a file as root of a source and path below it; its folder where it is in none."""
        whole = os.path.join(os.fsencode(os.path.realpath(os.path.dirname(file) or ".")),
                             os.fsencode(os.path.basename(file)))  # fmt: skip
        roots = [root for root in self._roots if whole.startswith(root.rstrip(b"/") + b"/")]
        root = max(roots, key=len, default=os.path.dirname(whole))
        return root, os.path.relpath(whole, root)

    def _find(self, text: str) -> tuple[bytes, bytes] | None:
        """Return the file of a card given by its URL or its id."""
        identity = article_identity(text)
        if identity:
            article = article_of(identity)
            found = self._index.by_article([article], self._own()).get(article)
            number = found[0] if found else None
        else:
            number = self._index.by_id(text)
        return self._index.file(number) if number is not None else None

    def _read(self, root: bytes, path: bytes) -> Reading:
        """Read a file whole."""
        from cardreader.card.reading import read_card  # noqa: PLC0415 - for whoever reads files

        folder = Folder(os.fsdecode(root))
        try:
            data = folder.read(path, self._max_file_bytes)
        except UnreadableFile as error:
            return Reading(problems=(Problem(1, str(error)),))
        return read_card(data, folder.place(path))

    def _targets(self, card: Card, root: bytes, path: bytes) -> tuple[Target, ...]:
        """Return where a card leads: related items, items of a collection, links."""
        identities = [article_identity(item.url) if item.url else None for item in card.related]
        articles = [article_of(identity) if identity else 0 for identity in identities]
        known = self._index.by_article([article for article in articles if article], self._own())
        targets = []
        for item, article in zip(card.related, articles, strict=True):
            number, read = known.get(article, (None, False))
            provider = item.provider.label if item.provider else ""
            targets.append(
                Target("related", item.title, item.url, number, read, provider, item.published,
                       item.quality)
            )  # fmt: skip
        targets += [self._item(item, root, path) for item in card.items]
        targets += [Target("link", link.title, link.url) for link in card.links]
        return tuple(targets)

    def _item(self, item: str, root: bytes, path: bytes) -> Target:
        """Return an item of a collection: it is named from the folder above the collection's."""
        above = os.path.dirname(os.path.dirname(path))
        own = os.path.normpath(os.path.join(above, os.fsencode(item)))
        number = self._index.by_path(root, [own + suffix for suffix in (*SUFFIXES, b"")])
        summary = self.summaries([number])[0] if number is not None else None
        if summary is None:
            return Target("item", item.rpartition("/")[2].replace("-", " ") or item)
        provider = summary.provider.label if summary.provider else ""
        return Target("item", summary.title, None, number, summary.read, provider,
                      summary.published, summary.quality)  # fmt: skip

    # Problems

    def faulty(self) -> list[Faulty]:
        """Return what is wrong with which files, as last read."""
        return [
            Faulty(os.path.join(root, path), line, reason, warning)
            for root, path, line, reason, warning in self._index.problems(self._own())
        ]

    def problems(self) -> list[tuple[str, int, str, bool]]:
        """Return whole path, line, reason and whether it is only a warning, as last read."""
        return [(clean_path(os.fsdecode(each.path)), *each[1:]) for each in self.faulty()]

    def problem_count(self) -> int:
        """Return how many files look like cards and cannot be read."""
        return self._index.problem_count(self._own())

    def check(self) -> Iterator[tuple[str, int, str, bool]]:
        """Read every file of the sources whole, and give what is wrong with it."""
        from cardreader.card.reading import read_card  # noqa: PLC0415 - for whoever reads files

        for root in self._sources:
            folder = Folder(os.fsdecode(root))
            try:
                files = sorted(folder.files())
            except OSError as error:
                yield clean_path(os.fsdecode(root)), 1, plain_reason(error), False
                continue
            for file in files:
                whole = clean_path(os.fsdecode(os.path.join(root, file.path)))
                try:
                    data = folder.read(file.path, self._max_file_bytes)
                except UnreadableFile as error:
                    yield whole, 1, str(error), False
                    continue
                for problem in read_card(data, folder.place(file.path)).problems:
                    yield whole, problem.line, problem.reason, problem.warning
            for path, reason in folder.troubles:
                yield clean_path(os.fsdecode(os.path.join(root, path))), 1, reason, False

    def close(self) -> None:
        """Close both databases, and watch no more."""
        self.stop_watching()
        self._index.close()
        self._marks.close()

    def _scope(self) -> Scope:
        return Scope(self._own(), int(self._now()), self.half_life_s, self._muted)

    def _asked(self, query: Query) -> Query:
        """Put into a query what the index does not know: sources, what is muted, and now."""
        if query.tree is None:
            return query
        now = int(self._now())

        def known(leaf: Leaf) -> Node:
            if isinstance(leaf, Age):
                return leaf.at(now)
            if leaf == _IS_MUTED and self._muted is not None:
                return self._muted
            if leaf == Is("new"):
                return Is("new", tuple(self._since.items()))
            return self._named(leaf) if isinstance(leaf, Source) else leaf

        return query._replace(tree=with_leaves(query.tree, known))

    def _named(self, source: Source) -> Source:
        """Find a source by its folder's name or path."""
        numbers = (
            number
            for root, number in self._sources.items()
            if source.name
            in (fold_name(folder_name(root)), fold_name(clean_path(os.fsdecode(root))))
        )
        return source._replace(numbers=tuple(numbers))


def _order_of(query: Query, order: Order) -> Order:
    return query.sort if isinstance(query.sort, Order) else order


def _provider_label(own_name: str, name: str | None) -> str:
    """Say a provider's name and domain; `own_name` is the domain, or without one the name."""
    if not name:
        return own_name
    return name if fold(name) == own_name else f"{name} ({own_name})"


def _why_unreadable(reading: Reading, name: str) -> str:
    if not reading.problems:
        return f"{name} is no card: it has no front matter with a title."
    problem = reading.problems[0]
    line = f" (line {problem.line})" if problem.line > 1 else ""
    return f"{name} cannot be read: {problem.reason}{line}."
