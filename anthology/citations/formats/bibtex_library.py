"""What BibTeX makes of a file before it reads the fields: texts joined with #, fields taken from another entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from anthology.citations.model import MONTHS

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

#: Types of entries that are a part of a book: its title is the title of what they stand in (biblatex, appendix B).
PARTS_OF_A_BOOK = frozenset(
    ("inproceedings", "conference", "incollection", "inbook", "suppbook", "suppcollection", "bookinbook", "inreference")
)
#: Fields that an entry never takes from another (biblatex, appendix B: “noinherit”, and what leads to other entries).
OWN = frozenset(
    ("crossref", "xref", "xdata", "ids", "key", "keywords", "label", "related", "entryset", "execute", "options")
)
XDATA = "xdata"  # a type of entry that is no work: other entries take all of its fields
DEEPEST = 8  # entries that take fields from one another
_NAME = re.compile(r"[^\s#{}\",=%]+")


def resolve_joins(library: Library) -> None:
    """Put one text in braces for each value that joins several with #, as BibTeX does; others stay as they are.

    A value that names a text which the file does not have stays as it is too. The names of months are known.
    """
    texts = {name[:3].casefold(): name for name in MONTHS}
    for string in library.strings:
        string.value = _joined(str(string.value), texts)
        if (text := _text_of(string.value, texts)) is not None:
            texts[string.key.casefold()] = text
    for entry in library.entries:
        for field in entry.fields:
            field.value = _joined(str(field.value), texts)


def inherit_fields(library: Library) -> Iterator[tuple[Entry, str]]:
    """Give each entry the fields that it lacks and the entries have to which its `crossref` and `xdata` lead.

    Yields each entry and key that lead nowhere. Keys are the same in capitals and small letters, as BibTeX has it.
    """
    from bibtexparser.model import Field

    known = {entry.key.casefold(): entry for entry in reversed(library.entries)}
    given = {id(entry): {field.key.casefold(): field for field in entry.fields} for entry in library.entries}
    for entry in library.entries:
        yield from ((entry, key) for _, key in _leads(given[id(entry)]) if key.casefold() not in known)
        more = {name: each for name, each in _all(entry, known, given, 0).items() if name not in given[id(entry)]}
        entry.fields = [*entry.fields, *(Field(name, each.value, each.start_line) for name, each in more.items())]


def _all(
    entry: Entry, known: Mapping[str, Entry], given: Mapping[int, Mapping[str, Field]], depth: int
) -> dict[str, Field]:
    """The fields of an entry with those that it takes from others, by their names."""
    fields = dict(given[id(entry)])
    for kind, key in _leads(fields):
        above = known.get(key.casefold())
        if above is None or depth >= DEEPEST:
            continue
        for name, field in _renamed(_all(above, known, given, depth + 1), kind, entry.entry_type.casefold()).items():
            fields.setdefault(name, field)
    return fields


def _renamed(fields: Mapping[str, Field], kind: str, heir: str) -> dict[str, Field]:
    """The fields of an entry as one of this type takes them over: the title of a book is no title of its parts."""
    from bibtexparser.model import Field

    found = {name: field for name, field in fields.items() if name not in OWN}
    if kind == "crossref" and heir in PARTS_OF_A_BOOK:
        titles = [_text_of(str(found.pop(name).value), {}) for name in ("title", "subtitle") if name in found]
        whole = ": ".join(filter(None, titles))
        if whole:
            found.setdefault("booktitle", Field("booktitle", f"{{{whole}}}"))
    return found


def _leads(fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """The keys of the entries that these fields name, `xdata` first, which may name several."""
    for kind in (XDATA, "crossref"):
        named = (_text_of(str(fields[kind].value), {}) or "") if kind in fields else ""
        for key in named.split(",") if kind == XDATA else [named]:
            if key.strip():
                yield kind, key.strip()


def _joined(value: str, texts: Mapping[str, str]) -> str:
    if "#" not in value or len(list(_pieces(value))) < 2:
        return value
    text = _text_of(value, texts)
    return value if text is None else f"{{{text}}}"


def _text_of(value: str, texts: Mapping[str, str]) -> str | None:
    """The text of a value without its braces or quotation marks; None where a name in it stands for nothing."""
    found: list[str] = []
    for piece in _pieces(value):
        if piece[:1] + piece[-1:] in ("{}", '""') and len(piece) > 1:
            found.append(piece[1:-1])
        elif piece.isdecimal():
            found.append(piece)
        elif _NAME.fullmatch(piece) and piece.casefold() in texts:
            found.append(texts[piece.casefold()])
        else:
            return None
    return "".join(found)


def _pieces(value: str) -> Iterator[str]:
    """The parts of a value between the # outside of braces and quotation marks."""
    depth, is_quoted, start = 0, False, 0
    for at, sign in enumerate(value):
        depth += (sign == "{") - (sign == "}")
        if sign == '"' and depth == 0 and value[at - 1 : at] != "\\":
            is_quoted = not is_quoted
        elif sign == "#" and depth == 0 and not is_quoted:
            yield value[start:at].strip()
            start = at + 1
    yield value[start:].strip()
