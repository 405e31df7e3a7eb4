"""What every reading child needs, loaded by importing this module: in the process from which children are forked."""

import gc

from pipeline import worker
from pipeline.gazetteer import load_gazetteer

__all__ = ["worker"]

load_gazetteer()
# Whatever stands now stays for good: without this the collector writes to its pages, and every child copies them.
gc.freeze()
