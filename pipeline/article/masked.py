"""An article without personal contacts: every text of it masked, same length."""

from dataclasses import replace

from pipeline.masks import mask
from pipeline.model import Article


def masked(article: Article) -> Article:
    """`article` with every text of it masked, fields and blocks alike; addresses of files and pictures stay."""
    return replace(
        article,
        title=mask(article.title),
        lead=mask(article.lead),
        body=mask(article.body),
        captions=mask(article.captions),
        attachments_text=mask(article.attachments_text),
        author=_mask_or_none(article.author),
        publisher=_mask_or_none(article.publisher),
        licence=_mask_or_none(article.licence),
        blocks=tuple(replace(block, text=mask(block.text)) for block in article.blocks),
        images=tuple(
            replace(
                image,
                caption=_mask_or_none(image.caption),
                credit=_mask_or_none(image.credit),
                alt=_mask_or_none(image.alt),
            )
            for image in article.images
        ),
        attachments=tuple(replace(file, text=mask(file.text)) for file in article.attachments),
    )


def _mask_or_none(text: str | None) -> str | None:
    return mask(text) if text else text
