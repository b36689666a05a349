"""Saved views and orders: choosing them, changing them, and why a card stands where it does."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from cardreader.config import ConfigError, view_named
from cardreader.query import Order, parse_sort, query_of
from cardreader.query.tree import Is
from cardreader.ui.choosing import Choosing
from cardreader.ui.narrowing import to_keep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cardreader.config import Config, SavedView
    from cardreader.config.writing import Saved, ViewsFile
    from cardreader.library import Library
    from cardreader.query.tree import Sort
    from cardreader.ui.narrowing import Narrowing


class Viewing(Choosing):
    """The actions about saved views and orders."""

    def __init__(
        self,
        library: Library,
        config: Config,
        narrowing: Narrowing,
        order: Order,
        config_file: Path,
        *,
        samples: bool,
    ) -> None:
        """`config_file` is where saved views are changed."""
        super().__init__(library, config, narrowing, order, samples=samples)
        self.views = config.views
        self._config_file = config_file

    @property
    def _views_file(self) -> ViewsFile:
        from cardreader.config.writing import ViewsFile  # noqa: PLC0415 - not for the first screen

        return ViewsFile(self._config_file)

    # Orders

    def action_sort(self) -> None:
        """Choose the sort order."""
        from cardreader.ui.order_picker import OrderPicker  # noqa: PLC0415 - not for the first screen

        by_relevance = self.narrowing.query()._replace(sort="relevance").sorted_by(self.order)
        picker = OrderPicker(self.sorting, with_relevance=by_relevance == "relevance")
        self.app.push_screen(picker, self._sorted)

    def _sorted(self, chosen: Sequence[str] | None) -> None:
        if chosen:
            self._sort_by(parse_sort(chosen[0]))

    def _sort_by(self, sort: Sort) -> None:
        """Sort so: for now where the view has an order of its own, else until it is changed."""
        narrowing = self.narrowing
        if not isinstance(sort, Order) or narrowing.view.sort is not None:
            self.load_view(narrowing.ordered(sort))
        else:
            self.load_view(narrowing.ordered(None), sort)
            self.work(partial(self._keep_order, sort), "order", exclusive=True)
        if self.sorting != sort:
            self.say(
                f"{narrowing.sorting_text()} has a sort: of its own, which wins: "
                f"the list will be sorted by {sort} without it.".capitalize(),
                severity="warning",
            )

    async def _keep_order(self, order: Order) -> None:
        kept = to_keep(order, self.config.sort)
        await asyncio.to_thread(self.library.keep_state, "order", kept)

    def action_explain(self) -> None:
        """Say why the card stands where it does."""
        self.work(self._explain, "explain", exclusive=True)

    async def _explain(self) -> None:
        from cardreader.ui.orders import explain  # noqa: PLC0415 - not for the first screen

        current = self.visiting if self.visiting is not None else self.list.current
        found = [] if current is None else await asyncio.to_thread(
            self.library.summaries, [current]
        )  # fmt: skip
        for summary in found:
            if summary is not None:
                half_life_h = self.library.half_life_s / 3600
                self.say(explain(summary, self.sorting, self.library.now, half_life_h))
                return
        self.say("There is no card here.", severity="warning")

    # Views

    def action_choose_view(self) -> None:
        """Choose a saved view, or change one."""
        self.reader_app.keep_keys()
        self.work(self._choose_view, "picker", exclusive=True)

    async def _choose_view(self) -> None:
        from cardreader.ui.view_picker import ViewPicker  # noqa: PLC0415 - not for the first screen

        await self._change(self._views_file.read, self.views)  # it may have been changed by hand
        at = self.narrowing.view.name
        counts: dict[SavedView, int] = {}
        while True:
            picker = ViewPicker(self.views, at, self._unread_in, counts)
            choosing = self.app.push_screen(picker, wait_for_dismiss=True)
            self.reader_app.give_keys()
            chosen: Sequence[str] | None = await choosing
            if not chosen:
                return
            at = chosen[0]
            match picker.wish:
                case "show":
                    self._show_view(at)
                    return
                case "rename":
                    at = await self._rename_view(at)
                case "remove":
                    await self._remove_view(at)
                case "up" | "down" as way:
                    await self._change(self._views_file.move, at, -1 if way == "up" else 1)

    def _unread_in(self, view: SavedView) -> int:
        """Count the unread cards of a view: in a thread."""
        query = self.narrowing.only_in(view).query()
        kept = self.library.kept_unread(query)
        return kept if kept is not None else self.library.count(
            query.and_also(query_of(Is("unread")))
        )  # fmt: skip

    def _show_view(self, name: str) -> None:
        view = view_named(self.views, name)
        if view is None:
            return
        if view.mistake:
            self.say(
                f"The query of the view {name} cannot be understood: {view.mistake}",
                severity="warning",
            )
            return
        self.load_view(self.narrowing.in_view(view))

    async def _rename_view(self, name: str) -> str:
        """Ask for another name; return what the view is called then."""
        new = await self._ask_name(f"Rename the view {name}", name)
        if new is None or new == name:
            return name
        return new if await self._change(self._views_file.rename, name, new, now=new) else name

    async def _remove_view(self, name: str) -> None:
        from cardreader.ui.confirm import Confirm  # noqa: PLC0415 - not for the first screen

        view = view_named(self.views, name)
        is_built_in = view is not None and view.place < 0
        question = f"Remove the view {name}? Its cards stay where they are."
        if is_built_in or await self.app.push_screen_wait(Confirm(question)):
            await self._change(self._views_file.remove, name)

    def action_save_view(self) -> None:
        """Save what narrows and sorts the list now as a view."""
        if self._before_search is None or self.keep_search(self._typed):
            self.reader_app.keep_keys()
            self.work(self._save_view, "picker", exclusive=True)

    async def _save_view(self) -> None:
        from cardreader.ui.confirm import Confirm  # noqa: PLC0415 - not for the first screen

        text, sort = self.narrowing.text(), self.sorting
        about = f"{text or 'all cards'} · sorted by {sort}"
        name = await self._ask_name("Save this view as", self.narrowing.suggested_name(), about)
        if name is None:
            return
        old = view_named(self.views, name)
        if old and not await self.app.push_screen_wait(
            Confirm(f"Replace the view {old.name}? It is: {old.query or 'all cards'}")
        ):
            return
        saved = await self._change(self._views_file.save, name, text, str(sort))
        view = view_named(self.views, name)
        if saved and view:
            self.load_view(self.narrowing.only_in(view), keep=self.list.current)
            key = self.key_of("choose-view")
            self.say(f"Saved as {view.name}. {key} chooses it, and can rename, move or remove it.")

    async def _ask_name(self, title: str, suggestion: str, about: str = "") -> str | None:
        from cardreader.ui.ask import Ask  # noqa: PLC0415 - not for the first screen

        asking = self.app.push_screen(Ask(title, suggestion, about), wait_for_dismiss=True)
        self.reader_app.give_keys()
        answer: str | None = await asking
        return answer

    async def _change(self, change: Callable[..., Saved], *given: object, now: str = "") -> bool:
        """Change the saved views; return whether that could be done.

        `now` is what the view in force is called from then on, if it was the one that is changed.
        """
        try:
            views = await asyncio.to_thread(change, *given)
        except ConfigError as error:
            self.say(str(error), severity="error")
            return False
        self.take_views(views, now if self.narrowing.view.name == given[0] else "")
        return True

    def take_views(self, views: Saved, own: str = "") -> None:
        """Have these saved views from now on; `own` is what the one in force is called now."""
        self.views = views
        before = self.narrowing
        narrowing = before.with_views(views, own or before.view.name)
        if narrowing.query() == before.query():
            self.narrowing = narrowing
            self.show_title()
        else:
            self.load_view(narrowing)
