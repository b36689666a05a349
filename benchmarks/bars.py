"""What is asked of each figure: the rows of the table, and whether they are met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from measures import BURST
from results import PEAK

if TYPE_CHECKING:
    from results import Figure, Results

Unit = Literal["ms", "s", "MiB", ""]

SMALL, LARGE, HUGE = 5_000, 100_000, 1_000_000
EVERY = (SMALL, LARGE, HUGE)
MANY = (LARGE, HUGE)


@dataclass(frozen=True, slots=True)
class Bar:
    """The most, or with `exactly` the very value, that a figure may have.

    That is `times` the reference plus `more`.
    """

    times: float = 0.0
    more: float = 0.0
    exactly: bool = False

    def met(self, value: float, reference: float) -> bool:
        """Whether a figure keeps to it."""
        most = self.times * reference + self.more
        return value == most if self.exactly else value <= most


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a figure of cardreader, perhaps beside one of a reference.

    `group` is what measures it. `reference` is a program and its figure; `reference_size` is the
    size of its library, where it is not the same. The bar holds at the sizes `at`.
    """

    what: str
    group: str
    figure: str
    reference: tuple[str, str] | None = None
    bar: Bar | None = None
    at: tuple[int, ...] = EVERY
    unit: Unit = "ms"
    reference_size: int | None = None


def _starting() -> list[Row]:
    sight, blank = "first sight", "less seen after first sight"
    return [
        Row("start to a full first screen", "start", "start", ("hello", "start"), Bar(1.4)),
        Row("the first key after it", "start", "first key", bar=Bar(more=50)),
        Row(sight, "start", sight, ("python", "run"), Bar(3)),
        Row(sight, "start", sight, ("newsboat", "start"), Bar(1)),
        Row("screens after it that show less", "start", blank, bar=Bar(exactly=True), unit=""),
    ]


def _keys() -> list[Row]:
    rows = []
    for key in ("down", "page down", "end", "home"):
        what = f"{key}, to another row lit"
        rows += [
            Row(what, "keys", key, ("bare list", key), Bar(2), MANY),
            Row(what, "keys", key, ("newsboat", key), Bar(1 / 3), (LARGE,)),
            Row(what, "keys", key, ("cardreader", key), Bar(1.2), (HUGE,), reference_size=LARGE),
        ]
    burst, rest = f"{BURST} downs", f"card after {BURST} downs"
    what = f"{burst} at once, to the last row lit"
    rows.append(Row(what, "keys", burst, ("bare list", burst), Bar(2), (LARGE,)))
    rows.append(Row("from then to its card shown", "keys", rest, bar=Bar(more=60), at=(LARGE,)))
    return rows


def _narrowing() -> list[Row]:
    sort = ("newsboat", "sort")
    asked = ("sort by title", "sort by heat", "topic", "unread only")
    others = ("sort by title: picker", "topic: picker", "no topic", "unread and read", "mark read",
              "undo one")  # fmt: skip
    rows = [Row(what, "narrow", what, sort, Bar(0.1), (LARGE,)) for what in asked]
    return rows + [Row(what, "narrow", what) for what in others]


def _marking() -> list[Row]:
    rows = []
    for what in ("mark all read", "undo"):
        rows.append(
            Row(what, "mark", what, ("newsboat", "mark all read"), Bar(0.25), (LARGE,))
        )  # fmt: skip
        # newsraft 0.34, which Debian does not have, was measured once, elsewhere: 0.8 s.
        rows.append(Row(f"{what}, newsraft's 0.8 s", "mark", what, bar=Bar(more=800), at=(LARGE,)))
    return rows


def _searching() -> list[Row]:
    rows = []
    for word, times in (("common", 1.0), ("rare", 0.5)):
        figure, search = f"letter of a {word} word", f"search for a {word} word"
        rows += [
            Row(figure, "search", figure, ("newsboat", search), Bar(times), (LARGE,)),
            # Newsboat's search was 76 ms when the bars were set; it depends much on the word.
            Row(f"{figure}, newsboat's 76 ms", "search", figure, bar=Bar(more=76 * times),
                at=(LARGE,)),
            Row(f"the slowest {figure}", "search", f"slowest {figure}"),
        ]  # fmt: skip
    return rows


def _memory() -> list[Row]:
    return [
        Row(PEAK, "start", PEAK, ("hello", PEAK), Bar(1.8), unit="MiB"),
        Row(PEAK, "start", PEAK, ("newsboat", PEAK), Bar(0.25), (LARGE,), unit="MiB"),
    ]


def _files() -> list[Row]:
    index, screen, refresh = "whole index, cold", "first screen, cold", "refresh, nothing changed"
    opened, worst = "files opened, {}", "worst key, {}"
    none, some = "nothing changed", "14 changed"
    at_rest = ("cardreader", worst.format("at rest"))
    return [
        Row(index, "index", index, ("frontmatter", index), Bar(0.05), (SMALL,), "s"),
        Row("whole index, once", "prepare", "whole index, once", unit="s"),
        Row(screen, "cold", screen, ("hello", "start"), Bar(2.5), (SMALL,)),
        Row(refresh, "refresh", refresh, ("stat", refresh), Bar(3), (SMALL, LARGE)),
        Row(opened.format(none), "refresh", opened.format(none), bar=Bar(exactly=True),
            at=(SMALL, LARGE), unit=""),
        Row(opened.format(some), "changed", opened.format(some), bar=Bar(more=14, exactly=True),
            at=(SMALL,), unit=""),
        Row(worst.format(some), "changed", worst.format(some), at_rest, Bar(1, 30), (SMALL,)),
        Row(worst.format(none), "changed", worst.format(none), at_rest, Bar(1, 30), (SMALL,)),
    ]  # fmt: skip


ROWS = (
    *_starting(), *_keys(), *_narrowing(), *_marking(), *_searching(), *_memory(), *_files(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a row has come out: both figures, the ratio of their medians, and whether its bar is met.

    `own` is None where the measure failed in every round. `met` is None where nothing is asked.
    """

    own: Figure | None
    reference: Figure | None
    ratio: float | None
    met: bool | None


def outcome(row: Row, size: int, results: Results, rounds: int) -> Outcome | None:
    """Return how a row has come out at a size; None where it tells nothing."""
    own = results.figure(size, "cardreader", row.figure)
    failed = (size, row.group, "cardreader") in results.failures
    reference = None
    if row.reference is not None:
        reference = results.figure(row.reference_size or size, *row.reference)
        # Without its reference a row repeats what another tells, but for the first of a figure.
        if reference is None and next(each for each in ROWS if each.figure == row.figure) != row:
            return None
    if (own is None and not failed) or row.reference_size == size:
        return None
    compared = reference.median if reference else 0.0
    met = None
    if row.bar and size in row.at and (reference or not row.reference):
        # A bar is not met that was met in some of the rounds only because the others failed.
        complete = own is not None and own.rounds == rounds
        met = complete and own is not None and row.bar.met(own.median, compared)
    return Outcome(own, reference, own.median / compared if own and compared else None, met)
