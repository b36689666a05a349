"""The command line: its commands, options and helps, and nothing of what they do."""

from __future__ import annotations

import argparse
import itertools
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from cardreader import __version__
from cardreader.clean import checked
from cardreader.query import ORDERS, parse_sort

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cardreader.query.tree import Sort

USAGE = 2
SHELLS = ("bash", "zsh", "fish")
SUMMARIES = {
    "list": "print the cards, hottest first, one a line",
    "show": "print one card, whole",
    "mark": "mark cards as read, unread, starred or unstarred, or undo the last marking",
    "topics": "print the topics with their numbers of cards",
    "check": "print the files that look like cards and cannot be read",
    "add": "add a folder to the sources",
    "remove": "take a folder out of the sources",
    "sources": "print the sources",
    "index": "bring the index up to date",
    "config": "print the configuration, edit it, or check it",
    "marks": "export your marks as text, or import them",
    "paths": "print where configuration, index and marks are",
    "completions": "print what completes these words in a shell",
}
COMMANDS = tuple(SUMMARIES)
CONFIG_WAYS = ("print", "edit", "check")
MARKINGS = ("read", "unread", "starred", "unstarred", "undo")
WITH_VALUE = ("-q", "--query", "--sort", "--limit", "--config", "--data")
_READER_EPILOG = (
    "commands:\n"
    + "\n".join(f"  {name:<13}{summary}" for name, summary in SUMMARIES.items())
    + "\n\n`cardreader COMMAND --help` tells more. "
    "A folder named like a command is given as ./list."
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and where to read more."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {checked(message)}. See {self.prog} --help.\n")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; `command` is None for the reader. Exits on a mistake, with status 2."""
    command, rest = _command_of(argv)
    parser = parser_of(command)
    arguments = parser.parse_intermixed_args(_with_values_joined(rest))
    arguments.command = command
    is_blank = not (getattr(arguments, "query", None) or "").strip()
    if command == "mark" and arguments.marking == "undo" and (arguments.paths or arguments.query):
        parser.error("undo takes the last marking back as a whole: it wants no PATH and no QUERY")
    if command == "mark" and arguments.marking != "undo" and is_blank:
        parser.error("-q QUERY is missing: it says which cards to mark")
    return arguments


def data_of(argv: Sequence[str]) -> str | None:
    """Return what --data says, whatever else the arguments are."""
    given = [word.removeprefix("--data=") for word in argv if word.startswith("--data=")]
    given += [value for word, value in itertools.pairwise(argv) if word == "--data"]
    return given[-1] if given else None


def _command_of(argv: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take the command out: the first argument that is neither an option nor an option's value."""
    skip = False
    for position, word in enumerate(argv):
        if skip:
            skip = False
        elif word == "--":
            break
        elif word.startswith("-") and word != "-":
            skip = word in WITH_VALUE
        elif word in COMMANDS:
            return word, [*argv[:position], *argv[position + 1 :]]
        else:
            break
    return None, list(argv)


def _with_values_joined(argv: Sequence[str]) -> list[str]:
    """Write `-q -word` as `--query=-word`: a query may begin with a dash."""
    joined: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            return [*joined, word, *words]
        if word in ("-q", "--query"):
            value = next(words, None)
            joined.append("--query" if value is None else f"--query={value}")
        else:
            joined.append(word)
    return joined


