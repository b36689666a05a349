"""A change of the configuration is taken up by the running reader."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import TYPE_CHECKING, cast

from cardreader.config import Config, ConfigError, read_file, sentences
from cardreader.database import DatabaseError
from cardreader.opener import opening
from cardreader.ui.commands import box_hints
from cardreader.ui.keymap import keymap_of
from cardreader.ui.muting import Muting
from cardreader.ui.themes import mistakes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cardreader.library import Library
    from cardreader.opener import OpenURL
    from cardreader.query import Order
    from cardreader.ui.app import ReaderApp
    from cardreader.ui.commands import Keymap
    from cardreader.ui.narrowing import Narrowing

    FoldersOf = Callable[[Config], tuple[list[str], bool]]
    """The folders to read with a configuration, and whether they are the samples."""

    State = tuple[int, int, int]

# What only the next start looks at.
_LATER = ("start_view",)


class Configuring(Muting):
    """Looks whether the configuration has changed, whenever it looks at the databases."""

    def __init__(
        self,
        library: Library,
        config: Config,
        narrowing: Narrowing,
        order: Order,
        config_file: Path,
        open_url: OpenURL,
        *,
        samples: bool,
        folders_of: FoldersOf | None = None,
    ) -> None:
        """`folders_of`: None where the folders were named, and do not follow the configuration."""
        super().__init__(library, config, narrowing, order, config_file, open_url, samples=samples)
        self._folders_of = folders_of
        self._config_state = _state(config_file)
        self._config_mistakes: Sequence[str] = ()
        self._was_gone = False

    @property
    def _whole_app(self) -> ReaderApp:
        return cast("ReaderApp", self.app)

    async def _look(self) -> None:
        """Look at the databases, then at the configuration."""
        await super()._look()
        state = await asyncio.to_thread(_state, self._config_file)
        if state != self._config_state and (state or self._is_gone_still()):
            self._config_state = state
            try:
                await self._read_config()
            except DatabaseError as error:
                self.tell_fault(str(error))

    def _is_gone_still(self) -> bool:
        """Whether the file was gone at the last look, too: editors take it away for a moment."""
        was_gone, self._was_gone = self._was_gone, True
        return was_gone

    async def _read_config(self) -> None:
        self._was_gone = False
        try:
            config, mistakes = await asyncio.to_thread(read_file, self._config_file)
        except ConfigError as error:
            self.tell_mistakes([f"{error} The settings stay as they were."])
            return
        keymap, in_keys = keymap_of(config.keys)
        found = [*mistakes_in(config.theme), *in_keys]
        mistakes = await asyncio.to_thread(sentences, self._config_file, mistakes, found)
        changed = self._changed(config)
        before, self.config = self.config, config
        if "keys" in changed:
            self._use_keys(keymap)
        await self._use_folders(config, before, changed)
        if "mute" in changed:
            self.post_message(self.MutesChanged(config.mute))
        self._use_view(config, changed)
        self._use_looks(config, changed)
        told = [name for name in changed if name not in _LATER]
        if told:
            self.say(f"The configuration has changed: {', '.join(told)}.")
        self.tell_mistakes(mistakes)

    def _changed(self, config: Config) -> list[str]:
        """The names of the settings that are others now; some were perhaps changed from here."""
        before = self.config._replace(views=self.views, mute=self.library.mutes)
        return [
            name for name in Config._fields if getattr(before, name) != getattr(config, name)
        ]  # fmt: skip

    def tell_mistakes(self, mistakes: Sequence[str]) -> None:
        """Tell of mistakes, unless the same were told when the file was read before."""
        if mistakes and mistakes != self._config_mistakes:
            self._whole_app.tell_mistakes(mistakes)
        self._config_mistakes = mistakes

    def _use_keys(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self.app.set_keymap(keymap)
        if box := self.search_box:
            box.hints = (*box.HINTS, *box_hints(keymap), *box.HINTS_OUT)
        self.show_hints()

    async def _use_folders(self, config: Config, before: Config, changed: list[str]) -> None:
        self.library.half_life_s = config.half_life_s
        self.library.limit_files(config.max_file_bytes)
        if "sources" in changed and self._folders_of is not None:
            folders, self.samples = self._folders_of(config)
            await asyncio.to_thread(self.library.read_folders, folders)
            self._filling = True  # none of what comes in is news
            self.load_view()
            self.refresh_sources()
        elif config.max_file_mib != before.max_file_mib:
            self.refresh_sources()

    def _use_view(self, config: Config, changed: list[str]) -> None:
        if "views" in changed:
            self.take_views(config.views)
        if "sort" in changed:
            self.load_view(order=config.sort, keep=self.list.current)
        elif "half_life_hours" in changed and str(self.sorting).startswith("hot"):
            self.load_view(keep=self.list.current)

    def _use_looks(self, config: Config, changed: list[str]) -> None:
        if "density" in changed:
            self.list.set_compact(config.density == "compact")
        if "theme" in changed:
            self._whole_app.use_theme(config.theme)
        if "browser" in changed:
            self._open_url = opening(config.browser, os.environ)
        if "first_sight" in changed:
            self._whole_app.keep_sight(config.first_sight)

    def keep_background(self, background: str) -> None:
        """Keep what the terminal is like: the next first screen is drawn for it."""
        keep = partial(self.library.keep_state, "background", background)
        self.work(partial(asyncio.to_thread, keep), "background", exclusive=True)


def _state(file: Path) -> State | None:
    """What tells one state of a file from another; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
