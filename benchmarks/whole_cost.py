"""What a command takes with everything it starts, also with processes that outlive whoever started them (the one that
reading children are forked from): `python -m benchmarks.whole_cost FILE COMMAND…` writes it to FILE. Linux only."""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def main(told: Path, command: list[str]) -> int:
    """Run `command` to its end; orphans below it become ours and are waited for too."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    process = subprocess.Popen(command)
    status = process.wait()
    seconds = time.perf_counter() - start
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told.write_text(json.dumps({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime}), encoding="ascii")
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
