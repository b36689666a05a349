"""Which URLs are the same article, and which may be opened."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardreader.clean import is_clean
from cardreader.urls import (
    MAX_URL_BYTES,
    UnsafeURL,
    article_identity,
    has_userinfo,
    join_site,
    openable,
    shown_host,
)

quick = settings(max_examples=200, deadline=None, derandomize=True)

PIECES = [
    *["http://", "HTTPS://", "//", "/", ":", "@", "?", "#", "&", "=", "[", "]", "%", "%2", "%41"],
    *["example.com", "user", "80", "443", "::1", "utm_source=x", "id=7", " ", "\t", "\n", "\\"],
    *["'", '"', "é", "ß", "\u3002", "\u202e", "\ud800", "\x00", "\x1b", "\U000e0041", "xn--"],
]
strange_url = st.one_of(
    st.text(),
    st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), max_size=20).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=20).map(lambda p: "http://a.example/" + "".join(p)),
    st.lists(st.sampled_from(PIECES), max_size=9).map(lambda p: "https://" + "".join(p) + "/x"),
)


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://example.com/news/a", "example.com/news/a"),
        ("http://example.com/news/a", "example.com/news/a"),
        ("HTTPS://Example.COM/News/A", "example.com/News/A"),
        ("https://www.example.com/a", "www.example.com/a"),
        ("  https://example.com/a\n", "example.com/a"),
        ("https://example.com", "example.com"),
        ("https://example.com/", "example.com"),
        ("https://example.com/?", "example.com"),
        ("https://example.com/?id=7", "example.com?id=7"),
        ("https://example.com/a/", "example.com/a/"),
        ("https://example.com/a#part", "example.com/a"),
        ("https://example.com/a#?id=7", "example.com/a"),
        ("https://example.com/a?id=7#part", "example.com/a?id=7"),
        ("http://example.com:80/a", "example.com/a"),
        ("https://example.com:443/a", "example.com/a"),
        ("https://example.com:/a", "example.com/a"),
        ("https://example.com:8080/a", "example.com:8080/a"),
        ("https://example.com:08080/a", "example.com:8080/a"),
        ("https://user@example.com/a", "user@example.com/a"),
        ("https://@example.com/a", "example.com/a"),
        ("https://[2001:DB8::0:1]:443/a", "[2001:db8::1]/a"),
        ("https://bücher.example/a", "xn--bcher-kva.example/a"),
        ("https://XN--bcher-kva.example/a", "xn--bcher-kva.example/a"),
    ],
)
def test_an_identity_leaves_out_what_does_not_matter(url: str, identity: str) -> None:
    """Scheme, fragment, default port and the host's case do not make another article."""
    assert article_identity(url) == identity


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("utm_source=x&utm_medium=y&utm_anything=z", ""),
        ("UTM_Source=x&fbCLID=y", ""),
        ("id=7&utm_source=x&p=2", "?id=7&p=2"),
        ("gclid=1&v=abc&mc_cid=2&mc_eid=3", "?v=abc"),
        ("utm%5Fsource=x&id=7", "?id=7"),
        ("WT.mc_id=DX_1&hsCtaTracking=1&_hsenc=2", ""),
        ("b=2&a=1", "?b=2&a=1"),
        ("a=1&&b=2&", "?a=1&b=2"),
        ("q=utm_source", "?q=utm_source"),
        ("utm_source", ""),
        ("page=2&source=feed&ref=x&amp", "?page=2&source=feed&ref=x&amp"),
        ("a=1?utm_source=x", "?a=1?utm_source=x"),
    ],
)
def test_tracking_parameters_do_not_matter(query: str, left: str) -> None:
    """Parameters of known trackers are left out, in any case; all others stay in their order."""
    assert article_identity(f"https://example.com/a?{query}") == f"example.com/a{left}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/PR Wire/a", "https://example.com/PR%20Wire/a"),
        ("https://example.com/caf%c3%a9", "https://example.com/café"),
        ("https://example.com/%7Eme/%61", "https://example.com/~me/a"),
        ("https://example.com/it's?q='a'", "https://example.com/it%27s?q=%27a%27"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a?q=x y", "https://example.com/a?q=x%20y"),
    ],
)
def test_one_character_has_one_identity(one: str, other: str) -> None:
    """Percent-encoded or not, the same characters name the same article."""
    assert article_identity(one) == article_identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/a?id=1%26p=2", "https://example.com/a?id=1&p=2"),
        ("https://example.com/a?q=x+y", "https://example.com/a?q=x%2By"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a", "https://www.example.com/a"),
        ("https://example.com/?v=1", "https://example.com/?v=2"),
    ],
)
def test_what_matters_makes_another_article(one: str, other: str) -> None:
    """An encoded delimiter is no delimiter, and real parameters tell articles apart."""
    assert article_identity(one) != article_identity(other)


