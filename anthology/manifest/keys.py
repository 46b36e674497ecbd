"""What each key of a manifest is for, in words for whoever writes one, each with an example."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """What a key says, and an example of its value as it is typed."""

    says: str
    example: str


# Every key of every record, as a manifest spells them, by the name of the record.
KEYS: dict[str, dict[str, Key]] = {
    "Manifest": {
        "anthology": Key("The version of the manifest.", "1"),
        "extends": Key("Another manifest of the same folder that this one builds on.", "book.yaml"),
        "select": Key("The essays of that manifest that this book has, by their ids; all if none is named.", "[rain]"),
        "omit": Key("The essays of that manifest that this book leaves out.", "[snow]"),
        "title": Key("The title of the book.", "After the Hashtag"),
        "subtitle": Key("The subtitle.", '"Five Essays on #MeToo"'),
        "language": Key("The language of the book (BCP 47): hyphens, quotation marks and speech follow it.", "en-GB"),
        "layout": Key("The look: house, modern, classical, or a folder of that name in `layouts/`.", "modern"),
        "keep_whole": Key("Words that are never cut at the end of a printed line.", "[women, survivors]"),
        "identifier": Key(
            "What tells this book from every other, kept for ever: an ISBN or a UUID.",
            "urn:uuid:9f400261-a7aa-51b4-b627-b1e71aa53f94",
        ),
        "date": Key("The day of publication: the only date that the book knows.", "2026-11-20"),
        "edition": Key("Which edition this is, as printed on the copyright page.", "First edition"),
        "editors": Key("Who made the book, in the order of the title page.", '[{name: Ada Lee, sort_as: "Lee, Ada"}]'),
        "publisher": Key("The publisher, on title page and cover and in catalogues.", "The Seminar Press"),
        "place": Key("Where it is published.", "Leeds"),
        "description": Key("A few sentences for catalogues and the back of the cover.", "Five short essays."),
        "subjects": Key("Subjects for catalogues.", "[Feminism, Social media]"),
        "rights": Key("The book's own notice of rights.", "{notice: The essays belong to their authors.}"),
        "front": Key(
            "What stands before the essays, in this order; what has nothing to show is left out.", "[contents]"
        ),
        "foreword": Key("The foreword, in Markdown.", "editorial/foreword.md"),
        "foreword_language": Key("The language of the foreword, where it is not the book's.", "fr"),
        "essays": Key("The essays in reading order.", "[{id: rain, source: texts/rain.txt, author: unsigned}]"),
        "parts": Key("The parts that the essays are grouped in, if there are any.", "[{title: Water, essays: [rain]}]"),
        "back": Key(
            "What stands after the essays, in this order; what has nothing to show is left out.", "[resources]"
        ),
        "afterword": Key("The afterword, in Markdown.", "editorial/afterword.md"),
        "afterword_language": Key("The language of the afterword, where it is not the book's.", "fr"),
        "vocabulary": Key(
            "Themes of your own, in a file of the form of the builder's vocabulary.", "editorial/themes.yaml"
        ),
        "bibliography": Key("How references are gathered and printed.", "{style: apa-7}"),
        "series": Key("The series that the book belongs to.", "{name: Readers, number: 4}"),
        "cover": Key("A picture of your own for the e-book's cover.", "{image: art/front.png, alt: Rain on a window}"),
        "accessibility": Key("Who vouches for the e-book's accessibility.", "{certified_by: Ada Lee}"),
        "resources": Key("Services for readers, in a file of their own.", "editorial/resources.yaml"),
        "editions": Key(
            "What is made of the book: names of your own, each with its format.", "{ebook: {format: epub}}"
        ),
    },
    "Person": {
        "name": Key("The name as printed.", "Ada Lee"),
        "sort_as": Key("The name as lists sort it.", '"Lee, Ada"'),
    },
    "Author": {
        "name": Key("The name as the source gives it.", "Bo Writer"),
        "sort_as": Key("The name as lists sort it.", '"Writer, Bo"'),
        "as": Key("How the source presents the author, in its own words.", '"PhD candidate, School of Law"'),
        "entry": Key("The entry among the contributors, a few sentences.", "Bo Writer writes on weather."),
    },
    "EssayEntry": {
        "id": Key("The name by which everything else refers to the essay; file names are made of it.", "rain"),
        "source": Key("The text as received: .txt, .md, .html, .docx, .epub. It is never edited.", "texts/rain.txt"),
        "chapter": Key("The page of an e-book that is the essay, by its name inside the book.", "chapter-3.xhtml"),
        "encoding": Key(
            "The encoding of a text or a page, where it is not UTF-8 and the file does not say it.", "windows-1251"
        ),
        "language": Key("The language of the essay, where it is not the book's.", "en-US"),
        "title": Key(
            "The title, where the text has another or none; one of yours as `{supplied: …}`.", "{supplied: On Rain}"
        ),
        "short_title": Key("The title in running heads and citations.", "Rain"),
        "subtitle": Key("The subtitle, where the text does not give it as one.", "A reader's weather"),
        "author": Key("The author, or `unsigned`.", "{name: Bo Writer}"),
        "published": Key("Where and when it first appeared.", "{in: The Weekly, on: 2017-11-29}"),
        "introduction": Key("What you say of it beforehand, in Markdown.", "editorial/introductions/rain.md"),
        "introduction_language": Key("The language of the introduction, where it is not the book's.", "fr"),
        "content_notes": Key(
            "The themes that readers are told of, or `none`. Left out, the essay counts as not assessed.",
            "[{theme: war, level: mention}]",
        ),
        "not_present": Key("What the text does not show: a sentence that closes the note.", "No act is described."),
        "notes_language": Key(
            "The language of your own words in the content note, `text` and `not_present`, where it is not the book's.",
            "fr",
        ),
        "waived": Key(
            "Themes that the text seems to treat and does not, with the reason.",
            "[{theme: war, because: a figure of speech}]",
        ),
        "cleaning": Key(
            "What no rule can know of a line, in the line's own words.", "[{drop: Share this, because: a button}]"
        ),
        "readings_kept": Key(
            "Oddities that are kept on purpose; the build proves that they are there.", '["You.. you act"]'
        ),
        "pictures": Key(
            "What pictures of the text show, for readers who do not see them.", "[{file: rain.png, alt: A wet street}]"
        ),
        "foreign": Key(
            "Words in another language than the essay's, so that they are read aloud and hyphenated in it.",
            "[{words: raison d’être, language: fr}]",
        ),
        "permission": Key("The right to reprint it.", "{status: to-request, holder: The Weekly}"),
        "references": Key("Its own references: their files, and what you put right.", "{sources: [texts/rain.bib]}"),
        "questions": Key("Questions for discussion, in handouts.", "[What does the writer ask of readers?]"),
    },
    "PictureWords": {
        "file": Key("The file, from the book's folder, or as the text names it.", "texts/rain.png"),
        "alt": Key("What the picture shows, for readers who do not see it.", "A wet street at night"),
        "decorative": Key("Whether it only adorns the page, so that nothing need be said of it.", "yes"),
        "caption": Key("Words below it, instead of those of the text.", "The street in 2017"),
        "credit": Key("Whose picture it is.", "Photograph by Bo Lens"),
    },
    "ForeignWords": {
        "words": Key(
            "The words as the essay has them, within one paragraph or note; every place counts.", "raison d’être"
        ),
        "language": Key("Their language, as a tag of BCP 47.", "fr"),
    },
    "Published": {
        "in": Key("The magazine, site or book.", "The Weekly"),
        "place": Key("Where that appears.", "London"),
        "on": Key("The date as far as it is known, or `undated`.", "2017-11"),
        "url": Key("The address of the text.", "https://example.org/rain"),
        "certainty": Key(
            "How you know the date: the text states it, its address holds it, or you supply it.", "from-address"
        ),
    },
    "ContentNote": {
        "theme": Key("A theme of the vocabulary, by its id.", "war"),
        "level": Key("How closely: mention, discussion or depiction.", "mention"),
        "qualifiers": Key("What else a reader should know, by the ids of the vocabulary.", "[first-person]"),
        "text": Key("A detail in your own words.", "in one sentence of the last page"),
        "legal_read": Key("The day on which a lawyer read the text for what it says of real people.", "2026-10-01"),
    },
    "Waiver": {
        "theme": Key("The theme, by its id.", "war"),
        "because": Key("Why no note is needed.", "one word in a list"),
    },
    "CleaningStep": {
        "drop": Key("This line is not part of the text.", "Share this"),
        "keep": Key("This line is part of the text, whatever a rule thinks.", "Advertisement"),
        "heading": Key("This line is a heading.", "What was said"),
        "closing_note": Key("This line is a note that closes the text.", "The author lives in Leeds."),
        "author_note": Key("This line is the author's own warning.", "Please read with care."),
        "quote": Key("This line is a quotation.", "No one asked."),
        "because": Key("Why: the note on the texts tells the reader.", "a button of the page"),
    },
    "Permission": {
        "status": Key("Where it stands.", "to-request"),
        "holder": Key("Who can give it.", "The Weekly"),
        "contact": Key("How they are reached; never printed.", "rights desk"),
        "license": Key("The licence, where there is one.", "CC BY 4.0"),
        "license_url": Key("Its address.", "https://creativecommons.org/licenses/by/4.0/"),
        "channels": Key("For which kinds of edition it holds; for all if none is named.", "[ebook, print]"),
        "territory": Key("Where it holds.", "world"),
        "until": Key("The last day on which it holds.", "2031-12-31"),
        "credit": Key("The credit line that was asked for, word for word.", "First published in The Weekly."),
        "evidence": Key("Where the answer is kept.", "letter of 3 May 2026, folder 4"),
        "dates": Key("When it was asked for and given.", "{requested: 2026-04-01}"),
    },
    "PermissionDates": {
        "requested": Key("The day on which it was asked for.", "2026-04-01"),
        "granted": Key("The day on which it was given.", "2026-05-03"),
    },
    "EssayReferences": {
        "sources": Key(
            "Files of references that are this essay’s own: by a key it means what they have under it, whatever other "
            "files have.",
            "[texts/rain.bib]",
        ),
        "override": Key(
            "Fields to set, by the key of the reference that `anthology check` names.", "{lee-2016-rain: {year: 2015}}"
        ),
    },
    "Part": {
        "title": Key("The title of the part.", "Water"),
        "essays": Key("Its essays, by their ids.", "[rain, snow]"),
    },
    "BookRights": {
        "notice": Key("The notice on the copyright page.", "The essays belong to their authors."),
        "license": Key("The book's own licence, if it has one.", "CC BY-NC 4.0"),
        "url": Key("Its address.", "https://creativecommons.org/licenses/by-nc/4.0/"),
        "sold": Key("Whether the book is sold: some licences of essays forbid it.", "no"),
        "territory": Key("Where it is published.", "world"),
    },
    "Accessibility": {
        "certified_by": Key("Who certifies that the e-book conforms; without it the book claims nothing.", "Ada Lee"),
    },
    "Series": {
        "name": Key("The name of the series.", "Readers"),
        "number": Key("The book's number in it.", "4"),
    },
    "CoverPicture": {
        "image": Key("A PNG or JPEG, upright; 1600 × 2560 pixels are best.", "art/front.png"),
        "alt": Key("What it shows, for those who do not see it.", "Rain on a window"),
    },
    "Bibliography": {
        "style": Key("The style of citations and entries.", "chicago-author-date"),
        "placement": Key("One list for the book, one after each essay, or both.", "per-essay"),
        "sources": Key("Files of references: CSL-JSON, CSL-YAML, BibTeX or RIS.", "[editorial/works.bib]"),
        "engine": Key("What formats them; `pandoc` takes any CSL style.", "pandoc"),
        "csl": Key("The CSL file for pandoc.", "editorial/style.csl"),
        "same": Key("Pairs of references that are one work, by their keys.", "[[lee-2016-rain, lee-2016-on-rain]]"),
        "distinct": Key("Pairs of references that only look alike.", "[[lee-2016-rain, lee-2016-snow]]"),
    },
    "Edition": {
        "format": Key("An e-book or a PDF.", "pdf"),
        "discreet": Key("A neutral title for a reader whose shelf others can see.", '"Collected Essays, One"'),
        "fonts": Key("The face of an e-book: the reader's own, or those of the layout, put into the file.", "embed"),
        "for": Key("What the PDF is for; it decides which of the other keys have an effect.", "screen"),
        "trim": Key("Width and height of a page, cut.", "[6in, 9in]"),
        "bleed": Key("How far colour runs over the edge; the printer's own if it is left out.", "3mm"),
        "printer": Key("Whose rules it follows.", "kdp"),
        "stock": Key("The paper: the width of the spine depends on it.", "cream"),
        "marks": Key("Crop marks.", "yes"),
        "standard": Key("Which PDF/X.", "x-1a"),
        "profile": Key("The ICC file of the press.", "press.icc"),
        "paper": Key("The paper of handouts and of large print.", "letter"),
        "each": Key("A handout for each essay; left out, one for all of them.", "essay"),
        "select": Key("The essays in the handout; all if none is named.", "[rain, snow]"),
        "booklet": Key("The handout as a folded booklet too.", "yes"),
    },
    "Booklet": {
        "signature": Key("How many pages are folded as one; all if it is left out.", "16"),
        "sheet": Key("The paper in the tray.", "letter"),
    },
}
