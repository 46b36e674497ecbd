"""On what of a book a page depends: it is rendered again when that changes, and only then."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from generated_book import write_book

from anthology.book.model import Book, Piece
from anthology.core.cache import NO_CACHE, Cache
from anthology.render.page_context import PageContext
from anthology.render.template_functions import OLD_NAMES
from anthology.render.templates import Layout, Pages, layout, with_labels
from anthology.stages import read_book

OWN = '{{% extends "page.xhtml.j2" %}}{{% block content %}}{body}{{% endblock %}}'


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("book"), 3)


@pytest.fixture(scope="module")
def book(manifest: Path) -> Book:
    return read_book(manifest)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slugs of the pages that were rendered."""
    slugs: list[str] = []
    page_in = Layout.page_in

    def noted(self: Layout, context: PageContext, piece: Piece, *rest: object) -> str:
        slugs.append(piece.slug)
        return page_in(self, context, piece, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Layout, "page_in", noted)
    return slugs


def pages_of(book: Book, cache: Cache = NO_CACHE, look: Layout | None = None) -> dict[str, str]:
    pages = Pages(look or layout(), book, "print", cache)
    return {piece.slug: pages.page(piece) for piece in book.pieces}


def with_template(name: str, body: str) -> Layout:
    """The house's layout with another template for a kind of piece."""
    look = layout()
    templates = (
        replace(each, text=OWN.format(body=body)) if each.name == name else each for each in look.files.templates
    )
    return replace(look, files=replace(look.files, templates=tuple(templates), is_own=True))


def test_pages_are_the_same_from_the_cache(book: Book, tmp_path: Path, rendered: list[str]) -> None:
    cache, wanted = Cache(folder=tmp_path), pages_of(book)
    assert [pages_of(book, cache) for _ in range(2)] == [wanted] * 2
    rendered.clear()
    assert pages_of(book, cache) == wanted
    assert rendered == ["note-on-the-texts"], "it alone depends on the texts of all essays"


CHANGES = {
    "an essay's words": ("texts/essay-0002.txt", "the ", "thy ", {"essay-0002"}),
    "a title": ("book.yaml", "Essay 3", "Third Essay", None),
    "what is said of an essay": ("book.yaml", "Contributor 1}", "Contributor One}", None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_is_rendered_again(name: str, tmp_path: Path, rendered: list[str]) -> None:
    file, old, new, wanted = CHANGES[name]
    manifest, cache = write_book(tmp_path / "book", 3), Cache(folder=tmp_path / "cache")
    pages_of(read_book(manifest), cache)
    path = manifest.parent / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    changed = read_book(manifest)
    rendered.clear()
    pages = pages_of(changed, cache)
    assert set(rendered) - {"note-on-the-texts"} == (
        wanted or {each.slug for each in changed.pieces} - {"note-on-the-texts"}
    )
    assert pages == pages_of(changed)


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        ("{{ book.pieces | length }}{{ book.after('copyright').title }}", False),
        ("{{ book.contributions[0].title }}{{ book.contributors()[1].works[0].slug }}", False),
        ("{{ book.editorial.proof }}{{ book.bibliography.placement }}{{ book.manifest.date }}", False),
        ("{{ book.contributions[0].essay.lang }}", True),
        ("{{ book.pieces[3].blocks | length }}", True),
        ("{{ book.piece('essay-0001').contribution.slug }}", True),
        ("{{ book.pictures() | length }}", True),
        ("{{ book.findings | length }}", True),
    ],
)
def test_a_template_that_asks_for_more_than_facts_is_rendered_in_every_build(
    body: str, is_whole: bool, book: Book, tmp_path: Path, rendered: list[str]
) -> None:
    look, cache = with_template("colophon.xhtml.j2", body), Cache(folder=tmp_path)
    wanted = pages_of(book, NO_CACHE, look)
    pages_of(book, cache, look)
    rendered.clear()
    assert pages_of(book, cache, look) == wanted
    assert ("colophon" in rendered) == is_whole


def test_another_template_is_rendered_anew(book: Book, tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    one, other = (with_template("colophon.xhtml.j2", f"<p>{words}</p>") for words in ("One", "Other"))
    assert "<p>One</p>" in pages_of(book, cache, one)["colophon"]
    assert "<p>Other</p>" in pages_of(book, cache, other)["colophon"]


def test_labels_are_put_into_page_references() -> None:
    xhtml = '<p><a class="page-ref" href="#a&amp;b">00</a> <a class="page-ref" href="#c">00</a> <a href="#c">00</a></p>'
    assert with_labels(xhtml, {"a&b": "123", "x": "1"}) == xhtml.replace("00", "000", 1)
    assert ">xii</a>" in with_labels(xhtml, {"c": "xii"})


def test_the_handbook_describes_every_name_that_a_template_gets(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(Layout, "render", lambda *_, **values: given.update(values) or "")
    layout().page(book.pieces[0], book, "print")
    handbook = (Path(__file__).parents[2] / "docs" / "layouts.md").read_text("utf-8")
    section = handbook.partition("## What a template gets")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)", section, re.MULTILINE)) == sorted(given)
    old = section.partition("old ones")[2]
    assert set(re.findall(r"`(?:book\.)?(\w+)`", old)) == set(OLD_NAMES)


def test_templates_may_use_the_old_names(book: Book) -> None:
    pairs = (
        ("{{ said('x') }}{{ way('x') }}{{ own }}{{ ours }}", "{{ mark_message('x') }}{{ dir_attribute_of('x') }}en-GB"),
        ("{{ book.apparatus.proof }}", "{{ book.editorial.proof }}"),
    )
    for old, new in pairs:
        one, other = (pages_of(book, look=with_template("colophon.xhtml.j2", body))["colophon"] for body in (old, new))
        assert one == other
