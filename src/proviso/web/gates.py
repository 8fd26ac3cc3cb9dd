"""The steps before a use, in words: from the same gates that decide (`policy.standing`), with the dates behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from proviso.db import people
from proviso.db.store import Tx
from proviso.model import Approval, Channel, Person, Standing, Tool, ToolClass, ToolStatus, Training
from proviso.policy import Pack
from proviso.policy.facts import has_place
from proviso.policy.standing import approval_ends, booleans, is_asked_again, last_day

from .desk import Desk
from .words import first_name

GATES = {
    "approval": "Supervisor’s approval",
    "course": "AI course",
    "privacy": "Privacy training",
    "cybersecurity": "Cybersecurity training",
    "sign": "Signed rules",
    "account": "Account set up",
}
"""The steps by id, in the order in which they are shown."""
DOING = {
    "approval": "Ask your supervisor",
    "course": "Take the AI course",
    "privacy": "Take the privacy training",
    "cybersecurity": "Take the cybersecurity training",
    "sign": "Sign the rules",
    "account": "Set up your account",
}
"""The same steps as things to do."""
FACTS = {
    "approval": "approval",
    "course": "responsible_ai",
    "privacy": "privacy",
    "cybersecurity": "cybersecurity",
    "sign": "acknowledgement",
    "account": "account_agency",
}
"""The fact about a person that a rule reads, by step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One step of one person, as it decides today."""

    id: str
    label: str
    is_done: bool
    line: str
    """"Until May 14, 2027." """
    needs: str
    """What is missing, as a status: "Waiting for Elena Sorokin". Empty when done."""
    is_yours: bool
    """The person can do it alone."""
    ends_on: date | None = None
    clause: str = ""
    """The rule in force that asks for it; empty where none does."""


def pack_for(desk: Desk, standing: Standing) -> Pack:
    """The rules of the person's component, whoever looks."""
    return desk.pack_of(standing.person.component) if standing.person else desk.pack


def gates_of(desk: Desk, tx: Tx, standing: Standing) -> tuple[Gate, ...]:
    """The steps in order, judged at this moment by the function that decides."""
    pack = pack_for(desk, standing)
    said = booleans(standing, desk.now, pack)
    makers: dict[str, Callable[[], Gate]] = {
        "approval": lambda: _approval(desk, tx, standing, said["approval"]),
        "course": lambda: _training(desk, standing, Training.RESPONSIBLE_AI, said["course"]),
        "privacy": lambda: _training(desk, standing, Training.PRIVACY, said["privacy"]),
        "cybersecurity": lambda: _training(desk, standing, Training.CYBERSECURITY, said["cybersecurity"]),
        "sign": lambda: _signature(desk, standing, said["sign"]),
        "account": lambda: _account(desk, standing, said["account"]),
    }
    return tuple(replace(makers[gate](), clause=_clause(pack, gate)) for gate in GATES)


def _clause(pack: Pack, gate_id: str) -> str:
    """The clause of the rule that looks at this step, and at least beside it."""
    looking = [rule for rule in pack.rules if FACTS[gate_id] in rule.facts]
    return min(looking, key=lambda rule: len(rule.facts)).clause if looking else ""


def gate(desk: Desk, tx: Tx, standing: Standing, gate_id: str) -> Gate:
    """One step."""
    return next(g for g in gates_of(desk, tx, standing) if g.id == gate_id)


def _line(desk: Desk, is_done: bool, ends_on: date | None, began: date | None, missing: str) -> str:
    if is_done:
        return f"Until {desk.words.date(ends_on)}." if ends_on else "Done."
    if ends_on is not None and ends_on < desk.today:
        return f"Ended on {desk.words.date(ends_on)}."
    return "Does not count for the rules in force." if began else missing


def _ends(desk: Desk, standing: Standing, period: str, began: datetime | None) -> date | None:
    return last_day(began, period, pack_for(desk, standing)) if began else None


