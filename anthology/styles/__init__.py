"""Styles: how a reference is printed and where it stands in the list."""
