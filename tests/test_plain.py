"""The careful reader of plain YAML: it reads what the real one reads the same, or gives up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.card.front_matter import FrontMatterError
from cardreader.card.plain import read_plainly
from cardreader.card.small_yaml import read_tree

# Pieces of which rows of YAML, plain and odd, are put together.
INDENTS = st.sampled_from(["", " ", "  ", "    ", "\t"])
DASHES = st.sampled_from(["", "", "", "- ", "-", "- - ", "-  "])
KEYS = st.sampled_from(
    [
        "a: ",
        "b: ",
        "title: ",
        "a:",
        "b:",
        "null: ",
        "~: ",
        '"a": ',
        "a b: ",
        "? ",
        "a:b",
        "<<: ",
        "",
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        ['""', "''", "null", "~", "1.10", "NO", "2021-02-30", "x # y", "x: y", "x:", "http://a/b",
         "|", ">", "[1, 2]", "{a: b}", "&x y", "*x", "!!str x", "- x", "-1", "--", "---", "...",
         "#", "%x", "@x", "`x`", "'it''s'", '"a\\nb"', '"\\x41"', '"a\\u00e9"', '"open', "'open",
         '"a" b', "x\u2028y", "x\x85y", "é", "日本", "\xa0x", "x ", "x  y", ",x", "x, y", "=", ""]
    ),
    st.text(st.sampled_from("ab -:#'\"\\[]{},&*!|>%@`?é1."), max_size=8),
)  # fmt: skip
ROWS = st.builds("".join, st.tuples(INDENTS, DASHES, KEYS, VALUES))
TEXTS = st.lists(ROWS, max_size=7).map("\n".join)


def read_fully(text: str) -> tuple[object, dict[str, int]]:
    """What libyaml makes of a text."""
    lines: dict[str, int] = {}
    return read_tree(text, 2, lines), lines


@settings(max_examples=400)
@given(TEXTS)
def test_agrees_with_the_real_reader(text: str) -> None:
    """Whatever is read plainly is read the same by libyaml, lines of keys included."""
    lines: dict[str, int] = {}
    tree = read_plainly(text, 2, lines)
    if tree is not None and tree:
        assert (tree, lines) == read_fully(text)


@pytest.mark.parametrize(
    "text",
    [
        'title: "A title"\nheat: 12\nprovider:\n  name: X\n  domain: x.example.com\n',
        "topics:\n  - AI\n  - Open source\nimages:\n  - url: 'a'\n    width: 1\n  - url: b\n",
        "topics:\n- AI\n- Music\nheat: 1\n",
        "# a comment\n\na: 1\n\nb:\nc: ~\n",
        'a: "say \\"hi\\"\\n"\nb:\n  - "one: two"\nurl: https://example.org/a?b=c#d\n',
    ],
)
def test_reads_what_cards_are_made_of(text: str) -> None:
    """The usual shapes are read without the real reader's help."""
    lines: dict[str, int] = {}
    tree = read_plainly(text, 2, lines)
    assert tree is not None
    assert (tree, lines) == read_fully(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  x\n", "a: x\n  y\n", 'a: "x\n  y"\n', "a: [1]\n", "a: &b 1\n", "a: *b\n",
        "<<: x\n", "null: 1\n", "a: x: y\n", "a: x #y\n", "- a\n", "a: 1\n - b\n", "a:\tb\n",
        "a: '\x1b'\n", "a: x\u2028y\n", '"a": b\n', "? a\n: b\n", "a:\n  b: 1\n c: 2\n",
        "a: 'x' y\n",
    ],
)  # fmt: skip
def test_gives_up_when_unsure(text: str) -> None:
    """Anything beyond one plain value a line is left to the real reader."""
    assert read_plainly(text, 2) is None


def test_real_cards_are_nearly_all_plain(corpus: object) -> None:
    """Hardly any real card needs the slow way, so that being careful costs no speed."""
    from pathlib import Path  # noqa: PLC0415

    from cardreader.card.front_matter import CardHandler, decode  # noqa: PLC0415

    files = list(Path(str(corpus)).glob("azure/_news/*.md"))
    plain = 0
    for file in files:
        handler = CardHandler()
        front, _ = handler.split(decode(file.read_bytes())[0])
        before, _, after = handler._cut_related(front)
        plain += read_plainly(before + after, 2) is not None
    assert plain > 0.95 * len(files)


def test_unreadable_yaml_is_not_read_plainly() -> None:
    """What libyaml refuses is no plain text either."""
    text = "a: b\n c: d\n"
    assert read_plainly(text, 2) is None
    with pytest.raises(FrontMatterError):
        read_tree(text, 2)
