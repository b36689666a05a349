"""Lit words in the rows of the list and on the page of a card."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.style import Style as PageStyle

from cardreader.card.values import Card, Detail, Provider, Summary
from cardreader.query import parse
from cardreader.ui.card_page import compose
from cardreader.ui.card_row import Cursor, RowStyles, draw
from cardreader.ui.lit import Lit, lit_in, lit_of, part_of
from cardreader.ui.typesetting import lay_out
from cardreader.ui.wrapping import drawable, unparted

PLAIN = Style(color="white", bgcolor="black")
STYLES = RowStyles(
    base=PLAIN,
    unread=PLAIN + Style(bold=True),
    read=PLAIN,
    meta=PLAIN,
    star=PLAIN,
    new=PLAIN,
    gone=PLAIN,
    lit=Style(underline=True),
    cursor=Style(bgcolor="blue"),
    cursor_blurred=PLAIN,
    selected=PLAIN,
    heat=(PLAIN,) * 6,
)
STORY = Summary(
    id=1,
    title="Röbot taxis: a CAFE\u0301 in Zürich",
    heat=9,
    provider=Provider("Example Robot Times", "times.example"),
    topics=("AI", "Robots"),
    related_count=3,
)


def lit(query: str, *, typing: bool = False) -> Lit | None:
    """What this search lights."""
    return lit_of(parse(query, typing=typing).tree)


def lit_words(
    query: str,
    summary: Summary = STORY,
    width: int = 100,
    cursor: Cursor = Cursor.AWAY,
    *,
    compact: bool = False,
    typing: bool = False,
) -> list[str]:
    """What is underlined in a row."""
    strips = draw(
        summary, "3h", width, STYLES, cursor, compact=compact, lit=lit(query, typing=typing)
    )
    return [
        segment.text
        for strip in strips
        for segment in strip
        if segment.style and segment.style.underline
    ]


# Rows


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("robot", ["Röbot", "Robot"]),
        ("ROBOT*", ["Röbot", "Robot", "Robots"]),
        ("cafe", ["CAFE\u0301"]),
        ("title:robot", ["Röbot"]),
        ("provider:robot", ["Robot"]),
        ("topic:robots", ["Robots"]),
        ("topic:robo*", ["Robots"]),
        ('"taxis a cafe"', ["taxis: a CAFE\u0301"]),
        ("-robot", []),
        ("robot -taxis", ["Röbot", "Robot"]),
        ("zurich OR nothing", ["Zürich"]),
        ("excerpt:robot heat:>3 is:unread", []),
        ("3h", []),
    ],
)
def test_the_words_that_are_lit(query: str, words: list[str]) -> None:
    """Title, provider and topics are lit, each by what is sought in it; the rest never is."""
    assert lit_words(query) == words


def test_the_last_word_is_lit_as_it_is_typed() -> None:
    """A word that may go on lights the whole words that it begins."""
    assert lit_words("rob", typing=True) == ["Röbot", "Robot", "Robots"]
    assert lit_words("rob") == []


def test_compact_rows_are_lit() -> None:
    """Title and provider, in their one line."""
    assert lit_words("robot", compact=True) == ["Röbot", "Robot"]


@pytest.mark.parametrize("cursor", list(Cursor))
def test_the_cursor_does_not_hide_what_is_lit(cursor: Cursor) -> None:
    """Nor does a lit word make a gap in the cursor's background."""
    assert lit_words("robot", cursor=cursor) == ["Röbot", "Robot"]
    strips = draw(STORY, "3h", 60, STYLES, Cursor.FOCUSED, lit=lit("robot"))
    backgrounds = {segment.style.bgcolor for strip in strips for segment in strip if segment.style}
    assert backgrounds == {STYLES.cursor.bgcolor}


def test_unread_stays_bold() -> None:
    """What is lit keeps what the rest of the title tells."""
    strip = draw(STORY, "3h", 60, STYLES, lit=lit("robot"))[0]
    (style,) = (segment.style for segment in strip if segment.text == "Röbot")
    assert style is not None
    assert style.bold


def test_a_cut_word_is_lit_up_to_the_ellipsis() -> None:
    """The rest of the word is not there, and the ellipsis is not of it."""
    card = Summary(id=1, title="About robotaxis")
    assert lit_words("robotaxis", card, 14) == ["robot"]
    assert "…" in draw(card, "", 14, STYLES)[0].text


def test_wide_characters_are_lit_whole() -> None:
    """A phrase within a title without blanks, and at the cut of the line."""
    card = Summary(id=1, title="数据库的新时代")
    assert lit_words("新时", card) == ["新时"]
    assert lit_words("新时", card, 16) == ["新时"]
    assert lit_words("新时", card, 14) == ["新"]


