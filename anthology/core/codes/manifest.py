"""The finding codes of the manifest."""

from __future__ import annotations

from anthology.core.codes.rule import Rule

MANIFEST: dict[str, Rule] = {
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
    "M022": Rule(
        "warning",
        "A text has marks that turn its direction round: the book has it without them.",
        "Take them out; a word that runs the other way needs none, its letters say so.",
    ),
}
