"""From the bytes of a file to its card: what is read, and what a mistake costs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardreader.card import Card, Image, Link, Place, Problem, Provider, Reading, Related
from cardreader.card.fields import duration
from cardreader.card.reading import read_card
from cardreader.clean import is_clean

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = Place("news", "article")
SITE = Place("news", "article", "https://example.org", "/daily")


def reading(front: str, body: str = "", place: Place = PLACE) -> Reading:
    """Read a file with this front matter (without fences) and body."""
    return read_card(f"---\n{front}\n---\n{body}".encode(), place)


def card(front: str, body: str = "", place: Place = PLACE) -> Card:
    """Read a card that has nothing wrong with it."""
    titled = front.startswith(("title:", "name:"))
    read = reading(front if titled else f"title: A card\n{front}", body, place)
    assert read.problems == ()
    assert read.card is not None
    return read.card


def warned(front: str) -> tuple[Card, Problem]:
    """Read a card with one warning."""
    read = reading(f"title: A card\n{front}\nheat: 7")
    assert read.card is not None
    (problem,) = read.problems
    assert problem.warning
    return read.card, problem


def moment(text: str) -> int:
    """Return seconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# What is a card


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"# README\n", b"\n---\ntitle: a\n---\n", b"---\n---\n", b"---\n\n...\n",
        b"---\nlayout: post\n---\nbody", b'{"title": "a"}', b"title: a\n",
    ],
)  # fmt: skip
def test_a_file_without_a_title_key_is_no_card(data: bytes) -> None:
    """No front matter, an empty one, or one that names no title is no card and no problem."""
    assert read_card(data, PLACE) == Reading()


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_marks_do_not_matter(end: bytes, mark: bytes) -> None:
    """A card may be written on any system."""
    lines = [b"--- ", b"title: a", b"related:", b"  - title: b", b"heat: 3", b"...", b"x", b"y"]
    read = read_card(mark + end.join(lines), PLACE)
    assert read.problems == ()
    assert read.card is not None
    assert (read.card.title, read.card.heat, read.card.body) == ("a", 3, "x\ny")
    assert read.card.related == (Related("b"),)


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: a", "a"),
        ("name: a", "a"),
        ("name: a\ntitle: b", "b"),
        ("title: ''\nname: a", "a"),
        ("title: 2021", "2021"),
        ("title: NO", "NO"),
        ("title: 1.10", "1.10"),
        ("title: 2021-02-30", "2021-02-30"),
        ('title: " several\n\n  lines\\n of \\t text "', "several lines of text"),
        ("title: |\n  a\n  b", "a b"),
    ],
)
def test_titles(front: str, title: str) -> None:
    """A title, else a name, is text as it was written, on one line."""
    assert card(front).title == title


@pytest.mark.parametrize(
    "value", ["", "~", "''", "[a]", "{a: b}", '" \\t"', '"&nbsp;"', '"\\e\\u202e"']
)
@pytest.mark.parametrize("key", ["title", "name"])
def test_a_title_that_cannot_be_read_is_a_problem(key: str, value: str) -> None:
    """A promised title that is empty or no text loses the card, with its line."""
    problem = Problem(3, f"the {key} is empty or not text")
    assert reading(f"heat: 1\n{key}: {value}") == Reading(problems=(problem,))


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"---\ntitle: a\n", 1, "the front matter is not closed: a line of --- is missing"),
        (b"---", 1, "the front matter is not closed: a line of --- is missing"),
        (b"---\n- a\n---\n", 2, "the front matter is not made of keys and values"),
        (b"---\ntitle: a\nb: *c\n---\n", 3, "aliases (*name) are not allowed in a card"),
        (b"---\ntitle: a\x1b\n---\n", 2, "it holds a control character"),
        (b"---\ntitle: a\n--- b\n---\n", 3, "it holds more than one YAML document"),
    ],
)
def test_a_front_matter_that_cannot_be_read_is_a_problem(
    data: bytes, line: int, reason: str
) -> None:
    """The card is refused, with the line and a plain reason."""
    assert read_card(data, PLACE) == Reading(problems=(Problem(line, reason),))


