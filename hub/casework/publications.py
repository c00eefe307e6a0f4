"""Publications per channel (X3): ordered with a listing, withdrawn with its exit, confirmed by the keeper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.casework.change import Change
from hub.errors import Refusal, Refused
from hub.errors.assignments import GivenTwice
from hub.errors.changes import NotFound, TooMany
from hub.policy.duties import Audience
from hub.policy.parameters import Parameter
from hub.policy.publications import (
    NOTICE_DAYS,
    PUBLICATION,
    WITHDRAWAL_DAYS,
    channels_of,
    effective,
    error_notice,
    judge_confirmation,
    judge_notice,
    named_in_notice,
)
from hub.policy.vocabulary import EventKind, PublicationStep
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.statements import audience, parameters
from hub.store.statements import calendar as calendars
from hub.store.statements import publications as statements
from hub.store.statements.publications import Held
from hub.store.statements.published import publish_listed, untold

_BEGINNING = dt.date(2018, 1, 1)
"""No entry of a generated city is older."""

LIMIT = 1000
"""How many items one call takes (api.graphql, conventions)."""


@dataclass(frozen=True, slots=True)
class ConfirmPublications:
    """confirmPublications: what the channel did about which entries, on which day."""

    publications: tuple[Ref, ...]
    step: PublicationStep
    done_on: dt.date


@dataclass(frozen=True, slots=True)
class HandOutNotice:
    """handOutNotice: the publication of an entry listed in error."""

    publication: Ref | None


@dataclass(frozen=True, slots=True, repr=False)
class HandedOut:
    """The publication and, this once, the text of its notice; never printed, it names a subject."""

    publication: Ref
    text: str


async def order(change: Change, entries: Sequence[Mapping[str, Any]], fields: Mapping[UUID, str]) -> None:
    """Tell every channel of the day to publish new entries (columns by name) that their standards publish.

    `fields`: list type -> its field.
    """
    published = [row for row in entries if row["published"]]
    if not published:
        return
    known = await statements.channels(change.session, change.today)
    exits = {_entry(row): row["valid_until"] + dt.timedelta(days=1) for row in published}
    deadlines = await _deadlines(change, exits)
    rows = []
    for row in published:
        withdraw_by, provisional = deadlines[_entry(row)]
        for channel in channels_of(known, fields[row["list_type_id"]]):
            publication = Ref("Publication", row["bucket"], change.new_id())
            rows.append(
                {
                    "bucket": publication.bucket,
                    "id": publication.id,
                    "entry_id": row["id"],
                    "channel_id": channel.id,
                    "ordered_at": change.moment,
                    "withdraw_by": withdraw_by,
                    "provisional": provisional,
                }
            )
            change.tell(EventKind.PUBLICATION_DUE, publication, [channel.kept_by])
    await statements.order(change.session, rows)


async def order_listed(change: Change, channels: Collection[UUID]) -> int:
    """Tell channels that the hub did not know when entries now in force were listed to publish them; how many entries.

    By the channel's dates: one that began after a listing is not told of it. Their exits then order the
    withdrawal there, like everybody's (X3).
    """
    found = await untold(change.session, channels, change.today)
    deadlines = await _deadlines(change, {each.entry: each.exit_day for each in found})
    rows, told = [], []
    for each in found:
        publication = Ref("Publication", each.entry.bucket, change.new_id())
        withdraw_by, provisional = deadlines[each.entry]
        rows.append(
            {
                "bucket": publication.bucket,
                "id": publication.id,
                "entry_id": each.entry.id,
                "channel_id": each.channel,
                "ordered_at": change.moment,
                "withdraw_by": withdraw_by,
                "provisional": provisional,
            }
        )
        told.append((each.entry, publication, each.kept_by))
    await statements.order(change.session, rows)
    await _tell(change, EventKind.PUBLICATION_DUE, told)
    return len({each.entry for each in found})


def _entry(row: Mapping[str, Any]) -> Ref:
    return Ref("ListEntry", row["bucket"], row["id"])


async def withdraw(change: Change, exits: Mapping[Ref, dt.date]) -> None:
    """Tell the channels of entries to withdraw them after their exit days, and to publish the exit (X3)."""
    told = await statements.keepers_of(change.session, exits)
    if told:
        await redate(change, {entry: exits[entry] for entry, _, _ in told})
        await _tell(change, EventKind.PUBLICATION_WITHDRAWAL_DUE, told)


async def publish_again(change: Change, exits: Mapping[Ref, dt.date]) -> None:
    """Tell the channels of entries that stand again, given with their exit days, to publish them anew (X4)."""
    told = await statements.keepers_of(change.session, exits)
    if told:
        await redate(change, {entry: exits[entry] for entry, _, _ in told}, again=True)
        await _tell(change, EventKind.PUBLICATION_DUE, told)


async def publish_all(change: Change, today: dt.date) -> None:
    """Let it be as if every entry there is had been ordered when it was listed: for a city that was generated."""
    days = (await parameters.load(change.session, [WITHDRAWAL_DAYS], today)).get(WITHDRAWAL_DAYS)
    if days is not None:
        calendar = await calendars.load(change.session, _BEGINNING)
        await publish_listed(change.session, today, lambda exit_day: days.due(exit_day, calendar))


async def withdraw_anew(change: Change) -> int:
    """Compute the days of withdrawal anew that rest on projected ones, once a calendar is there; how many moved."""
    before = await statements.projected(change.session)
    after = await _deadlines(change, {entry: exit_day for entry, (exit_day, _) in before.items()})
    if after:
        await statements.redate(change.session, after)
    return sum(after[entry][0] != day for entry, (_, day) in before.items())


async def give_notice(change: Change, entries: Collection[Ref]) -> None:
    """Write the notices of entries that are about to be erased, to be handed out once each (X3)."""
    published = await statements.named(change.session, entries)
    if not published:
        return
    days = (await parameters.load(change.session, [NOTICE_DAYS], change.today)).get(NOTICE_DAYS)
    calendar = await calendars.load(change.session, change.today)
    # Where no number says how long, it waits for today only: no text of an error stays by an omission.
    until = change.today if days is None else days.due(change.today, calendar).day
    notices = {}
    for each in published:
        name = named_in_notice(each.subject, each.code)
        notices[each.ref] = (error_notice(name, each.list_name, each.department, change.today), until)
    await statements.write_notices(change.session, notices)


async def confirm_publications(change: Change, asked: ConfirmPublications) -> list[Ref | Refusal]:
    """Confirm what a channel published or withdrew (X3): each one confirmed, or refused with its path.

    The confirmed withdrawal of an entry listed in error deletes the text of its notice.
    """
    if len(asked.publications) > LIMIT:
        raise Refused(TooMany(path=("publications",), limit=LIMIT, given=len(asked.publications)))
    locked = await statements.lock(change.session, asked.publications)
    answers: list[Ref | Refusal] = []
    seen: dict[Ref, int] = {}
    for index, ref in enumerate(asked.publications):
        refusal = _judge(change, locked.get(ref), seen, asked)
        if refusal is None:
            seen[ref] = index
            answers.append(ref)
        else:
            answers.append(refusal.at("publications", str(index)))
    values: dict[str, Any] = {"published_on": asked.done_on, "published_at": change.moment}
    if asked.step is PublicationStep.WITHDRAW:
        values = {"withdrawn_on": asked.done_on, "withdrawn_at": change.moment, "notice": None}
    await statements.confirm(change.session, seen, values)
    await _tell_confirmed(change, [locked[ref] for ref in seen], asked)
    return answers


def _judge(
    change: Change, held: Held | None, seen: Mapping[Ref, int], asked: ConfirmPublications
) -> Refusal | None:
    if held is None or not _visible(change, held):
        return NotFound(what="publication")
    if held.ref in seen:
        return GivenTwice(noun="publication", first=seen[held.ref])
    state = effective(
        published=held.published, withdrawn=held.withdrawn, exit_day=held.exit_day, today=change.today
    )
    since = day_of(held.ordered_at) if asked.step is PublicationStep.PUBLISH else held.exit_day
    return judge_confirmation(
        state,
        asked.step,
        kept_by=held.kept_by,
        channel=held.channel,
        acts_for=change.caller.acts_for,
        done_on=asked.done_on,
        since=since,
        today=change.today,
    )


def _visible(change: Change, held: Held) -> bool:
    """What is left of an erased entry is shown to the channel's keeper and the credit offices alone (X4)."""
    caller = change.caller
    if held.kept_by in caller.acts_for:
        return True
    return caller.reads and (not held.erased or caller.audience is Audience.CREDIT_OFFICE)