def test_an_emoji_is_lit_as_it_is_drawn() -> None:
    """Of those that are joined, as the first."""
    assert lit_words("\U0001f469", Summary(id=1, title="a \U0001f469\u200d\U0001f52c b")) == [
        "\U0001f469"
    ]


TEXT = st.text(max_size=40) | st.text(alphabet="abé字\u200d\ufe0f\u0301👩🔬❤🏽\u200b ", max_size=30)
SUMMARIES = st.builds(
    Summary,
    id=st.just(1),
    title=TEXT,
    heat=st.none() | st.integers(-1, 99999),
    provider=st.none() | st.builds(Provider, TEXT, TEXT),
    topics=st.lists(TEXT, max_size=3).map(tuple),
    read=st.booleans(),
    starred=st.booleans(),
    listed=st.booleans(),
    related_count=st.integers(0, 99),
)


@given(SUMMARIES, st.integers(1, 120), st.booleans(), st.data())
def test_lighting_changes_nothing_but_the_style(
    summary: Summary, width: int, compact: bool, data: st.DataObject
) -> None:
    """At every width the text is as it is without a search, and each piece measures what it is."""
    texts = [text for text in (summary.title, *summary.topics) if text.strip()] or ["a"]
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(text)))
    query = f'"{text[start : start + data.draw(st.integers(1, 9))]}"'.replace("*", "")
    shown = lit_of(parse(query.replace("\x00", ""), typing=data.draw(st.booleans())).tree)
    plain = draw(summary, "3h", width, STYLES, compact=compact)
    drawn = draw(summary, "3h", width, STYLES, compact=compact, lit=shown)
    assert [strip.text for strip in drawn] == [strip.text for strip in plain]
    for strip in drawn:
        assert sum(cell_len(segment.text) for segment in strip) == width


@given(TEXT.map(drawable), st.data())
def test_unparted_spans_hold_what_was_asked_for(text: str, data: st.DataObject) -> None:
    """They only grow, stay in order, and part the text where its measures add up."""
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(places[::2], places[1::2], strict=False))
    whole = unparted(text, spans)
    for start, end in spans:
        assert any(first <= start and end <= last for first, last in whole)
    edges = [0, *(place for span in whole for place in span), len(text)]
    assert edges == sorted(edges)
    pieces = [text[first:last] for first, last in pairwise(edges)]
    assert sum(map(cell_len, pieces)) == cell_len(text)


# The page


UNDERLINED = {"lit": PageStyle(underline=True)}


def page_words(query: str, card: Card, width: int = 60) -> list[str]:
    """What is underlined on a card's page, line by line."""
    summary = Summary(1, card.title, provider=card.provider, topics=tuple(card.topics))
    page = lay_out(compose(Detail(summary, card, (), "/news/card.md"), 0), width)
    found = lit(query)
    words = []
    for number, line in enumerate(page.lines):
        passage = page.draft.passages[line.passage]
        content = page.content(
            number, UNDERLINED, lit_in(passage, found, part_of(line.start)) if found else ()
        )
        words += [
            content.plain[span.start : span.end]
            for span in content.spans
            if span.style == UNDERLINED["lit"]
        ]
    return words


CARD = Card(
    title="Robots in cafés",
    category="news",
    type="article",
    excerpt="A robot.",
    provider=Provider("Robot Times", "robot.example"),
    topics=("Robot",),
    body="# The robot\n\n- a *robot* and `robot`\n\nLong words about a deep\nlearning robot",
)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("robot", ["Robot", "robot", "Robot", "robot", "robot", "robot", "robot", "robot"]),
        ("cafes", ["cafés"]),
        ("topic:robot", ["Robot"]),
        ("excerpt:robot", ["robot"]),
        ("provider:times", ["Times"]),
        ("-robot", []),
    ],
)
def test_the_page_is_lit(query: str, words: list[str]) -> None:
    """Title, provider, topics, excerpt and body, each by what is sought in it."""
    assert page_words(query, CARD) == words


def test_a_phrase_is_lit_across_lines() -> None:
    """It goes on where the line goes on."""
    card = Card("T", "news", "article", body="some words before it and then deep learning comes")
    assert page_words('"deep learning"', card, 35) == ["deep", "learning"]


def test_a_very_long_text_is_lit_throughout() -> None:
    """It is looked through a part at a time, with the words and phrases at their borders."""
    count = 3_000
    card = Card("T", "news", "article", body="deep learning, " * count)
    assert page_words('"deep learning"', card).count("deep learning") > count // 2
    assert "".join(page_words('"deep learning"', card)).count("learning") == count
