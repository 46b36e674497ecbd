"""Layouts: the Jinja2 templates and style sheets that give a book its look."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePath
from typing import Any, Literal, cast

import jinja2
import jinja2.sandbox
from lxml import etree
from markupsafe import Markup, escape
from pydantic import BaseModel

from anthology.book.model import Book, Piece
from anthology.core.cache import NO_CACHE, Cache, digest
from anthology.core.document import Block, Blocks, Inline, Inlines, Paragraph, notes_of, plain, plain_block
from anthology.core.errors import AnthologyError, LayoutError
from anthology.core.files import Folder
from anthology.core.findings import Finding, Location, Severity, suggest, worst
from anthology.core.i18n import direction, format_date, join_names, layouts_folder, messages_language, translate, words
from anthology.core.xml import parse_xml
from anthology.core.yaml import quote
from anthology.css.lint import sheet_faults
from anthology.editorial.resources import call_link, caution, message_link, qr_svg
from anthology.manifest import Manifest
from anthology.render.layout_files import (
    HOUSE,
    OWN,
    LayoutFile,
    LayoutFiles,
    Settings,
    own_layout,
    shipped_layout,
    shipped_names,
)
from anthology.render.page_context import PageContext, piece_digest
from anthology.render.xhtml import (
    BLOCKS,
    Page,
    Target,
    blocks_markup,
    first_words,
    href,
    inlines_markup,
    notes_markup,
    own_voice,
    reference_id,
    spoken,
)

LONGEST_SIGNATURE = 48  # letters
UNKNOWN_FOLIO = "00"  # stands for the page of a target that is not known yet
REFERENCE = re.compile(f'(<a class="page-ref" href="#([^"]*)">){UNKNOWN_FOLIO}</a>')  # as `folio` writes it
NUMERAL = re.compile(r"\d")
LONGEST_KEPT = 15  # letters of two words that stay on one line: they have room in the largest titles


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
            remarks=book.apparatus.helpline_notes,
            web_page=words(book.language)["web-page"],
            back_to_text=words(book.language)["back-to-text"],
            pieces=frozenset(each.slug for each in book.pieces),
            own_references=book.bibliography.placement == "per-essay",
            label_voice=spoken(messages_language(book.language), piece.spoken or book.language),
        )
        writer = _Writer(page, book, self.ink)
        own_words = words(book.language)
        return self.render(
            f"{piece.kind}.xhtml.j2",
            piece=piece,
            book=context,
            target=target,
            words=own_words,
            layout=self.settings,
            embeds=self.embeds and target == "ebook",
            own=messages_language(book.language),
            ours=own_voice(book.language),
            **writer.functions(),
        )

    def render(self, name: str, **values: object) -> str:
        """A template with these values; LayoutError L001 with the template and its line.

        In a layout of the book's own any exception is the template's, and so is a page that is no well-formed XML; in
        ours what is no template error is our bug.
        """
        environment = _environment(self.files.templates)
        try:
            markup = str(environment.get_template(name).render(**values))
        except AnthologyError:
            raise
        except Exception as error:
            if not self.files.is_own and not isinstance(error, jinja2.TemplateError):
                raise
            raise LayoutError(_finding(error, self.files.templates)) from error
        if self.files.is_own:
            self._must_be_well_formed(name, markup)
        return markup

    def _must_be_well_formed(self, name: str, markup: str) -> None:
        try:
            parse_xml(markup.encode())
        except etree.XMLSyntaxError as error:
            path = next(file.path for file in self.files.templates if file.name == name)
            line = (markup.splitlines()[error.lineno - 1 : error.lineno] or [""])[0].strip()
            message = f"what the template makes is no well-formed XML: {error.msg}, near {quote(line)}"
            hint = "close each element, and write a character such as U+00A0 itself instead of &nbsp;"
            raise LayoutError(Finding("L001", message, Location(path), hint)) from error

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


class _Writer:
    """The functions that a template may call, for one piece and one writer."""

    def __init__(self, page: Page, book: Book, ink: str) -> None:
        self.page = page
        self.book = book
        self.ink = ink

    def functions(self) -> dict[str, Callable[..., Any]]:
        return {
            "blocks": self.blocks,
            "opening": self.opening,
            "inlines": lambda content: Markup(inlines_markup(content, self.page)),
            "notes": lambda blocks: Markup(notes_markup(notes_of(blocks), self.page)),
            "link": lambda address: href(address, self.page),
            "folio": self.folio,
            "on_page": self.on_page,
            "in_words": lambda date: format_date(date, self.book.language),
            "listed": lambda names: join_names(names, self.book.language),
            "spoken": lambda language, around="": spoken(language, around or self.book.language),
            "said": self.said,
            "both": self.both,
            "theirs": self.theirs,
            "turned": self.turned,
            "way": self.way,
            "reference_id": reference_id,
            "is_signed": is_signed,
            "caution": lambda resource: caution(resource, self.book.manifest.date, self.book.language),
            "call_link": lambda resource: call_link(resource, self.book.manifest.date),
            "message_link": lambda resource: message_link(resource, self.book.manifest.date),
            "headed": self.headed,
            "qr": self.qr,
        }

    def qr(self, address: str) -> Markup:
        """A QR code for a web address, filled with the layout's ink."""
        return Markup(qr_svg(address, translate("qr-code", self.book.language, address=address), self.ink))

    def blocks(self, blocks: Blocks) -> Markup:
        return Markup(blocks_markup(blocks, self.page))

    def opening(self, blocks: Blocks) -> Markup:
        """Blocks of which the first opens a text: its first words are set as a lead-in."""
        first, rest = blocks[0], blocks[1:]
        if not isinstance(first, Paragraph):
            return self.blocks(blocks)
        return Markup("\n").join([self._lead(first), *([self.blocks(rest)] if rest else [])])

    def _lead(self, block: Paragraph) -> Markup:
        lead, content = first_words(block.content)
        words = Markup('<span class="lead">{}</span>').format(lead) if lead else Markup("")
        rest = Markup(inlines_markup(content, self.page))
        return Markup('<p id="{}" class="first">{}{}</p>').format(block.id, words, rest)

    def folio(self, address: str) -> Markup:
        """A reference to the printed page on which something begins; nothing in an e-book."""
        if self.page.target != "print":
            return Markup("")
        slug, _, anchor = address.removeprefix("book:").partition("#")
        return Markup('<a class="page-ref" href="#{}">{}</a>').format(anchor or slug, UNKNOWN_FOLIO)

    def on_page(self, address: str, before: str | None = None) -> Markup:
        """“, page 12” in print, where it is marked as words that the e-book does not have."""
        if self.page.target != "print":
            return Markup("")
        before = words(self.book.language)["comma"] if before is None else before
        said = f"{before}{words(self.book.language)['page']}\N{NO-BREAK SPACE}"
        ours = own_voice(self.book.language)
        return Markup('<span class="print-only"{}>{}{}</span>').format(ours, said, self.folio(address))

    def said(self, words: str | Inlines) -> Markup:
        """Words of the builder amid others, marked with their language where the book is in another."""
        ours = own_voice(self.book.language)
        markup = escape(words) if isinstance(words, str) else Markup(inlines_markup(words, self.page))
        return Markup("<span{}>{}</span>").format(ours, markup) if ours and markup else markup

    def both(self, parts: tuple[Inlines, Inlines]) -> Markup:
        """Words of the builder, then words of others, as the two parts of a sentence."""
        ours, theirs = self.said(parts[0]), Markup(inlines_markup(parts[1], self.page))
        return Markup(" ").join(filter(None, (ours, theirs)))

    def theirs(self, words: str, language: str = "") -> Markup:
        """Words that are not the builder's amid words that are, marked with their language, else that of the book."""
        given = spoken(language or self.book.language, messages_language(self.book.language))
        return Markup("<span{}>{}</span>").format(given, words) if given else escape(words)

    def headed(self, title: str) -> Markup:
        """The words of a title; in print the last two stay together if they are short: no word stands alone below."""
        before, _, last = title.rpartition(" ")
        start, _, beside = before.rpartition(" ")
        kept = f"{beside} {last}"
        if self.page.target != "print" or not start or len(kept) > LONGEST_KEPT:
            return escape(title)
        return Markup('{} <span class="together">{}</span>').format(start, kept)

    def turned(self, language: str, around: str) -> Markup:
        """The attribute `dir` for words in a language inside another, nothing where both run the same way."""
        ours = direction(language)
        return Markup("") if ours == direction(around) else Markup(' dir="{}"').format(ours)

    def way(self, said: str | Inlines | Blocks) -> Markup:
        """The attribute `dir` for words whose first letter runs otherwise than the book, of whatever language they are.

        `said` is a text, inline content or blocks. Source: Unicode Standard Annex 9, rules P2 and P3.
        """
        words = said if isinstance(said, str) else _first_words(tuple(said))
        strong = (unicodedata.bidirectional(letter) for letter in words)
        first = next((kind for kind in strong if kind in ("L", "R", "AL")), "")
        ours = "ltr" if first == "L" else "rtl"
        return Markup(' dir="{}"').format(ours) if first and ours != direction(self.book.language) else Markup("")


def _first_words(content: tuple[Inline | Block, ...]) -> str:
    """The words of inline content, or those of the first block."""
    if content and isinstance(content[0], tuple(BLOCKS)):
        return plain_block(cast("Block", content[0]))
    return plain(cast("Inlines", content))


def is_signed(blocks: Blocks) -> bool:
    """Whether the last of some blocks is a name below a text, such as “Ed.”: a paragraph as short as one."""
    last = blocks[-1] if len(blocks) > 1 else None
    return isinstance(last, Paragraph) and len(plain_block(last)) <= LONGEST_SIGNATURE


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
    findings = (*findings, *made.faults(), *faults)
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

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
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
