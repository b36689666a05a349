"""Make all of the documentation that is made from the code, in place.

Tables in README.md, CONTRIBUTING.md and docs/*.md stand between comments, `<!-- keys -->` and
`<!-- /keys -->`; the manual page and the completions of shells are files in `share/`, where a wheel
puts them.

`--check` only tells whether all is as the code has it (status 1: it is not).
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cardreader.cli.completions import script_for
from manual import manual
from tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = Path(__file__).resolve().parent.parent
_NAMES = "|".join(TABLES)
_TABLE = re.compile(rf"<!-- ({_NAMES})(?:: ([^>]*))? -->\n.*?<!-- /\1 -->", re.DOTALL)
_BEGIN = re.compile(rf"<!-- ({_NAMES})\b")


def with_tables(page: str) -> str:
    """Return a page with its tables as the code has them now; raise ValueError."""
    made, number = _TABLE.subn(_made, page)
    if number != len(_BEGIN.findall(page)):
        raise ValueError("has a table that begins and does not end")
    return made


def _made(found: re.Match[str]) -> str:
    name, chosen = found[1], found[2] or ""
    begin = found[0].partition("\n")[0]
    return f"{begin}\n{TABLES[name](chosen)}\n<!-- /{name} -->"


def made(home: Path) -> Iterator[tuple[Path, str]]:
    """Give each file that is made, or has a part that is, with the text that it should have."""
    top = (home / "README.md", home / "CONTRIBUTING.md")
    for path in (*top, *sorted((home / "docs").glob("*.md"))):
        try:
            yield path, with_tables(path.read_text("utf-8"))
        except ValueError as error:
            raise SystemExit(f"{path} {error}.") from error
    share = home / "share"
    yield share / "man" / "man1" / "cardreader.1", manual()
    yield share / "bash-completion" / "completions" / "cardreader", script_for("bash")
    yield share / "zsh" / "site-functions" / "_cardreader", script_for("zsh")
    yield share / "fish" / "vendor_completions.d" / "cardreader.fish", script_for("fish")


def main() -> int:
    """Make or check all of it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = [
        (path, text)
        for path, text in made(HOME)
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path, text in stale:
        print(
            f"{path.relative_to(HOME)}: {'stale; `make docs` makes it anew' if check else 'made'}"
        )
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
