"""One subject's entries, listed and ended day by day as policy has it: what policy refuses is never generated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any, Final
from uuid import UUID

from hub.demo.entries import Entry, Listed, NotByTheRules
from hub.demo.world import World
from hub.errors import Refusal
from hub.policy.consequences import losses
from hub.policy.exits import RULES as EXITS
from hub.policy.exits import Leaving, NewStandard, Then, followed, judge_exit
from hub.policy.follow_on import Period, arrange, period_after, periods_of, watches_of
from hub.policy.listing import NOTICE, Proposal, Standing, judge, published
from hub.policy.officers import name_responsible, names_persons
from hub.policy.standards import ListType, Standard
from hub.policy.validity import Validity, last_day
from hub.policy.vocabulary import ExitGround, ListKind, NoticeMeans
from hub.policy.workdays import start_of

DAY: Final = dt.timedelta(days=1)
CORRECTION_DAYS: Final = 30
ANY_CRITERION: Final = 0.4
"""The share of listings for whichever criterion; the others are for the standard's first, which says most."""
FACTS: Final = {
    ListKind.BLACK: "(示例)经查证属实,符合认定标准所列情形。",
    ListKind.WATCH: "(示例)存在失信行为,尚未达到列入标准,予以警示。",
    ListKind.RED: "(示例)信用记录良好,符合守信激励认定标准。",
}


