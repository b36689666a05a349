"""Every screen on the sample cards, as it was when it was last looked at."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cardreader.config import Config
from cardreader.paths import seeds
from reader_tools import reading
from snapshot_tools import difference

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver

NOW = 1613937600  # 2021-02-21 20:00 UTC: the newest sample card is some hours old
pytestmark = pytest.mark.usefixtures("utc")


class Screen(NamedTuple):
    """A screen, the keys that lead there from the list (or `type …`), and those that lead back."""

    name: str
    there: tuple[str, ...]
    back: tuple[str, ...] = ("escape",)


# In this order, as going into a card marks it read.
SCREENS = (
    Screen("list", ("j", "j"), ("g",)),
    Screen("topics", ("t",)),
    Screen("sort", ("S",)),
    Screen("views", ("V",)),
    Screen("search", ("slash", "type robot")),
    Screen("mistake", ("slash", "type probe heat:warm")),
    Screen("help", ("question_mark",)),
    Screen("ask", ("ctrl+s",)),
    Screen("confirm", ("ctrl+s", "type Starred", "enter"), ("n",)),
    Screen("empty", ("slash", "type nowhere", "enter")),
    Screen("pulse", ("P",)),
    Screen("pulse-topics", ("P", "tab", "j")),
    Screen("card", ("enter", "j")),
    Screen("card-whole", ("z",)),
)


async def go(driver: Driver, keys: tuple[str, ...]) -> None:
    """Press keys and type texts."""
    for key in keys:
        if key.startswith("type "):
            await driver.type(key.removeprefix("type "))
        else:
            await driver.press(key)
    await driver.paint()


@pytest.mark.parametrize(
    ("size", "theme"), [((120, 40), "dark"), ((80, 24), "light"), ((40, 12), "dark")]
)
async def test_screens_are_as_they_were(tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    """Where they are meant to be otherwise, `make snapshots` takes them anew, to be looked at."""
    shutil.copytree(seeds(), tmp_path / "seeds")
    config = Config(theme=f"textual-{theme}")
    differences = []
    async with reading(
        tmp_path / "seeds", size=size, config=config, samples=True, now=NOW
    ) as driver:
        for name, there, back in SCREENS:
            await go(driver, there)
            differences.append(difference(driver, f"{name}-{size[0]}x{size[1]}-{theme}"))
            await go(driver, back)
            assert driver.app.screen is driver.reader, name
    assert not any(differences), "\n".join(["(make snapshots)", *filter(None, differences)])


def test_every_screen_has_a_name_of_its_own() -> None:
    """Else one would be compared with another."""
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)
