"""The style sheets of a book's own layout, judged before they are used: are they CSS, do they fetch, do they hide."""
