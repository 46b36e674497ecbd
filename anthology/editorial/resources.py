"""The appendix of services as data: who helps whom, how they are reached, and when somebody last made sure of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, WithJsonSchema

from anthology.core.findings import Finding, Location, suggest
from anthology.core.i18n import format_date, translate
from anthology.core.schema import (
    TEXT_SCHEMA,
    Count,
    Folded,
    Line,
    OptionalDay,
    OptionalFolded,
    OptionalList,
    Record,
    Text,
    key,
    matching,
    one_of,
    optional,
    read_line,
    refusal,
    validate_record,
)
from anthology.core.yaml import Document, quote, read
from anthology.editorial.placeholders import is_placeholder

KINDS = Literal["emergency", "service", "directory"]
# Addresses that hide where they lead, and may lead elsewhere tomorrow.
SHORTENERS = frozenset(
    {
        *("bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "qrco.de", "rb.gy", "rebrand.ly"),
        *("shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com"),
    }
)
OLD = 90  # days after which a check is called old
STALE = 180  # days after which a check counts no more

# The emergency numbers of countries, by the codes of ISO 3166-1. They are public law: nobody has to verify them.
# GB: Ofcom, General Conditions of Entitlement, A3. US: 47 U.S.C. 251(e)(3). CA: Telecom Regulatory Policy CRTC
# 2014-342. The European Union: Directive (EU) 2018/1972, article 109.
EUROPE = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "EU", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT"),
    *("LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
EMERGENCY_NUMBERS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(EUROPE, frozenset({"112"})),
    "GB": frozenset({"999", "112"}),
    "US": frozenset({"911"}),
    "CA": frozenset({"911"}),
}

DIALLED = re.compile(r"\+?[0-9 ()./\-]+")


def _number(value: object) -> str:
    text = read_line(value)
    if not is_dialable(text):
        raise refusal("H003", f"{quote(text)} is no number that one can dial", "write it in figures, or leave it empty")
    return text


def _address(value: object) -> str:
    text = read_line(value)
    # The marks and spaces that reading takes away would hide where an address leads.
    if not is_web_address(str(value).strip()):
        hint = "give the full address of the service's own page, with https://"
        raise refusal("H004", f"{quote(text)} is no plain web address", hint)
    return text


_id = matching("[A-Za-z0-9_.-]+", "H001", "is no id", "use letters, figures and hyphens")
OptionalNumber = Annotated[str, optional(_number), WithJsonSchema(TEXT_SCHEMA)]
OptionalAddress = Annotated[str, optional(_address), WithJsonSchema({"type": "string"})]


class Resource(Record):
    """A service, directory or emergency line; everything is as typed, and empty where nothing is known.

    Only `verified_on` and `verified_by` together say that somebody made sure of the entry.
    """

    id: Annotated[str, BeforeValidator(_id)] = key("The name by which findings refer to the entry.", "gb-999")
    kind: Annotated[KINDS, one_of(KINDS)] = key("An emergency line stands first in its region.", "service")
    name: Folded = key("The name that the service uses for itself.", "Night Line")
    region: Line = key("One of `regions`, by its short name.", "GB")
    need: Line = key("One of `needs`, by its short name.", "support")
    for_whom: Folded = key("Whom it helps.", "Anyone in the United Kingdom.")
    not_for: OptionalFolded = key("What it is not for.", "Reports that can wait.", "")
    phone: OptionalNumber = key("The number, as the service prints it.", '"0800 000 0001"', "")
    sms: OptionalNumber = key("The number for text messages.", '"60001"', "")
    chat: OptionalAddress = key("The address of its chat.", "https://example.org/chat", "")
    web: OptionalAddress = key("The address of its own page.", "https://example.org", "")
    hours: OptionalFolded = key("When it answers.", "At all times", "")
    languages: OptionalList[Line] = key("The languages that it speaks.", "[English]", ())
    cost: OptionalFolded = key("What a call costs.", "Free", "")
    source: Folded = key("What the entry was drawn from.", "The service’s own page, read on 3 May 2026")
    verified_on: OptionalDay = key("The day on which somebody made sure of the entry.", "2026-11-20", None)
    verified_by: OptionalFolded = key("Who made sure of it.", "A. Editor", "")
    expires_on: OptionalDay = key("The last day on which it can be relied on.", "2027-05-20", None)
    replaces: OptionalList[Annotated[str, BeforeValidator(_number)]] = key(
        "Older numbers whose place this service took.", '["0800 000 0009"]', ()
    )


class ResourcesFile(Record):
    """A file of resources."""

    version: Count = key("The version of the file.", "1")
    safety: OptionalList[Text] = key(
        "What readers should mind before they call or write.", "[A call may show on a bill.]", ()
    )
    regions: dict[Line, Folded] = key("The regions in their order: short names and full names.", "{GB: Great Britain}")
    needs: dict[Line, Folded] = key("The needs in their order: short names and full names.", "{support: To talk}")
    resources: OptionalList[Resource] = key("The services, one entry each.", "[]", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """All resources of a book, with the names of regions and needs in their order, and the lines on safety.

    `places` are those of the entries, by their ids.
    """

    safety: tuple[str, ...] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    resources: tuple[Resource, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)

    def at(self, resource: Resource) -> Location | None:
        """Where an entry stands in the file."""
        return self.places.get(resource.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedGroup:
    """The services for one need in one region."""

    name: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionGroup:
    """A region: its emergency lines, which come first, and its services by need."""

    id: str
    name: str
    emergency: tuple[Resource, ...]
    needs: tuple[NeedGroup, ...]


# --- reading ---


def load_resources(data: bytes, path: Path) -> tuple[Appendix, tuple[Finding, ...]]:
    """The resources in a YAML file, and what is wrong with it; no resources where that is an error.

    Findings: unknown keys, missing or mistyped values, regions and needs that the file does not name (H001), an id
    given twice (H002), numbers that cannot be dialled (H003), addresses that are not plain web addresses or are
    shortened (H004).
    """
    document, unread = read(data, path)
    if document is None:
        return Appendix(), unread
    file, findings = validate_record(ResourcesFile, document, (check_names,), code="H001")
    if file is None:
        return Appendix(), (*unread, *findings)
    places = {each.id: document.at("resources", index) for index, each in enumerate(file.resources)}
    return Appendix(
        safety=file.safety, regions=file.regions, needs=file.needs, resources=file.resources, places=places
    ), (*unread, *findings)


def check_names(document: Document) -> Iterator[Finding]:
    """Each id is given once, and the file names each region and need of an entry."""
    seen: set[str] = set()
    for route, name in document.texts("resources", "*", "id"):
        if name in seen:
            yield Finding("H002", f"the id {quote(name)} is given twice", document.at(*route), "give one another id")
        seen.add(name)
    for kind, group in (("region", "regions"), ("need", "needs")):
        known = document.get(group)
        for route, name in document.texts("resources", "*", kind):
            if isinstance(known, dict) and name.strip() not in {"", *known}:
                yield Finding(
                    "H001", f"{quote(name)} is none of the {group}", document.at(*route), suggest(name, known)
                )


def is_public_law(resource: Resource) -> bool:
    """Whether an entry is the emergency number of its country, which the law gives: nobody has to verify it."""
    return resource.kind == "emergency" and digits(resource.phone) in EMERGENCY_NUMBERS.get(resource.region, ())


def is_dialable(number: str) -> bool:
    """Whether a number is written in digits and the usual separators, 3 to 15 of them (ITU-T E.164, section 6)."""
    return bool(DIALLED.fullmatch(number)) and 3 <= len(digits(number)) <= 15


def is_web_address(address: str) -> bool:
    """Whether an address is http or https, names a host and nobody's password, and is not of a shortening service."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    plain = parts.scheme in ("http", "https") and "." in host and "@" not in parts.netloc
    is_seen = address.isprintable() and not re.search(r"[\s<>\"]", address)
    return plain and is_seen and host not in SHORTENERS


