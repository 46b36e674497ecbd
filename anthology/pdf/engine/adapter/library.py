"""WeasyPrint, imported without running other programs, and its private names, which nothing else imports."""

from __future__ import annotations

import ctypes.util
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

from anthology.core.errors import MissingError
from anthology.core.findings import Finding

TESTED = "70.0"  # the release of WeasyPrint that this package was written for, as pyproject.toml pins it
NEEDED = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core"
LIBRARIES = ("weasyprint", "pydyf", "pyphen", "cssselect2")
XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
COMPONENTS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}

# How the log says that a character has no glyph, and that a picture has no description.
MISSING_GLYPH = re.compile(r"\.notdef glyph rendered .*\((U\+[0-9A-F]+)\)", re.DOTALL)
MISSING_DESCRIPTION = "has no required alt description"


def changed(what: str) -> MissingError:
    """The error for a release of WeasyPrint or pydyf that lacks what this package needs of it."""
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    message = f"the installed typesetter ({', '.join(found)}) is not the one that this program knows: {what}"
    return MissingError(Finding("X001", message, hint=f"pip install weasyprint=={TESTED}, with the pydyf it names"))


def require(thing: object, *names: str) -> None:
    """MissingError if one of these attributes is missing."""
    absent = [name for name in names if not hasattr(thing, name)]
    if absent:
        raise changed(f"{type(thing).__name__} has no {', '.join(absent)}")


@contextmanager
def known_inside() -> Iterator[None]:
    """Within this context an attribute, key or item that is missing is a change of the libraries: MissingError."""
    try:
        yield
    except (AttributeError, LookupError) as error:
        raise changed(f"{type(error).__name__}: {error}") from error


@contextmanager
def _no_programs() -> Iterator[None]:
    """Within this context libraries are looked for by the system's loader alone.

    For a library that it does not find under one name, cffi would run ldconfig, gcc and ld, taken from PATH (CPython,
    issue 112417), before WeasyPrint tries the next name.
    """
    before = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = before


try:
    with _no_programs(), warnings.catch_warnings():
        # Without any font on the machine Pango would bring the whole process down.
        warnings.filterwarnings("error", message=".*FontConfig.*")
        import cssselect2
        import PIL.ImageFile
        import pyphen
        import weasyprint
        from weasyprint.css.counters import CounterStyle
        from weasyprint.formatting_structure import boxes
        from weasyprint.text import line_break
        from weasyprint.text.fonts import FontConfiguration, font_features
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        HYPHENATION = line_break.pyphen
except OSError as error:
    raise MissingError(Finding("X001", f"Pango cannot be loaded: {error}", hint=NEEDED)) from error
except UserWarning as error:
    raise MissingError(Finding("X001", f"this machine has no fonts at all: {error}", hint=NEEDED)) from error
except AttributeError as error:
    raise changed(str(error)) from error
except ImportError as error:
    if (error.name or "").partition(".")[0] not in LIBRARIES:
        raise
    raise changed(str(error)) from error

__all__ = [
    "CounterStyle",
    "FontConfiguration",
    "Hyphenation",
    "URLFetcher",
    "URLFetcherResponse",
    "XhtmlDocument",
    "boxes",
    "changed",
    "exact_profile",
    "font_features",
    "known_inside",
    "require",
    "unhyphenated",
    "weasyprint",
]

# WeasyPrint turns this on for the whole process; half a picture is not a picture.
PIL.ImageFile.LOAD_TRUNCATED_IMAGES = False


class XhtmlDocument(weasyprint.HTML):
    """A document from well-formed XHTML, which the HTML parser would read wrongly; nothing relative resolves in it.

    WeasyPrint's constructor reads an empty document, whose tree is replaced. `change` may alter the page before.
    """

    def __init__(
        self, xhtml: str, fetcher: URLFetcher, change: Callable[[ElementTree.Element], None] = lambda _: None
    ) -> None:
        root = ElementTree.fromstring(xhtml)
        for element in root.iter():
            if isinstance(element.tag, str):
                element.tag = element.tag.removeprefix(XHTML)
            if XML_LANG in element.attrib and "lang" not in element.attrib:
                element.set("lang", element.attrib[XML_LANG])
        change(root)
        super().__init__(string="<html></html>", url_fetcher=fetcher)
        require(self, "wrapper_element", "etree_element")
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


UNHYPHENATED: ContextVar[frozenset[str]] = ContextVar("UNHYPHENATED", default=frozenset())


class Hyphenation(pyphen.Pyphen):
    """Where words may be cut, but for those that `unhyphenated` names."""

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """The two parts of a word at each place where it may be cut, the last place first."""
        return iter(()) if word.casefold() in UNHYPHENATED.get() else super().iterate(word)


# The name under which WeasyPrint's breaking of lines, and nothing else of it, makes its dictionaries.
line_break.pyphen = SimpleNamespace(language_fallback=HYPHENATION.language_fallback, Pyphen=Hyphenation)


@contextmanager
def unhyphenated(words: tuple[str, ...]) -> Iterator[None]:
    """Within this context these words, in whatever capitals, are not cut at the end of a line."""
    token = UNHYPHENATED.set(frozenset(word.casefold() for word in words))
    try:
        yield
    finally:
        UNHYPHENATED.reset(token)


def exact_profile(profile: Any, read: Callable[[str], bytes]) -> SimpleNamespace:
    """A colour profile with its own bytes, which `read` gives by its address.

    WeasyPrint writes profiles anew, and not twice the same. The number of components, which it needs, is read from the
    profile if the style sheet is silent (ICC.1:2010, 7.2.6).
    """
    with known_inside():
        address, components = profile.src, profile.components
    content = read(address)
    components = components or range(COMPONENTS[content[16:20]])
    with known_inside():
        return SimpleNamespace(
            src=address,
            rendering_intent=profile.rendering_intent,
            components=components,
            name=profile.name,
            content=content,
            pdf_reference=profile.pdf_reference,
        )
