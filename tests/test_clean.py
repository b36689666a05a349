"""Text from strangers becomes safe for a terminal, and honest text stays as it is."""

from __future__ import annotations

import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.clean import (
    BLOCK_LIMIT,
    LINE_LIMIT,
    PATH_LIMIT,
    checked,
    clean_block,
    clean_line,
    clean_path,
    is_clean,
    unescape,
)

quick = settings(max_examples=200, deadline=None, derandomize=True)

ENGLAND = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng") + "\U000e007f"
EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
BLANKS = [char for char in EVERY_CHARACTER if char.isspace()]
MARKS = [
    char
    for char in EVERY_CHARACTER
    if char >= "\u0300" and unicodedata.category(char) in ("Mn", "Me")
]
BIDI = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
CONTROLS = [
    char for char in EVERY_CHARACTER if unicodedata.category(char) == "Cc" and not char.isspace()
]
TAGS = list(map(chr, range(0xE0000, 0xE0080)))
SURROGATES = ["\ud800", "\udbff", "\udc00", "\udc80", "\udcff", "\udfff"]
HARMFUL = [*CONTROLS, *BIDI, *TAGS, *SURROGATES, "\ufffe", "\uffff"]
LINE_BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"]
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u00ad", "\ufe0f", "\ufeff"]

nasty = st.sampled_from([*HARMFUL, *BLANKS, *INVISIBLE, *MARKS[:9], ENGLAND, "\U0001f3f4", "&#27;"])
strange_text = st.lists(st.one_of(nasty, nasty, st.characters()), max_size=60).map("".join)
limits = st.integers(min_value=1, max_value=40)

HONEST = [
    "Plain words, 100 % of them — “quoted” … and <b>not</b> [markup]",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 a family of one glyph",
    f"the flag of England {ENGLAND}{ENGLAND}",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 needs its non-joiner",
    "\u0915\u094d\u200d\u0937 \u0e17\u0e35\u0e48 \u05e9\u05c1\u05b8 stack their marks",
    "Viê\u0323t Nam, cafe\u0301, 1\ufe0f\u20e3",
    "\u200ezero\u200bwidth\u00adsoft\u200f hyphen\ufeff",
    "\ue000 private, \u0378 not yet assigned",
    "──────────── ★★★★★★★★★★★★ \u2764\ufe0f\u2764\ufe0f\u2764\ufe0f\u2764\ufe0f\u2764\ufe0f",
    "a" + "\u0301" * 8,
]


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("no entity", "no entity"),
        ("Q&A", "Q&A"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("&amp;quot;twice&amp;quot;", '"twice"'),
        ("&amp;amp;quot;", "&quot;"),
        ("it&#8217;s", "it’s"),
        ("&#x1F600;", "\U0001f600"),
        ("&#155;", "›"),
    ],
)
def test_entities_are_unescaped_at_most_twice(escaped: str, plain: str) -> None:
    """An entity, or an escaped one, becomes its character; a third layer stays."""
    assert unescape(escaped) == plain


def test_an_entity_of_thousands_of_digits_stays() -> None:
    """Python refuses to read such a number; the text is left as it is."""
    absurd = "&#" + "1" * 5_000 + ";"
    assert unescape(absurd) == absurd


@quick
@given(st.lists(st.sampled_from(["&", "#", "x", "27", ";", "amp", "lt", "\x1b", "1" * 4_400])))
def test_unescaped_text_is_clean_after_cleaning(parts: list[str]) -> None:
    """Whatever comes out of unescaping, cleaning it afterwards is enough."""
    assert is_clean(clean_line(unescape("".join(parts))))


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_stays_in_a_line(text: str) -> None:
    """No harmless character of real text is changed or dropped."""
    assert clean_line(text) == text


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_stays_in_a_block(text: str) -> None:
    """A block keeps every harmless character too."""
    assert clean_block(text) == text


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_clean(text: str) -> None:
    """The last check hands back the very text that it was given."""
    assert checked(text) is text


def test_plain_text_is_returned_itself() -> None:
    """The fast way makes no copy."""
    text = "Editing related records"
    assert clean_line(text) is text


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_every_white_space_folds_to_one_blank(blank: str) -> None:
    """White space of every kind becomes a single blank between words, and none at the ends."""
    assert clean_line(f"{blank}two{blank}{blank} {blank}words{blank}") == "two words"


def test_blanks_between_words_fold() -> None:
    """A text with nothing else to clean is no exception."""
    assert clean_line("two  words") == "two words"


