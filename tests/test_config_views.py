"""Saved views in the configuration: how they are read, and that writing leaves the rest alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.binding import Binding

from cardreader.config import ALL, BUILT_IN, Config, ConfigError, SavedView, load
from cardreader.config.text import head_of, parts_of
from cardreader.config.writing import ViewsFile, add_source
from cardreader.query import ORDERS, Order
from cardreader.ui.commands import key_display
from cardreader.ui.order_picker import OrderPicker
from cardreader.ui.view_picker import ViewPicker

if TYPE_CHECKING:
    from collections.abc import Callable

ODD = """\
# My settings.
sort = "hot"   # kept

# About robots,
# in two lines.
[[views]]   # first
name = "Robots"   # mine
query = 'topic:robots OR "[[views]]"'
# below robots

# Nobody's comment.

[keys]  # between them
open = "o,b"

[[ views ]]
query = \"\"\"
# not a comment
[[views]]\"\"\"
name = 'Odd "one"'
sort = "date:asc"
# about the last
[["views"]]
name = "Last"
query = ""
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings are."""
    return tmp_path / "config.toml"


def written(path: Path, text: str) -> ViewsFile:
    """Write the settings as they are; return the views to be changed."""
    path.write_bytes(text.encode())
    return ViewsFile(path)


def content(path: Path) -> str:
    """Return the file as it is, with its line ends."""
    return path.read_bytes().decode()


def names(views: tuple[SavedView, ...]) -> list[str]:
    """Return what they are called, in order."""
    return [view.name for view in views]


def views_of(path: Path, text: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return name, query and order of all views, and what is wrong."""
    path.write_text(text, "utf-8")
    config, mistakes = load(path)
    return [(view.name, view.query, str(view.sort or "")) for view in config.views], mistakes


# Reading


def test_three_views_are_there_from_the_start(path: Path) -> None:
    """Without any configuration: all, unread and starred cards."""
    assert views_of(path, "") == (
        [("All", "", ""), ("Unread", "is:unread", ""), ("Starred", "is:starred", "")],
        [],
    )


def test_views_are_read_in_their_order(path: Path) -> None:
    """Those of the file come behind the built-in ones that it does not name."""
    views, mistakes = views_of(path, ODD)
    assert mistakes == []
    assert views[3:] == [
        ("Robots", 'topic:robots OR "[[views]]"', ""),
        ('Odd "one"', "# not a comment\n[[views]]", "date:asc"),
        ("Last", "", ""),
    ]


def test_built_in_views_can_be_redefined_and_put_elsewhere(path: Path) -> None:
    """A name alone gives the place; what else is written gives the view."""
    views, mistakes = views_of(
        path,
        '[[views]]\nname = "Starred"\n[[views]]\nname = "Mine"\n'
        '[[views]]\nname = "all"\nquery = "-topic:sport"\nsort = "hot"\n',
    )
    assert mistakes == []
    assert views == [
        ("Unread", "is:unread", ""),
        ("Starred", "is:starred", ""),
        ("Mine", "", ""),
        ("all", "-topic:sport", "hot"),
    ]
    assert load(path)[0].home.query == "-topic:sport"


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (
            'sort = "hot"\n\n# Hot.\n[[views]]\nname = "Hot"\nquery = "topic:a heat:hot"\n',
            6,
            (
                "the query of the view Hot cannot be understood: `heat:hot`: heat wants a number, "
                "like heat:>80 (at character 9)."
            ),
        ),
        (
            '[[views]]\nname = "A"\n[[views]]\nname = "B"\nquery = 1\n',
            5,
            'the query of the view B cannot be understood: it wants a text, like "topic:robots".',
        ),
        (
            '[[views]]\nquery = "a"\n',
            1,
            "view 1 wants a name, a text; it is passed over.",
        ),
        (
            '[[views]]\nname = "A"\n\n[[views]]\nname = "a"\n',
            5,
            "there is a view called a already; this one is passed over.",
        ),
        (
            '[[views]]\nname = "A"\nsort = "size"\n',
            3,
            (
                "sort of the view A is wrong: 'size' is no order; use one of heat, hot, date, "
                "quality, provider, title, with :asc or :desc, or relevance. "
                "The view goes without it."
            ),
        ),
        (
            '[[views]]\nname = "A"\ncolour = "red"\n',
            3,
            "colour of the view A means nothing; it is passed over.",
        ),
    ],
)
def test_a_mistake_in_a_view_is_told_with_its_line(
    path: Path, text: str, line: int, sentence: str
) -> None:
    """The file, the line, the view and the reason; all else holds."""
    _, mistakes = views_of(path, text)
    assert mistakes == [f"{path}:{line}: {sentence}"]


