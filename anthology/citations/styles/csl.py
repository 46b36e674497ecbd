"""The other engine: pandoc's own citeproc, for any style that exists as a .csl file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from anthology.citations.formats.csl_json import to_csl
from anthology.citations.model import Reference
from anthology.citations.styles.common import concat
from anthology.core.document import Inline, Inlines, Link, Mark, MarkKind, plain
from anthology.core.errors import LimitError, MissingError, SettingError
from anthology.core.findings import Finding, Location
from anthology.core.urls import link_target
from anthology.core.xml import parse_xml

OLDEST = 3
#: Seconds after which pandoc is stopped.
PATIENCE = 120

MARKS: dict[str, MarkKind] = {
    "Emph": "title",
    "Strong": "strong",
    "SmallCaps": "small-caps",
    "Superscript": "superscript",
    "Subscript": "subscript",
    "Strikeout": "strike",
    "Underline": "emphasis",
}
#: A document that cites nothing and lists everything (the pandoc manual, Citations, nocite).
DOCUMENT = "---\nnocite: '@*'\n---\n"
HINT = (
    "install pandoc 3 or later, for instance by `python -m pip install pypandoc_binary`, or leave `engine: pandoc` out"
    " of the manifest"
)
# What of a style's citations (CSL 1.0.2, Info) agrees with the author's own words in the text, which stay.
KINDS = ("author-date", "author")


def format_with_pandoc(
    references: Iterable[Reference], csl: Path, language: str, at: Location | None = None
) -> tuple[tuple[str, Inlines], ...]:
    """The keys and the entries in the order of a CSL style, as pandoc's citeproc sets them.

    `at` is where the manifest names the style. Runs pandoc in its sandbox, so that it reads nothing but its input.
    Raises MissingError where there is no pandoc of version 3 or later, SettingError where the style cannot be used,
    LimitError after PATIENCE seconds.
    """
    check_style(csl, at)
    program = find_pandoc()
    items = [_item(one) for one in references]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "references.json")
        listed.write_text(json.dumps(items), encoding="utf-8")
        command = [program, "--sandbox", "--citeproc", f"--csl={csl}", f"--bibliography={listed}"]
        command += ["--from=markdown", "--to=json", f"--metadata=lang:{language}"]
        made = _run(command, at or Location(csl))
    return tuple(_entries(made["blocks"]))


def _item(reference: Reference) -> dict[str, Any]:
    """A reference for pandoc, which knows nothing of supplied titles: these stand in square brackets."""
    shown = replace(reference, title=f"[{reference.title}]") if reference.title_supplied else reference
    return {name: value for name, value in to_csl(shown).items() if name != "custom"}


def find_pandoc() -> str:
    """The path of a pandoc of version 3 or later: on the PATH, or the one in the package pypandoc_binary.

    MissingError says what to install where there is none.
    """
    found = [program for program in (shutil.which("pandoc"), _packaged()) if program]
    if not found:
        raise MissingError(Finding("R012", "there is no pandoc on the PATH, nor in pypandoc_binary", hint=HINT))
    problems = []
    for program in found:
        try:
            words = _output([program, "--version"]).split("\n", 1)[0].strip()
        except MissingError as error:
            problems.append(error.findings[0].message)
            continue
        except subprocess.CalledProcessError:
            words = ""
        version = re.search(r"(\d{1,9})\.", words)
        if version and int(version[1]) >= OLDEST:
            return program
        problems.append(f"{words or 'this pandoc'} is too old")
    raise MissingError(Finding("R012", problems[0], hint=HINT))


def _packaged() -> str:
    """The pandoc in the package pypandoc_binary, which has it beside its modules; nothing of the package is run."""
    package = find_spec("pypandoc")
    folders = package.submodule_search_locations if package else None
    places = (Path(folder, "files", name) for folder in folders or () for name in ("pandoc", "pandoc.exe"))
    return next((str(place) for place in places if place.is_file()), "")


def check_style(csl: Path, at: Location | None = None) -> None:
    """Refuse a style whose entries do not fit citations by author and year; SettingError R012.

    pandoc makes the list alone: the citations in the texts are their authors' words. A numbered style would number
    entries that no citation names by a number, and one for notes would want its references in notes.
    """
    root = parse_xml(csl.read_bytes(), recover=True)
    given = root.iter("{*}category") if root is not None else ()
    kinds = [kind for kind in (each.get("citation-format") for each in given) if kind]
    is_for_notes = root is not None and root.get("class") == "note"
    if is_for_notes or any(kind not in KINDS for kind in kinds):
        kind = "note" if is_for_notes else next(kind for kind in kinds if kind not in KINDS)
        message = f"the style is for citations of the kind “{kind}”, and the texts cite by author and year"
        raise SettingError(Finding("R012", message, at or Location(csl), "name an author-date style in `csl`"))


def _run(command: Sequence[str], at: Location) -> Any:
    try:
        return json.loads(_output(command, DOCUMENT))
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise SettingError(Finding("R012", f"pandoc refuses the style: {reason[0][:200]}", at)) from error


def _output(command: Sequence[str], document: str = "") -> str:
    """What a command prints; it is started without a shell."""
    try:
        done = subprocess.run(
            command, input=document, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True
        )
    except subprocess.TimeoutExpired as error:
        message = f"pandoc did not end within {PATIENCE} seconds"
        raise LimitError(Finding("R012", message, hint="use one of the built-in styles")) from error
    except OSError as error:
        raise MissingError(Finding("R012", f"pandoc cannot be run: {error.strerror}", hint=HINT)) from error
    return done.stdout


def _entries(blocks: Sequence[Any]) -> Iterable[tuple[str, Inlines]]:
    """Each reference's key and inlines, from the division that citeproc makes of it (id "ref-KEY")."""
    for block in blocks:
        if block["t"] != "Div":
            continue
        name, held = block["c"][0][0], block["c"][1]
        if name.startswith("ref-"):
            content = [inline for inner in held for inline in inner.get("c", ()) if isinstance(inline, dict)]
            entry = concat(tuple(_inlines(content)))
            last = entry[-1:] and isinstance(entry[-1], str) and entry[-1].rstrip()
            yield name.removeprefix("ref-"), (*entry[:-1], last) if isinstance(last, str) else entry
        else:
            yield from _entries(held)


def _inlines(content: Sequence[Any]) -> Iterable[Inline]:
    for node in content:
        kind, held = node["t"], node.get("c")
        if kind == "Str":
            yield held
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield " "
        elif kind == "Quoted":
            left, right = ("‘", "’") if held[0]["t"] == "SingleQuote" else ("“", "”")
            yield from (left, *_inlines(held[1]), right)
        elif kind == "Link":
            yield _link(held[2][0], concat(tuple(_inlines(held[1]))))
        elif kind == "Span":
            yield from _span(held[0], held[1])
        elif kind in MARKS:
            yield Mark(kind=MARKS[kind], content=concat(tuple(_inlines(held))))


def _span(attributes: Sequence[Any], held: Sequence[Any]) -> Iterable[Inline]:
    """A margin number gets the space that the page would give it; other spans are only their words."""
    content = concat(tuple(_inlines(held)))
    yield from content
    if "csl-left-margin" in attributes[1] and not plain(content).endswith(" "):
        yield " "


def _link(target: str, content: Inlines) -> Inline:
    address = link_target(target)
    return Link(target=address, content=content) if re.match("http|mailto", address) else plain(content)
