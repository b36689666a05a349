"""Cards whose texts attack: control sequences, markup, bidi, marks, emoji."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from cases import MARK, Case, Listed, Refused, card, folded, left, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

ESC = "\x1b"
SEQUENCES = {
    "title": f"{ESC}]0;{MARK}\x07",
    "title-st": f"{ESC}]2;{MARK}{ESC}\\",
    "title-8bit": f"\x9d0;{MARK}\x9c",
    "clipboard": f"{ESC}]52;c;UFdORUQ=\x07",
    "clipboard-8bit": "\x9d52;c;UFdORUQ=\x07",
    "link": f"{ESC}]8;;https://{MARK}.example\x07here{ESC}]8;;\x07",
    "palette": f"{ESC}]4;1;rgb:ff/00/00;{MARK}\x07",
    "notify": f"{ESC}]9;{MARK}\x07{ESC}]777;notify;{MARK};x\x07",
    "iterm-file": f"{ESC}]1337;File=name={MARK}:aGk=\x07",
    "clear": f"{ESC}[2J{ESC}[H{MARK}",
    "clear-8bit": f"\x9b2J\x9bH{MARK}",
    "leave-screen": f"{ESC}[?1049l{MARK}",
    "reset": f"{ESC}c{MARK}",
    "soft-reset": f"{ESC}[!p{MARK}",
    "who-are-you": f"{ESC}[c{ESC}[>c{ESC}[5n{MARK}",
    "title-back": f"{ESC}[21t{MARK}\r",
    "answerback": f"\x05{MARK}",
    "dcs": f"{ESC}P$q{MARK}{ESC}\\",
    "dcs-8bit": f"\x90+q{MARK}\x9c",
    "sixel": f"{ESC}Pq#0;2;0;0;0{MARK}{ESC}\\",
    "apc": f"{ESC}_G{MARK}{ESC}\\",
    "pm-sos": f"{ESC}^{MARK}{ESC}\\{ESC}X{MARK}{ESC}\\",
    "charset": f"{ESC}(0{MARK}\x0e\x0f",
    "mouse": f"{ESC}[?1003h{ESC}[?2004l{MARK}",
    "scroll-region": f"{ESC}[1;1r{ESC}M{ESC}D{ESC}E{MARK}",
    "overwrite": f"good{chr(8) * 4}{MARK}\rx\vy\fz",
    "delete": f"{MARK}\x7f\x7f\x00\x01",
    "c1-all": "".join(map(chr, range(0x80, 0xA0))) + MARK,
    "c0-all": "".join(map(chr, range(0x20))) + MARK,
    "two-in-one": f"{ESC}{ESC}[[31m\x9b\x9b31m{MARK}",
    "split-by-bidi": f"{ESC}\u202e[31m{MARK}",
    "split-by-zero": f"{ESC}\u200b[31m{MARK}",
    "unfinished": f"{MARK}{ESC}",
}
_MAY_STAND_RAW = frozenset("\t\x85\u2028\u2029")  # for YAML

MARKUP = {
    "bold": "[b]bold[/b]", "closing": "[/b] x", "closing-any": "[/] x",
    "click": "[@click=app.quit]Nice[/]", "click-blank": "[ @click=app.quit]x",
    "click-file": "[@click=app.screenshot('/tmp/PWNED')]x[/]", "link": "[link=https://x.example]x",
    "unclosed": "[red", "nested": "[b][i][u][/b]", "games": "[Games] Solitaire v0.5",
    "backslash": "trailing \\", "escaped": "\\[b]x", "dollar": "$title ${title} $1",
    "braces": "{0} {title} {title.__class__}", "percent": "%s %d %(title)s %",
    "emoji": ":smile: :x:",
    "on": "[on red]x[/on red]", "tags": "<b>bold</b> <script>x</script>",
    "liquid": "{% raw %}{{ site }}{% endraw %}", "style": "[bold red on #ff0000 link=x]x",
    "at": "[@mouse.down=app.bell]", "deep": "[" * 300, "slashes": "[/" * 100, "quotes": "'\"`[=\"]",
}  # fmt: skip

BIDI = {f"{code:04x}": chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
KEPT_FORMATS = {
    "lrm": "\u200e",
    "rlm": "\u200f",
    "alm": "\u061c",
    "zwsp": "\u200b",
    "shy": "\u00ad",
}

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
KEPT = {
    "family": FAMILY, "families": FAMILY * 40, "england": ENGLAND * 3,
    "regional": "\U0001f1e9\U0001f1ea\U0001f1e9", "keycap": "1\ufe0f\u20e3#\ufe0f\u20e3",
    "skin": "\U0001f44d\U0001f3ff\U0001f3fb", "chain": "\U0001f600\u200d" * 200 + "\U0001f600",
    "heart": "\u2764\ufe0f\u2764\ufe0e\u2764", "cjk": "新聞" * 60, "full": "ＡＢＣ" * 40,
    "arabic": "السلام عليكم", "hebrew": "שָׁלוֹם", "persian": "می\u200cخواهم", "thai": "ที่นี่",
    "devanagari": "क्\u200dष", "ligature": "\ufdfd" * 30, "filler": "\u3164\u115f\uffa0x",
    "private": "\ue000\U000f0000", "unassigned": "\u0378\U0003fffd", "object": "\ufffc\ufffd",
    "hangul": "\u1112\u1161\u11ab" * 30, "braille": "\u2800\u2801", "tibetan": "ཧཱུྃ",
    "annotation": "\ufff9a\ufffab\ufffb", "variants": "x\U000e0100y", "math": "𝕬𝖇𝖈 𝟙𝟚",
}  # fmt: skip
CHANGED = {
    "england-cut": (ENGLAND[:4], "\U0001f3f4"), "tags-hidden": ("x\U000e0041\U000e0042y", "xy"),
    "language-tag": ("\U000e0001\U000e0065x", "x"),
    "flag-too-long": ("\U0001f3f4" + "\U000e0061" * 9 + "\U000e007f", "\U0001f3f4"),
    "flood": ("a" + "\u0301" * 100_000, "a" + "\u0301" * 8),
    "flood-mixed": ("a" + "\u0301\u0302\u0489" * 500, "a" + ("\u0301\u0302\u0489" * 3)[:8]),
    "flood-joined": ("a" + "\u0301\u200d" * 100, "a" + "\u0301\u200d" * 8 + "\u200d" * 92),
    "flood-thai": ("ก" + "\u0e49" * 300, "ก" + "\u0e49" * 8),
    "flood-circles": ("o" + "\u20dd" * 50 + "p", "o" + "\u20dd" * 8 + "p"),
    "flood-zalgo": (("z" + "\u0351" * 20) * 20, ("z" + "\u0351" * 8) * 20),
    "flood-variants": ("x" + "\ufe0f" * 99, "x" + "\ufe0f" * 8),
    "long-word": ("w" * 5_000, None), "long-wide": ("報" * 5_000, None),
    "nonchars": ("a\ufffeb\uffffc", "abc"), "blanks": ("a\u00a0\u3000\u2003\u2028 b", "a b"),
    "lines": ("one\n\n two\r\nthree\u2029four", "one two three four"),
}  # fmt: skip
_LINE_LIMIT = 2_000


def cases() -> Iterator[Case]:
    """All cards of this kind."""
    for name, text in SEQUENCES.items():
        yield _everywhere(f"seq-yaml-{name}", text, quoted, left(f"x{text}y"))
        yield _everywhere(f"seq-entity-{name}", text, _entities, left(f"x{_from_entities(text)}y"))
        yield _everywhere(f"seq-double-{name}", text, _doubled, left(f"x{_from_entities(text)}y"))
        yield _percent(f"seq-percent-{name}", text)
        yield _raw_in_front(f"seq-raw-{name}", text)
        yield _raw_in_body(f"seq-body-{name}", text)
    for name, text in MARKUP.items():
        yield _everywhere(f"markup-{name}", text, quoted, folded(f"x{text}y"))
    for name, char in BIDI.items():
        yield _everywhere(f"bidi-{name}", f"abc{char}def", quoted, "xabcdefy")
    for name, text in (KEPT_FORMATS | KEPT).items():
        yield _everywhere(f"kept-{name}", text, quoted, f"x{text}y")
    for name, (text, kept) in CHANGED.items():
        yield _changed(f"changed-{name}", text, kept)
    yield Case(b"only-zwsp.md", card(f"title: {quoted(chr(0x200B))}"), Listed("\u200b"))
    yield Case(b"only-esc.md", card(f"title: {quoted(ESC * 9)}"), Refused(2, "empty or not text"))
    yield Case(b"only-blank.md", card("title: ' '"), Refused(2, "empty or not text"))


def _everywhere(name: str, text: str, write: object, kept: str) -> Case:
    """A card with the text in every field there is; titles begin with the card's name."""
    assert callable(write)
    field = write(f"x{text}y")
    title = write(f"{name} x{text}y")
    frame = quoted(f'<iframe src="https://e.example/{text}"></iframe>')
    front = f"""\
title: {title}
excerpt: {field}
category: {field}
type: {field}
publishedDateTime: 2021-02-19T23:12:00Z
webUrl: {quoted(f"https://e.example/{name}")}
originalUrl: {field}
ampWebUrl: {field}
provider: {{name: {field}, domain: {field}}}
topics: [{field}, {write(f"second x{text}y")}]
tags: [{field}]
bio: {field}
length: {field}
price: {field}
levels: [{field}]
ratings: {field}
authors: [{{name: {field}}}]
items: [{field}]
website: {field}
featuredContent: {frame}
actions: [{{title: {field}, url: {field}, attribution: {field}}}]
images: [{{url: {field}, title: {field}, width: 1, height: 1}}]
related:
  - title: {field}
    excerpt: {field}
    webUrl: {quoted(f"https://e.example/r/{text}")}
    type: {field}
    provider: {{name: {field}, domain: {field}}}
  - title: {field}
    webUrl: {field}
heat: 5"""
    body = f"# x{text}y\n\n[x{text}y](https://e.example/{quote(text[:50])})\n\n```\nx{text}y\n```\n"
    return Case(f"{name}.md".encode(), card(front, body), Listed(f"{name} {kept}"))


