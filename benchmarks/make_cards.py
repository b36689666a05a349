"""Make a folder of news cards that look like a real library's, with invented words.

    python benchmarks/make_cards.py N FOLDER [--seed S] [--small | --no-related] [--hidden SHARE]

writes N files `FOLDER/_news/YYYY-MM-DD-slug.md` (from 200,000 on in a folder for each month), the
same ones for the same arguments on every machine. A card has 27 KB on average, nearly all of it
related items; with `--small`, at most three of those, it has 2.6 KB, with `--no-related` 1.4 KB.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import os
import random
import re
from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import card_shapes as shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Related = Literal["corpus", "few", "none"]

_FIRST_DAY = date(2019, 1, 1)
_DAYS = 1096  # to the end of 2021
_EPOCH = date(1970, 1, 1)
_MONTHLY_FROM = 200_000
_RELATED_KEPT = 4000  # of so many items of the last cards, related lists are made
_NEW_RELATED = 0.27  # of a related list's items; the others were in an earlier card's list
_MOST_RELATED = 180
_FEW_RELATED = 3
_RETIRED, _UNPUBLISHED, _REMOVED = 1 / 3, 0.115, 1 / 600
_SECURED_POOL = 2**16
_LONGEST_SLUG = 140
_NOT_IN_SLUG = re.compile("[^a-z0-9]+")
_FOR_YAML = str.maketrans({"\\": "\\\\", '"': '\\"', "\r": "\\r", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cards of a library are like.

    `hidden`: the share of retired cards, with no unpublished ones; None: both as in the corpus.
    """

    related: Related = "corpus"
    hidden: float | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its file's path inside the library and its bytes, and what the file says.

    `published` is in seconds since 1970; `listed`: neither retired nor unpublished nor removed.
    """

    path: str
    data: bytes
    title: str
    excerpt: str
    url: str
    provider: shapes.Provider
    topics: tuple[str, ...]
    published: int
    heat: int
    listed: bool


class _Maker:
    """Makes cards, one after the other."""

    def __init__(self, seed: int, shape: Shape, *, monthly: bool) -> None:
        self._rng = rng = random.Random(seed)
        self._random = rng.random
        self._shape, self._monthly = shape, monthly
        self._words = shapes.Table(shapes.words(), rng)
        self._topics = shapes.Table(shapes.topics(), rng)
        self._providers = shapes.Table(shapes.providers(), rng)
        self._hours = shapes.Table(shapes.hours(), rng)
        self._numbers = {
            name: shapes.Table(shapes.quantiles(name), rng)
            for name in ("title words", "excerpt words", "heat", "quality", "secured bytes",
                         "related, retired")
        }  # fmt: skip
        self._topic_counts = shapes.Table(shapes.topics_per_card(), rng)
        self._secured = base64.b64encode(rng.randbytes(_SECURED_POOL)).decode()
        days = (_FIRST_DAY + timedelta(day) for day in range(_DAYS))
        self._days = [((day - _EPOCH).days * 86400, day.isoformat()) for day in days]
        self._related: deque[tuple[int, str]] = deque(maxlen=_RELATED_KEPT)
        self._number = 0
        if shape.related != "none":
            self._related.extend(self._related_item() for _ in range(_MOST_RELATED))

    def card(self) -> Card:
        """Make the next card."""
        self._number += 1
        chance = self._random
        title, excerpt = self._texts()
        provider = self._providers.one()
        day = int(chance() * _DAYS)
        published, stamp = self._time(day)
        heat, flags = self._standing()
        quality = self._numbers["quality"].one()
        topics = (shapes.ROOT_TOPIC, *dict.fromkeys(self._topics.some(self._topic_counts.one())))
        slug = _slug(title, self._number)
        urls = self._urls(provider, slug)
        about = _about(title, excerpt, stamp, urls)
        text = "".join((
            "---\ncategory: news\n", about, f"type: article\nquality: {quality}\nheat: {heat}\n",
            flags, "\nprovider:\n", _provider(provider, "  "), self._provider_image(provider),
            "\ntopics:\n", *(f"  - {topic}\n" for topic in topics), self._images(provider, title),
            self._related_list(heat, quality, about, provider), self._secured_text(), "---\n",
        ))  # fmt: skip
        if chance() < 0.005:
            text = text.replace("\n", "\r\n")
        # A file is called after the day it was filed on, which may be the day after.
        filed = self._days[min(day + (chance() < 0.05), _DAYS - 1)][1]
        folder = f"_news/{filed[:4]}/{filed[5:7]}" if self._monthly else "_news"
        listed = heat != -1 and flags == "published: true\n"
        return Card(f"{folder}/{filed}-{slug}.md", text.encode(), title, excerpt, urls[-1],
                    provider, topics, published, heat, listed)  # fmt: skip

    # Texts

    def _texts(self) -> tuple[str, str]:
        """Make a title and an excerpt; one of them may have the common or the rare word."""
        chance = self._random
        title = self._words.some(self._numbers["title words"].one())
        excerpt = self._words.some(self._numbers["excerpt words"].one())
        for word, share in (
            (shapes.COMMON_WORD, shapes.COMMON_SHARE), (shapes.RARE_WORD, shapes.RARE_SHARE),
        ):  # fmt: skip
            if chance() < share:
                into = excerpt if excerpt and chance() < 0.7 else title
                into[int(chance() * len(into))] = word
        return self._title(title), self._excerpt(excerpt)

    def _title(self, words: list[str]) -> str:
        """Set a title in one of the ways that newspapers do."""
        way = self._random()
        if way < 0.17:
            words[2] += ":"
        elif way < 0.30:
            words[1] = str(int(self._random() * 2100))
        elif way < 0.37:
            words[1] += "’s"
        elif way < 0.40:
            words[2] += " —"
        elif way < 0.41:
            words[1] = f'"{words[1]}"'
        elif way < 0.42:
            words[1] += " &amp;" if way < 0.418 else " &amp;amp;"
        if self._random() < 0.4:
            return " ".join(words).title().replace("’S", "’s").replace("&Amp;", "&amp;")
        first = words[0].capitalize()
        return " ".join([first, *words[1:3], *map(str.capitalize, words[3:4]), *words[4:]])

    def _excerpt(self, words: list[str]) -> str:
        """Set an excerpt in sentences; one in twenty has two paragraphs."""
        length = 9 + int(self._random() * 8)
        sentences = (" ".join(words[at : at + length]) for at in range(0, len(words), length))
        text = ". ".join(sentence.capitalize() for sentence in sentences)
        way = self._random()
        if way < 0.05:
            return text.replace(". ", ".\r\n\r\n", 1)
        if way < 0.15:
            return text.replace(" ", "’s ", 1)
        if way < 0.17:
            return text.replace(" ", " – ", 1)
        if way < 0.18:
            return text.replace(" ", "&#8217;s ", 1)
        if way < 0.185:
            return text.replace(" ", "\u00a0", 2).replace(" ", "\u200b ", 1)
        return text + "…" if way > 0.95 else text

    # Fields

    def _standing(self) -> tuple[int, str]:
        """Return a heat, and the lines that say whether the card is published and removed."""
        retired, unpublished = _RETIRED, _UNPUBLISHED
        if self._shape.hidden is not None:
            retired, unpublished = self._shape.hidden, 0.0
        chance = self._random()
        if chance < retired:
            return -1, "published: false\n"
        heat = self._numbers["heat"].one()
        if self._random() >= unpublished:
            return heat, "published: true\n"
        return heat, "published: false\n" + ("removed: true\n" if chance > 1 - _REMOVED else "")

    def _time(self, day: int) -> tuple[int, str]:
        """Return a time of a day, in seconds since 1970 and as it is written."""
        midnight, text = self._days[day]
        hour, minute = self._hours.one(), int(self._random() * 60)
        second = max(0, int(self._random() * 120) - 60)
        return (
            midnight + hour * 3600 + minute * 60 + second,
            f"{text}T{hour:02}:{minute:02}:{second:02}Z",
        )

    def _urls(self, provider: shapes.Provider, slug: str) -> tuple[str, ...]:
        """Return lines for URLs, and last the article's."""
        chance = self._random
        host, path = provider.host, f"{provider.path}{slug}"
        if chance() < 0.016:
            path = path.replace("-", " " if chance() < 0.5 else "–", 1)
        elif chance() < 0.01:
            path += "?utm_source=feed&utm_medium=rss"
        url = f"https://{host}/{path}"
        lines = [f'originalUrl: "{url}"\n'] if chance() < 0.7 else []
        lines.append(f'webUrl: "{url}"\n')
        if chance() < 0.23:
            cdn = f"https://{host.replace('.', '-')}.cdn.example/c/s/{host}/amp/{path}"
            lines.append(f'ampWebUrl: "https://{host}/amp/{path}"\ncdnAmpWebUrl: "{cdn}"\n')
        return (*lines, url)

    def _provider_image(self, provider: shapes.Provider) -> str:
        if self._random() < 0.22:
            return ""
        url = f"https://site.example/assets/images/organizations/{provider.domain}-50x50.jpg"
        return f'  images:\n    - url: "{url}"\n      width: 50\n      height: 50\n'

    def _images(self, provider: shapes.Provider, title: str) -> str:
        chance = self._random()
        if chance > 0.547:
            return ""
        named = f'    title: "{_escaped(title)}"\n' if chance < 0.235 else ""
        return f"\nimages:\n{self._image(provider, '  ')}{named}"

    def _image(self, provider: shapes.Provider, indent: str) -> str:
        width = 300 + int(self._random() * 1000)
        start = int(self._random() * _SECURED_POOL)
        name = self._secured[start : start + 32].replace("+", "x").replace("/", "y")
        return (
            f'{indent}- url: "https://images.{provider.domain}/uploads/2020/media/{name}-{width}.jpg"'
            f"\n{indent}  width: {width}\n{indent}  height: {width * 9 // 16}\n"
            f"{indent}  isCached: true\n"
        )

    def _secured_text(self) -> str:
        length = self._numbers["secured bytes"].one() // 3 * 4
        start = int(self._random() * _SECURED_POOL)
        return f'\nsecured: "{self._secured[start : start + length]};{start:08}"\n'

    # Related items

    def _related_list(self, heat: int, quality: int, about: str, provider: shapes.Provider) -> str:
        """Return the related items of a card, some of them new, the best first."""
        if self._shape.related == "none":
            return ""
        if self._shape.related == "few":
            count = int(self._random() * (_FEW_RELATED + 1))
        elif heat == -1:
            count = self._numbers["related, retired"].one()
        else:
            count = max(0, min(_MOST_RELATED, int(heat / 20 - 5 + self._random() * 5)))
        new = [self._related_item() for _ in range(int(count * _NEW_RELATED + self._random()))]
        start = int(self._random() * (len(self._related) - count))
        items = new + list(itertools.islice(self._related, start, start + count - len(new)))
        self._related.extend(new)
        # Later cards have this one in their lists.
        self._related.append(self._as_related(about, provider, quality))
        items.sort(key=lambda item: -item[0])
        return "\nrelated:\n" + "".join(text for _, text in items) if items else ""

    def _related_item(self) -> tuple[int, str]:
        """Make an article that is no card of the library: its quality and its lines."""
        title, excerpt = self._texts()
        provider = self._providers.one()
        slug = _slug(title, int(self._random() * 1e9))
        _, stamp = self._time(int(self._random() * _DAYS))
        about = _about(title, excerpt, stamp, self._urls(provider, slug))
        return self._as_related(about, provider, self._numbers["quality"].one())

    def _as_related(self, about: str, provider: shapes.Provider, quality: int) -> tuple[int, str]:
        lines = [line for line in about.splitlines() if not line.startswith("originalUrl")]
        image = f"    images:\n{self._image(provider, ' ' * 6)}" if self._random() < 0.7 else ""
        return quality, (
            "  - " + "\n    ".join(lines) + "\n    type: article\n    provider:\n"
            f"{_provider(provider, '      ')}    quality: {quality}\n{image}"
        )


