"""How much of the screen is drawn anew: over a slow line, that is what a person waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from textual._compositor import LayoutUpdate

from reader_tools import reading, stories

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver


async def updates(driver: Driver, *keys: str) -> list[object]:
    """Return what is drawn when keys are pressed, and when the databases are looked at."""
    drawn: list[object] = []
    with patch.object(type(driver.app), "_display", lambda _, __, what: drawn.append(what)):
        await driver.press(*keys)
        driver.reader.look()
        await driver.settle()
        await driver.paint()
    return [update for update in drawn if update is not None]


@pytest.mark.parametrize("dialogue", ["question_mark", "S", "P"])
async def test_nothing_is_drawn_behind_a_dialogue(tmp_path: Path, dialogue: str) -> None:
    """While nothing changes: Textual would draw all of it with every message."""
    async with reading(stories(tmp_path / "news", 30)) as driver:
        await driver.press("j", dialogue)
        await driver.paint()
        await updates(driver)
        for _ in range(2):
            assert await updates(driver) == []
        await driver.press("escape")
        await driver.paint()
        assert "card-29" not in driver.text
        assert "▌" in driver.text


@pytest.mark.parametrize("keys", [("enter",), ("tab", "tab"), ("j",), ("P", "tab"), ("P", "s")])
async def test_a_key_does_not_draw_the_whole_screen(tmp_path: Path, keys: tuple[str, ...]) -> None:
    """The focus goes elsewhere, and the panes that are concerned draw themselves."""
    async with reading(stories(tmp_path / "news", 30)) as driver:
        await driver.press("j", *keys[:-1])
        await driver.paint()
        drawn = await updates(driver, keys[-1])
        assert drawn
        assert not any(isinstance(update, LayoutUpdate) for update in drawn)