async def hand_out_notice(change: Change, asked: HandOutNotice) -> HandedOut:
    """Hand the notice of an error to its channel's keeper, this once (X3); raises Refused."""
    held = None
    if asked.publication is not None:
        held = (await statements.lock(change.session, [asked.publication])).get(asked.publication)
    if held is None or not _visible(change, held):
        raise Refused(NotFound(what="publication", path=("publication",)))
    refusal = judge_notice(
        held.notice,
        kept_by=held.kept_by,
        channel=held.channel,
        acts_for=change.caller.acts_for,
        today=change.today,
    )
    if refusal is not None or held.text is None:
        raise Refused(*([refusal] if refusal is not None else ()))
    await statements.confirm(change.session, [held.ref], {"handed_out_at": change.moment})
    change.audit(held.ref, {"handed_out": True})
    return HandedOut(held.ref, held.text)


async def _deadlines(change: Change, exits: Mapping[Ref, dt.date]) -> dict[Ref, tuple[dt.date | None, bool]]:
    days = (await parameters.load(change.session, [WITHDRAWAL_DAYS], change.today)).get(WITHDRAWAL_DAYS)
    if days is None:
        return dict.fromkeys(exits, (None, False))
    return await _due(change, exits, days)


async def _due(
    change: Change, exits: Mapping[Ref, dt.date], days: Parameter
) -> dict[Ref, tuple[dt.date | None, bool]]:
    calendar = await calendars.load(change.session, min([change.today, *exits.values()]))
    found = {exit_day: days.due(exit_day, calendar) for exit_day in set(exits.values())}
    return {ref: (found[exit_day].day, found[exit_day].provisional) for ref, exit_day in exits.items()}


