"""docs/benchmarks.md: measuring one thing again leaves everything else as it stood."""

from benchmarks.__main__ import MEASURES, REPORT
from benchmarks.report import with_section
from benchmarks.result import Result

BETTER = [Result("archive.db against its text", 2.5, 3.0, "", True, "600 articles")]


def test_a_section_is_replaced_and_what_stands_around_it_stays() -> None:
    page = "# Benchmarks\n\nby hand\n\n<!-- begin size -->\nold\n<!-- end size -->\n\n## The site\n\nby hand too\n"
    written = with_section(page, "size", BETTER)
    assert written.startswith("# Benchmarks\n\nby hand\n\n<!-- begin size -->\n")
    assert written.endswith("<!-- end size -->\n\n## The site\n\nby hand too\n")
    assert "old" not in written and BETTER[0].row() in written
    again = with_section(written, "size", [Result("archive.db against its text", 4.7, 3.0, "", True, "600 articles")])
    assert BETTER[0].row() not in again and "**no**" in again


def test_a_new_measure_comes_at_the_end() -> None:
    written = with_section("# Benchmarks\n", "size", BETTER)
    assert (
        written.startswith("# Benchmarks\n\n<!-- begin size -->") and with_section(written, "size", BETTER) == written
    )


def test_the_page_has_each_section_once() -> None:
    page = REPORT.read_text(encoding="utf-8")
    for name in MEASURES:
        assert page.count(f"<!-- begin {name} -->") == page.count(f"<!-- end {name} -->") <= 1, name
