"""Source files and the registry."""

from datetime import date
from pathlib import Path

import pytest

from crawler.portals.families import FAMILIES
from crawler.portals.registry import SHIPPED_SOURCES, SourceFileError, UnknownSource, load_registry

GOOD = """name: Trang thông tin điện tử xã Mẫu
name_en: Sample commune portal
level: commune
unit: "26425-20250701"
hosts: [mau.dongnai.gov.vn]
family: nukeviet
home_url: https://mau.dongnai.gov.vn/vi/
sections:
  - {url: /vi/news/kinh-te/, label: Kinh tế}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_source_file_loads() -> None:
    registry = load_registry(SHIPPED_SOURCES)
    ids = [source.id for source in registry.all()]
    assert {"dong-nai/long-thanh", "dong-nai/phuong-long-thanh", "dong-nai/tinh"} < set(ids)
    assert {"dong-nai/xuan-loc", "dong-nai/nhon-trach"} < set(ids)
    assert ids == sorted(ids)
    for source in registry.all():
        assert source.status in ("pattern only", "passes on samples") and source.live_verified_on is None
        for section in source.sections:
            assert section.url.startswith(("https://", "http://"))
            assert registry.family_of(source, None).article_key(section.url) is None
    assert "dong-nai/phuong-long-thanh" not in [source.id for source in registry.enabled()]


def test_a_closed_portal_says_what_ended_it_and_who_follows() -> None:
    registry = load_registry(SHIPPED_SOURCES)
    source = registry.get("dong-nai/long-thanh")
    assert source.valid_to == date(2025, 6, 30) and source.unit == "740-0"
    assert source.closed_because is not None
    for act in ("202/2025/QH15", "72/2025/QH15", "1662/NQ-UBTVQH15", "district level ended"):
        assert act in source.closed_because
    assert source.successor is not None and registry.get(source.successor).predecessor == source.id
    assert source.licence == 'Ghi rõ nguồn "UBND huyện Long Thành" khi bạn phát hành lại thông tin từ website này'


@pytest.mark.parametrize(
    ("path", "on", "owner"),
    [
        ("/Pages/newsdetail.aspx?NewsId=13784&CatId=106", date(2020, 1, 1), "dong-nai/long-thanh"),
        ("/vi/news/kinh-te-moi-truong/bai-12.html", date(2026, 5, 1), "dong-nai/phuong-long-thanh"),
        ("/Pages/newsdetail.aspx?NewsId=13784&CatId=106", date(2026, 5, 1), "dong-nai/phuong-long-thanh"),
        ("/Pages/newsdetail.aspx?NewsId=13784&CatId=106", None, "dong-nai/long-thanh"),
        ("/vi/news/kinh-te-moi-truong/bai-12.html", None, "dong-nai/phuong-long-thanh"),
        ("/", None, "dong-nai/phuong-long-thanh"),
    ],
)
def test_host_day_and_family_name_the_owner(path: str, on: date | None, owner: str) -> None:
    found = load_registry(SHIPPED_SOURCES).owner_of(f"https://LongThanh.dongnai.gov.vn:443{path}", on)
    assert found is not None and found.id == owner


@pytest.mark.parametrize("url", ["https://dongnai.vn/a", "https://dongnai.gov.vn.example.org/", "mailto:a@b.vn", ""])
def test_nobody_owns_a_strange_host(url: str) -> None:
    assert load_registry(SHIPPED_SOURCES).owner_of(url, date(2026, 1, 1)) is None


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownSource, match="did you mean 'dong-nai/long-thanh'"):
        load_registry(SHIPPED_SOURCES).get("dong-nai/long-thnah")


def test_a_later_folder_replaces_a_source_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "shipped", "dong-nai/mau.yml", GOOD + "notes: cũ\n")
    write(tmp_path / "own", "dong-nai/mau.yml", GOOD.replace("Kinh tế", "OCOP"))
    registry = load_registry(tmp_path / "shipped", tmp_path / "own", tmp_path / "not there")
    source = registry.get("dong-nai/mau")
    assert source.sections[0].label == "OCOP" and source.notes == ""
    assert source.sections[0].url == "https://mau.dongnai.gov.vn/vi/news/kinh-te/"


def test_layouts_change_selectors_and_family_by_day(tmp_path: Path) -> None:
    text = GOOD + (
        "layouts:\n"
        "  - {valid_to: 2025-12-31, family: sharepoint-dongnai}\n"
        "  - valid_from: 2026-01-01\n"
        "    fields:\n"
        '      title: ["h1.tieu-de", ".x::text"]\n'
        "      date_meta_is: [published]\n"
    )
    write(tmp_path, "dong-nai/mau.yml", text)
    registry = load_registry(tmp_path)
    source = registry.get("dong-nai/mau")
    assert registry.family_of(source, date(2025, 12, 31)).name == "sharepoint-dongnai"
    assert registry.family_of(source, date(2026, 1, 1)).name == "nukeviet"
    assert registry.family_of(source, None).name == "nukeviet"
    old, new = registry.fields_of(source, date(2025, 12, 31)), registry.fields_of(source, date(2026, 1, 1))
    assert old == FAMILIES["sharepoint-dongnai"].fields
    assert new.title == ("h1.tieu-de", ".x::text") and new.date_meta_is == "published"
    assert new.body == FAMILIES["nukeviet"].fields.body
    assert registry.fields_of(source, None) == new


@pytest.mark.parametrize(
    ("change", "line", "key", "says", "nearest"),
    [
        (("home_url:", "hom_url:"), 7, "hom_url", "no such key", "home_url"),
        (("label:", "lable:"), 9, "sections.0.lable", "no such key", "label"),
        (
            ("label: Kinh tế", "label: K, kind: listings"),
            9,
            "sections.0.kind",
            "none of listing, feed, sitemap",
            "listing",
        ),
        (("label: Kinh tế", "label: 2020"), 9, "sections.0.label", "put it in quotes", None),
        (("level: commune", "level: comune"), 3, "level", "is none of", "commune"),
        (("family: nukeviet", "family: nukeveit"), 6, "family", "no family", "nukeviet"),
        (("hosts: [mau.dongnai.gov.vn]", "hosts: mau.dongnai.gov.vn"), 5, "hosts", "must be a list", None),
        (("hosts: [mau.", "hosts: [https://mau."), 5, "hosts.0", "is no host", None),
        (("hosts: [mau.dongnai.gov.vn]", "hosts: []"), 5, "hosts", "names no host", None),
        (("url: /vi/", "url: https://khac.vn/vi/"), 9, "sections.0.url", "outside hosts", None),
        (("https://mau.", "ftp://mau."), 7, "home_url", "no http(s) URL", None),
        (("unit: ", "unit: ]"), 4, "", "not YAML", None),
        (('"26425-20250701"', "26425"), 4, "unit", "put it in quotes", None),
        (('"26425-20250701"', '"26425"'), 4, "unit", "no gazetteer id", None),
        (("name_en:", "name:"), 2, "name", "second time", None),
        (("level: commune\n", ""), 1, "level", "missing", None),
        (("name: ", "id: dong-nai/khac\nname: "), 1, "id", "does not fit the path", "dong-nai/mau"),
        (("name: ", "id: Đồng Nai\nname: "), 1, "id", "lower-case ASCII", None),
    ],
)
def test_a_wrong_file_is_told_where_and_what(
    tmp_path: Path, change: tuple[str, str], line: int, key: str, says: str, nearest: str | None
) -> None:
    text = GOOD.replace(*change, 1)
    assert text != GOOD
    _refused(tmp_path, text, line, key, says, nearest)


@pytest.mark.parametrize(
    ("added", "line", "key", "says", "nearest"),
    [
        ("valid_too: 2025-06-30", 10, "valid_too", "no such key", "valid_to"),
        ("valid_to: 30/06/2025", 10, "valid_to", "date", None),
        ("valid_from: 2025-07-01\nvalid_to: 2025-06-30", 11, "valid_to", "before valid_from", None),
        ("tls: {verify: lenient}", 10, "tls", "needs a reason", None),
        ("tls:\n  verify: lenient\n  reson: x", 12, "tls.reson", "no such key", "reason"),
        ("successor: dong-nai/moi", 10, "successor", "no source", None),
        ("predecessor: dong-nai/maus", 10, "predecessor", "no source", None),
        ("delay: 0", 10, "delay", "more than 0", None),
        ("delay: nhanh", 10, "delay", "number", None),
        ("allow_addresses: [10.0.0.0/8, nhà]", 10, "allow_addresses.1", "no network", None),
        ("status: live-verified", 10, "status", "nobody writes that by hand", None),
        ("live_verified_on: 2026-11-02", 10, "live_verified_on", "nobody writes that by hand", None),
        ("noise: [div.a, 'div[']", 10, "noise.1", "no CSS selector", None),
        ("layouts:\n  - fields:\n      titel: [h1]", 12, "layouts.0.fields.titel", "no such field", "title"),
        ("layouts:\n  - fields:\n      title: h1", 12, "layouts.0.fields.title", "must be a list", None),
        ("layouts:\n  - fields:\n      body: ['..']", 12, "layouts.0.fields.body.0", "no CSS selector", None),
        ("layouts:\n  - fields: {date_meta_is: [edited]}", 11, "layouts.0.fields.date_meta_is", "[modified]", None),
        ("layouts:\n  - family: sharepoint-dongnia", 11, "layouts.0.family", "no family", "sharepoint-dongnai"),
        ("layouts:\n  - {valid_from: 2026-01-02, valid_to: 2026-01-01}", 11, "layouts.0.valid_to", "before", None),
        ("fields:\n  title: [h1]", 10, "fields", "belongs below layouts", None),
        ("layouts:\n  - title: [h1]", 11, "layouts.0.title", "belongs below fields", None),
        ("layouts:\n  - next_url: '?a={page}'", 11, "layouts.0.next_url", "belongs below listing", None),
        ("layouts:\n  fields: {title: [h1]}", 10, "layouts", "put `- ` before", None),
        ("layouts:\n  - listing: {itme: [li]}", 11, "layouts.0.listing.itme", "no such key", "item"),
        ("layouts:\n  - listing: {item: ['li[']}", 11, "layouts.0.listing.item.0", "no CSS selector", None),
        ("layouts:\n  - listing: {date: [u]}", 11, "layouts.0.listing.date", "name that block as `item`", None),
        ("layouts:\n  - listing: {next: ['a::attr(href)']}", 11, "layouts.0.listing.next.0", "an element", None),
        ("layouts:\n  - listing: {next_url: /trang-2}", 11, "layouts.0.listing.next_url", "must hold {page}", None),
        ("assertions: {listing_item: 3}", 10, "assertions.listing_item", "no such key", "listing_items"),
        ("notes: 'không đóng", 11, "", "not YAML", None),
    ],
)
def test_a_wrong_addition_is_told_where_and_what(
    tmp_path: Path, added: str, line: int, key: str, says: str, nearest: str | None
) -> None:
    _refused(tmp_path, GOOD + added + "\n", line, key, says, nearest)


def _refused(folder: Path, text: str, line: int, key: str, says: str, nearest: str | None) -> None:
    path = write(folder, "dong-nai/mau.yml", text)
    with pytest.raises(SourceFileError) as caught:
        load_registry(folder)
    error = caught.value
    assert (error.file, error.line, error.key, error.nearest) == (path, line, key, nearest)
    assert says in str(error)
    assert f"{path}:{line}: {key or 'file'}: " in str(error)
    if nearest:
        assert f"did you mean {nearest!r}?" in str(error)


@pytest.mark.parametrize("raw", [b"", b"- a\n- b\n", b"name: \xd0\xff\n", b"chi mot dong"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.yml").write_bytes(raw)
    with pytest.raises(SourceFileError):
        load_registry(tmp_path)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "dong-nai/mau.yml", GOOD.replace("level:", "levle:").replace("label:", "lable:"))
    with pytest.raises(SourceFileError) as caught:
        load_registry(tmp_path)
    assert len(str(caught.value).splitlines()) == 2


def test_two_files_with_one_id_and_another_suffix_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "dong-nai/khac.yml", "id: dong-nai/mau\n" + GOOD)
    with pytest.raises(SourceFileError, match="does not fit the path"):
        load_registry(tmp_path)
    write(tmp_path, "dong-nai/khac.yml", GOOD)
    write(tmp_path, "dong-nai/mau.yml", "id: dong-nai/khac\n" + GOOD)
    with pytest.raises(SourceFileError, match=r"already that of .*khac\.yml"):
        load_registry(tmp_path)
    (tmp_path / "dong-nai" / "mau.yml").rename(tmp_path / "dong-nai" / "moi.yaml")
    (tmp_path / "dong-nai" / "moi.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SourceFileError, match=r"rename the file to \.yml"):
        load_registry(tmp_path)


def test_a_host_has_one_owner_at_a_time(tmp_path: Path) -> None:
    write(tmp_path, "dong-nai/mot.yml", GOOD)
    write(tmp_path, "dong-nai/hai.yml", GOOD)
    with pytest.raises(SourceFileError, match="at the same time"):
        load_registry(tmp_path)
    write(tmp_path, "dong-nai/mot.yml", GOOD + "valid_from: 2025-07-01\n")
    write(tmp_path, "dong-nai/hai.yml", GOOD + "valid_to: 2025-06-30\n")
    owner = load_registry(tmp_path).owner_of("https://mau.dongnai.gov.vn/", date(2025, 7, 1))
    assert owner is not None and owner.id == "dong-nai/mot"


def test_a_misspelt_successor_is_answered_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "dong-nai/moi-thanh.yml", GOOD.replace("mau.", "moi."))
    text = GOOD + "successor: dong-nai/moi-thnah\n"
    _refused(tmp_path, text, 10, "successor", "no source", "dong-nai/moi-thanh")
