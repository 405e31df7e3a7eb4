"""Newspapers: three grammars, bare numbers, and a pattern from the source file."""

from pathlib import Path

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.registry import SourceFileError, load_registry

FAMILY = FAMILIES["newspaper"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        # The addresses seen in public material: type Y.
        ("https://baodongnai.com.vn/trangdiaphuong/202305/phat-trien-16-san-pham-ocop-3165509/", "3165509"),
        ("https://baodongnai.com.vn/tintuc/202009/dong-nai-co-them-29-san-pham-ocop-3022400/", "3022400"),
        ("https://baodaklak.vn/kinh-te/202401/huyen-krong-pac-them-12-san-pham-dat-3-sao-ocop-27206ae", "27206ae"),
        ("https://thhp.vn/tin-tuc/202109/79-san-pham-dang-ky-danh-gia-phan-hang-san-pham-ocop-nam-2021-088786e/", "088786e"),
        ("http://baoapbac.vn/kinh-te/202303/tien-giang-de-nghi-phan-hang-4-san-pham-dat-chuan-ocop-5-sao-972937/", "972937"),
        ("https://baovinhlong.vn/kinh-te/202504/co-them-35-san-pham-ocop-duoc-chung-nhan-1390164/", "1390164"),
        # Type post, type a and its neighbour.
        ("https://nhandan.vn/tien-giang-co-175-san-pham-ocop-post730263.html", "post730263"),
        ("https://dantocmiennui.baotintuc.vn/dong-thap-phat-trien-san-pham-ocop-gan-voi-tai-nguyen-ban-dia-post357501.html", "post357501"),
        ("https://dantocmiennui.vn/nang-tam-thuong-hieu-nong-san-vung-cao-post357626.html", "post357626"),
        ("https://kinhtenongthon.vn/Huyen-Nam-Can-san-sang-cho-Festival-Tom-Ca-Mau-post59493.html", "post59493"),
        ("https://baonghean.vn/nghe-an-dung-thu-3-ca-nuoc-ve-phat-trien-san-pham-ocop-post263449.html", "post263449"),
        ("https://baohatinh.vn/huong-khe-co-them-3-san-pham-dat-chuan-ocop-3-sao-post275712.html", "post275712"),
        ("https://baolongan.vn/chau-thanh-12-san-pha-m-du-dieu-kien-lap-ho-so-tham-gia-chuong-trinh-ocop-a141325.html", "a141325"),
        ("https://baocamau.vn/da-dang-san-pham-ocop-tu-tom-cua-a22916.html", "a22916"),
        ("https://nongnghiep.vn/nghe-an-co-139-san-pham-khoac-chiec-ao-ocop-d314968.html", "d314968"),
        ("https://nongnghiep.vn/lam-giau-tu-cay-rau-bai-3-ocop-mo-huong-phat-trien-ben-vung-d327992.html", "d327992"),
        # Bare numbers.
        ("https://congthuong.vn/sap-dien-ra-hoi-cho-san-pham-ocop-tai-quang-ninh-241760.html", "241760"),
        ("https://danviet.vn/them-nhieu-san-pham-cua-nghe-an-dat-ocop-4-sao-20240223102434682.htm", "20240223102434682"),
        ("https://danviet.vn/hoi-cho-ocop-quang-ninh-khach-vay-gian-hang-sam-do-29-7777801526.htm", "7777801526"),
        ("https://vietnamnet.vn/ocop-dong-nai-dong-luc-nang-tam-nong-san-2464059.html", "2464059"),
        ("https://nld.com.vn/dong-thap-nang-tam-san-pham-ocop-196250904084013538.htm", "196250904084013538"),
        ("https://langngheviet.com.vn/danh-gia-phan-hang-san-pham-ocop-trung-uong-nam-2024-31386.html", "31386"),
        ("https://langngheviet.com.vn/huyen-van-canh-binh-dinh-danh-gia-phan-hang-cac-san-pham-ocop-30293.html", "30293"),
        ("https://tapchinongthonmoi.vn/qua-mien-do-tram-kho-bau-troi-ban-cho-huong-khe-25415.html", "25415"),
        ("https://baotintuc.vn/kinh-te/dac-san-moi-xa-phuong-mot-san-pham-cua-quang-ninh-thu-hut-nguoi-tieu-dung-thu-do-20190112001845376.htm", "20190112001845376"),
        ("https://beta.la34.com.vn/can-duoc-trao-giay-chung-nhan-san-pham-ocop-115529.html", "115529"),
        ("https://baophutho.vn/danh-gia-phan-hang-san-pham-ocop-cap-tinh-dot-1-nam-2025-243464.htm", "243464"),
        ("https://baoquangnam.vn/ho-tro-hon-16-ty-dong-phat-trien-san-pham-ocop-cho-mien-nui-3139436.html", "3139436"),
        ("https://baonghean.vn/nghe-an-cong-nhan-139-san-pham-ocop-301735.html", "301735"),
        # Twins.
        ("https://baodaklak.vn/kinh-te/202401/huyen-krong-pac-27206ae/?fbclid=x", "27206ae"),
        ("https://danviet.vn/print-2022042813111328.htm", "2022042813111328"),
        ("https://danviet.vn/mot-bai-bao-2022042813111328.htm", "2022042813111328"),
        ("https://baoquangnam.vn/print/3004495.html", "3004495"),
        ("https://congthuong.vn/sap-dien-ra-hoi-cho-241760.html&mobile=yes&amp=1", "241760"),
        ("https://la34.com.vn/can-duoc-trao-giay-chung-nhan-san-pham-ocop-115529.html", "115529"),
        ("https://baobacninhtv.vn/mot-bai-bao-postid412345.bbg", "postid412345"),
    ],
)  # fmt: skip
def test_articles_are_known_by_the_tail(url: str, key: str) -> None:
    assert FAMILY.article_key(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://baodongnai.com.vn/",
        "https://baodongnai.com.vn/kinh-te/",
        "https://baodongnai.com.vn/kinh-te/202305/",
        "https://baodongnai.com.vn/kinh-te/?page=2",
        "https://baonghean.vn/kinh-te",
        "https://baolongan.vn/rss/kinh-te.rss",
        "https://baocamau.vn/kinh-te.html",
        "https://congthuong.vn/hoi-cho-ocop-2024.html",
        "https://baodongnai.com.vn/file/e7837c02876411cd/anh-3165509.jpg",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


def test_twins_are_rewritten_where_the_rule_is_known() -> None:
    assert FAMILY.canonical_url("https://beta.la34.com.vn/a-b-115529.html?x=1") == "https://la34.com.vn/a-b-115529.html"
    mobile = "https://congthuong.vn/sap-dien-ra-hoi-cho-241760.html&mobile=yes&amp=1"
    assert FAMILY.canonical_url(mobile) == "https://congthuong.vn/sap-dien-ra-hoi-cho-241760.html"


OWN = {
    # host: pattern, an address seen (or of the shape that a crawler's configuration states), its key, what is none
    "baobinhdinh.vn": (r"/viewer\.aspx\?(?:.*&)?mabb=(?P<key>\d+)(?:&.*)?", "/viewer.aspx?mabb=252352&macm=23&macmp=23",
                       "252352", "/viewer.aspx?macm=23"),
    "hoinhabaobacgiang.vn": (r"/\d+/(?P<key>\d+)/[^/]+\.aspx",
                             "/5/29398/Bac-Giang-Them-21-san-pham-OCOP-duoc-cong-nhan-3-sao.aspx", "29398", "/5/tin.aspx"),
    "lamdongtv.vn": (r"/[a-z0-9-]+-n(?P<key>\d+)/[^/]+\.html",
                     "/tin-tuc-n21223/quang-nam-nam-tra-my-phat-trien-ocop-tu-sam-ngoc-linh.html", "21223", "/tin-tuc/"),
    "baosonla.vn": (r"/[a-z0-9-]+/[a-z0-9-]+-(?P<key>\w+)\.html", "/kinh-te/mot-bai-bao-aB3xY.html", "aB3xY", "/kinh-te.html"),
    "baodienbienphu.vn": (r"/tin-bai/[^/]+/(?P<key>[^/]+)/?", "/tin-bai/kinh-te/mot-bai-bao", "mot-bai-bao", "/tin-bai/kinh-te"),
}  # fmt: skip


def _file(folder: Path, host: str, **keys: str) -> Path:
    path = folder / "mau" / f"{host.partition('.')[0]}.yml"
    path.parent.mkdir(exist_ok=True)
    stated = {
        "name": "Báo", "name_en": "Paper", "level": "newspaper", "unit": '""', "family": "newspaper",
        "home_url": f"https://{host}/", "hosts": f"[{host}]", **keys,
    }  # fmt: skip
    path.write_text("".join(f"{key}: {value}\n" for key, value in stated.items()), encoding="utf-8")
    return path


@pytest.mark.parametrize("host", OWN)
def test_a_source_file_may_state_its_own_grammar(host: str, tmp_path: Path) -> None:
    pattern, seen, key, other = OWN[host]
    _file(tmp_path, host, article_pattern=f"'{pattern}'")
    registry = load_registry(tmp_path)
    (source,) = registry.all()
    family = registry.family_of(source, None)
    assert family.article_key(f"https://{host}{seen}") == key
    assert family.article_key(family.canonical_url(f"https://{host}{seen}#x")) == key
    assert family.article_key(f"https://{host}{other}") is None
    assert FAMILY.article_key("https://h.vn/a-b-post730263.html"), "the shared family keeps its own grammars"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"article_pattern": "'/a/[0-9]+'"}, r"article_pattern: has no group"),
        ({"article_pattern": "'/a/(?P<key>[0-9]+'"}, r"article_pattern: no regular expression"),
    ],
)
def test_a_wrong_pattern_is_refused_by_name(keys: dict[str, str], says: str, tmp_path: Path) -> None:
    path = _file(tmp_path, "bao.vn", **keys)
    with pytest.raises(SourceFileError, match=says) as refused:
        load_registry(tmp_path)
    assert refused.value.file == path and refused.value.line > 0


def test_a_listing_of_title_links() -> None:
    page = Selector(
        """<div><div class="story"><a class="title1" href="/kinh-te/202305/gian-hang-cuoi-tuan-3165509/">Gian hàng cuối tuần</a></div>
        <div class="story"><a class="title3" href="/kinh-te/202401/nha-vuon-giu-hat-giong-27206ae">Nhà vườn giữ hạt giống</a></div></div>
        <div class="tin-xem-nhieu"><a href="/kinh-te/202401/mot-bai-duoc-xem-nhieu-2720aaa">Một bài được xem nhiều</a></div>"""
    )
    items = FAMILY.listing_items(page, "https://baodongnai.com.vn/kinh-te/")
    assert [item.title for item in items] == ["Gian hàng cuối tuần", "Nhà vườn giữ hạt giống"]
