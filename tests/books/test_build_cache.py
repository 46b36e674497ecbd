"""A build that was made before: its files come back while nothing changed, and any change is seen."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from real_book import replace_in, say_nothing

import anthology.stages
from anthology.build_cache import cached_build
from anthology.core.cache import FINGERPRINTS, Cache
from anthology.core.errors import AnthologyError
from anthology.core.input_trace import InputTrace
from anthology.core.limits import set_limits
from anthology.core.record_codec import pack, unpack
from anthology.result import BuildOptions, BuildResult, Progress
from anthology.stages import make

BASE = """anthology: 1
title: A Small Book
identifier: urn:uuid:2b1f6a0e-7c1d-5a0b-8f4e-3d2c1b0a9f8e
date: 2026-11-20
editors: [{name: An Editor}]
foreword: texts/foreword.md
resources: texts/resources.yaml
vocabulary: texts/vocabulary.yaml
layout: mine
cover: {image: texts/cover.png, alt: A cover}
bibliography: {sources: [texts/works.bib]}
essays:
  - {id: one, source: texts/one.txt, title: {supplied: One}, author: {name: Ann Author}, content_notes: none}
  - {id: two, source: texts/two.md, title: {supplied: Two}, author: {name: Ben Writer}, content_notes: none}
editions:
  ebook: {format: epub}
"""
TEXTS = {
    "base.yaml": BASE,
    "book.yaml": "anthology: 1\nextends: base.yaml\nsubtitle: Two Essays\n",
    "texts/one.txt": "One\n\nThe first essay has a sentence. It cites (Smith, 2001).\n",
    "texts/two.md": "# Two\n\nThe second essay has another.\n\n![A grey figure](figure.png)\n",
    "texts/foreword.md": "Words of the editors.\n",
    "texts/works.bib": "@book{smith2001, author={Smith, Zoe}, title={A Work}, year={2001}, publisher={A Press}}\n",
    "texts/resources.yaml": (
        "version: 1\nregions: {GB: United Kingdom}\nneeds: {any: At any time}\nresources:\n"
        "  - {id: line, kind: service, name: A Line, region: GB, need: any, for_whom: Anyone, source: A book}\n"
    ),
    "texts/vocabulary.yaml": "version: 1\nthemes:\n  - {id: own, label: An own theme, lint: {strong: [first essay]}}\n",
    "layouts/mine/ebook.css": ".mine { color: #000 }\n",
}
Change = Callable[[Path], object]


def book_in(folder: Path) -> Path:
    """A small book that reads a file of each kind; the path of its manifest."""
    for name, text in TEXTS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    write_picture(folder)
    write_picture(folder, name="texts/figure.png")
    return folder / "book.yaml"


def write_picture(folder: Path, grey: int = 90, name: str = "texts/cover.png") -> None:
    Image.new("RGB", (640, 1024), (grey, grey, grey)).save(folder / name)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def built(manifest: Path, cache: Cache, out: str = "out") -> tuple[BuildResult, dict[str, bytes]]:
    options = BuildOptions(out=manifest.parent / out, cache=cache)
    return cached_build(manifest, options, say_nothing), contents(manifest.parent / out)


def anew(manifest: Path) -> tuple[tuple[object, ...], dict[str, bytes]]:
    """Findings and files of a build that knows of no other."""
    result = make(manifest, BuildOptions(), say_nothing, InputTrace()).save(manifest.parent / "anew")
    return result.findings, contents(manifest.parent / "anew")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(folder=tmp_path / "store")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return book_in(tmp_path / "book")


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The manifests of which a book was truly made."""
    made: list[Path] = []

    def counted(path: Path, options: BuildOptions, progress: Progress, trace: InputTrace) -> BuildResult:
        made.append(path)
        return make(path, options, progress, trace)

    monkeypatch.setattr(anthology.stages, "make", counted)
    return made


