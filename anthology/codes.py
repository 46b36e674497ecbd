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
    # --- R: references ---
    # --- B: citations ---
    # --- H: resources ---
    # --- P: permissions ---
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
    # --- T: typesetting ---
    # --- E: EPUB ---
    "E001": Rule(
        "error",
        "A name cannot be a file name in the e-book.",
        "Use small letters, digits and single hyphens; `nav` is taken by the table of contents.",
    ),
    "E002": Rule(
        "error",
        "Two files of the e-book have the same name.",
        "Give one of the pieces or pictures another name; capitals do not tell names apart.",
    ),
    "E003": Rule(
        "error",
        "What the e-book says of itself is missing, or cannot be written.",
        "Correct the field in the manifest; control characters come from copying and can be deleted.",
    ),
    "E004": Rule(
        "error",
        "The table of contents points to a page that the book does not have.",
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
    # --- D: PDF ---
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
    # --- X: missing parts and limits ---
    "X001": Rule(
        "error",
        "A library of the system is not installed.",
        "Install what the message names.",
    ),
}
