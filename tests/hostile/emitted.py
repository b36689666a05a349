"""What the reader may write to a terminal, and nothing else: a strict grammar of its output.

Text is what no control is in (UTF-8 that is sound, without what `hostile_tools.unclean` names, and
with no flood of marks). Of sequences there are only those by which Textual draws, those that
switch the modes it uses on and off, and the questions that it and the reader ask.
"""

from __future__ import annotations

import re
import unicodedata

from hostile_tools import unclean

# Modes: alternate screen, cursor, wrapping of lines, mouse (four), focus, paste, synchronised
# output, resizes in band.
_MODES = "1049|25|7|1000|1002|1003|1006|1015|1004|2004|2026|2048"
_PARAMETER = (
    r"(?:0|1|2|3|4|5|7|8|9|21|22|23|24|25|27|28|29|39|49|[34][0-7]|9[0-7]|10[0-7]|53"
    r"|[345]8;5;\d{1,3}|[345]8;2(?:;\d{1,3}){3})"
)
_ALLOWED = re.compile(
    r"\x1b\[(?:"
    rf"(?:{_PARAMETER}(?:;{_PARAMETER})*)?m"  # colours and attributes
    r"|\d{1,3}(?:;\d{1,3})?H|H"  # where to write
    rf"|\?(?:{_MODES})[hl]"
    r"|\?(?:2026|2048)\$p|c|>\d{0,2}u|<u"  # what the terminal can do
    r")"
    r"|\x1b\]11;\?\x1b\\"  # what its background is
)
_POINTER = re.compile(r"\x1b\]22;[a-z-]*\x07")  # its shape over what can be clicked
_COPIED = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_MOST_MARKS = 8
_MARKS = re.compile(r"[^\x00-\x7f]{9,}")


def violations(raw: bytes, *, may_copy: bool = False) -> list[str]:
    """Whatever is in the output that may not be, a few of it; empty is as it should be."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"no UTF-8: {raw[max(0, error.start - 20) : error.end + 20]!r}"]
    # The start and the end of the alternate screen are followed by nothing else on the line.
    rest = _ALLOWED.sub("\0", text.replace("\r\n", ""))
    rest = _POINTER.sub("\0", rest)
    if may_copy:
        rest = _COPIED.sub("\0", rest)
    found = [
        ascii(rest[max(0, at.start() - 30) : at.end() + 30])
        for at in re.finditer("[\x01-\x1f\x7f-\x9f]", rest)
    ]
    found += unclean(rest, but="\0\n\r")
    found += [ascii(run) for run in _MARKS.findall(rest) if _is_flood(run)]
    return found[:20]


def _is_flood(run: str) -> bool:
    marks = 0
    for char in run:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else marks if category == "Cf" else 0
        if marks > _MOST_MARKS:
            return True
    return False
