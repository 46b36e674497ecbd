"""The records of a manifest: every key that book.yaml may have, and what may stand there.

A key is here only if some stage of the build uses it. An empty string or tuple means that nothing is given.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, WithJsonSchema

from anthology.core.files import Folder
from anthology.core.findings import Location
from anthology.core.yaml import shown
from anthology.manifest.choices import (
    ACTIONS,
    BACK,
    FRONT,
    LANGUAGE,
    Action,
    BackKind,
    Certainty,
    Channel,
    Each,
    Encoding,
    Engine,
    Fonts,
    Format,
    FrontKind,
    Paper,
    Placement,
    PrinterName,
    Purpose,
    SheetName,
    Standard,
    Status,
    Stock,
    StyleName,
    YesOrNo,
)
from anthology.manifest.types import (
    LISTED,
    PAIR,
    Bleed,
    Context,
    Day,
    EmptyOrLine,
    EssayTitle,
    File,
    Identifier,
    Instead,
    Language,
    Length,
    Line,
    Signature,
    Slug,
    Text,
    Trim,
    Url,
    When,
    one_of,
    refusal,
)


class Record(BaseModel):
    """A group of keys: no key that is not named here, nothing changed after it is made."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Person(Record):
    """Someone who made the book: the name as printed and, where it differs from it, the name to sort by."""

    name: Line
    sort_as: Line = ""


class Author(Person):
    """The author of an essay: `capacity` (the key `as`) is how the source presents them, `entry` the contributor's."""

    capacity: Line = Field("", alias="as")
    entry: Text = ""


def _author(value: object) -> object:
    if value == "unsigned":
        return None
    if isinstance(value, dict):
        return value
    raise refusal("M009", "an author is `unsigned` or has a name", "write author: {name: …}, or author: unsigned")


def _content_notes(value: object) -> object:
    if value == "none":
        return ()
    if isinstance(value, list) and value:
        return tuple(value)
    hint = "list themes, write `none`, or leave the key out until the essay has been assessed"
    raise refusal("M009", "content notes are `none` or a list of themes", hint)


class Published(Record):
    """Where and when an essay first appeared; `venue` is the key `in`, `on` a date, a month, a year or `undated`.

    `certainty` says how the date is known: the text states it, its address holds it, or the editors supply it.
    """

    venue: Line = Field(alias="in")
    place: Line = ""
    on: When
    url: Url = ""
    certainty: Annotated[Certainty, one_of(Certainty)] = "stated"


class ContentNote(Record):
    """One theme of an essay: ids of the content vocabulary, detail in `text`, and the day of a lawyer's reading."""

    theme: Slug
    level: Slug
    qualifiers: Annotated[tuple[Slug, ...], LISTED] = ()
    text: Line = ""
    legal_read: Day | None = None


class Waiver(Record):
    """A theme that the editors do not declare although the text could suggest it, and why."""

    theme: Slug
    because: Line


class PictureWords(Record):
    """What the editors say of a picture of a source: what it shows, or that it only adorns the page; whose it is."""

    file: Line
    alt: Text = ""
    decorative: Annotated[YesOrNo, one_of(YesOrNo)] = "no"
    caption: Line = ""
    credit: Line = ""


class ForeignWords(Record):
    """A passage of an essay in another language than the essay's own, by its exact words."""

    words: Line
    language: Language


class CleaningStep(Record):
    """What the editors declare of one line of a source, given by its exact words, and why."""

    drop: Line = ""
    keep: Line = ""
    heading: Line = ""
    closing_note: Line = ""
    author_note: Line = ""
    quote: Line = ""
    because: Line

    @property
    def action(self) -> Action:
        """What the line is declared to be: the one key of ACTIONS that is given."""
        return next(action for key, action in ACTIONS.items() if getattr(self, key))

    @property
    def words(self) -> str:
        """The exact words of the line."""
        return next(words for key in ACTIONS if (words := str(getattr(self, key))))


