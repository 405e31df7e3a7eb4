"""The symbol of an official document: `KH-UBND`, `UBND-NN`, `CT/TU`, `2023/TT-BTC` (domain.md 2.1-2.4, 2.6).

Types: Decree 30/2020/NĐ-CP Appendix III, Circular 01/2011/TT-BNV (before 2020), the Party's Guideline 36-HD/VPTW.
Who issued decides the shape of the normal form (Party: `46-CT/TU`, state: `10946/KH-UBND`), not the separators as
typed, which portals exchange and lose.
"""

# ruff: noqa: SIM905 - words in one string read better than a hundred quoted ones

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

System = Literal["state", "party", "assembly", "mass"]

TYPES = {
    "NQ": "nghị quyết", "QĐ": "quyết định", "CT": "chỉ thị", "QC": "quy chế", "QyĐ": "quy định", "QĐi": "quy định",
    "TC": "thông cáo", "TB": "thông báo", "HD": "hướng dẫn", "CTr": "chương trình", "KH": "kế hoạch",
    "PA": "phương án", "ĐA": "đề án", "DA": "dự án", "BC": "báo cáo", "BB": "biên bản", "TTr": "tờ trình",
    "HĐ": "hợp đồng", "CĐ": "công điện", "BGN": "bản ghi nhớ", "BTT": "bản thỏa thuận", "GUQ": "giấy ủy quyền",
    "GM": "giấy mời", "GGT": "giấy giới thiệu", "GNP": "giấy nghỉ phép", "PG": "phiếu gửi", "PC": "phiếu chuyển",
    "PB": "phiếu báo", "L": "lệnh", "PL": "pháp lệnh", "NĐ": "nghị định", "TT": "thông tư",
    "TTLT": "thông tư liên tịch", "NQLT": "nghị quyết liên tịch", "VBHN": "văn bản hợp nhất", "KL": "kết luận",
    "CTHĐ": "chương trình hành động", "CV": "công văn", "GP": "giấy phép", "GCN": "giấy chứng nhận",
    "TTh": "bản thỏa thuận", "GT": "giấy giới thiệu", "UQ": "giấy ủy quyền",
}  # fmt: skip
"""Abbreviation to words. Case and Đ carry meaning: CTr is not CT, HĐ not HD, ĐA not DA."""

_COMMITTEES = "TW TU HU QU ThU ĐU".split()
_OFFICES = ("", *"VP BTG BTC BNC BDV UBKT BTGDV BTV BCS BCĐ".split())
PARTY = frozenset((*(office + body for office in _OFFICES for body in _COMMITTEES), "ĐUK", "BCSĐ", "ĐĐ")) - {"BCĐTW"}
"""Committees of the Party and their offices: `TU`, `BTGTU`. `BCĐTW` is a steering committee of the government."""
MASS = frozenset("TWĐTN ĐTN ĐTNCS MTTQ MTTW UBMTTQ HND HNDVN HNDTW HLHPN HPN LMHTX HCCB LĐLĐ TLĐ HNDT".split())
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH|HĐDT|VPQH)(?:\d\d)?|UB[A-ZĐ]{2,6}\d\d")
"""National Assembly and its committees; the digits are its term (15 = 2021-2026)."""
MINISTRIES = {
    "BNN": "Bộ Nông nghiệp và Phát triển nông thôn", "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNN&PTNT": "Bộ Nông nghiệp và Phát triển nông thôn", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNN&MT": "Bộ Nông nghiệp và Môi trường", "BTC": "Bộ Tài chính", "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BKH&ĐT": "Bộ Kế hoạch và Đầu tư", "BNV": "Bộ Nội vụ", "BCT": "Bộ Công Thương", "BYT": "Bộ Y tế",
    "BGDĐT": "Bộ Giáo dục và Đào tạo", "BGD&ĐT": "Bộ Giáo dục và Đào tạo",
    "BTTTT": "Bộ Thông tin và Truyền thông", "BQP": "Bộ Quốc phòng", "BCA": "Bộ Công an", "BXD": "Bộ Xây dựng",
    "BTNMT": "Bộ Tài nguyên và Môi trường", "BTN&MT": "Bộ Tài nguyên và Môi trường",
    "BKHCN": "Bộ Khoa học và Công nghệ", "BKH&CN": "Bộ Khoa học và Công nghệ", "BGTVT": "Bộ Giao thông vận tải",
    "BTP": "Bộ Tư pháp", "BNG": "Bộ Ngoại giao", "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội", "BLĐTB&XH": "Bộ Lao động - Thương binh và Xã hội",
    "BDTTG": "Bộ Dân tộc và Tôn giáo", "NHNN": "Ngân hàng Nhà nước",
}  # fmt: skip
CENTRE = {
    "CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "VPCP": "Văn phòng Chính phủ", "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội", "BCĐTW": "Ban Chỉ đạo Trung ương", "CTN": "Chủ tịch nước",
    "TW": "Ban Chấp hành Trung ương Đảng", "VPTW": "Văn phòng Trung ương Đảng", "TWĐTN": "Trung ương Đoàn Thanh niên",
    "TCTK": "Tổng cục Thống kê", "CTK": "Cục Thống kê", "TCTL": "Tổng cục Thủy lợi", **MINISTRIES,
}  # fmt: skip
"""Issuers of the centre: their symbol names them, whatever stands around."""

