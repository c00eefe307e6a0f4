"""Refused when a channel confirms what it published or withdrew (§4.2, §6.3)."""

from __future__ import annotations

from hub.errors import Refusal


class NotYourChannel(Refusal):
    """The channel {channel} is kept by another department: only its keeper, or its successor, can {doing}."""

    code = "NOT_YOUR_CHANNEL"
    clause = "§4.2"


class PublicationDayWrong(Refusal):
    """{done_on} cannot be the day: what is confirmed was asked for on {since} and is done by today, {today}."""

    code = "PUBLICATION_DAY_WRONG"
    clause = "§6.3"


class NoErrorNotice(Refusal):
    """There is no notice to hand out: {why}."""

    code = "NO_ERROR_NOTICE"
    clause = "§6.3"


class NoticeHandedOut(Refusal):
    """The notice was handed out on {handed_out_on}; it names the subject of a listing that was wrong, and is handed out once."""

    code = "NOTICE_HANDED_OUT"
    clause = "§6.3"
