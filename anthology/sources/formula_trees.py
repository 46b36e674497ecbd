"""Formulas that a file has as a tree, in LaTeX: MathML of web pages, OMML of Word."""

from __future__ import annotations

from lxml import etree

from anthology.sources.formulas import named_sign

FORMULA = "x-formula"  # the class of the element that stands for a formula and holds its LaTeX
_TEX = ("application/x-tex", "application/x-latex", "tex", "latex")
_WORDS = frozenset({"mi", "mn", "mo", "ms", "mtext", "t"})
_UNSEEN = frozenset({"annotation", "annotation-xml", "mspace", "mphantom", "maligngroup", "malignmark"})


MOST_LEVELS = 40  # of a tree
# Signs that keyboards have, and those of an application, a product, a sum, which are not shown.
_SIGNS = str.maketrans("−⋅∗′\u00a0", "-·*' ", "\u2061\u2062\u2063\u2064")


def latex_of(tree: etree._Element) -> str:
    """A formula in LaTeX: as its author typed it, where the tree says so (MathML 3, section 5.1.3), else made of it.

    What has no counterpart is its letters and signs in order, so that nothing of it is lost.
    """
    for element in tree.iter():
        if _name(element) == "annotation" and (element.get("encoding") or "").lower() in _TEX:
            return " ".join("".join(element.itertext()).split())
    return " ".join(_latex(tree, 0).split())


def _latex(element: etree._Element, depth: int) -> str:
    name = _name(element)
    if depth > MOST_LEVELS:
        return " ".join(element.itertext())
    words = " ".join((element.text or "").translate(_SIGNS).split())
    parts = [_latex(child, depth + 1) for child in element if _is_shown(child)]
    if name in _WORDS:
        return _written(name, words)
    if name == "nary":
        return _sum(element, parts)
    if name == "semantics":
        return parts[0] if parts else ""
    if name in ("mfenced", "d"):
        return f"({','.join(parts)})"
    return _scripted(name, parts) or "".join(parts) or _written("mtext", words)


def _is_shown(element: etree._Element) -> bool:
    name = _name(element)
    return bool(name) and name not in _UNSEEN and not name.endswith("Pr")


def _scripted(name: str, parts: list[str]) -> str:
    """What stands above, below or beside another part."""
    match name, parts:
        case "msup" | "mover" | "sSup" | "limUpp", [base, above]:
            return f"{base}^{{{above}}}"
        case "msub" | "munder" | "sSub" | "limLow", [base, below]:
            return f"{base}_{{{below}}}"
        case "msubsup" | "munderover" | "sSubSup", [base, below, above]:
            return f"{base}_{{{below}}}^{{{above}}}"
        case "mfrac" | "f", [*_, above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(parts)}}}"
        case "mroot", [base, index]:
            return rf"\sqrt[{index}]{{{base}}}"
        case "rad", [*others, base]:
            degree = "".join(others).strip()
            return rf"\sqrt[{degree}]{{{base}}}" if degree else rf"\sqrt{{{base}}}"
        case _:
            return ""


def _written(kind: str, words: str) -> str:
    """The words of a sign, number, name or text in LaTeX."""
    if kind == "mtext" and words:
        return rf"\text{{ {words} }}"
    if kind == "mi" and len(words) > 1 and words.isascii():
        return f"\\{words} " if named_sign(words) else rf"\mathrm{{{words}}}"
    return "".join(f"\\{name} " if (name := named_sign(each)) else each for each in words)


def _sum(element: etree._Element, parts: list[str]) -> str:
    """A sum, product or integral of Word: its sign is a property (ECMA-376, part 1, 22.1.2.70), an integral if none."""
    signs = (next(iter(each.attrib.values()), "") for each in element.iterdescendants() if _name(each) == "chr")
    made = _written("mo", next(signs, "∫"))
    below, above, base = (["", "", "", *parts])[-3:]
    return made + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "") + base


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
