"""Products with their stars, and producers that are no cooperative, in sentences as editors write them."""

import pytest

from pipeline.article.plain_text import read_text
from pipeline.entities.cooperatives import find_cooperatives
from pipeline.entities.producers import find_producers
from pipeline.entities.products import find_products

HEAD = "Tin của Ban biên tập\n\n"


def products(sentence: str) -> list[tuple[str, int | None]]:
    article = read_text(HEAD + sentence)
    found = find_products(article, find_producers(article), find_cooperatives(article))
    for mention in found:
        assert article.text_of(mention.span.field)[mention.span.start : mention.span.end] == mention.span.surface
    return [(mention.name, mention.stars) for mention in found]


def producers(sentence: str) -> list[tuple[str, str]]:
    article = read_text(HEAD + sentence)
    return [(mention.kind, mention.name) for mention in find_producers(article)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Trong đó có 2 sản phẩm đạt 4 sao gồm: Trà túi lọc Atiso Hoa Sen của Công ty TNHH Hoa Sen, Mật ong rừng U Minh.",
            [("Trà túi lọc Atiso Hoa Sen", 4), ("Mật ong rừng U Minh", 4)],
        ),
        (
            "Huyện có 3 sản phẩm 3 sao gồm Khô cá lóc Phú Thọ, Bánh phồng tôm Sáu Lượng và Nước mắm Hòn Tre.",
            [("Khô cá lóc Phú Thọ", 3), ("Bánh phồng tôm Sáu Lượng", 3), ("Nước mắm Hòn Tre", 3)],
        ),
        ("Sản phẩm “Bưởi da xanh Năm Thà” được xếp hạng 3 sao.", [("Bưởi da xanh Năm Thà", 3)]),
        ("Sản phẩm rượu nếp Bà Ba đạt chuẩn OCOP 4 sao.", [("rượu nếp Bà Ba", 4)]),
        ("Tinh dầu tràm Huế (5 sao), Chè Tân Cương (4 sao) được trưng bày tại hội chợ.",
         [("Tinh dầu tràm Huế", 5), ("Chè Tân Cương", 4)]),
        ("Ông cho biết sản phẩm gạo Cỏ May đã có mặt tại siêu thị.", [("gạo Cỏ May", None)]),
        ("Đặc sản cơm cháy Ninh Bình được nhiều khách mua.", [("cơm cháy Ninh Bình", None)]),
        (
            "Có 11 sản phẩm đạt 3 sao của 5 chủ thể gồm: Khô cá lóc Hai Mận của hộ kinh doanh Huỳnh Thị Mận; chả cá rô phi "
            "nước lợ, chà bông cá rô phi của hộ kinh doanh Huỳnh Thị Lựu; mắm tép Cô Đào của hộ kinh doanh Lê Thị Đào.",
            [("Khô cá lóc Hai Mận", 3), ("chả cá rô phi nước lợ", 3), ("chà bông cá rô phi", 3), ("mắm tép Cô Đào", 3)],
        ),
        (
            "Huyện có 4 sản phẩm dự xếp hạng OCOP gồm: Tằm thương phẩm (xã Hồng Phong); gạo nếp làng Keo (xã Duy Nhất), "
            "trứng gà (Hợp tác xã chăn nuôi Vũ Sơn, xã Vũ Đoài); trà ướp sen Vũ Thành (Công ty TNHH Vườn sen Vũ Thành).",
            [("Tằm thương phẩm", None), ("gạo nếp làng Keo", None), ("trứng gà", None), ("trà ướp sen Vũ Thành", None)],
        ),
        ("Tỉnh công nhận 14 sản phẩm đạt hạng 4 sao (Hạt sen sấy; Giò bê Tám Hậu; Cao cà gai leo…), 125 sản phẩm 3 sao.",
         [("Hạt sen sấy", 4), ("Giò bê Tám Hậu", 4), ("Cao cà gai leo", 4)]),
        ("Có 12 sản phẩm được tỉnh xếp hạng 4 sao. Đó là sản phẩm bánh cáy, kẹo dồi lạc của cơ sở bánh kẹo Đình Thịnh.",
         [("bánh cáy", 4), ("kẹo dồi lạc", 4)]),
        ("Bạch trà Tả Sìn đạt 4 sao, Hồng trà Tả Sìn và Diệp trà Tả Sìn cùng đạt 3 sao.",
         [("Bạch trà Tả Sìn", 4), ("Hồng trà Tả Sìn", 3), ("Diệp trà Tả Sìn", 3)]),
        ("Hội đồng chấm gạo thơm Hòa Lợi ST24 và gạo thơm Hòa Lợi ST25, lần lượt đạt 3 sao và 4 sao.",
         [("gạo thơm Hòa Lợi ST24", 3), ("gạo thơm Hòa Lợi ST25", 4)]),
        ("Cơ sở rượu Sáu Tia có rượu mận Sáu Tia (4 sao); HTX Long Trì giới thiệu rượu thanh long Long Trì.",
         [("rượu mận Sáu Tia", 4), ("rượu thanh long Long Trì", None)]),
        ("Năm nay Hồng trà hộp 100 gam và Trà xanh hộp 100 gam của HTX chè Phìn Hải đạt chuẩn OCOP 5 sao.",
         [("Hồng trà", 5), ("Trà xanh", 5)]),
        ("Cấp Giấy chứng nhận cho 02 sản phẩm Trà Cà gai leo của HTX Bảo Châu (xã Văn Lang).", [("Trà Cà gai leo", None)]),
        ("Được xếp hạng có 02 sản phẩm của HTX Tân Dân (Rượu chuối Mạnh Minh, Giấm chuối Mạnh Minh).",
         [("Rượu chuối Mạnh Minh", None), ("Giấm chuối Mạnh Minh", None)]),
        ("1 | HTX Xuân Quế | Mít sấy | 74 | ****\n2 | THT Xuân Bảo | Sầu riêng Ri6 | 58 | ***",
         [("Mít sấy", 4), ("Sầu riêng Ri6", 3)]),
        ("HTX Trường Sơn giới thiệu chanh không hạt Trường Sơn (OCOP 3 sao) và muối ớt Chẩm chéo.",
         [("chanh không hạt Trường Sơn", 3), ("muối ớt Chẩm chéo", None)]),
        (
            "Các sản phẩm được công nhận gồm: Trà xạ đen - cà gai leo Bảy Lợi (xã Phú Lý); lươn sấy Minh Tâm của hộ sản xuất "
            "chị Đỗ Thị Mận; vòng trầm đeo tay (HTX Trầm hương Suối Đá); mật mía Phú Gia - Tám Hậu (xã Suối Nho).",
            [("Trà xạ đen - cà gai leo Bảy Lợi", None), ("lươn sấy Minh Tâm", None), ("vòng trầm đeo tay", None),
             ("mật mía Phú Gia - Tám Hậu", None)],
        ),
        ("Tỉnh vừa công nhận sản phẩm OCOP mới.\nCụ thể: giò bột Hòa Lạc (xã Phú Lý); hành tăm Sơn Tân (xã Suối Nho).",
         [("giò bột Hòa Lạc", None), ("hành tăm Sơn Tân", None)]),
        ("Huyện dự thi với 2 sản phẩm rượu ba kích và rượu đảng sâm; cả hai được công nhận.",
         [("rượu ba kích", None), ("rượu đảng sâm", None)]),
        ("Có 3 sản phẩm đạt 4 sao: Bộ đèn \"Thôn Nữ\" của Công ty TNHH Gỗ Âu Lạc, Gạo “Cánh đồng mẹ” của HTX Bình Chánh.",
         [("Bộ đèn Thôn Nữ", 4), ("Gạo Cánh đồng mẹ", 4)]),
        ("Sản phẩm dế sấy tỏi của trại dế Oanh Vĩnh số 125, đường Lê Lợi đạt 3 sao.", [("dế sấy tỏi", 3)]),
        ("Được công nhận OCOP từ năm 2021.\nBánh phồng sữa Ba Thuận nay có mặt ở siêu thị, khách hỏi xoài cát Hòa Lộc.",
         [("Bánh phồng sữa Ba Thuận", None)]),
        ("Rượu bưởi Năm Huệ được tỉnh gắn ba sao, mứt bưởi Năm Huệ lên bốn sao.",
         [("Rượu bưởi Năm Huệ", 3), ("mứt bưởi Năm Huệ", 4)]),
        ("Sản phẩm được chấm gồm có: quạt nan Chàng Sơn, bộ bàn ghế Âu Lạc, tủ thờ Chàng Sơn.",
         [("quạt nan Chàng Sơn", None), ("bộ bàn ghế Âu Lạc", None), ("tủ thờ Chàng Sơn", None)]),
        ("Thương hiệu “nem nắm con dâu bà Thành” đã được công nhận OCOP.", [("nem nắm con dâu bà Thành", None)]),
        ("1. Thổ cẩm Châu Lý. Chủ thể: Tổ hợp tác dệt Châu Lý, được xếp hạng.", [("Thổ cẩm Châu Lý", None)]),
        ("Công nhận: Nước mắm Hải Hoàn 38 độ đạm - Công ty cổ phần Hải Hoàn, thị trấn An Thới.",
         [("Nước mắm Hải Hoàn 38 độ đạm", None)]),
        ("Năm nay công nhận sản phẩm OCOP gồm: Nem chua Bà Sáu (4 sao), Mứt gừng Hương Cau, Chả lụa Năm Thà. Các sản phẩm còn "
         "lại đều đạt 3 sao.", [("Nem chua Bà Sáu", 4), ("Mứt gừng Hương Cau", 3), ("Chả lụa Năm Thà", 3)]),
        ("Kết quả phân hạng sản phẩm OCOP:\n\n1. Nem chua Bà Sáu. Chủ thể: HTX Phú Hòa. Hạng: 4 sao.\n\n"
         "2. Mứt gừng Hương Cau. Chủ thể: HTX Hương Cau. Hạng: 3 sao.", [("Nem chua Bà Sáu", 4), ("Mứt gừng Hương Cau", 3)]),
        ("STT | Sản phẩm | Chủ thể | Số sao\n1 | Nem chua Bà Sáu | HTX Phú Hòa | 4\n2 | Mứt gừng Hương Cau | HTX Hương Cau | 3",
         [("Nem chua Bà Sáu", 4), ("Mứt gừng Hương Cau", 3)]),
        ("UBND xã trao chứng nhận sản phẩm OCOP cho nem chua Bà Sáu và mứt gừng Hương Cau. Các sản phẩm lần lượt đạt 4 sao và "
         "3 sao.", [("nem chua Bà Sáu", 4), ("mứt gừng Hương Cau", 3)]),
        ("Ở hạng 4 sao có thể kể Nem chua Bà Sáu, Chả lụa Năm Thà; hạng 3 sao có Mứt gừng Hương Cau.",
         [("Nem chua Bà Sáu", 4), ("Chả lụa Năm Thà", 4), ("Mứt gừng Hương Cau", 3)]),
        ("1. Sản phẩm Nem chua Bà Sáu – Chủ thể: HTX Phú Hòa, đạt 4 sao.", [("Nem chua Bà Sáu", 4)]),
        ("Hồ sơ OCOP còn thiếu: HTX Phú Hòa (sản phẩm na Phú Hòa sấy, tương ớt Phú Hòa).",
         [("na Phú Hòa sấy", None), ("tương ớt Phú Hòa", None)]),
        ("UBND huyện trao chứng nhận cho 3 sản phẩm đạt 3 sao theo Quyết định số 77/QĐ-UBND.\n\nDanh sách:\n\n"
         "- Sâm dây khô, trà đẳng sâm (HTX Phú Hòa)\n\n- Cao sâm dây (Công ty CP Sâm Phú Hòa)",
         [("Sâm dây khô", 3), ("trà đẳng sâm", 3), ("Cao sâm dây", 3)]),
        ("Cơ sở Phú Hòa có 02 sản phẩm là thảm cói và bộ đồ dùng bằng cói được UBND tỉnh xếp hạng 4 sao.",
         [("thảm cói", 4), ("bộ đồ dùng bằng cói", 4)]),
        ("Có 2 sản phẩm 4 sao là Nem chua Bà Sáu và Chả lụa Năm Thà; còn lại là 3 sao như: Mứt gừng Hương Cau.",
         [("Nem chua Bà Sáu", 4), ("Chả lụa Năm Thà", 4), ("Mứt gừng Hương Cau", 3)]),
        ("Được công nhận: bưởi da xanh của HTX Phú Hòa và vú sữa tím của HTX Năm Thà cùng đạt 4 sao; bún khô Bà Sáu đạt 3 sao.",
         [("bưởi da xanh", 4), ("vú sữa tím", 4), ("bún khô Bà Sáu", 3)]),
        ("Hồ sơ OCOP được chấm kỹ, sản phẩm nước màu dừa và khô trâu chưa đủ điểm.", [("nước màu dừa", None), ("khô trâu", None)]),
        ("Gian hàng OCOP mang đến miến dong Phú Hòa, dầu sở Phú Hòa.", [("miến dong Phú Hòa", None), ("dầu sở Phú Hòa", None)]),
        ("Hội đồng công nhận 4 sản phẩm đạt 3 sao gồm: gạo nếp, bánh đa, cùi bưởi khô, chè dây.",
         [("gạo nếp", 3), ("bánh đa", 3), ("cùi bưởi khô", 3), ("chè dây", 3)]),
        ("Kết quả phân hạng sản phẩm OCOP:\nSTT | Tên sản phẩm | Chủ thể | Hạng\n1 | Bún, bánh Năm Thà | HKD Năm Thà | 3 sao",
         [("Bún, bánh Năm Thà", 3)]),
        ("Các sản phẩm nâng hạng từ 3 sao lên 4 sao: Nem chua Bà Sáu, Chả lụa Năm Thà.",
         [("Nem chua Bà Sáu", 4), ("Chả lụa Năm Thà", 4)]),
    ],
)  # fmt: skip
def test_products_with_their_stars(sentence: str, expected: list[tuple[str, int | None]]) -> None:
    assert products(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Các sản phẩm chủ lực của huyện gồm lúa, cá tra và sầu riêng.",
        "Để có sản phẩm OCOP đạt 3 sao, xã mở rộng diện tích cây ăn quả như: cam, quýt và bưởi.",
        "Sản phẩm nông nghiệp sạch ngày càng được ưa chuộng.",
        "Toàn tỉnh có 496 sản phẩm OCOP, trong đó 12 sản phẩm 5 sao, 150 sản phẩm 4 sao.",
        "Sản phẩm OCOP của huyện Long Thành đã có mặt ở nhiều siêu thị.",
        "Mỗi xã phấn đấu có ít nhất một sản phẩm đạt 3 sao trở lên.",
        "Hội nghị có sự tham gia của đại diện các sở, ngành và chủ thể sản phẩm.",
        "Khách sạn 4 sao đầu tiên của huyện vừa khai trương.",
        "Sản phẩm của bà con được bao tiêu với giá ổn định.",
        "Toàn huyện có 200 ha chè Shan tuyết và vùng bưởi Tân Triều, phấn đấu có thêm sản phẩm OCOP.",
        "UBND tỉnh ban hành Kế hoạch số 87/KH-UBND, nâng cao chất lượng OCOP; cán bộ huyện Cam Lộ được công nhận.",
        "Chị Mai Thị Trang ở thôn Chè Cọ được công nhận là chủ thể OCOP.",
        "Các thành viên Hội đồng chấm điểm theo Bộ tiêu chí của Trung ương.",
        "Thành phố có 33 sản phẩm OCOP, phần lớn là trà, cà phê và lụa.",
        "Dự lễ công bố OCOP có Bộ trưởng Lê Minh Mẫu; đồng chí Mai Xuân Mẫu; ông Đào Minh Mẫu, Văn phòng Điều phối Nông thôn mới.",
        "Đồng chí Lê Đức Mẫu trao giấy chứng nhận cho chủ thể có sản phẩm 4 sao.",
        "Lễ hội Hoa Phú Hòa, Hội Yến Sào và Khu du lịch Suối Mơ là dịp quảng bá sản phẩm OCOP 3 sao.",
        "Theo điều 12 Thông tư hướng dẫn OCOP, đường tỉnh 765 cao 1,5 m; hội viên Chi hội 2 và viên chức Phòng Kinh tế cùng dự.",
        'Báo mở chuyên mục "Mỗi xã một sản phẩm", chuyên trang "Nông thôn mới" về OCOP.',
        "Nghệ sĩ Hồng Mẫu, giảng viên Học viện Nông nghiệp Việt Nam và chuỗi Bác Tôm giúp quảng bá sản phẩm OCOP.",
        "Xã nuôi gà Ri lai, vịt Super, lợn Móng Cái theo tiêu chuẩn để làm OCOP.",
        "Khoác chiếc áo OCOP, nông sản đạt tiêu chuẩn OCOP được Bộ Nông nghiệp công nhận.",
    ],
)
def test_generic_uses_are_no_products(sentence: str) -> None:
    assert products(sentence) == []


