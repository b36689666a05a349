"""What each command does."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import time
from functools import partial
from typing import TYPE_CHECKING

from cardreader import config as configuration
from cardreader import crash
from cardreader.clean import checked, clean_path
from cardreader.cli import keeping, output
from cardreader.cli.output import ProgressBar, say
from cardreader.database import DatabaseError
from cardreader.index import file_name
from cardreader.library.opening import open_library
from cardreader.paths import Paths, find_paths, seeds
from cardreader.query import Order, Query, QueryError
from cardreader.query import parse as parse_query
from cardreader.sources.folder import holds

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from cardreader.config import Config
    from cardreader.library import Library
    from cardreader.sight import Sight

FINE, NO, USAGE = 0, 1, 2
_WELCOME = "These are sample cards. `cardreader add FOLDER` adds a folder of your own."
_MOST_HINTS = 3  # about one query; more would push the cards out of sight


class UsageError(Exception):
    """The arguments ask for something that cannot be; one plain sentence."""


def run(arguments: argparse.Namespace, last: Sight | None = None) -> int:
    """Run the command; return the exit status. Errors are said on stderr.

    `last` is where the reader's last screen is kept, and stands on the terminal now, if it does.
    """
    paths = find_paths(arguments.config, arguments.data)
    config, mistakes = configuration.load(paths.config)
    try:
        if arguments.command is None:
            return _read(arguments, paths, config, mistakes, last)
        gc.freeze()  # what was imported stays
        gc.enable()  # switched off for the reader's start
        if arguments.command == "config":
            from cardreader.cli.configuring import configure  # noqa: PLC0415 - not for others

            return configure(arguments, paths, config)
        for mistake in mistakes:
            say(mistake)
        return _COMMANDS[arguments.command](arguments, paths, config)
    except QueryError as error:
        output.say_mistake(error, arguments.query)
        return USAGE
    except UsageError as error:
        say(str(error))
        return USAGE
    except (DatabaseError, configuration.ConfigError) as error:
        say(str(error))
        return NO


def _read(
    arguments: argparse.Namespace,
    paths: Paths,
    config: Config,
    mistakes: list[str],
    last: Sight | None,
) -> int:
    """Open the reader."""
    # Textual draws on stderr. By number: Python has no stream where one was closed.
    if not all(map(os.isatty, (0, 1, 2))):
        say("the reader needs a terminal. `cardreader list` prints the cards instead.")
        return USAGE
    if last is not None and not config.first_sight:
        last.forget()
    with contextlib.ExitStack() as stack:
        if last is not None:
            stack.callback(last.give_back)  # before an error is said
        folders, samples = _folders(arguments.paths, config, query=arguments.query)
        notices: list[str] = []
        query = _query(arguments, tell=notices.append)
        library = _library(folders, paths, config)
        stack.callback(library.close)
        # Textual is for the reader only.
        from cardreader.ui.app import read  # noqa: PLC0415
        from cardreader.ui.narrowing import Wanted  # noqa: PLC0415

        return read(
            library, config, paths.config,
            Wanted(arguments.query or "", query, arguments.sort),
            notices=[*notices, _WELCOME] if samples else notices, samples=samples, last=last,
            folders_of=None if arguments.paths else partial(_folders, []), mistakes=mistakes,
            note=partial(crash.note, paths.data),
        )  # fmt: skip


def _list(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    query, order = _view(arguments, config)
    library, troubles = _refreshed(arguments, paths, config)
    view = library.view(query, order)
    ids = view.ids if arguments.limit is None else view.ids[: arguments.limit]
    if arguments.json:
        now, half_life = int(library.now), config.half_life_hours
        output.print_json(
            output.record_json(record, now, half_life) for record in library.records(ids)
        )
    else:
        for record in library.records(ids):
            print(output.record_line(record))
    if not view.ids and not troubles:
        output.say_why_empty(library, arguments)
    return _closed(library, troubles)


def _show(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    sources = list(map(_real, config.sources))
    with contextlib.closing(_open_library(sources, paths, config, known_too=True)) as library:
        whole, now = library.whole(arguments.card), int(library.now)
    if whole is None:
        say(
            f"no card {clean_path(arguments.card)} is known: give a file, the URL of an article, "
            "or an id that `cardreader list` printed."
        )
        return NO
    if whole.card is None:
        say(whole.problem)
        return NO
    if arguments.json:
        shown = output.whole_json(whole, whole.card, now, config.half_life_hours)
        print(output.json_text(shown, indent=2))
    else:
        text = output.card_text(whole.card)
        if os.isatty(1):
            text = output.wrapped(text, shutil.get_terminal_size().columns)
        print(checked(text, block=True))
    return FINE


def _mark(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    if arguments.marking == "undo":
        return _undo(paths)
    if not arguments.paths and not config.sources:
        raise UsageError(
            "there are no sources to mark cards of. Name a folder, or `cardreader add FOLDER`."
        )
    query = _query(arguments)
    if query.tree is None:
        raise UsageError(
            f"-q {clean_path(arguments.query)} looks for nothing, so it would mark all cards. "
            "-q is:unread is about all that are unread."
        )
    library, _ = _refreshed(arguments, paths, config)
    view = library.view(query, config.sort)
    kind = "starred" if "starred" in arguments.marking else "read"
    marked = library.mark(
        view.ids,
        "starred" if kind == "starred" else "read",
        value=not arguments.marking.startswith("un"),
        what=f"marked {arguments.marking}: {arguments.query}",
    )
    library.name_articles()
    library.close()
    if not view.ids:
        say("no card matches the query; nothing was marked.")
        return NO
    print(
        f"Marked {_cards(marked)} {arguments.marking}"
        + (f" ({len(view.ids) - marked:,} already were)" if marked < len(view.ids) else "")
        + (". `cardreader mark undo` takes it back." if marked else ".")
    )
    return FINE


def _undo(paths: Paths) -> int:
    with contextlib.closing(keeping.open_marks(paths)) as marks:
        undone = marks.undo()
    if undone is None:
        say("there is no marking to undo.")
        return NO
    print(f"Undone for {_cards(undone.number)}: {checked(undone.what)}")
    return FINE


def _topics(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    query = _query(arguments)
    library, troubles = _refreshed(arguments, paths, config)
    topics = library.choices(query).topics
    if arguments.json:
        output.print_json(
            {"topic": each.label, "cards": each.cards, "unread": each.unread} for each in topics
        )
    else:
        for each in topics:
            print(f"{each.cards}\t{each.unread}\t{checked(each.label)}")
    if not topics and not troubles:
        output.say_why_empty(library, arguments)
    return _closed(library, troubles)


def _check(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    library = _open_library(_folders(arguments.paths, config, say_so=True)[0], paths, config)
    problems = 0
    found = []
    for path, line, reason, warning in library.check():
        problems += not warning
        if arguments.json:
            found.append({"path": path, "line": line, "reason": reason, "warning": warning})
        else:
            print(checked(f"{path}:{line}: {'warning: ' if warning else ''}{reason}"))
    if arguments.json:
        output.print_json(found)
    library.close()
    return NO if problems else FINE


def _add(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    folder = _existing_folder(arguments.path)
    if os.path.realpath(folder) in map(_real, config.sources):
        say(f"{folder} is a source already.")
        return NO
    outer = next((each for each in config.sources if _holds(_real(each), folder)), None)
    if outer:
        say(f"{folder} lies in {outer}, which is a source: its cards are listed already.")
        return NO
    from cardreader.config import writing  # noqa: PLC0415 - for changes only

    writing.add_source(paths.config, folder)
    print(f"Added {clean_path(folder)}. `cardreader` opens it.")
    return FINE


def _remove(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    wanted = _real(arguments.path)
    written = next((each for each in config.sources if _real(each) == wanted), None)
    if written is None:
        say(f"{clean_path(arguments.path)} is no source. `cardreader sources` prints them.")
        return NO
    from cardreader.config import writing  # noqa: PLC0415 - for changes only

    writing.remove_source(paths.config, written)
    print(f"Removed {clean_path(written)}. Its files and your marks stay where they are.")
    return FINE


def _sources(_: argparse.Namespace, __: Paths, config: Config) -> int:
    for folder in config.sources:
        missing = "" if os.path.isdir(_real(folder)) else "\t(not there now)"
        print(f"{clean_path(folder)}{missing}")
    if not config.sources:
        say("there are no sources yet. `cardreader add FOLDER` adds one.")
    return FINE


def _index(arguments: argparse.Namespace, paths: Paths, config: Config) -> int:
    folders, _ = _folders([], config, say_so=True)
    library = _open_library(folders, paths, config)
    if arguments.rebuild:
        library.rebuild()
    started = time.monotonic()
    bar = ProgressBar()
    changes = library.refresh(bar, confirmed=library.roots)
    library.keep_view(Query(), config.sort)
    bar.clear()
    cards = library.count(Query(everything=True, muted=True))
    print(
        f"The index holds {_cards(cards)}: {len(changes.added):,} came, "
        f"{len(changes.changed):,} changed, {len(changes.removed):,} went "
        f"({time.monotonic() - started:.1f} s)."
    )
    return _closed(library, bar.troubles)


def _paths(_: argparse.Namespace, paths: Paths, __: Config) -> int:
    for name, path in (
        ("config", paths.config),
        ("index", paths.cache / file_name()),
        ("marks", paths.marks),
    ):
        print(f"{name}\t{clean_path(str(path))}")
    return FINE


def _completions(arguments: argparse.Namespace, _: Paths, __: Config) -> int:
    from cardreader.cli.completions import script_for  # noqa: PLC0415 - for this command only

    print(script_for(arguments.shell), end="")
    return FINE


_COMMANDS: dict[str, Callable[[argparse.Namespace, Paths, Config], int]] = {
    "list": _list,
    "show": _show,
    "mark": _mark,
    "topics": _topics,
    "check": _check,
    "add": _add,
    "remove": _remove,
    "sources": _sources,
    "index": _index,
    "marks": keeping.marks,
    "paths": _paths,
    "completions": _completions,
}


def _view(arguments: argparse.Namespace, config: Config) -> tuple[Query, Order]:
    """Return what is asked for, and the order where it has none of its own."""
    query, sort = _query(arguments), arguments.sort
    order = sort if isinstance(sort, Order) else config.sort
    if sort and query.sort and query.sort != sort:
        say(f"the query says sort:{query.sort}, which wins over --sort {sort}.")
    if sort == "relevance":
        query = Query(sort=sort).and_also(query)
        if query.sort == sort and query.sorted_by(order) == order:
            say(f"--sort relevance wants words to look for in -q; sorted by {order}.")
    return query, order


def _query(arguments: argparse.Namespace, tell: Callable[[str], None] = say) -> Query:
    """Read -q and --all; tell what may not be meant. Raises QueryError."""
    query = parse_query(arguments.query or "")
    for sentence in list(dict.fromkeys(hint.sentence for hint in query.hints))[:_MOST_HINTS]:
        tell(sentence)
    everything = getattr(arguments, "everything", False)
    return query.and_also(Query(everything=everything, muted=everything))


def _refreshed(arguments: argparse.Namespace, paths: Paths, config: Config) -> tuple[Library, int]:
    """Return the library, up to date, and the number of sources that could not be read."""
    query = getattr(arguments, "query", None)
    folders, _ = _folders(arguments.paths, config, say_so=True, query=query)
    library = _open_library(folders, paths, config)
    bar = ProgressBar()
    library.refresh(bar)
    bar.clear()
    _say_notices(library)
    return library, bar.troubles


def _folders(
    given: list[str], config: Config, *, say_so: bool = False, query: str | None = None
) -> tuple[list[str], bool]:
    """Return the folders to read, and whether they are the samples; raise UsageError."""
    if given:
        advice = " Words of -q that belong together stand in quotes." if query else ""
        return [_existing_folder(path, advice) for path in given], False
    if config.sources:
        return [_real(folder) for folder in config.sources], False
    if say_so:
        say(f"there are no sources yet. {_WELCOME}")
    return [str(seeds())], True


def _existing_folder(path: str, advice: str = "") -> str:
    name = clean_path(path)
    if not os.path.exists(path):
        raise UsageError(f"{name} is not there: give the path of a folder of cards.{advice}")
    if not os.path.isdir(path):
        raise UsageError(
            f"{name} is a file: cardreader reads folders. `cardreader show {name}` shows one card."
        )
    if not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"{name} cannot be read: you have no permission to.")
    return os.path.realpath(path)


def _holds(outer: str, folder: str) -> bool:
    return holds(os.fsencode(outer), os.fsencode(folder))


def _real(folder: str) -> str:
    return os.path.realpath(os.path.expanduser(folder))


def _open_library(
    folders: list[str], paths: Paths, config: Config, *, known_too: bool = False
) -> Library:
    """Open the library; what there is to say of its databases is said."""
    library = _library(folders, paths, config, known_too=known_too)
    _say_notices(library)
    return library


def _library(
    folders: list[str], paths: Paths, config: Config, *, known_too: bool = False
) -> Library:
    # What SQLite sorts and cannot hold in memory is kept beside the index, not where all may write.
    os.environ.setdefault("SQLITE_TMPDIR", str(paths.cache))
    library = open_library(
        paths.cache / file_name(), paths.marks, folders, time.time, config.half_life_s,
        config.max_file_bytes, known_too=known_too,
    )  # fmt: skip
    library.mute(config.mute)
    return library


def _say_notices(library: Library) -> None:
    for notice in library.notices():
        say(notice)


def _closed(library: Library, troubles: int) -> int:
    """Close the library; return the status: not all is well where there are no marks."""
    library.close()
    return FINE if library.has_marks and not troubles else NO


def _cards(number: int) -> str:
    return "1 card" if number == 1 else f"{number:,} cards"
