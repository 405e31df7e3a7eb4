"""news-please over the addresses in a file, run by the Python of an environment that has it; prints how many articles
it read. Imports nothing of ours."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

from newsplease import NewsPlease  # type: ignore[import-not-found]  # in an environment of its own, never in ours

_resolve = socket.getaddrinfo


def _on_loopback(host: Any, *rest: Any, **named: Any) -> Any:
    """Sample portals are names below .localhost, which this machine's resolver need not know."""
    return _resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **named)


def main() -> None:
    """Fetch and read all of them as its users do: its own threads fetch, its own processes read; no pictures."""
    addresses = Path(sys.argv[1]).read_text().split()
    socket.getaddrinfo = _on_loopback
    articles = NewsPlease.from_urls(addresses, request_args={"timeout": 60}, fetch_images=False)
    kept = [json.dumps(article.get_serializable_dict()) for article in articles.values() if article]
    sys.stdout.write(f"{len(kept)}\n")


if __name__ == "__main__":
    main()