def test_a_list_at_the_head_of_the_body_has_the_stars_of_title_and_lead() -> None:
    article = read_text(
        "Huyện công nhận 2 sản phẩm OCOP 3 sao\n\nDanh sách gồm:\n- Nem chua Bà Sáu\n- Chả lụa Năm Thà\n"
    )
    assert [(m.name, m.stars) for m in find_products(article, (), ())] == [
        ("Nem chua Bà Sáu", 3),
        ("Chả lụa Năm Thà", 3),
    ]


@pytest.mark.parametrize("mark", [";", ""])
def test_points_of_a_list_may_have_lost_their_marks(mark: str) -> None:
    text = (
        f"Huyện công nhận 3 sản phẩm OCOP 3 sao gồm:\nNem chua Bà Sáu của HTX Phú Hòa{mark}\nCùi bưởi khô Năm Thà{mark}\n"
        "Chả lụa Tư Mẫu, xã Phú Lập" + ("." if mark else "") + "\nHội đồng chấm điểm theo Bộ tiêu chí của Trung ương."
    )
    assert products(text) == [("Nem chua Bà Sáu", 3), ("Cùi bưởi khô Năm Thà", 3), ("Chả lụa Tư Mẫu", 3)]


def test_potential_five_stars_is_its_own_state() -> None:
    article = read_text(HEAD + "Sản phẩm ca cao Trọng Đức được đề nghị tiềm năng 5 sao, đạt tiềm năng 5 sao cấp tỉnh.")
    (found,) = find_products(article, (), ())
    assert (found.stars, found.potential, found.state) == (5, True, "potential")


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("Bưởi da xanh Sáu Mận đủ mức đề nghị hạng 4 sao.", "proposed"),
        ("Bưởi da xanh Sáu Mận đủ điểm đề nghị Trung ương công nhận 4 sao.", "proposed"),
        ("Có 1 sản phẩm đề xuất phân hạng 4 sao là: Bưởi da xanh Sáu Mận.", "proposed"),
        ("Sản phẩm OCOP: 1 | Bưởi da xanh Sáu Mận | 4 sao (đề nghị tỉnh)", "proposed"),
        ("Bưởi da xanh Sáu Mận được UBND tỉnh công nhận 4 sao.", "announced"),
        ("Theo đề nghị của Hội đồng, Bưởi da xanh Sáu Mận được công nhận 4 sao.", "announced"),
        ("Bưởi da xanh Sáu Mận được công nhận lại 4 sao.", "renewed"),
    ],
)
def test_a_proposal_is_no_rating(sentence: str, state: str) -> None:
    (found,) = find_products(read_text(HEAD + sentence), (), ())
    assert (found.name, found.stars, found.state) == ("Bưởi da xanh Sáu Mận", 4, state)


