"""What the records say about a person and a tool, in one round trip: this is read on every use (139-07.2.c–e)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, String, bindparam, case, cast, func, literal, null, or_, select, union_all

from proviso.model import (
    Account,
    Acknowledgement,
    Approval,
    Person,
    Places,
    Role,
    Standing,
    Tool,
    ToolStatus,
    TrainingRecord,
    Waiver,
)
from proviso.model.tools import NOBODY

from . import agency
from . import records as r
from .bodies import moment
from .guides import guides
from .personnel import people, read_person
from .places import held_by_active, places
from .second_approvals import seconds
from .store import Tx
from .tools import read_tool, tools
from .trials import read_trial, trials

_person: BindParameter[str] = bindparam("person_id")
_tool: BindParameter[str] = bindparam("tool_id")
_digest: BindParameter[str] = bindparam("digest")

_about_person = (
    select(literal("person").label("kind"), people.c.id.label("key"), people.c.body).where(people.c.id == _person),
    select(literal("approval"), r.approvals.c.approved_at, r.approvals.c.body).where(
        r.approvals.c.person_id == _person, r.approvals.c.revoked_at.is_(None)
    ),
    select(literal("training"), r.trainings.c.completed_at, r.trainings.c.body).where(
        r.trainings.c.person_id == _person
    ),
    select(literal("signature"), r.acknowledgements.c.signed_at, r.acknowledgements.c.body).where(
        r.acknowledgements.c.person_id == _person
    ),
    select(literal("waiver"), null(), r.waivers.c.body).where(r.waivers.c.revoked_at.is_(None)),
    select(literal("trial"), trials.c.tool_id, trials.c.body).where(
        trials.c.person_id == _person, trials.c.ended_at.is_(None)
    ),
    select(literal("correction"), null(), r.corrections.c.body).where(r.corrections.c.digest == _digest),
    select(literal("feed"), agency.agency.c.key, agency.agency.c.value).where(
        agency.agency.c.key == agency.LEARNING_READ
    ),
)

_second = select(literal("second"), seconds.c.approval_id, seconds.c.approved_by).where(
    seconds.c.person_id == _person, seconds.c.revoked_at.is_(None)
)
_taken = select(literal("taken"), places.c.tool_id, cast(func.count(), String)).join(people, held_by_active)
_held = select(literal("place"), places.c.tool_id, places.c.since)

_one = union_all(
    *_about_person,
    _second,
    select(literal("tool"), tools.c.id, tools.c.body).where(tools.c.id == _tool),
    select(literal("account"), r.accounts.c.tool_id, r.accounts.c.body).where(
        r.accounts.c.person_id == _person, r.accounts.c.tool_id == _tool
    ),
    select(literal("guide"), guides.c.tool_id, cast(guides.c.asks_from, String)).where(guides.c.tool_id == _tool),
    _taken.where(places.c.tool_id == _tool).group_by(places.c.tool_id),
    _held.where(places.c.tool_id == _tool, places.c.person_id == _person),
)

_every = union_all(
    *_about_person,
    _second,
    select(literal("tool"), tools.c.id, tools.c.body),
    select(literal("account"), r.accounts.c.tool_id, r.accounts.c.body).where(r.accounts.c.person_id == _person),
    select(literal("guide"), guides.c.tool_id, cast(guides.c.asks_from, String)),
    _taken.group_by(places.c.tool_id),
    _held.where(places.c.person_id == _person),
)

MOST_NEAR = 10
_approved = select(tools.c.id).where(tools.c.status == ToolStatus.APPROVED.value).order_by(tools.c.place)
_common = or_(
    tools.c.id.in_(_approved.where(tools.c.body.contains('"needs_account":false')).limit(MOST_NEAR)),
    tools.c.id.in_(_approved.where(tools.c.body.contains('"needs_account":true')).limit(MOST_NEAR)),
)
_ids: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)
_named: BindParameter[Sequence[str]] = bindparam("named", expanding=True)
_near_tools = (
    select(tools.c.id, tools.c.body, case((_common, 1), else_=0))
    .where(or_(_common, tools.c.id.in_(_named)))
    .order_by(tools.c.place)
)
_of_people = union_all(
    select(people.c.id.label("of"), literal("person").label("kind"), people.c.id.label("key"), people.c.body).where(
        people.c.id.in_(_ids)
    ),
    select(r.approvals.c.person_id, literal("approval"), r.approvals.c.approved_at, r.approvals.c.body).where(
        r.approvals.c.person_id.in_(_ids), r.approvals.c.revoked_at.is_(None)
    ),
    select(r.trainings.c.person_id, literal("training"), r.trainings.c.completed_at, r.trainings.c.body).where(
        r.trainings.c.person_id.in_(_ids)
    ),
    select(
        r.acknowledgements.c.person_id, literal("signature"), r.acknowledgements.c.signed_at, r.acknowledgements.c.body
    ).where(r.acknowledgements.c.person_id.in_(_ids)),
    select(trials.c.person_id, literal("trial"), trials.c.tool_id, trials.c.body).where(
        trials.c.person_id.in_(_ids), trials.c.ended_at.is_(None)
    ),
    select(seconds.c.person_id, literal("second"), seconds.c.approval_id, seconds.c.approved_by).where(
        seconds.c.person_id.in_(_ids), seconds.c.revoked_at.is_(None)
    ),
    select(r.accounts.c.person_id, literal("account"), r.accounts.c.tool_id, r.accounts.c.body).where(
        r.accounts.c.person_id.in_(_ids)
    ),
)
_of_all = union_all(
    select(literal("waiver").label("kind"), r.waivers.c.id.label("key"), r.waivers.c.body).where(
        r.waivers.c.revoked_at.is_(None)
    ),
    select(literal("feed"), agency.agency.c.key, agency.agency.c.value).where(
        agency.agency.c.key == agency.LEARNING_READ
    ),
    select(literal("guide"), guides.c.tool_id, cast(guides.c.asks_from, String)),
)

_Rows = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything that we hold about one person's steps, for "My record" and for the supervisor."""

    approvals: tuple[Approval, ...] = ()
    """Those that nobody took back, oldest first."""
    revoked: tuple[tuple[Approval, str, datetime], ...] = ()
    """Approvals that were taken back: by whom, when; the latest last."""
    ended_because: str = ""
    """Why the latest of them was (`records.WHY`); empty where nobody said."""
    trainings: tuple[TrainingRecord, ...] = ()
    """Every completion, oldest first."""
    acknowledgements: tuple[Acknowledgement, ...] = ()
    accounts: tuple[tuple[str, Account], ...] = ()
    """Tool id and account."""


