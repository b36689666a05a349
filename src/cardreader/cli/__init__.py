"""The command line, and the composition root: everything is built here and handed on.

What this module imports at its top is imported before the first sight: next to nothing.
"""

from __future__ import annotations

import gc
import os
import sys

from cardreader import sight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, NO, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status. Errors are one sentence on stderr."""
    words = sys.argv[1:] if argv is None else argv
    last = sight.find(words)
    # Nothing of what is imported is garbage, and looking through it takes as long as a tenth of it.
    gc.disable()
    try:
        if last is not None:
            last.show()
        return _run(words, last)
    except KeyboardInterrupt:
        return 128 + 2
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told in plain words
        failure = error
    finally:
        gc.enable()
        if last is not None:
            last.give_back()
    return _tell(failure, words)


def _tell(failure: Exception, argv: Sequence[str]) -> int:
    """Tell of an error of our own, and write it down."""
    from cardreader import crash  # noqa: PLC0415 - seldom needed
    from cardreader.cli.arguments import data_of  # noqa: PLC0415
    from cardreader.paths import find_paths  # noqa: PLC0415

    paragraph = crash.note(find_paths(data=data_of(argv)).data, failure)
    try:
        print(paragraph, file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return NO  # nobody is there to read it
    return NO


def _run(argv: Sequence[str], last: sight.Sight | None) -> int:
    # Where one was closed Python has none, and would print to the other.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - to the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - likewise
    from cardreader.cli.arguments import parse  # noqa: PLC0415 - not before the first sight

    arguments = parse(argv)
    # Imported after the arguments are known: --help and mistakes answer at once.
    from cardreader.cli.commands import run  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = run(arguments, last)
        print(end="", flush=True)
    except BrokenPipeError:
        _write_no_more()
        return FINE  # whoever read the output has enough
    except OSError as error:
        if error.filename is not None:  # not of writing to stdout
            raise
        _write_no_more()
        print(f"cardreader: the output cannot be written: {error.strerror}.", file=sys.stderr)
        return NO
    return status


def _write_no_more() -> None:
    """Send the rest of the output nowhere: the interpreter flushes it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
