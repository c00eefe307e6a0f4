"""A hub's stand-in for the tests of the embedded PostgreSQL: uses one, says where, and waits to be told or killed.

    python using_postgres.py DATA_DIR [BINARIES]

Prints a JSON line with the database's address and what was told, reads a line, leaves in good order.
"""

import json
import sys
from pathlib import Path

from hub.store import embedded
from hub.store.binaries import CannotServe


def main() -> None:
    """Use the data folder's PostgreSQL until a line comes on standard input."""
    told: list[str] = []
    binaries = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    try:
        with embedded.running(Path(sys.argv[1]), binaries, tell=told.append) as url:
            print(json.dumps({"url": url, "told": told}), flush=True)  # noqa: T201  the test reads it
            sys.stdin.readline()
    except CannotServe as error:
        print(json.dumps({"refused": str(error), "told": told}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