def standing(tx: Tx, person_id: str, tool_id: str, digest: str) -> Standing:
    """What the records say about this person, this tool and this exact text."""
    rows = _gather(tx.conn.execute(_one, {"person_id": person_id, "tool_id": tool_id, "digest": digest}))
    found = rows["tool"]
    return _About(rows).standing(_tool_of(tx, found[0][1]) if found else None, tool_id)


def standings(tx: Tx, person_id: str, digest: str) -> tuple[Standing, ...]:
    """The same for every tool on the list, for the tool page and for remedies ("send with another tool")."""
    rows = _gather(tx.conn.execute(_every, {"person_id": person_id, "digest": digest}))
    about = _About(rows)
    return tuple(about.standing(_tool_of(tx, found), tool_id) for tool_id, found in rows["tool"])


def near(tx: Tx, person_id: str) -> tuple[Standing, ...]:
    """The same for the tools that a person may be near to: those of their accounts and approvals, and some others.

    For lists of people: with 200 tools, all of them took 7 ms a person. How many use a tool is not counted here.
    """
    return near_each(tx, (person_id,))[person_id]


def near_each(tx: Tx, ids: Collection[str]) -> dict[str, tuple[Standing, ...]]:
    """The same for several people: the tools are read once for all of them."""
    rows: dict[str, _Rows] = {person_id: defaultdict(list) for person_id in ids}
    shared = _gather(tx.conn.execute(_of_all))
    for of, kind, key, found in tx.conn.execute(_of_people, {"ids": list(rows)}):
        rows[of][kind].append((key, found))
    about = {person_id: _About({**shared, **own}) for person_id, own in rows.items()}
    named = set().union(*(one.tools for one in about.values()))
    found = tx.conn.execute(_near_tools, {"named": sorted(named)}).all()
    listed = [(tool_id, _tool_of(tx, text), bool(is_common)) for tool_id, text, is_common in found]
    return {
        person_id: tuple(one.standing(tool, key) for key, tool, is_common in listed if is_common or key in one.tools)
        for person_id, one in about.items()
    }


def records(tx: Tx, person_id: str) -> Records:
    """All trainings, approvals, signatures and accounts of one person."""
    rows = _gather(tx.conn.execute(_every, {"person_id": person_id, "digest": ""}))
    query = select(r.approvals).where(r.approvals.c.person_id == person_id, r.approvals.c.revoked_at.is_not(None))
    found = tx.conn.execute(query.order_by(r.approvals.c.revoked_at)).all()
    revoked = [(r.read_approval(row.body), row.revoked_by, moment(row.revoked_at)) for row in found]
    return Records(
        approvals=tuple(r.read_approval(found) for _, found in sorted(rows["approval"])),
        revoked=tuple(revoked),
        ended_because=(found[-1].revoked_because or "") if found else "",
        trainings=tuple(r.read_training(found) for _, found in sorted(rows["training"])),
        acknowledgements=tuple(r.read_acknowledgement(found) for _, found in sorted(rows["signature"])),
        accounts=tuple((tool_id, r.read_account(found)) for tool_id, found in sorted(rows["account"])),
    )


