"""Attachments on the whole road: a plan that is published only as PDF is found, and shown on its document's page."""

import os
import shutil

import pytest

from road.conftest import Road
from website.portals import front

OWN = "SELECT own_article_id, own_attachment, title, date FROM documents WHERE norm = ?"


def test_a_number_that_stands_only_in_a_pdf_makes_a_document(built: Road) -> None:
    assert built.rows("SELECT count(*) AS n FROM article_texts WHERE body LIKE '%3353/QĐ-UBND%'") == [{"n": 0}]
    (own,) = built.rows(OWN, "3353/QĐ-UBND")
    assert own["own_article_id"] == "mau/dong-nai/2688"
    assert own["date"] == "2020-09-15"
    hits = built.rows("SELECT rowid AS n FROM search WHERE search MATCH 'attachments : \"3353 qđ ubnd\"'")
    article = built.rows("SELECT n FROM articles WHERE id = 'mau/dong-nai/2688'")
    assert hits == article


def test_a_plan_that_articles_cite_gets_its_own_text(built: Road) -> None:
    (own,) = built.rows(OWN + " AND own_article_id IS NOT NULL", "10946/KH-UBND")
    assert own["own_article_id"] == "mau/dong-nai/2105"
    (file,) = built.rows(
        "SELECT * FROM attachments WHERE article_id = ? AND position = ?", own["own_article_id"], own["own_attachment"]
    )
    assert (file["type"], file["state"], file["pages"]) == ("PDF", "ok", 1)
    assert "0251" not in file["text"], "the telephone number is masked as in bodies"


def test_every_state_is_said(built: Road) -> None:
    states = {row["label"]: row["state"] for row in built.rows("SELECT label, state FROM attachments")}
    assert states["Phiếu chấm (tệp có mật khẩu)"] == "encrypted"
    assert states["Ảnh chụp hội nghị (tệp hỏng)"] == "damaged"
    assert states["Quyết định bổ sung (bản quét)"] == "needs_ocr"


def test_rows_of_annexes_and_of_page_tables(built: Road) -> None:
    places = {row["place"] for row in built.rows("SELECT place FROM product_rows")}
    assert places >= {"body", "attachment 0", "attachment 1"}
    (row,) = built.rows("SELECT * FROM product_rows WHERE product = 'Tiêu sọ Lâm San'")
    assert (row["page"], row["score"], row["stars"]) == (2, 66.5, 3)
    assert "66,5" in row["cells"]


def test_a_scanned_decision_is_read_and_a_rebuild_keeps_it(road: Road) -> None:
    if shutil.which("tesseract") is None and not os.environ.get("CI"):
        pytest.skip("tesseract is not installed: scripts/install-ocr installs it")
    road.ocop("run", "mau/dong-nai", code=None)
    assert road.ocop("ocr") == {"read": 1, "failed": [], "waiting": 0}
    (own,) = road.rows(OWN, "3411/QĐ-UBND")
    assert own["own_article_id"] == "mau/dong-nai/2688"
    assert road.ocop("ocr")["read"] == 0, "what was read is not read again"
    assert road.ocop("rebuild")["same"] is True


def test_the_front_page_says_how_many_scanned_files_nobody_has_read(built: Road) -> None:
    waiting = built.rows("SELECT count(*) AS n FROM attachments WHERE state = 'needs_ocr'")[0]["n"]
    assert front(built.db.conn).scanned == waiting >= 1