def test_products_know_their_producers() -> None:
    article = read_text(
        HEAD + "Được công nhận: gạo nếp Keo (xã Duy Nhất), trứng gà Vũ Đoài (HTX Vũ Sơn); Hạt điều, bánh hạt Nga "
        "của Công ty TNHH Nga Sơn; HTX chè La Bằng có chè đinh La Bằng (4 sao)."
    )
    found = find_products(article, find_producers(article), find_cooperatives(article))
    assert [(m.name, m.producer) for m in found] == [
        ("gạo nếp Keo", None), ("trứng gà Vũ Đoài", "HTX Vũ Sơn"), ("Hạt điều", "Nga Sơn"), ("bánh hạt Nga", "Nga Sơn"),
        ("chè đinh La Bằng", "HTX chè La Bằng"),
    ]  # fmt: skip


def test_a_producer_behind_a_semicolon_made_only_what_stands_there() -> None:
    article = read_text(
        HEAD + "Đạt OCOP: mắm cá linh Bà Ba; trà tim sen Bà Tư, sữa sen Bà Năm của Cty TNHH Sen Mẫu, giá 20.000 đồng."
    )
    found = find_products(article, find_producers(article), ())
    assert [(m.name, m.producer) for m in found] == [
        ("mắm cá linh Bà Ba", None), ("trà tim sen Bà Tư", "Sen Mẫu"), ("sữa sen Bà Năm", "Sen Mẫu"),
    ]  # fmt: skip