def _approval(desk: Desk, tx: Tx, standing: Standing, is_done: bool) -> Gate:
    held = standing.approval
    ends = approval_ends(held, pack_for(desk, standing)) if held else None
    waiting = _waits_for(desk, tx, standing.person) if not is_done else ""
    ended = f"Approval ended {desk.day(ends)}" if ends and ends < desk.today else "Supervisor’s approval is missing"
    return Gate(
        id="approval",
        label=GATES["approval"],
        is_done=is_done,
        line=waiting or _line(desk, is_done, ends, held.approved_at if held else None, "Not asked yet."),
        needs="" if is_done else waiting.partition(" since ")[0] or ended,
        is_yours=not is_done and not waiting,
        ends_on=ends,
    )


def _waits_for(desk: Desk, tx: Tx, person: Person | None) -> str:
    """ "Waiting for Elena Sorokin since Nov. 17." when a request is open."""
    asked = people.requests_of(tx, person.id) if person else []
    if not asked or asked[-1].state != "open":
        return ""
    return f"Waiting for {desk.name(tx, asked[-1].supervisor_id)} since {desk.day(asked[-1].asked_at)}."


_TRAININGS = {
    Training.RESPONSIBLE_AI: ("course", "AI course"),
    Training.PRIVACY: ("privacy", "Privacy training"),
    Training.CYBERSECURITY: ("cybersecurity", "Cybersecurity training"),
}


def _training(desk: Desk, standing: Standing, kind: Training, is_done: bool) -> Gate:
    gate_id, name = _TRAININGS[kind]
    held = standing.training(kind)
    ends = _ends(desk, standing, kind.value, held.completed_at if held else None)
    ended = ends is not None and ends < desk.today
    return Gate(
        id=gate_id,
        label=GATES[gate_id],
        is_done=is_done,
        line=_line(desk, is_done, ends, held.completed_at if held else None, "Not done yet."),
        needs="" if is_done else f"{name} ended {desk.day(ends)}" if ended and ends else f"{name} is missing",
        is_yours=not is_done,
        ends_on=ends,
    )


def _signature(desk: Desk, standing: Standing, is_done: bool) -> Gate:
    held = standing.acknowledgement
    ends = _ends(desk, standing, "acknowledgement", held.signed_at if held else None)
    return Gate(
        id="sign",
        label=GATES["sign"],
        is_done=is_done,
        line=_line(desk, is_done, ends, held.signed_at if held else None, "Not signed yet."),
        needs="" if is_done else "Signature is missing",
        is_yours=not is_done,
        ends_on=ends,
    )


def _account(desk: Desk, standing: Standing, is_done: bool) -> Gate:
    held, tool = standing.account, standing.tool
    where = f" ({tool.name})" if tool else ""
    attested = held.settings_attested_at if held else None
    ends = _ends(desk, standing, "account", attested)
    if tool is not None and not tool.needs_account:
        line = f"{tool.name} needs no account."
    elif held is not None and is_asked_again(standing):
        line = f"The settings{where} changed. Check yours again."
    else:
        line = _line(desk, is_done, ends, attested, "Not set up yet.").removesuffix(".") + where + "."
    return Gate(
        id="account",
        label=GATES["account"],
        is_done=is_done,
        line=line,
        needs="" if is_done else "Account is not set up",
        is_yours=not is_done,
        ends_on=ends,
    )


def is_open(desk: Desk, standing: Standing, *, whatever_state: bool = False) -> bool:
    """Whether this tool is open to this person now, text and purpose left aside."""
    tool, person = standing.tool, standing.person
    if tool is None or person is None or (tool.status is not ToolStatus.APPROVED and not whatever_state):
        return False
    limit = tool.conditions
    if limit.components is not None and person.component not in limit.components:
        return False
    if limit.ends_on is not None and limit.ends_on < desk.today:
        return False
    if _is_kept_for_others(standing, tool):
        return False
    pack = pack_for(desk, standing)
    if tool.re_review_due and desk.today > tool.re_review_due + timedelta(days=pack.grace_days):
        return False
    said = booleans(standing, desk.now, pack)
    return said["engagement"] and (tool.tool_class is ToolClass.INTERNAL or all(said[g] for g in GATES))


def _is_kept_for_others(standing: Standing, tool: Tool) -> bool:
    """Its approval is for another way than the web, or all its places are taken (139-07.1)."""
    limit = tool.conditions
    if limit.channels is not None and Channel.WEB not in limit.channels:
        return True
    return limit.most_users is not None and not has_place(limit.most_users, standing.places)