def cards(count: int, seed: int = 0, shape: Shape | None = None) -> Iterator[Card]:
    """Make so many cards; the first ones of a larger library of that seed and shape."""
    maker = _Maker(seed, shape or Shape(), monthly=count >= _MONTHLY_FROM)
    return (maker.card() for _ in range(count))


def write(made: Iterable[Card], folder: Path) -> None:
    """Write cards into a folder, which has none of their files yet."""
    known: set[str] = set()
    for card in made:
        parent, _, _ = card.path.rpartition("/")
        if parent not in known:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            known.add(parent)
        file = os.open(f"{folder}/{card.path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            os.write(file, card.data)
        finally:
            os.close(file)


def _about(title: str, excerpt: str, stamp: str, urls: tuple[str, ...]) -> str:
    return (
        f'title: "{_escaped(title)}"\nexcerpt: "{_escaped(excerpt)}"\n'
        f"publishedDateTime: {stamp}\n{''.join(urls[:-1])}"
    )


def _provider(provider: shapes.Provider, indent: str) -> str:
    return f"{indent}name: {provider.name}\n{indent}domain: {provider.domain}\n"


def _escaped(text: str) -> str:
    """Write a text as it stands between double quotes in YAML."""
    return text.translate(_FOR_YAML)


def _slug(title: str, number: int) -> str:
    return f"{_NOT_IN_SLUG.sub('-', title.lower())[:_LONGEST_SLUG].strip('-')}-{number}"


def add_shape_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that a shape is made from."""
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="other cards (default 0)")
    related = parser.add_mutually_exclusive_group()
    related.add_argument("--small", dest="related", action="store_const", const="few",
                         default="corpus", help="at most three related items a card")  # fmt: skip
    related.add_argument("--no-related", dest="related", action="store_const", const="none",
                         help="no related items")  # fmt: skip
    parser.add_argument("--hidden", type=float, metavar="SHARE",
                        help="the share of retired cards, with no unpublished ones (default: a "
                             "third retired, and some unpublished)")  # fmt: skip


def main() -> None:
    """Make the cards that the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, metavar="N", help="how many cards")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="gets a folder _news")
    add_shape_options(parser)
    arguments = parser.parse_args()
    if (arguments.folder / "_news").exists():
        parser.error(f"there are cards in {arguments.folder} already; name another folder")
    shape = Shape(arguments.related, arguments.hidden)
    write(cards(arguments.count, arguments.seed, shape), arguments.folder)


if __name__ == "__main__":
    main()
