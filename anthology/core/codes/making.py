"""The finding codes of layouts, typesetting, e-books, outputs, missing parts and limits."""

from __future__ import annotations

from anthology.core.codes.rule import Rule

MAKING: dict[str, Rule] = {
    # --- L: layout ---
    "L001": Rule(
        "error",
        "A template cannot be filled in.",
        "The message names the template and its line; mend it there.",
    ),
    "L002": Rule(
        "error",
        "A page that came out of the templates is not well-formed XHTML.",
        "Look for an unclosed element in the template that is named.",
    ),
    "L004": Rule(
        "warning",
        "A link leads to an essay that was left out on purpose: its words are printed alone.",
        "Change the text if its words make no sense without the link.",
    ),
    "L005": Rule(
        "warning",
        "The builder has no words of its own in the book's language: headings and labels are in English.",
        "Add a file for the language to the folder of words, with the keys of the English one.",
    ),
    "L006": Rule(
        "note",
        "The patterns that suggest themes are English ones, so an essay in another language is not searched for them.",
        "Read the essay for its themes, or bring a `vocabulary` of your own with patterns in its language.",
    ),
    "L007": Rule(
        "error",
        "A layout, or a file of it, cannot be used.",
        "Write the name of a layout that is there: anthology layouts lists them; mend what the message names.",
    ),
    "L008": Rule(
        "warning",
        "A file in a layout's folder has a name that no layout uses.",
        "Give it the name of the house's file that it is to stand for.",
    ),
    "L009": Rule(
        "warning",
        "A layout of the book's own has the name of one that comes with the builder, and is not used.",
        "Give the folder another name, and write that under `layout`.",
    ),
    "L010": Rule(
        "error",
        "A style sheet of the book's own layout is not written as CSS is.",
        "Mend what the message names: reading systems pass over it, or over all that follows.",
    ),
    "L011": Rule(
        "error",
        "A style sheet of the book's own layout would fetch something, or run it.",
        "Take it out; in print a layout may name fonts of installed packages, as asset:font/FILENAME.",
    ),
    "L012": Rule(
        "error",
        "A style sheet has what no e-book may have.",
        "Take it out of common.css and ebook.css; what is meant for print alone belongs into print.css.",
    ),
    "L003": Rule(
        "error",
        "A link inside the book leads to a piece that the book does not have.",
        "Name the id of an essay, or the name of a piece of front or back matter.",
    ),
    # --- T: typesetting ---
    "T001": Rule(
        "error",
        "A page that is to be set is not well-formed XHTML.",
        "Look for an unclosed element or a named entity in the template of the piece.",
    ),
    "T002": Rule(
        "error",
        "A piece cannot be laid out.",
        "Look for what the message names: elements nested too deeply, a damaged picture, a value without sense.",
    ),
    "T003": Rule(
        "warning",
        "WeasyPrint complains of the markup or the style sheets.",
        "Mend the rule or the element that the message quotes.",
    ),
    "T004": Rule(
        "error",
        "WeasyPrint could not do what the markup or the style sheets ask.",
        "Mend the rule, the element or the picture that the message quotes.",
    ),
    "T005": Rule(
        "error",
        "A page or a style sheet asks for a file that it has not been given.",
        "Name pictures and fonts as `asset:NAME`, fonts of an installed font package as `asset:font/FILENAME`.",
    ),
    "T006": Rule(
        "error",
        "No font has a glyph for a character of the text.",
        "Install the package that the message names, add a font of your own to the layout, or correct the character.",
    ),
    "T007": Rule(
        "warning",
        "Characters are set in a font of this machine: elsewhere the book will look different.",
        "Add an open font that has these characters to the style sheet as an asset.",
    ),
    "T008": Rule(
        "error",
        "A page reference cannot be written into the page.",
        "Let the style sheet set `.page-ref` in lining tabular figures, without letter-spacing or kerning.",
    ),
    "T009": Rule(
        "error",
        "The page numbers printed in a piece do not settle.",
        "Set that piece in a narrower or wider measure, or move the reference, so that its length no longer matters.",
    ),
    "T010": Rule(
        "error",
        "A worker died while it was setting a piece.",
        "Build again with fewer workers (--jobs 1): the machine may be short of memory.",
    ),
    "T011": Rule(
        "error",
        "A font file is not the one that pieces were set with.",
        "Install the font packages that pyproject.toml names, and build with --fresh.",
    ),
    "T012": Rule(
        "error",
        "A link or a page reference points to nothing in the book.",
        "Correct its target, or take it out.",
    ),
    "T013": Rule(
        "error",
        "Two pieces of the book use the same id.",
        "Begin every id with the slug of its piece.",
    ),
    "T014": Rule(
        "error",
        "A folio cannot be stamped: its box holds more than the folio, or letters that join.",
        "Let the page-margin box say `content: string(folio)` and nothing else; turn ligatures off there.",
    ),
    "T015": Rule(
        "error",
        "A drawing cannot be drawn on pages.",
        "Save it as pixels in its place, 600 to the inch, or make it plainer; an e-book alone may keep it.",
    ),
    "T020": Rule(
        "warning",
        "A line runs out of its column.",
        "Look for a long address or word without a place to break; give it one, or make the measure wider.",
    ),
    "T021": Rule(
        "note",
        "The words of a justified line stand so far apart that holes are seen.",
        "Change the measure or the size a little in the style sheet, or set the text to the left.",
    ),
    "T022": Rule(
        "note",
        "A word is cut where the reader turns the leaf.",
        "Name the word in `keep_whole` in the manifest: it is then never cut.",
    ),
    "T023": Rule(
        "note",
        "More than three lines in succession end in hyphens.",
        "Name one of the cut words in `keep_whole` in the manifest.",
    ),
    "T024": Rule(
        "note",
        "The last line of a paragraph is the end of a cut word.",
        "Name the word in `keep_whole` in the manifest.",
    ),
    "T025": Rule(
        "note",
        "A page begins with the last line of a paragraph.",
        "Let the style sheet ask for `widows: 2`.",
    ),
    "T026": Rule(
        "note",
        "A heading stands at the foot of a page, away from its text.",
        "Let the style sheet say `break-after: avoid` of headings.",
    ),
    "T027": Rule(
        "note",
        "The last page of a piece has no more than four lines.",
        "Make the piece a few lines shorter or longer, or change the type a little in the style sheet.",
    ),
    # --- E: EPUB ---
    "E001": Rule(
        "error",
        "A name cannot be a file name in the e-book.",
        "Use small letters, digits and single hyphens.",
    ),
    "E002": Rule(
        "error",
        "Two files of the e-book have the same name.",
        "Give one of them another name: capitals do not tell names apart, and `nav` is taken by the table of contents.",
    ),
    "E003": Rule(
        "error",
        "What the e-book says of itself is missing, or cannot be written.",
        "Correct the field in the manifest; control characters come from copying and can be deleted.",
    ),
    "E004": Rule(
        "error",
        "The table of contents of the e-book cannot be made.",
        "This is a fault of the builder: please report it with the manifest.",
    ),
    "E010": Rule(
        "error",
        "The finished e-book cannot be opened as an EPUB.",
        "Build again; if it comes back, this is a fault of the builder: please report it with the file.",
    ),
    "E011": Rule(
        "error",
        "The package of the e-book and its files do not agree.",
        "This is a fault of the builder: please report it with the file.",
    ),
    "E012": Rule(
        "error",
        "A link inside the e-book leads nowhere.",
        "Look at the link in the source, or at the template that wrote it: the page or the id does not exist.",
    ),
    "E013": Rule(
        "error",
        "An id is used more than once in the e-book.",
        "Ids begin with the slug of their piece; look for a template that writes a fixed id on every page.",
    ),
    "E014": Rule(
        "error",
        "A picture has no text alternative.",
        'Describe it with `alt`, or declare it decorative with an empty one (`alt: ""`).',
    ),
    "E015": Rule(
        "error",
        "A heading skips a level.",
        "Make it one level below the heading that it belongs to, in the source or with a cleaning step.",
    ),
    "E016": Rule(
        "error",
        "A page of the e-book does not say in which language it is.",
        "The page's template must write `lang` and `xml:lang` on the html element, both the same.",
    ),
    "E017": Rule(
        "error",
        "The e-book would fetch something from the network.",
        "Put the file into the book's folder and name it there; readers are not to be tracked.",
    ),
    "E018": Rule(
        "error",
        "The e-book holds a script, a form, a frame or an unsafe address.",
        "Take it out of the source or the template: a book stays still.",
    ),
    "E019": Rule(
        "error",
        "The table of contents does not follow the reading order.",
        "This is a fault of the builder: please report it with the manifest.",
    ),
    "E020": Rule(
        "error",
        "A printed page begins in a block that the e-book does not have.",
        "Both formats are made from one template: look for what the template shows in print only.",
    ),
    "E021": Rule(
        "error",
        "The e-book does not go on after a page marker as the printed page begins.",
        "Look at the template of that piece: words that only one of the formats has must be few.",
    ),
    "E022": Rule(
        "error",
        "The e-book cannot bring a face of the layout, as `fonts: embed` asks.",
        "Name the face of the text in `embedded.css`, and in `faces.css` a font of an installed package whose licence "
        "permits it; or write `fonts: reader`.",
    ),
    "E023": Rule(
        "note",
        "Characters of the e-book are not in the face that it brings: the reader's own fonts show them.",
        "Nothing, if the reader's system has them; or choose a layout whose face has these characters.",
    ),
    "E030": Rule(
        "warning",
        "A book in the folder cannot be read for the catalogue.",
        "Open it in an e-reader: if it does not open there either, fetch it again or take it out of the folder.",
    ),
    "E031": Rule(
        "note",
        "The cover of a book cannot be shown in the catalogue.",
        "The book is listed without it; a cover in JPEG or PNG, named in the package, would be shown.",
    ),
    "E032": Rule(
        "note",
        "The ONIX message leaves out something that shops ask for.",
        "Give it in the manifest, or let the publisher add it to the message.",
    ),
    # --- O: output ---
    "O001": Rule(
        "error",
        "The output folder cannot be written.",
        "Choose another folder with --out, or make room and give yourself the right to write there.",
    ),
    "O002": Rule(
        "error",
        "Another build is writing into this folder.",
        "Wait for it to end, or build into another folder with --out.",
    ),
    "O003": Rule(
        "error",
        "A file does not hold what was written into it.",
        "The disk may be full or failing: look at it, and build again.",
    ),
    "O004": Rule(
        "error",
        "There is no book to make a catalogue of.",
        "Name a folder that holds finished e-books, in files that end in .epub.",
    ),
    "O005": Rule(
        "error",
        "The folder for a new book is not empty.",
        "Name a folder that is empty or not there yet.",
    ),
    "O006": Rule(
        "error",
        "The page of the preview cannot be opened at this port.",
        "Another program listens there: take another --port, or leave it out for one that is free.",
    ),
    "O007": Rule(
        "error",
        "Two books that are built together would write files of the same names into one folder.",
        "Give one of them a title of its own, or build them one by one into two folders.",
    ),
    # --- X: missing parts and limits ---
    "X001": Rule(
        "error",
        "A library of the system is not installed.",
        "Install what the message names.",
    ),
    "X002": Rule(
        "error",
        "A limit of size was reached.",
        "Make the input smaller or divide it; the message names the limit, and the option that raises it.",
    ),
    "X003": Rule(
        "error",
        "A step took more time than it may.",
        "Look for what is odd in the file or piece that is named: endless lines, words or tables.",
    ),
    "X004": Rule(
        "error",
        "The program was ended from outside, or a library that it uses has crashed.",
        "Look for what is odd in the file or piece that is named; if nothing is, the machine may be short of memory.",
    ),
}
