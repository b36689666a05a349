"""What the processes of a program cost: processor time and memory, as Linux tells them."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


class Tree:
    """A process, `root`, and all that it has started."""

    def __init__(self) -> None:
        """Know no process yet."""
        self.root = 0
        self._peaks: dict[int, int] = {}

    def computed(self) -> float:
        """Return the seconds of processor time that those now running have used."""
        total = 0.0
        for pid in self._running():
            try:
                total += time.clock_gettime((~pid << 3) | 2)  # the clock of another process
            except OSError:
                continue  # it has ended meanwhile
        self._note()
        return total

    def peak(self) -> int:
        """Return the sum of the peaks of all processes seen so far, in bytes.

        Memory that processes share is counted for each of them.
        """
        self._note()
        return sum(self._peaks.values())

    def end(self) -> None:
        """End what is left of it, but for the root."""
        for pid in self._peaks.keys() - {self.root}:
            try:
                if os.getsid(pid) == self.root:
                    os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def _note(self) -> None:
        for pid in self._running():
            try:
                status = Path(f"/proc/{pid}/status").read_text("utf-8")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended meanwhile
            if peak := _PEAK.search(status):
                self._peaks[pid] = max(int(peak[1]) * 1024, self._peaks.get(pid, 0))

    def _running(self) -> list[int]:
        found, new = [], [self.root]
        while new:
            found += new
            new = [child for pid in new for child in _children(pid)]
        return found


def _children(pid: int) -> list[int]:
    """Return the processes that the threads of a process have started."""
    children = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names are all that is wanted
            text = Path(f"/proc/{pid}/task/{task}/children").read_text("utf-8")
            children += [int(child) for child in text.split()]
    except (FileNotFoundError, ProcessLookupError):
        pass  # it has ended meanwhile
    return children
