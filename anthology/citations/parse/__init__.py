"""A line of a reference list taken apart: names, year, title, container, publisher, trailing fields."""
