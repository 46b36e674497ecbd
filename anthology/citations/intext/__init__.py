"""Citations in running text: detected, resolved against the references, linked."""
