"""Logs of hostile input: one line per event, nothing that moves a terminal or reads backwards, no endless fields."""

import logging
import sys
import unicodedata

LONGEST_FIELD = 2048
"""Characters of one message (reliability.md C12)."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def printable(text: str, limit: int = LONGEST_FIELD) -> str:
    """`text` on one line: control, format (bidi, zero-width), surrogate and separator characters as escapes, cut."""
    if len(text) > limit:
        text = f"{text[:limit]}… ({len(text)} characters)"
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii") if unicodedata.category(character) in _HIDDEN else character
        for character in text
    )


class OneLine(logging.Formatter):
    """Formats a record and its traceback as one escaped line."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record), LONGEST_FIELD * 4 if record.exc_info else LONGEST_FIELD)


def install(level: str) -> None:
    """Send the process's log lines of `level` and above to standard error, escaped; once, however often called."""
    # Scrapy tells its settings and middlewares per spider, and a line per request; ours say what happened.
    logging.getLogger("scrapy").setLevel("WARNING" if level == "INFO" else level)
    if any(isinstance(handler.formatter, OneLine) for handler in logging.root.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(level)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"))
    logging.root.addHandler(handler)
    logging.root.setLevel(level)