def test_harmful_characters_go() -> None:
    """Controls, bidi controls, surrogates, stray tags and noncharacters leave nothing behind."""
    assert clean_line("".join(f"a{char}" for char in HARMFUL)) == "a" * len(HARMFUL)


def test_an_escape_sequence_loses_its_escape() -> None:
    """What is left of a terminal command is text that does nothing."""
    assert clean_line("\x1b]52;c;UFdORUQ=\x07\x9b31mred") == "]52;c;UFdORUQ=31mred"


@pytest.mark.parametrize(
    "tags",
    [
        "\U000e0067\U000e0062",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065",
        "\U0001f3f4\U000e007f",
        "\U0001f3f4" + "\U000e0061" * 8 + "\U000e007f",
        "\U0001f3f4\U000e0067\U000e0062\x1b\U000e0065\U000e007f",
        "x\U000e0067\U000e0062\U000e0065\U000e007f",
    ],
    ids=ascii,
)
def test_tags_outside_a_flag_go(tags: str) -> None:
    """Tag characters that make no flag hide text, and are dropped with nothing else."""
    assert clean_line(tags) in {"", "x", "\U0001f3f4"}


def test_every_mark_is_kept_eight_times_at_most() -> None:
    """The ninth combining mark in a row goes, of whatever script it is."""
    wrong = [ascii(mark) for mark in MARKS if clean_line(f"a{mark * 9}b") != f"a{mark * 8}b"]
    assert wrong == []


@pytest.mark.parametrize("invisible", ["\u200d", "\u200b", "\u00ad", "\u200e"], ids=ascii)
def test_invisible_characters_do_not_part_a_row_of_marks(invisible: str) -> None:
    """Marks still stack on one cell when something without a width stands between them."""
    towering = "a" + ("\u0301" + invisible) * 100
    assert clean_line(towering).count("\u0301") == 8


def test_a_letter_begins_a_new_row_of_marks() -> None:
    """Each letter may have its own eight marks, also after a symbol."""
    assert clean_line("\u2605" + "\u0301" * 9 + "\u2606" + "\u0302" * 9) == (
        "\u2605" + "\u0301" * 8 + "\u2606" + "\u0302" * 8
    )


def test_a_long_line_is_cut_with_an_ellipsis() -> None:
    """A line has at most its limit, the ellipsis included."""
    assert clean_line("x" * 5_000) == "x" * (LINE_LIMIT - 1) + "…"


def test_a_line_of_just_the_limit_is_not_cut() -> None:
    """The limit itself still fits."""
    assert clean_line("12345", limit=5) == "12345"


def test_no_blank_is_left_before_the_ellipsis() -> None:
    """A cut after a word ends with the word."""
    assert clean_line("some words", limit=6) == "some…"


def test_the_limit_holds_for_what_is_left() -> None:
    """Characters that go do not count."""
    assert clean_line("\x1b" * 50 + "12345", limit=5) == "12345"


def test_a_flag_at_the_cut_goes_whole() -> None:
    """A cut leaves no stray tags."""
    assert clean_line(f"a{ENGLAND}bc", limit=6) == "a\U0001f3f4…"


def test_a_limit_of_one_leaves_the_ellipsis() -> None:
    """The smallest limit says that there was something."""
    assert clean_line("words", limit=1) == "…"


@quick
@given(strange_text, limits)
def test_cleaning_a_line_twice_changes_nothing(text: str, limit: int) -> None:
    """`clean_line` is idempotent, also at its cut, and its lines are clean and short enough."""
    line = clean_line(text, limit)
    assert clean_line(line, limit) == line
    assert is_clean(line)
    assert len(line) <= limit


@quick
@given(strange_text, limits)
def test_cleaning_a_block_twice_changes_nothing(text: str, limit: int) -> None:
    """`clean_block` is idempotent, also at its cut, and its blocks are clean and short enough."""
    block = clean_block(text, limit)
    assert clean_block(block, limit) == block
    assert is_clean(block, block=True)
    assert len(block) <= limit


@quick
@given(strange_text)
def test_nothing_harmful_leaves(text: str) -> None:
    """No control, bidi control, surrogate or stray tag is in what the cleaners return."""
    moving = {char for char in BLANKS if char not in " \n"}
    line, block, path = (
        set(clean(text).replace(ENGLAND, "")) for clean in (clean_line, clean_block, clean_path)
    )
    assert not line & {*HARMFUL, *moving, "\n"}
    assert not block & {*HARMFUL, *moving}
    assert not path & {*HARMFUL, *LINE_BREAKS, "\t"}


