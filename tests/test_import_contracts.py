"""The walls of the house: imports point down the design's table."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = CHECKOUT / "pyproject.toml"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the contracts of a folder's pyproject.toml."""
    program = (
        "import sys\n"
        "from importlinter.cli import lint_imports\n"
        "sys.exit(lint_imports(no_cache=True))\n"
    )
    pytest.importorskip("importlinter")
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        cwd=folder, env={"PYTHONPATH": str(folder / "src"), "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_contracts_are_kept() -> None:
    """As `make check` sees it."""
    done = lint(CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("query/parsing.py", "import textual"),
        ("heat.py", "import rich"),
        ("clean.py", "import cardreader.urls"),
        ("card/values.py", "import cardreader.index"),
        ("index/schema.py", "import cardreader.marks"),
        ("library/refreshing.py", "import yaml"),
        ("ui/commands.py", "import frontmatter"),
        ("sources/folder.py", "import cardreader.cli"),
    ],
)
def test_a_broken_wall_is_seen(tmp_path: Path, module: str, line: str) -> None:
    """An import that points up, or to a library that is not its business, fails the check."""
    shutil.copy(PYPROJECT, tmp_path)
    shutil.copytree(CHECKOUT / "src" / "cardreader", tmp_path / "src" / "cardreader")
    with (tmp_path / "src" / "cardreader" / module).open("a") as file:
        file.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "1 broken" in done.stdout


def test_every_module_has_its_place() -> None:
    """No part of the package is left out of the contracts."""
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    layers = {part.strip() for layer in contracts[0]["layers"] for part in layer.split("|")}
    package = CHECKOUT / "src" / "cardreader"
    parts = {
        path.stem
        for path in package.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem[0] != "_"
    }
    assert layers == parts
    for contract in contracts[1:]:
        named = {module.removeprefix("cardreader.") for module in contract["source_modules"]}
        assert named | {"ui", "card"} == parts