def test_a_view_with_a_broken_query_is_listed(path: Path) -> None:
    """It keeps its place and what was written, and knows what is wrong."""
    views_of(path, '[[views]]\nname = "Hot"\nquery = "heat:hot"\n')
    view = load(path)[0].views[-1]
    assert (view.name, view.query) == ("Hot", "heat:hot")
    assert view.mistake == "`heat:hot`: heat wants a number, like heat:>80 (at character 1)."


def test_broken_views_in_one_list_have_the_line_of_the_list(path: Path) -> None:
    """Where no header tells the line, the view is named."""
    _, mistakes = views_of(path, 'views = [{ name = "Hot", query = "heat:hot" }]\n')
    assert len(mistakes) == 1
    assert mistakes[0].startswith(f"{path}:1: the query of the view Hot cannot be understood: ")


@pytest.mark.parametrize("text", ["views = 1", 'views = ["a"]', '[views]\nname = "a"'])
def test_views_of_another_shape_are_passed_over(path: Path, text: str) -> None:
    """The sentence shows how they are written; the built-in ones are there."""
    views, mistakes = views_of(path, text)
    assert len(views) == 3
    assert mistakes == [
        (
            f'{path}:1: views wants tables, like [[views]] with name = "Robots" and '
            'query = "topic:robots"; it is passed over.'
        )
    ]


def test_the_first_view_can_be_chosen(path: Path) -> None:
    """Capitals do not matter."""
    path.write_text('start_view = "unread"\n')
    config, mistakes = load(path)
    assert mistakes == []
    assert config.first_view == BUILT_IN[1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('start_view = "Mine"\n', "no view is called Mine"),
        (
            'start_view = "Mine"\n[[views]]\nname = "Mine"\nquery = "heat:hot"\n',
            "the query of Mine has a mistake",
        ),
    ],
)
def test_a_first_view_that_cannot_be_shown_is_told(path: Path, text: str, why: str) -> None:
    """All cards are shown instead."""
    path.write_text(text)
    config, mistakes = load(path)
    assert mistakes[0] == f"{path}:1: start_view wants the name of a view, and {why}; All is used."
    assert config.first_view == ALL


def test_the_page_shows_views_that_work(path: Path) -> None:
    """Its example is understood, and its tables name every order and every key."""
    page = (Path(__file__).parent.parent / "docs" / "views.md").read_text("utf-8")
    example, mutes = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert views_of(path, mutes)[1] == []
    views, mistakes = views_of(path, example)
    assert mistakes == []
    assert [view[0] for view in views] == ["Unread", "Robots this week", "All", "Starred"]
    assert re.findall(r"^\| `(\w+)` \| \w", page, re.MULTILINE) == [*ORDERS, "relevance"]
    for binding in (*ViewPicker.BINDINGS, *OrderPicker.BINDINGS):
        assert isinstance(binding, Binding)
        for key in binding.key.split(","):
            assert key_display(key).replace("delete", "del") in page or key in "2345678"


# Parts of a text


def test_parts_are_the_whole_text() -> None:
    """A view is its lines with the comments that touch them, and nothing is lost."""
    parts = parts_of(ODD)
    assert "".join(part.text for part in parts) == ODD
    views = [part.text for part in parts if part.is_view]
    assert [view.splitlines()[0] for view in views] == [
        "# About robots,", "[[ views ]]", "# about the last",
    ]  # fmt: skip
    assert views[0].endswith("# below robots\n")
    assert head_of(ODD) == '# My settings.\nsort = "hot"   # kept\n\n'


