"""Citations in the text: found, resolved against the references, and linked without touching a word."""
