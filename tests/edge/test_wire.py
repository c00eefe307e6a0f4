"""What only shows on a real server: bodies that never end, lengths that lie, clients that leave, signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from hub.edge.limits import Limits
from tests.edge.door import Door, build_door
from tests.edge.running import Running, running


@pytest.fixture
def small() -> Door:
    return build_door(Limits(body_bytes=10_000, body_seconds=0.3))


@pytest.fixture
def wire(small: Door) -> Iterator[Running]:
    with running(small.app, small.drain) as server:
        yield server


def exchange(wire: Running, *parts: bytes) -> tuple[int, bytes]:
    """Send raw bytes, then read until the server closes or is silent; (status, everything)."""
    with socket.create_connection((wire.host, wire.port), timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while b"\r\n\r\n" not in received or b"}" not in received:
            try:
                more = connection.recv(65_536)
            except ConnectionResetError:
                break
            if not more:
                break
            received += more
    return int(received.split(b" ")[1]) if received else 0, received


HEAD = b"POST /graphql HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize("length", [b"10001", b"9" * 15, b"9" * 18])
def test_a_gigantic_content_length_is_413_before_any_of_the_body(wire: Running, length: bytes) -> None:
    status, answer = exchange(wire, HEAD + b"Content-Length: " + length + b"\r\n\r\n")

    assert status == 413
    assert b"connection: close" in answer.lower()
    assert b"COST_LIMIT_EXCEEDED" in answer


@pytest.mark.parametrize("length", [b"-1", b"x", b"1e3", b"9" * 400])
def test_a_content_length_that_is_none_is_a_4xx_and_leaves_the_server_well(
    wire: Running, small: Door, length: bytes
) -> None:
    status, _ = exchange(wire, HEAD + b"Content-Length: " + length + b"\r\n\r\n{}")

    assert status in {0, 400, 413}
    assert httpx.get(f"{wire.url}/healthz").status_code == 200
    assert small.journal.steps == []


def test_a_chunked_body_beyond_the_limit_is_not_read_to_its_end(wire: Running) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    status, answer = exchange(wire, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk * 3)

    assert status == 413
    assert b"larger than 10000 bytes" in answer


def test_a_body_that_does_not_come_is_given_up(wire: Running) -> None:
    status, answer = exchange(wire, HEAD + b"Content-Length: 20\r\n\r\n{")

    assert status == 408
    assert b"The body did not arrive within 0.3 seconds." in answer


def test_a_client_that_leaves_in_the_body_harms_nobody(wire: Running, small: Door) -> None:
    with socket.create_connection((wire.host, wire.port)) as connection:
        connection.sendall(HEAD + b"Content-Length: 20\r\n\r\n{")

    assert httpx.get(f"{wire.url}/healthz").status_code == 200
    assert small.journal.steps == []


def test_a_client_that_leaves_while_it_waits_stops_the_work(wire: Running, small: Door) -> None:
    body = b'{"query":"{ slow }"}'
    with socket.create_connection((wire.host, wire.port)) as connection:
        connection.sendall(HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        wait_for(lambda: "slow began" in small.journal.steps)

    wait_for(lambda: "closed" in small.journal.steps)
    assert small.journal.steps == ["opened for None", "slow began", "slow was cancelled", "closed"]


def test_one_connection_serves_many_requests(wire: Running) -> None:
    with httpx.Client(base_url=wire.url) as client:
        for number in range(20):
            body = {"query": f'{{ hello(name: "{number}") }}'}
            assert client.post("/graphql", json=body).json() == {"data": {"hello": f"hello {number}"}}


def test_nothing_names_the_server_s_software(wire: Running) -> None:
    assert "server" not in httpx.get(f"{wire.url}/healthz").headers


DRAINING = """
import sys
from tests.edge.door import build_door
from hub.edge.serving import server
door = build_door()
server(door.app, host="127.0.0.1", port=int(sys.argv[1]), drain=door.drain, drain_seconds=1.0).run()
"""


def test_a_signal_first_turns_readyz_away_then_stops(tmp_path: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", DRAINING, str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: status_of(f"{url}/readyz") == 200)
        os.kill(process.pid, signal.SIGTERM)
        wait_for(lambda: status_of(f"{url}/readyz") == 503)

        answer = httpx.post(f"{url}/graphql", json={"query": "{ hello }"})
        assert answer.json() == {"data": {"hello": "hello world"}}

        assert process.wait(10) in {0, -signal.SIGTERM}
        assert status_of(f"{url}/readyz") is None
    finally:
        process.kill()
        process.communicate()


def status_of(url: str) -> int | None:
    try:
        return httpx.get(url).status_code
    except httpx.TransportError:
        return None


def wait_for(condition: object) -> None:
    deadline = time.monotonic() + 10
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_json_answers_are_utf8(wire: Running) -> None:
    answer = httpx.post(
        f"{wire.url}/graphql",
        content=json.dumps({"query": '{ hello(name: "泉州🏃") }'}),
        headers={"content-type": "application/json"},
    )

    assert json.loads(answer.content.decode()) == {"data": {"hello": "hello 泉州🏃"}}
