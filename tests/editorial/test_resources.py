"""The appendix of services: reading, what may be relied on, what readers see, helplines inside essays, QR codes."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import segno

from anthology.core.document import Block, ListBlock, Paragraph, number_blocks
from anthology.core.findings import Finding, Location
from anthology.editorial.helplines import helpline_notes, unknown_helplines
from anthology.editorial.resources import (
    Appendix,
    Resource,
    caution,
    check_resources,
    checks_sentence,
    digits,
    group,
    is_current,
    is_dialable,
    is_web_address,
    load_resources,
    oldest_check,
    replaced,
)
from anthology.render.template_functions import call_link, qr_svg, sms_link

EDITORIAL = Path(__file__).parents[2] / "editorial" / "resources.yaml"
DAY = datetime.date(2026, 11, 20)
AT = Location(Path("resources.yaml"), 7, 5)
LINE = Resource.model_construct(
    id="line",
    kind="service",
    name="Night Line",
    region="GB",
    need="talk",
    phone="0800 000 0001",
    sms="60001",
    verified_on=datetime.date(2026, 11, 1),
    verified_by="A. Editor",
)


def changed(resource: Resource, **fields: object) -> Resource:
    """The same entry with other fields."""
    return resource.model_copy(update=fields)


EMERGENCY = changed(LINE, id="alarm", kind="emergency", name="Alarm", phone="999", sms="")
NAMES: dict[str, dict[str, str]] = {"regions": {"GB": "Britain", "US": "America"}, "needs": {"talk": "To talk"}}


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def appendix(*resources: Resource) -> Appendix:
    places = {resource.id: AT for resource in resources}
    return Appendix(regions=NAMES["regions"], needs=NAMES["needs"], resources=resources, places=places)


def days_before(days: int) -> datetime.date:
    return DAY - datetime.timedelta(days=days)


def check(*resources: Resource, release: bool = False) -> tuple[Finding, ...]:
    return check_resources(appendix(*resources, EMERGENCY), DAY, release=release)


# --- reading ---

TEXT = """version: 1
safety: [Take care.]
regions: {GB: Britain}
needs: {talk: To talk}
resources:
  - id: line
    kind: service
    name: Night Line
    region: GB
    need: talk
    for_whom: Anyone.
    phone: 0800 000 0001
    web: https://example.org
    source: Its own page
    verified_on: 2026-11-01
    verified_by: A. Editor
    replaces: [0800 000 0009]
