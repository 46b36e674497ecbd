"""What a build says when it is done: the files, what was found, what to look at next; or all of it for programs."""

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


def show_report(result: BuildResult, folder: Path, how: OutputMode, seconds: float | None) -> None:
    """Say what a build made and found, and in what time; files on standard output, all else on standard error."""
    if how == "json":
        click.echo(as_json(result, result.findings, 0))
    if how in ("json", "quiet"):
        return
    show_findings(result.findings, folder, most=len(result.findings) if how == "verbose" else SHOWN_FINDINGS)
    for file in result.editions:
        pages = f", {file.pages} page{'s' if file.pages != 1 else ''}" if file.pages else ""
        digest = f", sha256 {file.sha256}" if how == "verbose" else ""
        click.echo(f"{file.path}  ({file.edition}: {format_size(file.size)}{pages}{digest})")
    for file in result.sidecars:
        click.echo(f"{file.path}")
    for line in next_steps(result):
        click.echo(f"next: {line}", err=True)
    click.echo(count_findings(result.findings) + (f" in {seconds:.1f} s" if seconds is not None else ""), err=True)


def show_library(outcomes: Sequence[BookOutcome], how: OutputMode, seconds: float) -> int:
    """Say of each of several books what was made or why not; the exit code is that of the worst."""
    codes = [outcome.error.exit_code if outcome.error else 0 for outcome in outcomes]
    if how == "json":
        told = [
            {"manifest": outcome.manifest.as_posix(), **record(outcome.result, outcome.findings, code)}
            for outcome, code in zip(outcomes, codes, strict=True)
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return max(codes)
    for outcome in outcomes:
        if how != "quiet" or outcome.error:
            click.echo(f"\n{outcome.manifest}", err=True)
        if outcome.result:
            show_report(outcome.result, outcome.manifest.parent, how, None)
        else:
            show_findings(sorted_findings(outcome.findings), outcome.manifest.parent)
    made = sum(outcome.error is None for outcome in outcomes)
    if how != "quiet":
        click.echo(f"\n{made} of {len(outcomes)} books made in {seconds:.1f} s", err=True)
    return max(codes)


def next_steps(result: BuildResult) -> Iterator[str]:
    """What is worth doing after a build: the file to look at first, and the finding that stands most often."""
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

    The same build says the same, so it has no time in it. Where the build failed there are no files.
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
