"""The seed page, row by row of the yardstick (design notes 5): as careless text, and retold in the SharePoint layout."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "seed" / "long-thanh-ocop.txt"
TITLE = "Tăng cường công tác lãnh đạo triển khai thực hiện Chương trình Quốc gia mỗi xã một sản phẩm"


def extracted(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "ocop", "--json", *words], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def retold(folder: Path) -> dict[str, Any]:
    """The sample page that tells the same story in our words, as its portal serves it."""
    from samples.response import Request
    from samples.world import World

    world = World()
    path = world.path_of("long-thanh", "3903")
    answer = world.respond(Request("GET", path, "longthanh.localhost:8400"))
    page = folder / "3903.html"
    page.write_bytes(answer.body)
    sources = str(ROOT / "samples" / "sources")
    url = f"http://longthanh.localhost:8400{path}"
    return extracted("--sources", sources, "extract", str(page), "--source", "mau/long-thanh", "--url", url)


@pytest.fixture(scope="module", params=["the seed as text", "retold in the SharePoint layout"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if request.param == "the seed as text":
        if not SEED.exists():
            pytest.skip("../shared is not beside this checkout")
        return extracted("extract", str(SEED))
    return retold(tmp_path_factory.mktemp("seed"))


def test_the_header_date_is_a_page_clock_and_refused(page: dict[str, Any]) -> None:
    published = page["published"]
    assert published["on"] is None
    assert published["shown"] == "2016-02-26"
    clocks = [c for c in published["candidates"] if c["basis"] == "page clock"]
    assert clocks
    assert all(not c["accepted"] and c["why_not"] for c in clocks)


def test_bounds_come_from_the_plan_and_from_the_text(page: dict[str, Any]) -> None:
    assert page["published"]["from"] == "2019-09-24"
    assert page["published"]["to"] == "2020-12-31"
    bases = {c["basis"] for c in page["published"]["candidates"]}
    assert {"document bound", "text bound"} <= bases


def test_slogans_are_not_the_title(page: dict[str, Any]) -> None:
    assert page["title"] == TITLE
    assert "lập thành tích chào mừng" not in page["body"] + page["lead"]


def test_three_images_with_captions_and_no_file_name_in_the_text(page: dict[str, Any]) -> None:
    names = [image["src"].rsplit("/", 1)[-1] for image in page["images"]]
    assert names == ["3903.jpg", "3903-5.jpg", "3903-10.jpg"]
    assert all(image["caption"] for image in page["images"])
    assert ".jpg" not in page["body"] + page["captions"] + page["lead"]


def test_the_cooperative_stands_only_in_a_caption(page: dict[str, Any]) -> None:
    (cooperative,) = page["cooperatives"]
    assert cooperative["name"] == "Nông nghiệp Xanh"
    assert cooperative["field"] == "captions"
    assert page["captions"][cooperative["start"] : cooperative["end"]] == cooperative["surface"]


def test_its_commune_then_and_now(page: dict[str, Any]) -> None:
    commune = next(c for c in page["communes"] if c["name"] == "Lộc An")
    assert (commune["kind"], commune["district"], commune["province"]) == ("xã", "huyện Long Thành", "tỉnh Đồng Nai")
    (now,) = commune["now"]
    assert (now["kind"], now["name"], now["province"]) == ("phường", "Long Thành", "thành phố Đồng Nai")
    assert now["part"] == "whole"


def test_three_documents_with_issuer_and_place(page: dict[str, Any]) -> None:
    found = {document["norm"]: document["issuer"] for document in page["documents"]}
    assert found == {
        "10946/KH-UBND": "UBND tỉnh Đồng Nai",
        "8796/UBND-NN": "UBND huyện Long Thành",
        "46-CT/TU": "Ban Thường vụ Tỉnh ủy Đồng Nai",
    }


def test_figures_with_place_and_year(page: dict[str, Any]) -> None:
    figures = {(f["value"], f["unit"], f["counting"]): f for f in page["figures"]}
    for value, unit in ((24, "hợp tác xã"), (38, "tổ hợp tác"), (2, "quỹ tín dụng nhân dân")):
        assert figures[value, unit, "total"]["place"] == "huyện Long Thành"
        assert figures[value, unit, "total"]["year"] == "2019"
    for value, unit in ((4, "hợp tác xã"), (8, "tổ hợp tác")):
        assert figures[value, unit, "new"]["year"] == "2018-2019"


def test_no_cooperative_is_named_by_a_conjunction(page: dict[str, Any]) -> None:
    names = [body["name"] for body in page["cooperatives"] + page["coop_groups"]]
    assert not [name for name in names if name.startswith("với")]


def test_the_sign_off_is_the_author_and_the_footer_is_no_article(page: dict[str, Any]) -> None:
    assert page["author"] == "NH-VH&TT"
    for chrome in ("Số lượt truy cập", "Thăm dò ý kiến", "Cơ quan chủ quản", "Điện thoại", "NH-VH&TT"):
        assert chrome not in page["body"]


def test_the_licence_line_is_kept(page: dict[str, Any]) -> None:
    assert "Ghi rõ nguồn" in page["licence"]
    assert "UBND huyện Long Thành" in page["licence"]


def test_every_offset_gives_its_surface(page: dict[str, Any]) -> None:
    texts = {name: page[name] for name in ("title", "lead", "body", "captions")}
    named = ("cooperatives", "coop_groups", "communes", "districts", "provinces", "documents", "figures")
    for mention in (mention for name in named for mention in page[name]):
        assert texts[mention["field"]][mention["start"] : mention["end"]] == mention["surface"]
