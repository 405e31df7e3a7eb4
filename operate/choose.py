"""Which portals a run may visit: due ones or named ones, and everything that must not be asked."""

import shutil
from collections.abc import Sequence

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.clock import Clock
from crawler.errors import Mendable
from crawler.portals.registry import SHIPPED_SOURCES, Registry, UnknownSource, load_registry
from crawler.portals.source import Source
from operate.due import due_sources
from operate.home import Home


class Refused(Mendable):
    """A run that must not start; the message names the next step."""


class DiskLow(Exception):
    """Too little free disk for a run."""


def check_disk(home: Home) -> None:
    """Raises DiskLow where less than the configured space is free, before any request is sent."""
    free = shutil.disk_usage(home.path).free / 1e9
    if free < home.config.minimum_free_gb:
        raise DiskLow(
            f"đĩa sắp đầy, chưa hỏi cổng nào / {free:.1f} GB free in {home.path}, a run wants "
            f"{home.config.minimum_free_gb:g} GB; nothing was asked. Make room or lower minimum_free_gb in ocop.toml."
        )


def choose_sources(home: Home, wanted: Sequence[str], clock: Clock, *, samples: bool) -> list[Source]:
    """The sources to visit now; `samples`: the home is (to be) one of samples. Raises Refused for what must not be
    asked: the portal of a body that has ended, live portals without contact, samples and live portals in one home."""
    registry = home.registry(samples=samples)
    chosen = [_named(registry, name, samples) for name in wanted] or _due(home, registry, clock, samples)
    for source in chosen:
        refuse_ended(source, clock)
    if samples and holds(home) == "live":
        raise Refused(
            "Nhà này giữ bản lưu cổng thật. / This home holds captures of live portals; "
            "samples need a home of their own: `ocop init DIR`."
        )
    if any(not source.sample for source in chosen):
        if samples:
            raise Refused(
                f"{home.path} giữ dữ liệu mẫu / holds samples (DỮ LIỆU MẪU); live portals are not crawled into it. "
                "Make a home for them: `ocop init DIR`, set its contact, then `ocop --home DIR run`."
            )
        refuse_without_contact(home)
    return chosen


def refuse_without_contact(home: Home) -> None:
    """Raises Refused where the portals that are asked could not reach whoever asks."""
    if not home.config.contact:
        raise Refused(
            "Chưa có địa chỉ liên hệ, chưa hỏi cổng nào. / No portal is asked before it can reach you: "
            f"set contact in {home.path / 'ocop.toml'} (`ocop init {home.path}` writes one)."
        )


def _due(home: Home, registry: Registry, clock: Clock, samples: bool) -> list[Source]:
    try:
        return due_sources(home, registry, clock())
    except UnknownSource as error:
        told = f"{home.path / 'ocop.toml'}, sources: {error}"
        if samples:
            told = (
                f"{home.path} đang giữ dữ liệu mẫu, mà ocop.toml kể cổng thật / holds samples, and its ocop.toml names "
                f"live portals ({', '.join(home.config.sources)}). `ocop sample --crawl` crawls the samples again, "
                "`ocop sample --clear` empties the home for the live portals."
            )
        raise Refused(told) from error


def _named(registry: Registry, name: str, samples: bool) -> Source:
    try:
        return registry.get(name)
    except UnknownSource:
        if not samples:
            raise
        return load_registry(SHIPPED_SOURCES).get(name)


def refuse_ended(source: Source, clock: Clock) -> None:
    """Raises Refused for the live portal of a body that no longer exists: its host may answer for another one."""
    if source.sample or source.valid_to is None or source.stands_on(clock().date()):
        return
    successor = f"Its successor: {source.successor} (`ocop run {source.successor}`). " if source.successor else ""
    raise Refused(
        f"{source.id}: {source.name} đã kết thúc / ended on {source.valid_to}. "
        f"{source.closed_because or ''}\n{successor}"
        "What was captured of it stays readable (`ocop build`); what was not can only come from web archives: "
        f"`ocop backfill {source.id}`."
    )


def holds(home: Home) -> str:
    """What the home's captures are: "", "samples" or "live"."""
    try:
        return CaptureReader(home.path).holds()
    except NoCaptures:
        return ""


def holds_samples(home: Home) -> bool:
    """Whether the home's captures are samples."""
    return holds(home) == "samples"
