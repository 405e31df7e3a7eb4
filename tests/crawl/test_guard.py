"""The address guard: what may be connected to, however it is spelled."""

import socket
import subprocess
import sys

import pytest

from crawler.guard import networks, plain_name, refusal

from .portal import Portal
from .runs import ROOT, Home

_REFUSED = """
0.0.0.0 0.1.2.3 0.255.255.255 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.0.0.2
127.255.255.254 169.254.0.1 169.254.169.254 169.254.255.255 172.16.0.1 172.20.10.5 172.31.255.255 192.0.0.1 192.0.0.8
192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 192.168.1.254 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 224.0.0.251 233.252.0.1 239.255.255.250 240.0.0.1 250.1.2.3 255.255.255.255 :: ::1
0:0:0:0:0:0:0:1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:0:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1::1
100::1 2001::1 2001:0:7f00:1::1 2001:2::1 2001:db8::1 2001:10::1 2002:7f00:1::1 2002:a00:1::1 2002:808:808::1 3fff::1
fc00::1 fc00:ec2::254 fd00::1 fd12:3456:789a::1 fdff:ffff::1 fe80::1 fe80::1%eth0 fe80::1%1 febf::1 fec0::1 feff::1
ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1 ff3e::1 5f00::1 khong-phai-dia-chi 127.1 127.0.0.1.5 ::gg
"""
REFUSED = _REFUSED.split()

_SPELLED = """
127.1 127.0.1 127.65535 2130706433 017700000001 0177.0.0.1 0177.1 0177.0.1 0x7f.1 0x7f000001 0X7F000001 0x7f.0.0.1
0x7f.0x0.0x0.0x1 0177.0x0.0.01 127.0.0.01 127.000.000.001 0 0x0 00 0.0 10.1 012.1 0xa.1 167772161 0xa000001
192.168.257 0xc0a80101 3232235777 169.254.43518 0xa9fea9fe 2852039166 0251.0376.0251.0376 172.16.1 2886729729 100.64.1
1681915905 224.1 3758096385 255.255.65535 4294967295 0xffffffff localhost 127.0.0.1
"""
SPELLED = _SPELLED.split()
"""Forms that getaddrinfo reads as an address."""

_ALLOWED = """
8.8.8.8 1.1.1.1 14.225.3.20 113.160.1.1 203.162.0.181 123.30.1.1 2001:ee0::1 2405:4800::1 2606:4700::1111
"""
ALLOWED = _ALLOWED.split()


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_global_is_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_global_addresses_pass(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize("spelling", SPELLED)
@pytest.mark.parametrize("dress", ["{}", "{}.", "{}..", "[{}]"])
def test_every_spelling_resolves_into_a_refusal(spelling: str, dress: str) -> None:
    """As the resolver does it: the name without dots and brackets, the system's answer, the judgement."""
    answers = socket.getaddrinfo(plain_name(dress.format(spelling)), 80, type=socket.SOCK_STREAM)
    assert answers
    assert all(refusal(str(answer[4][0])) for answer in answers)


def test_there_are_enough_spellings() -> None:
    assert len(REFUSED) + len(SPELLED) >= 120


def test_an_exception_holds_for_its_networks_only() -> None:
    allowed = networks(["127.0.0.0/8", "fd00::/8"])
    assert refusal("127.0.0.9", allowed) is None
    assert refusal("fd00::1", allowed) is None
    assert refusal("10.0.0.1", allowed)
    assert refusal("::1", allowed)


HOSTS = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "khac.localhost", "0"]


def test_no_spelling_connects_in_a_real_crawl(home: Home) -> None:
    """Pages, robots.txt, feeds, over http and https; a source with an exception shows that the server is there."""
    with Portal(articles=1) as portal:
        sources = []
        for number, host in enumerate(HOSTS):
            for scheme in ("http", "https"):
                url = f"{scheme}://{host}:{portal.port}/vi/news/nong-thon-moi/"
                sections = [f'{{url: "{url}", label: x}}', f'{{url: "{url}rss/", label: y, kind: feed}}']
                name = f"so-{number}-{scheme}"
                sources.append(
                    home.source(name, f"{host}:{portal.port}", sections=sections, allowed=None, more="notes: x\n")
                )
                file = home.path / "sources" / f"{sources[-1]}.yml"
                file.write_text(file.read_text().replace("family: nukeviet", f"family: {FAMILY[scheme]}"))
        allowed = home.source("duoc", f"duoc.localhost:{portal.port}")
        summary = home.crawl(*sources, allowed)["sources"]

    assert summary[allowed]["new"] == 1
    for source in sources:
        assert summary[source]["outcomes"].pop("egress_refused") >= 1, source
        assert not set(summary[source]["outcomes"]) - {"robots_refused"}, source
        assert summary[source]["captured"] == 0
    assert {asked.host for asked in portal.log} == {"duoc.localhost"}


FAMILY = {"http": "nukeviet", "https": "generic"}
"""Two sources may name one host at a time only where their families differ."""

ENDPOINTS = """
import sys
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import defer, error, protocol, reactor
from twisted.internet.endpoints import HostnameEndpoint
from crawler.guard import GuardedResolver, networks

accepted = []
class Accept(protocol.Protocol):
    def connectionMade(self):
        accepted.append(self.transport.getPeer().host)

four = reactor.listenTCP(0, protocol.Factory.forProtocol(Accept), interface="127.0.0.1")
port = four.getHost().port
six = reactor.listenTCP(port, protocol.Factory.forProtocol(Accept), interface="::1")
GuardedResolver(reactor, 5.0).install_on_reactor()
refused = []

quiet = protocol.Factory.forProtocol(protocol.Protocol)

@defer.inlineCallbacks
def main():
    for host in sys.argv[1:]:
        try:
            yield HostnameEndpoint(reactor, host, port).connect(quiet)
        except (error.DNSLookupError, ValueError):
            refused.append(host)
    for name in ("127.1", "khac.localhost"):
        try:
            yield reactor.resolve(name)
        except error.DNSLookupError:
            refused.append(name)
    before = len(accepted)
    reactor.nameResolver.allow({"duoc.localhost": networks(["127.0.0.0/8"])})
    yield HostnameEndpoint(reactor, "duoc.localhost", port).connect(quiet)
    yield defer.maybeDeferred(four.stopListening)
    print(len(refused), before)
    reactor.stop()

reactor.callWhenRunning(main)
reactor.run()
"""


def test_no_spelling_passes_the_endpoint_that_every_request_uses() -> None:
    """Happy eyeballs, IPv6 literals, trailing dots and the reactor's old resolver included."""
    hosts = [
        *SPELLED,
        "::1",
        "::ffff:127.0.0.1",
        "127.0.0.1.",
        "localhost.",
        "a.b.localhost",
        "LOCALHOST",
        "127。0。0。1",
    ]
    result = subprocess.run(
        [sys.executable, "-c", ENDPOINTS, *hosts], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stdout.split() == [str(len(hosts) + 2), "0"], result.stderr[-2000:]
