"""Cards whose front matter attacks its reader: YAML bombs, odd YAML, encodings and fences."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from cases import Case, Listed, NoCard, Refused, card, raw, refused, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)
)
_MERGES = "a0: &a0 {x0: 1}\n" + "\n".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}], x{n}: 1}}" for n in range(1, 12)
)


def cases() -> Iterator[Case]:
    """All cards of this kind."""
    yield from _bombs()
    yield from _odd()
    yield from _fences()
    yield from _encodings()


def _bombs() -> Iterator[Case]:
    deep = 30_000
    yield refused("bomb-laughs", f"title: x\n{_LAUGHS}", 3, "anchors")
    yield refused("bomb-merge", f"title: x\n{_MERGES}", 3, "anchors")
    yield refused("bomb-itself", "title: x\na: &a [*a]", 3, "anchors")
    yield refused("bomb-alias", "title: x\na: *b", 3, "aliases")
    yield refused("bomb-anchor", "title: &a x", 2, "anchors")
    yield refused("bomb-merge-key", "title: x\n<<: {a: b}", 3, "merge keys")
    yield titled("merge-key-quoted", '"<<": {a: b}')
    yield refused("bomb-flow", f"title: x\na: {'[' * deep}{']' * deep}", 3, "nested deeper than 64")
    yield refused("bomb-flow-open", f"title: x\na: {'[' * deep}", 3, "nested deeper than 64")
    yield refused("bomb-maps", f"title: x\na: {'{a: ' * deep}", 3, "nested deeper than 64")
    yield refused("bomb-dashes", f"title: x\na:\n  {'- ' * deep}", 4, "nested deeper than 64")
    yield refused("bomb-keys", f"title: x\n{'? ' * deep}x", 3, "nested deeper than 64")
    yield refused(
        "bomb-indent", "title: x\n" + "\n".join(f"{' ' * n}a{n}:" for n in range(300)), 66,
        "nested deeper than 64",
    )  # fmt: skip
    yield refused(
        "bomb-nodes", "title: x\na: [" + "1," * 100_001 + "]", 3, "more than 100,000 values"
    )
    yield refused("bomb-lines", "title: x\na:\n" + "- 1\n" * 100_001, 99_999, "more than 100,000")
    yield titled("many-values", "a: [" + "1," * 99_000 + "]")
    yield titled("deep-but-fine", "a: " + "[" * 60 + "]" * 60)
    yield titled("many-keys", "\n".join(f"k{n}: v" for n in range(20_000)))
    yield titled("same-key", "heat: 1\n" * 5_000)
    yield titled("long-scalar", f"excerpt: {'x' * 900_000}")
    yield titled("long-quoted", f'excerpt: "{"&amp;" * 100_000}"')
    yield titled("long-block", "excerpt: |\n" + "  a line\n" * 50_000)
    yield titled(
        "many-related", "related:\n" + "  - title: x\n    webUrl: https://e.example/a\n" * 5_000
    )
    yield titled(
        "deep-related", f"related:\n  - a: {'[' * deep}", warnings=((4, "related: it is nested"),)
    )
    yield titled(
        "related-laughs", "related:\n  - &a {title: x}\n  - *a", warnings=((4, "related: anchors"),)
    )
    yield titled("related-open", 'related:\n  - title: "x\n', warnings=((6, "related: not valid"),))
    yield titled("many-comments", "# x\n" * 100_000)


def _odd() -> Iterator[Case]:
    yield refused(
        "tag-python", "title: x\na: !!python/object/apply:os.system [reboot", 4, "not valid"
    )
    yield titled("tag-unknown", "a: !!python/object/apply:os.system [reboot]\nb: !foo bar")
    yield titled("tag-binary", "excerpt: !!binary aGk=")
    yield titled("tag-bool", "published: !!bool yes\nheat: !!int 5")
    yield titled(
        "tag-timestamp", "publishedDateTime: !!timestamp x", warnings=((3, "wants a date"),)
    )
    yield _two_documents()
    yield refused("key-list", "title: x\n? [a, b]\n: c", 3, "key is not text")
    yield titled("key-odd", "1: a\ntrue: b\n'': c\n2021-01-01: d\n~: e\nnull: f")
    yield refused("root-list", "- title: x\n- y", 2, "not made of keys and values")
    yield refused("root-text", "just words", 2, "not made of keys and values")
    yield Case(b"root-null.md", card("~"), NoCard())
    yield Case(b"root-empty.md", card(""), NoCard())
    yield Case(b"root-comment.md", card("# only this"), NoCard())
    yield Case(b"no-title.md", card("heat: 5\nexcerpt: x"), NoCard())
    yield Case(b"json.md", card('{"title": "json", "heat": 5}'), Listed("json"))
    yield refused("json-open", '{"title": "json"', 3, "not valid YAML")
    yield refused("quote-open", 'title: "x', 3, "not valid YAML")
    yield refused("bad-escape", 'title: "\\q"', 2, "not valid YAML")
    yield refused("bad-code", 'title: "\\U0011ffff"', 2, "not valid YAML")
    yield Case(b"surrogates.md", card('title: "\\ud83d\\ude00 \\udc00"'),
               Listed("\U0001f600 \ufffd"))  # fmt: skip
    yield refused("starts-at", "title: @x", 2, "not valid YAML")
    yield refused("starts-backtick", "title: `x`", 2, "not valid YAML")
    yield refused("colon", "title: one: two", 2, "not valid YAML")
    yield refused("tab", "title: x\n\ta: b", 3, "not valid YAML")
    yield refused("percent", "title: %x", 2, "not valid YAML")
    yield refused("bad-indent", "title: x\n  a: b\n c: d", 3, "not valid YAML")
    yield refused("long-key", f"title: x\n{'k' * 3_000}: v", 3, "not valid YAML")
    yield refused("directive", "%YAML 9.9", 2, "not valid YAML")
    yield Case(
        b"title-block.md",
        card("title: |\n  title-block\n  of lines"),
        Listed("title-block of lines"),
    )
    yield Case(
        b"title-folded.md", card("title: >-\n  title-folded\n\n  x"), Listed("title-folded x")
    )
    yield Case(b"title-twice.md", card("title: one\ntitle: title-twice"), Listed("title-twice"))
    yield Case(
        b"title-comment.md", card("title: title-comment # not this"), Listed("title-comment")
    )


def _two_documents() -> Case:
    """The second fence ends the front matter, so a second document takes a line of its own."""
    return Case(
        b"documents.md", b"---\ntitle: documents\n---\n---\ntitle: y\n---\n", Listed("documents")
    )


def _fences() -> Iterator[Case]:
    yield raw("fence-dots", b"---\ntitle: fence-dots\n...\nbody", Listed("fence-dots"))
    yield raw("fence-blanks", b"--- \t\ntitle: fence-blanks\n---  \nbody", Listed("fence-blanks"))
    yield raw("fence-open", b"---\ntitle: x\n", Refused(1, "not closed"))
    yield raw("fence-only", b"---", Refused(1, "not closed"))
    yield raw("fence-only-line", b"---\n", Refused(1, "not closed"))
    yield raw("fence-twice", b"---\n---\n", NoCard())
    yield raw("fence-four", b"----\ntitle: x\n----\n", NoCard())
    yield raw("fence-indented", b" ---\ntitle: x\n---\n", NoCard())
    yield raw("fence-late", b"\n---\ntitle: x\n---\n", NoCard())
    yield raw("fence-toml", b"+++\ntitle = 'x'\n+++\n", NoCard())
    yield raw("fence-title", b"--- title: x\n---\n", NoCard())
    yield raw("fence-close-indented", b"---\ntitle: x\n ---\n", Refused(1, "not closed"))
    yield raw("fence-no-newline", b"---\ntitle: fence-no-newline\n---", Listed("fence-no-newline"))
    yield raw("fence-in-text", b"---\ntitle: fence-in-text\nexcerpt: a --- b\n---\n",
              Listed("fence-in-text"))  # fmt: skip
    yield raw("fence-dashes", b"\xe2\x80\x94-\ntitle: x\n---\n", NoCard())
    yield raw("empty", b"", NoCard())
    yield raw("one-byte", b"-", NoCard())
    yield raw("newline", b"\n", NoCard())
    yield raw("readme", b"# A readme\n\nwithout front matter\n", NoCard())
    yield raw(
        "many-fences", b"---\ntitle: many-fences\n" + b"---\n" * 50_000, Listed("many-fences")
    )


def _encodings() -> Iterator[Case]:
    text = "---\ntitle: {} ä\nheat: 5\n---\nbody ä\n"
    for name, encoding in (
        ("utf8-bom", "utf-8-sig"), ("utf16-bom", "utf-16"), ("utf8", "utf-8"),
    ):  # fmt: skip
        yield raw(name, text.format(name).encode(encoding), Listed(f"{name} ä"))
    big = text.format("utf16-be").encode("utf-16-be")
    yield raw("utf16-be", b"\xfe\xff" + big, Listed("utf16-be ä"))
    yield raw("utf16-odd", b"\xfe\xff" + big + b"x", Listed("utf16-odd ä".replace("odd", "be")))
    for encoding in ("utf-16-le", "utf-16-be", "utf-7", "cp037"):
        outcome = NoCard() if encoding != "utf-7" else Listed("plain +AOQ")
        yield raw(f"no-bom-{encoding}", text.format("plain").encode(encoding), outcome)
    # Without a mark of its own, UTF-32 begins like UTF-16: NULs stand between its letters.
    yield raw("utf32", text.format("x").encode("utf-32"), NoCard())
    bad = (2, "not UTF-8")
    yield raw("latin1", text.format("latin1").encode("latin-1"), Listed("latin1 \ufffd", (bad,)))
    for name, data, shown in (
        ("overlong", b"\xc0\xaf", "\ufffd\ufffd"),
        ("cesu", b"\xed\xa0\xbd", "\ufffd\ufffd\ufffd"),
        ("stray", b"\x9b31m", "\ufffd31m"),
        ("cut-short", b"\xe2\x82", "\ufffd"),
        ("beyond", b"\xf5\x80\x80\x80", "\ufffd\ufffd\ufffd\ufffd"),
        ("bytes-ff", b"\xff" * 20, "\ufffd" * 20),
    ):
        front = b"---\ntitle: %b %b\n---\n" % (name.encode(), data)
        yield raw(name, front, Listed(f"{name} {shown}", (bad,)))
    body = b"---\ntitle: latin1-body\n---\nok\nna\xefve\n"
    yield raw("latin1-body", body, Listed("latin1-body", ((5, "not UTF-8"),)))
    yield raw("nul-title", b"---\ntitle: a\x00b\n---\n", Refused(2, "control character"))
    yield raw("nul-body", b"---\ntitle: nul-body\n---\n" + b"\x00" * 5_000, Listed("nul-body"))
    yield raw("crlf", b"---\r\ntitle: crlf\r\nheat: x\r\n---\r\n", Listed("crlf", ((3, "heat"),)))
    yield raw("cr", b"---\rtitle: cr\rheat: x\r---\r", Listed("cr", ((3, "heat"),)))
    yield raw(
        "mixed-ends",
        b"---\r\ntitle: mixed-ends\rheat: x\n---\n\r",
        Listed("mixed-ends", ((3, "heat"),)),
    )
    yield raw("nel", "---\ntitle: nel\x85heat: x\n---\n".encode(), Listed("nel", ((2, "heat"),)))
    yield raw("separator", "---\ntitle: separator\u2028heat: x\n---\n".encode(),
              Listed("separator", ((2, "heat"),)))  # fmt: skip
    yield raw("nel-in-text", "---\ntitle: nel\x85in\u2028text\nheat: x\n---\n".encode(),
              Listed("nel in text", ((3, "heat"),)))  # fmt: skip
    yield raw("bom-twice", b"\xef\xbb\xbf\xef\xbb\xbf---\ntitle: x\n---\n", NoCard())
    yield raw(
        "bom-inside", "---\ntitle: bom\ufeff-inside\n---\n".encode(), Listed("bom\ufeff-inside")
    )
    yield raw("form-feed", b"\f---\ntitle: x\n---\n", NoCard())
    yield raw("png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, NoCard())
    yield raw("gzip", gzip.compress(b"---\ntitle: x\n---\n", mtime=0), NoCard())
    yield raw("random", bytes((n * n * 7 + n) % 256 for n in range(20_000)), NoCard())
    noise = bytes((n * n * 7) % 256 for n in range(5_000))
    yield raw("fenced-random", b"---\n" + noise + b"\n---\n", Refused(2, ""))
    yield raw(
        "fenced-nul", b"---\n" + b"\x00" * 500_000 + b"\n---\n", Refused(2, "control character")
    )
