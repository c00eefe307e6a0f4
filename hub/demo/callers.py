"""The demo city's callers: a token for every department, in a file that only the hub's account may read."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from hub.casework.change import Asked, Change, run
from hub.casework.setup.rows import City
from hub.casework.tokens import Wanted, issue_tokens, revoke_labelled
from hub.demo.reference import load_city
from hub.errors import Misconfigured
from hub.policy.duties import PUBLIC
from hub.store.session import Store
from hub.store.statements import tokens as statements

FILE: Final = "demo-callers.json"
LABEL: Final = "demo"
"""What demo tokens are labelled with; all of them are revoked when new ones are issued."""

LASTING: Final = dt.timedelta(days=365)


class DemoCaller(TypedDict):
    """A department of the demo city and its token in clear, as the file has it; `region` is a slug."""

    slug: str
    name: str
    region: str
    functions: list[str]
    duties: list[str]
    token: str


@dataclass(frozen=True, slots=True, repr=False)
class _Callers:
    callers: tuple[DemoCaller, ...]


async def ensure_callers(store: Store, data_dir: Path, moment: dt.datetime) -> list[DemoCaller]:
    """The callers in `data_dir`/demo-callers.json, one for every department of the demo city.

    They are kept while all their tokens are in force in this database; a file that is missing, unreadable or does
    not fit is written anew (mode 0600, whole or not at all), with the demo tokens before it revoked. Raises
    Refused where the database does not hold the demo city, Misconfigured where the file cannot be written.
    """
    city = load_city()
    path = data_dir / FILE
    kept = _read(path, city)
    if kept is not None and await _in_force(store, kept, moment):
        path.chmod(0o600)
        return kept

    async def procedure(change: Change) -> _Callers:
        await revoke_labelled(change, LABEL)
        wanted = [
            Wanted(row.slug, [duty.value for duty in row.duties], moment + LASTING, LABEL)
            for row in city.departments
        ]
        issued = await issue_tokens(change, wanted)
        return _Callers(tuple(_callers(city, (made.token for made in issued))))

    made = list((await run(store, Asked(PUBLIC, "issueDemoCallers", moment), procedure, _Callers)).callers)
    _write(path, made)
    return made


def _callers(city: City, tokens: Iterable[str]) -> Iterator[DemoCaller]:
    for row, token in zip(city.departments, tokens, strict=True):
        yield DemoCaller(
            slug=row.slug,
            name=row.name,
            region=row.region,
            functions=list(row.functions),
            duties=[duty.value for duty in row.duties],
            token=token,
        )


def _read(path: Path, city: City) -> list[DemoCaller] | None:
    """The callers of the file; None where it is missing, or does not hold a token for each department."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        tokens = [str(row["token"]) for row in rows]
        callers = list(_callers(city, tokens))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return callers if callers == rows else None


async def _in_force(store: Store, callers: Sequence[DemoCaller], moment: dt.datetime) -> bool:
    """Whether every token is in force in this database, with the department and duties the file says."""
    hashes = {store.keys.token_hash(caller["token"]): caller for caller in callers}
    async with store.read() as snapshot:
        valid = await statements.valid(snapshot, hashes, moment)
    return len(valid) == len(callers) and all(
        valid[key][0] == caller["slug"] and set(valid[key][1]) == set(caller["duties"])
        for key, caller in hashes.items()
    )


def _write(path: Path, callers: Sequence[DemoCaller]) -> None:
    """Write the file under another name, then give it its own, so that nobody ever reads half of it."""
    text = json.dumps(callers, ensure_ascii=False, indent=1)
    try:
        path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".demo-callers-", dir=path.parent)  # mkstemp makes it 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from None
