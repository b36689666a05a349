"""URLs from strangers: an article's identity, what may be opened, percent-encoding. Pure."""

from __future__ import annotations

import re
from _blake2 import blake2b  # hashlib's own, which would load all of OpenSSL
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

IDENTITY_VERSION = 1
"""The version of the rule of `article_identity`; it is stored with the marks."""

MAX_URL_BYTES = 8 * 1024
_MAX_HOST = 253
_MAX_PORT = 65_535
_DEFAULT_PORTS = ("", "80", "443")

# Parameters that say how a reader came to the article, never which article it is. A name is
# here only when it belongs to one known tool and to nothing else: the cost of one too few is
# an article marked twice, of one too many an article that is never seen.
_TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "matomo_", "piwik_", "wt.mc_")
_CLICK_IDS = """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid msclkid twclid ttclid
    yclid ysclid _openstat li_fat_id epik rdt_cid igshid igsh dicbo tblci ef_id s_kwcid rb_clickid
    wickedid irclickid
"""
_MAILERS = """
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv
    oly_anon_id oly_enc_id ml_subscriber ml_subscriber_hash _kx dm_i _bhlid bbeml elqtrackid
    elqtrack elqcampaignid elqaid elqat trk_contact trk_msg trk_module trk_sid nr_email_referer
"""
_ANALYTICS = """
    _ga _gl wt_mc s_cid xtor at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4
    itm_source itm_medium itm_campaign itm_content itm_term pk_campaign pk_kwd pk_keyword pk_source
    pk_medium pk_content pk_cid ns_campaign ns_mchannel ns_source ns_linkname ns_fee
    _branch_match_id _branch_referrer
"""
_SHARING = """
    fb_action_ids fb_action_types fb_comment_id fb_ref fb_source ref_src __twitter_impression
    guccounter guce_referrer guce_referrer_sig soc_src soc_trk sr_share echobox
"""
_TRACKING_NAMES = frozenset(f"{_CLICK_IDS} {_MAILERS} {_ANALYTICS} {_SHARING}".split())

# ASCII rules only: with Unicode's, a long s would pass for the s of https.
_URL = re.compile(r"(https?)://([^/?#]*)(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(?:([^@]*)@)?(\[[^]]*\]|[^]@:[]*)(?::([0-9]{0,5}))?")
_LABEL = r"[a-z0-9_][a-z0-9_-]{0,62}"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

# Python follows IDNA 2003, which turns these into other names than browsers open.
_HOST_DISPUTED = re.compile("[ßẞς\u200c\u200d]")
# A control, a backslash (browsers read it as a slash), bidi controls and surrogates.
_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
# All that a URL may hold, but for the apostrophe: a quote has no place in an argument.
_PLAIN = re.escape(_UNRESERVED) + r":/?#\[\]@!$&()*+,;="
_TO_ENCODE = re.compile(f"[^{_PLAIN}%]+")
_TO_NORMALISE = re.compile(f"%([0-9A-Fa-f]{{2}})|%|[^{_PLAIN}%]+")

_BAD_IPV6 = "This URL is not opened: its host is not a valid IPv6 address."


class UnsafeURL(ValueError):  # noqa: N818  # not an error of the program: a verdict on the URL
    """The URL must not be opened; the text says why in one plain sentence."""


class _Parts(NamedTuple):
    """A URL taken apart; `ascii_host` is the host as a browser looks it up, in lower case."""

    scheme: str
    userinfo: str | None
    host: str
    ascii_host: str
    port: str | None
    rest: str


def article_identity(url: str) -> str | None:
    """Return what all addresses of one article have in common; None if it is no http(s) URL.

    Two URLs are the same article if they differ only in scheme, fragment, default port,
    tracking parameters, the case of the host, or the way the same characters are encoded.
    """
    try:
        parts = _parts(url)
    except UnsafeURL:
        return None
    address, _, _ = parts.rest.partition("#")
    path, _, query = _TO_NORMALISE.sub(_normal, address).partition("?")
    userinfo = _TO_NORMALISE.sub(_normal, f"{parts.userinfo}@") if parts.userinfo else ""
    port = (parts.port or "").lstrip("0")
    port = "" if port in _DEFAULT_PORTS else f":{port}"
    query = "&".join(_telling(query))
    path = "" if path == "/" else path
    return f"{userinfo}{parts.ascii_host}{port}{path}{'?' if query else ''}{query}"