_LOCAL = frozenset(
    "UBND UB HĐND CTUBND VPUBND ĐĐBQH BCĐ VPĐP VPĐPNTM SNN SNNPTNT SNN&PTNT SNNMT SNN&MT SCT STC SKHĐT SNV STNMT "
    "SGDĐT SGD&ĐT SYT SKHCN SVHTTDL STTTT SLĐTBXH SXD STP NN NNMT NN&MT NNPTNT NNTNMT KT KTHT KTN KTNS KTTH TH VX NC "
    "VP HC PNN TCKH TC KH NL TTKN CCPTNT CCKL PTNT NTM CAT CAH CA BTV BTG BTGDV BDV UBKT BTGTU BVHXH".split()
)
_EITHER = frozenset("BCĐ BTV BTG BTGDV BDV UBKT VP".split())
"""Bodies of Party or state: their documents keep the shape as printed."""
_KNOWN = frozenset(CENTRE) | PARTY | MASS | _LOCAL
_LETTER_HEADS = _KNOWN - frozenset("TC KH TH VX NC NL HC CA KT CT TW".split())
"""Issuers that may open the symbol of a công văn."""
_UNITS = frozenset("NN NNMT NN&MT KT KTN KTNS KTTH NL TH VX NC VP ĐT TC".split())
"""Units that stand after `UBND` in the symbol of a công văn, so that spaces around their hyphen part nothing."""
_SPLIT = frozenset(CENTRE) | PARTY | {"UBND", "UB", "HĐND", "VPĐP", "SNN", "SNNPTNT"}
"""Issuers that are found again in a run that lost its hyphens; units such as KH and TC are not (`KHTC`)."""
_BY_MINISTRY_SHAPE = re.compile(r"[BS][A-ZĐ][A-ZĐ&]{1,8}")

_SLIPS = {
    "NDD": "NĐ",
    "NNĐ": "NĐ",
    "ND": "NĐ",
    "QD": "QĐ",
    "QDD": "QĐ",
    "CD": "CĐ",
    "QYD": "QyĐ",
    "NBTVQH": "UBTVQH",
    "UBDN": "UBND",
    "UNBD": "UBND",
    "UBNDN": "UBND",
    "UBNĐ": "UBND",
}
_PLAIN_D = {name.upper().replace("Đ", "D"): name for name in sorted(_KNOWN) if "Đ" in name}
_ANY_CASE = {name.upper(): name for name in (*sorted(_KNOWN), *TYPES)}

_RUN = r"(?:Th?\.U(?!\w)|[HQĐ]\.U(?!\w)|[^\W\d_](?:[^\W_]|&(?=[^\W\d_]))*)"
_SEP = r"(?:[ ]{0,2}[/\\-]\s{0,2}|[._](?=[A-ZĐ]))"
SYMBOL = re.compile(
    rf"(?P<gap>\s{{0,2}}[/\\]{{1,2}}\s{{0,2}}|[ ]{{0,2}}-\s{{0,2}}|[ ]?(?=[A-ZĐ][A-Za-zĐđ]{{1,5}}[ ]?[/-]))"
    rf"(?:(?P<year>(?:19|20)\d\d|\d{{3}}(?=/))\s?(?P<join>[/-]?)\s{{0,2}})?"
    rf"(?P<first>{_RUN})(?P<rest>(?:{_SEP}{_RUN}){{0,4}})"
)
"""What follows the number. A line break before a separator is a bullet of the next line, not part of a symbol."""
_TAIL = re.compile(rf"(?P<sep>{_SEP})(?P<run>{_RUN})")
_DATE_RUN_ON = re.compile(r"\d{1,2}(?=[/.-]\d)")
"""The day in "TTg21/8/2019"."""
_GLUED_WORD = re.compile(r"([A-ZĐ][A-Za-zĐđ&]*?\d{0,2})(?:ngày|và|của|về|năm|do|ban|được|tại|để|có|đã)\d*$")
_BARE = re.compile(r"[A-ZĐ](?:[A-ZĐ&]|[a-zđ]{1,2}(?=[A-ZĐ])){0,15}\d{0,2}")
_SHAPED = re.compile(r"[A-ZĐ]{4,12}")


