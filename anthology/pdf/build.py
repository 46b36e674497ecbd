"""A book as a PDF: typeset, merged, finished for its purpose, and checked as the file that it is."""

from __future__ import annotations

from dataclasses import replace

from anthology.core.findings import Finding
from anthology.pdf.assemble.merge import merge
from anthology.pdf.icc import screen_profile
from anthology.pdf.preflight.cached import cached_facts
from anthology.pdf.preflight.check import check_facts, why_not
from anthology.pdf.preflight.common import Expected
from anthology.pdf.press import print_for_press
from anthology.pdf.print_job import PdfResult, PrintJob, typeset_book

CLAIMS_OF_TAGGED = ("PDF/UA-1", "PDF/A-2a")
UNDESCRIBED = ("S013", "S014")


def print_book(job: PrintJob) -> PdfResult:
    """Make the PDF of an edition as its purpose asks.

    ManifestError where trim, bleed or marks do not fit the printer; LayoutError, SettingError or MissingError.
    """
    return print_for_press(job) if job.purpose.checks == "press" else print_tagged(job)


def print_tagged(job: PrintJob) -> PdfResult:
    """Make a tagged PDF with links and outline that claims PDF/UA-1 and PDF/A-2a where that holds.

    A claim is part of the file, so the file is merged with both, read back, and merged again without a claim that
    fails (a finding D038). Of a picture that nobody describes the book's own finding tells, with its name and place.
    """
    typeset = typeset_book(job)
    galleys, pagination = typeset.pieces.galleys, typeset.pieces.pagination
    profile, reasons = screen_profile(), dict[str, tuple[Finding, ...]]()
    for _ in range(2):
        claims = tuple(claim for claim in CLAIMS_OF_TAGGED if not reasons.get(claim))
        metadata = replace(job.metadata, claims=claims)
        merged = merge(galleys, pagination, typeset.folios, metadata, profile=profile)
        facts = cached_facts(merged.data, job.cache, job.document)
        reasons = {claim: why_not(facts, claim) for claim in CLAIMS_OF_TAGGED}
        if not any(reasons[claim] for claim in claims):
            break
    reported = {"D034"} if any(finding.code in UNDESCRIBED for finding in job.book.findings) else set()
    notes = (
        replace(reason, code="D038", message=f"{job.name}: no claim to be {claim}: {reason.message}")
        for claim, found in reasons.items()
        for reason in found
        if reason.code not in reported
    )
    checked = check_facts(facts, Expected(kind="screen", trim=job.page_size))
    findings = (*typeset.findings, *merged.findings, *notes, *(each for each in checked if each.code not in reported))
    return PdfResult(
        data=merged.data,
        pagination=pagination,
        findings=findings,
        markup=typeset.markup,
        layout=typeset.layout,
    )
