"""The one table of actions. Bindings, hints, help, palette and keymap are all made from it.

A command holds in one or more places, and each place is bound by one class:

    class CardList(...):       BINDINGS = bindings("list")
    class CardDetail(...):     BINDINGS = bindings("card")
    class TopicsPane(...):     BINDINGS = bindings("topics")
    class ReaderScreen(...):   BINDINGS = bindings("everywhere")
    class CardReaderApp(App):  BINDINGS = bindings("app")

Keys go from the focused widget outwards, so what `list` and `card` bind goes before `everywhere`.
`app` is behind every screen and holds while none of them is modal, except where it has priority.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import format_key

from cardreader.clean import checked

Place = Literal["list", "card", "topics", "everywhere", "app"]
"""Where a command holds."""

Pane = Literal["list", "selection", "card", "topics"]
"""What the hints are for: a pane, or the list while cards are selected in it."""

Group = Literal["Moving", "Reading", "Narrowing", "Marking", "Other"]
"""The heading in the help that a command stands under."""

Keymap = Mapping[str, str]
"""Other keys than the table's: a binding's id -> keys with commas between, as Textual takes it."""

_LIST: frozenset[Place] = frozenset({"list"})
_CARD: frozenset[Place] = frozenset({"card"})
_TOPICS: frozenset[Place] = frozenset({"topics"})
_EVERY_PANE: frozenset[Place] = frozenset({"list", "card", "topics"})
_LISTS: frozenset[Place] = frozenset({"list", "topics"})
_EVERYWHERE: frozenset[Place] = frozenset({"everywhere"})
_APP: frozenset[Place] = frozenset({"app"})

# More keys than these are told as the first and the last of them.
_KEYS_TOLD = 4


class Command(NamedTuple):
    """One thing the reader can ask for with a key.

    `keys` are Textual's names, the one to show first. `action` is Textual's action string; `{key}`
    in it stands for the key that was pressed. It belongs to the class that binds the place, unless
    it begins with `screen.` or `app.`. `priority`: also while another screen is in front.
    """

    id: str
    keys: tuple[str, ...]
    where: frozenset[Place]
    group: Group
    name: str
    action: str
    help: str
    priority: bool = False

    @property
    def needs_key(self) -> bool:
        """Whether the key says what is meant, so that it cannot be run from the palette."""
        return "{key}" in self.action

    def bindings(self) -> list[Binding]:
        """One binding with all keys, or one for each key (`id-key`) where the key is meant."""
        if not self.needs_key:
            return [self._binding(self.id, ",".join(self.keys), self.action)]
        return [
            self._binding(f"{self.id}-{key}", key, self.action.format(key=key)) for key in self.keys
        ]

    def keys_now(self, keymap: Keymap) -> tuple[str, ...]:
        """The keys that run it, in the table's order, when `keymap` is set."""
        keys = (keymap.get(binding.id or "") or binding.key for binding in self.bindings())
        return tuple(key.strip() for some in keys for key in some.split(","))

    def _binding(self, binding_id: str, keys: str, action: str) -> Binding:
        return Binding(
            keys,
            action,
            self.name,
            show=False,
            priority=self.priority,
            tooltip=self.help,
            id=binding_id,
        )