@given(st.lists(st.sampled_from([
    "[[views]]\n", "[keys]\n", "[views.a]\n", "# c\n", "\n", 'x = "[[views]]"\n', "  # [[views]]\n",
    'y = """\n[[views]]\n# """\n', "z = [\n  [[1]], # ]\n]\n", "w = '''\n'''''\n",
]), max_size=9))  # fmt: skip
def test_parts_of_any_text_are_the_whole_text(lines: list[str]) -> None:
    """Whatever stands where: there is a part for each view that TOML knows."""
    text = "".join(lines)
    try:
        known = tomllib.loads(text).get("views", [])
    except tomllib.TOMLDecodeError:
        return
    parts = parts_of(text)
    assert "".join(part.text for part in parts) == text
    if isinstance(known, list):
        assert sum(part.is_view for part in parts) == len(known)


# Saving


def test_the_first_view_makes_the_file(path: Path) -> None:
    """Nothing has to be there before."""
    views = ViewsFile(path).save("Robots", 'topic:"robots"', "hot")
    assert content(path) == (
        '[[views]]\nname = "Robots"\nquery = "topic:\\"robots\\""\nsort = "hot"\n'
    )
    assert views[-1] == SavedView("Robots", 'topic:"robots"', Order("hot"), place=0)


def test_a_view_is_added_behind_the_others(path: Path) -> None:
    """All other lines stay as they are, wherever the last view stands."""
    text = ODD + "\n[other]\nname = 1\n"
    written(path, text).save("New", "a\\b", "title")
    new = '\n[[views]]\nname = "New"\nquery = "a\\\\b"\nsort = "title"\n'
    assert content(path) == ODD + new + "\n[other]\nname = 1\n"


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ('sort = "hot"', "\n\n"),
        ('sort = "hot"\n', "\n"),
        ('sort = "hot"\n\n', ""),
        ('[keys]\nopen = "o"\n# end', "\n\n"),
        ('sort = "hot"\r\n', "\r\n"),
        ("# nothing yet\n", "\n"),
    ],
)
def test_the_first_view_goes_to_the_end(path: Path, before: str, between: str) -> None:
    """A blank line parts it from what is there; lines end as the others do."""
    written(path, before).save("A", "a", "heat")
    new = '[[views]]\nname = "A"\nquery = "a"\nsort = "heat"\n'
    if "\r\n" in before:
        new = new.replace("\n", "\r\n")
    assert content(path) == before + between + new


def test_a_view_is_defined_anew_in_its_place(path: Path) -> None:
    """Only its own values change; comments beside them stay."""
    written(path, ODD).save("robots", "taxi", "date")
    expected = ODD.replace("""query = 'topic:robots OR "[[views]]"'""", 'query = "taxi"')
    after = expected.replace("# below robots\n", '# below robots\nsort = "date"\n')
    assert content(path) == after


def test_a_built_in_view_is_redefined(path: Path) -> None:
    """Saving under its name writes it."""
    views = written(path, "").save("Unread", "is:unread newer:2d", "date")
    assert names(views) == ["All", "Starred", "Unread"]
    assert views[-1].query == "is:unread newer:2d"


# Renaming


def test_renaming_changes_one_value(path: Path) -> None:
    """Nothing but the name is another."""
    views = written(path, ODD).rename("Robots", 'Röbots "1"')
    assert content(path) == ODD.replace('name = "Robots"', 'name = "Röbots \\"1\\""')
    assert names(views)[3] == 'Röbots "1"'


def test_renaming_keeps_line_ends(path: Path) -> None:
    """Carriage returns and a missing last line end stay as they are."""
    text = '[[views]] # one\r\nname = "A"\r\n\r\n[[views]]\r\nname = "B"'
    written(path, text).rename("B", "C")
    assert content(path) == text.replace('"B"', '"C"')


def test_the_first_view_follows_its_new_name(path: Path) -> None:
    """`start_view` names it from then on."""
    text = 'start_view = "a" # mine\n\n[[views]]\nname = "A"\n'
    written(path, text).rename("A", "B")
    assert content(path) == 'start_view = "B" # mine\n\n[[views]]\nname = "B"\n'


def test_only_the_case_of_a_name_can_change(path: Path) -> None:
    """That is no other view of the same name."""
    views = written(path, '[[views]]\nname = "ai"\n').rename("ai", "AI")
    assert names(views)[-1] == "AI"


