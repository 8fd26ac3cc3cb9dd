"""Team: who waits for me, since when? (139-07.2.c.1: the supervisor approves before any use)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.actions import undo as change_back
from proviso.actions.approvers import may_approve, waiting_for
from proviso.actions.wording import clean
from proviso.db import agency as agency_db
from proviso.db import history, people, records
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import ApprovalRequest, Person, Role, Standing
from proviso.policy.standing import approval_ends

from ..access import log_list
from ..desk import Confirm, Desk, at_desk
from ..gates import approval_line, best_standing, status_of, what_is_left
from ..scopes import Scope, renews_from, scope_words
from ..stepping import ask, confirmed
from .requests import again

SHOWN = timedelta(hours=1)
"""How long an answer stands under "Answered in the last hour"."""
NOBODY = "Nobody waits for you. When somebody asks, they stand here, and Home says so."


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One request, with the scope written out."""

    request_id: str
    name: str
    first: str
    about: str
    since: str
    scope: str
    button: str
    note: str
    """The person's own sentence."""
    instead: str
    """For whom the reader answers, where the reader is not the supervisor; empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of the team."""

    id: str
    name: str
    status: str
    approval: str
    approval_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of the last hour, and whether it can be undone."""

    id: str
    words: str
    why_not: str
    """Empty while it can be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """An approval that ends soon, and the scope of the one that would follow it."""

    person_id: str
    name: str
    line: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """Who waits, then everyone."""

    answer: str
    waiting: tuple[Waiting, ...]
    nobody: str
    answered: tuple[Answered, ...]
    ending: tuple[Ending, ...]
    """Approvals that end in 30 days, and that nobody asked to renew yet."""
    people: tuple[Member, ...]
    declining: str
    typed: str
    errors: dict[str, str]
    done: str


def show_team(request: Request) -> Response:
    """The supervisor's page."""
    desk = at_desk(request)
    only_approvers(desk)
    log_list(desk, "team")
    with desk.read() as tx:
        page = team_page(desk, tx)
    return desk.page("team.html", page, title="Team")


def team_page(
    desk: Desk, tx: Tx, declining: str = "", text: str = "", errors: dict[str, str] | None = None
) -> TeamPage:
    """Requests, oldest first, then the people."""
    waiting = waiting_for(tx, desk.me.id, desk.now)
    team = [p for p in people.team(tx, desk.me.id) if p.is_active]
    near = people.near_each(tx, [p.id for p in team])
    standings = [(p, best_standing(desk, tx, p, near[p.id])) for p in team]
    members = tuple(_member(desk, tx, p, standing) for p, standing in standings)
    ready = sum(m.status.startswith("Ready") for m in members)
    standing = f"{ready} of your {desk.count(len(team), 'person is', 'people are')} ready."
    first = (
        f"{desk.count(len(waiting), 'person waits', 'people wait')} for you." if waiting else "Nobody waits for you."
    )
    if waiting:
        first += f" The first asked on {desk.day(waiting[0].asked_at)}."
    return TeamPage(
        answer=first if waiting else f"{first} {standing}",
        waiting=tuple(_waiting(desk, tx, r) for r in waiting),
        nobody=NOBODY,
        answered=_answered(desk, tx),
        ending=tuple(_ending(desk, tx, standings, {r.person_id for r in waiting})),
        people=members,
        declining=declining,
        typed=text,
        errors=errors or {},
        done=desk.done,
    )


def _waiting(desk: Desk, tx: Tx, asked: ApprovalRequest) -> Waiting:
    person = people.get(tx, asked.person_id)
    name = person.name if person else asked.person_id
    where = agency_db.components(tx).get(person.component, person.component) if person else ""
    return Waiting(
        request_id=asked.id,
        name=name,
        first=name.split(" ")[0],
        about=", ".join(part for part in (person.title if person else "", where) if part),
        since=f"Asked {desk.day(asked.asked_at)}, {desk.age(asked.asked_at)}.",
        scope=scope_of(desk, tx, asked),
        button=f"Approve for {period}" if (period := desk.period("approval")) else "Approve",
        note=asked.note,
        instead=_instead(desk, tx, asked),
    )


def _instead(desk: Desk, tx: Tx, asked: ApprovalRequest) -> str:
    if asked.passed_by and asked.supervisor_id == desk.me.id:
        return f"{desk.name(tx, asked.passed_by)} asked you to answer."
    if asked.supervisor_id != desk.me.id:
        return f"You stand in for {desk.name(tx, asked.supervisor_id)}."
    return ""


