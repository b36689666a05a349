"""The page of a card: what stands on it, in which order, and how it is set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.style import Style

from cardreader.card.values import Card, Detail, Provider, Summary, Target
from cardreader.clean import is_clean
from cardreader.ui.card_page import compose
from cardreader.ui.card_targets import related_in_order
from cardreader.ui.typesetting import MEASURE, Page, lay_out
from cardreader.ui.when import absolute, local

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLISHED = 1_613_776_320
DAY = 24 * 3_600
NOW = PUBLISHED + 3 * 3_600 + 60
CARD = Card(
    title="Robots are on the road",
    category="news",
    type="article",
    excerpt="They drive by themselves.",
    published=PUBLISHED,
    web_url="https://times.example/robots",
    quality=206,
    heat=276,
    provider=Provider("Example Times", "times.example"),
)
RELATED = Target(
    "related",
    "A second view",
    "https://post.example/2",
    provider="Post",
    published=PUBLISHED + 60,
    quality=83,
)
ITEM = Target("item", "Part one", card=7)
LINK = Target("link", "Download", "https://files.example/a.zip")


def clock(seconds: int) -> str:
    """The time of the day, here."""
    return local(seconds).clock()


def day(seconds: int) -> str:
    """The day, here, and whether it is the present one."""
    days = (local(NOW).day - local(seconds).day).days
    return local(seconds).date() + {0: " · today", 1: " · yesterday"}.get(days, "")


def detail(
    card: Card | None = CARD,
    targets: Sequence[Target] = (),
    *,
    read: bool = False,
    starred: bool = False,
    topics: tuple[str, ...] = (),
    notice: str = "",
) -> Detail:
    """What the pane is given for a card."""
    known = card or CARD
    count = sum(target.kind == "related" for target in targets)
    summary = Summary(
        1, known.title, known.heat, known.quality, known.published, known.provider, topics, count,
        known.type, read, starred,
    )  # fmt: skip
    return Detail(summary, card, tuple(targets), "/cards/robots.md", notice)


AT = clock(PUBLISHED + 60)


def page(shown: Detail, width: int = 60) -> Page:
    """The page of a card."""
    return lay_out(compose(shown, NOW), width)


def lines(shown: Detail, width: int = 60) -> list[str]:
    """The lines of a card's page as text, without blanks at their ends."""
    return [line.rstrip() for line in all_lines(page(shown, width))]


def all_lines(laid_out: Page) -> list[str]:
    """All lines of a page as text."""
    return [laid_out.content(y, {}).plain for y in range(len(laid_out.lines))]


