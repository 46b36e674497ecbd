"""Word documents: the package and its hidden parts checked, then read by mammoth."""
