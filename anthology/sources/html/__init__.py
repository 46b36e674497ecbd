"""Saved web pages and XHTML: sanitised, the main content found, its elements read as blocks."""
