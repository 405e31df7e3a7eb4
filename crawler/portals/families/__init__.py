"""The CMS families: one module each, registered here under the name that source files use."""

from collections.abc import Mapping

from crawler.portals.families.base import Family
from crawler.portals.families.generic import Generic
from crawler.portals.families.nukeviet import NukeViet
from crawler.portals.families.sharepoint_dongnai import SharePointDongNai

FAMILIES: Mapping[str, Family] = {family.name: family for family in (SharePointDongNai(), NukeViet(), Generic())}
"""Families by name."""
