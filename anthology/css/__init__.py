"""Style sheets: parsed, put in the order of the cascade, and checked before a book uses them.

In comes the text of a style sheet and, for the cascade, a parsed page or drawing; out come declarations and findings.
`lint.VALUES` and `lint.BOUNDS` are the tables of what a layout of a book's own may write.
"""
