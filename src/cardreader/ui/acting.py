"""What keys do to a card: open it, copy its URL, mark it, go where it leads."""

from __future__ import annotations

import asyncio
import os
import subprocess
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from cardreader.config import ConfigError
from cardreader.database import DatabaseError
from cardreader.opener import NoBrowserError, OpenError, editor_command, failed
from cardreader.ui.card_targets import related_in_order
from cardreader.ui.viewing import Viewing
from cardreader.urls import UnsafeURL, has_userinfo, openable, shown_host

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.timer import Timer

    from cardreader.card import Detail, Target
    from cardreader.config import Config
    from cardreader.library import Library
    from cardreader.marks import Kind
    from cardreader.opener import OpenURL
    from cardreader.query import Order
    from cardreader.ui.card_list import CardList
    from cardreader.ui.narrowing import Narrowing

NO_CARD = "There is no card here."
_NO_URL = "This card has no URL. {} shows all there is of it."
# How long the cursor rests on a card until `mark_read = "view"` counts it as read.
_VIEWED_AFTER_S = 1.5
# A browser that ends in failure does so soon.
_BROWSER_FAILS_WITHIN_S = 3.0


class Acting(Viewing):
    """The actions on the card under the cursor, or on the one that the card pane shows."""

    def __init__(
        self,
        library: Library,
        config: Config,
        narrowing: Narrowing,
        order: Order,
        config_file: Path,
        open_url: OpenURL,
        *,
        samples: bool,
    ) -> None:
        """`open_url` starts the browser; it raises OpenError."""
        super().__init__(library, config, narrowing, order, config_file, samples=samples)
        self._open_url = open_url
        self._lane = asyncio.Lock()  # markings happen one after the other, in the order of the keys
        self._viewed_timer: Timer | None = None

    async def _detail(self) -> Detail | None:
        """Return the current card, read if the pane does not show it yet."""
        current = self.current
        if current is None:
            return None
        if self.shown is not None and self.shown.summary.id == current:
            return self.shown
        return await asyncio.to_thread(self.library.detail, current)

    # Opening

    def action_open(self) -> None:
        """Open the article in the browser."""
        self.work(self._open_article, "open")

    async def _open_article(self) -> None:
        detail = await self._detail()
        if detail is None:
            self.say(NO_CARD, severity="warning")
            return
        url = detail.card.url if detail.card else None
        if url is None:
            self.say(_NO_URL.format(self.key_of("enter-card")), severity="warning")
        elif await self._open(url):
            self.mark_opened(detail.summary.id)

    def action_open_related(self, number: int) -> None:
        """Open the nth related item (from 1) in the browser."""
        self.work(partial(self._open_related, number), "open")

    async def _open_related(self, number: int) -> None:
        detail = await self._detail()
        related = related_in_order(detail.targets) if detail else []
        if number > len(related):
            self.say(f"This card has no related item {number}.", severity="warning")
            return
        await self._open_target(related[number - 1])

    async def _open_target(self, target: Target) -> None:
        if target.url is None:
            self.say("This item has no URL.", severity="warning")
        elif await self._open(target.url) and target.card is not None:
            self.mark_opened(target.card)

    async def _open(self, url: str) -> bool:
        """Hand a URL to the browser; return whether it was."""
        from cardreader.ui.confirm import Confirm  # noqa: PLC0415 - not for the first screen

        try:
            checked_url = openable(url)
            if has_userinfo(checked_url) and not await self.app.push_screen_wait(
                Confirm(
                    f"This URL carries a user name, which can hide where it leads: "
                    f"{shown_host(checked_url)}. Open it?\n\n{checked_url}"
                )
            ):
                return False
            process = await asyncio.to_thread(self._open_url, checked_url)
        except NoBrowserError as error:
            return await self._offer_copy(checked_url, str(error))
        except (UnsafeURL, OpenError) as error:
            self.say(str(error), severity="error")
            return False
        self.say(f"Opening {shown_host(checked_url)}")
        self.work(partial(self._watch, process), "browser")
        return True

    async def _offer_copy(self, url: str, why: str) -> bool:
        """Offer a URL to be copied where it cannot be opened; return whether it was."""
        from cardreader.ui.copying import Copying  # noqa: PLC0415 - not for the first screen

        if not await self.app.push_screen_wait(Copying(url, why)):
            return False
        self._copy(url)
        return True

    async def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Say so when the browser fails."""
        sentence = await asyncio.to_thread(failed, process, _BROWSER_FAILS_WITHIN_S)
        if sentence:
            self.say(sentence, severity="error")

    def action_copy_url(self) -> None:
        """Copy the URL of the article, or of the related item or link under the cursor."""
        self.work(self._copy_url, "open")

    async def _copy_url(self) -> None:
        detail = await self._detail()
        selected = self.card.selected if self.card.has_focus else -1
        url = detail.card.url if detail and detail.card else None
        if selected >= 0:
            url = self.card.targets[selected].url
        if url is None:
            no_url = _NO_URL.format(self.key_of("enter-card"))
            self.say(no_url if detail else NO_CARD, severity="warning")
            return
        try:
            checked_url = openable(url)
        except UnsafeURL as error:
            self.say(str(error), severity="error")
            return
        self._copy(checked_url)

    def _copy(self, url: str) -> None:
        self.app.copy_to_clipboard(url)
        self.say(f"Copied {url}")

    # Marks

    def mark_opened(self, card: int) -> None:
        """Count a card as read that was opened or gone into."""
        if self.config.mark_read != "manual":
            self._act(self._set, [card], "read", value=True)

    def on_card_list_moved(self, event: CardList.Moved) -> None:
        """With `mark_read = "view"`, count a card as read after a moment under the cursor."""
        if self._viewed_timer is not None:
            self._viewed_timer.stop()
        card = event.id
        if self.config.mark_read == "view" and card is not None:
            self._viewed_timer = self.set_timer(
                _VIEWED_AFTER_S, lambda: self._act(self._set, [card], "read", value=True)
            )

    def action_mark_read(self) -> None:
        """Mark the card read, or unread again."""
        self._act(self._toggle, "read")

    def action_star(self) -> None:
        """Star the card, or take the star away."""
        self._act(self._toggle, "starred")

    def action_mark_all_read(self) -> None:
        """Mark all cards of the view read."""
        self._act(self._mark_all)

    def action_undo(self) -> None:
        """Take the last marking back; what it had taken out of the view comes back too."""
        self._act(self._undo)
        if self.narrowing.query().states:
            self.work(self._widen_again, "marks")

    async def _widen_again(self) -> None:
        async with self._lane:
            self.load_view(keep=self.list.current)

    def _act(self, marking: Callable[..., str | None], *given: object, **named: object) -> None:
        """Do a marking in a worker, after those that came before it; say what it returns."""
        if marking == self._toggle:
            given = (self.current, *given)
        self.work(partial(self._in_lane, partial(marking, *given, **named)), "marks")

    async def _in_lane(self, marking: Callable[[], str | None]) -> None:
        async with self._lane:
            try:
                sentence = await asyncio.to_thread(marking)
            except (ConfigError, DatabaseError) as error:
                # What was asked for by a key is refused each time, what happens by the way once.
                by_the_way = getattr(marking, "func", None) == self._set
                tell = self.tell_fault if by_the_way else self.refuse
                tell(str(error))
                sentence = None
            self.show_marks()
            if sentence:
                self.say(sentence)
        if self.library.has_unnamed:
            self.work(partial(asyncio.to_thread, self.library.name_articles), "naming")

    def _set(self, cards: Sequence[int], kind: Kind, *, value: bool) -> None:
        self.library.mark(cards, kind, value=value, what=self._what(cards[0], kind, value=value))

    def _toggle(self, card: int | None, kind: Kind) -> None:
        if card is None:
            return
        summary = self.library.summaries([card])[0]
        if summary is not None:
            value = not (summary.read if kind == "read" else summary.starred)
            self._set([card], kind, value=value)

    def _what(self, card: int, kind: Kind, *, value: bool) -> str:
        summary = self.library.summaries([card])[0]
        return f"{'' if value else 'un'}{kind}: {summary.title if summary else ''}"

    def _mark_all(self) -> str:
        ids = self.list.ids
        if self.counts is None:  # only the first rows have been read so far
            ids = self.library.view(self.narrowing.query(), self.order).ids
        number = self.library.mark(ids, "read", value=True, what="all in the view read")
        if not number:
            return "All cards here were read already." if ids else NO_CARD
        cards = "card" if number == 1 else "cards"
        return f"{number:,} {cards} marked read. {self.key_of('undo')} takes it back."

    def _undo(self) -> str:
        undone = self.library.undo()
        return f"Undone: {undone.what}" if undone else "There is no marking to undo."

    def action_next_unread(self) -> None:
        """Go to the next unread card."""
        self.work(partial(self._go_unread, 1), "unread", exclusive=True)

    def action_previous_unread(self) -> None:
        """Go to the previous unread card."""
        self.work(partial(self._go_unread, -1), "unread", exclusive=True)

    async def _go_unread(self, step: int) -> None:
        ids, position = self.list.ids, self.list.position
        async with self._lane:
            found = await asyncio.to_thread(
                self.library.next_unread, ids, position, 1 if step > 0 else -1
            )
        if found is None:
            self.say("No unread card further " + ("down." if step > 0 else "up."))
        elif ids is self.list.ids:
            self.list.move_to(found)
            if self.focused is self.card:
                self.mark_opened(ids[found])

    async def markings_kept(self) -> None:
        """Wait until every marking is kept."""
        await asyncio.sleep(0)  # workers that have only just been started get into the lane
        async with self._lane:
            pass

    # Other

    def action_edit(self) -> None:
        """Open the card's file in the editor, and come back."""
        try:
            path = self.library.file(self.current) if self.current is not None else None
        except DatabaseError as error:
            self.say(str(error), severity="error")
            return
        # Path's own raises where a folder may not be entered.
        if path is None or not os.path.exists(path):  # noqa: PTH110
            self.say("The file of this card is gone." if path else NO_CARD, severity="warning")
            return
        self.run_editor(path)
        self.refresh_sources()

    def run_editor(self, path: bytes, line: int = 1) -> None:
        """Run the editor in the reader's place; say so if that cannot be done."""
        sentence = self._run_editor(path, line)
        if sentence:
            self.say(sentence, severity="warning")

    def _run_editor(self, path: bytes, line: int) -> str:
        from cardreader.ui.editing import command_at  # noqa: PLC0415 - not for the first screen

        try:
            command = editor_command(os.environ)
        except OpenError as error:
            return str(error)
        try:
            with self.app.suspend():
                try:
                    arguments = command_at(command, path, line)
                    subprocess.run(arguments, check=False)  # noqa: S603 - no shell
                except OSError as error:  # inside: the screen must come back whatever happens
                    return f"The editor {command[0]} could not be started: {error.strerror}."
        except SuspendNotSupported:
            return "The editor cannot be started from here."
        return ""

    def action_help(self) -> None:
        """Show all keys."""
        from cardreader.ui.help import Help  # noqa: PLC0415 - not for the first screen

        self.app.push_screen(Help(self.keymap))
