"""References as BibTeX and BibLaTeX."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from anthology.citations.formats.bibtex_library import XDATA, inherit_fields, resolve_joins
from anthology.citations.formats.csl_json import bare_doi
from anthology.citations.model import (
    UNPUBLISHED,
    Date,
    Name,
    Reference,
    clean,
    first_values,
    make_key,
    month_number,
    parse_date,
    read_text,
)
from anthology.core.findings import Finding, Location
from anthology.core.yaml import quote

#: Entry type and CSL type; where two entry types mean one kind, the first is written.
TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    **dict.fromkeys(("collection", "proceedings", "mvbook", "mvcollection", "mvproceedings", "reference"), "book"),
    **dict.fromkeys(("suppbook", "suppcollection", "bookinbook", "inreference"), "chapter"),
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "report": "report",
    "techreport": "report",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
    "misc": "document",
    "unpublished": "document",
}
#: Field and names in BibLaTeX, in the order in which they are written; the first is written, each of them is read.
TEXTS = {
    "container": ("journaltitle", "journal", "booktitle"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "place": ("location", "address"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "pages": ("pages",),
    "edition": ("edition",),
    "genre": ("type",),
    "isbn": ("isbn",),
    "medium": ("howpublished",),
    "language": ("langid", "language"),
    "note": ("note",),
}
PEOPLE = {"authors": "author", "editors": "editor", "translators": "translator"}
READ = frozenset({*chain.from_iterable(TEXTS.values()), *PEOPLE.values(), "title", "subtitle", "date", "year"})
COMMAND = re.compile(r"\\[A-Za-z]+")
OTHERS = Name(literal="others")  # at the end of a list of people: there are more (BibTeX, "and others")
BARE = "no-enclosing"  # what bibtexparser notes of a value in neither braces nor quotation marks
DECIDING = READ | {"month", "pubstate", "urldate", "url", "doi"}  # fields that may not be given twice in two ways
LANGUAGES = {"english": "en", "british": "en-GB", "american": "en-US", "french": "fr", "spanish": "es", "german": "de"}
AGAIN = "\x00"  # what no key has
# Figures above or below the line, which the converter would leave behind their mark: H$_2$O.
_RAISED = re.compile(r"\$\s*([_^])\s*(?:\{([0-9]+)\}|([0-9]))\s*\$")
_FIGURES = {"_": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), "^": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")}
UNFILLED = "%s"  # what the converter leaves of a command that lacks its arguments
ESCAPES = str.maketrans(
    {letter: f"\\{letter}" for letter in "&%$#_{}"}
    | {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
)


def read_bibtex(path: Path, data: bytes) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """The references of a .bib file; what cannot be read gives a finding with its line, the rest is read.

    Names are split before LaTeX is decoded: braces say that {Women's Aid} is one name, and decoding loses them.
    """
    from bibtexparser import middlewares, model  # only books that have such a file need it
    from bibtexparser.middlewares.parsestack import default_parse_stack
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it says is a finding here
    text, undecoded = read_text(data, path)
    findings = list(undecoded)
    library = _without_harmless_repeats(Splitter(text).split())
    resolve_joins(library)
    for entry, key in list(inherit_fields(library)):
        at = Location(path, (entry.start_line or 0) + 1)
        findings.append(Finding("R002", f"{quote(_key(entry))} takes fields from {quote(key)}, which is not here", at))
    for step in (*default_parse_stack(), middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()):
        library = step.transform(library)
    decode = _Decoder()
    works = [entry for entry in library.entries if entry.entry_type.lower() != XDATA]
    references = tuple(_reference(entry, path, decode) for entry in works)
    findings += [found for entry in works for found in _doubts(entry, path, decode)]
    for block in library.failed_blocks:
        at = Location(path, (block.start_line or 0) + 1)
        if isinstance(block, model.DuplicateBlockKeyBlock):
            findings.append(Finding("R005", f"the key “{block.key}” is used twice in this file", at))
        elif isinstance(block, model.DuplicateFieldKeyBlock):
            fields = " and ".join(sorted(block.duplicate_keys))
            findings.append(Finding("R004", f"an entry gives the field {fields} more than once", at))
        elif isinstance(block, model.MiddlewareErrorBlock):
            findings.append(Finding("R004", "an entry has a name that cannot be taken apart", at))
        else:
            findings.append(Finding("R004", "an entry does not end where it should", at))
    return references, tuple(findings)


def _doubts(entry: Any, path: Path, decode: _Decoder) -> Iterator[Finding]:
    """What of an entry is not read as it is meant: names without a text, unknown LaTeX."""
    at, key = Location(path, (entry.start_line or 0) + 1), quote(_key(entry))
    enclosed = entry.parser_metadata.get("removed_enclosing", {})
    for field in entry.fields:
        name, value = field.key.lower(), field.value
        if name not in READ:
            continue
        if enclosed.get(field.key) == BARE and not (isinstance(value, str) and value.isdecimal()):
            what = "joins a macro without a text to others" if "#" in str(value) else "is a macro without a text"
            yield Finding("R004", f"{key}: {name} {what}", at, "write the text out, in braces")
        elif isinstance(value, str) and not decode.understands(value):
            yield Finding("R002", f"{key}: not all LaTeX in {name} is understood: {quote(decode.text(value))}", at)


def _letters(text: str) -> Counter[str]:
    """How often a text has each letter and figure of ASCII, accents apart."""
    return Counter(letter for letter in unicodedata.normalize("NFKD", text) if letter.isascii() and letter.isalnum())


def _without_harmless_repeats(library: Any) -> Any:
    """The library with what does no harm in it: entries whose key it has had already, and fields given twice.

    The keys of such entries end in AGAIN and a number; two fields must say the same, or be none that is read.
    """
    from bibtexparser import model
    from bibtexparser.library import Library

    blocks, keys = [], set()
    for number, block in enumerate(library.blocks):
        inner = block.ignore_error_block if isinstance(block, model.ParsingFailedBlock) else block
        if isinstance(block, model.DuplicateFieldKeyBlock):
            inner = _without_repeated_fields(inner) or block
        if not isinstance(inner, model.Entry):
            blocks.append(block)
            continue
        if inner.key in keys:
            inner.key = f"{inner.key}{AGAIN}{number}"
        keys.add(inner.key)
        blocks.append(inner)
    return Library(blocks)


def _without_repeated_fields(entry: Any) -> Any:
    """The entry with each field once; None where two that are read differ."""
    first: dict[str, Any] = {}
    for field in entry.fields:
        name = field.key.lower()
        if first.setdefault(name, field).value != field.value and name in DECIDING:
            return None
    entry.fields = list(first.values())
    return entry


def _key(entry: Any) -> str:
    return str(entry.key).partition(AGAIN)[0]


def to_bibtex(references: Iterable[Reference]) -> bytes:
    """The references as BibLaTeX in UTF-8, one field a line, in the order in which they are given."""
    return "\n".join(map(_entry, references)).encode()


def _reference(entry: Any, path: Path, decode: _Decoder) -> Reference:
    key = _key(entry)
    fields = {field.key.lower(): field.value for field in entry.fields}
    read = {name: decode.text(value) for name, value in fields.items() if isinstance(value, str)}
    texts = first_values(read, TEXTS)
    texts["pages"] = re.sub(r"(?<!\s)\s*[-–—]+\s*", "-", texts["pages"])
    texts["language"] = LANGUAGES.get(texts["language"].lower(), texts["language"])
    kind = TYPES.get(entry.entry_type.lower(), "document")
    if kind == "document" and fields.get("url"):
        kind = "webpage"
    titles = filter(None, (read.get("title", ""), read.get("subtitle", "")))
    named = {role: tuple(_name(name, decode) for name in fields.get(field, ())) for role, field in PEOPLE.items()}
    people = {role: tuple(name for name in names if name != OTHERS) for role, names in named.items()}
    reference = Reference(
        key=key,
        type=kind,
        title=": ".join(titles),
        **texts,  # type: ignore[arg-type]  # TEXTS names text fields only
        **people,  # type: ignore[arg-type]
        others=OTHERS in (named["authors"] or named["editors"]),
        issued=_issued(read),
        accessed=parse_date(read["urldate"]) if read.get("urldate") else Date(),
        url=_address(fields.get("url", "")),
        doi=bare_doi(_address(fields.get("doi", ""))),
        given_key=bool(key),
        sources=(path.as_posix(),),
        at=Location(path, (entry.start_line or 0) + 1),
    )
    return reference if key else replace(reference, key=make_key(reference))


class _Decoder:
    """Turns LaTeX into text."""

    def __init__(self) -> None:
        from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]  # no stubs

        logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # what it says is a finding here
        self.converter = LatexNodes2Text(math_mode="text")
        self.refused: set[str] = set()

    def text(self, latex: str) -> str:
        """The text; where the converter breaks off, the letters without its signs."""
        text = latex
        if re.search(r"[\\{}~$]|``|''|--", latex):
            text = latex.replace(r"\textasciicircum{}", "{^}")  # the converter makes another letter of it
            text = _RAISED.sub(lambda found: (found[2] or found[3]).translate(_FIGURES[found[1]]), text)
            text = re.sub(r"(?<!\\)[%&_#]", lambda found: "\\" + found[0], text)
            try:
                text = self.converter.latex_to_text(text)
            except (LookupError, ValueError):  # so it meets a \verb or \sqrt[ that nothing follows
                text = UNFILLED
            if UNFILLED in text and UNFILLED not in latex:
                self.refused.add(latex)
                text = re.sub(r"[\\{}]", "", latex)
        return clean(text)

    def understands(self, latex: str) -> bool:
        """Whether the text has all letters and figures of the LaTeX but those of its commands."""
        lost = _letters(COMMAND.sub(" ", latex)) - _letters(self.text(latex))
        return not lost and latex not in self.refused


def _name(parts: Any, decode: _Decoder) -> Name:
    name = Name(
        family=decode.text(" ".join(parts.last)),
        particle=decode.text(" ".join(parts.von)),
        given=decode.text(" ".join(parts.first)),
        suffix=decode.text(" ".join(parts.jr)),
    )
    return name if name.given or name.particle else Name(literal=name.family)


def _issued(read: dict[str, str]) -> Date:
    date = read.get("date") or read.get("year") or read.get("pubstate") or ""
    issued = parse_date(date.split("/")[0]) if date else Date()
    month, *others = re.findall(r"[^\W\d_]+|\d+", read.get("month", "")) or [""]
    if others and month.isdecimal() and len(month) <= len("31"):  # the day before its month, or behind it: 10 January
        month, others = others[0], [month]
    number = month_number(month) or (int(month) if month.isdecimal() and len(month) <= len("12") else 0)
    if not issued.year or issued.month or not 1 <= number <= 12:
        return issued
    day = int(others[0]) if len(others) == 1 and others[0].isdecimal() and len(others[0]) <= len("31") else 0
    return replace(issued, month=number, day=day if day <= 31 else 0)


def _address(text: str) -> str:
    """An address or a DOI, in which only the escapes of the letters that TeX reserves are undone."""
    return re.sub(r"\\([%&_#~$])", r"\1", re.sub(r"^\\url\{(.*)\}$", r"\1", "".join(clean(text).split())))


def _entry(reference: Reference) -> str:
    kinds = {kind: entry for entry, kind in reversed(TYPES.items())}
    more = {"authors" if reference.authors else "editors": " and others"} if reference.others else {}
    names = {role: " and ".join(map(_name_to_bibtex, getattr(reference, role))) for role in PEOPLE}
    fields = [(field, names[role] + more.get(role, "")) for role, field in PEOPLE.items() if names[role]]
    fields.append(("title", f"{{{_escape(reference.title)}}}" if reference.title else ""))
    fields += _dates(reference)
    is_inside_book = reference.type in ("chapter", "paper-conference")
    for field, alternatives in TEXTS.items():
        text = getattr(reference, field)
        name = "booktitle" if field == "container" and is_inside_book else alternatives[0]
        fields.append((name, _escape(text.replace("-", "--") if field == "pages" else text)))
    fields += [("doi", reference.doi), ("url", reference.url)]
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@{kinds.get(reference.type, 'misc')}{{{reference.key},\n{body}}}\n"


def _dates(reference: Reference) -> list[tuple[str, str]]:
    accessed = str(reference.accessed) if reference.accessed.year else ""
    if reference.issued.year:
        return [("date", str(reference.issued)), ("urldate", accessed)]
    words = reference.issued.literal
    return [("pubstate", words if words in UNPUBLISHED else ""), ("urldate", accessed)]


def _name_to_bibtex(name: Name) -> str:
    if name.literal:
        return f"{{{_escape(name.literal)}}}"
    given = " ".join(filter(None, (name.given, name.dropping)))
    return ", ".join(filter(None, (_escape(name.surname), _escape(name.suffix), _escape(given))))


def _escape(text: str) -> str:
    """The text with TeX's reserved letters escaped and nothing left that it would draw together (--, ``, '')."""
    return re.sub(r"(?<=([-'`]))(?=\1)", "{}", text.translate(ESCAPES))
