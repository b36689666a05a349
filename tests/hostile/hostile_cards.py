"""All hostile cards. `python tests/hostile/hostile_cards.py FOLDER` writes them into a folder."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import hostile_bodies
import hostile_fields
import hostile_files
import hostile_texts
import hostile_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from cases import Case

_KINDS = (hostile_texts, hostile_fields, hostile_yaml, hostile_bodies, hostile_files)


def every_case() -> list[Case]:
    """All cases; no two have the same name."""
    return [case for kind in _KINDS for case in kind.cases()]


def write_all(folder: Path) -> list[Case]:
    """Make all files below a folder, and return what they are."""
    cases = every_case()
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        case.write(os.fsencode(folder))
    return cases


if __name__ == "__main__":
    from pathlib import Path

    written = write_all(Path(sys.argv[1]))
    print(f"{len(written)} hostile files are in {sys.argv[1]}.")  # noqa: T201 - a command
