"""What `ocop sources check` tells apart: reviewed and not, here and there, a wrong file and a right one, live and sample."""

import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from desk import Desk

from samples.server import SampleServer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with SampleServer() as server:
        yield Desk(tmp_path, server)


def _live(desk: Desk, portal: str) -> str:
    """Make a sample portal one that the program takes for live; returns its id."""
    (desk.home / "ocop.toml").write_text('contact = "kho@mau.vn"\n', encoding="utf-8")
    path = desk.sources / "mau" / f"{portal}.yml"
    text = path.read_text("utf-8").replace("sample: true", "sample: false").replace("delay: 0.0", "delay: 0.01")
    path.write_text(text, encoding="utf-8")
    return f"mau/{portal}"


def _finding(verdict: dict[str, Any], check: str) -> dict[str, str]:
    return next(finding for finding in verdict["findings"] if finding["check"] == check)


def _added(desk: Desk) -> Path:
    url = desk.end("dong-nai")
    made = desk.ocop("sources", "add", url, "--id", "moi/thu", "--unit", "75-20260430")
    return Path(made["expectation"])


def _review(path: Path, **changes: Any) -> None:
    """What a person writes: corrected values, dates without quotes."""
    expected = yaml.safe_load(path.read_text("utf-8"))
    expected["articles"][0] |= changes
    path.write_text(yaml.safe_dump(expected | {"reviewed": True}, allow_unicode=True), encoding="utf-8")


def test_a_reviewed_expectation_is_compared_when_the_news_went_on(desk: Desk) -> None:
    path = _added(desk)
    _review(path, title="Tựa khác hẳn")
    for number in range(4):
        desk.server.world.add_article(
            "dong-nai", id=9900 + number, title=f"Thêm {number + 2} sản phẩm OCOP ba sao ở xã Mẫu",
            published=f"2026-10-2{number}T08:00", lead="Hội đồng vừa chấm xong.", body="Các chủ thể chờ giấy.",
            sections=("nong-thon-moi",),
        )  # fmt: skip
    (verdict,) = desk.ocop("sources", "check", "moi/thu", code=6)
    assert "Tựa khác hẳn" in _finding(verdict, "expectation")["says"]


def test_a_day_without_quotes_is_what_a_person_writes(desk: Desk) -> None:
    path = _added(desk)
    published = yaml.safe_load(path.read_text("utf-8"))["articles"][0]["published"]
    _review(path)
    path.write_text(
        re.sub(r"published: '?([\d-]{10})[^\n]*", r"published: \1", path.read_text("utf-8")), encoding="utf-8"
    )
    assert f"published: {published[:10]}\n" in path.read_text("utf-8")
    (verdict,) = desk.ocop("sources", "check", "moi/thu")
    assert _finding(verdict, "expectation")["level"] == "ok"


@pytest.mark.parametrize(
    "text", ["- chỉ một dòng\n", "reviewed: true\narticles: [{title: không có địa chỉ}]\n", "a: [\n"]
)
def test_an_expectation_that_cannot_be_read_is_told(desk: Desk, text: str) -> None:
    path = _added(desk)
    path.write_text(text, encoding="utf-8")
    (verdict,) = desk.ocop("sources", "check", "moi/thu", code=6)
    assert "thu.yml cannot be read" in _finding(verdict, "expectation")["says"]


def test_one_wrong_file_does_not_keep_the_others_from_their_verdict(desk: Desk) -> None:
    wrong = desk.home / "sources" / "mau" / "sai.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("nmae: Cổng sai\n", encoding="utf-8")
    verdicts = {v["source_id"]: v for v in desk.ocop("sources", "check", "--all", "--province", "mau", code=6)}
    assert len(verdicts) == 17
    assert "did you mean 'name'?" in _finding(verdicts.pop("mau/sai"), "source file")["says"]
    assert {verdict["verdict"] for verdict in verdicts.values()} == {"passes"}


def test_a_province_nobody_knows_is_answered_with_the_nearest(desk: Desk) -> None:
    assert "did you mean 'mau'?" in desk.ocop("sources", "check", "--all", "--province", "mauu", code=2)


def test_only_a_live_check_against_a_reviewed_expectation_makes_a_portal_verified(desk: Desk) -> None:
    source_id = _live(desk, "xuan-loc")
    verdicts = desk.ocop("sources", "check", source_id, "mau/la", code=6)
    assert "set reviewed: true" in _finding(verdicts[0], "expectation")["says"]
    listed = {row["id"]: row["status"] for row in desk.ocop("sources", "list")}
    assert "live-verified" not in listed[source_id]
    expectation = desk.home / "expectations" / f"{source_id}.yml"
    _review(expectation)
    desk.ocop("sources", "check", source_id, "mau/la")
    listed = {row["id"]: row["status"] for row in desk.ocop("sources", "list")}
    assert listed[source_id] == "live-verified on 2026-11-02"
    assert listed["mau/la"] == "passes on samples"
    assert "live-verified" not in (desk.sources / f"{source_id}.yml").read_text("utf-8")


def test_a_robots_file_that_is_not_to_be_had_is_no_prohibition(desk: Desk) -> None:
    desk.server.world.robots("vinh-cuu", 503)
    (verdict,) = desk.ocop("sources", "check", "mau/vinh-cuu", code=6)
    assert verdict["verdict"] == "fails"
    assert "status 503" in _finding(verdict, "robots")["says"]


def test_a_bad_certificate_is_an_answer(desk: Desk, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(cert),
         "-subj", "/CN=kin.localhost"], check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    host = f"kin.localhost:{server.server_port}"
    text = (desk.sources / "mau" / "la.yml").read_text("utf-8").replace("http://", "https://")
    (desk.sources / "mau" / "kin.yml").write_text(re.sub(r"la\.localhost:\d+", host, text), encoding="utf-8")
    (verdict,) = desk.ocop("sources", "check", "mau/kin", code=6)
    server.shutdown()
    server.server_close()
    assert verdict["verdict"] == "fails"
    assert "verify: lenient" in _finding(verdict, "tls")["says"]
    assert "self-signed" in _finding(verdict, "tls")["says"]


def test_a_source_file_is_not_written_where_it_is_not_read(desk: Desk) -> None:
    """The program's own folder reads the shipped registry, not its sources/."""
    shipped = str(Path(__file__).parents[2])
    said = desk.ocop("--home", shipped, "sources", "add", "http://khac.localhost/", "--id", "moi/thu", code=2)
    assert "ocop init" in said
    assert not Path(shipped, "sources", "moi").exists()


@pytest.mark.parametrize("source_id", ["../ngoai", "Moi/Thu", "moi", "moi/thu.yml"])
def test_an_id_that_is_none_is_refused_before_anything_is_asked(desk: Desk, source_id: str) -> None:
    said = desk.ocop("sources", "add", "http://khac.localhost/", "--id", source_id, code=2)
    assert "is not <province>/<portal>" in said
    assert not (desk.home / ".ocop").exists()


def test_the_unit_is_read_from_the_foot_of_the_pages(desk: Desk) -> None:
    """The title names no province, and there are twelve communes of that name."""
    made = desk.ocop("sources", "add", desk.end("xuan-loc"), "--id", "moi/thu")
    source = yaml.safe_load(Path(made["path"]).read_text("utf-8"))
    assert (made["unit"], source["unit"], source["enabled"]) == ("26425-20250701", "26425-20250701", True)
