"""Numbered data releases of a home for a public server."""
