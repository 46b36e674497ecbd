"""Texts that nobody would send in good faith, or that went wrong on the way: what each is, and what must come of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Any

import word_file

PROSE = (
    "The essay is long enough to be an essay, with a sentence that nobody would take for a label of a page. "
    "It goes on for a while, so that every rule which looks for furniture sees that this is running text."
)
LETTERS = "".join(chr(code) for code in range(0x20, 0x7F))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A source: its name, its bytes, the exit code of a check, and the codes of findings that must be among those said.

    `words` must be found in the finished book, `absent` nowhere in it; `is_set` says whether every character of it has
    a glyph in fonts that any machine has.
    """

    name: str
    data: bytes
    code: int = 0
    says: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    is_set: bool = True


def text(name: str, body: str, **expected: Any) -> Case:
    return Case(name=name, data=f"A Title\n\n{PROSE}\n\n{body}\n".encode("utf-8", "surrogatepass"), **expected)


def page(name: str, body: str, **expected: Any) -> Case:
    whole = f"<html><head><title>T</title></head><body><article><h1>A Title</h1><p>{PROSE}</p>{body}</article></body></html>"
    return Case(name=name, data=whole.encode(), **expected)


PLAIN = (
    Case(name="empty.txt", data=b"", code=4, says=("S004",)),
    Case(name="blank.txt", data=b" \n\t\n\xc2\xa0\n", code=4, says=("S004",)),
    Case(name="binary.txt", data=bytes(range(256)) * 4, code=4, says=("S002",)),
    Case(name="nul.txt", data=f"A Title\n\n{PROSE}\0 and on\n".encode(), says=("C005",), words=("and on",)),
    Case(name="utf16.txt", data=f"A Title\n\n{PROSE} Žluťoučký\n".encode("utf-16"), words=("Žluťoučký",)),
    Case(name="utf16be.txt", data=codecs.BOM_UTF16_BE + f"A Title\n\n{PROSE} é\n".encode("utf-16-be")),
    Case(name="utf32.txt", data=f"A Title\n\n{PROSE} Žluť\n".encode("utf-32"), words=("Žluť",)),
    Case(name="utf16-no-mark.txt", data=f"A Title\n\n{PROSE} é\n".encode("utf-16-le"), words=("é",)),
    Case(
        name="utf16-cyrillic.txt",
        data=f"Заглавие\n\n{'Это достаточно длинный текст, чтобы быть статьёй. ' * 9}\n".encode("utf-16-le"),
        words=("чтобы быть статьёй",),
    ),
    Case(
        name="utf16-greek.txt",
        data=f"Τίτλος\n\n{'Αυτό είναι ένα αρκετά μακρύ κείμενο. ' * 9}\n".encode("utf-16-be"),
        words=("αρκετά μακρύ",),
    ),
    Case(name="controls-only.txt", data=b"\x01\x02 word " * 200, code=4, says=("S002",)),
    Case(name="bom.txt", data=codecs.BOM_UTF8 + f"A Title\n\n{PROSE}\n".encode()),
    Case(
        name="cp1252.txt", data=f"A Title\n\n{PROSE} “café” – naïve\n".encode("cp1252"), says=("S007",), words=("café",)
    ),
    Case(name="undefined.txt", data=f"A Title\n\n{PROSE} caf".encode() + b"\x81\x8d\n", code=4, says=("S028",)),
    Case(name="koi8.txt", data="Заголовок\n\nПростой русский текст.\n".encode("koi8-r"), code=4, says=("S028",)),
    Case(name="overlong.txt", data=f"A Title\n\n{PROSE} ".encode() + b"\xc0\xaf\n", says=("S007",)),
    Case(name="surrogate.txt", data=f"A Title\n\n{PROSE} ".encode() + b"\xed\xa0\x80 after\n", says=("C005",)),
    Case(
        name="crlf.txt", data=f"A Title\r\n\r\n{PROSE}\r\rSecond.\n\x0bThird.\x85Fourth.\n".encode(), words=("Fourth.",)
    ),
    text("separators.txt", "One.\u2028Two.\u2029Three.\x0cFour.", words=("One.", "Two.", "Three.", "Four.")),
    text("controls.txt", "a\x01b\x08c\x1bd\x7fe\x9ff", says=("C005",)),
    text("nonchar.txt", "before \ufffe\uffff\U0001fffe after", says=("C005",), words=("after",)),
    text("private.txt", "before \ue000\U000f0000 after", says=("C005",), words=("before after",)),
    text("zalgo.txt", "z" + "\u0301" * 5_000 + " after", says=("C007",), words=("after",)),
    text("bidi.txt", "user \u202e reversed \u2066 isolated \u202c after", words=("after",)),
    text("zero-width.txt", "a\u200bb\u200cc\u200dd\ufeffe after", words=("after",)),
    text("tags.txt", "flag \U000e0041\U000e007f after", words=("after",)),
    text(
        "template.txt",
        "{{ 7*7 }} {% for x in y %} {# c #}",
        words=("{{ 7*7 }} {% for x in y %} {# c #}",),
        absent=("49",),
    ),
    text(
        "markup.txt",
        "<script>alert(1)</script> &amp; ]]> <b>bold</b> <!-- c -->",
        words=("<script>alert(1)</script> &amp; ]]>",),
    ),
    text("ascii.txt", LETTERS, words=("*+,-./0123456789:;<=>?@ABC", "[\\]^_`abc", "{|}~")),
    text("word.txt", "x" * 20_000),
    text("line.txt", "word " * 60_000, code=9, says=("X002",)),
    text("lines.txt", "A line of text.\n" * 3_000),
    text("paragraphs.txt", "\n\n".join(["Words."] * 70_000), code=9, says=("X002",)),
    Case(name="large.txt", data=b"word " * 500_000, code=9, says=("X002",)),
    Case(name="menu.txt", data=b"Home\nAbout\nContact\n", code=4, says=("S004",)),
    Case(name="dropped.txt", data=f"Skip to\x01 content\n\nBy: An\x02 Author\n\nA Title\n\n{PROSE}\n".encode()),
)

