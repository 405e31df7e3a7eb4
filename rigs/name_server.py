"""A name server of its own for a closed namespace: names say where they lead, and some change their mind."""

import socket
import struct
import threading
from collections import Counter
from ipaddress import IPv4Address, IPv6Address

from rigs.spellings import PUBLIC, ZONE

A, CNAME, AAAA = 1, 5, 28


class NameServer:
    """Answers `a-10-0-0-1`, `cn-…` (through an alias), `lat-…` (a public address first, then the one inside), `aaaa-…`
    and `both-…` (IPv6 in which `x` stands for `:`) below ZONE; every other name is PUBLIC."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 53))
        self._asked: Counter[str] = Counter()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            question, peer = self._socket.recvfrom(1500)
            self._socket.sendto(self._answer(question), peer)

    def _answer(self, question: bytes) -> bytes:
        labels, position = [], 12
        while length := question[position]:
            labels.append(question[position + 1 : position + 1 + length].decode())
            position += 1 + length
        (kind,) = struct.unpack_from("!H", question, position + 1)
        records = self.records(".".join(labels).lower(), kind)
        head = struct.pack("!2sHHHHH", question[:2], 0x8580, 1, len(records), 0, 0)
        return head + question[12 : position + 5] + b"".join(records)

    def records(self, name: str, kind: int) -> list[bytes]:
        """Resource records of `name`, none where it has none of the kind."""
        way, _, where = name.removesuffix(f".{ZONE}").partition("-") if name.endswith(f".{ZONE}") else ("", "", "")
        if way in ("aaaa", "both"):
            inside = IPv6Address(where.replace("x", ":")).packed
            public = [_record(A, IPv4Address(PUBLIC).packed)] if way == "both" else []
            return [_record(AAAA, inside)] if kind == AAAA else public if kind == A else []
        if kind != A:
            return []
        self._asked[name] += 1
        is_public = not way or (way == "lat" and self._asked[name] == 1)
        address = IPv4Address(PUBLIC if is_public else where.replace("-", "."))
        if way == "cn":
            alias = b"\x05alias\x04cong\x07example\x00"
            return [_record(CNAME, alias), alias + struct.pack("!HHIH", A, 1, 0, 4) + address.packed]
        return [_record(A, address.packed)]


def _record(kind: int, data: bytes) -> bytes:
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(data)) + data
