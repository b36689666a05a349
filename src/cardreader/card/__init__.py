"""A card: its value types, and the reading of a file's text into one.

`read_card` is imported from `cardreader.card.reading` by whoever reads files; this package
itself stays light, so that the first screen never waits for a YAML parser.
"""

from cardreader.card.values import (
    Card,
    Detail,
    Image,
    Link,
    Mark,
    Place,
    Problem,
    Provider,
    Reading,
    Related,
    Summary,
    Target,
    utc_text,
)

__all__ = [
    "Card",
    "Detail",
    "Image",
    "Link",
    "Mark",
    "Place",
    "Problem",
    "Provider",
    "Reading",
    "Related",
    "Summary",
    "Target",
    "utc_text",
]
