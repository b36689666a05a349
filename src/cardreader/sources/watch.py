"""Hearing of changes in folders from the system itself: Linux's inotify.

It costs nothing until something happens, and no thread. Of a folder only what is in it is heard,
so each is added as it is looked into, *before* it is: nothing is missed in between.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from cardreader.sources.folder import is_card_name, is_entered

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSE_WRITE, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x8, 0x40, 0x80, 0x100, 0x200
_DELETE_SELF, _MOVE_SELF, _UNMOUNT, _OVERFLOW = 0x400, 0x800, 0x2000, 0x4000
_IGNORED, _ONLY_DIR, _IS_DIR = 0x8000, 0x01000000, 0x40000000
# A new file is of interest once it is written: only of folders it is asked when they are made.
_ASKED = (
    _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _DELETE_SELF | _MOVE_SELF
    | _ONLY_DIR
)  # fmt: skip
_ITSELF = _DELETE_SELF | _MOVE_SELF | _UNMOUNT
_HEADER = struct.Struct("iIII")
_CHUNK = 2**16
# File systems that others write to as well, of which the system does not hear: NFS, SMB, CIFS,
# SMB 2, FUSE (sshfs), 9P (Windows' disks in WSL), AFS, Ceph.
_SHARED = frozenset(
    {0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x65735546, 0x01021997, 0x5346414F, 0x00C36400}
)


class Event(NamedTuple):
    """Something that happened in a folder: which watch, what, and the name in the folder."""

    watch: int
    mask: int
    name: bytes


class Watch:
    """Watches folders. Where the system cannot, making it or `add` raises OSError."""

    def __init__(self) -> None:
        """Begin; `fd` can be read when something was heard."""
        self._libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(self._libc, "inotify_init1"):
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        self.fd = self._checked(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        self._folders: dict[int, bytes] = {}

    def _checked(self, result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result

    def add(self, folder: bytes) -> None:
        """Watch a folder (whole path) too; one that is gone by now needs none."""
        try:
            self._refuse_shared(folder)
            watch = self._checked(self._libc.inotify_add_watch(self.fd, folder, _ASKED))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
                return
            raise
        self._folders[watch] = folder

    def _refuse_shared(self, folder: bytes) -> None:
        state = ctypes.create_string_buffer(256)  # larger than any system's; its type comes first
        self._checked(self._libc.statfs(folder, state))
        if ctypes.c_long.from_buffer(state).value & 0xFFFFFFFF in _SHARED:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    def read(self) -> tuple[set[bytes], bool]:
        """Return the paths at which something has changed, and whether some were lost."""
        paths: set[bytes] = set()
        lost = False
        with suppress(BlockingIOError):
            while data := os.read(self.fd, _CHUNK):
                for event in events(data):
                    lost = lost or bool(event.mask & _OVERFLOW)
                    if path := self._path(event):
                        paths.add(path)
        return paths, lost

    def _path(self, event: Event) -> bytes | None:
        """Return where something has changed that may be about cards."""
        folder = self._folders.get(event.watch)
        if event.mask & _IGNORED:
            self._folders.pop(event.watch, None)
        if folder is None or event.mask & _IGNORED:
            return None
        if event.mask & _ITSELF:
            return folder
        is_folder = bool(event.mask & _IS_DIR)
        if not (is_entered if is_folder else is_card_name)(event.name):
            return None
        if event.mask & _CREATE and not is_folder:
            return None
        return os.path.join(folder, event.name)

    def close(self) -> None:
        """Hear no more."""
        os.close(self.fd)


def events(data: bytes) -> Iterator[Event]:
    """Give the events in what was read."""
    start = 0
    while start < len(data):
        watch, mask, _, length = _HEADER.unpack_from(data, start)
        start += _HEADER.size
        yield Event(watch, mask, data[start : start + length].rstrip(b"\0"))
        start += length
