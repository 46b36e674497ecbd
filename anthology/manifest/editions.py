"""The records of the editions of a book: what is made of it, for whom, on which paper."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from anthology.core.schema import Line, Listed, Record, key, one_of, refusal
from anthology.manifest.choices import (
    Each,
    Fonts,
    Format,
    Paper,
    PrinterName,
    PurposeName,
    SheetName,
    Standard,
    Stock,
    YesOrNo,
)
from anthology.manifest.types import Bleed, File, Instead, Length, Signature, Trim


class Booklet(Record):
    """How pages are folded: `sheet` is the paper in the tray, `signature` the pages folded as one, None for all."""

    signature: Signature | None = key("How many pages are folded as one; all if it is left out.", "16", None)
    sheet: Annotated[SheetName, one_of(SheetName)] = key("The paper in the tray.", "letter", "a4")


def _booklet(value: object) -> object:
    if value in ("yes", "no"):
        return {} if value == "yes" else None
    if isinstance(value, dict):
        return value
    hint = "write yes, no, or {signature: 16, sheet: a4}"
    raise refusal("M009", "a booklet is `yes`, `no`, or says how it is folded", hint)


class Edition(Record):
    """One named output; `discreet` is a neutral title under which it goes about.

    Of an e-book `fonts` says whether it brings the layout's faces or leaves the face to the reader. Of a PDF `purpose`
    (the key `for`) says which of the other keys have an effect.

    Press and screen: `trim`, the width and height of a page. Press: `bleed` (None is the printer's own), `printer`,
    `stock`, `marks`, `standard` of PDF/X and `profile`, the ICC file of the press. Handouts and large print: `paper`.
    Handouts: `each`, a file for each essay, `select`, the essays in it (none named is all), and `booklet`.
    """

    format: Annotated[Format, one_of(Format)] = key("An e-book or a PDF.", "pdf")
    discreet: Line = key("A neutral title for a reader whose shelf others can see.", '"Collected Essays, One"', "")
    fonts: Annotated[Fonts, one_of(Fonts)] = key(
        "The face of an e-book: the reader's own, or those of the layout, put into the file.", "embed", "reader"
    )
    purpose: Annotated[PurposeName, one_of(PurposeName)] = key(
        "What the PDF is for; it decides which of the other keys have an effect.", "screen", "press", alias="for"
    )
    trim: Trim = key("Width and height of a page, cut.", "[6in, 9in]", (Length(6.0, "in"), Length(9.0, "in")))
    bleed: Bleed | None = key("How far colour runs over the edge; the printer's own if it is left out.", "3mm", None)
    printer: Annotated[PrinterName, one_of(PrinterName)] = key("Whose rules it follows.", "kdp", "generic")
    stock: Annotated[Stock, one_of(Stock)] = key("The paper: the width of the spine depends on it.", "cream", "white")
    marks: Annotated[YesOrNo, one_of(YesOrNo)] = key("Crop marks.", "yes", "no")
    standard: Annotated[Standard, one_of(Standard)] = key("Which PDF/X.", "x-1a", "x-4")
    profile: File = key("The ICC file of the press.", "press.icc", "")
    paper: Annotated[Paper, one_of(Paper)] = key("The paper of handouts and of large print.", "letter", "a4")
    each: Annotated[Each | None, one_of(Each)] = key(
        "A handout for each essay; left out, one for all of them.", "essay", None
    )
    select: Listed[Line] = key("The essays in the handout; all if none is named.", "[rain, snow]", ())
    booklet: Annotated[
        Booklet | None, BeforeValidator(_booklet), Instead((("type", "string"), ("pattern", "^(yes|no)$")))
    ] = key("The handout as a folded booklet too.", "yes", None)
