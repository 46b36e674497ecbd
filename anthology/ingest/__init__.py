"""From a source file to a clean essay with its ledger."""
