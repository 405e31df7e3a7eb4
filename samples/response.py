"""A request as the sites see it and their answer, before HTTP details."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """What was asked of one portal."""

    method: str
    target: str
    """Path and query as sent."""
    host: str
    """With its port where the client sent one."""
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path with percent-encoding undone."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """First value of each query parameter."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        """First value of each posted field."""
        return {name: values[0] for name, values in parse_qs(self.body.decode("utf-8"), True).items()}

    @property
    def port_suffix(self) -> str:
        """`:8400`, or nothing on port 80: other sample hosts are named with it."""
        return ":" + self.host.rpartition(":")[2] if ":" in self.host else ""


@dataclass(frozen=True)
class Response:
    """What a site answers."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())
    modified: str | None = None
    """Local time of Vietnam (`YYYY-MM-DDTHH:MM`) for Last-Modified."""


def page(text: str, status: int = 200, modified: str | None = None) -> Response:
    """An HTML page in UTF-8."""
    return Response(status, text.encode("utf-8"), modified=modified)


def redirect(target: str, status: int = 302) -> Response:
    """A redirect to a path or URL."""
    return Response(status, b"", headers=(("Location", target),))
