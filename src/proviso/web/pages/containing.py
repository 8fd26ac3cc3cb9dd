"""Contain a spill: each act on a page of its own, which says in numbers what it does before it is done (139-07.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import containment as change
from proviso.actions.sign_ins import find
from proviso.db import agency as agency_db
from proviso.db import audiences, people, systems, tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Incident, ToolStatus

from ..desk import Confirm, Desk, at_desk
from ..incident_words import named
from .incidents import opened, require_writer

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """Another person, tool or system than the one of the report."""

    id: str
    is_drill: bool
    answer: str
    tools: tuple[tuple[str, str], ...]
    systems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorPage:
    """The letter to the vendor, and the day on which it left."""

    id: str
    is_drill: bool
    answer: str
    tools: tuple[tuple[str, str], ...]
    tool: str
    letter: str
    sent_on: str
    how: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """One act: what it says beforehand, what it does, and what it says then."""

    title: Callable[[Desk, Tx, str], str]
    says: Callable[[Desk, Tx, str], tuple[str, ...]]
    do: Callable[..., Incident]
    done: str


OF_A_PERSON = frozenset({"sessions", "person", "person_back"})


def _found(tx: Tx, typed: str) -> str:
    """Whom a handle or an address means."""
    found = find(tx, typed) if typed else None
    if found is None:
        raise NotFoundError(
            "There is nobody with this handle or address.", hint="Handles look like maya.okafor. Go back and try again."
        )
    return found.id


def _person(tx: Tx, person_id: str) -> str:
    found = people.get(tx, person_id)
    if found is None:
        raise NotFoundError("There is no such person.")
    return found.name


def _sessions(desk: Desk, tx: Tx, target: str) -> tuple[str, ...]:
    name = _person(tx, target)
    return (
        f"Every browser in which {name} is signed in asks them to sign in again.",
        f"Every token by which a program acts for {name} ends.",
        "They can sign in again. To keep them from the tools, pause the tools for them.",
    )


def _pause(desk: Desk, tx: Tx, target: str) -> tuple[str, ...]:
    name, owned = _person(tx, target), sum(s.revoked_at is None for s in systems.of_owner(tx, target))
    calls = (f"{desk.count(owned, 'system')} that they answer for: the next call is refused.",) if owned else ()
    return (
        f"1 person loses every tool now: {name}. Their next use is not sent, under any rules.",
        *calls,
        "They get a mail: a spill is being looked into. They do not read which. What they have done stays.",
        "Somebody else than you ends the pause. It also ends when this incident is closed.",
    )


def _end_pause(desk: Desk, tx: Tx, target: str) -> tuple[str, ...]:
    name = _person(tx, target)
    return (
        f"The tools that were open to {name} are open again, with the steps and approvals of before.",
        f"{name} gets a mail.",
    )


def _tool(desk: Desk, tx: Tx, target: str) -> tuple[str, ...]:
    tool = tools.get(tx, target)
    if tool is None:
        raise NotFoundError("There is no such tool.")
    if tool.status is not ToolStatus.APPROVED:
        raise ConflictError(f"{tool.name} is not open, so there is nothing to pause.")
    users = len(audiences.users(tx, target, desk.now - LATELY))
    return (
        f"{desk.count(users, 'person', 'people')} used {tool.name} in 90 days and lose it now. Each gets a mail.",
        "Answers that are being written stop.",
        f"They read: {tool.name} is paused, because {change.WHY}.",
        "The CIO’s office opens it again.",
    )


def _key(desk: Desk, tx: Tx, target: str) -> tuple[str, ...]:
    system = systems.get(tx, target)
    if system is None:
        raise NotFoundError("There is no such system.")
    return (
        f"Each key of {system.name} ends now. Its next call is refused.",
        f"{desk.name(tx, system.owner_id)} answers for it, gets a mail, and can make a new key.",
    )


ACTS: dict[str, _Act] = {
    "sessions": _Act(
        title=lambda desk, tx, target: f"End the sessions of {_person(tx, target)}",
        says=_sessions,
        do=change.end_sessions,
        done="The sessions have ended.",
    ),
    "person": _Act(
        title=lambda desk, tx, target: f"Pause all tools for {_person(tx, target)}",
        says=_pause,
        do=change.pause_person,
        done="The tools are paused for this person. Somebody else than you ends the pause.",
    ),
    "person_back": _Act(
        title=lambda desk, tx, target: f"End the pause of {_person(tx, target)}",
        says=_end_pause,
        do=change.end_pause,
        done="The pause has ended.",
    ),
    "tool": _Act(
        title=lambda desk, tx, target: f"Pause {desk.tool(tx, target)} for everybody",
        says=_tool,
        do=change.pause_tool,
        done="The tool is paused.",
    ),
    "key": _Act(
        title=lambda desk, tx, target: f"Stop the key of {_system(tx, target)}",
        says=_key,
        do=change.stop_key,
        done="Its keys have ended.",
    ),
}


def _system(tx: Tx, system_id: str) -> str:
    found = systems.get(tx, system_id)
    return found.name if found is not None else system_id


def choose(request: Request) -> Response:
    """Whom or what to contain, where the report does not name it."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    with desk.read() as tx:
        page = ChoosePage(
            id=incident.id,
            is_drill=incident.is_drill,
            answer=f"Contain {named(incident)}: choose whom or what. The next page says what it does.",
            tools=tuple((t.id, t.name) for t in tools.all(tx) if t.status is ToolStatus.APPROVED),
            systems=tuple((s.id, s.name) for s in systems.all(tx) if s.revoked_at is None),
        )
    return desk.page("contain.html", page, title=f"Contain – {named(incident)}")


