"""Mutes, as the configuration has them: read, with a sentence for each mistake."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from cardreader.clean import clean_line
from cardreader.query.muting import KEYS, Mute

if TYPE_CHECKING:
    from pathlib import Path

_SHAPE = 'mute wants tables, like [[mute]] with provider = "example.com"'


def read_mutes(value: object, text: str) -> tuple[tuple[Mute, ...], list[tuple[int | None, str]]]:
    """Return what is muted, and what is wrong, with its line; `value` is what `text` says of it.

    A table with a mistake in it mutes nothing: half of what it says would be about other cards.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return (), [(None, f"{_SHAPE}; it is passed over.")]
    mutes: list[Mute] = []
    found: list[tuple[int, str]] = []
    for place, each in enumerate(value):
        mute, mistake = read_mute(each)
        if mistake:
            found.append((place, f"mute {place + 1} {mistake}; it is passed over."))
        elif mute is not None and mute not in mutes:
            mutes.append(mute)
    return tuple(mutes), _placed(found, text)


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


def mutes_now(path: Path) -> tuple[Mute, ...] | None:
    """Return what the file mutes now; None where it cannot be read, or is half written."""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError):
        return None
    return read_mutes(values.get("mute", []), text)[0]


def _placed(mistakes: list[tuple[int, str]], text: str) -> list[tuple[int | None, str]]:
    """Add the lines of the file."""
    if not mistakes:
        return []
    from cardreader.config.text import MUTE, table_lines  # noqa: PLC0415 - only for a mistake

    lines = table_lines(text, MUTE)  # none where they are written in one list
    return [(lines[place] if place < len(lines) else None, told) for place, told in mistakes]
