"""Finished PDFs read back: facts, text, content streams, structure."""
