"""The care apparatus in a finished e-book: its statements, where their links lead, and whether anything hides them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from anthology.book.model import Book, Piece
from anthology.core.epub_container import resolve
from anthology.core.findings import Finding
from anthology.core.normalize import normalize
from anthology.core.xml import Element
from anthology.css.cascade import Cascade, rules_of
from anthology.css.lint import HIDING_ATTRIBUTES, HIDING_ELEMENTS, hiding
from anthology.css.parser import declarations
from anthology.epub.validate import XHTML, XLINK_HREF, Opened
from anthology.verify.care import Bounds, Statement, bounds, check_address, dialled, finding, missing, statements

DC_RIGHTS = "{http://purl.org/dc/elements/1.1/}rights"
META = "{http://www.idpf.org/2007/opf}meta"
WHERE = "the EPUB"
SLACK = 16  # letters of marks and calls of notes between a line and the note at it


def check_care(opened: Opened, book: Book) -> Iterator[Finding]:
    """What is wrong with the care apparatus of a finished e-book (F020 to F031)."""
    allowed = dialled(book)
    for name, page in opened.pages.items():
        slug = name.removeprefix("EPUB/").removesuffix(".xhtml")
        for element in page.iter("{*}*"):
            for address in filter(None, (element.get("href"), element.get(XLINK_HREF))):
                yield from check_address(address, allowed, WHERE, book, slug)
    flows = _Flows(opened)
    for piece in book.pieces:
        wanted, flow = tuple(statements(book, piece)), flows.of(piece.slug)
        if wanted and flow is not None:
            yield from _check_piece(wanted, piece, book, flow, flows)
    if book.editorial.proof:
        yield from _check_metadata(opened, book)


class _Flow:
    """The normalized text of a page in reading order, without calls of notes, and where in it each element stands.

    `slug` is that of its piece; `links` has the range of each link in the text, and its address; `starts` the place of
    each id.
    """

    def __init__(self, slug: str, page: Element) -> None:
        self.slug, self.page = slug, page
        self.starts: dict[str, int] = {}
        self.links: list[tuple[int, int, str]] = []
        self._runs: list[tuple[int, int, Element]] = []
        self._parts: list[str] = []
        self._length = 0
        body = page.find(f"{XHTML}body")
        if body is not None:
            self._walk(body)
        self.text = "".join(self._parts)

    def _walk(self, element: Element) -> None:
        if element.get("id"):
            self.starts.setdefault(element.get("id"), self._length)
        if element.get("role") == "doc-noteref":
            return
        start = self._length
        self._add(element.text, element)
        for child in element:
            if isinstance(child.tag, str):  # no comment
                self._walk(child)
            self._add(child.tail, element)
        if element.tag == f"{XHTML}a" and element.get("href"):
            self.links.append((start, self._length, element.get("href")))

    def _add(self, text: str | None, element: Element) -> None:
        words = normalize(text or "")
        if words:
            self._runs.append((self._length, self._length + len(words), element))
            self._parts.append(words)
            self._length += len(words)

    def holders(self, start: int, end: int) -> Iterator[Element]:
        """The elements that hold a part of the text, with all around them."""
        for first, last, element in self._runs:
            if first < end and last > start:
                yield element
                yield from element.iterancestors()


@dataclass
class _Flows:
    """The pages of an e-book as they are asked for, each read once, and the rules of its style sheets that hide."""

    opened: Opened

    def __post_init__(self) -> None:
        self._known: dict[str, _Flow | None] = {}

    def of(self, slug: str) -> _Flow | None:
        """The page of a piece, None where the e-book has none."""
        name = _file(slug)
        if name not in self._known:
            page = self.opened.pages.get(name)
            self._known[name] = None if page is None else _Flow(slug, page)
        return self._known[name]

    @cached_property
    def rules(self) -> Cascade:
        """The rules that may hide words, as the table of css.lint knows them, of all style sheets."""
        rules = Cascade()
        for selectors, own in rules_of(self.opened.style_sheets.values()):
            found = [each for each, *_ in hiding(own, is_ebook=True)]
            if found:
                rules.add(selectors, found)
        return rules

    def hidden(self, flow: _Flow) -> dict[Element, str]:
        """The elements of a page that something may hide, each with what does."""
        found = {element: own[0].name for element, own in self.rules.apply(flow.page) if own}
        for element in flow.page.iter("{*}*"):
            name = element.tag.rpartition("}")[2]
            said = [each.name for each, *_ in hiding(declarations(element.get("style", "")), is_ebook=True)]
            said += [attribute for attribute in HIDING_ATTRIBUTES if attribute in element.attrib]
            said += [name] if name in HIDING_ELEMENTS else []
            if said:
                found[element] = said[0]
        return found


def _file(slug: str) -> str:
    return f"EPUB/{slug}.xhtml"


def _check_piece(
    wanted: tuple[Statement, ...], piece: Piece, book: Book, flow: _Flow, flows: _Flows
) -> Iterator[Finding]:
    within, hidden = bounds(piece, flow.text), flows.hidden(flow)
    for statement in wanted:
        reason = (
            missing(statement, flow.text, within)
            or _not_at_its_line(statement, flow)
            or _is_hidden(statement, flow, within, hidden)
            or _leads_elsewhere(statement, flow, within, flows, book)
        )
        if reason:
            yield finding(statement, reason, WHERE, book, piece)


def _not_at_its_line(statement: Statement, flow: _Flow) -> str:
    """Whether an editors' note stands at other words that end like its line, and not at its line."""
    start = flow.starts.get(statement.block)
    if statement.place != "at" or start is None:
        return ""
    line = normalize(statement.line)
    places = (match.end() for match in statement.pattern.finditer(flow.text, start))
    note = normalize("".join(statement.parts[1:]))
    return "" if any(end <= start + len(line) + len(note) + SLACK for end in places) else "does not stand at its line"


