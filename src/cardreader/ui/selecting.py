"""What keys do to many cards: to those that are selected, and to those above the cursor."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from cardreader.opener import OpenError
from cardreader.ui.acting import NO_CARD, Acting
from cardreader.urls import UnsafeURL, has_userinfo, openable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.marks import Kind

# More articles than these are opened after a question only; still more never, by one key.
_ASKED_ABOVE = 5
_MOST_OPENED = 100
# A terminal takes some tens of thousands of characters at once.
_MOST_COPIED = 500


class Selecting(Acting):
    """The keys of `Acting`, on the cards that are selected in the list while it has the focus."""

    def _selected(self) -> Sequence[int]:
        """Return the rows that keys are about, where cards are selected; else none."""
        return () if self.focused is self.card else self.list.selected.ids(self.list.ids)

    # Marks

    def action_mark_read(self) -> None:
        """Mark the selected cards read, or unread where all were read; else the current one."""
        if not self._mark_selected("read"):
            super().action_mark_read()

    def action_star(self) -> None:
        """Star the selected cards, or take the stars where all had one; else the current one."""
        if not self._mark_selected("starred"):
            super().action_star()

    def _mark_selected(self, kind: Kind) -> bool:
        """Mark the selected cards; return whether there are any."""
        cards = self._selected()
        if cards:
            self._act(self._mark_many, cards, kind)
            self.list.select_none()
        return bool(cards)

    def _mark_many(self, cards: Sequence[int], kind: Kind) -> str:
        """Mark cards, or where all are so already, take that back."""
        for value in (True, False):
            word = f"{'' if value else 'un'}{kind}"
            what = f"{_cards(len(cards))} marked {word}"
            number = self.library.mark(cards, kind, value=value, what=what)
            if number:
                return f"{_cards(number)} marked {word}. u takes it back."
        return "These cards are gone."

    def action_mark_above_read(self) -> None:
        """Mark all cards above the cursor read."""
        self._act(self._mark_above, self.list.ids, self.list.position)

    def _mark_above(self, ids: Sequence[int], position: int) -> str:
        above = ids[: max(0, position)]
        if not above:
            return "There is no card above this one." if ids else NO_CARD
        what = f"{_cards(len(above))} above the cursor read"
        number = self.library.mark(above, "read", value=True, what=what)
        if not number:
            return "All cards above were read already."
        return f"{_cards(number)} above marked read. u takes it back."

    # Opening and copying

    def action_open(self) -> None:
        """Open the articles of the selected cards; else that of the current one."""
        if cards := self._selected():
            self.work(partial(self._open_many, cards), "open")
        else:
            super().action_open()

    async def _open_many(self, cards: Sequence[int]) -> None:
        from cardreader.ui.confirm import Confirm  # noqa: PLC0415 - not for the first screen

        if len(cards) > _MOST_OPENED:
            self.say(
                f"o opens {_MOST_OPENED} articles at most, and {_cards(len(cards))} are selected.",
                severity="warning",
            )
            return
        urls = await asyncio.to_thread(self._openable, cards)
        if len(urls) > _ASKED_ABOVE and not await self.app.push_screen_wait(
            Confirm(f"Open {len(urls)} articles in the browser?")
        ):
            return
        opened: list[int] = []
        for card, url in urls.items():
            try:
                process = await asyncio.to_thread(self._open_url, url)
            except OpenError as error:
                self.say(str(error), severity="error")
                break
            if not opened:  # what ails the browser shows with the first one
                self.work(partial(self._watch, process), "browser")
            opened.append(card)
        else:
            self.list.select_none()
            self.say(_told("Opened", "article", len(opened), len(cards)))
        if opened and self.config.mark_read != "manual":
            self._act(self._mark_opened, opened, len(cards))

    def _mark_opened(self, opened: Sequence[int], of: int) -> str:
        what = f"{_cards(len(opened))} opened, so read"
        if not self.library.mark(opened, "read", value=True, what=what):
            return _told("Opened", "article", len(opened), of)
        return _told("Opened", "article", len(opened), of, ", now read") + " u takes that back."

    def _openable(self, cards: Sequence[int]) -> dict[int, str]:
        """Return the URLs of these cards that can be opened without a question: in a thread."""
        found = {}
        for card, url in self.library.urls(cards).items():
            try:
                checked_url = openable(url)
            except UnsafeURL:
                continue
            if not has_userinfo(checked_url):
                found[card] = checked_url
        return found

    def action_copy_url(self) -> None:
        """Copy the URLs of the selected cards, one a line; else that of the current one."""
        if cards := self._selected():
            self.work(partial(self._copy_many, cards), "open")
        else:
            super().action_copy_url()

    async def _copy_many(self, cards: Sequence[int]) -> None:
        if len(cards) > _MOST_COPIED:
            self.say(
                f"y copies {_MOST_COPIED} URLs at most, and {_cards(len(cards))} are selected.",
                severity="warning",
            )
            return
        urls = await asyncio.to_thread(self._openable, cards)
        if urls:
            self.app.copy_to_clipboard("\n".join(urls.values()))
        self.list.select_none()
        self.say(_told("Copied", "URL", len(urls), len(cards)))


def _cards(number: int) -> str:
    return "1 card" if number == 1 else f"{number:,} cards"


def _told(did: str, thing: str, number: int, of: int, also: str = "") -> str:
    """Say what was done with how many of the cards."""
    told = f"{did} {number:,} {thing}{'' if number == 1 else 's'}{also}"
    without = of - number
    if not without:
        return f"{told}."
    return f"{told}; {without:,} {'has' if without == 1 else 'have'} none that can be opened."
