"""Every word of a file is in the essay or was dropped by a rule: readers that lose, double or alter words are found."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import word_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_epub_chapter import PAGE, book

from anthology.core.document import Block, Blocks, Cell, Figure, ListBlock, Note, Paragraph, plain_block, rewrite
from anthology.core.essay import Essay
from anthology.sources import pipeline
from anthology.sources.docx import reader as docx_reader
from anthology.sources.docx.styles import with_captions
from anthology.sources.html import blocks as html_blocks
from anthology.sources.html import sanitize
from anthology.sources.html.blocks import Tree
from anthology.sources.markdown import reader as markdown_reader
from anthology.sources.pipeline import Source, read_essay
from anthology.sources.plaintext.reader import blocks_of

PROSE = "The words of a paragraph that somebody wrote, long enough to be no label of any menu."
INNER = f"""<h1>On Rain</h1><p>Loose before.</p><p>{PROSE} A <b>bold <i>deep</i> tail</b> after it<sup><a href="#n1"
id="c1">1</a></sup>, and more.</p><ul><li>First item</li><li>Second <ol><li>nested one</li></ol></li></ul>
<table><caption>Figures</caption><tr><th>Year</th><th>Count</th></tr><tr><td>1900</td><td>forty</td></tr></table>
<details><summary>Folded</summary>Inside the fold.</details><dl><dt>Term</dt><dd>Meaning of it</dd></dl>
<figure><img src="a.png" alt="A boat"><figcaption>A boat in May</figcaption></figure>
<table><tr><td><table><tr><td>inner cell</td><td>beside</td></tr></table></td></tr></table>
<p>A <ruby>word<rt>gloss</rt></ruby> and <a href="https://example.org/">a link</a>. Line one<br>line two.</p>
<blockquote><p>Quoted words.</p></blockquote><pre>as  it
stands</pre><p>{PROSE} The end.</p><ol><li id="n1">The note’s words. <a href="#c1">back</a></li></ol>"""
HTML = f"<html><head><title>On Rain</title></head><body><article>{INNER}</article></body></html>"

MARKDOWN = f"""Before the heading.

# On Rain

