"""Hot: heat that cools with age. Pure; times are seconds since 1970, half-lives are hours."""

from __future__ import annotations

from math import exp2, log, log2

SCALE = 1_000_000
"""The units of `hot_order` in one half-life."""

HOTTEST = 4_000
"""The heat at which bar and colour are full; the hottest real cards come close to it."""

LEVELS = 6

_EIGHTHS = " ▏▎▍▌▋▊▉"
_HOUR_S = 3_600
_MINUTE_S = 60
_DAY_H = 24
_SHOW_MINUTES_S = 2 * _HOUR_S
_SHOW_HOURS_S = 2 * _DAY_H * _HOUR_S
_SHOW_WHOLE = 10


def hot(heat: int | None, published_s: int | None, now_s: int, half_life_h: float) -> float | None:
    """Cool the heat with age: `heat * 2^(-age / half_life)`; a future date counts as now.

    None for an undated card, and for one without heat (none given, 0, or retired).
    """
    if heat is None or heat <= 0 or published_s is None:
        return None
    half_lives = _age_s(published_s, now_s) / (half_life_h * _HOUR_S)
    return heat * exp2(-half_lives)


def hot_order(heat: int | None) -> int | None:
    """Return log2(heat) in units of 1/SCALE, rounded: the part of the order that never changes.

    Cards sort by `hot`, whenever one looks and whatever the half-life, as they do by
    `hot_order(heat) * half_life_s / SCALE + published_s` (with the future counting as now),
    since log2(hot) = log2(heat) - (now - published) / half_life. None as for `hot`.
    """
    return round(log2(heat) * SCALE) if heat is not None and heat > 0 else None


def explain(heat: int | None, published_s: int | None, now_s: int, half_life_h: float) -> str:
    """Say in a line how hot a card is and why: `hot 41 = heat 97 cooled by 30 h`."""
    if heat is None:
        return "not hot: no heat is given"
    if heat < 0:
        return "not hot: retired, another card leads its group"
    left = hot(heat, published_s, now_s, half_life_h)
    if left is None or published_s is None:
        return "not hot: heat 0" if heat == 0 else f"not hot: heat {heat}, but no date"
    shown = f"{left:.0f}" if left >= _SHOW_WHOLE else f"{round(left, 1):g}"
    return f"hot {shown} = heat {heat} cooled by {_duration(_age_s(published_s, now_s))}"


def bar(heat: int | None, width_cells: int) -> str:
    """Draw the heat on a logarithmic scale, a sliver for 1 and full for HOTTEST.

    Always `width_cells` cells; blank if there is no heat.
    """
    share = _share(heat)
    if share is None or width_cells <= 0:
        return " " * width_cells
    full, eighths = divmod(max(1, round(share * width_cells * 8)), 8)
    drawn = "█" * full + (_EIGHTHS[eighths] if eighths else "")
    return drawn.ljust(width_cells)


def level(heat: int | None) -> int:
    """Return the heat's colour, from 0 (cold, or no heat) to 5 (hot), on the scale of `bar`."""
    share = _share(heat)
    return 0 if share is None else min(LEVELS - 1, int(share * LEVELS))


def _share(heat: int | None) -> float | None:
    """Tell where the heat is on the scale, 0 to 1; None if it is not on it."""
    if heat is None or heat <= 0:
        return None
    return min(1.0, log(heat) / log(HOTTEST))


def _age_s(published_s: int, now_s: int) -> int:
    return max(0, now_s - published_s)


def _duration(seconds: int) -> str:
    """Write an age in the unit that fits, rounded down: `50 min`, `30 h`, `12 days`."""
    if seconds < _SHOW_MINUTES_S:
        return f"{seconds // _MINUTE_S} min"
    if seconds < _SHOW_HOURS_S:
        return f"{seconds // _HOUR_S} h"
    return f"{seconds // (_DAY_H * _HOUR_S)} days"
