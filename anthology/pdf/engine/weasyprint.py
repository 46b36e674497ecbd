"""WeasyPrint, imported safely and shut off from files and network; its complaints become findings.

Importing this module imports WeasyPrint, a third of a second: only functions import it.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from multiprocessing.util import Finalize
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from anthology.core.errors import AnthologyError, MissingError, SettingError
from anthology.core.findings import Finding, of_piece
from anthology.core.system_faults import is_fault
from anthology.pdf.engine.adapter.boxes import indent_from_the_right
from anthology.pdf.engine.adapter.library import (
    MISSING_DESCRIPTION,
    MISSING_GLYPH,
    CounterStyle,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    XhtmlDocument,
    exact_profile,
    unhyphenated,
    weasyprint,
)
from anthology.pdf.engine.model import Job, Side
from anthology.pdf.fonts.files import font_file

__all__ = ["Fetcher", "Layout", "Styles", "clear_styles", "lay_out", "warnings_as_findings"]

ASSET = "asset:"
VERSO = "html { break-before: verso }"
SEVERITIES = {logging.WARNING: "T003", logging.ERROR: "T004", logging.CRITICAL: "T004"}
TOLD_ELSEWHERE = ("is neither an asset", MISSING_DESCRIPTION)


class Fetcher(URLFetcher):
    """Serves the assets of one job and the font files, and nothing else."""

    def __init__(self, assets: tuple[tuple[str, bytes], ...]) -> None:
        super().__init__()
        self._assets = dict(assets)
        self.fonts: dict[str, str] = {}
        self.refused: list[Finding] = []

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
        """The asset with that address; ValueError for every other address."""
        name = unquote(url.removeprefix(ASSET)) if url.startswith(ASSET) else ""
        data = font_file(name.removeprefix("font/")) if name.startswith("font/") else self._assets.get(name)
        if data is None:
            message = f"{url} is neither an asset of this piece nor an installed font"
            self.refused.append(Finding("T005", message, file=name))
            raise ValueError(message)
        self.fonts[sha256(data).hexdigest()] = name
        return URLFetcherResponse(f"{ASSET}{name}", data, {})


class _Listener(logging.Handler):
    """Collects WeasyPrint's complaints as findings."""

    def __init__(self, about: str) -> None:
        super().__init__(logging.WARNING)
        self._about = about
        self.findings: list[Finding] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note one complaint, unless another check tells it in better words, such as that of undescribed pictures."""
        message = record.getMessage()
        if MISSING_GLYPH.search(message) is None and not any(words in message for words in TOLD_ELSEWHERE):
            asset = next((str(each) for each in record.args or () if str(each).startswith(ASSET)), "")
            said = f"{self._about}: {message}"
            self.findings.append(Finding(SEVERITIES[record.levelno], said, file=asset.removeprefix(ASSET)))


@contextmanager
def warnings_as_findings(about: str, piece: str = "") -> Iterator[list[Finding]]:
    """Within this context WeasyPrint's warnings and errors become findings whose messages begin with `about`.

    SettingError, on the piece if one is named, if the XHTML is not well-formed or if WeasyPrint raises anything at all.
    """
    logger = logging.getLogger("weasyprint")
    listener = _Listener(about)
    logger.addHandler(listener)
    try:
        yield listener.findings
    except ElementTree.ParseError as error:
        raise SettingError(Finding("T001", f"{about}: {error}", piece=piece)) from error
    except RecursionError as error:
        raise SettingError(Finding("T002", f"{about}: elements are nested too deeply", piece=piece)) from error
    except (AnthologyError, MemoryError):
        raise  # a limit, which has its own words
    except Exception as error:
        if is_fault(error):
            raise  # of the system, not of the piece
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        message = f"{about}: WeasyPrint cannot set this ({said})"
        hint = "look in the style sheets for a value without sense, such as a size of 0 or of millions, or a loop"
        raise SettingError(Finding("T002", message, hint=hint, piece=piece)) from error
    finally:
        logger.removeHandler(listener)


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Style sheets as WeasyPrint has parsed them, with the fonts that they loaded."""

    sheets: tuple[Any, ...]
    font_config: Any
    counter_style: Any
    color_profiles: Any
    fonts: dict[str, str]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=4)
def parse_styles(sheets: tuple[str, ...], assets: tuple[tuple[str, bytes], ...], side: Side) -> Styles:
    """Parse the style sheets and load their fonts; kept for the life of the process.

    MissingError if they name a font that neither the layouts nor an installed package have.
    """
    Finalize(None, clear_styles, exitpriority=10)  # unlike atexit, also when a worker process ends
    fetcher = Fetcher(assets)
    fonts, counters = FontConfiguration(), CounterStyle()
    profiles: dict[str, Any] = {}
    with warnings_as_findings("style sheets") as findings:
        parsed = tuple(
            weasyprint.CSS(
                string=sheet,
                font_config=fonts,
                counter_style=counters,
                color_profiles=profiles,
                url_fetcher=fetcher,
            )
            for sheet in (*sheets, *([VERSO] if side == "verso" else []))
        )
    absent = [finding for finding in fetcher.refused if finding.file.startswith("font/")]
    if absent:
        hint = "name a font of the layouts (docs/layouts.md lists them), or install the fontpkg package of that font"
        raise MissingError(*(replace(finding, code="X001", hint=hint) for finding in absent))

    def content_of(address: str) -> bytes:
        return dict(assets)[unquote(address.removeprefix(ASSET))]

    return Styles(
        sheets=parsed,
        font_config=fonts,
        counter_style=counters,
        color_profiles={name: exact_profile(profile, content_of) for name, profile in profiles.items()},
        fonts=fetcher.fonts,
        findings=tuple(findings + fetcher.refused),
    )


def clear_styles() -> None:
    """Drop the parsed style sheets, and with them the folders in which WeasyPrint keeps copies of their fonts."""
    parse_styles.cache_clear()
    gc.collect()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A document as WeasyPrint laid it out: its root element, the fonts it may use, what was said meanwhile."""

    document: Any
    root: Any
    fonts: dict[str, str]
    findings: tuple[Finding, ...]


def lay_out(job: Job, change: Callable[[ElementTree.Element], None] = lambda _: None, sheet: str = "") -> Layout:
    """Lay out the job's pages; SettingError if its XHTML is not well-formed or nested too deeply.

    `change` may alter the page before that, and the style `sheet` comes after all others.
    """
    used = tuple(asset for asset in job.assets if any(ASSET + asset[0] in sheet for sheet in job.stylesheets))
    styles = parse_styles(job.stylesheets, used, job.side)
    fetcher = Fetcher(job.assets)
    with warnings_as_findings(job.slug, job.slug) as findings, unhyphenated(job.whole):
        source = XhtmlDocument(job.xhtml, fetcher, change)
        document = source.render(
            stylesheets=[*styles.sheets, *([weasyprint.CSS(string=sheet)] if sheet else [])],
            font_config=styles.font_config,
            counter_style=styles.counter_style,
            color_profiles=styles.color_profiles,
        )
    indent_from_the_right(document)
    return Layout(
        document=document,
        root=source.etree_element,
        fonts=styles.fonts,
        findings=(*styles.findings, *of_piece((*findings, *fetcher.refused), job.slug)),
    )
