"""Sample portals: our own articles in the page layouts of real portals, served on loopback.

Nothing here comes from a live portal, and everything that is served says so (`MARK`, header `X-OCOP-Sample: 1`).
The package stands alone: it imports no other part of the project.
"""

from samples.model import SampleArticle, load_articles
from samples.portal import MARK
from samples.sources import sources_for
from samples.traps import TRAPS

__all__ = ["MARK", "TRAPS", "SampleArticle", "load_articles", "sources_for"]
