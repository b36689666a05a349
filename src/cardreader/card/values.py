"""The values a card is made of. Times are whole seconds since 1970, UTC; None is "missing"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_text(seconds: int) -> str:
    """Seconds since 1970 as `2021-02-19T23:12:00Z` (any year from 1 to 9999)."""
    moment = _EPOCH + timedelta(seconds=seconds)
    return f"{moment.replace(tzinfo=None).isoformat()}Z"


class Provider(NamedTuple):
    """Who published an article. The domain is the identity, the name is for show."""

    name: str = ""
    domain: str = ""

    @property
    def label(self) -> str:
        """What a person is shown."""
        return self.name or self.domain


class Image(NamedTuple):
    """A picture of the article; the URL is whole where the site is known."""

    url: str
    width: int | None = None
    height: int | None = None
    title: str = ""


class Link(NamedTuple):
    """A link that a card lists beside its article (a download, a web site, a video)."""

    title: str
    url: str


class Related(NamedTuple):
    """Other coverage of the topic, as listed by the card."""

    title: str
    excerpt: str = ""
    published: int | None = None
    url: str | None = None
    type: str = "article"
    provider: Provider | None = None
    quality: int | None = None


class Card(NamedTuple):
    """One story, as its file tells it. All texts are clean.

    `related` is empty when the card was read for the index only; `related_count` is always
    right. `facts` are the rarer keys (length, price, bio…) as label and text, for show.
    """

    title: str
    category: str
    type: str
    excerpt: str | None = None
    published: int | None = None
    updated: int | None = None
    web_url: str | None = None
    original_url: str | None = None
    amp_web_url: str | None = None
    cdn_amp_web_url: str | None = None
    quality: int | None = None
    heat: int | None = None
    is_published: bool = True
    removed: bool = False
    provider: Provider | None = None
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[Related, ...] = ()
    related_count: int = 0
    items: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    body: str = ""

    @property
    def url(self) -> str | None:
        """The article: what *open* uses."""
        return self.web_url or self.original_url

    @property
    def retired(self) -> bool:
        """Another card leads its group."""
        return self.heat == -1

    @property
    def listed(self) -> bool:
        """Listed by default: published, not removed, not retired."""
        return self.is_published and not self.removed and not self.retired


class Problem(NamedTuple):
    """Something in a file that cannot be read. A warning costs one field, else the whole card."""

    line: int
    reason: str
    warning: bool = False


class Reading(NamedTuple):
    """What a file turned out to be: a card, a problem, or (neither) no card at all."""

    card: Card | None = None
    problems: tuple[Problem, ...] = ()


class Place(NamedTuple):
    """What the folders around a file say about its card.

    `url` and `baseurl` are the site's, from its `_config.yml`; None where there is none.
    """

    category: str
    type: str
    url: str | None = None
    baseurl: str | None = None


class Summary(NamedTuple):
    """A card as the list shows it: its row number in the index, and what fits two lines.

    `topics` leave out the site's root topic. `listed` is false for a retired, removed or
    unpublished card. `muted` tells by what it is muted, where that was asked for.
    """

    id: int
    title: str
    heat: int | None = None
    quality: int | None = None
    published: int | None = None
    provider: Provider | None = None
    topics: tuple[str, ...] = ()
    related_count: int = 0
    type: str = "article"
    read: bool = False
    starred: bool = False
    listed: bool = True
    muted: str = ""


class Mark(NamedTuple):
    """The marks of one article, by its number (`urls.article_of`)."""

    article: int
    read: bool
    starred: bool


class Target(NamedTuple):
    """Something in a card that leads on: a related item, a link, an item of a collection.

    `url` opens in the browser; `card` is the row number of the library's own card for it, with
    its read state; None where there is none.
    """

    kind: str  # "related", "link" or "item"
    title: str
    url: str | None = None
    card: int | None = None
    read: bool = False
    provider: str = ""
    published: int | None = None
    quality: int | None = None


class Detail(NamedTuple):
    """All that the detail pane shows: the card as its file tells it now, and where it leads.

    `card` is None when the file can no longer be read; `notice` then says why.
    """

    summary: Summary
    card: Card | None
    targets: tuple[Target, ...]
    path: str
    notice: str = ""
