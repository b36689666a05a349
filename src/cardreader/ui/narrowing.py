"""What the list is narrowed to, step by step, so that `esc` can take back one step at a time."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cardreader.clean import clean_line
from cardreader.config import ALL, Config, SavedView, view_named
from cardreader.query import Order, Query, any_of, parse, parse_order, query_of
from cardreader.query.tree import Is

if TYPE_CHECKING:
    from cardreader.query.tree import Sort

Step: TypeAlias = "tuple[tuple[str, str], ...]"
"""What was narrowed to at once, each a field and its value."""

_SUGGESTED = 40  # characters of a name that is only suggested


class Narrowing(NamedTuple):
    """The saved view, and what narrows it further. `start` is the query from the command line.

    `home` is the view of all cards. `sort` is the order of this view alone, if it has one.
    `closer` are steps that add up, whatever the fields. `steps` names what was narrowed, in the
    order it was done.
    """

    start: Query = Query()
    start_text: str = ""
    home: SavedView = ALL
    view: SavedView = ALL
    sort: Sort | None = None
    search: str = ""
    typing: bool = False
    topics: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    closer: tuple[Step, ...] = ()
    unread: bool = False
    everything: bool = False
    steps: tuple[str, ...] = ()

    def query(self, *, with_choices: bool = True) -> Query:
        """Return what is looked for; raise QueryError for a search that cannot be understood.

        Without the choices: what topics, providers and sources are counted over.
        """
        query = Query(sort=self.sort).and_also(self.start).and_also(_parsed(self.view.query))
        query = query.and_also(_parsed(self.search, typing=self.typing))
        query = query.and_also(self._closer())
        if self.unread:
            query = query.and_also(query_of(Is("unread")))
        if with_choices:
            query = query.and_also(self._choices())
        return query.and_also(Query(everything=self.everything, muted=self.everything))

    def text(self) -> str:
        """Return all that narrows the list as one query, as it would be typed."""
        from cardreader.query import writing  # noqa: PLC0415 - for who saves a view

        return writing.joined(
            (
                self.start_text,
                self.view.query,
                writing.as_kept(self.search) if self.typing else self.search,
                writing.one_of("topic", self.topics),
                writing.one_of("provider", self.providers),
                writing.one_of("source", self.sources),
                *(writing.one_of(field, (value,)) for field, value in chain(*self.closer)),
                "is:unread" if self.unread else "",
                writing.EVERYTHING if self.everything else "",
            )
        )

    def sorting_text(self) -> str:
        """Say which text has a `sort:` that wins over every order that is chosen; '' for none."""
        texts = (
            ("the search", _parsed(self.search, typing=self.typing)),
            (f"the view {self.view.name}", _parsed(self.view.query)),
            ("the query of the command line", self.start),
        )
        return next((name for name, query in texts if query.sort), "")

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

    def _closer(self) -> Query:
        if not self.closer:
            return Query()
        from cardreader.query.fields import chosen  # noqa: PLC0415 - only who chooses pays

        nodes = [chosen(field, value) for field, value in chain(*self.closer)]
        return query_of(*(node for node in nodes if node))

    def searching(self, text: str, *, typing: bool = False) -> Narrowing:
        """Return this with another search; raise QueryError when it cannot be understood.

        What was found while `typing`, when the last word could go on, stays so when it is kept.
        """
        _parsed(text, typing=typing)
        is_active = bool(text.strip())
        # By relevance is sorted what is searched for, and no longer.
        sort = self.view.sort if self.sort == "relevance" and not is_active else self.sort
        return self._stepped("search", active=is_active, search=text, typing=typing, sort=sort)

    def choosing(
        self, topics: tuple[str, ...], providers: tuple[str, ...], sources: tuple[str, ...]
    ) -> Narrowing:
        """Return this narrowed to other topics, providers and sources."""
        active = bool(topics or providers or sources)
        return self._stepped(
            "choices", active=active, topics=topics, providers=providers, sources=sources
        )

    def closer_to(self, step: Step) -> Narrowing:
        """Return this narrowed to something more, which can be taken back by itself."""
        if step in self.closer:
            return self
        return self._replace(closer=(*self.closer, step), steps=(*self.steps, "closer"))

    def without_closer(self, *fields: str) -> Narrowing:
        """Return this without the steps that speak of one of these fields."""
        return self._only_closer(
            tuple(step for step in self.closer if not any(field in fields for field, _ in step))
        )

    def _only_closer(self, kept: tuple[Step, ...]) -> Narrowing:
        each = iter(self.closer)
        steps = (step for step in self.steps if step != "closer" or next(each) in kept)
        return self._replace(closer=kept, steps=tuple(steps))

    def with_unread(self, unread: bool) -> Narrowing:
        """Return this narrowed to unread cards, or no longer."""
        return self._stepped("unread", active=unread, unread=unread)

    def with_everything(self, everything: bool) -> Narrowing:
        """Return this with retired, unpublished and muted cards too, or no longer."""
        return self._stepped("everything", active=everything, everything=everything)

    def in_view(self, view: SavedView) -> Narrowing:
        """Return another saved view; what narrowed the last one is gone."""
        steps = tuple(step for step in self.steps if step in ("start", "everything"))
        return Narrowing(
            start=self.start, start_text=self.start_text, home=self.home, view=view,
            sort=view.sort, everything=self.everything,
            steps=(*steps, "view") if view != self.home else steps,
        )  # fmt: skip

    def only_in(self, view: SavedView) -> Narrowing:
        """Return a saved view, and nothing else that narrows."""
        return Narrowing(home=self.home).in_view(view)

    def ordered(self, sort: Sort | None) -> Narrowing:
        """Return this with an order of its own, or without one."""
        return self._replace(sort=sort)

    def with_views(self, views: tuple[SavedView, ...], name: str) -> Narrowing:
        """Return this after the saved views have changed; `name` is what its view is called now.

        Where its own view has become another, or is gone, what narrowed it further is gone too.
        """
        home = view_named(views, ALL.name) or ALL
        view = view_named(views, name) or home
        view = home if view.mistake else view
        narrowing = self._replace(home=home)
        was_same = (self.view.query, self.view.sort, self.view == self.home)
        if was_same != (view.query, view.sort, view == home):
            return narrowing.in_view(view)
        return narrowing._replace(view=view)

    def suggested_name(self) -> str:
        """Return what this could be called as a saved view."""
        closer = (value for _, value in chain(*self.closer))
        words = (self.search, *self.topics, *self.providers, *closer, self.start_text)
        told = " ".join(" ".join(word.split()) for word in words if word.strip())
        if not told and self.view != self.home:
            told = self.view.name  # perhaps to be sorted otherwise
        return clean_line(told, _SUGGESTED)

    def back(self) -> Narrowing | None:
        """Take the last step back; None where there is none."""
        if not self.steps:
            return None
        undo = {
            "search": lambda: self.searching(""),
            "choices": lambda: self.choosing((), (), ()),
            "closer": lambda: self._only_closer(self.closer[:-1]),
            "unread": lambda: self.with_unread(unread=False),
            "everything": lambda: self.with_everything(everything=False),
            "view": lambda: self._stepped(
                "view", active=False, view=self.home, sort=self.home.sort
            ),
            "start": lambda: self._stepped("start", active=False, start=Query(), start_text=""),
        }
        return undo[self.steps[-1]]()

    def labels(self) -> list[str]:
        """Return in words what the list is narrowed to, for the title."""
        lists = (("topic", self.topics), ("provider", self.providers), ("source", self.sources))
        labels = [self.start_text] if self.start_text else []
        labels += [self.view.name] if self.view != self.home else []
        labels += ["unread only"] if self.unread else []
        labels += ["all cards"] if self.everything else []
        labels += [f"{field}: {', '.join(values)}" for field, values in lists if values]
        labels += [", ".join(f"{field}: {value}" for field, value in step) for step in self.closer]
        labels += [f"/{self.search}"] if self.search.strip() else []
        return labels

    def _stepped(self, step: str, *, active: bool, **changes: object) -> Narrowing:
        steps = tuple(each for each in self.steps if each != step)
        return self._replace(**changes, steps=(*steps, step) if active else steps)  # type: ignore[arg-type]


def started(text: str, query: Query, home: SavedView = ALL) -> Narrowing:
    """Return the narrowing that the command line asks for."""
    spoken_of = query_of(query.tree) if query.tree is not None else Query()
    own = query._replace(everything=spoken_of.everything, muted=spoken_of.muted)
    everything = query != own  # asked for with --all, not by the query itself
    steps = (*(("everything",) if everything else ()), *(("start",) if text else ()))
    return Narrowing(
        start=own, start_text=text, home=home, view=home, sort=home.sort,
        everything=everything, steps=steps,
    )  # fmt: skip


class Wanted(NamedTuple):
    """What the command line asks the reader for: a query, as it was written, and an order."""

    text: str = ""
    query: Query = Query()
    sort: Sort | None = None


def starting(config: Config, wanted: Wanted, kept: object) -> tuple[Narrowing, Order]:
    """Return what the reader starts with, and in which order.

    What the command line asks for wins over the view to start with, and over the `kept` order.
    """
    narrowing = started(wanted.text, wanted.query, config.home)
    if not wanted.text.strip() and config.first_view != config.home:
        narrowing = narrowing.in_view(config.first_view)
    if wanted.sort is not None:
        narrowing = narrowing.ordered("relevance" if wanted.sort == "relevance" else None)
    order = wanted.sort if isinstance(wanted.sort, Order) else kept_order(kept, config.sort)
    return narrowing, order


def to_keep(order: Order, configured: Order) -> list[str]:
    """Return what is kept of a chosen order; it holds until another one is configured."""
    return [str(order), str(configured)]


def kept_order(kept: object, configured: Order) -> Order:
    """Return the order that was kept, unless it makes no sense or another was configured since."""
    if not isinstance(kept, list) or len(kept) != 2 or kept[1] != str(configured):  # noqa: PLR2004 - a pair
        return configured
    try:
        return parse_order(str(kept[0]))
    except ValueError:
        return configured


@lru_cache(maxsize=64)
def _parsed(text: str, *, typing: bool = False) -> Query:
    """Read a search; one that stays is asked for at every turn."""
    return parse(text, typing=typing)
