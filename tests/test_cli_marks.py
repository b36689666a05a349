"""`cardreader marks`: out and in again, by files and by pipes."""

from __future__ import annotations

import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from conftest import Answer, run, write_card

if TYPE_CHECKING:
    from pathlib import Path

LINE = '{"identity": "example.com/b", "read": true, "read_at": "2020-01-01T00:00:00Z"}'


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write two cards, of which one is starred."""
    for name in ("a", "b"):
        write_card(
            tmp_path / "news" / f"{name}.md", f"title: {name}\nwebUrl: https://example.com/{name}"
        )
    assert run("mark", "starred", tmp_path / "news", "-q", "a").status == 0
    return tmp_path / "news"


def found(news: Path, query: str) -> list[str]:
    """Return the titles of the cards that a query is about."""
    return [line.rsplit("\t")[-1] for line in run("list", news, "-q", query).out.splitlines()]


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Have this come from the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.usefixtures("news")
def test_export_prints_a_line_an_article() -> None:
    """As JSON."""
    (line,) = run("marks", "export").out.splitlines()
    told = json.loads(line)
    assert told["identity"] == "example.com/a"
    assert (told["read"], told["starred"], told["read_at"]) == (False, True, None)
    assert told["starred_at"].endswith("Z")


def test_marks_go_to_another_place_by_a_file(news: Path, tmp_path: Path) -> None:
    """All of them, and the file is as it was told."""
    file = tmp_path / "marks.jsonl"
    assert run("marks", "export", file) == Answer(
        0, f"Exported the marks of one article to {file}.\n", ""
    )
    answer = run("marks", "import", file, "--data", tmp_path / "other")
    assert answer.status == 0
    assert "Imported the marks of one article; of one article they are others now." in answer.out
    starred = run("list", news, "-q", "is:starred", "--data", tmp_path / "other")
    assert starred.out.endswith("\ta\n")


def test_import_can_be_taken_back(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the copy that was made before, as is told."""
    give(monkeypatch, LINE.encode())
    answer = run("marks", "import", "--data", tmp_path / "other")
    assert "put marks.sqlite3.before-import-" in answer.out
    assert run("list", news, "-q", "is:read", "--data", tmp_path / "other").out
    (before,) = (tmp_path / "other").glob("marks.sqlite3.before-import-*")
    before.replace(tmp_path / "other" / "marks.sqlite3")
    assert run("list", news, "-q", "is:read", "--data", tmp_path / "other").out == ""


def test_bad_lines_are_told_and_passed_over(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With their number; the others count, and the status is not fine."""
    lines = [b"\xef\xbb\xbf" + LINE.encode(), b"", b"{", b"x" * 200_000, b'{"identity": 5}']
    give(monkeypatch, b"\r\n".join(lines))
    answer = run("marks", "import", "-")
    assert answer.status == 1
    assert answer.err.splitlines() == [
        "cardreader: line 3 is passed over: it is not JSON.",
        "cardreader: line 4 is passed over: it is too long.",
        "cardreader: line 5 is passed over: it names no article: identity is missing.",
    ]
    assert found(news, "is:read") == ["b"]


def test_many_bad_lines_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first twenty."""
    give(monkeypatch, b"{\n" * 100)
    answer = run("marks", "import")
    assert answer.status == 1
    assert answer.err.count("\n") == 22
    assert "80 more lines are passed over." in answer.err
    assert "there are no marks to import." in answer.err


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("way", ["export", "import"])
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, way: str) -> None:
    """In one sentence, and nothing is left behind."""
    answer = run("marks", way, tmp_path / "missing" / "file")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == (
        f"cardreader: {tmp_path / 'missing' / 'file'} cannot be used: no such file or directory.\n"
    )
    assert not (tmp_path / "missing").exists()


@pytest.mark.usefixtures("news")
def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    """What is not a file is written to, and never replaced by one."""
    pipe, link, file = tmp_path / "pipe", tmp_path / "link", tmp_path / "file"
    os.mkfifo(pipe)
    link.symlink_to(file.name)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        assert run("marks", "export", pipe).status == 0
    assert run("marks", "export", link).status == 0
    assert read.result() == file.read_text() == run("marks", "export").out
    assert pipe.is_fifo()
    assert link.is_symlink()