# Removing


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        (
            "Robots",
            (
                '# About robots,\n# in two lines.\n[[views]]   # first\nname = "Robots"   # mine\n'
                "query = 'topic:robots OR \"[[views]]\"'\n# below robots\n\n"
            ),
        ),
        ("Last", '# about the last\n[["views"]]\nname = "Last"\nquery = ""\n'),
    ],
)
def test_a_view_goes_with_its_comment(path: Path, name: str, gone: str) -> None:
    """Nothing else changes."""
    views = written(path, ODD).remove(name)
    assert gone in ODD
    assert content(path) == ODD.replace(gone, "")
    assert name not in names(views)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[[views]]\nname = "A"\n', ""),
        ('[[views]]\nname = "A"', ""),
        ('x = 1\n\n[[views]]\nname = "A"\n', "x = 1\n"),
        ('[[views]]\nname = "A"\n\n[[views]]\nname = "B"\n', '[[views]]\nname = "B"\n'),
        ('[[views]]\nname = "B"\n\n[[views]]\nname = "A"\n', '[[views]]\nname = "B"\n'),
        (
            '[[views]]\nname = "B"\n\n[[views]]\nname = "A"\n\n[[views]]\nname = "C"\n',
            '[[views]]\nname = "B"\n\n[[views]]\nname = "C"\n',
        ),
        ('x = 1\n\n[[views]]\nname = "A"\n\n[keys]\n', "x = 1\n\n[keys]\n"),
        ('start_view = "A"\nx = 1\n[[views]]\nname = "A"\n', "x = 1\n"),
    ],
)
def test_removing_leaves_no_gap(path: Path, before: str, after: str) -> None:
    """The blank lines around it become those of one place."""
    written(path, before).remove("A")
    assert content(path) == after


def test_a_redefined_view_goes_back_to_what_it_was(path: Path) -> None:
    """A built-in view cannot be lost."""
    views = written(path, '[[views]]\nname = "All"\nquery = "a"\n').remove("All")
    assert views == BUILT_IN


# Moving


def test_moving_takes_the_comment_along(path: Path) -> None:
    """The views change places; what is between them stays."""
    written(path, ODD).move("Last", -1)
    odd = ODD[ODD.index("[[ views ]]") : ODD.index("# about the last")]
    last = ODD[ODD.index("# about the last") :]
    assert content(path) == ODD.replace(odd + last, last + odd)


def test_moving_over_other_tables_leaves_them(path: Path) -> None:
    """Nor does a missing line end at the end of the file matter."""
    text = '[[views]]\nname = "A" # a\n\n[keys]\nopen = "o"\n\n# b\n[[views]]\nname = "B"'
    written(path, text).move("A", 1)
    assert content(path) == (
        '# b\n[[views]]\nname = "B"\n\n[keys]\nopen = "o"\n\n[[views]]\nname = "A" # a'
    )


def test_a_built_in_view_that_moves_is_written(path: Path) -> None:
    """Its name alone gives its place; those that stay in front are not written."""
    file = written(path, '[[views]]\nname = "A"\n')
    assert names(file.move("Starred", 1)) == ["All", "Unread", "A", "Starred"]
    assert content(path) == '[[views]]\nname = "A"\n\n[[views]]\nname = "Starred"\n'
    assert names(file.move("A", -1)) == ["All", "A", "Unread", "Starred"]
    assert names(file.move("All", 1)) == ["A", "All", "Unread", "Starred"]
    assert names(load(path)[0].views) == ["A", "All", "Unread", "Starred"]


def test_at_the_end_nothing_moves(path: Path) -> None:
    """The file is not even written."""
    file = written(path, ODD)
    assert names(file.move("Last", 1)) == names(file.move("All", -1))
    assert content(path) == ODD


# Views in one list


def test_a_list_of_views_can_be_changed(path: Path) -> None:
    """Views that are written in one line are changed in it, with the comments around them."""
    text = 'views = [ # mine\n  { name = "A", query = "a" }, # one\n  {name="B"},\n]\nsort="hot"\n'
    file = written(path, text)
    assert names(file.rename("A", "Z"))[3:] == ["Z", "B"]
    assert content(path) == text.replace('"A"', '"Z"')
    assert names(file.move("B", -1))[3:] == ["B", "Z"]
    assert names(file.save("C", "c", "heat"))[3:] == ["B", "Z", "C"]
    assert names(file.remove("B"))[3:] == ["Z", "C"]
    assert tomllib.loads(content(path)) == {
        "views": [
            {"name": "Z", "query": "a"},
            {"name": "C", "query": "c", "sort": "heat"},
        ],
        "sort": "hot",
    }
    assert content(path).startswith("views = [ # mine\n")


