"""Tools: which can I use now, and for what? (139-07.1). The list is public; what it says about staff is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tools as change_tools
from proviso.db import agency as agency_db
from proviso.db import people, tools, wishes
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import new_id
from proviso.model import Standing, Tool, ToolClass, ToolStatus

from ..desk import Confirm, Desk, at_desk, typed
from ..gates import is_open, next_gate, next_step
from ..history import Happened, happened
from ..tool_words import STATUS, conditions, state_line
from .connections import line_for
from .wishes import label_for

STATES = (ToolStatus.APPROVED, ToolStatus.PAUSED, ToolStatus.REVOKED, ToolStatus.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One tool on the list."""

    id: str
    name: str
    status: str
    summary: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tools in the same state for the reader."""

    id: str
    title: str
    cards: tuple[Card, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolsPage:
    """The list: its answer first, then the three groups."""

    answer: str
    next_step: str
    groups: tuple[Group, ...]
    signed_in: bool
    may_add: bool
    contact: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPage:
    """One tool: its conditions, its history, and for its office the form that changes its status."""

    id: str
    name: str
    answer: str
    next_step: str
    summary: str
    can_ask: bool
    waits: str
    """What the button for being told says: to be told, or to be told no longer; empty where there is none."""
    conditions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    history: tuple[Happened, ...]
    choices: tuple[tuple[str, str], ...]
    """What the reader's office may make of it; without any there is no form."""
    connection: str
    """How it is reached, for those who say so; empty for everybody else."""
    typed: dict[str, str]
    errors: dict[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """The form that adds a tool."""

    kinds: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def list_tools(request: Request) -> Response:
    """The list (139-07.1.d); without signing in it says nothing about staff."""
    desk = at_desk(request, public=True)
    with desk.read() as tx:
        page = tools_page(desk, tx)
    return desk.page("tools.html", page, title="Tools")


def tools_page(desk: Desk, tx: Tx) -> ToolsPage:
    """Tools in three groups, as they are for this person now."""
    names = agency_db.components(tx)
    open_: list[Card] = []
    after: list[Card] = []
    closed: list[Card] = []
    others: list[Card] = []
    step = ""
    for tool, standing in _with_standings(desk, tx):
        card = _card(desk, tool, names)
        if tool.status is not ToolStatus.APPROVED:
            closed.append(card)
        elif standing is None or is_open(desk, standing):
            open_.append(card)
        else:
            gate = next_gate(desk, tx, standing)
            step = step or next_step(desk, tx, standing)
            group = others if gate.id == "closed" else after
            group.append(_card(desk, tool, names, status=f"{gate.needs}."))
    return ToolsPage(
        answer=_answer(desk, len(open_), len(after)),
        next_step=step if not open_ else "",
        groups=_groups(desk, open_, after, closed, others),
        signed_in=desk.viewer is not None,
        may_add=desk.has(*change_tools.OFFICES),
        contact=desk.contact(tx),
        done=desk.done,
    )


def _with_standings(desk: Desk, tx: Tx) -> list[tuple[Tool, Standing | None]]:
    if desk.viewer is None:
        return [(tool, None) for tool in tools.all(tx)]
    return [(s.tool, s) for s in people.standings(tx, desk.viewer.id, "") if s.tool is not None]


def _answer(desk: Desk, open_: int, after: int) -> str:
    if desk.viewer is None:
        return f"{desk.count(open_, 'commercial AI tool is', 'AI tools are')} open to trained staff, with conditions."
    if open_:
        return f"{desk.count(open_, 'tool is', 'tools are')} open to you now."
    if after:
        return "No tool is open to you yet. Your next step:"
    return "No tool is open now. The CIO’s office reviews new ones."


def _groups(
    desk: Desk, open_: list[Card], after: list[Card], closed: list[Card], others: list[Card]
) -> tuple[Group, ...]:
    mine = "Open to you" if desk.viewer else "Open to trained staff"
    no_step = "None. No step is missing for a tool."
    groups = [
        Group(id="open", title=mine, cards=tuple(open_), empty="None right now."),
        Group(id="step", title="Open after a step", cards=tuple(after), empty=no_step),
        Group(id="others", title="Open to others", cards=tuple(others), empty=""),
        Group(id="closed", title="Paused or in review", cards=tuple(closed), empty="None."),
    ]
    return tuple(g for g in groups if g.cards or (g.empty and (desk.viewer is not None or g.id != "step")))


def _card(desk: Desk, tool: Tool, names: dict[str, str], status: str = "") -> Card:
    return Card(
        id=tool.id,
        name=tool.name,
        status=status or state_line(desk, tool),
        summary=tool.summary,
        conditions=conditions(desk, tool, names),
    )


def show_tool(request: Request) -> Response:
    """One tool, before the first use."""
    desk = at_desk(request, public=True)
    with desk.read() as tx:
        page = tool_page(desk, tx, _tool(tx, request))
    return desk.page("tool.html", page, title=page.name)


def _tool(tx: Tx, request: Request) -> Tool:
    tool = tools.get(tx, request.path_params["tool_id"])
    if tool is None:
        raise NotFoundError("There is no such tool.", hint="The list of tools shows all of them.")
    return tool


def tool_page(
    desk: Desk, tx: Tx, tool: Tool, values: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> ToolPage:
    """What this tool is for this person now, and how it came to be so."""
    answer, step, can_ask = _state_for(desk, tx, tool)
    return ToolPage(
        id=tool.id,
        name=tool.name,
        answer=answer,
        next_step=step,
        summary=tool.summary,
        can_ask=can_ask,
        waits=label_for(desk, tx, tool),
        conditions=conditions(desk, tool, agency_db.components(tx)),
        facts=_facts(desk, tx, tool),
        history=history(desk, tx, tool),
        choices=choices_for(desk, tool),
        connection=line_for(desk, tx, tool),
        typed=values or typed(None, "status", "reason"),
        errors=errors or {},
        done=desk.done,
    )


def choices_for(desk: Desk, tool: Tool) -> tuple[tuple[str, str], ...]:
    """The states that this reader may give to the tool, by the rule of the action itself."""
    return tuple(
        (state.value, STATUS[state])
        for state in STATES
        if state is not tool.status and desk.has(*change_tools.offices_for(state))
    )


def _state_for(desk: Desk, tx: Tx, tool: Tool) -> tuple[str, str, bool]:
    if tool.status is not ToolStatus.APPROVED:
        return f"{tool.name} is not open. {state_line(desk, tool)}", "", False
    late = ""
    if tool.re_review_due is not None and _late(desk, tool):
        late = f" Its re-review was due on {desk.day(tool.re_review_due)}."
    if desk.viewer is None:
        return f"{tool.name} is open to trained staff, with conditions.{late}", "", False
    standing = people.standing(tx, desk.viewer.id, tool.id, "")
    if is_open(desk, standing):
        return f"{tool.name} is open to you now.{late}", "", True
    gate = next_gate(desk, tx, standing)
    if gate.id == "closed":
        return f"{tool.name} is not open to you. {gate.needs}.", "", False
    return f"{tool.name} opens for you after a step. {gate.needs}.", next_step(desk, tx, standing), False


def _late(desk: Desk, tool: Tool) -> bool:
    return tool.re_review_due is not None and tool.re_review_due < desk.today


def _facts(desk: Desk, tx: Tx, tool: Tool) -> tuple[tuple[str, str], ...]:
    facts = [("Vendor", tool.vendor), ("State", state_line(desk, tool))]
    if tool.status_by and desk.viewer is not None:
        facts.append(("Decided by", desk.name(tx, tool.status_by)))
    if tool.re_review_due:
        line = f"{desk.day(tool.re_review_due)}. " + (
            "It is late." if _late(desk, tool) else "It stays open until then."
        )
        facts.append(("Re-review due", line))
    waiting = wishes.count_for(tx, tool.id) if desk.has(*change_tools.PAUSERS) else 0
    if waiting:
        facts.append(("Waited for by", desk.count(waiting, "person", "people")))
    facts.append(("Needs an account", "Yes, made with your agency address." if tool.needs_account else "No."))
    return tuple(facts)


def history(desk: Desk, tx: Tx, tool: Tool) -> tuple[Happened, ...]:
    """The tool's entries in the ledger as sentences, newest first; names only for staff."""
    return happened(desk, tx, "tool", tool.id, ("ToolListed", "ToolChanged"))


def check_change(request: Request) -> Response:
    """Check and confirm: what a new status would do, in numbers, before anything changes."""
    desk = at_desk(request)
    desk.only("the CIO’s office, Privacy and Civil rights", *change_tools.PAUSERS)
    values = typed(desk.form, "status", "reason")
    with desk.read() as tx:
        tool = _tool(tx, request)
        errors = _wrong(desk, values, tool)
        if errors:
            return desk.page("tool.html", tool_page(desk, tx, tool, values, errors), title=f"{tool.name}", status=422)
        page = _confirm(desk, tx, tool, values)
    return desk.page("confirm.html", page, title=f"Check and confirm: {tool.name}")


def _wrong(desk: Desk, values: dict[str, str], tool: Tool) -> dict[str, str]:
    errors = {}
    if values["status"] not in {key for key, _ in choices_for(desk, tool)}:
        errors["status"] = "Choose the new status."
    if not values["reason"]:
        errors["reason"] = "Give a reason. The people who lose or gain the tool read it."
    return errors


def _confirm(desk: Desk, tx: Tx, tool: Tool, values: dict[str, str]) -> Confirm:
    status = ToolStatus(values["status"])
    opens = status is ToolStatus.APPROVED
    concerned = holders(desk, tx, tool)
    verb = "gain" if opens else "lose"
    first = f"{desk.count(concerned, 'person', 'people')} {verb}{'s' if concerned == 1 else ''} {tool.name} now."
    return Confirm(
        answer=first,
        consequences=(
            f"The new status: {STATUS[status].lower()}, because {values['reason']}.",
            "It counts from the next use on. An answer that is being written is finished."
            if not opens
            else "It counts from the next use on, for everyone who has done the steps.",
            "You can change it again later; both changes stay in the ledger.",
        ),
        action=f"/tools/{tool.id}/change",
        hidden=values,
        button=f"{'Open' if opens else 'Close'} {tool.name}",
        back=f"/tools/{tool.id}",
        recorded="We record who changed it, when, the status and the reason.",
    )


def holders(desk: Desk, tx: Tx, tool: Tool) -> int:
    """How many people have done every step for this tool, its own state left aside."""
    everyone = people.everyone(tx, limit=1_000_000)
    return sum(
        is_open(desk, people.standing(tx, p.id, tool.id, ""), whatever_state=True) for p in everyone if p.is_active
    )


def change_tool(request: Request) -> Response:
    """Change the status (139-07.1): one row, one entry."""
    desk = at_desk(request)
    desk.only("the CIO’s office, Privacy and Civil rights", *change_tools.PAUSERS)
    values = typed(desk.form, "status", "reason")
    with desk.read() as tx:
        tool = _tool(tx, request)
        if errors := _wrong(desk, values, tool):
            return desk.page("tool.html", tool_page(desk, tx, tool, values, errors), title=f"{tool.name}", status=422)
    status = ToolStatus(values["status"])
    desk.write(
        lambda tx: change_tools.change(
            tx, tool.id, status=status, reason=values["reason"].rstrip("."), actor=desk.me.id, at=desk.now
        )
    )
    return desk.go(
        f"/tools/{tool.id}", f"{tool.name} is now: {STATUS[status].lower()}. The list and each next use say so."
    )


def add_tool_form(request: Request) -> Response:
    """The form that adds a tool."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change_tools.OFFICES)
    return desk.page(
        "tool_add.html",
        AddPage(kinds=KINDS, typed=typed(None, "name", "vendor", "summary", "tool_class")),
        title="Add a tool",
    )


KINDS = (
    (ToolClass.COMMERCIAL.value, "Commercial: sold or open to the general public"),
    (ToolClass.INTERNAL.value, "The agency’s own system"),
)


def add_tool(request: Request) -> Response:
    """Add a tool in review: nobody can use it yet (139-07.1.a)."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change_tools.OFFICES)
    values = typed(desk.form, "name", "vendor", "summary", "tool_class")
    errors = {}
    if not values["name"]:
        errors["name"] = "Give the tool’s name."
    if not values["vendor"]:
        errors["vendor"] = "Say who makes it."
    if values["tool_class"] not in {key for key, _ in KINDS}:
        errors["tool_class"] = "Choose what kind of tool it is."
    tool_id = _slug(values["name"])
    with desk.read() as tx:
        if "name" not in errors and tools.get(tx, tool_id) is not None:
            errors["name"] = "A tool with this name is on the list already."
    if errors:
        page = AddPage(kinds=KINDS, typed=values, errors=errors)
        return desk.page("tool_add.html", page, title="Add a tool", status=422)
    tool = Tool(
        id=tool_id,
        name=values["name"],
        vendor=values["vendor"],
        summary=values["summary"],
        tool_class=ToolClass(values["tool_class"]),
        status=ToolStatus.IN_REVIEW,
        status_since=desk.now,
        status_by=desk.me.id,
    )
    desk.write(lambda tx: change_tools.add(tx, tool, actor=desk.me.id, at=desk.now))
    return desk.go(f"/tools/{tool.id}", f"{tool.name} is on the list, in review. Nobody can use it yet.")


def _slug(name: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in kept.split("-") if part) or new_id().lower()
