"""The half that judges stays as it was frozen."""

import hashlib

from evaluation.texts import ROOT, load_texts

FROZEN = ROOT / "test"


def test_no_text_of_the_test_half_was_changed_added_or_taken_away() -> None:
    listed = dict(reversed(line.split()) for line in (FROZEN / "SHA256SUMS").read_text("utf-8").splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FROZEN.glob("*.txt")}
    assert found == listed


def test_every_text_of_the_test_half_can_be_read() -> None:
    texts = load_texts("test")
    assert len(texts) >= 85
    assert all(text.gold and text.lines[0] for text in texts)
