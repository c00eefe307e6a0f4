"""A `hub run` that may be killed, its PostgreSQL too, and started again on the same data folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.support.running_hub import free_port

PATIENCE = 120.0


@dataclass
class RealHub:
    """One data folder and port, and the process that serves them now, if any."""

    folder: Path
    enterprises: int = 5
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def data_dir(self) -> Path:
        return self.folder / "var"

    @property
    def said(self) -> str:
        """All that it has said, over all its lives."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process, and do not wait."""
        kept = {
            name: v for name, v in os.environ.items() if not name.startswith("HUB_") or name == "HUB_PG_BIN"
        }
        own = {
            "HUB_PORT": str(self.port),
            "HUB_DATA_DIR": str(self.data_dir),
            "HUB_DEMO_ENTERPRISES": str(self.enterprises),
        }
        with (self.folder / "said").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "hub.cli", "run"],
                env={**kept, **own, "LANG": "C.UTF-8"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start, and wait until it is ready."""
        self.process = self.spawn()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.said
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not ready within {PATIENCE:g} s: {self.said}")

    def end(self, how: signal.Signals) -> int:
        """Send the signal to the hub, wait until it has ended; its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(60)
        self.process = None
        return code

    def kill_database(self) -> None:
        """End the PostgreSQL of the data folder without a word."""
        first, *_ = (self.data_dir / "postgres" / "cluster" / "postmaster.pid").read_text().splitlines()
        os.kill(int(first), signal.SIGKILL)

    def ask(self, slug: str, document: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        response = self.send(slug, document, variables)
        body = response.json()
        assert response.status_code == 200, body
        assert "errors" not in body, body
        found: dict[str, Any] = body["data"]
        return found

    def done(self, slug: str, document: str, /, **given: Any) -> dict[str, Any]:
        """The payload of a mutation that refused nothing."""
        payload: dict[str, Any] = next(iter(self.ask(slug, document, input=given).values()))
        assert payload["refusals"] == []
        return payload

    def send(self, slug: str, document: str, variables: dict[str, Any]) -> httpx.Response:
        """One request, whatever comes back."""
        callers = json.loads((self.data_dir / "demo-callers.json").read_text(encoding="utf-8"))
        [token] = [caller["token"] for caller in callers if caller["slug"] == slug]
        return httpx.post(
            f"http://127.0.0.1:{self.port}/graphql",
            json={"query": document, "variables": variables},
            headers={"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"},
            timeout=60,
        )


@contextmanager
def real_hub() -> Iterator[RealHub]:
    """A folder for a hub that is not started yet; what runs in the end is stopped, and the folder goes."""
    folder = Path(tempfile.mkdtemp(prefix="hub-real-"))
    folder.chmod(0o711)  # the database's account has to pass
    hub = RealHub(folder)
    try:
        yield hub
    finally:
        if hub.process is not None:
            hub.end(signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)
