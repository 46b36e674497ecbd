"""What every room stands on: findings, errors, limits, the document model, files, YAML, the cache, languages.

In: nothing of this package. Out: records and functions that know nothing of books.
Extended by: `core/codes` (a finding's code), `limits.LIMITS` (a limit of size or time).
"""