def check_act(request: Request) -> Response:
    """Check and confirm: what it does, in numbers."""
    desk = at_desk(request)
    incident, act = _seen(desk, request), _act(request)
    target = desk.asked("target")
    with desk.read() as tx:
        if request.path_params["act"] in OF_A_PERSON:
            target = _found(tx, target)
        title, lines = act.title(desk, tx, target), act.says(desk, tx, target)
    drill = ("This is a drill: nothing is ended or paused. It is written down as if it were.",)
    page = Confirm(
        answer=f"{'DRILL: ' if incident.is_drill else ''}{title}?",
        consequences=(*(drill if incident.is_drill else ()), *lines),
        action=f"/incidents/{incident.id}/contain/{request.path_params['act']}",
        hidden={"target": target},
        button=f"{title} (drill)" if incident.is_drill else title,
        back=f"/incidents/{incident.id}",
        recorded="We record who did it, when, and for which incident.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: {title}")


def do_act(request: Request) -> Response:
    """Do it, and say what is so now."""
    desk = at_desk(request)
    incident, act = _seen(desk, request), _act(request)
    target = desk.form.text("target")
    try:
        desk.write(lambda tx: act.do(tx, incident.id, target, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/incidents/{incident.id}", f"Nothing changed. {fault.message} {fault.hint}".strip())
    drill = "This is a drill: nothing was ended or paused. It is written down."
    return desk.go(f"/incidents/{incident.id}", drill if incident.is_drill else act.done)


def _act(request: Request) -> _Act:
    found = ACTS.get(request.path_params["act"])
    if found is None:
        raise NotFoundError("There is no such act.")
    return found


def show_vendor(request: Request) -> Response:
    """The letter, ready to be copied or printed; it leaves the agency by hand."""
    desk = at_desk(request)
    return _vendor(desk, _seen(desk, request), {})


def ask_vendor(request: Request) -> Response:
    """It was sent: on which day, and how."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    day, how, tool = desk.form.text("sent_on").strip(), desk.form.text("how"), desk.form.text("tool")
    try:
        sent_on = date.fromisoformat(day)
    except ValueError:
        return _vendor(desk, incident, {"sent_on": "Write the day on which it was sent."})
    try:
        desk.write(
            lambda tx: change.ask_vendor(
                tx, incident.id, tool, sent_on, how, today=desk.today, actor=desk.me.id, at=desk.now
            )
        )
    except (NotAllowedError, ConflictError):
        raise
    except NotFoundError:
        return _vendor(desk, incident, {"tool": "Choose the tool."})
    except UsageError as fault:
        return _vendor(desk, incident, {"sent_on" if "day" in fault.message else "how": fault.message})
    return desk.go(f"/incidents/{incident.id}", "Recorded. The step is done when the vendor has confirmed.")


def _vendor(desk: Desk, incident: Incident, errors: dict[str, str]) -> Response:
    with desk.read() as tx:
        listed = [t for t in tools.all(tx) if t.vendor and t.status is not ToolStatus.SUGGESTED]
        chosen = desk.form.text("tool") or desk.asked("tool") or incident.tool_id or ""
        page = VendorPage(
            id=incident.id,
            is_drill=incident.is_drill,
            answer="Send this letter yourself, then say here on which day it left.",
            tools=tuple((t.id, f"{t.name}, {t.vendor}") for t in listed),
            tool=chosen,
            letter=_letter(desk, tx, incident, chosen),
            sent_on=desk.form.text("sent_on") or desk.today.isoformat(),
            how=desk.form.text("how"),
            errors=errors,
        )
    title = f"{'Error: ' if errors else ''}Ask the vendor to delete – {named(incident)}"
    return desk.page("incident_vendor.html", page, title=title, status=422 if errors else 200)


def _letter(desk: Desk, tx: Tx, incident: Incident, tool_id: str) -> str:
    """The words of the letter. INVARIANT: it says when and with which tool, never what the text was."""
    tool = tools.get(tx, tool_id)
    drill = "DRILL. THIS IS AN EXERCISE. DO NOT SEND.\n\n" if incident.is_drill else ""
    return drill + "\n\n".join(
        (
            f"To {tool.vendor if tool else 'the vendor'}, trust and safety",
            f"Subject: Delete what we sent to {tool.name if tool else 'your tool'} (our number {incident.id})",
            f"Text that we must protect was entered into {tool.name if tool else 'your tool'} from an account of "
            f"{agency_db.name(tx) or 'our agency'}, on or before {desk.words.date(incident.opened_at)} at "
            f"{desk.words.time(incident.opened_at)} ({desk.stamp(incident.opened_at)}).",
            "We ask you to: (1) delete the conversation, its files and its answers, in backups too; (2) keep them "
            "from any training and from review by people; (3) tell us who has seen them; (4) confirm it in writing, "
            "with the date.",
            "Do not send any of the text back to us.",
        )
    )


def _seen(desk: Desk, request: Request) -> Incident:
    """The open incident, for who sees its details and may act."""
    incident = opened(desk, request)
    require_writer(desk, incident)
    if not incident.is_open:
        raise ConflictError(f"Incident {incident.id} is closed.", hint="Open a new one that goes on from it.")
    return incident
