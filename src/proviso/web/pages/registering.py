"""Register a system, or change what it may do (139-07.3): one form, which loses nothing that was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import systems as change
from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Person, System, Tool, ToolStatus

from .. import words as w
from ..desk import Desk, at_desk, typed
from ..session import NotYoursError
from ..stepping import ask, confirmed
from .systems import key_page, read_system

FIELDS = ("name", "owner", "use_case", "purpose", "source", "expires_on", "minute", "tokens", "dollars", "reason")
USUAL_DAYS = 180
MOST_NUMBER = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The form, empty, as the system is, or as it was typed."""

    title: str
    intro: str
    action: str
    button: str
    is_new: bool
    tools: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    chosen_tools: tuple[str, ...]
    chosen_purposes: tuple[str, ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was typed."""

    fields: dict[str, str]
    tools: tuple[str, ...]
    purposes: tuple[str, ...]


def show_new(request: Request) -> Response:
    """The empty form."""
    desk = _office(request)
    with desk.read() as tx:
        page = _page(desk, tx, None, _blank(desk))
    return desk.page("system_form.html", page, title=page.title)


def _office(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the CIO’s office and administrators", *change.OFFICES)
    return desk


def _blank(desk: Desk) -> Filled:
    fields = dict.fromkeys(FIELDS, "")
    ends = desk.today + timedelta(days=USUAL_DAYS)
    return Filled(fields={**fields, "expires_on": ends.isoformat(), "minute": "60"}, tools=(), purposes=())


def _as_it_is(tx: Tx, system: System) -> Filled:
    owner = people.get(tx, system.owner_id)
    return Filled(
        fields={
            "name": system.name,
            "owner": owner.email if owner is not None else system.owner_id,
            "use_case": system.use_case,
            "purpose": system.purpose,
            "source": system.source,
            "expires_on": system.expires_on.isoformat(),
            "minute": str(system.requests_a_minute),
            "tokens": "" if system.tokens_a_month is None else str(system.tokens_a_month),
            "dollars": "" if system.cents_a_month is None else _dollars(system.cents_a_month),
            "reason": "",
        },
        tools=tuple(sorted(system.tools)),
        purposes=tuple(sorted(system.purposes)),
    )


def _dollars(cents: int) -> str:
    return str(cents // 100) if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02}"


def _page(desk: Desk, tx: Tx, system: System | None, filled: Filled, errors: dict[str, str] | None = None) -> FormPage:
    listed = [t for t in tools.all(tx) if _can_be_chosen(t, system)]
    return FormPage(
        title="Register a system" if system is None else f"Change {system.name}",
        intro="A person answers for each system. Its uses are judged by that person’s steps, so they must be done."
        if system is None
        else "Each change counts from its next request on. Its owner reads your reason.",
        action="/systems/new" if system is None else f"/systems/{system.id}/change",
        button="Register the system" if system is None else "Save the changes",
        is_new=system is None,
        tools=tuple((t.id, t.name) for t in listed),
        purposes=tuple((p.id, p.title) for p in desk.pack.purposes if not (p.area or p.is_test)),
        chosen_tools=filled.tools,
        chosen_purposes=filled.purposes,
        typed=filled.fields,
        errors=errors or {},
    )


def _can_be_chosen(tool: Tool, system: System | None) -> bool:
    return tool.status is ToolStatus.APPROVED or (system is not None and tool.id in system.tools)


def post_new(request: Request) -> Response:
    """Register it, and show its key once."""
    desk = _office(request)
    filled = _typed(desk)
    with desk.read() as tx:
        given, errors = _read(desk, tx, filled)
    if not errors and not confirmed(desk):
        return ask(desk, "/systems/new")
    if not errors:
        try:
            made = desk.write(lambda tx: change.register(tx, **given, actor=desk.me.id, at=desk.now))
        except UsageError as slip:
            errors = {_field_of(slip.message): " ".join(filter(None, (slip.message, slip.hint)))}
    with desk.read() as tx:
        if errors:
            page = _page(desk, tx, None, filled, errors)
            return desk.page("system_form.html", page, title=page.title, status=422)
        shown = key_page(desk, tx, made, f"{made.system.name} is registered until {desk.day(made.system.expires_on)}.")
    return desk.page("system_key.html", shown, title=f"Key: {made.system.name}")


def show_change(request: Request) -> Response:
    """The form as the system is."""
    desk = _office(request)
    with desk.read() as tx:
        system = _changeable(desk, tx, request)
        page = _page(desk, tx, system, _as_it_is(tx, system))
    return desk.page("system_form.html", page, title=page.title)


def _changeable(desk: Desk, tx: Tx, request: Request) -> System:
    system = read_system(desk, tx, request)
    if system.revoked_at is not None or not change.may_change(system, desk.me):
        raise NotYoursError(
            "Somebody else changes a system that you answer for, and nobody one that was taken off the register.",
            hint=f"You are signed in as {w.first_name(desk.me.name)}.",
        )
    return system


def post_change(request: Request) -> Response:
    """Change it: one row, one entry."""
    desk = _office(request)
    filled = _typed(desk)
    with desk.read() as tx:
        system = _changeable(desk, tx, request)
        given, errors = _read(desk, tx, filled)
    if not filled.fields["reason"]:
        errors["reason"] = "Give a reason. Its owner reads it."
    if not errors:
        given = {**given, "tools": frozenset(given["tools"]), "purposes": frozenset(given["purposes"])}
        reason = filled.fields["reason"]
        try:
            desk.write(lambda tx: change.change(tx, system.id, reason, actor=desk.me.id, at=desk.now, **given))
        except UsageError as slip:
            errors = {_field_of(slip.message): " ".join(filter(None, (slip.message, slip.hint)))}
    if errors:
        with desk.read() as tx:
            page = _page(desk, tx, system, filled, errors)
        return desk.page("system_form.html", page, title=page.title, status=422)
    return desk.go(f"/systems/{system.id}", "Changed. It counts from the next request on.")


def _typed(desk: Desk) -> Filled:
    form = desk.form
    return Filled(fields=typed(form, *FIELDS), tools=form.all("tools"), purposes=form.all("purposes"))


def _read(desk: Desk, tx: Tx, filled: Filled) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed as the action takes it, and what is wrong with it, by field."""
    said, errors = filled.fields, {}
    if not said["name"]:
        errors["name"] = "Give the system a name."
    if not said["use_case"]:
        errors["use_case"] = "Say in one sentence what it does."
    owner = _person(tx, said["owner"])
    if owner is None:
        errors["owner"] = "Give the agency address of the person who answers for it."
    if not filled.tools:
        errors["tools"] = "Choose one tool at least."
    if not filled.purposes:
        errors["purposes"] = "Choose one purpose at least."
    elif any(desk.pack.purpose(purpose) is None for purpose in filled.purposes):
        errors["purposes"] = "Choose purposes of this list."
    elif said["purpose"] not in filled.purposes:
        errors["purpose"] = "Choose one of its purposes."
    ends = _day(said["expires_on"])
    if ends is None:
        errors["expires_on"] = "Give the last day of the registration."
    minute = _number(said["minute"], "minute", errors)
    tokens = _number(said["tokens"], "tokens", errors)
    cents = _cents(said["dollars"], errors)
    if minute is None and "minute" not in errors:
        errors["minute"] = "Say how many requests a minute."
    given = {
        "name": said["name"],
        "owner_id": owner.id if owner else "",
        "use_case": said["use_case"],
        "tools": filled.tools,
        "purposes": filled.purposes,
        "purpose": said["purpose"],
        "source": said["source"],
        "expires_on": ends,
        "requests_a_minute": minute,
        "tokens_a_month": tokens,
        "cents_a_month": cents,
    }
    return given, errors


def _person(tx: Tx, said: str) -> Person | None:
    """By handle or by agency address."""
    handle = said.casefold()
    found = people.get(tx, handle)
    if found is None and "@" in handle:
        found = next((p for p in people.everyone(tx, handle, "", 0, 10) if p.email.casefold() == handle), None)
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _number(said: str, name: str, errors: dict[str, str]) -> int | None:
    """A whole number, perhaps with commas; empty is none."""
    bare = said.replace(",", "").replace(" ", "")
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal()) or not 1 <= int(bare[:15]) <= MOST_NUMBER:
        errors[name] = "Give a whole number, 1 or more."
        return None
    return int(bare[:15])


def _cents(said: str, errors: dict[str, str]) -> int | None:
    """Dollars, with cents if need be."""
    whole, _, part = said.replace(",", "").replace("$", "").strip().partition(".")
    if not whole and not part:
        return None
    is_amount = (whole or "0").isdecimal() and whole.isascii() and (not part or (part.isdecimal() and len(part) <= 2))
    cents = int((whole or "0")[:12]) * 100 + int(part.ljust(2, "0")) if is_amount else 0
    if cents < 1:
        errors["dollars"] = "Give an amount in dollars, such as 250 or 99.50."
        return None
    return cents


def _field_of(message: str) -> str:
    """Where an error of the action is shown."""
    places = (
        ("answer for", "owner"),
        ("work here", "owner"),
        ("registration", "expires_on"),
        ("reason", "reason"),
        ("source", "source"),
        ("it does", "use_case"),
        ("tool", "tools"),
        ("purpose", "purposes"),
        ("already", "name"),
    )
    return next((place for word, place in places if word in message), "name")
