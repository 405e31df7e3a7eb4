"""Numbers as Vietnamese articles print them: `1.234`, `01`, `2 ngàn`, `hai mươi bốn`."""

DIGIT_WORDS = {"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
               "bẩy": 7, "tám": 8, "chín": 9}  # fmt: skip
_DIGIT = "|".join(DIGIT_WORDS)
NUMBER_WORD = rf"(?:(?:{_DIGIT}) trăm|(?:{_DIGIT}) mươi(?: (?:{_DIGIT}))?|mười(?: (?:{_DIGIT}))?|(?:{_DIGIT}))(?!\w)"
"""One to ninety-nine and whole hundreds in words, lower case."""


def number(text: str, *, scale: bool = False) -> int:
    """The value of digits (a dot parts thousands, a comma decimals) or of `NUMBER_WORD`; `scale`: thousands."""
    value = float(text.replace(".", "").replace(",", ".")) if text[0].isdigit() else _words(text.split())
    return round(value * 1000) if scale else round(value)


def _words(words: list[str]) -> int:
    if words[0] == "mười":
        return 10 + (DIGIT_WORDS[words[1]] if len(words) > 1 else 0)
    tens = DIGIT_WORDS[words[0]]
    if words[1:] == ["trăm"]:
        return tens * 100
    if len(words) == 1:
        return tens
    return tens * 10 + (DIGIT_WORDS[words[2]] if len(words) > 2 else 0)
