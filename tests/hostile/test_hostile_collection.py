"""What becomes of every hostile card on the command line: exactly what its maker says."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

from cases import Listed, NoCard, Refused
from conftest import run
from hostile_tools import mistakes, told, unclean

if TYPE_CHECKING:
    from pathlib import Path

    from hostile_tools import Hostile


def test_the_collection_is_large_and_of_every_kind(hostile: Hostile) -> None:
    """There are hundreds of files, each named once: cards, warnings, problems and none of these."""
    kinds = Counter(type(case.outcome) for case in hostile.cases)
    warned = [case for case in hostile.cases
              if isinstance(case.outcome, Listed) and case.outcome.warnings]  # fmt: skip
    assert len({case.name for case in hostile.cases}) == len(hostile.cases) > 700
    assert min(kinds[Listed], kinds[Refused], kinds[NoCard], len(warned)) > 40


def test_each_card_is_listed_and_checked_as_its_maker_says(hostile: Hostile) -> None:
    """`list --all` has just these titles; `check` these files, lines, reasons and warnings."""
    said = told(hostile.folder, hostile.checked.json, hostile.listed.json)
    assert mistakes(hostile.cases, said) == []
    assert (hostile.listed.status, hostile.listed.err) == (0, "")
    assert (hostile.checked.status, hostile.checked.err) == (1, "")


def test_json_of_hostile_cards_holds_nothing_unclean(hostile: Hostile) -> None:
    """What is printed can be shown by any terminal."""
    assert unclean(hostile.listed.out, but="\n") == []
    assert unclean(hostile.checked.out, but="\n") == []


def test_lines_of_hostile_cards_hold_nothing_unclean(hostile: Hostile, tmp_path: Path) -> None:
    """As a card a line, `list` prints as many lines as there are cards; `topics` is clean too."""
    data = shutil.copytree(hostile.data, tmp_path / "data")
    lines = run("list", "--all", hostile.folder, "--data", data)
    assert len(lines.out.splitlines()) == len(hostile.listed.json)
    for answer in (lines, run("topics", hostile.folder, "--data", data)):
        assert unclean(answer.out, but="\n\t") == []
        assert answer.err == ""
