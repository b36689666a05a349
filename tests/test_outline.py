"""The parts of a card are found without reading its related items, or nothing is claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cardreader.card import Place
from cardreader.card.front_matter import decode
from cardreader.card.outline import outline
from cardreader.card.reading import read_card

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Place("news", "article")


def card(related: str) -> bytes:
    """Return a card with these lines as its related list."""
    return f"---\ntitle: a\nrelated:\n{related}heat: 1\n---\nbody\n".encode()


@pytest.mark.parametrize(
    ("related", "items"),
    [
        ('  - title: "b"\n    type: article\n  - title: "c"\n', 2),
        ("- title: b\n  images:\n  - url: 'a'\n\n- title: It's\n", 2),
        ('    - title: " #1 \\"quoted\\" \\\\o/"\n      quality: -\n', None),
        ('    - title: " #1 \\"quoted\\" \\\\o/"\n      name: État\n\n', 1),
        ("  - title: 'b'\n    provider:\n      name: 7\n", 1),
    ],
)
def test_usual_lists_are_passed_over(related: str, items: int | None) -> None:
    """What a list writer writes is counted, and all parts are where they are."""
    data = card(related)
    parts = outline(data)
    assert (parts and parts.items) == items
    if parts:
        assert data[parts.front : parts.related] == b"title: a\nrelated:\n"
        assert data[parts.related : parts.rest] == related.encode()
        assert data[parts.rest : parts.close] == b"heat: 1\n"
        assert data[parts.body :] == b"\nbody\n"


@pytest.mark.parametrize(
    "related",
    [
        '  - title: "b\n  - title: "c"\n', "  - title: 'b\n  - title: c'\n", "  - title: ''\n",
        '  - title: ""\n', '  - title: "&nbsp;"\n', "  - title: null\n", "  - title: ~\n",
        "  - title: b\n    title:\n", "  - title: b\n    title : c\n", "  - title: b\n  - c\n",
        "  - title: b\n  -\n", "  - title: b\n  -\ttitle: c\n", "  - title: b\n\t- title: c\n",
        "  - title: b\n    a: |\n      c: d\n", "  - title: b\n    a: [c\n  - title: d]\n",
        "  - title: b\n    a: 'c\n  - title: d'\n", "  - title: b\n    'a': c\n",
        "  - title: b\n    ? a\n", "  - title: b\n  # c\n", "# c\n  - title: b\n",
        '  - title: b\n    a: "c\\"\n', '  - title: b\n    a: "\n', "  - title: b\n - title: c\n",
        "  - title: b\n    a:\t'c\n", "  - title: b\n    a: 'c''\n", "[]\n", "  - b\n", "",
        "  - title: b\n- title: c\n", "  - title: b\n   a: 'c'\n", "- title: b\n-- c\n",
    ],
)  # fmt: skip
def test_nothing_is_claimed_of_odd_lists(related: str) -> None:
    """One line that could be something else, and the whole list is read."""
    assert outline(card(related)) is None


def test_a_related_list_in_a_body_is_text() -> None:
    """The front matter ends at its fence."""
    data = b"---\ntitle: a\n---\nrelated:\n  - title: b\n---\n"
    parts = outline(data)
    assert parts is not None
    assert (parts.items, data[parts.front : parts.close]) == (0, b"title: a\n")


def test_an_unclosed_front_matter_has_no_outline() -> None:
    """Whoever reads it in full says what is wrong."""
    assert outline(b"---\ntitle: a\n") is None
    assert outline(b"---\ntitle: a\nrelated:\n  - title: b\n") is None
    assert outline(b"title: a\n---\n") is None


def test_a_break_that_only_yaml_knows_hides_no_item() -> None:
    """U+2028 begins a new line for YAML, and for nobody else: such a list is read."""
    data = card("  - title: b\n    a: c\u2028  - title: d\n")
    counts = [read_card(data, PLACE, whole=whole).card for whole in (True, False)]
    assert [each.related_count for each in counts if each] == [2, 2]


def test_real_lists_are_passed_over_and_counted_right(corpus: Path) -> None:
    """Of every real card: as many items as a full reading finds, and hardly one is read for it."""
    unsure = 0
    for path in sorted(corpus.rglob("_*/**/*.md")):
        data = path.read_bytes()
        whole, listed = (read_card(data, PLACE, whole=each).card for each in (True, False))
        if whole is None or listed is None:
            assert whole is listed
            continue
        assert listed == whole._replace(related=())
        unsure += outline(decode(data)[0].encode()) is None
    assert unsure <= 5


def test_thousands_of_lines_are_passed_over_in_proportion() -> None:
    """A line without an end to its key is not looked for through all that follow."""
    data = card('  - title: "b"\n' + "    abc\n" * 200_000)
    assert outline(data) is None
