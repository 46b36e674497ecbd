"""Formulas of web pages: MathML, and what MathJax and KaTeX make of LaTeX or leave to make, as elements of our own."""

from __future__ import annotations

import re
from html import escape, unescape

from lxml import etree, html

from anthology.sources.formula_trees import FORMULA, latex_of
from anthology.sources.formulas import words_of

_TREE = re.compile(r"<math\b[^<>]*>(?:(?!<math\b).){0,50000}?</math\s*>", re.IGNORECASE | re.DOTALL)
_SCRIPT = re.compile(
    r"<script\b[^<>]{0,200}\bmath/tex\b[^<>]{0,200}>((?:(?!</script).){1,10000}?)</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
# The pictures that MediaWiki shows where a browser knows no MathML.
_FALLBACK = re.compile(r"<img\b[^<>]{0,2000}\bmwe-math-fallback[^<>]*>", re.IGNORECASE)
TYPESETTERS = re.compile(
    "mathjax|katex|math/tex", re.IGNORECASE
)  # a page that names one has its formulas set where it is read
_INSIDE = r"(?:[^<>\\]|\\(?![()\[\]]))++"  # nothing of it opens or closes another
TYPED = re.compile(rf"\\\(({_INSIDE})\\\)|\\\[({_INSIDE})\\\]|\$\$([^<>$]{{1,5000}})\$\$")
_TAG_OR_TYPED = re.compile(rf"<script\b.*?</script|<[^<>]*>|{TYPED.pattern}", re.IGNORECASE | re.DOTALL)


def with_formulas(text: str) -> str:
    """The page with an element `code` of the class FORMULA, which holds LaTeX, for each of its formulas."""
    is_typeset = bool(TYPESETTERS.search(text))
    if "<math" in text.lower():
        text = _TREE.sub(lambda found: _element(_latex(found[0])), _FALLBACK.sub("", text))
    text = _SCRIPT.sub(lambda found: _element(found[1]), text)
    if is_typeset:
        text = _TAG_OR_TYPED.sub(_typed, text)
    return text


def formula_at(text: str, start: int) -> str | None:
    """The words of the formula that begins with a tag at a place of a page; nothing where none does."""
    if found := _TREE.match(text, start):
        return words_of(_latex(found[0]))
    found = _SCRIPT.match(text, start)
    return words_of(" ".join(found[1].split())) if found else None


def _typed(found: re.Match[str]) -> str:
    latex = found[1] or found[2] or found[3]
    return _element(unescape(latex)) if latex else found[0]


def _latex(written: str) -> str:
    try:
        return latex_of(html.fragment_fromstring(written))
    except (etree.LxmlError, ValueError):
        return re.sub(r"<[^<>]*>", " ", written)


def _element(latex: str) -> str:
    words = " ".join(latex.split())
    return f'<code class="{FORMULA}">{escape(words)}</code>' if words else ""
