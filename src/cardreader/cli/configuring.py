"""`cardreader config`: the configuration printed whole, opened in the editor, and judged."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from cardreader.clean import checked, clean_path
from cardreader.cli.output import say
from cardreader.config import Config, ConfigError, load, read, sentences, text_of, values_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from cardreader.config import Mistake
    from cardreader.paths import Paths

FINE, NO = 0, 1


def configure(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    """Print the configuration, edit it, or check it."""
    if arguments.what == "edit":
        return _edit(paths)
    if arguments.what == "check":
        return _check(paths)
    return _print(paths, config)


def mistakes_of(paths: Paths) -> list[str]:
    """Return all that is wrong in the file, also what only the reader can tell."""
    config, mistakes = load(paths.config)
    return sentences(paths.config, mistakes, _of_reader(config))


def _of_reader(config: Config) -> list[Mistake]:
    """What only the reader can tell to be wrong: it knows the themes and the actions."""
    from cardreader.ui.keymap import keymap_of  # noqa: PLC0415 - it knows Textual
    from cardreader.ui.themes import mistakes_in  # noqa: PLC0415 - as above

    return [*mistakes_in(config.theme), *keymap_of(config.keys)[1]]


def _print(paths: Paths, config: Config) -> int:
    from cardreader.config.commented import whole  # noqa: PLC0415 - not for other commands
    from cardreader.ui.keymap import actions  # noqa: PLC0415 - it knows Textual

    is_there = "" if paths.config.exists() else " (which is not there)"
    file = f"{clean_path(str(paths.config))}{is_there}"
    about = (
        f"The configuration of cardreader as it is now, from {file}.",
        "`cardreader config edit` opens that file, `cardreader config check` judges it.",
    )
    wrong = {mistake.where for mistake in _of_reader(config)}
    holds = config._replace(
        theme=Config().theme if ("theme",) in wrong else config.theme,
        keys=tuple((name, keys) for name, keys in config.keys if ("keys", name) not in wrong),
    )
    written = whole(holds, actions(holds.keys), _origin(paths, wrong), about)
    print(checked(written, block=True), end="")
    for mistake in mistakes_of(paths):
        say(mistake)
    return FINE


def _origin(paths: Paths, wrong: set[tuple[str | int, ...]]) -> Callable[[str], str]:
    """Return what tells where a setting comes from; `wrong` is what the reader passes over."""
    from cardreader.config.lines import line_numbers  # noqa: PLC0415 - not for other commands

    try:
        text = text_of(paths.config)
        values = values_of(text)
    except (OSError, ValueError):
        text, values = "", {}
    wrong = wrong | {mistake.where for mistake in read(values)[1]}

    def come_from(name: str) -> str:
        if name in values:
            (line,) = line_numbers(text, [(name,)])
            return f"Line {line} has a mistake." if (name,) in wrong else f"From line {line}."
        if name == "browser" and (browser := os.environ.get("BROWSER")):
            return f"Not set: BROWSER says {clean_path(browser)}."
        return "The default."

    return come_from


def _check(paths: Paths) -> int:
    mistakes = mistakes_of(paths)
    for mistake in mistakes:
        print(checked(mistake))
    if not mistakes:
        file = clean_path(str(paths.config))
        print(f"{file}: {'no mistake' if paths.config.exists() else 'not there, which is fine'}.")
    return NO if mistakes else FINE


def _edit(paths: Paths) -> int:
    """Open the file in the editor, with all settings in it where it is new; then check it."""
    from cardreader.opener import OpenError, editor_command  # noqa: PLC0415 - for this alone

    try:
        command = editor_command(os.environ)
        _begin(paths)
        subprocess.run([*command, str(paths.config)], check=False)  # noqa: S603 - no shell
    except OpenError as error:
        say(f"{error} The file is {clean_path(str(paths.config))}.")
        return NO
    except OSError as error:
        raise ConfigError(
            f"{clean_path(str(error.filename or paths.config))} cannot be used: {error.strerror}."
        ) from error
    return _check(paths)


def _begin(paths: Paths) -> None:
    """Write what a person begins with, where there is no file yet; raise OSError."""
    from cardreader.config.commented import template  # noqa: PLC0415 - not for other commands
    from cardreader.ui.keymap import actions  # noqa: PLC0415 - it knows Textual

    if os.path.lexists(paths.config):
        return
    paths.config.parent.mkdir(parents=True, exist_ok=True)
    with open(paths.config, "x", encoding="utf-8") as file:
        file.write(template(actions(())))
