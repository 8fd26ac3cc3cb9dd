"""The form that takes a pack: its files or one that comes with Proviso, its first day, and why (139-07.9.a)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import packs as change_packs
from proviso.errors import ProvisoError, UsageError
from proviso.model import Role
from proviso.policy import builtin, builtin_names
from proviso.policy.check import check
from proviso.policy.local_rules import say_hour
from proviso.policy.packs import builtin_folder, texts_of
from proviso.policy.texts import Texts

from ..desk import Desk, at_desk, typed
from ..packed import unpacked
from ..session import session

WHOM = "the CIO and the CIO’s office"
ROLES = (Role.CIO, Role.CIO_OFFICE)
HELD, FILES = "packs.draft", "packs.files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was sent, until it is proposed: in memory only."""

    files: dict[str, str] = field(repr=False)
    starts_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """The form that takes a pack."""

    choices: tuple[tuple[str, str], ...]
    hours: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    held: str = ""
    """Which files wait here since the form was sent before."""


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, *ROLES)
    return desk


def show_new(request: Request) -> Response:
    """Choose a pack, its first day, and say why."""
    desk = _desk(request)
    page = replace(_new_page(typed(None, "name", "day", "hour", "why")), held=_held_line(desk, _kept(request)))
    return desk.page("pack_new.html", page, title="Propose other rules")


def _new_page(values: dict[str, str], errors: dict[str, str] | None = None) -> NewPage:
    names = [name for name in builtin_names() if not builtin(name).extends]
    return NewPage(
        choices=(("", "None: I send files"), *((name, f"{name}, as it comes with Proviso") for name in names)),
        hours=tuple((str(hour), say_hour(hour)) for hour in range(24)),
        typed=values,
        errors=errors or {},
    )


def post_new(request: Request) -> Response:
    """Check the pack; a fault is said at the field, and nothing that was typed or sent is lost."""
    desk = _desk(request)
    values = typed(desk.form, "name", "day", "hour", "why")
    errors: dict[str, str] = {}
    files: dict[str, str] = {}
    starts_at = _start(desk, values["day"], values["hour"])
    try:
        files = _files(desk, values["name"])
        problems = check(Texts("your files", files)).problems
        if problems:
            errors["pack"] = " ".join(problems[:3])
    except ProvisoError as fault:
        errors["pack"] = f"{fault.message} {fault.hint or ''}".strip()
    _keep(request, {} if errors or values["name"] else files)
    if values["day"] and (starts_at is None or starts_at < desk.now):
        errors["day"] = "Choose a day and an hour to come, or leave the day empty."
    if not values["why"] or len(values["why"]) > change_packs.LONGEST_REASON:
        errors["why"] = f"Say in up to {change_packs.LONGEST_REASON} characters why these rules come."
    if errors:
        page = replace(_new_page(values, errors), held=_held_line(desk, _kept(request)))
        return desk.page("pack_new.html", page, title="Propose other rules", status=422)
    _keep(request, {})
    session(request).data[HELD] = Draft(files=files, starts_at=starts_at, why=values["why"])
    return desk.go("/packs/new/report")


def _files(desk: Desk, name: str) -> dict[str, str]:
    sent = desk.form.files("pack")
    if sent:
        return unpacked(sent)
    if not name and (kept := _kept(desk.request)):
        return kept
    if not name:
        raise UsageError("Send the files of a pack, or choose one that comes with Proviso.")
    return texts_of(builtin_folder(name))


def _keep(request: Request, files: dict[str, str]) -> None:
    """Files that are a pack wait here while the rest of the form is mended: a browser does not send them twice."""
    held = session(request).data
    if files:
        held[FILES] = files
    else:
        held.pop(FILES, None)


def _kept(request: Request) -> dict[str, str]:
    found: dict[str, str] = session(request).data.get(FILES, {})
    return found


def _held_line(desk: Desk, files: dict[str, str]) -> str:
    if not files:
        return ""
    count = desk.count(len(files), "file is", "files are")
    return f"Your {count} here: {', '.join(sorted(files))}. Send others only if you want to take others."


def _start(desk: Desk, day: str, hour: str) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(int(hour or 0)), desk.words.zone).astimezone(
            desk.now.tzinfo
        )
    except (ValueError, OverflowError):
        return None