class TestHead:
    """What is known about a card before one reads it."""

    def test_a_card_is_set_from_title_to_links(self) -> None:
        """The whole page of a card, in its order."""
        shown = detail(
            CARD._replace(facts=(("Length", "32 min"),), body="The *body*."),
            [LINK, RELATED, ITEM],
            topics=("AI", "Cars"),
            starred=True,
        )
        assert lines(shown) == [
            "Robots are on the road",
            "",
            f"Example Times (times.example) · {absolute(PUBLISHED)} · 3 h ago",
            "AI · Cars",
            "heat ███▍  276   quality 206   related 1",
            "● unread · ★ starred",
            "https://times.example/robots",
            "",
            "They drive by themselves.",
            "",
            "Length  32 min",
            "",
            "The body.",
            "",
            "Related",
            f" {day(PUBLISHED)}",
            f"   ▸ this card · {clock(PUBLISHED)}",
            " 1 A second view",
            f"   ↗ {clock(PUBLISHED + 60)} · Post · quality 83",
            "",
            "Items",
            "   Part one",
            "   ● in the library",
            "",
            "Links",
            "   Download",
            "   ↗ files.example · /a.zip",
        ]

    def test_a_title_is_enough(self) -> None:
        """What is missing is left out, or said to be missing where one looks for it."""
        bare = Card(title="Only this", category="news", type="article")
        assert lines(detail(bare)) == ["Only this", "", "● unread", "No URL", "", "No excerpt."]

    @pytest.mark.parametrize(
        ("provider", "shown"),
        [
            (Provider("Example Times", "times.example"), "Example Times (times.example)"),
            (Provider("Venture Beat", "venturebeat.com"), "Venture Beat"),
            (Provider("News.Example", "news.example"), "News.Example"),
            (Provider("GDPR fines", "itp.example"), "GDPR fines (itp.example)"),
            (Provider("", "itp.example"), "itp.example"),
            (Provider("Somebody", ""), "Somebody"),
        ],
    )
    def test_the_domain_is_told_unless_the_name_says_it(
        self, provider: Provider, shown: str
    ) -> None:
        """The name is for show; who published is the domain."""
        card = CARD._replace(provider=provider, published=None)
        assert lines(detail(card))[2] == shown

    @pytest.mark.parametrize(
        ("card", "said"),
        [
            (CARD._replace(heat=-1), "Retired: another card leads its group."),
            (CARD._replace(removed=True), "Removed by its publisher."),
            (CARD._replace(is_published=False), "Unpublished by its publisher."),
        ],
    )
    def test_why_a_card_is_not_listed_is_said(self, card: Card, said: str) -> None:
        """A card that is not listed by default says why."""
        assert said in lines(detail(card))

    def test_a_retired_card_shows_no_heat(self) -> None:
        """Minus one is no heat."""
        assert "quality 206" in lines(detail(CARD._replace(heat=-1)))

    def test_what_is_read_and_no_article_says_so(self) -> None:
        """The type is told where it is not the usual one, and so is the reader's mark."""
        assert "video · ✓ read" in lines(detail(CARD._replace(type="video"), read=True))

    def test_a_file_that_cannot_be_read_is_told(self) -> None:
        """What the index knows is shown, and why there is no more."""
        shown = lines(detail(None, notice="The file is gone: press R to reload."))
        assert shown[0] == CARD.title
        assert shown[-1] == "The file is gone: press R to reload."

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://exämple.org/ü", "https://xn--exmple-cua.org/%C3%BC"),
            ("https://bank.example@evil.example/x", "https://bank.example@evil.example/x"),
            ("javascript:alert(1)", "javascript:alert(1) (cannot be opened)"),
        ],
    )
    def test_the_address_is_shown_as_it_is(self, url: str, shown: str) -> None:
        """The host is the one that would be asked; what cannot be opened says so."""
        assert shown in lines(detail(CARD._replace(web_url=url)))

    def test_the_host_stands_out(self) -> None:
        """In an address with a user the part that counts is told from the rest."""
        laid_out = page(detail(CARD._replace(web_url="https://bank.example@evil.example/x")))
        [content] = [
            content
            for y in range(len(laid_out.lines))
            if "evil" in (content := laid_out.content(y, {"meta": Style(bold=True)})).plain
        ]
        strong = [content.plain[span.start : span.end] for span in content.spans]
        assert strong[-1] == "evil.example"

    def test_heat_has_its_colour(self) -> None:
        """Bar and number are in the style of their level."""
        laid_out = page(detail())
        content = laid_out.content(3, {"heat-4": Style(bold=True)})
        assert [content.plain[span.start : span.end] for span in content.spans] == ["███▍  276"]


