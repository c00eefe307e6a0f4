"""Runs an application on a real uvicorn, on a free loopback port, for as long as a test needs it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from hub.edge.health import Drain
from hub.edge.serving import Server, server


@dataclass(frozen=True)
class Running:
    """A server that listens; `url` has no path."""

    host: str
    port: int
    server: Server

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def running(app: ASGIApp, drain: Drain | None = None) -> Iterator[Running]:
    """Listen before anybody asks, so that no request meets a closed port; stop at the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    host, port = listener.getsockname()
    instance = server(app, host=host, port=port, drain=drain or Drain(), finish_seconds=5)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            instance.run(sockets=[listener])
        except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
            failures.append(error)

    thread = threading.Thread(target=run, name="uvicorn of a test")
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while not instance.started:
            assert not failures, failures
            assert time.monotonic() < deadline, "uvicorn did not start within 10 s"
            time.sleep(0.01)
        yield Running(host, port, instance)
    finally:
        instance.should_exit = True
        thread.join(20)
        listener.close()
        assert not thread.is_alive()
    assert not failures, failures
