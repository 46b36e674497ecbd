"""References read and printed, and citations in the text found and linked without touching a word.

In: reference lists of essays, `.bib`, RIS and CSL files. Out: a merged bibliography, links in essays, findings.
Extended by: `formats.FORMATS` (a file format), `styles.STYLES` (a reference style).
"""
