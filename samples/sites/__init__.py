"""The sites: which path answers with what, one module per layout."""
