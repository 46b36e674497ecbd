"""Builds anthologies: one manifest in, an EPUB and print-ready PDFs out."""

__version__ = "0.1.0"
