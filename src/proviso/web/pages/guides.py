"""How an account on a tool is set up: what everybody reads, and the form of the CIO's office (139-07.2.d–e)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import guides as change_guides
from proviso.actions.pictures import checked
from proviso.actions.wording import clean, clean_line
from proviso.db import guides, tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UnreadableError
from proviso.identity.ids import new_id
from proviso.model import Guide, GuideRow, Picture, Role, Tool

from ..desk import Confirm, Desk, at_desk
from ..session import session
from ..stepping import ask, confirmed

AGAIN, WORDS = "again", "words"
DRAFT, PICTURES = "guide.draft", "guide.pictures"
LONGEST, MOST_STEPS = 120, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting as the form has it."""

    id: str
    setting: str = ""
    clause: str = ""
    steps: str = ""
    picture: str = ""
    alt: str = ""
    is_removed: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing was typed: the row to add another one."""
        return not (self.setting or self.steps or self.picture or self.alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What waits for the second button, in memory only."""

    code: str
    tool_id: str
    rows: tuple[GuideRow, ...]
    asks_again: bool
    seen_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    """The settings, and for the CIO's office the form."""

    tool: str
    tool_id: str
    answer: str
    shown: tuple[GuideRow, ...]
    may_edit: bool
    rows: tuple[Row, ...]
    clauses: tuple[tuple[str, str], ...]
    version: int
    asks: str
    count: str
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


def show_guide(request: Request) -> Response:
    """The settings of an account on this tool, as whoever sets one up reads them."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool, guide = _tool(tx, request)
        rows = tuple(_row(row) for row in guide.rows) if guide else ()
        page = _page(desk, tx, tool, guide, (*rows, Row(id=new_id())))
    return desk.page("guide.html", page, title=f"Account settings: {tool.name}")


def _tool(tx: Tx, request: Request) -> tuple[Tool, Guide | None]:
    tool = tools.get(tx, request.path_params["tool_id"])
    if tool is None:
        raise NotFoundError("There is no such tool on the list.", hint="Tools shows all of them.")
    return tool, guides.get(tx, tool.id)


def _row(row: GuideRow) -> Row:
    return Row(
        id=row.id,
        setting=row.setting,
        clause=row.clause,
        steps="\n".join(row.steps),
        picture=row.picture,
        alt=row.alt,
    )


def _page(
    desk: Desk,
    tx: Tx,
    tool: Tool,
    guide: Guide | None,
    rows: tuple[Row, ...],
    *,
    asks: str = "",
    errors: Mapping[str, str] | None = None,
) -> GuidePage:
    return GuidePage(
        tool=tool.name,
        tool_id=tool.id,
        answer=_answer(desk, tx, tool, guide),
        shown=guide.rows if guide else (),
        may_edit=desk.has(Role.CIO, Role.CIO_OFFICE) and tool.needs_account,
        rows=rows[: change_guides.MOST_ROWS],
        clauses=(("", "Choose the rule"), *_clauses(desk)),
        version=guide.version if guide else 0,
        asks=asks,
        count=desk.count(guides.count_accounts(tx, tool.id), "person", "people"),
        errors=errors or {},
        done=desk.done,
    )


def _answer(desk: Desk, tx: Tx, tool: Tool, guide: Guide | None) -> str:
    if not tool.needs_account:
        return f"{tool.name} needs no account of your own, so there is nothing to set."
    if guide is None:
        return f"Nobody has written down the settings of {tool.name} yet. People are asked about them in general."
    who = desk.name(tx, guide.changed_by)
    return f"{desk.count(len(guide.rows), 'setting')}, as {who} wrote them on {desk.words.date(guide.changed_at)}."


def _clauses(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The clauses that an account is about, as the rules in force have them."""
    about = {rule.id: rule.clause for rule in desk.pack.rules if rule.about == "account"}
    return tuple(
        (clause.id, f"{clause.id}: {clause.title}")
        for clause in desk.pack.clauses
        if clause.id in about.values() or about.keys() & set(clause.carried_by)
    )


