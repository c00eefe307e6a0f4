"""After every way into ERROR nothing of what was erased is anywhere: not in a dump, the data folder, or the log (X4)."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import hub as command
from tests.support.real_hub import RealHub, real_hub
from tests.support.steps import ACKNOWLEDGE, DECLINE, EXIT, INITIATE, LIST, REPORT, TAX, black

WHY = "refusals { code message }"
OPEN = f"mutation ($input: OpenObjectionInput!) {{ openObjection(input: $input) {{ objection {{ id }} {WHY} }} }}"
DECIDE = f"mutation ($input: DecideObjectionInput!) {{ decideObjection(input: $input) {{ erased {WHY} }} }}"
PAUSE = f"mutation ($input: PauseEntryInput!) {{ pauseEntry(input: $input) {{ entry {{ id }} {WHY} }} }}"
REPAIR = (
    f"mutation ($input: ApplyForRepairInput!) {{ applyForRepair(input: $input) {{ repair {{ id }} {WHY} }} }}"
)
WORK = """query ($id: ID!) { node(id: $id) { ... on LinkedAction { assignments(first: 100) { nodes {
    id assignedTo { slug } measure { force } } } } } }"""


@pytest.fixture(scope="module")
def running() -> Iterator[RealHub]:
    with real_hub() as hub:
        hub.start()
        yield hub


def secret(place: int) -> str:
    return f"斑马条纹密语{place}号"


def today() -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)).date().isoformat()


def case(hub: RealHub, place: int) -> tuple[str, str]:
    """A black entry with its action, feedback, a decline, a pause and an objection, all of them telling the secret."""
    word, day = secret(place), today()
    year = int(day[:4])
    given = black(
        place,
        documentNumber=word,
        facts=word,
        evidence=[{"kind": "DECISION", "document": word}],
        decidedOn=day,
        noticeGivenOn=day,
        conductFrom=f"{year - 2}-03-01",
        conductTo=f"{year - 1}-12-31",
        validUntil=f"{year + 1}-12-01",
        correctBy=f"{year + 1}-06-30",
        idempotencyKey=f"case-{place}",
    )
    entry = hub.done(TAX, LIST, **given)["entry"]["id"]
    action = hub.done(TAX, INITIATE, entry=entry, note=word)["action"]["id"]
    work = hub.ask(TAX, WORK, id=action)["node"]["assignments"]["nodes"]
    first, second = work[0], work[1]
    slug = first["assignedTo"]["slug"]
    hub.done(slug, ACKNOWLEDGE, assignments=[first["id"]])
    hub.done(
        slug,
        REPORT,
        assignment=first["id"],
        result="APPLIED",
        doneOn=day,
        note=word,
        evidence=word,
        serviceItem=word,
    )
    hub.done(
        second["assignedTo"]["slug"], DECLINE, assignment=second["id"], ground="NOT_COMPETENT", reason=word
    )
    basis = {"act": "示例法", "level": "LAW", "inForceFrom": "2018-01-01"}
    pause = {"kind": "GRACE", "from": day, "until": f"{year + 1}-01-31", "caseNo": word, "basis": basis}
    _tried(hub, PAUSE, entry=entry, **pause)
    _tried(hub, REPAIR, entry=entry, evidence=[word], commitment=word)
    objection = hub.done(TAX, OPEN, entry=entry, origin="SUBJECT", grounds=word)["objection"]["id"]
    return entry, objection


def _tried(hub: RealHub, document: str, /, **given: Any) -> None:
    """Done or refused: what a standard of the demo city does not allow leaves no text behind either."""
    [payload] = hub.ask(TAX, document, input=given).values()
    assert isinstance(payload["refusals"], list)


def by_own_finding(hub: RealHub, entry: str, _: str, word: str) -> None:
    assert (
        hub.done(TAX, EXIT, entry=entry, ground="ERROR", facts=word, idempotencyKey="own")["erased"] is True
    )


def by_objection(hub: RealHub, _: str, objection: str, word: str) -> None:
    given = {"outcome": "REVOKED", "explanation": word, "toldOn": today(), "toldMeans": "DELIVERED"}
    assert hub.done(TAX, DECIDE, objection=objection, **given)["erased"] is True


def after_an_exit(hub: RealHub, entry: str, _: str, word: str) -> None:
    hub.done(TAX, EXIT, entry=entry, ground="STANDARD_CHANGED", facts=word)
    assert hub.done(TAX, EXIT, entry=entry, ground="ERROR", facts=word)["erased"] is True


@pytest.mark.parametrize(
    ("place", "way"),
    [(0, by_own_finding), (1, by_objection), (2, after_an_exit)],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_nothing_is_left(running: RealHub, tmp_path: Path, place: int, way: Any) -> None:
    word = secret(place)
    entry, objection = case(running, place)
    assert found(running, tmp_path / "before.backup", word) != []
    way(running, entry, objection, word)
    assert found(running, tmp_path / "after.backup", word) == []


def found(hub: RealHub, file: Path, word: str) -> list[str]:
    """Where the word is: the tables of a dump, the files of the data folder, the log.

    The database's own files are left out: PostgreSQL overwrites what was deleted in its own time (VACUUM, WAL).
    """
    there = {"HUB_DATA_DIR": str(hub.data_dir)}
    if named := os.environ.get("HUB_PG_BIN"):
        there["HUB_PG_BIN"] = named
    done = command("backup", str(file), **there)
    assert done.returncode == 0, done.stderr
    spelled = word.encode()
    places = []
    with zipfile.ZipFile(file) as archive:
        places += [name for name in archive.namelist() if spelled in archive.read(name)]
    for path in hub.data_dir.rglob("*"):
        if path.is_file() and "postgres" not in path.relative_to(hub.data_dir).parts:
            places += [path.name] if spelled in path.read_bytes() else []
    return places + (["the log"] if word in hub.said else [])


def test_the_journal_holds_ids_and_moments_alone(running: RealHub) -> None:
    lines = (running.data_dir / "erasures.log").read_text(encoding="utf-8").splitlines()[1:]
    assert lines
    assert {len(line.split(" ")) for line in lines} == {5}