def _ending(desk: Desk, tx: Tx, team: list[tuple[Person, Standing]], asked: set[str]) -> list[Ending]:
    """Whose approval ends soon: the supervisor renews it in one click, and the old one stands until it ends."""
    found = []
    for person, standing in team:
        approval = standing.approval
        ends = approval_ends(approval, desk.pack_of(person.component)) if approval else None
        if approval is None or person.id in asked or not renews_from(desk, ends) or ends is None or ends < desk.today:
            continue
        words = scope_words(desk, tx, Scope(tools=approval.tools, purposes=approval.purposes))
        found.append(
            Ending(
                person_id=person.id,
                name=person.name,
                line=f"Ends {desk.words.near(ends)}. You renew it for {words}, {desk.until('approval')}.",
                button=f"Renew for {period}" if (period := desk.period("approval")) else "Renew",
            )
        )
    return found


def _answered(desk: Desk, tx: Tx) -> tuple[Answered, ...]:
    """What this supervisor answered in the last hour, newest first; each with the reason why it cannot be undone."""
    found = []
    for entry in history.lately(tx, desk.me.id, desk.now - SHOWN, ("ApprovalGranted", "ApprovalDeclined")):
        data = entry.record.data
        if data["actor"] != desk.me.id:
            continue
        name, when = desk.name(tx, data["person"]), desk.words.clock(datetime.fromisoformat(entry.record.at))
        if entry.record.event == "ApprovalGranted":
            why_not = change_back.why_no_undo(tx, data["approval"], actor=desk.me.id, at=desk.now)
            found.append(Answered(id=data["approval"], words=f"{name}, approved at {when}", why_not=why_not))
        else:
            why_not = change_back.why_no_undo_of_decline(tx, data["request"], actor=desk.me.id, at=desk.now)
            found.append(Answered(id=data["request"], words=f"{name}, declined at {when}", why_not=why_not))
    return tuple(found)


def scope_of(desk: Desk, tx: Tx, asked: ApprovalRequest) -> str:
    """ "every tool on the list, for every purpose the rules allow, until Nov. 20, 2027." """
    return f"{scope_words(desk, tx, asked)}, {desk.until('approval')}."


def _member(desk: Desk, tx: Tx, person: Person, standing: Standing) -> Member:
    approval = standing.approval
    return Member(
        id=person.id,
        name=person.name,
        status=status_of(desk, tx, person, standing),
        approval=approval_line(desk, approval),
        approval_id=approval.id if approval else "",
    )


def only_approvers(desk: Desk) -> None:
    """Team is for supervisors, and for whoever answers in the place of one."""
    if not desk.has(Role.SUPERVISOR):
        with desk.read() as tx:
            waits = waiting_for(tx, desk.me.id, desk.now)
        if not waits:
            desk.only("supervisors", Role.SUPERVISOR)


def request_for(desk: Desk, tx: Tx, request_id: str) -> ApprovalRequest:
    """A request that the reader may answer, or may have answered. INVARIANT: another supervisor's is not found."""
    asked = people.get_request(tx, request_id)
    person = people.get(tx, asked.person_id) if asked else None
    if asked is None or person is None:
        raise NotFoundError("There is no such request for you.", hint="Team shows who waits for you.")
    is_mine = desk.me.id in {asked.supervisor_id, asked.answered_by} and desk.me.id != asked.person_id
    if not is_mine and not may_approve(tx, desk.me.id, person, at=desk.now, request=asked):
        raise NotFoundError("There is no such request for you.", hint="Team shows who waits for you.")
    return asked


def _back(desk: Desk, asked: ApprovalRequest) -> str:
    """Where the answer was given: Team, or the page of this one request."""
    return f"/team/requests/{asked.id}" if desk.form.text("from") == "request" else "/team"


def approve(request: Request) -> Response:
    """One click: approve for the pack's period, for the scope that the page wrote out (139-07.2.c.1)."""
    desk = at_desk(request)
    with desk.read() as tx:
        asked = request_for(desk, tx, request.path_params["request_id"])
        name = desk.name(tx, asked.person_id)
    if asked.state != "open":
        return desk.go(_back(desk, asked), f"Nothing changed: the request of {name} was answered before.")
    if not confirmed(desk):
        return ask(desk, f"/team/requests/{asked.id}")
    desk.write(
        lambda tx: change_people.approve(
            tx,
            asked.person_id,
            tools=asked.tools,
            purposes=asked.purposes,
            request_id=asked.id,
            actor=desk.me.id,
            at=desk.now,
        )
    )
    return desk.go(_back(desk, asked), _approved(desk, asked.person_id))


