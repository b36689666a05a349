"""The least that a Textual program can be: what starting Textual costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Hello(App[None]):
    """Says hello; ctrl+q ends it."""

    def compose(self) -> ComposeResult:
        """One line of text."""
        yield Static("Hello, world!")


Hello().run()
