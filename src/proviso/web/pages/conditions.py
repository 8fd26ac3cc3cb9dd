"""What a tool's approval depends on (139-07.1): data that the decision reads, each with its sentence for staff."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import places as change_places
from proviso.actions import tools as change_tools
from proviso.db import agency as agency_db
from proviso.db import places
from proviso.db.store import Tx
from proviso.decision.kinds import unscreened_words, ways_words
from proviso.errors import UsageError
from proviso.model import Ceiling, Channel, Conditions, Tool, ToolClass, ToolStatus

from ..desk import Confirm, Desk, at_desk, typed
from ..forms import Form
from ..reach import moves_of
from ..tool_words import conditions as sentences
from .tool import find_tool

LINES = ("most_users", "ends_on", "ceiling", "notes", "reason", "seen")
TICKS = ("organization_account", "no_attachments", "only_code")
LISTS = ("purposes", "components", "channels", "unscreened")
WAYS = (Channel.WEB, Channel.EXTENSION, Channel.GATEWAY)
UNREAD = ("image", "audio", "video", "file")
MOST_NOTES, LONGEST_NOTE = 10, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One box of a list."""

    id: str
    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has a place on the tool."""

    id: str
    name: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsPage:
    """The form, with the sentences as they stand now."""

    id: str
    name: str
    answer: str
    sentences: tuple[str, ...]
    is_commercial: bool
    purposes: tuple[Choice, ...]
    components: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    unscreened: tuple[Choice, ...]
    ticks: frozenset[str]
    ceilings: tuple[tuple[str, str], ...]
    holders: tuple[Holder, ...]
    holders_line: str
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def show_conditions(request: Request) -> Response:
    """The editor of the CIO's office."""
    desk = _desk(request)
    with desk.read() as tx:
        tool = find_tool(tx, request)
        page = _page(desk, tx, tool, tool.conditions, _values(tool))
    return desk.page("conditions.html", page, title=f"Conditions of {tool.name}")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the CIO’s office", *change_tools.OFFICES)
    return desk


def _values(tool: Tool) -> dict[str, str]:
    held = tool.conditions
    return {
        "most_users": "" if held.most_users is None else str(held.most_users),
        "ends_on": "" if held.ends_on is None else held.ends_on.isoformat(),
        "ceiling": tool.ceiling.value,
        "notes": "\n".join(held.notes),
        "reason": "",
        "seen": change_tools.mark(tool),
    }


