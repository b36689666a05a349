"""What the fuzzers have found once, and some of what they begin with, run through their targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzzing import TARGETS
from hostile_cards import every_case

FOUND = sorted(path for path in (Path(__file__).parent / "found").glob("*-*") if path.is_file())
_LONGEST = 3_000


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_mended(path: Path) -> None:
    """Each file is called after its target, which takes it without an exception."""
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_targets_hold_for_hostile_cards(target: str) -> None:
    """Every promise that the fuzzers try to break holds for the bytes of the hostile cards."""
    for case in every_case():
        if isinstance(case.make, bytes) and len(case.make) <= _LONGEST:
            TARGETS[target](case.make)
    for data in (b"", b"\xff\xfe", "\ud800".encode("utf-8", "surrogatepass"), b"\x00" * 100):
        TARGETS[target](data)
