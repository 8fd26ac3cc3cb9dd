"""The vendor's terms of a tool, watched (T-13): each version with its hash; another one starts a re-review."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import terms as change
from proviso.db import terms
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import Tool

from ..desk import Desk, at_desk, typed
from .tool import find_tool

WHOM = "the CIO’s office and Counsel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version as it was kept."""

    number: int
    name: str
    link: str
    when: str
    stamp: str
    by: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage:
    """The versions, newest first, and the form that keeps one more."""

    id: str
    name: str
    answer: str
    versions: tuple[Version, ...]
    may_keep: bool
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def show_terms(request: Request) -> Response:
    """What the agency accepted, and when it changed; for everybody who works here."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _page(desk, tx, find_tool(tx, request), typed(None, "link", "text"))
    return desk.page("terms.html", page, title=f"Terms of {page.name}")


def _page(desk: Desk, tx: Tx, tool: Tool, values: dict[str, str], errors: dict[str, str] | None = None) -> TermsPage:
    found = terms.of_tool(tx, tool.id)
    answer = f"Nobody has kept the terms of {tool.name} yet."
    if found:
        answer = f"Version {found[0].version} counts, since {desk.day(desk.words.local(found[0].kept_at))}."
    return TermsPage(
        id=tool.id,
        name=tool.name,
        answer=answer,
        versions=tuple(
            Version(
                number=one.version,
                name=one.name,
                link=one.link,
                when=desk.when(one.kept_at),
                stamp=desk.stamp(one.kept_at),
                by=desk.name(tx, one.kept_by),
                sha256=one.sha256,
            )
            for one in found
        ),
        may_keep=desk.has(*change.KEEPERS),
        typed=values,
        errors=errors or {},
        done=desk.done,
    )


def keep_terms(request: Request) -> Response:
    """Keep what was uploaded or pasted; nothing is fetched from the vendor."""
    desk = at_desk(request)
    desk.only(WHOM, *change.KEEPERS)
    values = typed(desk.form, "link", "text")
    file = next(iter(desk.form.files("file")), None)
    name, content = (file.name, file.content) if file else ("text", values["text"].encode())
    with desk.read() as tx:
        tool = find_tool(tx, request)
    try:
        kept, is_change = desk.write(
            lambda tx: change.keep(tx, tool.id, content, name, values["link"], desk.pack, actor=desk.me.id, at=desk.now)
        )
    except UsageError as fault:
        field_ = "link" if "link" in fault.message else "file"
        with desk.read() as tx:
            page = _page(desk, tx, tool, values, {field_: f"{fault.message} {fault.hint}".strip()})
        return desk.page("terms.html", page, title=f"Terms of {tool.name}", status=422)
    return desk.go(
        f"/tools/{tool.id}/terms", _said(tool, kept.version, is_new=kept.kept_at == desk.now, is_change=is_change)
    )


def _said(tool: Tool, version: int, *, is_new: bool, is_change: bool) -> str:
    if not is_new:
        return f"These are the same terms as version {version}. Nothing changed."
    if is_change:
        return f"Version {version} is kept. The terms changed, so {tool.name} is due for its re-review."
    return f"Version {version} is kept."


def download(request: Request) -> Response:
    """One version, as it was kept."""
    desk = at_desk(request)
    number = request.path_params["version"]
    with desk.read() as tx:
        tool = find_tool(tx, request)
        content = terms.content(tx, tool.id, number)
    if content is None:
        raise NotFoundError(f"There is no version {number} of these terms.", hint="The page of the terms lists them.")
    headers = {
        "content-disposition": f'attachment; filename="terms-{tool.id}-{number}.bin"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)
