"""Mutes in the library: what is not listed, by what a card is muted, and how to take it back.

They stand in the configuration, which the library does not know: it is told of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.library.marking import Marking

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cardreader.card import Summary
    from cardreader.index import Index
    from cardreader.marks import Marks
    from cardreader.query.muting import Mute
    from cardreader.query.tree import Node

_ACTS = "mutings"  # what they are kept under
_MOST_ACTS = 50


class Act(NamedTuple):
    """A muting, or (`lifted`) the end of one; `change` is the marks' last change before it."""

    mute: Mute
    lifted: bool
    change: int


class Muting(Marking):
    """What is muted. Methods may raise DatabaseError."""

    def __init__(self, index: Index, marks: Marks, now: Callable[[], float]) -> None:
        super().__init__(index, marks, now)
        self._mutes: tuple[Mute, ...] = ()
        self._muted: Node | None = None

    @property
    def mutes(self) -> tuple[Mute, ...]:
        """What is not listed unless it is asked for."""
        return self._mutes

    def mute(self, mutes: tuple[Mute, ...]) -> None:
        """Mute these, and nothing else, from now on."""
        if mutes != self._mutes:
            from cardreader.query.muting import muted  # noqa: PLC0415 - for those who mute

            self._mutes, self._muted = mutes, muted(mutes)

    def with_reasons(self, summaries: Sequence[Summary | None]) -> list[Summary | None]:
        """Return cards with what they are muted by."""
        if not self._mutes:
            return list(summaries)
        from cardreader.query.muting import reason  # noqa: PLC0415 - as above

        mutes = self._mutes
        return [each and each._replace(muted=reason(mutes, each)) for each in summaries]

    # Undo

    def note_muting(self, mute: Mute, *, lifted: bool) -> None:
        """Note what was done, so that it can be taken back in its turn among the markings."""
        _, change = self._marks.change()
        acts = [*self._acts(), [*mute, lifted, change]]
        self.keep_state(_ACTS, acts[-_MOST_ACTS:])

    def last_muting(self) -> Act | None:
        """Return the last muting, unless a marking came after it that was not taken back."""
        from cardreader.query.muting import Mute  # noqa: PLC0415 - as above

        acts = self._acts()
        if not acts:
            return None
        *told, lifted, change = acts[-1]
        act = Act(Mute(*map(str, told)), bool(lifted), int(str(change)))
        return act if act.change >= self._marks.last_undoable() else None

    def forget_last_muting(self) -> None:
        """Note that the last muting was taken back."""
        self.keep_state(_ACTS, self._acts()[:-1])

    def _acts(self) -> list[list[object]]:
        kept = self.state(_ACTS)
        return kept if isinstance(kept, list) else []
