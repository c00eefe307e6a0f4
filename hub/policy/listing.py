"""Whether a listing may be made (L1, L4, L5, P0): every reason against it, for the clerk who decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors import listing as refused
from hub.policy.names import blank
from hub.policy.standards import ListType, Standard
from hub.policy.validity import Validity, last_day, months_later, within_term
from hub.policy.vocabulary import BasisLevel, ListKind, NoticeMeans

NOTICE: Final[Mapping[ListKind, str]] = {
    ListKind.BLACK: "of the reasons, the basis and its rights",
    ListKind.WATCH: "of the warning and its period",
}
"""The kinds of list whose subject is told, and of what (L5)."""

ADVERSE: Final = frozenset({ListKind.BLACK, ListKind.WATCH})
"""The kinds of list beside which no red entry stands (L4, §6.2)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a department wants to record; `evidence` are the documents named."""

    document_number: str
    facts: str
    criteria: Sequence[str]
    evidence: Sequence[str]
    conduct_from: date | None
    conduct_to: date | None
    decided_on: date
    validity: Validity
    notice_given_on: date | None
    notice_means: NoticeMeans | None
    correct_by: date | None
    watch_term_months: int | None


@dataclass(frozen=True, slots=True)
class Competence:
    """What the deciding department may: its functions, itself and its predecessors, and its `areas`.

    `areas` are the regions it serves and every region above one of them: a list kept for an area is
    led by whoever serves a region inside it (the only place where scope looks down the tree).
    """

    functions: Collection[str]
    acts_for: Collection[UUID]
    areas: Collection[UUID]
    reads: bool = True
    """Whether the caller may read entries that are not its own; without that nothing of them is named (V3)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry that the subject has or had, on whatever list; erased ones are never among them."""

    id: UUID
    kind: ListKind
    field: str
    list_type: UUID
    list_type_name: str
    listed_by: UUID
    department_name: str
    validity: Validity
    caused_by: UUID | None = None
    follows: UUID | None = None
    own_until: date | None = None
    watch_term_months: int | None = None
    published: bool = False


def published(list_type: ListType, standard: Standard) -> bool:
    """Whether an entry may be shown to everybody: as its standard says, and a watch entry never (§4.4)."""
    return standard.published and list_type.kind is not ListKind.WATCH


def judge(
    proposal: Proposal,
    list_type: ListType,
    standard: Standard | None,
    *,
    permitted: Collection[BasisLevel],
    competence: Competence,
    standings: Sequence[Standing],
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why the listing is refused, in the order of the notice; none when it may be made.

    `permitted`: the basis levels that carry this kind of list at this scope on the day of the decision.
    """
    found: list[Refusal] = []
    found += _competence(list_type, competence)
    found += _decision(proposal, today)
    found += _conduct(proposal)
    if standard is None:
        found.append(
            refused.NoStandardInForce(
                path=("listType",), list_type=list_type.name, decided_on=proposal.decided_on
            )
        )
    else:
        found += _basis(proposal.decided_on, list_type, standard, permitted)
        found += judge_criteria(proposal.criteria, standard)
    if not proposal.evidence:
        found.append(refused.EvidenceMissing(path=("evidence",)))
    for position, document in enumerate(proposal.evidence):
        if blank(document):
            found.append(refused.EvidenceMissing(path=("evidence", str(position), "document")))
    found += _term(proposal, list_type.kind, standard)
    found += _notice(proposal, list_type.kind, standard, today)
    found += _beside(proposal.validity, list_type, competence, standings, today)
    return tuple(found)


def _competence(list_type: ListType, competence: Competence) -> Iterator[Refusal]:
    if list_type.lead_function not in competence.functions:
        yield refused.FunctionMissing(
            path=("listType",), list_type=list_type.name, function=list_type.lead_function
        )
    if list_type.region is not None and list_type.region not in competence.areas:
        yield refused.OutsideScope(path=("listType",), list_type=list_type.name)


def _decision(proposal: Proposal, today: date) -> Iterator[Refusal]:
    if blank(proposal.document_number):
        yield refused.TextMissing(path=("documentNumber",), what="number of the decision document")
    if blank(proposal.facts):
        yield refused.TextMissing(path=("facts",), what="facts of the listing")
    if proposal.decided_on > today:
        yield refused.DecidedInTheFuture(path=("decidedOn",), decided_on=proposal.decided_on, today=today)
    if proposal.validity.valid_from < proposal.decided_on:
        yield refused.ValidityWrong(
            path=("validFrom",), valid_from=proposal.validity.valid_from, decided_on=proposal.decided_on
        )


def _conduct(proposal: Proposal) -> Iterator[Refusal]:
    first, last = proposal.conduct_from, proposal.conduct_to
    if first is None or last is None:
        yield refused.ConductDatesMissing(path=("conductFrom" if first is None else "conductTo",))
    elif last < first:
        problem = "it would end before it began"
        yield refused.ConductDatesWrong(
            path=("conductTo",), conduct_from=first, conduct_to=last, problem=problem
        )
    elif last > proposal.decided_on:
        problem = f"the decision of {proposal.decided_on} came before its end"
        yield refused.ConductDatesWrong(
            path=("conductTo",), conduct_from=first, conduct_to=last, problem=problem
        )


