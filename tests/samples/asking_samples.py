"""Asking the running samples over real HTTP."""

import http.client
from dataclasses import dataclass

from samples.server import SampleServer


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


def ask(
    server: SampleServer,
    portal: str,
    path: str,
    headers: dict[str, str] | None = None,
    form: bytes | None = None,
    host: str | None = None,
) -> Answer:
    """One request to a portal by its name (or to `host`), on a connection of its own."""
    name = host or f"{server.world.site(portal).portal.host}.localhost:{server.port}"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        more = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        method = "POST" if form is not None else "GET"
        connection.request(method, path, body=form, headers={"Host": name, **more, **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, response.read())
    finally:
        connection.close()
