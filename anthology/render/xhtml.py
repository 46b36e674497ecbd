"""Blocks to XHTML: one function per type, one markup for the e-book and for print."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any, Literal

from markupsafe import Markup

from anthology.core.document import (
    ORNAMENT,
    SEE,
    Block,
    Blocks,
    Cell,
    Cite,
    Divider,
    Figure,
    Heading,
    Inline,
    InlineImage,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    Verse,
    plain,
    plain_block,
)
from anthology.core.i18n import lang_values, messages_language
from anthology.core.list_numbers import CSS_NAMES, item_numbers
from anthology.editorial.remarks import Remark
from anthology.render.table_shape import as_grid, columns_of, columns_of_numbers, shape_of

Target = Literal["ebook", "print"]

UNKNOWN_FOLIO = "00"  # stands for the page of a target that is not known yet
EDITORS_MARK = "Ed.:"  # opens the editors' words at a line of a text
LONGEST_FOOTNOTE = 700  # letters: about a third of a printed page

# How an author set a cell to the class for it, where that is not how all cells are set.
ALIGN_CLASSES = {"left": "to-left", "center": "centred", "right": "to-right"}

# Mark kinds to the element, and the class where the element alone does not say it.
MARK_ELEMENTS: dict[str, tuple[str, str]] = {
    "emphasis": ("em", ""),
    "strong": ("strong", ""),
    "small-caps": ("span", "small-caps"),
    "code": ("code", ""),
    "superscript": ("sup", ""),
    "subscript": ("sub", ""),
    "strike": ("s", ""),
    "title": ("cite", ""),
    "span": ("span", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the markup of a piece has to know of where it will stand: for which writer, in which piece.

    `images` gives the address of each picture of the book's assets as this writer needs it; `remarks` is what is said
    behind a block, by the block's id; `own_references` means that citations lead to the piece's own
    list of references and not to the bibliography; `web_page` is said before an address that is its own link text, and
    `back_to_text` where a note leads back to its call.
    `label_lang` are the attributes for such labels, where the text around is in another language, `editors_lang` those
    for words of the editors; `message_lang` those for a message amid words of the editors, as `page_word` is one.
    `pieces` are the slugs of the book: a link to another piece, as an excerpt may have, is printed as its words alone.
    """

    target: Target
    slug: str
    images: Mapping[str, str]
    remarks: Mapping[str, Remark]
    own_references: bool = False
    web_page: str = "Web page"
    back_to_text: str = "Back to the text, note {number}"
    label_lang: str = ""
    editors_lang: str = ""
    message_lang: str = ""
    page_word: str = "page"
    pieces: frozenset[str] = frozenset()


def href(address: str, page: Page) -> str:
    """The address as it stands in a link: `book:SLUG#ID` becomes a file for the e-book and an anchor for print."""
    if not address.startswith("book:"):
        return address
    slug, _, anchor = address.removeprefix("book:").partition("#")
    if page.target == "print":
        return f"#{anchor or slug}"
    if slug == page.slug:
        return f"#{anchor or slug}"
    return f"{slug}.xhtml#{anchor}" if anchor else f"{slug}.xhtml"


def leads_somewhere(address: str, page: Page) -> bool:
    """Whether the book has the piece that an address names; an address of the web is taken as it is."""
    slug = address.removeprefix("book:").partition("#")[0]
    return not address.startswith("book:") or slug in page.pieces


def attributes(**values: str | int | None) -> str:
    """XHTML attributes, those that are empty left out; an underscore in a name stands for a hyphen or colon."""
    pairs = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        plain_name = name.rstrip("_").replace("__", ":").replace("_", "-")
        pairs.append(f' {plain_name}="{escape(str(value))}"')
    return "".join(pairs)


def language_attributes(lang: str) -> str:
    """`lang` and `xml:lang` together, as XHTML and old reading systems want them."""
    return attributes(lang=lang, xml__lang=lang)


def lang_attributes(language: str, around: str) -> Markup:
    """The attributes for words in a language inside another, as markup: nothing where both are spoken alike."""
    named = lang_values(language, around)
    return Markup(language_attributes(named.get("lang", "")) + attributes(dir=named.get("dir", "")))


def message_attributes(book: str) -> Markup:
    """The attributes for words of the builder in a book of that language: nothing where it has words in it."""
    return lang_attributes(messages_language(book), book)