def _entities(text: str) -> str:
    """A text with its controls as HTML entities, decimal and hexadecimal in turn."""
    return quoted("".join(
        f"&#{ord(char)};" if position % 2 else f"&#x{ord(char):x};" if _is_control(char) else char
        for position, char in enumerate(text)
    ))  # fmt: skip


def _doubled(text: str) -> str:
    """The same, escaped once more."""
    return _entities(text).replace("&", "&amp;")


def _is_control(char: str) -> bool:
    return ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F


def _from_entities(text: str) -> str:
    """What HTML says of such entities: most controls are none, 80 to 9F are of code page 1252."""
    return "".join(_from_entity(char) if _is_control(char) else char for char in text)


def _from_entity(char: str) -> str:
    code = ord(char)
    if code >= 0x80:
        return bytes([code]).decode("cp1252", "ignore")
    return "\ufffd" if code == 0 else char if char in "\t\n\f\r" else ""


def _percent(name: str, text: str) -> Case:
    """A card whose addresses hold the text percent-encoded."""
    url = f"https://e.example/{quote(text)}?q={quote(text)}#{quote(text)}"
    related = f"related: [{{title: x, webUrl: {quoted(url)}}}]"
    front = f"title: {name}\nwebUrl: {url}\nwebsite: {url}\n{related}"
    return Case(f"{name}.md".encode(), card(front, f"[x]({url})"), Listed(name))


def _raw_in_front(name: str, text: str) -> Case:
    """A file with the text unescaped in its front matter: no YAML where there is any control."""
    outcome = Refused(3, "control character")
    return Case(f"{name}.md".encode(), card(f"title: {name}\nexcerpt: 'x{text}y'"), outcome)


def _raw_in_body(name: str, text: str) -> Case:
    body = f"x{text}y\n\n<p>x{text}y</p>\n\n<a href='https://e.example/{text}'>x{text}y</a>\n"
    return Case(f"{name}.md".encode(), card(f"title: {name}", body), Listed(name))


def _changed(name: str, text: str, kept: str | None) -> Case:
    """A card whose title loses something; without `kept` it is cut at the limit of a line."""
    whole = f"{name} {text}"
    title = f"{whole[: _LINE_LIMIT - 1]}…" if kept is None else f"{name} {kept}"
    front = (
        f"title: {quoted(whole)}\nexcerpt: {quoted(text[:9_000])}\ntopics: [{quoted(text[:9_000])}]"
    )
    return Case(f"{name}.md".encode(), card(front, text[:9_000]), Listed(title))
