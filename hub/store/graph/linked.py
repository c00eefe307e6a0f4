"""The entries that concern a person without being his own: those that name him, and those of where he holds office (§3.6).

A mere office is a path to look along, and changes no verdict (C1): it shows departments that an enterprise in which
somebody holds office is on a list, as long as office and entry last.
"""

from __future__ import annotations

from sqlalchemy import Text, Uuid, and_, cast, exists, func, literal, null, or_, select

from hub.store.graph.fields import TODAY
from hub.store.graph.states import in_force
from hub.store.models import ListEntry, Officership, ResponsiblePerson

_NAMED = ResponsiblePerson.__table__
_OFFICE = Officership.__table__
_ENTRY = ListEntry.__table__

_NAMING = select(
    _NAMED.c.bucket,
    _NAMED.c.id,
    _NAMED.c.entry_id,
    _NAMED.c.person_bucket,
    _NAMED.c.person_id,
    _NAMED.c.id.label("through_id"),
    cast(null(), Uuid).label("officership_id"),
)

_named_too = _NAMED.alias("named_too")
_HOLDING = (
    select(
        _OFFICE.c.bucket,
        # A key of the pair, the same whenever it is asked for.
        cast(func.md5(cast(_OFFICE.c.id, Text).concat(cast(_ENTRY.c.id, Text))), Uuid).label("id"),
        _ENTRY.c.id.label("entry_id"),
        _OFFICE.c.person_bucket,
        _OFFICE.c.person_id,
        cast(null(), Uuid).label("through_id"),
        _OFFICE.c.id.label("officership_id"),
    )
    .join_from(
        _OFFICE,
        _ENTRY,
        and_(_ENTRY.c.bucket == _OFFICE.c.bucket, _ENTRY.c.subject_id == _OFFICE.c.enterprise_id),
    )
    .where(
        in_force(_ENTRY, TODAY),
        _OFFICE.c.since <= TODAY,
        or_(_OFFICE.c.until.is_(None), _OFFICE.c.until >= TODAY),
        _OFFICE.c.annulled_at.is_(None),
        ~exists(
            select(literal(1)).where(
                _named_too.c.bucket == _ENTRY.c.bucket,
                _named_too.c.entry_id == _ENTRY.c.id,
                _named_too.c.person_bucket == _OFFICE.c.person_bucket,
                _named_too.c.person_id == _OFFICE.c.person_id,
            )
        ),
    )
)

LINKED = _NAMING.union_all(_HOLDING).subquery("linked_entry")
"""One row a path: bucket and id of the path, entry, person, and either the naming or the office."""
