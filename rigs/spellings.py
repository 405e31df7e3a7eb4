"""Addresses that must never be connected to, in every spelling that leads there."""

from ipaddress import IPv4Address

PUBLIC = "14.225.3.20"
"""Where the rig's portals stand: an address as a portal has it, on the loopback of a closed namespace."""
INSIDE = (
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.127.255.254", "198.18.0.1",
)  # fmt: skip
INSIDE_6 = ("::1", "fd00::1", "fe80::1", "fc00:ec2::254")
ZONE = "trong.example"
"""Names in it are answered by the rig's name server: what stands before is where they lead."""

_LITERALS_6 = (
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]",
    "[2002:7f00:1::1]", "[2002:a00:1::1]", "[2001:0:7f00:1::1]", "[fd00::1]", "[fc00:ec2::254]", "[fec0::1]",
    "[2001:db8::1]",
)  # fmt: skip
_BY_ITSELF = (
    "localhost", "localhost.", "a.b.localhost", "0", "0x0", "0.0.0.0", "127.1", "127.0.1", "127.000.000.001",
    "0177.0x0.0.01", "10.1", "0xa.1", "192.168.257", "169.254.43518", "224.0.0.1", "255.255.255.255",
)  # fmt: skip


def spellings() -> list[str]:
    """Hosts as a link may write them, each once."""
    found = [*_BY_ITSELF, *_LITERALS_6]
    for text in INSIDE:
        number = int(IPv4Address(text))
        parts = [number >> shift & 255 for shift in (24, 16, 8, 0)]
        found += [
            text, f"{text}.", str(number), hex(number), f"0{number:o}", ".".join(map(hex, parts)),
            ".".join(f"0{part:o}" for part in parts), f"{parts[0]}.{number & 0xFFFFFF}",
            f"{parts[0]}.{parts[1]}.{number & 0xFFFF}", f"0x{parts[0]:x}.{number & 0xFFFFFF}",
            *(f"{way}-{text.replace('.', '-')}.{ZONE}" for way in ("a", "lat", "cn")),
        ]  # fmt: skip
    found += [f"{kind}-{text.replace(':', 'x')}.{ZONE}" for text in INSIDE_6 for kind in ("aaaa", "both")]
    return list(dict.fromkeys(found))
