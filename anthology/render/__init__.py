"""Blocks to XHTML and pieces to pages by the templates of a layout; the same markup for e-book and print.

In: `book.model.Book` and a layout folder. Out: XHTML and style sheets.
Extended by: a folder in `layouts/` (a layout), `layouts/words/` (a language).
"""
