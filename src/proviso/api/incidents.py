"""`POST /api/incidents`: a program reports a spill, for its system or for a person (139-07.6).

The caller has a system's key, also one that was taken off the register, or a person's token. Only `kind` must be said.
INVARIANT: whatever else is in the body is not read, not kept and not echoed: the spilled text may be in it.
"""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from proviso.actions import access_tokens, incidents, systems, tokens, uses
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db import uses as uses_db
from proviso.db.store import Tx
from proviso.errors import ProvisoError
from proviso.identity.ids import read_id
from proviso.model import Incident, Role, SpillKind

PATH = "/api/incidents"
MOST_BODY = 16 * 1024
MOST, WINDOW = 30, timedelta(minutes=10)
"""So many reports of one system or person in so much time: each is told to the officers, and a flood would hide the one
that matters. Each process counts its own."""
LOG = logging.getLogger("proviso.api")


class RefusedError(Exception):
    """What is wrong with a call."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of the body; other fields are passed over unread."""

    kind: str
    tool: str = ""
    decision: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """In whose name a program reports."""

    person_id: str
    system_id: str = ""


def is_mine(path: str) -> bool:
    """Whether an address belongs to the reports."""
    return path == PATH


class Incidents:
    """The door for reports of one agency."""

    def __init__(self, agency: Agency, *, now: Callable[[], datetime] | None = None) -> None:
        self.agency = agency
        self.now = now or (lambda: datetime.now(UTC))
        self._lately: dict[str, deque[datetime]] = {}
        """When each reporter reported; as many as there are systems and people."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one report."""
        try:
            answer = await self._answer(Request(scope, receive))
        except ClientDisconnect:
            return
        except RefusedError as refused:
            answer = _problem(refused.status, refused.detail)
        except ProvisoError as fault:
            LOG.warning("%s at %s", fault.message, PATH)
            answer = _problem(HTTPStatus.SERVICE_UNAVAILABLE, "It could not be recorded. Call Security.")
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "POST a report.")
        authorization = request.headers.get("authorization", "")
        reporter = await run_in_threadpool(self._reporter, authorization)
        report = _read(await _body(request))
        self._count(reporter)
        incident = await run_in_threadpool(self._report, reporter, report)
        return await run_in_threadpool(self._said, incident)

    def _reporter(self, authorization: str) -> Reporter:
        """By a system's key, a token for the gateway, or one for acts. A system that was revoked may report, too."""
        scheme, _, words = authorization.partition(" ")
        words, at = words.strip(), self.now()
        if scheme.lower() == "bearer" and words:
            system = systems.find_by_key(self.agency, words, at)
            if system is not None:
                return Reporter(person_id=system.owner_id, system_id=system.id)
            token = tokens.find_by_token(self.agency, words, at)
            if token is not None:
                return Reporter(person_id=token.person_id)
            held = access_tokens.find_by_token(self.agency.store, words, at)
            if held is not None:
                return Reporter(person_id=held.person_id)
        raise RefusedError(
            HTTPStatus.UNAUTHORIZED, "Send a system’s key or a person’s token. A person reports at /spill without one."
        )

    def _count(self, reporter: Reporter) -> None:
        at, held = self.now(), self._lately.setdefault(reporter.system_id or reporter.person_id, deque())
        while held and at - held[0] >= WINDOW:
            held.popleft()
        if len(held) >= MOST:
            raise RefusedError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"{MOST} reports of yours in {WINDOW.seconds // 60} minutes are recorded. Call Security for more.",
            )
        held.append(at)

    def _report(self, reporter: Reporter, report: Report) -> Incident:
        at = self.now()
        with self.agency.store.read() as tx:
            typed = read_id(report.decision)
            decision = uses_db.get(tx, typed) if typed else None
            tool = decision.tool_id if decision else report.tool
            tool_id = tool if tool and tools.get(tx, tool) else None
            owner = people.get(tx, reporter.person_id)
            pack = uses.pack_at(tx, self.agency, owner.component if owner else "", at)
        key = report.key or _usual_key(reporter, report, at)

        def work(tx: Tx) -> Incident:
            return incidents.report(
                tx,
                SpillKind(report.kind),
                tool_id,
                decision.id if decision else None,
                actor=reporter.person_id,
                at=at,
                pack=pack,
                key=f"api:{reporter.system_id}:{key[:80]}",
                way="api",
                system_id=reporter.system_id,
            )

        return self.agency.store.write(work)

    def _said(self, incident: Incident) -> Response:
        with self.agency.store.read() as tx:
            security = agency_db.offices(tx).get(Role.SECURITY.value)
        said: dict[str, Any] = {
            "incident": incident.id,
            "reported_at": incident.opened_at.astimezone(UTC).isoformat(timespec="seconds"),
            "page": f"{self.agency.settings.site}/spill/{incident.id}",
            "now": "Keep what is there. Delete and forward nothing.",
            "security_phone": security.phone if security else "",
        }
        return Response(
            msgspec.json.encode(said),
            HTTPStatus.CREATED,
            media_type="application/json",
            headers={"cache-control": "no-store"},
        )


def _usual_key(reporter: Reporter, report: Report, at: datetime) -> str:
    """Without a key of its own, a program that says the same again within ten minutes opens one incident."""
    bucket = int(at.timestamp()) // 600
    said = f"{reporter.person_id}|{report.kind}|{report.tool}|{report.decision}|{bucket}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise RefusedError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A report is small. Leave the text out: it belongs nowhere here."
            )
    return bytes(body)


def _read(body: bytes) -> Report:
    try:
        report = msgspec.json.decode(body, type=Report)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise RefusedError(HTTPStatus.BAD_REQUEST, 'The body is JSON with a kind, like {"kind": "not_sure"}.') from None
    if report.kind not in set(SpillKind):
        kinds = ", ".join(kind.value for kind in SpillKind)
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, f"kind is one of {kinds}. not_sure is an answer.")
    return report


def _problem(status: HTTPStatus, detail: str) -> Response:
    said = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
    answer = Response(msgspec.json.encode(said), status, media_type="application/problem+json")
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = 'Bearer realm="proviso"'
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["allow"] = "POST"
    return answer
