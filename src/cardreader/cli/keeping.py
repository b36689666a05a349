"""`cardreader marks`: getting the marks out and in, a line of JSON for each article."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import IO, TYPE_CHECKING

from cardreader.clean import clean_path
from cardreader.cli.output import say
from cardreader.marks import Marks
from cardreader.marks.exchange import Entry, from_line, to_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from cardreader.config import Config
    from cardreader.paths import Paths

FINE, NO = 0, 1
_CHUNK = 2**16 + 1
_MOST_TOLD = 20  # lines that cannot be read; the rest is counted


def open_marks(paths: Paths) -> Marks:
    """Open the marks and say what there is to say of them; raise DatabaseError."""
    marks = Marks(paths.marks, time.time)
    for notice in marks.notices:
        say(notice)
    return marks


def marks(arguments: argparse.Namespace, paths: Paths, _: Config) -> int:
    """Export or import the marks."""
    try:
        return (_export if arguments.way == "export" else _import)(arguments.file, paths)
    except OSError as error:
        if error.filename is None or arguments.file == "-":
            raise  # of the output, which is told of for all commands
        say(f"{clean_path(arguments.file)} cannot be used: {(error.strerror or '').lower()}.")
        return NO


def _export(name: str, paths: Paths) -> int:
    with contextlib.closing(open_marks(paths)) as own:
        if name == "-":
            for entry in own.entries():
                print(to_line(entry))
            return FINE
        number = _write(own, name)
    print(f"Exported the marks of {_articles(number)} to {clean_path(name)}.")
    return FINE


def _write(own: Marks, name: str) -> int:
    """Write all marks into a file; return of how many articles."""
    if os.path.exists(name) and not os.path.isfile(name):  # a device or a pipe: it stays one
        with open(name, "w", encoding="utf-8") as file:
            return _write_lines(own, file)
    whole = os.path.realpath(name)  # a link stays a link
    draft = f"{whole}.{os.getpid()}.part"  # a file of that name stays whole until this one is
    try:
        with open(draft, "x", encoding="utf-8") as file:
            number = _write_lines(own, file)
        os.replace(draft, whole)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise
    return number


def _write_lines(own: Marks, file: IO[str]) -> int:
    number = 0
    for number, entry in enumerate(own.entries(), 1):  # noqa: B007 - how many there were
        file.write(f"{to_line(entry)}\n")
    return number


def _import(name: str, paths: Paths) -> int:
    entries: list[Entry] = []
    bad = 0
    with contextlib.ExitStack() as stack:
        file: IO[bytes] = sys.stdin.buffer if name == "-" else stack.enter_context(open(name, "rb"))
        for number, line in enumerate(_lines(file), 1):
            if not line.strip():
                continue
            try:
                entries.append(from_line(line))
            except ValueError as error:
                bad += 1
                if bad <= _MOST_TOLD:
                    say(f"line {number} is passed over: {error}.")
    if bad > _MOST_TOLD:
        say(f"{bad - _MOST_TOLD:,} more lines are passed over.")
    if not entries:
        say("there are no marks to import.")
        return NO
    with contextlib.closing(open_marks(paths)) as own:
        changed, before = own.merge(entries)
    print(
        f"Imported the marks of {_articles(len(entries))}; of {_articles(changed)} they are others "
        f"now. To take this back, put {clean_path(before.name)} in the place of "
        f"{clean_path(str(paths.marks))} while no cardreader runs."
    )
    return NO if bad else FINE


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Give the lines; of one that is too long only its beginning, to be refused."""
    first = True
    while line := file.readline(_CHUNK):
        rest = line
        while len(rest) == _CHUNK and not rest.endswith(b"\n"):
            rest = file.readline(_CHUNK)
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def _articles(number: int) -> str:
    return "one article" if number == 1 else f"{number:,} articles"
