"""Every rule that stands in a mention is told to the reader."""

from cooperative_names_met import NAMES
from document_numbers import NUMBERS
from heldout_cooperatives import SENTENCES as COOPERATIVES
from heldout_documents import SENTENCES as DOCUMENTS
from plain_article import plain

from pipeline.entities.cooperatives import find_cooperatives
from pipeline.entities.documents import find_documents
from pipeline.entities.figures import find_figures
from pipeline.entities.rules import all_rules
from pipeline.model import HomeUnit

BODIES = ("HTX", "Liên hiệp HTX", "THT", "QTDND")


def test_every_rule_is_listed_once_and_said_in_both_languages() -> None:
    rules = all_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.does and rule.does_en and rule.version >= 1 and rule.makes for rule in rules)


def test_every_rule_of_a_mention_is_listed() -> None:
    listed = {rule.id for rule in all_rules()}
    text = (
        [sentence for sentence, _ in (*COOPERATIVES, *DOCUMENTS)] + [name for name, _ in NAMES] + list(NUMBERS.values())
    )
    text += [
        f"các {head} Minh Phát, An Phú; {head} nông nghiệp xã Lộc An; {head} Nông nghiệp sạch của xã Tràng Xá"
        for head in BODIES
    ]
    text += [
        "Quyết định 377 và Quyết định số 377/QĐ-UBND",
        "Chỉ thị số 11, 26-CT/TU",
        "HTX Xanh có 3 sản phẩm 4 sao, 2 3 sao; có 24 HTX",
    ]
    article = plain("\n".join(text))
    used = {m.rule for m in (*find_documents(article), *find_cooperatives(article), *find_figures(article, HomeUnit()))}
    assert used <= listed
    assert listed & used >= {
        "document.party",
        "document.shared-symbol",
        "cooperative.name",
        "figure.count",
        "group.shared-head",
    }
