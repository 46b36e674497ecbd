"""The report of a build: its files, its findings and the next steps, for people or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anthology.cli.output import SHOWN_FINDINGS, as_record, count_findings, format_size, show_findings
from anthology.cli.progress import OutputMode
from anthology.core.findings import Finding, Severity, sorted_findings

if TYPE_CHECKING:
    from anthology.build_many import BookOutcome
    from anthology.result import BuildResult


def show_report(result: BuildResult, folder: Path, mode: OutputMode, seconds: float | None) -> None:
    """Print the files of a build on standard output, its findings, next steps and time on standard error."""
    if mode == "json":
        click.echo(as_json(result, result.findings, 0))
    if mode in ("json", "quiet"):
        return
    show_findings(result.findings, folder, most=len(result.findings) if mode == "verbose" else SHOWN_FINDINGS)
    for file in result.editions:
        pages = f", {file.pages} page{'s' if file.pages != 1 else ''}" if file.pages else ""
        digest = f", sha256 {file.sha256}" if mode == "verbose" else ""
        click.echo(f"{file.path}  ({file.edition}: {format_size(file.size)}{pages}{digest})")
    for file in result.sidecars:
        click.echo(f"{file.path}")
    for line in next_steps(result):
        click.echo(f"next: {line}", err=True)
    click.echo(count_findings(result.findings) + (f" in {seconds:.1f} s" if seconds is not None else ""), err=True)


def show_reports(outcomes: Sequence[BookOutcome], mode: OutputMode, seconds: float) -> int:
    """Print the report of each of several books, and return the highest of their exit codes."""
    codes = [outcome.error.exit_code if outcome.error else 0 for outcome in outcomes]
    if mode == "json":
        reports = [
            {"manifest": outcome.manifest.as_posix(), **record(outcome.result, outcome.findings, code)}
            for outcome, code in zip(outcomes, codes, strict=True)
        ]
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
        return max(codes)
    for outcome in outcomes:
        if mode != "quiet" or outcome.error:
            click.echo(f"\n{outcome.manifest}", err=True)
        if outcome.result:
            show_report(outcome.result, outcome.manifest.parent, mode, None)
        else:
            show_findings(sorted_findings(outcome.findings), outcome.manifest.parent)
    made = sum(outcome.error is None for outcome in outcomes)
    if mode != "quiet":
        click.echo(f"\n{made} of {len(outcomes)} books made in {seconds:.1f} s", err=True)
    return max(codes)


def next_steps(result: BuildResult) -> Iterator[str]:
    """The next steps after a build: the file to look at first, and the most frequent warning to explain."""
    first = next((file for file in result.editions if file.name.endswith(".pdf")), next(iter(result.editions), None))
    if first:
        yield f"look at {first.path}"
    codes = Counter(finding.code for finding in result.findings if finding.severity is Severity.WARNING)
    if codes:
        code, count = codes.most_common(1)[0]
        times = f"stands {count} times" if count > 1 else "is a warning"
        yield f"{code} {times}: anthology explain {code}"


def as_json(result: BuildResult | None, findings: Sequence[Finding], exit_code: int) -> str:
    """A build as JSON: the files with their pages, sizes in bytes and digests, and the findings.

    It has no time in it, so that equal builds give equal reports. A failed build has no files.
    """
    return json.dumps(record(result, findings, exit_code), ensure_ascii=False, indent=2)


def record(result: BuildResult | None, findings: Sequence[Finding], exit_code: int) -> dict[str, object]:
    """A build as plain values: the files with their pages, sizes and digests, and the findings."""
    return {
        "exit_code": exit_code,
        "artefacts": [
            {
                "edition": file.edition,
                "path": str(file.path),
                "pages": file.pages,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in (result.editions if result else ())
        ],
        "records": [str(file.path) for file in (result.sidecars if result else ())],
        "findings": [as_record(finding) for finding in findings],
    }
