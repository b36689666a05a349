"""The manual page, made from the definition of the command line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader import __version__
from cardreader.cli.arguments import COMMANDS, SUMMARIES, arguments_of, common_arguments
from cardreader.query.fields import FIELDS
from tables import synopsis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cardreader.cli.arguments import Argument

# What roff takes for something else, the backslash first.
_WRITTEN = (
    ("\\", "\\e"), ("-", "\\-"), ("~", "\\(ti"), ("'", "\\(aq"), ("…", "..."), ("`", "")
)  # fmt: skip
_HEAD = f'.TH CARDREADER 1 "" "cardreader {__version__}" "User Commands"'
_DESCRIPTION = """
cardreader reads folders of news cards: text files with YAML front matter, one story each. It lists
them hottest first, shows the selected one with its related coverage, opens articles in a browser,
and remembers what was read. Without a command it opens the reader, where ? shows all keys. Without
PATH it reads the configured sources; without any, sample cards.
""".strip()
_QUERIES = """
Words search the text, "phrases" too; - leaves out, OR and parentheses combine; fields narrow:
""".strip()
_SECTIONS = (
    ("EXIT STATUS", (
        ("0", "All is well."),
        ("1", "The answer is no: nothing found or to undo, files that cannot be read."),
        ("2", "The arguments make no sense, or the reader has no terminal."),
        ("128+n", "The reader was ended by signal n."),
    )),
    ("ENVIRONMENT", (
        ("BROWSER", "What opens articles, where the configuration has no browser."),
        ("VISUAL, EDITOR", "What opens the file of a card, and the configuration."),
        ("NO_COLOR", "When it is set, nothing is coloured."),
        ("XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_DATA_HOME", "Where the files below are."),
    )),
    ("FILES", (
        ("~/.config/cardreader/config.toml", "The configuration."),
        ("~/.cache/cardreader", "The index. It may be deleted at any time, and is made anew."),
        ("~/.local/share/cardreader/marks.sqlite3", "What was read and starred."),
        ("~/.local/share/cardreader/crash.log", "What is to be reported after an error."),
    )),
)  # fmt: skip
_EXAMPLES = (
    ("cardreader add ~/news", "Make a folder of cards a source."),
    ("cardreader list -q 'topic:space is:unread' --sort date", "Print unread cards, newest first."),
    ("cardreader mark read -q 'older:30d'", "Mark what is older than 30 days as read."),
    ("cardreader list --json | jq -r '.[].webUrl'", "Print the URLs of all cards."),
)


def manual() -> str:
    """Return the page in the language of man(7)."""
    common = common_arguments()
    reader = [each for each in arguments_of(None) if each.names and each not in common]
    lines = [_HEAD, ".SH NAME", "cardreader \\- the hottest news first, in your terminal"]
    lines += [".SH SYNOPSIS", *_synopses(), ".SH DESCRIPTION", _escaped(_DESCRIPTION)]
    lines += [".SH OPTIONS", *_options(reader), ".SS Of every command", *_options(common)]
    lines.append(".SH COMMANDS")
    for command in COMMANDS:
        lines += [f".SS {command}", _escaped(_sentence(SUMMARIES[command]))]
        lines += _options([each for each in arguments_of(command) if each not in common])
    lines += [".SH QUERIES", _escaped(_QUERIES)]
    lines += _terms((field.example, field.help) for field in FIELDS.values())
    for title, terms in _SECTIONS:
        lines += [f".SH {title}", *_terms(terms)]
    lines += [".SH EXAMPLES", *_terms(_EXAMPLES)]
    return "\n".join((*lines, ""))


def _synopses() -> list[str]:
    lines = []
    for command in (None, *COMMANDS):
        name = f"cardreader {command}" if command else "cardreader"
        rest = synopsis(command).removeprefix(name)
        lines += [f"\\fB{name}\\fR{_escaped(rest)}", ".br"]
    return lines[:-1]


def _options(arguments: Iterable[Argument]) -> list[str]:
    return _terms(
        (", ".join(f"{name} {each.takes}".strip() for name in each.names or ("",)), each.help)
        for each in arguments
    )


def _terms(pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines = []
    for term, text in pairs:
        lines += [".TP", f"\\fB{_escaped(term)}\\fR", _escaped(_sentence(text))]
    return lines


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _escaped(text: str) -> str:
    """Write a text of one line so that no character of it is a request of roff."""
    for character, written in _WRITTEN:
        text = text.replace(character, written)
    return f"\\&{text}" if text.startswith(".") else text
