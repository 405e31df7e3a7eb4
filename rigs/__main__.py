"""`python -m rigs [--tier merge|full] [NAME…]`: attack the promises, print what held, and write the report."""

import argparse
import sys
import time

from rigs import report
from rigs.result import Result
from rigs.series import FULL_ONLY, RIGS


def main() -> int:
    """Exit code 1 where a promise did not hold, a mutant got through or a rig could not be run."""
    parser = argparse.ArgumentParser(prog="python -m rigs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RIGS)}; default: all")
    parser.add_argument("--tier", choices=("merge", "full"), default="merge", help="seconds, or as long as it takes")
    parser.add_argument("--write", action="store_true", help=f"write the results into {report.REPORT.name}")
    options = parser.parse_args()
    if unknown := set(options.names) - set(RIGS):
        parser.error(f"no rig {', '.join(sorted(unknown))}; there are {', '.join(RIGS)}")
    results: dict[str, Result] = {}
    chosen = options.names or [name for name in RIGS if options.tier == "full" or name not in FULL_ONLY]
    for name in chosen:
        started = time.monotonic()
        results[name] = RIGS[name](options.tier)
        print("\n".join(results[name].lines()), f"({time.monotonic() - started:.0f} s)", flush=True)
    if options.write:
        report.write(results, options.tier)
    return int(not all(result.passed for result in results.values()))


if __name__ == "__main__":
    sys.exit(main())