def inlines_markup(content: Iterable[Inline], page: Page) -> str:
    """XHTML of inline content."""
    return "".join(_inline(inline, page) for inline in content)


def _inline(inline: Inline, page: Page) -> str:
    match inline:
        case str():
            return escape(inline, quote=False)
        case Mark():
            element, class_name = MARK_ELEMENTS[inline.kind]
            opening = f"{element}{attributes(class_=class_name)}{language_attributes(inline.lang)}"
            return f"<{opening}>{inlines_markup(inline.content, page)}</{element}>"
        case Link():
            if not leads_somewhere(inline.target, page):
                return inlines_markup(inline.content, page)
            bare = plain(inline.content) == inline.target  # an address alone does not say what it is
            label = f"{page.web_page} {inline.target}" if bare else ""
            opening = attributes(href=href(inline.target, page), class_=inline.role, aria_label=label)
            link = f"<a{opening}{page.label_lang if label else ''}>{inlines_markup(inline.content, page)}</a>"
            return link + (_on_page(inline.target, page) if inline.role == SEE else "")
        case Cite():
            return _cite(inline, page)
        case Note():
            return _note_call(inline, page)
        case InlineImage():
            return _image(inline.figure, page, "inline" if inline.is_small else "in-cell")
        case LineBreak(indent=indent):
            return "<br/>" + "\u2003" * indent
        case PageBreak(folio=folio):
            return _page_break(folio) if page.target == "ebook" else ""


def _on_page(address: str, page: Page) -> str:
    """“ (page 12)” behind a reference of the editors to another piece, in print alone."""
    return "" if address == f"book:{page.slug}" else page_reference(address, page, " (", ")")


def page_reference(address: str, page: Page, before: str, after: str = "") -> str:
    """“page 12” for a piece or a place in it, with marks around; in print alone, as words that the e-book has not."""
    if page.target != "print":
        return ""
    label = escape(f"{before}{page.page_word}\N{NO-BREAK SPACE}")
    return f'<span class="print-only"{page.message_lang}>{label}{folio_markup(address)}{after}</span>'


def folio_markup(address: str) -> str:
    """The link to the printed page on which a piece or a place in it begins; the binding puts the number in."""
    slug, _, anchor = address.removeprefix("book:").partition("#")
    return f'<a class="page-ref" href="#{escape(anchor or slug)}">{UNKNOWN_FOLIO}</a>'


def _cite(cite: Cite, page: Page) -> str:
    """A citation as a link; the place that its entry links back to is empty, so that no reader makes a pop-up of it."""
    words = inlines_markup(cite.content, page)
    if not cite.keys:
        return words
    target = href(f"book:{reference_address(cite.keys[0], page)}", page)
    place = f'<span id="{cite.id}"></span>' if cite.id else ""
    return f"{place}<a{attributes(class_='citation', role='doc-biblioref', href=target)}>{words}</a>"


def reference_address(key: str, page: Page) -> str:
    """The piece and id of the entry that a citation on a page leads to."""
    return f"{page.slug}#{reference_id(key, page.slug)}" if page.own_references else f"bibliography#{reference_id(key)}"


def reference_id(key: str, slug: str = "") -> str:
    """The id of an entry: of the bibliography, or of the essay's own list of references."""
    return f"{slug}-ref-{key}" if slug else f"ref-{key}"


def is_endnote(note: Note) -> bool:
    """Whether a note is too long, or too rich, for the foot of a page and stands behind the text in print too.

    WeasyPrint 70 loses text of a footnote that is taller than its page.
    """
    words = "".join(plain_block(block) for block in note.blocks)
    return len(words) > LONGEST_FOOTNOTE or not all(isinstance(block, Paragraph) for block in note.blocks)


def _note_call(note: Note, page: Page) -> str:
    if page.target == "print" and not is_endnote(note):
        paragraphs = (inlines_markup(block.content, page) for block in note.blocks if isinstance(block, Paragraph))
        return f'<span class="footnote" id="{note.id}" data-number="{note.number}">{"<br/>".join(paragraphs)}</span>'
    mark = attributes(class_="note-call", epub__type="noteref", role="doc-noteref", id=f"{note.id}-call")
    return f'<a{mark} href="#{note.id}">{note.number}</a>'


def notes_markup(notes: Iterable[Note], page: Page) -> str:
    """The notes behind a text as asides with their way back (EPUB 3 Structural Semantics): in print the long ones."""
    return "".join(_note(note, page) for note in notes if page.target == "ebook" or is_endnote(note))