def check_guide(request: Request) -> Response:
    """Read the form, and show what the change means for how many people."""
    desk = at_desk(request)
    desk.only("the CIO’s office", Role.CIO, Role.CIO_OFFICE)
    with desk.read() as tx:
        tool, guide = _tool(tx, request)
        rows, errors = _typed(desk, tool, guide)
        asks = desk.form.text("asks")
        if desk.form.is_ticked("more"):
            page = _page(desk, tx, tool, guide, (*rows, Row(id=new_id())), asks=asks)
            return desk.page("guide.html", page, title=f"Account settings: {tool.name}")
        if asks not in {AGAIN, WORDS}:
            errors["asks"] = "Say whether the settings changed, or only the words."
        seen = desk.form.text("version")
        if seen != str(guide.version if guide else 0):
            errors = {"version": _changed(desk, tx, guide), **errors}
        if errors:
            page = _page(desk, tx, tool, guide, (*rows, Row(id=new_id())), asks=asks, errors=errors)
            return desk.page("guide.html", page, title=f"Account settings: {tool.name}", status=422)
        count = guides.count_accounts(tx, tool.id)
    kept = tuple(_kept(row) for row in rows if not row.is_removed)
    draft = Draft(code=new_id(), tool_id=tool.id, rows=kept, asks_again=asks == AGAIN, seen_version=int(seen))
    session(request).data[DRAFT] = draft
    return desk.page("confirm.html", _confirm(desk, tool, draft, count), title="Check and confirm: account settings")


def _changed(desk: Desk, tx: Tx, guide: Guide | None) -> str:
    when = f" {desk.when(guide.changed_at)}" if guide else ""
    who = change_guides.changed_meanwhile(tx, guide).rstrip(".")
    return f"{who},{when}. Your words are kept below. Compare them with what stands above, then save again."


def _typed(desk: Desk, tool: Tool, guide: Guide | None) -> tuple[tuple[Row, ...], dict[str, str]]:
    """The rows of the form in order, with the pictures that came, and what is missing in them."""
    rows: list[Row] = []
    errors: dict[str, str] = {}
    for number in range(1, change_guides.MOST_ROWS + 1):
        if not desk.form.is_ticked(f"id-{number}"):
            break
        row = Row(
            id=_code(desk.form.text(f"id-{number}"), {row.id for row in rows}),
            setting=clean_line(desk.form.text(f"setting-{number}")),
            clause=desk.form.text(f"clause-{number}"),
            steps=clean(desk.form.text(f"steps-{number}")).strip(),
            picture="" if desk.form.is_ticked(f"drop-{number}") else _picture(desk, tool, guide, number, errors),
            alt=clean_line(desk.form.text(f"alt-{number}")),
            is_removed=desk.form.is_ticked(f"remove-{number}"),
        )
        if row.is_empty:
            continue
        rows.append(row)
        if not row.is_removed:
            errors.update(_wrong(desk, row, number))
    if not [row for row in rows if not row.is_removed] and not errors:
        errors["setting-1"] = "Write at least one setting."
    return tuple(rows), errors


def _wrong(desk: Desk, row: Row, number: int) -> dict[str, str]:
    errors = {}
    steps = _steps(row)
    if not row.setting or len(row.setting) > LONGEST:
        errors[f"setting-{number}"] = f"Name the setting in up to {LONGEST} characters."
    if row.clause not in {key for key, _ in _clauses(desk)}:
        errors[f"clause-{number}"] = "Choose the rule that asks for it."
    if not steps or len(steps) > MOST_STEPS or any(len(step) > LONGEST for step in steps):
        errors[f"steps-{number}"] = f"Write 1 to {MOST_STEPS} steps, one a line, {LONGEST} characters each."
    if row.picture and not row.alt:
        errors[f"alt-{number}"] = "Say what the picture shows: not everybody sees it."
    return errors


def _steps(row: Row) -> tuple[str, ...]:
    return tuple(line.strip() for line in row.steps.split("\n") if line.strip())


def _code(sent: str, taken: set[str]) -> str:
    """The code of a row, which becomes the name of a field: letters and digits, each once."""
    is_code = len(sent) <= 8 and sent.isascii() and sent.isalnum() and sent not in taken
    return sent if is_code else new_id()


