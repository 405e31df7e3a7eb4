"""Which file is what: everything that an import is given, as answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.taken_over import Foreign
from operate.home import HomeError
from operate.imports.saved import HTML_ENDINGS, MHTML_ENDINGS, Listed, of_file, of_mhtml
from operate.imports.streams import WARC_ENDINGS, WarcFile, warc_files_of
from operate.imports.told import Imported
from operate.imports.warcs import answers_of

_ENDINGS = (*WARC_ENDINGS, ".wacz", *MHTML_ENDINGS, *HTML_ENDINGS)


@dataclass(frozen=True)
class Given:
    """What is to be imported, in order."""

    warcs: tuple[WarcFile, ...]
    pages: tuple[Path, ...]
    """Saved files."""

    @property
    def size(self) -> int:
        """Packed bytes that will be read; WARC files are read twice."""
        return 2 * sum(warc.size for warc in self.warcs) + sum(path.stat().st_size for path in self.pages)


def look_at(paths: Iterable[Path], listed: Listed, done: Imported) -> Given:
    """Sort what was named; of a folder everything below it that can be imported or stands in the list. Raises HomeError
    for what is not there and for a file of another kind."""
    warcs: list[WarcFile] = []
    pages: list[Path] = []
    for path in paths:
        if not path.exists():
            raise HomeError(f"{path}: không có tệp này / no such file")
        for file in _below(path, listed, done):
            name = file.name.lower()
            if name.endswith((*WARC_ENDINGS, ".wacz")):
                warcs += warc_files_of(file, done.broken)
            elif name.endswith((*MHTML_ENDINGS, *HTML_ENDINGS)) or listed.names(file):
                pages.append(file)
            else:
                raise HomeError(
                    f"{file}: loại tệp không nhập được / "
                    f"only .warc(.gz), .wacz, .html, .mhtml, and what --urls names, is imported"
                )
    return Given(tuple(warcs), tuple(pages))


def _below(path: Path, listed: Listed, done: Imported) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    files = [file for file in sorted(path.rglob("*")) if file.is_file()]
    wanted = [file for file in files if file.name.lower().endswith(_ENDINGS) or listed.names(file)]
    if len(files) > len(wanted):
        done.ignored["file in a folder that no import reads"] += len(files) - len(wanted)
    return wanted


def answers(given: Given, listed: Listed, done: Imported, told: Callable[[int], None]) -> Iterator[Foreign]:
    """Every answer; `told` is given how many more bytes were read. Raises HomeError for a saved page of which nobody
    knows the address or the day."""
    yield from answers_of(given.warcs, done, told)
    for path in given.pages:
        if path.name.lower().endswith(MHTML_ENDINGS):
            yield from of_mhtml(path, listed.of(path), done)
        else:
            yield of_file(path, listed.of(path))
        told(path.stat().st_size)
