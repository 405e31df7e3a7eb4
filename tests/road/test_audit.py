"""A sample of the archive goes out as a sheet, comes back judged, and stands in the table `rules` at the next build."""

import csv
import io
from pathlib import Path

import pytest

from pipeline.precision import Precision

from .conftest import Road


def sheet_of(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets need the byte order mark"
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def judge(path: Path, answers: list[str], delimiter: str = ",") -> None:
    """Fill in `right?` from the top as a person would, and save as a spreadsheet program does."""
    rows = sheet_of(path)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow(row | {"right?": answers[number] if number < len(answers) else ""})


def test_the_same_seed_draws_the_same_sheet(built: Road, tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    drawn = built.ocop("audit", "document", "--n", "20", "--out", str(first))
    assert drawn["rows"] == 20 < drawn["of"]
    built.ocop("audit", "document", "--n", "20", "--out", str(again))
    built.ocop("audit", "document", "--n", "20", "--seed", "7", "--out", str(other))
    assert first.read_bytes() == again.read_bytes()
    assert {row["id"] for row in sheet_of(first)} != {row["id"] for row in sheet_of(other)}


def test_what_the_archive_does_not_hold_is_said(built: Road) -> None:
    assert "holds no credit_fund" in built.ocop("audit", "credit_fund", code=2)
    assert "give a TYPE" in built.ocop("audit", code=2)


def in_context(road: Road, kind: str, path: Path) -> list[dict[str, str]]:
    """The rows of a sheet of this type, each with its words, where they stand and nothing that a program would run."""
    road.ocop("audit", kind, "--n", "30", "--out", str(path))
    rows = sheet_of(path)
    assert len({row["id"] for row in rows}) == len(rows) > 0, kind
    for row in rows:
        assert row["right?"] == ""
        assert row["value"]
        assert row["link"].startswith("http")
        assert kind in ("figure", "date") or "⟦" in row["quote"], (kind, row)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    return rows


def test_every_type_has_a_sheet_with_its_words_in_context(built: Road, tmp_path: Path) -> None:
    for kind in ("document", "cooperative", "group", "commune", "district", "province", "product", "figure", "date"):
        in_context(built, kind, tmp_path / f"{kind}.csv")


def test_so_have_producers(road: Road, tmp_path: Path) -> None:
    sections = next(iter(road.server.world.site("nhon-trach").articles.values())).sections
    road.server.world.add_article(
        "nhon-trach", id="99001", title="[MẪU] Công bố ba sản phẩm OCOP đợt mẫu", published="2023-11-20T08:00",
        sections=sections, lead="Hội đồng huyện Nhơn Trạch công bố sản phẩm đạt 3 sao.",
        body="Sản phẩm mật ong hoa tràm của Công ty TNHH Ong Mẫu Nhơn Trạch, xã Phú Hội, được công nhận đạt 3 sao.",
    )  # fmt: skip
    road.ocop("run", "mau/nhon-trach", code=None)
    rows = in_context(road, "producer", tmp_path / "producer.csv")
    assert any("Công ty TNHH Ong Mẫu Nhơn Trạch" in row["quote"].replace("⟦", "").replace("⟧", "") for row in rows)


def test_a_judged_sheet_becomes_the_precision_of_its_rules(built: Road, tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    built.ocop("audit", "commune", "--n", "12", "--out", str(path))
    judge(path, ["đúng", "Yes", "1", "có", "x", "đúng", "đúng", "sai", "?"], delimiter=";")
    judged = built.ocop("audit", "--read", str(path))
    assert (judged["judged"], judged["open"]) == (8, 4)
    (share,) = judged["types"]
    low, high = Precision(7, 8, "").interval
    assert (share["right"], share["n"], share["low"], share["high"]) == (7, 8, low, high)
    assert sum(rule["n"] for rule in judged["rules"]) == 8

    built.ocop("build")
    for rule in judged["rules"]:
        (row,) = built.rows("SELECT * FROM rules WHERE id = ?", rule["name"])
        assert (row["measured_n"], row["precision"]) == (rule["n"], pytest.approx(rule["right"] / rule["n"], abs=1e-4))
        assert row["measured_on"].startswith("kho này, 2026-11-02")
    built.ocop("audit", "--read", str(path))
    assert len(list((built.home / "decisions" / "audits").glob("*.csv"))) == 1, "read twice, kept once"


def test_dates_are_judged_too_and_no_date_may_be_right(built: Road, tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    built.ocop("audit", "date", "--n", "500", "--out", str(path))
    rows = sheet_of(path)
    assert {row["rule"] for row in rows} >= {"date.label", "date.none"}
    unknown = [row for row in rows if row["rule"] == "date.none"]
    assert all(row["value"].startswith("không rõ · none (") for row in unknown)


@pytest.mark.parametrize(
    ("answers", "says"), [([], "no row is judged yet"), (["đúng", "hình như"], "row 3: 'hình như' is no answer")]
)
def test_a_sheet_that_cannot_be_read_says_why(built: Road, tmp_path: Path, answers: list[str], says: str) -> None:
    path = tmp_path / "sheet.csv"
    built.ocop("audit", "product", "--n", "5", "--out", str(path))
    judge(path, answers)
    assert says in built.ocop("audit", "--read", str(path), code=2)


def test_a_sheet_in_the_way_is_not_overwritten(built: Road, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("chấm dở", "utf-8")
    assert "may hold answers" in built.ocop("audit", "product", "--out", str(path), code=2)
    assert "not UTF-8" in built.ocop("audit", "--read", str(_in_old_vietnamese(tmp_path)), code=2)
    assert path.read_text("utf-8") == "chấm dở"


def _in_old_vietnamese(folder: Path) -> Path:
    path = folder / "ansi.csv"
    path.write_bytes("right?,note\nđúng,".encode("cp1258", "replace") + b"\xfd\xff")
    return path


def test_wilsons_interval_holds_at_the_ends() -> None:
    assert Precision(0, 0, "").interval == (0.0, 1.0)
    assert Precision(200, 200, "").interval == pytest.approx((0.9812, 1.0), abs=1e-4)
    assert Precision(0, 10, "").interval == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert Precision(90, 100, "").interval == pytest.approx((0.8256, 0.9448), abs=1e-4)
