"""What a hostile card is: a file, how it is made, and what ought to become of it.

The expected outcomes are written down by whoever makes the card, and owe nothing to the program:
`left` is a second, naive rule of what remains of a text.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = "PWNED"
"""Stands in every control sequence, so that one which gets through is found by it."""


class Listed(NamedTuple):
    """The card is listed with this title; each warning is a line and a part of its reason."""

    title: str
    warnings: tuple[tuple[int, str], ...] = ()


class Refused(NamedTuple):
    """The file is a problem, found in this line, for a reason with these words."""

    line: int
    reason: str


class NoCard(NamedTuple):
    """The file is no card, and nothing is said of it."""


Outcome = Listed | Refused | NoCard


class Case(NamedTuple):
    """A file below the folder: its name, its bytes or who makes it, and what becomes of it.

    `shown` is how its path below the folder is told where that is not simply its name.
    """

    name: bytes
    make: bytes | Callable[[bytes], object]
    outcome: Outcome
    shown: str = ""

    @property
    def told(self) -> str:
        """Its path below the folder, as people are told of it."""
        return self.shown or os.fsdecode(self.name)

    def write(self, folder: bytes) -> None:
        """Make the file below a folder."""
        path = os.path.join(folder, self.name)  # noqa: PTH118 - names are bytes here
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as above
        if isinstance(self.make, bytes):
            with open(path, "wb") as file:  # noqa: PTH123 - as above
                file.write(self.make)
        else:
            self.make(path)


def quoted(text: str) -> str:
    """A text in YAML's double quotes, everything but plain ASCII escaped."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    code = ord(char)
    if " " <= char <= "~" and char not in '"\\':
        return char
    if code < 2**8:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 2**16 else f"\\U{code:08x}"


def card(front: str, body: str = "") -> bytes:
    """A file with this front matter, which begins in its second line, and body."""
    return f"---\n{front}\n---\n{body}".encode("utf-8", "surrogatepass")


def titled(name: str, rest: str = "", *, warnings: tuple[tuple[int, str], ...] = ()) -> Case:
    """A card called like its file; what else is in its front matter begins in line 3."""
    return Case(f"{name}.md".encode(), card(f"title: {name}\n{rest}"), Listed(name, warnings))


def refused(name: str, front: str, line: int, reason: str) -> Case:
    """A file whose front matter cannot be read."""
    return Case(f"{name}.md".encode(), card(front), Refused(line, reason))


def raw(name: str, data: bytes, outcome: Outcome) -> Case:
    """A file of just these bytes."""
    return Case(f"{name}.md".encode(), data, outcome)


_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_SPACES = {*range(0x09, 0x0E), *range(0x1C, 0x20), 0x20, 0x85, 0xA0, 0x2028, 0x2029, 0x3000}


def left(text: str) -> str:
    """What remains of a text in one line, by the rules of HAZARDS.md; no flags, no floods."""
    kept = []
    for char in text:
        code = ord(char)
        if code in _SPACES:
            kept.append(" ")
        elif code < 0x20 or 0x7F <= code <= 0x9F or code in _BIDI:  # noqa: SIM114 - one rule a line
            continue
        elif 0xD800 <= code <= 0xDFFF or 0xE0000 <= code <= 0xE007F or code in (0xFFFE, 0xFFFF):
            continue
        else:
            kept.append(char)
    return folded("".join(kept))


def folded(text: str) -> str:
    """The words of a text with single blanks between them."""
    return " ".join(word for word in text.split(" ") if word)