# A table reads best as rows.
# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command("next-card", ("j", "down"), _LISTS, "Moving", "next", "cursor_down",
            "Go to the next card, or topic."),
    Command("previous-card", ("k", "up"), _LISTS, "Moving", "previous", "cursor_up",
            "Go to the previous card, or topic."),
    Command("first", ("g", "home"), _EVERY_PANE, "Moving", "first", "first",
            "Go to the first card of the list, or to the top of the card."),
    Command("last", ("G", "end"), _EVERY_PANE, "Moving", "last", "last",
            "Go to the last card of the list, or to the end of the card."),
    Command("page-down", ("ctrl+d", "pagedown"), _EVERY_PANE, "Moving", "page down", "page_down",
            "Go a page down, in the list or in the card."),
    Command("page-up", ("ctrl+u", "pageup"), _EVERY_PANE, "Moving", "page up", "page_up",
            "Go a page up, in the list or in the card."),
    Command("next-unread", ("n",), _EVERYWHERE, "Moving", "next unread", "next_unread",
            "Go to the next unread card."),
    Command("previous-unread", ("p",), _EVERYWHERE, "Moving", "previous unread", "previous_unread",
            "Go to the previous unread card."),
    Command("enter-card", ("enter", "l", "right"), _LIST, "Moving", "enter", "screen.enter_card",
            "Go into the card, to walk its related items and links."),
    Command("leave-card", ("escape", "h", "left"), _CARD, "Moving", "back", "screen.leave_card",
            "In the card: go back to the list."),
    Command("next-pane", ("tab",), _EVERYWHERE, "Moving", "next pane", "next_pane",
            "Go to the next pane: from the list to the card, the topics, and back."),
    Command("enter-topics", ("h", "left"), _LIST, "Moving", "topics", "screen.enter_topics",
            "From the list: go to the topics, which stand beside it on a broad screen."),
    Command("choose-topic", ("enter",), _TOPICS, "Narrowing", "narrow", "choose",
            "In the topics: list only the topic under the cursor; again: all."),
    Command("leave-topics", ("escape", "l", "right"), _TOPICS, "Moving", "back",
            "screen.leave_card", "In the topics: go back to the list."),
    Command("open", ("o",), _EVERYWHERE, "Reading", "open", "open",
            "Open the article in the browser."),
    Command("next-target", ("j", "down"), _CARD, "Reading", "next item", "next_target",
            "In the card: go to the next related item or link."),
    Command("previous-target", ("k", "up"), _CARD, "Reading", "previous item", "previous_target",
            "In the card: go to the previous related item or link."),
    Command("follow", ("enter",), _CARD, "Reading", "follow", "enter_target",
            "In the card: go to the related item's card, or open the link."),
    Command("go-back", ("backspace",), _CARD, "Reading", "go back", "screen.go_back",
            "In the card: go back to the card from which this one was reached."),
    Command("read-on", ("space",), _CARD, "Reading", "read on", "page_down",
            "In the card: read on, a page further down."),
    Command("open-related", tuple("123456789"), _EVERYWHERE, "Reading", "related",
            "open_related({key})", "Open the related item with that number in the browser."),
    Command("copy-url", ("y",), _EVERYWHERE, "Reading", "copy URL", "copy_url",
            "Copy the URL of the article, also over ssh."),
    Command("full-screen", ("z",), _EVERYWHERE, "Reading", "full screen", "full_screen",
            "Show the card on the whole screen, and back."),
    Command("edit", ("e",), _EVERYWHERE, "Reading", "edit", "edit",
            "Open the card's file in your editor."),
    Command("narrower-list", ("less_than_sign",), _EVERYWHERE, "Other", "narrower list",
            "narrower_list", "Give the card more room beside the list."),
    Command("wider-list", ("greater_than_sign",), _EVERYWHERE, "Other", "wider list",
            "wider_list", "Give the list more room beside the card."),
    Command("search", ("slash",), _EVERYWHERE, "Narrowing", "search", "search",
            "Search for words and fields, like topic:ai heat:>80; tab completes."),
    Command("choose-topics", ("t",), _EVERYWHERE, "Narrowing", "topic", "choose_topics",
            "Choose topics, providers and sources."),
    Command("drop-topics", ("T",), _EVERYWHERE, "Narrowing", "no topic", "drop_topics",
            "Take back the chosen topics, providers and sources."),
    Command("widen", ("escape",), _LIST, "Narrowing", "widen", "screen.widen",
            "In the list: drop the selection, else take back one narrowing at a time."),
    Command("unread-only", ("U",), _EVERYWHERE, "Narrowing", "unread only", "unread_only",
            "List unread cards only, and back."),
    Command("all-cards", ("a",), _EVERYWHERE, "Narrowing", "all cards", "all_cards",
            "List retired, unpublished and muted cards too, and back."),
    Command("mute", ("x",), _EVERYWHERE, "Narrowing", "mute", "mute",
            "Mute the card's provider, a topic or words of its title; or lift a muting."),
    Command("sort", ("S",), _EVERYWHERE, "Narrowing", "sort", "sort",
            "Choose the sort order, and which way it goes."),
    Command("explain", ("i",), _EVERYWHERE, "Narrowing", "explain", "explain",
            "Explain in the card how hot it is and why it stands where it does; again: no longer."),
    Command("pulse", ("P",), _EVERYWHERE, "Narrowing", "pulse", "pulse",
            "Show the listed cards at a glance: by day, topic and provider; enter narrows to one."),
    Command("choose-view", ("V",), _EVERYWHERE, "Narrowing", "view", "choose_view",
            "Choose a saved view; rename, move or remove one."),
    Command("save-view", ("ctrl+s",), _EVERYWHERE, "Narrowing", "save view", "save_view",
            "Save what narrows and sorts the list as a view, also while you search."),
    Command("select", ("space",), _LIST, "Marking", "select", "select",
            "Select the card and go on to the next: m, s, o and y then act on all selected."),
    Command("select-range", ("v",), _LIST, "Marking", "range", "select_range",
            "Select all cards from here to where the cursor goes; v or space ends it."),
    Command("mark-read", ("m",), _EVERYWHERE, "Marking", "read", "mark_read",
            "Mark the card or the selected ones read, or unread again."),
    Command("star", ("s",), _EVERYWHERE, "Marking", "star", "star",
            "Star the card or the selected ones, or take the star away."),
    Command("mark-above-read", ("M",), _EVERYWHERE, "Marking", "read above", "mark_above_read",
            "Mark all cards above the cursor read."),
    Command("mark-all-read", ("A",), _EVERYWHERE, "Marking", "all read", "mark_all_read",
            "Mark all cards of the view read."),
    Command("undo", ("u",), _EVERYWHERE, "Marking", "undo", "undo",
            "Undo the last marking or muting, then the one before it."),
    Command("reload", ("R",), _EVERYWHERE, "Other", "reload", "reload",
            "Reload the sources and let waiting news in."),
    Command("add-source", ("plus",), _EVERYWHERE, "Other", "add a folder", "add_source",
            "Add a folder of cards to the sources."),
    Command("problems", ("exclamation_mark",), _EVERYWHERE, "Other", "problems", "problems",
            "Show the files that cannot be read, and why; open one in your editor."),
    Command("help", ("question_mark",), _EVERYWHERE, "Other", "help", "help",
            "Show this help."),
    # Bound by the app, as Textual binds the palette itself otherwise, and before all other keys.
    Command("command-palette", ("ctrl+p",), _APP, "Other", "commands", "command_palette",
            "Find a command by its name."),
    Command("suspend", ("ctrl+z",), _APP, "Other", "suspend", "suspend_process",
            "Suspend cardreader; fg in the shell brings it back.", priority=True),
    Command("quit", ("q",), _APP, "Other", "quit", "quit",
            "Quit cardreader."),
)
# fmt: on

