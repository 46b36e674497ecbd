"""What every room stands on: findings, errors, limits, the document model, files, YAML, the cache, languages.

In: nothing of this package. Out: records and functions that know nothing of books.
Extended by: `finding_codes.yaml` (a code of findings), `limits.LIMITS` (a limit of size or time).
"""
