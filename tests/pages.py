"""The pages of the documentation, and what stands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")))


def blocks(page: Path, language: str) -> list[str]:
    """Return the blocks of code of a page that are in this language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


def commands(page: Path) -> list[str]:
    """Return the commands that a page shows as they are typed."""
    return re.findall(r"^\$ (.*)$", "".join(blocks(page, "console")), re.MULTILINE)


def rows(page: Path, *titles: str) -> Iterator[list[str]]:
    """Give the rows of the table of a page that has these titles, each with its cells."""
    text = page.read_text("utf-8")
    head = "| " + " | ".join(titles) + " |\n"
    table = text[text.index(head) + len(head) :].partition("\n\n")[0]
    for line in table.splitlines()[1:]:
        if line.startswith("|"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
