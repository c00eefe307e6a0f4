"""Puts subjects on red, black and watch lists, with everything that follows from it (§3.1, §4.1, §4.4, §6.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.casework import casefile, entries, publications
from hub.casework.casefile import Desk
from hub.casework.change import Change
from hub.casework.follow_on import Rows
from hub.casework.keys import DepartmentKey, Found, SubjectKey, find_departments, find_subjects
from hub.errors import Refusal, Refused
from hub.errors.listing import UnknownListType
from hub.policy.listing import Proposal, judge
from hub.policy.officers import Naming, Nominee, judge_naming, name_responsible, names_persons
from hub.policy.sharing import carrying, judge_carried
from hub.policy.validity import Validity
from hub.policy.vocabulary import EvidenceKind, ListKind, NoticeMeans, OfficerRole
from hub.store.ids import Ref
from hub.store.statements import subjects as subject_statements

PERSON = frozenset({"Person"})


@dataclass(frozen=True, slots=True)
class EvidenceGiven:
    """A document that a listing rests on, and who supplied it (null: the listing department)."""

    kind: EvidenceKind
    document: str
    supplier: DepartmentKey | None = None


@dataclass(frozen=True, slots=True)
class ResponsibleGiven:
    """A person whom the decision names; `role` None for someone without an office."""

    person: SubjectKey
    role: OfficerRole | None = None
    directly_responsible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSubject:
    """listSubject: one listing. `responsible` None takes the register's, a list replaces it, () names nobody."""

    subject: SubjectKey
    list_type: str
    document_number: str
    facts: str
    decided_on: date
    valid_until: date
    valid_from: date | None = None
    criteria: tuple[str, ...] = ()
    evidence: tuple[EvidenceGiven, ...] = ()
    conduct_from: date | None = None
    conduct_to: date | None = None
    notice_given_on: date | None = None
    notice_means: NoticeMeans | None = None
    correct_by: date | None = None
    watch_term_months: int | None = None
    supplied_by: DepartmentKey | None = None
    responsible: tuple[ResponsibleGiven, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The new entry, the entries that exited because of it, and the offices whose holder nobody knows.

    `gaps` are words of OfficerRole.
    """

    entry: Ref
    exited: tuple[Ref, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One listing with everything it points at looked up."""

    asked: ListSubject
    subject: Found | Refusal
    supplied_by: UUID | Refusal | None
    suppliers: tuple[UUID | Refusal | None, ...]
    persons: tuple[Found | Refusal, ...]

    @property
    def refusals(self) -> list[Refusal]:
        """What is pointed at and not there."""
        found = [self.subject.at("subject")] if isinstance(self.subject, Refusal) else []
        if isinstance(self.supplied_by, Refusal):
            found.append(self.supplied_by.at("suppliedBy"))
        for place, supplier in enumerate(self.suppliers):
            if isinstance(supplier, Refusal):
                found.append(supplier.at("evidence", str(place), "supplier"))
        for place, person in enumerate(self.persons):
            if isinstance(person, Refusal):
                found.append(person.at("responsible", str(place), "person"))
        return found


async def list_subject(change: Change, asked: ListSubject) -> Listed:
    """Put one subject on a list; raises Refused with every reason found."""
    [answer] = await list_subjects(change, [asked])
    if isinstance(answer, Refused):
        raise answer
    return answer


async def list_subjects(change: Change, asked: Sequence[ListSubject]) -> list[Listed | Refused]:
    """Put subjects on lists: each one listed with its consequences, or refused with every reason found.

    Several listings of one subject are decided one after the other, in the order given.
    """
    cases = await _look_up(change, asked)
    known = [case.subject.ref for case in cases if isinstance(case.subject, Found)]
    await subject_statements.lock(change.session, set(known))
    desk = await casefile.open_desk(change, {case.asked.list_type for case in cases})
    fields = {known.id: known.field for known in desk.rules.list_types.values()}
    answers: dict[int, Listed | Refused] = {}
    for places in _rounds(cases):
        now = [case.subject.ref for case in map(cases.__getitem__, places) if isinstance(case.subject, Found)]
        desk.register = await casefile.load_register(change, now)
        rows, lost = Rows(), entries.Lost()
        for place in places:
            answers[place] = _decide(desk, cases[place], rows, lost)
        await rows.write(change)
        await publications.order(change, rows.entries, fields)
        await entries.tell_lost(change, lost, desk.overseers)
    return [answers[place] for place in range(len(cases))]


def _rounds(cases: Sequence[Case]) -> Iterable[list[int]]:
    """The places of the cases, so that no subject comes twice in a round."""
    rounds: dict[int, list[int]] = defaultdict(list)
    seen: dict[Ref, int] = defaultdict(int)
    for place, case in enumerate(cases):
        number = 0
        if isinstance(case.subject, Found):
            number = seen[case.subject.ref]
            seen[case.subject.ref] += 1
        rounds[number].append(place)
    return (rounds[number] for number in sorted(rounds))


async def _look_up(change: Change, asked: Sequence[ListSubject]) -> list[Case]:
    subjects = await find_subjects(change, [item.subject for item in asked])
    named = [given.person for item in asked for given in item.responsible or ()]
    persons = iter(await find_subjects(change, named, PERSON) if named else ())
    keys = [key for item in asked for key in (item.supplied_by, *(e.supplier for e in item.evidence)) if key]
    departments = iter(await find_departments(change, keys) if keys else ())
    return [
        Case(
            asked=item,
            subject=subject,
            supplied_by=next(departments) if item.supplied_by else None,
            suppliers=tuple(next(departments) if given.supplier else None for given in item.evidence),
            persons=tuple(next(persons) for _ in item.responsible or ()),
        )
        for item, subject in zip(asked, subjects, strict=True)
    ]


def _decide(desk: Desk, case: Case, rows: Rows, lost: entries.Lost) -> Listed | Refused:
    refusals = case.refusals
    list_type = desk.rules.list_types.get(case.asked.list_type)
    if list_type is None:
        unknown = UnknownListType(path=("listType",), slug=case.asked.list_type)
        return Refused(unknown, *refusals)
    standard = desk.rules.rulebook.standard(list_type.id, case.asked.decided_on)
    standings = (
        desk.register.standings.get(case.subject.ref.id, []) if isinstance(case.subject, Found) else []
    )
    proposal = _proposal(case.asked)
    naming = _name(desk, case, list_type.kind)
    refusals += judge(
        proposal,
        list_type,
        standard,
        permitted=desk.rules.rulebook.permitted(list_type, case.asked.decided_on),
        competence=desk.competence,
        standings=standings,
        today=desk.change.today,
    )
    refusals += naming.refusals
    not_carried = judge_carried(
        list_type, carrying(desk.rules.shared, list_type.id, desk.change.today), desk.change.today
    )
    refusals += () if not_carried is None else (not_carried,)
    if refusals or standard is None or isinstance(case.subject, Refusal):
        return Refused(*refusals)
    listing = entries.Listing(case, case.subject, list_type, standard, proposal.validity, naming)
    entry, exited = entries.record(desk, listing, rows, lost)
    return Listed(entry, exited, tuple(role.value for role in naming.gaps))


def _name(desk: Desk, case: Case, kind: ListKind) -> Naming:
    """Whom the listing names, and who cannot be named."""
    asked, subject = case.asked, case.subject
    if isinstance(subject, Refusal):
        return Naming((), ())
    enterprise = subject.ref.kind == "Enterprise"
    refusal = judge_naming(kind, enterprise=enterprise, named=len(case.persons))
    if refusal is not None:
        return Naming((), (), (refusal,))
    known = [person for person in case.persons if isinstance(person, Found)]
    if asked.conduct_from is None or asked.conduct_to is None or len(known) < len(case.persons):
        return Naming((), ())
    if not names_persons(kind, enterprise=enterprise):
        return Naming((), ())
    nominees = None
    if asked.responsible is not None:
        nominees = [
            Nominee(person.ref.id, given.role, given.directly_responsible)
            for person, given in zip(known, asked.responsible, strict=True)
        ]
    offices = desk.register.offices.get(subject.ref.id, [])
    return name_responsible(offices, nominees, asked.conduct_from, asked.conduct_to)


def _proposal(asked: ListSubject) -> Proposal:
    return Proposal(
        document_number=asked.document_number,
        facts=asked.facts,
        criteria=asked.criteria,
        evidence=[given.document for given in asked.evidence],
        conduct_from=asked.conduct_from,
        conduct_to=asked.conduct_to,
        decided_on=asked.decided_on,
        validity=Validity(asked.valid_from or asked.decided_on, asked.valid_until),
        notice_given_on=asked.notice_given_on,
        notice_means=asked.notice_means,
        correct_by=asked.correct_by,
        watch_term_months=asked.watch_term_months,
    )