WRITTEN = (
    text(
        "script.md",
        "<script>alert(1)</script>\n\n<b onclick='x()'>bold words</b>",
        absent=("onclick",),
        words=("bold words",),
    ),
    text(
        "links.md",
        "[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x) [d](file:///etc/passwd) [e](vbscript:x)",
        absent=("javascript:", "file:///", "vbscript:"),
        words=("a", "e"),
    ),
    text(
        "odd-links.md",
        "[a](java\tscript:x) [b](&#106;avascript:x) [c](//evil.example/x) [d](\\\\evil) <javascript:x>",
        absent=('href="java',),
    ),
    text(
        "remote.md",
        "![pixel](https://evil.example/x.png) ![other](file:///etc/passwd) ![third](../../secret.png)",
        absent=('src="http', "file:///"),
    ),
    text("deep.md", "> " * 2_000 + "deep", code=9, says=("X002",)),
    text("lists.md", "".join("  " * depth + "- x\n" for depth in range(300)), code=9, says=("X002",)),
    text("brackets.md", "[a](" * 30_000, code=9, says=("X002",)),
    text(
        "notes.md",
        "A[^a] b[^b] c[^a] d[^none].\n\n[^a]: First note.\n[^a]: Again.\n[^b]: Second[^a].\n[^unused]: Never called.",
        words=("First note.", "Never called."),
    ),
    text(
        "references.md",
        "".join(f"[r{n}]: https://example.org/{n}\n" for n in range(300)) + "\n[r1] words",
        words=("words",),
    ),
    text("table.md", "|a|b|\n|-|-|\n" + "|1|2|\n" * 31_000, code=9, says=("X002",)),
    text("wide.md", "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n|" + "b|" * 200),
    text("attributes.md", "# Heading {#book onclick=x .c style='x'}\n\nText {.a #b}", absent=("onclick=",)),
    text("ids.md", "## Contents {#contents}\n\n## Nav {#nav}\n\n## Essay {#essay-1}\n\nText", words=("Nav",)),
    Case(name="matter.md", data=f"---\ntitle: [broken\n: - x\n---\n\n# A Title\n\n{PROSE}\n".encode()),
    Case(
        name="yaml-tags.md",
        data=f"---\ntitle: !!python/object/apply:os.system ['true']\n---\n\n# A Title\n\n{PROSE}\n".encode(),
    ),
    Case(name="aliases.md", data=f"---\na: &a [x, x]\nb: &b [*a, *a]\n---\n\n# A Title\n\n{PROSE}\n".encode()),
    text("html.md", "<!-- <? <!A <![CDATA[ " * 2_000),
    text("tags.md", "<b>x</b> <i " * 2_000 + "<div>\n\n" * 50),
    text("places.md", "<x-place n=0></x-place> <x-words n=7></x-words> <a href=x><a href=y>z</a></a>", words=("z",)),
    text("deep-tags.md", "<div>\n\n" * 101 + "deep" + "\n\n</div>" * 101, code=9, says=("X002",)),
    text("inside.md", "".join(f"{'> ' * n}<div>\n{'> ' * n}\n" for n in range(70)) + "x\n"),
    text("quotes.md", "'\"word\"' " * 2_000),
    text("stars.md", "*a _b " * 3_000),
    text("code.md", "```html\n<script>alert(1)</script>\n```\n\n`{{ 7*7 }}`", words=("{{ 7*7 }}",)),
    text("entities.md", "&lt;b&gt; &nbsp; &#0; &#x110000; &unknown; &#xD800;", words=("&unknown;",)),
)