async def redate(change: Change, exits: Mapping[Ref, dt.date], *, again: bool = False) -> None:
    """Write by when the publications of entries are to be withdrawn, which are given with their exit days."""
    await statements.redate(change.session, await _deadlines(change, exits), again=again)


async def _tell(change: Change, kind: EventKind, told: Iterable[tuple[Ref, Ref, UUID]]) -> None:
    items = list(told)
    now = await audience.standing_in(change.session, {keeper for _, _, keeper in items}, change.today)
    for _, publication, keeper in items:
        change.tell(kind, publication, [now[keeper]])


async def _tell_confirmed(change: Change, confirmed: Sequence[Held], asked: ConfirmPublications) -> None:
    """Tell who listed; of an erased entry nobody any more."""
    people = {held.listed_by for held in confirmed if held.listed_by is not None}
    now = await audience.standing_in(change.session, people, change.today)
    clause = PUBLICATION.clause(asked.step)
    for held in confirmed:
        change.audit(held.ref, {"confirmed": asked.step.value, "done_on": asked.done_on.isoformat()})
        if held.listed_by is not None:
            change.tell(EventKind.PUBLICATION_CONFIRMED, held.ref, [now[held.listed_by]])
            change.history(held.entry, EventKind.PUBLICATION_CONFIRMED.value, clause)
