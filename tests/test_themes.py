"""Our themes: text can be read on all that it stands on, and heat without seeing all colours."""

from __future__ import annotations

import itertools

import pytest
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from cardreader.card import Summary
from cardreader.config import Mistake
from cardreader.heat import LEVELS
from cardreader.ui.card_detail import CardDetail
from cardreader.ui.card_list import CardList
from cardreader.ui.themes import OWN, follows_terminal, heat_colours, mistakes_in, named

RGB = [theme for theme in OWN if not theme.ansi]
ANSI = [theme for theme in OWN if theme.ansi]
READABLE, HIGH = 4.5, 7.0  # of the guidelines for web pages: levels AA and AAA
TEXTS = (
    "foreground", "text-muted", "text-disabled", "text-primary", "text-accent", "text-success",
    "text-warning", "text-error",
)  # fmt: skip
# In CIE L*a*b*; 2.3 is what can just be seen.
DIFFERENT = 5.0

# How colours look to who lacks one kind of cones (Machado, Oliveira and Fernandes, 2009), or all.
SIGHTS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: Color) -> list[float]:
    """Return red, green and blue as amounts of light."""
    shares = (part / 255 for part in color.rgb)
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


def luminance(color: Color) -> float:
    """Return how much light there is, as the guidelines have it."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lab(light: list[float]) -> list[float]:
    """Return amounts of light as lightness and two colours, in steps that look alike."""
    red, green, blue = light
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def seen(color: Color, sight: str) -> list[float]:
    """Return how a colour looks with such eyes."""
    light = linear(color)
    rows = (sum(a * b for a, b in zip(row, light, strict=True)) for row in SIGHTS[sight])
    return lab([min(1.0, max(0.0, row)) for row in rows])


def variables(name: str) -> dict[str, str]:
    """Return all colours of a theme by name."""
    theme = next(theme for theme in OWN if theme.name == name)
    return theme.to_color_system().generate() | theme.variables


def grounds(name: str) -> dict[str, Color]:
    """Return all that text stands on."""
    colors = {key: Color.parse(variables(name)[key]) for key in ("background", "surface", "panel")}
    primary = Color.parse(variables(name)["primary"])
    foreground = Color.parse(variables(name)["foreground"])
    surface = colors["surface"]
    return colors | {
        "cursor": surface.blend(primary, 0.25),
        "cursor elsewhere": surface.blend(foreground, 0.08),
    }


@pytest.mark.parametrize("theme", RGB, ids=lambda theme: theme.name)
def test_text_can_be_read(theme: object) -> None:
    """On every ground there is, under the cursor too; with high contrast still better."""
    name = theme.name  # type: ignore[attr-defined]
    least = HIGH if name == "high-contrast" else READABLE
    texts = {text: Color.parse(variables(name)[text]) for text in TEXTS}
    texts |= {f"heat {level}": colour for level, colour in enumerate(heat_colours(variables(name)))}
    poor = {
        (text, ground): round(contrast(color, behind), 2)
        for text, color in texts.items()
        for ground, behind in grounds(name).items()
        if contrast(color, behind) < least
    }
    assert poor == {}


@pytest.mark.parametrize("theme", RGB, ids=lambda theme: theme.name)
@pytest.mark.parametrize("sight", SIGHTS)
def test_heat_can_be_told_without_seeing_all_colours(theme: object, sight: str) -> None:
    """Each step looks different from the next, whichever cones there are."""
    colours = heat_colours(variables(theme.name))  # type: ignore[attr-defined]
    assert len(colours) == LEVELS
    for one, other in itertools.pairwise(colours):
        steps = zip(seen(one, sight), seen(other, sight), strict=True)
        assert sum((a - b) ** 2 for a, b in steps) ** 0.5 >= DIFFERENT


@pytest.mark.parametrize("theme", RGB, ids=lambda theme: theme.name)
def test_heat_can_be_told_without_any_colour(theme: object) -> None:
    """It gets lighter on dark, and darker on light, step by step: the hottest stands out most."""
    name = theme.name  # type: ignore[attr-defined]
    ground = grounds(name)["surface"]
    contrasts = [contrast(colour, ground) for colour in heat_colours(variables(name))]
    assert all(other > one * 1.05 for one, other in itertools.pairwise(contrasts))


@pytest.mark.parametrize("theme", ANSI, ids=lambda theme: theme.name)
def test_terminal_themes_have_its_colours_only(theme: object) -> None:
    """No colour is mixed: all are what the person has made of the sixteen."""
    for key, value in variables(theme.name).items():  # type: ignore[attr-defined]
        if key.startswith(("heat-", "text-", "primary", "foreground")):
            assert value.startswith(("ansi_", "transparent"))
    scale = heat_colours(variables(theme.name))  # type: ignore[attr-defined]
    assert len({colour.ansi for colour in scale}) == LEVELS


class Panes(App[None]):
    """Shows a list, with one of our themes."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        for each in OWN:
            self.register_theme(each)
        self.theme = theme
        self.list = CardList(lambda ids: [Summary(id_, "A") for id_ in ids], lambda: 0)
        self.card = CardDetail(lambda: 0)

    def compose(self) -> ComposeResult:
        """Lay the panes out."""
        yield self.list
        yield self.card


@pytest.mark.parametrize("theme", ["cardreader-light", "terminal", "nord"])
async def test_the_scale_of_a_theme_reaches_both_panes(theme: str) -> None:
    """Where a theme has none, that of the panes' own styles is used."""
    app = Panes(theme)
    async with app.run_test():
        own = heat_colours(app.theme_variables)
        rows = [style.color for style in app.list.row_styles().heat]
        page = [app.card._page_styles()[f"heat-{level}"].foreground for level in range(LEVELS)]
        assert len(set(rows)) == LEVELS
        assert rows == [colour.rich_color for colour in own] or theme == "nord"
        assert page == own or theme == "nord"
        assert bool(own) == (theme != "nord")


@pytest.mark.parametrize(
    ("wanted", "light", "used"),
    [
        ("auto", False, "cardreader-dark"),
        ("auto", True, "cardreader-light"),
        ("terminal", False, "terminal"),
        ("terminal", True, "terminal-light"),
        ("nord", True, "nord"),
    ],
)
def test_some_names_follow_the_terminal(wanted: str, *, light: bool, used: str) -> None:
    """And all others are what they say."""
    assert named(wanted, light=light) == used
    assert follows_terminal(wanted) == (wanted in ("auto", "terminal"))


def test_every_theme_can_be_configured() -> None:
    """Ours and all of Textual's; another is a mistake with all names in it."""
    names = ["auto", *(theme.name for theme in OWN), *BUILTIN_THEMES]
    assert [mistake for name in names for mistake in mistakes_in(name)] == []
    (mistake,) = mistakes_in("\x1bsepia")
    assert mistake == Mistake(("theme",), mistake.sentence)
    assert all(name in mistake.sentence for name in names)
    assert "\x1b" not in mistake.sentence


@pytest.mark.parametrize("theme", RGB, ids=lambda theme: theme.name)
def test_a_terminal_of_256_colours_shows_all_steps(theme: object) -> None:
    """Each step of heat is another of its colours, and grounds of one grey stay grey."""
    name = theme.name  # type: ignore[attr-defined]

    def shown(color: Color) -> int | None:
        return color.rich_color.downgrade(ColorSystem.EIGHT_BIT).number

    assert len({shown(colour) for colour in heat_colours(variables(name))}) == LEVELS
    assert all(
        (number := shown(color)) is not None and (number in (16, 231) or number > 231)
        for ground, color in grounds(name).items()
        if ground != "cursor"
    )
