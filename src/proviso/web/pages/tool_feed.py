"""The public list of tools for programs (139-07.1.d): as JSON, and its changes as an Atom feed (RFC 4287).

Nothing about staff is in either: no names of persons, and nobody is counted.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from proviso.db import agency as agency_db
from proviso.db import tool_changes, tools
from proviso.db.entries import Entry
from proviso.db.store import Tx
from proviso.model import Tool, ToolClass, ToolStatus

from ..desk import Desk, at_desk
from ..history import sentence
from ..listing import table_file
from ..tool_words import OPEN_SOURCE, STATUS, conditions
from .tool import TOLD_TO_ALL

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50
MAX_AGE = 300


def send_json(request: Request) -> Response:
    """The public list as JSON."""
    return _answer(request, _json, "application/json")


def send_atom(request: Request) -> Response:
    """What changed on the list, newest first, as an Atom feed."""
    return _answer(request, _atom, "application/atom+xml; charset=utf-8")


def send_csv(request: Request) -> Response:
    """The public list as a table that spreadsheets open."""
    desk = at_desk(request, public=True)
    desk.viewer = None
    with desk.read() as tx:
        names = agency_db.components(tx)
        rows = [_row(desk, tool, names) for tool in tools.all(tx) if tool.status is not ToolStatus.SUGGESTED]
    return table_file("tools.csv", HEADS, rows)


HEADS = ("tool", "vendor", "kind", "state", "since", "re-review due", "conditions")


def _row(desk: Desk, tool: Tool, names: dict[str, str]) -> tuple[str, ...]:
    since = tool.status_since.date().isoformat() if tool.status_since else ""
    due = tool.re_review_due.isoformat() if tool.re_review_due else ""
    state, said = STATUS[tool.status], " ".join(conditions(desk, tool, names))
    return tool.name, tool.vendor, tool.tool_class.value, state, since, due, said


def _answer(request: Request, make: Callable[[Desk, Tx, datetime], bytes], kind: str) -> Response:
    """The whole, or 304 when the asker has it already (RFC 9110, 13.2.2)."""
    desk = at_desk(request, public=True)
    desk.viewer = None  # the public variant, whoever asks: then it can be kept by a cache
    with desk.read() as tx:
        changed = tool_changes.newest(tx, TOLD_TO_ALL) or datetime.fromtimestamp(0, UTC)
        body = make(desk, tx, changed)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "last-modified": format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "cache-control": f"public, max-age={MAX_AGE}",
        "vary": "accept-encoding",
    }
    if _is_known(request, tag, changed):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def _is_known(request: Request, tag: str, changed: datetime) -> bool:
    held = request.headers.get("if-none-match")
    if held is not None:
        return held.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in held.split(",")}
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False
    return since.tzinfo is not None and changed.replace(microsecond=0) <= since


def _json(desk: Desk, tx: Tx, changed: datetime) -> bytes:
    names = agency_db.components(tx)
    listed = [t for t in tools.all(tx) if t.status is not ToolStatus.SUGGESTED]
    whole = {
        "agency": agency_db.name(tx) or desk.agency.settings.agency,
        "changed": desk.stamp(changed),
        "rule": OPEN_SOURCE,
        "tools": [_tool(desk, tool, names, {t.id for t in listed}) for tool in listed],
    }
    made: bytes = msgspec.json.format(msgspec.json.encode(whole), indent=2)
    return made + b"\n"


def _tool(desk: Desk, tool: Tool, names: dict[str, str], ids: set[str]) -> dict[str, object]:
    is_open = tool.status is ToolStatus.APPROVED
    return {
        "id": tool.id,
        "name": tool.name,
        "vendor": tool.vendor,
        "kind": tool.tool_class.value,
        "summary": tool.summary,
        "status": tool.status.value,
        "since": desk.stamp(tool.status_since) if tool.status_since else None,
        "reason": tool.status_reason if not is_open else "",
        "instead": tool.instead if not is_open and tool.instead in ids else None,
        "conditions": conditions(desk, tool, names),
        "open_source_only": tool.tool_class is ToolClass.COMMERCIAL or tool.ceiling.value == "open_source",
        "re_review_due": tool.re_review_due.isoformat() if tool.re_review_due else None,
        "page": f"{_base(desk)}/tools/{tool.id}",
    }


def _base(desk: Desk) -> str:
    return desk.agency.settings.public_url.rstrip("/") or str(desk.request.base_url).rstrip("/")


def _atom(desk: Desk, tx: Tx, changed: datetime) -> bytes:
    base, name = _base(desk), agency_db.name(tx) or desk.agency.settings.agency or "Proviso"
    feed = Element("feed", xmlns=ATOM)
    _put(feed, "id", _id(desk, "tools"))
    _put(feed, "title", f"{name}: AI tools, what changed")
    _put(feed, "subtitle", OPEN_SOURCE)
    _put(feed, "updated", desk.stamp(changed))
    _put(SubElement(feed, "author"), "name", name)
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=f"{base}/tools.atom")
    SubElement(feed, "link", rel="alternate", type="text/html", href=f"{base}/tools")
    for entry in tool_changes.lately(tx, TOLD_TO_ALL, limit=MOST):
        _entry(desk, tx, feed, entry, base)
    made: bytes = tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + made


def _entry(desk: Desk, tx: Tx, feed: Element, entry: Entry, base: str) -> None:
    record = entry.record
    tool = tools.get(tx, str(record.data["tool"]))
    if tool is None:
        return
    at = desk.stamp(datetime.fromisoformat(record.at))
    made = SubElement(feed, "entry")
    _put(made, "id", _id(desk, f"tools/changes/{entry.index}"))
    _put(made, "title", f"{tool.name}: {_title(record.event, record.data)}")
    _put(made, "published", at)
    _put(made, "updated", at)
    SubElement(made, "link", rel="alternate", type="text/html", href=f"{base}/tools/{tool.id}")
    _put(made, "content", f"{tool.name}: {sentence(record, desk, tx)} {OPEN_SOURCE}", type="text")


_TITLES = {
    "ToolConditionsSet": "other conditions",
    "ToolReReviewSet": "another day for its re-review",
    "ToolReReviewDue": "re-review due",
}


def _title(event: str, data: dict[str, object]) -> str:
    status = str(data.get("status", ""))
    return _TITLES.get(event) or (STATUS[ToolStatus(status)].lower() if status in set(ToolStatus) else event)


def _id(desk: Desk, path: str) -> str:
    """The same for ever, whatever the host is called: made of the ledger's own name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{desk.agency.journal.origin}/{path}").urn


def _put(parent: Element, name: str, text: str, **attributes: str) -> None:
    child = SubElement(parent, name, dict(attributes))
    child.text = "".join(c for c in text if c in "\t\n\r" or c >= " ")
