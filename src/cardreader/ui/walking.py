"""Going on from a card: through what is related to it and back, and to what its names stand for."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cardreader.ui.configuring import Configuring
from cardreader.ui.loading import index_of

if TYPE_CHECKING:
    from cardreader.card import Detail, Summary
    from cardreader.ui.card_detail import CardDetail
    from cardreader.ui.card_list import CardList
    from cardreader.ui.card_row import Name
    from cardreader.ui.card_view import Spot

_MOST_STOPS = 100


class Stop(NamedTuple):
    """A card that was left for a related one, and where the reader was in it."""

    card: int
    spot: Spot


class Walking(Configuring):
    """The actions that lead from the card that is shown to something else."""

    _trail: tuple[Stop, ...] = ()  # the cards on the way here, the first one first
    _arriving: Stop | None = None  # whom `backspace` comes back to, until it is read
    _walked_to: int | None = None
    _explains = False

    # To related cards, and back

    def on_card_detail_target_chosen(self, event: CardDetail.TargetChosen) -> None:
        """Go to a related item's own card, else open it in the browser."""
        if event.target.card is not None:
            self.work(partial(self._go_on, event.target.card), "open")
        else:
            self.work(partial(self._open_target, event.target), "open")

    async def _go_on(self, card: int) -> None:
        """Go to another card, and remember the way back."""
        if self.shown is not None:
            stop = Stop(self.shown.summary.id, self.card.spot)
            self._trail = (*self._trail, stop)[-_MOST_STOPS:]
        self._arriving = None
        self.mark_opened(card)
        await self._go_to(card)

    def action_go_back(self) -> None:
        """Go back to the card from which this one was reached."""
        if not self._trail:
            self.say("There is no card to go back to; esc leads to the list.")
            return
        self._arriving = self._trail[-1]
        self._trail = self._trail[:-1]
        self.work(partial(self._go_to, self._arriving.card), "open")

    async def _go_to(self, card: int) -> None:
        """Show a card: in the list where it is listed, else in the card pane alone."""
        ids = self.list.ids
        position = await asyncio.to_thread(index_of, ids, card, -1)
        self._walked_to = card
        if position >= 0 and ids is self.list.ids:
            self.visiting = None
            self.list.move_to(position)
        else:
            self.visiting = card
        self.want_detail(card)

    def show_card(self, detail: Detail | None) -> None:
        """Show a card; one that the reader comes back to where it was left."""
        back = self._arriving
        if back is None or detail is None or detail.summary.id != back.card:
            super().show_card(detail)
            return
        self._arriving, self.shown = None, detail
        self.card.show(detail, back.spot)

    def on_card_list_moved(self, event: CardList.Moved) -> None:
        """Forget the way when the cursor leaves it."""
        if event.id != self._walked_to:
            self.forget_way()

    def forget_way(self) -> None:
        """There is no way back from here on."""
        self._trail, self._arriving, self._walked_to = (), None, None

    # The mouse

    def on_card_list_opened(self) -> None:
        """Two clicks on a card open its article."""
        self.action_open()

    def on_card_detail_link_clicked(self, event: CardDetail.LinkClicked) -> None:
        """Open a link; the article's own address as `o` does."""
        card = self.shown.card if self.shown else None
        if card and event.url == card.url:
            self.action_open()
        else:
            self.work(partial(self._follow_link, event.url), "open")

    async def _follow_link(self, url: str) -> None:
        await self._open(url)

    def on_card_list_name_clicked(self, event: CardList.NameClicked) -> None:
        """List only what has the name that was clicked."""
        self.narrow_to(event.name)

    def on_card_detail_name_clicked(self, event: CardDetail.NameClicked) -> None:
        """List only what has the name that was clicked."""
        from cardreader.ui.card_row import Name, provider_of  # noqa: PLC0415 - for who clicks

        name = Name("topic", event.topic) if event.topic else provider_of(event.detail.summary)
        if name:
            self.narrow_to(name)

    def narrow_to(self, name: Name) -> None:
        """List only what has this name, or no longer when that is so already."""
        narrowing = self.narrowing
        before = narrowing.topics if name.field == "topic" else narrowing.providers
        chosen = () if before == (name.value,) else (name.value,)
        topics = chosen if name.field == "topic" else narrowing.topics
        providers = chosen if name.field == "provider" else narrowing.providers
        self.load_view(
            narrowing.choosing(topics, providers, narrowing.sources), keep=self.list.current
        )

    # Why a card stands where it does

    def action_explain(self) -> None:
        """Explain in the card pane why the card stands where it does, or no longer."""
        if not self.card.display or self.shown is None:
            super().action_explain()
            return
        self._explains = not self._explains
        self.card.explain(self._why if self._explains else None)

    def _why(self, summary: Summary) -> list[str]:
        from cardreader.ui.orders import why  # noqa: PLC0415 - not for the first screen

        return why(summary, self.sorting, self.library.now, self.library.half_life_s / 3600)

    def on_loading_loaded(self, event: Configuring.Loaded) -> None:
        """Explain the order that holds now."""
        if self._explains and event.asked is self._asked:
            self.card.explain(self._why)
