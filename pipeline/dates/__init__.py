"""When an article was published, and why we think so."""

from pipeline.dates.ledger import decide

__all__ = ["decide"]
