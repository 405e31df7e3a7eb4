"""What the archive hands on of its captures, and how: one set of rules for `ocop export` and for the site."""