def test_reasons_are_clean() -> None:
    """What YAML's reader quotes from the file cannot reach the terminal."""
    (problem,) = reading('title: "a" \u202eb').problems
    assert is_clean(problem.reason)


def test_bytes_that_are_no_text_are_a_warning() -> None:
    """A card in another encoding is listed; its odd bytes are replaced."""
    read = read_card(b"---\ntitle: caf\xe9\n---\n", PLACE)
    assert read.card is not None
    assert read.card.title == "caf\ufffd"
    assert read.problems == (Problem(2, "it holds bytes that are not UTF-8", warning=True),)


# One bad field loses one field

FIELDS = {
    "excerpt": ("excerpt", None),
    "publishedDateTime": ("published", None),
    "updatedDateTime": ("updated", None),
    "webUrl": ("web_url", None),
    "originalUrl": ("original_url", None),
    "ampWebUrl": ("amp_web_url", None),
    "cdnAmpWebUrl": ("cdn_amp_web_url", None),
    "category": ("category", "news"),
    "type": ("type", "article"),
    "quality": ("quality", None),
    "published": ("is_published", True),
    "removed": ("removed", False),
    "provider": ("provider", None),
    "topics": ("topics", ()),
    "tags": ("tags", ()),
    "images": ("images", ()),
    "related": ("related", ()),
    "items": ("items", ()),
    "actions": ("links", ()),
    "featuredContent": ("links", ()),
    "website": ("links", ()),
    "bio": ("facts", ()),
    "length": ("facts", ()),
    "price": ("facts", ()),
    "levels": ("facts", ()),
    "ratings": ("facts", ()),
    "authors": ("facts", ()),
}
TEXTS = {"provider", "topics", "tags", "items", "ratings", "authors", "levels"}  # may be a text


@pytest.mark.parametrize("key", FIELDS)
@pytest.mark.parametrize("wrong", ["[[a]]", "{a: {b: c}}"])
def test_a_value_of_the_wrong_type_is_missing(key: str, wrong: str) -> None:
    """The field is as if it were not there, with one warning at its line; the rest is read."""
    if key in {"provider", "ratings"} and wrong.startswith("{"):
        wrong = "{name: [a], average: {b: c}}"  # a mapping is right, so something in it is wrong
    read, problem = warned(f"\n{key}: {wrong}")
    attribute, default = FIELDS[key]
    assert getattr(read, attribute) == default
    assert read.heat == 7
    assert problem.line == 4
    assert problem.reason.startswith(f"{key}")


@pytest.mark.parametrize("key", [key for key in FIELDS if key not in TEXTS])
def test_an_empty_field_is_missing(key: str) -> None:
    """A key without a value is no mistake."""
    attribute, default = FIELDS[key]
    assert getattr(card(f"{key}:"), attribute) == default


@pytest.mark.parametrize(
    "text",
    ["hot", "1.5", "0x1F", "1_000", "1e3", "--1", "''", "9007199254740993", "9" * 5000, ".nan",
     "true"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["quality", "heat"])
def test_numbers_that_are_none(key: str, text: str) -> None:
    """What is no whole number of 53 bits is missing."""
    read = reading(f"title: a\n{key}: {text}")
    assert read.card is not None
    assert getattr(read.card, key) is None
    assert [problem.line for problem in read.problems] == [3]


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-1", -1), ("+7", 7), ("3694", 3694), ("12.0", 12), ('" 5 "', 5), ("'-0'", 0),
     ("9007199254740992", 2**53), ("-9007199254740992", -(2**53))],
)  # fmt: skip
def test_numbers(text: str, number: int) -> None:
    """Whole numbers are read, also quoted, signed, or with a point and zeros."""
    assert card(f"heat: {text}").heat == number


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("True", True), ("FALSE", False), ("yes", True),
     ("no", False), ("on", True), ("off", False), ('"false"', False), ("n", False)],
)  # fmt: skip
def test_booleans(text: str, value: bool) -> None:
    """All of YAML's words for true and false are known."""
    read = card(f"published: {text}\nremoved: {text}")
    assert (read.is_published, read.removed) == (value, value)


