"""Random searches as people write them, about what some cards have and what they have not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from cardreader.query import words_of
from cardreader.query.fields import FIELDS
from cardreader.query.tree import STATES, THINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from query_oracle import Facts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Blanks that people type, and that come with what they paste.
_BLANKS = (" ", "  ", "\t", "\n", "\u00a0", "\u3000")
_ANYTHING = (
    "C#", "a-b", "🚀", "日本", "don't", "OR", "or", "-OR", "-", "--", '"', '""', "()", "(", "*",
    "!!!", "colour:red", "12:30", "topic:", "heat:hot", "is:new", "a:", ":", "\\", "%", "_", "'",
    "NEAR", "{title}", "^a", "newer:0m", "older:99999999999y", "heat:>99999999999999999999",
    "date:0001..9999",
)  # fmt: skip


def written(cards: Sequence[Facts]) -> st.SearchStrategy[str]:
    """Make random searches as they are typed."""
    known = st.sampled_from(sorted({piece for facts in cards for piece in _pieces(facts)}))
    fixed = st.sampled_from(sorted(_fixed_pieces()))
    piece = st.one_of(known, known, fixed).flatmap(_spelled)
    return st.recursive(
        st.one_of(piece, piece.map("-{}".format)),
        lambda inner: st.one_of(
            _joined(inner, "{blank}"),
            _joined(inner, "{blank}OR{blank}"),
            inner.map("({})".format),
            inner.map("-( {} )".format),
            inner.map("-(-({}))".format),
            st.builds("({0})({1})-({0})".format, inner, inner),
        ),
        max_leaves=6,
    )


def _joined(inner: st.SearchStrategy[str], joint: str) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    joints = st.sampled_from([joint.format(blank=blank) for blank in _BLANKS])
    return st.builds(lambda parts, joint: joint.join(parts), several, joints)


def _spelled(piece: str) -> st.SearchStrategy[str]:
    """Case does not matter, nor does what is typed of a longer word."""
    return st.sampled_from([piece, piece, piece.upper(), piece.lower(), piece[:-1] or piece])


def _fixed_pieces() -> Iterator[str]:
    yield from (f"is:{state}" for state in STATES)
    yield from (f"has:{thing}" for thing in THINGS)
    yield from (field.example for field in FIELDS.values())
    yield from ("newer:2d", "older:3w", "newer:24h", "older:1y", "date:2021", "date:2021-02..")
    yield from _ANYTHING


def _pieces(facts: Facts) -> Iterator[str]:
    """Give what one would write to find this card, or to do without it."""
    card = facts.card
    for text, field in ((card.title, "title:"), (card.excerpt or "", "excerpt:"), (card.body, "")):
        words = words_of(text)
        if words:
            first, last = words[0], words[-1]
            yield from (first, f"{last[:3]}*", f'"{" ".join(words[:3])}"', f"{field}{last}")
            yield f'{field}"{" ".join(words[-3:])[:-1]}"*'
        quoted = text.replace('"', " ")
        yield from (f'"{quoted[:40]}"', f'{field}"{quoted[3:20]}"*')
        yield from text.split()[:3]
    for topic in card.topics[:3]:
        plain = topic.replace('"', " ")
        yield from (f'topic:"{plain}"', f"topic:{topic}", f"topic:{plain[:2]}*", f'"{plain}"')
    if provider := card.provider:
        parent = provider.domain.partition(".")[2] or "com"
        yield from (f'provider:"{provider.name}"', f"provider:{provider.domain}*")
        yield from (f"provider:{parent}", f"provider:{provider.name[:4]}*", provider.domain)
    for source in facts.sources:
        yield f'source:"{source}"'
    yield from (f'type:"{card.type}"', f'category:"{card.category}"')
    for field, number in (("heat", card.heat), ("quality", card.quality),
                          ("related", card.related_count)):  # fmt: skip
        for value in (number or 0, (number or 0) + 1):
            yield from (f"{field}:{sign}{value}" for sign in ("", ">", ">=", "<", "<="))
            yield from (f"{field}:{value}..", f"{field}:..{value}", f"{field}:-5..{value}")
    yield from _dates(card.published or 0)


def _dates(seconds: int) -> Iterator[str]:
    day = (_EPOCH + timedelta(seconds=seconds)).date().isoformat()
    for length in (10, 7, 4):
        yield from (f"date:{sign}{day[:length]}" for sign in ("", ">", ">=", "<", "<=", ".."))
    yield from (f"date:{day}..", f"date:{day[:4]}..{day}")
