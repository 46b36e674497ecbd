"""Formulas of web pages and of Word are set, or stand as LaTeX and are named; none is lost, none stands twice."""

from __future__ import annotations

from pathlib import Path

import judges
import pytest
import word_file
from lxml import etree
from source_book import build_sources, pages_of
from test_math import drawn

from anthology.core.document import Paragraph
from anthology.core.essay import Essay
from anthology.core.normalize import normalize
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.page_text import pdf_pages

PROSE = "A paragraph of words that is long enough to be taken for the running text of a page by every rule."
MATHML = "xmlns='http://www.w3.org/1998/Math/MathML'"
OMML = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
SQUARE = "<msup><mi>x</mi><mn>2</mn></msup>"
SUM = "<mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow>"
PAGE = "<html><head><title>T</title>{head}</head><body><article><h1>T</h1><p>{prose}</p><p>{line}</p></article></body>"
MATHJAX = "<script src='https://cdn.example.org/mathjax@3/es5/tex.js'></script>"


def read(name: str, data: bytes) -> Essay:
    return read_essay(Source(slug="essay", path=Path(name), data=data))


def page(line: str, head: str = "") -> bytes:
    return PAGE.format(head=head, prose=PROSE, line=line).encode()


def last_line(essay: Essay) -> str:
    block = essay.blocks[-1]
    assert isinstance(block, Paragraph)
    return drawn(block.content)


def codes(essay: Essay) -> set[str]:
    return {each.code for each in essay.findings} & {"F002", "F003", "S011", "S012", "S032", "S033", "C013"}


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (SQUARE, "/x/^(2)"),
        (f"<mi>a</mi><mo>=</mo><mfrac>{SUM}<mi>c</mi></mfrac>", "/a/ = (/b/ + 1)//c/"),
        ("<msqrt><mi>n</mi></msqrt>", "√/n/"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac><mi>x</mi>", "(1/2)/x/"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>x</mi>", "∑_(/i/)^(/n/) /x/"),
        ("<mi>sin</mi><mo>\u2061</mo><mi>α</mi><mo>≤</mo><mn>1</mn>", "sin /α/ ≤ 1"),
        (f"<semantics><mrow>{SQUARE}</mrow><annotation encoding='application/x-tex'>y</annotation></semantics>", "/y/"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable><mover><mi>v</mi><mo>⃗</mo></mover>", "`av^{⃗}`"),
    ],
)
def test_mathml_is_set_or_stands_as_latex(inside: str, shown: str) -> None:
    essay = read("a.html", page(f"Let <math {MATHML}>{inside}</math> be so."))
    assert last_line(essay) == f"Let {shown} be so."
    assert codes(essay) == {"S032" if "`" in shown else "S033"}


KATEX = (
    "<span class='katex'><span class='katex-mathml'><math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>"
    "<annotation encoding='application/x-tex'>x^2</annotation></semantics></math></span>"
    "<span class='katex-html' aria-hidden='true'><span class='base'>x2</span></span></span>"
)
WIKIPEDIA = (
    "<span class='mwe-math-element'><span class='mwe-math-mathml-inline' style='display: none;'><math><semantics>"
    "<mrow><msup><mi>x</mi><mn>2</mn></msup></mrow><annotation encoding='application/x-tex'>{\\displaystyle x^{2}}"
    "</annotation></semantics></math></span><img src='https://example.org/a.svg' "
    "class='mwe-math-fallback-image-inline' alt='{\\displaystyle x^{2}}'></span>"
)
SECOND = (
    "<span class='MathJax_Preview'>x2</span><span class='MathJax'><nobr aria-hidden='true'>x2</nobr></span>"
    "<script type='math/tex'>x^2</script>"
)