def openable(url: str) -> str:
    """Return the URL as it may be handed to a browser; raises `UnsafeURL`.

    The result is ASCII, starts with http and has a host. A URL that is fine already comes back
    as it is; blanks, quotes and non-ASCII characters are percent-encoded, the host's punycoded.
    """
    parts = _parts(url)
    if _REFUSED.search(url.strip()):
        raise UnsafeURL(
            "This URL is not opened: it holds a control character or a backslash, "
            "which programs read in different ways."
        )
    userinfo = "" if parts.userinfo is None else _encoded(parts.userinfo) + "@"
    host = parts.host if parts.host.isascii() else parts.ascii_host
    port = "" if parts.port is None else f":{parts.port}"
    whole = f"{parts.scheme}://{userinfo}{host}{port}{_encoded(parts.rest)}"
    if len(whole) > MAX_URL_BYTES:
        raise UnsafeURL("This URL is not opened: it is longer than 8 KiB.")
    return whole


def has_userinfo(url: str) -> bool:
    """Whether the URL names a user before its host (`https://bank.example@evil.example/`)."""
    match = _URL.fullmatch(url.strip())
    return match is not None and "@" in match[2]


def shown_host(url: str) -> str:
    """Return the host a browser would ask, in ASCII and lower case; "" if there is none."""
    try:
        return _parts(url).ascii_host
    except UnsafeURL:
        return ""


def article_of(identity: str) -> int:
    """Return 63 bits that stand for an article's identity in the databases."""
    digest = blake2b(identity.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def join_site(url: str, site_url: str | None, baseurl: str | None) -> str:
    """Make a picture's URL whole: relative ones belong to the site (`site_url` + `baseurl`).

    A whole URL stays as it is, `//host/x` becomes https, and without a site a relative one
    stays relative. A path that begins with the baseurl is not given it twice.
    """
    url = url.strip()
    if url.startswith("//"):
        return f"https:{url}"
    if not url or not site_url or _SCHEME.match(url):
        return url
    base = (baseurl or "").strip("/")
    path = url.lstrip("/")
    if base and path != base and not path.startswith(f"{base}/"):
        path = f"{base}/{path}"
    return f"{site_url.strip().rstrip('/')}/{path}"


def _parts(url: str) -> _Parts:
    """Take a URL apart. Raises `UnsafeURL` if it is not http(s), or its host or port is bad."""
    match = _URL.fullmatch(url.strip())
    if match is None:
        raise UnsafeURL("This URL is not opened: it does not start with http:// or https://.")
    scheme, authority, rest = match.groups()
    split = _AUTHORITY.fullmatch(authority)
    if split is None:
        raise UnsafeURL("This URL is not opened: its host or port cannot be read.")
    userinfo, host, port = split.groups()
    if port and not 0 < int(port) <= _MAX_PORT:
        raise UnsafeURL("This URL is not opened: its port is not between 1 and 65535.")
    return _Parts(scheme, userinfo, host, _ascii_host(host), port, rest)


def _ascii_host(host: str) -> str:
    """Return the host in lower case and punycode. Raises `UnsafeURL` if it cannot be one."""
    if host.startswith("["):
        return _ipv6_host(host)
    if host.isascii():
        name = host.lower()
    elif len(host) > _MAX_HOST or _HOST_DISPUTED.search(host):  # early Pythons' idna is slow
        name = ""
    else:
        try:
            name = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            name = ""
    if len(name) > _MAX_HOST + 1 or not _HOST.fullmatch(name):
        raise UnsafeURL("This URL is not opened: it has no host, or not a valid one.")
    return name


def _ipv6_host(host: str) -> str:
    """Return the one way to write the address. Raises `UnsafeURL`, also if it names a zone."""
    try:
        address = IPv6Address(host[1:-1])
    except ValueError as error:
        raise UnsafeURL(_BAD_IPV6) from error
    if address.scope_id is not None:  # `fe80::1%eth0`: an interface of whoever wrote it
        raise UnsafeURL(_BAD_IPV6)
    return f"[{address}]"


def _telling(query: str) -> Iterator[str]:
    """Yield the parameters that say which article it is, in their order."""
    for parameter in query.split("&"):
        name = parameter.partition("=")[0].lower()
        if parameter and name not in _TRACKING_NAMES and not name.startswith(_TRACKING_PREFIXES):
            yield parameter


def _encoded(text: str) -> str:
    return _TO_ENCODE.sub(lambda found: _percent(found[0]), text)


def _normal(found: re.Match[str]) -> str:
    """Write an encoded or unencoded character in the one way that identities use."""
    if found[1] is None:
        return _percent(found[0])
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _percent(text: str) -> str:
    return "".join([f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")])
