"""The finding codes of sources, cleaning and fidelity."""

from __future__ import annotations

from anthology.core.codes.rule import Rule

SOURCES: dict[str, Rule] = {
    # --- S: sources ---
    "S001": Rule(
        "error",
        "A source file cannot be read.",
        "Check that the file exists inside the book's folder, is a regular file and may be read.",
    ),
    "S002": Rule(
        "error",
        "A source file is not text in an encoding that we know.",
        "Save it as UTF-8 and name it again in the manifest.",
    ),
    "S003": Rule(
        "error",
        "No reader exists for this kind of file.",
        "Convert the source to one of the formats that `anthology ingest --help` lists.",
    ),
    "S004": Rule(
        "error",
        "After cleaning nothing is left of the essay.",
        "Run `anthology ingest` on the file and see which rule took its lines; declare `keep` in the manifest.",
    ),
    "S006": Rule(
        "warning",
        "A link in a source has an address that a book cannot use.",
        "Give an http, https or mailto address, `book:ID` for another piece of the book, or the file of an essay.",
    ),
    "S020": Rule(
        "note",
        "A link leads to a place that another essay does not have; it leads to the beginning of that essay.",
        "Give the heading there its name, as in `## Rain {#rain}`, or mend the link.",
    ),
    "S007": Rule(
        "note",
        "The encoding of a source had to be guessed.",
        "Look at the words that are shown; if they are wrong, name the right `encoding`, or save the file as UTF-8.",
    ),
    "S028": Rule(
        "error",
        "A text is in an encoding of old, and in none that may be taken without asking.",
        "Name the encoding in the manifest, as `encoding` of the essay, or save the file as UTF-8.",
    ),
    "S008": Rule(
        "warning",
        "A picture of a source is left out.",
        "Say in the text what the picture shows, where the reader needs it.",
    ),
    "S013": Rule(
        "warning",
        "A picture has no words for readers who do not see it.",
        "Give `alt:` in the text, or under `pictures` of the essay; a mere ornament is `decorative: yes`.",
    ),
    "S014": Rule(
        "error",
        "A picture has no words for readers who do not see it, and the book is to be released.",
        "Give `alt:` in the text, or under `pictures` of the essay; a mere ornament is `decorative: yes`.",
    ),
    "S015": Rule(
        "warning",
        "The manifest speaks of a picture that the text does not show.",
        "Write the path as the text does, or from the book's folder.",
    ),
    "S016": Rule(
        "note",
        "Of a moving picture the first frame is in the book.",
        "If another frame says more, save that as the picture.",
    ),
    "S017": Rule(
        "note",
        "The name of a language behind the marks that begin code is not printed.",
        "If readers are to know it, say it in the text.",
    ),
    "S018": Rule(
        "error",
        "An e-book as a source has no such chapter, or several to choose from.",
        "Write the name of its page under `chapter` of the essay; the message lists the first of them.",
    ),
    "S019": Rule(
        "note",
        "Attributes in a Markdown text have no meaning in a book, and are not printed.",
        "Nothing need be done; `lang`, `.smallcaps` and, of divs, `.epigraph`, `.quote` and `.verse` are used.",
    ),
    "S021": Rule(
        "warning",
        "Parts of a drawing are left out, because they do more than draw or a book cannot hold them.",
        "Look at the picture in the book; where it lacks something, export it anew as plain SVG, or as PNG.",
    ),
    "S023": Rule(
        "note",
        "A picture stood amid the words of a paragraph, and stands behind it as a figure.",
        "Look whether it is at the right place; a line of its own in the source, empty lines around it, says where.",
    ),
    "S035": Rule(
        "note",
        "Paragraphs of a Word document are short and bold, as headings are: they stand in the book as paragraphs.",
        "If they are headings, give them a style for headings in Word, or declare `heading:` under `cleaning`.",
    ),
    "S034": Rule(
        "note",
        "A picture was all the words of a link: the book shows the picture without it.",
        "Where readers are to follow it, say so in words: `[more on rain](https://example.org/)`.",
    ),
    "S032": Rule(
        "warning",
        "A formula in LaTeX is more than a line can show: it stands in the book as it was typed.",
        "Say it in words, or show it as a picture; `$x^2$`, `$\\alpha \\leq 3$` and the like are set.",
    ),
    "S033": Rule(
        "note",
        "Formulas in LaTeX are set with letters, signs, superscripts and subscripts.",
        "Look at them in the book; a `$` that is none of a formula is written `\\$`.",
    ),
    "S031": Rule(
        "note",
        "A row of a table in Markdown has more cells than the head of the table.",
        "Look at the row: where a `|` is a letter of the text, write `\\|`.",
    ),
    "S030": Rule(
        "note",
        "A tag in a Markdown text has no other half: amid words it stands as typed, around blocks it is passed over.",
        "Close it, or take it out; where the brackets are words of the text, write `\\<` for the first of them.",
    ),
    "S009": Rule(
        "warning",
        "A note of a source is called by nothing, or is given twice.",
        "Call each note once, as in `word[^1]`, and give its text once.",
    ),
    "S010": Rule(
        "warning",
        "The front matter of a source is not valid YAML.",
        "Mend it, or take away the line of hyphens above it.",
    ),
    "S011": Rule(
        "note",
        "Parts of a web page, or of the HTML in a text, that no book can hold are left out.",
        "Look whether one of them, a formula or a drawing, belongs to the text; say in words what it shows.",
    ),
    "S012": Rule(
        "note",
        "A Word document has styles or parts that no reader knows.",
        "Look at the passages: their words are kept, but not what the style made of them.",
    ),
    "S022": Rule(
        "warning",
        "A text of the editors has no words: the book is made without it.",
        "Write the text, or take its file out of the manifest.",
    ),
    "S024": Rule(
        "warning",
        "Words of a Word document stand in a part of it that cannot be read, such as a drawn text box.",
        "Move the words into the running text of the document, and name it again.",
    ),
    # --- C: cleaning ---
    "C001": Rule(
        "error",
        "A declared cleaning step matches no line of the source.",
        "Copy the exact words of the line from the source file into the manifest.",
    ),
    "C002": Rule(
        "error",
        "A declared cleaning step matches more than one line.",
        "Give more words of the line, so that it can be meant only once.",
    ),
    "C003": Rule(
        "warning",
        "The source has no line that can be its title.",
        "Give `title:` in the manifest; a supplied title is printed in square brackets.",
    ),
    "C004": Rule(
        "warning",
        "The manifest and the source disagree on a fact.",
        "Correct the manifest, or say `certainty: supplied` where the source is known to be wrong.",
    ),
    "C005": Rule(
        "warning",
        "Characters that no book can hold were removed.",
        "Look at the line in the source: it may be damaged.",
    ),
    "C006": Rule(
        "error",
        "A reading that the manifest says was kept does not stand in the text.",
        "Copy the exact words from the source, or take the reading out of `readings_kept`.",
    ),
    "C007": Rule(
        "warning",
        "Combining marks were removed, because no script piles so many on one letter.",
        "Look at the line in the source: it may be damaged, or the marks may be ornament.",
    ),
    "C010": Rule(
        "warning",
        "The text has U+FFFD, which stands where a character was lost before the text came here.",
        "Look at the place in the source, and put the character right.",
    ),
    "C008": Rule(
        "warning",
        "A source gives two titles.",
        "Make the first heading and the title in the file's metadata the same, or give `title:` in the manifest.",
    ),
    "C009": Rule(
        "note",
        "A fact about an essay comes from its file's metadata and not from its text.",
        "Compare it with the text as it was published; what the manifest says goes before it.",
    ),
    "C011": Rule(
        "error",
        "Words that the manifest declares to be in another language do not stand in the text.",
        "Copy the exact words from one paragraph or note of the source, or take them out of `foreign`.",
    ),
    "C012": Rule(
        "warning",
        "Much running text of a web page stands outside of what was taken for its main text.",
        "Look at the lines in the ledger: comments and other articles are rightly out; name what belongs to the essay "
        "under `keep` in its `cleaning`.",
    ),
    # --- F: fidelity ---
    "F001": Rule(
        "error",
        "A sentence of the source is missing from, or altered in, the finished file.",
        "Look at the layout and the cleaning rules: something dropped or changed the author's words.",
    ),
    "F004": Rule(
        "note",
        "Of text that runs from right to left every word is in the PDF; that they stand in order could not be proved.",
        "Look at the lines in the PDF: what is between words there, marks and figures, is for your eyes.",
    ),
    "F005": Rule(
        "error",
        "A layout of the book's own hides words of the book.",
        "Take the declaration out, or the words out of the template: what is in a book is there to be read.",
    ),
    "F006": Rule(
        "error",
        "Words of the book are not to be seen on its finished pages.",
        "Look at that page, and take out of the layout what hides, covers, shrinks or moves the words.",
    ),
    "F002": Rule(
        "error",
        "A line of the source was neither kept, moved nor dropped by a named rule.",
        "This is a fault of the builder: please report it with the file.",
    ),
}