def test_a_book_in_which_nothing_changed_is_not_made_again(manifest: Path, cache: Cache, builds: list[Path]) -> None:
    report, files = built(manifest, cache)
    assert report.findings, "the book has something to be told about"
    times = {path: path.stat().st_mtime_ns for path in (manifest.parent / "out").iterdir()}
    assert built(manifest, cache) == (report, files)
    assert times == {path: path.stat().st_mtime_ns for path in (manifest.parent / "out").iterdir()}
    assert len(builds) == 1


@pytest.mark.parametrize("loss", [lambda path: path.unlink(), lambda path: path.write_bytes(b"another's")])
def test_lost_files_come_back_from_the_cache(
    manifest: Path, cache: Cache, builds: list[Path], loss: Callable[[Path], object]
) -> None:
    report, files = built(manifest, cache)
    loss(report.editions[0].path)
    loss(report.sidecars[0].path)
    assert built(manifest, cache) == (report, files)
    assert built(manifest, cache, "elsewhere")[1] == files
    assert len(builds) == 1


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_a_cache_that_lost_any_one_entry_is_no_harm(
    tmp_path: Path, manifest: Path, cache: Cache, damage: Callable[[Path], object]
) -> None:
    report, files = built(manifest, cache)
    for path in sorted(tmp_path.glob("store/*/*")):
        if path.exists():
            damage(path)
        report.editions[0].path.unlink()
        assert built(manifest, cache) == (report, files)


def test_a_fresh_build_believes_no_entry_and_stores_every_one_anew(
    tmp_path: Path, manifest: Path, cache: Cache, builds: list[Path]
) -> None:
    report, files = built(manifest, cache)
    before = {path: path.stat().st_ino for path in tmp_path.glob("store/*/*")}
    fresh = Cache(folder=cache.folder, is_fresh=True)
    assert built(manifest, fresh) == (report, files)
    after = {path: path.stat().st_ino for path in tmp_path.glob("store/*/*")}
    assert before.keys() == after.keys()
    assert not before.items() & after.items()
    assert built(manifest, cache) == (report, files)
    assert len(builds) == 2