def _approved(desk: Desk, person_id: str) -> str:
    with desk.read() as tx:
        person = people.get(tx, person_id)
        left = what_is_left(desk, tx, best_standing(desk, tx, person)) if person else ""
        name = desk.name(tx, person_id)
    return f"{name} is approved {desk.until('approval')}. {left} You can undo it for ten minutes."


def renew(request: Request) -> Response:
    """One click: the approval that ends soon is followed by one of the same scope (139-07.2.c.1)."""
    desk = at_desk(request)
    only_approvers(desk)
    with desk.read() as tx:
        person = people.get(tx, request.path_params["person_id"])
        if person is None or not may_approve(tx, desk.me.id, person, at=desk.now):
            raise NotFoundError("There is no such person in your team.", hint="Team shows your people.")
        approval = best_standing(desk, tx, person).approval
        ends = approval_ends(approval, desk.pack_of(person.component)) if approval else None
    if approval is None or not renews_from(desk, ends):
        return desk.go("/team", f"Nothing changed: the approval of {person.name} does not end soon.")
    if not confirmed(desk):
        return ask(desk, "/team")
    desk.write(
        lambda tx: change_people.approve(
            tx, person.id, approval.tools, approval.purposes, actor=desk.me.id, at=desk.now
        )
    )
    return desk.go("/team", _approved(desk, person.id))


def decline(request: Request) -> Response:
    """Decline with a reason that the person will read."""
    desk = at_desk(request)
    with desk.read() as tx:
        asked = request_for(desk, tx, request.path_params["request_id"])
        name = desk.name(tx, asked.person_id)
        field = f"reason-{asked.id}"
        reason = clean(desk.form.text(field)).strip()
        if not reason:
            first = name.split(" ")[0]
            if desk.form.text("from") == "request":
                return again(desk, tx, asked, {field: f"Give a reason. {first} will read it."})
            page = team_page(desk, tx, asked.id, "", {field: f"Give a reason. {first} will read it."})
            return desk.page("team.html", page, title="Team", status=422)
    if asked.state != "open":
        return desk.go(_back(desk, asked), f"Nothing changed: the request of {name} was answered before.")
    desk.write(lambda tx: change_people.decline(tx, asked.id, reason=reason, actor=desk.me.id, at=desk.now))
    said = f"Declined. {name} sees your reason and can ask again. You can undo it for ten minutes."
    return desk.go(_back(desk, asked), said)


def _approval(tx: Tx, desk: Desk, request: Request) -> str:
    """Whose approval it is; only their supervisor or the one who approved may take it back."""
    found = records.approval(tx, request.path_params["approval_id"])
    if found is None or not found[2]:
        raise NotFoundError("There is no such approval any more.", hint="Team shows the ones that stand.")
    person = people.get(tx, found[0])
    if person is None or desk.me.id not in {person.supervisor_id, found[1].approved_by}:
        raise NotFoundError("There is no such approval for you.", hint="Team shows the ones that stand.")
    return person.name


def check_revoke(request: Request) -> Response:
    """Check and confirm: what taking an approval back means."""
    desk = at_desk(request)
    only_approvers(desk)
    with desk.read() as tx:
        name = _approval(tx, desk, request)
    page = Confirm(
        answer=f"{name} loses every AI tool now.",
        consequences=(
            "The next use is denied. An answer that is being written stops.",
            f"{name.split(' ')[0]} can ask you again at any time.",
        ),
        action=f"/team/{request.path_params['approval_id']}/revoke",
        hidden={},
        button="Take the approval back",
        back="/team",
        recorded="We record who took it back and when.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: take an approval back")


def revoke(request: Request) -> Response:
    """Take an approval back: the next use is denied (139-07.2.c.1)."""
    desk = at_desk(request)
    only_approvers(desk)
    approval_id = request.path_params["approval_id"]
    with desk.read() as tx:
        name = _approval(tx, desk, request)
    desk.write(lambda tx: change_people.revoke_approval(tx, approval_id, actor=desk.me.id, at=desk.now))
    return desk.go("/team", f"Taken back. The next use of {name} is denied.")