@quick
@given(st.text())
def test_a_line_has_the_words_of_the_text(text: str) -> None:
    """Only characters named harmful are missing from a cleaned line."""
    harmless = "".join(char for char in text if char not in HARMFUL)
    assert clean_line(text) == " ".join(harmless.split())


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
def test_line_breaks_stay_in_a_block(line_break: str) -> None:
    """Every kind of line break becomes one newline."""
    assert clean_block(f"a{line_break}b") == "a\nb"


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("if x:\n\treturn  y", "if x:\n    return  y"),
        ("a\x1cb\xa0c\u3000d", "a b c d"),
        ("  indented\n    more", "  indented\n    more"),
        ("ends  \nhere \t ", "ends\nhere"),
        ("\n \n\nfirst\n\n", "first"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("a\n\n \n\nb", "a\n\nb"),
        ("a\x1b\r\x1b\nb", "a\nb"),
        ("", ""),
    ],
)
def test_a_block_keeps_its_shape(text: str, block: str) -> None:
    """Indentation and code stay; blanks at the ends and heaps of empty lines do not."""
    assert clean_block(text) == block


def test_a_long_block_is_cut_with_an_ellipsis() -> None:
    """A block has at most its limit, and no blank line before the ellipsis."""
    assert clean_block("x" * 300_000) == "x" * (BLOCK_LIMIT - 1) + "…"
    assert clean_block("ab\n\ncd", limit=5) == "ab…"


@pytest.mark.parametrize("char", [*HARMFUL, *LINE_BREAKS, "\t", "\x1c", "\x1f"], ids=ascii)
def test_unclean_lines_are_found(char: str) -> None:
    """A single harmful character, or one that moves the cursor, makes a line unclean."""
    assert not is_clean(f"a{char}b")


@pytest.mark.parametrize("char", [*HARMFUL, *LINE_BREAKS[1:], "\t", "\x1c"], ids=ascii)
def test_unclean_blocks_are_found(char: str) -> None:
    """A block may hold newlines, but nothing else that moves the cursor."""
    assert not is_clean(f"a{char}b\n", block=True)


def test_a_newline_is_clean_in_a_block_only() -> None:
    """A title is one line."""
    assert is_clean("a\nb", block=True)
    assert not is_clean("a\nb")


def test_the_last_check_cleans_what_is_unclean() -> None:
    """A text that nobody cleaned is cleaned as a line, or as a block."""
    assert checked("a\x1b\nb") == "a b"
    assert checked("a\x1b\nb", block=True) == "a\nb"


@quick
@given(strange_text, st.booleans())
def test_whatever_is_checked_is_clean(text: str, block: bool) -> None:
    """Nothing unclean passes the last check."""
    assert is_clean(checked(text, block), block)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/me/News of  today.md", "/home/me/News of  today.md"),
        ("caf\udce9.md", r"caf\xe9.md"),
        ("\udc80\udcff", r"\x80\xff"),
        ("a\nb\tc\x1b[31m", r"a\nb\tc\x1b[31m"),
        ("\u202egnp.md", r"\u202egnp.md"),
        ("\x85\U000e0041\ud800", r"\x85\U000e0041\ud800"),
        ("données\u200b\u3000日本.md", "données\u200b\u3000日本.md"),
    ],
)
def test_a_path_tells_what_the_file_is_called(path: str, shown: str) -> None:
    """What must not reach the terminal is shown by its escape, and nothing is folded."""
    assert clean_path(path) == shown


@quick
@given(strange_text)
def test_a_shown_path_is_clean(path: str) -> None:
    """`clean_path` is idempotent, and what it returns is a clean line."""
    shown = clean_path(path)
    assert clean_path(shown) == shown
    assert is_clean(shown)


def test_a_path_is_bounded() -> None:
    """Not even a file name fills the screen, or stacks marks."""
    assert len(clean_path("\x1b" * 9_000)) == PATH_LIMIT
    assert clean_path("a" + "\u0301" * 99) == "a" + "\u0301" * 8


@pytest.mark.parametrize(
    "piece",
    ["\x1b", " ", "\t", " \n", "\r", "\u0301", "\u200b", "\U0001f3f4\U000e0061", "─" * 8 + "a"],
    ids=ascii,
)
def test_a_hostile_text_is_cleaned_in_a_moment(piece: str) -> None:
    """No text takes more time than its length allows: squared, this would take a minute."""
    text = f"x{piece * (200_000 // len(piece))}x"
    start = time.process_time()
    clean_line(text)
    clean_block(text)
    is_clean(text)
    clean_path(text)
    assert time.process_time() - start < 5