def _page(
    desk: Desk,
    tx: Tx,
    tool: Tool,
    shown: Conditions,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> ConditionsPage:
    names = agency_db.components(tx)
    held = places.of_tool(tx, tool.id) if tool.conditions.most_users is not None else []
    return ConditionsPage(
        id=tool.id,
        name=tool.name,
        answer=f"What you set here counts from the next use of {tool.name} on.",
        sentences=sentences(desk, tool, names),
        is_commercial=tool.tool_class is ToolClass.COMMERCIAL,
        purposes=_choices([(p.id, p.title) for p in desk.pack.purposes if not (p.area or p.is_test)], shown.purposes),
        components=_choices(sorted(names.items(), key=lambda one: one[1]), shown.components),
        channels=_choices([(way.value, ways_words((way,)).capitalize()) for way in WAYS], shown.channels),
        unscreened=_choices([(kind, unscreened_words((kind,)).capitalize()) for kind in UNREAD], shown.unscreened),
        ticks=frozenset(name for name in TICKS if getattr(shown, name)),
        ceilings=CEILINGS,
        holders=tuple(
            Holder(id=p.person_id, name=desk.name(tx, p.person_id), since=desk.day(desk.words.local(p.since)))
            for p in held
        ),
        holders_line=_holders_line(desk, tool, len(held)),
        typed=values,
        errors=errors or {},
        done=desk.done,
    )


CEILINGS = (
    (Ceiling.OPEN_SOURCE.value, "Published information only"),
    (Ceiling.AGENCY.value, "What the agency’s own rules let in"),
)


def _choices(known: list[tuple[str, str]], ticked: frozenset[str] | frozenset[Channel] | None) -> tuple[Choice, ...]:
    return tuple(Choice(id=key, label=label, is_ticked=key in (ticked or ())) for key, label in known)


def _holders_line(desk: Desk, tool: Tool, taken: int) -> str:
    most = tool.conditions.most_users
    if most is None:
        return ""
    return f"{taken:,} of {desk.count(most, 'place')} taken. Who has a place keeps it, also when the number goes down."


def check_conditions(request: Request) -> Response:
    """Check and confirm: the sentences that staff will read, and who gains or loses the tool."""
    desk = _desk(request)
    values = typed(desk.form, *LINES)
    with desk.read() as tx:
        tool = find_tool(tx, request)
        wanted, errors = _read(desk, tx, tool, values)
        if errors:
            return _again(desk, tx, tool, wanted, values, errors)
        page = _confirm(desk, tx, tool, wanted, values)
    return desk.page("confirm.html", page, title=f"Check and confirm: conditions of {tool.name}")


def _again(
    desk: Desk, tx: Tx, tool: Tool, wanted: Conditions, values: dict[str, str], errors: dict[str, str]
) -> Response:
    page = _page(desk, tx, tool, wanted, values, errors)
    return desk.page("conditions.html", page, title=f"Conditions of {tool.name}", status=422)


def _read(desk: Desk, tx: Tx, tool: Tool, values: dict[str, str]) -> tuple[Conditions, dict[str, str]]:
    """What the form says, and what is wrong with it, field by field."""
    errors: dict[str, str] = {}
    form, names = desk.form, agency_db.components(tx)
    notes = tuple(line for line in (" ".join(part.split()) for part in values["notes"].split("\n")) if line)
    if len(notes) > MOST_NOTES or any(len(note) > LONGEST_NOTE for note in notes):
        errors["notes"] = f"Write {MOST_NOTES} sentences at most, each with {LONGEST_NOTE} letters at most."
    purposes = _some(form, "purposes", {p.id for p in desk.pack.purposes if not (p.area or p.is_test)}, errors)
    components = _some(form, "components", set(names) | set(tool.conditions.components or ()), errors)
    channels = _some(form, "channels", {way.value for way in WAYS}, errors)
    unread = _some(form, "unscreened", set(UNREAD), errors) or frozenset()
    others = frozenset(kind for kind in tool.conditions.unscreened if kind not in UNREAD)
    wanted = Conditions(
        purposes=purposes,
        components=components,
        channels=frozenset(map(Channel, channels)) if channels is not None else None,
        organization_account=form.is_ticked("organization_account"),
        most_users=_number(values["most_users"], errors),
        no_attachments=form.is_ticked("no_attachments"),
        only_code=form.is_ticked("only_code"),
        ceiling=_ceiling(tool, values["ceiling"]),
        unscreened=unread | others,
        ends_on=_day(values["ends_on"], errors),
        notes=notes,
    )
    if not errors:
        try:
            change_tools.check_conditions(tx, tool, wanted, desk.now)
        except UsageError as fault:
            errors[_field_of(fault.message)] = f"{fault.message} {fault.hint}".strip()
    if not values["reason"]:
        errors["reason"] = "Say why. It stands in the history of the tool."
    if not errors and wanted == tool.conditions:
        errors["reason"] = "Nothing is different from what holds now."
    return wanted, errors


def _field_of(message: str) -> str:
    words = {"people": "most_users", "day": "ends_on", "published": "ceiling"}
    return next((name for word, name in words.items() if word in message), "reason")


def _some(form: Form, name: str, known: set[str], errors: dict[str, str]) -> frozenset[str] | None:
    """The boxes that are ticked; none of them is no limit."""
    ticked = {part for value in form.all(name) for part in value.split(",") if part}
    if ticked - known:
        errors[name] = "Choose among what is listed here."
    return frozenset(ticked & known) or None


def _number(text: str, errors: dict[str, str]) -> int | None:
    plain = text.replace(",", "").replace(" ", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 8):
        errors["most_users"] = "Write a number of people, such as 50, or leave it empty."
        return None
    return int(plain)


def _day(text: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors["ends_on"] = "Write the day as 2027-05-01, or leave it empty."
        return None


def _ceiling(tool: Tool, said: str) -> Ceiling | None:
    """What was asked for; the one that the tool's class has anyway is no condition of its own."""
    if said not in set(Ceiling):
        return tool.conditions.ceiling
    wanted = Ceiling(said)
    usual = replace(tool, conditions=Conditions()).ceiling
    return None if wanted is usual else wanted


def _confirm(desk: Desk, tx: Tx, tool: Tool, wanted: Conditions, values: dict[str, str]) -> Confirm:
    after = replace(tool, conditions=wanted)
    said = sentences(desk, after, agency_db.components(tx))
    moves = moves_of(desk, tx, tool, after)
    return Confirm(
        answer=moves if tool.status is ToolStatus.APPROVED else f"{tool.name} is closed now. {moves}",
        consequences=(
            "Staff read these conditions from now on:",
            *said,
            "They count at once. An answer that is being written for somebody who loses the tool stops.",
            "You can change them again later; both changes stay in the ledger.",
        ),
        action=f"/tools/{tool.id}/conditions",
        hidden={**values, **_hidden(wanted)},
        button="Set these conditions",
        back=f"/tools/{tool.id}/conditions",
        recorded="We record who changed them, when, the conditions and the reason.",
    )


def _hidden(wanted: Conditions) -> dict[str, str]:
    lists = {name: ",".join(sorted(getattr(wanted, name) or ())) for name in LISTS}
    return {
        **{name: value for name, value in lists.items() if value},
        **{name: "yes" for name in TICKS if getattr(wanted, name)},
    }


def set_conditions(request: Request) -> Response:
    """Set them: the next decision reads them (139-07.1)."""
    desk = _desk(request)
    values = typed(desk.form, *LINES)
    with desk.read() as tx:
        tool = find_tool(tx, request)
        wanted, errors = _read(desk, tx, tool, values)
        if errors:
            return _again(desk, tx, tool, wanted, values, errors)
    try:
        desk.write(
            lambda tx: change_tools.change(
                tx,
                tool.id,
                conditions=wanted,
                reason=values["reason"].rstrip("."),
                seen=values["seen"],
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except UsageError as fault:
        with desk.read() as tx:
            errors = {"reason": f"{fault.message} {fault.hint}".strip()}
            now = {**values, "seen": change_tools.mark(find_tool(tx, request))}
            return _again(desk, tx, find_tool(tx, request), wanted, now, errors)
    return desk.go(f"/tools/{tool.id}", f"The conditions of {tool.name} are set. The next use follows them.")


def free_place(request: Request) -> Response:
    """Give a person's place free (139-07.1)."""
    desk = _desk(request)
    with desk.read() as tx:
        tool = find_tool(tx, request)
        name = desk.name(tx, request.path_params["person_id"])
    person_id = request.path_params["person_id"]
    desk.write(lambda tx: change_places.free(tx, tool.id, person_id, actor=desk.me.id, at=desk.now))
    return desk.go(
        f"/tools/{tool.id}/conditions", f"The place of {name} is free. Their next use needs a place like any other."
    )
