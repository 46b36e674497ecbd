"""Imports the engine as far as it can be: what a worker has in hand before its first job.

An engine that cannot be loaded is no error here: the first job says so in words.
"""

from contextlib import suppress

from anthology.core.errors import AnthologyError

with suppress(AnthologyError):
    import anthology.pdf.engine.weasyprint  # noqa: F401
