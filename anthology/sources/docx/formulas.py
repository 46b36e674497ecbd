"""Formulas of Word, as runs of letters in a style of our own that hold their LaTeX."""

from __future__ import annotations

from lxml import etree

from anthology.sources.docx.package import MATH, TEXTS, Parts, name_of
from anthology.sources.formula_trees import FORMULA, latex_of

FORMULA_STYLE = f"r.{FORMULA} => code.{FORMULA}"


def set_formulas(parts: Parts) -> frozenset[str]:
    """Put a run for each formula (ECMA-376, part 1, 22.1.2.77), which mammoth passes over; what parts are changed."""
    return frozenset(name for name, root in parts.items() if name_of(root) in TEXTS and _set_formulas(root))


def _set_formulas(root: etree._Element) -> bool:
    space = etree.QName(root).namespace
    found = [element for element in root.iter() if name_of(element, MATH) == "oMath"]
    for formula in found:
        holder = formula.getparent()
        old = holder if holder is not None and name_of(holder, MATH) == "oMathPara" else formula
        run = etree.Element(f"{{{space}}}r")
        properties = etree.SubElement(run, f"{{{space}}}rPr")
        etree.SubElement(properties, f"{{{space}}}rStyle").set(f"{{{space}}}val", FORMULA)
        etree.SubElement(run, f"{{{space}}}t").text = latex_of(formula)
        old.addprevious(run)
        if old is formula or not any(name_of(each, MATH) == "oMath" for each in formula.itersiblings()):
            run.tail, old.tail = old.tail, None
            old.getparent().remove(old)
    return bool(found)
