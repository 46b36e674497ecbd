"""The exception tree: each class means "cannot go on" for one reason and owns its exit code."""

from __future__ import annotations

from typing import ClassVar

from anthology.core.findings import Finding, Severity


class AnthologyError(Exception):
    """The program cannot continue; the findings give the place, the reason and the remedy."""

    exit_code: ClassVar[int] = 70

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings

    def __reduce__(self) -> tuple[type[AnthologyError], tuple[Finding, ...]]:
        return type(self), self.findings


class BookError(AnthologyError):
    """The book has findings of severity error."""

    exit_code = 1


class ReleaseError(BookError):
    """The book is not ready for the public."""

    @property
    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """What stands in the way: of which essay or of which subject, the code, what is wrong, and what to do."""
        from anthology.core.finding_codes import subject

        refused = (finding for finding in self.findings if finding.severity is Severity.ERROR)
        return tuple(
            (each.piece or subject(each.code[0]).name.lower(), each.code, each.message, each.remedy) for each in refused
        )


class ManifestError(AnthologyError):
    """The manifest cannot be read or breaks its schema."""

    exit_code = 3


class SourceError(AnthologyError):
    """A source of the book cannot be read."""

    exit_code = 4


class LayoutError(AnthologyError):
    """A template or style sheet is at fault."""

    exit_code = 5


class SettingError(AnthologyError):
    """A piece could not be set in type."""

    exit_code = 6


class OutputError(AnthologyError):
    """A file could not be written, or what was written is not what was promised."""

    exit_code = 7


class MissingError(AnthologyError):
    """Something that the work needs is not installed."""

    exit_code = 8


class LimitError(AnthologyError):
    """A limit of time, memory or size was reached."""

    exit_code = 9
