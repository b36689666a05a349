"""The chooser of what to mute, and of what to mute no longer, with how many cards that is about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from textual.worker import get_current_worker

from cardreader.database import DatabaseError
from cardreader.query import Query
from cardreader.query.muting import Mute
from cardreader.ui.line_input import LineInput
from cardreader.ui.picker import Choice, Picker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.widgets import Input

    from cardreader.card import Summary
    from cardreader.ui.typeahead import TypeAheadApp


class Offer(NamedTuple):
    """What is to be done with a mute; to `words` it is yet to be written."""

    wish: Literal["mute", "words", "lift"]
    mute: Mute | None = None


def offered(card: Summary | None, mutes: Sequence[Mute]) -> list[Choice[Offer]]:
    """Return what can be muted of a card, and what is muted: first that by which this card is."""
    own = [mute for mute in mutes if card and mute.holds_for(card)]
    rest = [mute for mute in mutes if mute not in own]
    new = [mute for mute in _mutes_of(card) if mute not in mutes] if card else []
    choices = [_choice(Offer("lift", mute), "lift what mutes this card") for mute in own]
    choices += [_choice(Offer("mute", mute), "mute") for mute in new]
    if card:
        choices.append(Choice(Offer("words"), "words of the title…", None, "mute"))
    return choices + [_choice(Offer("lift", mute), "lift another") for mute in rest]


def _mutes_of(card: Summary) -> list[Mute]:
    provider = card.provider
    own = [Mute(provider=provider.domain or provider.name)] if provider and provider.label else []
    return [*own, *(Mute(topic=topic) for topic in card.topics)]


def _choice(offer: Offer, section: str, cards: int | None = None) -> Choice[Offer]:
    return Choice(offer, offer.mute.label if offer.mute else "", cards, section)


class MutePicker(Picker[Offer]):
    """Asks for one offer. `count` counts the cards of a query: in a thread; it may fail.

    Keys behind `enter` wait for whoever has opened it: they may be words that are asked for next.
    """

    def __init__(self, choices: Sequence[Choice[Offer]], count: Callable[[Query], int]) -> None:
        super().__init__("Mute: cards", choices, many=False)
        self._count = count

    def on_mount(self) -> None:
        """Begin to count."""
        self.query_one(LineInput).awaited_keys = frozenset({"enter"})
        self.run_worker(self._count_all, group="counts", thread=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:  # noqa: ARG002 - Textual's own
        """Where there is nothing to take, what was typed behind it is for the filter."""
        if self.under_cursor() is None:
            cast("TypeAheadApp", self.app).give_keys()

    def _count_all(self) -> None:
        """Count in a thread, and show each number as it comes."""
        worker = get_current_worker()
        for choice in self._choices:
            mute = choice.value.mute
            if mute is None:
                continue
            try:
                cards = self._count(Query(mute.tree, muted=True))
            except DatabaseError:  # one can choose without numbers as well
                return
            if worker.is_cancelled:
                return
            self.app.call_from_thread(partial(self._counted, choice, cards))

    def _counted(self, choice: Choice[Offer], cards: int) -> None:
        if self.is_attached:
            self.renew([_choice(choice.value, choice.section, cards)])
