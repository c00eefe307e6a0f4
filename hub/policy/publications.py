"""Publication (§4.2, §6.3): each channel publishes an entry while it is in force, and withdraws it after (X3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.publications import NoErrorNotice, NoticeHandedOut, NotYourChannel, PublicationDayWrong
from hub.policy.lifecycle import Lifecycle, Row
from hub.policy.vocabulary import Party, PublicationState, PublicationStep
from hub.policy.workdays import day_of

PUBLISH_DUE, PUBLISHED, WITHDRAW_DUE, WITHDRAWN = PublicationState

_SHARING = "§4.2"
_EXIT = "§6.3"

PUBLICATION: Final[Lifecycle[PublicationState, PublicationStep]] = Lifecycle(
    noun="publication",
    rows=(
        Row(None, PublicationStep.ORDER, PUBLISH_DUE, Party.LISTING_DEPARTMENT, _SHARING),
        Row(PUBLISH_DUE, PublicationStep.PUBLISH, PUBLISHED, Party.KEEPER, _SHARING),
        Row(PUBLISH_DUE, PublicationStep.END, WITHDRAW_DUE, Party.HUB, _EXIT),
        Row(PUBLISHED, PublicationStep.END, WITHDRAW_DUE, Party.HUB, _EXIT),
        Row(WITHDRAW_DUE, PublicationStep.WITHDRAW, WITHDRAWN, Party.KEEPER, _EXIT),
        Row(WITHDRAW_DUE, PublicationStep.REINSTATE, PUBLISH_DUE, Party.HUB, _EXIT),
        Row(WITHDRAWN, PublicationStep.REINSTATE, PUBLISH_DUE, Party.HUB, _EXIT),
    ),
    mutations={
        PublicationStep.PUBLISH: "confirmPublications",
        PublicationStep.WITHDRAW: "confirmPublications",
    },
)

WITHDRAWAL_DAYS: Final = "PUBLICATION_WITHDRAWAL_WORKING_DAYS"
NOTICE_DAYS: Final = "ERROR_NOTICE_DAYS"
"""The dated numbers (parameters) of the withdrawal's deadline, and of how long a notice of an error is kept."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A place of publication (信用泉州 …), the department that keeps it; `field` None: it publishes every field."""

    id: UUID
    kept_by: UUID
    field: str | None


def channels_of(channels: Iterable[Channel], field: str) -> list[Channel]:
    """The channels that publish entries of a field."""
    return [channel for channel in channels if channel.field in (None, field)]


def effective(*, published: bool, withdrawn: bool, exit_day: dt.date, today: dt.date) -> PublicationState:
    """Where a channel stands as of `today`: an exit by time, too, makes the withdrawal due (L6)."""
    if exit_day <= today:
        return WITHDRAWN if withdrawn else WITHDRAW_DUE
    return PUBLISHED if published else PUBLISH_DUE


def overdue(state: PublicationState, withdraw_by: dt.date | None, today: dt.date) -> bool:
    """Whether the withdrawal is late; `withdraw_by` is its last working day, None where no number sets one."""
    return state is WITHDRAW_DUE and withdraw_by is not None and today > withdraw_by


def judge_confirmation(
    state: PublicationState,
    step: PublicationStep,
    *,
    kept_by: UUID,
    channel: str,
    acts_for: Collection[UUID],
    done_on: dt.date,
    since: dt.date,
    today: dt.date,
) -> Refusal | None:
    """Why a confirmation is refused: by whom, in which state, and of which day (`since`: when it was asked for)."""
    if kept_by not in acts_for:
        return NotYourChannel(channel=channel, doing="confirm what it published")
    # What only the hub does is in no state anybody's to confirm.
    judged = PUBLICATION.judge(state, step if step in PUBLICATION.mutations else PublicationStep.ORDER)
    if isinstance(judged, Refusal):
        return judged
    if not since <= done_on <= today:
        return PublicationDayWrong(path=("doneOn",), done_on=done_on, since=since, today=today)
    return None


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of an error: whether its text is still there, until which day, and when it was handed out."""

    kept: bool
    until: dt.date | None
    handed_out_at: dt.datetime | None

    def waits(self, today: dt.date) -> bool:
        """Whether it can still be handed out: by its date, whether or not anybody has tidied up (L6)."""
        return self.kept and self.handed_out_at is None and self.until is not None and today <= self.until


def judge_notice(
    notice: Notice, *, kept_by: UUID, channel: str, acts_for: Collection[UUID], today: dt.date
) -> Refusal | None:
    """Why the notice of an error is not handed out; once, to the keeper, within its days (X3)."""
    if kept_by not in acts_for:
        return NotYourChannel(path=("publication",), channel=channel, doing="take its notice")
    if notice.handed_out_at is not None:
        day = day_of(notice.handed_out_at)
        return NoticeHandedOut(path=("publication",), handed_out_on=day)
    if not notice.waits(today):
        why = "the entry was not listed in error, its withdrawal is confirmed, or the days of the notice are over"
        return NoErrorNotice(path=("publication",), why=why)
    return None


def error_notice(subject: str, list_name: str, department: str, exit_day: dt.date) -> str:
    """What a channel publishes of an entry listed in error (§6.3): whom, which list, by whom, since when."""
    return (
        f"撤销公示:{department}对{subject}列入“{list_name}”的认定有误,自{exit_day:%Y-%m-%d}起撤销,"
        "原公示信息及其影响一并消除。"
    )


def named_in_notice(name: str, code: str | None) -> str:
    """A subject as it was published: an enterprise by name and code, a person masked (V1)."""
    return f"{name[:1]}*" if code is None else f"{name}({code})"
