"""The reference of the manifest: every key described, every example valid, the pages in docs current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from pydantic import TypeAdapter

from anthology.cli import main
from anthology.core.files import Folder
from anthology.core.schema import example_value
from anthology.core.yaml import parse
from anthology.manifest import schema
from anthology.manifest.reference import SECTIONS, all_records
from anthology.manifest.types import Context
from anthology.render.shipped_layouts import shipped_names

DOCS = Path(__file__).parents[2] / "docs"
FIELDS = {
    (record.__name__, field.alias or name): field
    for record in all_records()
    for name, field in record.model_fields.items()
}
FILES = {
    *(
        "book.yaml",
        "editorial/foreword.md",
        "editorial/afterword.md",
        "editorial/themes.yaml",
        "art/front.png",
        "art/ada.jpg",
    ),
    *("editorial/resources.yaml", "texts/rain.txt", "editorial/introductions/rain.md", "editorial/works.bib"),
    *("texts/rain.bib", "editorial/style.csl", "press.icc"),
}


def test_every_key_is_described_and_every_record_has_a_section() -> None:
    assert all((field.description or "").endswith((".", "?")) and field.examples for field in FIELDS.values())
    assert {name for name, _, _ in SECTIONS} == {record for record, _ in FIELDS}


@pytest.mark.parametrize(("record", "key"), sorted(FIELDS))
def test_the_example_of_a_key_may_stand_there(record: str, key: str, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    document, _ = parse("anthology: 1", tmp_path / "book.yaml")
    assert document is not None
    field = FIELDS[record, key]
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    context = Context(document=document, folder=Folder(tmp_path))
    TypeAdapter(kind).validate_python(example_value((field.examples or [""])[0]), context=context)


def schema_of(file: str) -> dict[str, Any]:
    told = CliRunner().invoke(main, ["schema", file])
    assert told.exit_code == 0
    made: dict[str, Any] = json.loads(told.stdout)
    jsonschema.Draft202012Validator.check_schema(made)
    return made


SHIPPED = [
    *(("resources", path) for path in ("editorial/resources.yaml", "anthology/cli/starter/editorial/resources.yaml")),
    ("vocabulary", "anthology/editorial/content_vocabulary.yaml"),
    *(("layout", f"layouts/{name}/layout.yaml") for name in shipped_names()),
    *(("manifest", path) for path in ("book.yaml", "docs/book.yaml")),
]


@pytest.mark.parametrize(("file", "path"), SHIPPED)
def test_the_files_that_are_shipped_fit_their_schema(file: str, path: str) -> None:
    value = yaml.load((DOCS.parent / path).read_text("utf-8"), Loader=_EditorsLoader)
    jsonschema.validate(value, schema_of(file))
    with pytest.raises(jsonschema.ValidationError, match="'titel' was unexpected"):
        jsonschema.validate(value | {"titel": "x"}, schema_of(file))


@pytest.mark.parametrize("file", ["resources", "vocabulary", "layout"])
def test_every_key_of_every_file_is_described(file: str) -> None:
    keys = list(described(schema_of(file)))
    assert len(keys) > 10
    assert all(each["description"].endswith(".") and each["examples"] for each in keys)


class _EditorsLoader(yaml.SafeLoader):
    """YAML 1.2 as an editor of text reads it for a JSON Schema: no dates, and `on` and `yes` are text."""


_EditorsLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_EditorsLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def described(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).values()
        for value in node.values():
            yield from described(value)


def test_editors_are_given_the_same_words() -> None:
    told = CliRunner().invoke(main, ["schema"])
    assert json.loads(told.stdout) == schema()
    edition = schema()["$defs"]["Edition"]["properties"]["printer"]
    assert edition["description"] == "Whose rules it follows."
    assert edition["enum"] == ["generic", "kdp", "ingramspark", "lulu"]


@pytest.mark.parametrize(("page", "command"), [("manifest.md", "schema --markdown"), ("codes.md", "explain --all")])
def test_the_pages_in_docs_are_current(page: str, command: str) -> None:
    told = CliRunner().invoke(main, command.split()).stdout
    assert (DOCS / page).read_text("utf-8") == told, f"write it anew: anthology {command} > docs/{page}"
