"""Systems: which of our applications use AI tools, who answers for each, and is one near its end? (139-07.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import systems as change
from proviso.db import budgets, people, systems, tools, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Decision, Person, Spending, System

from .. import words as w
from ..access import may_see
from ..desk import Confirm, Desk, Pages, at_desk
from ..history import Happened, happened
from ..kinds import first_upper
from ..listing import Sorting, sorting
from ..session import NotYoursError
from ..stepping import ask, confirmed
from ..system_words import limit_lines, month_line, sees_all, state, state_line

STATES = (("", "Any"), ("current", "Registered"), ("expired", "Ended"), ("revoked", "Taken off the register"))
COLUMNS = (("name", "Name"), ("owner", "Owner"), ("state", "State"), ("last", "Last use"))
OVERLAPS = (("24", "24 hours: both keys work until then"), ("1", "1 hour"), ("0", "Not at all: it ends at once"))
LATEST = 20
EVENTS = ("SystemRegistered", "SystemChanged", "SystemKeyRotated", "SystemRevoked", "BudgetSpent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One system on the list."""

    id: str
    name: str
    use_case: str
    owner: str
    tools: str
    state: str
    last_use: str
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemsPage:
    """The list, 25 a page."""

    answer: str
    search: str
    state: str
    states: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    sorting: Sorting
    pages: Pages
    is_filtered: bool
    may_add: bool
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One of its last decisions."""

    href: str
    """Empty where the decision itself is for its owner and auditors alone."""
    code: str
    when: str
    stamp: str
    result: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPage:
    """One system: facts, scope, limits, its last decisions, and what the reader may do."""

    id: str
    name: str
    answer: str
    warning: str
    facts: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, str], ...]
    uses: tuple[Use, ...]
    history: tuple[Happened, ...]
    may_change: bool
    may_rotate: bool
    may_revoke: bool
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPage:
    """The one page that shows a key."""

    id: str
    name: str
    key: str
    answer: str
    warning: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatePage:
    """The form that makes a new key."""

    id: str
    name: str
    hint: str
    overlaps: tuple[tuple[str, str], ...]
    typed: str
    errors: dict[str, str] = field(default_factory=dict)


def list_systems(request: Request) -> Response:
    """Every system, or those that the reader answers for."""
    desk = at_desk(request)
    with desk.read() as tx:
        require_systems(desk, tx)
        page = systems_page(desk, tx)
    return desk.page("systems.html", page, title="Systems")


def require_systems(desk: Desk, tx: Tx) -> None:
    """The list is for the offices, and for whoever answers for a system."""
    if not sees_all(desk) and not systems.of_owner(tx, desk.me.id):
        raise _not_theirs(desk)


def _not_theirs(desk: Desk) -> NotYoursError:
    return NotYoursError(
        "This page is for the CIO’s office, Privacy, Security, auditors and people who answer for a system.",
        hint=f"You are signed in as {w.first_name(desk.me.name)}.",
    )


def systems_page(desk: Desk, tx: Tx, *, whole: bool = False) -> SystemsPage:
    """One page of the list; `whole`, all of it."""
    search, wanted = desk.asked("q"), desk.asked("state")
    everything = systems.all(tx) if sees_all(desk) else systems.of_owner(tx, desk.me.id)
    names = {owner: desk.name(tx, owner) for owner in {s.owner_id for s in everything}}
    found = [s for s in everything if _matches(s, names, search) and (not wanted or state(desk, s) == wanted)]
    spent = budgets.all_of(tx, desk.now)
    order = sorting("/systems", COLUMNS, desk.asked("sort"), {"q": search, "state": wanted})
    found.sort(key=lambda s: _key(s, order.key, names, spent), reverse=order.is_down)
    pages = desk.pages("/systems", len(found), q=search, state=wanted, sort=desk.asked("sort"))
    listed = {tool.id: tool.name for tool in tools.all(tx)}
    return SystemsPage(
        answer=_answer(desk, everything),
        search=search,
        state=wanted,
        states=STATES,
        rows=tuple(
            _row(desk, s, names[s.owner_id], listed, spent)
            for s in (found if whole else found[pages.offset : pages.offset + pages.size])
        ),
        sorting=order,
        pages=pages,
        is_filtered=bool(search or wanted),
        may_add=desk.has(*change.OFFICES),
        done=desk.done,
    )


def _key(system: System, column: str, names: dict[str, str], spent: dict[str, Spending]) -> tuple[str, str]:
    """What a system is sorted by: a text that sorts, then its name."""
    last = spent[system.id].last_at if system.id in spent else None
    keys = {
        "name": "",
        "owner": names[system.owner_id].casefold(),
        "state": f"{0 if system.revoked_at is None else 1}{system.expires_on.isoformat()}",
        "last": w.stamp(last) if last else "",
    }
    return keys[column], system.name.casefold()


def _matches(system: System, names: dict[str, str], search: str) -> bool:
    words = f"{system.name} {system.use_case} {names[system.owner_id]} {system.component}".casefold()
    return all(word in words for word in search.casefold().split())


def _answer(desk: Desk, everything: list[System]) -> str:
    if not everything:
        return "No system is registered yet."
    current = [s for s in everything if state(desk, s) == "current"]
    soon = sum((s.expires_on - desk.today).days <= 30 for s in current)
    said = f"{w.count(len(current), 'system is', 'systems are')} registered."
    return f"{said} {w.count(soon, 'registration ends', 'registrations end')} within 30 days." if soon else said


def _row(desk: Desk, system: System, owner: str, listed: dict[str, str], spent: dict[str, Spending]) -> Row:
    spending = spent.get(system.id, Spending(month=""))
    return Row(
        id=system.id,
        name=system.name,
        use_case=system.use_case,
        owner=owner,
        tools=desk.names(sorted(listed.get(t, t) for t in system.tools)),
        state=state_line(desk, system),
        last_use=desk.when(spending.last_at) if spending.last_at else "Not this month",
        month=month_line(system, spending),
    )


def show_system(request: Request) -> Response:
    """One system."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = system_page(desk, tx, read_system(desk, tx, request))
    return desk.page("system.html", page, title=page.name)


