"""Set up your account on a tool: agency address, agency work, and each setting with its steps (139-07.2.d–e)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import people as change_people
from proviso.db import guides, people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Guide, Tool

from ..desk import Desk, at_desk, typed
from ..gates import best_standing

ROW = "setting-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of the account, with its steps."""

    field: str
    setting: str
    clause: str
    why: str
    steps: tuple[str, ...]
    picture: str
    """Address of the agency's screenshot; empty: none."""
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What a person attests about their account on one tool."""

    tool: str
    tool_id: str
    answer: str
    lasts: str
    settings: tuple[Setting, ...]
    version: int
    asks_organization: bool
    typed: dict[str, str]
    errors: dict[str, str]


def show_accounts(request: Request) -> Response:
    """Without a tool in the address: the first one that needs a word from this person, else the list of them."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool = best_standing(desk, tx, desk.me).tool
    return RedirectResponse(f"/steps/account/{tool.id}" if tool and tool.needs_account else "/steps#account", 303)


def show_account(request: Request) -> Response:
    """What a person attests about their account on one tool (139-07.2.d–e)."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool = _account_tool(tx, request)
        standing = people.standing(tx, desk.me.id, tool.id, "")
        guide = guides.get(tx, tool.id)
        values = {"email": standing.account.email if standing.account else desk.me.email}
        page = _page(desk, tx, tool, guide, values)
    return desk.page("account.html", page, title=f"Set up your account: {tool.name}")


def _account_tool(tx: Tx, request: Request) -> Tool:
    tool = tools.get(tx, request.path_params["tool_id"])
    if tool is None or not tool.needs_account:
        raise NotFoundError("No account is needed here.", hint="Get ready shows the tools that ask for one.")
    return tool


def _page(
    desk: Desk, tx: Tx, tool: Tool, guide: Guide | None, values: dict[str, str], errors: dict[str, str] | None = None
) -> AccountPage:
    return AccountPage(
        tool=tool.name,
        tool_id=tool.id,
        answer=_answer(desk, tx, tool, guide),
        lasts=lasts(desk),
        settings=tuple(_settings(desk, tx, guide)),
        version=guide.version if guide else 0,
        asks_organization=tool.conditions.organization_account,
        typed=values,
        errors=errors or {},
    )


def _answer(desk: Desk, tx: Tx, tool: Tool, guide: Guide | None) -> str:
    held = people.standing(tx, desk.me.id, tool.id, "").account
    if guide and held and held.guide_version < guide.asks_from:
        return f"The settings of {tool.name} changed on {desk.day(guide.changed_at)}. Check yours again."
    count = len(guide.rows) if guide else 0
    minutes = f"{desk.count(count, 'setting')} to check, a minute each." if count else "It takes a minute."
    return f"Tell us how your {tool.name} account is set up. {minutes}"


def _settings(desk: Desk, tx: Tx, guide: Guide | None) -> list[Setting]:
    shown = []
    for row in guide.rows if guide else ():
        picture = guides.picture(tx, row.picture) if row.picture else None
        clause = next((c for c in desk.pack.clauses if c.id == row.clause), None)
        shown.append(
            Setting(
                field=f"{ROW}{row.id}",
                setting=row.setting,
                clause=row.clause if clause else "",
                why=clause.person if clause else "",
                steps=row.steps,
                picture=f"/guides/pictures/{row.picture}" if picture else "",
                alt=row.alt,
                width=picture.width if picture else 0,
                height=picture.height if picture else 0,
            )
        )
    return shown


def lasts(desk: Desk) -> str:
    """How long the word of a person about their account counts."""
    period = desk.period("account")
    changes = "until the settings of the tool change"
    return f"It counts for {period}, or {changes}." if period else f"It counts {changes}."


def save_account(request: Request) -> Response:
    """Attest the account: agency address, agency use, and each setting of the tool's guide (139-07.2.d–e)."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool = _account_tool(tx, request)
        guide = guides.get(tx, tool.id)
        fields = [f"{ROW}{row.id}" for row in guide.rows] if guide else ["settings"]
        values = typed(desk.form, "email", "agency_only", "organization", *fields)
        errors = _errors(desk, tool, guide, values, fields)
        if errors:
            page = _page(desk, tx, tool, guide, values, errors)
            return desk.page("account.html", page, title=f"Set up your account: {tool.name}", status=422)
    version = guide.version if guide else 0
    is_organization = values["organization"] == "yes"
    desk.write(
        lambda tx: change_people.attest_account(
            tx,
            desk.me.id,
            tool.id,
            values["email"],
            True,
            True,
            actor=desk.me.id,
            at=desk.now,
            is_organization=is_organization,
            guide_version=version,
        )
    )
    return desk.go("/steps", f"Saved: your {tool.name} account. {lasts(desk)}")


def _errors(desk: Desk, tool: Tool, guide: Guide | None, values: dict[str, str], fields: list[str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    domain = desk.me.email.rpartition("@")[2].casefold()
    name, _, given = values["email"].partition("@")
    if not name or given.casefold() != domain or not values["email"].isascii():
        errors["email"] = f"Use your agency address, which ends in @{domain}."
    if values["agency_only"] != "yes":
        errors["agency_only"] = "The rules ask for an account that is only for agency work."
    if tool.conditions.organization_account and values["organization"] != "yes":
        errors["organization"] = f"{tool.name} is open only to accounts that the agency manages."
    names = {f"{ROW}{row.id}": row.setting for row in guide.rows} if guide else {}
    for field in fields:
        if values[field] != "yes":
            said = f"Tick this when it is done: {names[field]}." if field in names else ""
            errors[field] = said or "The rules ask for these two settings."
    if guide and desk.form.text("version") != str(guide.version):
        first = next(iter(fields), "email")
        errors[first] = "The settings changed since you opened this page. Check them again."
    return errors
