"""References read and printed, and citations in the text found and linked without touching a word.

In: reference lists of essays, `.bib`, RIS and CSL files. Out: a merged bibliography, links in essays, findings.
Extended by: `formats.table` (a file format), `styles.entries.STYLES` (a reference style).
"""
