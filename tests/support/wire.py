"""A wire between a client and a server that a test may cut: whatever runs over it breaks, and it can be used anew."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Forwards what connects to `port` to another port of this machine; WebSockets too, unless it is told not to."""

    def __init__(self, to: int, *, websockets: bool = True) -> None:
        self._to, self._websockets = to, websockets
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    def cut(self) -> int:
        """Break every connection there is; how many there were."""
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            _close(end)
        return len(ends) // 2

    def close(self) -> None:
        """Break every connection and accept no more."""
        _close(self._listener)
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._to))
                except OSError:
                    _close(near)
                    continue
                with self._lock:
                    self._ends |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._forward, args=(one, other), daemon=True).start()

    def _forward(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while part := one.recv(65536):
                if not self._websockets and b"upgrade: websocket" in part.lower():
                    break
                other.sendall(part)
        with self._lock:
            self._ends -= {one, other}
        _close(one)
        _close(other)


@contextmanager
def wire(to: int, *, websockets: bool = True) -> Iterator[Wire]:
    """A wire to a port, taken away at the end."""
    laid = Wire(to, websockets=websockets)
    try:
        yield laid
    finally:
        laid.close()


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
