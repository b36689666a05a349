"""Mutes, as the configuration has them: read, with a sentence for each mistake."""

from __future__ import annotations

from cardreader.clean import clean_line
from cardreader.config.settings import Mistake
from cardreader.query.muting import KEYS, Mute


def read_mutes(value: object) -> tuple[tuple[Mute, ...], list[Mistake]]:
    """Return what is muted, and what is wrong; raise ValueError where it is no list of tables.

    A table with a mistake in it mutes nothing: half of what it says would be about other cards.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError
    mutes: list[Mute] = []
    found: list[Mistake] = []
    for place, each in enumerate(value):
        mute, mistake = read_mute(each)
        if mistake:
            told = f"mute {place + 1} {mistake}; it is passed over."
            found.append(Mistake(("mute", place), told))
        elif mute is not None and mute not in mutes:
            mutes.append(mute)
    return tuple(mutes), found


def read_mute(values: dict[str, object]) -> tuple[Mute | None, str]:
    """Read a table; return what it mutes, or what is wrong with it."""
    mute = Mute()
    for key, value in values.items():
        if key not in KEYS:
            return None, f"has {clean_line(key)}, which means nothing ({', '.join(KEYS)} do)"
        if not isinstance(value, str):
            return None, f'wants a text for {key}, like {key} = "example"'
        mute = mute._replace(**{key: clean_line(value).strip()})
        if mute._replace(**dict.fromkeys(set(KEYS) - {key}, "")).tree is None:
            return None, f"wants a word in {key}"
    if mute == Mute():
        return None, f"wants one of {', '.join(KEYS)}"
    return mute, ""
