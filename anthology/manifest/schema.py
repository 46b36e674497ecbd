"""The records of a manifest: every key that book.yaml may have, and what may stand there.

A key is here only if some stage of the build uses it. Each says what it is for and gives an example, for
`docs/manifest.md` and the JSON Schema. An empty string or tuple means that nothing is given.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PrivateAttr, WithJsonSchema, model_validator

from anthology.core.files import Folder
from anthology.core.findings import Location
from anthology.core.schema import (
    Day,
    Line,
    Listed,
    OptionalLine,
    Record,
    Slug,
    Text,
    key,
    one_of,
    refusal,
)
from anthology.core.yaml import quote
from anthology.manifest.choices import (
    ACTIONS,
    BACK,
    FRONT,
    LANGUAGE,
    WRITTEN,
    Action,
    BackKind,
    Certainty,
    Encoding,
    Engine,
    FrontKind,
    Placement,
    RoleName,
    StyleName,
    WrittenKind,
    YesOrNo,
)
from anthology.manifest.editions import Edition
from anthology.manifest.matter import Matter, WrittenMatter
from anthology.manifest.people import BY_ID, Authors, Contributor, Credit, Credits, Editor, Named
from anthology.manifest.rights import BookRights, Permission
from anthology.manifest.types import (
    PAIR,
    Context,
    EssayTitle,
    File,
    Identifier,
    Instead,
    Language,
    Url,
    When,
)


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

    venue: Line = key("The magazine, site or book.", "The Weekly", alias="in")
    place: Line = key("Where that appears.", "London", "")
    on: When = key("The date as far as it is known, or `undated`.", "2017-11")
    url: Url = key("The address of the text.", "https://example.org/rain", "")
    certainty: Annotated[Certainty, one_of(Certainty)] = key(
        "How you know the date: the text states it, its address holds it, or you supply it.", "from-address", "stated"
    )


class ContentNote(Record):
    """One theme of an essay: ids of the content vocabulary, detail in `text`, and the day of a lawyer's reading."""

    theme: Slug = key("A theme of the vocabulary, by its id.", "war")
    level: Slug = key("How closely: mention, discussion or depiction.", "mention")
    qualifiers: Listed[Slug] = key(
        "What else a reader should know, by the ids of the vocabulary.", "[first-person]", ()
    )
    text: Line = key("A detail in your own words.", "in one sentence of the last page", "")
    legal_read: Day | None = key(
        "The day on which a lawyer read the text for what it says of real people.", "2026-10-01", None
    )


class Waiver(Record):
    """A theme that the editors do not declare although the text could suggest it, and why."""

    theme: Slug = key("The theme, by its id.", "war")
    because: Line = key("Why no note is needed.", "one word in a list")


class PictureWords(Record):
    """What the editors say of a picture of a source: what it shows, or that it only adorns the page; whose it is."""

    file: Line = key("The file, from the book's folder, or as the text names it.", "texts/rain.png")
    alt: Text = key("What the picture shows, for readers who do not see it.", "A wet street at night", "")
    decorative: Annotated[YesOrNo, one_of(YesOrNo)] = key(
        "Whether it only adorns the page, so that nothing need be said of it.", "yes", "no"
    )
    caption: Line = key("Words below it, instead of those of the text.", "The street in 2017", "")
    credit: Line = key("Whose picture it is.", "Photograph by Bo Lens", "")


class ForeignWords(Record):
    """A passage of an essay in another language than the essay's own, by its exact words."""

    words: Line = key(
        "The words as the essay has them, within one paragraph or note; every place counts.", "raison d’être"
    )
    language: Language = key("Their language, as a tag of BCP 47.", "fr")


class EditorsNote(Record):
    """A note of the editors at a passage of an essay, given by the exact words of the passage."""

    at: Line = key("The words as the essay has them, within one paragraph, item or quotation.", "the first of June")
    note: Text = key("What readers should know there, in a sentence or two.", "The letter is dated 2 June.")


class CleaningStep(Record):
    """What the editors declare of one line of a source, given by its exact words, and why."""

    drop: Line = key(
        "This line is not part of the text. Give the whole line, or its beginning and `…`: all lines of these words go "
        "that a rule takes for furniture of the page.",
        "Share this",
        "",
    )
    keep: Line = key("This line is part of the text, whatever a rule says of it.", "Follow us, if you can.", "")
    heading: Line = key("This line is a heading.", "What was said", "")
    closing_note: Line = key("This line is a note that closes the text.", "The author lives in Leeds.", "")
    author_note: Line = key("This line is the author's own warning.", "Please read with care.", "")
    quote: Line = key("This line is a quotation.", "No one asked.", "")
    because: Line = key("Why: the note on the texts tells the reader.", "a button of the page")

    @property
    def action(self) -> Action:
        """What the line is declared to be: the one key of ACTIONS that is given."""
        return next(action for key, action in ACTIONS.items() if getattr(self, key))

    @property
    def words(self) -> str:
        """The exact words of the line."""
        return next(words for key in ACTIONS if (words := str(getattr(self, key))))


