"""A site's `_config.yml`: three top-level scalars of it; the rest is skipped unread."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from cardreader.card.front_matter import decode
from cardreader.card.small_yaml import LOADER, MAX_DEPTH, MAX_NODES
from cardreader.clean import clean_line

_KEYS = ("url", "baseurl", "topic")


class SiteConfig(NamedTuple):
    """What a site says of itself; None where it says nothing."""

    url: str | None = None
    baseurl: str | None = None
    topic: str | None = None


def read_site_config(data: bytes) -> SiteConfig:
    """Read a `_config.yml`; what stands before a mistake in it still counts.

    Events are enough for three scalars, and never follow the anchors such files are full of. Beyond
    the limits of a card nothing is read: libyaml's time grows with the square of the depth.
    """
    found: dict[str, str] = {}
    depth = 0
    key = ""
    is_key = True  # keys and values take turns at the top
    try:
        for number, event in enumerate(yaml.parse(decode(data)[0], Loader=LOADER)):
            if depth > MAX_DEPTH or number > MAX_NODES:
                break
            if depth == 1 and isinstance(event, yaml.NodeEvent):
                text = event.value if isinstance(event, yaml.ScalarEvent) else ""
                if is_key:
                    key = text
                elif key in _KEYS:
                    found[key] = clean_line(text)
                is_key = not is_key
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, ValueError):  # ValueError: chr() in PyYAML's own scanner
        pass
    return SiteConfig(*(found.get(name) or None for name in _KEYS))
