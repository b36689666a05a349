"""A searchable chooser: of one thing (sort order, view) or of many (topics, providers, sources)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.visual import RenderOptions, Visual
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from cardreader.clean import checked
from cardreader.query import fold
from cardreader.ui.dialogue import Dialogue
from cardreader.ui.line_input import LineInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style

CHOICES_SHOWN = 500

_FRAME_LINES = 3  # the border and the filter
_KEY = "bold $text-accent"
_NO_MATCH = "Nothing matches; ctrl+u empties the filter."
_NO_CHOICE = "There is nothing to choose from."

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One thing to choose: what it stands for (each value once), its text and how many cards.

    Choices with the same `section` stand under that heading. `chosen`: it is in force already.
    """

    value: Value
    label: str
    count: int | None = None
    section: str = ""
    chosen: bool = False


def matching(choices: Iterable[tuple[str, Choice[Value]]], typed: str) -> list[Choice[Value]]:
    """The choices whose text (given folded) has all words of `typed`, the best matches first.

    Best is the text itself, then what begins with it, then where words do; else as given.
    """
    words = fold(typed).split()
    hits = [(text, choice) for text, choice in choices if all(word in text for word in words)]
    if words:
        hits.sort(key=lambda hit: _rank(hit[0], words))
    return [choice for _, choice in hits]


def rows(
    sections: Iterable[tuple[str, Sequence[Choice[Value]]]], limit: int = CHOICES_SHOWN
) -> list[Choice[Value] | str]:
    """The lines of the list: choices, and texts that cannot be chosen.

    At most `limit` choices, of which each section gets a fair share; what is left out is told.
    """
    filled = [(heading, choices) for heading, choices in sections if choices]
    shares = _shares([len(choices) for _, choices in filled], limit)
    lines: list[Choice[Value] | str] = []
    for (heading, choices), share in zip(filled, shares, strict=True):
        if heading:
            lines.append(heading)
        lines.extend(choices[:share])
        if len(choices) > share:
            lines.append(f"  … {len(choices) - share:,} more: type to narrow")
    return lines


def choice_line(choice: Choice[Value], chosen: bool, width: int) -> Content:
    """One line of exactly `width` cells: a tick if it is chosen, the label, the count."""
    tick = ("✓ ", "bold") if chosen else "  "
    count = "" if choice.count is None else f" {choice.count:,}"
    room = max(width - 2 - len(count), 0)
    label = Content(checked(choice.label)).truncate(room, ellipsis=True, pad=True)
    return Content.assemble(tick, label, (count, "dim")).truncate(width, pad=True)


