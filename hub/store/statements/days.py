"""Days as statements compare them: both ends of a validity belong to it, and an open one has no last day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, or_


def during(
    first: ColumnElement[Any], last: ColumnElement[Any], day: dt.date | ColumnElement[Any]
) -> ColumnElement[bool]:
    """`day` lies in the days from `first` to `last`, the latter included, open where it is null."""
    return and_(first <= day, or_(last.is_(None), last >= day))