@pytest.mark.parametrize(
    "url",
    [
        *["", "example.com/a", "/assets/a.jpg", "//example.com/a", "ftp://example.com/a"],
        *["javascript:alert(1)", "mailto:a@example.com", "file:///etc/passwd", "https:///a"],
        *["https://", "http:example.com", "https://exa mple.com/", "https://example.com:99999/"],
        *["http\u017f://example.com/", "https://a..b/", "https://[::1/"],
    ],
)
def test_what_is_no_web_address_has_no_identity(url: str) -> None:
    """Only http and https URLs with a host are articles' addresses."""
    assert article_identity(url) is None


@quick
@given(strange_url)
@example("http://h/%%34%31")
@example("http://h/?%75tm_source=x&%%36%39d=1")
@example("http://\u2488/")
def test_an_identity_is_its_own_identity(url: str) -> None:
    """The rule never raises, and applied to its own result it changes nothing."""
    identity = article_identity(url)
    assert identity is None or article_identity(f"https://{identity}") == identity


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "HTTPS://Example.com:443/",
        "http://example.com:/a?",
        "https://example.com/a;b=1,2/(c)!$*~@+:[0]?d[]=e&f=%2f%C3%a9&%zz#g?h#i",
        "https://me:secret@example.com/",
        "https://my_site.example.com./",
        "https://[2001:DB8::0:1]:8080/a",
        "http://127.0.0.1:8000/",
        "https://xn--bcher-kva.example/",
        "https://example.com/100%",
        "https://example.com/$(touch%20x);&x",
        "https://example.com/" + "a" * (MAX_URL_BYTES - 20),
    ],
)
def test_a_fine_url_is_opened_as_it_is(url: str) -> None:
    """An ordinary URL reaches the browser byte for byte, with what is already encoded."""
    assert openable(url) == url


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        (" https://example.com/a\n", "https://example.com/a"),
        ("https://example.com/PR Wire", "https://example.com/PR%20Wire"),
        ("https://example.com/a\u2028/", "https://example.com/a%E2%80%A8/"),
        ("https://example.com/café?q=日", "https://example.com/caf%C3%A9?q=%E6%97%A5"),
        ('https://example.com/"it\'s"', "https://example.com/%22it%27s%22"),
        ("https://example.com/<`{|}^>", "https://example.com/%3C%60%7B%7C%7D%5E%3E"),
        ("https://example.com/#é", "https://example.com/#%C3%A9"),
        ("https://jé:b@example.com/", "https://j%C3%A9:b@example.com/"),
        ("https://BÜCHER.example:8/é", "https://xn--bcher-kva.example:8/%C3%A9"),
        ("https://日本\u3002example/", "https://xn--wgv71a.example/"),
    ],
)
def test_strange_characters_are_encoded(url: str, opened: str) -> None:
    """Blanks, quotes and non-ASCII characters are percent-encoded, a host becomes punycode."""
    assert openable(url) == opened