def read_system(desk: Desk, tx: Tx, request: Request) -> System:
    """The system of this address, if the reader may see it; what does not exist is answered the same way."""
    system = systems.get(tx, request.path_params["system_id"])
    if sees_all(desk) and system is None:
        raise NotFoundError("There is no such system.", hint="The list of systems shows all of them.")
    if system is None or not (sees_all(desk) or system.owner_id == desk.me.id):
        raise _not_theirs(desk)
    return system


def system_page(desk: Desk, tx: Tx, system: System) -> SystemPage:
    """What the register says about it, what it used, and how it came to be so."""
    spending = budgets.get(tx, system.id, desk.now)
    is_current = system.revoked_at is None
    latest = uses.search(tx, system=system.id, limit=LATEST)
    return SystemPage(
        id=system.id,
        name=system.name,
        answer=f"{state_line(desk, system)}. {desk.name(tx, system.owner_id)} answers for it.",
        warning=_warning(desk, tx, system),
        facts=_facts(desk, tx, system),
        limits=limit_lines(system, spending),
        uses=tuple(_use(desk, tx, d) for d in latest),
        history=happened(desk, tx, "system", system.id, EVENTS),
        may_change=is_current and change.may_change(system, desk.me),
        may_rotate=is_current and change.may_rotate(system, desk.me),
        may_revoke=is_current and change.may_revoke(system, desk.me),
        done=desk.done,
    )


def _warning(desk: Desk, tx: Tx, system: System) -> str:
    """Said before it stops: an owner who left, or an old key that still opens."""
    owner = people.get(tx, system.owner_id)
    if system.revoked_at is not None:
        return ""
    if not _is_here(desk, owner):
        return "Its owner does not work here now, so each of its uses is denied. Name another owner."
    ends = systems.old_key_ends(tx, system.id, desk.now)
    return f"The old key works until {desk.when(ends)}." if ends is not None else ""


def _is_here(desk: Desk, owner: Person | None) -> bool:
    if owner is None or not owner.is_active:
        return False
    return owner.engagement_ends is None or owner.engagement_ends >= desk.today


def _facts(desk: Desk, tx: Tx, system: System) -> tuple[tuple[str, str], ...]:
    purposes = desk.names(sorted(f"“{desk.purpose(p)}”" for p in system.purposes))
    facts = [
        ("What it does", system.use_case),
        ("Owner", desk.name(tx, system.owner_id)),
        ("State", f"{state_line(desk, system)}."),
        ("Tools", desk.names(sorted(desk.tool(tx, t) for t in system.tools))),
        ("Purposes", purposes),
        ("Purpose when none is named", desk.purpose(system.purpose)),
        ("Key ends in", system.key_hint),
        ("Registered", first_upper(desk.when(system.created_at))),
    ]
    if system.source:
        facts.insert(6, ("Published, when nothing else is said", system.source))
    return tuple(facts)


