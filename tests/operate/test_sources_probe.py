"""`ocop sources check|add` and `ocop estimate` on the sample portals, over real HTTP."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from desk import ROOT, Desk

from samples.server import SampleServer


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with SampleServer() as server:
        yield Desk(tmp_path_factory.mktemp("desk"), server)


def test_every_sample_portal_gets_one_verdict(desk: Desk) -> None:
    verdicts = desk.ocop("sources", "check", "--all")
    assert {verdict["verdict"] for verdict in verdicts} == {"passes"}
    assert len(verdicts) == 16
    checks = {finding["check"] for verdict in verdicts for finding in verdict["findings"]}
    assert checks >= {"source file", "robots", "tls", "listing", "paging", "title", "body", "date", "stable"}
    assert not (desk.home / "captures").exists(), "a check leaves the operator's own captures alone"


def test_a_portal_whose_listing_is_empty_fails(desk: Desk) -> None:
    desk.server.world.empty_listing("vinh-cuu")
    (verdict,) = desk.ocop("sources", "check", "mau/vinh-cuu", code=6)
    desk.server.world.empty_listing("vinh-cuu", emptied=False)
    assert verdict["verdict"] == "fails"
    assert {f["check"] for f in verdict["findings"] if f["level"] == "fail"} >= {"listing"}


def test_a_portal_that_is_down_is_told_from_a_network_that_is(desk: Desk) -> None:
    path = desk.sources / "mau" / "tat.yml"
    text = (desk.sources / "mau" / "nhon-trach.yml").read_text("utf-8")
    path.write_text(re.sub(r"nhontrach\.localhost:\d+", "tat.localhost:9", text), encoding="utf-8")
    try:
        both = desk.ocop("sources", "check", "mau/tat", "mau/nhon-trach", code=6)
        alone = desk.ocop("sources", "check", "mau/tat", code=8)
    finally:
        path.unlink()
    assert [verdict["verdict"] for verdict in both] == ["portal down", "passes"]
    assert alone[0]["verdict"] == "unreachable from this network"


def test_estimate_gives_a_range_with_its_basis(desk: Desk) -> None:
    found = desk.ocop("estimate", "mau/dong-nai")
    relevant = sum(a.expect.relevant for a in desk.server.world.site("dong-nai").articles.values())
    assert found["articles"][0] <= relevant
    assert found["articles"][1] >= relevant
    assert found["requests"][0] < found["requests"][1]
    assert any("articles each" in line for line in found["basis"])


def test_nothing_is_asked_of_a_live_portal_without_a_contact(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ocop", "--home", str(tmp_path), "sources", "check", "dong-nai/tinh"],
        capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert "contact" in done.stderr
    assert "Traceback" not in done.stderr


FAMILIES = {
    "long-thanh": "sharepoint-dongnai", "dong-nai": "nukeviet", "dien-bien": "sharepoint-tandan", "ninh-binh": "uiarticle",
    "tam-nong": "liferay", "bac-ninh": "liferay-json", "trang-bom": "article-detail", "tan-phu": "group-nid",
    "nhon-trach": "webforms", "vinh-cuu": "tang-tuong-phan", "thong-nhat": "wordpress", "bao-mau": "newspaper",
    "la": "generic",
}  # fmt: skip


@pytest.mark.parametrize("portal", FAMILIES)
def test_add_names_the_family_and_what_it_writes_passes_after_review(portal: str, desk: Desk, tmp_path: Path) -> None:
    own = Desk(tmp_path, desk.server)
    url = own.end(portal)
    made = own.ocop("sources", "add", url, "--id", "moi/thu", "--unit", "75-20260430")
    written = Path(made["path"])
    source = yaml.safe_load(written.read_text("utf-8"))
    assert source["family"] == FAMILIES[portal], made["guesses"]
    assert source["predecessor"] == f"mau/{portal}"
    assert (own.home / ".ocop" / "probes" / "moi--thu" / "captures" / "ledger.db").is_file()
    expectation = Path(made["expectation"])
    (verdict,) = own.ocop("sources", "check", "moi/thu", code=6)
    assert {f["check"] for f in verdict["findings"] if f["level"] == "fail"} >= {"expectation"}
    expectation.write_text(
        expectation.read_text("utf-8").replace("reviewed: false", "reviewed: true"), encoding="utf-8"
    )
    (verdict,) = own.ocop("sources", "check", "moi/thu")
    assert verdict["verdict"] == "passes"


def test_a_host_that_is_known_is_not_added_twice(desk: Desk) -> None:
    url = f"http://dongnai.localhost:{desk.server.port}/vi/news/nong-thon-moi/"
    assert "mau/dong-nai already" in desk.ocop("sources", "add", url, code=2)


def test_a_network_of_ones_own_is_asked_only_where_it_is_named(desk: Desk, tmp_path: Path) -> None:
    own = Desk(tmp_path, desk.server)
    url = own.end("vinh-cuu")
    path = own.sources / "mau" / "vinh-cuu.yml"
    path.write_text(re.sub(r"(?m)^allow_addresses: .*\n", "", path.read_text("utf-8")), encoding="utf-8")
    words = ("sources", "add", url, "--id", "moi/thu", "--unit", "75-20260430")
    assert "--allow" in own.ocop(*words, code=2)
    made = own.ocop(*words, "--allow", "127.0.0.0/8")
    assert yaml.safe_load(Path(made["path"]).read_text("utf-8"))["allow_addresses"] == ["127.0.0.0/8"]


def test_add_reads_the_foot_and_proposes_what_else_the_portal_links(desk: Desk, tmp_path: Path) -> None:
    own = Desk(tmp_path, desk.server)
    made = own.ocop("sources", "add", own.end("dong-nai"), "--id", "moi/thu", "--unit", "75-20260430")
    text = Path(made["path"]).read_text("utf-8")
    source = yaml.safe_load(text)
    assert source["name"] == "Cổng thông tin điện tử thành phố Đồng Nai"
    assert source["licence"].startswith("Ghi rõ nguồn")
    assert source["media_hosts"] == [f"cdn.localhost:{desk.server.port}"]
    assert {"Nông thôn mới", "Tin tức"} <= {section["label"] for section in made["further"]}
    taken_in = yaml.safe_load(re.sub(r"(?m)^# (- \{url)", r"\1", text))
    assert len(taken_in["sections"]) > len(source["sections"])
