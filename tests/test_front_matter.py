"""The front matter: its fences, and the small YAML that is read of it."""

from __future__ import annotations

import itertools
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardreader.card import small_yaml
from cardreader.card.front_matter import (
    CardHandler,
    FrontMatterError,
    decode,
    has_front_matter,
    split,
)
from cardreader.card.outline import fingerprint, outline
from cardreader.card.site_config import SiteConfig, read_site_config
from cardreader.card.small_yaml import MAX_DEPTH, MAX_NODES, read_tree


def refusal(text: str) -> FrontMatterError:
    """Return why a YAML text is refused."""
    with pytest.raises(FrontMatterError) as caught:
        read_tree(text, first_line=2)
    return caught.value


# Bytes


@pytest.mark.parametrize(
    "data",
    [
        "a\nb ü\n".encode(),
        "a\r\nb ü\r\n".encode(),
        "a\rb ü\r".encode(),
        "a\nb ü\n".encode("utf-8-sig"),
        "a\r\nb ü\r\n".encode("utf-16"),
    ],
)
def test_bytes_become_lines(data: bytes) -> None:
    """Byte-order marks go, and every kind of line end becomes a newline."""
    assert decode(data) == ("a\nb ü\n", None)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_bytes_that_are_no_text_are_told_by_line(end: bytes) -> None:
    """A byte that is not UTF-8 is replaced, and the first line of such is known."""
    assert decode(end.join([b"a", b"b", b"\xff", b"\xfe"])) == ("a\nb\n\ufffd\n\ufffd", 3)


# Fences


@pytest.mark.parametrize("opening", ["---\n", "--- \t\n", "---"])
def test_three_dashes_alone_open(opening: str) -> None:
    """`---` opens the front matter, with blanks after it or at the very end, too."""
    assert has_front_matter(opening)


@pytest.mark.parametrize(
    "opening", ["", "\n---\n", " ---\n", "----\n", "--- a\n", "--\n", "...\n", "# README\n---\n"]
)
def test_nothing_else_opens(opening: str) -> None:
    """A text that begins otherwise has no front matter."""
    assert not has_front_matter(opening)


@pytest.mark.parametrize("closing", ["---", "...", "--- ", "...\t"])
def test_dashes_or_dots_alone_close(closing: str) -> None:
    """`---` or `...` closes the front matter; the rest is the body."""
    fields, body, _ = split(f"---\ntitle: a\n{closing}\nbody\n---\nmore\n")
    assert (fields, body) == ({"title": "a"}, "body\n---\nmore")


@pytest.mark.parametrize("closing", ["----", "--- a", "... a", " ---", " ...", "-- -", ""])
def test_nothing_else_closes(closing: str) -> None:
    """Without a closing fence the front matter is refused, at its beginning."""
    with pytest.raises(FrontMatterError, match="not closed") as caught:
        split(f"---\ntitle: a\n{closing}\nbody\n")
    assert caught.value.line == 1


def test_a_closing_fence_may_end_the_file() -> None:
    """Neither body nor a last line end is needed."""
    assert split("---\ntitle: a\n---")[:2] == ({"title": "a"}, "")


@pytest.mark.parametrize("front", ["", "\n", "# only a comment\n", "\n \n", "~\n"])
def test_an_empty_front_matter_has_no_fields(front: str) -> None:
    """Nothing between the fences is no mistake."""
    assert split(f"---\n{front}---\nbody")[:2] == ({}, "body")


@pytest.mark.parametrize("front", ["- a\n- b", "just words", "[a, b]"])
def test_a_front_matter_without_keys_is_refused(front: str) -> None:
    """A list or a text between the fences is no front matter."""
    with pytest.raises(FrontMatterError, match="not made of keys and values"):
        split(f"---\n{front}\n---\n")


# The small YAML


@pytest.mark.parametrize(
    "text",
    [
        "NO", "1.10", "2021-02-30", "0x1F", "1_000", "true", "2021-02-19T23:12:00Z", ".nan",
        "9" * 5000, "!!bool x", "!!timestamp x", "!!python/object:os.system x",
    ],
)  # fmt: skip
def test_scalars_stay_text(text: str) -> None:
    """No value becomes a date, a number or a boolean here, whatever it looks like or is tagged."""
    plain = text.rpartition(" ")[2]
    assert read_tree(f"a: {text}", first_line=2) == {"a": plain}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nulls_are_missing(text: str) -> None:
    """YAML's words for nothing become None, unless they are quoted."""
    assert read_tree(f'a: {text}\nb: "{text}"', first_line=2) == {"a": None, "b": text}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\uD83D\uDE00\ud83d\ude01!"', "\U0001f600\U0001f601!"),
        (r'"\\\ud83d\ude00"', "\\\U0001f600"),
        (r'"a\ud83d b \ude00"', "a\ufffd b \ufffd"),
        (r'"\ud83d\ude00\\ud83d\\ude00"', "\U0001f600\\ud83d\\ude00"),
        (r"'\ud83d\ude00'", r"\ud83d\ude00"),
        (r"\ud83d\ude00", r"\ud83d\ude00"),
    ],
    ids=ascii,
)
def test_letters_are_read_as_json_escapes_them(written: str, meant: str) -> None:
    """Two escapes make one letter beyond U+FFFF, in double quotes only; half of it is no letter."""
    assert read_tree(f"a: {written}", first_line=2) == {"a": meant}


