"""Completing the path of a folder. Pure, but for the names of folders, which are asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cardreader.clean import is_clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Completed(NamedTuple):
    """A path as far as it is certain, and the names that may come next, if there are several."""

    text: str
    names: Sequence[str] = ()


def completed(text: str, folders_in: Callable[[str], Sequence[str]]) -> Completed:
    """Complete what is typed of a path; `folders_in` gives the names of the folders in a folder.

    Names begin as typed, else so but for capitals. Those with a dot only where one is typed.
    """
    if text == "~":
        return Completed("~/")
    above, slash, begun = text.rpartition("/")
    names = [
        name for name in folders_in(os.path.expanduser(above + slash) or ".")  # noqa: PTH111 - also `~nobody`
        if name.startswith(".") <= begun.startswith(".")
    ]  # fmt: skip
    found = sorted(name for name in names if name.startswith(begun))
    if not found:
        found = sorted(name for name in names if name.casefold().startswith(begun.casefold()))
        if len(found) > 1:
            return Completed(text, found)
    if not found:
        return Completed(text)
    common = os.path.commonprefix(found)  # noqa: RUF071 - by character, as it is typed
    if len(found) == 1:
        return Completed(f"{above}{slash}{common}/")
    return Completed(above + slash + common, found)


def folders_in(folder: str) -> list[str]:
    """Return the names of the folders in a folder, those that can be typed."""
    try:
        with os.scandir(folder) as entries:
            return [each.name for each in entries if is_clean(each.name) and each.is_dir()]
    except OSError:
        return []
