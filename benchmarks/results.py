"""The figures of a run, and what became of the measures that failed."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

PEAK = "peak memory"  # noted by many measures of a round; the highest counts


@dataclass(frozen=True, slots=True)
class Figure:
    """A median over so many rounds, with its quartiles."""

    median: float
    low: float
    high: float
    rounds: int


@dataclass(slots=True)
class Results:
    """All figures, by size of the library, program and name; and why measures failed.

    `failures` counts the reasons, by size, group and program.
    """

    failures: dict[tuple[int, str, str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    _values: dict[tuple[int, str, str], dict[int, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def note(self, turn: int, size: int, program: str, name: str, value: float) -> None:
        """Keep a value of a round."""
        self._values[size, program, name][turn].append(value)

    def fail(self, size: int, group: str, program: str, reason: str) -> None:
        """Keep why a measure did not come to its end."""
        self.failures[size, group, program][reason] += 1

    def figure(self, size: int, program: str, name: str) -> Figure | None:
        """Return what came of a figure; None when nothing did."""
        rounds = self._values.get((size, program, name), {}).values()
        each = [max(values) if name == PEAK else statistics.median(values) for values in rounds]
        if not each:
            return None
        if len(each) == 1:
            return Figure(each[0], each[0], each[0], 1)
        low, _, high = statistics.quantiles(each, n=4, method="inclusive")
        return Figure(statistics.median(each), low, high, len(each))