@pytest.mark.parametrize("text", ["maybe", "1", "0", "''"])
def test_booleans_that_are_none(text: str) -> None:
    """Any other word is missing, which means published."""
    read, problem = warned(f"published: {text}")
    assert read.is_published
    assert problem == Problem(3, "published wants true or false", warning=True)


@pytest.mark.parametrize(
    ("heat", "listed", "retired"), [("-1", False, True), ("0", True, False), ("", True, False)]
)
def test_retired_cards(heat: str, listed: bool, retired: bool) -> None:
    """A heat of -1 retires a card; no heat does not."""
    read = card(f"heat: {heat}")
    assert (read.listed, read.retired) == (listed, retired)


@pytest.mark.parametrize("line", ["published: false", "removed: true"])
def test_cards_that_are_not_listed(line: str) -> None:
    """Unpublished and removed cards are not listed by default."""
    assert not card(line).listed


# Dates


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2021-02-19T23:12:00Z", "2021-02-19T23:12:00"),
        ("2021-02-19t23:12:00z", "2021-02-19T23:12:00"),
        ("2021-02-19 23:12:00", "2021-02-19T23:12:00"),
        ("2021-02-19 23:12:00 UTC", "2021-02-19T23:12:00"),
        ("'2021-02-19  23:12'", "2021-02-19T23:12:00"),
        ("2021-02-19T23:12:00.999Z", "2021-02-19T23:12:00"),
        ("2021-2-9", "2021-02-09T00:00:00"),
        ("2021-02-19T23:12:00+02:00", "2021-02-19T21:12:00"),
        ("2021-02-19T23:12:00 -5", "2021-02-20T04:12:00"),
        ("2021-02-19T23:12:00+0530", "2021-02-19T17:42:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
        ("2020-02-29", "2020-02-29T00:00:00"),
    ],
)
def test_dates(text: str, utc: str) -> None:
    """A date is read in the ways that YAML and ISO 8601 write one; UTC unless it says otherwise."""
    expected = (datetime.fromisoformat(utc) - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
    assert card(f"publishedDateTime: {text}").published == expected


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-30", "2021-02-29T00:00:00Z", "2021-13-01", "2021-00-01", "0000-01-01",
        "2021-02-19T24:00:00Z", "2021-02-19T23:60:00Z", "2021-02-19T23:59:61Z",
        "2021-02-19T23:12:00+24:00", "2021-02-19T23:12:00-99:99", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-00:01", "19 Feb 2021", "yesterday", "20210219", "1613776320",
        "2021-02-19T23:12:00Z and more", "12021-01-01", "''",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["publishedDateTime", "updatedDateTime"])
def test_dates_that_are_none(key: str, text: str) -> None:
    """A date that does not exist is missing, with a warning at its line."""
    read, problem = warned(f"{key}: {text}")
    assert (read.published, read.updated) == (None, None)
    assert problem.line == 3
    assert problem.reason.startswith(f"{key} ")


# Texts


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Salt &amp; smoke", "Salt & smoke"),
        ("Salt &amp;amp; smoke", "Salt & smoke"),
        ("Salt &amp;amp;amp; smoke", "Salt &amp; smoke"),
        ("&#27;[31mred&#x9b;0m", "[31mred›0m"),
        ("a&nbsp;b&#8203;c", "a b\u200bc"),
        ("a&#10;b", "a b"),
        ("&lt;b&gt;", "<b>"),
        ("[link](https://example.com)", "[link](https://example.com)"),
        ("\u202eevil\u202c", "evil"),
        ("a\u2028b\u00a0c", "a b c"),
        ("👩‍🚀 和", "👩‍🚀 和"),
    ],
)
def test_texts_are_unescaped_and_cleaned(written: str, text: str) -> None:
    """Entities are undone at most twice, and only then is the text cleaned."""
    read = card(f'title: "{written}"\nexcerpt: "{written}"')
    assert (read.title, read.excerpt) == (text, text)


