"""The permissions ledger: what may be printed where and until when, what is pending, and the credit owed."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from anthology.core.document import Inlines, plain
from anthology.core.findings import Finding, Location
from anthology.core.i18n import mark_language, messages_language, translate
from anthology.core.yaml import quote
from anthology.editorial.placeholders import is_placeholder
from anthology.editorial.territories import HOW_TO_WRITE, in_words, read_territory
from anthology.manifest import Permission
from anthology.manifest.choices import Status


@dataclass(frozen=True, slots=True)
class PermissionStatus:
    """What a status means: whether it allows a work to be printed, and its words in the table of pending works.

    `credit` is the key of the message for a credit line.
    """

    is_clear: bool
    says: str
    next_step: str = ""
    credit: str = ""


YOUR_OWN = "for a text of your own: permission: {status: own}"

STATUSES: dict[Status, PermissionStatus] = {
    "unknown": PermissionStatus(False, "nothing is known", f"find the rights holder; {YOUR_OWN}", "reprint-to-request"),
    "to-request": PermissionStatus(False, "not asked yet", "ask the rights holder", "reprint-to-request"),
    "requested": PermissionStatus(False, "asked, no answer yet", "wait, or ask again", "reprint-pending"),
    "refused": PermissionStatus(False, "refused", "leave the work out", "reprint-refused"),
    "granted": PermissionStatus(True, "granted", credit="reprint-granted"),
    "licensed": PermissionStatus(True, "licensed"),
    "public-domain": PermissionStatus(True, "public domain", credit="public-domain"),
    "own": PermissionStatus(True, "our own"),
}
# What a grant must name before it covers anything: a licence and the public domain cover what they do not exclude.
NEEDS_EVIDENCE: frozenset[Status] = frozenset({"granted", "public-domain"})
EVERYWHERE = "world"
# Full years after the death of an author, or after the publication of an anonymous work, for which a text is protected:
# Directive 2006/116/EC, articles 1 and 8; after publication in the United States: 17 U.S.C. 304 (b).
AFTER_DEATH = 70
AFTER_PUBLICATION = 95
UNKNOWN = Permission(status="unknown")  # of a work of which the manifest says nothing

# The licences of Creative Commons and the conditions in them, https://creativecommons.org/share-your-work/cclicenses/
CREATIVE_COMMONS: dict[str, frozenset[str]] = {
    "by": frozenset({"by"}),
    "by-sa": frozenset({"by", "sa"}),
    "by-nd": frozenset({"by", "nd"}),
    "by-nc": frozenset({"by", "nc"}),
    "by-nc-sa": frozenset({"by", "nc", "sa"}),
    "by-nc-nd": frozenset({"by", "nc", "nd"}),
    "zero": frozenset(),
    "mark": frozenset(),
}
# Versions as listed at https://creativecommons.org/licenses/list.en
VERSIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"), ("1.0", "2.0", "2.5", "3.0", "4.0")),
    "zero": ("1.0",),
    "mark": ("1.0",),
}
ELEMENTS = {
    "attribution": "by",
    "noncommercial": "nc",
    "sharealike": "sa",
    "noderivatives": "nd",
    "noderivs": "nd",
    "cc0": "zero",
    "pdm": "mark",
}
FILLERS = frozenset({"cc", "creative", "commons", "public", "domain"})
ORDER = ("by", "nc", "sa", "nd", "zero", "mark")
# Other licences of texts by words of their names, and the host of the body that publishes each.
LICENSE_HOSTS = {
    "open government licence": "nationalarchives.gov.uk",
    "free documentation license": "gnu.org",
    "free art license": "artlibre.org",
}
CC_ADDRESS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/([0-9]\.[0-9])"
    r"(?:/[a-z]{2,4})?(?:/(?:deed|legalcode)(?:\.[A-Za-z-]+)?)?/?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """A licence of Creative Commons: its code (`by-nc`), its version and its conditions."""

    code: str
    version: str

    @property
    def conditions(self) -> frozenset[str]:
        """The conditions: by, nc, sa, nd."""
        return CREATIVE_COMMONS[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the manifest says of a work that a permission may rest on; 0 for a year that it does not give.

    `authors` are all whose words it is made of, translators among them; none of an unsigned text. `died` is the year in
    which the last of them died, 0 where one lives or nobody says.
    """

    authors: tuple[str, ...] = ()
    died: int = 0
    published: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What this book means to do with the works: in which channels and where, built on which day, under which licence.

    `makers` are the names of the editors and the publisher; `works` go by the slugs of the essays.
    """

    channels: tuple[str, ...]
    on: datetime.date
    makers: frozenset[str] = frozenset()
    works: Mapping[str, Work] = field(default_factory=dict)
    territory: str = EVERYWHERE
    commercial: bool = False
    license: str = ""
    license_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Why a work may not be in a release: where its permission stands, why that does not do, and what is next."""

    work: str
    status: Status
    reason: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What a credit line says of an essay, as the book prints it; empty where nothing is known.

    `author` has all authors in a sentence, `others` a phrase for each other role; `title_lang` is the language of the
    title.
    """

    title: str
    author: str = ""
    others: tuple[str, ...] = ()
    venue: str = ""
    date: str = ""
    title_lang: str = ""


# --- licences ---


def parse_license(name: str) -> License | None:
    """The licence of Creative Commons that a name means, short or in full; None for any other name.

    Takes “CC BY-NC 4.0”, “CC-BY-NC-4.0” (SPDX) and “Creative Commons Attribution-NonCommercial 4.0 International”.
    """
    title, version, _ = re.split(r"([0-9]\.[0-9])", f"{name.lower()} 0.0", maxsplit=1)
    words = re.findall(r"[a-z0-9]+", title.replace("non-commercial", "noncommercial"))
    parts = {ELEMENTS.get(word, word) for word in words if word not in FILLERS}
    code = "-".join(part for part in ORDER if part in parts)
    is_whole = parts <= set(ORDER) and version in VERSIONS.get(code, ())
    return License(code=code, version=version) if is_whole else None


def parse_license_address(address: str) -> License | None:
    """The licence of Creative Commons at an address, None for any other address."""
    match = CC_ADDRESS.fullmatch(address)
    if not match:
        return None
    folder, code, version = match.groups()
    is_public = code in ("zero", "mark")
    is_known = version in VERSIONS.get(code, ()) and (folder == "publicdomain") == is_public
    return License(code=code, version=version) if is_known else None


def check_license(name: str, address: str) -> str:
    """What is wrong with a licence given by its name and its address, empty where they agree."""
    for words, host in LICENSE_HOSTS.items():
        if (words in name.lower()) != (host in address.lower()):
            return f"{quote(name)} and {quote(address)} are not the same licence"
    by_name, by_address = parse_license(name), parse_license_address(address)
    if by_name == by_address and (by_name or "creativecommons" not in address.lower()):
        return ""
    if by_name and not by_address:
        return f"{quote(name)} is not the licence at {quote(address)}"
    if by_address and not by_name:
        return f"the address is that of CC {by_address.code.upper()} {by_address.version}, the name is {quote(name)}"
    return f"{quote(name)} and {quote(address)} are not the same licence, or not one that exists"


# --- what stands in the way ---


def pending(permissions: Mapping[str, Permission], use: Use) -> tuple[Pending, ...]:
    """The works that a release must not hold as things stand, in the order given: one row for each reason."""
    return tuple(
        Pending(work=work, status=permission.status, reason=reason, next_step=next_step)
        for work, permission in permissions.items()
        for reason, next_step in _gaps(permission, use.works.get(work, Work()), use)
    )


def _gaps(permission: Permission, work: Work, use: Use) -> Iterator[tuple[str, str]]:
    """Why a permission does not do: it was not given, or it does not reach so far; each with what to do."""
    status = STATUSES[permission.status]
    if not status.is_clear:
        yield status.says, status.next_step
        return
    if permission.holder and is_placeholder(permission.holder):
        yield f"{quote(permission.holder)} is no name of a rights holder", "name who gave it, or leave `holder` out"
    if permission.until and permission.until < use.on:
        yield f"it ended on {permission.until.isoformat()}", "ask for a longer term"
    missing = [channel for channel in use.channels if channel not in permission.channels]
    if missing and permission.channels:
        yield f"it does not cover {', '.join(missing)}", "ask for these channels"
    yield from _territory_gaps(permission, use)
    if permission.status in NEEDS_EVIDENCE and not permission.evidence:
        yield "nothing shows it", "add the evidence to the ledger"
    elif permission.evidence and is_placeholder(permission.evidence):
        yield f"{quote(permission.evidence)} shows nothing", "say in `evidence` where the answer is kept"
    match permission.status:
        case "granted":
            yield from _date_gaps(permission, use)
        case "public-domain":
            yield from _protection_gaps(permission, work, use)
        case "own":
            yield from _own_gaps(permission, work, use)


def _territory_gaps(permission: Permission, use: Use) -> Iterator[tuple[str, str]]:
    wanted = read_territory(use.territory)
    if wanted is None:
        yield f"the book’s territory, {quote(use.territory)}, is not understood", HOW_TO_WRITE
    if not permission.territory:
        if permission.status == "granted":
            yield f"it names no territory, and the book is for {use.territory}", f"add its territory: {HOW_TO_WRITE}"
        return
    granted = read_territory(permission.territory)
    if granted is None:
        yield f"its territory, {quote(permission.territory)}, is not understood as a whole", HOW_TO_WRITE
    elif wanted is not None and not wanted <= granted:
        lacking = in_words(wanted - granted)
        yield f"it covers {permission.territory}, not {use.territory}: {lacking} is missing", "ask for the territory"


def _date_gaps(permission: Permission, use: Use) -> Iterator[tuple[str, str]]:
    """A grant was given on a day that has come, and not before it was asked for."""
    dates = permission.dates
    if dates is None or dates.granted is None:
        yield "it has no date", "add the day on which it was given"
        return
    given = dates.granted.isoformat()
    if dates.granted > use.on:
        yield f"it is dated {given}, after the day of building, {use.on.isoformat()}", "correct the date, or wait"
    if dates.requested and dates.requested > dates.granted:
        yield f"it is dated {given}, before it was asked for, {dates.requested.isoformat()}", "correct the dates"


def _protection_gaps(permission: Permission, work: Work, use: Use) -> Iterator[tuple[str, str]]:
    """A text is in the public domain when a term of protection has run out by the day of building."""
    year = use.on.year
    is_free_by_publication = bool(work.published) and work.published + AFTER_PUBLICATION < year
    if work.died:
        is_only_american = read_territory(permission.territory) == frozenset({"US"})
        if work.died + AFTER_DEATH >= year and not (is_only_american and is_free_by_publication):
            yield f"its author died in {work.died}, not {AFTER_DEATH} full years ago", "ask the heirs for permission"
    elif not is_free_by_publication:
        said = f"it was published in {work.published}" if work.published else "no year of its publication is given"
        hint = "add `died:` to its author, or the year in `published:`; a work given away has a licence: CC0"
        yield f"{said}, and none of its author’s death: that does not support it", hint


def _own_gaps(permission: Permission, work: Work, use: Use) -> Iterator[tuple[str, str]]:
    """One’s own is the text of an editor, or one of the publisher’s."""
    names = work.authors or (permission.holder,)
    if others := [quote(name) for name in names if folded_name(name) not in use.makers]:
        who = ", ".join(others) if any(names) else "an author who is not named"
        are = "who are no editors" if len(others) > 1 else "who is no editor"
        yield f"it is by {who}, {are} of this book", "ask the author, and record the answer: status: granted"


def folded_name(name: str) -> str:
    """A name without the difference of capitals, spaces and ways to write a letter, for comparing."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_permissions(
    permissions: Mapping[str, Permission], places: Mapping[str, Location], use: Use, *, release: bool
) -> tuple[Finding, ...]:
    """What the ledger forbids or leaves open; `places` are those of the permissions in the manifest.

    Pending works (P001, in a release P002), permissions that do not reach (P003, P004), licences whose name and address
    disagree (P005), that contradict the book's own licence or a book that is sold (P006), or that are missing (P007).
    """
    findings = []
    for row in pending(permissions, use):
        is_clear = STATUSES[row.status].is_clear
        code = ("P004" if release else "P003") if is_clear else ("P002" if release else "P001")
        message = f"permission to print {row.work}: {row.status}, {row.reason}"
        findings.append(Finding(code, message, places[row.work], row.next_step, row.work))
    for work, permission in permissions.items():
        for code, fault in _license_faults(permission, use):
            findings.append(Finding(code, f"{work}: {fault}", places[work], piece=work))
    return tuple(findings)


