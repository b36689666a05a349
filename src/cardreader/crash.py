"""When cardreader itself fails: one plain paragraph for who reads, the rest in a log."""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from typing import TYPE_CHECKING

from cardreader import __version__
from cardreader.clean import clean_block, clean_path

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 256 * 1024  # bytes; then the log is put by, in the place of the one before
_LONGEST_ENTRY = 32_000  # characters


def note(folder: Path, error: BaseException) -> str:
    """Write an error into the log; return the paragraph that tells of it."""
    log = folder / "crash.log"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(log, _entry(error))
    except OSError as trouble:
        where = f"{clean_path(str(log))} could not be written: {trouble.strerror}."
    else:
        where = f"What went wrong is in {clean_path(str(log))}; please report it."
    return (
        "cardreader met an error of its own and had to end. Your marks are kept. "
        f"{where} Start it again to go on."
    )


def _entry(error: BaseException) -> str:
    """Return when and what, as clean text: an error's own words may be those of a card."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    # No values of variables, only places in the program; the error's words come last.
    try:
        lines = "".join(traceback.format_exception(error, limit=-60))
    except Exception as trouble:  # noqa: BLE001 - an error that cannot even be printed
        lines = f"{type(error).__name__}, which cannot be shown ({type(trouble).__name__})"
    text = clean_block(lines, _LONGEST_ENTRY)
    return f"{stamp} cardreader {__version__}\n{text}\n\n"


def _write(log: Path, entry: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LARGEST:
            log.replace(log.with_name(f"{log.name}.1"))
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(log, flags, 0o600)
    try:
        os.write(file, entry.encode("utf-8", "backslashreplace"))
    finally:
        os.close(file)
