"""A few rounds of `make kills`: what was said to be marked is there after a SIGKILL."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "scripts" / "kills.py"


def test_no_mark_is_lost_to_a_kill(tmp_path: Path) -> None:
    """While marking and indexing; both databases stay whole."""
    spec = importlib.util.spec_from_file_location("kills", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    kills = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kills)
    result = kills.run(12, 7, tmp_path)
    assert (result.kills, result.lost, result.damaged) == (12, 0, 0)
    assert result.acknowledged