def test_an_empty_excerpt_is_not_a_missing_one() -> None:
    """The two can be told apart."""
    assert (card("excerpt: ''").excerpt, card("").excerpt) == ("", None)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a?b=1&amp;c=2#d", "https://example.com/a b", "not a url", "/a",
        "https://example.com/a\u202fb", "https://例え.example/ü", "javascript:alert(1)",
        "https://example.com/a  b",
    ],
)  # fmt: skip
def test_urls_stay_as_they_are(url: str) -> None:
    """Nothing of an address is unescaped, folded or judged when it is read."""
    assert card(f'webUrl: "{url}"').web_url == url


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (" https://example.com/ ", "https://example.com/"),
        ("https://example.com/\u2028", "https://example.com/"),
        ("https://example.com/\u2028a\u2029b", "https://example.com/%E2%80%A8a%E2%80%A9b"),
        ("https://example.com/\\e]0;a\\a", "https://example.com/]0;a"),
        ("https://example.com/\\n-a", "https://example.com/ -a"),
    ],
)
def test_urls_are_clean(written: str, url: str) -> None:
    """What could harm a terminal goes, or is encoded where it is part of the address."""
    assert card(f'webUrl: "{written}"').web_url == url


def test_the_article_is_the_web_url() -> None:
    """Open uses `webUrl`, else `originalUrl`, never the other copies."""
    assert card("webUrl: a\noriginalUrl: b").url == "a"
    assert card("originalUrl: b\nampWebUrl: c").url == "b"
    assert card("webUrl: ''\noriginalUrl: b").url == "b"
    assert card("ampWebUrl: c\ncdnAmpWebUrl: d").url is None


# Lists and mappings


@pytest.mark.parametrize(
    ("written", "topics"),
    [
        ("[AI, Open Source]", ("AI", "Open Source")),
        ("\n  - AI\n  - AI\n  -\n  - ' '\n  - A&amp;B", ("AI", "A&B")),
        ("AI", ("AI",)),
        ("[2021, NO, 1.10]", ("2021", "NO", "1.10")),
        ("[]", ()),
    ],
)
def test_topics(written: str, topics: tuple[str, ...]) -> None:
    """A list of texts, without the empty and the double ones; a text counts as a list of one."""
    assert card(f"topics: {written}").topics == topics


@pytest.mark.parametrize(
    ("written", "provider"),
    [
        ("{name: A &amp; B, domain: a.example.com}", Provider("A & B", "a.example.com")),
        ("{name: A}", Provider("A", "")),
        ("{domain: a.example.com}", Provider("", "a.example.com")),
        ("{images: []}", None),
        ("A", Provider("A")),
        ("''", None),
    ],
)
def test_providers(written: str, provider: Provider | None) -> None:
    """A provider has a name, a domain, or both; a text is a name."""
    assert card(f"provider: {written}").provider == provider


def test_a_provider_loses_only_what_is_wrong_with_it() -> None:
    """A name that is a list does not cost the domain."""
    read, problem = warned("provider:\n  domain: a.example.com\n  name: [a]")
    assert read.provider == Provider("", "a.example.com")
    assert problem == Problem(3, "provider.name wants text", warning=True)


@pytest.mark.parametrize(
    ("url", "joined"),
    [
        ("/assets/a.png", "https://example.org/daily/assets/a.png"),
        ("/daily/assets/a.png", "https://example.org/daily/assets/a.png"),
        ("https://example.com/a.png", "https://example.com/a.png"),
        ("//example.com/a.png", "https://example.com/a.png"),
    ],
)
def test_images_are_joined_to_the_site(url: str, joined: str) -> None:
    """A picture's address is whole where the site is known."""
    read = card(f'images:\n  - url: "{url}"\n    width: 3\n    title: t', place=SITE)
    assert read.images == (Image(joined, 3, None, "t"),)


