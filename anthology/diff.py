"""What changed between two editions of a book: essay by essay, block by block, page by page."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

from lxml import etree

from anthology.core.document import plain
from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location
from anthology.core.watchdog import report_step
from anthology.epub.build import CONTENTS
from anthology.epub.validate import open_epub
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.render.templates import chosen_layout
from anthology.stages import read_book

Form = Literal["manifest", "epub", "pdf"]

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
TEXTS = "p li h1 h2 h3 h4 h5 h6 td th pre figure"
BLOCKS = frozenset(f"{XHTML}{name}" for name in TEXTS.split())
# Parts whose texts have names that stay.
KEYED = ("content notes", "credits", "references", "resources", "findings", "printed pages", "pages")
ESSAY = "essay "  # the names of parts that are essays begin so
AROUND = 4  # words shown before and after a change
LARGEST = 256 * 1024 * 1024  # bytes of a finished file
PICTURE_DPI = 50
# A hyphen that the typesetter put at the end of a line.
LINE_HYPHEN = re.compile("[\u2010\u00ad\ufffe\x02]\\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: its parts by name, each as texts by their places; `pictures` are digests of a PDF's pages."""

    path: Path
    form: Form
    title: str
    parts: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference: in which part, at which place, of what kind, and the words before and after with some around."""

    part: str
    place: str
    kind: Literal["added", "removed", "changed", "moved", "looks"]
    before: str = ""
    after: str = ""


def read_side(path: Path) -> Side:
    """A manifest, a finished EPUB or a finished PDF as something to compare; SourceError for anything else."""
    report_step(f"reading {path}")
    if path.suffix.lower() in (".yaml", ".yml"):
        return _of_manifest(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise SourceError(Finding("S001", str(error.strerror), Location(path))) from error
    if data.startswith(b"%PDF-"):
        return _of_pdf(path, data)
    found = open_epub(data[:LARGEST])
    if isinstance(found, Finding):
        hint = "name two manifests, two EPUBs or two PDFs, or a manifest and an EPUB"
        raise SourceError(Finding("S002", f"it is no EPUB: {found.message}", Location(path), hint))
    return _of_epub(path, found.pages, found.spine, found.package)


def compare(old: Side, new: Side) -> tuple[Change, ...]:
    """Every difference, in the order of the newer side; SourceError where a PDF is held against something else."""
    is_same = old.form == new.form
    if not is_same and "pdf" in (old.form, new.form):
        hint = "the pages of a PDF can be held against those of a PDF only"
        message = f"{old.form} and {new.form} have nothing in common"
        raise SourceError(Finding("S002", message, Location(new.path), hint))
    names = [name for name in new.parts if is_same or name.startswith(ESSAY)]
    gone = [name for name in old.parts if name not in new.parts and (is_same or name.startswith(ESSAY))]
    changes = [Change(part=name, place="", kind="removed", before=old.titles.get(name, "")) for name in gone]
    for name in names:
        if name not in old.parts:
            changes.append(Change(part=name, place="", kind="added", after=new.titles.get(name, "")))
        else:
            found = _by_place if name in KEYED else _by_words
            changes.extend(found(name, old.parts[name], new.parts[name]))
    changes.extend(_moved(old, new))
    changes.extend(
        Change(part="pages", place=place, kind="looks")
        for place, digest in new.pictures.items()
        if place in old.pictures and digest != old.pictures[place]
    )
    return tuple(changes)


def _by_place(part: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """The texts of a part that differ where each stands at a place of its own."""
    for place in dict.fromkeys((*new, *old)):
        before, after = old.get(place), new.get(place)
        if before is None:
            yield Change(part=part, place=place, kind="added", after=str(after))
        elif after is None:
            yield Change(part=part, place=place, kind="removed", before=before)
        elif before != after:
            yield Change(
                part=part, place=place, kind="changed", before=_focus(before, after), after=_focus(after, before)
            )


def _by_words(part: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """The texts of a part that differ, matched by their words and not by their positions alone."""
    before, after = list(old.items()), list(new.items())
    matcher = difflib.SequenceMatcher(None, [text for _, text in before], [text for _, text in after], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        pairs = max(last - first, end - start)
        for step in range(pairs):
            was = before[first + step] if first + step < last else None
            now = after[start + step] if start + step < end else None
            if was and now:
                ahead, behind = _focus(was[1], now[1]), _focus(now[1], was[1])
                yield Change(part=part, place=now[0], kind="changed", before=ahead, after=behind)
            elif now:
                yield Change(part=part, place=now[0], kind="added", after=now[1])
            elif was:
                yield Change(part=part, place=was[0], kind="removed", before=was[1])


def _focus(text: str, other: str) -> str:
    """The words of a text that another has not, in brackets, with a few words around them."""
    words, others = text.split(), other.split()
    found: list[str] = []
    for kind, first, last, _, _ in difflib.SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        part = words[first:last]
        if kind != "equal":
            found.append(f"[{' '.join(part)}]" if part else "[]")
        elif len(part) > 2 * AROUND:
            ahead, behind = " ".join(part[:AROUND]), " ".join(part[-AROUND:])
            found.append(f"{ahead} … {behind}" if found else f"… {behind}")
        else:
            found.append(" ".join(part))
    return re.sub(r" … (?:\S+ ?){4}$", " …", " ".join(found))


def _moved(old: Side, new: Side) -> Iterator[Change]:
    """Essays that both have, in another order."""
    was = [name for name in old.parts if name in new.parts and name.startswith(ESSAY)]
    now = [name for name in new.parts if name in old.parts and name.startswith(ESSAY)]
    kept = {
        name
        for block in difflib.SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
        for name in now[block.b : block.b + block.size]
    }
    for name in now:
        if name not in kept:
            yield Change(
                part=name,
                place="",
                kind="moved",
                before=f"place {was.index(name) + 1}",
                after=f"place {now.index(name) + 1}",
            )


def _of_manifest(path: Path) -> Side:
    book = read_book(path)
    layout = chosen_layout(book.manifest)[0]
    pieces = [piece for piece in book.pieces if piece.kind != CONTENTS]
    pages = {piece.slug: etree.fromstring(layout.page(piece, book, "ebook").encode()) for piece in pieces}
    parts, titles = _parts(pages.values())
    slugs = [each.slug for each in book.contributions]
    parts["content notes"] = {slug: book.editorial.note(slug) for slug in slugs}
    parts["credits"] = {slug: book.editorial.credit(slug) for slug in slugs}
    parts["references"] = {each.key: _said(plain(each.content)) for each in book.bibliography.entries}
    parts["resources"] = {each.id: f"{each.name} {each.phone} {each.web}" for each in book.editorial.appendix.resources}
    parts["findings"] = {f"{found.code} {found.at or ''}".strip(): found.message for found in book.findings}
    return Side(path=path, form="manifest", title=book.manifest.title, parts=parts, titles=titles)


def _said(text: str) -> str:
    return " ".join(text.split())


def _of_epub(path: Path, pages: Mapping[str, etree._Element], spine: Sequence[str], package: etree._Element) -> Side:
    shown = [pages[name] for name in spine if name in pages]
    parts, titles = _parts(shown)
    starts = {
        str(marker.get("aria-label")): _following(marker)
        for page in shown
        for marker in page.iter(f"{XHTML}span")
        if marker.get("role") == "doc-pagebreak"
    }
    if starts:
        parts["printed pages"] = starts
    title = next((each.text or "" for each in package.iter("{http://purl.org/dc/elements/1.1/}title")), path.stem)
    return Side(path=path, form="epub", title=title, parts=parts, titles=titles)


def _parts(pages: Iterable[etree._Element]) -> tuple[dict[str, Mapping[str, str]], dict[str, str]]:
    """The texts of pages of an e-book by part, and the titles of the parts."""
    parts: dict[str, Mapping[str, str]] = {}
    titles: dict[str, str] = {}
    for number, page in enumerate(pages, start=1):
        section = next((each for each in page.iter(f"{XHTML}section", f"{XHTML}article") if each.get("id")), None)
        slug = str(section.get("id")) if section is not None else f"page {number}"
        is_essay = section is not None and "chapter" in str(section.get(OPS_TYPE, "")).split()
        part = f"{ESSAY}{slug}" if is_essay else slug
        parts[part] = dict(_blocks(page))
        titles[part] = next((_said("".join(each.itertext())) for each in page.iter(f"{XHTML}h1")), slug)
    return parts, titles


def _blocks(page: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts of a page by the ids of their elements, or by number where they have none."""
    for number, element in enumerate(page.iter(*BLOCKS), start=1):
        if not any(inner.tag in BLOCKS for inner in element.iterdescendants()):
            words = _said("".join(element.itertext()))
            if words:
                yield element.get("id") or f"text {number}", words


