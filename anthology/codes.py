"""The table of finding codes: one line of meaning and one of remedy for everything that a build can say.

The first letter names the subject: M manifest, S source, C cleaning, F fidelity, N content notes, R references,
B citations, H resources, P permissions, L layout, T typesetting, E EPUB, D PDF, O output, X missing parts and limits.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code means: its severity (error, warning or note), a summary, and how to mend it."""

    severity: str
    summary: str
    remedy: str


CODES: dict[str, Rule] = {
    # --- M: manifest ---
    "M001": Rule(
        "error",
        "The manifest cannot be read.",
        "Name a file that is there, is no symbolic link, and may be read.",
    ),
    "M002": Rule(
        "error",
        "A YAML file breaks the rules of YAML.",
        "Look at the place named: quotation marks, colons and indentation are the usual causes.",
    ),
    "M003": Rule(
        "error",
        "A YAML file uses a feature of YAML that is not taken here.",
        "Write the value out; put a text that starts with *, &, !, [ or { in quotes.",
    ),
    "M004": Rule(
        "error",
        "A key is given twice.",
        "Keep one of the two.",
    ),
    "M005": Rule(
        "error",
        "YAML cut a text off at a #.",
        "Put the text in quotes; where a comment is meant, leave a space after the #.",
    ),
    "M006": Rule(
        "error",
        "A YAML file holds characters that may not stand in it, or is not UTF-8.",
        "Remove the character, or save the file as UTF-8.",
    ),
    "M007": Rule(
        "error",
        "A key is not known.",
        "Correct its spelling; the hint names the nearest key.",
    ),
    "M008": Rule(
        "error",
        "A key is missing.",
        "Add it; the hint shows how.",
    ),
    "M009": Rule(
        "error",
        "A value is of the wrong kind: a list, keys with values, text, or nothing at all.",
        "Write it as the hint shows.",
    ),
    "M010": Rule(
        "error",
        "A value is not well-formed: a date, language, address, identifier, length or name.",
        "Write it as the hint shows.",
    ),
    "M011": Rule(
        "error",
        "A word is not one of those that may stand here.",
        "Take one of the words that the hint names.",
    ),
    "M012": Rule(
        "error",
        "A name that must be unique is given twice or belongs to the book itself.",
        "Give another name.",
    ),
    "M013": Rule(
        "error",
        "A file that the manifest names cannot be had.",
        "Check that it exists, is a regular file and may be read.",
    ),
    "M014": Rule(
        "error",
        "A path leaves the book's folder, or is not a plain path.",
        "Copy the file into the book's folder and name it from there, with / between the parts.",
    ),
    "M015": Rule(
        "error",
        "A name refers to no essay, or an essay has no place.",
        "Name each essay by its id, once.",
    ),
    "M016": Rule(
        "error",
        "Keys contradict each other, or a key has no effect.",
        "Take one of them out, or add what the hint names.",
    ),
    "M017": Rule(
        "warning",
        "A word that means nothing in YAML is taken as text.",
        "Leave the key out to give nothing.",
    ),
    "M018": Rule(
        "error",
        "An edition was asked for that the manifest does not name.",
        "Ask for one of the names below `editions` in the manifest, or add it there.",
    ),
    "M019": Rule(
        "error",
        "Manifests extend each other in a circle, or too many build on each other.",
        "Let each extend one that does not extend it in turn, five files at most.",
    ),
    "M020": Rule(
        "note",
        "A part, an edition or an answer on references fell away with the essays that were left out.",
        "Nothing to do if that is meant; otherwise keep the essays that it belongs to.",
    ),
    "M021": Rule(
        "warning",
        "A book has the title of the one that it extends, so that its files have the same names.",
        "Give it a title of its own, or build it into another folder with --out.",
    ),
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
        "Give an http, https or mailto address, or `book:ID` for another piece of the book.",
    ),
    "S007": Rule(
        "note",
        "The encoding of a source had to be guessed.",
        "Look at the accented letters and quotation marks; if they are wrong, save the file as UTF-8.",
    ),
    "S008": Rule(
        "warning",
        "A picture of a source is left out.",
        "Say in the text what the picture shows, where the reader needs it.",
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
        "Parts of a web page that no book can hold are left out.",
        "Look whether one of them, a formula or a drawing, belongs to the text; say in words what it shows.",
    ),
    "S012": Rule(
        "note",
        "A Word document has styles or parts that no reader knows.",
        "Look at the passages: their words are kept, but not what the style made of them.",
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
    # --- F: fidelity ---
    "F001": Rule(
        "error",
        "A sentence of the source is missing from, or altered in, the finished file.",
        "Look at the layout and the cleaning rules: something dropped or changed the author's words.",
    ),
    "F002": Rule(
        "error",
        "A line of the source was neither kept, moved nor dropped by a named rule.",
        "This is a fault of the builder: please report it with the file.",
    ),
    # --- N: content notes ---
    "N001": Rule(
        "error",
        "A vocabulary of content notes breaks its form.",
        "Correct the key or value that the message names; the vocabulary of the program is the model.",
    ),
    "N002": Rule(
        "error",
        "A pattern of the vocabulary cannot be used.",
        "Write a valid and bounded regular expression, with no repetition inside a repetition.",
    ),
    "N003": Rule(
        "error",
        "A broader theme does not exist, or leads back to the theme itself.",
        "Name an existing theme after `broader:`, or leave it out.",
    ),
    "N004": Rule(
        "error",
        "A book's vocabulary changes an entry that it builds on.",
        "Give the entry another id; a book may add themes, and never change one.",
    ),
    "N005": Rule(
        "error",
        "A content note uses a word that is not in the vocabulary.",
        "Use an id of the vocabulary, or add the theme to the book's own.",
    ),
    "N006": Rule(
        "warning",
        "Nobody has assessed an essay for content notes.",
        "Give `content_notes:` in the manifest: a list of notes, or `none`.",
    ),
    "N007": Rule(
        "error",
        "A release holds an essay that nobody has assessed for content notes.",
        "Give `content_notes:` in the manifest: a list of notes, or `none`.",
    ),
    "N008": Rule(
        "error",
        "An essay's state and its notes contradict each other.",
        "Give notes, or say `none`, and not both.",
    ),
    "N009": Rule(
        "error",
        "An essay has two notes on one theme.",
        "Keep one note, with the higher of the two levels.",
    ),
    "N010": Rule(
        "error",
        "A content note names a theme that only groups others.",
        "Name one of the narrower themes: readers never see this one.",
    ),
    "N011": Rule(
        "warning",
        "A text that names accused or convicted people has no dated legal reading.",
        "Have the text read by a lawyer, and give the day in the note.",
    ),
    "N012": Rule(
        "warning",
        "A content note does not say what is not in the text.",
        "Add the sentence, for instance: No act is described.",
    ),
    "N013": Rule(
        "warning",
        "A content note is longer than 35 words.",
        "Leave out qualifiers, or themes that a broader one covers; the table shows the rest.",
    ),
    "N014": Rule(
        "warning",
        "A text suggests a theme that its notes do not declare.",
        "Read the passages; declare the theme, or waive it with a reason.",
    ),
    "N015": Rule(
        "warning",
        "A text suggests a theme that must be named, and its notes do not name it.",
        "Read the passages; declare the theme itself, or waive it with a reason.",
    ),
    "N016": Rule(
        "error",
        "A release holds a text that suggests a theme that must be named, and is not.",
        "Read the passages; declare the theme itself, or waive it with a reason.",
    ),
    "N017": Rule(
        "error",
        "A suggested theme is waived without a reason.",
        "Say in `because:` why no note is needed.",
    ),
    "N018": Rule(
        "warning",
        "A waiver waives nothing.",
        "Remove it: nothing suggests the theme, or a note covers it already.",
    ),
    # --- R: references ---
    "R001": Rule(
        "warning",
        "A line of a reference list could not be read.",
        "Give its fields in `references: {override: …}` of the essay, by the key that the message names.",
    ),
    "R002": Rule(
        "warning",
        "A reference was read, but not all of it for certain.",
        "Compare the fields with the line; put them right in `references: {override: …}` of the essay.",
    ),
    "R003": Rule(
        "warning",
        "A reference promises an address and gives none.",
        "Give `url:` under `references: {override: …}` of the essay; until then the entry says that there is none.",
    ),
    "R004": Rule(
        "error",
        "A file of references is damaged.",
        "Mend the file at the line that is named, or export it again from where it came.",
    ),
    "R005": Rule(
        "error",
        "Two references that are not the same work have the same key.",
        "Give one of them another key in its file, or say `same:` under `bibliography:` in the manifest.",
    ),
    "R006": Rule(
        "warning",
        "Two references may be the same work.",
        "Answer with `same:` or `distinct:` and both keys under `bibliography:` in the manifest.",
    ),
    "R007": Rule(
        "note",
        "The same work is listed more than once; one reading is used.",
        "Nothing need be done; if another reading is better, choose it under `references: {override: …}` of the essay.",
    ),
    "R008": Rule(
        "error",
        "An answer or an override in the manifest cannot be followed.",
        "Compare its keys with the list of references that `anthology check` prints.",
    ),
    "R009": Rule(
        "warning",
        "Two references agree in their title or number, but not in their year or first author.",
        "One of the two may be wrong: compare them with the work itself and put it right with an override.",
    ),
    "R010": Rule(
        "note",
        "A work is listed, but nothing cites it.",
        "Leave it as further reading, or look in the essay for the place where it is meant.",
    ),
    "R011": Rule(
        "error",
        "No reader exists for this kind of file of references.",
        "Export the references as CSL-JSON, CSL-YAML, BibTeX or RIS.",
    ),
    "R012": Rule(
        "error",
        "The engine that formats the bibliography cannot be used.",
        "Install what the message names, or leave `bibliography: engine:` out of the manifest.",
    ),
    # --- B: citations ---
    "B001": Rule(
        "warning",
        "A citation in the text has no reference.",
        "Add the work; if it is listed under another name, give this one as `aliases:` in an override; else leave it.",
    ),
    "B002": Rule(
        "warning",
        "A citation fits more than one reference.",
        "Look at the letter after the year, or write the citation as `[@key]` in a Markdown source.",
    ),
    "B003": Rule(
        "warning",
        "The author cited is listed, but not with this year.",
        "The text or the reference has a wrong year: put the reference right with an override.",
    ),
    "B004": Rule(
        "error",
        "A citation by key names a reference that is not there.",
        "Correct the key, or add the work to the references.",
    ),
    "B005": Rule(
        "note",
        "The merged list letters a work otherwise than its essay does.",
        "The link leads to the right entry; say so in the headnote if a reader of print could be misled.",
    ),
    # --- H: resources ---
    "H001": Rule(
        "error",
        "The file of resources breaks its form.",
        "Correct the key or value that the message names.",
    ),
    "H002": Rule(
        "error",
        "Two resources have the same id.",
        "Give one of them another id.",
    ),
    "H003": Rule(
        "error",
        "A telephone number of a resource cannot be dialled.",
        "Write it with digits, or leave it empty.",
    ),
    "H004": Rule(
        "error",
        "The address of a resource is not a plain web address.",
        "Give the full address of the service's own page, with https://, and no shortened one.",
    ),
    "H005": Rule(
        "warning",
        "Nobody has verified a resource.",
        "Check it with the service itself, then fill in `verified_on:` and `verified_by:`.",
    ),
    "H006": Rule(
        "error",
        "A release prints a resource that nobody has verified.",
        "Check it with the service itself, then fill in `verified_on:` and `verified_by:`; or remove it.",
    ),
    "H007": Rule(
        "warning",
        "A resource was verified more than 90 days before the book's date, or has expired.",
        "Check it again with the service itself.",
    ),
    "H008": Rule(
        "error",
        "A release prints a resource that was verified more than 180 days ago, or has expired.",
        "Check it again with the service itself, or remove it.",
    ),
    "H009": Rule(
        "warning",
        "An essay prints a helpline of which the resources say nothing.",
        "Add the service to the resources, or name the number in `replaces:` of the service that took its place.",
    ),
    "H010": Rule(
        "warning",
        "A region has no emergency line.",
        "Add the emergency number of the region as a resource of kind `emergency`.",
    ),
    "H011": Rule(
        "error",
        "Two resources claim to replace the same number.",
        "Leave the number with the service that really took its place.",
    ),
    # --- P: permissions ---
    "P001": Rule(
        "warning",
        "Permission to reprint a work is pending.",
        "Ask the rights holder, and write the answer into the manifest; the book is a proof until then.",
    ),
    "P002": Rule(
        "error",
        "A release holds a work without permission.",
        "Obtain the permission, leave the work out, or build a proof.",
    ),
    "P003": Rule(
        "warning",
        "A permission does not cover the book as planned.",
        "Ask for the missing channel, territory or term, or add the evidence to the ledger.",
    ),
    "P004": Rule(
        "error",
        "A release goes beyond a permission.",
        "Ask for the missing channel, territory or term, add the evidence, or leave the work out.",
    ),
    "P005": Rule(
        "error",
        "A licence's name and its address do not agree.",
        "Copy both from the work itself; the address decides.",
    ),
    "P006": Rule(
        "error",
        "A licence contradicts the terms of the book.",
        "Leave the work out, ask for other terms, or change the book's own licence.",
    ),
    "P007": Rule(
        "error",
        "A work is said to be licensed, and the licence cannot be told.",
        "Give `license:` and `license_url:`.",
    ),
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
        "Some sentences of the builder are in English in a book of another language.",
        "Give labels of content notes in a vocabulary of your own, and credit lines under `permission`.",
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
        "Add a font that has the character to the style sheet's font-family, or correct the character.",
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
    # --- D: PDF ---
    "D001": Rule(
        "error",
        "A page is too small for its margins, or a margin too small for the printer.",
        "Choose a larger trim in the edition, or wider margins in the style sheet.",
    ),
    "D002": Rule(
        "error",
        "A bleed is less than the printer trims off, or more than its sheet holds.",
        "Give the width that the hint names, or leave the key out to take the printer's own.",
    ),
    "D003": Rule(
        "error",
        "The page count is outside the range that the printer binds.",
        "Add to the book, divide it into volumes, or choose another printer.",
    ),
    "D004": Rule(
        "error",
        "An edition asks for what its printer refuses.",
        "Take the key out, or choose another printer.",
    ),
    "D005": Rule(
        "warning",
        "The gutter and the page count do not settle: each changes the other.",
        "Change the trim or the margins a little; look at the inside margin of this edition.",
    ),
    "D006": Rule(
        "warning",
        "The file makes no claim to be PDF/X, because no CMYK profile of the press is to be had.",
        "Name the ICC file that the printer gives in `profile`; it must be a CMYK output profile.",
    ),
    "D007": Rule(
        "note",
        "How wide the spine of the printed book will be.",
        "Give this width to whoever makes the cover; the printer's own calculator has the last word.",
    ),
    "D010": Rule(
        "error",
        "A PDF cannot be read.",
        "Open it in a PDF reader; if that fails too, the file is damaged, or it asks for a password.",
    ),
    "D011": Rule(
        "error",
        "The boxes of a page do not lie within one another, or the page does not begin at 0, 0.",
        "Let the trim box lie within the bleed box and that within the media box, which starts at 0, 0.",
    ),
    "D012": Rule(
        "error",
        "A page does not have the size that was asked for.",
        "Look for a style sheet that sets `size` for this kind of page.",
    ),
    "D013": Rule(
        "error",
        "A font is not embedded.",
        "Use a font package or a font file of the book, not a font of the system.",
    ),
    "D014": Rule(
        "error",
        "Something in a press file is not painted in black ink alone.",
        "Write its colour as device-cmyk(0 0 0 1) in the style sheet for the press.",
    ),
    "D015": Rule(
        "error",
        "More ink would lie on one spot than the printer's paper takes.",
        "Choose a lighter mixture for the colour, or convert the picture with the press's own profile.",
    ),
    "D016": Rule(
        "error",
        "A press file has transparency.",
        "Take opacity, shadows, gradients and pictures with transparent parts out.",
    ),
    "D017": Rule(
        "error",
        "A press file has links, an outline, scripts or attachments.",
        "This is a fault of the builder unless the file was made elsewhere: please report it.",
    ),
    "D018": Rule(
        "error",
        "A PDF/X claim lacks the output intent of a CMYK press, or what a PDF/X file must say of itself.",
        "Name the press's ICC file in `profile`, or make no claim.",
    ),
    "D019": Rule(
        "error",
        "The number of pages is not what the printer takes.",
        "Add blank pages at the end until the number fits.",
    ),
    "D020": Rule(
        "error",
        "A picture is too coarse for print at the size at which it stands.",
        "Use a picture with more pixels, or show it smaller: 300 to the inch are wanted, 150 needed.",
    ),
    "D021": Rule(
        "warning",
        "A picture has fewer than 300 pixels to the inch at the size at which it stands.",
        "Use a picture with more pixels, or show it smaller.",
    ),
    "D022": Rule(
        "error",
        "A file does not have what PDF/A asks of one that is kept in archives.",
        "Mend what the message names, or do without the claim.",
    ),
    "D030": Rule(
        "warning",
        "A tagged PDF has content that is neither tagged nor marked as an artifact.",
        "This is a fault of the builder unless the file was made elsewhere: please report it.",
    ),
    "D031": Rule(
        "warning",
        "The headings of a tagged PDF do not begin at the first level, or skip one.",
        "Give the heading named the next level below the one before it.",
    ),
    "D032": Rule(
        "warning",
        "A tagged PDF lacks its title, its language, or the marks that make programs use them.",
        "Give the manifest a title and a language.",
    ),
    "D033": Rule(
        "warning",
        "A link has no words, only an address, or is not in the structure.",
        "Put the link on words that say where it leads.",
    ),
    "D034": Rule(
        "warning",
        "A picture has no text instead of it.",
        "Give the picture a description.",
    ),
    "D035": Rule(
        "warning",
        "A table's header cell does not say what it is the header of.",
        "Write header cells as th with a scope.",
    ),
    "D036": Rule(
        "warning",
        "A font does not say which characters its glyphs are: the text cannot be read aloud or searched.",
        "Use another font file, or report it if the builder made the file.",
    ),
    "D037": Rule(
        "warning",
        "A page does not say that the order of its links is that of the structure.",
        "This is a fault of the builder unless the file was made elsewhere: please report it.",
    ),
    "D038": Rule(
        "note",
        "The file does not claim to follow a standard that it could follow, because the claim would not hold.",
        "Mend what the message names; the claim is then made by itself.",
    ),
    "D040": Rule(
        "error",
        "A PDF claims to follow a standard that it does not follow.",
        "Mend what the message names, or take the claim out.",
    ),
    "D060": Rule(
        "error",
        "Pages cannot be folded as asked.",
        "Give a signature of 4, 8, 12, 16 or more pages, and paper that is wider than it is high.",
    ),
    "D061": Rule(
        "error",
        "An ISBN cannot be shown as a bar code.",
        "Compare it with what the agency gave you: thirteen digits, or ten of an older one.",
    ),
    "D062": Rule(
        "error",
        "The cover has no room for all its words.",
        "Make the title, the subtitle or the description shorter.",
    ),
    "D063": Rule(
        "warning",
        "The spine may bear words and has no room for them.",
        "Nothing needs to be done: the spine stays bare. A thicker paper or a shorter title would make room.",
    ),
    "D064": Rule(
        "error",
        "The picture for the cover cannot be used.",
        "Give a PNG or JPEG, upright, of 625 × 1000 pixels at least and 40 million at most; 1600 × 2560 is best.",
    ),
    "D065": Rule(
        "note",
        "No cover was made for print, because the printer does not say how wide the spine will be.",
        "Take the printer's cover template for this number of pages, and lay the cover out in it.",
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
    # --- X: missing parts and limits ---
    "X001": Rule(
        "error",
        "A library of the system is not installed.",
        "Install what the message names.",
    ),
    "X002": Rule(
        "error",
        "A limit of size was reached.",
        "Make the input smaller or divide it; the message names the limit.",
    ),
}