class PermissionDates(Record):
    """When a permission was asked for and when it was given."""

    requested: Day | None = None
    granted: Day | None = None


class Permission(Record):
    """The right to reprint one essay: an entry of the permissions ledger."""

    status: Annotated[Status, one_of(Status)]
    holder: Line = ""
    contact: Line = ""
    license: Line = ""
    license_url: Url = ""
    channels: Annotated[tuple[Annotated[Channel, one_of(Channel)], ...], LISTED] = ()
    territory: Line = ""
    until: Day | None = None
    credit: Text = ""
    evidence: Line = ""
    dates: PermissionDates | None = None


class EssayReferences(Record):
    """An essay's own references: files whose keys hold for it alone, and fields to set, by the key of the reference."""

    sources: Annotated[tuple[File, ...], LISTED] = ()
    override: dict[Line, dict[Slug, EmptyOrLine]] = {}


class EssayEntry(Record):
    """An essay as the manifest names it.

    `author` is None for an unsigned text. `content_notes` is None as long as nobody has assessed the essay, and empty
    where it needs no note.
    """

    id: Slug
    source: File
    chapter: Line = ""
    encoding: Annotated[Encoding | Literal[""], one_of(Encoding)] = ""
    language: Language = ""
    title: EssayTitle = None
    short_title: Line = ""
    subtitle: Line = ""
    author: Annotated[Author | None, BeforeValidator(_author), Instead((("const", "unsigned"),))]
    published: Published | None = None
    introduction: File = ""
    introduction_language: Language = ""
    content_notes: Annotated[
        tuple[ContentNote, ...] | None, BeforeValidator(_content_notes), Instead((("const", "none"),))
    ] = None
    not_present: Line = ""
    notes_language: Language = ""
    waived: Annotated[tuple[Waiver, ...], LISTED] = ()
    cleaning: Annotated[tuple[CleaningStep, ...], LISTED] = ()
    readings_kept: Annotated[tuple[Line, ...], LISTED] = ()
    pictures: Annotated[tuple[PictureWords, ...], LISTED] = ()
    foreign: Annotated[tuple[ForeignWords, ...], LISTED] = ()
    permission: Permission | None = None
    references: EssayReferences = EssayReferences()
    questions: Annotated[tuple[Text, ...], LISTED] = ()


class Part(Record):
    """A part of the book: its title and the ids of its essays in reading order."""

    title: Line
    essays: Annotated[tuple[Line, ...], LISTED]


class BookRights(Record):
    """The book's own notice of rights, its licence where it has one, whether it is sold, and where."""

    notice: Text
    license: Line = ""
    url: Url = ""
    sold: Annotated[YesOrNo, one_of(YesOrNo)] = "no"
    territory: Line = "world"


class Accessibility(Record):
    """Who certifies that the e-book conforms to the standard that our checks are about."""

    certified_by: Line


class Series(Record):
    """The series that the book belongs to, and its number in it."""

    name: Line
    number: Line = ""


class CoverPicture(Record):
    """A picture that the book brings for its e-book's cover, and what it shows, for those who do not see it."""

    image: File
    alt: Line


class Bibliography(Record):
    """How references are gathered, told apart and printed; `same` and `distinct` are pairs of reference keys."""

    style: Annotated[StyleName, one_of(StyleName)] = "harvard-leeds"
    placement: Annotated[Placement, one_of(Placement)] = "merged"
    sources: Annotated[tuple[File, ...], LISTED] = ()
    engine: Annotated[Engine, one_of(Engine)] = "builtin"
    csl: File = ""
    same: Annotated[tuple[Annotated[tuple[Line, Line], PAIR], ...], LISTED] = ()
    distinct: Annotated[tuple[Annotated[tuple[Line, Line], PAIR], ...], LISTED] = ()


