"""Commands whose options come from values of the house; ocop.py hangs them in."""