@dataclass(frozen=True)
class Symbol:
    """The symbol of one document, read."""

    type: str
    """Abbreviation, or empty for a công văn and for `QH15`."""
    issuers: tuple[str, ...]
    """Issuer and units as canonical abbreviations: (`BNN`, `VPĐP`)."""
    year: str
    end: int
    """Index after the symbol in the text it was read from."""
    dash_first: bool
    """Whether a dash or nothing stood between number and type, as the Party writes."""
    sure: bool
    """Whether type and issuer are both known, so that no word before the number is needed."""
    typed_as_party: bool = False
    """`15-KH/BCĐ`: printed in the Party's shape by a body that may be the Party's or the state's."""

    @property
    def system(self) -> System:
        head = self.issuers[0] if self.issuers else ""
        if any(part in PARTY for part in self.issuers[:2]):
            return "party"
        if head in MASS:
            return "mass"
        return "assembly" if _ASSEMBLY.fullmatch(head) else "state"

    @property
    def party_shape(self) -> bool:
        if not self.type:
            return False
        return (
            self.system == "party"
            or self.typed_as_party
            or (self.system == "mass" and (self.dash_first or self.issuers[0] == "TWĐTN"))
        )

    @property
    def text(self) -> str:
        """`KH-UBND`, `CT/TU`, `UBND-NN`, `QH15`."""
        if self.party_shape:
            return f"{self.type}/{'-'.join(self.issuers)}"
        return "-".join(filter(None, (self.type, *self.issuers)))

    def norm(self, number: str) -> str:
        """Normal form of domain.md 2.6 with `number` as printed."""
        if self.party_shape:
            return f"{number}-{self.text}"
        return "/".join(filter(None, (number, self.year, self.text)))


def _assembly(name: str) -> bool:
    return _ASSEMBLY.fullmatch(name) is not None


def _one(run: str) -> str | None:
    """Canonical abbreviation of a known token, whatever its case and its Đ."""
    if run in _KNOWN or run in TYPES or _assembly(run):
        return run
    bare, digits = run.rstrip("0123456789"), run[len(run.rstrip("0123456789")) :]
    upper = bare.upper()
    found = _SLIPS.get(upper) or _ANY_CASE.get(upper) or _PLAIN_D.get(upper)
    if digits:
        return found + digits if found and _assembly(found + digits) else None
    return found


def _issuer_split(run: str) -> tuple[str, ...]:
    """`run` as known issuers written without a break (`BNNVPĐP`), empty where it does not split completely."""
    if not run:
        return ()
    whole = _ANY_CASE.get(run.upper(), run)
    if whole in _SPLIT or _assembly(run):
        return (whole,)
    for cut in range(len(run) - 2, 1, -1):
        if run[:cut] in _SPLIT and (rest := _issuer_split(run[cut:])):
            return (run[:cut], *rest)
    return ()


def _glued(run: str) -> tuple[str, ...]:
    """Type and issuers written without the hyphen: `QĐUBND` -> (`QĐ`, `UBND`); longest known type first."""
    for kind in sorted(TYPES, key=len, reverse=True):
        if run.startswith(kind) and (rest := _issuer_split(run[len(kind) :])):
            return (kind, *rest)
    return ()


def _tokens(run: str, first: bool) -> tuple[tuple[str, ...], int]:
    """Canonical tokens of one run of letters and how many of its characters they take; ((), 0) for no token."""
    if not run.isascii() and (cut := _GLUED_WORD.match(run)) and (known := _tokens(cut[1], first)[0]):
        return known, len(cut[1])
    if "." in run:
        return (run.replace(".", ""),), len(run)
    run = run.replace("Ä", "Đ")
    if first and run == "CTUBND":
        return ("CT", "UBND"), len(run)
    if known_one := _one(run):
        return (known_one,), len(run)
    if first and (parts := _glued(run)):
        return parts, len(run)
    if not first and (parts := _issuer_split(run)):
        return parts, len(run)
    return ((run,), len(run)) if _BARE.fullmatch(run) else ((), 0)


