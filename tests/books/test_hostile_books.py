"""Manifests and files of references that would do harm or are damaged: refused with their code, or read as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_hostile_sources import sound

from anthology.cli import main
from anthology.stages import slug

ESSAY = "A Title\n\nThe essay is long enough to be an essay, with a sentence that is no label. (Smith, 2001)\n"
HEAD = "anthology: 1\ntitle: A Reader\nidentifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11\ndate: 2026-11-20\n"
ENTRY = "{id: one, source: one.txt, author: unsigned, content_notes: none}"
EDITIONS = "editions:\n  ebook: {format: epub}\n"
BOOK = f"{HEAD}editors: [{{name: An Editor}}]\nessays:\n  - {ENTRY}\n{EDITIONS}"

# What stands in place of the title.
TITLES = {
    "tag": ("!!python/object/apply:os.system [x]", 3, "M003"),
    "alias": ("*a", 3, "M003"),
    "surrogate": ('"\\ud800"', 3, "M002"),
    "nul": ('"a\\u0000b"', 3, "M006"),
    "escape": ('"\\e[31mred"', 3, "M006"),
    "line-end": ('"a\\nb"', 3, "M010"),
    "spaces": ('"   "', 3, "M009"),
    "unseen": ('"\\u200b\\ufeff"', 3, "M009"),
    "list": ("[a]", 3, "M009"),
    "mapping": ("{a: b}", 3, "M009"),
    "huge": ("x" * 30_000, 9, "X002"),
    "deep": ("[" * 10_000, 9, "X002"),
    "turned": ('"a\\u202eb"', 0, "M022"),
    "markup": ('"<script>{{ 7*7 }}</script> &amp; ]]> {% x %}"', 0, ""),
    "digits": ("9" * 6_000, 0, ""),
    "path": ("../../etc/passwd", 0, ""),
    "format": ('"%s {0.__class__}"', 0, ""),
}
# What stands in place of the source's path.
SOURCES = {
    "up": ("../one.txt", "M014"),
    "up-inside": ("a/../one.txt", "M014"),
    "absolute": ("/etc/passwd", "M014"),
    "home": ("~/one.txt", "M014"),
    "address": ("file:///etc/passwd", "M014"),
    "folder": (".", "M014"),
    "slash": ("one.txt/", "M014"),
    "case": ("one.TXT", "M013"),
    "escaped": ('"%2e%2e/one.txt"', "M013"),
    "nul": ('"one.txt\\0"', "M006"),
    "long": ("y" * 5_000, "M01"),
    "empty": ('""', "M009"),
    "list": ("[one.txt]", "M009"),
}
# Whole manifests.
MANIFESTS: dict[str, tuple[str | bytes, int, str]] = {
    "empty": ("", 3, "M009"),
    "binary": (bytes(range(256)), 3, "M006"),
    "utf-16": (BOOK.encode("utf-16"), 3, "M006"),
    "mark": (b"\xef\xbb\xbf" + BOOK.encode(), 0, ""),
    "nul": (f"{BOOK}\0", 3, "M006"),
    "tabs": (f"{HEAD}essays:\n\t- id: one\n", 3, "M002"),
    "merge": (f"x: &a {{b: 1}}\n<<: *a\n{BOOK}", 3, "M003"),
    "second": (f"{BOOK}---\na: 1\n", 3, "M003"),
    "bomb": ("a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(50)), 3, "M003"),
    "many-keys": (BOOK + "".join(f"k{n}: 1\n" for n in range(60_000)), 9, "X002"),
    "no-day": (BOOK.replace("2026-11-20", "2024-02-30"), 3, "M010"),
    "no-year": (BOOK.replace("2026-11-20", "0000-01-01"), 3, "M010"),
    "version": (BOOK.replace("anthology: 1", f"anthology: {'9' * 6_000}"), 3, "M010"),
    "twice": (BOOK.replace(EDITIONS, f"  - {ENTRY}\n{EDITIONS}"), 3, "M012"),
    "essays": (BOOK.replace(EDITIONS, "".join(f"  - {ENTRY}\n" for _ in range(2_001)) + EDITIONS), 9, "X002"),
    "reserved": (BOOK.replace("id: one", "id: contents"), 3, "M"),
    "part": (BOOK.replace("id: one", "id: part-1"), 3, "M012"),
    "port": (
        BOOK.replace("unsigned,", "unsigned, published: {in: M, on: 2017, url: 'https://a.org:99999/'},"),
        3,
        "M010",
    ),
    "host": (BOOK.replace("unsigned,", "unsigned, published: {in: M, on: 2017, url: 'https://..../'},"), 3, "M010"),
    "unseen": (
        BOOK.replace("unsigned,", "unsigned, published: {in: M, on: 2017, url: 'https://a\u200bb.org'},"),
        3,
        "M010",
    ),
    "id-up": (BOOK.replace("id: one", "id: ../x"), 3, "M010"),
    "edition-up": (BOOK.replace("ebook:", "../x:"), 3, "M010"),
    "trim-none": (BOOK.replace("epub}", "pdf, trim: [0mm, 0mm]}"), 3, "M010"),
    "trim-nan": (BOOK.replace("epub}", "pdf, trim: [nan, 1e400mm]}"), 3, "M010"),
    "bleed": (BOOK.replace("epub}", "pdf, for: press, bleed: 999mm}"), 3, "M010"),
    "language": (f"{BOOK}language: xx-invalid-…\n", 3, "M010"),
    "itself": ("extends: book.yaml\n", 3, "M0"),
    "extends-up": ("extends: ../x.yaml\n", 3, "M0"),
    "limits": (f"{BOOK}limits: {{seconds: 99999}}\n", 3, "M007"),
    "layout-up": (f"{BOOK}layout: ../x\n", 3, "M010"),
    "resources-outside": (f"{BOOK}resources: /etc/passwd\n", 3, "M014"),
    "description": (f"{BOOK}description: {'word ' * 39_000}\n", 9, "X002"),
}
ENTRY_OF_BIB = "@book{smith, author={Smith, Ann}, title={A Sound Title}, year={2001}}\n"
RIS = "TY  - BOOK\nAU  - Smith, Ann\nTI  - A Sound Title\nPY  - 2001\nER  - \n"
CSL = json.dumps([{"id": "s", "type": "book", "title": "A Sound Title", "issued": {"date-parts": [[2001]]}}])
REFERENCES: dict[str, tuple[str | bytes, int, str]] = {
    "open.bib": (f"{ENTRY_OF_BIB}@book{{x, title={{open {{, year=2000\n", 1, "R004"),
    "twice.bib": (ENTRY_OF_BIB + ENTRY_OF_BIB.replace("Sound", "Silent"), 1, "R005"),
    "same.bib": (ENTRY_OF_BIB + ENTRY_OF_BIB.replace("A Sound", "The Sound"), 0, "R007"),
    "deep.bib": ("@book{x, title=" + "{" * 100_000 + "x" + "}" * 100_000 + "}", 1, "R004"),
    "bomb.bib": ("@book{x, title={" + "\\textbf{" * 5_000 + "x" + "}" * 5_002, 1, "R004"),
    "control.bib": (ENTRY_OF_BIB.replace("Ann", "An\0n\x1b[31m"), 1, "R004"),
    "latin.bib": (ENTRY_OF_BIB.replace("Ann", "Andr\xe9").encode("latin-1"), 1, "R004"),
    "large.bib": ("@book{x, title={" + "word " * 500_000 + "}}", 9, "X002"),
    "circle.bib": (f"@string{{a = b}}\n@string{{b = a}}\n@book{{x, title=a # b}}\n{ENTRY_OF_BIB}", 1, "R004"),
    "reads.bib": (ENTRY_OF_BIB.replace("Sound", "\\input{/etc/passwd} \\write18{id}"), 0, ""),
    "script.bib": (ENTRY_OF_BIB.replace("year", "url={javascript:alert(1)}, note={<script>x</script>}, year"), 0, ""),
    "at.bib": ("@" * 200_000 + "\n" + ENTRY_OF_BIB, 0, ""),
    "open.ris": (RIS.replace("ER  - \n", ""), 1, "R004"),
    "free.ris": (f"free words\n{RIS}", 1, "R004"),
    "utf16.ris": (RIS.encode("utf-16"), 1, "R004"),
    "address.ris": (RIS.replace("ER", "UR  - file:///etc/passwd\nL1  - /etc/passwd\nER"), 0, ""),
    "deep.json": ("[" * 100_000, 1, "R004"),
    "nan.json": (CSL.replace("2001", "NaN"), 1, "R004"),
    "infinite.json": (CSL.replace("2001", "1e999"), 1, "R004"),
    "digits.json": (CSL.replace("2001", "1" + "0" * 6_000), 1, "R004"),
    "twice.json": (CSL.replace('"type"', '"title": "Lost", "type"'), 1, "R004"),
    "cut.json": (CSL[:-9], 1, "R004"),
    "object.json": ('{"a": 1}', 1, "R004"),
    "tag.yaml": ("references:\n- id: !!python/object/apply:os.system [x]\n", 1, "M003"),
    "deep.yaml": ("a: " + "[" * 5_000, 9, "X002"),
    "program.exe": (ENTRY_OF_BIB, 1, "R011"),
    "macro.bib": (ENTRY_OF_BIB.replace("{A Sound Title}", "nowhere"), 1, "R004"),
    "joined.bib": (ENTRY_OF_BIB.replace("{A Sound Title}", 'nowhere # " Title"'), 1, "R004"),
    "latex.bib": (ENTRY_OF_BIB.replace("Sound", "\\begin{verbatim}Sound\\end{verbatim}"), 0, "R002"),
    "turned.bib": (ENTRY_OF_BIB.replace("Sound", "\u202eSound"), 0, "R013"),
    "no-day.bib": (ENTRY_OF_BIB.replace("2001", "2001-99-99"), 0, "R002"),
    "nul.json": (CSL.replace("Sound", "\\u0000Sound"), 1, "nul.json:1: R004"),
    "surrogate.json": (CSL.replace("Sound", "\\ud800Sound"), 1, "R004"),
    "title-list.json": (CSL.replace('"A Sound Title"', '["A Sound Title"]'), 1, "R004"),
    "author-text.json": (CSL.replace('"title"', '"author": "Ann Smith", "title"'), 1, "R004"),
    "author-texts.json": (CSL.replace('"title"', '"author": ["Ann Smith", null], "title"'), 1, "R004"),
    "issued-list.json": (CSL.replace("[[2001]]", "{}"), 1, "R004"),
    "issued-far.json": (CSL.replace("[[2001]]", "[[-5, 99, 99]]"), 1, "R004"),
    "turned.json": (CSL.replace('"title"', '"URL": "https://example.org/\\u202egnp.exe", "title"'), 0, "R013"),
    "no-address.json": (CSL.replace('"title"', '"URL": "http://[::1", "title"'), 0, ""),
    "no-tag.json": (CSL.replace('"title"', '"language": "Middle English", "title"'), 0, ""),
    "many-keys.json": ('[{"id": "a", ' + "".join(f'"k{n}": 1, ' for n in range(60_000)) + '"k9": 2}]', 1, "R004"),
    "null.yaml": ("- id: smith\n  title: null\n", 1, "R004"),
    "text.yaml": ("- id: smith\n  title: " + "x" * 30_000, 9, "X002"),
    "alike.bib": (
        "".join(ENTRY_OF_BIB.replace("smith", f"s{n}").replace("A", f"A{n}") for n in range(400)),
        9,
        "alike",
    ),
}
RESOURCES = (
    "version: 1\nregions: {uk: United Kingdom}\nneeds: {any: Any}\nresources:\n"
    "- {id: line, kind: service, name: A Line, region: uk, need: any, for_whom: All, source: its page, web: W}\n"
).replace("W}", "'https://example.org/'}")
# What stands in a file of resources, in place of what.
APPENDICES = {
    "null": ("A Line", "null", 1, "H001"),
    "tilde": ("All", "~", 1, "H001"),
    "capitals": ("All", "NULL", 1, "H001"),
    "null-region": ("United Kingdom", "null", 1, "H001"),
    "turned": ("A Line", '"A \\u202eLine"', 1, "H001"),
    "id": ("id: line", "id: '<x onclick=y> \"'", 1, "H001"),
    "unseen": ("example.org/", "example.org/\u200b", 1, "H004"),
    "deep": ("version: 1", "version: " + "[" * 5_000, 9, "X002"),
    "long": ("example.org/", "example.org/" + "a" * 5_000, 0, ""),
}
# A text that the editors write, and what is said of it.
FOREWORDS = {
    "empty": ("", "S022"),
    "blank": (" \n\n\t\n", "S022"),
    "heading": ("# Foreword\n", "S022"),
    "comment": ("<!-- nothing -->\n", ""),
    "unseen": ("\u200b\ufeff\n", "S022"),
}


def check(folder: Path, manifest: str | bytes, code: int, says: str) -> None:
    (folder / "one.txt").write_text(ESSAY, "utf-8")
    path = folder / "book.yaml"
    path.write_bytes(manifest if isinstance(manifest, bytes) else manifest.encode())
    told = sound(CliRunner().invoke(main, ["check", str(path)]))
    assert told.exit_code == code, told.stderr
    assert says in told.stderr
    assert "root:" not in told.output


@pytest.mark.parametrize("name", TITLES)
def test_a_title_is_a_text_or_is_refused(name: str, tmp_path: Path) -> None:
    title, code, says = TITLES[name]
    check(tmp_path, BOOK.replace("title: A Reader", f"title: {title}"), code, says)


@pytest.mark.parametrize("name", SOURCES)
def test_no_path_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    path, says = SOURCES[name]
    (tmp_path / "one.txt").write_text("not this book's", "utf-8")
    (tmp_path / "book").mkdir()
    check(tmp_path / "book", BOOK.replace("source: one.txt", f"source: {path}"), 3, says)


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_says_what_is_the_matter(name: str, tmp_path: Path) -> None:
    check(tmp_path, *MANIFESTS[name])


@pytest.mark.parametrize("name", REFERENCES)
def test_a_file_of_references_says_what_is_the_matter(name: str, tmp_path: Path) -> None:
    data, code, says = REFERENCES[name]
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    essay = BOOK.replace("source: one.txt", "source: two.txt")
    (tmp_path / "two.txt").write_text(ESSAY.replace(" (Smith, 2001)", ""), "utf-8")
    check(tmp_path, f"{essay}bibliography: {{sources: [{name}]}}\n", code, says)


@pytest.mark.parametrize("name", APPENDICES)
def test_a_file_of_resources_says_what_is_the_matter(name: str, tmp_path: Path) -> None:
    old, new, code, says = APPENDICES[name]
    (tmp_path / "r.yaml").write_text(RESOURCES.replace(old, new), "utf-8")
    check(tmp_path, f"{BOOK}resources: r.yaml\n", code, says)


@pytest.mark.parametrize("kind", ["foreword", "afterword"])
@pytest.mark.parametrize("name", FOREWORDS)
def test_a_text_of_the_editors_without_words_is_said(name: str, kind: str, tmp_path: Path) -> None:
    text, says = FOREWORDS[name]
    (tmp_path / "f.md").write_text(text, "utf-8")
    check(tmp_path, f"{BOOK}{kind}: f.md\n", 0, says)


def test_an_introduction_without_words_is_said(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text("", "utf-8")
    check(tmp_path, BOOK.replace("content_notes: none", "content_notes: none, introduction: f.md"), 0, "book.yaml:7:")


def test_the_longest_title_makes_names_that_a_disk_takes(tmp_path: Path) -> None:
    assert len(slug("Long words " * 1_800)) <= 120
    assert len(slug("x" * 20_000)) <= 120
    assert slug("Five Essays") == "five-essays"
