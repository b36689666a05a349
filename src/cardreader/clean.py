"""Text from strangers -> text that is safe and pleasant in a terminal. Pure; nothing here raises.

Where text enters, `unescape` it once, then `clean_line` or `clean_block` it; just before the
terminal, `checked` (or `clean_path`, for the name of a file) makes sure. All but `unescape` are
idempotent, and all of them take time in proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 2_000
BLOCK_LIMIT = 200_000
PATH_LIMIT = 4_096
TAB_WIDTH = 4
MAX_MARKS = 8

_UNESCAPE_ROUNDS = 2
_MARKS = {"Mn", "Me"}  # the Unicode categories of marks that take no cell of their own
_UNDECODABLE = range(0xDC80, 0xDD00)  # how Python carries the bytes 80 to FF of a bad file name

# England's flag and the like: a black flag, a subdivision's code in tag letters, a cancel tag.
# Anywhere else, or any longer, tag characters only hide text.
_CANCEL_TAG = "\U000e007f"
_FLAG = rf"\U0001F3F4[\U000E0030-\U000E0039\U000E0061-\U000E007A]{{3,7}}{_CANCEL_TAG}"
# C0, DEL and C1 without the white space among them; bidi controls; surrogates; two
# noncharacters; tag characters.
_HARMFUL = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    r"\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f"
)
_BREAKS = r"\r\v\f\x85\u2028\u2029"

_FORBIDDEN = re.compile(f"[{_HARMFUL}]+")
_FLAG_OR_FORBIDDEN = re.compile(f"({_FLAG})|[{_HARMFUL}]+")
_MOVES_IN_LINE = re.compile(rf"[\n\t\x1c-\x1f{_BREAKS}]")
_MOVES_IN_BLOCK = re.compile(rf"[\t\x1c-\x1f{_BREAKS}]")
_NOT_IN_PATH = re.compile(rf"[\n\t\x1c-\x1f{_BREAKS}{_HARMFUL}]")
_LINE_BREAK = re.compile(rf"\r\n|[{_BREAKS}]")
_WIDE_BLANK = re.compile(r"[^\S\n ]")
_EMPTY_LINES = re.compile(r"\n{4,}")
# Where marks may hide. No mark is a word character or below U+0300, and telling so needs no
# table of all marks; soft hyphens are let in because they would not separate two marks.
_MARKS_PERHAPS = re.compile(rf"[^\w\s\x00-\xac\xae-\u02ff]{{{MAX_MARKS + 1},}}")


def unescape(text: str) -> str:
    """Turn HTML entities into characters, at most twice; these may need cleaning."""
    for _ in range(_UNESCAPE_ROUNDS):
        if "&" not in text:
            break
        import html  # noqa: PLC0415 - the names of all entities: not for who needs none

        try:
            plain = html.unescape(text)
        except ValueError:  # `&#111…`: Python refuses numbers of thousands of digits
            break
        if plain == text:
            break
        text = plain
    return text


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Make one line of at most `limit` (1 or more) characters, cut with an ellipsis.

    White space of every kind folds to single blanks; what can move the cursor, reorder or hide
    text goes, and so do combining marks after the eighth in a row. The rest stays as it is.
    """
    if _is_plain_line(text) and len(text) <= limit:
        return text
    text = " ".join(_without_forbidden(text).split())
    return _cut(_with_few_marks(text), limit)


def clean_block(text: str, limit: int = BLOCK_LIMIT) -> str:
    """Make a text of at most `limit` (1 or more) characters, whose only control is the newline.

    Like `clean_line`, but line breaks and blanks within a line stay. A tab becomes four blanks;
    blanks at the ends of lines and empty lines around the text go, more than two empty lines
    become one.
    """
    text = _LINE_BREAK.sub("\n", _without_forbidden(text))
    text = _WIDE_BLANK.sub(" ", text.replace("\t", " " * TAB_WIDTH))
    text = "\n".join([line.rstrip(" ") for line in text.split("\n")])
    text = _EMPTY_LINES.sub("\n\n", text).strip("\n")
    return _cut(_with_few_marks(text), limit)


def clean_path(path: str) -> str:
    r"""Make a file's name or path one line that tells what it is really called.

    Nothing is dropped or folded: an undecodable byte is shown as `\xff`, a character that must
    not reach the terminal by its escape (`\n`, `\x1b`, `\u202e`).
    """
    if not path.isprintable():
        path = _NOT_IN_PATH.sub(_code_point, path)
    return _cut(_with_few_marks(path), PATH_LIMIT)


def is_clean(text: str, block: bool = False) -> bool:
    """Whether nothing in the text can harm a terminal; a block may hold newlines, a line not."""
    if text.isprintable():
        return True
    moves = _MOVES_IN_BLOCK if block else _MOVES_IN_LINE
    return moves.search(text) is None and _without_forbidden(text) == text


def checked(text: str, block: bool = False) -> str:
    """Return the text itself if it is clean, else the cleaned text: the last step of all."""
    if is_clean(text, block):
        return text
    return clean_block(text) if block else clean_line(text)


def _is_plain_line(text: str) -> bool:
    """Whether there is nothing to clean: the fast way past nearly every title.

    Printable rules out controls, bidi controls, surrogates, tags and every blank but U+0020.
    """
    return (
        text.isprintable()
        and "  " not in text
        and text.strip() == text
        and (text.isascii() or _MARKS_PERHAPS.search(text) is None)
    )


def _without_forbidden(text: str) -> str:
    if _CANCEL_TAG in text:
        return _FLAG_OR_FORBIDDEN.sub(r"\1", text)
    return _FORBIDDEN.sub("", text)  # several times as fast


def _with_few_marks(text: str) -> str:
    return text if text.isascii() else _MARKS_PERHAPS.sub(_first_marks, text)


def _first_marks(run: re.Match[str]) -> str:
    """Keep eight combining marks in a row; invisible format characters do not part a row."""
    category = {char: unicodedata.category(char) for char in set(run[0])}
    if not _MARKS & set(category.values()):
        return run[0]
    kept = []
    marks = 0
    for char in run[0]:
        if category[char] in _MARKS:
            marks += 1
            if marks > MAX_MARKS:
                continue
        elif category[char] != "Cf":
            marks = 0
        kept.append(char)
    return "".join(kept)


def _cut(text: str, limit: int) -> str:
    """Shorten a cleaned text so that cleaning it again changes nothing."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit, 1) - 1]
    return f"{_without_forbidden(kept).rstrip()}…"  # half a flag is stray tags


def _code_point(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in _UNDECODABLE:
        return f"\\x{code - _UNDECODABLE.start + 0x80:02x}"
    return match[0].encode("unicode_escape").decode("ascii")
