"""A library whose cards are known one by one, to hold what it finds against a naive reading."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, NamedTuple

from cardreader.card.reading import read_card
from cardreader.query import Order, Query, parse
from cardreader.query.muting import Mute, muted
from cardreader.sources.folder import Folder
from library_tools import NOW, open_library
from query_oracle import Facts, is_found, matches, queries
from query_texts import written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hypothesis import strategies as st

    from cardreader.library import Library

ORDER = Order("date")
EVERYTHING = "is:published OR -is:published"


class Searched(NamedTuple):
    """A library, and each of its cards as it is read by itself; a file goes by its whole path."""

    library: Library
    files: dict[int, bytes]  # by row
    facts: dict[bytes, Facts]
    trees: st.SearchStrategy[Query]  # about some of the cards
    texts: st.SearchStrategy[str]

    def found(self, query: Query) -> list[bytes]:
        """Return the files that the library lists."""
        ids = self.library.view(query, ORDER).ids
        assert len(set(ids)) == len(ids) == self.library.count(query)
        return sorted(self.files[number] for number in ids)

    def expected(self, query: Query) -> list[bytes]:
        """Return the files that a naive reading finds."""
        return sorted(path for path, facts in self.facts.items() if is_found(query, facts, NOW))


def searched(home: Path, *sources: Path, every: int = 1, with_mutes: bool = False) -> Searched:
    """Index folders, mark and perhaps mute some of it, and read its cards naively too.

    One of `every` so many cards is asked about.
    """
    library = open_library(home, *sources, now=NOW)
    library.refresh()
    ids = library.view(parse(EVERYTHING), ORDER).ids
    mutes = mutes_of(library, ids[::40]) if with_mutes else ()
    library.mute(mutes)
    chance = random.Random(1)  # noqa: S311 - no secret
    library.mark(chance.sample(list(ids), len(ids) // 3), "read", value=True, what="some")
    library.mark(chance.sample(list(ids), len(ids) // 9), "starred", value=True, what="some")
    records = list(library.records(ids))
    paths = [_whole(record.source, record.path) for record in records]
    marked = {path: (each.read, each.starred) for path, each in zip(paths, records, strict=True)}
    facts = {path: each for source in sources for path, each in _read(source, marked)}
    for path, own in facts.items() if mutes else ():
        facts[path] = own._replace(muted=matches(muted(mutes), own, NOW))
    assert facts.keys() == marked.keys()
    some = list(facts.values())[::every]
    return Searched(
        library, dict(zip(ids, paths, strict=True)), facts, queries(some), written(some)
    )


def mutes_of(library: Library, ids: Sequence[int]) -> tuple[Mute, ...]:
    """Return mutes of what some cards have: a provider, a topic, words; some of them together."""
    mutes = []
    for number, card in enumerate(filter(None, library.summaries(ids))):
        provider = card.provider.domain or card.provider.name if card.provider else ""
        topic = card.topics[0] if card.topics else ""
        words = " ".join(card.title.split()[:2])
        mutes += [
            [Mute(provider, topic), Mute(topic=topic), Mute(words=words), Mute(provider)][
                number % 4
            ]
        ]
    return tuple(mute for mute in mutes if mute.tree)


def _read(source: Path, marked: dict[bytes, tuple[bool, bool]]) -> list[tuple[bytes, Facts]]:
    """Read each card of a folder by itself."""
    folder = Folder(str(source))
    found = []
    for file in folder.files():
        path = _whole(os.fsencode(source.resolve()), file.path)
        card = read_card(folder.read(file.path, 2**20), folder.place(file.path)).card
        if card:
            names = (source.name, str(source.resolve()))
            found.append((path, Facts(card, *marked[path], names)))
    return found


def _whole(root: bytes, path: bytes) -> bytes:
    return root + b"/" + path
