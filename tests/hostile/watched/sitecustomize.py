"""With this folder in PYTHONPATH, a Python process notes what it does to the world around it.

A line for each socket that is no Unix one, each process, and each file that is written, made,
renamed or removed, as JSON, goes to the file named by HOSTILE_NOTES. The audit hook is told of it
whatever function is called.
"""

from __future__ import annotations

import json
import os
import socket
import sys

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NOTES = os.open(os.environ["HOSTILE_NOTES"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_PROCESSES = ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
              "subprocess.Popen", "pty.spawn", "webbrowser.open")  # fmt: skip
_FILES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate",
          "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.removexattr", "sqlite3.connect",
          "shutil.move", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp")  # fmt: skip


def _note(event: str, arguments: tuple[object, ...]) -> None:
    kind = ""
    if event == "socket.__new__":
        kind = "" if arguments[1] == socket.AF_UNIX else "socket"
    elif event.startswith("socket.") and event not in ("socket.bind", "socket.connect"):
        kind = "look-up" if "get" in event else "socket" if "send" in event else ""
    elif event.startswith(_PROCESSES):
        kind = "process"
    elif event == "open":
        # From Python's own open: a mode and no flags that mean it; from os.open: flags only.
        flags = arguments[2]
        is_new = not isinstance(arguments[0], int)  # and no descriptor of something open already
        kind = "file" if is_new and isinstance(flags, int) and flags & _WRITES else ""
    elif event in _FILES:
        kind = "file"
    if kind:
        whole = [os.fsdecode(each) if isinstance(each, str | bytes | os.PathLike) else repr(each)
                 for each in arguments]  # fmt: skip
        os.write(_NOTES, f"{json.dumps([kind, event, *whole])}\n".encode())


sys.addaudithook(_note)
