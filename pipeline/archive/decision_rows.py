"""Decisions as rows: what people corrected, with the reason and what became of it in this build."""

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from pipeline.archive.article_record import ArticleRecord, Row
from pipeline.decisions.apply import GONE, Outcome, is_irrelevant
from pipeline.decisions.read import Decisions
from pipeline.decisions.values import Decided, Merge, OnArticle, OnWords, Relink, SetDate, Split


def with_decisions(record: ArticleRecord, outcomes: Sequence[Outcome]) -> ArticleRecord:
    """The record with a row for each decision about it; of an article that is none of the archive's only that."""
    rows = [decision_row(outcome.decision, outcome.state) for outcome in outcomes]
    if not is_irrelevant([outcome.decision for outcome in outcomes]):
        return replace(record, rows={**record.rows, "decisions": rows})
    bare = {name: record.article[name] for name in ("id", "source_id", "title", "first_seen", "sample")}
    article = bare | {"state": "irrelevant"}
    return replace(record, article=article, body=None, sketch=None, rows={"decisions": rows})


def write_left_over(db: Database, decisions: Decisions, states: Sequence[tuple[Decided, str]]) -> None:
    """Rows of the decisions that came with no article: merges and splits as they ended (`states`), and those about
    articles that the archive does not hold. Of what was taken down no decision is shown either: it quotes the text."""
    db.execute(
        "DELETE FROM decisions WHERE article_id IS NULL "
        "OR article_id NOT IN (SELECT id FROM articles WHERE state <> 'suppressed')"
    )
    known = {row[0] for row in db.execute("SELECT id FROM articles")}
    lost = [one for article, found in decisions.by_article.items() if article not in known for one in found]
    rows = [decision_row(decision, state) for decision, state in states]
    db.table("decisions").insert_all([*rows, *(decision_row(one, GONE) for one in lost)], pk="id")


def decision_row(decision: Decided, state: str) -> Row:
    """One row of `decisions`; who decided stays in the home."""
    return {
        "id": decision.key,
        "do": decision.do,
        "article_id": decision.article if isinstance(decision, OnArticle) else None,
        "kind": decision.kind if isinstance(decision, OnWords | Merge | Split) else None,
        "about": _about(decision),
        "decided": _decided(decision),
        "why": decision.why,
        "decided_on": None if decision.on == "-" else decision.on,
        "state": state,
    }


def _about(decision: Decided) -> str | None:
    match decision:
        case OnWords():
            return decision.surface
        case Merge():
            return ", ".join(sorted(decision.ids))
        case Split():
            return decision.id
    return None


def _decided(decision: Decided) -> str | None:
    match decision:
        case SetDate():
            return decision.published
        case Relink():
            return decision.to
        case Merge():
            return decision.into
        case Split():
            return f"{decision.id}~{decision.label}"
    return None
