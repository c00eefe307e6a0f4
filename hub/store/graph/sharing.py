"""What the dated rules say of a list on a day: whether it is carried and by whom kept, its name, what it may rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, Date, Text, and_, case, cast, exists, func, or_, select, true

from hub.policy.vocabulary import BasisLevel, ListKind
from hub.store.graph.fields import TODAY, Bind, Column, Computed, Field, Filter, Rights
from hub.store.models import KindName, PermittedLevel, SharingCatalogue

_SHARED, _NAMED, _PERMITTED = SharingCatalogue.__table__, KindName.__table__, PermittedLevel.__table__


def _day(arguments: Mapping[str, Any]) -> Any:
    asked = arguments.get("on")
    return TODAY if asked is None else asked


def _within(row: Any, day: Any, first: str = "valid_from", last: str = "valid_to") -> Any:
    return and_(row.c[first] <= day, or_(row.c[last].is_(None), row.c[last] >= day))


def _basis_in_force(row: Any, _: Rights, arguments: Mapping[str, Any]) -> Any:
    return _within(row, _day(arguments), "in_force_from", "in_force_to")


def _shared(row: Any, name: str) -> Any:
    """A word of the sharing catalogue's row that carries the list today (L7)."""
    carrying = _SHARED.alias("carrying")
    return (
        select(carrying.c[name])
        .where(carrying.c.list_type_id == row.c.id, _within(carrying, TODAY))
        .scalar_subquery()
    )


def _fresh_within(row: Any, _: Rights) -> Any:
    return func.coalesce(_shared(row, "fresh_within_days"), row.c.fresh_within_days)


def _stale(row: Any, rights: Rights) -> Any:
    """Its keeper has let the interval pass; never confirmed is stale (C1), as `policy.sharing.stale` says."""
    confirmed_on = cast(func.timezone("Asia/Shanghai", row.c.current_as_of), Date)
    return func.coalesce(confirmed_on + _fresh_within(row, rights) < TODAY, true())


def _carried(row: Any, _: Rights, arguments: Mapping[str, Any]) -> Any:
    rows = _SHARED.alias("rows")
    return exists(
        select(1)
        .select_from(rows)
        .where(rows.c.list_type_id == row.c.id, _within(rows, _day(arguments)))
        .correlate_except(rows)
    )


def _kind_name(row: Any, _: Rights, arguments: Mapping[str, Any]) -> Any:
    """By dated rows; the vocabulary's own word where there is none for the day."""
    named = _NAMED.alias("named")
    by_date = (
        select(named.c.name)
        .where(named.c.kind == row.c.kind, _within(named, _day(arguments)))
        .order_by(named.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    word = case({kind.value: kind.term for kind in ListKind}, value=row.c.kind)
    return func.coalesce(by_date, word)


def _permitted_levels(row: Any, _: Rights, arguments: Mapping[str, Any]) -> Any:
    """The levels of basis that carry this kind of list at this scope (L1), by rank."""
    permit = _PERMITTED.alias("permit")
    rank = case({level.value: place for place, level in enumerate(BasisLevel)}, value=permit.c.level)
    levels = (
        select(permit.c.level)
        .where(permit.c.kind == row.c.kind, permit.c.scope == row.c.scope, _within(permit, _day(arguments)))
        .order_by(rank)
    )
    return func.array(levels.scalar_subquery())


def _called(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
    """Its own name holds the words, or its kind has ever been called by them: 黑名单 finds 严重失信主体名单, too."""
    words = bind("words", Text())
    called = _NAMED.alias("called")
    of_kind = exists(
        select(1)
        .select_from(called)
        .where(called.c.kind == row.c.kind, func.strpos(called.c.name, words) > 0)
        .correlate_except(called)
    )
    return or_(func.strpos(row.c.name, words) > 0, of_kind)


CALLED = Filter(_called, binds=lambda words: {"words": words.strip()})
"""The list type is called by these words, by its own name or by what its kind is or was called."""

IN_FORCE = Computed(_basis_in_force, {"on": Date()})
"""Whether an act is in force on a day."""

SHARING: Mapping[str, Field] = {
    "fresh_within_days": Column(_fresh_within),
    "stale": Column(_stale),
    "carried": Computed(_carried, {"on": Date()}),
    "shared_fields": Column(lambda row, _: func.coalesce(_shared(row, "fields"), cast([], ARRAY(Text)))),
    "keeper": Column(lambda row, _: _shared(row, "keeper"), nullable=True),
    "kind_name": Computed(_kind_name, {"on": Date()}),
    "permitted_levels": Computed(_permitted_levels, {"on": Date()}),
}
"""Fields of a list type."""
