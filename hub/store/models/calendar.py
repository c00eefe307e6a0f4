"""The official working-day calendar, confirmed years and projected ones (A5, O1)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from hub.store.models.row import Row


class CalendarDay(Row):
    """One day: working or not; provisional while the year's official notice is not loaded."""

    __tablename__ = "calendar_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    provisional: Mapped[bool]
    source: Mapped[str]
