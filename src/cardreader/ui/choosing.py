"""Choosing which cards are listed: search, topics, and other narrowings."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from cardreader.clean import clean_line
from cardreader.database import DatabaseError
from cardreader.query import Query, QueryError, parse
from cardreader.ui.commands import box_hints, hints
from cardreader.ui.watching import Watching

if TYPE_CHECKING:
    from cardreader.index.pulse import Tally
    from cardreader.library import Choices, Count
    from cardreader.ui.narrowing import Narrowing
    from cardreader.ui.picker import Choice
    from cardreader.ui.pulse import Glance, Taste
    from cardreader.ui.search_box import SearchBox
    from cardreader.ui.typeahead import TypeAheadApp

_MAX_SEARCHES = 200


class Choosing(Watching):
    """The actions that narrow the view."""

    _before_search: Narrowing | None = None
    _kept_card: int | None = None
    _kept_line = 0
    _was_in_card = False
    _typed = ""  # what is in the search box
    _taste: Taste | None = None  # how the pulse was looked at last
    search_box: SearchBox | None = None  # made when it is first opened

    def show_hints(self) -> None:
        """Remind of the keys that hold where the focus is."""
        box = self.search_box
        searching = box is not None and box.has_focus_within
        self.hint_bar.show(box.hints if box and searching else self._hints())

    def _hints(self) -> list[tuple[str, str]]:
        if self.focused is self.card:
            return hints("card", self.keymap)
        return hints("selection" if self.list.selected.runs else "list", self.keymap)

    # Search

    def earlier_searches(self) -> list[str]:
        """Return what was searched for before, the newest last; raise DatabaseError."""
        kept = self.library.state("searches")
        return [clean_line(str(text)) for text in kept] if isinstance(kept, list) else []

    async def action_search(self) -> None:
        """Open the search box."""
        self._before_search, self._kept_card = self.narrowing, self.list.current
        self._kept_line, self._was_in_card = self.list.line, self.focused is self.card
        self._typed = self.narrowing.search
        try:
            history = self.earlier_searches()
        except DatabaseError as error:
            self.say(str(error), severity="error")
            history = []
        if self.search_box is None:
            from cardreader.ui.search_box import SearchBox  # noqa: PLC0415 - not for the first screen

            self.search_box = SearchBox(box_hints(self.keymap))
            await self.mount(self.search_box, before=self.hint_bar)
        self.hint_bar.display = False  # the box has its own line there
        known = self._typed.strip() and self._asked is None and self.counts
        self.search_box.open(self._typed, history, known[0] if known else None)

    def on_search_box_changed(self, event: SearchBox.Changed) -> None:
        """List what matches so far; what cannot be understood yet keeps the last good view."""
        box, before = self.search_box, self._before_search
        if box is None or before is None:
            return
        self._typed = event.text
        try:
            narrowing = before.searching(event.text, typing=True)
        except QueryError as mistake:  # the box tells it
            if _was_word(event.text, mistake.position, self.narrowing.search):
                self.load_view(before.searching(box.understood))
            else:
                self._fall_back()
        else:
            self.load_view(narrowing)

    def _fall_back(self) -> None:
        """Have what can be understood of a search, where the last good view has no card.

        Nobody types a field at once: its name may be a word that is nowhere.
        """
        box = self.search_box
        if self._before_search and box and not self._asked and not self.list.ids:
            good = box.understood
            if good != self.narrowing.search:
                self.load_view(self._before_search.searching(good))

    def on_search_box_settled(self) -> None:
        """Let the keys come that waited for a completion."""
        self.reader_app.give_keys()

    def on_search_box_values_wanted(self) -> None:
        """Ask the library which topics, providers and sources there are, in a worker."""
        if self._before_search is not None:
            work = partial(self._offer_values, self._before_search)
            self.work(work, "values", exclusive=True)

    async def _offer_values(self, before: Narrowing) -> None:
        query = before.searching("").query()
        choices = await asyncio.to_thread(self.library.choices, query)
        if self.search_box is not None and self._before_search is before:
            self.search_box.offer(values_of(choices))

    def on_search_box_kept(self, event: SearchBox.Kept) -> None:
        """Keep the view that was searched for."""
        self.keep_search(event.text)

    def keep_search(self, typed: str) -> bool:
        """Leave the search box with what was found; return whether that can be."""
        try:
            (self._before_search or self.narrowing).searching(typed)
        except QueryError:
            if self.search_box is not None:
                self.search_box.insist()
            self.reader_app.give_keys()
            return False
        self.set_focus(self.list)
        self.reader_app.give_keys()
        if text := typed.strip():
            self.work(partial(self._remember, text), "searches")
        return True

    async def _remember(self, text: str) -> None:
        searches = [each for each in self.earlier_searches() if each != text] + [text]
        await asyncio.to_thread(self.library.keep_state, "searches", searches[-_MAX_SEARCHES:])

    def on_search_box_left(self) -> None:
        """Restore the view that was there before."""
        before = self._before_search
        self.set_focus(self.card if self._was_in_card else self.list)
        if before is not None:
            self.load_view(before, keep=self._kept_card, line=self._kept_line)
        self.reader_app.give_keys()

    def close_search(self) -> None:
        """Take the search box away; what it has found stays."""
        self._before_search = None
        if self.search_box is not None:
            self.search_box.display = False
            self.hint_bar.display = True

    def on_loading_loaded(self, event: Watching.Loaded) -> None:
        """Show the number of hits in the search box."""
        if self._before_search and self.search_box and event.asked is self._asked and event.counts:
            self.search_box.hits = event.counts[0]
            if self.search_box.has_mistake:
                self.call_later(self._fall_back)  # once the view is there

    # Topics, providers, sources

    def action_choose_topics(self) -> None:
        """Choose topics, providers and sources."""
        self.reader_app.keep_keys()
        self.work(self._choose, "picker", exclusive=True)

    @property
    def reader_app(self) -> TypeAheadApp:
        """The app: it keeps what is typed until a chooser is there."""
        return cast("TypeAheadApp", self.app)

    async def _choose(self) -> None:
        from cardreader.ui.picker import Picker  # noqa: PLC0415 - not for the first screen

        query = self.narrowing.query(with_choices=False)
        try:
            choices = await asyncio.to_thread(self.library.choices, query)
            picker = Picker("Topics, providers, sources", self._offered(choices), many=True)
            choosing = self.app.push_screen(picker, wait_for_dismiss=True)
        finally:
            self.reader_app.give_keys()
        chosen: list[tuple[str, str]] | None = await choosing
        if chosen is None:
            return
        by_section: dict[str, tuple[str, ...]] = {"topics": (), "providers": (), "sources": ()}
        for section, value in chosen:
            by_section[section] += (value,)
        self.load_view(self.narrowing.choosing(*by_section.values()))

    def _offered(self, choices: Choices) -> list[Choice[tuple[str, str]]]:
        """Return what the picker offers; a single source is no choice."""
        sources = choices.sources if len(choices.sources) > 1 else []
        offered: list[Choice[tuple[str, str]]] = []
        for section, counts, chosen in (
            ("topics", choices.topics, self.narrowing.topics),
            ("providers", choices.providers, self.narrowing.providers),
            ("sources", sources, self.narrowing.sources),
        ):
            offered += [self._offer(section, count, chosen) for count in counts]
        return offered

    def _offer(
        self, section: str, count: Count, chosen: tuple[str, ...]
    ) -> Choice[tuple[str, str]]:
        from cardreader.ui.picker import Choice  # noqa: PLC0415 - not for the first screen

        return Choice(
            (section, count.value), count.label, count.cards, section, count.value in chosen
        )

    def action_drop_topics(self) -> None:
        """Take back the chosen topics, providers and sources."""
        narrowing = self.narrowing.choosing((), (), ()).without_closer("topic", "provider")
        self.load_view(narrowing, keep=self.list.current)

    # The pulse

    def action_pulse(self) -> None:
        """Show the cards of the view at a glance, and narrow it to a part of them."""
        from cardreader.ui.pulse import Figures, Pulse  # noqa: PLC0415 - not for the first screen

        query = self.narrowing.query()
        today = datetime.fromtimestamp(self.library.now, UTC).astimezone().date()

        def tallies(time: str) -> tuple[list[Tally], list[Tally]]:
            return self.library.tallies(query.and_also(parse(f"date:{time}") if time else Query()))

        self.app.push_screen(
            Pulse(
                self.what_is_listed(), Figures(lambda: self.library.days(query), tallies),
                today, self.list.row_styles, self.keymap,
                self._taste,
            ),
            self._glanced,
        )  # fmt: skip

    def _glanced(self, glance: Glance | None) -> None:
        if glance is not None:
            self._taste = glance.taste
            if glance.step:
                self.load_view(self.narrowing.closer_to(glance.step))

    # Other narrowings

    def action_unread_only(self) -> None:
        """List unread cards only, and back."""
        narrowing = self.narrowing.with_unread(unread=not self.narrowing.unread)
        self.load_view(narrowing, keep=self.list.current)

    def action_all_cards(self) -> None:
        """List retired and unpublished cards too, and back."""
        narrowing = self.narrowing.with_everything(everything=not self.narrowing.everything)
        self.load_view(narrowing, keep=self.list.current)

    def action_widen(self) -> None:
        """Drop the selection, else take back one narrowing."""
        if self.list.select_none():
            return
        narrowing = self.narrowing.back()
        if narrowing is not None:
            self.load_view(narrowing, keep=self.list.current)

    def action_reload(self) -> None:
        """Reload the sources, and let waiting news in."""
        self.waiting = 0
        self.load_view(keep=self.list.current)
        self.want_detail(self.list.current)
        self.moved, self.lets_in = False, True
        self.refresh_sources(confirmed=True)


def _was_word(text: str, position: int, good: str) -> bool:
    """Whether the name of a field that has a mistake now was last searched for as a word.

    That is what is typed on the way to it, and meant by nobody.
    """
    return text.startswith(good) and position < len(good) and ":" not in good[position:]


def values_of(choices: Choices) -> dict[str, list[tuple[str, int]]]:
    """Return what a search may be for, by field, with numbers of cards, most cards first.

    A source goes by its folder's name where no other one has it.
    """
    names = [count.label for count in choices.sources]
    return {
        "topic": [(count.value, count.cards) for count in choices.topics],
        "provider": [(count.value, count.cards) for count in choices.providers],
        "source": [
            (count.label if names.count(count.label) == 1 else count.value, count.cards)
            for count in choices.sources
        ],
    }