class Case:
    """What happens to one subject; days are given in order, none later than yesterday."""

    def __init__(
        self, world: World, chance: Random, subject: Listed, draw_id: Callable[[dt.datetime], UUID]
    ) -> None:
        self.world = world
        self.chance = chance
        self.subject = subject
        self.draw_id = draw_id
        self.entries: list[Entry] = []

    def at(self, day: dt.date, hour: int) -> dt.datetime:
        """A moment of the day's office hours: within two hours from `hour` o'clock in Quanzhou."""
        return start_of(day) + dt.timedelta(hours=hour, minutes=self.chance.randrange(110))

    def put_on(self, slug: str, day: dt.date, months: float, *, later: int = 0) -> Entry | None:
        """List the subject on `day`, valid `later` days after, for a share (0 to 1) between the term's bounds.

        None where the list had no standard yet, or no department keeps it here.
        """
        list_type = self.world.list_types[slug]
        standard = self.world.rulebook.standard(list_type.id, day)
        department = self.world.holder(list_type.lead_function, self.subject.region or self.world.prefecture)
        if standard is None or department is None:
            return None
        spread = standard.max_term_months - standard.min_term_months
        valid_from = day + later * DAY
        valid_until = last_day(valid_from, standard.min_term_months + round(spread * months))
        proposal = self._proposal(list_type, standard, day, Validity(valid_from, valid_until))
        standings = [entry.standing for entry in self._known()]
        _obey(
            judge(
                proposal,
                list_type,
                standard,
                permitted=self.world.rulebook.permitted(list_type, day),
                competence=self.world.competence(department),
                standings=standings,
                today=day,
            )
        )
        entry = self._record(list_type, standard, department, proposal)
        self._take_away(entry, standings, day)
        self.entries.append(entry)
        self._follow(entry, None)
        return entry

    def _known(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if not entry.erased)

    def _proposal(
        self, list_type: ListType, standard: Standard, day: dt.date, validity: Validity
    ) -> Proposal:
        chance = self.chance
        conduct_to = day - DAY * chance.randrange(20, 120)
        codes = list(standard.criteria)
        code = chance.choice(codes) if chance.random() < ANY_CRITERION else codes[0]
        told = list_type.kind in NOTICE
        black = list_type.kind is ListKind.BLACK
        correctable = black and standard.correctable
        return Proposal(
            document_number=f"示例〔{day.year}〕{chance.randrange(1, 3000)}号",
            facts=FACTS[list_type.kind],
            criteria=(code,) * standard.criteria[code],
            evidence=(f"示例决定书〔{day.year}〕{chance.randrange(1, 9000)}号",),
            conduct_from=conduct_to - DAY * chance.randrange(200),
            conduct_to=conduct_to,
            decided_on=day,
            validity=validity,
            notice_given_on=day if told else None,
            notice_means=chance.choice(list(NoticeMeans)) if told else None,
            correct_by=day + DAY * CORRECTION_DAYS if correctable else None,
            watch_term_months=standard.watch_term_months if black else None,
        )

    def _record(self, list_type: ListType, standard: Standard, department: UUID, proposal: Proposal) -> Entry:
        listed_at = self.at(proposal.decided_on, 9)
        entry = Entry(
            id=self.draw_id(listed_at),
            list_type=list_type,
            standard=standard,
            department=department,
            listed_at=listed_at,
            validity=proposal.validity,
            row=_columns(proposal)
            | {"published": published(list_type, standard), "region_id": self.subject.region},
            criteria={code: list(proposal.criteria).count(code) for code in proposal.criteria},
            watch_term=proposal.watch_term_months,
        )
        enterprise = self.subject.enterprise
        if enterprise is not None and names_persons(list_type.kind, enterprise=True):
            first, last = entry.row["conduct_from"], entry.row["conduct_to"]
            entry.persons = name_responsible(enterprise.offices, None, first, last).persons
        return entry

    def _take_away(self, entry: Entry, standings: list[Standing], day: dt.date) -> None:
        """What the new entry ends: red entries, and a watch entry that it escalates (L3, L4)."""
        period = self._period(entry)
        known = {other.id: other for other in self.entries}
        for loss in losses(
            entry.list_type,
            entry.validity,
            None if period is None else period.validity,
            acts_for={entry.department},
            standings=standings,
            today=day,
        ):
            lost = known[loss.id]
            lost.validity = replace(lost.validity, exited_on=loss.exit_day, exit_ground=loss.ground)
            lost.exited_at, lost.exited_by = entry.listed_at, entry.department
            lost.cause = entry.id

    def _period(self, entry: Entry) -> Period | None:
        if entry.watch_term is None or not followed(entry.list_type.kind):
            return None
        return period_after(entry.validity.exit_day, entry.watch_term)

    def _follow(self, black: Entry, before: Period | None) -> None:
        """Write or re-date the watch entry that follows a black one (X2)."""
        period, watch = self._period(black), self.world.watch_list(black.list_type)
        if period is None or watch is None or black.list_type.kind is not ListKind.BLACK:
            return
        standings = [entry.standing for entry in self._known()]
        known = {entry.id: entry for entry in self.entries}
        arrangement = arrange(
            black.id,
            None if black.erased else period,
            before,
            watches_of(standings, watch.id, black.department),
            periods_of(standings, black.list_type.field, black.department, black.id),
        )
        for changed in arrangement.changed:
            entry = known[changed.id]
            entry.validity = replace(entry.validity, valid_from=changed.first, valid_until=changed.last)
            entry.follows, entry.own_until = changed.follows, changed.own_until
        for removed in arrangement.removed:
            entry = known[removed]
            entry.erased, entry.exited_at, entry.exited_by = True, black.exited_at, black.department
            entry.validity = replace(
                entry.validity, exited_on=black.validity.exited_on, exit_ground=ExitGround.ERROR
            )
        standard = self.world.rulebook.standard(watch.id, period.first)
        if arrangement.added is not None and standard is not None:
            self.entries.append(
                Entry(
                    id=self.draw_id(black.listed_at),
                    list_type=watch,
                    standard=standard,
                    department=black.department,
                    listed_at=black.listed_at,
                    validity=arrangement.added.validity,
                    row={
                        "published": False,
                        "region_id": self.subject.region,
                        "decided_on": black.row["decided_on"],
                    },
                    follows=black.id,
                )
            )

    def end(self, entry: Entry, day: dt.date, ground: ExitGround) -> None:
        """End an entry by its department's own hand (X1); an ERROR erases it with its follow-on (X4)."""
        newer = self.world.rulebook.standard(entry.list_type.id, day)
        cites = ground is ExitGround.STANDARD_CHANGED and newer is not None and newer is not entry.standard
        facts = None if ground is ExitGround.ERROR else "(示例)见示例〔退出〕文件。"
        _obey(
            judge_exit(
                Leaving(
                    entry.list_type.kind,
                    entry.erased,
                    entry.validity,
                    entry.department,
                    "",
                    entry.list_type.id,
                    entry.standard.effective_from,
                    entry.standard.watch_term_months,
                ),
                ground,
                acts_for={entry.department},
                facts=facts,
                standard=NewStandard(entry.list_type.id, newer.effective_from) if cites and newer else None,
                watch_term_months=None,
                today=day,
            )
        )
        before = self._period(entry)
        entry.exited_at, entry.exited_by = self.at(day, 15), entry.department
        entry.validity = replace(entry.validity, exited_on=day, exit_ground=ground)
        entry.exit = {"exit_facts": facts, "exit_standard_id": newer.id if cites and newer else None}
        entry.erased = EXITS[entry.list_type.kind, ground].then is Then.ERASE
        self._follow(entry, before)


def _columns(proposal: Proposal) -> dict[str, Any]:
    return {
        "document_number": proposal.document_number,
        "facts": proposal.facts,
        "conduct_from": proposal.conduct_from,
        "conduct_to": proposal.conduct_to,
        "decided_on": proposal.decided_on,
        "notice_given_on": proposal.notice_given_on,
        "notice_means": None if proposal.notice_means is None else proposal.notice_means.value,
        "correct_by": proposal.correct_by,
        "evidence": proposal.evidence,
    }


def _obey(refusals: tuple[Refusal, ...]) -> None:
    if refusals:
        raise NotByTheRules("; ".join(refusal.message for refusal in refusals))
