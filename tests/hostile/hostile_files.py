"""Files that are no files, and files with names that attack."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from cases import MARK, Case, Listed, NoCard, Outcome, Refused, card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GIB = 2**30
_LIMIT = 2**20

# A name's bytes, and how it is told.
_NAMES = {
    b"name-\xff\xfe.md": r"name-\xff\xfe.md",
    b"name-latin1-\xe9.md": r"name-latin1-\xe9.md",
    b"name-\nnewline.md": r"name-\nnewline.md",
    f"name-\x1b]0;{MARK}\x07.md".encode(): rf"name-\x1b]0;{MARK}\x07.md",
    b"name-\x1b[2J.md": r"name-\x1b[2J.md",
    b"name-\xc2\x9b31m.md": r"name-\x9b31m.md",
    "name-\u202egpj.md".encode(): r"name-\u202egpj.md",
    b"name-\t\r.md": r"name-\t\r.md",
    b"name-[@click=app.quit]x[.md": "name-[@click=app.quit]x[.md",
    b"name-$(reboot)`reboot`.md": "name-$(reboot)`reboot`.md",
    b"--help.md": "--help.md",
    b"-q.md": "-q.md",
    b"name with  blanks .md": "name with  blanks .md",
    b"name-'\"\\.md": "name-'\"\\.md",
    b"name-UPPER.MD": "name-UPPER.MD",
    b"name.markdown": "name.markdown",
    b"name.html": "name.html",
    b"name.txt": "name.txt",
    b"name-" + b"n" * 247 + b".md": "name-" + "n" * 247 + ".md",
    "name-\U0001f468\u200d\U0001f469.md".encode(): "name-\U0001f468\u200d\U0001f469.md",
    b"name-a" + "\u0301".encode() * 100 + b".md": "name-a" + "\u0301" * 8 + ".md",
}
_FOLDERS = {
    b"_\xff/folder-1.md": r"_\xff/folder-1.md",
    b"_\x1b[2J/folder-2.md": r"_\x1b[2J/folder-2.md",
    b"_\xc2\x9b31m \xe2\x80\xae/folder-3.md": r"_\x9b31m \u202e/folder-3.md",
    b"_a\nb/folder-4.md": r"_a\nb/folder-4.md",
    b"[/b]/folder-5.md": "[/b]/folder-5.md",
    b"folder.md/folder-6.md": "folder.md/folder-6.md",
    b"___/folder-7.md": "___/folder-7.md",
    b"/".join([b"d"] * 200) + b"/folder-8.md": "/".join(["d"] * 200) + "/folder-8.md",
}
_PASSED_OVER = [
    b"x.md~", b"x.md.bak", b"x", b"x.json", b"_data/x.md", b".hidden/x.md", b"node_modules/x.md",
    b"api/x.md", b"assets/x.md", b"_site/x.md",
]  # fmt: skip


def cases() -> Iterator[Case]:
    """All files of this kind."""
    for number, (name, shown) in enumerate((_NAMES | _FOLDERS).items()):
        title = f"file-{number:02}"
        yield Case(name, card(f"title: {title}"), Listed(title), shown)
    for name in _PASSED_OVER:
        yield Case(name, card("title: not to be seen"), NoCard())
    yield Case(b"large.md", _sized(_LIMIT + 1), Refused(1, "larger than 1 MiB"))
    yield Case(b"sparse.md", _sparse, Refused(1, "larger than 1 MiB"))
    yield Case(b"just-fits.md", _sized(_LIMIT), Listed("just-fits"))
    yield Case(b"dot.md/.md", card("title: dot-file"), Listed("dot-file"))
    no_files: dict[bytes, Callable[[bytes], object]] = {
        b"fifo.md": os.mkfifo,
        b"socket.md": _socket,
        b"zero.md": lambda path: os.symlink("/dev/zero", path),  # noqa: PTH211 - bytes
        b"tty.md": lambda path: os.symlink("/dev/tty", path),  # noqa: PTH211 - bytes
        b"passwd.md": lambda path: os.symlink("/etc/passwd", path),  # noqa: PTH211 - bytes
        b"dangling.md": lambda path: os.symlink("nowhere", path),  # noqa: PTH211 - bytes
        b"itself.md": lambda path: os.symlink(os.path.basename(path), path),  # noqa: PTH119, PTH211
        b"good-link.md": lambda path: os.symlink("just-fits.md", path),  # noqa: PTH211 - bytes
        b"up": lambda path: os.symlink("..", path),  # noqa: PTH211 - bytes
        b"around/again": lambda path: os.symlink("..", path),  # noqa: PTH211 - bytes
        b"empty-folder.md": os.mkdir,
    }
    nothing: Outcome = NoCard()
    for name, make in no_files.items():
        yield Case(name, make, nothing)
    yield Case(b"_news/_config.yml", os.mkfifo, nothing)
    yield Case(b"_news/in-news.md", card("title: in-news"), Listed("in-news"))
    yield Case(b"site/_config.yml", b"url: " + b"[" * 1_000_000, nothing)
    yield Case(b"site/in-site.md", card("title: in-site"), Listed("in-site"))
    yield Case(
        b"site2/_config.yml",
        b'url: "https://e.example/\\e]0;x\\a"\ntopic: "\\x9b2J"\nbaseurl: [1]\n',
        nothing,
    )  # fmt: skip
    images = "title: in-site2\nimages: [{url: /x.png}]\ntopics: ['2J']"
    yield Case(b"site2/in-site2.md", card(images), Listed("in-site2"))


def _socket(path: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        # Names of sockets are short: the folder is entered first.
        before = os.open(".", os.O_RDONLY)
        try:
            os.chdir(os.path.dirname(path))  # noqa: PTH120 - bytes
            made.bind(os.path.basename(path))  # noqa: PTH119 - bytes
        finally:
            os.fchdir(before)
            os.close(before)


def _sized(size: int) -> bytes:
    """A card of so many bytes, called `just-fits`."""
    start = card("title: just-fits", "x" * 60 + "\n")
    return start + b"x" * (size - len(start))


def _sparse(path: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123 - bytes
        file.write(card("title: x"))
        file.truncate(_GIB)
