"""An edited reader as editors have them: essays in Markdown in four parts, with everything that essays have."""

from __future__ import annotations

from pathlib import Path

from written_texts import Work, paragraph, sentence, works

COUNT = 24
NOTES = 13  # of each essay
WORKS = 12  # of each essay's list
CITATIONS = 6  # of each essay in an author-date style
STYLES = ("harvard", "chicago", "mla", "apa")
HEADINGS = {"harvard": "References", "apa": "References", "chicago": "Bibliography", "mla": "Works Cited"}
HEAD = """anthology: 1
title: The Common Ledger
subtitle: A Reader of Ordinary Things
identifier: urn:uuid:4f6a5b0e-1d67-5c1d-9b61-6c1c5ad0a001
date: 2026-11-20
editors: [{name: Ada Marlowe, sort_as: "Marlowe, Ada"}, {name: Jun Ito}]
publisher: Quay Press
place: Leeds
foreword: editorial/foreword.md
afterword: editorial/afterword.md
bibliography: {style: harvard-leeds}
"""
EDITIONS = "editions:\n  ebook: {format: epub}\n  print: {format: pdf}\n"


def write_reader(folder: Path) -> Path:
    """The reader in a folder; the path of its manifest."""
    (folder / "texts").mkdir(parents=True)
    (folder / "editorial").mkdir()
    for name, start in (("foreword", 2001), ("afterword", 2101)):
        (folder / f"editorial/{name}.md").write_text(f"{paragraph(start)}\n\n> {sentence(start + 9)}\n", "utf-8")
    entries = []
    for number in range(1, COUNT + 1):
        (folder / f"texts/{number:02}.md").write_text(essay(number), "utf-8")
        (folder / f"editorial/{number:02}.md").write_text(f"{paragraph(1200 + 7 * number, 3)}\n", "utf-8")
        entries.append(entry(number))
    parts = "".join(
        f"  - {{title: Part {part + 1}, essays: [{', '.join(f'e{part * 6 + each:02}' for each in range(1, 7))}]}}\n"
        for part in range(4)
    )
    manifest = folder / "book.yaml"
    manifest.write_text(f"{HEAD}essays:\n{''.join(entries)}parts:\n{parts}{EDITIONS}", "utf-8")
    return manifest


def author(number: int) -> str:
    return next(f"{work.given} {work.family}" for work in works(500 + number, 1))


def title(number: int) -> str:
    """Four essays are introductions, one to each part."""
    return "Introduction" if number % 6 == 1 else f"On {next(works(number, 1)).title}"


def style(number: int) -> str:
    return STYLES[number % 4]


def own_works(number: int) -> tuple[Work, ...]:
    """The works of an essay's list; the last two of each are the first two of the next essay's."""
    return tuple(works((number - 1) * (WORKS - 2), WORKS))


def entry(number: int) -> str:
    theme = "none" if number % 3 else "[{theme: war, level: mention}]"
    name = author(number)
    return (
        f"  - id: e{number:02}\n    source: texts/{number:02}.md\n    introduction: editorial/{number:02}.md\n"
        f"    author: {{name: {name}, as: A writer, entry: {name} lives by the sea and writes of it.}}\n"
        f"    published: {{in: The Weekly Ledger, on: {1960 + number}-03}}\n    content_notes: {theme}\n"
        f"    permission: {{status: own, holder: {name}}}\n"
        + (f'    title: {{supplied: "{title(number)}"}}\n' if has_broken_front(number) else "")
    )


def has_broken_front(number: int) -> bool:
    return number % 8 == 5


def front(number: int) -> str:
    if has_broken_front(number):
        return f"---\ntitle: {title(number)}: a draft: [\nauthor: {author(number)}\n---\n\n"
    if number % 2:
        return (
            f"---\ntitle: “{title(number)}”\nauthor:\n  - name: {author(number)}\ntags: [ledger, sea]\n---\n\n".replace(
                "“", '"'
            ).replace("”", '"')
        )
    return f"# {title(number)}\n\nBy {author(number)}\n\n"


def essay(number: int) -> str:
    """The source of an essay: its front, its parts, its notes numbered from 1, and its list."""
    start, cited = number * 60, own_works(number)
    notes = {
        each: f"Ibid., p. {each * 3}." if each % 4 == 3 else sentence(start + 40 + each) for each in range(1, NOTES)
    }
    notes[NOTES] = f"{paragraph(start + 31, 6)}\n\n    {paragraph(start + 37, 6)}"
    calls = iter(range(1, NOTES + 1))
    words = [
        f"> *{sentence(start)}*\n>\n> — {cited[0].given} {cited[0].family}",
        _citing(f"{paragraph(start + 1)}[^{next(calls)}] {sentence(start + 6)}[^{next(calls)}]", cited[0], number),
        f"## {cited[1].title}\n\n{paragraph(start + 7)}[^{next(calls)}]",
        f"> {paragraph(start + 12, 4)}[^{next(calls)}]\n>\n> > {sentence(start + 16)}",
        _verse(start + 17, next(calls)),
        f"### A list\n\n1. {sentence(start + 21)}\n   - {sentence(start + 22)}[^{next(calls)}]\n"
        f"   - {sentence(start + 23)}\n     1. {sentence(start + 24)}\n2. {sentence(start + 25)}",
        f"Ledger\n: {sentence(start + 26)}[^{next(calls)}]\n\nAlmanac\n: {sentence(start + 27)}\n"
        f": {sentence(start + 28)}",
        f"| Day | Boats |\n|---|--:|\n| Monday | {number}[^{next(calls)}] |\n| Tuesday | {number * 2} |",
        *(
            _citing(f"{paragraph(start + 29 + each, 5)}[^{call}]", cited[each], number)
            for each, call in enumerate(calls)
        ),
    ]
    written = "\n\n".join(f"[^{label}]: {text}" for label, text in notes.items())
    listed = sorted((getattr(work, style(number)) for work in cited), key=str.casefold)
    mark, gap = ("- ", "\n") if number % 3 == 0 else ("", "\n\n")
    references = gap.join(f"{mark}{line}" for line in listed)
    body = "\n\n".join(words)
    return f"{front(number)}{body}\n\n{written}\n\n## {HEADINGS[style(number)]}\n\n{references}\n"


def _citing(words: str, work: Work, number: int) -> str:
    return f"{words} ({work.family}, {work.year}, p. 4)" if style(number) in ("harvard", "apa") else words


def _verse(start: int, call: int) -> str:
    lines = [sentence(start + each).removesuffix(".") for each in range(4)]
    return "> " + "  \n> ".join(lines) + f"[^{call}]"
