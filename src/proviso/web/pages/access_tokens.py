"""Programs that act for a person: their tokens, by area, for some days; made after a fresh sign-in, shown once."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import access_tokens as change
from proviso.actions.duties import AREAS
from proviso.db import access_tokens
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Role

from ..desk import Desk, at_desk
from ..stepping import ask, confirmed
from .record import Tab, tabs

ADDRESS = "/record/programs"
TITLE = "Programs: My record"
DAYS = tuple((str(days), f"{days} day" if days == 1 else f"{days} days") for days in change.DAYS)
USUAL_DAYS = "7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One token that opens something now."""

    id: str
    name: str
    hint: str
    areas: tuple[str, ...]
    ends: str
    used: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was chosen in the form."""

    name: str = ""
    areas: tuple[str, ...] = ()
    days: str = USUAL_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramsPage:
    """The tokens of the person, the form that makes one, and a new one, shown once."""

    answer: str
    tabs: tuple[Tab, ...]
    lines: tuple[Line, ...]
    can_make: bool
    areas: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    typed: Typed
    key: str
    key_ends: str
    done: str
    errors: dict[str, str] = field(default_factory=dict)


def show_programs(request: Request) -> Response:
    """The programs that may act for a person now."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _page(desk, tx)
    return desk.page("programs.html", page, title=TITLE)


def _page(
    desk: Desk,
    tx: Tx,
    made: change.Made | None = None,
    typed: Typed | None = None,
    errors: dict[str, str] | None = None,
) -> ProgramsPage:
    held = access_tokens.of_person(tx, desk.me.id, desk.now)
    is_auditor = desk.has(Role.AUDITOR)
    return ProgramsPage(
        answer=_answer(desk, len(held), is_auditor=is_auditor),
        tabs=tabs(desk, "programs"),
        lines=tuple(_line(desk, one) for one in held),
        can_make=desk.me.is_active and not is_auditor and len(held) < change.MOST,
        areas=tuple((area, area) for area in AREAS),
        days=DAYS,
        typed=typed or Typed(),
        key=made.words if made else "",
        key_ends=desk.when(made.token.ends_at) if made else "",
        done=desk.done,
        errors=errors or {},
    )


def _answer(desk: Desk, count: int, *, is_auditor: bool) -> str:
    if is_auditor:
        return "An auditor changes nothing, so no program acts for you."
    if not count:
        return "No program acts for you."
    verb = "acts" if count == 1 else "act"
    return f"{desk.count(count, 'program', 'programs')} {verb} for you now."


def _line(desk: Desk, held: access_tokens.Held) -> Line:
    token = held.token
    return Line(
        id=token.id,
        name=token.name,
        hint=token.hint,
        areas=token.areas,
        ends=desk.when(token.ends_at),
        used=desk.when(held.used_at) if held.used_at else "Not yet",
    )


def make_token(request: Request) -> Response:
    """Make one, and show it once."""
    desk = at_desk(request)
    typed = Typed(
        name=desk.form.line("name"), areas=tuple(desk.form.all("areas")), days=desk.form.line("days") or USUAL_DAYS
    )
    if not confirmed(desk):
        return ask(desk, ADDRESS)
    days = int(typed.days) if typed.days.isdecimal() and len(typed.days) < len("1000") else 0
    try:
        made = desk.write(
            lambda tx: change.make(
                tx, desk.me.id, typed.name, typed.areas, days, offered=AREAS, actor=desk.me.id, at=desk.now
            )
        )
    except UsageError as slip:
        where = "name" if "program" in slip.message else "days" if "days" in slip.message else "areas"
        with desk.read() as tx:
            page = _page(desk, tx, typed=typed, errors={where: " ".join(filter(None, (slip.message, slip.hint)))})
        return desk.page("programs.html", page, title=TITLE, status=422)
    with desk.read() as tx:
        page = _page(desk, tx, made)
    return desk.page("programs.html", page, title="Your new token: My record")


def end_token(request: Request) -> Response:
    """End one at once."""
    desk = at_desk(request)
    token_id = request.path_params["token_id"]
    desk.write(lambda tx: change.end(tx, token_id, actor=desk.me.id, at=desk.now))
    return desk.go(ADDRESS, "Ended. It opens nothing from now on.")
