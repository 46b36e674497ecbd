"""Layouts: the Jinja2 templates and style sheets that give a book its look."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from html import unescape
from itertools import islice
from pathlib import Path, PurePath
from typing import Literal

import jinja2
import jinja2.sandbox
from lxml import etree
from markupsafe import escape
from pydantic import BaseModel

from anthology.book.model import Book, Piece
from anthology.core.cache import NO_CACHE, Cache, digest
from anthology.core.errors import AnthologyError, LayoutError
from anthology.core.files import Folder
from anthology.core.findings import Finding, Location, Severity, suggest, worst
from anthology.core.i18n import layouts_folder, messages_language, words
from anthology.core.xml import parse_xml
from anthology.core.yaml import quote
from anthology.css.growth import growing_properties
from anthology.css.lint import sheet_faults
from anthology.manifest import Manifest
from anthology.render.allowed_markup import Fault, Kind, markup_faults
from anthology.render.breaks import with_breaks
from anthology.render.layout_files import OWN, LayoutFile, LayoutFiles, Settings, own_layout, shipped_layout
from anthology.render.page_context import PageContext, piece_digest
from anthology.render.shipped_layouts import HOUSE, shipped_names
from anthology.render.template_functions import OLD_NAMES, TemplateFunctions
from anthology.render.xhtml import (
    UNKNOWN_FOLIO,
    Page,
    Target,
    lang_attributes,
    message_attributes,
)

MOST_FAULTS = 20  # of a page that are said
LONGEST_LINE = 2_000  # letters of a line of a template that is compared with one of the page
# Markup that is not on the list, by its kind, to the code of its finding.
REFUSED: Mapping[Kind, str] = {
    "element": "L015",
    "attribute": "L016",
    "address": "L017",
    "style": "L018",
    "document": "L019",
}
REFERENCE = re.compile(f'(<a class="page-ref" href="#([^"]*)">){UNKNOWN_FOLIO}</a>')  # as `folio` writes it
NUMERAL = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A look: one template for each kind of piece, and a style sheet for each writer.

    `ink` is the colour of what templates draw themselves, where no style sheet reaches: a press has its own black.
    `embeds` says that an e-book brings the faces itself.
    """

    files: LayoutFiles
    ink: str = "black"
    embeds: bool = False

    @property
    def settings(self) -> Settings:
        """What the layout says of itself outside its style sheets."""
        return self.files.settings

    def stylesheet(self, target: Target | Literal["cover"], *more: str) -> str:
        """The style sheet for a writer: what all share, its own, then more parts by name, such as `press`.

        Large print is the same in every layout but for what that says of large print itself: it follows clear print
        practice, which knows no styles.
        """
        names = {"cover": ("cover",), "print": ("common", "faces", "print"), "ebook": ("common", "ebook")}[target]
        more = (*more, "embedded") if target == "ebook" and self.embeds else more
        files = self.files.sheets
        if "large" in more:
            files = (*shipped_layout().sheets, *(file for file in files if file.name == "large.css"))
        parts = (file.text for name in (*names, *more) for file in dict.fromkeys(files) if file.name == f"{name}.css")
        return "\n".join(parts)

    def naming(self, families: Collection[str]) -> Layout:
        """The layout whose colophon names those typefaces alone that a file holds, which are of these families.

        Large print is set in a face of the house, whatever the layout: its list is looked through too.
        """
        own = self.settings.typefaces
        listed = dict.fromkeys((*own, *shipped_layout().settings.typefaces)) if own else own
        names = tuple(each for each in listed if each.partition(" (")[0] in families)
        if names == own:
            return self
        return replace(self, files=replace(self.files, settings=replace(self.settings, typefaces=names)))

    @property
    def faces(self) -> str:
        """The rules `@font-face` of the printed book."""
        return "\n".join(file.text for file in self.files.sheets if file.name == "faces.css")

    @property
    def cover_digest(self) -> str:
        """A digest of all templates and style sheets that a cover is made of."""
        used = (f for f in (*self.files.templates, *self.files.sheets) if f.name.startswith("cover"))
        return hashlib.sha256(repr([(file.name, file.text) for file in used]).encode()).hexdigest()

    def page(self, piece: Piece, book: Book, target: Target) -> str:
        """A piece as one XHTML page without labels of printed pages: see `Pages`.

        Raises LayoutError L001 with the template and its line.
        """
        return self.page_in(PageContext(book), piece, book, target)

    def page_in(self, context: PageContext, piece: Piece, book: Book, target: Target) -> str:
        """The page of a piece whose template is given the book as this context."""
        page = Page(
            target=target,
            slug=piece.slug,
            images=_addresses(book, target),
            remarks=book.editorial.remarks,
            web_page=words(book.language)["web-page"],
            back_to_text=words(book.language)["back-to-text"],
            page_word=words(book.language)["page"],
            message_lang=message_attributes(book.language),
            pieces=frozenset(each.slug for each in book.pieces),
            own_references=book.bibliography.placement == "per-essay",
            label_lang=lang_attributes(messages_language(book.language), piece.body_lang or book.language),
            editors_lang=lang_attributes(book.language, piece.body_lang or book.language),
        )
        markup = self.render(
            f"{piece.kind}.xhtml.j2",
            piece=piece,
            book=context,
            target=target,
            words=words(book.language),
            layout=self.settings,
            embeds=self.embeds and target == "ebook",
            message_language=messages_language(book.language),
            message_attributes=message_attributes(book.language),
            **TemplateFunctions(page, book, self.ink).by_name(),
        )
        return with_breaks(markup, target)

    def render(self, name: str, **values: object) -> str:
        """A template with these values; LayoutError L001 with the template and its line.

        In a layout of the book's own any exception is the template's, and so is a page that is no well-formed XML; in
        ours what is no template error is our bug.
        """
        environment = _environment(self.files.templates)
        values |= {old: values[new] for old, new in OLD_NAMES.items() if new in values}
        try:
            markup = str(environment.get_template(name).render(**values))
        except AnthologyError:
            raise
        except Exception as error:
            if not self.files.is_own and not isinstance(error, jinja2.TemplateError):
                raise
            raise LayoutError(_finding(error, self.files.templates)) from error
        if self.files.is_own:
            self._must_only_show(name, markup)
            self._must_not_grow(name, markup)
        return markup

    def _must_only_show(self, name: str, markup: str) -> None:
        """Refuse a page that is no well-formed XML (L001), or has markup that is not on the list (L015 to L019)."""
        path = next(file.path for file in self.files.templates if file.name == name)
        try:
            root = parse_xml(markup.encode())
        except etree.XMLSyntaxError as error:
            line = (markup.splitlines()[error.lineno - 1 : error.lineno] or [""])[0].strip()
            message = f"what the template makes is no well-formed XML: {error.msg}, near {quote(line)}"
            hint = "close each element, and write a character such as U+00A0 itself instead of &nbsp;"
            raise LayoutError(Finding("L001", message, Location(path), hint)) from error
        lines = markup.splitlines()
        found = [
            Finding(REFUSED[each.kind], each.message, self._written(each, lines, path))
            for each in islice(markup_faults(root, markup), MOST_FAULTS)
        ]
        if found:
            raise LayoutError(*dict.fromkeys(found))

    def _written(self, fault: Fault, lines: Sequence[str], path: Path) -> Location:
        """Where a template of the layout's own may have made markup: the line that is most like the one of the page."""
        made = "".join(lines[fault.line - 1 : fault.line])[:LONGEST_LINE]
        pattern = re.compile(rf"{re.escape(fault.written)}(?![\w-])", re.IGNORECASE)
        known = [
            (SequenceMatcher(None, made, line, autojunk=False).ratio(), file.path == path, file.path, number)
            for file in self.files.templates
            if file.path.parts[:1] == (OWN,)
            for number, line in enumerate(file.text.splitlines(), 1)
            if pattern.search(line) and len(line) < LONGEST_LINE
        ]
        return Location(*max(known)[2:]) if known else Location(path)

    def _must_not_grow(self, name: str, markup: str) -> None:
        """Refuse custom properties that only the page shows, because the template makes their names."""
        if "--" in markup and "style" in markup:
            path = next(file.path for file in self.files.templates if file.name == name)
            found = growing_properties([*self.files.own_texts, (path, markup)])
            if found:
                raise LayoutError(*(replace(finding, at=Location(path)) for finding in found))

    def faults(self) -> Iterator[Finding]:
        """What is wrong with the templates before any is filled in: L001 for each that cannot be read."""
        environment = _environment(self.files.templates)
        for file in self.files.templates:
            try:
                environment.get_template(file.name)
            except jinja2.TemplateError as error:
                yield _finding(error, self.files.templates)
            except (RecursionError, ValueError, OverflowError, MemoryError, SyntaxError) as error:
                message = f"the template cannot be read: {type(error).__name__}"
                yield Finding("L001", message, Location(file.path, 1), "make it simpler: fewer levels, smaller numbers")


