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
from cardreader.config import sentences
from cardreader.database import DatabaseError
from cardreader.opener import opening
from cardreader.ui.background import light_by_environment
from cardreader.ui.commands import bindings, keys_display, keys_of, palette
from cardreader.ui.driver import BackgroundTold, ReaderDriver
from cardreader.ui.frame import frame_of
from cardreader.ui.narrowing import starting
from cardreader.ui.place import kept_narrowing, kept_place
from cardreader.ui.reader_screen import ReaderScreen
from cardreader.ui.themes import AUTO, OWN, follows_terminal, mistakes_in, named
from cardreader.ui.typeahead import TypeAheadApp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from textual.driver import Driver
    from textual.screen import Screen
    from textual.theme import Theme

    from cardreader.config import Config
    from cardreader.library import Library
    from cardreader.opener import OpenURL
    from cardreader.query import Order
    from cardreader.sight import Sight
    from cardreader.ui.configuring import FoldersOf
    from cardreader.ui.narrowing import Narrowing, Wanted
    from cardreader.ui.place import Place
    from cardreader.ui.sourcing import AddSource

_SAMPLES = "These are sample cards: {} adds a folder of your own."
_NOTICE_S = 8
_MISTAKE_S = 20
_OURS = {theme.name: theme for theme in OWN}
_LOOK_FOR_TERMINAL_S = 2.0
# What is drawn is written by a thread: it does not wait for long while others compute.
_SWITCH_S = 0.0005


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
        mistakes: Sequence[str] = (),
        light: bool = False,
        folders_of: FoldersOf | None = None,
        note: Callable[[BaseException], object] = lambda _: None,
        add_source: AddSource | None = None,
        place: Place | None = None,
        keeps_place: bool = False,
    ) -> None:
        """`open_url` starts the browser; `notices` are said at the start; `note` logs an error.

        `config_file` is where saved views are changed, and `mistakes` are those found in it;
        `folders_of` tells which folders a configuration wants, if that is what is read.

        `last` is where the last screen is kept, and may stand on the terminal now. `light` is the
        best guess whether that is light. `add_source` adds a folder to the configuration. `place`
        is where the last visit was left, and `keeps_place` whether the next one begins where this
        one is left.
        """
        in_theme = mistakes_in(config.theme)
        self._wanted_theme = AUTO if in_theme else config.theme
        self._light = light
        # Set before Textual looks at it: a change later has all styles put together once more.
        self.set_reactive(ReaderApp.theme, named(self._wanted_theme, light=light))
        self.last = last
        self._keeps_place = keeps_place
        self.failure: Exception | None = None  # of our own, of which the app has ended
        self._note = note
        super().__init__()
        self._reader = ReaderScreen(
            library, config, narrowing, order, config_file, open_url, samples=samples,
            folders_of=folders_of, add_source=add_source, place=place,
        )  # fmt: skip
        self._notices = notices
        self._config_file = config_file
        found = [*in_theme, *self._reader.key_mistakes]
        self._mistakes = sentences(config_file, mistakes, found)
        self.set_keymap(self._reader.keymap)

    # Themes

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Ours, and Textual's."""
        return _OURS | super().available_themes

    def get_theme(self, theme_name: str) -> Theme | None:
        """Find a theme: asked for the one in use again and again, while styles are looked up."""
        return _OURS.get(theme_name) or super().get_theme(theme_name)

    def use_theme(self, theme: str) -> None:
        """Use a theme from now on; one that is not known is like none."""
        self._wanted_theme = AUTO if mistakes_in(theme) else theme
        self.theme = named(self._wanted_theme, light=self._light)
        self._ask_background()

    def _ask_background(self) -> None:
        """Ask the terminal whether it is light, where that makes a difference."""
        driver = self._driver
        if follows_terminal(self._wanted_theme) and isinstance(driver, ReaderDriver):
            driver.ask_background()

    def on_app_focus(self) -> None:
        """Perhaps the terminal has become light or dark meanwhile."""
        self._ask_background()

    def on_background_told(self, event: BackgroundTold) -> None:
        """Follow the terminal, unless another theme was chosen for now; the next start knows."""
        before, self._light = self._light, event.light
        if event.light == before:
            return
        if self.theme == named(self._wanted_theme, light=before):
            self.theme = named(self._wanted_theme, light=event.light)
        self._reader.keep_background("light" if event.light else "dark")

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

    def first_screen_shown(self) -> None:
        """Do what had to wait for the first screen."""
        self._ask_background()
        self._reader.tell_mistakes(self._mistakes)

    def tell_mistakes(self, mistakes: Sequence[str]) -> None:
        """Tell what is wrong in the configuration; where it is much, in one place."""
        many = len(mistakes) > 1
        if many and self.screen is self._reader:
            from cardreader.ui.mistakes import Mistakes  # noqa: PLC0415 - seldom needed

            self.push_screen(Mistakes(self._config_file, mistakes))
        elif mistakes:
            others = " `cardreader config check` tells the others." if many else ""
            self.notify(
                checked(f"{mistakes[0]}{others}"), severity="warning", markup=False,
                timeout=_MISTAKE_S,
            )  # fmt: skip

    def keep_sight(self, keep: bool) -> None:
        """Keep the last screen for the next start, or no longer."""
        if self.last is not None:
            self.last.want() if keep else self.last.forget()

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
        self._reader.say(f"{keys_display(keys_of('quit', self._reader.keymap))} quits.")

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
            keys = keys_display(command.keys_now(self._reader.keymap))
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
    mistakes: Sequence[str] = (),
    folders_of: FoldersOf | None = None,
    last: Sight | None = None,
    note: Callable[[BaseException], object] = lambda _: None,
    add_source: AddSource | None = None,
    comes_back: bool = False,
) -> int:
    """Run the reader until it is left; return the exit status.

    `comes_back`: nothing else is asked for, so it begins where the last such visit was left.
    Raises the error that has ended it, if one has; `note` logs those that have not.
    """
    kept = left = None
    light = light_by_environment(os.environ)
    with contextlib.suppress(DatabaseError):  # then in the order that is configured
        kept = library.state("order")
        left = library.state("place") if comes_back else None
        if light is None and follows_terminal(config.theme):
            light = library.state("background") == "light"
    narrowing, order = starting(config, wanted, kept)
    narrowing = kept_narrowing(left, config) or narrowing
    app = ReaderApp(
        library, config, narrowing, order, config_file, opening(config.browser, os.environ),
        notices=notices, samples=samples, mistakes=mistakes, folders_of=folders_of,
        light=bool(light), last=last, note=note, add_source=add_source,
        place=kept_place(left), keeps_place=comes_back,
    )  # fmt: skip
    sys.setswitchinterval(_SWITCH_S)
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
