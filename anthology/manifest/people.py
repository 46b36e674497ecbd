"""The records of people: who somebody is, and what they did for a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from anthology.core.findings import suggest
from anthology.core.normalize import normalize
from anthology.core.schema import (
    TEXT_SCHEMA,
    Line,
    Listed,
    Record,
    Slug,
    Text,
    key,
    matching,
    one_of,
    read_line,
    refusal,
    slug_of,
)
from anthology.core.yaml import Document, Plain, quote
from anthology.manifest.choices import RoleName
from anthology.manifest.types import Context, File, Instead, Language, Url

NAME_NEEDED = "add name:, or given: and family:"
NOBODY = "write {name: …}, or the id of one of the book’s `contributors`"
NAME = frozenset(("name", "given", "family", "suffix", "sort_as", "scripts"))  # keys that are of a name as a whole
_ORCID = re.compile(r"(?:https?://orcid\.org/)?((?:[0-9]{4}-){3}[0-9]{3}[0-9X])")
_year = matching("[0-9]{4}", "M009", "is no year", "write four digits: 1941")


def _orcid(value: object) -> str:
    """An ORCID iD, bare or as an address; its last character is a check digit (ISO/IEC 7064, MOD 11-2)."""
    text = read_line(value)
    found = _ORCID.fullmatch(text)
    if not found:
        raise refusal("M010", f"{quote(text)} is not an ORCID iD", "for instance 0000-0002-1825-0097")
    total = 0
    for digit in found[1].replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != found[1][-1]:
        raise refusal("M010", f"the check digit of the ORCID iD {quote(text)} is wrong", "compare it with orcid.org")
    return found[1]


class Portrait(Record):
    """A picture of a person for the pages about contributors."""

    file: File = key("A PNG or JPEG.", "art/ada.jpg")
    alt: Line = key("What it shows, for those who do not see it.", "Ada Lee at her desk")
    credit: Line = key("Whose picture it is.", "Photograph by Bo Lens", "")


class Person(Record):
    """A person, or a body: the name as printed, the name to sort by, and what readers and catalogues are told.

    A name that is given in parts is printed as “Given Family Suffix” and sorted as “Family, Given, Suffix”; one whose
    printed form begins with the family is sorted as it is printed.
    """

    name: Line = key("The name as printed, where it is not given in parts.", "Ada Lee", "")
    given: Line = key("The given names.", "Ada", "")
    family: Line = key("The family name, with its particle.", "Lee", "")
    suffix: Line = key("What follows the name.", "Jr", "")
    sort_as: Line = key("The name as lists sort it, where the parts do not tell.", '"Lee, Ada"', "")
    scripts: dict[Language, Line] = key("The name in other scripts, by language, for catalogues.", "{ru: Ада Ли}", {})
    biography: Text = key("A few sentences for the pages about contributors.", "Ada Lee writes on weather.", "")
    picture: Portrait | None = key(
        "A picture for the same pages.", "{file: art/ada.jpg, alt: Ada Lee at her desk}", None
    )
    orcid: Annotated[str, BeforeValidator(_orcid), WithJsonSchema({"type": "string"})] = key(
        "The ORCID iD, for catalogues.", "0000-0002-1825-0097", ""
    )
    web: Url = key("The person's own address.", "https://example.org/ada", "")
    affiliation: Line = key("The institution that the person belongs to.", "University of Leeds", "")
    died: Annotated[str, BeforeValidator(_year), WithJsonSchema(TEXT_SCHEMA)] = key(
        "The year of death, on which the public domain may rest.", "1941", ""
    )

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        """The printed and the sorted name out of its parts."""
        if not isinstance(value, dict):
            return value
        parts = [value.get(part) for part in ("given", "family", "suffix")]
        given, family, suffix = ("" if part is None else part for part in parts)
        if not all(isinstance(part, str) for part in (given, family, suffix)):
            return value
        made: dict[str, object] = {"name": " ".join(filter(None, (given, family, suffix))), **value}
        if family and "sort_as" not in value:
            is_in_order = str(made["name"]).startswith(family)
            made["sort_as"] = made["name"] if is_in_order else ", ".join(filter(None, (family, given, suffix)))
        return made if made["name"] else value

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        """Whoever has no part of a name cannot be named (M008)."""
        if not self.name:
            raise refusal("M008", "the key “name” is missing", NAME_NEEDED)
        return self


class Contributor(Person):
    """Someone whom essays, editors and texts of the book name by an id."""

    id: Slug = key("The id by which essays name the person.", "ada")


class Named(Person):
    """A person where a text or the book names one: by an id, by the name of a contributor, or with all that is to say.

    What stands beside the id goes before what the contributor's record has: a pen name, for instance.
    """

    id: Slug = key("The id of one of the book’s contributors, in place of a name.", "ada", "")

    @property
    def who(self) -> str:
        """By what the same person is known wherever they are named."""
        return self.id or f"/{normalize(self.name).casefold()}"

    @property
    def anchor(self) -> str:
        """The id of what the list of contributors has of them."""
        return f"person-{self.id or slug_of(self.name) or '-'.join(f'{ord(letter):x}' for letter in self.name)}"

    @property
    def is_described(self) -> bool:
        """Whether readers can be told more of them than the name."""
        return bool(self.biography or self.picture or self.affiliation)

    @model_validator(mode="before")
    @classmethod
    def _looked_up(cls, value: object, info: ValidationInfo) -> object:
        """The person with what `contributors` has of them; M015 for an id that is not there."""
        if isinstance(value, str):
            if re.search(r"[^a-z0-9-]", value.strip()) or not value.strip():
                raise refusal("M009", f"{quote(value)} stands where a person is expected", f"write {{name: {value}}}")
            value = {"id": value.strip()}
        if not isinstance(value, dict) or not isinstance(info.context, Context):
            return value
        known = {str(each.get("id")): each for each in _contributors(info.context.document)}
        if "id" in value:
            wanted = str(value["id"])
            if wanted not in known:
                hint = suggest(wanted, known) if known else ""
                raise refusal("M015", f"there is no contributor with the id {quote(wanted)}", hint or NOBODY)
            found = known[wanted]
        else:
            found = next((each for each in known.values() if each.get("name") == value.get("name", "")), {})
        try:
            if found:
                Contributor.model_validate(found, context=info.context)
        except ValidationError:  # which is said once, where the contributor stands
            found = dict.fromkeys(("id", "name"), found["id"])
        if not NAME.isdisjoint(value.keys() - {"id"}) and value.get("name") != found.get("name"):
            found = {name: each for name, each in found.items() if name not in NAME}
        return {**found, **value}


def _contributors(document: Document) -> Iterator[dict[str, Plain]]:
    listed = document.get("contributors")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and "id" in each:
            yield each


class Editor(Named):
    """Someone who made the book."""


class Credit(Named):
    """What a person did for a text: `capacity` (the key `as`) is how the source presents them."""

    role: Annotated[RoleName, one_of(RoleName)] = key("What they did for the text.", "translator", "author")
    capacity: Line = key(
        "How the source presents them, in its own words.", '"PhD candidate, School of Law"', "", alias="as"
    )
    entry: Text = key(
        "What the list of contributors says of them with this essay, in place of where it appeared.",
        "Bo Writer writes on weather.",
        "",
    )


def _one_or_several(value: object) -> object:
    """One person or several; an empty tuple for `unsigned`."""
    if value == "unsigned":
        return ()
    if isinstance(value, list) and value:
        return tuple(value)
    if isinstance(value, dict) or (isinstance(value, str) and value):
        return (value,)
    raise refusal("M009", "an author is `unsigned` or has a name", "write author: {name: …}, or author: unsigned")


class _OneOrSeveral:
    """For the JSON Schema: one item may stand in place of the list."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        several = handler(core)
        return {"anyOf": [several["items"], several]}


BY_ID = Instead((("type", "string"),))
# Several people, in the order in which they are named; an id may stand for each.
Credits = Listed[Annotated[Credit, BY_ID]]
# The same, where one person need not be a list; none for `unsigned`.
Authors = Annotated[tuple[Annotated[Credit, BY_ID], ...], BeforeValidator(_one_or_several), _OneOrSeveral()]