class Picker(Dialogue[list[Value]], Generic[Value]):
    """Asks for one choice or, with `many`, for any number; the result is their values.

    Typing narrows the list at once. One choice is taken with `enter`. Of many, `tab` ticks and
    unticks, and so does the blank unless words are being typed; `enter` takes the ticked ones, and
    the one under the cursor too if the reader has gone there without ticking anything. The result
    is in the order of the choices, `[]` if all were unticked, None if it was cancelled.
    """

    DEFAULT_CSS = """
    Picker {
        align: center middle;
    }
    Picker > Vertical {
        width: 100%;
        max-width: 64;
        height: 90%;
        background: $surface;
        border: round $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
    }
    Picker LineInput, Picker LineInput:focus {
        background: $boost;
        background-tint: $foreground 0%;
        padding: 0 1;
    }
    Picker OptionList, Picker OptionList:focus {
        height: 1fr;
        min-width: 12;
        border: none;
        padding: 0;
        background: transparent;
        background-tint: $foreground 0%;
        scrollbar-size-vertical: 1;
    }
    Picker OptionList > .option-list--option {
        padding: 0 1;
    }
    Picker OptionList > .option-list--option-highlighted {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    Picker OptionList > .option-list--option-disabled {
        color: $text-muted;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move('cursor_down')", "Down", show=False),
        Binding("up,ctrl+p", "move('cursor_up')", "Up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
        Binding("tab,space", "tick", "Tick", show=False),
        Binding("escape", "cancel", "Cancel", show=False),
    ]

    LEFT_KEYS: ClassVar[frozenset[str]] = frozenset()
    """Printable keys that are bound, and mean that while nothing is typed."""

    KEYS: ClassVar[Sequence[tuple[str, str]]] = ()
    """More keys and what they do, for the frame; the most wanted first."""

    def __init__(self, title: str, choices: Sequence[Choice[Value]], *, many: bool) -> None:
        super().__init__()
        self._title = title
        self._many = many
        self._choices = choices
        self._sections: dict[str, list[tuple[str, Choice[Value]]]] = {}
        for choice in choices:
            self._sections.setdefault(choice.section, []).append((fold(choice.label), choice))
        self._ticked = {choice.value for choice in choices if choice.chosen}
        self._has_ticked = False
        self._has_moved = False
        self._rows: list[Choice[Value] | str] = []
        self._listed_for: str | None = None

    def compose(self) -> ComposeResult:
        """The filter above the list, in a frame that tells the keys."""
        with Vertical() as frame:
            frame.border_title = Content(checked(self._title))
            yield _Filter(self._many, self.LEFT_KEYS)
            yield _Options(markup=False)

    def on_mount(self) -> None:
        """Make the frame as high as the whole list, and go to what is in force."""
        self._narrow()
        self._tell_keys()
        self.query_one(Vertical).styles.max_height = len(self._rows) + _FRAME_LINES
        if not self._many:
            for place, row in enumerate(self._rows):
                if isinstance(row, Choice) and row.chosen:
                    self.query_one(_Options).highlighted = place

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list to what is typed."""
        event.stop()
        self._narrow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is chosen; without anything to take, stay."""
        event.stop()
        self._take()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take or tick what was clicked."""
        event.stop()
        if self._many:
            self.action_tick()
        else:
            self._take()

    async def action_move(self, how: str) -> None:
        """Move the cursor, with an action of the list."""
        self._narrow()
        self._has_moved = True
        self.query_one(_Filter).settle()
        await self.app.run_action(how, self.query_one(_Options))

    def action_tick(self) -> None:
        """Tick or untick what is under the cursor."""
        choice = self.under_cursor()
        if choice is None or not self._many:
            return
        self._has_ticked = True
        self._ticked ^= {choice.value}
        self.query_one(_Filter).settle()
        options = self.query_one(_Options)
        if (place := options.highlighted) is not None:
            options.replace_option_prompt_at_index(place, self._drawn(choice))
        self._tell_keys()

    def action_cancel(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def renew(self, newer: Sequence[Choice[Value]]) -> None:
        """Show choices that have changed, each in the place of the one with its value."""
        by_value = {choice.value: choice for choice in newer}
        self._choices = [by_value.get(choice.value, choice) for choice in self._choices]
        for those in self._sections.values():
            renewed = (by_value.get(choice.value, choice) for _, choice in those)
            those[:] = [(fold(choice.label), choice) for choice in renewed]
        options = self.query_one(_Options)
        for place, row in enumerate(self._rows):
            if isinstance(row, Choice) and row.value in by_value:
                self._rows[place] = by_value[row.value]
                options.replace_option_prompt_at_index(place, self._drawn(by_value[row.value]))

    def _narrow(self) -> None:
        """List what matches, and go to the best match; a key may ask before the filter tells."""
        typed = self.query_one(_Filter).value
        if typed == self._listed_for:
            return
        self._listed_for = typed
        sections = [(name, matching(those, typed)) for name, those in self._sections.items()]
        self._rows = rows(sections) or [_NO_MATCH if typed else _NO_CHOICE]
        options = self.query_one(_Options)
        options.set_options(
            Option(Content(checked(row)), disabled=True)
            if isinstance(row, str)
            else Option(self._drawn(row))
            for row in self._rows
        )
        options.action_first()

    def _take(self) -> None:
        """Find out what was chosen; without anything, stay."""
        values = self._ticked if self._many else set()
        choice = self.under_cursor()
        gone_there = self._has_moved or bool(self.query_one(_Filter).value) or not values
        if choice is not None and gone_there and not self._has_ticked:
            values = {*values, choice.value}
        if values or self._has_ticked:
            self.take([choice.value for choice in self._choices if choice.value in values])

    def take(self, values: list[Value]) -> None:
        """Close with these values."""
        self.dismiss(values)

    def under_cursor(self) -> Choice[Value] | None:
        """Return the choice under the cursor."""
        self._narrow()
        place = self.query_one(_Options).highlighted
        row = None if place is None else self._rows[place]
        return row if isinstance(row, Choice) else None

    def _drawn(self, choice: Choice[Value]) -> _ChoiceRow[Value]:
        return _ChoiceRow(choice, choice.value in self._ticked)

    def _tell_keys(self) -> None:
        """Say in the frame which keys do what, and how many are chosen."""
        first: Sequence[str | tuple[str, str]] = (("esc", _KEY), " leaves  ")
        if self._many:
            first = (f"{len(self._ticked):,} chosen  ", ("tab", _KEY), " chooses  ")
        more = (part for key, what in self.KEYS for part in ("  ", (key, _KEY), f" {what}"))
        told = Content.assemble(*first, ("enter", _KEY), " takes", *more)
        self.query_one(Vertical).border_subtitle = told


class _Filter(LineInput):
    """What is typed to narrow the list; a blank may be for the list instead."""

    def __init__(self, many: bool, left: frozenset[str]) -> None:
        super().__init__("type to narrow…")
        self._many = many
        self._left = left
        self._settled = ""

    def settle(self) -> None:
        """Take the text as done: until it is changed, a blank is not a part of it."""
        self._settled = self.value

    def leaves_key(self, key: str) -> bool:
        """The blank is left to the list when no words are being typed, and so are bound keys."""
        if key in self._left:
            return not self.value
        return key == "space" and self._many and self.value in ("", self._settled)


class _Options(OptionList, can_focus=False):
    """The list, which leaves the focus to the filter and keeps the first heading in sight."""

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        """Go a page on; where there is no room for a line, Textual knows of none."""
        with suppress(LookupError):
            super()._move_page(direction)

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the cursor, and to the very top if the cursor is in sight from there."""
        super().scroll_to_highlight(top)
        if self.highlighted is not None and self.highlighted < self.size.height:
            self.scroll_home(animate=False, immediate=True)


@dataclass(frozen=True, slots=True)
class _ChoiceRow(Visual, Generic[Value]):
    """Draws a choice in the width that there is, when it is on screen."""

    choice: Choice[Value]
    ticked: bool

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002 - Textual's signature
        """All there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """One line."""
        return 1

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The line, drawn."""
        line = choice_line(self.choice, self.ticked, width)
        return line.render_strips(width, height, style, options)


def _rank(text: str, words: list[str]) -> int:
    """How well a folded text matches folded words, 0 best."""
    typed = " ".join(words)
    if text.startswith(typed):
        return 0 if text == typed else 1
    return 2 if all(f" {word}" in f" {text}" for word in words) else 3


def _shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many of each may be shown: the small ones whole, the large ones equally many."""
    shares = [0] * len(sizes)
    for done, place in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        shares[place] = min(sizes[place], (limit - sum(shares)) // (len(sizes) - done))
    return shares
