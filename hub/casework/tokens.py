"""Lets the systems of departments in by bearer tokens, and puts them out again (§5.3)."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from hub.casework.change import Asked, Change, run
from hub.errors import Refusal, Refused, Unauthenticated
from hub.errors.listing import UnknownDepartment
from hub.errors.tokens import DepartmentNotStanding, DutyMissing, ExpiresTooEarly, UnknownDuty
from hub.policy.duties import PUBLIC, Caller
from hub.policy.vocabulary import Duty
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.journal import TOKEN
from hub.store.session import Store
from hub.store.statements import tokens as statements

PREFIX: Final = "hub_"
"""What a token begins with, so that a leaked one is recognised for what it is."""

_BYTES: Final = 32
_FORM: Final = re.compile(r"hub_[A-Za-z0-9_-]{43}")
_NO_TOKEN: Final = "The token is not known to this hub."  # noqa: S105 - a sentence about tokens


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token to be issued: the department's slug, words of Duty, when it expires, which system it is for."""

    department: str
    duties: Collection[str]
    expires_at: dt.datetime
    label: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A new token in clear, shown this once; never printed by accident."""

    id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as an operator sees it: everything but itself."""

    id: UUID
    department: str
    duties: tuple[str, ...]
    label: str | None
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class _Issued:
    tokens: tuple[Issued, ...]


@dataclass(frozen=True, slots=True)
class _Revoked:
    known: bool


async def issue(store: Store, wanted: Wanted, moment: dt.datetime) -> Issued:
    """Issue one token.

    Raises Refused: UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_STANDING, UNKNOWN_DUTY, DUTY_MISSING, EXPIRES_TOO_EARLY.
    """

    async def procedure(change: Change) -> _Issued:
        return _Issued(await issue_tokens(change, [wanted]))

    return (await run(store, Asked(PUBLIC, "issueToken", moment), procedure, _Issued)).tokens[0]


async def issue_tokens(change: Change, wanted: Sequence[Wanted]) -> tuple[Issued, ...]:
    """Issue a set of tokens, all or none; raises Refused as `issue` does."""
    known = await statements.departments(change.session, {item.department for item in wanted})
    refusals = [refusal for item in wanted for refusal in _judge(change, item, known)]
    if refusals:
        raise Refused(*refusals)
    issued = tuple(Issued(change.new_id(), new_token()) for _ in wanted)
    await statements.issue(
        change.session,
        [
            {
                "id": made.id,
                "hash": change.keys.token_hash(made.token),
                "department_id": known[item.department].id,
                "duties": [duty.value for duty in Duty if duty.value in item.duties],
                "label": item.label,
                "created_at": change.moment,
                "expires_at": item.expires_at,
            }
            for made, item in zip(issued, wanted, strict=True)
        ],
    )
    return issued


def _judge(change: Change, wanted: Wanted, known: dict[str, Any]) -> list[Refusal]:
    found: list[Refusal] = []
    department = known.get(wanted.department)
    if department is None:
        found.append(UnknownDepartment(department=wanted.department))
    elif not _stands(department, change.today):
        facts = {"department": wanted.department, "today": change.today, "valid_from": department.valid_from}
        found.append(DepartmentNotStanding(**facts, valid_to=department.valid_to or "further notice"))
    words = ", ".join(duty.value for duty in Duty)
    found += [UnknownDuty(duty=word, known=words) for word in wanted.duties if word not in set(Duty)]
    if not wanted.duties:
        found.append(DutyMissing(known=words))
    if wanted.expires_at <= change.moment:
        found.append(ExpiresTooEarly(expires_at=wanted.expires_at.isoformat()))
    return found


def new_token() -> str:
    """256 random bits behind the prefix: 47 characters."""
    return PREFIX + urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode("ascii").rstrip("=")


async def listed(store: Store) -> list[Listed]:
    """Every token ever issued, the oldest first."""
    async with store.read() as snapshot:
        rows = await statements.listed(snapshot)
    return [
        Listed(
            row.id,
            row.department,
            tuple(row.duties),
            row.label,
            row.created_at,
            row.expires_at,
            row.revoked_at,
        )
        for row in rows
    ]


async def revoke(store: Store, token_id: UUID, moment: dt.datetime) -> bool:
    """Put a token out of force at once; False where there is none, or it is revoked already."""

    async def procedure(change: Change) -> _Revoked:
        known = await statements.revoke(change.session, token_id, change.moment)
        if known:
            change.lose([Ref(TOKEN, 0, token_id)])
        return _Revoked(known)

    return (await run(store, Asked(PUBLIC, "revokeToken", moment), procedure, _Revoked)).known


async def revoke_labelled(change: Change, label: str) -> None:
    """Put every token of that label out of force, as part of a change."""
    revoked = await statements.revoke_labelled(change.session, label, change.moment)
    change.lose(Ref(TOKEN, 0, token_id) for token_id in revoked)


async def authenticate(store: Store, token: str, moment: dt.datetime) -> Caller:
    """The caller that a token stands for at `moment`; asked anew each time, so that revoking counts at once.

    Raises Unauthenticated, in words, for a token that is wrong, revoked or expired, or whose department ended.
    """
    row = await statements.caller(store.wire, hash_of(store, token), day_of(moment))
    return as_caller(row, moment)


async def authenticate_all(
    store: Store, tokens: Collection[str], moment: dt.datetime
) -> dict[str, Caller | Unauthenticated]:
    """The callers of many tokens by one statement, each as `authenticate` would tell; refusals stand in their place."""
    hashes = {token: store.keys.token_hash(token) for token in tokens if _FORM.fullmatch(token)}
    async with store.read() as snapshot:
        rows = await statements.callers(snapshot, hashes.values(), day_of(moment))
    found: dict[str, Caller | Unauthenticated] = {}
    for token in tokens:
        try:
            found[token] = as_caller(rows.get(hashes.get(token, b"")), moment)
        except Unauthenticated as refused:
            found[token] = refused
    return found


def hash_of(store: Store, token: str) -> bytes:
    """The keyed hash by which a token is known; raises Unauthenticated for a text that is no token of a hub."""
    if _FORM.fullmatch(token) is None:
        raise Unauthenticated(_NO_TOKEN)
    return store.keys.token_hash(token)


def as_caller(row: Any, moment: dt.datetime) -> Caller:
    """The caller of a token's row at `moment`; raises Unauthenticated, in words, where there is none."""
    today = day_of(moment)
    if row is None:
        raise Unauthenticated(_NO_TOKEN)
    if row.revoked_at is not None:
        raise Unauthenticated("The token has been revoked.")
    if row.expires_at <= moment:
        raise Unauthenticated(f"The token expired on {day_of(row.expires_at)}; ask for a new one.")
    if not _stands(row, today):
        raise Unauthenticated(f"The token belongs to {row.slug}, which is no department on {today}.")
    return Caller(
        department_id=row.department_id,
        slug=row.slug,
        region_id=row.region_id,
        serves=frozenset(row.serves),
        functions=frozenset(row.functions),
        duties=frozenset(map(Duty, row.duties)),
        succeeds=frozenset(row.succeeds),
        token_id=row.id,
    )


def _stands(department: Any, today: dt.date) -> bool:
    return department.valid_from <= today and (department.valid_to is None or today <= department.valid_to)
