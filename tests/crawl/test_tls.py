"""Certificates: checked, unless the source file says with a reason that they cannot be."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from .portal import SECTION, Portal
from .runs import Home


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A self-signed certificate for a host of loopback."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    names = ["-subj", "/CN=kin.localhost", "-addext", "subjectAltName=DNS:kin.localhost"]
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def test_a_certificate_nobody_vouches_for(home: Home, certificate: ssl.SSLContext) -> None:
    lenient = "tls: {verify: lenient, reason: Cổng dùng chứng thư tự ký., since: 2026-01-05}\n"
    with Portal(articles=2, tls=certificate) as portal:
        host = f"kin.localhost:{portal.port}"
        sections = [f'{{url: "https://{host}{SECTION}", label: Tin, about: ocop}}']
        source = home.source("kin", host, sections=sections)
        strict = home.visit(source)
        assert strict["outcomes"] == {"tls_error": 1, "robots_refused": 1}
        assert not portal.log
        home.source("kin", host, sections=sections, more=lenient)
        assert home.visit(source)["new"] == 2
    assert {c.flags.get("tls") for c in home.captures()} == {"not verified"}
