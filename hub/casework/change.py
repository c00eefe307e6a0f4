"""One change: one transaction, one caller, one moment, its history, its audit, its events.

Only this module commits. A procedure gets a `Change`, asks policy, writes by set-based statements,
and says what happened (`history`, `audit`, `tell`); inbox heads are locked last (engine.md §2).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from hub.casework.results import pack, refs_in, unpack
from hub.errors import Unavailable
from hub.errors.changes import Conflict, IdempotencyConflict
from hub.policy.workdays import day_of
from hub.store.ids import IdSource, Ref
from hub.store.session import DatabaseError, sqlstate
from hub.store.statements import changes as statements

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from uuid import UUID

    from hub.policy.duties import Caller
    from hub.policy.vocabulary import EventKind
    from hub.store.keys import Keys
    from hub.store.session import Session, Store

R = TypeVar("R")

_ATTEMPTS = 4
_TRY_AGAIN = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: nothing was done, the same change may run again."""
_ALREADY_THERE = frozenset({"23505", "23P01"})
"""Unique and exclusion violations: somebody did the same thing at the same moment."""


STEPS_OF = {
    "ListEntry": "entry_id",
    "LinkedAction": "action_id",
    "Assignment": "assignment_id",
    "Enterprise": "subject_id",
    "Person": "subject_id",
    "Officership": "officership_id",
}
"""What has a history, and the column of its steps that names it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the hub: by whom, when, by which mutation, and under which idempotency key.

    `fingerprint` is the whole input in one canonical text; it is kept as a keyed hash only.
    """

    caller: Caller
    mutation: str
    moment: dt.datetime
    operator: str | None = None
    key: str | None = None
    fingerprint: str = ""


@dataclass(slots=True)
class Change:
    """What a procedure works with. It never commits and never reads a clock."""

    session: Session
    keys: Keys
    asked: Asked
    new_id: IdSource
    events: dict[tuple[EventKind, Ref, UUID], None] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    audits: list[tuple[Ref, Mapping[str, Any]]] = field(default_factory=list)
    gone: list[Ref] = field(default_factory=list)
    discarded: bool = False
    remembered: Any = None
    """What an idempotency key keeps instead of the outcome: after an erasure, what may still be known (X4)."""

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return self.asked.caller

    @property
    def moment(self) -> dt.datetime:
        """The one moment of the change, aware, UTC."""
        return self.asked.moment

    @property
    def today(self) -> dt.date:
        """The day in Asia/Shanghai."""
        return day_of(self.asked.moment)

    @property
    def operator(self) -> str | None:
        """The clerk named by the calling system."""
        return self.asked.operator

    def tell(self, kind: EventKind, ref: Ref, departments: Iterable[UUID | None]) -> None:
        """Address an event to departments' inboxes; once each, and an empty audience means nobody."""
        for department in departments:
            if department is not None:
                self.events[kind, ref, department] = None

    def history(self, ref: Ref, step: str, clause: str | None = None, *, former: str | None = None) -> None:
        """Record a step of an object, with caller and operator; `former` is what a correction replaced."""
        own = STEPS_OF[ref.kind]
        self.steps.append(
            {
                "bucket": ref.bucket,
                "id": self.new_id(),
                **{column: ref.id if column == own else None for column in STEPS_OF.values()},
                "former": former,
                "at": self.moment,
                "step": step,
                "department_id": self.caller.department_id,
                "operator": self.operator,
                "clause": clause,
            }
        )

    def audit(self, ref: Ref, content: Mapping[str, Any]) -> None:
        """Record what was done to one object; the content (JSON values) is kept apart, for erasure."""
        self.audits.append((ref, content))

    def lose(self, refs: Iterable[Ref]) -> None:
        """Let the journal outside the database know what this change erases or revokes for good."""
        self.gone.extend(refs)

    def discard(self) -> None:
        """Let nothing of this change remain: a dry run."""
        self.discarded = True


async def run(store: Store, asked: Asked, procedure: Callable[[Change], Awaitable[R]], result: type[R]) -> R:
    """Run `procedure` in one transaction and commit it with its history, audit and events.

    Answers the procedure's result (a dataclass of Refs and counts), or, for an idempotency key used
    before with the same input, that of the first time. Raises what the procedure raises, Refused or
    a Refusal, with nothing done; Conflict when somebody did the same at the same moment; Unavailable
    when others stood in the way each time.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await _once(store, asked, procedure, result)
        except DatabaseError as error:
            state = sqlstate(error)
            if state in _ALREADY_THERE:
                raise Conflict from error
            if state not in _TRY_AGAIN:
                raise
            if attempt == _ATTEMPTS:
                message = "Others change the same things at this moment, nothing was done; try again."
                raise Unavailable(message) from error
    raise AssertionError("unreachable")


async def _once(
    store: Store, asked: Asked, procedure: Callable[[Change], Awaitable[R]], result: type[R]
) -> R:
    async with store.write() as session:
        change = Change(session, store.keys, asked, IdSource(asked.moment))
        if asked.key is not None and asked.caller.department_id is not None:
            known = await statements.remembered(
                session, asked.caller.department_id, asked.mutation, asked.key, asked.moment
            )
            if known is not None:
                if not hmac.compare_digest(known.input_hash, store.keys.input_hash(asked.fingerprint)):
                    raise IdempotencyConflict(key=asked.key, path=("idempotencyKey",))
                return unpack(result, known.result)
        outcome = await procedure(change)
        if change.discarded:
            await session.rollback()
            return outcome
        await _finish(change, outcome)
        await _commit(store, change)
        return outcome


async def _commit(store: Store, change: Change) -> None:
    """Commit; what is erased is in the journal before, and as done after: no journal, no erasure (X4)."""
    journal = store.journal if change.gone else None
    if journal is not None:
        try:
            await asyncio.to_thread(journal.begin, change.gone, change.moment)
        except OSError as error:
            message = "The journal of erasures cannot be written at this moment; try again."
            raise Unavailable(message) from error
    await change.session.commit()
    if journal is not None:
        with suppress(OSError):  # what was begun is settled from the database at the next start
            await asyncio.to_thread(journal.done, change.gone, change.moment)


async def _finish(change: Change, outcome: Any) -> None:
    await statements.write_history(change.session, change.steps)
    rows, contents = [], []
    for ref, content in change.audits:
        audit_id = change.new_id()
        row_key = secrets.token_bytes(32)
        kept = {**content, "operator": change.operator}
        text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        rows.append(
            {
                "id": audit_id,
                "at": change.moment,
                "department_id": change.caller.department_id,
                "change": change.asked.mutation,
                "objects": [str(ref)],
                "digest": hmac.new(row_key, text.encode(), hashlib.sha256).digest(),
            }
        )
        contents.append(
            {
                "audit_id": audit_id,
                "bucket": ref.bucket,
                "object_id": ref.id,
                "row_key": row_key,
                "content": kept,
            }
        )
    await statements.write_audit(change.session, rows, contents)
    asked = change.asked
    if asked.key is not None and asked.caller.department_id is not None:
        kept_outcome = outcome if change.remembered is None else change.remembered
        named = refs_in(kept_outcome)
        await statements.remember(
            change.session,
            {
                "department_id": asked.caller.department_id,
                "mutation": asked.mutation,
                "key": asked.key,
                "input_hash": change.keys.input_hash(asked.fingerprint),
                "result": pack(kept_outcome),
                "created_at": asked.moment,
                "object_id": named[0].id if named else None,
            },
        )
    await statements.deliver(change.session, list(change.events), change.moment)
