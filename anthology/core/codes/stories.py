"""The longer story of each code: why the builder looks at its subject at all, and how the mistake looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anthology.core.codes.rule import Rule


@dataclass(frozen=True, slots=True)
class Subject:
    """What the codes with one letter are about, and why anybody should care."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Example:
    """Lines of a manifest for which a code is given, and the same lines mended."""

    wrong: str
    right: str


# What follows from a severity.
SEVERITIES = {
    "error": "nothing is made until it is mended",
    "warning": "the book is made all the same",
    "note": "nothing need be done",
}

SUBJECTS: dict[str, Subject] = {
    "M": Subject(
        "The manifest",
        "One file says what the book is. The builder reads it strictly: a key that it does not know, a date that no "
        "calendar has or a path that leads outside is an error and never a guess, because a guess shows only in the "
        "printed book. Every text is taken as typed, so 0113, NO and 1.10 stay what they are.",
    ),
    "S": Subject(
        "Sources",
        "The texts come from other people and are never edited. What cannot be read with certainty is said, with its "
        "line; what a book cannot hold is named, so that somebody looks whether it belonged to the text.",
    ),
    "C": Subject(
        "Cleaning",
        "Between the source and the page stand named rules: each takes away or moves only what it is made for, and "
        "keeps a record. Where no rule can know, the manifest declares the line in its own words. A declaration that "
        "fits nothing, or too much, is an error: otherwise a new version of a source would be cut in the wrong place.",
    ),
    "F": Subject(
        "Fidelity",
        "After every build each sentence of each kept line is looked up in the finished file, in order. A book of "
        "other people's words that loses one of them in silence is worse than no book.",
    ),
    "N": Subject(
        "Content notes",
        "Nobody should meet a theme unprepared. A note says what a text treats and how closely, in fixed words, so "
        "that readers can compare and choose. The builder points at words that suggest a theme; only a person who has "
        "read the text declares one.",
    ),
    "R": Subject(
        "References",
        "The lists of several essays become one. Works that are the same are joined, works that only look alike are "
        "not, and where the builder cannot tell it asks; your answer stands in the manifest for everybody to see.",
    ),
    "B": Subject(
        "Citations",
        "A name and a year in the text are linked to the entry that they mean. A link to the wrong work misleads more "
        "than no link, so a citation that fits none or several stays as it is, and is said.",
    ),
    "H": Subject(
        "Resources",
        "A wrong helpline can do harm. No number that nobody has verified is printed as current: who made sure of it, "
        "and on which day, stands in the data, and what is unverified or old is printed with those words.",
    ),
    "P": Subject(
        "Permissions",
        "Texts belong to those who wrote them. What has been asked of whom, and what was answered, is kept with the "
        "book. Until everything is settled each copy says that it is a proof, and a release is refused.",
    ),
    "L": Subject(
        "Layouts",
        "A layout is a folder of templates and style sheets. Templates run in a sandbox and see nothing but the book.",
    ),
    "T": Subject(
        "Typesetting",
        "Each piece is set in type by itself. What the engine complains of is never passed over: a glyph that is "
        "missing or a picture that cannot be shown would be a hole in the page.",
    ),
    "E": Subject(
        "The e-book",
        "The finished file is opened again and read as a reading system would: every link, id, heading and picture.",
    ),
    "D": Subject(
        "PDF",
        "The finished file is opened again and measured: boxes, inks, fonts, tags. A claim such as PDF/X or PDF/UA is "
        "made only where it holds.",
    ),
    "O": Subject(
        "Output",
        "Files appear whole or not at all, so that a build that is broken off leaves the last good book in its place.",
    ),
    "X": Subject(
        "Missing parts and limits",
        "What the machine lacks is named with the command that installs it. Limits of size and time are there because "
        "a text from anywhere must not be able to bring the machine down.",
    ),
}

EXAMPLES: dict[str, Example] = {
    "M002": Example("title: Rain: a Reader", 'title: "Rain: a Reader"'),
    "M003": Example("title: !Rain", 'title: "!Rain"'),
    "M004": Example("title: Rain\ntitle: Snow", "title: Rain and Snow"),
    "M005": Example("title: Five Essays on #MeToo", 'title: "Five Essays on #MeToo"'),
    "M007": Example("    auther: unsigned", "    author: unsigned"),
    "M009": Example("title: [Rain]", 'title: "[Rain]"'),
    "M010": Example("date: 20 November 2026", "date: 2026-11-20"),
    "M011": Example("  style: harvard", "  style: harvard-leeds"),
    "M013": Example("foreword: editorial/foreward.md", "foreword: editorial/foreword.md"),
    "M014": Example("    source: ../first-essay.txt", "    source: texts/first-essay.txt"),
    "M016": Example("  ebook: {format: epub, trim: [6in, 9in]}", "  ebook: {format: epub}"),
    "C001": Example(
        "    cleaning: [{drop: Share this on, because: a button}]",
        "    cleaning: []  # or the exact words of a line of the source",
    ),
    "C006": Example(
        "    readings_kept: [sweter]",
        "    readings_kept: []  # or words that stand in the source, mistakes and all",
    ),
    "N005": Example(
        "    content_notes: [{theme: waar, level: mention}]",
        "    content_notes: [{theme: war, level: mention}]",
    ),
    "N009": Example(
        "    content_notes: [{theme: war, level: mention}, {theme: war, level: discussion}]",
        "    content_notes: [{theme: war, level: discussion}]",
    ),
    "P001": Example("      status: to-request", "      status: granted  # with the evidence: see the manifest's keys"),
    "L007": Example("layout: modrn", "layout: modern"),
}


def story(code: str, rule: Rule) -> Iterator[str]:
    """The lines that explain a code: what it means, why it matters, how to mend it, and an example if there is one."""
    subject = SUBJECTS[code[0]]
    yield f"{code} ({rule.severity}: {SEVERITIES[rule.severity]})"
    yield rule.summary
    yield ""
    yield f"{subject.name}. {subject.why}"
    yield ""
    yield f"What to do: {rule.remedy}"
    example = EXAMPLES.get(code)
    if example:
        yield from ("", "In place of", *(f"    {line}" for line in example.wrong.splitlines()))
        yield from ("write", *(f"    {line}" for line in example.right.splitlines()))


def page(codes: dict[str, Rule]) -> Iterator[str]:
    """All codes as lines of Markdown, by subject."""
    yield "# Codes"
    yield ""
    yield "Everything that the builder may say about a book. `anthology explain CODE` says the same in a terminal."
    for letter, subject in SUBJECTS.items():
        yield from ("", f"## {letter}: {subject.name}", "", subject.why)
        for code, rule in sorted(codes.items()):
            if code.startswith(letter):
                yield from ("", f"**{code}** ({rule.severity}). {rule.summary} *{rule.remedy}*")
                yield from _example(code)


def _example(code: str) -> Iterator[str]:
    example = EXAMPLES.get(code)
    if example:
        yield from (
            "",
            "```yaml",
            "# wrong",
            *example.wrong.splitlines(),
            "# right",
            *example.right.splitlines(),
            "```",
        )
