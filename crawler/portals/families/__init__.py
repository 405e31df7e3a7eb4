"""The CMS families: one module each, registered here under the name that source files use."""

from collections.abc import Mapping

from crawler.portals.families.article_detail import ArticleDetail
from crawler.portals.families.base import Family
from crawler.portals.families.generic import Generic
from crawler.portals.families.group_nid import GroupNid
from crawler.portals.families.liferay import Liferay
from crawler.portals.families.liferay_json import LiferayJson
from crawler.portals.families.newspaper import Newspaper
from crawler.portals.families.nukeviet import NukeViet
from crawler.portals.families.sharepoint_dongnai import SharePointDongNai
from crawler.portals.families.sharepoint_tandan import SharePointTanDan
from crawler.portals.families.tang_tuong_phan import TangTuongPhan
from crawler.portals.families.uiarticle import UIArticle
from crawler.portals.families.webforms import WebForms
from crawler.portals.families.wordpress import WordPress

_ALL: tuple[Family, ...] = (
    SharePointDongNai(),
    NukeViet(),
    ArticleDetail(),
    GroupNid(),
    Newspaper(),
    TangTuongPhan(),
    WebForms(),
    WordPress(),
    SharePointTanDan(),
    UIArticle(),
    Liferay(),
    LiferayJson(),
    Generic(),
)
FAMILIES: Mapping[str, Family] = {family.name: family for family in _ALL}
"""Families by name."""