def next_gate(desk: Desk, tx: Tx, standing: Standing) -> Gate:
    """What closes this tool for this person: their engagement, their component, or the first step that is missing."""
    person, tool = standing.person, standing.tool
    limit = tool.conditions.components if tool else None
    if person is not None and limit is not None and person.component not in limit:
        return _closed("It is not open to your component")
    if tool is not None and _is_kept_for_others(standing, tool):
        taken = tool.conditions.channels is None or Channel.WEB in tool.conditions.channels
        return _closed("All its places are taken" if taken else "It is not open on the web")
    if not booleans(standing, desk.now, pack_for(desk, standing))["engagement"]:
        return _closed("Your tools are paused" if person and person.paused_for else "Your engagement has ended")
    missing = [g for g in gates_of(desk, tx, standing) if not g.is_done]
    return missing[0] if missing else _closed("Its time has ended")


def next_step(desk: Desk, tx: Tx, standing: Standing) -> str:
    """The first missing step that the person can do without waiting for somebody, as a thing to do."""
    return next((DOING[g.id] for g in gates_of(desk, tx, standing) if not g.is_done and g.is_yours), "")


def _closed(needs: str) -> Gate:
    return Gate(id="closed", label="", is_done=False, line=needs, needs=needs, is_yours=False)


def best_standing(desk: Desk, tx: Tx, person: Person, near: Iterable[Standing] | None = None) -> Standing:
    """The standing for the open commercial tool that this person is nearest to; `near`, when they were read already."""
    candidates = [
        s
        for s in (people.near(tx, person.id) if near is None else near)
        if s.tool is not None and s.tool.tool_class is ToolClass.COMMERCIAL and s.tool.status is ToolStatus.APPROVED
    ]
    if not candidates:
        return Standing(person=person, tool=None)
    pack = desk.pack_of(person.component)

    def done(standing: Standing) -> tuple[bool, int]:
        said = booleans(standing, desk.now, pack)
        return is_open(desk, standing), sum(said[g] for g in GATES)

    return max(candidates, key=done)


def status_of(desk: Desk, tx: Tx, person: Person, standing: Standing | None = None) -> str:
    """One status: "Ready until May 14, 2027", "Waiting for Elena Sorokin", "Privacy training ended Nov. 19"."""
    if not person.is_active:
        return "Has left"
    if person.engagement_ends and person.engagement_ends < desk.today:
        return f"Engagement ended {desk.day(person.engagement_ends)}"
    if person.paused_for:
        return "Tools paused"
    gates = gates_of(desk, tx, standing or best_standing(desk, tx, person))
    missing = [g for g in gates if not g.is_done]
    if not missing:
        ends = ready_until(person, gates)
        return f"Ready until {desk.words.date(ends)}" if ends else "Ready"
    if len(missing) == len(gates) and missing[0].is_yours:
        return "Not started"
    return missing[0].needs


def ready_until(person: Person, gates: tuple[Gate, ...]) -> date | None:
    """The first day on which a step ends, or the last day of the engagement."""
    days = [g.ends_on for g in gates if g.ends_on] + ([person.engagement_ends] if person.engagement_ends else [])
    return min(days, default=None)


def what_is_left(desk: Desk, tx: Tx, standing: Standing, *, without_approval: bool = False) -> str:
    """After an approval: "Tom can start when his course is done."; `without_approval`, as it will be after one."""
    name = first_name(standing.person.name) if standing.person else "This person"
    open_ = [g.id for g in gates_of(desk, tx, standing) if not g.is_done]
    missing = [GATES[g][0].lower() + GATES[g][1:] for g in open_ if not (without_approval and g == "approval")]
    missing = [m.replace("aI course", "AI course") for m in missing]
    if not missing:
        return f"{name} can start now."
    return f"{name} can start after: {desk.names(missing)}."


def approval_line(desk: Desk, approval: Approval | None) -> str:
    """Since when a supervisor's approval stands."""
    if approval is None:
        return "None"
    ends = f", until {desk.day(approval.ends_on)}" if approval.ends_on else ""
    return f"Since {desk.day(approval.approved_at)}{ends}"


def signed_current(desk: Desk, standing: Standing) -> bool:
    """Whether the signature counts today."""
    return booleans(standing, desk.now, pack_for(desk, standing))["sign"]
