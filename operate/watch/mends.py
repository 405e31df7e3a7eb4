"""What shows a trouble and what mends it, by check: the two lines that an operator needs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mend:
    """Commands (`{source}` stands for the portal's id), and what a person does between them."""

    see: str
    do: str
    then: str = ""


_LOOK = "ocop sources check {source} --diff"
_EDIT = "sửa / edit sources/{source}.yml"
_REREAD = "ocop build --reread {source}"

_MENDS: dict[str, Mend] = {
    "Z1": Mend(_LOOK, _EDIT, "ocop run {source}"),
    "Z2": Mend(_LOOK, _EDIT, _REREAD),
    "Z3": Mend(_LOOK, _EDIT, "ocop run {source}"),
    "Z4": Mend(_LOOK, _EDIT, _REREAD),
    "Z5": Mend("ocop sources check {source}", "mục đã dời địa chỉ? / did the section move? " + _EDIT,
               "ocop run {source}"),
    "Z6": Mend(_LOOK, _EDIT, "ocop run {source}"),
    "Z7": Mend("ocop sources show {source}", "ocop run {source}"),
    "Z8": Mend("ocop sources check {source}", "media_hosts trong / in sources/{source}.yml", "ocop run {source}"),
    "Z9": Mend("ocop sources check {source}", "bài lặp, mục lạ? / the same again, another section? " + _EDIT,
               "ocop build --accept {source} --why …"),
    "C1": Mend(_LOOK, "article_pattern trong / in sources/{source}.yml"),
    "C5": Mend(_LOOK, "địa chỉ lặp, lịch? / addresses that repeat, a calendar? article_pattern trong / in "
               "sources/{source}.yml"),
    "N17": Mend("ocop sources check {source}", _EDIT),
    "N18": Mend("ocop sources check {source}", "ocop ack {source} N18 --until … --why …"),
    "requests": Mend("ocop sources check {source}", "ocop ack {source} requests --until … --why …"),
    "stopped": Mend("ocop sources check {source}", "viết cho cổng / write to the portal",
                    "ocop ack {source} stopped --until … --why …"),
    "layout": Mend(_LOOK, _EDIT, _REREAD),
    "unread": Mend("ocop status", "máy quá bận hay quá ít bộ nhớ? / is the machine too busy, or short of memory?",
                   "ocop build"),
    "handed on": Mend("ocop sources show {source}", "valid_to, successor trong / in sources/{source}.yml",
                      "ocop build --accept {source} --why …"),
}  # fmt: skip
CHECKS = frozenset(_MENDS)
"""What a check may be called, without the section that some name behind it."""
_OTHER = Mend("ocop sources check {source}", "ocop run {source}")


def mend_of(source_id: str, check: str) -> Mend:
    """How to see and mend a check of a portal."""
    found = _MENDS.get(check) or _MENDS.get(check.split(" ")[0], _OTHER)
    return Mend(*(text.format(source=source_id) for text in (found.see, found.do, found.then)))