{PROSE} *Emphasis* and `code <b>` and a [link](https://example.org/a "title"), called[^n] here.

- First item
- Second item
    1. nested one

| Year | Count |
|------|-------|
| 1900 | forty |

<details><summary>Folded</summary>

Inside *the* fold.

</details>

Term
: Meaning of it

> Quoted words.

```python
as it stands
```

[^n]: The note's words.

[^lost]: Nothing calls this.

{PROSE} The end.
"""

NOTED = "<w:r><w:footnoteReference w:id='1'/></w:r>"
DOCX = word_file.document(
    word_file.paragraph("On Rain", style="Heading1"),
    word_file.paragraph(PROSE, NOTED),
    word_file.table(("Year", "Count"), ("1900", "forty")),
    "<w:sdt><w:sdtContent>" + word_file.paragraph("In a control.") + "</w:sdtContent></w:sdt>",
    word_file.paragraph("Kept ", '<w:ins w:id="1" w:author="a">' + word_file.run("inserted words") + "</w:ins>"),
    word_file.paragraph("Kept ", '<w:del w:id="2"><w:r><w:delText>deleted words</w:delText></w:r></w:del>', "too."),
    word_file.paragraph("See ", word_file.link("web", "the linked words"), "."),
    word_file.paragraph(PROSE, " The end."),
    notes=(word_file.run("The note's words."),),
)

PLAIN = f"""On Rain

{PROSE} Called here.[1]

- First item
- Second item

{PROSE} And _stressed_ words.

1. One
2. Two

{PROSE} The end.

[1] The note's words.
"""

FILES = {
    "page.html": HTML.encode(),
    "essay.md": MARKDOWN.encode(),
    "essay.docx": DOCX,
    "essay.txt": PLAIN.encode(),
    "old.epub": book(
        **{"OPS/text/one.xhtml": PAGE.format(INNER.replace("<br>", "<br/>").replace('boat">', 'boat"/>'))}
    ),
}


def read(name: str, data: bytes) -> Essay:
    chapter = "one.xhtml" if name.endswith(".epub") else ""
    return read_essay(Source(slug="essay", path=Path(name), data=data, chapter=chapter))


def proof(essay: Essay) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in essay.findings if each.code in ("F002", "F003")]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_read_whole_is_without_a_finding(name: str) -> None:
    assert proof(read(name, FILES[name])) == []


Change = Callable[[Blocks], Blocks]


def headless(blocks: Blocks) -> Blocks:
    return blocks[1:]


def endless(blocks: Blocks) -> Blocks:
    return blocks[:-1]


def twice(blocks: Blocks) -> Blocks:
    return (*blocks, blocks[-1])


def turned(blocks: Blocks) -> Blocks:
    prose = [index for index, block in enumerate(blocks) if len(plain_block(block)) > 60]
    first, last = prose[0], prose[-1]
    changed = list(blocks)
    changed[first], changed[last] = changed[last], changed[first]
    return tuple(changed)


def reworded(old: str, new: str) -> Change:
    def change(blocks: Blocks) -> Blocks:
        return rewrite(
            blocks,
            lambda content, _: tuple(each.replace(old, new) if isinstance(each, str) else each for each in content),
        )

    return change


def noteless(blocks: Blocks) -> Blocks:
    return rewrite(blocks, lambda content, _: tuple(each for each in content if not isinstance(each, Note)))


def short_lists(blocks: Blocks) -> Blocks:
    return tuple(replace(each, items=each.items[:-1]) if isinstance(each, ListBlock) else each for each in blocks)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (endless, "F002", "The end"),
        (headless, "F002", "e"),
        (twice, "F003", "The end"),
        (turned, "F003", "is not in the"),
        (reworded("somebody wrote", "nobody wrote"), "F002", "somebody"),
        (reworded("somebody wrote", "nobody wrote"), "F003", "nobody"),
        (reworded("The end.", "The sad end."), "F003", "sad"),
        (reworded("that somebody", "thatsomebody"), "F003", "run words together"),
        (reworded("paragraph", "para graph"), "F003", "cut a word"),
        (noteless, "F002", "The notes words"),
        (short_lists, "F002", "Second"),
    ],
)
def test_blocks_that_lose_double_move_or_alter_words_are_found(
    monkeypatch: pytest.MonkeyPatch, name: str, change: Change, code: str, named: str
) -> None:
    if change is short_lists and name == "essay.docx":
        pytest.skip("it has no list")
    monkeypatch.setattr(pipeline, "blocks_of", lambda draft: change(blocks_of(draft)))
    found = [message for each, message in proof(read(name, FILES[name])) if each == code]
    assert any(named in message.replace("’", "").replace("'", "") for message in found), found


def test_a_finding_names_the_line_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    change = reworded("Quoted words.", "Quoted.")
    monkeypatch.setattr(pipeline, "blocks_of", lambda draft: change(blocks_of(draft)))
    essay = read("essay.md", FILES["essay.md"])
    (finding,) = [each for each in essay.findings if each.code == "F002"]
    assert finding.at is not None
    assert (finding.at.line, "words" in finding.message) == (MARKDOWN.split("\n").index("> Quoted words.") + 1, True)


ADJACENT = """<p>{}</p><p>Rain falls<sup><a href="#n1">[1]</a></sup><sup><a href="#n2">[2]</a></sup>.</p>
<ol><li id="n1">Lee, Rain.</li><li id="n2">Poe, Snow.</li></ol>"""
CAPTIONED = (
    """<p>{}</p><table><caption>Films with loops</caption><tr><th>Film</th></tr><tr><td>Rain</td></tr></table>"""
)
LEGEND = """<p>{}</p><figure><img src="a.png" alt="A map"><figcaption>Speakers in May<sup><a href="#n1">[1]</a></sup>
<p>Fewer than five</p></figcaption></figure><ol><li id="n1">Lee, Rain.</li></ol>"""
BYLINE = """<p>By <span>Bo Writer</span></p><img src="a.png" alt="Bo Writer"><p>{}</p>"""
SPACED = """<p>{}</p><figure><p>View photo</p><span>.</span><img src="a.png" alt="A boat"></figure>"""
UNSEEN = """<p>{}</p><noembed><b>x</b> for old browsers</noembed><noframes>y</noframes>"""
FENCED = """{}

```html
<b>bold</b> {{.class}} [a](b) $x$
<table><tr><td>Rain</td></tr></table>
+-----+------+
| one | more |
| two |      |
+-----+------+
```

~~~~ {{.c}}
```
<b>bold</b>
```
~~~~

{}"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("page.html", each) for each in (ADJACENT, CAPTIONED, LEGEND, BYLINE, SPACED, UNSEEN)),
        ("essay.md", "{}\n\n![Is it in \\[-2,1\\] or [here]?](a.png)\n"),
        ("essay.md", '{}\n\n![A plan](a.png "\u56f31\u3000\u30d7\u30e9\u30f3")\n'),
        ("essay.md", FENCED),
        ("essay.md", "{0}\n\n```\n<b>never closed</b>\n\n{0}"),
    ],
)
def test_what_is_oddly_written_is_not_taken_for_lost(name: str, text: str) -> None:
    """Pages of Wikipedia and of newspapers, and essays on programs, have all of these."""
    assert proof(read(name, text.format(PROSE, PROSE).encode())) == []