def write(name: str, text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")

    return change


def edit(name: str, old: str, new: str) -> Change:
    return lambda folder: replace_in(folder / name, old, new)


CHANGES: dict[str, Change] = {
    "a key of the manifest": edit("book.yaml", "Two Essays", "Two Short Essays"),
    "a key of the manifest below": edit("base.yaml", "An Editor", "Another Editor"),
    "an essay": edit("texts/one.txt", "a sentence", "one sentence"),
    "an essay in Markdown": edit("texts/two.md", "another", "*another*"),
    "a text of the editors": edit("texts/foreword.md", "Words", "Some words"),
    "the resources": edit("texts/resources.yaml", "A Line", "Another Line"),
    "the vocabulary": edit("texts/vocabulary.yaml", "first essay", "second essay"),
    "a file of references": edit("texts/works.bib", "A Work", "Another Work"),
    "a picture of a text": lambda folder: write_picture(folder, 200, "texts/figure.png"),
    "the picture on the cover": lambda folder: write_picture(folder, 100),
    "a style sheet": edit("layouts/mine/ebook.css", "#000", "#111"),
    "a template that was not there": write(
        "layouts/mine/half-title.xhtml.j2",
        '{% extends "page.xhtml.j2" %}{% block attributes %} dir="ltr"{% endblock %}'
        "{% block heading %}<h1>{{ piece.title }}</h1>{% endblock %}",
    ),
    "a style sheet of the layout that nobody uses": write("layouts/mine/never.css", "p { margin: 0 }"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_any_file_is_seen_and_so_is_its_undoing(
    name: str, manifest: Path, cache: Cache, builds: list[Path]
) -> None:
    before, files = built(manifest, cache)
    kept = {
        path: path.read_bytes() for path in manifest.parent.rglob("*") if path.is_file() and "out" not in path.parts
    }
    CHANGES[name](manifest.parent)
    after, changed = built(manifest, cache)
    assert (after.findings, changed) == anew(manifest)
    assert (after.findings, changed) != (before.findings, files), "the change makes no difference"
    for path in manifest.parent.rglob("*"):
        if path.is_file() and path not in kept and not {"out", "anew"} & set(path.parts):
            path.unlink()
    for path, data in kept.items():
        path.write_bytes(data)
    assert built(manifest, cache) == (before, files)
    assert len(builds) == 2


def test_a_layout_of_the_book_that_would_not_be_used_is_told_of(
    manifest: Path, cache: Cache, builds: list[Path]
) -> None:
    replace_in(manifest.parent / "base.yaml", "layout: mine", "layout: modern")
    before, _ = built(manifest, cache)
    write("layouts/modern/ebook.css", "p { margin: 0 }")(manifest.parent)
    after, _ = built(manifest, cache)
    assert len(builds) == 2
    assert {finding.code for finding in after.findings} - {finding.code for finding in before.findings} == {"L009"}


@pytest.mark.parametrize("name", ["program", "libraries", "fonts"])
def test_another_program_library_or_font_makes_the_book_again(
    name: str, manifest: Path, cache: Cache, builds: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(manifest, cache)
    monkeypatch.setitem(FINGERPRINTS, name, lambda: "other")
    built(manifest, cache)
    assert len(builds) == 2


def test_other_options_are_other_builds(manifest: Path, cache: Cache, builds: list[Path]) -> None:
    built(manifest, cache)
    for options in (BuildOptions(editions=("ebook",)), BuildOptions(editions=("ebook",), executor="processes:2")):
        out = manifest.parent / "out"
        cached_build(manifest, BuildOptions(editions=options.editions, out=out, cache=cache), say_nothing)
    assert len(builds) == 2, "workers make no other book"


def test_what_was_built_with_a_raised_limit_is_refused_again_without_it(
    manifest: Path, cache: Cache, builds: list[Path]
) -> None:
    write("texts/one.txt", "One\n\nA sentence of this essay.\n" + "Words and words and words. " * 9000)(manifest.parent)
    try:
        set_limits({"line": 1_000_000})
        built(manifest, cache)
    finally:
        set_limits({})
    with pytest.raises(AnthologyError, match="X002"):
        built(manifest, cache)
    assert len(builds) == 2


def test_the_date_of_sources_belongs_to_a_build(
    manifest: Path, cache: Cache, builds: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(manifest, cache)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    built(manifest, cache)
    assert len(builds) == 2


def test_a_build_with_an_error_is_made_again(manifest: Path, cache: Cache, builds: list[Path]) -> None:
    (manifest.parent / "texts/two.md").unlink()
    for _ in range(2):
        with pytest.raises(Exception, match=r"two\.md"):
            built(manifest, cache)
    assert len(builds) == 2


def test_a_file_that_changes_while_it_is_read_is_not_trusted(
    manifest: Path, cache: Cache, builds: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is what is remembered, not what stands there when the build ends."""
    text = (manifest.parent / "texts/one.txt").read_text("utf-8")
    counted = anthology.stages.make

    def disturbed(path: Path, options: BuildOptions, progress: Progress, trace: InputTrace) -> BuildResult:
        report = counted(path, options, progress, trace)
        (path.parent / "texts/one.txt").write_text(text.replace("a sentence", "this sentence"), "utf-8")
        return report

    monkeypatch.setattr(anthology.stages, "make", disturbed)
    _, files = built(manifest, cache)
    monkeypatch.setattr(anthology.stages, "make", counted)
    report, others = built(manifest, cache)
    assert (report.findings, others) == anew(manifest)
    assert others != files
    assert len(builds) == 2


def test_a_name_that_is_no_text_does_no_harm(manifest: Path, cache: Cache) -> None:
    folder = os.fsencode(manifest.parent / "layouts/mine")
    with open(folder + b"/\xff.css", "wb"):  # noqa: PTH123  # a path of bytes
        pass
    report, files = built(manifest, cache)
    assert built(manifest, cache) == (report, files)


def test_a_planted_output_is_not_believed(manifest: Path, cache: Cache, builds: list[Path]) -> None:
    """The bytes of another file under the digest of this one, in an entry that is whole."""
    report, files = built(manifest, cache)
    wanted, other = report.files[0], report.files[1]
    cache.keep("output", wanted.sha256, other.read(), bytes)
    wanted.path.unlink()
    assert built(manifest, cache) == (report, files)
    assert len(builds) == 2


@pytest.mark.parametrize("name", ["../elsewhere", "/elsewhere", "", "a//b", "..\\elsewhere"])
def test_a_planted_record_leads_nowhere_else(name: str, manifest: Path, cache: Cache, builds: list[Path]) -> None:
    report, files = built(manifest, cache)
    for path in cache.folder.glob("*/*") if cache.folder else ():
        data = path.read_bytes()
        key = path.parent.name + path.name
        try:
            stored = unpack(BuildResult, data[32:])
        except ValueError:
            continue
        planted = pack(replace(stored, files=tuple(replace(file, name=name) for file in stored.files)))
        path.write_bytes(sha256(key.encode() + planted).digest() + planted)
    assert built(manifest, cache) == (report, files)
    assert len(builds) == 2


def test_an_unchanged_build_and_one_that_fails_remove_what_a_killed_one_left(
    manifest: Path, cache: Cache, builds: list[Path]
) -> None:
    built(manifest, cache)
    (manifest.parent / "out/.anthology-left").mkdir()
    built(manifest, cache)
    assert len(builds) == 1
    assert not (manifest.parent / "out/.anthology-left").exists()
    (manifest.parent / "out/.anthology-left").mkdir()
    replace_in(manifest, "subtitle:", "subtitel:")
    with pytest.raises(AnthologyError):
        built(manifest, cache)
    assert not (manifest.parent / "out/.anthology-left").exists()


def truncated(path: Path, chosen: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chosen.randrange(path.stat().st_size)])


def flipped(path: Path, chosen: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chosen.randrange(len(data))] ^= 1 << chosen.randrange(8)
    path.write_bytes(data)


def swapped(path: Path, chosen: random.Random) -> None:
    path.write_bytes(chosen.choice(sorted(path.parents[1].glob("*/*"))).read_bytes())


def linked(path: Path, chosen: random.Random) -> None:
    other = chosen.choice(sorted(path.parents[1].glob("*/*")))
    path.unlink()
    path.symlink_to(other)


def made_a_folder(path: Path, _: random.Random) -> None:
    path.unlink()
    path.mkdir()


def made_a_pipe(path: Path, _: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


def emptied(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [truncated, flipped, swapped, linked, made_a_folder, made_a_pipe, emptied])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_damaged_cache_changes_nothing(
    damage: Callable[[Path, random.Random], None], seed: int, manifest: Path, cache: Cache
) -> None:
    report, files = built(manifest, cache)
    for path in (manifest.parent / "out").iterdir():
        path.unlink()
    chosen = random.Random(seed)
    assert cache.folder
    for path in sorted(cache.folder.glob("*/*")):
        if path.is_file() and chosen.random() < 0.7:
            damage(path, chosen)
    assert built(manifest, cache) == (report, files)


def test_an_error_for_which_a_stored_record_is_to_blame_is_none(
    manifest: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a record that is whole and wrong anything may come: the book is made without it."""
    asked: list[bool] = []

    def confused(path: Path, options: BuildOptions, progress: Progress, trace: InputTrace) -> BuildResult:
        asked.append(options.cache.is_fresh)
        if not options.cache.is_fresh:
            raise KeyError("of a planted record")
        return make(path, options, progress, trace)

    monkeypatch.setattr(anthology.stages, "make", confused)
    _, files = built(manifest, cache)
    assert asked == [False, True]
    assert files == anew(manifest)[1]


def test_an_error_of_the_program_itself_is_raised(
    manifest: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> BuildResult:
        raise KeyError("of the program")

    monkeypatch.setattr(anthology.stages, "make", broken)
    with pytest.raises(KeyError, match="of the program"):
        built(manifest, cache)