def test_lists_and_mappings_nest() -> None:
    """Block and flow styles give the same lists and mappings of texts."""
    block = "a:\n  - b: 1\n    c: [x, {d: y}]\n  - - z\n"
    assert read_tree(block, first_line=2) == {"a": [{"b": "1", "c": ["x", {"d": "y"}]}, ["z"]]}


def test_the_last_of_two_equal_keys_counts() -> None:
    """A key given twice has its last value, as YAML readers do it."""
    assert read_tree("a: 1\na: 2", first_line=2) == {"a": "2"}


@pytest.mark.parametrize(
    "key", ["content", "handler", "self", "metadata", "'<<'", "1", "true", "~", "null"]
)
def test_any_text_may_be_a_key(key: str) -> None:
    """Keys that trip python-frontmatter or Python are keys like any other."""
    assert split(f"---\n{key}: a\n---\n")[0] == {key.strip("'"): "a"}


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}", "? [a]"])
def test_other_keys_are_refused(key: str) -> None:
    """A key must be text."""
    error = refusal(f"title: x\n{key}: a")
    assert (error.reason, error.line) == ("a key is not text", 3)


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("a: 1\nb: *c", "aliases (*name) are not allowed in a card", 3),
        ("a: 1\nb: &c 2", "anchors (&name) are not allowed in a card", 3),
        ("a: &c [*c]", "anchors (&name) are not allowed in a card", 2),
        ("a: 1\n\n<<: {b: 2}", "merge keys (<<) are not allowed in a card", 4),
        ("a:\n  <<: 1", "merge keys (<<) are not allowed in a card", 3),
        ("a: 1\n--- b", "it holds more than one YAML document", 3),
        ("--- {a: 1}\n...\n---\nb: 1", "it holds more than one YAML document", 4),
    ],
)
def test_what_a_card_does_not_need_is_refused(text: str, reason: str, line: int) -> None:
    """Aliases, anchors, merge keys and further documents are refused, with their line."""
    error = refusal(text)
    assert (error.reason, error.line) == (reason, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\n", 4),
        ('a: 1\nb: "open\n\n', 5),
        ("a: 1\n\tb: 2", 3),
        ("a: 1\nb: 2\n  c: 3", 4),
        ("a: x: y", 2),
        ("a: @b", 2),
        ('a: "\\q"', 2),
        ("a: 1\n%b", 3),
        ('a: "\\Uffffffff"', 2),
    ],
)
def test_broken_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    """What is no YAML is refused, with the line of the file where its reader noticed."""
    error = refusal(text)
    assert error.reason.startswith("not valid YAML")
    assert error.line == line


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufffe"])
def test_control_characters_are_refused_with_their_line(char: str) -> None:
    """A raw control character is refused; the line is right after letters of several bytes, too."""
    error = refusal(f"a: {'ü' * 50}\nb: x{char}y\n" + "c: d\n" * 50)
    assert (error.reason, error.line) == ("it holds a control character", 3)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_lines_are_counted_as_editors_do(separator: str) -> None:
    """YAML's rarer line breaks do not count as lines of the file."""
    assert refusal(f'a: "b{separator}c"\nd: *e').line == 3


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_rarer_line_breaks_are_blanks_where_they_break_nothing(separator: str) -> None:
    """In the midst of a text they are what its writer's program has overlooked."""
    text = f"---\ntitle: one{separator}two\nurl: a{separator}b: c\n---\n"
    assert split(text.replace(": c", ""))[0] == {"title": "one two", "url": "a b"}
    assert refusal(text[4:-4]).line == 3


def test_depth_is_limited() -> None:
    """Nesting to the limit is read, one level more is refused."""
    inside = MAX_DEPTH - 1  # the mapping itself is a level
    assert read_tree(f"a: {'[' * inside}{']' * inside}", first_line=2)
    inside += 1
    assert refusal(f"a: {'[' * inside}{']' * inside}").reason == (
        "it is nested deeper than 64 levels"
    )


def test_size_is_limited() -> None:
    """So many values are read, one more is refused."""
    values = MAX_NODES - 3  # the mapping, its key, and the list
    assert read_tree(f"a: [{'b,' * values}]", first_line=2)
    assert refusal(f"a: [{'b,' * (values + 1)}]").reason == "it holds more than 100,000 values"


