"""Settings: a mistake costs one of them and is told; what is written leaves the rest alone."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.config import BUILT_IN, SETTINGS, Config, ConfigError, SavedView, load
from cardreader.config.commented import template, toml, whole
from cardreader.config.lines import line_numbers
from cardreader.config.writing import ViewsFile, add_source, remove_source
from cardreader.query import Order

WHOLE = """\
# My settings.
sources = ["~/news", "/srv/cards"]  # two of them
sort = "hot"
half_life_hours = 12
mark_read = "view"
density = "compact"
browser = "firefox"
max_file_mib = 0.5
theme = "nord"
first_sight = false

[keys]
open = "ctrl+o"
"""
ORDER = "one of heat, hot, date, quality, provider, title, with :asc or :desc"
FOLDERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings are."""
    return tmp_path / "config.toml"


def sources(path: Path) -> list[str]:
    """Return the sources, as another TOML reader finds them."""
    found: list[str] = tomllib.loads(path.read_text("utf-8"))["sources"]
    return found


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    """No file is no mistake, and none is made."""
    config, mistakes = load(path)
    assert mistakes == []
    assert config == Config()
    assert (config.sources, config.sort, config.mark_read) == ((), Order("heat"), "open")
    assert (config.half_life_s, config.max_file_bytes) == (24 * 3600, 2**20)
    assert not path.exists()


def test_every_setting_can_be_set(path: Path) -> None:
    """All keys are read, each as what it is."""
    path.write_text(WHOLE)
    config, mistakes = load(path)
    assert mistakes == []
    assert config == Config(
        sources=("~/news", "/srv/cards"),
        sort=Order("hot"),
        half_life_hours=12.0,
        mark_read="view",
        density="compact",
        browser="firefox",
        max_file_mib=0.5,
        theme="nord",
        first_sight=False,
        keys=(("open", "ctrl+o"),),
    )
    assert (config.half_life_s, config.max_file_bytes) == (12 * 3600, 2**19)


NUMBER = "half_life_hours wants a number from 0.1 to 8760; its default, 24, is used."
FOLDERS_WANTED = 'sources wants a list of folders, like ["~/news"]; it is passed over.'


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('sources = "~/news"', FOLDERS_WANTED),
        ("sources = [1]", FOLDERS_WANTED),
        ('sources = ["~/news", " "]', FOLDERS_WANTED),
        ('sources = ["a\\u0000b"]', FOLDERS_WANTED),
        ('sort = "size"', f'sort wants {ORDER}; its default, "heat", is used.'),
        ("sort = 3", f'sort wants {ORDER}; its default, "heat", is used.'),
        ("half_life_hours = 0", NUMBER),
        ("half_life_hours = nan", NUMBER),
        ("half_life_hours = true", NUMBER),
        ('half_life_hours = "24"', NUMBER),
        (
            'mark_read = "never"',
            'mark_read wants one of open, view, manual; its default, "open", is used.',
        ),
        (
            "density = 1",
            'density wants one of comfortable, compact; its default, "comfortable", is used.',
        ),
        ('browser = ""', "browser wants the command of a browser; it is passed over."),
        (
            "max_file_mib = -1",
            "max_file_mib wants a number from 0.001 to 64; its default, 1, is used.",
        ),
        (
            "theme = []",
            'theme wants auto, or the name of a theme; its default, "auto", is used.',
        ),
        ('first_sight = "no"', "first_sight wants true or false; its default, true, is used."),
        (
            'keys = "o"',
            'keys wants a table of actions and their keys, like open = "o"; it is passed over.',
        ),
        (
            "keys = { open = 1 }",
            'open wants a text with its keys, like "o" or "o,ctrl+o"; its default is used.',
        ),
    ],
)
def test_a_mistake_costs_one_setting(path: Path, line: str, sentence: str) -> None:
    """The sentence names file, line and key; the default is used, and the other settings hold."""
    other = 'theme = "nord"' if not line.startswith("theme") else 'browser = "firefox"'
    path.write_text(f"{other}\n# mine\n{line}\n")
    config, mistakes = load(path)
    assert mistakes == [f"{path}:3: {sentence}"]
    path.write_text(f"{other}\n")
    assert load(path) == (config, [])


def test_an_unknown_setting_is_told(path: Path) -> None:
    """A key that means nothing is named, with what may be meant; the others hold."""
    path.write_text('colour = "red"\ntheme = "nord"\nMark_Raed = "open"\n')
    config, mistakes = load(path)
    assert config == Config(theme="nord")
    assert mistakes == [
        f"{path}:1: colour is no setting; it is passed over.",
        f"{path}:3: Mark_Raed is no setting; it is passed over. Is mark_read meant?",
    ]


