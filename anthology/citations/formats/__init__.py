"""Files of references: BibTeX, RIS, CSL-JSON and CSL-YAML."""
