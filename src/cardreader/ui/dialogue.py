"""What lies over the reader's screen until it is left."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialogue(ModalScreen[Result]):
    """A screen that is closed once: a key or click that came too late closes no other."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close; Textual would take away whatever screen is on top."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