def test_images_without_a_url_are_none() -> None:
    """What has no address is left out; without a site a relative one stays so."""
    assert card("images:\n  - width: 3\n  - url: /a.png").images == (Image("/a.png"),)


def test_kind_is_taken_from_the_folder() -> None:
    """Category and type are the card's own, else the folder's."""
    place = Place("learning", "video")
    assert (card("", place=place).category, card("", place=place).type) == ("learning", "video")
    read = card("category: news\ntype: article", place=place)
    assert (read.category, read.type) == ("news", "article")


@pytest.mark.parametrize(
    ("frame", "url"),
    [
        (
            "<iframe width='8' src='https://example.com/v?a=1&amp;b=2'></iframe>",
            "https://example.com/v?a=1&b=2",
        ),
        ("<p>see</p><IFRAME SRC=//example.com/v allow>", "https://example.com/v"),
        ("<iframe title='src=no' src = 'https://example.com/v'>", "https://example.com/v"),
    ],
)
def test_an_iframe_is_a_link(frame: str, url: str) -> None:
    """A video's frame leads to its source."""
    assert card(f'featuredContent: "{frame}"').links == (Link("Video", url),)


@pytest.mark.parametrize("content", ["<img src='https://example.com/'>", "<iframe>", "words"])
def test_other_content_is_no_link(content: str) -> None:
    """Only a frame's source counts."""
    assert card(f'featuredContent: "{content}"').links == ()


def test_actions_and_web_sites_are_links() -> None:
    """They have a title, or are their own; an action without an address is none."""
    actions = (
        "actions:\n  - {url: https://example.com/a, title: Code, attribution: Us}\n"
        "  - {url: https://example.com/b}\n  - {title: Nothing}\nwebsite: https://example.com/c"
    )
    assert card(actions).links == (
        Link("Code (Us)", "https://example.com/a"),
        Link("https://example.com/b", "https://example.com/b"),
        Link("Web site", "https://example.com/c"),
    )


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("bio: A &amp; B", ("Bio", "A & B")),
        ("length: PT3H57M", ("Length", "3 h 57 min")),
        ("length: 90 pages", ("Length", "90 pages")),
        ("price: Free", ("Price", "Free")),
        ("levels: [Beginner, Advanced]", ("Levels", "Beginner, Advanced")),
        ("ratings: {count: 1929, average: 4.6124}", ("Ratings", "4.6 on average of 1,929")),
        ("ratings: {average: 5}", ("Ratings", "5.0")),
        ("ratings: {count: 3}", ("Ratings", "3")),
        ("ratings: good", ("Ratings", "good")),
        ("authors: Jo", ("Authors", "Jo")),
        ("authors: [Jo, Mo]", ("Authors", "Jo, Mo")),
        ("authors: [{name: Jo}, {name: Mo}]", ("Authors", "Jo, Mo")),
        ("tags: [a, b]", ("Tags", "a, b")),
    ],
)
def test_rarer_keys_are_facts(line: str, fact: tuple[str, str]) -> None:
    """They are shown as label and text, in plain words."""
    assert card(line).facts == (fact,)


def test_authors_of_a_provider_count_where_the_card_has_none() -> None:
    """The card's own authors come first."""
    provider = "provider: {name: P, authors: [{name: Jo}]}"
    assert card(provider).facts == (("Authors", "Jo"),)
    assert card(f"{provider}\nauthors: Mo").facts == (("Authors", "Mo"),)


def test_items_of_a_collection_are_kept() -> None:
    """They are names of other cards' files."""
    assert card("items:\n  - courses/a\n  - courses/b").items == ("courses/a", "courses/b")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PT7M32S", "7 min 32 s"), ("P1DT2H", "1 d 2 h"), ("PT0S", "0 s"), ("P", "P"),
        ("PT", "PT"), ("PT99999999H", "PT99999999H"), ("pt5m", "pt5m"), ("", ""),
    ],
)  # fmt: skip
def test_durations(text: str, words: str) -> None:
    """ISO 8601 is written in words; anything else stays."""
    assert duration(text) == words


