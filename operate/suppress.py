"""Take an article down: a decision with its reason, applied to the archive at once and at every build after."""

from dataclasses import dataclass

from crawler.captures.reader import CaptureReader
from crawler.clock import Clock, stamp
from operate.choose import holds_samples
from operate.home import Home, HomeError
from pipeline.archive.search_index import rebuild as rebuild_index
from pipeline.build import Builder
from pipeline.decisions.suppressions import Suppression, add_suppression


@dataclass(frozen=True)
class TakenDown:
    """An article that is not published any more."""

    article_id: str
    new: bool


def suppress(home: Home, wanted: str, why: str, clock: Clock) -> TakenDown:
    """Take down the article with this id or address. The captures stay (they are the evidence and are not public);
    text, mentions, pictures and index words leave archive.db. Raises HomeError for an article the home does not know
    or an empty reason."""
    if not why.strip():
        raise HomeError("Gỡ bài cần lý do / A take-down needs its reason: --why 'theo đề nghị của …, ngày …'.")
    samples = holds_samples(home)
    article_id, url = _find(home, wanted, samples)
    new = add_suppression(home.decisions, Suppression(article_id, url, stamp(clock())[:10], why.strip()))
    setup = home.setup(samples=samples)
    with Builder(setup, home.archive, clock=clock) as builder:
        builder.step()
        builder.finish()
        rebuild_index(builder.db)
        builder.db.conn.execute("VACUUM")
    return TakenDown(article_id, new)


def _find(home: Home, wanted: str, samples: bool) -> tuple[str, str]:
    """(article id, address) of what a person names by id, by the page's address or by our own page's address."""
    reader = CaptureReader(home.path)
    named = wanted.split("/bai/", 1)[1] if "/bai/" in wanted else wanted
    if known := reader.article_of(named):
        captures = reader.of_article(*known)
        return named, captures[0].url if captures else ""
    registry = home.registry(samples=samples)
    source = registry.owner_of(wanted, None)
    if source:
        key = registry.family_of(source, None).article_key(wanted)
        if key and reader.of_article(source.id, key):
            return f"{source.id}/{key}", wanted
    raise HomeError(
        f"{wanted}: kho không có bài này / "
        f"no article of this home. Give its id (as in /bai/<id>) or its address on the portal."
    )
