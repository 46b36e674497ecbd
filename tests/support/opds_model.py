"""A strict model of OPDS Catalog 2.0 feeds as we write them.

The JSON Schema that the specification names comes in no package of a registry. This model was written from the
specification, and refuses more than that schema does: every key that is not in it, and every blank value.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def is_reference(text: str) -> str:
    """A URI or a relative reference in the alphabet of RFC 3986."""
    parts = urlsplit(text)
    assert text == parts.geturl()
    assert text.isascii()
    assert not set(text) & set(' <>"{}|\\^`')
    return text


def is_uri(text: str) -> str:
    assert urlsplit(is_reference(text)).scheme
    return text


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


Said = Annotated[str, Field(min_length=1)]
Reference = Annotated[str, Field(min_length=1), AfterValidator(is_reference)]
Uri = Annotated[str, AfterValidator(is_uri)]
Tag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
Moment = Annotated[str, AfterValidator(lambda text: datetime.datetime.fromisoformat(text) and text)]
Day = Annotated[str, AfterValidator(lambda text: datetime.date.fromisoformat(text) and text)]
MediaType = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$")]
Count = Annotated[int, Field(gt=0)]


class Person(Strict):
    name: Said
    sort_as: Said | None = Field(None, alias="sortAs")
    role: Said | None = None


class SelfLink(Strict):
    rel: Literal["self"]
    href: Reference
    type: Literal["application/opds+json"]


class Acquisition(Strict):
    rel: Literal["http://opds-spec.org/acquisition/open-access"]
    href: Reference
    type: MediaType
    title: Said
    size: Count | None = None


class Image(Strict):
    href: Reference
    type: Literal["image/jpeg", "image/png", "image/gif", "image/avif", "image/webp"]
    width: Count
    height: Count


class Certification(Strict):
    by: Said = Field(alias="certifiedBy")


Way = Literal["auditory", "tactile", "textual", "visual"]


class Accessibility(Strict):
    conforms_to: list[Uri] | None = Field(None, alias="conformsTo", min_length=1)
    mode: list[Said] | None = Field(None, alias="accessMode", min_length=1)
    sufficient: list[Way | list[Way]] | None = Field(None, alias="accessModeSufficient", min_length=1)
    feature: list[Said] | None = Field(None, min_length=1)
    hazard: list[Said] | None = Field(None, min_length=1)
    certification: Certification | None = None
    summary: Said | None = None


People = Annotated[list[Person] | None, Field(min_length=1)]


class Metadata(Strict):
    type: Literal["http://schema.org/Book"] = Field(alias="@type")
    identifier: Uri
    title: Said
    subtitle: Said | None = None
    author: People = None
    editor: People = None
    translator: People = None
    illustrator: People = None
    contributor: People = None
    publisher: Said | None = None
    language: Tag | None = None
    published: Day | None = None
    modified: Moment | None = None
    description: Said | None = None
    subject: list[Said] | None = Field(None, min_length=1)
    pages: Count | None = Field(None, alias="numberOfPages")
    accessibility: Accessibility | None = None
    status: Literal["Proof"] | None = Field(None, alias="http://schema.org/creativeWorkStatus")


class Publication(Strict):
    metadata: Metadata
    links: list[Acquisition] = Field(min_length=1)
    images: list[Image] | None = Field(None, min_length=1)


class FeedMetadata(Strict):
    title: Said
    modified: Moment | None = None
    number: int = Field(alias="numberOfItems", ge=0)


class Feed(Strict):
    metadata: FeedMetadata
    links: list[SelfLink] = Field(min_length=1)
    publications: list[Publication] = Field(min_length=1)
