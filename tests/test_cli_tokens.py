"""`hub token`: an operator lets a department's system in and puts it out again, beside a running hub or without one."""

import datetime as dt
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.support.command_line import hub
from tests.support.embedded import is_unused
from tests.support.running_hub import RunningHub, running_hub

TOKEN = re.compile(r"hub_[A-Za-z0-9_-]{43}\n")
REFUSED = {
    # Department, duties and expiry as an operator might give them, and what the operator is told.
    ("atlantis-taxation", "READ", "90d"): "atlantis-taxation",
    ("jinjiang-taxation", "READ,RULE", "90d"): "There is no duty RULE; known: READ, ",
    ("jinjiang-taxation", " , ", "90d"): "A token holds at least one duty; known: READ, ",
    ("jinjiang-taxation", "READ", "2018-04-25"): "A token expires later than it is issued; ",
    (
        "jinjiang-taxation",
        "READ",
        "soon",
    ): "--expires soon: give a date such as 2027-12-31, or days such as 90d",
}
VIEWER = "{ viewer { department { slug } duties } }"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningHub]:
    """A hub that serves a small demo city while the operator works beside it."""
    with running_hub(60) as started:
        yield started


@pytest.fixture(scope="module")
def stopped() -> Iterator[dict[str, str]]:
    """The settings of a hub that is not running, with the demo city's reference data in its folder."""
    with tempfile.TemporaryDirectory(prefix="hub-cli-") as folder:
        Path(folder).chmod(0o711)
        named = os.environ.get("HUB_PG_BIN")
        settings = {"HUB_DATA_DIR": f"{folder}/var"} | ({"HUB_PG_BIN": named} if named else {})
        loaded = hub("demo", "--enterprises", "0", **settings)
        assert loaded.returncode == 0, loaded.stderr
        yield settings


def test_a_token_lets_a_system_in_until_it_is_revoked_which_counts_at_once_and_once(
    running: RunningHub,
) -> None:
    token = _issued(running, "jinjiang-taxation", "LIST, READ", "--label", "税务综合平台")
    other = _issued(running, "licheng-market-regulation", "READ,RESPOND")
    assert _viewer(running, token) == (200, {"slug": "jinjiang-taxation"}, ["LIST", "READ"])
    assert _viewer(running, other) == (200, {"slug": "licheng-market-regulation"}, ["READ", "RESPOND"])
    [key] = [row[0] for row in _listed(running) if row[3] == "税务综合平台"]

    done = hub("token", "revoke", key, **running.environment)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"hub: revoked {key}\n")
    refused = _ask(running, token)
    assert refused.status_code == 401
    [error] = refused.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "The token has been revoked." in error["message"]
    assert "data" not in refused.json()
    assert _viewer(running, other)[0] == 200
    again = hub("token", "revoke", key, **running.environment)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == f"hub: there is no token {key}, or it is revoked already\n"


def test_every_token_is_listed_with_its_dates_and_never_itself(running: RunningHub) -> None:
    first = _issued(running, "anxi-taxation", "READ", "--label", "首套系统", expires="2099-12-31")
    second = _issued(running, "anxi-taxation", "READ,LIST", expires="90d")
    rows = [row for row in _listed(running) if row[1] == "anxi-taxation" and row[3] != "demo"]
    assert [row[1:] for row in rows] == [
        ["anxi-taxation", "READ", "首套系统", "until 2099-12-31"],
        ["anxi-taxation", "READ,LIST", "", f"until {_today() + dt.timedelta(days=90)}"],
    ]
    assert hub("token", "revoke", rows[1][0], **running.environment).returncode == 0
    listed = hub("token", "list", **running.environment)
    assert "\t".join(rows[0]) in listed.stdout.splitlines()
    assert "\t".join([*rows[1][:4], f"revoked {_today()}"]) in listed.stdout.splitlines()
    assert not any(text in listed.stdout + listed.stderr for text in ("hub_", first, second))


def test_a_token_that_cannot_be_issued_is_refused_in_one_line_and_nobody_is_let_in(
    running: RunningHub,
) -> None:
    before = _listed(running)
    for (department, duties, expires), words in REFUSED.items():
        done = _issue(running.environment, department, duties, expires)
        assert (done.returncode, done.stdout) == (2, "")
        [line] = done.stderr.splitlines()
        assert line.startswith("hub: ")
        assert words in line
    assert _listed(running) == before


def test_without_a_running_hub_the_database_is_started_for_each_command_alone(
    stopped: dict[str, str],
) -> None:
    folder = Path(stopped["HUB_DATA_DIR"])
    issued = _issue(stopped, "jinjiang-taxation", "READ", "90d")
    assert (issued.returncode, TOKEN.fullmatch(issued.stdout) is not None) == (0, True)
    assert is_unused(folder)

    [row] = hub("token", "list", **stopped).stdout.splitlines()
    key, *_, state = row.split("\t")
    assert row.split("\t")[1:4] == ["jinjiang-taxation", "READ", ""]
    assert state == f"until {_today() + dt.timedelta(days=90)}"

    assert hub("token", "revoke", key, **stopped).stderr.splitlines()[-1] == f"hub: revoked {key}"
    assert hub("token", "list", **stopped).stdout.endswith(f"revoked {_today()}\n")
    assert is_unused(folder)

    secret = issued.stdout.strip().encode()
    assert [path for path in folder.rglob("*") if path.is_file() and secret in path.read_bytes()] == []


def _issue(
    settings: Mapping[str, str], department: str, duties: str, expires: str, *more: str
) -> subprocess.CompletedProcess[str]:
    words = ["--department", department, "--duties", duties, "--expires", expires, *more]
    return hub("token", "issue", *words, **settings)


def _issued(running: RunningHub, department: str, duties: str, *more: str, expires: str = "90d") -> str:
    done = _issue(running.environment, department, duties, expires, *more)
    assert (done.returncode, done.stderr) == (0, "")
    assert TOKEN.fullmatch(done.stdout)
    return done.stdout.strip()


def _listed(running: RunningHub) -> list[list[str]]:
    done = hub("token", "list", **running.environment)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split("\t") for line in done.stdout.splitlines()]


def _ask(running: RunningHub, token: str) -> httpx.Response:
    return httpx.post(
        f"http://127.0.0.1:{running.port}/graphql",
        json={"query": VIEWER},
        headers={"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"},
        timeout=30,
    )


def _viewer(running: RunningHub, token: str) -> tuple[int, dict[str, str], list[str]]:
    answer = _ask(running, token)
    viewer = answer.json()["data"]["viewer"]
    return answer.status_code, viewer["department"], viewer["duties"]


def _today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