LETTERS = "abcdefghijklmnopqrst"
BILLION_LAUGHS = "\n".join(
    f"{this}: &{this} [{', '.join([f'*{before}'] * 9)}]"
    for before, this in itertools.pairwise(LETTERS)
)
MERGE_BOMB = "\n".join(
    f"a{n}: &a{n} {{<<: [{', '.join(f'*a{before}' for before in range(n)) or 'x'}]}}"
    for n in range(14)
)


@pytest.mark.parametrize(
    "text",
    [
        f"a: {'[' * 30_000}{']' * 30_000}",
        f"a: {'{a: ' * 30_000}{'}' * 30_000}",
        f"a:\n  {'- ' * 30_000}",
        f"{'? ' * 30_000}",
        BILLION_LAUGHS,
        MERGE_BOMB,
        f"a: &a {'x' * 100_000}\nb: [{'*a,' * 90_000}]",
    ],
    ids=["lists", "mappings", "items", "keys", "laughs", "merges", "aliases"],
)
def test_bombs_are_refused_in_time(text: str) -> None:
    """What kills or stops other readers is refused within a moment."""
    begun = time.perf_counter()
    refusal(text)
    assert time.perf_counter() - begun < 1


def test_pure_python_yaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libyaml is missing, values, refusals and lines are the same."""
    text = 'title: "a ü"\nlist: [1, {b: c}]\nblock: |\n  x\n'
    expected = read_tree(text, first_line=2)
    monkeypatch.setattr(small_yaml, "LOADER", yaml.SafeLoader)
    assert read_tree(text, first_line=2) == expected
    for broken, line in (("a: 1\nb: *c", 3), ("a: ü\nb: \x1b", 3), ("a: 1\nb: [", 3)):
        assert refusal(broken).line == line


# The related list, cut out


RELATED = "related:\n  - title: b\n    heat: 9\n  - title: c\n"


def handler_of(front: str) -> tuple[dict[str, object], CardHandler]:
    """Split a front matter; return its fields and the handler."""
    fields, _, handler = split(f"---\n{front}---\n")
    return fields, handler


@pytest.mark.parametrize("front", [f"title: a\n{RELATED}", f"{RELATED}title: a\n"])
def test_related_is_cut_out(front: str) -> None:
    """The related list is kept as text, unread, wherever it stands."""
    fields, handler = handler_of(front)
    assert fields.get("related") is None
    assert fields["title"] == "a"
    assert handler.related.strip("\n") == RELATED.removeprefix("related:\n").strip("\n")


def test_keys_after_related_keep_their_lines() -> None:
    """Cutting the list out does not move the lines of what follows it."""
    _, handler = handler_of(f"title: a\n{RELATED}heat: 1\n\n# why\nquality: 2\n")
    assert handler.lines == {"title": 2, "related": 3, "heat": 7, "quality": 10}
    assert handler.related_line == 4


@pytest.mark.parametrize(
    "items",
    [
        "- title: b\n- title: c\n",
        "\n  - title: b\n\n  # a comment\n# another\n  - title: c\n",
        "    - title: b\n    - title: c\n",
    ],
)
def test_related_ends_at_the_next_key(items: str) -> None:
    """Items in the first column, comments and empty lines belong to the list."""
    fields, handler = handler_of(f"title: a\nrelated:\n{items}heat: 1\n")
    assert fields["heat"] == "1"
    assert read_tree(handler.related, handler.related_line) == [{"title": "b"}, {"title": "c"}]


@pytest.mark.parametrize(
    "related",
    [
        "related: []\n",
        "related: [{title: b}]\n",
        "related: # comment\n  - title: b\n",
        '"related":\n  - title: b\n',
        "related : \n  - title: b\n",
        "? related\n:\n  - title: b\n",
    ],
)
def test_other_ways_to_write_related_are_read_at_once(related: str) -> None:
    """What does not look like the usual list is read with the other fields."""
    fields, handler = handler_of(f"title: a\n{related}")
    assert handler.related == ""
    assert isinstance(fields["related"], list)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_related_inside_a_quoted_text_is_text(quote: str) -> None:
    """A line `related:` inside of a quoted text belongs to that text."""
    fields, handler = handler_of(
        f"title: a\nexcerpt: {quote}one\nrelated:\n  - two\n{quote}\nheat: 1\n"
    )
    assert fields == {"title": "a", "excerpt": "one related: - two ", "heat": "1"}
    assert handler.related == ""


def test_the_last_of_two_related_lists_counts() -> None:
    """As with any key given twice."""
    fields, handler = handler_of("title: a\nrelated:\n  - title: b\nrelated: []\n")
    assert (fields["related"], handler.related) == ([], "")


# Fingerprints

CARD = ["title: a", "related:", "  - title: b", "heat: 1"]


def card_with(secured: str, position: int) -> str:
    """Return a card with this entry before its nth line."""
    lines = [*CARD[:position], *secured.splitlines(), *CARD[position:]]
    return "\n".join(["---", *lines, "---", "body", "secured: no"]) + "\n"


def print_of(text: str) -> bytes:
    """Return the fingerprint of a text, which is the same with the parts known and without."""
    data = text.encode()
    assert fingerprint(data, outline(data)) == fingerprint(data)
    return fingerprint(data)


@pytest.mark.parametrize("position", [0, 1, 3, 4])
@pytest.mark.parametrize(
    "other",
    [
        'secured: "other"', "secured: other", "secured: >-\n  several\n\n  lines",
        'secured: "several\n  lines"', "secured:\n  - a\n  - b", "secured:",
    ],
)  # fmt: skip
def test_secured_alone_is_no_change(position: int, other: str) -> None:
    """First, before or after the related list, or last: what `secured` holds does not matter."""
    assert print_of(card_with('secured: "one"', position)) == print_of(card_with(other, position))


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("old", ["title: a", "  - title: b", "heat: 1", "body"])
def test_anything_else_is_a_change(position: int, old: str) -> None:
    """Any other field, a related item and the body count."""
    position = 1 if position == 2 else position  # not between the key and its list
    text = card_with('secured: "one"', position)
    assert print_of(text) != print_of(text.replace(old, f"{old}b"))


@pytest.mark.parametrize("line", ["secured: the old door", "  secured: x"])
def test_secured_in_a_body_is_text(line: str) -> None:
    """Only the front matter's own entry is passed over."""
    text = f"---\ntitle: a\n---\n{line}\n"
    assert print_of(text) != print_of(text.replace(line, f"{line} and more"))


