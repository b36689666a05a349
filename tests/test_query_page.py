"""The page of the query language tells what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cardreader.query import parse
from cardreader.query.fields import FIELDS

PAGE = (Path(__file__).parent.parent / "docs" / "query.md").read_text("utf-8")
EXAMPLES = re.search(r"```\n(baidu.*?)```", PAGE, re.DOTALL)
assert EXAMPLES


@pytest.mark.parametrize("line", EXAMPLES[1].splitlines())
def test_the_examples_are_understood(line: str) -> None:
    """Each is a search without a mistake or a hint."""
    query = parse(line.split("   ", maxsplit=1)[0])
    assert query.tree
    assert query.hints == ()


def test_fields_are_told_in_plain_sentences() -> None:
    """Each has a help of one sentence, and nothing that would break the table."""
    for field in FIELDS.values():
        assert field.help.endswith(".")
        assert "|" not in field.takes + field.help + field.example
