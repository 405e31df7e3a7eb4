"""Fetches pages and keeps their bytes; never interprets them."""
