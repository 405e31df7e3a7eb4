"""What an export wrote, in the lines that a person reads at its end."""

from collections.abc import Iterable

from operate.exporting.bag import Bag
from operate.exporting.collection import WaczFile
from operate.exporting.segments import Shipment
from operate.exporting.tables import Tables


def exported_lines(
    file: WaczFile | None, tables: Iterable[Tables], shipment: Shipment | None = None, bag: Bag | None = None
) -> list[str]:
    """What stands where, then what was left out and why."""
    lines = []
    if file is not None:
        holds = file.holds
        lines.append(
            f"{file.file}: {holds.captures} bản lưu / captures, {holds.pages} bài / pages, {file.bytes / 1e6:,.1f} MB"
        )
        lines += [f"  {number} để lại / left out: {reason}" for reason, number in holds.left_out.items()]
    for folder in tables:
        rows = sum(folder.rows.values())
        formats = ", ".join(folder.formats)
        lines.append(f"{folder.folder}: {len(folder.rows)} bảng / tables ({formats}), {rows:,} dòng / rows")
        lines += [f"  {cut}" for cut in folder.cut]
    if shipment is not None:
        lines.append(f"{shipment.file}: {len(shipment.segments)} tệp / WARC files, {shipment.bytes / 1e6:,.1f} MB")
    if bag is not None:
        lines.append(f"{bag.folder}: {bag.files} tệp / files, {bag.bytes / 1e6:,.1f} MB")
    return lines
