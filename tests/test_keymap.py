"""The keys as a person wants them: presets, what is changed, and every mistake told."""

from __future__ import annotations

import pytest

from cardreader.config import Mistake
from cardreader.ui.commands import COMMANDS, keys_of
from cardreader.ui.keymap import PRESETS, actions, keymap_of

IDS = {str(binding.id) for command in COMMANDS for binding in command.bindings()}


def told(*keys: tuple[str, str]) -> list[str]:
    """Return what is told of these lines of `[keys]`, which must not change anything then."""
    keymap, mistakes = keymap_of(keys)
    for mistake in mistakes:
        assert mistake.where[0] == "keys"
        assert mistake.where[1] not in keymap
    return [mistake.sentence for mistake in mistakes]


def test_a_good_keymap_has_no_mistakes() -> None:
    """Other keys, exchanged keys, several keys and characters are all right."""
    keys = {"star": "m", "mark-read": "s", "help": "f1, ctrl+h", "search": "&", "quit": "alt+Q"}
    assert keymap_of(keys.items()) == (keys, [])


def test_unknown_action_is_a_mistake() -> None:
    """A misspelt id is told, with the right one."""
    assert told(("mark-raed", "x")) == [
        "no action is called 'mark-raed'; it is passed over. The nearest is mark-read."
    ]


@pytest.mark.parametrize("key", ["esc", "ctrl-x", "Return", "", "mod+x", "xy"])
def test_unknown_key_is_a_mistake(key: str) -> None:
    """What nobody can press is told, and the action keeps its keys."""
    assert told(("star", key)) == [
        (
            f"star: {key!r} is no key; write it like x, ctrl+x, pagedown or question_mark. "
            "The default of star, s, is used."
        )
    ]


def test_key_with_two_meanings_is_a_mistake() -> None:
    """A key taken from another command is told once, though it clashes in both panes."""
    assert told(("star", "o")) == [
        "o is the key of both open and star; the default of star, s, is used."
    ]


def test_key_hidden_by_a_pane_is_a_mistake() -> None:
    """A key that a pane keeps for itself is told, by both of its names."""
    assert told(("search", "space")) == [
        "space is the key of both search and select; the default of search, /, is used.",
    ]


def test_of_two_that_want_a_key_the_first_has_it() -> None:
    """The mistake is in the line that comes later."""
    keymap, mistakes = keymap_of([("star", "w"), ("open", "w,b")])
    assert keymap == {"star": "w"}
    assert [mistake.where for mistake in mistakes] == [("keys", "open")]


def test_what_is_passed_over_gives_no_clash_any_more() -> None:
    """Of two keys that are exchanged one is wrong: the other clashes then, and is told as well."""
    keymap, mistakes = keymap_of([("star", "m"), ("mark-read", "zz")])
    assert keymap == {}
    assert len(mistakes) == 2


def test_an_unknown_preset_is_a_mistake() -> None:
    """The sentence names those that there are."""
    assert keymap_of([("preset", "emacs")]) == (
        {},
        [
            Mistake(
                ("keys", "preset"), "preset wants one of default, newsboat; default is used."
            )
        ],
    )  # fmt: skip


def test_every_key_of_the_table_is_a_key() -> None:
    """What the commented file shows can be written like that."""
    shown = [(name, keys) for name, keys, _ in actions(())]
    assert keymap_of(shown) == (dict(shown), [])


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_has_no_mistake(preset: str) -> None:
    """Its actions and keys exist; each key means one thing, but `q`: it leaves what one is in."""
    keys = {name: keys.removeprefix("q,") for name, keys in PRESETS[preset].items()}
    assert keymap_of(keys.items()) == (keys, [])
    keymap, mistakes = keymap_of([("preset", preset)])
    assert mistakes == []
    for command in COMMANDS:
        assert all(command.keys_now(keymap))


def test_newsboat_has_the_keys_of_newsboat() -> None:
    """Where both have the same thing to do, by its documentation."""
    keymap, _ = keymap_of([("preset", "newsboat"), ("star", "w")])
    for key, action in {
        "N": "mark-read", "A": "mark-all-read", "C": "mark-all-read", "n": "next-unread",
        "p": "previous-unread", "J": "next-card", "K": "previous-card", "o": "open", "O": "open",
        "r": "reload", "R": "reload", "q": "quit", "Q": "quit", "slash": "search", "g": "sort",
        "G": "sort", "home": "first", "end": "last", "enter": "enter-card", "u": "enter-card",
        "l": "unread-only", "t": "choose-topics", "ctrl+t": "drop-topics", "f": "choose-view",
        "F": "search", "ctrl+f": "widen", "question_mark": "help", "1": "open-related",
        "tab": "next-pane", "w": "star", "colon": "command-palette",
    }.items():  # fmt: skip
        assert key in keys_of(action, keymap), (key, action)
    assert keys_of("leave-card", keymap)[0] == "q"


def test_every_action_is_listed_with_its_keys() -> None:
    """As they are in the preset, for the commented file."""
    listed = {name: keys for name, keys, _ in actions([("preset", "newsboat"), ("star", "w")])}
    assert listed.keys() == IDS
    assert (listed["star"], listed["reload"], listed["next-unread"]) == ("s", "r,R", "n")
