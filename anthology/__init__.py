"""Builds anthologies: one manifest in, an EPUB and print-ready PDFs out.

>>> import anthology
>>> anthology.check("book.yaml")
>>> anthology.build("book.yaml", editions=["print"], out="build")

Every name of `__all__` is loaded when it is first used: the command line must first take the current folder out of
the path from which modules are imported (`__main__`).
"""

TYPE_CHECKING = False  # typing is not loaded for it

if TYPE_CHECKING:
    from anthology.api import build, check
    from anthology.core.cache import Cache, default_cache_folder
    from anthology.core.errors import (
        AnthologyError,
        BookError,
        LayoutError,
        LimitError,
        ManifestError,
        MissingError,
        OutputError,
        ReleaseError,
        SettingError,
        SourceError,
    )
    from anthology.core.findings import Finding, Location, Severity
    from anthology.core.version import __version__
    from anthology.result import BuildOptions, BuildResult, OutputFile

__all__ = [
    "AnthologyError",
    "BookError",
    "BuildOptions",
    "BuildResult",
    "Cache",
    "Finding",
    "LayoutError",
    "LimitError",
    "Location",
    "ManifestError",
    "MissingError",
    "OutputError",
    "OutputFile",
    "ReleaseError",
    "SettingError",
    "Severity",
    "SourceError",
    "__version__",
    "build",
    "check",
    "default_cache_folder",
]

_PLACES = {"build": "api", "check": "api", "Cache": "core.cache", "default_cache_folder": "core.cache"}
_PLACES |= dict.fromkeys(("BuildOptions", "BuildResult", "OutputFile"), "result")
_PLACES |= {"__version__": "core.version"}
_PLACES |= dict.fromkeys(("Finding", "Location", "Severity"), "core.findings")


def __getattr__(name: str) -> object:
    """Load a name of the public API."""
    if name not in __all__:
        raise AttributeError(f"module 'anthology' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"anthology.{_PLACES.get(name, 'core.errors')}"), name)
    globals()[name] = value
    return value