def _following(marker: etree._Element, words: int = 6) -> str:
    parent = marker.getparent()
    whole = _said(_rest_of(marker)) or (_said("".join(parent.itertext())) if parent is not None else "")
    return " ".join(whole.split()[:words])


def _rest_of(marker: etree._Element) -> str:
    """The words of the element around a marker from there on."""
    return (marker.tail or "") + "".join("".join(each.itertext()) + (each.tail or "") for each in marker.itersiblings())


def _of_pdf(path: Path, data: bytes) -> Side:
    texts: dict[str, str] = {}
    pictures: dict[str, str] = {}
    with open_pdf(data) as document:
        for index in range(len(document)):
            label = document.get_page_label(index) or str(index + 1)
            place = f"page {label}" if f"page {label}" not in texts else f"page {label} (#{index + 1})"
            page = document[index]
            words = page.get_textpage()
            texts[place] = _said(LINE_HYPHEN.sub("", words.get_text_range()))
            file = io.BytesIO()
            page.render(scale=PICTURE_DPI / 72).to_pil().convert("L").save(file, "PNG")
            pictures[place] = sha256(file.getvalue()).hexdigest()
            words.close()
            page.close()
    return Side(path=path, form="pdf", title=path.stem, parts={"pages": texts}, pictures=pictures)