PAGES = (
    page(
        "script.html",
        "<script>alert(1)</script><p onclick='x()' style='x'>Kept words.</p><iframe src='x'></iframe>",
        absent=("onclick", "<script", "<iframe", "alert(1)"),
        words=("Kept words.",),
    ),
    page(
        "remote.html",
        "<img src='https://evil.example/x.png' alt='x'><link rel=attachment href='file:///etc/passwd'>"
        "<style>@import url(http://evil.example)</style><p>Kept words.</p>",
        absent=("evil.example/x.png", "file:///"),
        words=("Kept words.",),
    ),
    page(
        "meta.html",
        "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=x'><p><a href='x'>Kept words.</a></p>",
        words=("Kept words.",),
    ),
    page(
        "links.html",
        "<p><a href='javascript:x'>one</a> <a href='&#106;avascript:x'>two</a> <a href=' java\nscript:x'>three</a></p>",
        absent=("script:x",),
        words=("three",),
    ),
    page(
        "svg.html",
        "<svg onload='x()'><script>x</script><text>drawn</text></svg><math href='javascript:x'><mi>y</mi></math><p>Kept words.</p>",
        absent=("onload", "<script"),
        words=("Kept words.",),
    ),
    page(
        "forms.html",
        "<form action='x'><input value='secret'><textarea>typed</textarea><button>Send</button></form><p>Kept words.</p>",
        absent=("<form", "<input"),
        words=("Kept words.",),
    ),
    page(
        "hidden.html",
        "<p style='display:none'>Hidden words one.</p><p hidden>Hidden words two.</p><p>Kept words.</p>",
        words=("Kept words.",),
    ),
    page("deep.html", "<div>" * 10_000 + "deep" + "</div>" * 10_000, code=9, says=("X002",)),
    page("deeper.html", "<b>" * 100_000, code=9, says=("X002",)),
    page("many.html", "<p>x</p>" * 70_000, code=9, says=("X002",)),
    page(
        "spans.html",
        "<table><tr><td colspan=1000000000>a</td><td rowspan=100000>b</td></tr><tr><td>c</td></tr></table>",
        words=("a",),
    ),
    page("nested.html", "<table><tr><td>" * 20 + "inner" + "</td></tr></table>" * 20, words=("inner",)),
    page(
        "lists.html",
        "<ol start=1000000000><li value=-5>one<li>two</ol><ul><li><ul><li>three</ul></ul><dl><dt>term<dd>meaning</dl>",
        words=("two", "three", "meaning"),
    ),
    page(
        "ruby.html",
        "<p><ruby>漢<rt>kan</rt></ruby> <q>quoted</q> <del>old</del> <ins>new</ins></p><pre>a\n  b</pre><p>verse<br>line</p>",
        words=("quoted", "new", "line"),
        is_set=False,
    ),
    page("plaintext.html", "<plaintext><p>after", words=("after",)),
    page("unclosed.html", "<p><b><i>bold <a href='x'>link <table><tr><td>cell", words=("cell",)),
    page(
        "templates.html",
        "<template><p>inside</p></template><noscript><p>without</p></noscript><p>{{ 7*7 }}</p>",
        words=("{{ 7*7 }}",),
    ),
    page("entities.html", "<p>&amp;lt; &nbsp; &#0; &#xD800; &#x110000; &bogus; after</p>", words=("after",)),
    page("comments.html", "<!-- a --><?php echo 1 ?><![CDATA[data]]><p>Kept words.</p>", words=("Kept words.",)),
    page(
        "ids.html",
        "<p id=essay-1>a</p><p id=contents>b</p><p id=x>c</p><p id=x>d</p><p><a href='#x'>Kept words.</a></p>",
        words=("Kept words.",),
    ),
    page(
        "dir.html",
        "<p dir=rtl lang=he>שלום</p><p lang='not a language'>Kept words.</p>",
        words=("Kept words.",),
        is_set=False,
    ),
    page(
        "notes.html",
        "<p>word<sup><a href='#fn1' id='r1'>1</a></sup> and<a href='#gone'>2</a></p><p id=fn1>Note words.</p>",
        words=("Note words.",),
    ),
    Case(
        name="entity.html",
        data=b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x; ' + PROSE.encode() + b"</p>",
        absent=("root:",),
    ),
    Case(
        name="charset.html",
        data=b"<meta charset=utf-7><p>+ADw-script+AD4- " + PROSE.encode() + b"</p>",
        absent=("<script",),
    ),
    Case(name="frames.html", data=b"<frameset><frame src=x></frameset>", code=4, says=("S004",)),
    Case(name="nothing.html", data=b"<html><head><title>x</title></head></html>", code=4, says=("S004",)),
    Case(name="bodies.html", data=f"<body><p>{PROSE}</p><body><p>Second body.</p>".encode(), words=("Second body.",)),
    Case(
        name="xhtml.xhtml",
        data=f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE}</p><p>Kept words.</p></body></html>'.encode(),
        words=("Kept words.",),
    ),
)