class EssayReferences(Record):
    """An essay's own references: files whose keys hold for it alone, and fields to set, by the key of the reference."""

    sources: Listed[File] = key(
        "Files of references that are this essay’s own: by a key it means what they have under it, whatever other "
        "files have.",
        "[texts/rain.bib]",
        (),
    )
    override: dict[Line, dict[Slug, OptionalLine]] = key(
        "Fields to set, by the key of the reference that `anthology check` names.", "{lee-2016-rain: {year: 2015}}", {}
    )


class EssayEntry(Record):
    """An essay as the manifest names it.

    `credits` are all who did something for it, none where it is unsigned. `content_notes` is None as long as nobody has
    assessed the essay, and empty where it needs no note.
    """

    id: Slug = key("The name by which everything else refers to the essay; file names are made of it.", "rain")
    source: File = key("The text as received: .txt, .md, .html, .docx, .epub. It is never edited.", "texts/rain.txt")
    chapter: Line = key("The page of an e-book that is the essay, by its name inside the book.", "chapter-3.xhtml", "")
    encoding: Annotated[Encoding | Literal[""], one_of(Encoding)] = key(
        "The encoding of a text or a page, where it is not UTF-8 and the file does not say it.", "windows-1251", ""
    )
    language: Language = key("The language of the essay, where it is not the book's.", "en-US", "")
    title: EssayTitle = key(
        "The title, where the text has another or none; one of yours as `{supplied: …}`.", "{supplied: On Rain}", None
    )
    short_title: Line = key("The title in running heads and citations.", "Rain", "")
    subtitle: Line = key("The subtitle, where the text does not give it as one.", "A reader's weather", "")
    authors: Authors = key(
        "Who wrote it: a person, a list of them in the order of the byline, or `unsigned`.",
        "[{name: Bo Writer}, {name: Cy Poet}]",
        alias="author",
    )
    others: Credits = key(
        "Who did something else for it, with the role, in the order of the byline; it may name the authors too.",
        "[{name: Di Four, role: translator}]",
        (),
        alias="contributors",
    )
    verse: Annotated[YesOrNo | Literal[""], one_of(YesOrNo)] = key(
        "Whether a plain text is verse, whose lines end where they end. Left out, the shape of its lines tells.",
        "yes",
        "",
    )
    published: Published | None = key("Where and when it first appeared.", "{in: The Weekly, on: 2017-11-29}", None)
    introduction: File = key("What you say of it beforehand, in Markdown.", "editorial/introductions/rain.md", "")
    introduction_language: Language = key("The language of the introduction, where it is not the book's.", "fr", "")
    content_notes: Annotated[
        tuple[ContentNote, ...] | None, BeforeValidator(_content_notes), Instead((("const", "none"),))
    ] = key(
        "The themes that readers are told of, or `none`. Left out, the essay counts as not assessed.",
        "[{theme: war, level: mention}]",
        None,
    )
    not_present: Line = key("What the text does not show: a sentence that closes the note.", "No act is described.", "")
    notes_language: Language = key(
        "The language of your own words in the content note, `text` and `not_present`, where it is not the book's.",
        "fr",
        "",
    )
    waived: Listed[Waiver] = key(
        "Themes that the text seems to treat and does not, with the reason.",
        "[{theme: war, because: a figure of speech}]",
        (),
    )
    cleaning: Listed[CleaningStep] = key(
        "What no rule can know of a line, in the line's own words. A release needs `drop` or `keep` for each line that "
        "is in doubt (C013, C014); `anthology ingest --suggest FILE` writes them.",
        "[{drop: Share this, because: a button}]",
        (),
    )
    source_note: Text = key(
        "Where the text comes from and what was done to it, in a few sentences: small type after the essay, and in the "
        "note on the texts.",
        "Reprinted from our copy of the page; its menu is left out.",
        "",
    )
    editors_notes: Listed[EditorsNote] = key(
        "Notes of yours at passages of the text, marked as yours.",
        "[{at: the first of June, note: The letter is dated 2 June.}]",
        (),
    )
    readings_kept: Listed[Line] = key(
        "Oddities that are kept on purpose; the build proves that they are there.", '["You.. you act"]', ()
    )
    pictures: Listed[PictureWords] = key(
        "What pictures of the text show, for readers who do not see them.", "[{file: rain.png, alt: A wet street}]", ()
    )
    foreign: Listed[ForeignWords] = key(
        "Words in another language than the essay's, so that they are read aloud and hyphenated in it.",
        "[{words: raison d’être, language: fr}]",
        (),
    )
    permission: Permission | None = key("The right to reprint it.", "{status: to-request, holder: The Weekly}", None)
    references: EssayReferences = key(
        "Its own references: their files, and what you put right.", "{sources: [texts/rain.bib]}", EssayReferences()
    )
    questions: Listed[Text] = key(
        "Questions for discussion, in handouts.", "[What does the writer ask of readers?]", ()
    )

    @model_validator(mode="before")
    @classmethod
    def _authors_among_contributors(cls, value: object) -> object:
        """Where `contributors` name the authors, `author` need not be given."""
        if isinstance(value, dict) and value.get("contributors"):
            return {"author": "unsigned", **value}
        return value

    @property
    def credits(self) -> tuple[Credit, ...]:
        """Who did something for the essay, in the order of its byline."""
        return (*self.authors, *self.others)