def _use(desk: Desk, tx: Tx, decision: Decision) -> Use:
    result = "Allowed" if decision.allowed else f"Not sent: {decision.reasons[0].headline}"
    return Use(
        href=f"/decisions/{decision.id}" if may_see(desk, tx, decision) else "",
        code=desk.code(decision.id),
        when=desk.when(decision.at),
        stamp=desk.stamp(decision.at),
        result=result,
        about=f"{desk.tool(tx, decision.tool_id)}, {desk.purpose(decision.purpose)}",
    )


def key_page(desk: Desk, tx: Tx, made: change.Registered, answer: str, warning: str = "") -> KeyPage:
    """The page that shows a key, once."""
    return KeyPage(
        id=made.system.id,
        name=made.system.name,
        key=made.key,
        answer=answer,
        warning=warning,
        owner=desk.name(tx, made.system.owner_id),
    )


def show_rotate(request: Request) -> Response:
    """The form that makes a new key, with what becomes of the old one."""
    desk = at_desk(request)
    with desk.read() as tx:
        system = _mine(desk, tx, request)
    return desk.page("system_rotate.html", _rotate_page(system), title=f"Make a new key: {system.name}")


def _mine(desk: Desk, tx: Tx, request: Request) -> System:
    system = read_system(desk, tx, request)
    if system.revoked_at is not None or not change.may_rotate(system, desk.me):
        raise NotYoursError(
            "Only its owner and the CIO’s office make a new key.",
            hint=f"You are signed in as {w.first_name(desk.me.name)}.",
        )
    return system


def _rotate_page(system: System, typed: str = "24", errors: dict[str, str] | None = None) -> RotatePage:
    return RotatePage(
        id=system.id, name=system.name, hint=system.key_hint, overlaps=OVERLAPS, typed=typed, errors=errors or {}
    )


def rotate(request: Request) -> Response:
    """Make a new key, and show it once."""
    desk = at_desk(request)
    chosen = desk.form.line("overlap")
    with desk.read() as tx:
        system = _mine(desk, tx, request)
    if chosen not in dict(OVERLAPS):
        page = _rotate_page(system, chosen, {"overlap": "Choose how long the old key works."})
        return desk.page("system_rotate.html", page, title=f"Make a new key: {system.name}", status=422)
    if not confirmed(desk):
        return ask(desk, f"/systems/{system.id}/rotate")
    hours = timedelta(hours=int(chosen))
    made = desk.write(lambda tx: change.rotate_key(tx, system.id, hours, actor=desk.me.id, at=desk.now))
    old = f"The old key works until {desk.when(desk.now + hours)}." if hours else "The old key works no longer."
    with desk.read() as tx:
        shown = key_page(desk, tx, made, f"{system.name} has a new key.", old)
    return desk.page("system_key.html", shown, title=f"New key: {system.name}")


def check_revoke(request: Request) -> Response:
    """Check and confirm: what taking a system off the register means, in numbers."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _revocation(desk, tx, _revocable(desk, tx, request))
    return desk.page("confirm.html", page, title="Check and confirm: take a system off the register")


def _revocable(desk: Desk, tx: Tx, request: Request) -> System:
    system = read_system(desk, tx, request)
    if system.revoked_at is not None or not change.may_revoke(system, desk.me):
        raise NotYoursError(
            "Only its owner, the CIO’s office, Privacy and Security take a system off the register.",
            hint=f"You are signed in as {w.first_name(desk.me.name)}.",
        )
    return system


def _revocation(desk: Desk, tx: Tx, system: System, errors: dict[str, str] | None = None) -> Confirm:
    asked = w.count(budgets.get(tx, system.id, desk.now).requests, "time")
    return Confirm(
        answer=f"{system.name} is closed at once. It asked {asked} this month.",
        consequences=(
            "Its next request is denied, with the reason. An answer that is being written stops.",
            "It does not come back: a system that is registered again gets a new key.",
            f"{desk.name(tx, system.owner_id)} reads your reason.",
        ),
        action=f"/systems/{system.id}/revoke",
        hidden={},
        button="Take it off the register",
        back=f"/systems/{system.id}",
        recorded="We record who took it off, when, and the reason.",
        asks_reason="Reason",
        errors=errors or {},
    )


def revoke(request: Request) -> Response:
    """Take a system off the register: its next use is denied."""
    desk = at_desk(request)
    reason = desk.form.line("reason")
    with desk.read() as tx:
        system = _revocable(desk, tx, request)
        if not reason:
            page = _revocation(desk, tx, system, {"reason": "Give a reason. Its owner reads it."})
            return desk.page("confirm.html", page, title="Check and confirm: take a system off", status=422)
    desk.write(lambda tx: change.revoke(tx, system.id, reason, actor=desk.me.id, at=desk.now))
    return desk.go(f"/systems/{system.id}", f"{system.name} is off the register. Its next request is denied.")