W = word_file.paragraph
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
DOCUMENTS = (
    Case(name="no.docx", data=b"not a zip", code=4, says=("S002",)),
    Case(name="cut.docx", data=word_file.document(W(PROSE))[:600], code=4, says=("S002",)),
    Case(name="plain.docx", data=word_file.document(W("A Title", style="Heading1"), W(PROSE)), words=("running text",)),
    Case(
        name="tracked.docx",
        data=word_file.document(
            W(PROSE),
            W(
                "<w:ins w:id='1' w:author='a'>" + RUN.format("inserted words") + "</w:ins>",
                "<w:del w:id='2' w:author='a'><w:r><w:delText>deleted words</w:delText></w:r></w:del>",
            ),
        ),
        words=("inserted words",),
        says=("S011",),
    ),
    Case(
        name="content-control.docx",
        data=word_file.document(W(PROSE), f"<w:sdt><w:sdtContent>{W('Words in a control.')}</w:sdtContent></w:sdt>"),
        words=("Words in a control.",),
    ),
    Case(
        name="hidden.docx",
        data=word_file.document(W(PROSE), W("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden words</w:t></w:r>")),
        says=("S012",),
        words=("hidden words",),
    ),
    Case(
        name="hidden-on.docx",
        data=word_file.document(
            W(PROSE),
            W("<w:r><w:rPr><w:vanish w:val='1'/></w:rPr><w:t>hidden words</w:t></w:r>"),
            W("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown words</w:t></w:r>"),
        ),
        says=("S012",),
        words=("hidden words", "shown words"),
    ),
    Case(
        name="hyphens.docx",
        data=word_file.document(
            W(PROSE), W("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>breaking</w:t><w:tab/><w:t>tab</w:t></w:r>")
        ),
        words=("breaking",),
    ),
    Case(
        name="symbol.docx",
        data=word_file.document(W(PROSE), W("<w:r><w:sym w:font='Wingdings' w:char='F04A'/><w:t>after</w:t></w:r>")),
        words=("after",),
    ),
    Case(
        name="field.docx",
        data=word_file.document(
            W(PROSE),
            W(
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK \"javascript:x\"</w:instrText></w:r>"
                "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>linked words</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
            ),
        ),
        words=("linked words",),
        absent=("javascript:",),
    ),
    Case(
        name="textbox.docx",
        data=word_file.document(
            W(PROSE),
            W(
                "<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>"
                + W("Words in a box.")
                + "</w:txbxContent></v:textbox></w:pict></w:r>"
            ),
        ),
        words=("Words in a box.",),
    ),
    Case(
        name="equation.docx",
        data=word_file.document(
            W(PROSE),
            "<w:p><m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>",
        ),
        says=("S033",),
    ),
    Case(
        name="simple-field.docx",
        data=word_file.document(
            W(PROSE), W("<w:fldSimple w:instr='DATE'>" + RUN.format("words of a field") + "</w:fldSimple>")
        ),
        words=("words of a field",),
    ),
    Case(
        name="turned.docx",
        data=word_file.document(
            W(PROSE),
            W("<w:bdo w:val='ltr'>" + RUN.format("turned words") + "</w:bdo>"),
            W("<w:dir w:val='ltr'>" + RUN.format("directed words") + "</w:dir>"),
        ),
        words=("turned words", "directed words"),
    ),
    Case(
        name="ruby.docx",
        data=word_file.document(
            W(PROSE),
            W(
                "<w:r><w:ruby><w:rubyPr/><w:rt>" + RUN.format("above ") + "</w:rt>"
                "<w:rubyBase>" + RUN.format("below") + "</w:rubyBase></w:ruby></w:r>"
            ),
        ),
        words=("above", "below"),
    ),
    Case(
        name="unknown-element.docx",
        data=word_file.document(W(PROSE), W("<w:unheard>" + RUN.format("found words") + "</w:unheard>")),
        words=("found words",),
    ),
    Case(name="table.docx", data=word_file.document(W(PROSE), word_file.table(("a", "b"), ("c", "d"))), words=("d",)),
)

HOSTILE = (*PLAIN, *WRITTEN, *PAGES, *DOCUMENTS)
assert len({case.name for case in HOSTILE}) == len(HOSTILE)