def test_each_mistake_has_its_own_sentence(path: Path) -> None:
    """In the order in which they stand in the file, whatever they are."""
    path.write_text(
        "[keys]\nopen = 1\n[[views]]\nname = 2\n"
        '[[views]]\nname = "A"\nsort = 1\n[colour]\nred = 1\n'
    )
    config, mistakes = load(path)
    assert config == Config(views=(*BUILT_IN, SavedView("A", place=1)))
    told = [mistake.removeprefix(f"{path}:").split()[:2] for mistake in mistakes]
    assert told == [["2:", "open"], ["4:", "view"], ["7:", "sort"], ["8:", "colour"]]


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (b"sources = [", 1, "this is not valid TOML: invalid value (at the end)."),
        (b"\n= 1", 2, "this is not valid TOML: invalid statement (column 1)."),
        (b"a = 1\na = 2", 2, "this is not valid TOML: cannot overwrite a value (at the end)."),
        (b"a = 1\n\na = 2\n\n", 3, "this is not valid TOML: cannot overwrite a value (column 6)."),
        (b'\n\na = "\xff"', 3, "this is not valid UTF-8."),
    ],
)
def test_what_is_not_toml_costs_all_settings(
    path: Path, content: bytes, line: int, sentence: str
) -> None:
    """One sentence says in which line it breaks, and the defaults are used."""
    path.write_bytes(content)
    assert load(path) == (Config(), [f"{path}:{line}: {sentence} Default settings are used."])


NESTED = "a = " + "[" * 5_000
LONG_NUMBER = "half_life_hours = " + "9" * 5_000


@pytest.mark.parametrize(
    "content",
    [b"a = 2021-02-30", NESTED.encode(), LONG_NUMBER.encode(), b"#" * (2**20 + 1)],
    ids=["no-date", "nested", "long-number", "large"],
)
def test_what_toml_cannot_hold_costs_all_settings(path: Path, content: bytes) -> None:
    """In one sentence, with a line where one is known."""
    path.write_bytes(content)
    config, (mistake,) = load(path)
    assert config == Config()
    assert re.match(
        rf"{path}(:1)?: this is not valid TOML: .*\. Default settings are used\.$", mistake
    )


VALUES = (
    "1",
    '"[x] = 1"',
    "[\n  [1], # ]\n  2,\n]",
    '"""\n[t]\nk = 1"""',
    "{ a = 1, b = [2] }",
    "'#'",
)
KEYS = ("{}", '"{}"', "'{}.=x'", "{} . sub", '"= {}"')


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["", "# k = 1", "[t{}]", "[[views]]", "[ t{}.'a.b' ] # c", "[views.t{}]"]
            ),
            st.sampled_from(KEYS),
            st.sampled_from(VALUES),
        ),
        max_size=8,
    )
)
def test_every_key_is_found_on_its_line(lines: list[tuple[str, str, str]]) -> None:
    """However its key, its table and the values before it are written."""
    text = "".join(
        f"{before.format(number)}\n{key.format(f'k{number}')} = {value}\n"
        for number, (before, key, value) in enumerate(lines)
    )
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found: dict[str, tuple[str | int, ...]] = {}

    def walk(value: object, place: tuple[str | int, ...]) -> None:
        if isinstance(value, dict | list):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(key, str) and (number := re.search(r"k(\d)", key)):
                    found[number[1]] = (*place, key)
                else:
                    walk(inner, (*place, key))

    walk(values, ())
    expected = [
        text[: re.search(rf"^.*k{number}.*$", text, re.MULTILINE).start()].count("\n") + 1  # type: ignore[union-attr]
        for number in found
    ]
    assert line_numbers(text, list(found.values())) == expected


def test_every_setting_has_a_row_in_the_table() -> None:
    """Name, what is allowed, default and a sentence; the default is what it wants itself."""
    assert [setting.name for setting in SETTINGS] == list(Config._fields)
    for setting in SETTINGS:
        assert setting.kind
        assert setting.sentence.endswith(".")
        assert setting.default == getattr(Config(), setting.name)
        assert toml(setting.default) or setting.example


ACTIONS = [("open", "o", "Open it."), ("star", "s", "Star it.")]