"""


def loaded(text: str) -> tuple[Appendix, tuple[Finding, ...]]:
    return load_resources(text.encode(), Path("resources.yaml"))


def test_a_resource_is_read_as_typed() -> None:
    book, findings = loaded(TEXT)
    assert findings == ()
    (line,) = book.resources
    assert (line.phone, line.replaces, line.verified_on) == (
        "0800 000 0001",
        ("0800 000 0009",),
        datetime.date(2026, 11, 1),
    )
    assert (line.languages, line.sms, line.expires_on) == ((), "", None)
    assert book.at(line) == Location(Path("resources.yaml"), 6, 5)
    assert book.safety == ("Take care.",)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("    source: Its own page\n", "", "H001", 6),
        ("for_whom: Anyone.", "for_whom: ", "H001", 11),
        ("name: Night Line", "nmae: Night Line", "H001", 8),
        ("kind: service", "kind: shop", "H001", 7),
        ("region: GB", "region: FR", "H001", 9),
        ("need: talk", "need: sleep", "H001", 10),
        ("2026-11-01", "1 November 2026", "H001", 15),
        ("2026-11-01", "2026-02-30", "H001", 15),
        ("[0800 000 0009]", "0800 000 0009", "H001", 17),
        ("version: 1", "version: one", "H001", 1),
        ("regions: {GB: Britain}", "regions: [GB]", "H001", 3),
        ("safety: [Take care.]", "safety: Take care.", "H001", 2),
        ("    phone: 0800 000 0001", "    phone: ask at the desk", "H003", 12),
        ("    phone: 0800 000 0001", "    sms: 08-HELP", "H003", 12),
        ("0800 000 0009", "none", "H003", 17),
        ("https://example.org", "example.org", "H004", 13),
        ("https://example.org", "https://bit.ly/3xyz", "H004", 13),
    ],
)
def test_each_fault_of_form_is_found_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert TEXT.count(old) == 1
    book, findings = loaded(TEXT.replace(old, new))
    assert code in codes(findings)
    assert line in [finding.at.line for finding in findings if finding.at and finding.code == code]
    assert book == Appendix()


def test_an_id_given_twice_is_an_error() -> None:
    second = TEXT.partition("resources:\n")[2].replace("Night Line", "Other Line")
    _, (finding,) = loaded(TEXT + second)
    assert str(finding) == "resources.yaml:18:9: H002 the id “line” is given twice"


def test_all_faults_are_found_in_one_run() -> None:
    text = TEXT.replace("kind: service", "kind: shop").replace("region: GB", "region: FR")
    text = text.replace("Anyone.", '"\\u202eAll"')
    _, findings = loaded(text.replace("0800 000 0009", "none").replace("name:", "nmae:"))
    assert [(finding.code, finding.at and finding.at.line) for finding in findings] == [
        *(("H001", 6), ("H001", 7), ("H001", 8), ("H001", 9), ("H001", 11), ("H003", 17))
    ]
    assert "did you mean “name”?" in [finding.hint for finding in findings]


def test_a_file_that_is_no_yaml_gives_an_empty_appendix_and_says_so() -> None:
    book, findings = loaded("resources: [")
    assert book == Appendix()
    assert findings


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("https://247sexualabusesupport.org.uk", True),
        ("http://www.example.org/a?b=c#d", True),
        ("ftp://example.org", False),
        ("tel:999", False),
        ("javascript:alert(1)", False),
        ("https://localhost", False),
        ("https://user:word@example.org", False),
        ("https://www.tinyurl.com/x", False),
        ('https://example.org/"onload', False),
        ("https://example.org/a\u202eb", False),
        ("https://example.org/a b", False),
        ("https://[::1", False),
    ],
)
def test_only_plain_web_addresses_pass(address: str, answer: bool) -> None:
    assert is_web_address(address) is answer


def test_numbers_have_three_to_fifteen_digits_and_no_letters() -> None:
    assert [is_dialable(number) for number in ("999", "+44 (0)20-7946.0000", "12", "1" * 16, "0800-HELP", "")] == [
        *(True, True),
        *(False, False, False, False),
    ]


# --- what may be relied on ---


def test_only_a_verified_fresh_unexpired_entry_is_current() -> None:
    assert is_current(LINE, DAY)
    assert is_current(changed(LINE, verified_on=days_before(180)), DAY)
    assert is_current(changed(LINE, expires_on=DAY), DAY)
    assert not is_current(changed(LINE, verified_on=None), DAY)
    assert not is_current(changed(LINE, verified_by=""), DAY)
    assert not is_current(changed(LINE, verified_on=days_before(181)), DAY)
    assert not is_current(changed(LINE, verified_by="TODO"), DAY)
    assert is_current(changed(LINE, verified_on=days_before(-1)), DAY)  # verified since the book's date
    assert not is_current(changed(LINE, expires_on=days_before(1)), DAY)


def test_links_are_made_of_current_numbers_alone() -> None:
    assert (call_link(LINE, DAY), sms_link(LINE, DAY)) == ("tel:08000000001", "sms:60001")
    assert call_link(changed(LINE, phone="+44 800 1"), DAY) == "tel:+448001"
    unverified = changed(LINE, verified_on=None)
    assert (call_link(unverified, DAY), sms_link(unverified, DAY)) == ("", "")
    old = changed(LINE, verified_on=days_before(181))
    assert (call_link(old, DAY), sms_link(old, DAY)) == ("", "")
    assert call_link(changed(LINE, phone="", sms=""), DAY) == ""
    assert caution(LINE, DAY) == ""


def test_what_is_not_current_carries_a_caution() -> None:
    assert caution(changed(LINE, verified_by=""), DAY) == "Not checked"
    assert "1 May 2026" in caution(changed(LINE, verified_on=datetime.date(2026, 5, 1)), DAY)
    assert "19 November 2026" in caution(changed(LINE, expires_on=days_before(1)), DAY)


@pytest.mark.parametrize(
    ("change", "proof", "release"),
    [
        ({}, [], []),
        ({"verified_on": None}, ["H005"], ["H006"]),
        ({"verified_by": ""}, ["H005"], ["H006"]),
        ({"verified_by": "TODO"}, ["H005"], ["H006"]),
        ({"verified_on": days_before(90)}, [], []),
        ({"verified_on": days_before(91)}, ["H007"], ["H007"]),
        ({"verified_on": days_before(180)}, ["H007"], ["H007"]),
        ({"verified_on": days_before(181)}, ["H007"], ["H008"]),
        ({"verified_on": days_before(-1)}, ["H007"], ["H008"]),
        ({"expires_on": days_before(1)}, ["H007"], ["H008"]),
        ({"expires_on": DAY}, [], []),
    ],
)
def test_age_warns_a_proof_and_stops_a_release(
    change: dict[str, datetime.date | str | None], proof: list[str], release: list[str]
) -> None:
    resource = changed(LINE, **change)
    assert codes(check(resource)) == proof
    assert codes(check(resource, release=True)) == release
    assert all(finding.severity == "warning" for finding in check(resource))
    assert all(finding.at == AT for finding in check(resource))


@pytest.mark.parametrize("name", ["-", "yes", "TODO", "tbc", "n/a", "??", "the editors", "xx"])
def test_a_placeholder_verifies_nothing(name: str) -> None:
    for release, code in ((False, "H005"), (True, "H006")):
        (finding,) = check(changed(LINE, verified_by=name), release=release)
        assert finding.code == code
        assert f"“{name}” is no name" in finding.message


def test_a_region_with_services_wants_an_emergency_line_first() -> None:
    assert codes(check_resources(appendix(LINE), DAY, release=False)) == ["H010"]
    assert check_resources(appendix(changed(LINE, kind="directory")), DAY, release=False) == ()


def test_two_resources_cannot_replace_one_number() -> None:
    first, second = changed(LINE, replaces=("0800 1234",)), changed(LINE, id="b", replaces=("08001234", "0800 1235"))
    assert codes(check(first, second)) == ["H011"]
    assert codes(check(first)) == []


def test_the_oldest_check_is_that_of_a_verified_entry() -> None:
    old, nobody = changed(LINE, verified_on=days_before(30)), changed(LINE, verified_on=days_before(99), verified_by="")
    assert oldest_check([LINE, old, nobody]) == days_before(30)
    assert oldest_check([nobody]) is None
    assert checks_sentence(appendix(LINE, old, nobody)) == (
        "Of the 3 services, 1 could not be checked by us; they are marked “not checked”. Please look at the service’s "
        "own page first. The oldest check was made on 21 October 2026."
    )
    assert checks_sentence(appendix(LINE)) == "The oldest check was made on 1 November 2026."


# --- what readers see ---


def test_groups_follow_the_file_with_the_emergency_line_first() -> None:
    names = {"regions": {"US": "America", "GB": "Britain", "FR": "France"}, "needs": {"b": "B", "talk": "To talk"}}
    resources = (LINE, changed(LINE, id="b1", need="b"), EMERGENCY, changed(LINE, id="us", region="US"))
    groups = group(Appendix(regions=names["regions"], needs=names["needs"], resources=resources))
    assert [(region.name, [found.id for found in region.emergency]) for region in groups] == [
        ("America", []),
        ("Britain", ["alarm"]),
    ]
    assert [(need.name, [found.id for found in need.resources]) for need in groups[1].needs] == [
        ("B", ["b1"]),
        ("To talk", ["line"]),
    ]


# --- helplines inside essays ---

HELPLINES: tuple[Block, ...] = number_blocks(
    (
        Paragraph(content=("Seek help from the contact information below.",)),
        ListBlock(
            items=(
                (Paragraph(content=("Rape Crisis - Helpline: 0808 802 9999",)),),
                (Paragraph(content=("Victim Support - Helpline: 0808 168 9111",)),),
            )
        ),
        Paragraph(content=("Published 25(1), pp. 35-58, 2016-2020, on 08/08/2016, 1.3 million, 600 000.",)),
    ),
    "essay",
)


def test_numbers_that_the_appendix_replaces_or_has_not_verified_get_a_note_at_their_place() -> None:
    old = changed(LINE, name="New Line", replaces=("08088029999",))
    support = changed(LINE, id="vs", phone="0808 168 9111", verified_on=None)
    notes = helpline_notes(HELPLINES, appendix(old, support), DAY)
    assert list(notes) == ["essay-b3", "essay-b4"]
    assert "replaced by this service: New Line." in notes["essay-b3"]
    assert "not verified" in notes["essay-b4"]
    assert "support pages" in notes["essay-b3"]


def test_a_current_number_and_other_figures_get_no_note() -> None:
    support = changed(LINE, phone="0808 168 9111")
    assert helpline_notes(HELPLINES, appendix(support), DAY) == {}
    assert replaced([changed(LINE, replaces=("0808 802 9999",))]).keys() == {"08088029999"}


def test_a_helpline_of_which_nothing_is_known_is_a_finding() -> None:
    book = appendix(changed(LINE, phone="0808 168 9111"))
    (finding,) = unknown_helplines("essay", HELPLINES, book)
    assert (finding.code, "0808 802 9999" in finding.message) == ("H009", True)
    assert (
        unknown_helplines(
            "essay", HELPLINES, replace(book, resources=(changed(LINE, replaces=("0808 8029999",)), *book.resources))
        )
        == ()
    )


@pytest.mark.parametrize(
    "words", ["1945–1979", "1945-1979", "1945 – 1979", "12.03.1945", "2019-03-12", "978-0-306-40615-7", "9780306406157"]
)
def test_years_days_and_numbers_of_books_are_no_helplines(words: str) -> None:
    said = Paragraph(content=(f"Call the helpline of {words}.",))
    assert unknown_helplines("essay", (said,), appendix(LINE)) == ()


@pytest.mark.parametrize("number", ["978-555-0123", "1800 555 1800", "0800 1111 222", "2025550123"])
def test_numbers_that_begin_like_those_are_helplines(number: str) -> None:
    said = Paragraph(content=(f"Call the helpline, {number}.",))
    assert codes(unknown_helplines("essay", (said,), appendix(LINE))) == ["H009"]


def test_a_list_marked_as_helplines_is_searched_whatever_its_words() -> None:
    marked = ListBlock(role="helplines", items=((Paragraph(content=("Night: 0800 111 222",)),),))
    assert codes(unknown_helplines("essay", (marked,), appendix(LINE))) == ["H009"]
    assert unknown_helplines("essay", (replace(marked, role=""),), appendix(LINE)) == ()


# --- codes in print ---


def modules(svg: str) -> list[list[int]]:
    """The dark and light modules that an SVG path draws, without the quiet zone."""
    root = ElementTree.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    drawn = [[0] * size for _ in range(size)]
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", root[-1].attrib["d"]):
        for column in range(int(left), int(left) + int(width)):
            drawn[int(top)][column] = 1
    assert not any(any(row) for row in (*drawn[:4], *drawn[-4:]))
    assert not any(any((*row[:4], *row[-4:])) for row in drawn)
    return [row[4:-4] for row in drawn[4:-4]]


def test_a_code_draws_what_the_standard_asks() -> None:
    address = "https://example.org/?a=1&b=2"
    code = segno.make(address, error="m", micro=False, boost_error=False)
    assert modules(qr_svg(address, "code")) == [[int(dark) for dark in row] for row in code.matrix]


def test_a_code_has_one_ink_and_names_its_address() -> None:
    svg = qr_svg("https://example.org/?a=1&b=2", "Code: https://example.org/?a=1&b=2", "device-cmyk(0 0 0 1)")
    assert re.findall(r'fill="([^"]+)"', svg) == ["device-cmyk(0 0 0 1)"]
    assert 'aria-label="Code: https://example.org/?a=1&amp;b=2"' in svg
    assert 'fill="currentColor"' in qr_svg("https://example.org", "code")


@pytest.mark.parametrize("address", ["tel:999", "sms:999", "999", "", "https://bit.ly/1"])
def test_no_code_dials_or_hides_where_it_leads(address: str) -> None:
    assert qr_svg(address, "code") == ""


def test_segno_is_loaded_only_for_a_code() -> None:
    modules = "anthology.editorial.resources, anthology.render.template_functions"
    script = f"import sys, {modules}; print('segno' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


# --- the first edition's own ---


def test_the_editors_resources_promise_nothing_that_nobody_verified() -> None:
    book, findings = load_resources(EDITORIAL.read_bytes(), Path("editorial/resources.yaml"))
    assert findings == ()
    assert all(resource.verified_on is None or resource.verified_by for resource in book.resources)
    assert all(resource.source for resource in book.resources)
    assert len(book.safety) == 2
    support_line = replaced(book.resources)[digits("0808 802 9999")]
    assert (support_line.phone, support_line.web) == ("", "https://247sexualabusesupport.org.uk")
    assert all(region.emergency for region in group(book) if region.id != "INT")
    severities = {finding.severity for finding in check_resources(book, DAY, release=False)}
    assert "error" not in severities


def test_the_file_of_services_in_the_handbook_is_one_that_is_current_on_the_next_day() -> None:
    page = (Path(__file__).parents[2] / "docs" / "content-notes.md").read_text("utf-8")
    example = next(block for block in page.split("```yaml\n")[1:] if block.startswith("version:")).partition("```")[0]
    read, findings = loaded(example)
    assert findings == ()
    assert len(read.resources) == 2
    assert check_resources(read, datetime.date(2026, 11, 28), release=True) == ()
