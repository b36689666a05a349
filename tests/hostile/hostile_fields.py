"""Cards whose fields are wrong: of another type, out of range, or URLs of every bad kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import Case, Listed, card, quoted, refused, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS = ("excerpt", "category", "type", "bio", "length", "price", "featuredContent")
_URLS = ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl", "website")
_NUMBERS = ("heat", "quality")
_DATES = ("publishedDateTime", "updatedDateTime")
_BOOLS = ("published", "removed")
_LISTS = ("topics", "tags", "levels", "items")
_MAPPINGS = ("images", "actions", "related")

# Field, value, a part of the warning; the field stands in line 3.
_WRONG = [
    *((key, value, f"{key} wants text") for key in _TEXTS for value in ("[a, b]", "{a: b}")),
    *((key, value, f"{key} wants a URL") for key in _URLS for value in ("[a]", "{a: b}")),
    *(
        (key, value, f"{key} wants a whole number")
        for key in _NUMBERS
        for value in ("hot", "[1]", "{a: 1}", "1e5", "0x10", "1_000", ".nan", ".inf", "1.5", "true",
                      "1:30", "'1 2'", "9223372036854775807", "1" * 5_000)
    ),
    *((key, value, f"{key} is too large") for key in _NUMBERS
      for value in ("9007199254740993", "-9007199254740993")),
    *(
        (key, value, f"{key} wants a date")
        for key in _DATES
        for value in ("yesterday", "[2021]", "{a: 1}", "2021", "10000-01-01", "-1-01-01",
                      "2021-02-19 23", "19.02.2021", "1613775000", "2" * 5_000, "2021-02-19T25",
                      "2021-02-19T23:12:00Z+01:00")
    ),
    *(
        (key, value, f"{key} cannot be read")
        for key in _DATES
        for value in ("2021-02-30", "0000-01-01", "2021-13-01", "2021-00-10", "2021-01-01T25:00",
                      "2021-01-01T00:60", "2021-01-01T00:00:61")
    ),
    *((key, value, f"{key} wants an offset") for key in _DATES
      for value in ("2021-01-01T00:00:00+24:00", "2021-01-01T00:00:00-23:99")),
    *((key, value, f"{key} is outside the years") for key in _DATES
      for value in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00")),
    *((key, value, f"{key} wants true or false") for key in _BOOLS
      for value in ("maybe", "1", "[true]", "{a: b}", "''")),
    *((key, value, f"{key} wants text") for key in _LISTS
      for value in ("[[a]]", "{a: b}", "[{a: b}]")),
    *((key, value, f"{key} wants a list") for key in _MAPPINGS
      for value in ("a", "{a: b}", "[a, [b]]")),
    ("provider", "[a]", "provider wants keys and values"),
    ("provider", "{name: [a], domain: b}", "provider.name wants text"),
    ("images", "[{url: a, width: wide}]", "images.width wants a whole number"),
    ("images", "[{url: [a]}]", "images.url wants a URL"),
    ("ratings", "[[4]]", "ratings wants text"),
    ("ratings", "{count: many, average: 4}", "ratings.count wants a whole number"),
    ("authors", "[[a]]", "authors wants text"),
    ("actions", "[{url: {a: b}}]", "actions.url wants a URL"),
    ("related", "[{title: x, publishedDateTime: never}]", "related.publishedDateTime wants a date"),
    ("related", "[{title: x, quality: [1]}]", "related.quality wants a whole number"),
]  # fmt: skip

# What is unusual and right all the same.
_RIGHT = [
    "heat: -1", "heat: -999", "heat: 0", "heat: '7'", "heat: 7.0", "heat: 9007199254740992",
    "heat: +5", "heat: ٣", "heat:", "heat: ~", "quality: -5", "quality: 007",
    "publishedDateTime: 0001-01-01", "publishedDateTime: 9999-12-31T23:59:59Z",
    "publishedDateTime: 2016-12-31T23:59:60Z", "publishedDateTime: 2021-2-3",
    "publishedDateTime: 2021-02-19 23:12:00.123456789012345678 +05:45",
    "publishedDateTime: 1500-02-28", "published: 'NO'", "published: off", "removed: yes",
    "topics: one", "topics: [a, a, ~, '']", "provider: Just a name", "provider: {}",
    "provider: {name: ~, domain: ''}", "related: []", "related: [{}]", "related: [{title: ''}]",
    "images: [{}]", "items: [../../../../etc/passwd, /etc/passwd, '']", "items: []",
    "length: P99999DT99999H99999M99999S", "length: PT", "ratings: {average: inf, count: 1}",
    "ratings: {average: nan}", "ratings: {average: 1e999}", "authors: [{}, {name: x}]",
    "featuredContent: <iframe src=javascript:alert(1)></iframe>",
    "featuredContent: <iframe src=>", 'secured: "' + "x" * 5_000 + '"', "unknown: {a: [1, {b: c}]}",
    "handler: x\ncontent: y\nself: z\nmetadata: w", "excerpt: x" + "&amp;" * 3_000,
    "excerpt: '&#" + "1" * 5_000 + ";'",
    "topics: [" + ", ".join(f"t{n}" for n in range(3_000)) + "]",
]  # fmt: skip

_BAD_URLS = [
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "mailto:a@b.c",
    "ssh://-oProxyCommand=x", "vscode://x", "about:blank", "ftp://a.example/", "--help",
    "-oProxyCommand=reboot", "http://", "https:///x", "http:x", "//e.example/x", "/relative",
    "http://user:secret@e.example/", "https://bank.example@evil.example/", "http://a\\@b.example/",
    "http://e.example\\x", "http://e.example/\x1b]0;x\x07", "http://e.example/\n\rSet-Cookie: a",
    "http://e.example/a b\tc", "http://раураӏ.example/", "http://xn--80ak6aa92e.com/",
    "http://faß.example/", "http://[::1]/", "http://[fe80::1%25eth0]/", "http://[::1",
    "http://e.example:0/", "http://e.example:65536/", "http://e.example:99999999999/",
    "http://e.example:8o/", "http://127.0.0.1:22/", "http://2130706433/", "http://0x7f.1/",
    "http://e.example/\u202egpj.exe", "http://e\u202e.example/", "http://e.example/\u2028",
    "http://e.example/$(reboot)", "http://e.example/`reboot`;reboot|x&y", "http://e.example/'\"<>",
    "http://e.example/%s%n%00%1b%9b", "http://e.example/%zz%", "http://.../", "http://-a.example/",
    "http://" + "a" * 300 + ".example/", "http://e.example/" + "a" * 9_000,
    "http://e.example/?" + "&".join(["a=1"] * 1_000), "http://" + "e." * 500 + "example/",
    "hTTps://E.EXAMPLE:443/x", "httpſ://e.example/", "http://e.example?x#y#z", "http://@e.example/",
    "http://e.example@", "http://e\u200b.example/", "http://%65.example/", "http://e,x.example/",
    "http://\U000e0065.example/", "http://e.example/\ud800", "http://" + "ä" * 250 + ".example/",
]  # fmt: skip


def cases() -> Iterator[Case]:
    """All cards of this kind."""
    for number, (key, value, reason) in enumerate(_WRONG):
        yield titled(f"wrong-{number:03}-{key}", f"{key}: {value}", warnings=((3, reason),))
    for number, field in enumerate(_RIGHT):
        yield titled(f"odd-{number:03}", field)
    for number, url in enumerate(_BAD_URLS):
        yield _with_url(f"url-{number:03}", url)
    yield titled("wrong-every-field", _every_wrong()[0], warnings=_every_wrong()[1])
    yield Case(b"title-number.md", card("title: 2021"), Listed("2021"))
    yield Case(b"title-bool.md", card("title: NO"), Listed("NO"))
    yield Case(b"title-version.md", card("title: 1.10"), Listed("1.10"))
    yield Case(
        b"title-from-name.md", card("title: ''\nname: title-from-name"), Listed("title-from-name")
    )
    yield Case(
        b"title-list-and-name.md", card("title: [a]\nname: title-list"), Listed("title-list")
    )
    yield refused("title-list", "title: [a, b]", 2, "the title is empty or not text")
    yield refused("title-mapping", "heat: 1\ntitle: {a: b}", 3, "the title is empty or not text")
    yield refused("title-null", "title: ~", 2, "the title is empty or not text")
    yield refused("name-empty", "name:", 2, "the name is empty or not text")


def _with_url(name: str, url: str) -> Case:
    """A card whose every address is this one."""
    field = quoted(url)
    front = (
        f"title: {name}\nwebUrl: {field}\noriginalUrl: {field}\nwebsite: {field}\n"
        f"images: [{{url: {field}}}]\nactions: [{{title: x, url: {field}}}]\n"
        f"related: [{{title: x, webUrl: {field}}}, {{webUrl: {field}}}]\n"
        f"provider: {{domain: {field}}}"
    )
    url = url.encode("utf-8", "replace").decode()  # a file's own bytes hold no surrogates
    body = f"[x](<{url}>) <{url}> {url}\n\n<a href='{url}'>x</a>\n\n![x]({url})\n\n[x]: {url}\n"
    return Case(f"{name}.md".encode(), card(front, body), Listed(name))


def _every_wrong() -> tuple[str, tuple[tuple[int, str], ...]]:
    """The first wrong value of every field, in one card."""
    first: dict[str, tuple[str, str]] = {}
    for key, value, reason in _WRONG:
        first.setdefault(key, (value, reason))
    lines = [f"{key}: {value}" for key, (value, _) in first.items()]
    return "\n".join(lines), tuple((3 + at, why) for at, (_, why) in enumerate(first.values()))
