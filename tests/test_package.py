"""A wheel and an sdist hold what they should, and nothing else. `make package` goes further."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from cardreader import __version__

CHECKOUT = Path(__file__).resolve().parents[1]
SOURCE = CHECKOUT / "src" / "cardreader"
_DIST = f"cardreader-{__version__}"
_NOT_SHIPPED = {".ci"}  # of the tracked files


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def wheel_names() -> set[str]:
    """Return what a wheel should hold: the package, the samples, what is shared, and what it is."""
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
    info = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    return {
        *(f"cardreader/{name}" for name in modules | {"py.typed"}),
        *(f"cardreader/seeds/{name}" for name in _files(CHECKOUT / "seeds")),
        *(f"{_DIST}.data/data/share/{name}" for name in _files(CHECKOUT / "share")),
        *(f"{_DIST}.dist-info/{name}" for name in info),
    }


def sdist_names() -> set[str]:
    """Return what an sdist should hold: what git would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - wherever it is
        cwd=CHECKOUT, stdout=subprocess.PIPE, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    names = {name for name in listed.split("\0") if name and (CHECKOUT / name).exists()}
    return {name for name in names if name.partition("/")[0] not in _NOT_SHIPPED} | {"PKG-INFO"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both; return the folder."""
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(  # noqa: S603 - our own project
        [sys.executable, "-m", "hatchling", "build", "-d", folder],
        cwd=CHECKOUT, check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """Return the wheel."""
    (path,) = built.glob("*.whl")
    return path


def test_a_wheel_holds_what_it_should(wheel: Path) -> None:
    """And nothing else, each once."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert sorted(names) == sorted(wheel_names())


def test_an_sdist_holds_what_it_should(built: Path) -> None:
    """All that a clone has but for what is about where it is kept."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("this is no clone: nothing tells what belongs to it")
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names == sdist_names()


def test_it_runs_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    """With the samples that it brings along, byte for byte."""
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)  # noqa: S202 - our own
    packed = installed / "cardreader" / "seeds"
    assert all((packed / name).read_bytes() == (CHECKOUT / "seeds" / name).read_bytes()
               for name in _files(packed))  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "cardreader", "list", "--limit", "1", "--json"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert str(packed) in done.stdout


def test_each_dependency_has_its_reason(wheel: Path) -> None:
    """What is installed with it is what docs/design.md gives reasons for; on 3.11 and newer."""
    with zipfile.ZipFile(wheel) as archive:
        about = Parser().parsestr(archive.read(f"{_DIST}.dist-info/METADATA").decode())
    needed = {line for line in about.get_all("Requires-Dist", []) if "extra ==" not in line}
    names = {re.split(r"[^\w-]", line)[0].lower() for line in needed}
    page = (CHECKOUT / "docs" / "design.md").read_text("utf-8")
    table = page[page.index("## Dependencies at run time") :]
    assert {name.lower() for name in re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)} == names
    assert about["Requires-Python"] == ">=3.11"


def test_every_version_is_pinned_for_developers() -> None:
    """What `make` installs is in constraints.txt, so that a clone works in a year."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = (CHECKOUT / "constraints.txt").read_text("utf-8").lower().splitlines()
    names = {line.partition("==")[0] for line in pinned}
    wanted = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    assert {re.split(r"[<>=~]", each)[0].lower() for each in wanted} <= names
