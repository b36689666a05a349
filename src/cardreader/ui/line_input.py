"""The one-line input that the boxes are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from cardreader.clean import clean_line

if TYPE_CHECKING:
    from textual.events import Key, Paste

LONGEST = 1_000  # characters; nobody types more, and all of them are drawn at every key


class LineInput(Input):
    """An input without a frame, one line high, that makes one clean line of what is pasted.

    Its keys take effect in the order in which they come: Textual runs a binding only after the
    key has bubbled up to the app, when letters that came after it are in the text already.
    """

    awaited_keys: frozenset[str] = frozenset()
    """Keys that the ones behind them wait for: what these are meant for is known after them."""

    # Textual lays the whole screen out anew when it changes; here a longer text changes no place.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def __init__(self, placeholder: str) -> None:
        super().__init__(
            placeholder=placeholder, max_length=LONGEST, select_on_focus=False, compact=True
        )
        self.cursor_blink = False  # each blink would be traffic over ssh

    def leaves_key(self, key: str) -> bool:  # noqa: ARG002 - subclasses look at the key
        """Whether a printable key is left to the bindings around the input; here none is."""
        return False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Let the bindings for the keys that are left take effect."""
        return super().check_consume_key(key, character) and not self.leaves_key(key)

    def action_paste(self) -> None:
        """Paste what was last copied in the reader, as one clean line."""
        self._insert_line(self.app.clipboard)

    async def _on_key(self, event: Key) -> None:
        if self.leaves_key(event.key):
            event.prevent_default()
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.prevent_default()
                event.stop()
                return

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self._insert_line(event.text)

    def _insert_line(self, text: str) -> None:
        """Insert what there is room for: Textual refuses the whole of what is too long."""
        start, end = sorted(self.selection)
        room = LONGEST - len(self.value) + end - start
        if room > 0:
            self.replace(clean_line(text, room), start, end)
