"""From galleys to a finished PDF: page numbers, stamping, binding, boxes."""
