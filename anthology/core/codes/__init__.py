"""The table of finding codes: one line of meaning and one of remedy for everything that a build can say.

The first letter names the subject: M manifest, S source, C cleaning, F fidelity, N content notes, R references,
B citations, H resources, P permissions, L layout, T typesetting, E EPUB, D PDF, O output, X missing parts and limits.
"""

from __future__ import annotations

from anthology.core.codes.apparatus import APPARATUS
from anthology.core.codes.making import MAKING
from anthology.core.codes.manifest import MANIFEST
from anthology.core.codes.pdf import PDF
from anthology.core.codes.rule import Rule
from anthology.core.codes.sources import SOURCES

CODES: dict[str, Rule] = {**MANIFEST, **SOURCES, **APPARATUS, **MAKING, **PDF}

__all__ = ["CODES", "Rule"]
