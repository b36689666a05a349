"""Why a list is empty, and which key leads out. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cardreader.ui.narrowing import Narrowing

_NO_SAMPLES = "The sample cards are missing.\nReinstall cardreader, or {add} adds a folder."
_WHAT_A_CARD_IS = (
    "A card is a text file (.md, .html, .txt) whose first line is --- and which has a title."
)


def why_empty(narrowing: Narrowing, name: str, problems: int, key_of: Callable[[str], str]) -> str:
    """Say why no card is listed, and what to do next.

    `name` is what the sources are called, '' for the samples; `problems` how many of their files
    cannot be read; `key_of` gives the key of a command.
    """
    if narrowing.steps:
        return _why_narrowed(narrowing, key_of)
    if not name:
        return _NO_SAMPLES.format(add=key_of("add-source"))
    lines = [f"No cards in {name}.", _WHAT_A_CARD_IS]
    if problems:
        files = "One file" if problems == 1 else f"{problems:,} files"
        lines = [lines[0], f"{files} cannot be read: {key_of('problems')} tells why."]
    ways_out = (
        f"{key_of('all-cards')} shows retired and unpublished ones too, "
        f"{key_of('add-source')} adds a folder."
    )
    return "\n".join([*lines, ways_out])


def _why_narrowed(narrowing: Narrowing, key_of: Callable[[str], str]) -> str:
    """Tell what the list is narrowed to, and what is taken back by which key."""
    labels = narrowing.labels()
    narrower = narrowing.back()
    left = narrower.labels() if narrower else []
    last = next((label for label in labels if label not in left), "the last narrowing")
    told = f"It is narrowed to  {'  ·  '.join(labels)}\n" if labels else ""
    return f"No card here.\n{told}{key_of('widen')} takes back {last}."
