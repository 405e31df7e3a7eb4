"""Interprets kept bytes; never fetches."""