def _note(note: Note, page: Page) -> str:
    mark = attributes(class_="note", epub__type="footnote", role="doc-footnote", id=note.id)
    label = escape(page.back_to_text.format(number=note.number))
    back = f'<a role="doc-backlink" href="#{note.id}-call" aria-label="{label}"{page.label_lang}>{note.number}</a>'
    first, rest = note.blocks[0], note.blocks[1:]
    if not isinstance(first, Paragraph):
        return f"<aside{mark}><p>{back}</p>{blocks_markup(note.blocks, page)}</aside>"
    return f"<aside{mark}><p>{back} {inlines_markup(first.content, page)}</p>{blocks_markup(rest, page)}</aside>"


def _page_break(folio: str) -> str:
    mark = attributes(id=f"page-{folio}", role="doc-pagebreak", epub__type="pagebreak", aria_label=folio)
    return f"<span{mark}></span>"


def blocks_markup(blocks: Blocks, page: Page) -> str:
    """XHTML of blocks, a line for each."""
    return "\n".join(BLOCKS[type(block)](block, page) for block in blocks)


def _paragraph(block: Paragraph, page: Page) -> str:
    remark = remark_markup(block, page)
    class_name = " ".join(filter(None, [block.role, "noted" if remark else ""]))
    return f"<p{attributes(id=block.id, class_=class_name)}>{inlines_markup(block.content, page)}</p>{remark}"


def remark_markup(block: Paragraph | Quote, page: Page) -> str:
    """What is said at a paragraph or quotation as a paragraph behind it, empty where nothing is."""
    remark = _remark(block, page)
    return f"\n<p>{remark}</p>" if remark else ""


def _remark(block: Block, page: Page) -> str:
    """What is said at a block, behind it and marked as the editors'; it has the class `noted`, to stay on one page."""
    remark = page.remarks.get(block.id)
    if remark is None:
        return ""
    message, note = (escape(words, quote=False) for words in (remark.message, remark.note))
    lang = page.label_lang if message else page.editors_lang
    if message and note and page.label_lang != page.editors_lang:
        note = f"<span{page.editors_lang}>{note}</span>"
    said = " ".join(filter(None, (message, note)))
    return f' <span class="editorial-note" role="note"{lang}>[{EDITORS_MARK} {said}]</span>'


def _heading(block: Heading, page: Page) -> str:
    element = f"h{min(block.level + 1, 6)}"
    return f"<{element}{attributes(id=block.id)}>{inlines_markup(block.content, page)}</{element}>"


def _quote(block: Quote, page: Page) -> str:
    words = blocks_markup(block.blocks, page)
    if block.attribution:
        words += f'\n<p class="attribution">{inlines_markup(block.attribution, page)}</p>'
    remark = remark_markup(block, page)
    return f"<blockquote{attributes(id=block.id, class_='noted' if remark else '')}>\n{words}{remark}\n</blockquote>"


def _verse(block: Verse, page: Page) -> str:
    lines = "<br/>\n".join(inlines_markup(line, page) for line in block.lines)
    return f"<p{attributes(id=block.id, class_='verse')}>{lines}</p>"


def _items(block: ListBlock, page: Page) -> str:
    if not block.ordered:
        lines = "\n".join(_item(item, page) for item in block.items)
        return f"<ul{attributes(id=block.id, class_=block.role)}>\n{lines}\n</ul>"
    is_plain = block.start == 1 and not block.is_reversed
    counted = "" if is_plain else f"counter-reset: list-item {block.start - 1}"
    styled = "" if block.style == "1" else f"list-style-type: {CSS_NAMES[block.style]}"
    mark = attributes(
        id=block.id,
        class_=block.role,
        start=None if is_plain else block.start,
        type=block.style if styled else "",
        reversed="reversed" if block.is_reversed else "",
        style=_declared(page, counted, styled),
    )
    items, last = [], block.start - 1
    for item, number, own in zip_longest(block.items, item_numbers(block), block.values):
        # WeasyPrint 70 sets a counter before it counts on, so what it counts on by is given.
        counted = f"counter-increment: list-item {number - last}" if number != last + 1 else ""
        items.append(_item(item, page, attributes(value=own, style=_declared(page, counted))))
        last = number
    lines = "\n".join(items)
    return f"<ol{mark}>\n{lines}\n</ol>"


