"""The way to a scheduler, and what its workers must have in common with us."""

import uuid
from importlib.metadata import version
from pathlib import Path

from distributed import Client

from operate.choose import Refused

CONNECT_SECONDS = 10


def connect(address: str) -> Client:
    """Raises Refused where no scheduler answers."""
    try:
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise Refused(
            f"không có scheduler trả lời / no scheduler answers at {address} ({error}). Start one: docs/scaling.md"
        ) from error


def workers_see(client: Client, folder: Path) -> bool:
    """Whether every worker sees `folder` (of ours) under the same path. Raises Refused where there is no worker, or one
    with other software than ours."""
    token, file = uuid.uuid4().hex, folder / ".token"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(token, encoding="utf-8")
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        found = client.run(_sees, file, token)
    except TimeoutError:
        raise Refused("scheduler chưa có worker / the scheduler has no worker. Start some: docs/scaling.md") from None
    finally:
        file.unlink()
    others = {address: has for address, (has, _) in found.items() if has != version("ocop-archive")}
    if others:
        raise Refused(
            "worker chạy phiên bản khác / "
            f"workers with other software than {version('ocop-archive')}: {others}. Install the same."
        )
    return all(seen for _, seen in found.values())


def _sees(path: Path, token: str) -> tuple[str, bool]:
    try:
        return version("ocop-archive"), path.read_text(encoding="utf-8") == token
    except OSError:
        return version("ocop-archive"), False
