"""Bodies of cards (HTML, Markdown, plain text) as blocks and links."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.card.values import Link
from cardreader.clean import is_clean
from cardreader.ui.body_blocks import MAX_BLOCKS, MAX_LINKS, Block, Emphasis, Kind
from cardreader.ui.body_text import MAX_CHARACTERS, MAX_SIGNS, body, is_html
from cardreader.urls import openable

NEWSLETTER = """{% raw %}<html><head>
<meta charset="utf-8"><title>Not for reading</title>
<style>p { color: red; }</style><!--[if mso]><table><tr><td>outlook</td></tr></table><![endif]-->
</head><body style="margin: 0">
<div style="display:none; max-height: 0">Preview <div>padding</div> &zwnj;&nbsp;&zwnj;</div>
<table role="presentation"><tr><td>
  <table><tr><td><h1>The Daily
     Robot</h1></td></tr></table>
  <table><tr>
    <td><a href="https://news.example/1"><img src="a.png" alt=""></a></td>
    <td><p><strong>Robots&nbsp;walk</strong> and so on.</p>
        <p><a href="https://news.example/1">Read &amp; weep</a></p><p>&nbsp;</p></td>
  </tr></table>
  <hr><hr>
</td></tr></table>
<script>alert("<p>boo</p>")</script>
<p>The end</p></body></html>{% endraw %}
"""

# fmt: off
PIECES = [
    "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "<ul>", "<li>", "</ul>", "<b>", "</b>",
    "<a href='http://x.example/", "'>", "</a>", "<pre>", "</pre>", "<h2>", "<script>", "</script>",
    "<!--", "-->", "<img alt='", "<p style='display:none'>", "<hr>", "<blockquote>", "<th>", "<br>",
    "# ", "- ", "1. ", "> ", "```", "`", "*", "**", "[", "](", ")", "|a|b|\n|-|-|\n", "---",
    "&#27;", "&amp;#155;", "\x1b[31m", "\u202e", "\u0301" * 9, "&#" + "9" * 5_000 + ";", "\ud800",
    "word", " ", "\n", "\n\n", "    ", "日本", "👩\u200d👧", "\x00", "https://y.example",
]
# fmt: on


def texts(source: str) -> list[str]:
    """The text of each block."""
    return [block.text for block in body(source).blocks]


def kinds(source: str) -> list[tuple[Kind, str]]:
    """The kind and text of each block."""
    return [(block.kind, block.text) for block in body(source).blocks]


def emphasised(block: Block) -> list[tuple[str, Emphasis]]:
    """The pieces of a block that stand out."""
    return [(block.text[start:end], emphasis) for start, end, emphasis, _ in block.spans]


class TestHTML:
    """Bodies in HTML."""

    def test_a_newsletter_is_paragraphs(self) -> None:
        """Tables that only lay out a page leave paragraphs; what is not for reading is gone."""
        assert kinds(NEWSLETTER) == [
            (Kind.HEADING, "The Daily Robot"),
            (Kind.PARAGRAPH, "Robots walk and so on."),
            (Kind.PARAGRAPH, "Read & weep"),
            (Kind.RULE, ""),
            (Kind.PARAGRAPH, "The end"),
        ]

    def test_its_links_have_words(self) -> None:
        """A link is collected once, with the words that lead to it."""
        assert body(NEWSLETTER).links == (Link("Read & weep", "https://news.example/1"),)

    def test_emphasis_adds_up(self) -> None:
        """Bold, italic, code and links may be one in another."""
        [block] = body(
            "<p>a <b>b <i>c</i></b> <code>d</code> <a href=http://x.example>e</a></p>"
        ).blocks
        assert emphasised(block) == [
            ("b", Emphasis.BOLD),
            (" ", Emphasis.BOLD),
            ("c", Emphasis.BOLD | Emphasis.ITALIC),
            ("d", Emphasis.CODE),
            ("e", Emphasis.LINK),
        ]

    def test_cells_of_a_row_stand_side_by_side(self) -> None:
        """A table of data is a row a line."""
        source = "<table><tr><th>city<th>people</tr><tr><td>Rome</td><td>3 m</td></tr></table>"
        assert kinds(source) == [(Kind.ROW, "city · people"), (Kind.ROW, "Rome · 3 m")]

    def test_lists_are_numbered_and_nested(self) -> None:
        """Items know their depth and their bullet."""
        source = "<ol start=3><li>a<ul><li>b</ul><li>c</ol><p>d"
        found = [(block.text, block.level, block.bullet) for block in body(source).blocks]
        assert found == [("a", 1, "3."), ("b", 2, "•"), ("c", 1, "4."), ("d", 0, "")]

    def test_code_keeps_its_lines(self) -> None:
        """Blanks and line breaks count in preformatted text."""
        assert kinds("<p>x</p><pre>if a:\n    b &lt; c\n</pre>") == [
            (Kind.PARAGRAPH, "x"),
            (Kind.CODE, "if a:\n    b < c"),
        ]

    def test_a_break_is_a_line_and_two_are_a_paragraph(self) -> None:
        """Line breaks are kept, piles of them are not."""
        assert texts("<p><br>a<br>b<br><br><br>c<br></p>") == ["a\nb", "c"]

    def test_quotes_are_told(self) -> None:
        """Blocks in a quotation know it."""
        found = body("<div>a<blockquote><p>b</p>c</blockquote>d</div>").blocks
        assert [(block.text, block.quoted) for block in found] == [
            ("a", False), ("b", True), ("c", True), ("d", False),
        ]  # fmt: skip

    def test_pictures_are_described(self) -> None:
        """A description is shown, once; the name of a file is none."""
        source = (
            "<p>A <img alt='red robot'> and <img alt='IMG 1.png'><img alt=Logo>"
            "<img alt='a map'><span>a map</span>.</p>"
        )
        assert texts(source) == ["A red robot and a map."]

    def test_what_only_looks_like_a_tag_is_text(self) -> None:
        """Signs of comparison, and tags that never end, are shown."""
        assert texts("<p>1 < 2 and a<b, it's so <i>x</i> <a href='") == [
            "1 < 2 and a<b, it's so x <a href='"
        ]

    def test_an_apostrophe_in_a_tag_ends_nothing(self) -> None:
        """Quotes count only where a value begins."""
        assert texts("<p title=it's>it's <b data-x='1 > 0'>fine</b></p>") == ["it's fine"]


class TestMarkdown:
    """Bodies in Markdown, and plain text."""

    def test_blocks(self) -> None:
        """Headings, paragraphs, items, quotes, code and rules are told apart."""
        source = (
            "# A\n\nb\nb\n\n- c\n  1. d\n\n> e\n\n```\nf  f\n```\n\n---\n\n|g|h|\n|-|-|\n|i|j|\n"
        )
        assert kinds(source) == [
            (Kind.HEADING, "A"),
            (Kind.PARAGRAPH, "b b"),
            (Kind.ITEM, "c"),
            (Kind.ITEM, "d"),
            (Kind.PARAGRAPH, "e"),
            (Kind.CODE, "f  f"),
            (Kind.RULE, ""),
            (Kind.ROW, "g · h"),
            (Kind.ROW, "i · j"),
        ]

    def test_emphasis(self) -> None:
        """Emphasis, code, links and pictures within a paragraph."""
        [block] = body("a *b* **c** `<d>` [e](http://x.example) ![f](g.png)").blocks
        assert emphasised(block) == [
            ("b", Emphasis.ITALIC),
            ("c", Emphasis.BOLD),
            ("<d>", Emphasis.CODE),
            ("e", Emphasis.LINK),
            ("f", Emphasis.IMAGE),
        ]

    def test_html_within_is_read(self) -> None:
        """Tags in Markdown count; scripts in it are passed over."""
        source = "a <b>b</b> <script>c</script>\n\n<div>d</div>\n\n<style>\ne\n</style>\n\nf"
        assert texts(source) == ["a b", "d", "f"]

    def test_markup_of_the_terminal_library_is_text(self) -> None:
        """What Textual would take for markup is shown as it is."""
        source = "[b]x[/b] [@click=app.quit]y"
        assert texts(source) == [source]

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("<p>a</p>", True),
            ("\n <!-- x --><table><tr><td>a", True),
            ("<!DOCTYPE html><body>a", True),
            ("plain", False),
            ("# a\n\n<div>b</div>", False),
            ("<b>bold</b> *text*", False),
            ("<https://x.example> and <p>", False),
            ("< p", False),
        ],
    )
    def test_html_is_told_from_markdown(self, source: str, expected: bool) -> None:
        """HTML begins with a tag, and has tags that make blocks."""
        assert is_html(source) is expected


class TestLinks:
    """The links of a body."""

    @pytest.mark.parametrize(
        "href",
        ["javascript:alert(1)", "java&#115;cript:x", "file:///etc/passwd", "//x", "mailto:a@b", ""],
    )
    def test_only_web_addresses_are_links(self, href: str) -> None:
        """What a browser must not be given is text."""
        found = body(f'<p><a href="{href}">a</a></p>')
        assert (found.links, found.blocks[0].spans) == ((), ())

    def test_each_is_told_once(self) -> None:
        """The first words for an address stand."""
        found = body("[a](http://x.example) [b](http://x.example) [c](http://y.example)")
        assert [link.title for link in found.links] == ["a", "c"]

    def test_without_words_it_is_none(self) -> None:
        """A link around nothing that can be read cannot be chosen."""
        assert (
            body("<p><a href=http://x.example><img></a> <a href=http://y.example>#</a></p>").links
            == ()
        )

    def test_addresses_in_plain_sight_are_links(self) -> None:
        """An address in the text is a link, without the full stop after it."""
        [link] = body("See https://x.example/a_b.").links
        assert (link.title, link.url) == ("https://x.example/a_b",) * 2

    def test_a_parameter_is_no_entity(self) -> None:
        """`&copy=` in an address is not the sign of copyright."""
        [link] = body('<p><a href="http://x.example/?a=1&amp;b=2&copy=3">a</a></p>').links
        assert link.url == "http://x.example/?a=1&b=2&copy=3"

    def test_there_are_not_too_many(self) -> None:
        """Only so many are collected."""
        source = "".join(
            f"<p><a href=http://x.example/{n}>{n}</a></p>" for n in range(MAX_LINKS + 9)
        )
        assert [link.title for link in body(source).links] == [str(n) for n in range(MAX_LINKS)]


class TestHostile:
    """Bodies that mean harm."""

    @pytest.mark.parametrize(
        "escape",
        [
            "&#27;",
            "&#x1b;",
            "&amp;#27;",
            "&#155;",
            "\x1b",
            "\x9b",
            "&#8238;",
            "\u202e",
            "&#xE0041;",
        ],
    )
    @pytest.mark.parametrize(
        "source", ["<p>a{}[31mb</p>", "<pre>a{}[31mb</pre>", "a{}[31mb", "`a{}[31mb`"]
    )
    def test_no_control_gets_through(self, source: str, escape: str) -> None:
        """Escapes, however they are written, never come out as control characters."""
        assert all(is_clean(text, block=True) for text in texts(source.format(escape)))

    @pytest.mark.parametrize("paragraph", ["<p>a</p>", "a\n\n"])
    def test_a_flood_of_paragraphs_is_cut(self, paragraph: str) -> None:
        """There are never more blocks than are shown, and it is told."""
        found = body(paragraph * 50_000)
        assert (len(found.blocks), found.cut) == (MAX_BLOCKS, True)

    def test_a_long_body_is_cut_before_it_is_read(self) -> None:
        """What is too long is cut, not in the middle of a tag."""
        found = body(f"<p>{'a ' * (MAX_CHARACTERS // 2 - 10)}<b class='{'x' * 100}'>b</b></p>")
        assert found.cut
        assert found.blocks[0].text.endswith("a a")

    def test_markdown_is_read_up_to_so_many_signs(self) -> None:
        """Signs cost time, so what has very many of them is cut, and it is told."""
        found = body("*a* " * 2 * MAX_SIGNS)
        assert found.cut
        assert found.blocks[0].text.count("a") == MAX_SIGNS // 2

    def test_what_fits_is_not_called_cut(self) -> None:
        """A body of one block, or of none, is whole."""
        assert [body("a").cut, body("").cut] == [False, False]

    @pytest.mark.parametrize(
        "flood",
        [
            "<a ",
            "<!",
            "<!-- ",
            "<?",
            "<a b='",
            '<a b="',
            "</a ",
            "<![CDATA[",
            "<script>",
            "<svg>",
            ' y="<a"',
            "&",
        ],
    )
    def test_damaged_tags_take_no_longer_than_others(self, flood: str) -> None:
        """A flood that takes the standard library's parser minutes is read in a moment.

        The bound is ten times what it takes, and half of what the square of the length would.
        """
        source = "<p>a</p>" + flood * (MAX_CHARACTERS // len(flood))
        before = process_time()
        found = body(source)
        assert process_time() - before < 2.5
        assert found.blocks[0].text.startswith("a")

    @pytest.mark.parametrize(
        "nest",
        [
            "<div>",
            "<ul><li>",
            "<blockquote>",
            "<table><tr><td>",
            "<b>",
            "<pre>",
            "<a href=http://x>",
        ],
    )
    def test_deep_html_is_read(self, nest: str) -> None:
        """Nesting does not matter, however deep."""
        assert "end" in texts(f"<p>a</p>{nest * 5_000}end")[-1]

    @pytest.mark.parametrize("nest", ["> ", "- ", "[", "*", "![", "<div>", "1. "])
    def test_deep_markdown_is_read(self, nest: str) -> None:
        """Nesting is bounded in Markdown, too."""
        assert texts(f"start\n\n{nest * 5_000}end")[0] == "start"

    def test_a_reference_does_not_multiply(self) -> None:
        """A long address that is referred to many times is collected once."""
        found = body(f"{'[a] ' * 2_000}\n\n[a]: http://x.example/{'y' * 5_000}")
        assert len(found.links) == 1

    def test_marks_do_not_pile_up_across_tags(self) -> None:
        """No more than eight combining marks in a row come out, whatever stands between them."""
        [text] = texts("<p>a" + "<b>\u0301\u0301\u0301</b>" * 20 + "</p>")
        assert text == "a" + "\u0301" * 8

    @settings(max_examples=120, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
    def test_whatever_comes_is_clean(self, source: str) -> None:
        """Nothing raises; texts are clean, spans lie within them, links may be opened."""
        found = body(source)
        for block in found.blocks:
            assert is_clean(block.text, block=True)
            assert block.text.strip("\n") == block.text
            assert bool(block.text) is (block.kind is not Kind.RULE)
            assert all(0 <= start < end <= len(block.text) for start, end, *_ in block.spans)
        for link in found.links:
            assert is_clean(link.title)
            assert openable(link.url)
