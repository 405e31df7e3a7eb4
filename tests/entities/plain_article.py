"""An `Article` of plain text, as `read_text` would give it, for tests that need no page."""

from pipeline.model import Article
from pipeline.text import clean


def plain(body: str = "", *, title: str = "", lead: str = "", captions: str = "", attachments: str = "") -> Article:
    return Article(
        url="",
        title=clean(title),
        lead=clean(lead),
        body=clean(body),
        captions=clean(captions),
        attachments_text=clean(attachments),
        author=None,
        section=None,
        blocks=(),
        images=(),
        attachments=(),
        raw_dates=(),
    )
