"""Which pictures and attachments a home keeps: its own policy, and what the source lets anybody keep."""

from typing import Literal

from crawler.portals.source import Source

Media = Literal["full", "thumbnail", "none"]
"""`full`: pictures and attachments; `thumbnail`: pictures alone, shown small only; `none`: neither."""


def keeps(role: str, media: Media, source: Source) -> bool:
    """Whether what a source's article shows in this role (`image`, `attachment`) is fetched and shown. Pictures of a
    source that allows facts only are nobody's to keep, whatever the policy; other roles are always kept."""
    if role == "image":
        return media != "none" and source.republish == "full"
    return role != "attachment" or media == "full"