def test_secured_is_never_shown() -> None:
    """The encrypted entry is in no value of the card."""
    assert "c2VjcmV0" not in repr(card("secured: c2VjcmV0"))


def test_bodies_keep_their_lines() -> None:
    """A body is a block of clean text."""
    read = card("heat: 1", "\n\n# Head\r\n\n\n\n\nfoot\x1b[31m\u202e\n---\nlast\n")
    assert read.body == "# Head\n\nfoot[31m\n---\nlast"


# Related items


def test_related_items() -> None:
    """All their fields are read as a card's own."""
    front = (
        "related:\n"
        '  - title: "A &amp; B"\n    excerpt: x\n    publishedDateTime: 2021-02-19T23:12:00Z\n'
        "    webUrl: https://example.com/b\n    type: video\n"
        "    provider: {name: P, domain: example.com}\n    quality: 83\n"
        "  - name: C\n"
        "  - originalUrl: https://example.com/d\n"
        "  - excerpt: neither title nor address\n"
    )
    read = card(front)
    assert read.related == (
        Related(
            "A & B", "x", moment("2021-02-19T23:12:00"), "https://example.com/b", "video",
            Provider("P", "example.com"), 83,
        ),
        Related("C"),
        Related("https://example.com/d", url="https://example.com/d"),
    )  # fmt: skip
    assert read.related_count == 3


@pytest.mark.parametrize(
    ("related", "line", "reason"),
    [
        ("related:\n  - title: a\n  - title: [b", 6, "related: not valid YAML"),
        ("related:\n  - title: a\n  - &b\n    title: b", 5, "related: anchors"),
        ("related:\n  title: a", 3, "related wants a list"),
        ("related: a", 3, "related wants a list"),
        ("related:\n  - a", 3, "related wants a list of keys and values"),
        ("related:\n  - title: a\n    quality: b", 3, "related.quality wants a whole number"),
    ],
)
def test_damage_inside_related_is_a_warning(related: str, line: int, reason: str) -> None:
    """The card is listed all the same, with all of its other fields."""
    read, problem = warned(related)
    assert (read.title, read.heat) == ("A card", 7)
    assert problem.line == line
    assert problem.reason.startswith(reason)


