"""Muting: what `x` offers, the configuration it is kept in, and how it is taken back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.message import Message

from cardreader.clean import clean_line
from cardreader.ui.selecting import Selecting

if TYPE_CHECKING:
    from cardreader.config.writing import MutesFile
    from cardreader.query.muting import Mute


class Muting(Selecting):
    """What keys do about mutes."""

    class MutesChanged(Message):
        """Other cards are muted from now on."""

        def __init__(self, mutes: tuple[Mute, ...]) -> None:
            """`mutes` are all there are."""
            super().__init__()
            self.mutes = mutes

    @property
    def _mutes_file(self) -> MutesFile:
        from cardreader.config.writing import MutesFile  # noqa: PLC0415 - not for the first screen

        return MutesFile(self._config_file)

    def action_mute(self) -> None:
        """Choose what of the card is to be muted, or what no longer."""
        self.reader_app.keep_keys()
        self.work(self._choose_mute, "picker", exclusive=True)

    async def _choose_mute(self) -> None:
        from cardreader.ui.mute_picker import MutePicker, offered  # noqa: PLC0415 - as above

        try:
            current = self.current
            found = [] if current is None else await asyncio.to_thread(
                self.library.summaries, [current]
            )  # fmt: skip
            card = found[0] if found else None
            choices = offered(card, self.library.mutes)
            if not choices:
                self.say("There is no card here, and nothing is muted.", severity="warning")
                return
            picker = MutePicker(choices, self.library.count)
            choosing = self.app.push_screen(picker, wait_for_dismiss=True)
        finally:
            self.reader_app.give_keys()
        chosen = await choosing
        wish, mute = chosen[0] if chosen else ("leave", None)
        if wish == "words":
            mute = await self._ask_words(card.title if card else "")
        else:
            self.reader_app.give_keys()
        if mute is not None:
            self._act(self._lift if wish == "lift" else self._mute, mute)

    async def _ask_words(self, title: str) -> Mute | None:
        """Ask for words of the title; None where none are wanted."""
        from cardreader.query.muting import Mute  # noqa: PLC0415 - as above
        from cardreader.ui.ask import Ask  # noqa: PLC0415 - as above

        about = "Titles with these words next to each other are muted: keep the few that matter."
        asking = self.app.push_screen(Ask("Mute by words", title, about), wait_for_dismiss=True)
        self.reader_app.give_keys()
        answer: str | None = await asking
        if answer is None:
            return None
        mute = Mute(words=clean_line(answer))
        if mute.tree is None:
            self.say("There is no word in this; nothing is muted.", severity="warning")
            return None
        return mute

    def _mute(self, mute: Mute) -> str:
        """Mute something: in a thread."""
        from cardreader.query import Query  # noqa: PLC0415 - as above

        number = self.library.count(Query(mute.tree))
        self.post_message(self.MutesChanged(self._mutes_file.add(mute)))
        self.library.note_muting(mute, lifted=False)
        cards = "1 card" if number == 1 else f"{number:,} cards"
        return f"Muted {mute.label}: {cards}. u takes it back, is:muted shows them."

    def _lift(self, mute: Mute) -> str:
        """Mute something no longer: in a thread."""
        self.post_message(self.MutesChanged(self._mutes_file.remove(mute)))
        self.library.note_muting(mute, lifted=True)
        return f"No longer muted: {mute.label}. u takes it back."

    def _undo(self) -> str:
        act = self.library.last_muting()
        if act is None:
            return super()._undo()
        change = self._mutes_file.add if act.lifted else self._mutes_file.remove
        self.post_message(self.MutesChanged(change(act.mute)))
        self.library.forget_last_muting()
        return f"Undone: {'no longer muted' if act.lifted else 'muted'} {act.mute.label}"

    def on_muting_mutes_changed(self, event: MutesChanged) -> None:
        """List what is no longer muted, and no longer what is."""
        self.library.mute(event.mutes)
        self.load_view(keep=self.list.current)
        self.want_detail(self.current)
        self.count_muted()

    def count_muted(self) -> None:
        """Count what is muted, in a worker."""
        self.work(self._count_muted, "muted", exclusive=True)

    async def _count_muted(self) -> None:
        self.muted = await asyncio.to_thread(self.library.muted)
        self.show_title()

    def _refresh_is_over(self) -> None:
        super()._refresh_is_over()
        if self.library.mutes:
            self.count_muted()
