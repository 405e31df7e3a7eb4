"""Decision files: what a person may write, and how a wrong line is named."""

from pathlib import Path

import pytest

from pipeline.decisions.read import check_places, read_decisions
from pipeline.decisions.values import DecisionError, Merge, Reject, SetDate
from pipeline.gazetteer import load_gazetteer

GOOD = """\
# vì sao và ai quyết định
- do: reject
  article: mau/long-thanh/3903
  kind: cooperative
  surface: HTX Nông nghiệp Xanh
  why: nói chung về các hợp tác xã xanh
- do: date
  article: mau/long-thanh/3903
  published: 2019-11-02
  why: bản in của huyện ghi ngày này
- do: merge
  kind: cooperative
  ids: [cooperative-xanh_740-0, cooperative-xanh_75-0]
  into: cooperative-xanh_740-0
  why: cùng giám đốc, cùng địa chỉ
"""


def read(folder: Path, text: str) -> None:
    (folder / "sua.yml").write_text(text, encoding="utf-8")
    check_places(read_decisions(folder), load_gazetteer())


def test_decisions_are_read_by_article_and_by_kind(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")
    found = read_decisions(tmp_path)
    reject, date = found.by_article["mau/long-thanh/3903"]
    assert isinstance(reject, Reject) and reject.surface == "HTX Nông nghiệp Xanh"
    assert isinstance(date, SetDate) and date.published == "2019-11-02"
    assert [type(one) for one in found.on_entities] == [Merge]
    assert [str(place) for place, _ in found.placed] == ["a.yml:2", "a.yml:7", "a.yml:11"]


def test_no_folder_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "decisions").placed == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- do: rejct\n  why: x\n", r"sua.yml:1: do: 'rejct'; did you mean 'reject'"),
        (GOOD.replace("surface:", "surfce:", 1), r"sua.yml:2: surf"),
        (GOOD.replace("2019-11-02", "02/11/2019"), r"sua.yml:7: .*02/11/2019"),
        (GOOD.replace("  why: cùng giám đốc, cùng địa chỉ\n", ""), r"sua.yml:11: why"),
        (GOOD.replace("kind: cooperative\n  surface", "kind: hợp tác xã\n  surface"), r"sua.yml:2: kind"),
        ("do: reject\n", r"sua.yml:1: a decision file is a list"),
        ("- do: reject\n  article: [\n", r"sua.yml:\d: not YAML"),
        (GOOD + GOOD.split("\n", 1)[1], r"the same decision stands at sua.yml:2"),
        (
            "- {do: relink, article: a/b/1, kind: commune, surface: xã X, to: '99999-0', why: x}\n",
            r"no place '99999-0'",
        ),
        ("- {do: relink, article: a/b/1, kind: commune, surface: xã X, to: 740-0, why: x}\n", r"740-0 is a district"),
        ("- {do: add, article: a/b/1, kind: commune, surface: xã X, why: x}\n", r"no place ''"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DecisionError, match=says):
        read(tmp_path, text)