ITEMS = [
    "{i}- title: plain {n}\n{i}  type: article\n",
    '{i}- title: "quoted {n}"\n\n{i}  images:\n{i}    - url: a\n{i}      title: b\n',
    '{i}- title: "a\n{i}- title: not an item"\n',
    "{i}- title: 'a\n\n{i}- title: not one'\n",
    "{i}- title: 'it''s'\n",
    "{i}- title: |\n{i}    text\n{i}    - title: not one\n",
    "{i}- title: >-\n{i}    - title: not one\n{i}  type: a\n",
    "{i}- {{title: flow, webUrl: b}}\n",
    "{i}- [title, flow]\n",
    "{i}# - title: a comment\n",
    "# - title: a comment\n",
    "{i}- title: a # comment\n",
    "{i}- webUrl: https://example.com/\n{i}  title: later\n",
    "{i}- webUrl: https://example.com/\n",
    "{i}-\n{i}  title: below\n",
    "{i}- title:\n{i}    below\n",
    "{i}- title: a\n{i}    and more\n",
    '{i}- title: ""\n',
    "{i}- title: ''\n{i}  webUrl: a\n",
    '{i}- title: " "\n',
    '{i}- title: "&nbsp;"\n',
    '{i}- title: "\\u202e"\n',
    "{i}- title: \u202e\n",
    "{i}- title: ~\n",
    "{i}- title: null\n{i}  webUrl: a\n",
    "{i}- title: Null # comment\n",
    "{i}- title: nullify\n",
    "{i}- title: [a]\n{i}  webUrl: b\n",
    "{i}- title: !!str a\n",
    "{i}- !!map\n{i}  title: a\n",
    "{i}- excerpt: neither title nor address\n",
    "{i}- just text\n",
    "{i}- title: just text: b\n",
    "{i}-\n",
    "{i}- ~\n",
    "{i}- - title: nested\n",
    "{i}-   title: far\n",
    "{i}- title:\ttab\n",
    "{i}-\ttitle: tab\n",
    '{i}- "title": a\n',
    "{i}- title : a\n",
    "{i}- ? title\n{i}  : a\n",
    "{i}- title: a\n{i}  images:\n{i}  - title: b\n",
    "{i}- title: a\u2028{i}- title: b\n",
    '{i}- title: "a\u2028{i}- title: b"\n',
    "{i}- title: “a” – ‘b’: {n}%\n",
    "{i}- title: 2021-02-19 23:12\n",
    "{i}- name: a\n",
    "{i}- title: a\n{i}  title: ~\n",
    "{i}- title: a\n{i}  title : ''\n",
    "{i}- title: a\n{i}  related:\n{i}  - title: inner\n{i}  - title: inner\n",
    '{i}- title: "a"# comment\n',
    '{i}- title: "a" # comment"\n',
    '{i}- title: "a\\"\n{i}- title: "b"\n',
    '{i}- title: "a"\n{i}  excerpt: "b\n{i}- title: "c"\n',
    '{i}- title: a\n{i}  excerpt: "b\n\n{i}- title: c"\n',
    "{i}- title: a\n{i}  excerpt: 'b\n{i}- title: c'\n",
    "{i}- title: a\n{i}  excerpt: [b,\n{i}- title: c]\n",
    "{i}- title: a\n{i}  excerpt: b\u2028{i}- title: c\n",
    "{i}- title: a\n{i}  a b - c: d\n",
    "{i}- title: a\n{i}  excerpt: b\x85    'c\n{i}- title: d'\n",
    "{i}- title: a\n{i}  topics: []\n{i}  tags:\n{i}    - b\n",
    "{i} - title: further in\n",
    "\n",
    "  \n",
]


@st.composite
def related_lists(draw: st.DrawFn) -> str:
    """Make up a list of related items in mixed styles, well-formed or nearly so."""
    indent = draw(st.sampled_from(["  ", "", "    "]))
    items = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6))
    text = "".join(item.format(i=indent, n=n) for n, item in enumerate(items))
    return f"related:\n{text}"


PLAIN_ITEM = st.fixed_dictionaries(
    {},
    optional={
        "title": st.none() | st.text(max_size=12) | st.integers() | st.lists(st.just("a")),
        "name": st.text(max_size=3),
        "webUrl": st.sampled_from(["", "https://example.com/a"]),
        "excerpt": st.text("- title:\n\"'#|&", max_size=20),
        "images": st.lists(st.fixed_dictionaries({"title": st.just("b")}), max_size=2),
    },
)


@st.composite
def dumped_lists(draw: st.DrawFn) -> str:
    """Make up a list of related items, as some YAML writer would write it."""
    return yaml.safe_dump(
        {"related": draw(st.lists(PLAIN_ITEM, max_size=5))},
        default_style=draw(st.sampled_from([None, '"', "'", "|", ">"])),
        default_flow_style=draw(st.sampled_from([True, False, None])),
        indent=draw(st.sampled_from([2, 4])),
        width=draw(st.sampled_from([20, 80, 9999])),
        allow_unicode=draw(st.booleans()),
        sort_keys=draw(st.booleans()),
    )


def assert_counted_as_read(related: str, end: str = "\n") -> None:
    """Read a card for the list and whole: both give the same number of related items."""
    data = f"---\ntitle: a\n{related}heat: 1\n---\n".replace("\n", end).encode()
    whole = read_card(data, PLACE)
    listed = read_card(data, PLACE, whole=False)
    assert (whole.card is None) == (listed.card is None)
    if whole.card and listed.card:
        if any("related: " in problem.reason for problem in whole.problems):
            return  # damage, noticed when the whole file is read; the list counts what looks well
        assert listed.card.related_count == whole.card.related_count == len(whole.card.related)
        assert listed.card.heat == whole.card.heat


