"""The hostile cards as the tests have them: written once, and what the program says of them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from cases import Listed, NoCard, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cases import Case
    from conftest import Answer

_BIDI = "\u202a-\u202e\u2066-\u2069"
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{3,7}\U000e007f")
_UNCLEAN = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI}\ud800-\udfff\U000e0000-\U000e007f]")


def unclean(text: str, *, but: str = "") -> list[str]:
    """What in a text no terminal should get; a rule of the tests' own. `but` is allowed."""
    found = _UNCLEAN.findall(_FLAG.sub("", text))
    return [ascii(char) for char in found if char not in but]


class Hostile(NamedTuple):
    """The folder, what is in it, an index of it (to be copied), and what `list` and `check` say."""

    folder: Path
    cases: list[Case]
    data: Path
    listed: Answer
    checked: Answer


class Told(NamedTuple):
    """What `check` and `list` say of a folder: problems and cards, by path below it."""

    problems: dict[str, list[tuple[int, str, bool]]]
    titles: dict[str, str]


def told(folder: Path, check: Iterable[dict[str, Any]], listed: Iterable[dict[str, Any]]) -> Told:
    """Sort out what the program has printed as JSON."""
    start = f"{folder}/"
    problems: dict[str, list[tuple[int, str, bool]]] = {}
    for row in check:
        path = row["path"].removeprefix(start)
        problems.setdefault(path, []).append((row["line"], row["reason"], row["warning"]))
    return Told(problems, {row["path"].removeprefix(start): row["title"] for row in listed})


def mistakes(cases: Iterable[Case], said: Told) -> list[str]:
    """Where what was said is not what was to be expected, a line each."""
    wrong = [line for case in cases if (line := _mistake(case, said))]
    known = {case.told for case in cases}
    wrong += [
        f"{path}: nobody made it" for path in (*said.problems, *said.titles) if path not in known
    ]
    return wrong


def _mistake(case: Case, said: Told) -> str:
    title, problems = said.titles.get(case.told), said.problems.get(case.told, [])
    match case.outcome:
        case Listed(wanted, warnings):
            fits = len(problems) == len(warnings) and all(
                line == at and part in reason and is_warning
                for (line, reason, is_warning), (at, part) in zip(problems, warnings, strict=True)
            )
            fits = fits and title == wanted
        case Refused(line, part):
            fits = title is None and len(problems) == 1
            fits = fits and problems[0][0] == line and part in problems[0][1] and not problems[0][2]
        case NoCard():
            fits = title is None and not problems
    if fits:
        return ""
    got = f"{ascii(title)[:200]} and {ascii(problems)[:200]}"
    return f"{case.told!r}: wanted {ascii(case.outcome)[:300]}, got {got}"


def state_of(folder: Path) -> dict[bytes, tuple[int, ...]]:
    """Everything below a folder with what would tell a change, but for when it was read."""
    found: dict[bytes, tuple[int, ...]] = {}
    for above, folders, files in os.walk(os.fsencode(folder)):
        for name in (*folders, *files):
            path = os.path.join(above, name)  # noqa: PTH118 - names are bytes here
            state = os.lstat(path)
            found[path] = (state.st_ino, state.st_mode, state.st_size, state.st_mtime_ns,
                           state.st_ctime_ns)  # fmt: skip
    return found
