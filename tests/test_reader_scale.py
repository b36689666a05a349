"""What a key costs does not depend on how many cards there are: counted, not timed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from cardreader.database import Database
from cardreader.ui.card_list import CardList
from library_tools import open_library
from reader_tools import Gate, reading, stories

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from textual.strip import Strip

    from cardreader.card import Summary
    from reader_tools import Driver

_FEW, _MANY = 50, 5_000
_KEYS = ("j", "j", "k", "pagedown", "pagedown", "pageup", "end", "k", "pageup", "home", "G", "g")
_SCREEN_LINES = 40  # those of the list, drawn at most twice
# The card for the pane: its row, its file, and the cards among its related items.
_MOST_STATEMENTS = 3
# Rows are fetched in windows of a fixed size, and a screen may lie across two of them.
_MOST_FETCHED = 2 * 128


@dataclass
class Cost:
    """What has been done since it was last taken."""

    statements: list[str] = field(default_factory=list)
    fetched: int = 0
    lines: int = 0

    def take(self) -> tuple[int, int, int]:
        """Return the numbers of statements, of summaries fetched and of lines drawn; start anew."""
        taken = len(self.statements), self.fetched, self.lines
        self.statements.clear()
        self.fetched = self.lines = 0
        return taken


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Cost:
    """Count what the index is asked, in every thread, and what the list draws."""
    counted = Cost()
    connect, render_line = Database._connect, CardList.render_line

    def traced(self: Database) -> sqlite3.Connection:
        connection = connect(self)
        if self.path.name.startswith("index"):
            connection.set_trace_callback(counted.statements.append)
        return connection

    def drawn(self: CardList, y: int) -> Strip:
        counted.lines += 1
        return render_line(self, y)

    monkeypatch.setattr(Database, "_connect", traced)
    monkeypatch.setattr(CardList, "render_line", drawn)
    return counted


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Write few and many stories; their index is made, too."""
    made = {}
    for count in (_FEW, _MANY):
        folder = tmp_path_factory.mktemp("scale") / "news"
        made[count] = stories(folder, count)
        library = open_library(folder.parent / "reader", folder)
        library.refresh()
        library.close()
    return made


def count_fetched(driver: Driver, cost: Cost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the summaries that are fetched from now on."""
    summaries = driver.library.summaries

    def fetch(ids: Sequence[int]) -> Sequence[Summary | None]:
        cost.fetched += len(ids)
        return summaries(ids)

    monkeypatch.setattr(driver.library, "summaries", fetch)


async def costs(
    folder: Path, cost: Cost, monkeypatch: pytest.MonkeyPatch, keys: Sequence[str]
) -> list[tuple[int, int, int]]:
    """Return what each of these keys costs, in a reader of its own."""
    taken = []
    async with reading(folder) as driver:
        count_fetched(driver, cost, monkeypatch)
        for key in keys:
            cost.take()
            await driver.press(key)
            taken.append(cost.take())
    return taken


async def test_moving_costs_the_same_among_few_and_many(
    folders: dict[int, Path], cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the rows are known, each key asks and draws the same at 50 and at 5,000 cards."""
    keys = [*_KEYS, *_KEYS]  # the first round is there to know the rows
    few, many = [
        (await costs(folders[count], cost, monkeypatch, keys))[len(_KEYS) :]
        for count in (_FEW, _MANY)
    ]
    assert few == many
    assert {fetched for _, fetched, _ in many} == {0}
    assert all(0 < statements <= _MOST_STATEMENTS for statements, _, _ in many)
    assert all(0 < lines <= _SCREEN_LINES for _, _, lines in many)


async def test_rows_that_are_not_known_yet_are_fetched_by_the_window(
    folders: dict[int, Path], cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A jump to rows that were never seen brings no more of them than two windows."""
    taken = await costs(folders[_MANY], cost, monkeypatch, ("end", "pageup", "home", "pagedown"))
    assert sum(fetched for _, fetched, _ in taken) > 0
    assert all(fetched <= _MOST_FETCHED for _, fetched, _ in taken)
    assert all(statements <= _MOST_STATEMENTS + 2 for statements, _, _ in taken)


async def test_marking_costs_the_same_among_few_and_many(
    folders: dict[int, Path], cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marking a card asks the index as often, and draws as much, whatever their number."""
    keys = ("m", "s", "u", "u", "enter", "escape", "u")
    few, many = [
        [
            (statements, lines)
            for statements, _, lines in await costs(folders[count], cost, monkeypatch, keys)
        ]
        for count in (_FEW, _MANY)
    ]
    assert few == many
    assert all(lines <= _SCREEN_LINES for _, lines in many)


async def test_holding_a_key_reads_no_card_twice(
    folders: dict[int, Path], cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the cursor runs, cards that it has left again are not read for the pane."""
    async with reading(folders[_MANY]) as driver:
        detail, read = driver.library.detail, []
        gate = Gate(detail)

        def note(card: int) -> object:
            read.append(card)
            return gate(card)

        monkeypatch.setattr(driver.library, "detail", note)
        gate.shut()
        driver.send(*"jjjjjjjjjjjjjjjjjjjj")
        await driver.until(lambda: driver.list.position == 20)
        gate.open()
        await driver.settle()
        assert [*driver.list.ids].index(read[-1]) == 20
        assert len(read) == 2
        assert cost.lines > 0