class TestText:
    """Excerpt and body."""

    def test_an_excerpt_that_the_body_begins_with_is_not_said_twice(self) -> None:
        """Where the excerpt is the body's beginning the body is enough."""
        body = "<p>They drive by <b>themselves</b>, all of them, day and night.</p>"
        card = CARD._replace(excerpt="They drive by themselves, all of them,", body=body)
        assert len([line for line in lines(detail(card)) if "themselves" in line]) == 1

    def test_a_body_is_set_by_what_it_is(self) -> None:
        """Headings, lists, quotes, code and rules each have their form."""
        body = (
            "# H\n\n- a long item of a list\n- b\n  1. c\n\n> d\n>\n> e\n\n"
            "```\nf  g\n```\n\n---\n\nh"
        )
        shown = lines(detail(CARD._replace(body=body)), width=20)
        assert shown[shown.index("H") :] == [
            "H",
            "",
            "  • a long item of a",
            "    list",
            "  • b",
            "    1. c",
            "",
            "▎ d",
            "▎",
            "▎ e",
            "",
            "  f  g",
            "",
            "────────────",
            "",
            "h",
        ]

    def test_emphasis_is_set(self) -> None:
        """Bold is bold and links are underlined, wherever a line begins."""
        laid_out = page(
            detail(CARD._replace(body="one two **three four** [five](http://x.example)")), 16
        )
        y = next(y for y, text in enumerate(all_lines(laid_out)) if text.startswith("four"))
        content = laid_out.content(y, {})
        styles = {content.plain[span.start : span.end]: span.style for span in content.spans}
        assert styles == {"four": Style(bold=True), "five": Style(underline=True)}

    def test_a_body_that_is_too_long_says_so(self) -> None:
        """A notice stands where the body was cut."""
        shown = " ".join(lines(detail(CARD._replace(body="a\n\n" * 5_000))))
        assert "too long to be shown here" in shown


class TestTargets:
    """Where a card leads."""

    def test_related_items_are_numbered(self) -> None:
        """They are numbered from 1, and the numbers stand below each other."""
        shown = lines(detail(targets=[RELATED] * 180))
        titles = [line for line in shown if "A second view" in line]
        assert [titles[0], titles[8], titles[99]] == [
            "  1 A second view",
            "  9 A second view",
            "100 A second view",
        ]

    @pytest.mark.parametrize(
        ("target", "meta"),
        [
            (RELATED._replace(card=3), f"● {AT} · Post · quality 83"),
            (RELATED._replace(card=3, read=True), f"✓ {AT} · Post · quality 83"),
            (RELATED._replace(provider="", quality=None), f"↗ {AT} · post.example"),
            (ITEM._replace(published=PUBLISHED), "● 3h"),
            (Target("related", "x"), "no URL"),
            (Target("item", "x"), "not in the library"),
            (LINK._replace(url="https://exämple.org/"), "↗ xn--exmple-cua.org"),
        ],
    )
    def test_a_target_tells_where_it_opens(self, target: Target, meta: str) -> None:
        """In the library, read or not; in the browser; nowhere."""
        alone = CARD._replace(published=None)
        assert lines(detail(alone, [target]))[-1].strip() == meta

    def test_related_items_stand_as_a_timeline(self) -> None:
        """Who wrote first, who followed, by day; this card among them; undated ones at the end."""
        second, third, undated = (
            RELATED._replace(title=title, published=when, quality=None)
            for title, when in (
                ("Second", PUBLISHED + 60), ("Third", PUBLISHED + 2 * DAY), ("Undated", None)
            )
        )  # fmt: skip
        first = RELATED._replace(title="First", published=PUBLISHED - DAY, quality=None)
        shown = lines(detail(targets=[undated, third, second, first]))
        assert shown[shown.index("Related") + 1 :] == [
            f" {day(PUBLISHED - DAY)}",
            " 1 First",
            f"   ↗ {clock(PUBLISHED)} · Post",
            f" {day(PUBLISHED)}",
            f"   ▸ this card · {clock(PUBLISHED)}",
            " 2 Second",
            f"   ↗ {AT} · Post",
            f" {day(PUBLISHED + 2 * DAY)}",
            " 3 Third",
            f"   ↗ {clock(PUBLISHED)} · Post",
            " No date",
            " 4 Undated",
            "   ↗ Post",
        ]

    def test_the_last_to_write_stands_at_the_end(self) -> None:
        """A card that is newer than all that is related comes after them, on its own day."""
        shown = lines(detail(targets=[RELATED._replace(published=PUBLISHED - DAY)]))
        assert shown[-2:] == [f" {day(PUBLISHED)}", f"   ▸ this card · {clock(PUBLISHED)}"]

    def test_the_numbers_are_those_of_the_keys(self) -> None:
        """The nth related item of the keys is the nth on the page."""
        targets = [RELATED._replace(title=str(n), published=PUBLISHED + n) for n in (3, 1, 2)]
        shown = [*compose(detail(targets=targets), NOW).targets]
        assert shown == related_in_order([*targets, LINK, ITEM])
        assert [target.title for target in shown] == ["1", "2", "3"]

    def test_the_links_of_the_body_come_last(self) -> None:
        """They are targets, but for those that are known already."""
        body = (
            "[a](https://files.example/a.zip) [b](https://times.example/robots?utm_source=x) "
            "[c](https://c.example/)"
        )
        draft = compose(detail(CARD._replace(body=body), [LINK, RELATED]), NOW)
        assert [target.title for target in draft.targets] == ["A second view", "Download", "c"]

    def test_each_target_knows_its_lines(self) -> None:
        """From the first line of the title to the line below it."""
        long_title = RELATED._replace(title="word " * 20)
        laid_out = page(detail(targets=[RELATED, long_title, LINK]), 40)
        shown = all_lines(laid_out)
        found = [shown[first : last + 1] for first, last in laid_out.target_lines]
        assert [len(texts) for texts in found] == [2, 4, 2]
        assert [texts[0][3:7] for texts in found] == ["A se", "word", "Down"]

    def test_a_long_title_is_cut(self) -> None:
        """A title takes three lines at most, and ends with an ellipsis."""
        laid_out = page(detail(targets=[RELATED._replace(title="word " * 100)]), 40)
        first, last = laid_out.target_lines[0]
        assert last - first == 3
        assert all_lines(laid_out)[last - 1].endswith("word…")


