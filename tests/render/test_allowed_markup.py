"""Markup that acts or fetches: a template of a book's own layout cannot make it, and no finished e-book has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from care_book import write_care_book
from real_book import build_book
from test_validate import inserted

from anthology.core.errors import AnthologyError, LayoutError
from anthology.core.findings import Finding
from anthology.render.templates import chosen_layout
from anthology.render.xhtml import Target
from anthology.stages import read_book

ESSAY, PAGE = "essay.xhtml.j2", "page.xhtml.j2"
TEXT = "{{ opening(essay.blocks) }}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink">{}</math>'
EVIL = "https://evil.example/x"
ELEMENT, ATTRIBUTE, ADDRESS, STYLE, DOCUMENT = "L015", "L016", "L017", "L018", "L019"

# What stands before the text of an essay, and the code by which it is refused.
BODY: dict[str, tuple[str, str]] = {
    "script": ("<script>x()</script>", ELEMENT),
    "script from elsewhere": (f'<script src="{EVIL}"></script>', ELEMENT),
    "click": ('<p onclick="x()">x</p>', ATTRIBUTE),
    "load": ('<img src="cover.jpg" alt="" onload="x()"/>', ATTRIBUTE),
    "handler in capitals": ('<p ONCLICK="x()">x</p>', ATTRIBUTE),
    "handler to come": ('<p onsomethingnew="x()">x</p>', ATTRIBUTE),
    "javascript": ('<a href="javascript:x()">x</a>', ADDRESS),
    "javascript with a tab": ('<a href="java&#9;script:x()">x</a>', ADDRESS),
    "javascript after a blank": ('<a href=" &#9; javascript:x()">x</a>', ADDRESS),
    "vbscript": ('<a href="vbscript:x()">x</a>', ADDRESS),
    "data": ('<a href="data:text/html,x">x</a>', ADDRESS),
    "file": ('<a href="file:///etc/hosts">x</a>', ADDRESS),
    "blob": ('<a href="blob:https://evil.example/x">x</a>', ADDRESS),
    "intent": ('<a href="intent://x#Intent;end">x</a>', ADDRESS),
    "ping": (f'<a href="snow.xhtml" ping="{EVIL}">x</a>', ATTRIBUTE),
    "attachment": (f'<a href="{EVIL}" rel="attachment">x</a>', ATTRIBUTE),
    "download": ('<a href="snow.xhtml" download="x">x</a>', ATTRIBUTE),
    "target": ('<a href="snow.xhtml" target="_blank">x</a>', ATTRIBUTE),
    "refresh in the body": (f'<p><meta http-equiv="refresh" content="0;url={EVIL}"/></p>', ATTRIBUTE),
    "form": ("<form></form>", ELEMENT),
    "input": ("<p><input/></p>", ELEMENT),
    "button": (f'<p><button formaction="{EVIL}">x</button></p>', ELEMENT),
    "select": ("<p><select><option>x</option></select></p>", ELEMENT),
    "frame": (f'<iframe src="{EVIL}"></iframe>', ELEMENT),
    "frame with its page": ('<iframe srcdoc="x"></iframe>', ELEMENT),
    "object": (f'<object data="{EVIL}"></object>', ELEMENT),
    "embed": (f'<embed src="{EVIL}"/>', ELEMENT),
    "applet": ("<applet></applet>", ELEMENT),
    "portal": (f'<portal src="{EVIL}"></portal>', ELEMENT),
    "picture from elsewhere": (f'<img src="{EVIL}" alt=""/>', ADDRESS),
    "picture without a scheme": ('<img src="//evil.example/x" alt=""/>', ADDRESS),
    "picture with backslashes": ('<img src="\\\\evil.example/x" alt=""/>', ADDRESS),
    "picture as data": ('<img src="data:image/png;base64,AAAA" alt=""/>', ADDRESS),
    "picture in sizes": (f'<img src="cover.jpg" srcset="{EVIL} 2x" alt=""/>', ATTRIBUTE),
    "picture of sources": (f'<picture><source srcset="{EVIL}"/></picture>', ELEMENT),
    "poster": (f'<video poster="{EVIL}"></video>', ELEMENT),
    "sound": (f'<audio src="{EVIL}"></audio>', ELEMENT),
    "track": (f'<video><track src="{EVIL}"/></video>', ELEMENT),
    "background": (f'<table background="{EVIL}"><tbody><tr><td>x</td></tr></tbody></table>', ATTRIBUTE),
    "drawing with a script": (SVG.format("<script>x()</script>"), ELEMENT),
    "drawing with a handler": (SVG.format('<path d="M0 0" onclick="x()"/>'), ATTRIBUTE),
    "drawing that sets an address": (SVG.format('<set attributeName="href" to="javascript:x()"/>'), ELEMENT),
    "drawing that changes an address": (SVG.format('<animate attributeName="href" values="javascript:x()"/>'), ELEMENT),
    "drawing that uses another": (SVG.format(f'<use href="{EVIL}#a"/>'), ADDRESS),
    "drawing that uses another in the old way": (SVG.format(f'<use xlink:href="{EVIL}#a"/>'), ATTRIBUTE),
    "drawing that is a link": (SVG.format('<a href="javascript:x()"><path d="M0 0"/></a>'), ELEMENT),
    "drawing with a page": (SVG.format("<foreignObject><p>x</p></foreignObject>"), ELEMENT),
    "drawing with a picture": (SVG.format(f'<image href="{EVIL}"/>'), ELEMENT),
    "drawing with a filter": (SVG.format(f'<filter><feImage href="{EVIL}"/></filter>'), ELEMENT),
    "drawing filled from elsewhere": (SVG.format(f'<path d="M0 0" fill="url({EVIL}#a)"/>'), ADDRESS),
    "drawing with a style": (SVG.format(f"<style>@import '{EVIL}';</style>"), ELEMENT),
    "formula that acts": (MATH.format('<maction actiontype="statusline"><mi>x</mi></maction>'), ELEMENT),
    "formula that is a link": (MATH.format('<mi xlink:href="javascript:x()">x</mi>'), ELEMENT),
    "style with an address": (f'<p style="background: url({EVIL})">x</p>', STYLE),
    "style with a set of pictures": (f"<p style=\"background: image-set('{EVIL}' 1x)\">x</p>", STYLE),
    "style with a set of a browser": (f"<p style=\"background: -webkit-image-set('{EVIL}' 1x)\">x</p>", STYLE),
    "style with a cross-fade": (f"<p style=\"background: cross-fade('{EVIL}', red)\">x</p>", STYLE),
    "style with escapes": ('<p style="background: u\\72l(x.png)">x</p>', STYLE),
    "style with a pointer": ('<p style="cursor: url(x.cur), auto">x</p>', STYLE),
    "style with content": ('<p style="content: url(x.png)">x</p>', STYLE),
    "style with a binding": (f'<p style="-moz-binding: url({EVIL}#a)">x</p>', STYLE),
    "style with a behaviour": ('<p style="behavior: url(x.htc)">x</p>', STYLE),
    "style with an expression": ('<p style="width: expression(x())">x</p>', STYLE),
    "style element": (f"<style>@import '{EVIL}';</style>", ELEMENT),
    "inclusion": ('<include xmlns="http://www.w3.org/2001/XInclude" href="/etc/hosts"/>', ELEMENT),
    "trigger": ('<epub:trigger xmlns:epub="http://www.idpf.org/2007/ops" action="play" ref="x"/>', ELEMENT),
    "switch": ('<epub:switch xmlns:epub="http://www.idpf.org/2007/ops"><epub:default/></epub:switch>', ELEMENT),
    "editable": ('<p contenteditable="true">x</p>', ATTRIBUTE),
    "focus": ('<p tabindex="0" autofocus="autofocus">x</p>', ATTRIBUTE),
    "details": ("<details><summary>x</summary></details>", ELEMENT),
    "dialog": ('<dialog open="open">x</dialog>', ELEMENT),
    "template": ("<template><p>x</p></template>", ELEMENT),
    "slot": ("<slot>x</slot>", ELEMENT),
    "element of one's own": ("<my-element>x</my-element>", ELEMENT),
    "element that is another": ('<p is="my-element">x</p>', ATTRIBUTE),
    "hidden from screen readers": ('<p aria-hidden="true">x</p>', ATTRIBUTE),
    "read in another order": ('<p aria-flowto="x">x</p>', ATTRIBUTE),
    "base of addresses": (f'<p xml:base="{EVIL}">x</p>', ATTRIBUTE),
    "instruction in the body": ("<?php x() ?>", DOCUMENT),
    "element without a namespace": ('<p xmlns="">x</p>', ELEMENT),
}  # fmt: skip
# What stands in the head of each page.
HEAD: dict[str, tuple[str, str]] = {
    "base": (f'<base href="{EVIL}"/>', ELEMENT),
    "refresh": (f'<meta http-equiv="refresh" content="0;url={EVIL}"/>', ATTRIBUTE),
    "charset": ('<meta charset="utf-7"/>', ATTRIBUTE),
    "prefetch": (f'<link rel="prefetch" href="{EVIL}"/>', ATTRIBUTE),
    "attachment of the page": ('<link rel="attachment" href="book.css"/>', ATTRIBUTE),
    "import": ('<link rel="import" href="x.html"/>', ATTRIBUTE),
    "manifest": ('<link rel="manifest" href="x.json"/>', ATTRIBUTE),
    "style sheet from elsewhere": (f'<link rel="stylesheet" href="{EVIL}"/>', ADDRESS),
    "bindings": ('<bindings xmlns="http://www.idpf.org/2007/opf"/>', ELEMENT),
}  # fmt: skip
# What stands in place of the document type.
START: dict[str, str] = {
    "entities": '<!DOCTYPE html [<!ENTITY a "b">]>',
    "entities from elsewhere": f'<!DOCTYPE html [<!ENTITY % a SYSTEM "{EVIL}">]>',
    "attributes of its own": '<!DOCTYPE html [<!ATTLIST p onclick CDATA "x()">]>',
    "another document type": f'<!DOCTYPE html SYSTEM "{EVIL}">',
    "style sheet of XML": f'<?xml-stylesheet href="{EVIL}"?><!DOCTYPE html>',
}
TARGETS: tuple[Target, ...] = ("ebook", "print")
# What a layout may well have.
PLAIN = (
    '<p title="x" class="mine" data-mine="1" role="note" aria-label="x" style="margin: calc(1em + 2px)">x</p>',
    "<ruby>x<rp>(</rp><rt>y</rt><rp>)</rp></ruby><bdi>x</bdi><time datetime='2017'>x</time>",
    '<a href="https://example.org/">x</a><a href="mailto:x@example.org">x</a><a href="#rain">x</a>',
    SVG.format('<title>x</title><g id="g1"><path d="M0 0h9" fill="red"/></g><use href="#g1"/>'),
    '<hgroup><p style="color: rgb(0 0 0); background: linear-gradient(#fff, #eee)">x</p></hgroup>',
)


def faults(folder: Path, file: str, old: str, new: str, target: Target) -> list[Finding]:
    """What is said of the essay's page when a text of the house's template is another."""
    book = read_book(write_care_book(folder, ((file, old, new),)))
    with pytest.raises(LayoutError) as refused:
        chosen_layout(book.manifest)[0].page(book.piece("rain"), book, target)
    return list(refused.value.findings)


@pytest.mark.parametrize("name", [*BODY, *HEAD])
@pytest.mark.parametrize("target", TARGETS)
def test_a_template_cannot_make_what_acts_or_fetches(name: str, target: Target, tmp_path: Path) -> None:
    is_head = name in HEAD
    markup, code = (HEAD | BODY)[name]
    file, old = (PAGE, '<meta charset="utf-8"/>') if is_head else (ESSAY, TEXT)
    found = faults(tmp_path, file, old, f"{old}\n{markup}", target)
    assert code in {each.code for each in found}
    for each in found:
        assert each.at is not None
        assert each.at.path == Path("layouts/mine", file)
        lines = (tmp_path / each.at.path).read_text("utf-8").splitlines()
        assert lines[each.at.line - 1] == markup
        assert each.message
        assert each.remedy


@pytest.mark.parametrize("name", START)
@pytest.mark.parametrize("target", TARGETS)
def test_a_template_declares_nothing_of_its_own(name: str, target: Target, tmp_path: Path) -> None:
    found = faults(tmp_path, PAGE, "<!DOCTYPE html>", START[name], target)
    assert [(each.code, each.at and each.at.line) for each in found][:1] == [(DOCUMENT, 2)]


@pytest.mark.parametrize("name", BODY)
def test_no_finished_ebook_has_what_acts_or_fetches(name: str, sample_epub: bytes) -> None:
    assert {"E017", "E018"} & set(inserted(sample_epub, BODY[name][0]))


@pytest.mark.parametrize("markup", PLAIN)
def test_what_only_shows_words_is_taken(markup: str, tmp_path: Path, sample_epub: bytes) -> None:
    book = read_book(write_care_book(tmp_path, ((ESSAY, TEXT, f"{markup}{TEXT}"),)))
    look = chosen_layout(book.manifest)[0]
    for target in TARGETS:
        assert look.page(book.piece("rain"), book, target)
    assert not {"E017", "E018"} & set(inserted(sample_epub, markup))


def test_a_build_with_such_a_template_makes_nothing(tmp_path: Path) -> None:
    manifest = write_care_book(tmp_path / "book", ((ESSAY, TEXT, f"<script>x()</script>{TEXT}"),))
    for edition in ("ebook", "screen"):
        with pytest.raises(AnthologyError, match=r"essay.xhtml.j2:\d+: L015 the element <script>"):
            build_book(manifest, tmp_path / "out", edition)
    assert not (tmp_path / "out").exists()
