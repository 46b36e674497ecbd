"""A second reading of each source, which shares no code with the readers, and the comparison of the two."""
