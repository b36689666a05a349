"""The editor, and how it is told a line. Pure."""

from __future__ import annotations

import os
from pathlib import PurePath

_PLUS = frozenset(
    {"vi", "vim", "nvim", "view", "vimx", "gvim", "nvi", "elvis", "emacs", "emacsclient", "mg",
     "zile", "jed", "nano", "pico", "micro", "kak", "joe", "jmacs", "ne", "mcedit", "vis", "gedit"}
)  # fmt: skip
_COLON = frozenset({"hx", "helix", "subl", "zed", "zeditor", "lapce"})
_GO_TO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})


def command_at(words: list[str], path: bytes, line: int = 1) -> list[str | bytes]:
    """Return what opens a file at a line; where the editor is not known, at its beginning."""
    name = PurePath(words[0]).name.partition(".")[0]  # vim.basic is a vim
    if line > 1 and name in _PLUS:
        return [*words, f"+{line}", path]
    if line > 1 and name in _COLON:
        return [*words, _at(path, line)]
    if line > 1 and name in _GO_TO:
        return [*words, "-g", _at(path, line)]
    return [*words, path]


def _at(path: bytes, line: int) -> bytes:
    return path + os.fsencode(f":{line}")