class Booklet(Record):
    """How pages are folded: `sheet` is the paper in the tray, `signature` the pages folded as one, None for all."""

    signature: Signature | None = None
    sheet: Annotated[SheetName, one_of(SheetName)] = "a4"


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

    format: Annotated[Format, one_of(Format)]
    discreet: Line = ""
    fonts: Annotated[Fonts, one_of(Fonts)] = "reader"
    purpose: Annotated[Purpose, one_of(Purpose)] = Field("press", alias="for")
    trim: Trim = (Length(6.0, "in"), Length(9.0, "in"))
    bleed: Bleed | None = None
    printer: Annotated[PrinterName, one_of(PrinterName)] = "generic"
    stock: Annotated[Stock, one_of(Stock)] = "white"
    marks: Annotated[YesOrNo, one_of(YesOrNo)] = "no"
    standard: Annotated[Standard, one_of(Standard)] = "x-4"
    profile: File = ""
    paper: Annotated[Paper, one_of(Paper)] = "a4"
    each: Annotated[Each | None, one_of(Each)] = None
    select: Annotated[tuple[Line, ...], LISTED] = ()
    booklet: Annotated[
        Booklet | None, BeforeValidator(_booklet), Instead((("type", "string"), ("pattern", "^(yes|no)$")))
    ] = None


def _version(value: object) -> object:
    if value != "1":
        message = f"{shown(str(value))} is not a version of the manifest that this program knows"
        raise refusal("M010", message, "write anthology: 1")
    return value


class Manifest(Record):
    """The whole of book.yaml; `select` or `omit` choose among the essays of the manifest that it extends."""

    extends: File = ""
    select: Annotated[tuple[Line, ...], LISTED] = ()
    omit: Annotated[tuple[Line, ...], LISTED] = ()
    anthology: Annotated[Literal["1"], BeforeValidator(_version), WithJsonSchema({"enum": [1, "1"]})]
    title: Line
    subtitle: Line = ""
    language: Language = LANGUAGE
    layout: Slug = "house"
    keep_whole: Annotated[tuple[Line, ...], LISTED] = ()
    identifier: Identifier
    date: Day
    edition: Line = ""
    editors: Annotated[tuple[Person, ...], LISTED]
    publisher: Line = ""
    place: Line = ""
    description: Text = ""
    subjects: Annotated[tuple[Line, ...], LISTED] = ()
    rights: BookRights | None = None
    front: Annotated[tuple[Annotated[FrontKind, one_of(FrontKind)], ...], LISTED] = FRONT
    foreword: File = ""
    foreword_language: Language = ""
    essays: Annotated[tuple[EssayEntry, ...], LISTED]
    parts: Annotated[tuple[Part, ...], LISTED] = ()
    back: Annotated[tuple[Annotated[BackKind, one_of(BackKind)], ...], LISTED] = BACK
    afterword: File = ""
    afterword_language: Language = ""
    vocabulary: File = ""
    bibliography: Bibliography = Bibliography()
    series: Series | None = None
    cover: CoverPicture | None = None
    accessibility: Accessibility | None = None
    resources: File = ""
    editions: dict[Slug, Edition]
    _context: Context = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Keep the document and the folder, so that later stages can name a place; refuses another context."""
        assert isinstance(context, Context)
        self._context = context

    @property
    def folder(self) -> Folder:
        """The folder in which the files of the book are."""
        return self._context.folder

    @property
    def omitted(self) -> tuple[str, ...]:
        """The ids of the essays that this book leaves out of the one that it extends."""
        return self._context.omitted

    def at(self, *route: str | int) -> Location:
        """Where a value stands in the manifest: `at("essays", 0, "title")`; the nearest value that would hold it."""
        return self._context.document.at(*route)

    def where(self, words: str) -> Location | None:
        """Where the first value stands that holds these words, None where none does."""
        document = self._context.document
        texts = ((document.get(*route), at) for route, at in document.values.items())
        return next((at for text, at in texts if isinstance(text, str) and words in text), None)