def _license_faults(permission: Permission, use: Use) -> Iterator[tuple[str, str]]:
    given = bool(permission.license), bool(permission.license_url)
    fault = check_license(permission.license, permission.license_url) if all(given) else ""
    if fault:
        yield "P005", fault
        return
    if not all(given) and (any(given) or permission.status == "licensed"):
        yield "P007", "the licence has no name or no address"
    yield from (("P006", reason) for reason in contradictions(permission, use))


def contradictions(permission: Permission, use: Use) -> tuple[str, ...]:
    """Where an essay's licence of Creative Commons contradicts what the book does or promises.

    NonCommercial in a book that is sold; ShareAlike in a book whose own licence forbids adaptations, or forbids
    commercial use that the essay's licence allows (CC BY-SA 4.0, section 3(b)).
    """
    own = parse_license_address(permission.license_url) if permission.status == "licensed" else None
    book = parse_license_address(use.license_url)
    if own is None:
        return ()
    reasons = []
    if "nc" in own.conditions and use.commercial:
        reasons.append("its licence forbids commercial use, and the book is sold")
    if "sa" in own.conditions and book and "nd" in book.conditions:
        reasons.append("its licence asks that adaptations be shared alike, and that of the book forbids adaptations")
    if "sa" in own.conditions and book and "nc" in book.conditions - own.conditions:
        reasons.append("its licence allows commercial use of what is shared alike, and that of the book forbids it")
    return tuple(reasons)