class Pages:
    """The pages of a book for one writer, from the cache where nothing has changed of what their templates asked."""

    def __init__(self, layout: Layout, book: Book, target: Target, cache: Cache = NO_CACHE) -> None:
        self._layout, self._book, self._target, self._cache = layout, book, target, cache
        self._made: dict[str, str] = {}

    def page(self, piece: Piece, labels: Mapping[str, str] | None = None) -> str:
        """A piece as one XHTML page.

        `labels` gives, for print, the page number on which each piece or anchor begins; a page reference shows its
        shape, with every digit as 0, because the true digits are stamped when the book is bound. Raises LayoutError
        L001 with the template and its line.
        """
        if piece.slug not in self._made:
            self._made[piece.slug] = self._page(piece)
        return with_labels(self._made[piece.slug], labels) if labels else self._made[piece.slug]

    def _page(self, piece: Piece) -> str:
        inputs = (self._facts, piece_digest(piece)) if self._cache.folder else None
        known = self._cache.recall("markup", inputs, str)
        if known is not None:
            return known
        context = PageContext(self._book)
        markup = self._layout.page_in(context, piece, self._book, self._target)
        if not context.is_whole:
            self._cache.keep("markup", inputs, markup, str)
        return markup

    @functools.cached_property
    def _facts(self) -> str:
        """A digest of all that pages depend on beside their pieces."""
        layout, files = self._layout, self._layout.files
        settings = (files.templates, files.settings, layout.ink, layout.embeds, self._target)
        return digest(PageContext(self._book).digest(), settings)


