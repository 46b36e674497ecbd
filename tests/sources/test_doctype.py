"""Document types with an internal subset: nothing of them is printed, and their entities are words or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_epub_chapter import PAGE, book

from anthology.core.document import plain_block
from anthology.core.errors import LimitError, SourceError
from anthology.core.essay import Essay
from anthology.sources.pipeline import Source, read_essay

HEAD = '<?xml version="1.0"?>\n<!DOCTYPE html [\n{}\n]>\n'
BODY = "<html><body><p>The words before, &hello; and the words behind them.</p></body></html>"


def read(subset: str, body: str = BODY, name: str = "page.xhtml") -> Essay:
    return read_essay(Source(slug="essay", path=Path(name), data=(HEAD.format(subset) + body).encode()))


def words(essay: Essay) -> str:
    return "\n".join(map(plain_block, essay.blocks))


@pytest.mark.parametrize("name", ["page.xhtml", "page.html"])
@pytest.mark.parametrize(
    ("subset", "said"),
    [
        ('<!ENTITY hello "Hello there">', "Hello there"),
        ("<!ENTITY hello 'An &#233;t&eacute; > [x]'>", None),
        ("<!ENTITY hello 'a &#xe9; &lt; b ]> c'>", "a é < b ]> c"),
        ('<!-- ]> --><?x ]> ?><!ELEMENT p (#PCDATA)><!ATTLIST p a CDATA "]>"><!ENTITY hello "yes">', "yes"),
        ('<!ENTITY hello "first"><!ENTITY hello "second">', "first"),
        ('<!ENTITY % other "x">\n%other;\n<!ENTITY hello "in a subset">', "in a subset"),
        ('<!NOTATION n SYSTEM "x"><!ENTITY pic SYSTEM "a.gif" NDATA n><!ENTITY hello "words">', "words"),
    ],
)
def test_a_subset_is_not_printed_and_its_entities_are_words(subset: str, said: str | None, name: str) -> None:
    if said is None:
        if name.endswith(".html"):
            pytest.skip("the declaration makes both XHTML")
        with pytest.raises(SourceError, match="hello"):
            read(subset, name=name)
        return
    essay = read(subset, name=name)
    assert words(essay) == f"The words before, {said} and the words behind them."
    assert {"F002", "F003"}.isdisjoint(each.code for each in essay.findings)


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY hello SYSTEM "file:///etc/passwd">',
        '<!ENTITY hello PUBLIC "x" "http://evil.example/x">',
        '<!ENTITY a "aaaa"><!ENTITY hello "&a;&a;&a;">',
        "<!ENTITY hello '<b>bold</b>'>",
        "<!ENTITY hello '&#60;b>'>",
    ],
)
def test_an_entity_that_is_no_words_is_refused_with_its_line(subset: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(f"<!-- one\nmore line -->{subset}")
    (finding,) = caught.value.findings
    assert (finding.code, finding.at and finding.at.line, "hello" in finding.message) == ("S036", 6, True)
    assert finding.hint


def test_an_entity_that_nothing_names_is_no_matter() -> None:
    essay = read('<!ENTITY other SYSTEM "file:///etc/passwd">', BODY.replace("&hello;", "&amp;"))
    assert words(essay) == "The words before, & and the words behind them."


def test_a_subset_without_an_end_is_refused() -> None:
    with pytest.raises(SourceError, match="no end"):
        read_essay(Source(slug="x", path=Path("a.xhtml"), data=b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b"'))


def test_words_of_entities_have_a_limit() -> None:
    with pytest.raises(LimitError, match="source-bytes"):
        read(f'<!ENTITY hello "{"words " * 9_000}">', BODY.replace("&hello;", "&hello;" * 9_000))


def test_names_in_literal_sections_and_comments_stay_as_they_are() -> None:
    essay = read(
        '<!ENTITY hello "Hi">', "<html><body><!-- &hello; --><p>It is <![CDATA[&hello;]]> &hello;.</p></body></html>"
    )
    assert words(essay) == "It is &hello; Hi."


def test_a_chapter_of_an_e_book_may_have_one() -> None:
    page = '<!DOCTYPE html [<!ENTITY hello "Hello there">]>' + PAGE.format("<p>The words before, &hello;.</p>")
    data = book(**{"OPS/text/one.xhtml": page})
    essay = read_essay(Source(slug="essay", path=Path("old.epub"), data=data, chapter="one.xhtml"))
    assert words(essay) == "The words before, Hello there."
