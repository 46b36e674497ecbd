"""References: read from lists and files, put right, merged, and written out again."""
