"""The finding codes of the editors' apparatus: content notes, references, citations, resources, permissions."""

from __future__ import annotations

from anthology.core.codes.rule import Rule

APPARATUS: dict[str, Rule] = {
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
        "Give one of them another key, name each file under `references: {sources: […]}` of the essay that "
        "has its keys, or say `same:` under `bibliography:` in the manifest.",
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
    "R013": Rule(
        "warning",
        "A reference has marks that turn the direction of text round: they were taken out.",
        "Look at the entry: such a mark can make an address or a title look like another.",
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
}
