"""The permissions ledger: what is pending, what a permission covers, licences, credit lines, the proof."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from anthology.core.findings import Finding, Location
from anthology.editorial.permissions import (
    CREATIVE_COMMONS,
    STATUSES,
    VERSIONS,
    Credited,
    License,
    Use,
    Work,
    check_license,
    check_permissions,
    contradictions,
    credit_line,
    license_note,
    parse_license,
    parse_license_address,
    pending,
    proof_sentence,
)
from anthology.manifest import Permission
from anthology.manifest.choices import Status
from anthology.manifest.rights import PermissionDates

DAY = datetime.date(2026, 11, 20)
AT = Location(Path("book.yaml"), 30, 5)
WORK = Work(authors=("J. Writer",), died=1920, published=1900)
USE = Use(channels=("ebook", "print"), on=DAY, makers=frozenset({"j. writer"}), works={"essay": WORK})
GRANTED = Permission.model_construct(
    status="granted",
    holder="J. Writer",
    channels=("ebook", "print", "screen"),
    territory="world",
    until=DAY,
    evidence="letter of 1 May 2026",
    dates=PermissionDates.model_construct(granted=datetime.date(2026, 5, 1)),
)


def changed(permission: Permission, **values: object) -> Permission:
    return permission.model_copy(update=values)


def granted(given: datetime.date, requested: datetime.date | None = None) -> Permission:
    return changed(GRANTED, dates=PermissionDates.model_construct(requested=requested, granted=given))


def cc(code: str, version: str = "4.0") -> tuple[str, str]:
    return f"CC {code.upper()} {version}", f"https://creativecommons.org/licenses/{code}/{version}/"


def licensed(code: str) -> Permission:
    name, address = cc(code)
    return Permission.model_construct(status="licensed", license=name, license_url=address)


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def check(permission: Permission, use: Use = USE, *, release: bool = False) -> list[str]:
    return codes(check_permissions({"essay": permission}, {"essay": AT}, use, release=release))


# --- what is pending ---


def test_every_status_has_a_standing() -> None:
    assert set(STATUSES) == set(get_args(Status))


@pytest.mark.parametrize("status", ["unknown", "to-request", "requested", "refused"])
def test_what_is_not_cleared_warns_a_proof_and_stops_a_release(status: Status) -> None:
    permission = Permission.model_construct(status=status)
    for release, code, severity in ((False, "P001", "warning"), (True, "P002", "error")):
        (finding,) = check_permissions({"essay": permission}, {"essay": AT}, USE, release=release)
        assert (finding.code, finding.severity, finding.at) == (code, severity, AT)
        assert finding.hint
    (row,) = pending({"essay": permission}, USE)
    assert (row.status, row.work) == (status, "essay")
    assert row.next_step


@pytest.mark.parametrize(
    "permission",
    [
        GRANTED,
        changed(GRANTED, channels=()),  # all of them, as the docs say
        changed(GRANTED, territory="worldwide"),
        licensed("by"),
        Permission.model_construct(status="public-domain", evidence="author died in 1920"),
        Permission.model_construct(status="own"),
    ],
)
def test_what_is_cleared_passes_a_release(permission: Permission) -> None:
    assert check(permission, release=True) == []
    assert pending({"essay": permission}, USE) == ()


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        (changed(GRANTED, until=DAY - datetime.timedelta(days=1)), "2026-11-19"),
        (changed(GRANTED, channels=("ebook",)), "print"),
        (changed(GRANTED, territory="GB, IE"), "not world"),
        (changed(GRANTED, territory=""), "no territory"),
        (changed(GRANTED, evidence=""), "nothing shows it"),
        (changed(GRANTED, dates=None), "no date"),
        (Permission.model_construct(status="public-domain"), "nothing shows it"),
        (Permission.model_construct(status="own", channels=("screen",)), "ebook, print"),
        (changed(licensed("by"), territory="FR"), "not world"),
        *((changed(GRANTED, evidence=words), "shows nothing") for words in ("-", "yes", "TODO: ask", "n/a", "…")),
        *((changed(GRANTED, holder=words), "no name") for words in ("-", "TBD", "the author", "xxx")),
        (changed(GRANTED, territory="world, except US"), "US is missing"),
        (changed(GRANTED, territory="world except GB and IE"), "GB, IE is missing"),
        (changed(GRANTED, territory="Europe"), "is not understood"),
        (changed(GRANTED, territory="world, in English"), "is not understood"),
        (changed(GRANTED, territory="all rights, world"), "is not understood"),
        (granted(DAY + datetime.timedelta(days=1)), "after the day of building"),
        (granted(DAY - datetime.timedelta(days=1), requested=DAY), "before it was asked for"),
    ],
)
def test_a_permission_that_does_not_reach_warns_a_proof_and_stops_a_release(permission: Permission, words: str) -> None:
    (row,) = pending({"essay": permission}, USE)
    assert words in row.reason
    assert check(permission) == ["P003"]
    assert check(permission, release=True) == ["P004"]


@pytest.mark.parametrize(
    ("given", "wanted", "is_enough"),
    [
        ("gb, IE, FR", "IE,GB", True),
        ("GB", "IE,GB", False),
        ("the UK and Ireland", "GB; IE", True),
        ("world except US", "GB", True),
        ("world (not US)", "world excluding US", True),
        ("EU", "FR, DE", True),
        ("EU", "GB", False),
        ("world", "Atlantis", False),
    ],
)
def test_territories_are_compared_country_by_country(given: str, wanted: str, is_enough: bool) -> None:
    found = check(changed(GRANTED, territory=given), replace(USE, territory=wanted))
    assert found == ([] if is_enough else ["P003"])


@pytest.mark.parametrize(
    ("work", "territory", "is_free"),
    [
        (Work(authors=("A",), died=1955), "", True),
        (Work(authors=("A",), died=1956), "", False),  # protected to the end of 2026
        (Work(authors=("A",), published=1930), "", True),
        (Work(authors=("A",), published=1931), "", False),
        (Work(authors=("A",), died=1990, published=1900), "", False),
        (Work(authors=("A",), died=1990, published=1900), "US", True),
        (Work(), "", False),
        (Work(authors=("A",)), "", False),
    ],
)
def test_the_public_domain_rests_on_a_year(work: Work, territory: str, is_free: bool) -> None:
    permission = Permission.model_construct(status="public-domain", evidence="letter 4", territory=territory)
    use = replace(USE, works={"essay": work}, territory=territory or "world")
    assert check(permission, use, release=True) == ([] if is_free else ["P004"])


@pytest.mark.parametrize(
    ("author", "holder", "is_own"),
    [
        ("J. Writer", "", True),
        ("j.  writer", "", True),
        ("Another Writer", "", False),
        ("Another Writer", "J. Writer", False),
        ("", "J. Writer", True),  # unsigned, and said to be an editor's
        ("", "", False),
    ],
)
def test_only_texts_of_the_editors_are_their_own(author: str, holder: str, is_own: bool) -> None:
    use = replace(USE, works={"essay": Work(authors=(author,) if author else ())})
    permission = Permission.model_construct(status="own", holder=holder)
    assert check(permission, use, release=True) == ([] if is_own else ["P004"])


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("CC BY 4.0", "https://example.org/licence"),
        ("Open Government Licence v3.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("MIT", "https://www.gnu.org/licenses/fdl-1.3.html"),
    ],
)
def test_a_licence_whose_name_and_address_disagree_is_refused(name: str, address: str) -> None:
    permission = Permission.model_construct(status="licensed", license=name, license_url=address)
    assert check(permission, release=True) == ["P005"]


# --- licences ---


@pytest.mark.parametrize("code", CREATIVE_COMMONS)
def test_each_licence_is_known_by_name_and_by_address(code: str) -> None:
    for version in VERSIONS[code]:
        is_public = code in ("zero", "mark")
        folder = "publicdomain" if is_public else "licenses"
        name = {"zero": f"CC0 {version}", "mark": f"Public Domain Mark {version}"}.get(code, f"CC {code} {version}")
        address = f"https://creativecommons.org/{folder}/{code}/{version}/"
        assert parse_license(name) == parse_license_address(address) == License(code=code, version=version)
        assert check_license(name, address) == ""


@pytest.mark.parametrize(
    "name",
    [
        "CC BY-NC-SA 4.0",
        "cc-by-nc-sa-4.0",
        "CC BY-SA-NC 4.0",
        "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International",
        "Attribution-Non-Commercial-ShareAlike 4.0 International License",
    ],
)
def test_a_name_may_be_short_or_long(name: str) -> None:
    assert parse_license(name) == License(code="by-nc-sa", version="4.0")


@pytest.mark.parametrize(
    "name", ["", "CC BY", "CC BY 5.0", "CC NC 4.0", "CC BY-SA-ND 4.0", "MIT", "CC BY-XX 4.0", "4.0"]
)
def test_other_names_are_no_such_licence(name: str) -> None:
    assert parse_license(name) is None


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("http://creativecommons.org/licenses/by/3.0/de/deed.en", True),
        ("https://creativecommons.org/licenses/by/4.0/legalcode", True),
        ("https://creativecommons.org/licenses/by/4.0", True),
        ("https://creativecommons.org/licenses/by/9.0/", False),
        ("https://creativecommons.org/licenses/zero/1.0/", False),
        ("https://creativecommons.org/publicdomain/by/4.0/", False),
        ("https://creativecommons.org/licenses/by/4.0/../nc", False),
        ("https://creativecommons.org.example.com/licenses/by/4.0/", False),
        ("https://example.org/licenses/by/4.0/", False),
    ],
)
def test_only_addresses_of_its_own_are_creative_commons(address: str, known: bool) -> None:
    assert (parse_license_address(address) is not None) is known


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (cc("by")[0], cc("by-nc")[1]),
        (cc("by", "3.0")[0], cc("by")[1]),
        ("All rights reserved", cc("by")[1]),
        (cc("by")[0], "https://example.org/terms"),
        ("CC BY 5.0", "https://creativecommons.org/licenses/by/5.0/"),
    ],
)
def test_a_name_and_an_address_that_disagree_are_an_error(name: str, address: str) -> None:
    permission = changed(licensed("by"), license=name, license_url=address)
    assert check(permission) == ["P005"]


def test_a_licence_of_another_house_passes() -> None:
    permission = changed(licensed("by"), license="Our Terms", license_url="https://example.org/terms")
    assert check(permission, release=True) == []


def test_a_licence_without_name_or_address_is_an_error() -> None:
    assert check(changed(licensed("by"), license="")) == ["P007"]
    assert check(changed(licensed("by"), license_url="")) == ["P007"]
    assert check(Permission.model_construct(status="licensed")) == ["P007"]


@pytest.mark.parametrize(
    ("own", "book", "commercial", "count"),
    [
        ("by-nc", "", True, 1),
        ("by-nc", "", False, 0),
        ("by", "by-nc-nd", True, 0),
        ("by-sa", "by-nd", False, 1),
        ("by-sa", "by-nc-nd", False, 2),
        ("by-sa", "by-nc-sa", False, 1),
        ("by-nc-sa", "by-nc-sa", False, 0),
        ("by-nc-sa", "by-nc-nd", True, 2),
        ("by-sa", "", True, 0),
        ("by-nd", "by", False, 0),
    ],
)
def test_conditions_that_contradict_the_book_are_errors(own: str, book: str, commercial: bool, count: int) -> None:
    name, address = cc(book) if book else ("", "")
    use = replace(USE, commercial=commercial, license=name, license_url=address)
    assert len(contradictions(licensed(own), use)) == count
    assert check(licensed(own), use) == ["P006"] * count
    assert contradictions(changed(licensed(own), status="granted"), use) == ()


# --- what readers see ---


def test_an_ordinary_build_is_a_proof_and_a_clear_release_is_none() -> None:
    waiting = Permission.model_construct(status="requested")
    assert "pending for 1 of the 2 essays" in proof_sentence({"a": GRANTED, "b": waiting}, USE, release=True)
    assert proof_sentence({"a": GRANTED}, USE, release=True) == ""
    assert "permissions" not in proof_sentence({"a": GRANTED}, USE, release=False)
    assert "pending for 1 of the 2 essays" in proof_sentence({"a": GRANTED, "b": waiting}, USE, release=False)


def test_one_work_with_two_gaps_is_one_work() -> None:
    gaps = changed(GRANTED, evidence="", dates=None)
    assert len(pending({"essay": gaps}, USE)) == 2
    assert "1 of the 1" in proof_sentence({"a": gaps}, USE, release=False)


FACTS = Credited(title="On Hedges", author="J. Writer", venue="The Hedge", date="1 May 2017")


def test_the_rights_holders_own_wording_comes_first() -> None:
    assert (
        credit_line(changed(GRANTED, credit="© The Hedge, all hedges reserved."), FACTS)
        == "© The Hedge, all hedges reserved."
    )


def test_a_credit_line_is_made_of_facts_and_of_where_the_permission_stands() -> None:
    assert credit_line(GRANTED, FACTS) == (
        "“On Hedges”, by J. Writer. First published: The Hedge, 1 May 2017. © J. Writer. Reprinted by permission."
    )
    bare = Permission.model_construct(status="to-request")
    assert (
        credit_line(bare, Credited(title="[On Hedges]"))
        == "[On Hedges], unsigned. Permission to reprint has not yet been requested."
    )
    assert credit_line(licensed("by"), FACTS).endswith(
        "Licensed under CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
    )


def test_an_essay_shows_a_licence_that_is_not_the_books() -> None:
    name, address = cc("by")
    use = replace(USE, license=name, license_url=address)
    assert license_note(licensed("by"), use) == ""
    assert "CC BY-NC 4.0" in license_note(licensed("by-nc"), use)
    assert "CC BY 4.0" in license_note(licensed("by"), USE)
    assert license_note(GRANTED, use) == ""
