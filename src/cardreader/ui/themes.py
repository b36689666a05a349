"""Our own themes, beside Textual's, and which one a name stands for.

The scale of heat goes from blue to yellow on a dark background and from blue to a dark red on a
light one, with the lightness going one way: neighbours can be told apart by who sees no red, no
green, no blue, or no colour at all (a test computes it). Themes without a scale of their own have
the one of the widgets' styles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from cardreader.clean import clean_line
from cardreader.config import Mistake
from cardreader.heat import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTO = "auto"
_DARK, _LIGHT, _HIGH = "cardreader-dark", "cardreader-light", "high-contrast"
_TERMINAL, _TERMINAL_LIGHT = "terminal", "terminal-light"


def _heat(*colours: str) -> dict[str, str]:
    return {f"heat-{level}": colour for level, colour in enumerate(colours)}


OWN: tuple[Theme, ...] = (
    Theme(
        _DARK,
        primary="#4a90d9",
        secondary="#7a8ca3",
        accent="#f0c05a",
        warning="#e59a3c",
        error="#e8743b",
        success="#35b58a",
        foreground="#dde3ea",
        background="#0c1015",
        surface="#11151b",
        panel="#22262c",
        variables={"text-muted": "#a4aebb", "text-disabled": "#929ca9"}
        | _heat("#929ca9", "#74b0ec", "#8ac8d7", "#dccc88", "#ffd94a", "#fff77c"),
    ),
    Theme(
        _LIGHT,
        primary="#2f6fb7",
        secondary="#5c6b7d",
        accent="#7a4b00",
        warning="#a85b00",
        error="#a33a0a",
        success="#00694a",
        foreground="#23272e",
        background="#ffffff",
        surface="#fbfaf7",
        panel="#ededed",
        dark=False,
        variables={"text-muted": "#4a5360", "text-disabled": "#535d69"}
        | _heat("#535d69", "#005599", "#2f5058", "#573a02", "#7a0030", "#320906"),
    ),
    Theme(
        _HIGH,
        primary="#4aa8ff",
        secondary="#c8d2de",
        accent="#ffe000",
        warning="#ffb000",
        error="#ff8a65",
        success="#5ef2a0",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1a1a1a",
        variables={
            "text": "#ffffff",
            "text-muted": "#d5dae0",
            "text-disabled": "#b7bec8",
            "text-primary": "#8cc8ff",
            "text-accent": "#ffe000",
            "text-success": "#5ef2a0",
            "text-warning": "#ffc040",
            "text-error": "#ffa080",
        }
        | _heat("#aeb7c1", "#8cc6ff", "#8ae0e0", "#ffd778", "#fff11a", "#ffffff"),
    ),
    *(
        Theme(
            name,
            primary=f"ansi_{bright}blue",
            secondary=f"ansi_{bright}cyan" if bright else "ansi_blue",
            warning="ansi_yellow" if bright else "ansi_red",
            error="ansi_red",
            success="ansi_green",
            accent="ansi_yellow" if bright else "ansi_magenta",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            dark=bool(bright),
            ansi=True,
            variables=BUILTIN_THEMES[like].variables | heat,
        )
        for name, bright, like, heat in (
            (_TERMINAL, "bright_", "ansi-dark",
             _heat("ansi_white", "ansi_bright_blue", "ansi_cyan", "ansi_yellow",
                   "ansi_bright_yellow", "ansi_bright_white")),
            (_TERMINAL_LIGHT, "", "ansi-light",
             _heat("ansi_bright_black", "ansi_blue", "ansi_magenta", "ansi_red",
                   "ansi_bright_red", "ansi_black")),
        )
    ),
)  # fmt: skip


def named(theme: str, *, light: bool) -> str:
    """Return the theme to use where the terminal is light, or is not."""
    if theme == AUTO:
        return _LIGHT if light else _DARK
    if theme == _TERMINAL:
        return _TERMINAL_LIGHT if light else _TERMINAL
    return theme


def follows_terminal(theme: str) -> bool:
    """Whether it depends on the terminal what is used."""
    return theme in (AUTO, _TERMINAL)


def mistakes_in(theme: str) -> list[Mistake]:
    """Return what is wrong with the name of a theme."""
    known = [AUTO, *(each.name for each in OWN), *BUILTIN_THEMES]
    if theme in known:
        return []
    told = f"theme {clean_line(repr(theme))} is not known; {AUTO} is used. There are: "
    return [Mistake(("theme",), f"{told}{', '.join(known)}.")]


def heat_colours(variables: Mapping[str, str]) -> list[Color]:
    """Return the colours of a theme's own scale, from cold to hot; none where it has none."""
    names = [f"heat-{level}" for level in range(LEVELS)]
    if not all(name in variables for name in names):
        return []
    return [Color.parse(variables[name]) for name in names]