def test_the_commented_file_changes_nothing(path: Path) -> None:
    """It is TOML, and with each of its lines in force its values are the defaults."""
    text = template(ACTIONS)
    path.write_text(text)
    assert load(path) == (Config(), [])
    for line in re.findall(r"^#(\w+ = .*)$", text.partition("[keys]")[0], re.MULTILINE):
        path.write_text(line)
        config, mistakes = load(path)
        assert mistakes == []
        if not line.startswith(("sources", "browser")):  # which have an example
            assert config == Config()


def test_the_configuration_that_is_printed_is_the_same(path: Path) -> None:
    """What `cardreader config` prints, taken as a configuration, is the one that was printed."""
    path.write_text(
        WHOLE
        + 'star = "\\u007f\\"\\\\"\n[[views]]\nname = "A"\nquery = "say:\\"a\\" ü"\nsort = "hot"\n'
    )
    config, _ = load(path)
    printed = path.with_name("printed.toml")
    printed.write_text(whole(config, ACTIONS, lambda name: f"{name}.", ["About."]), "utf-8")
    assert load(printed)[0] == config
    assert '# Wants one of open, view, manual. mark_read.\nmark_read = "view"\n' in (
        printed.read_text("utf-8")
    )


def test_a_device_is_not_read_for_ever() -> None:
    """What never ends is given up at some length, and not held in memory."""
    config, (mistake,) = load(Path("/dev/zero"))
    assert config == Config()
    assert "is larger than 1 MiB" in mistake


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    """A folder in its place, for one."""
    path.mkdir()
    assert load(path) == (
        Config(),
        [f"{path} cannot be read: Is a directory. Default settings are used."],
    )


def test_the_first_source_makes_file_and_folder(tmp_path: Path) -> None:
    """Nothing has to be there before."""
    path = tmp_path / "some" / "where" / "config.toml"
    add_source(path, "/srv/cards")
    assert path.read_text() == 'sources = ["/srv/cards"]\n'
    assert load(path) == (Config(sources=("/srv/cards",)), [])


