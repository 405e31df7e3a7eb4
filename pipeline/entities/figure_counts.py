"""Whether words and numbers that may count something do: "một" as one, households as producers."""

import re

_NEAR = 70
_LISTED_BEFORE = re.compile(r"\d+ [^\d.;]{2,30}(?:,| và|;| cùng)(?: có)? $|(?:gồm|trong đó|chủ thể)[^.]{0,25}$")
_LISTED_AFTER = re.compile(r"(?:[^.,;\d]{0,20})(?:,| và|;) (?:có )?\d+ ")
_PRODUCERS = re.compile(r"(?<!\w)(?:chủ thể|hộ làm nghề|htx|hợp tác xã|tổ hợp tác|tht)(?!\w)")
_WITH = re.compile(
    r"(?:sản phẩm(?: ocop)? của|liên kết (?:với|cho)|bao tiêu (?:cho|của)|thu mua (?:của|từ)"
    r"|chứng nhận (?:ocop )?cho)(?: gần| hơn)? ?$"
)
_WORKS = re.compile(
    r" (?:có sản phẩm|làm nghề|sản xuất|làm [^,.;\d]{3,30} tham gia|tham gia (?:chương trình|ocop)|cung ứng|cung cấp"
    r"|chế biến|thành viên)(?!\w)"
)
"""Words that make households and firms those of the trade that is told of."""
_WITH_PRODUCERS = re.compile(r"(?:,| và) (?:htx|hợp tác xã|tổ hợp tác|tht|cơ sở sản xuất|hộ sản xuất|chủ thể)(?!\w)")
_COUNTS_FIVE = re.compile(r"(?:^|[,;:.\n(] ?|(?:có|gồm|cả|với|được|thêm|và|của|nhận|cho) )$")
_HAS_ONE = re.compile(r"(?:có|gồm|thêm|chỉ|và|được|nhận|chọn) $")
_ONE_IS_COUNTED = re.compile(r"[,;.]| (?:đạt|được|của|và|là htx|là hợp tác xã)(?!\w)|$")
_ENDS_ITEM = re.compile(r"\s*(?:$|[,.;:)]|(?:và|cùng|tham gia|là|trên địa bàn)(?!\w))")


def is_number_word(word: str, lower: str, match: re.Match[str]) -> bool:
    """Whether "một" is one and no article, "năm" five and no year: by the word before it."""
    if word not in ("một", "năm"):
        return True
    before = lower[max(0, match.start() - 12) : match.start()]
    if word == "năm":
        return _COUNTS_FIVE.search(before) is not None
    return _HAS_ONE.search(before) is not None and _ONE_IS_COUNTED.match(lower, match.end()) is not None


def tells_of_producers(unit: str, lower: str, match: re.Match[str]) -> bool:
    """Whether a count of `unit` (`hộ`, `doanh nghiệp`, …) is one of producers of the programme or of the trade that is
    told of: in a list with cooperatives, or by what they do. "200 hộ nghèo" is none."""
    before = lower[max(0, match.start() - _NEAR) : match.start()].rsplit("\n", 1)[-1]
    after = lower[match.end() : match.end() + _NEAR].split("\n", 1)[0]
    if _WITH.search(before) or _WORKS.match(after):
        return True
    if unit == "hộ" and not _ENDS_ITEM.match(after):
        return False
    if _WITH_PRODUCERS.match(after):
        return True
    listed = _LISTED_BEFORE.search(before) or _LISTED_AFTER.match(after)
    return listed is not None and (_PRODUCERS.search(before) or _PRODUCERS.search(after)) is not None