def _declared(page: Page, *declarations: str) -> str:
    """Declarations of what WeasyPrint 70 takes for hints of looks, and leaves aside, as the value of `style`."""
    return "; ".join(filter(None, declarations)) if page.target == "print" else ""


def _item(blocks: Blocks, page: Page, number: str = "") -> str:
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        only = blocks[0]
        remark = _remark(only, page)
        mark = attributes(id=only.id, class_="noted" if remark else "")
        return f"<li{mark}{number}>{inlines_markup(only.content, page)}{remark}</li>"
    return f"<li{number}>{blocks_markup(blocks, page)}</li>"


def _image(figure: Figure, page: Page, class_name: str = "") -> str:
    alt, role = escape(figure.alt), ""
    if figure.decorative:
        alt, role = ("", ' role="presentation"') if page.target == "ebook" else (ORNAMENT, "")
    return f'<img{attributes(class_=class_name)} src="{escape(page.images[figure.image])}" alt="{alt}"{role}/>'


def _figure(block: Figure, page: Page) -> str:
    image = _image(block, page)
    words = inlines_markup((*block.caption, *((" ", *block.credit) if block.credit else ())), page)
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure{attributes(id=block.id)}>{image}{caption}</figure>"


def _table(block: Table, page: Page) -> str:
    block = as_grid(block)
    columns = columns_of(block)
    shape, numbers = tuple(shape_of(block, columns)), columns_of_numbers(block, columns)
    labels = [plain(column[0].content) for column in columns] if block.header_rows == 1 and "wide" in shape else []

    def row(index: int, cells: Sequence[Cell]) -> str:
        is_head = index < block.header_rows
        named = labels if labels and not is_head else [""] * len(cells)
        made = (_cell(cell, page, is_head, column in numbers, named[column]) for column, cell in enumerate(cells))
        return f"<tr>{''.join(made)}</tr>"

    rows = [row(index, cells) for index, cells in enumerate(block.rows)]
    caption = f"<caption>{inlines_markup(block.caption, page)}</caption>" if block.caption else ""
    head = "".join(rows[: block.header_rows])
    head = f"<thead>{head}</thead>" if head else ""
    mark = attributes(id=block.id, class_=" ".join(shape))
    return f"<table{mark}>{caption}{head}<tbody>{''.join(rows[block.header_rows :])}</tbody></table>"


def _cell(cell: Cell, page: Page, is_head: bool, is_number: bool, label: str) -> str:
    element = "th" if cell.header else "td"
    mark = attributes(
        class_=ALIGN_CLASSES.get(cell.align, "figures" if is_number else ""),
        scope=("col" if is_head else "row") if cell.header else "",
        colspan=cell.colspan if cell.colspan > 1 else None,
        rowspan=cell.rowspan if cell.rowspan > 1 else None,
        data_label=label if page.target == "ebook" else "",
    )
    return f"<{element}{mark}>{inlines_markup(cell.content, page)}</{element}>"


def _preformatted(block: Preformatted, page: Page) -> str:
    del page
    return f"<pre{attributes(id=block.id)}>{escape(block.text, quote=False)}</pre>"


def _divider(block: Divider, page: Page) -> str:
    del page
    return f"<hr{attributes(id=block.id, class_='dinkus')}/>"


# The markup of each type of block.
BLOCKS: dict[type[Block], Callable[[Any, Page], str]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Quote: _quote,
    Verse: _verse,
    ListBlock: _items,
    Figure: _figure,
    Table: _table,
    Preformatted: _preformatted,
    Divider: _divider,
}


def first_words(content: Inlines, most: int = 24) -> tuple[str, Inlines]:
    """The words at the very start of a paragraph that may be set as its lead-in, and what follows them.

    A lead-in is whole words, at most `most` characters; where the paragraph opens with something else than words, or
    holds a hashtag there, whose capitals must be seen as they were written, there is none.
    """
    first = content[0] if content else ""
    if not isinstance(first, str) or not first[:1].isalpha() or len(first) < 2 * most:
        return "", content
    lead = first[: most + 1].rpartition(" ")[0]  # none of a first word that is longer
    is_greek = any("GREEK" in unicodedata.name(letter, "") for letter in lead)  # capitals have no accents there
    if not lead or is_greek or "#" in lead or any(mark in lead for mark in ".?!"):
        return "", content
    return lead, (first[len(lead) :], *content[1:])
