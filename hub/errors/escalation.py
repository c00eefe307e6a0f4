"""Refused when a watch entry is to become a black entry (§4.4, L3)."""

from __future__ import annotations

from hub.errors import Refusal


class NotWatched(Refusal):
    """Only an entry on the watch list is escalated to the black list; this is a {kind} entry. List the subject by `listSubject`."""

    code = "NOT_A_WATCH_ENTRY"
    clause = "§4.4"


class WatchNotInForce(Refusal):
    """Only a watch entry in force is escalated: this one is in force from {valid_from} and until the day before {exit_day}, the black listing would begin on {begins}. List the subject by `listSubject`."""

    code = "WATCH_ENTRY_NOT_IN_FORCE"
    clause = "§4.4"


class NotItsBlackList(Refusal):
    """A watch entry is escalated to a black list of its own field, {field}; {list_type} is not one."""

    code = "NOT_ITS_BLACK_LIST"
    clause = "§4.4"


class AnotherSubject(Refusal):
    """The listing names another subject than the watch entry; an escalation is of the subject that was watched."""

    code = "ANOTHER_SUBJECT"
    clause = "§4.4"
