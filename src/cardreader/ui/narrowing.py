"""What the list is narrowed to, step by step, so that `esc` can take back one step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.query import Query, any_of, parse, query_of
from cardreader.query.tree import Is

if TYPE_CHECKING:
    from collections.abc import Mapping

VIEWS: Mapping[str, Query] = {
    "All": Query(),
    "Unread": query_of(Is("unread")),
    "Starred": query_of(Is("starred")),
}
_FIRST_VIEW = "All"


class Narrowing(NamedTuple):
    """The saved view, and what narrows it further. `start` is the query from the command line.

    `steps` names what was narrowed, in the order it was done.
    """

    start: Query = Query()
    start_text: str = ""
    view: str = _FIRST_VIEW
    search: str = ""
    typing: bool = False
    topics: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unread: bool = False
    everything: bool = False
    steps: tuple[str, ...] = ()

    def query(self, *, with_choices: bool = True) -> Query:
        """Return what is looked for; raise QueryError for a search that cannot be understood.

        Without the choices: what topics, providers and sources are counted over.
        """
        query = self.start.and_also(VIEWS[self.view]).and_also(
            parse(self.search, typing=self.typing)
        )
        if self.unread:
            query = query.and_also(query_of(Is("unread")))
        if with_choices:
            query = query.and_also(self._choices())
        return query.and_also(Query(everything=self.everything))

    def _choices(self) -> Query:
        lists = (("topic", self.topics), ("provider", self.providers), ("source", self.sources))
        if not any(values for _, values in lists):
            return Query()
        from cardreader.query.fields import chosen  # noqa: PLC0415 - only who chooses pays

        choices = [
            any_of([node for value in values if (node := chosen(field, value))])
            for field, values in lists
        ]
        return query_of(*(choice for choice in choices if choice))

    def searching(self, text: str, *, typing: bool = False) -> Narrowing:
        """Return this with another search; raise QueryError when it cannot be understood.

        What was found while `typing`, when the last word could go on, stays so when it is kept.
        """
        parse(text, typing=typing)
        return self._stepped("search", active=bool(text.strip()), search=text, typing=typing)

    def choosing(
        self, topics: tuple[str, ...], providers: tuple[str, ...], sources: tuple[str, ...]
    ) -> Narrowing:
        """Return this narrowed to other topics, providers and sources."""
        active = bool(topics or providers or sources)
        return self._stepped(
            "choices", active=active, topics=topics, providers=providers, sources=sources
        )

    def with_unread(self, unread: bool) -> Narrowing:
        """Return this narrowed to unread cards, or no longer."""
        return self._stepped("unread", active=unread, unread=unread)

    def with_everything(self, everything: bool) -> Narrowing:
        """Return this with retired and unpublished cards too, or no longer."""
        return self._stepped("everything", active=everything, everything=everything)

    def in_view(self, view: str) -> Narrowing:
        """Return another saved view; what narrowed the last one is gone."""
        steps = tuple(step for step in self.steps if step in ("start", "everything"))
        return Narrowing(
            start=self.start, start_text=self.start_text, view=view, everything=self.everything,
            steps=(*steps, "view") if view != _FIRST_VIEW else steps,
        )  # fmt: skip

    def back(self) -> Narrowing | None:
        """Take the last step back; None where there is none."""
        if not self.steps:
            return None
        undo = {
            "search": lambda: self.searching(""),
            "choices": lambda: self.choosing((), (), ()),
            "unread": lambda: self.with_unread(unread=False),
            "everything": lambda: self.with_everything(everything=False),
            "view": lambda: self._stepped("view", active=False, view=_FIRST_VIEW),
            "start": lambda: self._stepped("start", active=False, start=Query(), start_text=""),
        }
        return undo[self.steps[-1]]()

    def labels(self) -> list[str]:
        """Return in words what the list is narrowed to, for the title."""
        lists = (("topic", self.topics), ("provider", self.providers), ("source", self.sources))
        labels = [self.start_text] if self.start_text else []
        labels += [self.view.lower()] if self.view != _FIRST_VIEW else []
        labels += ["unread only"] if self.unread else []
        labels += ["retired too"] if self.everything else []
        labels += [f"{field}: {', '.join(values)}" for field, values in lists if values]
        labels += [f"/{self.search}"] if self.search.strip() else []
        return labels

    def _stepped(self, step: str, *, active: bool, **changes: object) -> Narrowing:
        steps = tuple(each for each in self.steps if each != step)
        return self._replace(**changes, steps=(*steps, step) if active else steps)  # type: ignore[arg-type]


def started(text: str, query: Query) -> Narrowing:
    """Return the narrowing that the command line asks for."""
    own = query._replace(everything=False)
    steps = (*(("everything",) if query.everything else ()), *(("start",) if text else ()))
    return Narrowing(start=own, start_text=text, everything=query.everything, steps=steps)