def test_the_producer_behind_a_product() -> None:
    article = read_text(HEAD + "Sản phẩm mật ong Phú Lý của HTX Nông nghiệp Phú Lý đạt OCOP 3 sao.")
    (found,) = find_products(article, find_producers(article), find_cooperatives(article))
    assert (found.stars, found.producer) == (3, "HTX Nông nghiệp Phú Lý")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Công ty TNHH MTV Cỏ May đầu tư nhà máy mới.", [("company", "Cỏ May")]),
        ("Công ty Cổ phần Thực phẩm Bình Tây và DNTN Hồng Phát cùng tham gia.",
         [("company", "Thực phẩm Bình Tây"), ("company", "Hồng Phát")]),
        ("Công ty TNHH Sản xuất Thương mại Dịch vụ Tân Tiến xuất lô hàng đầu.",
         [("company", "Sản xuất Thương mại Dịch vụ Tân Tiến")]),
        ("Hộ kinh doanh Năm Thà mở rộng xưởng.", [("household", "Năm Thà")]),
        ("Cơ sở sản xuất bánh tráng Út Mười có ba lao động.", [("facility", "bánh tráng Út Mười")]),
        ("Đoàn đến thăm trang trại Vườn Xưa ở xã Phú Lý.", [("farm", "Vườn Xưa")]),
        ("Công ty CP Chăn nuôi và chế biến sữa Đồng Bằng dự hội chợ.", [("company", "Chăn nuôi và chế biến sữa Đồng Bằng")]),
        ("Công ty TNHH Vườn sen Tám Tài, Công ty cổ phần Hạt điều rang củi Bình An cùng dự.",
         [("company", "Vườn sen Tám Tài"), ("company", "Hạt điều rang củi Bình An")]),
        ("Công ty TNHH hương trầm Bảy Lợi đầu tư lò sấy.", [("company", "hương trầm Bảy Lợi")]),
        ("Công ty CP Tập đoàn Bomi và Cty TNHH TMDV Sao Mai.", [("company", "Bomi"), ("company", "TMDV Sao Mai")]),
        ("Công ty CP Dược liệu Pù Mây.Ngoài ra còn CTCP HD - Green.", [("company", "Dược liệu Pù Mây"), ("company", "HD - Green")]),
        ("Sản phẩm của hộ kinh doanh Huỳnh Thị Cam đạt 3 sao.", [("household", "Huỳnh Thị Cam")]),
        ("Được chứng nhận: tương của Hộ SXKD Đỗ Xuân Mùi, mắm của hộ sản xuất, kinh doanh giò bê Lâm Ngân.",
         [("household", "Đỗ Xuân Mùi"), ("household", "giò bê Lâm Ngân")]),
        ("Sản phẩm bưởi đào của hộ ông Hà Văn Tấn được công nhận.", [("household", "Hà Văn Tấn")]),
        ("Cơ sở Khô cá lóc Út Phước và HKD Vườn tiêu Thanh Tâm góp mặt.",
         [("facility", "Khô cá lóc Út Phước"), ("household", "Vườn tiêu Thanh Tâm")]),
        ("Gạo của Công ty TNHH Lương thực Sông Đào đạt 4 sao.", [("company", "Lương thực Sông Đào")]),
        ("Gạo của Công ty TNHH MTV Cà phê 721 đạt 4 sao.", [("company", "Cà phê 721")]),
        ("Được chứng nhận OCOP: ổi của hộ sản xuất ông Nguyễn Minh Hà và hộ kinh doanh Bà Năm Thà.",
         [("household", "Nguyễn Minh Hà"), ("household", "Bà Năm Thà")]),
        ("Sản phẩm của Công ty TNHH Tân Nhiên số 6, hẻm 34 và trại dế Oanh Vĩnh.",
         [("company", "Tân Nhiên"), ("farm", "trại dế Oanh Vĩnh")]),
        ("Mật ong do cơ sở Anh Đào làm, nước mắm của Công ty CP Thủy sản 584.",
         [("facility", "Anh Đào"), ("company", "Thủy sản 584")]),
        ("Được công nhận OCOP: rượu của Hộ KD Phùng Văn Mẫu, cà phê của Công ty TNHH MTV Xuất nhập khẩu 2-9 Đắk Lắk.",
         [("household", "Phùng Văn Mẫu"), ("company", "Xuất nhập khẩu 2-9 Đắk Lắk")]),
        ("Dự hội chợ có Công ty TNHH VietRap Đầu tư Thương mại và Công ty TNHH Việt Nam Misaki.",
         [("company", "VietRap Đầu tư Thương mại"), ("company", "Việt Nam Misaki")]),
        ("Hàng của tịnh xá Ngọc Quang và Nhà máy Đường An Khê.",
         [("facility", "tịnh xá Ngọc Quang"), ("company", "Nhà máy Đường An Khê")]),
    ],
)  # fmt: skip
def test_producers(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert producers(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Các công ty trên địa bàn đều ủng hộ chương trình.",
        "Trên cơ sở đó, UBND huyện giao Phòng Kinh tế theo dõi.",
        "Cơ sở vật chất của trường được nâng cấp.",
        "Hộ ông Nguyễn Văn Mẫu trồng 2 ha bưởi.",
        "Hộ kinh doanh Nguyễn Thị Mẫu bị phạt vì lấn chiếm lòng đường.",
        "Sản phẩm của hộ kinh doanh Trần Văn Mẫu cháy hàng dịp Tết.",
        "Đoàn đến cơ sở Lê Văn Mẫu tặng quà cho trẻ em.",
        "Nhiều hộ sản xuất liên kết với 3 công ty thu mua.",
        "Mô hình trang trại chăn nuôi đang được nhân rộng.",
        "Đại diện làng nghề xin chấm lại sao OCOP cho chổi đót.",
        "Đoàn về thị trấn Trại Cau, ghé trại giam và dự hội trại.",
        "Thanh long Chợ Gạo, vú sữa lò rèn Vĩnh Kim đã có nhãn OCOP.",
        "Nước mắm Cửa Lò và lạp xưởng Vĩnh Tân bán chạy.",
        "Nhà thầu là Công ty CP Xây dựng Hồng Hải, điện do Công ty Điện lực Đồng Nai cấp.",
        "Công ty TNHH trên địa bàn huyện Long Thành.",
    ],
)
def test_generic_uses_and_persons_are_no_producers(sentence: str) -> None:
    assert producers(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sản phẩm rượu cần của hộ Y Bliêr ở xã Đắk Lua được công nhận OCOP 3 sao.", [("household", "Y Bliêr")]),
        ("Sản phẩm mật ong của hộ A Sinh đạt OCOP 3 sao.", [("household", "A Sinh")]),
        ("Công nhận 3 sao cho sản phẩm thổ cẩm của hộ ông Giàng A Chư, cà phê bột của hộ bà K'Brơi.",
         [("household", "Giàng A Chư"), ("household", "K'Brơi")]),
        ("Sản phẩm hạt điều của hộ kinh doanh Điểu Sơn đạt 3 sao.", [("household", "Điểu Sơn")]),
        ("Gia đình ông Điểu Sơn trồng 2 ha điều. Hộ ông Y Bliêr thoát nghèo. Hộ A Sinh được hỗ trợ vay vốn.", []),
    ],
)  # fmt: skip
def test_households_of_other_peoples_are_producers_only_where_results_are_announced(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    assert producers(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Mật ong của anh A Sinh đạt 3 sao OCOP, rượu cần của gia đình Y Bliêr đạt 3 sao OCOP.",
        "UBND huyện Cẩm Mỹ họp bàn Đề án mỗi xã một sản phẩm của HTX Sông Ray.",
        "Hội nghị bàn Đề án của HTX Sông Ray, bàn Phương án Khảo sát đạt 3 sao.",
    ],
)
def test_no_person_and_no_paper_is_a_product(sentence: str) -> None:
    assert not {name for name, _ in products(sentence)} & {"A Sinh", "Y Bliêr", "bàn Đề án", "bàn Phương án Khảo sát"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Công nhận 3 sao cho sản phẩm thổ cẩm của hộ ông Giàng A Chư, gạo nương của hộ ông A Sinh.",
         [("thổ cẩm", 3), ("gạo nương", 3)]),
        ("Sâm OCOP của công ty TNHH Sâm Ngọc Linh Kon Tum đạt 4 sao.", [("Sâm", 4)]),
        ("Các sản phẩm được công nhận 3 sao gồm: Vicosap, Nấm OCOP, Gạo ST25 OCOP.",
         [("Vicosap", 3), ("Nấm", 3), ("Gạo ST25", 3)]),
        ("Hội chợ trưng bày gạo OCOP, trà OCOP của các huyện.", []),
    ],
)  # fmt: skip
def test_stars_given_to_several_and_goods_with_the_programmes_label(
    sentence: str, expected: list[tuple[str, int | None]]
) -> None:
    assert products(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "HTX Nông nghiệp Xanh, phường Long Thành vừa được công nhận lại sản phẩm rau mầm Xanh đạt OCOP 4 sao.",
        "HTX Nông nghiệp Xanh (xã Lộc An) được UBND huyện Long Thành công nhận sản phẩm rau mầm Xanh đạt 3 sao.",
    ],
)
def test_who_gets_a_rating_makes_the_product(sentence: str) -> None:
    article = read_text(HEAD + sentence)
    (found,) = find_products(article, find_producers(article), find_cooperatives(article))
    assert (found.name, found.producer) == ("rau mầm Xanh", "HTX Nông nghiệp Xanh")


