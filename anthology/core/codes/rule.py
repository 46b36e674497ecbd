"""What a finding code means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code means: its severity (error, warning or note), a summary, and how to mend it."""

    severity: str
    summary: str
    remedy: str
