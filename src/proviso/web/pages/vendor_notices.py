"""A vendor's notice: something got out at their place. One incident, with every use that went there (139-07.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import affected as change
from proviso.actions.incident_access import WATCHERS
from proviso.actions.wording import says_something
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import ToolStatus
from proviso.model.affected import Left, Question

from ..affected_words import moment_of
from ..desk import Confirm, Desk, at_desk, typed
from ..spilling import leak

FIELDS = ("tool", "since", "until", "what")
WHOM = "the incident officer, Privacy and Security"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """Which tool, from when until when, and what the vendor wrote."""

    tools: tuple[tuple[str, str], ...]
    typed: Mapping[str, str] = field(repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)


def show_notice(request: Request) -> Response:
    """The form."""
    desk = at_desk(request)
    desk.only(WHOM, *WATCHERS)
    return _form(desk, dict.fromkeys(FIELDS, "") | {"tool": desk.asked("tool")})


def _form(desk: Desk, values: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Response:
    with desk.read() as tx:
        known = tuple((t.id, t.name) for t in tools.all(tx) if t.status is not ToolStatus.SUGGESTED)
    page = NoticePage(tools=(("", "Choose a tool"), *known), typed=values, errors=errors or {})
    status = 422 if errors else 200
    return desk.page("vendor_notice.html", page, title="A vendor’s notice", status=status)


def post_notice(request: Request) -> Response:
    """First "Check and confirm", with the number of uses; then one incident opens, with its set."""
    desk = at_desk(request)
    desk.only(WHOM, *WATCHERS)
    values = typed(desk.form, *FIELDS)
    span, errors = _checked(desk, values)
    if errors:
        return _form(desk, values, errors)
    if desk.form.line("do") == "change":
        return _form(desk, values)
    if desk.form.line("do") != "open":
        return _confirm(desk, values, span)
    since, until = span
    incident, kept = desk.write(
        lambda tx: change.vendor_notice(
            tx, values["tool"], since, until, values["what"], actor=desk.me.id, at=desk.now, pack=desk.pack
        )
    )
    counts = f"{desk.count(kept.uses, 'use')} of {desk.count(kept.people, 'person', 'people')}"
    return desk.go(f"/incidents/{incident.id}", f"Incident {incident.id} is open, with {counts}.")


def _checked(desk: Desk, values: Mapping[str, str]) -> tuple[tuple[datetime, datetime], dict[str, str]]:
    errors: dict[str, str] = {}
    with desk.read() as tx:
        if tools.get(tx, values["tool"]) is None:
            errors["tool"] = "Choose the tool."
    span = []
    for name in ("since", "until"):
        span.append(desk.now)
        if not values[name]:
            errors[name] = "Write a day and a time. If the vendor named none, take a wide span."
            continue
        try:
            span[-1] = moment_of(desk, values[name])
        except UsageError as fault:
            errors[name] = fault.message
    if not errors and span[1] <= span[0]:
        errors["until"] = "The end is not after the beginning."
    if not says_something(values["what"]) or len(values["what"]) > change.MOST_WORDS:
        errors["what"] = f"Say what the vendor wrote, in {change.MOST_WORDS} letters at most."
    elif found := leak(desk, values["what"], is_sure=True):  # a vendor names its own people
        errors["what"] = found
    return (span[0], span[1]), errors


def _confirm(desk: Desk, values: Mapping[str, str], span: tuple[datetime, datetime]) -> Response:
    question = Question(tool_id=values["tool"], since=span[0], until=span[1], left=Left.ALLOWED)
    with desk.read() as tx:
        counted = change.ask(tx, question)
        name = desk.tool(tx, values["tool"])
        waits = _waits(desk, tx, counted.uses)
    page = Confirm(
        answer=f"One incident opens for {name}, with {desk.count(counted.uses, 'use')} of "
        f"{desk.count(counted.people, 'person', 'people')}.",
        consequences=(
            "The offices that look after incidents get a mail at once, and the clocks start.",
            waits,
            "The people are told nothing yet. You can do that from the incident.",
            f"{name} stays open. Pause it from the incident if it must not be used.",
        ),
        action="/incidents/vendor-notice",
        hidden={**values, "do": "open"},
        button="Open the incident",
        back=f"/incidents/vendor-notice?tool={values['tool']}",
        recorded="We record who wrote it down and when, and the exact set of uses.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: a notice about {name}")


def _waits(desk: Desk, tx: Tx, uses: int) -> str:
    if not uses:
        return "No use of that time was allowed, so the set is empty. It is kept all the same."
    return f"The set of {desk.count(uses, 'use')} is kept with it, and can be shown again exactly."