def _is_hidden(statement: Statement, flow: _Flow, within: Bounds, hidden: dict[Element, str]) -> str:
    if not hidden:
        return ""
    reason = ""
    for match in statement.pattern.finditer(flow.text):
        if within.allow(statement.place, *match.span()):
            found = [hidden[each] for each in flow.holders(*match.span()) if each in hidden]
            if not found:
                return ""
            reason = f"is hidden by {found[0]}"
    return reason


def _leads_elsewhere(statement: Statement, flow: _Flow, within: Bounds, flows: _Flows, book: Book) -> str:
    """Whether the words of a way are no link, or one that leads elsewhere."""
    if not statement.target:
        return ""
    addresses = [
        address
        for start, end, address in flow.links
        if within.allow(statement.place, start, end)
        and _bare(flow.text[start:end]) == _bare(normalize(statement.parts[0]))
    ]
    if not addresses:
        return "is no link"
    wrong = next((each for each in addresses if not _leads(each, statement.target, flow, within, flows, book)), "")
    return f"leads to “{wrong}”, and not to {statement.target}" if wrong else ""


def _bare(words: str) -> str:
    return re.sub(r"[^\w]", "", words)


def _leads(address: str, target: str, flow: _Flow, within: Bounds, flows: _Flows, book: Book) -> bool:
    """Whether an address leads to a target: to the beginning of a piece, to an anchor before the words it is for.

    A way past a text may also lead to a place behind its last word, in its own page.
    """
    slug, _, anchor = target.partition("#")
    name, fragment = resolve(_file(flow.slug), address), unquote(address.partition("#")[2])
    if name == _file(flow.slug) and slug != flow.slug:
        is_past = bool(within.ends) and flow.starts.get(fragment, -1) >= within.ends[-1]
        return is_past and slug == getattr(book.after(flow.slug), "slug", "")
    there = flows.of(slug)
    if name != _file(slug) or there is None or (fragment and fragment not in there.starts):
        return False
    behind = there.text[there.starts[fragment] :] if fragment else there.text
    if not anchor:
        return behind == there.text
    title = book.piece(anchor.removeprefix("row-")).title
    return fragment == anchor and behind.startswith(normalize(title))


def _check_metadata(opened: Opened, book: Book) -> Iterator[Finding]:
    """The package says that it is a proof, in the rights and in the status of the work."""
    proof, package = book.editorial.proof, opened.package
    rights = " ".join("".join(each.itertext()) for each in package.iter(DC_RIGHTS))
    status = [each.text for each in package.iter(META) if each.get("property") == "schema:creativeWorkStatus"]
    if normalize(proof) not in normalize(rights) or "Proof" not in status:
        message = f"{WHERE}: its metadata does not say that it is a proof"
        yield Finding("F030", message, book.manifest.at("title"))