def _rest(text: str, position: int, end: int, seen: list[str], glued: bool) -> int:
    """Append the tokens after the first run to `seen`; the index after the last one taken."""
    spaced_before = False
    while position < end and (piece := _TAIL.match(text, position)):
        run = piece["run"]
        if (
            digits := _DATE_RUN_ON.search(text, piece.start("run"), piece.end("run") + 2)
        ) and digits.end() == piece.end():
            run = run[: digits.start() - piece.start("run")]
        tokens, length = _tokens(run, first=False)
        spaced = piece["sep"][0] == " " and piece["sep"][-1].isspace()
        closes = spaced and not spaced_before and (len(seen) > 1 or glued or seen[0] not in TYPES)
        closes = closes and not (seen[-1] == "UBND" and tokens and tokens[0] in _UNITS)
        closes = closes or (piece["sep"] in "._" and not _all_known(tokens))
        broken = "\n" in piece["sep"] and piece["sep"][0] == " " and len(seen) > 1
        if not tokens or closes or broken or any(token in seen[1:] for token in tokens):
            break
        seen.extend(tokens)
        spaced_before = spaced
        position = piece.start("run") + length
        if length < len(piece["run"]):
            break
    return position


def _all_known(tokens: tuple[str, ...]) -> bool:
    return bool(tokens) and all(token in _KNOWN for token in tokens)


def read_symbol(text: str, position: int, *, said: bool) -> Symbol | None:
    """The symbol that begins at `position`, right after a number. `said`: a word such as "số" or "công văn" stands
    right before the number, so a symbol of unknown letters may be believed."""
    found = SYMBOL.match(text, position)
    if not found or (not found["gap"].strip() and found["year"]) or (not found["gap"] and not said):
        return None
    tokens, length = _tokens(found["first"], first=True)
    if not tokens:
        return None
    seen, end = list(tokens), found.start("first") + length
    if length == len(found["first"]):
        end = _rest(text, end, found.end(), seen, glued=len(tokens) > 1)
    return _judge(seen, found, end, said)


def _judge(seen: list[str], found: re.Match[str], end: int, said: bool) -> Symbol | None:
    gap, year = found["gap"].strip()[:1].replace("\\", "/"), found["year"] or ""
    head, units = seen[0], tuple(seen[1:])
    if head in TYPES:
        issuer_known = bool(units) and _is_issuer(units[0])
        if (not units and not (said and gap)) or (gap == "" and not issuer_known):
            return None
        lower = found["first"][0].islower()
        believable = issuer_known or (said or len(units[0]) > 1 if units else said)
        if not believable or (lower and not issuer_known):
            return None
        rest = found["rest"].lstrip()
        as_party = gap == "-" and rest.startswith("/") and not year and bool(units) and units[0] in _EITHER
        as_party = as_party or (gap == "-" and rest.startswith("/") and not year and not issuer_known)
        return Symbol(head, units, year, end, gap != "/", issuer_known, as_party)
    if _assembly(head) and year and not units:
        return Symbol("", (head,), year, end, False, True)
    return _letter(head, units, year, end, gap, said)


def _letter(head: str, units: tuple[str, ...], year: str, end: int, gap: str, said: bool) -> Symbol | None:
    """A công văn: its symbol opens with the issuer. Without a unit only a word before the number makes it one."""
    known = head in _LETTER_HEADS or _BY_MINISTRY_SHAPE.fullmatch(head) is not None
    central = head in ("TTg", "CP")
    if (gap != "/" and not (said and known and (units or (central and gap)))) or (year and not (units and said)):
        return None
    if units:
        return Symbol("", (head, *units), year, end, False, known) if known or said else None
    return Symbol("", (head,), year, end, False, False) if said and (known or _SHAPED.fullmatch(head)) else None


def _is_issuer(token: str) -> bool:
    return token in _KNOWN or _assembly(token) or _BY_MINISTRY_SHAPE.fullmatch(token) is not None


def kind_of(symbol: Symbol, words_before: Iterable[str]) -> str:
    """The type in words; the words before the number decide where one abbreviation stands for two types."""
    said = set(words_before)
    if symbol.type == "QĐ" and "quy định" in said and symbol.system == "party":
        return "quy định"
    if symbol.type == "TT" and symbol.system == "party":
        return "thông tri"
    if symbol.type:
        return TYPES[symbol.type]
    if symbol.issuers and symbol.issuers[0].startswith("UBTVQH"):
        return "pháp lệnh" if "pháp lệnh" in said else "nghị quyết"
    if symbol.system == "assembly" and symbol.year:
        return next((word for word in ("nghị quyết", "bộ luật", "luật") if word in said), "văn bản")
    if len(symbol.issuers) == 1 and symbol.issuers[0] in CENTRE:
        return next((word for word in said if word in TYPES.values()), "công văn")
    return "công văn"
