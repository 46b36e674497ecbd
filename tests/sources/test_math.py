"""Formulas in Markdown: which are set and how, which stand as typed and are named, and what is no formula."""

from __future__ import annotations

from pathlib import Path

import judges
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from source_book import build_sources, pages_of

from anthology.core.document import Inlines, Mark, Paragraph, plain_block
from anthology.core.essay import Essay
from anthology.core.normalize import normalize
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.fidelity import missing_sentences
from anthology.verify.page_text import pdf_pages

SIGNS = {"emphasis": "/{}/", "superscript": "^({})", "subscript": "_({})", "strong": "*{}*", "code": "`{}`"}

TEXT = r"""# Of squares

Let $x^2 + y_1 = \alpha$ in H$_2$O, at 10$^{-3}$ or $p < .05$. It costs $5 and $10.

$$
\frac{a}{b}
= c
- d_{*i*} \\
$$

\begin{align}
a &= b \\
c &= *d*
\end{align}

Of *one $a*b*c$ and* another: \(x_i \leq 3\), `$x$`.
"""


def read(text: str) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.md"), data=text.encode("utf-8")))


def drawn(content: Inlines) -> str:
    """Inline content with a sign for each of its marks."""
    return "".join(
        each if isinstance(each, str) else SIGNS[each.kind].format(drawn(each.content))
        for each in content
        if isinstance(each, str | Mark)
    )


def line(text: str) -> str:
    (block,) = read(f"# T\n\n{text}").blocks
    assert isinstance(block, Paragraph)
    return drawn(block.content)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("$x$", "/x/"),
        ("$E = mc^2$", "/E/ = /mc/^(2)"),
        ("H$_2$O", "H_(2)O"),
        ("$10^{-3}$", "10^(−3)"),
        ("$n=1{,}000$", "/n/ = 1,000"),
        (r"$\beta_0 + \beta_1 x$", "/β/_(0) + /β/_(1)/x/"),
        (r"$O(n\log n)$", "/O/(/n/ log /n/)"),
        (r"$9.8\,\text{m/s}$", "9.8 m/s"),
        (r"$90^\circ$", "90°"),
        ("$5^{th}$", "5^(th)"),
        (r"$-x \neq (-1)^n$", "−/x/ ≠ (−1)^(/n/)"),
        (r"$\mathbf{A}, \ldots$", "*A*, …"),
        ("$f'(x)$", "/f/′(/x/)"),
        (r"$$a \times b$$", "/a/ × /b/"),
        (r"\[x_1\]", "/x/_(1)"),
        (r"$\frac{1}{2}$", r"1/2"),
        ("$x^12$", "`$x^12$`"),
        (r"$x_{a_b}$", r"`$x_{a_b}$`"),
        (r"$\unknown{x}*y*$", r"`$\unknown{x}*y*$`"),
        (r"$\{x\}$", "{/x/}"),
    ],
)
def test_a_formula_is_set_or_stands_letter_for_letter(typed: str, shown: str) -> None:
    assert line(f"A {typed} here.") == f"A {shown} here."
    assert [f.code for f in read(f"# T\n\nA {typed} here.").findings] == ["S032" if "`" in shown else "S033"]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10, or US$ 3, $5-$6, $100,$200 and A$1 to A$2.",
        "In $HOME/bin and $PATH:$HOME, $my_variable$, $FOO_BAR$.",
        "A price of $ 5 $ and $$ and $$, $1M, A$ of it, $5 (about) and CA$.",
        "Pays $5 for the big_file there and gets US$.",
        "[not] a (formula) ($) ($), nor $a$1 of it.",
    ],
)
def test_money_and_names_are_no_formulas(text: str) -> None:
    assert line(text) == text
    assert read(f"# T\n\n{text}").findings == ()


def test_brackets_that_are_escaped_are_brackets() -> None:
    assert line(r"See \[1\], \(this\) and \$x\$.") == "See [1], (this) and $x$."


def test_the_book_has_them_and_says_which(tmp_path: Path) -> None:
    source = tmp_path / "squares.md"
    source.write_text(TEXT, "utf-8")
    report = build_sources(tmp_path, [source])
    page = pages_of(report)["essay-1"]
    found = {tag: ["".join(each.itertext()) for each in page.iter(f"{{*}}{tag}")] for tag in ("sup", "sub", "code")}
    assert found["sup"] == ["2", "−3"]
    assert found["sub"] == ["1", "2", "i"]
    assert found["code"] == [
        r"$$ \frac{a}{b} = c - d_{*i*} \\ $$",
        r"\begin{align} a &= b \\ c &= *d* \end{align}",
        "$x$",
    ]
    words = etree.tostring(page, method="text", encoding="unicode")
    assert "It costs $5 and $10." in words
    assert "p < .05" in words
    told = [(f.code, f.at.line) for f in report.findings if f.at and f.at.path.name == "squares.md"]
    assert sorted(told) == [("S032", 5), ("S032", 11), ("S033", 0)]
    (said,) = (f.message for f in report.findings if f.code == "S033")
    assert said.startswith(r"“$x^2 + y_1 = \alpha$” (line 3), “$_2$” (line 3)")
    pdf = next(each.path for each in report.editions if each.path.name.endswith("print.pdf"))
    printed = normalize("".join(pdf_pages(pdf.read_bytes())))
    for each in (r"\frac{a}{b} = c", "x2 + y1 = α", "10−3", "a * b * c"):
        assert normalize(each) in printed, each
    assert judges.epubcheck(next(each.path for each in report.editions if each.path.suffix == ".epub")) == []


PIECES = ["$", "$$", "\\(", "\\)", "\\[", "\\]", "^", "_", "{", "}", "\\frac", "\\alpha", "x", "2", " ", "\n", "\n\n"]
MORE = ["\\", "*", "\\begin{align}", "\\end{align}", "- ", "> ", "`", "[", "](https://example.org/", ")", "|", "+", "="]


@given(
    st.lists(st.one_of(st.sampled_from(PIECES + MORE), st.integers(0, 99).map("w{}".format)), max_size=30).map("".join)
)
def test_no_letter_is_lost(text: str) -> None:
    essay = read(f"# T\n\nText.\n\n{text}")
    words = "\n".join(map(plain_block, essay.blocks))
    assert missing_sentences(essay, words, "it") == ()
    dropped = "\n".join(each.text for each in essay.ledger if each.disposition != "kept")
    for each in text.split():
        if each.startswith("w") and each[1:].isdigit():
            assert normalize(each) in normalize(words + dropped)
