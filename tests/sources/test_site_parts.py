"""Pages as the commonest systems write them: their own parts go by structure, the author's words and captions stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from real_book import build_book
from source_book import pages_of, write_book

from anthology.core.findings import Location
from anthology.result import BuildResult
from anthology.sources.html.reader import read_page

X = {"x": "http://www.w3.org/1999/xhtml"}
PROSE = "A paragraph of words that is long enough to be taken for the running text of a page by every rule."


def built(folder: Path, inside: str, head: str = "") -> tuple[etree._Element, BuildResult]:
    """The text of a page as the e-book has it, and what was said."""
    source = folder / "a.html"
    page = f"<head>{head}</head><body><article><h1>A</h1><p>{PROSE}</p>{inside}<p>{PROSE}</p></article></body>"
    source.write_text(f"<html>{page}</html>", "utf-8")
    manifest = write_book(folder / "book", [source])
    Image.new("RGB", (400, 300), "grey").save(manifest.parent / "a.png")
    report = build_book(manifest, folder / "out", "ebook")
    (body,) = pages_of(report)["essay-1"].iterfind(".//x:div[@class='text']", X)
    return body, report


PARTS = {
    "edit": '<h2>Rain<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>',
    "contents": '<div id="toc" class="toc"><h2>Contents</h2><ul><li><a href="#x">1 Rain</a></li></ul></div>',
    "hatnote": '<div class="hatnote">For other rain, see <a href="/x">Snow</a>.</div>',
    "needed": "<p>It rained.<sup class='noprint'>[<i><a href='/c'>citation needed</a></i>]</sup> It poured.</p>",
    "sharing": '<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="/t">Tweet</a></li></ul></div>',
    "related": '<div class="jp-relatedposts"><p>Another post that is about the snow of last winter.</p></div>',
    "substack": '<div class="subscription-widget-wrap"><p>Thanks for reading. Subscribe for free.</p></div>',
    "ghost": '<div class="kg-card kg-signup-card"><p>Sign up for more of it.</p></div>',
    "blogger": '<div class="post-share-buttons"><a href="/x">Email This</a></div>',
}
GONE = ("edit", "Contents", "other rain", "citation", "Tweet", "snow", "Subscribe", "Sign up", "Email")


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_a_site_are_left_out(tmp_path: Path, name: str) -> None:
    body, report = built(tmp_path, PARTS[name])
    words = "".join(body.itertext())
    assert not [each for each in GONE if each in words]
    assert words.count(PROSE) == 2
    assert name != "edit" or [each.text for each in body.iter("{*}h2")] == ["Rain"]
    assert name != "needed" or "It rained. It poured." in words
    assert not {finding.code for finding in report.findings} & {"F002", "F003", "C013"}


UNSEEN = {
    "attribute": "<p hidden>Unseen words stand here.</p>",
    "display": '<div style="display: none"><p>Unseen words stand here.</p></div>',
    "visibility": '<p style="visibility:hidden">Unseen words stand here.</p>',
    "class": '<div class="tip"><p>Unseen words stand here.</p></div>',
    "amid words": '<p>It rained.<span style="display:none"> Unseen words stand here.</span> It poured.</p>',
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_a_page_does_not_show_is_left_out_with_a_finding(tmp_path: Path, name: str) -> None:
    body, report = built(tmp_path, UNSEEN[name], "<style>div.tip { display: none }</style>")
    words = "".join(body.itertext())
    assert ("Unseen" in words, words.count(PROSE)) == (False, 2)
    (finding,) = [each for each in report.findings if each.code == "C013"]
    assert "Unseen words stand here." in finding.message
    assert "is not shown" in finding.message
    assert not {each.code for each in report.findings} & {"F002", "F003"}


def test_what_a_link_of_the_page_shows_stays(tmp_path: Path) -> None:
    folded = '<p>More<a href="#n">*</a> of it, and <a href="#rest">the rest</a>.</p>'
    hidden = f'<div id="rest" hidden><p>The rest of it.</p></div><p id="n" style="display:none">{PROSE} Noted.</p>'
    words = "".join(built(tmp_path, folded + hidden)[0].itertext())
    assert "The rest of it." in words
    assert "Noted." in words


def test_what_only_sounds_like_a_part_of_a_site_stays(tmp_path: Path) -> None:
    body, _ = built(tmp_path, '<div class="toc-story"><p>See “Snow” for more.</p></div><p class="hatnotes">Stay.</p>')
    assert "See “Snow” for more." in "".join(body.itertext())
    assert "Stay." in "".join(body.itertext())


def test_a_text_in_such_a_part_stays(tmp_path: Path) -> None:
    body, _ = built(tmp_path, f'<div class="read-next"><p>{PROSE * 9}</p></div>')
    assert PROSE * 9 in "".join(body.itertext())


CAPTIONED = {
    "encyclopedia": '<div class="thumb"><div class="thumbinner">{}<div class="thumbcaption">A gauge</div></div></div>',
    "weblog": '<div class="wp-caption">{}<p class="wp-caption-text">A gauge</p></div>',
    "letter": '<div><figure>{}<figcaption class="image-caption">A gauge</figcaption></figure></div>',
}


@pytest.mark.parametrize("name", CAPTIONED)
def test_captions_stay_with_their_pictures(tmp_path: Path, name: str) -> None:
    body, _ = built(tmp_path, CAPTIONED[name].format('<img src="a.png" alt="A glass">'))
    (figure,) = body.iter("{*}figure")
    assert ["".join(each.itertext()) for each in figure.iter("{*}figcaption")] == ["A gauge"]
    assert "".join(body.itertext()).count("A gauge") == 1


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "NewsArticle", "headline": "On \'Rain\'", "datePublished": "2019-03-04T05:06Z",'
        ' "author": [{"@type": "Person", "name": "Ann Roe"}, {"name": "Bo Doe"}]}',
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["BlogPosting"], "headline": "On \'Rain\'",'
        ' "datePublished": "2019-03-04", "author": ["Ann Roe", "Bo Doe"]}]}',
    ],
)
def test_linked_data_give_title_authors_and_date(data: str) -> None:
    script = f'<script type="application/ld+json">{{broken</script><script type="application/ld+json">{data}</script>'
    page = f"<html><head>{script}</head><body><article><p>{PROSE}</p></article></body></html>"
    draft = read_page(page.encode(), "a", Location(Path("a.html")))
    assert (draft.title, draft.byline, draft.date) == ("On ‘Rain’", "Ann Roe and Bo Doe", "2019-03-04")
