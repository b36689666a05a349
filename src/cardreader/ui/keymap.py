"""The keys as a person wants them: presets, what `[keys]` changes, and what is wrong with it. Pure.

Textual would pass over a wrong id or key in silence, and over a key that means two things as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.keys import REPLACED_KEYS, Keys, key_to_character

from cardreader.clean import checked
from cardreader.config import Mistake
from cardreader.ui.commands import COMMANDS, Keymap, Place, key_display

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PRESETS: Mapping[str, Keymap] = {
    "default": {},
    # Its keys where it has one for the same, ours where they are free.
    "newsboat": {
        "next-card": "down,j,J",
        "previous-card": "up,k,K",
        "first": "home",
        "last": "end",
        "page-down": "pagedown,ctrl+d",
        "page-up": "pageup,ctrl+u",
        "enter-card": "enter,right,u",  # its list of a story's URLs
        "leave-card": "q,escape,h,left",  # one dialogue back; in the list, q quits
        "leave-topics": "q,escape,right",
        "open": "o,O",
        "search": "slash,F",  # a filter
        "drop-topics": "ctrl+t,T",
        "widen": "ctrl+f,escape",
        "unread-only": "l",
        "sort": "g,G",
        "choose-view": "f,V",  # filters that were given names
        "mark-read": "N,m",
        "mark-all-read": "A,C",
        "undo": "U",
        "reload": "r,R",
        "command-palette": "colon,ctrl+p",
        "quit": "q,Q",
    },
}

# Each pane, and the places whose keys hold while it has the focus.
_PANES: tuple[tuple[Place, ...], ...] = (
    ("list", "everywhere", "app"),
    ("card", "everywhere", "app"),
    ("topics", "everywhere", "app"),
)
_MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
_NAMED_KEYS = frozenset(key.value for key in Keys)


def keymap_of(configured: Iterable[tuple[str, str]]) -> tuple[Keymap, list[Mistake]]:
    """Return the keymap for what `[keys]` says, and what is wrong: there, nothing is changed."""
    wanted = dict(configured)
    mistakes: list[Mistake] = []
    preset = wanted.pop("preset", "default")
    if preset not in PRESETS:
        told = f"preset wants one of {', '.join(PRESETS)}; default is used."
        mistakes.append(Mistake(("keys", "preset"), told))
    base = PRESETS.get(preset, {})
    known = _keys_by_id(base)
    own: dict[str, str] = {}
    for name, keys in wanted.items():
        wrong = _wrong(name, keys, known)
        if wrong:
            mistakes.append(Mistake(("keys", name), wrong))
        else:
            own[name] = keys
    while clash := next(_clashes(base, own), None):
        key, first, second = clash
        loser = max((name for name in (first, second) if name in own), key=list(own).index)
        del own[loser]
        told = f"{key} is the key of both {first} and {second}; {_kept(loser, known)}"
        mistakes.append(Mistake(("keys", loser), told))
    return {**base, **own}, mistakes


def actions(configured: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return the id of each action, its keys in the chosen preset, and what it does."""
    known = _keys_by_id(PRESETS.get(dict(configured).get("preset", "default"), {}))
    return [
        (str(binding.id), known[str(binding.id)], command.help)
        for command in COMMANDS for binding in command.bindings()
    ]  # fmt: skip


def _keys_by_id(keymap: Keymap) -> dict[str, str]:
    """All ids with their keys when `keymap` is set."""
    return {
        str(binding.id): keymap.get(str(binding.id)) or binding.key
        for command in COMMANDS for binding in command.bindings()
    }  # fmt: skip


def _wrong(name: str, keys: str, known: Mapping[str, str]) -> str:
    """Say what is wrong with a line of `[keys]`, '' for nothing."""
    if name not in known:
        from difflib import get_close_matches  # noqa: PLC0415 - only where there is a mistake

        near = get_close_matches(name, known, 1, 0)[0]
        return f"no action is called {name!r}; it is passed over. The nearest is {near}."
    for key in map(str.strip, keys.split(",")):
        if not _is_key(key):
            return (
                f"{name}: {key!r} is no key; write it like x, ctrl+x, pagedown or question_mark. "
                f"T{_kept(name, known)[1:]}"
            )
    return ""


def _kept(name: str, known: Mapping[str, str]) -> str:
    keys = " ".join(map(key_display, known[name].split(",")))
    return f"the default of {name}, {keys}, is used."


def _is_key(key: str) -> bool:
    """Whether it is the name of a key that can be pressed, or the character on it."""
    *modifiers, name = key.split("+") if key != "+" else [key]
    character = key_to_character(REPLACED_KEYS.get(name, name))
    printable = character is not None and character.isprintable()
    return (printable or name in _NAMED_KEYS) and _MODIFIERS.issuperset(modifiers)


def _clashes(base: Keymap, own: Keymap) -> Iterator[tuple[str, str, str]]:
    """Each key that means two things in a pane, one of them by `own`, with the actions."""
    keys_by_id = _keys_by_id({**base, **own})
    for places in _PANES:
        taken: dict[str, str] = {}
        for command in COMMANDS:
            for binding in command.bindings() if command.where.intersection(places) else ():
                id_ = str(binding.id)
                for key in map(key_display, map(str.strip, keys_by_id[id_].split(","))):
                    first = taken.setdefault(key, id_)
                    if first != id_ and (first in own or id_ in own):
                        yield checked(key), first, id_