def _gather(found: Iterable[Sequence[str]]) -> _Rows:
    rows: _Rows = defaultdict(list)
    for row in found:
        rows[row[0]].append((row[1], row[2]))
    return rows


def _tool_of(tx: Tx, found: str) -> Tool:
    """The tool; where it was closed, with the office that did it in the place of a person's code: a denial names it."""
    tool = read_tool(found)
    if tool.status is ToolStatus.APPROVED or not tool.status_by:
        return tool
    if tool.status_by == "system":
        return replace(tool, status_by="Proviso")
    office = next((o for o in agency.offices(tx).values() if o.person_id == tool.status_by), None)
    return replace(tool, status_by=_said(office)) if office else tool


def _said(office: agency.Office) -> str:
    """ "The CIO paused it", "Privacy paused it" """
    return f"The {office.name}" if office.role in {Role.CIO, Role.CIO_OFFICE} else office.name


class _About:
    """The rows of one person, read once for however many tools they are asked about."""

    def __init__(self, rows: Mapping[str, list[tuple[str, str]]]) -> None:
        def of(kind: str) -> list[tuple[str, str]]:
            return rows.get(kind, [])

        person, signature = of("person"), max(of("signature"), default=None)
        self.person = read_person(person[0][1]) if person else None
        self.approvals = [r.read_approval(found) for _, found in sorted(of("approval"), reverse=True)]
        self.accounts = dict(of("account"))
        self.tools = self.accounts.keys() | {tool_id for one in self.approvals for tool_id in one.tools or ()}
        """The tools of their accounts, and those that an approval names."""
        self._seconds = of("second")
        self._trainings = _newest_trainings(of("training"))
        self._signature = None if signature is None else r.read_acknowledgement(signature[1])
        self._guides = {key: int(version) for key, version in of("guide")}
        self._waivers = [r.read_waiver(found) for _, found in of("waiver")]
        self._trials = [(key, read_trial(found)) for key, found in of("trial")]
        self._corrections = tuple(r.read_correction(found) for _, found in of("correction"))
        self._fed = moment(of("feed")[0][1]) if of("feed") else None
        self._taken = {key: int(count) for key, count in of("taken")}
        self._held = {key for key, _ in of("place")}

    def standing(self, tool: Tool | None, tool_id: str) -> Standing:
        """What the rows say about this tool."""
        account = self.accounts.get(tool_id)
        approval = next((one for one in self.approvals if one.tools is None or tool_id in one.tools), None)
        return Standing(
            person=self.person,
            tool=tool,
            approval=approval,
            second_by=self._second_by(approval),
            trainings=self._trainings,
            acknowledgement=self._signature,
            account=None if account is None else r.read_account(account),
            guide_from=self._guides.get(tool_id, 0),
            waivers=tuple(waiver for waiver in self._waivers if _covers(waiver, self.person, tool_id)),
            trials=tuple(trial for key, trial in self._trials if key == tool_id),
            corrections=self._corrections,
            training_read_at=self._fed,
            places=self._places(tool_id),
        )

    def _places(self, tool_id: str) -> Places:
        """139-07.1: an approval may be for so many people. Nobody is counted elsewhere."""
        if not self._taken and not self._held:
            return NOBODY
        return Places(taken=self._taken.get(tool_id, 0), is_held=tool_id in self._held)

    def _second_by(self, approval: Approval | None) -> str:
        """139-07.7.b: it belongs to one approval of the supervisor, and is somebody else's word."""
        if approval is None:
            return ""
        return next((by for key, by in self._seconds if key == approval.id and by != approval.approved_by), "")


def _newest_trainings(rows: Iterable[tuple[str, str]]) -> tuple[TrainingRecord, ...]:
    """One of each kind: the newest, but no older version of a course than another record of it has. A system that
    hands in late what somebody did under the version before takes nothing from them (139-07.2.c.2)."""
    newest: dict[str, TrainingRecord] = {}
    for _, found in sorted(rows):
        record = r.read_training(found)
        held = newest.get(record.training)
        if held is None or not _is_older(record, held):
            newest[record.training] = record
    return tuple(newest[kind] for kind in sorted(newest))


def _is_older(record: TrainingRecord, held: TrainingRecord) -> bool:
    return record.major is not None and held.major is not None and record.major < held.major


def _covers(waiver: Waiver, person: Person | None, tool_id: str) -> bool:
    """A waiver without a component, tools or people holds for all of them."""
    if person is None:
        return False
    return person.id != waiver.granted_by and (
        (waiver.component is None or waiver.component == person.component)
        and (waiver.tools is None or tool_id in waiver.tools)
        and (waiver.people is None or person.id in waiver.people)
    )
