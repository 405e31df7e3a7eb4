"""Pages that must not be parsed are refused by their shape, ordinary ones are not."""

import pytest

from pipeline.article.prescan import prescan

HOSTILE = {
    "nested": (b"<b>" * 2_000, "levels"),
    "nested, closed by other names": (b"<b></i>" * 2_000, "levels"),
    "nested behind a title that names a script": (b'<p title="<script">' + b"<b>" * 2_000, "levels"),
    "attributes": (b"<div " + b" ".join(b"a%d=1" % n for n in range(5_000)) + b">", "attributes"),
    "attributes behind a quoted end": (
        b'<div a=">" ' + b" ".join(b"a%d" % n for n in range(5_000)) + b">",
        "attributes",
    ),
    "attributes behind a quoted tag": (
        b"<div a='<b>' " + b" ".join(b"a%d" % n for n in range(5_000)) + b">",
        "attributes",
    ),
    "attributes among false tags": (b"<div " + b" <b ".join(b"a%d" % n for n in range(5_000)) + b">", "attributes"),
    "tags": (b"<p>x</p>" * 200_000, "tags"),
}
ORDINARY = {
    "empty": b"",
    "text": b"khong co the nao",
    "paragraphs without end tags": b"<p>x" * 5_000 + b"<ul>" + b"<li>y" * 5_000,
    "a script full of comparisons": b"<script>" + b"if(i<n){a<b}" * 5_000 + b"</script><p>x</p>",
    "a comment full of tags": b"<!--" + b"<b>" * 5_000 + b"--><p>x</p>",
    "a long view state": b"<input value='" + b"QUJD" * 100_000 + b"'>",
    "long prose": b"<p>" + b"mot cau van dai " * 100_000 + b"</p>",
}


@pytest.mark.parametrize(("body", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_shapes(body: bytes, reason: str) -> None:
    found = prescan(body)
    assert found is not None and reason in found


@pytest.mark.parametrize("body", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_shapes(body: bytes) -> None:
    assert prescan(body) is None


UNITS = (b"<", b"<!--", b'<a ="', b"<a ='", b"<script>", b"<div = ", b'"', b"<a x='>", b"<b x " * 900 + b">")


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_the_scan_ends_on_any_repetition(unit: bytes) -> None:
    """Each of these would take minutes if a part of the scan were quadratic."""
    reason = prescan(unit * (2_500_000 // len(unit)))
    assert reason is None or reason.startswith(("more than", "nested deeper"))
