"""Typeset pieces made one book: page references resolved, objects merged, pages numbered."""