# --- what readers see ---

GAP = "\x00"  # where the title comes in a sentence


def proof_sentence(permissions: Mapping[str, Permission], use: Use, *, release: bool, language: str = "en") -> str:
    """What a proof says of itself on the copyright and permissions pages and in the metadata; empty if it is none.

    Every ordinary build is a proof, and so is a release in which something is pending.
    """
    works = {row.work for row in pending(permissions, use)}
    if not works:
        return "" if release else translate("proof", language)
    return translate("proof-pending", language, count=len(works), total=len(permissions))


def credit_line(permission: Permission, facts: Credited, language: str = "en") -> str:
    """The sentence owed for a work: the rights holder's own wording, or the facts, the holder and where it stands."""
    return "".join(map(plain, credit_parts(permission, facts, language)))


def credit_parts(permission: Permission, facts: Credited, language: str) -> tuple[Inlines, Inlines]:
    """That sentence in the builder's words, the title marked with its language, or else in the rights holder's."""
    if permission.credit:
        return (), (permission.credit,)
    title = GAP if facts.title.startswith("[") else translate("quoted-title", language, title=GAP)
    place = translate("comma", language).join(filter(None, (facts.venue, facts.date)))
    semicolon = translate("semicolon", language)
    if facts.author:
        author = semicolon.join((facts.author, *facts.others))
        signed = translate("credit-signed", language, title=title, author=author)
    elif facts.others:
        signed = translate("credit-others", language, title=title, credits=semicolon.join(facts.others))
    else:
        signed = translate("credit-unsigned", language, title=title)
    said = [
        signed,
        translate("credit-first", language, place=place) if place else "",
    ]
    if permission.holder:
        # Who has not answered has not been established as the holder of the rights.
        believed = translate("holder-believed", language, holder=permission.holder)
        said.append(f"© {permission.holder}." if STATUSES[permission.status].is_clear else believed)
    if permission.status == "licensed":
        said.append(translate("credit-licensed", language, license=permission.license, address=permission.license_url))
    status = STATUSES[permission.status]
    said.append(translate(status.credit, language) if status.credit else "")
    before, after = " ".join(filter(None, said)).split(GAP)
    return tuple(
        filter(None, (before, *mark_language(facts.title, facts.title_lang, messages_language(language)), after))
    ), ()


def license_note(permission: Permission, use: Use, language: str = "en") -> str:
    """What stands on the essay itself when its licence is not the book's, empty otherwise."""
    if permission.status != "licensed" or not permission.license:
        return ""
    if parse_license_address(permission.license_url) == parse_license_address(use.license_url) is not None:
        return ""
    return translate("own-licence", language, license=permission.license, address=permission.license_url)
