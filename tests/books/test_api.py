"""The Python API: books from memory and from disk, results as files and as bytes, several builds side by side."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import anthology
from anthology import BuildOptions, ManifestError
from anthology.pdf.inspect.pdfium import open_pdf

DOCS = Path(__file__).parents[2] / "docs"
MANIFEST = """anthology: 1
title: A Small Book
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
  - {id: rain, source: texts/rain.md, author: {name: A Writer}, content_notes: none}
editions:
  ebook: {format: epub}
  screen: {format: pdf, for: screen}
"""
RAIN = "# Rain\n\nIt rained on the roof of the house for the whole of that long day.\n"
SOURCES: dict[str, str | bytes] = {"book.yaml": MANIFEST, "texts/rain.md": RAIN}


def texts_of(epub: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))


def test_a_book_is_made_from_memory_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = anthology.build("book.yaml", sources=SOURCES)
    (ebook,), (screen,) = result.of("ebook"), result.of("screen")
    assert "It rained on the roof" in texts_of(ebook.read())
    with open_pdf(screen.read()) as document:
        assert screen.pages == len(document) > 1
    assert {file.name for file in result.sidecars} >= {"a-small-book-content-notes.json"}
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="in memory"):
        assert ebook.path


def test_a_book_whose_manifest_is_in_memory_reads_nothing_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/rain.md").write_text("# From the disk\n\nWords that nobody asked for.\n", "utf-8")
    with pytest.raises(ManifestError, match="no such file"):
        anthology.build("book.yaml", sources={"book.yaml": MANIFEST})


def test_a_text_in_memory_comes_before_the_one_on_disk(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(MANIFEST, "utf-8")
    changed = RAIN.replace("long day", "short night")
    result = anthology.build(tmp_path / "book.yaml", editions=["ebook"], sources={"./texts/rain.md": changed})
    assert "short night" in texts_of(result.of("ebook")[0].read())


def test_memory_and_disk_make_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(str(text), "utf-8")
    written = anthology.build(tmp_path / "book.yaml", out=tmp_path / "out")
    held = anthology.build("book.yaml", sources=SOURCES)
    assert [(file.name, file.sha256) for file in written.files] == [(file.name, file.sha256) for file in held.files]
    assert {file.path for file in written.files} == set((tmp_path / "out").iterdir())
    assert all(file.path.read_bytes() == other.read() for file, other in zip(written.files, held.files, strict=True))
    saved = held.save(tmp_path / "saved")
    assert sorted(path.name for path in (tmp_path / "saved").iterdir()) == sorted(file.name for file in saved.files)


def test_a_picture_and_a_layout_may_come_from_memory() -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (400, 300), 90).save(picture, "PNG")
    sources = SOURCES | {
        "book.yaml": MANIFEST.replace("essays:", "layout: mine\nessays:"),
        "texts/rain.md": f"{RAIN}\n![A grey sky](sky.png)\n",
        "texts/sky.png": picture.getvalue(),
        "layouts/mine/layout.yaml": "extends: house\n",
        "layouts/mine/ebook.css": "h1 { letter-spacing: 0.123em }\n",
    }
    (ebook,) = anthology.build("book.yaml", editions=["ebook"], sources=sources).of("ebook")
    with zipfile.ZipFile(io.BytesIO(ebook.read())) as archive:
        sheets = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".css"))
        assert "0.123em" in sheets
        assert any(name.endswith(".png") for name in archive.namelist())


def test_the_findings_of_a_book_are_listed_and_never_raised() -> None:
    wrong = SOURCES | {"book.yaml": MANIFEST.replace("format: epub", "format: word")}
    found = anthology.check("book.yaml", sources=wrong)
    assert [each.severity for each in found if each.code == "M011"] == [anthology.Severity.ERROR]
    (place,) = [each.at for each in found if each.code == "M011"]
    assert place is not None
    assert (place.path.as_posix(), place.line) == ("book.yaml", 9)
    assert not [each for each in anthology.check(sources=SOURCES) if each.severity is anthology.Severity.ERROR]


def test_builds_side_by_side_have_limits_of_their_own() -> None:
    """More than once at the same time, so that a limit of the process would be seen by the other builds."""

    def built(number: int) -> str:
        options = BuildOptions(editions=("ebook",), limits={"markdown-bytes": 40} if number % 2 else {})
        try:
            (ebook,) = anthology.build("book.yaml", options, sources=SOURCES).of("ebook")
        except anthology.LimitError as error:
            return error.findings[0].code
        return ebook.sha256

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(built, range(12)))
    assert set(made[1::2]) == {"X002"}
    assert len(set(made[::2])) == 1
    assert made[0] != "X002"


def test_print_editions_may_be_made_by_several_threads() -> None:
    def printed(number: int) -> tuple[str, ...]:
        sources = SOURCES | {"texts/rain.md": f"{RAIN}\nThe number of this one is {number}.\n"}
        (screen,) = anthology.build("book.yaml", editions=["screen"], sources=sources).of("screen")
        with open_pdf(screen.read()) as document:
            words = " ".join(page.get_textpage().get_text_range() for page in document)
        return tuple(re.findall(r"this one\s+is\s+(\d+)", words))

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(printed, range(6))) == [(str(number),) for number in range(6)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sources": {"../texts/rain.md": RAIN}}, "leaves the book's folder"),
        ({"sources": {"/etc/passwd": RAIN}}, "does not start in the book's folder"),
        ({"options": BuildOptions(limits={"words": 1})}, "unknown limit"),
        ({"options": BuildOptions(limits={"line": 0})}, "at least 1"),
        ({"options": BuildOptions(executor="threads"), "sources": SOURCES}, "threads"),
    ],
)
def test_arguments_that_cannot_be_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        anthology.build("book.yaml", **arguments)  # type: ignore[arg-type]


def test_an_edition_that_was_not_made_is_named() -> None:
    result = anthology.build("book.yaml", editions=["ebook"], sources=SOURCES)
    with pytest.raises(KeyError, match="there are ebook"):
        result.of("print")


def test_progress_is_reported() -> None:
    seen: list[tuple[str, int, int]] = []
    anthology.build("book.yaml", editions=["screen"], sources=SOURCES, progress=lambda *each: seen.append(each))
    assert seen[0] == ("screen", 0, 0)
    assert seen[-1][1] == seen[-1][2] > 1


def test_a_result_shows_itself_in_a_notebook() -> None:
    result = anthology.build("book.yaml", editions=["ebook"], sources=SOURCES)
    shown = result._repr_html_()
    assert "a-small-book-ebook.epub" in shown
    assert all(finding.code in shown for finding in result.findings)
    assert "<script" not in shown


def test_importing_the_package_loads_and_changes_nothing() -> None:
    """The command line imports it before the folder in which it runs is taken out of the path."""
    code = "import sys; before = set(sys.modules); import anthology; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if not name.startswith("anthology")] == []


def test_every_public_name_is_there() -> None:
    assert all(getattr(anthology, name) is not None for name in anthology.__all__)
    with pytest.raises(AttributeError):
        assert getattr(anthology, "nothing")  # noqa: B009


def test_the_examples_of_the_handbook_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block of Python in docs/python.md, one after another, in a folder with the book that it speaks of."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(str(text), "utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", (DOCS / "python.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    assert names["response"] == ("application/epub+zip", names["data"])
    assert list((tmp_path / "build").glob("*.epub"))
