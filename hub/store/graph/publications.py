"""Channels and publications as the graph shows them: what is due follows from the entry's exit day (X3, L6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ARRAY, Text, and_, any_, exists, or_, select

from hub.policy.duties import Audience
from hub.store.graph import visibility
from hub.store.graph.fields import DEPARTMENT, TODAY, Bind, Column, Entity, Filter, Many, One, Rights, column
from hub.store.graph.keys import department_that
from hub.store.graph.states import exit_day, publication_overdue, publication_state
from hub.store.graph.succession import stood_for
from hub.store.models import Channel, ListEntry, Publication

_ENTRY = ListEntry.__table__
_CHANNEL = Channel.__table__


def _exit_day(row: Any) -> Any:
    entry = _ENTRY.alias("its_entry")
    theirs = and_(entry.c.bucket == row.c.bucket, entry.c.id == row.c.entry_id)
    return select(exit_day(entry)).where(theirs).scalar_subquery()


def _state(row: Any, _: Rights) -> Any:
    return publication_state(row, _exit_day(row), TODAY)


def _among(row: Any, _: Any, bind: Bind, rights: Rights) -> Any:
    return _state(row, rights) == any_(bind("states", ARRAY(Text)))


def _kept_by(row: Any, is_meant: Callable[[Any], Any]) -> Any:
    channel = _CHANNEL.alias("its_channel")
    return exists(select(1).where(channel.c.id == row.c.channel_id, is_meant(channel.c.kept_by)))


def _the_reader(kept_by: Any) -> Any:
    return kept_by == any_(stood_for(DEPARTMENT))


def _visible(row: Any, rights: Rights) -> Any:
    """Departments; of an erased entry the channel's keeper and the credit offices alone (V1, X4)."""
    if rights.audience is Audience.DEPARTMENT:
        return or_(visibility.case(row, rights), _kept_by(row, _the_reader))
    return visibility.department_only(row, rights)


def _notice_waits(row: Any, _: Rights) -> Any:
    return and_(row.c.notice.is_not(None), row.c.handed_out_at.is_(None), row.c.notice_until >= TODAY)


IN_STATE = Filter(_among, binds=lambda states: {"states": [each.value for each in states]})
"""The effective state is among those given."""

CHANNEL = Entity(
    "Channel",
    _CHANNEL,
    ("id",),
    {
        "slug": column("slug"),
        "name": column("name"),
        "kept_by": One("Department", (("kept_by", "id"),), nullable=False),
        "field": column("field", nullable=True),
        "valid_from": column("valid_from"),
        "valid_to": column("valid_to", nullable=True),
    },
)

PUBLICATION = Entity(
    "Publication",
    Publication.__table__,
    ("bucket", "id"),
    {
        "entry": One("ListEntry", (("bucket", "bucket"), ("entry_id", "id"))),
        "channel": One("Channel", (("channel_id", "id"),), nullable=False),
        "state": Column(_state),
        "ordered_at": column("ordered_at"),
        "published_on": column("published_on", nullable=True),
        "withdraw_by": column("withdraw_by", nullable=True),
        "provisional": column("provisional"),
        "overdue": Column(lambda row, _: publication_overdue(row, _exit_day(row), TODAY)),
        "withdrawn_on": column("withdrawn_on", nullable=True),
        "notice_waits": Column(_notice_waits),
        "handed_out_at": column("handed_out_at", nullable=True),
    },
    visible=_visible,
)

ROOTS = {
    "publications": Many(
        "Publication",
        filters={"kept_by": department_that(_kept_by), "states": IN_STATE},
    ),
}
