"""How to cite an article: the portal first, the archive as the place where the text can be checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from website.archive import SAMPLE_MARK, State
from website.language import day, moment, t
from website.words import dated


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
    on = t(when.text, when.text_en)
    if state.release:
        release = f"{t('bản phát hành', 'release')} {state.release}"
    else:
        release = f"{t('bản dựng', 'build of')} {state.built_at}"
    taken = ""
    if capture:
        taken = f", {t('bản lưu', 'captured')} {moment(capture['fetched_at'])}, SHA-256 {capture['sha256']}"
    archive = t("Kho lưu trữ OCOP", "OCOP news archive")
    text = (
        f"{mark}{portal}: “{article['title']}”, {on}. {article['url'] or ''} "
        f"{t('Lưu tại', 'Kept in the')} {archive}, {release}: {address}{taken}."
    )
    fields = {
        "author": f"{{{portal}}}",
        "title": f"{{{mark}{article['title']}}}",
        **({"year": article["published"][:4]} if article["published"] else {}),
        "howpublished": f"\\url{{{address}}}",
        "note": f"{{{day(article['published']) if when.known else on}; {archive}, {release}{taken}}}",
    }
    key = "".join(c if c.isalnum() else "-" for c in article["id"])
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return Citation(" ".join(text.split()), f"@misc{{{key},\n{lines}\n}}")
