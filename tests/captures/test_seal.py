"""The seal of a ledger at rest: there when it was closed in order, gone as soon as somebody may write."""

import subprocess
from pathlib import Path

import pytest

from crawler.captures.errors import IntegrityError
from crawler.captures.reader import CaptureReader
from crawler.captures.seal import SEAL, state_of
from crawler.captures.store import CaptureStore


def test_a_closed_ledger_is_sealed_and_an_open_one_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    with CaptureStore(tmp_path):
        assert state_of(folder) == "open"
    assert state_of(folder) == "whole"
    subprocess.run(["sha256sum", "-c", SEAL], cwd=folder, check=True, capture_output=True)
    with CaptureStore(tmp_path) as store:
        store.declare_holds("samples")
    assert state_of(folder) == "whole", "sealed anew"


def test_a_reader_breaks_no_seal_and_keeps_no_writer_out(tmp_path: Path) -> None:
    with CaptureStore(tmp_path):
        pass
    with CaptureReader(tmp_path) as reader:
        assert reader.runs() == []
        with CaptureStore(tmp_path) as store:
            store.declare_holds("samples")
        assert reader.meta["holds"] == "samples"
    assert state_of(tmp_path / "captures") != "changed"
    with CaptureStore(tmp_path):
        pass
    assert state_of(tmp_path / "captures") == "whole"


def test_a_log_laid_beside_a_sealed_ledger_is_a_change(tmp_path: Path) -> None:
    with CaptureStore(tmp_path):
        pass
    (tmp_path / "captures" / "ledger.db-wal").write_bytes(b"something")
    assert state_of(tmp_path / "captures") == "changed"


def test_a_changed_ledger_is_not_written_until_a_person_looked(tmp_path: Path) -> None:
    with CaptureStore(tmp_path):
        pass
    ledger = tmp_path / "captures" / "ledger.db"
    data = bytearray(ledger.read_bytes())
    data[-1] ^= 1
    ledger.write_bytes(data)
    with pytest.raises(IntegrityError, match=r"Restore it together with ledger\.db\.sha256"):
        CaptureStore(tmp_path)
    assert ledger.read_bytes() == data
    (tmp_path / "captures" / SEAL).unlink()
    with CaptureStore(tmp_path):
        pass
    assert state_of(tmp_path / "captures") == "whole"
