"""What a word is: the one rule for what is stored, what is sought and what is lit. Pure.

`docs/query.md` tells the rule to people. Both `fold` and `words_of` take each character by itself,
so each has a table that is filled as characters are met.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Scripts written without blanks: each of their characters is a word, so that a word inside a
# longer text is found, as a phrase.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # 々〆〇
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3031, 0x303C),  # Japanese iteration marks
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),  # Burmese extensions
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),  # Han, for compatibility
    (0x1AFF0, 0x1B16F),  # Kana extensions
    (0x20000, 0x3FFFD),  # Han
)
_VARIATION_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_SKIN_TONES = (0x1F3FB, 0x1F3FF)
_ZERO_WIDTH_SPACE = "\u200b"
_ASCII_WORD = re.compile(r"[a-z0-9_]+|[$+<=>|~]")


class Word(NamedTuple):
    """A word, and where it stands in the text, in characters."""

    word: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """What each character folds to."""

    def __missing__(self, code: int) -> str:
        # Letters made for mathematics (𝐀𝐈 in a title) have a case only once they are decomposed.
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        self[code] = "".join(char for char in folded if not unicodedata.combining(char))
        return self[code]


class _Pieces(dict[int, str]):
    """What each character adds to the words of a text: blanks part words."""

    def __missing__(self, code: int) -> str:
        piece = "".join(map(_piece, _FOLDING[code]))
        # ™ folds to letters, which are no part of the word before it.
        if _is_symbol(chr(code)):
            piece = f" {piece} "
        self[code] = re.sub(" +", " ", piece)
        return self[code]


_FOLDING = _Folding()
_PIECES = _Pieces()


def fold(text: str) -> str:
    """Fold case and accents: what remains, and folds to itself, is what search compares."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def fold_name(text: str) -> str:
    """Fold a whole name: a topic, a type, a folder; blanks around and between its words too."""
    return " ".join(fold(text).split())


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded: what is stored, and what is sought."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return text.translate(_PIECES).split()


def word_spans(text: str) -> list[Word]:
    """Return the words of a text with their places; marks belong to what they stand on."""
    if text.isascii():
        return [Word(found[0], *found.span()) for found in _ASCII_WORD.finditer(text.lower())]
    words: list[Word] = []
    word, start, end = "", 0, 0  # the last one, which may go on while `is_open`
    is_open = False
    for place, char in enumerate(text):
        piece = _PIECES[ord(char)]
        if len(piece) == 1 and piece != " " and is_open:
            word += piece
            end = place + 1
            continue
        if not piece:
            if word and end == place:
                end = place + 1
            continue
        first, *rest = piece.split(" ")
        if first and is_open:
            word, end = word + first, place + 1
        for each in rest if is_open or not first else [first, *rest]:
            if each:
                if word:
                    words.append(Word(word, start, end))
                word, start, end = each, place, place + 1
        is_open = bool(rest[-1]) if rest else True
    return [*words, Word(word, start, end)] if word else words


def ends_in_word(text: str) -> bool:
    """Whether the last word goes up to the end of the text, so that more letters belong to it."""
    words = word_spans(text)
    return bool(words) and words[-1].end == len(text)


def _piece(char: str) -> str:
    """Return what one folded character adds: itself, nothing, a blank, or a word of its own."""
    category = unicodedata.category(char)
    if _within(char, *_VARIATION_SELECTORS, _SKIN_TONES) or category == "Me":
        return ""
    if category == "Cf":  # invisible, like a soft hyphen; this one is there to part words
        return " " if char == _ZERO_WIDTH_SPACE else ""
    if _is_symbol(char):
        return f" {char} "
    if category[0] in "LNM" or char == "_":
        return f" {char} " if _within(char, *_UNSPACED) else char
    return " "


def _is_symbol(char: str) -> bool:
    """Whether it is an emoji, a currency, a sign of mathematics; a bare accent is none."""
    return unicodedata.category(char) in ("Sm", "Sc", "So")


def _within(char: str, *ranges: tuple[int, int]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)
