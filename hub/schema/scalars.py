"""The contract's scalars. Identifier scalars check only type and length, so one bad code never fails a batch."""

from __future__ import annotations

import datetime as dt
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

LONGEST = 64
"""The most characters an identifier may have (api.graphql, conventions)."""


FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years a day may lie in: so far from the calendar's ends that no term or deadline runs over them."""


def _day(value: Any) -> dt.date:
    message = f"Date must be a calendar day such as 2026-11-23, of the years {FIRST_YEAR} to {LAST_YEAR}."
    # YYYY-MM-DD; Python also reads weeks, as in 2026-W48-1, which the contract does not know.
    if not isinstance(value, str) or len(value) != 10 or value[4] + value[7] != "--":  # noqa: PLR2004
        raise GraphQLError(message)
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise GraphQLError(message) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise GraphQLError(message)
    return day


def _moment(value: Any) -> dt.datetime:
    message = "DateTime must be a moment with its offset such as 2026-11-23T08:00:00Z."
    if not isinstance(value, str):
        raise GraphQLError(message)
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        raise GraphQLError(message) from None
    if found.tzinfo is None:
        raise GraphQLError(message)
    try:
        return found.astimezone(dt.UTC)
    except OverflowError:
        raise GraphQLError(message) from None


def rfc3339(moment: dt.datetime) -> str:
    """A moment in UTC with a Z, as RFC 3339 writes it."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _short_text(name: str) -> Any:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or len(value) > LONGEST:
            message = f"{name} must be a string of at most {LONGEST} characters."
            raise GraphQLError(message)
        return value

    return parse


UnifiedSocialCreditCode = NewType("UnifiedSocialCreditCode", str)
CitizenIdNumber = NewType("CitizenIdNumber", str)
FeedCursor = NewType("FeedCursor", str)


def _never(_: Any) -> str:
    message = "A citizen id is never returned."
    raise GraphQLError(message)


SCALARS: dict[Any, ScalarDefinition] = {
    dt.date: strawberry.scalar(
        name="Date",
        description="A calendar day (ISO 8601) in Asia/Shanghai. 日期",
        serialize=dt.date.isoformat,
        parse_value=_day,
    ),
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="A moment (RFC 3339) in UTC. 时刻",
        serialize=rfc3339,
        parse_value=_moment,
    ),
    UnifiedSocialCreditCode: strawberry.scalar(
        name="UnifiedSocialCreditCode",
        description="The code of an enterprise after GB 32100. 统一社会信用代码",
        serialize=str,
        parse_value=_short_text("UnifiedSocialCreditCode"),
    ),
    CitizenIdNumber: strawberry.scalar(
        name="CitizenIdNumber",
        description="The id of a natural person after GB 11643; taken in, never given out. 公民身份号码",
        serialize=_never,
        parse_value=_short_text("CitizenIdNumber"),
    ),
    FeedCursor: strawberry.scalar(
        name="FeedCursor",
        description="A place in a department's inbox, opaque, kept by the client. 推送游标",
        serialize=str,
        parse_value=_short_text("FeedCursor"),
    ),
}
