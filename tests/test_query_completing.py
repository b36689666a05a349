"""What can be written where the cursor stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.query import STATES, parse
from cardreader.query.completing import (
    Completing,
    accepted,
    candidates,
    completing,
    written_value,
)
from cardreader.query.fields import FIELDS
from cardreader.query.tree import Topic
from cardreader.query.words import fold_name

quick = settings(max_examples=300, deadline=None, derandomize=True)
TOPICS = [("AI", 9), ("Open Source", 5), ("Source control", 2), ("Açaí", 1)]


def at(text: str) -> tuple[str, int]:
    """Take the bar out that stands for the cursor."""
    return text.replace("|", ""), text.index("|")


def offered(text: str) -> list[str] | None:
    """Return what is offered where the bar stands."""
    asked = completing(*at(text))
    return asked and [each.value for each in candidates(asked, TOPICS)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("to|", ["topic:"]),
        ("a (-t|", ["topic:", "title:", "type:"]),
        ("-IS|", ["is:"]),
        ("ne|wer", ["newer:"]),
        ("to|pic:ai", ["topic:"]),
        ("robots|", []),
        ("a |", [f"{name}:" for name in FIELDS]),
        ("|", [f"{name}:" for name in FIELDS]),
        ("(|a", [f"{name}:" for name in FIELDS]),
        ("is:|", [*STATES]),
        ("is:un|", ["unread"]),
        ("has:i|", ["image"]),
        ("sort:d|", ["date", "date:asc"]),
        ("sort:t|", ["title", "title:desc"]),
        ("sort:date:|", ["date:asc", "date:desc"]),
        ("sort:date:d|", ["date:desc"]),
        ("sort:relevance:|", []),
        ("type:VI|", ["video"]),
        ("topic:|", ["AI", "Open Source", "Source control", "Açaí"]),
        ("topic:a|", ["AI", "Açaí"]),
        ("topic:aca|", ["Açaí"]),
        ("topic:sour|", ["Source control", "Open Source"]),
        ('topic:"open s|', ["Open Source"]),
        ("topic:op*|", ["Open Source"]),
        ("heat:|", []),
        ('topic:"ai"|', None),
        ('"to|', None),
        ("12:3|", None),
        ("(a)|", None),
    ],
)
def test_what_is_offered(text: str, values: list[str] | None) -> None:
    """Fields for a word, values for a field; those that begin so first, in the order given."""
    assert offered(text) == values


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("to|", "topic:", "topic:|"),
        ("a -to| b", "topic:", "a -topic:| b"),
        ("ne|wer", "newer:", "newer:|"),
        ("-|ai", "topic:", "-topic:|ai"),
        ("to|pic:ai", "topic:", "topic:|ai"),
        ("is:un|", "unread", "is:unread |"),
        ("is:un| b", "unread", "is:unread |b"),
        ("(topic:a|)", "AI", "(topic:AI |)"),
        ("topic:op|", "Open Source", 'topic:"Open Source" |'),
        ('topic:"op|', "Open Source", 'topic:"Open Source" |'),
        ('topic:"op|x" b', "AI", "topic:AI |b"),
        ("sort:date:d|", "date:desc", "sort:date:desc |"),
    ],
)
def test_what_is_accepted(text: str, value: str, after: str) -> None:
    """It takes the place of what was there; a field waits for its value, a value is done."""
    text, cursor = at(text)
    asked = completing(text, cursor)
    assert asked
    assert accepted(text, asked, value) == at(after)


def test_fields_have_a_help_and_topics_a_count() -> None:
    """What tells one from another stands beside it."""
    (field,) = candidates(Completing("", "topi", 0, 4))
    assert field.help == FIELDS["topic"].help
    (topic,) = candidates(Completing("topic", "ai", 0, 2, is_offered=True), TOPICS)
    assert topic.cards == 9


def test_no_more_are_offered_than_asked_for() -> None:
    """A library has thousands of topics."""
    many = [(f"topic {number}", 1) for number in range(1_000)]
    asked = completing("topic:t", 7)
    assert asked
    assert asked.is_offered
    assert [each.value for each in candidates(asked, many, 3)] == ["topic 0", "topic 1", "topic 2"]


@quick
@given(
    st.lists(st.sampled_from(["topic:", '"', "-", "(", ")", " ", "a", "is:", "OR", ":", "日"])).map(
        "".join
    ),
    st.integers(-1, 30),
)
def test_any_place_of_any_text_can_be_completed(text: str, cursor: int) -> None:
    """Whatever is there and wherever the cursor: what is accepted is in the text before it."""
    asked = completing(text, cursor)
    if asked is None:
        return
    assert 0 <= asked.start <= cursor <= asked.end <= len(text)
    for candidate in candidates(asked, TOPICS):
        after = accepted(text, asked, candidate.value)
        assert 0 <= after.cursor <= len(after.text)
        assert after.text[: after.cursor].rstrip().rstrip('"').endswith(candidate.value)


@quick
@given(st.text().filter(lambda text: '"' not in text and fold_name(text)))
def test_a_value_is_written_as_it_is_read(value: str) -> None:
    """Blanks, stars, parentheses and colons in the name of a topic are kept."""
    value = value.encode("utf-8", "replace").decode()
    assert parse(f"topic:{written_value(value)}").tree == Topic(fold_name(value))
