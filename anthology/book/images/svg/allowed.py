"""What of SVG only draws: the elements that are kept, the attributes of each, and the kind of value that each takes.

Source: SVG 1.1 (second edition), appendix M for the attributes, appendix N for the properties. What is not here is left
out: scripts, handlers, animation, pictures and pages inside a drawing, filters, masks and patterns, links.
"""

from __future__ import annotations

from collections.abc import Mapping

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

BOX = {"x": "length", "y": "length", "width": "positive", "height": "positive"}
VIEW = {"viewBox": "view box", "preserveAspectRatio": "fitting"}
LETTERS = {"x": "lengths", "y": "lengths", "dx": "lengths", "dy": "lengths", "rotate": "numbers"}
LETTERS |= {"textLength": "positive", "lengthAdjust": "adjust"}
GRADIENT = {"gradientUnits": "units", "gradientTransform": "transform", "spreadMethod": "spread", "href": "reference"}

# Each kept element with its own attributes and their kinds.
ELEMENTS: Mapping[str, Mapping[str, str]] = {
    "svg": BOX | VIEW,
    "g": {},
    "defs": {},
    "symbol": BOX | VIEW,
    "use": BOX | {"href": "reference"},
    "path": {"d": "path"},
    "rect": BOX | {"rx": "positive", "ry": "positive"},
    "circle": {"cx": "length", "cy": "length", "r": "positive"},
    "ellipse": {"cx": "length", "cy": "length", "rx": "positive", "ry": "positive"},
    "line": {"x1": "length", "y1": "length", "x2": "length", "y2": "length"},
    "polyline": {"points": "points"},
    "polygon": {"points": "points"},
    "text": LETTERS,
    "tspan": LETTERS,
    "textPath": {"href": "reference", "startOffset": "length"},
    "linearGradient": GRADIENT | {"x1": "length", "y1": "length", "x2": "length", "y2": "length"},
    "radialGradient": GRADIENT | {"cx": "length", "cy": "length", "r": "positive", "fx": "length", "fy": "length"},
    "stop": {"offset": "share"},
    "clipPath": {"clipPathUnits": "units"},
    "marker": VIEW
    | {"refX": "length", "refY": "length", "markerWidth": "positive", "markerHeight": "positive"}
    | {"markerUnits": "marker units", "orient": "turn"},
    "title": {},
    "desc": {},
}

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
TOLD = frozenset({"title", "desc"})
GRADIENTS = frozenset({"linearGradient", "radialGradient"})
LETTERED = frozenset({"text", "tspan", "textPath"})
# What each element may hold; what is not here may hold all but the parts of texts and gradients.
HOLDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((*SHAPES, "use"), TOLD),
    **dict.fromkeys(LETTERED, TOLD | {"tspan", "textPath"}),
    **dict.fromkeys(GRADIENTS, TOLD | {"stop"}),
    **dict.fromkeys(("stop", *TOLD), frozenset()),
    "clipPath": SHAPES | TOLD | {"text", "use"},
}
PARTS = frozenset({"tspan", "textPath", "stop"})

# The properties that any element may have, as an attribute or in a style, and their kinds.
PROPERTIES: Mapping[str, str] = {
    **dict.fromkeys(("fill", "stroke"), "paint"),
    "color": "own colour",
    "stop-color": "colour",
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity", "stop-opacity"), "share"),
    **dict.fromkeys(("fill-rule", "clip-rule"), "rule"),
    **dict.fromkeys(("marker-start", "marker-mid", "marker-end", "clip-path"), "local"),
    "stroke-width": "positive",
    "stroke-linecap": "cap",
    "stroke-linejoin": "join",
    "stroke-miterlimit": "number",
    "stroke-dasharray": "dashes",
    "stroke-dashoffset": "length",
    "transform": "transform",
    "display": "display",
    "visibility": "visibility",
    "overflow": "overflow",
    "font-family": "families",
    "font-size": "above zero",
    "font-style": "slope",
    "font-weight": "weight",
    "text-anchor": "anchor",
    "dominant-baseline": "baseline",
    "alignment-baseline": "baseline",
    "letter-spacing": "length",
    "direction": "direction",
}

# Elements that stand for what they hold: a link for the group of it, a switch for the first of its parts that is kept.
GROUPS = ("a", "switch")
DRAWN = SHAPES | {"text"}
REFERRING = ("fill", "stroke", "clip-path", "marker-start", "marker-mid", "marker-end")

# What is left out, and the word for it in a finding; every other element is named itself.
SAID: Mapping[str, str] = {
    **dict.fromkeys(("script", "handler"), "script"),
    **dict.fromkeys(("animate", "animateTransform", "animateMotion", "animateColor", "set", "mpath"), "animation"),
    **dict.fromkeys(("image", "feImage"), "picture inside it"),
    **dict.fromkeys(("foreignObject", "iframe", "audio", "video", "canvas", "object", "embed"), "embedded page"),
    **dict.fromkeys(("font", "font-face", "glyph", "missing-glyph"), "font"),
}
# What says how a drawing was made or how fast it may be drawn: it goes without a word.
SILENT_ELEMENTS = frozenset({"metadata", "style", "view", "cursor", "hatch", "color-profile"})
SILENT = frozenset(
    {"id", "class", "style", "version", "baseProfile", "role", "tabindex", "focusable", "contentStyleType", "lang"}
    | {"enable-background", "shape-rendering", "text-rendering", "color-rendering", "image-rendering", "pathLength"}
    | {"color-interpolation", "color-interpolation-filters", "color-profile", "cursor", "pointer-events", "zoomAndPan"}
    | {"font-variant", "font-stretch", "font-size-adjust", "type"}
    | {"white-space", "line-height", "text-align", "word-spacing", "unicode-bidi", "kerning", "isolation", "method"}
    | {"spacing", "requiredFeatures", "requiredExtensions", "systemLanguage", "solid-color", "solid-opacity", "media"}
    | {"text-indent", "text-orientation", "transform-box"}
    | {"flood-color", "flood-opacity", "lighting-color", "font-kerning", "xmlns", "contentScriptType", "target"}
    | {"shape-inside", "shape-padding", "shape-margin", "inline-size", "user-select", "outline"}
    | {"box-sizing", "max-width", "max-height", "min-width", "min-height", "margin", "padding", "background"}
    | {"background-color", "border", "position", "z-index", "text-shadow", "alt", "name", "aria-hidden"}
)
PREFIXES = ("data-", "aria-", "-", "font-variant", "font-feature", "marker-pattern")

_ALL = {each.lower(): each for each in (*ELEMENTS, *GROUPS, *SAID, *SILENT_ELEMENTS)}
_ATTRIBUTES = {name.lower(): name for own in ELEMENTS.values() for name in own} | {name: name for name in PROPERTIES}


def element_name(name: str) -> str:
    """The name of an element as SVG has it: where HTML stood around a drawing, its parser made the letters small."""
    return _ALL.get(name.lower(), name)


def attribute_name(name: str) -> str:
    """The same of an attribute."""
    return _ATTRIBUTES.get(name.lower(), name)
