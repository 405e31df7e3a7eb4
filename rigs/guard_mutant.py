"""The crawler with a guard that judges the name in the link and not the address it leads to: rig N must see it."""

import sys
from typing import Any

from twisted.internet.interfaces import IAddress

from crawler import guard, process
from rigs.guard import is_inside


def _by_name(self: Any, address: IAddress) -> None:
    if is_inside(self._name):
        self._reasons.append(f"{self._name} is not global")
    else:
        self._passed += 1
        self._receiver.addressResolved(address)


if __name__ == "__main__":
    guard._Judge.addressResolved = _by_name  # type: ignore[method-assign]
    sys.exit(process.main())
