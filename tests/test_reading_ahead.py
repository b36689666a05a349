"""A second process reads many files ahead: the same files, and it never outlives its use."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from cardreader.library import reading_ahead
from cardreader.library.reading_ahead import read_batches
from cardreader.sources.folder import Folder
from library_tools import start_python, write_card

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cardreader.sources.folder import Found

MIB = 2**20
READ_ONE_BATCH_AND_WAIT = """
import os, sys
from cardreader.library import reading_ahead
from cardreader.sources.folder import Folder
reading_ahead._PAYS_FROM = 1
fork = os.fork
def told():
    child = fork()
    if child:
        print(child, flush=True)
    return child
os.fork = told
folder = Folder(sys.argv[1])
batches = [list(folder.files())] * 1000
reader = reading_ahead.read_batches(folder, batches, 2**20)
next(reader), next(reader)
print("reading", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a folder of nine cards."""
    for name in "abcdefghi":
        write_card(tmp_path / f"{name}.md", name, "body " * 2_000, heat=1)
    return Folder(str(tmp_path))


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Have a second process started for a single file, and return which were."""
    pids: list[int] = []
    fork = os.fork

    def noted() -> int:
        pid = fork()
        pids.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(reading_ahead, "_PAYS_FROM", 1)
    yield pids
    for pid in pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # it was waited for


def batches_of(folder: Folder) -> list[list[Found]]:
    """Return the files of a folder, three by three."""
    files = sorted(folder.files())
    return [files[start : start + 3] for start in range(0, len(files), 3)]


def test_both_processes_read_the_same(folder: Folder, children: list[int]) -> None:
    """What comes from the other process is what would have been read here, in order."""
    ahead = list(read_batches(folder, batches_of(folder), MIB))
    assert len(children) == 1
    here = [reading_ahead._read(folder, batch, MIB) for batch in batches_of(folder)]
    assert ahead == here
    assert [file.path for batch in ahead for file in batch] == [b"%c.md" % c for c in b"abcdefghi"]


def test_few_files_are_read_here(folder: Folder, children: list[int]) -> None:
    """To start a process for them would take longer."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading_ahead, "_PAYS_FROM", 10)
        assert len(list(read_batches(folder, batches_of(folder), MIB))) == 3
    assert children == []


def test_a_process_with_threads_is_not_copied(folder: Folder, children: list[int]) -> None:
    """The reader reads by itself: its other threads' locks would stay locked in the copy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(threading, "active_count", lambda: 2)
        assert len(list(read_batches(folder, batches_of(folder), MIB))) == 3
    assert children == []


def test_who_stops_early_leaves_no_process(folder: Folder, children: list[int]) -> None:
    """A refresh that is cancelled ends the other process at once."""
    with contextlib.closing(read_batches(folder, batches_of(folder) * 1000, MIB)) as reader:
        next(reader)
        next(reader)
    assert len(children) == 1


def test_what_a_broken_process_leaves_is_read_here(folder: Folder, children: list[int]) -> None:
    """However the other process ends: no file is left out, and none comes twice."""
    batches = batches_of(folder) * 1000
    reader = read_batches(folder, batches, MIB)
    read = [next(reader), next(reader)]
    os.kill(children[0], signal.SIGKILL)
    read += reader
    assert [[file.path for file in files] for files in read] == [
        [file.path for file in files] for files in batches
    ]


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells of another's child")
def test_a_killed_program_leaves_no_process(folder: Folder) -> None:
    """The other process ends by itself when nobody reads what it sends."""
    process = start_python(READ_ONE_BATCH_AND_WAIT, os.fsdecode(folder.root))
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert process.stdout.readline() == "reading\n"
    descriptor = os.pidfd_open(child)
    try:
        process.kill()
        process.communicate()
        ended, _, _ = select.select([descriptor], [], [], 30)
        assert ended
    finally:
        os.close(descriptor)
