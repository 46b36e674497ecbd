"""Style sheets read once for all who need them: layouts, the faces of an e-book, drawings in SVG.

In: text of style sheets. Out: rules, cascaded values, findings on what a layout may not use.
Extended by: the tables of properties in `lint`.
"""
