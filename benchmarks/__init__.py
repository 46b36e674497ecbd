"""Measurements of speed, memory and size: `python -m benchmarks`. Every figure is a ratio within one run."""
