"""The seldom walked corners of reading a card, and limits that hold in each way of reading."""

from __future__ import annotations

import pytest
import yaml

from cardreader.card import Place, Problem, small_yaml, utc_text
from cardreader.card.front_matter import FrontMatterError
from cardreader.card.outline import outline
from cardreader.card.plain import MAX_ROWS, read_plainly
from cardreader.card.reading import read_card, read_listed
from cardreader.card.site_config import SiteConfig, read_site_config
from cardreader.card.small_yaml import read_tree
from cardreader.urls import article_of

PLACE = Place("news", "article")
RELATED = "related:\n  - title: One\n    quality: 1\n  - title: Two\n"


def test_a_time_is_written_as_utc() -> None:
    """The first and the last moment of the calendar have a text, too."""
    assert utc_text(0) == "1970-01-01T00:00:00Z"
    assert utc_text(-62_135_596_800) == "0001-01-01T00:00:00Z"
    assert utc_text(253_402_300_799) == "9999-12-31T23:59:59Z"


def test_an_article_has_a_number_of_63_bits() -> None:
    """Whatever its identity holds; another identity has another number."""
    numbers = {article_of(text) for text in ("", "a.example/x", "ä\ud800", "x" * 9_000)}
    assert len(numbers) == 4
    assert all(0 <= number < 2**63 for number in numbers)


@pytest.mark.parametrize(
    "data",
    [b"no fence", b"---\n" + RELATED.encode() + b"last: x\n", b"---\nrelated:\n  - title: One"],
)
def test_what_is_not_closed_has_no_outline(data: bytes) -> None:
    """Nothing is claimed of a card whose end was not seen."""
    assert outline(data) is None


def test_a_warning_below_the_related_list_has_its_own_line() -> None:
    """The lines of the list that was passed over count."""
    data = f"---\ntitle: x\n{RELATED}heat: hot\n---\n".encode()
    reading, _ = read_listed(data, PLACE)
    assert reading.problems == (Problem(7, "heat wants a whole number", warning=True),)
    assert reading.card
    assert reading.card.related_count == 2


def test_of_two_related_lists_the_last_one_counts() -> None:
    """As YAML has it; with the related items read or not."""
    data = f"---\ntitle: x\n{RELATED}heat: 1\nrelated:\n  - title: Three\n---\n".encode()
    for whole in (False, True):
        card = read_card(data, PLACE, whole=whole).card
        assert card
        assert card.related_count == 1


def test_damage_outside_of_the_related_list_refuses_the_card() -> None:
    """That there is a list that could be passed over makes no difference."""
    data = f"---\ntitle: [x\n{RELATED}---\n".encode()
    for whole in (False, True):
        reading = read_card(data, PLACE, whole=whole)
        assert reading.card is None
        assert reading.problems


@pytest.mark.parametrize("whole", [False, True])
def test_too_many_values_in_plain_yaml_are_too_many(whole: bool) -> None:
    """The limit holds for what is plain enough not to need a YAML parser."""
    rows = small_yaml.MAX_NODES // 2 + 1
    data = ("---\ntitle: x\n" + "".join(f"k{n}: v\n" for n in range(rows)) + "---\n").encode()
    (problem,) = read_card(data, PLACE, whole=whole).problems
    assert "more than 100,000 values" in problem.reason


@pytest.mark.parametrize("whole", [False, True])
def test_too_many_related_items_are_a_warning(whole: bool) -> None:
    """The card is listed without them, whichever way it is read."""
    items = "  - title: One\n" * (small_yaml.MAX_NODES // 3 + 1)
    reading = read_card(f"---\ntitle: x\nrelated:\n{items}---\n".encode(), PLACE, whole=whole)
    assert reading.card
    assert reading.card.related_count == 0
    assert [problem.warning for problem in reading.problems] == [True]


def test_what_has_many_rows_or_is_deep_is_not_plain() -> None:
    """It is left to the reader that knows the limits."""
    assert read_plainly("a: b\n" * MAX_ROWS, 1) == {"a": "b"}
    assert read_plainly("a: b\n" * (MAX_ROWS + 1), 1) is None
    deep = "".join(f"{' ' * depth}a:\n" for depth in range(20))
    assert read_plainly(f"{deep}{' ' * 20}b: c\n", 1) is None


@pytest.mark.parametrize("value", ['"open', "'open", '"a" b', "'a' b", '"\\q"', "a: b", "@a"])
def test_a_value_that_yaml_may_refuse_is_not_plain(value: str) -> None:
    """It is left to the reader that can say why."""
    assert read_plainly(f"a: {value}\n", 1) is None


def test_a_key_longer_than_yaml_allows_is_not_plain() -> None:
    """YAML ends the search for a key's colon after 1,024 characters."""
    assert read_plainly(f"{'k' * 99}: v\n", 1) == {"k" * 99: "v"}
    assert read_plainly(f"{'k' * 2_000}: v\n", 1) is None


def test_a_character_beyond_unicode_is_refused_without_libyaml_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PyYAML's own scanner raises a ValueError there."""
    monkeypatch.setattr(small_yaml, "LOADER", yaml.SafeLoader)
    with pytest.raises(FrontMatterError, match="not valid YAML"):
        read_tree('title: "\\U0011ffff"', 2)


def test_a_mistake_without_a_place_is_in_the_first_line() -> None:
    """Where YAML does not say."""
    assert small_yaml._LineOf("text", 7)(None) == 7


@pytest.mark.parametrize("deep", ["[", "{a: ", "- ", "? "], ids=ascii)
def test_a_deep_site_configuration_is_left_at_the_limit(deep: str) -> None:
    """What stands before it counts. libyaml alone would take the better part of an hour."""
    data = f"url: https://e.example\nbaseurl: /b\nx:\n  {deep * 250_000}\ntopic: T\n".encode()
    assert read_site_config(data) == SiteConfig("https://e.example", "/b", None)


def test_a_long_site_configuration_is_left_at_the_limit() -> None:
    """A list of half a million values is not read to its end for each card that is shown."""
    data = b"topic: T\nx: [" + b"1," * 400_000 + b"]\nurl: https://e.example\n"
    assert read_site_config(data) == SiteConfig(topic="T")
