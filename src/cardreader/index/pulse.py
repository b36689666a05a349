"""The cards of a view in figures: by day, by topic, by provider. Functions on a connection.

All are counted from the narrow rows; what is read besides is a few rows for the names.
"""

from __future__ import annotations

import json
from datetime import date
from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cardreader.index.choices import Chosen

MOST = 200
"""How many topics or providers are told: the hottest, and those with the most cards."""

# As a sum of floating point: a few absurd heats would be too large for SQLite's whole numbers.
_HEAT = "total(max(card.heat, 0))"
_DAYS = f"""
    SELECT date(card.published, 'unixepoch', 'localtime'), count(*), {_HEAT}
    FROM card WHERE {{own}} GROUP BY 1 ORDER BY 1
"""
# First by topic and site, which are few, so that nothing is looked up for each card.
_TOPICS = f"""
    SELECT topic.folded, min(topic.name), sum(few.cards), total(few.heat),
        count(DISTINCT topic.id)
    FROM (
        SELECT card_topic.topic AS topic, card.site AS site, count(*) AS cards, {_HEAT} AS heat
        FROM card CROSS JOIN card_topic ON card_topic.card = card.id WHERE {{own}} GROUP BY 1, 2
    ) AS few
    JOIN topic ON topic.id = few.topic JOIN site ON site.id = few.site
    WHERE topic.name IS NOT site.root_topic GROUP BY topic.folded
"""
# Of topics that are spelled in several ways: a card may have more than one of them.
_SPELLED = f"""
    SELECT card.folded, count(*), {_HEAT} FROM (
        SELECT DISTINCT topic.folded, card.id, card.heat
        FROM topic JOIN card_topic ON card_topic.topic = topic.id
            JOIN card ON card.id = card_topic.card JOIN site ON site.id = card.site
        WHERE topic.folded IN (SELECT value FROM json_each(?)) AND {{own}}
            AND topic.name IS NOT site.root_topic
    ) AS card GROUP BY 1
"""
_PROVIDERS = f"""
    SELECT ifnull(nullif(card.domain_key, ''), card.provider_key) AS own, count(*), {_HEAT},
        max(card.id)
    FROM card WHERE {{own}} AND own <> '' GROUP BY own, card.provider_key ORDER BY 2, 4
"""
_NAMES = """
    SELECT card_text.card, card_text.provider_name FROM json_each(?) AS given
    CROSS JOIN card_text ON card_text.card = given.value
"""


class Day(NamedTuple):
    """How many cards were published on a day of local time, and their heat."""

    day: date
    cards: int
    heat: int


class Tally(NamedTuple):
    """How many cards a topic or provider has, and their heat.

    `value` is what a query takes, `name` what a person reads, '' for none.
    """

    value: str
    name: str
    cards: int
    heat: int


def days(connection: sqlite3.Connection, chosen: Chosen) -> tuple[list[Day], int]:
    """Return the days that have cards, in order, and how many cards have no date."""
    rows = connection.execute(_DAYS.format(own=chosen.sql), chosen.parameters)
    found: list[Day] = []
    undated = 0
    for text, cards, heat in rows:
        if day := _date(text):
            found.append(Day(day, cards, int(heat)))
        else:
            undated += cards
    return found, undated


def topics(connection: sqlite3.Connection, chosen: Chosen) -> list[Tally]:
    """Return the topics with most heat or most cards, in no order; root topics left out."""
    rows = connection.execute(_TOPICS.format(own=chosen.sql), chosen.parameters).fetchall()
    several = json.dumps([row[0] for row in rows if row[4] > 1])
    exact = {
        folded: figures
        for folded, *figures in connection.execute(
            _SPELLED.format(own=chosen.sql), (several, *chosen.parameters)
        )
    }
    found = []
    for folded, name, *figures, _ in rows:
        cards, heat = exact.get(folded, figures)
        found.append(Tally(name, name, cards, int(heat)))
    return _most(found)


def providers(connection: sqlite3.Connection, chosen: Chosen) -> list[Tally]:
    """Return the providers with most heat or most cards, in no order; their commonest names."""
    found: dict[str, Tally] = {}
    examples: dict[str, int] = {}
    rows = connection.execute(_PROVIDERS.format(own=chosen.sql), chosen.parameters)
    for own, cards, heat, example in rows:  # the commonest name of each comes last
        before = found.get(own, Tally(own, "", 0, 0))
        found[own] = Tally(own, "", before.cards + cards, before.heat + int(heat))
        examples[own] = example
    told = _most(found.values())
    wanted = json.dumps([examples[each.value] for each in told])
    names = dict(connection.execute(_NAMES, (wanted,)).fetchall())
    return [each._replace(name=names.get(examples[each.value]) or "") for each in told]


def _most(tallies: Iterable[Tally]) -> list[Tally]:
    tallies = list(tallies)
    wanted = (nlargest(MOST, tallies, key=itemgetter(field)) for field in (2, 3))
    return list(dict.fromkeys(each for some in wanted for each in some))


def _date(text: str | None) -> date | None:
    """Read what SQLite makes of a moment; before the year 1 there is no date."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
