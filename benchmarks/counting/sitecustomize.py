"""With this folder in PYTHONPATH, any Python process notes the card files that it opens.

The path of each is added as a line to the file named by BENCH_OPENED. The audit hook is told of
whatever Python opens, by whichever function.
"""

from __future__ import annotations

import os
import sys

_NOTES = os.open(os.environ["BENCH_OPENED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        name = os.fsencode(arguments[0])
        if name.endswith(b".md"):
            os.write(_NOTES, name + b"\n")


sys.addaudithook(_note)
