"""What can go wrong with the capture store; each message names the next step."""


class CaptureError(Exception):
    """Base of everything the capture store raises."""


class WriterBusy(CaptureError):
    """Another process writes these captures (exit code 5 material)."""


class MixedHome(CaptureError):
    """Samples and live captures must not share a home (exit code 2 material)."""


class IntegrityError(CaptureError):
    """Ledger and WARC files disagree, or the ledger is not ours or newer than this software (exit code 4 material)."""


class StoreFailed(CaptureError):
    """A write or fsync failed; the capture is not acknowledged, the store takes no further one (exit code 4 material).
    It is never retried: after a failed fsync the kernel may have dropped the bytes and report success next time."""


class DiskFull(StoreFailed):
    """The same, because there is no space left (exit code 3 material)."""


class Unstorable(CaptureError):
    """An exchange that no WARC record can hold; raised before any byte is written."""


class NoCaptures(CaptureError):
    """There is no ledger to read."""


class DamagedCapture(CaptureError):
    """The bytes in the WARC file are not those that were acknowledged."""


class BrokenEncoding(CaptureError):
    """The content-encoding of a body is unknown or cannot be undone."""


class DecodedTooLarge(CaptureError):
    """The body grows beyond the limit when its content-encoding is undone (reliability N7)."""
