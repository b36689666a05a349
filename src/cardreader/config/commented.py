"""The commented file: every setting with what it does, what is allowed, and its value. Pure.

It is valid TOML. Without a configuration it is what a person begins with: all commented out.
"""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from cardreader.config.settings import SETTINGS, Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cardreader.config.settings import Setting

    Actions = Iterable[tuple[str, str, str]]
    """The id of each action, its keys as they can be configured, and what it does."""

_WIDTH = 78
_BEGIN = (
    "The configuration of cardreader. A running reader takes up a change by itself.",
    "A line that begins with # is as if it were not there: take the # away to change a setting.",
)


def template(actions: Actions) -> str:
    """Return what a person begins with: all settings with their defaults, commented out."""
    parts = [_comment(*_BEGIN)]
    parts += [_part(setting, Config(), "", actions) for setting in SETTINGS]
    return "\n\n".join(parts) + "\n"


def whole(
    config: Config, actions: Actions, come_from: Callable[[str], str], about: Iterable[str]
) -> str:
    """Return the configuration as it is now; `come_from` says where a setting comes from."""
    parts = [_comment(*about)]
    parts += [_part(each, config, come_from(each.name), actions) for each in SETTINGS]
    return "\n\n".join(parts) + "\n"


def toml(value: object) -> str:
    """Return a value as TOML; '' for what cannot be written, as it is not set."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _part(setting: Setting, config: Config, comes_from: str, actions: Actions) -> str:
    """Return a setting with its comment; what is not set is commented out."""
    comment = _comment(setting.sentence, f"Wants {setting.kind}. {comes_from}".rstrip())
    value = getattr(config, setting.name)
    if setting.tables is None:
        written = toml(value) if comes_from else toml(setting.default)
        off = "" if comes_from and value not in (None, ()) else "#"
        shown = setting.example if written in ("", "[]") else written
        return f"{comment}\n{off}{setting.name} = {shown}"
    tables = setting.tables(value)
    if setting.name == "keys":
        return _keys(comment, dict(config.keys), actions)
    blocks = [_table(setting.name, table) for table in tables]
    if not blocks:
        blocks = [textwrap.indent(f"[[{setting.name}]]\n{setting.example}", "#")]
    return "\n\n".join([f"{comment}\n{blocks[0]}", *blocks[1:]])


def _table(name: str, values: Mapping[str, object]) -> str:
    return "\n".join([f"[[{name}]]", *(f"{key} = {toml(value)}" for key, value in values.items())])


def _keys(comment: str, keys: Mapping[str, str], actions: Actions) -> str:
    """Return the table of keys, with the actions that have the keys that they come with."""
    named = [("preset", "default", "The keys to begin with."), *actions]
    lines = [(name, toml(keys.get(name, own)), what) for name, own, what in named]
    column = max(len(f"{name}{written}") for name, written, _ in lines)
    shown = (
        f"{'' if name in keys else '#'}{name} = {written}".ljust(column + 6) + f"# {what}"
        for name, written, what in lines
    )
    return "\n".join([comment, "[keys]", *shown])


def _comment(*sentences: str) -> str:
    return "\n".join(
        line
        for sentence in sentences
        for line in textwrap.wrap(
            sentence, _WIDTH, initial_indent="# ", subsequent_indent="# ",
            break_long_words=False, break_on_hyphens=False,
        )
    )  # fmt: skip