def digits(number: str) -> str:
    """The digits of a number, by which two ways of writing it are compared."""
    return "".join(letter for letter in number if letter in "0123456789")


# --- what may be relied on ---


def is_verified(resource: Resource) -> bool:
    """Whether somebody who has a name made sure of the entry on a day that is given."""
    return resource.verified_on is not None and not is_placeholder(resource.verified_by)


def is_current(resource: Resource, on: datetime.date) -> bool:
    """Whether the entry may be printed as current, and its numbers made links, in a book of this date.

    It is verified, on a day no more than 180 days before that date, and has not expired.
    """
    if resource.verified_on is None or not is_verified(resource):
        return False
    return (on - resource.verified_on).days <= STALE and not _is_expired(resource, on)


def _is_expired(resource: Resource, on: datetime.date) -> bool:
    return resource.expires_on is not None and resource.expires_on < on


def check_resources(appendix: Appendix, day: datetime.date, *, release: bool) -> tuple[Finding, ...]:
    """What the appendix must not say in a book that is built on this day.

    Unverified (H005, in a release H006); verified more than 90 days before, or after that day, or expired (H007); in a
    release more than 180 days before, after it, or expired (H008); a region with services and no emergency line (H010);
    a number that two resources claim to replace (H011).
    """
    findings = [
        finding
        for resource in appendix.resources
        for finding in _doubts(resource, appendix.at(resource), day, release=release)
    ]
    for region in group(appendix):
        if not region.emergency and any(found.kind == "service" for need in region.needs for found in need.resources):
            findings.append(
                Finding("H010", f"{region.name} has no emergency line", appendix.at(region.needs[0].resources[0]))
            )
    owners: dict[str, Resource] = {}
    for resource in appendix.resources:
        for number in resource.replaces:
            owner = owners.setdefault(digits(number), resource)
            if owner is not resource:
                message = f"{resource.id} and {owner.id} both replace {number}"
                findings.append(Finding("H011", message, appendix.at(resource)))
    return tuple(findings)