class Part(Record):
    """A part of the book: its title and the ids of its essays in reading order."""

    title: Line = key("The title of the part.", "Water")
    essays: Listed[Line] = key("Its essays, by their ids.", "[rain, snow]")


class Accessibility(Record):
    """Who certifies that the e-book conforms to the standard that our checks are about."""

    certified_by: Line = key("Who certifies that the e-book conforms; without it the book claims nothing.", "Ada Lee")


class Series(Record):
    """The series that the book belongs to, and its number in it."""

    name: Line = key("The name of the series.", "Readers")
    number: Line = key("The book's number in it.", "4", "")


class CoverPicture(Record):
    """A picture that the book brings for its e-book's cover, and what it shows, for those who do not see it."""

    image: File = key("A PNG or JPEG, upright; 1600 × 2560 pixels are best.", "art/front.png")
    alt: Line = key("What it shows, for those who do not see it.", "Rain on a window")


class Bibliography(Record):
    """How references are gathered, told apart and printed; `same` and `distinct` are pairs of reference keys."""

    style: Annotated[StyleName, one_of(StyleName)] = key(
        "The style of citations and entries.", "chicago-author-date", "harvard-leeds"
    )
    placement: Annotated[Placement, one_of(Placement)] = key(
        "One list for the book, one after each essay, or both.", "per-essay", "merged"
    )
    own_essays: Annotated[YesOrNo | Literal[""], one_of(YesOrNo)] = key(
        "Whether the book's own essays are in it. Left out, they are if it has any other work, or is listed in `back`.",
        "no",
        "",
    )
    sources: Listed[File] = key("Files of references: CSL-JSON, CSL-YAML, BibTeX or RIS.", "[editorial/works.bib]", ())
    engine: Annotated[Engine, one_of(Engine)] = key(
        "What formats them; `pandoc` takes any CSL style.", "pandoc", "builtin"
    )
    csl: File = key("The CSL file for pandoc.", "editorial/style.csl", "")
    same: Listed[Annotated[tuple[Line, Line], PAIR]] = key(
        "Pairs of references that are one work, by their keys.", "[[lee-2016-rain, lee-2016-on-rain]]", ()
    )
    distinct: Listed[Annotated[tuple[Line, Line], PAIR]] = key(
        "Pairs of references that only look alike.", "[[lee-2016-rain, lee-2016-snow]]", ()
    )


def _version(value: object) -> object:
    if value != "1":
        message = f"{quote(str(value))} is not a version of the manifest that this program knows"
        raise refusal("M010", message, "write anthology: 1")
    return value


