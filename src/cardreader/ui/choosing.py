"""Choosing which cards are listed: search, topics, views, orders."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, cast

from cardreader.clean import clean_line
from cardreader.database import DatabaseError
from cardreader.query import ORDERS, OrderBy, QueryError, parse_order
from cardreader.ui.narrowing import VIEWS
from cardreader.ui.watching import Watching

if TYPE_CHECKING:
    from cardreader.library import Choices, Count
    from cardreader.ui.narrowing import Narrowing
    from cardreader.ui.picker import Choice
    from cardreader.ui.search_box import SearchBox
    from cardreader.ui.typeahead import TypeAheadApp

_MAX_SEARCHES = 200
_ORDER_LABELS: dict[OrderBy, str] = {
    "heat": "the biggest story first",
    "hot": "big and new first: heat that cools with age",
    "date": "the newest first",
    "quality": "the best article first",
    "provider": "by provider, from A to Z",
    "title": "from A to Z",
}


class Choosing(Watching):
    """The actions that choose the view."""

    _before_search: Narrowing | None = None
    _kept_card: int | None = None
    search_box: SearchBox | None = None  # made when it is first opened

    # Search

    def earlier_searches(self) -> list[str]:
        """Return what was searched for before, the newest last; raise DatabaseError."""
        kept = self.library.state("searches")
        return [clean_line(str(text)) for text in kept] if isinstance(kept, list) else []

    async def action_search(self) -> None:
        """Open the search box."""
        self._before_search, self._kept_card = self.narrowing, self.list.current
        try:
            history = self.earlier_searches()
        except DatabaseError as error:
            self.say(str(error), severity="error")
            history = []
        if self.search_box is None:
            from cardreader.ui.search_box import SearchBox  # noqa: PLC0415 - not for the first screen

            self.search_box = SearchBox()
            await self.mount(self.search_box, before=self.hint_bar)
        self.search_box.open(self.narrowing.search, history)

    def on_search_box_changed(self, event: SearchBox.Changed) -> None:
        """List what matches so far; what cannot be understood yet keeps the last good view."""
        if self._before_search is None or self.search_box is None:
            return
        try:
            self.load_view(self._before_search.searching(event.text, typing=True))
        except QueryError as error:
            self.search_box.tell(str(error))  # what is listed is no answer to this

    def on_search_box_kept(self, event: SearchBox.Kept) -> None:
        """Keep the view that was searched for."""
        try:
            (self._before_search or self.narrowing).searching(event.text)
        except QueryError as error:
            self.say(str(error), severity="warning")
            return
        self.set_focus(self.list)
        if text := event.text.strip():
            self.work(partial(self._remember, text), "searches")

    async def _remember(self, text: str) -> None:
        searches = [each for each in self.earlier_searches() if each != text] + [text]
        await asyncio.to_thread(self.library.keep_state, "searches", searches[-_MAX_SEARCHES:])

    def on_search_box_left(self) -> None:
        """Restore the view that was there before."""
        before = self._before_search
        self.set_focus(self.list)
        if before is not None:
            self.load_view(before, keep=self._kept_card)

    def close_search(self) -> None:
        """Take the search box away; what it has found stays."""
        self._before_search = None
        if self.search_box is not None:
            self.search_box.display = False

    def on_loading_loaded(self, event: Watching.Loaded) -> None:
        """Show the number of hits in the search box."""
        if self._before_search and self.search_box and event.asked is self._asked and event.counts:
            self.search_box.hits = event.counts[0]

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
        self.load_view(self.narrowing.choosing((), (), ()), keep=self.list.current)

    # Other narrowings, and the order

    def action_unread_only(self) -> None:
        """List unread cards only, and back."""
        narrowing = self.narrowing.with_unread(unread=not self.narrowing.unread)
        self.load_view(narrowing, keep=self.list.current)

    def action_all_cards(self) -> None:
        """List retired and unpublished cards too, and back."""
        narrowing = self.narrowing.with_everything(everything=not self.narrowing.everything)
        self.load_view(narrowing, keep=self.list.current)

    def action_widen(self) -> None:
        """Take back one narrowing."""
        narrowing = self.narrowing.back()
        if narrowing is not None:
            self.load_view(narrowing, keep=self.list.current)

    def action_sort(self) -> None:
        """Choose the sort order."""
        from cardreader.ui.picker import Choice, Picker  # noqa: PLC0415 - not for the first screen

        choices = [
            Choice(str(order), f"{order}: {_ORDER_LABELS[order]}", None, "", order == self.order.by)
            for order in ORDERS
        ]
        self.app.push_screen(Picker("Sort by", choices, many=False), self._sorted)

    def _sorted(self, chosen: list[str] | None) -> None:
        if chosen:
            self.load_view(order=parse_order(chosen[0]))

    def action_choose_view(self) -> None:
        """Choose a saved view."""
        from cardreader.ui.picker import Choice, Picker  # noqa: PLC0415 - not for the first screen

        choices = [Choice(name, name, None, "", name == self.narrowing.view) for name in VIEWS]
        self.app.push_screen(Picker("View", choices, many=False), self._view_chosen)

    def _view_chosen(self, chosen: list[str] | None) -> None:
        if chosen:
            self.load_view(self.narrowing.in_view(chosen[0]))

    def action_reload(self) -> None:
        """Reload the sources, and let waiting news in."""
        self.waiting = 0
        self.load_view(keep=self.list.current)
        self.want_detail(self.list.current)
        self.moved = False
        self.refresh_sources(confirmed=True)
