"""Style sheets: parsed, put in the order of the cascade, and checked before a book uses them.

In: the text of a style sheet and, for the cascade, a parsed page or drawing. Out: declarations and findings.
Extended by: `lint.VALUES` and `lint.BOUNDS`, what a layout of a book's own may write.
"""
