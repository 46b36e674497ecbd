"""Plain text: paragraphs, headings, lists, verse, notes and emphasis as people type them."""
