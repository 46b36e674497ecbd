"""Markdown (CommonMark with tables, notes, definition lists, attributes and formulas), and the HTML in it."""
