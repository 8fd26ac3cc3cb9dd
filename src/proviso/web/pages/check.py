"""The text checker: what would be found in a text, and why? Nothing is sent, kept or recorded (139-07.2.a).

One exception, the same as in the workspace: a text that may be classified is never only a check. It is denied on the
record, its incident opens, and it is not shown again (139-07.2.a.4, 139-07.6; `asking.check_only`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from ..asking import Asked, check_only, is_emergency, security_phone
from ..checked import CheckedView, view_checked
from ..denial import DenialView, title_line, view_denial
from ..desk import Desk, at_desk
from ..files import KINDS, accepted, begin_files, finish_files
from ..intake import Typed, problems, read_form, readable
from ..kinds import kind_title
from ..setup import last_choice

TITLE = "Check a text"
TOOL, PURPOSE = "no tool: the text checker", "only a check"
"""What the record says in place of both when a text that may be classified was put in here."""
OPEN, EMPTY = "open", "empty"
"""Buttons: the one of another page, which may bring no text, and the one that empties the box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """The box, and what came of it."""

    typed: Typed
    said: tuple[str, ...] = ()
    """What was read of the files."""
    checked: CheckedView | None = field(default=None, repr=False)
    denial: DenialView | None = None
    """An emergency, or a fault: then nothing was checked."""
    file_kinds: str = KINDS
    accepts: str = field(default_factory=accepted)
    max_file_mib: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


def show_check(request: Request) -> Response:
    """The empty box."""
    return _page(at_desk(request), CheckPage(typed=Typed()))


def post_check(request: Request) -> Response:
    """Look at the text that was sent; it goes back in this reply only."""
    desk = at_desk(request)
    typed = read_form(desk.form)
    verb = desk.form.line("do")
    files = begin_files(desk)
    is_empty = not typed.text.strip() and not files.begun and not files.trouble
    if verb == EMPTY or (verb == OPEN and is_empty):
        return _page(desk, CheckPage(typed=replace(typed, text="", attachment="")))
    typed, said, errors = finish_files(files, typed)
    errors = errors or _problems(desk, typed)
    if errors:
        return _page(desk, CheckPage(typed=replace(typed, text=readable(typed.text)), errors=errors), TITLE)
    asked = check_only(desk, replace(typed, tool_id=TOOL, purpose=PURPOSE, source=""))
    if is_emergency(asked.decision) or asked.decision.fault:
        return _stopped(desk, typed, asked)
    checked = view_checked(asked.decision.findings, typed.parts, desk.pack, desk.now)
    return _page(desk, CheckPage(typed=typed, said=said, checked=checked), f"Checked: {title_line(checked.headline)}")


def _problems(desk: Desk, typed: Typed) -> dict[str, str]:
    """What is wrong with the text itself; a tool, a purpose and a source are not asked for here."""
    bare = replace(typed, tool_id=TOOL, purpose=PURPOSE, source="")
    return dict(problems(bare, tools=[TOOL], purposes=[PURPOSE], max_chars=desk.agency.settings.max_text_chars))


def _stopped(desk: Desk, typed: Typed, asked: Asked) -> Response:
    """INVARIANT: a text that may be classified does not come back, and neither does anything about its words."""
    is_hidden = is_emergency(asked.decision)
    view = view_denial(
        asked.decision,
        title_of=kind_title,
        is_recorded=asked.is_recorded,
        incident_id=asked.incident_id,
        phone=security_phone(desk) if is_hidden else "",
        can_object=False,
    )
    if not is_hidden:
        view = replace(view, buttons=())  # the box and its own button stand below
    page = CheckPage(typed=Typed() if is_hidden else typed, denial=view)
    return _page(desk, page, f"{title_line(view.lead.headline)} – {TITLE}")


def _page(desk: Desk, page: CheckPage, title: str = TITLE) -> Response:
    tool, purpose = last_choice(desk)
    typed = replace(page.typed, tool_id=page.typed.tool_id or tool, purpose=page.typed.purpose or purpose)
    page = replace(page, typed=typed, max_file_mib=desk.agency.settings.max_file_mib)
    return desk.page("check.html", page, title=title, status=422 if page.errors else 200)
