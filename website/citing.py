"""How to cite an article: the portal first, the archive as the place where the text can be checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from website.archive import SAMPLE_MARK, State
from website.words import dated, day, moment


@dataclass(frozen=True)
class Citation:
    """One article, ready to be pasted."""

    text: str
    bibtex: str


def citation(
    article: Mapping[str, Any], source: Mapping[str, Any], capture: Mapping[str, Any] | None, state: State, address: str
) -> Citation:
    """A sentence for a footnote and a BibTeX entry. A date stands in it only where the archive knows one."""
    portal = source.get("name") or article["source_id"]
    when = dated(article)
    mark = f"[{SAMPLE_MARK}] " if state.samples else ""
    release = f"bản phát hành {state.release}" if state.release else f"bản dựng {state.built_at}"
    taken = f", bản lưu {moment(capture['fetched_at'])}, SHA-256 {capture['sha256']}" if capture else ""
    text = (
        f"{mark}{portal}: “{article['title']}”, {when.text}. {article['url'] or ''} "
        f"Lưu tại Kho lưu trữ OCOP, {release}: {address}{taken}."
    )
    fields = {
        "author": f"{{{portal}}}",
        "title": f"{{{mark}{article['title']}}}",
        **({"year": article["published"][:4]} if article["published"] else {}),
        "howpublished": f"\\url{{{address}}}",
        "note": f"{{{when.text if not when.known else day(article['published'])}; Kho lưu trữ OCOP, {release}{taken}}}",
    }
    key = "".join(c if c.isalnum() else "-" for c in article["id"])
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return Citation(" ".join(text.split()), f"@misc{{{key},\n{lines}\n}}")