@pytest.mark.parametrize(
    ("written", "head"),
    [
        (KATEX, ""),
        (WIKIPEDIA, ""),
        (SECOND, ""),
        (r"\(x^2\)", MATHJAX),
        (r"\[x^2\]", MATHJAX),
        ("$$x^2$$", MATHJAX),
    ],
    ids=["katex", "wikipedia", "mathjax-2", "inline", "display", "dollars"],
)
def test_what_programs_make_of_latex_is_read_once(written: str, head: str) -> None:
    essay = read("a.html", page(f"Let {written} be so.", head))
    assert last_line(essay) == "Let /x/^(2) be so."
    assert "S033" in codes(essay)
    assert not codes(essay) & {"F002", "F003", "S032", "C013"}


def test_brackets_of_a_page_without_formulas_stand() -> None:
    assert last_line(read("a.html", page(r"He wrote \(sic\) and $$5 there."))) == r"He wrote \(sic\) and $$5 there."


def omml(inside: str) -> str:
    return f"<m:oMath {OMML}>{inside}</m:oMath>"


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (f"<m:sSup><m:sSupPr/><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>{run('=4')}", "/x/^(2) = 4"),
        (f"<m:f><m:num>{run('a')}</m:num><m:den>{run('b')}</m:den></m:f>", "/a///b/"),
        (f"<m:rad><m:deg/><m:e>{run('x')}</m:e></m:rad>", "√/x/"),
        (f"<m:d><m:e>{run('x')}</m:e></m:d>", "(/x/)"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{run('i')}</m:sub><m:sup>{run('n')}</m:sup>"
            f"<m:e>{run('i')}</m:e></m:nary>",
            "∑_(/i/)^(/n/) /i/",
        ),
    ],
)
def test_formulas_of_word_are_set(formula: str, shown: str) -> None:
    for written in (omml(formula), f"<m:oMathPara {OMML}>{omml(formula)}</m:oMathPara>"):
        data = word_file.document(
            word_file.paragraph(PROSE), word_file.paragraph("Let ", written, " be so."), word_file.paragraph(PROSE)
        )
        essay = read("a.docx", data)
        block = essay.blocks[1]
        assert isinstance(block, Paragraph)
        assert drawn(block.content) == f"Let {shown} be so."
        assert codes(essay) == {"S033"}


def test_the_finished_book_has_them(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_bytes(page(f"Let <math {MATHML}>{SQUARE}</math> be so, and {KATEX}."))
    report = build_sources(tmp_path, [source])
    text = pages_of(report)["essay-1"]
    assert ["".join(each.itertext()) for each in text.iter("{*}sup")] == ["2", "2"]
    assert "Let x2 be so, and x2." in " ".join(etree.tostring(text, method="text", encoding="unicode").split())
    pdf = next(each.path for each in report.editions if each.path.name.endswith("print.pdf"))
    assert normalize("Let x2 be so, and x2.") in normalize("".join(pdf_pages(pdf.read_bytes())))
    assert judges.epubcheck(next(each.path for each in report.editions if each.path.suffix == ".epub")) == []


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.docx"])
def test_a_paragraph_of_many_formulas_is_accounted_for(name: str) -> None:
    """Each of which may begin where any of them ends: a page on matrices was refused for it."""
    formulas = [("x", 2), ("y", 3), ("x", 3), ("xy", 2)] * 10
    if name == "a.md":
        line = ", and ".join(f"${base}^{power}$" for base, power in formulas)
        data = f"# T\n\n{PROSE}\n\nLet {line} be so.\n".encode()
    elif name == "a.html":
        tree = "<math><msup><mi>{}</mi><mn>{}</mn></msup></math>"
        data = page("Let " + ", and ".join(tree.format(*each) for each in formulas) + " be so.")
    else:
        script = "<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>"
        runs = [omml(script.format(run(base), run(str(power)))) for base, power in formulas]
        words = ["Let ", *(part for each in runs for part in (each, ", and ")), "so on."]
        data = word_file.document(word_file.paragraph(PROSE), word_file.paragraph(*words))
    assert codes(read(name, data)) == {"S033"}
