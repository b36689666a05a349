"""The reader without a terminal: on a folder of made-up cards, at a fixed time, to be driven.

`reading` starts it; its `Driver` presses keys, waits until all has come to rest, and tells what is
to be seen.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast
from unittest.mock import patch

from textual import events
from textual._context import visible_screen_stack

from cardreader.card.values import utc_text
from cardreader.config import Config
from cardreader.query import Order
from cardreader.ui import acting, arranging, following, hearing, reader_screen
from cardreader.ui.app import ReaderApp
from cardreader.ui.narrowing import Narrowing
from cardreader.ui.place import kept_narrowing, kept_place
from cardreader.ui.reader_screen import ReaderScreen
from library_tools import NOW, open_library, write_card

if TYPE_CHECKING:
    import subprocess
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.strip import Strip
    from textual.worker import Worker

    from cardreader.card import Detail, Summary
    from cardreader.library import Library
    from cardreader.opener import OpenError, OpenURL
    from cardreader.ui.card_detail import CardDetail
    from cardreader.ui.card_list import CardList
    from cardreader.ui.configuring import FoldersOf
    from cardreader.ui.sourcing import AddSource

HOUR = 3600
WIDE = (100, 20)  # the smallest screen with two panes side by side, and some lines

# The reader's pauses are shortened: no test looks at how long they are.
_SOON_S = 0.02
_NEVER_S = 3600
_TICK_S = 0.01
_DEADLINE_S = 30
_CALM_ROUNDS = 2
_NAMES = {" ": "space", ":": "colon", "-": "minus", '"': "quotation_mark"}


class Process:
    """A browser that ends at once, with this status."""

    def __init__(self, status: int) -> None:
        self._status = status

    def wait(self, timeout: float | None = None) -> int:  # noqa: ARG002 - subprocess's signature
        """Give the status."""
        return self._status


class Browser:
    """Notes the URLs that it is given; with an `error` it does not start."""

    def __init__(self, *, status: int = 0, error: OpenError | None = None) -> None:
        self.opened: list[str] = []
        self._status = status
        self._error = error

    def __call__(self, url: str) -> subprocess.Popen[bytes]:
        """Open a URL."""
        if self._error:
            raise self._error
        self.opened.append(url)
        return cast("subprocess.Popen[bytes]", Process(self._status))


class Gate:
    """A function that can be made to wait: calls in a thread stop at the gate while it is shut."""

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function
        self._open = threading.Event()
        self._open.set()
        self.waiting = False

    def __call__(self, *given: object, **named: object) -> object:
        """Call the function once the gate is open."""
        self.waiting = not self._open.is_set()
        assert self._open.wait(_DEADLINE_S)
        return self._function(*given, **named)

    def shut(self) -> None:
        """Have calls wait from now on."""
        self.waiting = False
        self._open.clear()

    def open(self) -> None:
        """Let calls through, those that wait first."""
        self._open.set()


def url(name: str) -> str:
    """Return the URL of the story with this name."""
    return f"https://example.com/{name}"


def related(*names: str) -> list[dict[str, str]]:
    """Return what a card lists as related: the stories with these names."""
    return [{"title": f"About {name}", "webUrl": url(name)} for name in names]


def story(folder: Path, name: str, heat: int, **fields: object) -> Path:
    """Write a card that is called and addressed by its name; other fields may be given."""
    common: dict[str, object] = {
        "excerpt": f"The excerpt of {name}.",
        "publishedDateTime": utc_text(NOW - HOUR),
        "webUrl": url(name),
        "heat": heat,
    }
    return write_card(folder / f"{name}.md", **({"title": name} | common | fields))  # type: ignore[arg-type]


def stories(folder: Path, count: int) -> Path:
    """Write so many stories, `card-0` the hottest; return the folder."""
    folder.mkdir(parents=True)
    for number in range(count):
        name = f"card-{number}"
        (folder / f"{name}.md").write_text(
            f"---\ntitle: {name}\nexcerpt: The excerpt of {name}.\nwebUrl: {url(name)}\n"
            f"heat: {2 * count - number}\npublishedDateTime: {utc_text(NOW - HOUR)}\n---\n"
        )
    return folder


class Driver:
    """Presses keys in a running reader and tells what there is to see."""

    def __init__(self, app: ReaderApp, pilot: Pilot[None], library: Library) -> None:
        self.app = app
        self.library = library
        self._pilot = pilot

    # What is done

    async def press(self, *keys: str) -> None:
        """Press keys (Textual's names), each when the one before has come to rest."""
        for key in keys:
            self.send(key)
            await self.settle()

    def send(self, *keys: str) -> None:
        """Press keys without waiting for what they set off."""
        for key in keys:
            self._send(key, key if len(key) == 1 else None)

    async def type(self, text: str) -> None:
        """Type a text into the box that has the focus."""
        for character in text:
            self._send(_NAMES.get(character, character), character)
        await self.settle()

    def _send(self, key: str, character: str | None) -> None:
        event = events.Key(key, character)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    async def click(self, column: int, line: int, times: int = 1) -> None:
        """Click on a place of the screen."""
        await self._pilot.click(offset=(column, line), times=times)
        await self.settle()

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the mouse's button at one place, move, and let it go at another."""
        await self._pilot.mouse_down(offset=start)
        await self._pilot.hover(offset=end)
        await self._pilot.mouse_up(offset=end)
        await self.settle()

    async def wheel(self, column: int, line: int) -> None:
        """Turn the mouse's wheel down by a notch at a place of the screen."""
        event = events.MouseScrollDown(
            None, column, line, 0, 0, 0, shift=False, meta=False, ctrl=False
        )
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker, timer or message is under way, but for dialogues."""
        calm = 0
        deadline = time.monotonic() + _DEADLINE_S
        while calm < _CALM_ROUNDS and not self._is_over():
            calm = 0 if await self._work() else calm + 1
            if time.monotonic() > deadline:
                raise AssertionError(f"The reader does not come to rest: {[*self.app.workers]}")

    async def paint(self) -> None:
        """Wait until the screen in front is drawn, as it stays."""
        await self.settle()
        before, now = [""], list(self.lines)
        while before != now or not "".join(now).strip():
            drawn = asyncio.Event()
            self.app.screen.call_after_refresh(drawn.set)
            await asyncio.wait_for(drawn.wait(), _DEADLINE_S)
            await self.settle()
            before, now = now, list(self.lines)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until this holds, while there may be workers that do not end."""
        deadline = time.monotonic() + _DEADLINE_S
        while not condition() and not self._is_over():
            await self._pilot.pause(0)
            if time.monotonic() > deadline:
                raise AssertionError("What was waited for did not come.")

    def _is_over(self) -> bool:
        """Whether the reader was left; raise when it has fallen over."""
        if self.app._exception:
            raise self.app._exception
        return self.app._exit

    async def handle_messages(self) -> None:
        """Wait until the messages that are under way have been handled."""
        await self._pilot.pause(0)
        handled = asyncio.Event()
        if self.reader.call_later(handled.set):
            either = [
                asyncio.create_task(event.wait()) for event in (handled, self.app._exception_event)
            ]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            for task in either:
                task.cancel()

    async def _work(self) -> bool:
        """Have messages handled and workers ended; return whether there was anything to do."""
        await self.handle_messages()
        tasks = [
            worker._task for worker in self.app.workers if worker._task and not self._asks(worker)
        ]
        if tasks:
            await asyncio.wait(tasks, timeout=_TICK_S, return_when=asyncio.FIRST_COMPLETED)
        reader = self.reader
        waits = (
            reader._count_timer
            or reader._asked
            or reader._is_reading
            or reader._grow_timer
            or reader._refreshing
        )
        return bool(tasks or waits)

    def _asks(self, worker: Worker[object]) -> bool:
        """Whether the worker waits for an answer in the dialogue that is open."""
        return worker.group in ("picker", "open") and len(self.app.screen_stack) > 1

    async def new_files(self) -> None:
        """Have the reader see what has changed in the folders, as it does at the start."""
        self.reader.refresh_sources()
        await self.settle()

    # What is seen

    @property
    def reader(self) -> ReaderScreen:
        """The reader's own screen, also while a dialogue is in front of it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ReaderScreen)
        return screen

    @property
    def narrowing(self) -> Narrowing:
        """What the list is narrowed to."""
        return self.reader.narrowing

    @property
    def list(self) -> CardList:
        """The list."""
        return self.reader.list

    @property
    def card(self) -> CardDetail:
        """The card pane."""
        return self.reader.card

    @property
    def lines(self) -> Sequence[str]:
        """The lines of the whole screen, as drawn."""
        return [strip.text for strip in self.strips]

    @property
    def strips(self) -> Sequence[Strip]:
        """The lines of the whole screen with their colours, as drawn."""
        visible_screen_stack.set(self.app._background_screens)  # a dialogue lets them through
        return self.app.screen._compositor.render_strips()

    @property
    def text(self) -> str:
        """The whole screen, as drawn."""
        return "\n".join(self.lines)

    @property
    def summaries(self) -> Sequence[Summary]:
        """The cards of the view, in order; those that are gone left out."""
        return [each for each in self.library.summaries(self.list.ids) if each]

    @property
    def titles(self) -> Sequence[str]:
        """The titles of the cards of the view, in order."""
        return [summary.title for summary in self.summaries]

    @property
    def cursor(self) -> str:
        """The title of the card under the cursor, '' for none."""
        summary = self.list.summary(self.list.position) if self.list.position >= 0 else None
        return summary.title if summary else ""

    @property
    def shown(self) -> str:
        """The title of the card in the card pane, '' for none."""
        detail: Detail | None = self.card.detail
        return detail.summary.title if detail else ""

    @property
    def title(self) -> str:
        """The first line of the screen."""
        return self.reader.title_bar.render().plain

    @property
    def sentence(self) -> str:
        """What the last line says instead of the keys."""
        return self.reader.hint_bar.sentence

    @property
    def toasts(self) -> Sequence[str]:
        """The sentences that are shown on top of all."""
        return [notification.message for notification in self.app._notifications]

    def marked(self, kind: str) -> set[str]:
        """Return the titles of the cards of the view that are `read` or `starred`."""
        return {each.title for each in self.summaries if getattr(each, kind)}


@asynccontextmanager
async def reading(
    *folders: Path,
    size: tuple[int, int] = WIDE,
    config: Config | None = None,
    narrowing: Narrowing | None = None,
    order: Order | None = None,
    browser: OpenURL | None = None,
    notices: Sequence[str] = (),
    mistakes: Sequence[str] = (),
    folders_of: FoldersOf | None = None,
    samples: bool = False,
    unread_files: bool = False,
    watched: bool = False,
    comes_back: bool = False,
    add_source: AddSource | None = None,
    now: float = NOW,
) -> AsyncIterator[Driver]:
    """Start the reader on folders, and end it. Its databases are beside the first folder.

    The folders are in the index already; with `unread_files`, only in the state in which the last
    reader has left them. When `watched`, changes in them are noticed without `new_files`.
    `comes_back`: it begins where the last one was left, and keeps where it is left.
    """
    own = open_library(folders[0].parent / "reader", *folders, now=now)
    own.mute(config.mute if config else ())
    if not unread_files:
        own.refresh()
    left = own.state("place") if comes_back else None
    narrowing = kept_narrowing(left, config or Config()) or narrowing
    app = ReaderApp(
        own, config or Config(), narrowing or Narrowing(), order or Order(),
        folders[0].parent / "config.toml", browser or Browser(),
        notices=notices, samples=samples, mistakes=mistakes, folders_of=folders_of,
        add_source=add_source, place=kept_place(left), keeps_place=comes_back,
    )  # fmt: skip
    with (
        patch.object(following, "_GROW_PAUSE_S", _SOON_S),
        patch.object(acting, "_VIEWED_AFTER_S", _SOON_S),
        patch.object(arranging, "_COUNTED_AFTER_S", _TICK_S),
        patch.object(reader_screen, "_FIRST_KEYS_S", 0.001),
        patch.object(hearing, "_PEACE_S", _SOON_S),
        patch.object(hearing, "_LOOK_EVERY_S", _SOON_S if watched else _NEVER_S),
        contextlib.nullcontext() if watched else patch.object(ReaderScreen, "begin_to_hear"),
    ):
        async with app.run_test(size=size, notifications=True) as pilot:
            driver = Driver(app, pilot, own)
            await driver.settle()
            yield driver
    own.close()
