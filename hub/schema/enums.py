"""The vocabulary's closed lists as GraphQL enums, with their sentences and Chinese terms."""

import inspect

import strawberry

from hub.policy.vocabulary import (
    AssignmentState,
    BasisLevel,
    DeclineGround,
    EvidenceKind,
    ExitGround,
    FeedbackResult,
    ListKind,
    MeasureCategory,
    MeasureForce,
    MeasureSide,
    MeasureTarget,
    NoticeMeans,
    ObjectionOrigin,
    ObjectionOutcome,
    ObjectionState,
    OfficerRole,
    PauseKind,
    PublicationState,
    PublicationStep,
    ReleaseReason,
    RepairState,
    Scope,
    Severity,
    Word,
)

__all__ = [
    "AssignmentState",
    "BasisLevel",
    "DeclineGround",
    "EvidenceKind",
    "ExitGround",
    "FeedbackResult",
    "ListKind",
    "MeasureCategory",
    "MeasureForce",
    "MeasureSide",
    "MeasureTarget",
    "NoticeMeans",
    "ObjectionOrigin",
    "ObjectionOutcome",
    "ObjectionState",
    "OfficerRole",
    "PauseKind",
    "PublicationState",
    "PublicationStep",
    "ReleaseReason",
    "RepairState",
    "Scope",
    "Severity",
]


def _show(words: type[Word]) -> None:
    """Make an enum of the schema out of the vocabulary's words, where they stand."""
    made = strawberry.enum(words, description=inspect.getdoc(words))
    for value in made.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = words[value.name].description


for _words in (
    AssignmentState,
    BasisLevel,
    DeclineGround,
    EvidenceKind,
    ExitGround,
    FeedbackResult,
    ListKind,
    MeasureCategory,
    MeasureForce,
    MeasureSide,
    MeasureTarget,
    NoticeMeans,
    ObjectionOrigin,
    ObjectionOutcome,
    ObjectionState,
    OfficerRole,
    PauseKind,
    PublicationState,
    PublicationStep,
    ReleaseReason,
    RepairState,
    Scope,
    Severity,
):
    _show(_words)
