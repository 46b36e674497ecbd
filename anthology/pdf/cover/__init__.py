"""Covers: the front for e-books and screens, the wrap with spine and barcode for printers."""
