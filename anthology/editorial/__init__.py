"""What the editors add: content notes, resources for readers, permissions.

In: the manifest, `resources.yaml`, the vocabulary of themes. Out: records for templates and catalogues, findings.
Extended by: `content_vocabulary.yaml` (a theme), `resources.yaml` of a book (a service).
"""
