"""A disk that remembers what was synced: a recorded session is played onto it, and power is cut.

What a disk may do, adversary's choice: until an inode is synced, each 512-byte sector written to it is there or not,
whatever was written before or after; a change of size likewise. Until a folder is synced, a name made, renamed or
removed in it is there or not, in the order of the changes. Everything synced is there."""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SECTOR = 512
WRITE, SYNC, TRUNCATE, CREATE, RENAME, UNLINK, MKDIR, MARK = range(1, 9)
_HEAD = struct.Struct("=6Q")
_VOLATILE = "-shm"
"""SQLite's shared memory file: its content means nothing after a restart."""


@dataclass(frozen=True)
class Step:
    """One recorded change."""

    kind: int
    inode: int
    at: int
    """Offset of a write, size of a truncation, 1 for the sync of a folder, number of a mark."""
    path: str
    path2: str
    data: bytes


def read_log(log: Path) -> Iterator[Step]:
    """The steps that the preloaded library wrote down, in order."""
    raw, position = log.read_bytes(), 0
    while position < len(raw):
        kind, inode, at, *lengths = _HEAD.unpack_from(raw, position)
        position += _HEAD.size
        parts = []
        for length in lengths:
            parts.append(raw[position : position + length])
            position += length
        yield Step(kind, inode, at, parts[0].decode(), parts[1].decode(), parts[2])


@dataclass
class _Inode:
    durable: bytes = b""
    waiting: list[Step] = field(default_factory=list)


class Disk:
    """Names and bytes below one folder; paths begin with `/` and mean that folder."""

    def __init__(self, home: Path) -> None:
        """Everything below `home` stands there durably."""
        self._folders = {""}
        self._names: dict[str, int] = {}
        self._inodes: dict[int, _Inode] = {}
        self._changes: list[Step] = []
        for path in sorted(home.rglob("*")):
            name = f"/{path.relative_to(home)}"
            if path.is_dir():
                self._folders.add(name)
            else:
                self._names[name] = path.stat().st_ino
                self._inodes[path.stat().st_ino] = _Inode(path.read_bytes())

    def apply(self, step: Step) -> None:
        """One more change, or a sync of what was changed before."""
        if step.kind in (WRITE, TRUNCATE):
            self._inodes.setdefault(step.inode, _Inode()).waiting.append(step)
        elif step.kind == SYNC and step.at:
            settled = [change for change in self._changes if _parent(change.path) == step.path]
            self._changes = [change for change in self._changes if _parent(change.path) != step.path]
            for change in settled:
                _rename(self._folders, self._names, change)
        elif step.kind == SYNC:
            inode = self._inodes.setdefault(step.inode, _Inode())
            inode.durable = _played(inode.durable, inode.waiting)
            inode.waiting = []
        elif step.kind == CREATE:
            self._inodes[step.inode] = _Inode()
            self._changes.append(step)
        elif step.kind in (RENAME, UNLINK, MKDIR):
            self._changes.append(step)

    def cut(self, dice: random.Random, home: Path) -> None:
        """Write one state that a power cut may leave into the empty folder `home`."""
        folders, names = set(self._folders), dict(self._names)
        kept = dice.choice((0, len(self._changes), dice.randint(0, len(self._changes))))
        for change in self._changes[:kept]:
            _rename(folders, names, change)
        for folder in sorted(folders - {""}):
            if _parent(folder) in folders:
                (home / folder[1:]).mkdir(exist_ok=True)
        for name, inode in names.items():
            if (home / name[1:]).parent.is_dir() and not name.endswith(_VOLATILE):
                (home / name[1:]).write_bytes(_torn(self._inodes[inode], dice))


def _parent(path: str) -> str:
    return "" if PurePosixPath(path).parent == PurePosixPath("/") else str(PurePosixPath(path).parent)


def _rename(folders: set[str], names: dict[str, int], change: Step) -> None:
    if change.kind == MKDIR:
        folders.add(change.path)
    elif change.kind == CREATE:
        names[change.path] = change.inode
    elif change.kind == UNLINK:
        names.pop(change.path, None)
    elif change.path in names:
        names[change.path2] = names.pop(change.path)


def _played(durable: bytes, steps: list[Step]) -> bytes:
    data = bytearray(durable)
    for step in steps:
        if step.kind == TRUNCATE:
            _resize(data, step.at)
        else:
            _resize(data, max(len(data), step.at))
            data[step.at : step.at + len(step.data)] = step.data
    return bytes(data)


def _torn(inode: _Inode, dice: random.Random) -> bytes:
    waiting = inode.waiting
    how = dice.randrange(5)
    if how == 0 or not waiting:
        return inode.durable
    if how == 1:
        return _played(inode.durable, waiting)
    if how == 2:
        return _played(inode.durable, waiting[: dice.randint(0, len(waiting))])
    if how == 3:
        return _played(inode.durable, [step for step in waiting if dice.random() < 0.5])
    share = dice.random()
    sectors = [sector for step in waiting for sector in _sectors(step) if dice.random() < share]
    return _played(inode.durable, sectors)


def _sectors(step: Step) -> Iterator[Step]:
    """A write cut at sector borders."""
    if step.kind == TRUNCATE:
        yield step
        return
    position = 0
    while position < len(step.data):
        length = min(SECTOR - (step.at + position) % SECTOR, len(step.data) - position)
        yield Step(WRITE, step.inode, step.at + position, step.path, "", step.data[position : position + length])
        position += length


def _resize(data: bytearray, size: int) -> None:
    if size < len(data):
        del data[size:]
    else:
        data.extend(bytes(size - len(data)))
