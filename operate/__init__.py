"""Runs the house: which portals, when, in which order, with which exit code."""
