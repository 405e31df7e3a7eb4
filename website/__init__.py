"""Routes, queries and feeds of the Datasette site; reads archive.db and captures/, writes nothing."""
