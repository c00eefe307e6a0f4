"""A real `hub run`: a process of its own on a free loopback port, with a data folder that goes with it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE = 180.0  # seconds until a first start, with demo city and all, has to be ready
FAREWELL = 60.0  # seconds a stop may take


@dataclass(frozen=True)
class RunningHub:
    """A hub that answers; `environment` is what it was started with, and what a client's shell may have."""

    port: int
    data_dir: Path
    environment: dict[str, str]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running_hub(enterprises: int) -> Iterator[RunningHub]:
    """Start `hub run`, wait until it is ready, stop it as an operator would, and see that it ended well."""
    # Every account may pass, as through a folder of one's own and unlike through pytest's.
    folder = Path(tempfile.mkdtemp(prefix="hub-run-"))
    folder.chmod(0o711)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HUB_") or name == "HUB_PG_BIN"
    }
    environment |= {
        "HUB_PORT": str(free_port()),
        "HUB_DATA_DIR": str(folder / "var"),
        "HUB_DEMO_ENTERPRISES": str(enterprises),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}",
        "LANG": "C.UTF-8",
    }
    said = folder / "said"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub.cli", "run"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        port = int(environment["HUB_PORT"])
        _wait_until_ready(process, port, said)
        yield RunningHub(port, folder / "var", environment)
        process.send_signal(signal.SIGTERM)
        ended = process.wait(FAREWELL)
        assert ended in (0, -signal.SIGTERM), said.read_text(encoding="utf-8")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(FAREWELL)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, said.read_text(encoding="utf-8")
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"not ready within {PATIENCE:g} s: {said.read_text(encoding='utf-8')}")
