"""All that this program reads or replaces of WeasyPrint and pydyf beyond what their documentation promises.

Only the modules of this package touch the inside of these libraries, and `tests/engines/test_adapter.py` holds the
installed release against what they expect. What is missing at run time is a MissingError that names the version.

- `library`: `HTML.wrapper_element` and `etree_element`, because WeasyPrint parses HTML alone and XHTML would be read
  wrongly (WeasyPrint, pull request 2232); the name `pyphen` in `text.line_break`, because neither CSS nor WeasyPrint
  has a list of words that are never cut (issue 1945); colour profiles, which are not written twice the same; the
  function that names OpenType features; the words of two log messages; what happens while it is imported.
- `boxes`: `Page._page_box`, the boxes below it and the boxes of `Page.links`, because no public function tells which
  text stands where (issues 265 and 434).
- `objects`: `Document.fonts` and the fonts in it, because fonts are embedded once for the whole book, not in
  each piece; the end of `write_pdf`, before the file is written; the arrays and references in pydyf's objects, whose
  form has changed before (WeasyPrint, issues 1737 and 2200).

Each module imports WeasyPrint, which takes a third of a second: only functions import what imports them.
"""
