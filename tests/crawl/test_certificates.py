"""Faults of certificates told apart, on real handshakes with servers of loopback."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer, SimpleHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.certificates import certificate_fault

HOST, LOOPBACK = "kin.localhost", (ip_network("127.0.0.0/8"), ip_network("::1/128"))
NOW = datetime.datetime.now(datetime.UTC)
Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _signed(name: str, by: Signed | None, days: tuple[int, int] = (-10, 10), authority: bool = False) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + datetime.timedelta(days[0]))
        .not_valid_after(NOW + datetime.timedelta(days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return made.sign(by[1] if by else key, hashes.SHA256()), key


@contextmanager
def _serving(chain: list[x509.Certificate], key: ec.EllipticCurvePrivateKey, folder: Path) -> Iterator[int]:
    pem = serialization.Encoding.PEM
    (folder / "chain.pem").write_bytes(b"".join(certificate.public_bytes(pem) for certificate in chain))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("name", "days", "sends_chain", "says"),
    [
        (HOST, (-10, 10), True, None),
        (HOST, (-10, -1), True, "expired"),
        (HOST, (5, 10), True, "not yet valid"),
        ("khac.localhost", (-10, 10), True, "wrong host"),
        (HOST, (-10, 10), False, "chain missing"),
    ],
)
def test_what_is_wrong_is_named(
    name: str, days: tuple[int, int], sends_chain: bool, says: str | None, tmp_path: Path
) -> None:
    root = _signed("goc.localhost", None, authority=True)
    middle = _signed("giua.localhost", root, authority=True)
    leaf = _signed(name, middle, days)
    trusting = ssl.create_default_context(cadata=root[0].public_bytes(serialization.Encoding.PEM).decode())
    with _serving([leaf[0], middle[0]] if sends_chain else [leaf[0]], leaf[1], tmp_path) as port:
        told = certificate_fault(HOST, port, LOOPBACK, trusting)
    assert (told is None) if says is None else (told is not None and told.startswith(says))


def test_a_self_signed_one_and_a_refused_address(tmp_path: Path) -> None:
    alone = _signed(HOST, None)
    with _serving([alone[0]], alone[1], tmp_path) as port:
        told = certificate_fault(HOST, port, LOOPBACK)
        assert told is not None and told.startswith("self-signed")
        assert certificate_fault(HOST, port) is None, "no connection to loopback where nobody allowed it"
