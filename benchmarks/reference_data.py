"""Makes what the references list: the cards of a library that cardreader lists by default.

    python reference_data.py N FOLDER [--small | --no-related] [--hidden SHARE] [--newsboat PATH]

writes into FOLDER, without reading a card of it:
- rows.txt: a line for each listed card, the hottest first, for the bare list;
- changing.txt: the paths of 14 listed cards from the middle of that order;
- with --newsboat a folder newsboat: a feed of the listed cards, filled straight into newsboat's
  cache (it makes the tables itself), a query feed of all articles, and an empty configuration.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import make_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHANGING = 14
FEED_TITLE = "Cards"
QUERY_TITLE = "All articles"
_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Cards</title><link>https://feed.example/</link>
<description>no item</description></channel></rss>
"""
_QUERY = f'"query:{QUERY_TITLE}:unread = \\"yes\\" or unread = \\"no\\""'


def write_rows(made: Iterable[make_cards.Card], folder: Path) -> None:
    """Write the rows of the bare list, and which cards are to change."""
    hottest = sorted(
        (-card.heat, number, card.path, _row(card)) for number, card in enumerate(made)
    )  # fmt: skip
    with (folder / "rows.txt").open("w", encoding="utf-8") as file:
        file.writelines(row for *_, row in hottest)
    middle = len(hottest) // 2
    paths = (f"{path}\n" for _, _, path, _ in hottest[middle : middle + CHANGING])
    (folder / "changing.txt").write_text("".join(paths), "utf-8")


def _row(card: make_cards.Card) -> str:
    return f"{card.heat}\t{card.title}\t{card.provider.name} · {' · '.join(card.topics[1:])}\n"


def write_newsboat(made: Iterable[make_cards.Card], folder: Path, newsboat: Path) -> None:
    """Write a configuration folder of newsboat whose cache holds these cards."""
    folder.mkdir()
    feed = folder / "feed.xml"
    feed.write_text(_FEED, "utf-8")
    (folder / "config").write_text("")
    (folder / "urls").write_text(f"file://{feed}\n{_QUERY}\n", "utf-8")
    subprocess.run([newsboat, *options(folder), "-x", "reload"],
                   env={**os.environ, "HOME": str(folder)}, check=True)  # fmt: skip
    cache = sqlite3.connect(folder / "cache.db")
    with cache:
        cache.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread,"
            " enclosure_url, enclosure_type) VALUES (?, ?, ?, ?, ?, ?, ?, 1, '', '')",
            _items(made, f"file://{feed}"),
        )
    cache.close()


def options(folder: Path) -> list[str]:
    """Return the options that make newsboat use a folder of `write_newsboat`."""
    return ["-u", f"{folder}/urls", "-c", f"{folder}/cache.db", "-C", f"{folder}/config"]


def _items(made: Iterable[make_cards.Card], feed: str) -> Iterator[tuple[str | int, ...]]:
    for card in made:
        yield (card.path, card.title, card.provider.name, card.url, feed, card.published,
               card.excerpt)  # fmt: skip


def main() -> None:
    """Make the data that the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    make_cards.add_shape_options(parser)
    parser.add_argument("--newsboat", type=Path, metavar="PATH")
    arguments = parser.parse_args()
    shape = make_cards.Shape(arguments.related, arguments.hidden)

    def listed() -> Iterator[make_cards.Card]:
        made = make_cards.cards(arguments.count, arguments.seed, shape)
        return (card for card in made if card.listed)

    if arguments.newsboat:
        write_newsboat(listed(), arguments.folder / "newsboat", arguments.newsboat)
    write_rows(listed(), arguments.folder)


if __name__ == "__main__":
    main()