# Anything


_NAMES = ["A", "b", "Ünread", "Unread", "Starred", "[[views]]", "C # d"]
_BITS = st.sampled_from([
    '[[views]]\nname = "A"\n', '# c\n[[views]]\nname = "b" # d\nquery = "q"\n', "\n", "# c\n",
    '[keys]\nopen = "o"\n', '[[views]]\nname = "[[views]]"\n', "[[views]]\n",
    '[t.u]\nx = """\n# """\n',
    '[[views]]\nname = "Starred"\r\n\r\n', '[[views]]\nname = "C # d"\nquery = """\n[keys]\n"""\n',
])  # fmt: skip
_CHANGES: list[Callable[[ViewsFile, str, str], object]] = [
    lambda file, one, other: file.save(one, other, "date"),
    lambda file, one, other: file.rename(one, other),
    lambda file, one, _: file.remove(one),
    lambda file, one, _: file.move(one, 1),
    lambda file, one, _: file.move(one, -1),
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(_BITS, max_size=7),
    st.lists(
        st.tuples(st.sampled_from(_CHANGES), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_no_change_costs_anything_else(
    tmp_path_factory: pytest.TempPathFactory,
    bits: list[str],
    changes: list[tuple[Callable[[ViewsFile, str, str], object], str, str]],
    is_open: bool,
) -> None:
    """Whatever is changed in whatever file: all other settings and comments are there after it."""
    text = "".join(dict.fromkeys(bits))
    text = text.rstrip("\r\n") if is_open else text
    path = tmp_path_factory.getbasetemp() / "views.toml"
    file = written(path, text)
    for change, one, other in changes:
        before = content(path)
        try:
            change(file, one, other)
        except ConfigError:
            assert content(path) == before
        values, kept = tomllib.loads(content(path)), tomllib.loads(text)
        for each in (values, kept):
            each.pop("views", None)
        assert values == kept
        # A comment that touches no view stays whatever happens.
        if "\n\n# c\n\n[keys]" in text:
            assert "# c\n\n[keys]" in content(path)


# Refusing


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda file: file.remove("Unread"), "Unread is there from the start"),
        (lambda file: file.rename("all", "Mine"), "All is there from the start: it keeps its name"),
        (lambda file: file.rename("Last", "ROBOTS"), "There is a view called Robots already"),
        (lambda file: file.rename("Gone", "x"), "there is no view called Gone any more"),
        (lambda file: file.rename("Last", "\u202e "), "A view wants a name"),
        (lambda file: file.save("x" * 61, "", "heat"), "has 60 characters at most"),
    ],
)
def test_what_cannot_be_is_refused(
    path: Path, change: Callable[[ViewsFile], object], sentence: str
) -> None:
    """With a sentence, and the file stays as it is."""
    file = written(path, ODD)
    with pytest.raises(ConfigError, match=sentence):
        change(file)
    assert content(path) == ODD


@pytest.mark.parametrize("text", ["views = 1\n", "[views]\n", "x = \n", '[[views]]\nname = "a\n'])
def test_a_file_with_a_mistake_is_left_alone(path: Path, text: str) -> None:
    """Mending it is for the person who wrote it."""
    file = written(path, text)
    with pytest.raises(ConfigError, match=r"[Mm]end it first"):
        file.save("A", "a", "heat")
    assert content(path) == text


def test_views_are_read_as_they_are_now(path: Path) -> None:
    """Where there is no file nothing was changed by hand; one that cannot be read is told."""
    mine = (SavedView("Mine", "a"),)
    assert ViewsFile(path).read(mine) == mine
    assert names(written(path, ODD).read(mine)) == names(load(path)[0].views)
    with pytest.raises(ConfigError, match="is not valid TOML"):
        written(path, "[[views").read(mine)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        ViewsFile(path).read(mine)


def test_adding_a_source_leaves_the_views_where_they_are(path: Path) -> None:
    """Tables between views stay between them."""
    path.write_text(ODD)
    add_source(path, "/news")
    head = '# My settings.\nsort = "hot"   # kept\n'
    assert content(path) == ODD.replace(head, f'{head}sources = ["/news"]\n')
    assert isinstance(load(path)[0], Config)
