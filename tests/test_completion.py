"""Completing in the search box: what `tab` writes, and the line that shows what there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.query.completing import Candidate
from cardreader.ui.completion import MOST_VALUES, Completion, Place, offer_line

TOPICS = {"topic": [("AI", 12), ("Azure", 7), ("Deep Learning", 3), ("C (language)", 1)]}


def at_end(text: str) -> Place:
    """This text, with the cursor behind it."""
    return Place(text, len(text))


def completion(text: str) -> Completion:
    """A completion that has seen this text, and what the library has."""
    found = Completion()
    found.look(at_end(text))
    found.offer(TOPICS)
    return found


def pressed(text: str, *steps: int) -> str:
    """The text after `tab` (1) and `shift+tab` (-1)."""
    found, place = completion(text), at_end(text)
    for step in steps:
        done = found.step(place, step)
        place = Place(*done) if done else place
    return f"{place.text[: place.cursor]}|{place.text[place.cursor :]}"


@pytest.mark.parametrize(
    ("text", "steps", "after"),
    [
        ("prov", (1,), "provider:|"),
        ("topic:d", (1,), 'topic:"Deep Learning" |'),
        ("topic:c", (1,), 'topic:"C (language)" |'),
        ("topic:a", (1,), "topic:AI |"),
        ("topic:a", (1, 1), "topic:Azure |"),
        ("topic:a", (1, 1, 1), "topic:AI |"),
        ("topic:a", (-1,), "topic:Azure |"),
        ("topic:a", (1, 1, -1), "topic:AI |"),
        ("is:unr", (1,), "is:unread |"),
        ("robots -has:im", (1,), "robots -has:image |"),
        ("zzz", (1, -1), "zzz|"),
    ],
)
def test_tab_writes(text: str, steps: tuple[int, ...], after: str) -> None:
    """It walks what fits, with quotes where they are needed and a blank behind a value."""
    assert pressed(text, *steps) == after


def test_the_only_field_leads_to_its_values() -> None:
    """After a field that was the only one, `tab` is about what follows it."""
    assert pressed("topi", 1, 1) == "topic:AI |"


def test_typing_ends_a_walk() -> None:
    """What is typed behind a walked value is completed for itself."""
    found = completion("topic:a")
    done = found.step(at_end("topic:a"), 1)
    assert done
    found.look(at_end(f"{done.text}is:r"))
    assert [each.value for each in found.found][:2] == ["read", "retired"]
    assert found.at == -1


def test_tab_waits_for_the_library() -> None:
    """Pressed before the library has answered, it takes effect then."""
    found = Completion()
    assert found.step(at_end("topic:d"), 1) is None
    assert found.wants_values
    done = found.offer(TOPICS)
    assert done is not None
    assert done.text == 'topic:"Deep Learning" '


def test_tab_does_not_wait_for_another_text() -> None:
    """Who has typed on does not want it any more."""
    found = Completion()
    found.step(at_end("topic:d"), 1)
    found.look(at_end("topic:da"))
    assert found.offer(TOPICS) is None


def test_values_that_come_during_a_walk_do_not_end_it() -> None:
    """The walk goes on through what was offered when it began."""
    found = Completion()
    done = found.step(at_end("is:r"), 1)
    assert done
    found.offer(TOPICS)
    done = found.step(Place(*done), 1)
    assert done is not None
    assert done.text == "is:retired "


@pytest.mark.parametrize("by", [1, -1])
def test_fields_are_not_offered_for_nothing(by: int) -> None:
    """Before anything is written the line is free for other things, until `tab` asks for them.

    It writes none of them yet: which ones there are is not known to who asks.
    """
    assert not completion("robots ").is_called_for
    found = completion("robots ")
    assert found.step(at_end("robots "), by) is None
    assert found.is_called_for
    assert found.step(at_end("robots "), by)


def test_fields_that_were_asked_for_go_when_one_types_on() -> None:
    """What is typed then is a word, or completed for itself."""
    found = completion("robots ")
    found.step(at_end("robots "), 1)
    found.look(at_end("robots h"))
    assert [each.value for each in found.found] == ["has:", "heat:"]
    found.look(at_end("robots "))
    assert not found.is_called_for


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("heat:", "a number or a range: 80, >80"),
        ("-date:", "a day, month or year"),
        ("title:", "words"),
        ("heat:8", ""),
        ("topic:", ""),
        ("is:", ""),
        ("robots", ""),
    ],
)
def test_a_field_tells_what_it_takes(text: str, begin: str) -> None:
    """Where there is nothing to offer, until something is written."""
    assert completion(text).takes.startswith(begin)
    assert bool(completion(text).takes) == bool(begin)


def test_the_library_may_have_no_values() -> None:
    """While they are not known, nothing is told that would only flash up."""
    found = Completion()
    found.look(at_end("topic:"))
    assert found.takes == ""
    found.offer({})
    assert found.takes.startswith("a whole name")


def test_very_many_values_cost_no_more() -> None:
    """Only so many are looked through, those with the most cards."""
    found = Completion()
    found.look(at_end("topic:zzz"))
    found.offer({"topic": [(f"a{number}", 1) for number in range(MOST_VALUES)] + [("zzz", 1)]})
    assert not found.found


# The line


OFFERS = [Candidate("AI", cards=1234), Candidate("Azure", cards=7), Candidate("Databases", cards=3)]


def test_the_line_tells_counts() -> None:
    """Each offer with the number of its cards."""
    assert offer_line(OFFERS, -1, 60).plain == " AI 1,234  Azure 7  Databases 3"


def test_the_line_goes_with_the_walk() -> None:
    """Where not all fit, the one in the text does, and what is left out is told."""
    assert offer_line(OFFERS, -1, 22).plain == " AI 1,234  Azure 7  …"
    assert offer_line(OFFERS, 2, 22).plain == " …  Databases 3"


def test_a_single_field_says_what_it_is_for() -> None:
    """With its help, where there is room."""
    assert offer_line([Candidate("topic:", "It is about this.")], -1, 60).plain == (
        " topic:  It is about this."
    )
    assert offer_line([Candidate("topic:", "It is about this.")], -1, 20).plain == " topic:"


NAMES = st.text(max_size=30) | st.text("a字👩\u200d🔬\u0301\x1b[/]", max_size=60)


@given(
    st.lists(
        st.builds(Candidate, NAMES, NAMES, st.none() | st.integers(0, 9**9)), min_size=1, max_size=9
    ),
    st.integers(-1, 8),
    st.integers(1, 80),
)
def test_the_line_fits_every_width(found: list[Candidate], at: int, width: int) -> None:
    """Whatever values are called, the line takes the cells there are, and no control character."""
    line = offer_line(found, min(at, len(found) - 1), width)
    assert line.cell_length <= width
    assert line.plain.isprintable() or not any(char < " " for char in line.plain)
