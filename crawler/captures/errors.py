"""What can go wrong with the capture store; each message names the next step."""

from typing import ClassVar

from crawler.errors import Kind, Mendable



class CaptureError(Mendable):
    """Base of everything the capture store raises."""

    kind: ClassVar[Kind] = "integrity"


class WriterBusy(CaptureError):
    """Another process writes these captures."""

    kind = "locked"


class MixedHome(CaptureError):
    """Samples and live captures must not share a home."""

    kind = "usage"


class IntegrityError(CaptureError):
    """Ledger and WARC files disagree, or the ledger is not ours or newer than this software."""


class StoreFailed(CaptureError):
    """A write or fsync failed; the capture is not acknowledged, the store takes no further one.
    It is never retried: after a failed fsync the kernel may have dropped the bytes and report success next time."""


class DiskFull(StoreFailed):
    """The same, because there is no space left."""

    kind = "disk"


class Unstorable(CaptureError):
    """An exchange that no WARC record can hold; raised before any byte is written."""


class NoCaptures(CaptureError):
    """There is no ledger to read."""

    kind = "usage"


class DamagedCapture(CaptureError):
    """The bytes in the WARC file are not those that were acknowledged."""


class BrokenEncoding(CaptureError):
    """The content-encoding of a body is unknown or cannot be undone."""


class DecodedTooLarge(CaptureError):
    """The body grows beyond the limit when its content-encoding is undone (reliability N7)."""