def _basis(
    decided_on: date, list_type: ListType, standard: Standard, permitted: Collection[BasisLevel]
) -> Iterator[Refusal]:
    if not standard.basis_in_force(decided_on):
        yield refused.BasisEnded(path=("listType",), decided_on=decided_on, basis=standard.basis)
    if standard.basis_level not in permitted:
        words = ", ".join(level for level in BasisLevel if level in permitted) or "none"
        yield refused.LevelNotPermitted(
            path=("listType",),
            kind=list_type.kind,
            scope=list_type.scope,
            level=standard.basis_level,
            decided_on=decided_on,
            permitted=words,
        )


def judge_criteria(criteria: Sequence[str], standard: Standard) -> Iterator[Refusal]:
    """Whether these criteria make a listing: known, and one of them reached its own number (L1)."""
    if not criteria:
        yield refused.CriteriaMissing(path=("criteria",))
        return
    known = ", ".join(standard.criteria)
    unknown = [place for place, code in enumerate(criteria) if code not in standard.criteria]
    for place in unknown:
        yield refused.UnknownCriterion(path=("criteria", str(place)), criterion=criteria[place], known=known)
    counted = Counter(code for code in criteria if code in standard.criteria)
    if counted and not any(times >= standard.criteria[code] for code, times in counted.items()):
        missing = ", ".join(f"{code} {times} of {standard.criteria[code]}" for code, times in counted.items())
        yield refused.CriteriaInsufficient(path=("criteria",), missing=missing)


def _term(proposal: Proposal, kind: ListKind, standard: Standard | None) -> Iterator[Refusal]:
    if standard is None:
        return
    validity = proposal.validity
    least, most = standard.min_term_months, standard.max_term_months
    if not within_term(validity.valid_from, validity.valid_until, least, most):
        yield refused.TermOutOfBounds(
            path=("validUntil",),
            valid_from=validity.valid_from,
            valid_until=validity.valid_until,
            least=least,
            most=most,
            earliest=last_day(validity.valid_from, least),
            latest=months_later(validity.valid_from, most),
        )
    refusal = judge_watch_term(kind, proposal.watch_term_months, standard.watch_term_months)
    if refusal is not None:
        yield refusal


def judge_watch_term(kind: ListKind, months: int | None, most: int | None) -> Refusal | None:
    """A watch term, where one is given, is for a black entry and within the standard's longest (X2)."""
    if months is None:
        return None
    if kind is not ListKind.BLACK:
        why = "only a black entry is followed by a watch entry"
    elif most is None:
        why = "the standard sets no watch term"
    elif not 1 <= months <= most:
        why = f"the standard allows 1 to {most}"
    else:
        return None
    return refused.WatchTermOutOfBounds(path=("watchTermMonths",), months=months, why=why)


def _notice(proposal: Proposal, kind: ListKind, standard: Standard | None, today: date) -> Iterator[Refusal]:
    given_on = proposal.notice_given_on
    if kind in NOTICE and (given_on is None or proposal.notice_means is None):
        missing = "noticeGivenOn" if given_on is None else "noticeMeans"
        yield refused.NoticeMissing(path=(missing,), kind=kind, told=NOTICE[kind])
    if given_on is not None and given_on > proposal.validity.valid_from:
        limit = f"{proposal.validity.valid_from}, its first day"
        yield refused.NoticeLate(path=("noticeGivenOn",), given_on=given_on, limit=limit)
    elif given_on is not None and given_on > today:
        yield refused.NoticeLate(path=("noticeGivenOn",), given_on=given_on, limit=f"today, {today}")
    if kind is not ListKind.BLACK:
        return
    correct_by = proposal.correct_by
    if standard is not None and standard.correctable and correct_by is None:
        yield refused.CorrectionDayMissing(path=("correctBy",))
    if correct_by is not None and given_on is not None and correct_by < given_on:
        yield refused.CorrectionDayWrong(path=("correctBy",), given_on=given_on, correct_by=correct_by)


HIDDEN: Final = "an entry that your token may not read"
"""What a red listing is refused for where the caller may not see it (L1, V3)."""


def _named(entry: Standing) -> str:
    return (
        f"its {entry.kind} entry on the list {entry.list_type_name} by {entry.department_name},"
        f" valid from {entry.validity.valid_from} and until the day before {entry.validity.exit_day}"
    )


def _beside(
    validity: Validity,
    list_type: ListType,
    competence: Competence,
    standings: Iterable[Standing],
    today: date,
) -> Iterator[Refusal]:
    """What else the subject has on some of the same days (L1)."""
    said: set[str] = set()
    for other in standings:
        if not other.validity.overlaps(validity):
            continue
        own = other.listed_by in competence.acts_for
        facts: dict[str, Any] = {
            "list_type": other.list_type_name,
            "valid_from": other.validity.valid_from,
            "exit_day": other.validity.exit_day,
        }
        if own and other.list_type == list_type.id:
            yield refused.AlreadyListed(path=("subject",), **facts)
        elif list_type.kind is ListKind.RED and other.kind in ADVERSE:
            public = other.published and other.validity.in_force(today)
            named = _named(other) if own or competence.reads or public else HIDDEN
            if named not in said:
                yield refused.AdverseEntryInForce(path=("subject",), entry=named)
            said.add(named)
        elif (
            list_type.kind is ListKind.WATCH
            and other.kind is ListKind.BLACK
            and own
            and other.field == list_type.field
        ):
            yield refused.BlackEntryInForce(path=("subject",), **facts)