def parser_of(command: str | None) -> argparse.ArgumentParser:
    """Return what reads the arguments of a command; None: of the reader."""
    parser = _Parser(
        prog=f"cardreader {command}" if command else "cardreader",
        description=(SUMMARIES[command].capitalize() + "." if command else
                     "Read news cards in the terminal, hottest first."),
        epilog=None if command else _READER_EPILOG,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    _ARGUMENTS[command](parser)
    parser.add_argument("--config", metavar="FILE", help="use this configuration file")
    parser.add_argument("--data", metavar="DIR", help="keep index and marks in this folder")
    parser.add_argument(
        "--version", action=_Version, nargs=0, default=argparse.SUPPRESS,
        help="print the versions of cardreader and Textual",
    )  # fmt: skip
    return parser


class Argument(NamedTuple):
    """An option (`names`), or what stands in a place (no `names`), as it was defined.

    `takes` is what is written for its value, like FILE; '' for an option without one. `written`
    is how it stands in the synopsis of a command.
    """

    names: tuple[str, ...]
    takes: str
    choices: tuple[str, ...]
    written: str
    help: str

    @property
    def is_many(self) -> bool:
        """Whether there may be several of it."""
        return "…" in self.written


def arguments_of(command: str | None) -> list[Argument]:
    """Return all that a command takes, options last: completions and pages are made of it."""
    actions = parser_of(command)._actions  # noqa: SLF001 - argparse tells it in no other way
    return sorted(map(_argument, actions), key=lambda argument: bool(argument.names))


def common_arguments() -> list[Argument]:
    """Return what every command takes."""
    others = [arguments_of(command) for command in COMMANDS]
    return [each for each in arguments_of(None) if all(each in other for other in others)]


def _argument(action: argparse.Action) -> Argument:
    names, choices = tuple(action.option_strings), tuple(action.choices or ())
    takes = "" if action.nargs == 0 else str(action.metavar or "|".join(choices))
    written = f"{takes}…" if action.nargs == "*" else takes
    if names:
        written = f"{names[0]} {written}".rstrip()
    if names or action.nargs in ("?", "*"):
        written = f"[{written}]"
    return Argument(names, takes, choices, written, action.help or "")


class _Version(argparse.Action):
    """Looks Textual's version up only when it is printed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415 - slow, and seldom asked for

        print(f"cardreader {__version__} (Textual {version('textual')})")
        parser.exit()


def _paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="folders of cards; none: the configured sources"
    )


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-q", "--query", metavar="QUERY", help="only these cards, like: topic:ai is:unread robots"
    )


def _view(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    _query(parser)
    parser.add_argument(
        "--sort", metavar="ORDER", type=_order,
        help=f"{', '.join(ORDERS)}, with :asc or :desc; or relevance, with -q",
    )  # fmt: skip
    parser.add_argument(
        "--all", action="store_true", dest="everything",
        help="retired, removed, unpublished and muted cards too",
    )  # fmt: skip


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _list(parser: argparse.ArgumentParser) -> None:
    _view(parser)
    parser.add_argument("--limit", metavar="N", type=_count, help="at most this many")
    _json(parser)


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", help="a file, a URL, or an id that list printed")
    _json(parser)


def _mark(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("marking", choices=MARKINGS, help="what to mark them as")
    _paths(parser)
    _query(parser)


def _topics(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    _query(parser)
    _json(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    _json(parser)


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="a folder of cards")


def _index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rebuild", action="store_true", help="read every file again")


def _marks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("way", choices=("export", "import"), help="out of cardreader, or into it")
    parser.add_argument("file", metavar="FILE", nargs="?", default="-",
                        help="lines of JSON; - or none: the standard output or input")  # fmt: skip


def _completions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell that is to complete them")


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=CONFIG_WAYS, nargs="?", default=CONFIG_WAYS[0],
        help="print all settings, open the file in EDITOR, or tell its mistakes; none: print",
    )  # fmt: skip


def _nothing(_: argparse.ArgumentParser) -> None:
    """Take no arguments of its own."""


_ARGUMENTS: dict[str | None, Callable[[argparse.ArgumentParser], None]] = {
    None: _view,
    "list": _list,
    "show": _show,
    "mark": _mark,
    "topics": _topics,
    "check": _check,
    "add": _folder,
    "remove": _folder,
    "sources": _nothing,
    "index": _index,
    "config": _config,
    "marks": _marks,
    "paths": _nothing,
    "completions": _completions,
}


def _order(text: str) -> Sort:
    try:
        return parse_sort(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from error


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of cards")
    return int(text)
