"""The command line, and the composition root: everything is built here and handed on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cardreader.cli.arguments import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE, NO, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status. Errors are one sentence on stderr."""
    arguments = parse(sys.argv[1:] if argv is None else argv)
    # Imported after the arguments are known: --help and mistakes answer at once.
    from cardreader.cli.commands import run  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has enough. The interpreter flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return 128 + 2
    return status
