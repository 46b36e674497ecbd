"""The rules of cleaning: what stands before and after a text that is not the author's."""
