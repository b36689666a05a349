"""The application around the reader's screen: theme, keymap, palette, and the way out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.drivers.linux_driver import LinuxDriver
from textual.worker import WorkerFailed

from cardreader.clean import checked
from cardreader.database import DatabaseError
from cardreader.opener import browser_command, is_over_ssh, open_url
from cardreader.ui.commands import bindings, keymap_problems, keys_display, keys_of, palette
from cardreader.ui.driver import ReaderDriver
from cardreader.ui.frame import frame_of
from cardreader.ui.narrowing import starting
from cardreader.ui.place import kept_narrowing, kept_place
from cardreader.ui.reader_screen import ReaderScreen
from cardreader.ui.typeahead import TypeAheadApp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from textual.driver import Driver
    from textual.screen import Screen

    from cardreader.config import Config
    from cardreader.library import Library
    from cardreader.query import Order
    from cardreader.sight import Sight
    from cardreader.ui.acting import OpenURL
    from cardreader.ui.narrowing import Narrowing, Wanted
    from cardreader.ui.place import Place
    from cardreader.ui.sourcing import AddSource

_SAMPLES = "These are sample cards: {} adds a folder of your own."
_NOTICE_S = 8
_LOOK_FOR_TERMINAL_S = 2.0


class ReaderApp(TypeAheadApp):
    """The reader."""

    TITLE = "cardreader"
    BINDINGS = bindings("app")
    COMMAND_PALETTE_BINDING: ClassVar[str] = "ctrl+p"

    def __init__(
        self,
        library: Library,
        config: Config,
        narrowing: Narrowing,
        order: Order,
        config_file: Path,
        open_url: OpenURL,
        *,
        notices: Sequence[str] = (),
        samples: bool = False,
        last: Sight | None = None,
        note: Callable[[BaseException], object] = lambda _: None,
        add_source: AddSource | None = None,
        place: Place | None = None,
        keeps_place: bool = False,
    ) -> None:
        """`open_url` starts the browser; `notices` are said at the start; `note` logs an error.

        `config_file` is where saved views are changed.

        `last` is where the last screen is kept, and may stand on the terminal now. `add_source`
        adds a folder to the configuration. `place` is where the last visit was left, and
        `keeps_place` whether the next one begins where this one is left.
        """
        self.last = last
        self._keeps_place = keeps_place
        self.failure: Exception | None = None  # of our own, of which the app has ended
        self._note = note
        super().__init__()
        self._reader = ReaderScreen(
            library, config, narrowing, order, config_file, open_url,
            samples=samples, add_source=add_source, place=place,
        )  # fmt: skip
        self._keys = dict(config.keys)
        self._notices = [
            *notices, *self._use_theme(config.theme), *keymap_problems(self._keys),
        ]  # fmt: skip
        self.set_keymap(self._keys)

    def _use_theme(self, theme: str) -> list[str]:
        """Take a theme; return what is to be said where there is none of that name."""
        if theme in self.available_themes:
            self.theme = theme
            return []
        known = ", ".join(sorted(self.available_themes))
        return [f"theme {theme!r} is not known; use one of {known}."]

    def get_default_screen(self) -> Screen[None]:
        """Start with the reader."""
        return self._reader

    def get_driver_class(self) -> type[Driver]:
        """Use our driver where Textual would take the one that ours is made of."""
        chosen = super().get_driver_class()
        return ReaderDriver if chosen is LinuxDriver else chosen

    def on_load(self) -> None:
        """From before the terminal is taken, leave it as it was when told to end."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._end, 128 + number)
        loop.set_exception_handler(self._note_of_loop)

    def on_mount(self) -> None:
        """Say what there is to say."""
        if self._reader.samples:
            self._reader.say(_SAMPLES.format(self._reader.key_of("add-source")))
        if isinstance(self._driver, ReaderDriver):
            self.set_interval(_LOOK_FOR_TERMINAL_S, self._look_for_terminal)
        for notice in self._notices:
            self.notify(checked(notice), markup=False, timeout=_NOTICE_S)

    async def action_quit(self) -> None:
        """Quit, once every marking is kept."""
        await self._reader.markings_kept()
        with contextlib.suppress(DatabaseError):  # the next start counts and sorts anew
            await self._reader.keep_view()
        await self._reader.to_list()
        self._end(0)

    def _end(self, status: int) -> None:
        """Leave, and keep what is to be seen for the next visit."""
        try:
            with contextlib.suppress(DatabaseError):  # then what came is new once more
                self._reader.end_visit(keeps_place=self._keeps_place)
            in_front = self.screen_stack[-1:] == [self._reader]
            if self.last is not None and in_front and self._reader.tidy():
                self.last.keep(frame_of(self), self._reader.size)
            elif self.last is not None and self._keeps_place:
                self.last.drop(self._reader.size)  # the next visit begins elsewhere
        finally:
            self._reader.library.abandon()
            self.exit(return_code=status)

    def _look_for_terminal(self) -> None:
        """Leave when the terminal has gone and nobody has told: a hangup that was not heard."""
        if isinstance(self._driver, ReaderDriver) and not self._driver.has_terminal:
            self._end(128 + signal.SIGHUP)

    # Errors of our own

    def _handle_exception(self, error: Exception) -> None:
        """End because of an error; `read` raises it when the terminal is given back.

        Textual's own way prints what all variables held, cards included, and how they look.
        """
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.failure is None:
            self.failure = cause if isinstance(cause, Exception) else error
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """End because of an error that Textual would print."""
        errors = [each for each in renderables if isinstance(each, Exception)]
        self._handle_exception(errors[0] if errors else RuntimeError("Textual gave up"))

    def _note_of_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Log what nobody waited for; the reader goes on."""
        self._note(context.get("exception") or RuntimeError(context.get("message")))

    def action_help_quit(self) -> None:
        """Tell who presses ctrl+c how to quit."""
        self._reader.say(f"{keys_display(keys_of('quit', self._keys))} quits.")

    def action_command_palette(self) -> None:
        """Open the palette."""
        from cardreader.ui.palette import Palette  # noqa: PLC0415 - not for the first screen

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def search_themes(self) -> None:
        """Choose a theme."""
        from textual.theme import ThemeProvider  # noqa: PLC0415 - not for the first screen

        from cardreader.ui.palette import Palette  # noqa: PLC0415 - likewise

        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer our own actions in the palette, and Textual's choice of themes."""
        for command in palette() if screen is self._reader else ():
            keys = keys_display(command.keys_now(self._keys))
            target = self if "app" in command.where else self._reader
            yield SystemCommand(
                command.name.capitalize(),
                # The palette reads markup: keys like [/] must not look like it.
                f"{command.help} ({keys})".replace("[", "\\["),
                partial(self.run_action, command.action, target),
            )
        yield SystemCommand("Theme", "Choose another theme for now.", self.action_change_theme)