@given(related_lists(), st.sampled_from(["\n", "\r\n"]))
def test_related_items_are_counted_as_they_are_read(related: str, end: str) -> None:
    """However the list is written, its number is the same whether it is read or only counted."""
    assert_counted_as_read(related, end)


@given(dumped_lists())
def test_dumped_related_items_are_counted_as_they_are_read(related: str) -> None:
    """The same for lists from a YAML writer."""
    assert_counted_as_read(related)


@pytest.mark.parametrize("item", ITEMS)
def test_each_odd_item_is_counted_as_it_is_read(item: str) -> None:
    """The same for each item by itself, between two plain ones."""
    plain = "{i}- title: plain\n"
    for indent in ("", "  "):
        text = (plain + item + plain).format(i=indent, n=1)
        assert_counted_as_read(f"related:\n{text}")


def test_plain_lists_are_not_read_for_the_list() -> None:
    """What looks as usual is only counted: its mistakes cost no time, and no warning."""
    front = "title: a\nrelated:\n  - title: b\n    quality: c\n  - title: d"
    read = read_card(f"---\n{front}\n---\n".encode(), PLACE, whole=False)
    assert read.problems == ()
    assert read.card is not None
    assert (read.card.related, read.card.related_count) == ((), 2)


# Anything at all


def texts_of(value: object) -> Iterator[str]:
    """Give every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)


def assert_clean(read: Reading) -> None:
    """Look at every text of a card and of what is wrong with it."""
    for text in texts_of(read.problems):
        assert is_clean(text)
    if read.card:
        assert is_clean(read.card.body, block=True)
        for text in texts_of(read.card._replace(body="")):
            assert is_clean(text)


KEYS = [*FIELDS, "title", "name", "heat", "secured", "url", "domain", "count", "average", "src"]
PIECES = st.sampled_from(
    [
        *(f"{key}:" for key in KEYS), *(f"{key}: " for key in KEYS), "\n", "\n", "\n  ", "\n  - ",
        "\n- ", "- ", " ", "[", "]", "{", "}", '"', "'", "|\n", ">\n", "#", "&a ", "*a", "<<: ",
        "---", "\n---\n", "\n...\n", "~", "null", "a", "7", "-1", "true", "2021-02-30",
        "2021-02-19T23:12:00Z", "https://example.com/ a", "<iframe src='x\\x1b'>", "&#27;[31m",
        "&amp;#x202e;", "\\e", "\\u2028", "\\ud800", "\\U000e0041", "\x1b]0;a\x07", "\x9b",
        "\u202e", "\u2028", "\x85", "\ufeff", "\ud7ff", "\t", "\r", "a\u0301" + "\u0301" * 20,
        "{% raw %}", "PT3H", "%", "@", "`", "!!str ", "!x ", "? ", ": ",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_that_looks_like_a_card_raises(front: str) -> None:
    """Whatever stands in a front matter, reading ends in a card, a problem or neither, clean."""
    data = f"---\ntitle: a\n{front}\n---\n{front}".encode()
    assert_clean(read_card(data, PLACE))
    assert_clean(read_card(data, SITE, whole=False))


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    """Any file may be given."""
    for start in (b"", b"---\n", b"---\ntitle: a\n---\n", b'---\ntitle: a\nexcerpt: "'):
        assert_clean(read_card(start + data, PLACE))


def nested(text: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make up lists and mappings of texts."""
    keys = st.sampled_from(KEYS)
    return st.recursive(
        text,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    )


VALUES = nested(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20))


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_value_in_any_field_costs_only_that_field(values: dict[str, Any]) -> None:
    """A well-formed card is always listed, whatever its fields hold."""
    front = yaml.dump({**values, "title": "a"}, Dumper=NoAliases, allow_unicode=True)
    read = reading(front)
    assert read.card is not None
    assert read.card.title == "a"
    assert all(problem.warning for problem in read.problems)
    assert_clean(read)


class NoAliases(yaml.SafeDumper):
    """Writes the same value twice rather than an alias to it."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - of none
        """Return that no value wants an anchor."""
        return True
