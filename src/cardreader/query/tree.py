"""What a search means: a tree of conditions on one card, and what goes with it. Only values.

A tree holds for a card or does not; nothing in it knows of SQL or of the text it was read from,
so that the index, a naive reading and the lighting of words all work from the same thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cardreader.query.order import Order

State = Literal["read", "unread", "starred", "retired", "published", "removed", "muted"]
Thing = Literal["related", "image", "url", "body"]
Number = Literal["heat", "quality", "related", "published"]
Sort: TypeAlias = "Order | Literal['relevance']"

STATES: tuple[State, ...] = get_args(State)
THINGS: tuple[Thing, ...] = get_args(Thing)
# Who asks about these means to see cards that are not listed by default.
_OF_UNLISTED = frozenset({"retired", "published", "removed"})
_OF_MUTED = frozenset({"muted"})

_T = TypeVar("_T")


def _told_apart(cls: type[_T]) -> type[_T]:
    """Let values of different classes differ: as plain tuples, `a OR b` would equal `a b`."""

    def __eq__(self: tuple[object, ...], other: object) -> bool:  # noqa: N807 - becomes one
        return type(self) is type(other) and tuple.__eq__(self, other)

    def __ne__(self: tuple[object, ...], other: object) -> bool:  # noqa: N807 - becomes one
        return not self == other

    def __hash__(self: tuple[object, ...]) -> int:  # noqa: N807 - becomes one
        return hash((type(self).__name__, *self))

    for method in (__eq__, __ne__, __hash__):
        setattr(cls, method.__name__, method)
    return cls


@_told_apart
class Words(NamedTuple):
    """These words stand next to each other in one text of the card, in this order.

    They are folded, as `words_of` gives them. With `prefix` the last one may go on. `field` is one
    that has texts (`fields.Field`), or "provider"; None: any text that is searched.
    """

    words: tuple[str, ...]
    prefix: bool = False
    field: str | None = None


@_told_apart
class Topic(NamedTuple):
    """A topic of the card is called this (`fold_name`), or begins so."""

    name: str
    prefix: bool = False


@_told_apart
class Provider(NamedTuple):
    """The provider: its folded domain is `name` or below it, or its name holds `words` in a row.

    A name may also be `name` as a whole (one without any word, "!!!", could not be asked for
    otherwise). With `prefix` the last word, or a part of the domain, may go on.
    """

    name: str
    words: tuple[str, ...] = ()
    prefix: bool = False


@_told_apart
class Source(NamedTuple):
    """The card is from the source whose folder's name or whole path is this (`fold_name`).

    Only the library knows them: it puts in the `numbers` of those it has.
    """

    name: str
    numbers: tuple[int, ...] = ()


@_told_apart
class Kind(NamedTuple):
    """The card's type or category is this (`fold_name`)."""

    field: Literal["type", "category"]
    value: str


@_told_apart
class Is(NamedTuple):
    """The card is in this state. What is muted only the library knows: it puts a tree in."""

    state: State


@_told_apart
class Has(NamedTuple):
    """The card has something of this."""

    what: Thing


@_told_apart
class Range(NamedTuple):
    """A number of the card, or its date in seconds, lies between these, both included.

    None is open. A card without the number is in no range.
    """

    field: Number
    low: int | None = None
    high: int | None = None


@_told_apart
class Age(NamedTuple):
    """The card was published in the last `seconds`; with `newer` false: before them.

    Counted from when it is asked, because the reader stays open all day. An undated card is
    neither.
    """

    newer: bool
    seconds: int

    def at(self, now: int) -> Range:
        """Return what this means now."""
        edge = now - self.seconds
        return Range("published", edge) if self.newer else Range("published", None, edge - 1)


@_told_apart
class Not(NamedTuple):
    """The part does not hold."""

    part: Node


@_told_apart
class And(NamedTuple):
    """All parts hold: two or more, none of them an And."""

    parts: tuple[Node, ...]


