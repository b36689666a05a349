"""What a word is: the same for what is stored, what is sought and what is lit."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardreader.query.words import ends_in_word, fold, fold_name, word_spans, words_of

quick = settings(max_examples=300, deadline=None, derandomize=True)
ODD = st.text(
    st.sampled_from(
        "aB1_ é\u0301ßﬁ™№日本かガーไทย한हि❤\ufe0f👍🏽\u200d\u200b\xad$+-\"'`\0\ud800İ㍿½"
    )
)
TEXTS = st.one_of(st.text(), ODD, st.text(st.characters(max_codepoint=127)))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("ＡＩ", "ai"),
        ("𝐀𝐈", "ai"),
        ("℡", "tel"),
        ("がっこう", "かっこう"),
        ("Ἀθῆναι", "αθηναι"),
        ("İstanbul", "istanbul"),
    ],
)
def test_case_accents_and_styles_are_folded(text: str, folded: str) -> None:
    """What looks the same to a reader is the same to the search."""
    assert fold(text) == folded


@quick
@given(st.text())
@example("ϓ ϔ ᴬ ﬃ ŉ ΐ ẞ")
def test_folding_twice_is_folding_once(text: str) -> None:
    """A stored key can be compared with a folded word."""
    assert fold(fold(text)) == fold(text)


@quick
@given(st.text(st.characters(exclude_characters="ı")))
def test_case_never_matters(text: str) -> None:
    """A text and its upper and lower case fold alike (but for the dotless i)."""
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@quick
@given(TEXTS)
def test_folding_a_text_is_folding_its_characters(text: str) -> None:
    """The quick way by a table gives what the whole text decomposed and folded would."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    assert fold(text) == "".join(char for char in folded if not unicodedata.combining(char))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Robots fold laundry!", ["robots", "fold", "laundry"]),
        ("École d'été", ["ecole", "d", "ete"]),
        ("a-b example.com snake_case", ["a", "b", "example", "com", "snake_case"]),
        ("C# C++ $5 <b> a|b", ["c", "c", "+", "+", "$", "5", "<", "b", ">", "a", "|", "b"]),
        ("`code` ^ ¨ “quoted” … – !", ["code", "quoted"]),
        ("人工知能", ["人", "工", "知", "能"]),
        ("iPhoneの話", ["iphone", "の", "話"]),
        ("カード・リーダー", ["カ", "ー", "ト", "リ", "ー", "タ", "ー"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("한국 뉴스", [fold("한국"), fold("뉴스")]),
        ("हिन्दी", ["हिनदी"]),
        ("I ❤️ news 👍🏽", ["i", "❤", "news", "👍"]),
        ("👩‍🚀", ["👩", "🚀"]),
        ("Windows™ №5 ℃", ["windows", "tm", "no", "5", "°", "c"]),
        ("co\xadop zero\u200bwidth", ["coop", "zero", "width"]),
        ("ﬁne ＡＩ 𝐀𝐈 Straße", ["fine", "ai", "ai", "strasse"]),
        ("a\0b\ud800c\x1fd", ["a", "b", "c", "d"]),
        ("٣ ½", ["٣", "1", "⁄", "2"]),
    ],
)
def test_words_are_found(text: str, words: list[str]) -> None:
    """Letters in a row, each character of a script without blanks, each symbol; nothing else."""
    assert words_of(text) == words


@quick
@given(TEXTS)
@example("\u0301a")
@example("™a")
def test_the_words_of_words_are_the_words(text: str) -> None:
    """Stored with blanks between them, words are read again as they are; each folds to itself."""
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert [fold(word) for word in words] == words


@quick
@given(TEXTS)
def test_no_word_can_end_a_string_of_words(text: str) -> None:
    """Whatever a text holds, its words can be stored apart by blanks and quoted for the index."""
    for word in words_of(text):
        assert word
        assert not set(word) & set(" \"'`\0\t\n\r")
        assert word.encode()
        assert word.split() == [word]


@quick
@given(TEXTS)
def test_every_word_has_its_place(text: str) -> None:
    """The places of words are in order, inside the text, and what stands there is the word."""
    spans = word_spans(text)
    assert [each.word for each in spans] == words_of(text)
    for each in spans:
        assert 0 <= each.start < each.end <= len(text)
        assert each.word in "".join(words_of(text[each.start : each.end]))
    assert all(a.start <= b.start and a.end <= b.end for a, b in itertools.pairwise(spans))


@quick
@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_takes_a_quick_way_to_the_same_words(text: str) -> None:
    """A letter that is not ASCII, set apart, changes nothing for the others."""
    assert words_of(f"{text} é")[:-1] == words_of(text)
    assert word_spans(f"{text} é")[:-1] == word_spans(text)


@pytest.mark.parametrize(
    ("text", "ends"),
    [("data", True), ("data-", False), ("caf\xe9", True), ("", False), ("!", False)],
)
def test_a_text_ends_in_a_word_or_not(text: str, ends: bool) -> None:
    """What is typed next belongs to the last word only where nothing stands between."""
    assert ends_in_word(text) == ends


def test_a_name_is_folded_with_its_blanks() -> None:
    """However a topic is spaced and cased, it is the same topic."""
    assert fold_name("  Open\u3000 SOURCE ") == "open source"
