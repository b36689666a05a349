"""What is drawn, said to the terminal in fewer bytes: over a slow line, colours are most of it.

Each piece that Textual writes begins with all of its colours and ends with taking them back. Here
only what changes from piece to piece is written. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
# Going somewhere, where the next thing is to go somewhere else.
_NOWHERE = re.compile(r"\x1b\[\d+;\d+H(?:\r?\n)?(?=\x1b\[\d+;\d+H)")
# What shows no colour.
_UNSEEN = re.compile(r"(?:\x1b\[\d+;\d+H|\x1b\[\?2026[hl]|[\r\n])*")
_RESET = ("", "0")
# What is seen of a blank, too: lines through and around it, and colours that change places.
_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})

# What takes an attribute back: the first two together.
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}


class _Look(NamedTuple):
    """How the terminal writes: attributes (bold…), and both colours, as it is told them."""

    attributes: frozenset[str] = frozenset()
    colour: str = ""
    background: str = ""


_PLAIN = _Look()


def terse(text: str) -> str:
    """Return what draws the same in fewer bytes, for a terminal without attributes or colours."""
    parts = _STYLE.split(_NOWHERE.sub("", text))
    now = wanted = _PLAIN  # of the terminal, and of what comes next
    out = [parts[0]]
    for codes, piece in zip(parts[1::2], parts[2::2], strict=True):
        wanted = _after(wanted, codes)
        if now != wanted and not _is_same_on(piece, now, wanted):
            out.append(_change(now, wanted))
            now = wanted
        out.append(piece)
    if now != wanted:
        out.append(_change(now, wanted))
    return "".join(out)


def _is_same_on(piece: str, now: _Look, wanted: _Look) -> bool:
    """Whether a text looks the same either way: there is none, or it is blank."""
    if _UNSEEN.fullmatch(piece):
        return True
    return (
        now.background == wanted.background
        and not piece.strip(" ")
        and _ON_BLANKS.isdisjoint(now.attributes | wanted.attributes)
    )


@lru_cache(maxsize=1024)
def _after(look: _Look, codes: str) -> _Look:
    """Return the look after a sequence of codes."""
    if codes in _RESET:
        return _PLAIN
    left = codes.split(";")
    while left:
        code = left.pop(0)
        if code in _RESET:
            look = _PLAIN
        elif code in ("38", "48"):
            count = 4 if left[:1] == ["2"] else 2
            colour = ";".join([code, *left[:count]])
            del left[:count]
            if code == "38":
                look = look._replace(colour=colour)
            else:
                look = look._replace(background=colour)
        elif code in _OFF.values():
            gone = {each for each, off in _OFF.items() if off == code}
            look = look._replace(attributes=look.attributes - gone)
        elif code[:-1] in ("3", "9"):
            look = look._replace(colour="" if code == "39" else code)
        elif code[:-1] in ("4", "10"):
            look = look._replace(background="" if code == "49" else code)
        else:
            look = look._replace(attributes=look.attributes | {code})
    return look


@lru_cache(maxsize=4096)
def _change(now: _Look, wanted: _Look) -> str:
    """Return what makes one look of another, the shorter way."""
    if wanted == _PLAIN:
        return "\x1b[0m"
    anew = ["0", *_more(_PLAIN, wanted)]
    gone = now.attributes - wanted.attributes
    if gone <= _OFF.keys():
        off = sorted({_OFF[code] for code in gone})
        left = {code for code in now.attributes if _OFF.get(code) not in off}
        anew = min(
            [*off, *_more(now._replace(attributes=frozenset(left)), wanted)], anew, key=_size
        )
    return f"\x1b[{';'.join(anew)}m"


def _more(now: _Look, wanted: _Look) -> list[str]:
    """Return the codes that add what is wanted."""
    codes = sorted(wanted.attributes - now.attributes)
    if wanted.colour != now.colour:
        codes.append(wanted.colour or "39")
    if wanted.background != now.background:
        codes.append(wanted.background or "49")
    return codes


def _size(codes: list[str]) -> int:
    return len(";".join(codes))
