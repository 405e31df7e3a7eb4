"""URLs that lead nowhere: endless paths, calendars, session ids, absurd lengths. Pure; families drop what they know."""

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

LONGEST_URL = 2_000
MOST_SEGMENTS = 20
MOST_REPEATS = 2
"""Times one name may stand in a path."""

_SESSION_NAME = re.compile(r"(?i)^(?:(?:asp|php)?\.?_?sess(?:ion)?_?id|jsessionid|cfid|cftoken|sid)$")
_SESSION_VALUE = re.compile(r"^(?=.*[0-9])[0-9A-Za-z-]{16,}$")
_MONTHS, _YEARS = frozenset({"thang", "month", "mm", "cal_month"}), frozenset({"nam", "year", "yyyy", "cal_year"})
_SESSION_PATH = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=|/\((?:[asfx]\([^/()]*\))+\)")


def trap_in(url: str) -> str | None:
    """The pattern that makes `url` a trap, in words; None where there is none (reliability.md C5)."""
    if len(url) > LONGEST_URL:
        return f"URL of {len(url)} characters"
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if len(segments) > MOST_SEGMENTS:
        return f"path of {len(segments)} segments"
    name, times = Counter(segments).most_common(1)[0] if segments else ("", 0)
    if times > MOST_REPEATS:
        return f"path segment {name[:60]!r} {times} times"
    if _SESSION_PATH.search(parts.path):
        return "session id in the path"
    numbers = {name.lower(): name for name, value in parse_qsl(parts.query) if value.isdecimal()}
    if (month := min(_MONTHS & set(numbers), default="")) and (year := min(_YEARS & set(numbers), default="")):
        return f"calendar in parameters {numbers[month]!r} and {numbers[year]!r}"
    for name, value in parse_qsl(parts.query):
        if _SESSION_NAME.match(name) and _SESSION_VALUE.match(value):
            return f"session id in parameter {name!r}"
    return None
