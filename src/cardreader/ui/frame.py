"""The screen as it stands, as one text that draws it again: what is kept for the first sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import ColorSystem

from cardreader.clean import checked
from cardreader.ui.straight import straight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.segment import Segment
    from textual.app import App

_SYSTEMS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
}


def frame_of(app: App[None]) -> str:
    """Return what draws the app's screen again; '' where it is not laid out for its size yet.

    Of styles only colours and attributes are taken: no links, no actions.
    """
    size = app.screen.size
    system = _SYSTEMS.get(app.console.color_system or "", ColorSystem.TRUECOLOR)  # as Textual does
    lines = app.screen._compositor.render_strips()  # noqa: SLF001 - the public ways make pictures
    if len(lines) != size.height or any(line.cell_length != size.width for line in lines):
        return ""
    return straight(
        "".join(
            f"\x1b[{number};1H{_drawn(line.simplify(), system)}"
            for number, line in enumerate(lines, start=1)
        )
    )


def _drawn(line: Iterable[Segment], system: ColorSystem) -> str:
    return "".join(
        style.clear_meta_and_links().render(checked(text), color_system=system)
        if style
        else checked(text)
        for text, style, _ in line
    )