def test_an_address_in_a_list_is_no_product() -> None:
    sentence = (
        "07 sản phẩm tham gia đánh giá gồm: Chuối sấy dẻo của Cơ sở Thanh Hằng (xã Bảo Bình); Rượu cần Điểu Hà của hộ "
        "Điểu Hà, ấp 3, xã Xuân Đường."
    )
    assert [name for name, _ in products(sentence)] == ["Chuối sấy dẻo", "Rượu cần Điểu Hà"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Dầu dừa Bồng Sơn (thị xã Hoài Nhơn), Nem chua Chợ Huyện (Tuy Phước) đạt 4 sao.",
         [("Dầu dừa Bồng Sơn", 4), ("Nem chua Chợ Huyện", 4)]),
        ("Măng tre Kiên Thành của Công ty CP Yên Thành đạt 4 sao; miến đao Quy Mông của HTX Việt Hải Đăng, chè Bát Tiên "
         "Bảo Hưng của HTX chè Bảo Hưng đạt 3 sao.",
         [("Măng tre Kiên Thành", 4), ("miến đao Quy Mông", 3), ("chè Bát Tiên Bảo Hưng", 3)]),
    ],
)  # fmt: skip
def test_stars_behind_the_last_of_several_with_place_or_producer(
    sentence: str, expected: list[tuple[str, int | None]]
) -> None:
    assert products(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        (
            "Sản phẩm sầu riêng Bình Lộc đạt OCOP 4 sao; chứng nhận hết hạn tháng 12/2024, đã được công nhận lại.",
            "renewed",
        ),
        ("Sản phẩm sầu riêng Bình Lộc đạt OCOP 4 sao; chứng nhận hết hạn, đã nộp hồ sơ đánh giá lại.", "lapsed"),
        ("Sản phẩm sầu riêng Bình Lộc đạt OCOP 4 sao, đã hết hạn, chưa được công nhận lại.", "lapsed"),
        ("Sản phẩm sầu riêng Bình Lộc đạt OCOP 4 sao, nay chưa đánh giá lại.", "announced"),
    ],
)
def test_what_lapsed_and_was_renewed_is_renewed(sentence: str, state: str) -> None:
    article = read_text(HEAD + sentence)
    (found,) = find_products(article, find_producers(article), find_cooperatives(article))
    assert (found.name, found.state) == ("sầu riêng Bình Lộc", state)