def with_labels(xhtml: str, labels: Mapping[str, str]) -> str:
    """A page with the shapes of these labels in its page references, by the targets of these."""

    def shaped(reference: re.Match[str]) -> str:
        label = labels.get(unescape(reference[2]), UNKNOWN_FOLIO)
        return f"{reference[1]}{escape(re.sub(NUMERAL, '0', label))}</a>"

    return REFERENCE.sub(shaped, xhtml)


def _addresses(book: Book, target: Target) -> dict[str, str]:
    """Where each picture of the book is found, by its name: as a file of the e-book, or as an asset of the piece."""
    return {picture.name: picture.name if target == "ebook" else f"asset:{picture.name}" for picture in book.pictures()}


def layout(name: str = HOUSE) -> Layout:
    """The layout of that name among those that come with the builder."""
    return Layout(files=shipped_layout(name))


def chosen_layout(manifest: Manifest) -> tuple[Layout, tuple[Finding, ...]]:
    """The layout that a manifest names, of the book's own folder or shipped, and what is wrong with it.

    Where a finding is an error, the layout is that of the house: with it the rest of a book can be checked.
    """
    name, at = manifest.layout, manifest.at("layout")
    folder, own = manifest.folder, f"{OWN}/{name}"
    folder.names(own)  # one that is made later changes the book, or what is said of it
    if name in shipped_names():
        if folder.has_folder(own) and not _is_shipped(folder, own, name):
            message = f"layouts/{name} of this book is not used: a layout that comes with the builder has that name"
            return layout(name), (Finding("L009", message, at, f"rename it, for instance to my-{name}"),)
        return layout(name), ()
    if not folder.has_folder(own):
        known = (*shipped_names(), *(each for each in folder.names(OWN) if folder.has_folder(f"{OWN}/{each}")))
        return layout(), (Finding("L007", f"there is no layout “{name}”", at, suggest(name, set(known) - {"words"})),)
    files, findings = own_layout(manifest.folder, name)
    if files is None:
        return layout(), findings
    made = Layout(files=files)
    sheets = (file for file in files.sheets if file.path.parent == Path(OWN, name))
    faults = (fault for file in sheets for fault in sheet_faults(file.name, file.path, file.text))
    findings = (*findings, *made.faults(), *faults, *growing_properties(files.own_texts))
    return (made if worst(findings) is not Severity.ERROR else layout()), findings


def _is_shipped(folder: Folder, own: str, name: str) -> bool:
    """Whether a book lives beside the layouts of the builder, so that its own one is that of the builder."""
    path = folder.root / own if folder.root else None
    return path is not None and path.is_dir() and path.samefile(layouts_folder() / name)


class _Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which nothing leads to files either.

    A path's methods read and write the whole machine, and those that pydantic gives to each of its models read files
    and undo pickles.
    """

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        is_file = any(isinstance(each, PurePath | Folder) for each in (obj, value))
        is_model_method = isinstance(obj, BaseModel) and hasattr(BaseModel, attr)
        return not is_file and not is_model_method and super().is_safe_attribute(obj, attr, value)


@functools.lru_cache(maxsize=8)
def _environment(templates: tuple[LayoutFile, ...]) -> jinja2.Environment:
    """The environment of some templates, which are read from nowhere else."""
    found = {file.name: (file.text, str(file.path), None) for file in templates}
    return _Sandbox(
        loader=jinja2.FunctionLoader(found.get),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finding(error: BaseException, templates: tuple[LayoutFile, ...]) -> Finding:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Finding("L001", str(error.message), Location(Path(error.filename or error.name or ""), error.lineno))
    message = str(error) if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {error}"
    return Finding("L001", message, _place(error, {str(file.path): file.path for file in templates}))


def _place(error: BaseException, paths: Mapping[str, Path]) -> Location | None:
    """The template and the line that the traceback of an error passed through last."""
    place, trace = None, error.__traceback__
    while trace is not None:
        path = paths.get(trace.tb_frame.f_code.co_filename)
        place = Location(path, trace.tb_lineno) if path else place
        trace = trace.tb_next
    return place
