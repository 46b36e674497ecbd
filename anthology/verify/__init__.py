"""Finished files against the book: no sentence missing or added, nothing hidden, links and languages in order.

In: `book.model.Book` and the bytes of an edition. Out: findings.
Extended by: `book.CHECKS` (a check of a book before it is made).
"""
