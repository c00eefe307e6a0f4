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
    KindName,
    LegalBasis,
    ListingStandard,
    ListType,
    MandatoryLevel,
    Parameter,
    PermittedLevel,
    SharingCatalogue,
)
from hub.store.models.notifications import Inbox, Notification
from hub.store.models.objections import Objection
from hub.store.models.pauses import Pause, PauseMeasure
from hub.store.models.publications import Channel, Publication
from hub.store.models.reminders import Swept, Told
from hub.store.models.repair import Repair
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
    "Channel",
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
    "KindName",
    "LegalBasis",
    "LinkedAction",
    "ListEntry",
    "ListType",
    "ListingStandard",
    "MandatoryLevel",
    "Measure",
    "MeasureTrigger",
    "Notification",
    "Objection",
    "Officership",
    "Parameter",
    "Pause",
    "PauseMeasure",
    "PermittedLevel",
    "Publication",
    "Region",
    "Repair",
    "ResponsiblePerson",
    "Row",
    "SharingCatalogue",
    "Subject",
    "Swept",
    "Token",
    "Told",
    "UnroutedMeasure",
    "metadata",
]
