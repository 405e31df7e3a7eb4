"""Values as cells of files that spreadsheets open."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How text begins that a spreadsheet may run as a formula; full-width forms are folded by some (reliability C10)."""


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs as a formula: text that begins like one gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
