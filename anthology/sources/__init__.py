"""A source file becomes an essay: read by its format, cleaned by named rules, every line of it accounted for.

In: a file and what the manifest declares for it. Out: `core.essay.Essay` with findings.
Extended by: `pipeline.READERS` (a format), `pipeline` cleaning rules (a step of cleaning).
"""
