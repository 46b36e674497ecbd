"""Font files: found, recorded as a piece uses them, subset once for a whole book."""
