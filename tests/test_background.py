"""Light or dark: what a terminal says of itself is understood, and never taken for keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.ui.background import Sieve, answers, light_by_environment

ANSWERS = {
    "\x1b]11;rgb:ffff/ffff/ffff\x1b\\": True,
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x07": False,
    "\x1b]11;rgb:fd/f6/e3\x07": True,
    "\x1b]11;rgba:0000/0000/0000/ffff\x1b\\": False,
    "\x1b]11;rgb:00/00/ff\x07": False,
    "\x1b]11;rgb:0/f/0\x07": True,
}
TYPED = ("j", "\x1b", "\x1b[A", "]", "\x1b]", "11;", "é", "\x1b[200~paste\x1b[201~", "\x1b\\", "")


@pytest.mark.parametrize(("answer", "light"), ANSWERS.items())
@pytest.mark.parametrize("expecting", [True, False])
def test_an_answer_is_understood(answer: str, light: bool, expecting: bool) -> None:
    """Wherever it stands among the keys, and however many digits and which end it has."""
    assert Sieve().sift(f"a{answer}b", expecting=expecting) == ("ab", light)


@given(st.sampled_from(TYPED), st.sampled_from(sorted(ANSWERS)), st.sampled_from(TYPED), st.data())
def test_an_answer_in_parts_leaves_no_key(
    before: str, answer: str, after: str, data: st.DataObject
) -> None:
    """Cut anywhere, what comes out is what was typed; nothing is lost, nothing is added."""
    if before.endswith(("\x1b", "\x1b]", "11;")):
        return  # could be the answer's own
    text = before + answer + after
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    sieve = Sieve()
    typed, found = "", None
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        part, light = sieve.sift(text[start:end], expecting=True)
        typed += part
        found = light if light is not None else found
    assert typed + sieve.let_go() == before + after
    assert found is ANSWERS[answer]


def test_a_mere_esc_is_kept_back_only_while_an_answer_may_come() -> None:
    """It is let go when nothing more comes, and at once when no answer is expected."""
    sieve = Sieve()
    assert sieve.sift("\x1b", expecting=True) == ("", None)
    assert sieve.let_go() == "\x1b"
    assert sieve.let_go() == ""
    assert sieve.sift("\x1b", expecting=False) == ("\x1b", None)


@pytest.mark.parametrize(
    ("value", "light"),
    [("15;0", False), ("0;15", True), ("0;default;15", True), ("12;8", False), ("0;7", True),
     ("0;default", None), ("", None), ("x", None)],
)  # fmt: skip
def test_the_environment_may_tell(value: str, light: bool | None) -> None:
    """`COLORFGBG` names the colours of text and background; not everybody sets it, or to that."""
    assert light_by_environment({"COLORFGBG": value}) is light


@pytest.mark.parametrize(("term", "asked"), [("xterm-256color", True), ("linux", False),
                                            ("dumb", False), ("", False)])  # fmt: skip
def test_not_every_terminal_is_asked(term: str, asked: bool) -> None:
    """The console of Linux would show the question."""
    assert answers({"TERM": term}) is asked