_HINTED: Mapping[Pane, tuple[str, ...]] = {
    "list": ("open", "mark-read", "star", "choose-topics", "search", "sort", "help", "quit"),
    "selection": ("mark-read", "star", "open", "copy-url", "select", "select-range", "widen"),
    "card": ("follow", "leave-card", "read-on", "open", "copy-url", "star", "help", "quit"),
    "topics": ("choose-topic", "leave-topics", "choose-topics", "drop-topics", "help", "quit"),
}
# What a command is called where its own name says too little.
_CALLED: Mapping[tuple[Pane, str], str] = {("selection", "widen"): "drop"}
_BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def bindings(where: Place) -> list[BindingType]:
    """The bindings of one place, for the `BINDINGS` of the class that it is bound by."""
    return [
        binding for command in COMMANDS if where in command.where for binding in command.bindings()
    ]


def palette() -> list[Command]:
    """The commands that make sense by name: those that are not about one pane or about a key."""
    return [
        command
        for command in COMMANDS
        if command.where & {"everywhere", "app"}
        and not command.needs_key
        and command.id != "command-palette"
    ]


def keys_of(command_id: str, keymap: Keymap) -> tuple[str, ...]:
    """The keys (Textual's names) that run a command of the table when `keymap` is set."""
    return _BY_ID[command_id].keys_now(keymap)


def hints(where: Pane, keymap: Keymap) -> list[tuple[str, str]]:
    """Key and name of the commands worth a reminder in a place, most wanted first.

    The last two are how to get help and how to get out.
    """
    return [
        _hint(command_id, keymap, _CALLED.get((where, command_id))) for command_id in _HINTED[where]
    ]


def box_hints(keymap: Keymap) -> list[tuple[str, str]]:
    """Key and name of what can be done beside typing: not where the key is one to type."""
    return [hint for hint in [_hint("save-view", keymap)] if "+" in hint[0]]


def _hint(command_id: str, keymap: Keymap, called: str | None = None) -> tuple[str, str]:
    return key_display(keys_of(command_id, keymap)[0]), called or _BY_ID[command_id].name


def key_display(key: str) -> str:
    """A key (Textual's name, or the character) as a person writes it: `ctrl+d`, `↓`, `/`."""
    *modifiers, name = key.split("+") if key != "+" else [key]
    # The configuration may say anything.
    return checked("+".join([*modifiers, name if name == "enter" else format_key(name)]))


def keys_display(keys: tuple[str, ...]) -> str:
    """All keys of a command in a few cells: `j ↓`, or `1…9` when there are many."""
    shown = [key_display(key) for key in keys]
    return " ".join(shown) if len(shown) <= _KEYS_TOLD else f"{shown[0]}…{shown[-1]}"
