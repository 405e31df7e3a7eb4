"""What exactly is wrong with a server's certificate: one handshake, no request, for `ocop sources check`.

Scrapy's failure only says that verification failed; an operator writes to the portal's administrator, or decides on
`verify: lenient`, by which of these it is.
"""

import socket
import ssl
from collections.abc import Sequence

from crawler.guard import Network, refusal

HANDSHAKE_SECONDS = 15.0

_FAULTS = {
    9: "not yet valid: the server's certificate begins in the future",
    10: "expired: the portal has to renew it",
    18: "self-signed: nobody vouches for it",
    19: "a chain that ends in a root nobody knows",
    20: "chain missing: the server does not send the intermediate certificate of its issuer, or the issuer is unknown",
    21: "chain missing: the server sends its own certificate alone",
    62: "wrong host: the certificate is for other names",
    64: "wrong host: the certificate is for other names",
}
"""By OpenSSL's verify code (x509_vfy.h)."""


def certificate_fault(
    host: str, port: int, allowed: Sequence[Network] = (), context: ssl.SSLContext | None = None
) -> str | None:
    """Why the certificate of `host` does not hold, in words; None where it does or where nothing answers. Connects to
    no address that the guard refuses (`allowed` goes first). `context`: other roots than the system's."""
    context = context or ssl.create_default_context()
    try:
        # RFC 6761: names below localhost are this machine, whatever the system's resolver says.
        name = "127.0.0.1" if host.endswith(".localhost") else host
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError:
        return None
    for family, kind, protocol, _, address in found:
        if refusal(str(address[0]), allowed):
            continue
        try:
            with socket.socket(family, kind, protocol) as plain:
                plain.settimeout(HANDSHAKE_SECONDS)
                plain.connect(address)
                with context.wrap_socket(plain, server_hostname=host):
                    return None
        except ssl.SSLCertVerificationError as error:
            return _FAULTS.get(error.verify_code, f"not accepted: {error.verify_message}")
        except ssl.SSLError as error:
            return f"no common TLS version or cipher: {error.reason or error}"
        except OSError:
            continue
    return None
