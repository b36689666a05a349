"""Keys that come faster than the screen changes: none is lost, none goes where it was not meant.

Textual hands a key to the widget that has the focus when it arrives, and the key's binding is run
only after it has bubbled all the way back to the app. When several keys arrive at once (a paste, a
macro, a slow connection) and the first of them opens something, the others are on their way to the
wrong place by then. Here the bindings of the panes are run at once, and keys that come while a
dialogue is being opened wait for it, as do those behind a key of the search box that changes what
they are meant for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Key
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from textual.events import Event
    from textual.timer import Timer

# How long keys wait for a dialogue, should it never take the focus.
_PATIENCE_S = 1.0


class TypeAheadApp(App[None]):
    """An app whose keys take effect one after the other."""

    def __init__(self) -> None:
        """Start: keys wait for the first screen, which gives them out (`give_keys`)."""
        super().__init__()
        self._waiting: list[Key] = []
        self._opening = True
        self._patience: Timer | None = None

    def keep_keys(self) -> None:
        """Have keys wait: a dialogue is being prepared that will take them."""
        self._opening = True
        self._stop_waiting()
        self._patience = self.set_timer(_PATIENCE_S, self.give_keys)

    def give_keys(self) -> None:
        """The dialogue was opened, or will not be: it may have the waiting keys."""
        self._opening = False
        self._stop_waiting()
        self.call_later(self._hand_out)

    def _stop_waiting(self) -> None:
        """Another opening has a patience of its own."""
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    async def on_event(self, event: Event) -> None:
        """Run a pane's key at once; keep a key back that comes before its dialogue."""
        if isinstance(event, Key) and not event.is_forwarded:
            if self._waiting or self._is_opening():
                self._waiting.append(event)
            else:
                await self._take(event)
        else:
            await super().on_event(event)

    async def on_descendant_focus(self) -> None:
        """A dialogue is there: it gets what was typed for it."""
        await self._hand_out()

    async def _hand_out(self) -> None:
        """Take the waiting keys in their order, until one of them opens something again."""
        while self._waiting and not self._is_opening():
            await self._take(self._waiting.pop(0))

    async def _take(self, event: Key) -> None:
        in_pane = getattr(self.focused, "is_pane", False)
        if event.key in getattr(self.focused, "awaited_keys", ()):
            self.keep_keys()
        if not (in_pane and await self._check_bindings(event.key)):
            await super().on_event(event)

    def _is_opening(self) -> bool:
        """Whether a dialogue is about to take the keys."""
        return self._opening or (isinstance(self.screen, ModalScreen) and self.focused is None)
