"""The book as one value: essays, front and back matter in order, with links, languages and pictures resolved.

In: manifest, essays, references, editorial material. Out: `model.Book`, made by `assemble.assemble`.
Extended by: the table of kinds of piece in `model`.
"""
