"""The functions that a template may call; `docs/layouts.md` describes each of them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from markupsafe import Markup, escape

from anthology.book.model import Book, Contribution, Piece
from anthology.core.document import Block, Blocks, Inline, Inlines, Paragraph, notes_of, plain, plain_block
from anthology.core.i18n import direction, format_date, join_names, messages_language, translate, words
from anthology.editorial.resources import Resource, caution, digits, is_current, is_dialable, is_web_address
from anthology.render.xhtml import (
    BLOCKS,
    Page,
    blocks_markup,
    first_words,
    folio_markup,
    href,
    inlines_markup,
    lang_attributes,
    message_attributes,
    notes_markup,
    page_reference,
    reference_id,
    remark_markup,
)

# The names of version 0.1, which the templates of a book's own layout may use until version 0.3, and the new names.
# `apparatus` is an attribute of `book`.
OLD_NAMES = {
    "apparatus": "editorial",
    "both": "mark_sentence",
    "headed": "title_markup",
    "in_words": "format_date",
    "listed": "format_list",
    "message_link": "sms_link",
    "ours": "message_attributes",
    "own": "message_language",
    "said": "mark_message",
    "spoken": "lang_attributes",
    "theirs": "mark_text",
    "turned": "dir_attribute",
    "way": "dir_attribute_of",
}
LONGEST_SIGNATURE = 48  # letters
LONGEST_KEPT = 15  # letters of two words that stay on one line: they have room in the largest titles


@dataclass(frozen=True, slots=True)
class TemplateFunctions:
    """The functions for the template of one piece and one writer; `ink` is the colour of QR codes."""

    page: Page
    book: Book
    ink: str

    def by_name(self) -> dict[str, Callable[..., object]]:
        """The functions by the names that templates use."""
        language, date = self.book.language, self.book.manifest.date
        return {
            "blocks": self.blocks,
            "call_link": lambda resource: call_link(resource, date),
            "caution": lambda resource: caution(resource, date, language),
            "dir_attribute": dir_attribute,
            "dir_attribute_of": self.dir_attribute_of,
            "folio": self.folio,
            "format_date": lambda date: format_date(date, language),
            "format_list": lambda names: join_names(names, language),
            "inlines": self.inlines,
            "is_signed": is_signed,
            "lang_attributes": lambda lang, around="": lang_attributes(lang, around or language),
            "link": lambda address: href(address, self.page),
            "mark_message": self.mark_message,
            "mark_sentence": self.mark_sentence,
            "mark_text": self.mark_text,
            "notes": lambda blocks: Markup(notes_markup(notes_of(blocks), self.page)),
            "on_page": self.on_page,
            "opening": self.opening,
            "quoted_title": self.quoted_title,
            "qr": lambda address: Markup(qr_svg(address, translate("qr-code", language, address=address), self.ink)),
            "reference_id": reference_id,
            "sms_link": lambda resource: sms_link(resource, date),
            "title_markup": self.title_markup,
            "titled": self.titled,
        }

    def blocks(self, blocks: Blocks) -> Markup:
        """Blocks as markup."""
        return Markup(blocks_markup(blocks, self.page))

    def inlines(self, content: Inlines) -> Markup:
        """Inline content as markup."""
        return Markup(inlines_markup(content, self.page))

    def opening(self, blocks: Blocks) -> Markup:
        """Blocks of which the first opens a text: its first words are set as a lead-in."""
        first, rest = blocks[0] if blocks else None, blocks[1:]
        if not isinstance(first, Paragraph):
            return self.blocks(blocks)
        return Markup("\n").join([self._lead(first), *([self.blocks(rest)] if rest else [])])

    def _lead(self, block: Paragraph) -> Markup:
        lead, content = first_words(block.content)
        marked = Markup('<span class="lead">{}</span>').format(lead) if lead else ""
        remark = Markup(remark_markup(block, self.page))
        noted = Markup('<p id="{}" class="{}">{}{}</p>').format(
            block.id, "first noted" if remark else "first", marked, self.inlines(content)
        )
        return noted + remark

    def folio(self, address: str) -> Markup:
        """A reference to the printed page on which something begins; nothing in an e-book."""
        return Markup(folio_markup(address) if self.page.target == "print" else "")

    def on_page(self, address: str, before: str | None = None) -> Markup:
        """“, page 12” in print, where it is marked as words that the e-book does not have."""
        before = words(self.book.language)["comma"] if before is None else before
        return Markup(page_reference(address, self.page, before))

    def mark_message(self, message: str | Inlines) -> Markup:
        """A message amid other words, marked with its language where the book is in another."""
        attributes = message_attributes(self.book.language)
        markup = escape(message) if isinstance(message, str) else self.inlines(message)
        return Markup("<span{}>{}</span>").format(attributes, markup) if attributes and markup else markup

    def mark_sentence(self, parts: tuple[Inlines, Inlines]) -> Markup:
        """A message, then words of others, as the two parts of a sentence."""
        return Markup(" ").join(filter(None, (self.mark_message(parts[0]), self.inlines(parts[1]))))

    def mark_text(self, text: str, language: str = "") -> Markup:
        """Words of the book amid a message, marked with their language, which is the book's if none is given."""
        attributes = lang_attributes(language or self.book.language, messages_language(self.book.language))
        return Markup("<span{}>{}</span>").format(attributes, text) if attributes else escape(text)

    def titled(self, record: Piece | Contribution) -> Markup:
        """The title of an essay or another piece, with its italics, amid other words."""
        return self.inlines(record.heading) if record.heading else escape(record.title)

    def quoted_title(self, record: Piece | Contribution, link: Markup | None = None) -> Markup:
        """The title, or the link that has it as its words, in quotation marks; a supplied one has its brackets."""
        title = link or self.titled(record)
        marks = "{title}" if record.title.startswith("[") else words(self.book.language)["quoted-title"]
        return Markup(marks).format(title=title)

    def title_markup(self, title: str, heading: Inlines = ()) -> Markup:
        """The words of a title; in print the last two stay together if they are short: no word stands alone below.

        `heading` is the title with its italics, where it has some.
        """
        if any(not isinstance(inline, str) for inline in heading):
            return self.inlines(heading)
        before, _, last = title.rpartition(" ")
        start, _, beside = before.rpartition(" ")
        kept = f"{beside} {last}"
        if self.page.target != "print" or not start or len(kept) > LONGEST_KEPT:
            return escape(title)
        return Markup('{} <span class="together">{}</span>').format(start, kept)

    def dir_attribute_of(self, content: str | Inlines | Blocks) -> Markup:
        """The attribute `dir` for content whose first letter runs otherwise than the book, whatever its language.

        Source: Unicode Standard Annex 9, rules P2 and P3.
        """
        text = content if isinstance(content, str) else _first_text(tuple(content))
        strong = (unicodedata.bidirectional(letter) for letter in text)
        first = next((kind for kind in strong if kind in ("L", "R", "AL")), "")
        found = "ltr" if first == "L" else "rtl"
        return Markup(' dir="{}"').format(found) if first and found != direction(self.book.language) else Markup("")