class TestSetting:
    """How a page is set."""

    def test_lines_are_never_longer_than_one_likes_to_read(self) -> None:
        """A wide pane is not filled."""
        shown = lines(detail(CARD._replace(excerpt="word " * 200)), width=200)
        assert max(map(cell_len, shown)) <= MEASURE

    @settings(max_examples=60, deadline=None)
    @given(
        st.text(st.sampled_from("ab é日本e\u0301👩\u200d👧🎉"), min_size=1, max_size=120),
        st.integers(0, 200),
    )
    def test_any_text_fits_any_width(self, text: str, width: int) -> None:
        """Nothing raises, and nothing is wider than a pane that can be read in."""
        card = CARD._replace(title=text, excerpt=text, body=f"- {text}\n\n> {text}")
        shown = detail(card, [RELATED._replace(title=text, provider=text)], topics=(text,))
        assert max(map(cell_len, lines(shown, width))) <= max(width, 16)

    def test_what_was_not_cleaned_is_cleaned(self) -> None:
        """Nothing harmful is drawn, even if it got as far as this."""
        bad = "a\x1b[31m\u202eb"
        card = CARD._replace(title=bad, excerpt=bad, facts=((bad, bad),), body=bad, web_url=bad)
        targets = [RELATED._replace(title=bad, provider=bad), LINK._replace(title=bad, url=bad)]
        shown = lines(detail(card, targets, topics=(bad,), notice=bad))
        assert [line for line in shown if not is_clean(line)] == []

    def test_what_looks_like_markup_is_text(self) -> None:
        """Brackets are drawn as they are."""
        assert lines(detail(CARD._replace(title="[b]x[/b] [@click=quit]y")))[0] == (
            "[b]x[/b] [@click=quit]y"
        )

    def test_a_place_is_found_again_in_another_width(self) -> None:
        """A position in the text leads to the line that holds it, whatever the width."""
        card = CARD._replace(body=" ".join(f"w{n}" for n in range(400)))
        wide, narrow = page(detail(card), 70), page(detail(card), 30)
        y = next(y for y, text in enumerate(all_lines(wide)) if "w200" in text)
        again = narrow.line_at(wide.position(y))
        words = re.findall(r"w\d+", all_lines(wide)[y])
        assert words[0] in all_lines(narrow)[again]

    def test_every_line_is_found_again(self) -> None:
        """In the same width a position leads back to its line."""
        laid_out = page(detail(CARD._replace(body="a\n\n```\nb\n\nc\n```\n"), [RELATED, LINK]))
        found = [laid_out.line_at(laid_out.position(y)) for y in range(len(laid_out.lines))]
        assert found == list(range(len(laid_out.lines)))