def read(
    library: Library,
    config: Config,
    config_file: Path,
    wanted: Wanted,
    *,
    notices: Sequence[str],
    samples: bool,
    last: Sight | None = None,
    note: Callable[[BaseException], object] = lambda _: None,
    add_source: AddSource | None = None,
    comes_back: bool = False,
) -> int:
    """Run the reader until it is left; return the exit status.

    `comes_back`: nothing else is asked for, so it begins where the last such visit was left.
    Raises the error that has ended it, if one has; `note` logs those that have not.
    """
    command = browser_command(config.browser, os.environ)
    kept = left = None
    with contextlib.suppress(DatabaseError):  # then in the order that is configured
        kept = library.state("order")
        left = library.state("place") if comes_back else None
    narrowing, order = starting(config, wanted, kept)
    narrowing = kept_narrowing(left, config) or narrowing
    browser = partial(open_url, command=command, over_ssh=is_over_ssh(os.environ))
    app = ReaderApp(
        library, config, narrowing, order, config_file, browser,
        notices=notices, samples=samples, last=last, note=note, add_source=add_source,
        place=kept_place(left), keeps_place=comes_back,
    )  # fmt: skip
    with _quiet_threads(note):
        app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


@contextlib.contextmanager
def _quiet_threads(note: Callable[[BaseException], object]) -> Iterator[None]:
    """Have errors of threads, and those that Python cannot raise, logged and not printed."""

    def log(failed: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        if failed.exc_value is not None:
            note(failed.exc_value)

    before = threading.excepthook, sys.unraisablehook
    threading.excepthook = sys.unraisablehook = log
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = before