class Manifest(Record):
    """The whole of book.yaml; `select` or `omit` choose among the essays of the manifest that it extends."""

    extends: File = key("Another manifest of the same folder that this one builds on.", "book.yaml", "")
    select: Listed[Line] = key(
        "The essays of that manifest that this book has, by their ids; all if none is named.", "[rain]", ()
    )
    omit: Listed[Line] = key("The essays of that manifest that this book leaves out.", "[snow]", ())
    anthology: Annotated[Literal["1"], BeforeValidator(_version), WithJsonSchema({"enum": [1, "1"]})] = key(
        "The version of the manifest.", "1"
    )
    title: Line = key("The title of the book.", "After the Hashtag")
    subtitle: Line = key("The subtitle.", '"Five Essays on #MeToo"', "")
    language: Language = key(
        "The language of the book (BCP 47): hyphens, quotation marks and speech follow it.", "en-GB", LANGUAGE
    )
    layout: Slug = key("The look: house, modern, classical, or a folder of that name in `layouts/`.", "modern", "house")
    keep_whole: Listed[Line] = key("Words that are never cut at the end of a printed line.", "[women, survivors]", ())
    identifier: Identifier = key(
        "What tells this book from every other, kept for ever: an ISBN or a UUID.",
        "urn:uuid:9f400261-a7aa-51b4-b627-b1e71aa53f94",
    )
    date: Day = key("The day of publication: the only date that the book knows.", "2026-11-20")
    edition: Line = key("Which edition this is, as printed on the copyright page.", "First edition", "")
    contributors: Listed[Contributor] = key(
        "The people of the book, each once: essays, editors and other texts name them by their ids.",
        "[{id: ada, given: Ada, family: Lee, biography: Ada Lee writes on weather.}]",
        (),
    )
    editors: Listed[Annotated[Editor, BY_ID]] = key(
        "Who made the book, in the order of the title page.", '[{name: Ada Lee, sort_as: "Lee, Ada"}]'
    )
    publisher: Line = key("The publisher, on title page and cover and in catalogues.", "The Seminar Press", "")
    place: Line = key("Where it is published.", "Leeds", "")
    description: Text = key("A few sentences for catalogues and the back of the cover.", "Five short essays.", "")
    subjects: Listed[Line] = key("Subjects for catalogues.", "[Feminism, Social media]", ())
    rights: BookRights | None = key(
        "The book's own notice of rights.", "{notice: The essays belong to their authors.}", None
    )
    front: Listed[Annotated[FrontKind, one_of(FrontKind)]] = key(
        "What stands before the essays, in this order; what has nothing to show is left out.", "[contents]", FRONT
    )
    foreword: Matter = key(
        "The foreword: its file, or the file with author, title and date.",
        "{source: editorial/foreword.md, author: {name: Dee Guest}}",
        None,
    )
    foreword_language: Language = key("The language of the foreword, where it is not the book's.", "fr", "")
    introduction: Matter = key("The introduction to the book, likewise.", "editorial/foreword.md", None)
    introduction_language: Language = key("The language of the introduction, where it is not the book's.", "fr", "")
    essays: Listed[EssayEntry] = key(
        "The essays in reading order.", "[{id: rain, source: texts/rain.txt, author: unsigned}]"
    )
    parts: Listed[Part] = key(
        "The parts that the essays are grouped in, if there are any.", "[{title: Water, essays: [rain]}]", ()
    )
    back: Listed[Annotated[BackKind, one_of(BackKind)]] = key(
        "What stands after the essays, in this order; what has nothing to show is left out.", "[resources]", BACK
    )
    afterword: Matter = key("The afterword, likewise.", "editorial/afterword.md", None)
    afterword_language: Language = key("The language of the afterword, where it is not the book's.", "fr", "")
    vocabulary: File = key(
        "Themes of your own, in a file of the form of the builder's vocabulary.", "editorial/themes.yaml", ""
    )
    bibliography: Bibliography = key("How references are gathered and printed.", "{style: apa-7}", Bibliography())
    series: Series | None = key("The series that the book belongs to.", "{name: Readers, number: 4}", None)
    cover: CoverPicture | None = key(
        "A picture of your own for the e-book's cover.", "{image: art/front.png, alt: Rain on a window}", None
    )
    accessibility: Accessibility | None = key(
        "Who vouches for the e-book's accessibility.", "{certified_by: Ada Lee}", None
    )
    resources: File = key("Services for readers, in a file of their own.", "editorial/resources.yaml", "")
    editions: dict[Slug, Edition] = key(
        "What is made of the book: names of your own, each with its format.", "{ebook: {format: epub}}"
    )
    _context: Context = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Keep the document and the folder, so that later stages can name a place; refuses another context."""
        assert isinstance(context, Context)
        self._context = context

    def written(self, kind: WrittenKind) -> WrittenMatter | None:
        """The foreword, the introduction or the afterword, with its language; None if there is none."""
        texts = {
            "foreword": (self.foreword, self.foreword_language),
            "introduction": (self.introduction, self.introduction_language),
            "afterword": (self.afterword, self.afterword_language),
        }
        given, language = texts[kind]
        return given and given.model_copy(update={"language": given.language or language})

    def people(self) -> tuple[tuple[RoleName, Named], ...]:
        """All who did something for the book, with what: editors, then essays in their order, then other texts.

        Who wrote a foreword has written a foreword, and is no author of the book.
        """
        named: list[tuple[RoleName, Named]] = [("editor", person) for person in self.editors]
        named += [(credit.role, credit) for entry in self.essays for credit in entry.credits]
        for kind in WRITTEN:
            given = self.written(kind)
            credits_of_it = given.credits if given else ()
            named += [(kind if credit.role == "author" else credit.role, credit) for credit in credits_of_it]
        return tuple(named)

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

    def texts(self, *pattern: str | int) -> list[tuple[str, Location]]:
        """Each text, as typed, whose route fits a pattern in which `*` stands for any key or index."""
        return [(text, self.at(*route)) for route, text in self._context.document.texts(*pattern)]

    def where(self, words: str) -> Location | None:
        """Where the first value stands that holds these words, None where none does."""
        document = self._context.document
        texts = ((document.get(*route), at) for route, at in document.values.items())
        return next((at for text, at in texts if isinstance(text, str) and words in text), None)
