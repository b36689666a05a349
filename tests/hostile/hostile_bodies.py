"""Cards whose bodies are huge, deep, or written to be slow; Markdown and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import MARK, Case, Listed, card

if TYPE_CHECKING:
    from collections.abc import Iterator

_N = 50_000
BODIES = {
    "paragraphs": "A paragraph.\n\n" * 20_000,
    "one-line": "word " * 180_000,
    "one-word": "w" * 900_000,
    "wide-word": "報" * 250_000,
    "empty-lines": "\n" * 900_000,
    "blanks": " " * 900_000,
    "tabs": "\t" * 200_000,
    "code-lines": "```\n" + "x = 1\n" * _N + "```\n",
    "code-open": "```" + "`" * _N + "\n" + "x\n" * 100,
    "code-indented": "    x\n" * _N,
    "table": "\n".join(["|" + "x|" * 100, "|" + "-|" * 100, *["|" + "x|" * 100] * 300]),
    "quotes-deep": ">" * 5_000 + " x",
    "quotes-lines": "\n".join(">" * (n % 200) + " x" for n in range(3_000)),
    "lists-deep": "\n".join(f"{'  ' * n}- x" for n in range(1_000)),
    "lists-inline": "- " * 20_000 + "x",
    "numbers": "\n".join(f"{n}. x" for n in range(999_999_000, 999_999_999)),
    "headings": "# x\n" * 20_000,
    "rules": "---\n\n***\n\n" * 10_000,
    "stars": "*" * _N + "x" + "*" * _N,
    "stars-apart": "*a " * _N,
    "underscores": "_a_" * _N,
    "tildes": "~~a" * _N,
    "brackets": "[" * _N,
    "brackets-both": "[" * _N + "]" * _N,
    "brackets-links": "[a](" * 20_000,
    "images": "![" * _N,
    "links": "\n".join(f"[link {n}](https://e.example/{n})" for n in range(10_000)),
    "references": "\n".join(f"[r{n}]: https://e.example/{n}" for n in range(10_000)) + "\n[r1]",
    "urls": " ".join(f"https://e.example/{n}" for n in range(20_000)),
    "url-like": "https://" * _N,
    "backticks": " ".join("`" * n for n in range(1, 600)),
    "backslashes": "\\" * _N + "*x*",
    "entities": "&amp;" * _N,
    "entities-bad": "&" * _N + "&#x" + "f" * 5_000 + ";",
    "entity-escape": f"&#27;]0;{MARK}&#7; &#x9b;31m &amp;#27;[2J",
    "angles": "<" * _N,
    "autolinks": "<https://e.example/>" * 10_000,
    "comments": "<!--" * _N,
    "declarations": "<!x " * 20_000 + "<?x " * 20_000,
    "marks": "a" + "\u0301" * 100_000,
    "marks-pieces": "*\u0301*" * 20_000,
    "bidi": "\u202e\u2066" * 20_000 + "x",
    "escapes": f"\x1b]0;{MARK}\x07\x9b2J" * 5_000,
    "liquid": "{% raw %}" * 20_000 + "{{ x }}" + "{% endraw %}" * 20_000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 10_000,
    "lone-tags": "\U000e0041" * _N,
    "javascript": "[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a> <javascript:x>",
    "options": "[x](--help) [x](file:///etc/passwd) [x](ssh://-oProxyCommand=x)",
    "markup": "[@click=app.quit]x[/] [b] [/b] [/] [red]",
}
HTML = {
    "divs": "<div>" * _N + "x",
    "divs-closed": "<div>x</div>" * 20_000,
    "bold": "<b>" * _N + "x",
    "a-open": "<a " * 100_000,
    "a-quoted": "<p><a href='" + "x" * 100_000,
    "a-equals": "<p " + "a=" * _N + ">x",
    "a-attributes": "<p " + "a='b' " * 20_000 + ">x",
    "a-nested": "<a href='https://e.example'>" * 20_000 + "x",
    "closing": "<p>x" + "</div>" * _N,
    "table": "<table>" + ("<tr>" + "<td>x</td>" * 100 + "</tr>") * 300 + "</table>",
    "tables": "<table><tr><td>" * 20_000 + "x",
    "lists": "<ul><li>" * 20_000 + "x",
    "ordered": "<ol start='999999'><li>x</ol><ol start='-5'><li>x</ol><ol start='1e9'><li>x</ol>",
    "pre": "<pre>" + "<b>x</b>\n" * 20_000,
    "pre-open": "<pre>" * 20_000 + "x",
    "quotes": "<blockquote>" * 20_000 + "x",
    "scripts": "<p>x<script>" * 20_000,
    "script": "<p>x</p><script>alert(1)</script><style>x{}</style>",
    "textarea": "<p>" + "<textarea>" * 20_000,
    "hidden": "<p>" + "<div style='display:none'>" * 20_000 + "x",
    "iframe": "<p><iframe src='javascript:alert(1)'></iframe><iframe src=//e.example>",
    "images": "<p>" + "<img alt='x' src='https://e.example/x.png'>" * 20_000,
    "image-alt": "<p><img alt='" + "\x1b[2J" * 9_000 + "'>",
    "breaks": "<p>" + "<br>" * _N,
    "rules": "<p>x" + "<hr>" * _N,
    "refresh": "<meta http-equiv=refresh content='0;url=https://e.example'><p>x",
    "doctype": "<!DOCTYPE html [<!ENTITY a 'b'>]><html><body><p>x &a;",
    "cdata": "<![CDATA[<p>x]]><p>y",
    "nul": "<p>a\x00b<\x00script>c",
    "upper": "<P STYLE=DISPLAY:NONE>x</P><P>y</P>",
    "odd-names": "<p><x-y:z><-a><1><b:c></x-y:z>x",
    "entities": "<p>" + "&lt;script&gt;&#27;&#x1b;[2J" * 5_000,
}


def cases() -> Iterator[Case]:
    """All cards of this kind."""
    for kind, bodies in (("body", BODIES), ("html", HTML)):
        for number, (about, text) in enumerate(bodies.items()):
            name = f"{kind}-{number:02}-{about}"
            yield Case(f"{name}.md".encode(), card(f"title: {name}", text), Listed(name))
