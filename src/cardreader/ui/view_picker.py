"""The chooser of saved views, with how many unread cards are in each; it can change them, too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from cardreader.database import DatabaseError
from cardreader.ui.picker import Choice, Picker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cardreader.config import SavedView

Wish = Literal["show", "rename", "remove", "up", "down"]

_DIGITS = "123456789"


class ViewPicker(Picker[str]):
    """Asks for a view by its name; `wish` is what is to become of it.

    `unread` counts the unread cards of a view: it is called in a thread and may raise
    DatabaseError. `counts` is what is known already, and is filled.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(digit, f"show({digit})", "Show", show=False) for digit in _DIGITS),
        # Before the filter's own keys.
        Binding("ctrl+r", "ask('rename')", "Rename", show=False, priority=True),
        Binding("delete,ctrl+x", "ask('remove')", "Remove", show=False, priority=True),
        Binding("shift+up,ctrl+up", "ask('up')", "Move up", show=False, priority=True),
        Binding("shift+down,ctrl+down", "ask('down')", "Move down", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ViewPicker > Vertical {
        max-width: 76;
    }
    """
    LEFT_KEYS = frozenset(_DIGITS)
    KEYS: ClassVar[Sequence[tuple[str, str]]] = (
        ("ctrl+r", "renames"), ("del", "removes"), ("shift+↑ ↓", "moves"),
    )  # fmt: skip

    def __init__(
        self,
        views: Sequence[SavedView],
        at: str,
        unread: Callable[[SavedView], int],
        counts: dict[SavedView, int],
    ) -> None:
        """The cursor begins at the view that is called `at`."""
        self.wish: Wish = "show"
        self._views = views
        self._at = at
        self._unread = unread
        self._counts = counts
        super().__init__("Views: unread cards", [*map(self._choice, range(len(views)))], many=False)

    def on_mount(self) -> None:
        """Begin to count."""
        super().on_mount()
        self.run_worker(self._count, group="counts", thread=True)

    def action_show(self, number: int) -> None:
        """Take the view with this number."""
        if number <= len(self._views):
            self.take([self._views[number - 1].name])

    def action_ask(self, wish: Wish) -> None:
        """Leave with something else to be done with the view under the cursor."""
        choice = self.under_cursor()
        if choice is not None:
            self.wish = wish
            self.take([choice.value])

    def _count(self) -> None:
        """Count in a thread, and show each number as it comes."""
        worker = get_current_worker()
        for number, view in enumerate(self._views):
            if view in self._counts or view.mistake:
                continue
            try:
                count = self._unread(view)
            except DatabaseError:  # views are chosen without numbers as well
                return
            if worker.is_cancelled:
                return
            self.app.call_from_thread(partial(self._counted, number, count))

    def _counted(self, number: int, count: int) -> None:
        self._counts[self._views[number]] = count
        if self.is_attached:
            self.renew([self._choice(number)])

    def _choice(self, number: int) -> Choice[str]:
        view = self._views[number]
        digit = f"{number + 1} " if number < len(_DIGITS) else "  "
        wrong = "  (its query has a mistake)" if view.mistake else ""
        return Choice(
            view.name, f"{digit}{view.name}{wrong}", self._counts.get(view), "",
            view.name == self._at,
        )  # fmt: skip
