"""References that people make: what a manifest puts right, and the essays themselves as works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from anthology.citations.formats.csl_json import DATES, PEOPLE, TEXTS
from anthology.citations.model import Date, Name, Reference, parse_date
from anthology.citations.parse.names import parse_name, parse_signature
from anthology.core.findings import Finding

#: Fields that a manifest may set on a reference, beside the names and the dates.
TEXT_FIELDS = tuple(field for field in TEXTS if field != "year_suffix")


def override(reference: Reference, fields: Mapping[str, str]) -> Reference:
    """The reference with fields set as the manifest says; names are parted with ";", dates written as ISO 8601.

    An empty value empties the field. A reference that a person has put right has no problems left, and an address
    that is given is no longer missing. Refuses a field that TEXT_FIELDS, PEOPLE and DATES do not name:
    ValueError with the names that there are.
    """
    changes: dict[str, object] = {}
    for name, value in fields.items():
        if name in TEXT_FIELDS:
            changes[name] = value.strip()
        elif name in PEOPLE:
            changes[name] = tuple(parse_name(part) for part in value.split(";") if part.strip())
        elif name in DATES:
            changes[name] = parse_date(value)
        elif name == "aliases":
            changes[name] = tuple(filter(None, map(str.strip, value.split(";"))))
        else:
            known = ", ".join((*TEXT_FIELDS, *PEOPLE, *DATES, "aliases"))
            raise ValueError(f"“{name}” is not a field of a reference; the fields are: {known}")
    if changes.get("url"):
        changes["address_missing"] = False
    return replace(reference, **changes, problems=())  # type: ignore[arg-type]  # the names are checked above


def apply_overrides(
    references: Iterable[Reference], overrides: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """The references, before they are merged, with what the manifest puts right in each of them by key.

    A finding R008 for each key that no reference has and each field that references do not have.
    """
    findings: list[Finding] = []
    corrected: list[Reference] = []
    used: set[str] = set()
    for reference in references:
        fields = overrides.get(reference.key)
        used.add(reference.key)
        try:
            corrected.append(override(reference, fields) if fields else reference)
        except ValueError as error:
            findings.append(Finding("R008", f"the override of “{reference.key}”: {error}", reference.at))
            corrected.append(reference)
    findings += [
        Finding("R008", f"an override is for “{key}”, which no reference has") for key in sorted(set(overrides) - used)
    ]
    return tuple(corrected), tuple(findings)


def essay_reference(  # noqa: PLR0913  # one argument for each fact that the manifest knows of an essay
    *,
    slug: str,
    title: str,
    title_supplied: bool = False,
    authors: Sequence[str | Name] = (),
    translators: Sequence[Name] = (),
    date: str = "",
    container: str = "",
    url: str = "",
    language: str = "",
) -> Reference:
    """An essay of the book as a work of its own, under where it was first published.

    Each of `authors` is "Given Family", "Family, Given", or a Name; there are none of an unsigned text, which then
    stands under its title. `date` is ISO 8601 or empty; a supplied title is printed in square brackets.
    """
    return Reference(
        key=slug,
        type="webpage",
        title=title,
        title_supplied=title_supplied,
        authors=tuple(parse_signature(each) if isinstance(each, str) else each for each in authors),
        translators=tuple(translators),
        container=container,
        issued=parse_date(date) if date else Date(literal="n.d."),
        url=url,
        medium="Online" if url else "",
        language=language,
        given_key=True,
        is_essay=True,
    )
