"""Is the terminal light or dark? What it says of itself, taken out of what is typed. Pure.

A terminal answers a question (OSC 11) with its background, among the keys. Textual would take that
for keys, so it is taken out before, also where it comes in parts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTION = "\x1b]11;?\x1b\\"

# Not compiled before the first key.
_ANSWER = (
    r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})"
    r"(?:/[0-9a-fA-F]{1,4})?(?:\x07|\x1b\\)"
)
_BEGINNING = r"\x1b(?:\](?:1(?:1(?:;[rgba:0-9a-fA-F/]{0,28}\x1b?)?)?)?)?\Z"
_HALF = 0.5
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_LIGHT_COLOURS = frozenset({"7", "9", "10", "11", "12", "13", "14", "15"})


def light_by_environment(environ: Mapping[str, str]) -> bool | None:
    """What `COLORFGBG` says, as some terminals set it: `15;0`; None where it says nothing."""
    colour = environ.get("COLORFGBG", "").rpartition(";")[2]
    return colour in _LIGHT_COLOURS if colour.isdecimal() else None


def answers(environ: Mapping[str, str]) -> bool:
    """Whether the terminal may be asked: a few do not know such questions, and show them."""
    return environ.get("TERM", "") not in ("", "dumb", "linux")


class Sieve:
    """Takes answers out of what comes from a terminal, and keeps the beginning of one back."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.held = ""

    def sift(self, text: str, *, expecting: bool) -> tuple[str, bool | None]:
        """Return what was typed, and whether the background is light, where that is told.

        Only while `expecting` an answer is its beginning kept back: it may be a mere `esc`.
        """
        text, self.held = self.held + text, ""
        if "\x1b" not in text:
            return text, None
        found = None
        for answer in re.finditer(_ANSWER, text):
            found = _is_light(answer)
        text = re.sub(_ANSWER, "", text)
        beginning = re.search(_BEGINNING, text) if expecting else None
        if beginning:
            text, self.held = text[: beginning.start()], beginning[0]
        return text, found

    def let_go(self) -> str:
        """Return what was held: nothing more has come, so it was typed."""
        held, self.held = self.held, ""
        return held


def _is_light(answer: re.Match[str]) -> bool:
    shares = [int(part, 16) / float(16 ** len(part) - 1) for part in answer.groups()]
    red, green, blue = (each * weight for each, weight in zip(shares, _WEIGHTS, strict=True))
    return red + green + blue > _HALF
