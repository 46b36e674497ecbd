"""The preflight of finished PDFs: what a press file and a screen file must hold, and which claims a file may make.

A claim is what a file says of itself in its metadata: PDF/X-4 (ISO 15930-7), PDF/X-1a (ISO 15930-4), PDF/UA-1
(ISO 14289-1) and PDF/A-2a (ISO 19005-2). It may be made if none of the rules behind it has anything to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location
from anthology.pdf.inspect.facts import PdfFacts, read_pdf
from anthology.pdf.preflight import pdfa, pdfua, pdfx
from anthology.pdf.preflight.common import Expected, Kind, Rule, check_boxes, check_fonts, check_size
from anthology.pdf.preflight.safety import check_safety

# The rules for each kind of file.
RULES: Mapping[Kind, tuple[Rule, ...]] = {
    "press": (*pdfx.PRESS_RULES, pdfx.check_black, pdfx.check_page_count, pdfx.check_resolution),
    "cover": (*pdfx.PRESS_RULES, pdfx.check_resolution),
    "screen": pdfua.RULES,
}

# The rules behind each claim. PDF 1.4, on which PDF/X-1a is built, has no object streams.
CLAIMS: Mapping[str, tuple[Rule, ...]] = {
    **{
        claim: (check_boxes, check_fonts, *pdfx.PRESS_RULES, *pdfx.PDFX_RULES, version)
        for claim, version in (
            ("PDF/X-4", pdfx.check_version("1.6", has_object_streams=True)),
            ("PDF/X-1a", pdfx.check_version("1.4", has_object_streams=False)),
        )
    },
    "PDF/UA-1": (check_fonts, *pdfua.RULES),
    "PDF/A-2a": (check_fonts, *pdfua.RULES, pdfx.check_transparency, *pdfa.RULES),
}


def read_pdf_file(path: Path) -> PdfFacts:
    """Read a PDF back from where it is; SourceError D010 if that cannot be done."""
    try:
        if not path.is_file():
            raise SourceError(Finding("D010", "there is no such file, or it is none that can be read", Location(path)))
        return read_pdf(path.read_bytes())
    except OSError as error:
        raise SourceError(Finding("D010", f"the PDF cannot be read: {error.strerror}", Location(path))) from error
    except SourceError as error:
        raise SourceError(*(replace(finding, at=finding.at or Location(path)) for finding in error.findings)) from error


def check_pdf(data: bytes, expected: Expected | None = None) -> tuple[Finding, ...]:
    """What is wrong with a finished PDF; what it is for is guessed from its claims unless it is said.

    Read are the file's own bytes, so that nothing is taken on trust. A claim that does not hold is an error.
    """
    try:
        facts = read_pdf(data)
    except SourceError as error:
        return error.findings
    expected = expected or guess(facts)
    return (*check_facts(facts, expected), *check_safety(data, expected))


def check_facts(facts: PdfFacts, expected: Expected) -> tuple[Finding, ...]:
    """What is wrong with a PDF that was read back."""
    rules = (check_boxes, check_size, check_fonts, *RULES[expected.kind])
    findings = [finding for rule in rules for finding in rule(facts, expected)]
    for claim in claimed(facts):
        findings += [
            Finding("D040", f"the file claims to be {claim}, but {reason.message}", None, reason.hint)
            for reason in why_not(facts, claim)
        ]
    return tuple(dict.fromkeys(findings))


def claims(facts: PdfFacts) -> tuple[str, ...]:
    """The claims that a file may make, whether or not it does."""
    return tuple(claim for claim in CLAIMS if not why_not(facts, claim))


def why_not(facts: PdfFacts, claim: str) -> tuple[Finding, ...]:
    """What stands against a claim; nothing is known against one that is not in the table."""
    expected = guess(facts)
    return tuple(finding for rule in CLAIMS.get(claim, ()) for finding in rule(facts, expected))


def claimed(facts: PdfFacts) -> tuple[str, ...]:
    """The standards that a file says it follows."""
    press = facts.xmp.get("pdfxid:GTS_PDFXVersion") or facts.info.get("GTS_PDFXVersion", "")
    found = [re.sub(r":\d{4}$", "", press)] if press else []
    if "pdfuaid:part" in facts.xmp:
        found.append(f"PDF/UA-{facts.xmp['pdfuaid:part']}")
    if "pdfaid:part" in facts.xmp:
        found.append(f"PDF/A-{facts.xmp['pdfaid:part']}{facts.xmp.get('pdfaid:conformance', '').lower()}")
    return tuple(found)


def guess(facts: PdfFacts) -> Expected:
    """What a file is for, by what it says of itself: the screen unless it claims to be PDF/X; one page is a cover."""
    if not any(claim.startswith("PDF/X") for claim in claimed(facts)):
        return Expected(kind="screen")
    return Expected(kind="cover" if len(facts.pages) == 1 else "press")


def describe(facts: PdfFacts) -> tuple[tuple[str, str], ...]:
    """The facts of a file as pairs of words, for a person to read."""
    sizes = dict.fromkeys(f"{width / 72:.3g} x {height / 72:.3g} in" for width, height in (p.size for p in facts.pages))
    inks = {f"{ink.what} {ink.space}" for page in facts.pages for ink in page.content.inks}
    resolutions = [picture.resolution for page in facts.pages for picture in page.content.pictures]
    return (
        ("version", f"PDF {facts.version}"),
        ("claims", ", ".join(claimed(facts)) or "none"),
        ("may claim", ", ".join(claims(facts)) or "nothing"),
        ("pages", f"{len(facts.pages)}, {', '.join(sizes)}"),
        ("fonts", f"{len(facts.fonts)}, {sum(font.is_embedded for font in facts.fonts)} embedded"),
        ("colours", ", ".join(sorted(inks)) or "none"),
        ("pictures", f"{len(resolutions)}, {min(resolutions)} to the inch at least" if resolutions else "none"),
        ("output intent", ", ".join(f"{each.condition} ({each.colours})" for each in facts.intents) or "none"),
        ("links", str(sum(len(page.annotations) for page in facts.pages))),
        ("tags", str(sum(1 for _ in facts.structure.elements())) if facts.structure else "none"),
        ("title", facts.title or "none"),
        ("language", facts.language or "none"),
    )