def _doubts(resource: Resource, at: Location | None, day: datetime.date, *, release: bool) -> Iterator[Finding]:
    if is_public_law(resource) and resource.verified_on is None:
        return
    if resource.verified_on is None or not is_verified(resource):
        named = resource.verified_by and resource.verified_on is not None
        why = f"{quote(resource.verified_by)} is no name of who verified it" if named else "nobody has verified it"
        yield Finding("H006" if release else "H005", f"{resource.id}: {why}", at)
        return
    age = (day - resource.verified_on).days
    verified = format_date(resource.verified_on, "en")
    if _is_expired(resource, day):
        reason = f"it expired on {format_date(resource.expires_on or day, 'en')}"
    elif age < 0:
        reason = f"it is said to be verified on {verified}, after the day of building, {format_date(day, 'en')}"
    elif age > OLD:
        reason = f"it was verified on {verified}, {age} days before the day of building"
    else:
        return
    is_refused = release and (age < 0 or not is_current(resource, day))
    yield Finding("H008" if is_refused else "H007", f"{resource.id}: {reason}", at)


def oldest_check(resources: Iterable[Resource]) -> datetime.date | None:
    """The day of the oldest verification, None where nothing is verified."""
    days = (resource.verified_on for resource in resources if is_verified(resource))
    return min((day for day in days if day is not None), default=None)


def replaced(resources: Iterable[Resource]) -> dict[str, Resource]:
    """The resource that took the place of each old number, by the digits of the number."""
    return {digits(number): resource for resource in resources for number in resource.replaces}


# --- what readers see ---


def group(appendix: Appendix) -> tuple[RegionGroup, ...]:
    """Regions, needs and services in the order of the file, emergency lines apart; empty groups are left out."""
    groups = (_region(region, name, appendix) for region, name in appendix.regions.items())
    return tuple(found for found in groups if found.emergency or found.needs)


def _region(region: str, name: str, appendix: Appendix) -> RegionGroup:
    here = tuple(resource for resource in appendix.resources if resource.region == region)
    others = tuple(resource for resource in here if resource.kind != "emergency")
    needs = (
        NeedGroup(name=label, resources=tuple(resource for resource in others if resource.need == need))
        for need, label in appendix.needs.items()
    )
    return RegionGroup(
        id=region,
        name=name,
        emergency=tuple(resource for resource in here if resource.kind == "emergency"),
        needs=tuple(found for found in needs if found.resources),
    )


def caution(resource: Resource, on: datetime.date, language: str = "en") -> str:
    """What a reader must know before relying on an entry that is not current, empty for one that is."""
    if is_current(resource, on) or is_public_law(resource):
        return ""
    if not is_verified(resource):
        return translate("caution-unverified", language)
    if _is_expired(resource, on):
        return translate("caution-expired", language, date=format_date(resource.expires_on or on, language))
    return translate("caution-old", language, date=format_date(resource.verified_on or on, language))


def checks_sentence(appendix: Appendix, language: str = "en") -> str:
    """How far the appendix can be relied on: how many entries are unverified, and when the oldest check was made."""
    services = [resource for resource in appendix.resources if not is_public_law(resource)]
    unverified = sum(not is_verified(resource) for resource in services)
    oldest = oldest_check(appendix.resources)
    total = len(services)
    said = [translate("checks-unverified", language, total=total, count=unverified)] if unverified else []
    said += [translate("checks-oldest", language, date=format_date(oldest, language))] if oldest else []
    return " ".join(said)
