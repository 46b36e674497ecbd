"""Print: pieces are typeset one by one, then bound into a finished PDF and checked.

In: `book.model.Book`, a layout, an edition. Out: PDF bytes, the pagination, findings.
Extended by: `printers.yaml` (a printer), `preflight` (a check of finished files).
"""
