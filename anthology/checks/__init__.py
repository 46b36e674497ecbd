"""Checks over records and over finished files."""
