"""archive.db: its tables, its rows, its search index, and the one writer of it all."""
