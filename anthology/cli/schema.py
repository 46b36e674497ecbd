"""The `schema` command: the JSON Schema of a file that an editor of a book writes."""

from __future__ import annotations

import json

import click

from anthology.cli.main import main


@main.command("schema")
@click.argument("file", type=click.Choice(["manifest", "resources", "vocabulary", "layout"]), default="manifest")
@click.option("--markdown", is_flag=True, help="Print the manifest's keys as a page to read, in Markdown.")
def show_schema(file: str, markdown: bool) -> None:
    """Print the JSON Schema of FILE, by which editors complete its keys and mark mistakes.

    FILE is manifest (book.yaml, if nothing is named), resources, vocabulary or layout (layout.yaml).

    \b
    anthology schema > book.schema.json      then begin book.yaml with the line
                                             # yaml-language-server: $schema=book.schema.json
    anthology schema resources               the same for the file that `resources:` names
    anthology schema --markdown              every key with what it says and an example
    """
    from anthology.core.schema import Record, json_schema
    from anthology.editorial.resources import ResourcesFile
    from anthology.editorial.vocabulary import VocabularyFile
    from anthology.manifest import schema
    from anthology.manifest.reference import page
    from anthology.render.layout_files import LayoutSettings

    records: dict[str, type[Record]] = {
        "resources": ResourcesFile,
        "vocabulary": VocabularyFile,
        "layout": LayoutSettings,
    }
    if markdown and file in records:
        raise click.UsageError("--markdown prints the keys of the manifest only")
    made = json_schema(records[file]) if file in records else schema()
    click.echo("\n".join(page()) if markdown else json.dumps(made, ensure_ascii=False, indent=2))
