"""Ten chapters with a `.bib` file each and pandoc's citations, as textbooks in Markdown have them."""

from __future__ import annotations

from pathlib import Path

from written_texts import Work, paragraph, sentence, works

COUNT = 10
OWN = 6  # works of each chapter's file; the first two stand in the file before as well
HEAD = """anthology: 1
title: Ten Lessons on the Shore
identifier: urn:uuid:4f6a5b0e-1d67-5c1d-9b61-6c1c5ad0a002
date: 2026-11-20
editors: [{name: Ada Marlowe}]
"""
EDITIONS = "editions:\n  ebook: {format: epub}\n  print: {format: pdf}\n"


def key(work: Work) -> str:
    """A key as Better BibTeX makes it."""
    family = work.family.lower().replace("ø", "o")
    return f"{family}_{work.title.split()[0].lower()}_{work.year}"


def own_works(number: int) -> tuple[Work, ...]:
    return tuple(works(100 + (number - 1) * (OWN - 2), OWN))


def write_chapters(folder: Path) -> Path:
    """The book in a folder; the path of its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number in range(1, COUNT + 1):
        bib = "\n".join(work.bibtex(key(work)) for work in own_works(number))
        (folder / f"{number:02}.bib").write_text(f"@comment{{from a reference manager}}\n\n{bib}", "utf-8")
        (folder / f"{number:02}.md").write_text(chapter(number), "utf-8")
        entries.append(
            f"  - {{id: c{number:02}, source: {number:02}.md, author: {{name: Writer {number}}}, "
            "content_notes: none}\n"
        )
    sources = ", ".join(f"{number:02}.bib" for number in range(1, COUNT + 1))
    bibliography = f"bibliography: {{style: chicago-author-date, placement: both, sources: [{sources}]}}\n"
    manifest = folder / "book.yaml"
    manifest.write_text(f"{HEAD}essays:\n{''.join(entries)}{bibliography}{EDITIONS}", "utf-8")
    return manifest


def citations(number: int) -> tuple[tuple[str, str], ...]:
    """Each citation of a chapter as it is typed, and as it is read in the book."""
    one, two, three, four, five, six = own_works(number)
    return (
        (f"[@{key(one)}, p. 12; see @{key(two)}]", f"({one.family} {one.year}, p. 12; see {two.family} {two.year})"),
        (f"@{key(three)} [p. 3]", f"{three.family} ({three.year}, p. 3)"),
        (f"[-@{key(three)}]", f"({three.year})"),
        (
            f"[see @{key(four)} chap. 2, and *passim*; also -@{key(one)}]",
            f"(see {four.family} {four.year}, chap. 2, and passim; also {one.year})",
        ),
        (f"@{key(five)}", f"{five.family} ({five.year})"),
        (f"[@{{{key(six)}}}]", f"({six.family} {six.year})"),
    )


def chapter(number: int) -> str:
    start = 5 + number * 40
    typed = [each for each, _ in citations(number)]
    return (
        f"---\ntitle: 'Lesson {number}: the tide'\nbibliography: {number:02}.bib\nlink-citations: true\n---\n\n"
        f"{paragraph(start)} {typed[0]}\n\n## First steps {{#sec-first-{number}}}\n\n"
        f"As {typed[1]} says, and again {typed[2]}: {sentence(start + 6)} Write to teacher@example.org.\n\n"
        f"> {paragraph(start + 7, 3)} {typed[3]}\n\n"
        f"- {sentence(start + 11)} {typed[4]} holds so.\n- {sentence(start + 12)}[^n]\n\n"
        f"{paragraph(start + 13)}\n\n[^n]: {sentence(start + 19)} {typed[5]}\n"
    )