@_told_apart
class Or(NamedTuple):
    """One of the parts holds at least: two or more, none of them an Or."""

    parts: tuple[Node, ...]


Leaf: TypeAlias = "Words | Topic | Provider | Source | Kind | Is | Has | Range | Age"
Node: TypeAlias = "Leaf | Not | And | Or"


def all_of(parts: list[Node]) -> Node | None:
    """Join with AND; None for nothing, which every card is."""
    return _joined(And, parts)


def any_of(parts: list[Node]) -> Node | None:
    """Join with OR; None for nothing to choose from, which narrows nothing either."""
    return _joined(Or, parts)


def _joined(joint: type[And | Or], parts: list[Node]) -> Node | None:
    # A dict keeps the order and drops what was said before.
    flat: dict[Node, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts) if isinstance(part, joint) else {part: None})
    return joint(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def negated(part: Node) -> Node:
    """Return the contrary."""
    return part.part if isinstance(part, Not) else Not(part)


def leaves(tree: Node | None, *, positive: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Give each condition, and whether it is asked for (or, under an odd number of -, not)."""
    if isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from leaves(part, positive=positive)
    elif isinstance(tree, Not):
        yield from leaves(tree.part, positive=not positive)
    elif tree is not None:
        yield tree, positive


def with_leaves(tree: Node, change: Callable[[Leaf], Node]) -> Node:
    """Return the tree with each condition replaced by another."""
    if isinstance(tree, Not):
        return Not(with_leaves(tree.part, change))
    if isinstance(tree, And):
        return And(tuple(with_leaves(part, change) for part in tree.parts))
    if isinstance(tree, Or):
        return Or(tuple(with_leaves(part, change) for part in tree.parts))
    return change(tree)


class Hint(NamedTuple):
    """Something that is no mistake but may not be what was meant: a sentence, and where."""

    sentence: str
    position: int


class QueryError(ValueError):
    """A search that cannot be understood: one sentence, and where in the text."""

    def __init__(self, message: str, position: int) -> None:
        """Remember the sentence and the position (0-based, in characters)."""
        super().__init__(message)
        self.position = position


class Query(NamedTuple):
    """What is looked for: the tree (None: all cards), and how it wishes to be sorted.

    `everything` also looks at retired, removed and unpublished cards, `muted` at muted ones.
    """

    tree: Node | None = None
    sort: Sort | None = None
    everything: bool = False
    hints: tuple[Hint, ...] = ()
    muted: bool = False

    def and_also(self, other: Query) -> Query:
        """Return the query that both must hold for; the sort order of `other` wins."""
        return Query(
            all_of([tree for tree in (self.tree, other.tree) if tree]),
            other.sort or self.sort,
            self.everything or other.everything,
            self.hints + other.hints,
            self.muted or other.muted,
        )

    def only_scope(self) -> Query:
        """Return the query that looks at the same cards, and narrows nothing."""
        return Query(everything=self.everything, muted=self.muted)

    def sorted_by(self, order: Order) -> Sort:
        """Return how the cards are really sorted where `order` is the present one.

        Without a word to look for, all cards are equally relevant.
        """
        if self.sort != "relevance":
            return self.sort or order
        words = (wanted and isinstance(leaf, Words) for leaf, wanted in leaves(self.tree))
        return "relevance" if any(words) else order

    @property
    def states(self) -> frozenset[State]:
        """The states it speaks of, also inside a negation or OR."""
        return frozenset(leaf.state for leaf, _ in leaves(self.tree) if isinstance(leaf, Is))


def query_of(*parts: Node) -> Query:
    """Return the query for cards that all parts hold for, listed or not as they tell."""
    query = Query(all_of(list(parts)))
    return query._replace(
        everything=bool(query.states & _OF_UNLISTED), muted=bool(query.states & _OF_MUTED)
    )
