"""The records of rights: the permission to reprint an essay, and what the book says of its own."""

from __future__ import annotations

from typing import Annotated

from anthology.core.schema import Day, Line, Listed, Record, Text, key, one_of
from anthology.manifest.choices import Channel, Status, YesOrNo
from anthology.manifest.types import Url


class PermissionDates(Record):
    """When a permission was asked for and when it was given."""

    requested: Day | None = key("The day on which it was asked for.", "2026-04-01", None)
    granted: Day | None = key("The day on which it was given.", "2026-05-03", None)


class Permission(Record):
    """The right to reprint one essay: an entry of the permissions ledger."""

    status: Annotated[Status, one_of(Status)] = key("Where it stands.", "to-request")
    holder: Line = key("Who can give it.", "The Weekly", "")
    contact: Line = key("How they are reached; never printed.", "rights desk", "")
    license: Line = key("The licence, where there is one.", "CC BY 4.0", "")
    license_url: Url = key("Its address.", "https://creativecommons.org/licenses/by/4.0/", "")
    channels: Listed[Annotated[Channel, one_of(Channel)]] = key(
        "For which kinds of edition it holds; for all if none is named.", "[ebook, print]", ()
    )
    territory: Line = key(
        "Where it holds: world, world except some countries, or countries by their codes (ISO 3166-1).", "GB, IE", ""
    )
    until: Day | None = key("The last day on which it holds.", "2031-12-31", None)
    credit: Text = key("The credit line that was asked for, word for word.", "First published in The Weekly.", "")
    evidence: Line = key("Where the answer is kept.", "letter of 3 May 2026, folder 4", "")
    dates: PermissionDates | None = key("When it was asked for and given.", "{requested: 2026-04-01}", None)


class BookRights(Record):
    """The book's own notice of rights, its licence where it has one, whether it is sold, and where."""

    notice: Text = key("The notice on the copyright page.", "The essays belong to their authors.")
    license: Line = key("The book's own licence, if it has one.", "CC BY-NC 4.0", "")
    url: Url = key("Its address.", "https://creativecommons.org/licenses/by-nc/4.0/", "")
    sold: Annotated[YesOrNo, one_of(YesOrNo)] = key(
        "Whether the book is sold: some licences of essays forbid it.", "no", "no"
    )
    territory: Line = key(
        "Where it is published: world, world except some countries, or countries by their codes (ISO 3166-1).",
        "world except US",
        "world",
    )
