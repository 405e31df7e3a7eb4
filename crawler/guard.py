"""Which addresses may be connected to, judged on the very address, in the resolver of the whole process.

Scrapy has no such guard: `127.1`, `0x7f000001` and `2130706433` reach loopback through a redirect. Every host of every
request, literal or not, passes `GuardedResolver`, because Twisted's HostnameEndpoint asks the reactor's name resolver
for all of them and then connects to exactly what it answered (HTTPS wraps the same endpoint).
"""

import ipaddress
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped, unused-ignore]

logger = logging.getLogger(__name__)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DNS_SECONDS = 10.0
"""Longest wait for one name (reliability.md N13)."""

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""IPv6 outside it is loopback, link-local, site-local, NAT64 or a mapped IPv4 address."""

_BESIDES: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; Python before 3.11.10 calls some of them global
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.IPv6Network("2001::/23"),  # Teredo and other protocol assignments
    ipaddress.IPv6Network("2001:db8::/32"),
    ipaddress.IPv6Network("2002::/16"),  # 6to4: carries an IPv4 address
    ipaddress.IPv6Network("3fff::/20"),
)


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """CIDR texts as networks. Raises ValueError on a text that is none."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def refusal(address: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why `address` (IPv4 or IPv6 text) must not be connected to; None where it may. `allowed` goes first."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address!r} is no IP address"
    if any(ip in network for network in allowed if network.version == ip.version):
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_UNICAST:
        return f"{ip} is not a global unicast address"
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return f"{ip} is not a global address"
    if any(ip in network for network in _BESIDES if network.version == ip.version):
        return f"{ip} is set apart for other uses"
    return None


def plain_name(host: str) -> str:
    """`host` as the guard compares it: lower case, without trailing dots and brackets."""
    return host.strip("[]").rstrip(".").lower()


def is_loopback(host: str) -> bool:
    """Whether `host` means this machine by its name or number alone."""
    name = plain_name(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@implementer(IHostnameResolver)
class GuardedResolver:
    """The process's only resolver: passes on global addresses, remembers why a name was refused."""

    def __init__(self, reactor: Any, timeout: float = DNS_SECONDS):
        self._reactor = reactor
        self._inner: Any = reactor.nameResolver
        self._timeout = timeout
        self._allowed: dict[str, tuple[Network, ...]] = {}
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        return cls(reactor, crawler.settings.getfloat("DNS_TIMEOUT") or DNS_SECONDS)

    def install_on_reactor(self) -> None:
        # installNameResolver also puts a wrapper of this resolver behind reactor.resolve(), which connectTCP uses.
        self._reactor.installNameResolver(self)

    def allow(self, exceptions: Mapping[str, Sequence[Network]]) -> None:
        """Let each named host resolve into its networks too, for the life of the process."""
        for host, allowed in exceptions.items():
            name = plain_name(host)
            self._allowed[name] = self._allowed.get(name, ()) + tuple(allowed)

    def refused(self, host: str) -> str | None:
        """Why the last resolution of `host` led nowhere; None where the guard did not refuse it."""
        return self._refused.get(plain_name(host))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        name = plain_name(hostName)
        self._refused.pop(name, None)
        receiver: Any = _Judge(self, name, resolutionReceiver, self._allowed.get(name, ()))
        if name == "localhost" or name.endswith(".localhost"):
            # RFC 6761: the name means this machine; no resolver needs to be asked, and few know `<name>.localhost`.
            receiver.resolutionBegan(HostResolution(name))
            receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", portNumber))
            receiver.resolutionComplete()
            return resolutionReceiver  # type: ignore[return-value, unused-ignore]
        receiver.patience = self._reactor.callLater(self._timeout, receiver.resolutionComplete)
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution

    def note(self, name: str, reason: str) -> None:
        logger.warning("egress refused: %s: %s", name, reason)
        self._refused[name] = reason


@implementer(IResolutionReceiver)
class _Judge:
    """Stands between resolver and endpoint; hands on permitted addresses only, and completes once."""

    def __init__(self, guard: GuardedResolver, name: str, receiver: Any, allowed: tuple[Network, ...]) -> None:
        self._guard = guard
        self._name = name
        self._receiver = receiver
        self._allowed = allowed
        self._reasons: list[str] = []
        self._passed = 0
        self._done = False
        self.patience: Any = None

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        if self._done:
            return
        if not isinstance(address, IPv4Address | IPv6Address):
            self._reasons.append(f"{address!r} is no IP address")
            return
        reason = refusal(address.host, self._allowed)
        if reason is None:
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._reasons.append(reason)

    def resolutionComplete(self) -> None:
        if self._done:
            return
        self._done = True
        if self.patience is not None and self.patience.active():
            self.patience.cancel()
        if self._reasons and not self._passed:
            self._guard.note(self._name, "; ".join(self._reasons))
        self._receiver.resolutionComplete()


def installed_guard() -> GuardedResolver:
    """The guard of this process. Raises RuntimeError where another resolver is installed: fetch nothing then."""
    from twisted.internet import reactor

    resolver = reactor.nameResolver
    if not isinstance(resolver, GuardedResolver):
        raise RuntimeError(
            "the address guard is not installed; start crawls with `python -m crawler.process` or `scrapy crawl` from "
            "the project root, where TWISTED_DNS_RESOLVER is crawler.guard.GuardedResolver"
        )
    return resolver