def dir_attribute(language: str, around: str) -> Markup:
    """The attribute `dir` for words in a language inside another, nothing where both run the same way."""
    found = direction(language)
    return Markup("") if found == direction(around) else Markup(' dir="{}"').format(found)


def _first_text(content: Sequence[Inline | Block]) -> str:
    """The words of inline content, or those of the first block."""
    if content and isinstance(content[0], tuple(BLOCKS)):
        return plain_block(cast("Block", content[0]))
    return plain(cast("Inlines", content))


def is_signed(blocks: Blocks) -> bool:
    """Whether the last of some blocks is a name below a text, such as “Ed.”: a paragraph as short as one."""
    last = blocks[-1] if len(blocks) > 1 else None
    return isinstance(last, Paragraph) and len(plain_block(last)) <= LONGEST_SIGNATURE


def call_link(resource: Resource, on: datetime.date) -> str:
    """The tel: address of a current number (RFC 3966), empty where it must not be a link."""
    return _link("tel", resource.phone) if is_current(resource, on) else ""


def sms_link(resource: Resource, on: datetime.date) -> str:
    """The sms: address of a current number (RFC 5724), empty where it must not be a link."""
    return _link("sms", resource.sms) if is_current(resource, on) else ""


def _link(scheme: str, number: str) -> str:
    return f"{scheme}:{'+' if number.startswith('+') else ''}{digits(number)}" if is_dialable(number) else ""


def qr_svg(address: str, label: str, ink: str = "currentColor") -> str:
    """A QR code (ISO/IEC 18004) for a web address as one SVG path, filled with an ink.

    The label is for readers who cannot see it. The press names its ink here, such as `device-cmyk(0 0 0 1)`: in
    WeasyPrint 70 no style sheet of the page reaches the inside of a picture. The code keeps the quiet zone of four
    modules and corrects errors at level M. Empty for anything but a plain web address, because no code ever dials,
    and for one that is too long for a code.
    """
    if not is_web_address(address):
        return ""
    import segno  # only a print edition needs it

    try:
        matrix = segno.make(address, error="m", micro=False, boost_error=False).matrix
    except segno.DataOverflowError:
        return ""
    size = len(matrix) + 8
    path = "".join(
        f"M{4 + run.start()} {4 + row}h{run.end() - run.start()}v1H{4 + run.start()}z"
        for row, modules in enumerate(matrix)
        for run in re.finditer("1+", "".join("1" if dark else "0" for dark in modules))
    )
    name = label.replace("&", "&amp;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" role="img"'
        f' aria-label="{name}"><title>{name}</title><path d="{path}" fill="{ink}"/></svg>'
    )
