"""Build the wheel and the sdist, look inside, install the wheel everywhere, and run it.

Everywhere: with pip, pipx and uv, on every Python here that is not too old, each time in an empty
environment with no checkout near. What was built goes to `dist/`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HOME = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
OLDEST, NEWEST = 11, 15  # of Python 3, to look for; Textual says which it supports
_EPOCH = "1613937600"  # the time that everything built is of
_SIZE = (120, 40)


class PackageError(Exception):
    """Something is not as it should be; one plain sentence."""


def main() -> int:
    """Do all of it; return the exit status."""
    sys.path.append(str(HOME / "tests"))
    with tempfile.TemporaryDirectory(prefix="cardreader-package-") as folder:
        scratch = Path(folder)
        try:
            wheel, sdist = build_twice(scratch)
            look_inside(wheel, sdist)
            for python, version in pythons():
                for name, install in INSTALLERS.items():
                    own = scratch / f"{name}-{version}"
                    own.mkdir()
                    said = run_installed(install(wheel, python, own), own)
                    print(f"Python {version}, {name}: {said}")
        except PackageError as failure:
            print(f"package: {failure}", file=sys.stderr)
            return 1
        (HOME / "dist").mkdir(exist_ok=True)
        for path in (wheel, sdist):
            shutil.copy(path, HOME / "dist")
            print(f"dist/{path.name}  sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return 0


def build_twice(scratch: Path) -> tuple[Path, Path]:
    """Build in two places, with other rights for new files; what comes out must be the same."""
    built = []
    for number, umask in ((1, 0o022), (2, 0o077)):
        copy = scratch / f"source-{number}"
        ignored = shutil.ignore_patterns(
            ".git", ".*cache*", ".venv", ".hypothesis", "__pycache__", "dist"
        )
        before = os.umask(umask)
        shutil.copytree(HOME, copy, ignore=ignored, copy_function=shutil.copyfile)
        os.umask(before)
        target = scratch / f"built-{number}"
        call([BIN / "python", "-m", "hatchling", "build", "-d", target], copy, umask=umask)
        built.append(sorted(target.iterdir()))
    for one, other in zip(*built, strict=True):
        if one.read_bytes() != other.read_bytes():
            raise PackageError(f"{one.name} is not built the same twice.")
    wheel, sdist = built[0]
    print(f"{wheel.name}, {sdist.name}: built twice, the same bytes")
    return wheel, sdist


def look_inside(wheel: Path, sdist: Path) -> None:
    """Compare with what the test of it expects, and a wheel built from the sdist with the wheel."""
    from test_package import sdist_names, wheel_names  # noqa: PLC0415 - of the tests

    with zipfile.ZipFile(wheel) as archive:
        compare(set(archive.namelist()), wheel_names(), wheel)
    with tarfile.open(sdist) as archive:
        top = archive.getnames()[0].partition("/")[0]
        names = {name.partition("/")[2] for name in archive.getnames()}
        compare(names, sdist_names(), sdist)
        folder = sdist.parent / "unpacked"
        archive.extractall(folder, filter="data")
    call([BIN / "python", "-m", "hatchling", "build", "-t", "wheel", "-d", folder], folder / top)
    if (folder / wheel.name).read_bytes() != wheel.read_bytes():
        raise PackageError("The wheel that is built from the sdist is another one.")
    print(f"{wheel.name}, {sdist.name}: hold what they should, and nothing else")


def compare(found: set[str], expected: set[str], path: Path) -> None:
    """Raise PackageError where an archive does not hold what it should."""
    for names, what in ((found - expected, "what it should not"), (expected - found, "not")):
        if names:
            raise PackageError(f"{path.name} holds {what}: {', '.join(sorted(names)[:5])}")


def pythons() -> Iterator[tuple[str, str]]:
    """Give each Python here, with its version; tell which are not here."""
    root = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    for minor in range(OLDEST, NEWEST + 1):
        own = sorted(root.glob(f"versions/3.{minor}.*/bin/python3"))
        found = str(own[-1]) if own else shutil.which(f"python3.{minor}")
        version = found and subprocess.run(  # noqa: S603 - a Python that was found
            [found, "-c", "import platform; print(platform.python_version())"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", check=False,
        ).stdout.strip()  # fmt: skip
        if found and version:
            yield found, version
        else:
            print(f"Python 3.{minor}: not here")


def with_pip(wheel: Path, python: str, own: Path) -> Path:
    """Install with pip into an environment of its own; return the command."""
    call([python, "-m", "venv", own / "env"], own)
    call([own / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", wheel], own)
    call([own / "env" / "bin" / "python", "-m", "pip", "check"], own)
    for path in shared():
        if not (own / "env" / path).is_file():
            raise PackageError(f"{path} is not installed.")
    return own / "env" / "bin" / "cardreader"


def with_pipx(wheel: Path, python: str, own: Path) -> Path:
    """Install with pipx; return the command."""
    places = {"PIPX_HOME": own / "pipx", "PIPX_BIN_DIR": own / "bin", "PIPX_MAN_DIR": own / "man"}
    call([BIN / "pipx", "install", "--quiet", "--python", python, wheel], own, places)
    if not (own / "man" / "man1" / "cardreader.1").exists():
        raise PackageError("pipx does not show the manual page.")
    return own / "bin" / "cardreader"


def with_uv(wheel: Path, python: str, own: Path) -> Path:
    """Install as a tool of uv; return the command."""
    places = {"UV_TOOL_DIR": own / "uv", "UV_TOOL_BIN_DIR": own / "bin"}
    # No other Python than those here is asked for.
    call(
        [
            BIN / "uv",
            "tool",
            "install",
            "--no-python-downloads",
            "--quiet",
            "--python",
            python,
            wheel,
        ],
        own,
        places,
    )
    return own / "bin" / "cardreader"


INSTALLERS: dict[str, Callable[[Path, str, Path], Path]] = {
    "pip": with_pip, "pipx": with_pipx, "uv": with_uv,
}  # fmt: skip


def shared() -> list[str]:
    """Return the files that go below a prefix, as paths there."""
    return [str(path.relative_to(HOME)) for path in (HOME / "share").rglob("*") if path.is_file()]


def run_installed(command: Path, own: Path) -> str:
    """Run what was installed from an empty folder: its version, a list, the reader."""
    from terminal import Terminal  # noqa: PLC0415 - of the tests

    folder = own / "empty"
    folder.mkdir()
    home = {
        "HOME": str(own),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
    }
    version = call([command, "--version"], folder, home, alone=True).strip()
    listed = call([command, "list", "--limit", "3"], folder, home, alone=True)
    if listed.count("\n") != 3:  # noqa: PLR2004 - as asked
        raise PackageError(f"{command} list printed {listed!r}")
    shipped = HOME / "share" / "bash-completion" / "completions" / "cardreader"
    if call([command, "completions", "bash"], folder, home, alone=True) != shipped.read_text(
        "utf-8"
    ):
        raise PackageError(f"{command} completes other words than those that are shipped.")
    with Terminal([command], _SIZE, home) as terminal:
        terminal.wait_for("q quit")
        terminal.send("j")
        terminal.wait_for("2/")
        terminal.send("q")
        if status := terminal.wait_for_end():
            raise PackageError(f"{command} ended with status {status}.")
    if any(folder.iterdir()):
        raise PackageError(f"{command} wrote into the folder that it was started in.")
    return f"{version}; list and reader run"


def call(
    argv: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str | Path] = MappingProxyType({}),
    *,
    alone: bool = False,
    umask: int = -1,
) -> str:
    """Run a program; return what it prints. `alone`: with no other variables."""
    given = {"SOURCE_DATE_EPOCH": _EPOCH} | {name: str(at) for name, at in environment.items()}
    done = subprocess.run(  # noqa: S603 - what is written above
        [str(word) for word in argv], cwd=folder, umask=umask,
        env=given if alone else os.environ | given,
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        command = " ".join(map(str, argv))
        raise PackageError(f"{command} ended with status {done.returncode}:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
