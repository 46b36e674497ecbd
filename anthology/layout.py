"""Layouts: the Jinja2 templates and style sheets that give a book its look."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jinja2
import jinja2.sandbox
from markupsafe import Markup

from anthology.book import Book, Piece
from anthology.errors import LayoutError
from anthology.findings import Finding, Location
from anthology.markup import Page, Target, blocks_markup, first_words, href, inlines_markup, notes_markup, reference_id
from anthology.resources import call_link, caution, message_link, qr_svg
from anthology.text import Blocks, Paragraph, notes_of
from anthology.wording import layouts_folder, say, words, written_date

HOUSE = "house"
# Languages and scripts that run from right to left (Unicode CLDR, layout.orientation), by their subtags in BCP 47.
RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])
UNKNOWN_FOLIO = "00"  # stands for the page of a target that is not known yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A look: a folder with one template for each kind of piece, and a style sheet for each writer.

    `ink` is the colour of what templates draw themselves, where no style sheet reaches: a press has its own black.
    """

    name: str
    folder: Path
    ink: str = "black"

    def stylesheet(self, target: Target, *more: str) -> str:
        """The style sheet for a writer: what both share, its own, then more parts by name, such as `press`."""
        return "\n".join((self.folder / f"{part}.css").read_text("utf-8") for part in ("common", target, *more))

    def page(self, piece: Piece, book: Book, target: Target, folios: Mapping[str, str] | None = None) -> str:
        """A piece as one XHTML page.

        `folios` gives, for print, the folio on which each piece or anchor begins; a page reference shows its shape,
        with every digit as 0, because the true digits are stamped when the book is bound. Raises LayoutError L001 with
        the template and its line.
        """
        page = Page(
            target=target,
            slug=piece.slug,
            images={},
            remarks=book.apparatus.helpline_notes,
            web_page=words(book.language)["web-page"],
            back_to_text=words(book.language)["back-to-text"],
            pieces=frozenset(each.slug for each in book.pieces),
            own_references=book.bibliography.placement == "per-essay",
        )
        writer = _Writer(page, book, folios or {}, self.ink)
        own_words = words(book.language)
        return self.render(
            f"{piece.kind}.xhtml.j2", piece=piece, book=book, target=target, words=own_words, **writer.functions()
        )

    def render(self, name: str, **values: object) -> str:
        """A template with these values; LayoutError L001 with the template and its line."""
        try:
            return str(_environment(self.folder).get_template(name).render(**values))
        except jinja2.TemplateError as error:
            raise LayoutError(_finding(error, self.folder / name)) from error


class _Writer:
    """The functions that a template may call, for one piece and one writer."""

    def __init__(self, page: Page, book: Book, folios: Mapping[str, str], ink: str) -> None:
        self.page = page
        self.book = book
        self.folios = folios
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
            "in_words": lambda date: written_date(date, self.book.language),
            "turned": self.turned,
            "reference_id": reference_id,
            "caution": lambda resource: caution(resource, self.book.manifest.date, self.book.language),
            "call_link": lambda resource: call_link(resource, self.book.manifest.date),
            "message_link": lambda resource: message_link(resource, self.book.manifest.date),
            "qr": lambda address: Markup(
                qr_svg(address, say("qr-code", self.book.language, address=address), self.ink)
            ),
        }

    def qr(self, address: str) -> Markup:
        """A QR code for a web address, filled with the layout's ink."""
        return Markup(qr_svg(address, say("qr-code", self.book.language, address=address), self.ink))

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
        label = self.folios.get(anchor or slug, UNKNOWN_FOLIO)
        return Markup('<a class="page-ref" href="#{}">{}</a>').format(anchor or slug, re.sub(r"\d", "0", label))

    def on_page(self, address: str, before: str = ", ") -> Markup:
        """“, page 12” in print, where it is marked as words that the e-book does not have."""
        if self.page.target != "print":
            return Markup("")
        said = f"{before}{words(self.book.language)['page']} "
        return Markup('<span class="print-only">{}{}</span>').format(said, self.folio(address))

    def turned(self, language: str, around: str) -> Markup:
        """The attribute `dir` for words in a language inside another, nothing where both run the same way."""
        ours = direction(language)
        return Markup("") if ours == direction(around) else Markup(' dir="{}"').format(ours)


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way the script of a language runs: by the script that its tag names, else by the language."""
    subtags = language.lower().split("-")
    script = next((part for part in subtags[1:4] if len(part) == 4 and part.isalpha()), "")
    is_turned = script in RIGHT_TO_LEFT_SCRIPTS if script else subtags[0] in RIGHT_TO_LEFT
    return "rtl" if is_turned else "ltr"


def layout(name: str = HOUSE) -> Layout:
    """The layout of that name among those that come with the builder."""
    return Layout(name=name, folder=layouts_folder() / name)


@functools.cache
def _environment(folder: Path) -> jinja2.Environment:
    return jinja2.sandbox.ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finding(error: jinja2.TemplateError, path: Path) -> Finding:
    line = error.lineno if isinstance(error, jinja2.TemplateSyntaxError) else _line_in_template(error, path)
    return Finding("L001", str(error), Location(Path(path.name), line))


def _line_in_template(error: BaseException, path: Path) -> int:
    """The line of the template that the traceback of an error passed through last."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
