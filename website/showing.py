"""What may be shown beside the text: the pipeline's rule, which a data release keeps to as well."""

from pipeline.republish.shown import SHOWABLE

__all__ = ["SHOWABLE"]