def _picture(desk: Desk, tool: Tool, guide: Guide | None, number: int, errors: dict[str, str]) -> str:
    """The code of the row's picture: a new one, checked and kept in memory until it is confirmed, or the one before."""
    files = desk.form.files(f"picture-{number}")
    if not files:
        sent = desk.form.text(f"kept-{number}")
        return sent if sent in {*_held(desk), *(row.picture for row in (guide.rows if guide else ()))} else ""
    try:
        picture = change_guides.picture_of(tool.id, checked(files[0].content), actor=desk.me.id, at=desk.now)
    except UnreadableError as fault:
        errors[f"picture-{number}"] = f"{fault.message} {fault.hint}"
        return ""
    held = dict(list(_held(desk).items())[-change_guides.MOST_ROWS :])
    session(desk.request).data[PICTURES] = {**held, picture.id: picture}
    return picture.id


def _held(desk: Desk) -> dict[str, Picture]:
    found: Any = session(desk.request).data.get(PICTURES)
    return found if isinstance(found, dict) else {}


def _kept(row: Row) -> GuideRow:
    return GuideRow(
        id=row.id,
        setting=row.setting,
        clause=row.clause,
        steps=_steps(row),
        picture=row.picture,
        alt=row.alt if row.picture else "",
    )


def _confirm(desk: Desk, tool: Tool, draft: Draft, count: int) -> Confirm:
    people = desk.count(count, "person", "people")
    settings = desk.count(len(draft.rows), "setting")
    if draft.asks_again:
        answer = f"{people} check {tool.name} again." if count != 1 else f"1 person checks {tool.name} again."
        then = f"{people} said how their account is set up. Before the next use each of them ticks {settings}."
    else:
        answer = f"{tool.name} gets {settings}. Nobody is asked again."
        then = f"What {people} said about their account goes on counting. Whoever is next reads the new words."
    return Confirm(
        answer=answer,
        consequences=(then, "It counts from the moment on which you confirm. A later change is a new version."),
        action=f"/tools/{tool.id}/guide/confirm",
        hidden={"draft": draft.code},
        button="Save the settings",
        back=f"/tools/{tool.id}/guide",
        recorded="We record who changed the settings, when, how many there are, and whether everybody is asked again.",
    )


def save_guide(request: Request) -> Response:
    """Put the settings in force: the next use of whoever is asked again is denied until they have checked theirs."""
    desk = at_desk(request)
    desk.only("the CIO’s office", Role.CIO, Role.CIO_OFFICE)
    path = f"/tools/{request.path_params['tool_id']}/guide"
    draft = session(request).data.get(DRAFT)
    if not isinstance(draft, Draft) or draft.code != desk.form.text("draft"):
        return desk.go(path, "Nothing changed: this page was open for too long, or was sent before.")
    if not confirmed(desk):
        return ask(desk, path)
    held = _held(desk)
    pictures = tuple(held[row.picture] for row in draft.rows if row.picture in held)
    try:
        guide = desk.write(
            lambda tx: change_guides.set_guide(
                tx,
                draft.tool_id,
                draft.rows,
                pictures,
                asks_again=draft.asks_again,
                seen_version=draft.seen_version,
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except ConflictError as fault:
        return desk.go(path, f"Nothing changed. {fault.message} {fault.hint}")
    session(request).data.pop(DRAFT, None)
    session(request).data.pop(PICTURES, None)
    return desk.go(path, f"Saved as version {guide.version}. It counts from now on.")


def show_picture(request: Request) -> Response:
    """A screenshot of the agency, for staff only; one that is not saved yet, for whoever sent it."""
    desk = at_desk(request)
    picture_id = request.path_params["picture_id"]
    with desk.read() as tx:
        found = guides.picture(tx, picture_id) or _held(desk).get(picture_id)
    if found is None:
        raise NotFoundError("There is no such picture.", hint="The settings of the tool show the ones that are there.")
    headers = {"Content-Disposition": "inline", "Cache-Control": "private, max-age=3600"}
    return Response(found.content, media_type=found.media, headers=headers)