def test_secured_of_a_related_item_counts() -> None:
    """Only the card's own entry is passed over."""
    text = "---\ntitle: a\nrelated:\n  - title: b\n    secured: x\n---\n"
    assert print_of(text) != print_of(text.replace("secured: x", "secured: y"))


@given(st.text("abc: -\n\"'#", max_size=40), st.text("abc: -\n\"'#", max_size=40))
def test_fingerprints_tell_texts_apart(one: str, other: str) -> None:
    """Cards without `secured` have the same fingerprint only if they are the same."""
    same = print_of(f"---\n{one}") == print_of(f"---\n{other}")
    assert same == (one == other)


# A site's configuration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", SiteConfig()),
        ("url: https://example.com\n", SiteConfig("https://example.com")),
        ("topic: AI\nbaseurl: '/a'\nurl: b\n", SiteConfig("b", "/a", "AI")),
        ("url: ''\nbaseurl:\n", SiteConfig()),
        ("defaults: &d\n  url: no\nposts:\n  <<: *d\n  topic: no\nurl: yes\n", SiteConfig("yes")),
        ("list:\n  - url: no\n  - [url, no]\nurl: yes\n", SiteConfig("yes")),
        ("<<: *unknown\nurl: yes\n", SiteConfig("yes")),
        ("url: &u yes\ntopic: *u\nbaseurl: /b\n", SiteConfig("yes", "/b")),
        ("url: [no]\ntopic: {url: no}\nbaseurl: /b\n", SiteConfig(None, "/b")),
        ("? [a, b]\n: url\ntopic: AI\n", SiteConfig(None, None, "AI")),
        ("url: yes\ntopic: 'AI\n", SiteConfig("yes")),
        ("url: yes\na: @b\ntopic: AI\n", SiteConfig("yes")),
        ("url: 'a\x1bb'\n", SiteConfig()),
        ('url: "a\\e[31mb"\n', SiteConfig("a[31mb")),
        ("- url: no\n", SiteConfig()),
        ("url\n", SiteConfig()),
        ("\ufeffurl: yes\r\ntopic: AI\r\n", SiteConfig("yes", None, "AI")),
    ],
)
def test_three_scalars_of_a_configuration_are_read(text: str, expected: SiteConfig) -> None:
    """`url`, `baseurl` and `topic` at the top count, whatever stands around them."""
    assert read_site_config(text.encode()) == expected


def test_a_bomb_in_a_configuration_is_passed_over() -> None:
    """Anchors are never followed, and depth does not matter."""
    bomb = f"{BILLION_LAUGHS}\nurl: yes\n"
    begun = time.perf_counter()
    assert read_site_config(bomb.encode()) == SiteConfig("yes")
    read_site_config(("a: " + "[" * 5_000).encode())
    assert time.perf_counter() - begun < 1


@given(st.binary(max_size=80))
def test_any_bytes_may_be_a_configuration(data: bytes) -> None:
    """Nothing in a configuration raises."""
    read_site_config(b"url: a\n" + data)
