"""The operator's shell: the program `hub`, run as a process of its own."""

import os
import subprocess
import sys


def hub(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `hub` with these words and no other HUB_ variable than those given, every warning an error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "hub.cli", *words],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
