"""The tables of the hub, one module per word; `metadata` is what Alembic compares the database with."""

from hub.store.models.actions import ActionRegion, LinkedAction, UnroutedMeasure
from hub.store.models.assignments import Assignment, Feedback
from hub.store.models.calendar import CalendarDay
from hub.store.models.catalogue import CatalogueEdition, Measure, MeasureTrigger
from hub.store.models.changes import Audit, AuditContent, History, Idempotency
from hub.store.models.departments import Department, DepartmentFunction, DepartmentServes, Function, Region
from hub.store.models.entries import EntryCriterion, Evidence, ListEntry, ResponsiblePerson
from hub.store.models.listing import (
    Criterion,
    LegalBasis,
    ListingStandard,
    ListType,
    MandatoryLevel,
    Parameter,
    PermittedLevel,
)
from hub.store.models.notifications import Inbox, Notification
from hub.store.models.row import Row
from hub.store.models.subjects import Officership, Subject
from hub.store.models.tokens import Token

metadata = Row.metadata

__all__ = [
    "ActionRegion",
    "Assignment",
    "Audit",
    "AuditContent",
    "CalendarDay",
    "CatalogueEdition",
    "Criterion",
    "Department",
    "DepartmentFunction",
    "DepartmentServes",
    "EntryCriterion",
    "Evidence",
    "Feedback",
    "Function",
    "History",
    "Idempotency",
    "Inbox",
    "LegalBasis",
    "LinkedAction",
    "ListEntry",
    "ListType",
    "ListingStandard",
    "MandatoryLevel",
    "Measure",
    "MeasureTrigger",
    "Notification",
    "Officership",
    "Parameter",
    "PermittedLevel",
    "Region",
    "ResponsiblePerson",
    "Row",
    "Subject",
    "Token",
    "UnroutedMeasure",
    "metadata",
]
