"""What people write who know other search boxes, and what it means here. Pure.

None of it is a mistake: it is searched for as it stands, and told beside the hits.
"""

from __future__ import annotations

import re

from cardreader.clean import clean_line
from cardreader.query.fields import FIELDS
from cardreader.query.words import fold_name

_SHOWN = 40  # characters of what was written, in a sentence about it
_COLON_MISSES = re.compile(r"(\w+)[<>=]+\w")
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_CURLY = frozenset("“”„«»")
# What to write comes first: a narrow screen cuts the rest off.
_JOINTS = {
    "or": "OR in capitals is a choice; `or` is only a word.",
    "|": "OR is a choice; `|` is only a sign.",
    "||": "OR is a choice; `||` are only signs.",
    "AND": "`AND` is only a word; all things side by side must hold anyway.",
    "NOT": "`-` right before a thing asks for its contrary; `NOT` is only a word.",
}


def shown(written: str) -> str:
    """Return what was written, fit for a sentence about it."""
    return f"`{clean_line(written, _SHOWN)}`"


def hint_at_word(written: str, *, goes_on: bool) -> str:
    """Return what to tell about a word without quotes, which may go on; '' for nothing."""
    if written in _JOINTS:
        return "" if goes_on else _JOINTS[written]
    if written[:1] == "+" and written[1:2].isalnum():
        return f"{shown(written)}: all words must be found anyway; `+` is only a sign."
    if written[:1] == "!" and written[1:2].isalnum():
        return f"{shown(written)}: `-` asks for the contrary; `!` means nothing."
    if not _CURLY.isdisjoint(written):
        return f"{shown(written)}: only straight quotes make a phrase."
    return _hint_at_star(written) or _hint_at_field(written)


def hint_at_value(field: str, written: str) -> str:
    """Return what to tell about a field with a value without quotes; '' for nothing."""
    value = written.partition(":")[2]
    values = FIELDS[field].values
    if values and fold_name(value) not in values and (near := _near(fold_name(value), values)):
        return f"{shown(written)}: no usual {field} ({near}?)."
    if field == "provider" and _ADDRESS.match(value):
        return f"{shown(value)}: a domain mostly stands without https:// and www."
    return _hint_at_star(value)


def _hint_at_star(written: str) -> str:
    if "*" in written.rstrip("*"):
        return f"{shown(written)}: `*` means something only at the end of a word."
    return ""


def _hint_at_field(written: str) -> str:
    """Tell whoever wrote `topc:ai` or `heat>80` that this is no field."""
    if (found := _COLON_MISSES.match(written)) and found[1].lower() in FIELDS:
        name = found[1].lower()
        return f"{shown(written)}: a field has a colon, like {FIELDS[name].example}."
    name, colon, _ = written.partition(":")
    if not colon or not name.replace("_", "a").isalnum():
        return ""
    near = _near(name.lower(), tuple(FIELDS))
    meant = f" ({near}:?)" if near else ""
    return f"{clean_line(name, _SHOWN)}: is no field{meant}; it is searched as text."


def _near(name: str, names: tuple[str, ...]) -> str:
    """Return the name that was perhaps meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for who writes a name wrong

    longest = max(map(len, names))
    return next(iter(get_close_matches(name[: 2 * longest], names, 1, 0.7)), "")