@pytest.mark.parametrize(
    "url",
    [
        *["", "--help", "-x https://example.com/", "example.com", "javascript:alert(1)"],
        *["file:///etc/passwd", "ssh://-oProxyCommand=x/", "vscode://file/x", "data:text/html,x"],
        *["https:/example.com", "https:example.com", "https://", "https:///a", "https://?a"],
        *["http\u017f://example.com/", "https://-oops/", "https://a..b/", "https://.example/"],
        *["https://ex ample/", "https://ex%61mple.com/", "https://a'b/", 'https://a"b/'],
        *["https://example.com:x/", "https://example.com:0/", "https://example.com:65536/"],
        *["https://example.com:1:2/", "https://[::1/", "https://::1/", "https://[::1]x/"],
        *["https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[v1.x]/", "https://[]/"],
        *["https://a@b@example.com/", "https://good.example\\@evil.example/"],
        *["https://example.com\\a", "https://example.com/a\\b", "https://example.com/?a\\b"],
        *["https://example.com/\x1b]0;x\x07", "https://example.com/a\nb", "https://exam\tple.com/"],
        *["https://example.com/\x7f", "https://example.com/\x85a", "https://example.com/\ud800"],
        *[
            "https://example.com/\u202egpj",
            "https://example.com/\u2066a",
            "https://\u202ea.example/",
        ],
        *[
            "https://stra\u00dfe.example/",
            "https://STRA\u1e9eE.example/",
            "https://a\u200db.example/",
        ],
        *["https://" + "a" * 64 + ".example/", "https://" + "é" * 64 + ".example/"],
        *["https://" + "a." * 130 + "example/", "https://" + "é." * 130 + "example/"],
        *["https://a\u2100b.example/", "https://é..example/"],
        "https://example.com/" + "a" * MAX_URL_BYTES,
        "https://example.com/" + "é" * (MAX_URL_BYTES // 4),
    ],
)
def test_an_unsafe_url_is_refused_in_plain_words(url: str) -> None:
    """What is no web address, or is read in different ways, is refused with a clean sentence."""
    with pytest.raises(UnsafeURL, match=r"^This URL is not opened: .*\.$") as refusal:
        openable(url)
    assert is_clean(str(refusal.value))


@quick
@given(strange_url)
def test_whatever_is_opened_is_harmless(url: str) -> None:
    """An opened URL is plain ASCII without blank, quote or backslash, and opens as itself."""
    try:
        opened = openable(url)
    except UnsafeURL:
        return
    assert opened.isascii()
    assert opened.isprintable()
    assert not set(" '\"\\<>`") & set(opened)
    assert opened.lower().startswith(("http://", "https://"))
    assert openable(opened) == opened
    assert shown_host(opened) == shown_host(url) != ""


@quick
@given(strange_url)
def test_an_article_is_the_same_once_opened(url: str) -> None:
    """Encoding a URL for the browser does not make it another article."""
    try:
        opened = openable(url)
    except UnsafeURL:
        return
    assert article_identity(opened) == article_identity(url)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://bank.example@evil.example/", True),
        ("https://a:b@example.com", True),
        (" https://@example.com", True),
        ("https://good.example\\@evil.example/", True),
        ("https://example.com/@someone", False),
        ("https://example.com?a@b", False),
        ("https://example.com#a@b", False),
        ("mailto:a@example.com", False),
        ("", False),
    ],
)
def test_user_info_is_found(url: str, named: bool) -> None:
    """Whoever hides the host behind a name is found out; an @ after the host is nothing."""
    assert has_userinfo(url) is named


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.COM:8080/a", "example.com"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://ex\u0430mple.com/", "xn--exmple-4nf.com"),
        ("https://[::1]/", "[::1]"),
        ("https://\u202emoc.example/", ""),
        ("mailto:a@example.com", ""),
        ("", ""),
    ],
)
def test_the_host_is_shown_as_it_is(url: str, host: str) -> None:
    """The host that is shown is the one that is asked, look-alike letters in punycode."""
    assert shown_host(url) == host


@quick
@given(strange_url)
def test_a_shown_host_is_plain_ascii(url: str) -> None:
    """A host can be shown anywhere without further cleaning."""
    host = shown_host(url)
    assert host.isascii()
    assert host.isprintable()
    assert " " not in host


SITE = "https://news.example"


@pytest.mark.parametrize(
    ("url", "site", "baseurl", "whole"),
    [
        ("/assets/x.jpg", SITE, "/site", f"{SITE}/site/assets/x.jpg"),
        ("assets/x.jpg", f"{SITE}/", "site/", f"{SITE}/site/assets/x.jpg"),
        ("/assets/x.jpg", SITE, None, f"{SITE}/assets/x.jpg"),
        ("/assets/x.jpg", SITE, "", f"{SITE}/assets/x.jpg"),
        ("/assets/x.jpg", SITE, "/", f"{SITE}/assets/x.jpg"),
        ("/site/assets/x.jpg", SITE, "/site", f"{SITE}/site/assets/x.jpg"),
        ("/site", SITE, "/site", f"{SITE}/site"),
        ("/sitemap/x.jpg", SITE, "/site", f"{SITE}/site/sitemap/x.jpg"),
        (" /assets/x.jpg ", f" {SITE} ", "/site", f"{SITE}/site/assets/x.jpg"),
        ("/assets/x.jpg", None, "/site", "/assets/x.jpg"),
        ("/assets/x.jpg", "", "/site", "/assets/x.jpg"),
        ("https://cdn.example/x.jpg", SITE, "/site", "https://cdn.example/x.jpg"),
        ("data:image/png;base64,x", SITE, "/site", "data:image/png;base64,x"),
        ("//cdn.example/x.jpg", SITE, "/site", "https://cdn.example/x.jpg"),
        ("//cdn.example/x.jpg", None, None, "https://cdn.example/x.jpg"),
        ("", SITE, "/site", ""),
    ],
)
def test_a_relative_url_belongs_to_its_site(
    url: str, site: str | None, baseurl: str | None, whole: str
) -> None:
    """A relative URL is joined to the site once; a whole one, or one without a site, stays."""
    assert join_site(url, site, baseurl) == whole