def first_only(make: Callable[..., Iterator[Block]]) -> Callable[..., Iterator[Block]]:
    return lambda *called: iter(list(make(*called))[:-1])


def drop_tails(element: Any) -> Iterator[Any]:
    if element.text:
        yield element.text
    yield from (child for child in element if isinstance(child.tag, str))


@pytest.mark.parametrize(
    ("where", "what", "instead", "lost"),
    [
        (html_blocks, "children", drop_tails, "tail"),
        (Tree, "_cell", lambda *_: Cell(content=()), "forty"),
        (Tree, "_note", lambda *_: Note(blocks=(Paragraph(content=("x",)),)), "note"),
        (Tree, "_link", lambda *_: (), "a link"),
        (html_blocks, "figure_of", lambda *_: Figure(image="a.png"), ""),
        (sanitize, "VANISHING", {**sanitize.VANISHING, "details": "script"}, "Inside the fold"),
        (sanitize, "VANISHING", {**sanitize.VANISHING, "rt": "script"}, "gloss"),
        (sanitize, "VANISHING", {**sanitize.VANISHING, "dd": "script"}, "Meaning of it"),
    ],
)
def test_readers_of_html_that_lose_words_are_found(
    monkeypatch: pytest.MonkeyPatch, where: object, what: str, instead: object, lost: str
) -> None:
    monkeypatch.setattr(where, what, instead)
    monkeypatch.setattr(sanitize, "KEPT", sanitize.KEPT - set(sanitize.VANISHING))
    found = [message for code, message in proof(read("page.html", FILES["page.html"])) if code == "F002"]
    assert any(lost in message for message in found) if lost else found == []