def test_only_the_sources_change(path: Path) -> None:
    """Comments, order and line ends of all other lines stay as they are."""
    path.write_text(WHOLE)
    add_source(path, "/third")
    before, _, after = path.read_text().partition("] ")
    assert (
        before == '# My settings.\nsources = [\n    "~/news",\n    "/srv/cards",\n    "/third",\n'
    )
    assert after == WHOLE.partition("] ")[2]
    remove_source(path, "~/news")
    remove_source(path, "/third")
    assert path.read_text().partition("] ")[2] == after
    assert sources(path) == ["/srv/cards"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'sources = ["/new"]\n'),
        ("# nothing yet", '# nothing yet\nsources = ["/new"]\n'),
        ('[keys]\nopen = "x"\n', 'sources = ["/new"]\n\n[keys]\nopen = "x"\n'),
        (
            '# one\nsort = "hot" # two\n\n[keys] # three\nopen = "x"\n',
            '# one\nsort = "hot" # two\nsources = ["/new"]\n\n[keys] # three\nopen = "x"\n',
        ),
        ("sources = []", 'sources = ["/new"]'),
        ('sort = "hot"\r\nsources = []\r\n', 'sort = "hot"\r\nsources = ["/new"]\r\n'),
        (
            'sources = [\n  "a", # first\n  # about b\n  "b", # second\n]\n',
            'sources = [\n  "a", # first\n  # about b\n  "b", # second\n  "/new",\n]\n',
        ),
    ],
)
def test_a_source_is_added_where_it_belongs(path: Path, before: str, after: str) -> None:
    """Before all tables, or at the end of the list, as the list is written."""
    path.write_bytes(before.encode())
    add_source(path, "/new")
    assert path.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('sources = ["a", "b", "c"] # mine\n', 'sources = ["a", "c"] # mine\n'),
        ('sort = "hot"\r\nsources = ["b"]\r\n', 'sort = "hot"\r\nsources = []\r\n'),
        (
            'sources = [\n  "a", # first\n  "b", # second\n  "c", # third\n]\n',
            'sources = [\n  "a", # first\n  "c", # third\n]\n',
        ),
    ],
)
def test_a_source_is_taken_out_with_its_comment(path: Path, before: str, after: str) -> None:
    """The others stay as they are written."""
    path.write_bytes(before.encode())
    remove_source(path, "b")
    assert path.read_bytes().decode() == after


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(FOLDERS, min_size=1, max_size=4, unique=True), st.booleans())
def test_any_folder_can_be_added_and_removed(
    tmp_path_factory: pytest.TempPathFactory, folders: list[str], first: bool
) -> None:
    """Whatever its name holds, it is found again, and the rest of the file stays."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    rest = '# mine\nsort = "hot"  # kept\n'
    path.write_text(rest, "utf-8")
    for folder in folders:
        add_source(path, folder)
    assert sources(path) == folders
    gone = folders[0 if first else -1]
    remove_source(path, gone)
    assert sources(path) == [folder for folder in folders if folder != gone]
    assert path.read_bytes().decode().startswith(rest)


def test_what_is_no_source_cannot_be_removed(path: Path) -> None:
    """The sentence names file and folder, and nothing is written."""
    path.write_text(WHOLE)
    with pytest.raises(ConfigError) as error:
        remove_source(path, "/other")
    assert str(error.value) == f"{path}: /other is not among the sources."
    assert path.read_text() == WHOLE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("sources = [", "is not valid TOML: .*Mend it first"),
        ('sources = "~/news"', "sources wants a list of folders; mend it first"),
        ("[sources]", "sources wants a list of folders; mend it first"),
        ("[[sources]]", "sources wants a list of folders; mend it first"),
        (NESTED, "is not valid TOML: it is nested too deeply. Mend it first"),
        (LONG_NUMBER, "is not valid TOML: .*Mend it first"),
    ],
    ids=["open", "text", "table", "tables", "nested", "long-number"],
)
def test_a_file_with_a_mistake_is_not_written(path: Path, content: str, words: str) -> None:
    """What a person wrote is never made worse."""
    path.write_text(content)
    with pytest.raises(ConfigError, match=words):
        add_source(path, "/new")
    assert path.read_text() == content


def test_a_name_that_toml_cannot_hold_is_told(path: Path) -> None:
    """A folder whose name is not UTF-8 cannot be written into the settings."""
    path.write_text(WHOLE)
    with pytest.raises(ConfigError, match="can only hold names that are valid UTF-8"):
        add_source(path, os.fsdecode(b"/bad\xff"))
    assert path.read_text() == WHOLE


def test_a_file_that_cannot_be_written_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old file whole, and no half of a new one."""
    path.write_text(WHOLE)

    def write_bytes(self: Path, _: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", write_bytes)
    with pytest.raises(ConfigError) as error:
        add_source(path, "/new")
    assert str(error.value) == f"{path} cannot be written: No space left on device."
    assert path.read_text() == WHOLE
    assert list(path.parent.glob("config.toml*")) == [path]


def test_a_file_linked_to_itself_is_replaced(path: Path) -> None:
    """It holds nothing that could be lost."""
    path.symlink_to(path.name)
    assert "symbolic links" in load(path)[1][0]
    add_source(path, "/new")
    assert sources(path) == ["/new"]


def test_a_linked_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    """Settings kept in another folder are written there, with the permissions they had."""
    kept = tmp_path / "dotfiles" / "cardreader.toml"
    kept.parent.mkdir()
    kept.write_text(WHOLE)
    kept.chmod(0o600)
    path.symlink_to(kept)
    add_source(path, "/new")
    assert path.is_symlink()
    assert "/new" in sources(kept)
    assert kept.stat().st_mode & 0o777 == 0o600


MINE = (
    template([("open", "o", "Open it.")])
    .replace('#sort = "heat"', 'sort="hot"# mine \t')
    .replace("#preset", "preset")
)
"""A configuration of somebody's own, which began as the commented file."""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_was_written_survives_all_that_is_written(path: Path, newline: str) -> None:
    """A source, a view: not a byte outside the lines that they add; taken out, all is as it was."""
    before = MINE.replace("\n", newline).encode()
    path.write_bytes(before)
    add_source(path, "/news")
    one = path.read_bytes()
    views = ViewsFile(path)
    views.save("Robots", "topic:robots", "hot")
    two = path.read_bytes()
    assert two.startswith(one)
    assert one.replace(f'sources = ["/news"]{newline}'.encode(), b"", 1) == before
    assert load(path)[1] == []
    views.remove("Robots")
    remove_source(path, "/news")
    assert path.read_bytes() == one.replace(b'["/news"]', b"[]")


def test_a_setting_is_added_below_the_line_that_is_commented_out(path: Path) -> None:
    """There a person looks for it."""
    path.write_text(MINE)
    add_source(path, "/news")
    assert '#sources = ["~/news"]\nsources = ["/news"]\n\n# The order' in path.read_text()
