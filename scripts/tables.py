"""The tables of the documentation, made from the code that they are about.

`TABLES` has them by the name of the comments in a page that they stand between.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from cardreader.cli.arguments import COMMANDS, SUMMARIES, arguments_of, common_arguments
from cardreader.config.commented import toml
from cardreader.config.settings import SETTINGS
from cardreader.query.fields import FIELDS
from cardreader.ui.commands import COMMANDS as KEY_COMMANDS
from cardreader.ui.commands import Group, key_display
from cardreader.ui.keymap import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cardreader.cli.arguments import Argument
    from cardreader.config.settings import Setting
    from cardreader.ui.commands import Command

_MAKEFILE = Path(__file__).resolve().parent.parent / "Makefile"
_MOST_KEYS = 4  # that are written one by one
_READER = "open the reader on these folders, the configured sources or the samples"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def keys(chosen: str = "") -> str:
    """All keys under the headings of the help, or those of the actions that are named."""
    if chosen:
        by_id = {command.id: command for command in KEY_COMMANDS}
        named = [by_id[id_] for id_ in chosen.split()]
        return _table(("key", "what it does"), [(_keys(each), each.help) for each in named])
    parts = []
    for group in get_args(Group):
        of_group = [command for command in KEY_COMMANDS if command.group == group]
        rows = [(_keys(each), each.help, _ids(each)) for each in of_group]
        parts.append(f"### {group}\n\n" + _table(("key", "what it does", "action"), rows))
    return "\n\n".join(parts)


def _keys(command: Command) -> str:
    shown = [f"`{key_display(key)}`" for key in command.keys]
    return " ".join(shown) if len(shown) <= _MOST_KEYS else f"{shown[0]} … {shown[-1]}"


def _ids(command: Command) -> str:
    ids = [f"`{binding.id}`" for binding in command.bindings()]
    return ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}"


def presets(_: str = "") -> str:
    """The keys of each preset that are other ones than the table's."""
    names = [name for name, keymap in PRESETS.items() if keymap]
    actions = dict.fromkeys(action for name in names for action in PRESETS[name])
    return _table(
        ("action", *(f"`{name}`" for name in names)),
        [(f"`{each}`", *(_written(PRESETS[name].get(each)) for name in names)) for each in actions],
    )


def _written(keys: str | None) -> str:
    return " ".join(f"`{key_display(key)}`" for key in keys.split(",")) if keys else "as above"


def settings(_: str = "") -> str:
    """All settings."""
    return _table(
        ("setting", "what it takes", "default", "meaning"),
        [(f"`{each.name}`", each.kind, _default(each), each.sentence) for each in SETTINGS],
    )


def _default(setting: Setting) -> str:
    if setting.default is None or setting.tables:
        return "none"
    return f"`{toml(setting.default)}`"


def fields(_: str = "") -> str:
    """All fields of the query language."""
    return _table(
        ("field", "takes", "example", "meaning"),
        [
            (f"`{each.name}:`", each.takes, f"`{each.example}`", each.help)
            for each in FIELDS.values()
        ],
    )


def commands(_: str = "") -> str:
    """All commands with what they take."""
    return _table(
        ("command", "what it does"),
        [
            (f"`{synopsis(command)}`", _sentence(SUMMARIES[command] if command else _READER))
            for command in (None, *COMMANDS)
        ],
    )


def synopsis(command: str | None) -> str:
    """How a command is written, without what every one takes."""
    common = common_arguments()
    words = [each.written for each in arguments_of(command) if each not in common]
    return " ".join(["cardreader", *([command] if command else []), *words])


def options(_: str = "") -> str:
    """All options, each with the commands that take it."""
    takers: dict[Argument, list[str]] = {}
    for command in (None, *COMMANDS):
        for each in arguments_of(command):
            if each.names:
                takers.setdefault(each, []).append(f"`{command}`" if command else "the reader")
    every = len(COMMANDS) + 1
    return _table(
        ("option", "taken by", "meaning"),
        [
            (
                " ".join(f"`{name} {option.takes}`".replace(" `", "`") for name in option.names),
                "all" if len(who) == every else ", ".join(who),
                _sentence(option.help),
            )
            for option, who in takers.items()
        ],
    )


def make(_: str = "") -> str:
    """What `make` can be asked for."""
    targets = re.findall(r"^(\w+):.*?## (.*)$", _MAKEFILE.read_text("utf-8"), re.MULTILINE)
    return _table(
        ("command", "what it does"),
        [(f"`make {target}`", _sentence(text)) for target, text in targets],
    )


TABLES: Mapping[str, Callable[[str], str]] = {
    "keys": keys,
    "presets": presets,
    "settings": settings,
    "fields": fields,
    "commands": commands,
    "options": options,
    "make": make,
}