@pytest.mark.parametrize("kind", ["items", "quote", "preformatted", "table", "figure"])
def test_a_kind_of_block_that_vanishes_is_found(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    lost = getattr(Tree, kind)
    makers = {tag: first_only(make) if make is lost else make for tag, make in html_blocks.BLOCKS.items()}
    monkeypatch.setattr(Tree, "makers", makers)
    assert "F002" in dict(proof(read("page.html", FILES["page.html"])))


def test_a_word_document_that_loses_words_on_its_way_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for lost in ("forty", "In a control.", "inserted words", "the linked words", "The note's words."):
        with monkeypatch.context() as patch:
            patch.setattr(docx_reader, "with_captions", functools.partial(_taken_out, lost))
            found = [message for code, message in proof(read("essay.docx", DOCX)) if code == "F002"]
            assert any(lost.split()[-1].strip(".") in message for message in found), lost


def _taken_out(lost: str, html: str) -> str:
    assert lost in html
    return with_captions(html.replace(lost, ""))


@pytest.mark.parametrize(
    ("what", "instead", "lost"),
    [
        ("_table", lambda *_: Paragraph(content=("Year",)), "Count"),
        ("_terms", lambda *_: iter(()), "Meaning"),
        ("_link", lambda *_: (), "link"),
        ("_note", lambda *_: (), "note"),
    ],
)
def test_readers_of_markdown_that_lose_words_are_found(
    monkeypatch: pytest.MonkeyPatch, what: str, instead: object, lost: str
) -> None:
    monkeypatch.setattr(markdown_reader._Reader, what, instead)
    found = [message for code, message in proof(read("essay.md", FILES["essay.md"])) if code == "F002"]
    assert any(lost in message for message in found), found


def test_a_page_whose_tags_are_nested_wrongly_is_read_as_a_browser_does() -> None:
    page = f"<p>{PROSE}<table>astray<tr><td>cell<select><table><p>{PROSE} End.</p>"
    assert proof(read("page.html", page.encode())) == []


def test_an_initial_or_a_letter_before_a_line_and_numbers_that_jump_are_kept() -> None:
    lines = ("E. B. White wrote this sentence.", "a) first", "b) second")
    text = "\n".join(["On Rain", "", PROSE, "", *lines, "", "1. one", "2. two", "5. five", ""])
    essay = read("essay.txt", text.encode())
    assert [plain_block(block) for block in essay.blocks if isinstance(block, Paragraph)][1:] == list(lines)
    assert [block.start for block in essay.blocks if isinstance(block, ListBlock)] == [1, 5]
    assert proof(essay) == []


def test_lines_of_preformatted_text_end_at_breaks() -> None:
    essay = read("page.html", f"<p>{PROSE}</p><pre>one<br>two<p>three</p>four</pre>".encode())
    assert plain_block(essay.blocks[-1]).split() == ["one", "two", "three", "four"]
    assert proof(essay) == []


def test_characters_in_old_elements_are_words_and_no_tags() -> None:
    essay = read("page.html", f"<p>{PROSE}</p>before<xmp><b>typed</b></xmp><plaintext><i>last".encode())
    words = " ".join("\n".join(map(plain_block, essay.blocks)).split())
    assert words.endswith("before <b>typed</b> <i>last")
    assert proof(essay) == []


WORDS = st.lists(st.integers(0, 999).map("w{}".format), min_size=1, max_size=4).map(" ".join)
INLINE = ["b", "i", "a href='http://x.example/'", "sup", "q", "span", "ruby", "code", "cite", "font", "label", "xmp"]
FLOW = ["p", "div", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "caption", "figure"]
FLOW += ["figcaption", "details", "summary", "h1", "h2", "pre", "aside", "header", "form", "nav", "footer", "button"]
BITS = st.sampled_from([" ", "<br>", "<hr>", "<img src=a.png alt=x>", "&amp;", "&nbsp;", "<!-- c -->"])
TREES = st.recursive(
    WORDS,
    lambda inner: st.tuples(st.sampled_from(INLINE + FLOW * 2), st.lists(inner | BITS, max_size=4).map("".join)).map(
        lambda made: f"<{made[0]}>{made[1]}</{made[0].split()[0]}>"
    ),
    max_leaves=25,
)
SYNTAX = ["# ", "- ", "1. ", "2) ", "> ", "    ", "\n", "\n\n", "*", "**", "_", "`", "```\n", "[", "![", "](a.png)"]
SYNTAX += ['](http://x.example/ "t")', "[^1]", "\n\n[^1]: ", "[r]", "\n\n[r]: http://q.example/\n\n", "<b>", "</b>"]
SYNTAX += [
    "<div>\n\n",
    "\n\n</div>\n\n",
    "\n|---|---|\n",
    "~~",
    "\\",
    "&amp;",
    "<br>",
    "\n: ",
    "***\n",
    "$",
    "{.x}",
    "|",
]
TYPED = [
    "\n",
    "\n\n",
    "1. ",
    "2. ",
    "7) ",
    "- ",
    "* ",
    "a) ",
    "A. ",
    "(3) ",
    "_",
    "[1]",
    "\n\n[1] ",
    "* * *",
    "“",
    "By ",
]
HELD = ["w:ins", "w:hyperlink r:id='web'", "w:smartTag", "w:fldSimple", "w:bdo", "w:unheard", "w:moveTo", "w:del"]
RUNS = st.recursive(
    WORDS.map(word_file.run),
    lambda inner: st.tuples(st.sampled_from(HELD), st.lists(inner, max_size=3).map("".join)).map(
        lambda made: f"<{made[0]}>{made[1]}</{made[0].split()[0]}>"
    ),
    max_leaves=6,
)
PARAGRAPHS = st.lists(RUNS | st.sampled_from(["<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>"]), max_size=4).map(
    lambda runs: word_file.paragraph(*runs)
)
ENDED = f"<p>{PROSE}</p>"
LAW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@LAW
@given(st.lists(TREES, max_size=5).map("".join))
def test_every_word_of_a_page_is_accounted_for(text: str) -> None:
    assert proof(read("page.html", f"<html><body>{ENDED}{text}{ENDED}</body></html>".encode())) == []


@LAW
@given(st.lists(st.one_of(WORDS, WORDS, st.sampled_from(SYNTAX)), max_size=30).map("".join))
def test_every_word_of_markdown_is_accounted_for(text: str) -> None:
    assert proof(read("essay.md", f"# T\n\n{PROSE}\n\n{text}\n\n{PROSE}\n".encode())) == []


@LAW
@given(st.lists(st.one_of(WORDS, WORDS, st.sampled_from(TYPED)), max_size=25).map("".join))
def test_every_word_of_a_plain_text_is_accounted_for(text: str) -> None:
    assert proof(read("essay.txt", f"T\n\n{PROSE}\n\n{text}\n\n{PROSE}\n".encode())) == []


@LAW
@given(st.lists(PARAGRAPHS, max_size=6), WORDS)
def test_every_word_of_a_word_document_is_accounted_for(paragraphs: list[str], note: str) -> None:
    first = word_file.paragraph(PROSE, word_file.note_call(1))
    data = word_file.document(first, *paragraphs, word_file.paragraph(PROSE, " End."), notes=(word_file.run(note),))
    assert proof(read("essay.docx", data)) == []
