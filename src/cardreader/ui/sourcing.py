"""The sources: adding a folder, and the files in them that cannot be read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cardreader.config import ConfigError
from cardreader.ui.muting import Muting
from cardreader.ui.place import Place, to_keep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cardreader.config import Config
    from cardreader.library import Library
    from cardreader.opener import OpenURL
    from cardreader.query import Order
    from cardreader.ui.narrowing import Narrowing

    AddSource = Callable[[str], Sequence[str]]
    """Adds a folder to the configuration; returns those to read from then on, or ConfigError."""

# Cards that the next visit may begin at: the first of them may be read, and not in its view.
_NEAR = 10


class Sourcing(Muting):
    """The actions about sources and their files."""

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
        add_source: AddSource | None = None,
        place: Place | None = None,
    ) -> None:
        """`place` is where the last visit was left."""
        super().__init__(library, config, narrowing, order, config_file, open_url, samples=samples)
        self._add_source = add_source
        self.place = place

    # The visit

    def end_visit(self, *, keeps_place: bool) -> None:
        """Keep that what came was seen, and perhaps where the reader is left.

        What waits to be let in is new the next time. Raises DatabaseError.
        """
        if not self.up_to:
            return  # nothing has been shown yet
        if keeps_place:
            narrowing = self._before_search or self.narrowing
            self.library.keep_state("place", to_keep(narrowing, self._place_now()))
        self.library.end_visit(self.up_to - 1 if self.waiting else self.library.now)
        if self.counts is not None:
            self.counts = self.counts._replace(new=0)
        self.list.refresh_rows()

    def _place_now(self) -> Place | None:
        """Return where the cursor is; None: on top, where the first card is wanted again."""
        position = self.list.position
        if position <= 0:
            return None
        near = self.list.ids[position : position + _NEAR]
        return Place(tuple(each.id for each in self.library.records(near)), max(0, self.list.line))

    def _hints(self) -> list[tuple[str, str]]:
        """Among samples, first of all how to get other cards."""
        own = [(self.key_of("add-source"), "add a folder")] if self.samples else []
        return [*own, *super()._hints()]

    # Adding a folder

    def action_add_source(self) -> None:
        """Add a folder to the sources."""
        self.reader_app.keep_keys()
        self.work(self._ask_folder, "picker", exclusive=True)

    async def _ask_folder(self) -> None:
        from cardreader.ui.ask_folder import AskFolder  # noqa: PLC0415 - not for the first screen

        typed, why = "", ""
        while self._add_source is not None:
            asking = self.app.push_screen(AskFolder(typed, why), wait_for_dismiss=True)
            self.reader_app.give_keys()
            answer: str | None = await asking
            if answer is None:
                return
            typed = answer
            try:
                folders = await asyncio.to_thread(self._add_source, typed)
            except ConfigError as error:
                why = str(error)
            else:
                await self._read_folders(folders)
                return

    async def _read_folders(self, folders: Sequence[str]) -> None:
        """Show the cards of these folders from now on."""
        await asyncio.to_thread(self.library.read_folders, folders)
        self.samples = False
        self.show_hints()
        self.lets_in = True
        self.load_view()
        self.refresh_sources()
        self.say("Added. `cardreader remove FOLDER` takes a folder out again.")

    # Files that cannot be read

    def action_problems(self) -> None:
        """Show the files that cannot be read, to be mended."""
        self.reader_app.keep_keys()
        self.work(self._show_problems, "picker", exclusive=True)

    async def _show_problems(self) -> None:
        from cardreader.ui.problems import Problems  # noqa: PLC0415 - not for the first screen

        at = 0
        while True:
            faulty = await asyncio.to_thread(self.library.faulty)
            faulty.sort(key=lambda each: each.warning)
            showing = self.app.push_screen(Problems(faulty, at), wait_for_dismiss=True)
            self.reader_app.give_keys()
            chosen: int | None = await showing
            if chosen is None:
                return
            at = chosen
            path, line, *_ = faulty[at]
            self.run_editor(path, line)
            await asyncio.to_thread(self.library.refresh_paths, {path}, self._report)
            self.work(self._count_problems, "problems", exclusive=True)
