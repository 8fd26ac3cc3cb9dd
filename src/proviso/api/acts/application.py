"""The acts as an ASGI application: `/api/acts/…` for a program that acts for a person, beside the pages.

A caller has a token (`Authorization: Bearer pa-…`) and no cookie, so there is no form whose origin would have to be
checked. Errors are problem details (RFC 9457); what is not theirs to do is refused by the action itself, as on a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from proviso.actions import access_tokens, uses
from proviso.actions.agency import Agency
from proviso.actions.approvers import waiting_for
from proviso.actions.incident_access import sees
from proviso.actions.sign_ins import why_not_now
from proviso.actions.spilled_words import spilled
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, ProvisoError, UnreadableError, UsageError
from proviso.model import AccessToken, ExpertReview, Incident, Message, Person
from proviso.model.good_uses import GoodUse
from proviso.policy import Pack
from proviso.policy.course import course_of
from proviso.policy.standing import local_day

from .description import description
from .offers import SCREENED, WITHHELD, Offer, offers

ACTS = "/api/acts"
OPENAPI = "/api/openapi.json"
ME = "/api/me"
MOST_BODY = 1 << 20
JSON, PROBLEM = "application/json", "application/problem+json"
STATUS: tuple[tuple[type[ProvisoError], HTTPStatus], ...] = (
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (UnreadableError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (ProvisoError, HTTPStatus.SERVICE_UNAVAILABLE),
)
ELSEWHERE = (ExpertReview, GoodUse, Message)
"""What has more in it than who acts may read: notes about a text, an author without a name, the words of a mail."""
HERE = frozenset({"tx", "actor", "at"})
"""What each act gets where it is done."""
LOG = logging.getLogger("proviso.api")


def is_mine(path: str) -> bool:
    """Whether an address belongs to the acts."""
    return path in {ACTS, OPENAPI, ME} or path.startswith(f"{ACTS}/")


class CallError(Exception):
    """What is wrong with a call, before any act was tried."""

    def __init__(self, status: HTTPStatus, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint = status, detail, hint


class Acts:
    """The acts of one agency, as calls."""

    def __init__(self, agency: Agency, *, now: Callable[[], datetime] | None = None) -> None:
        self.agency = agency
        self.now = now or (lambda: datetime.now(UTC))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call; whatever breaks is a problem in words."""
        try:
            answer = await self._answer(Request(scope, receive))
        except ClientDisconnect:
            return
        except CallError as problem:
            answer = refusal(problem.status, problem.detail, problem.hint)
        except ProvisoError as fault:
            status = next(code for kind, code in STATUS if isinstance(fault, kind))
            answer = refusal(status, fault.message, fault.hint)
        except Exception as fault:  # the last door: no stack trace, no name
            LOG.error("%s at %s", type(fault).__name__, ACTS)  # noqa: TRY400  # the trace may hold what was sent
            answer = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side, and nothing was done.")
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        at, path = self.now(), request.url.path
        if path == OPENAPI:
            _only(request, "GET")
            return _json(await run_in_threadpool(description, str(request.base_url).rstrip("/")))
        token, person = await run_in_threadpool(self._known, request, at)
        if path == ME:
            _only(request, "GET")
            return _json(await run_in_threadpool(self._me, token, person, at))
        if path == ACTS:
            _only(request, "GET")
            return _json({"acts": [_line(offer) for offer in offers().values() if offer.area in token.areas]})
        offer = _offer(path.removeprefix(f"{ACTS}/"), token)
        _only(request, "POST")
        sent = _read(await _body(request), offer)
        await run_in_threadpool(self._screened, offer, sent)
        return _json(await run_in_threadpool(self._do, offer, sent, person, at))

    def _screened(self, offer: Offer, sent: msgspec.Struct) -> None:
        """INVARIANT: no program copies a spilled text into a ticket, either (139-07.6)."""
        for name in SCREENED.get(offer.name, ()):
            if spilled(self.agency, str(getattr(sent, name))) is not None:
                raise UsageError(
                    f"What “{name}” says may hold spilled text, so it was not kept.",
                    hint="Take it out. If it is none, write it on the page of the incident.",
                )

    def _known(self, request: Request, at: datetime) -> tuple[AccessToken, Person]:
        scheme, _, words = request.headers.get("authorization", "").partition(" ")
        words = words.strip() if scheme.lower() == "bearer" else ""
        token = access_tokens.find_by_token(self.agency.store, words, at)
        with self.agency.store.read() as tx:
            person = people.get(tx, token.person_id) if token else None
        today = at.astimezone(self.agency.settings.zone).date()
        if token is None or person is None or why_not_now(person, today):
            raise CallError(
                HTTPStatus.UNAUTHORIZED,
                "This token opens nothing here, or it has ended.",
                "Make one in My record › Programs, and send it as `Authorization: Bearer pa-…`.",
            )
        return token, person

    def _me(self, token: AccessToken, person: Person, at: datetime) -> dict[str, object]:
        with self.agency.store.read() as tx:
            return {
                "person": person,
                "token": {"ends_at": token.ends_at, "areas": token.areas},
                "requests_waiting": waiting_for(tx, person.id, at),
                "own_requests": people.requests_of(tx, person.id),
            }

    def _do(self, offer: Offer, sent: msgspec.Struct, person: Person, at: datetime) -> object:
        arguments = offer.arguments(sent, actor=person.id, at=at)
        where = str(arguments.get("url") or arguments.get("address") or "")
        given = {name: self._given(name, person, at, where) for name in offer.given if name not in HERE}

        def work(tx: Tx) -> Any:  # whatever the act gives back
            return offer.run(tx, **arguments, **given, actor=person.id, at=at)

        return {"act": offer.name, "at": at, "result": _shown(self.agency.store.write(work), person)}

    def _given(self, name: str, person: Person, at: datetime, where: str) -> object:
        pack = self._pack(person, at)
        match name:
            case "agency":
                return self.agency
            case "pack":
                return pack
            case "course":
                if pack.course is None:
                    raise NotFoundError("The rules in force name no course of their own.")
                return course_of(pack.course)
            case "today":
                return local_day(at, pack)
            case "waivable":
                return tuple(clause.id for clause in pack.clauses if clause.waivable)
            case "sealing_key":
                return self.agency.sealing_key
            case "may_be_private":
                return self.agency.settings.may_be_inside(where)
        raise TypeError(name)

    def _pack(self, person: Person, at: datetime) -> Pack:
        with self.agency.store.read() as tx:
            found = uses.pack_at(tx, self.agency, person.component, at)
        return found or self.agency.packs.for_component(person.component)


def refusal(status: HTTPStatus, detail: str, hint: str = "") -> Response:
    """Problem details (RFC 9457) with our `hint`: what to do now."""
    said = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail, "hint": hint}
    answer = Response(msgspec.json.encode(said), status, media_type=PROBLEM)
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = 'Bearer realm="proviso"'
    return answer


def _shown(result: object, person: Person) -> object:
    """What comes back. INVARIANT: of an incident, only what its page would show this person (139-07.6)."""
    if isinstance(result, tuple):
        return tuple(_shown(one, person) for one in result)
    if isinstance(result, Incident) and not sees(person.roles, result):
        return {"id": result.id, "opened_at": result.opened_at, "state": result.state}
    return {"id": result.id, "state": result.state} if isinstance(result, ELSEWHERE) else result


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=JSON, headers={"cache-control": "no-store"})


def _line(offer: Offer) -> dict[str, object]:
    return {"act": offer.name, "area": offer.area, "says": offer.says, "who": offer.who, "never": offer.never}


def _only(request: Request, method: str) -> None:
    if request.method != method:
        raise CallError(HTTPStatus.METHOD_NOT_ALLOWED, f"This address takes {method}.")


def _offer(name: str, token: AccessToken) -> Offer:
    if name in WITHHELD:
        raise NotAllowedError(WITHHELD[name], hint="Open the page for it.")
    offer = offers().get(name)
    if offer is None:
        raise NotFoundError("There is no such act.", hint=f"GET {ACTS} lists what this token may do.")
    if offer.area not in token.areas:
        raise NotAllowedError(
            f"This token is not for “{offer.area}”.", hint="Make one for that area in My record › Programs."
        )
    return offer


def _read(body: bytes, offer: Offer) -> msgspec.Struct:
    try:
        return msgspec.json.decode(body or b"{}", type=offer.shape)
    except msgspec.ValidationError as fault:
        raise UsageError(
            f"The body does not fit {offer.name}: {fault}.", hint=f"GET {OPENAPI} has its fields."
        ) from None
    except (msgspec.DecodeError, RecursionError):
        raise UsageError("The body is no JSON.", hint='Send an object: {"person_id": "…"}.') from None


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", JSON).partition(";")[0].strip().lower() != JSON:
        raise CallError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON}.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY:
            raise CallError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "One call may have 1 MiB.")
    return bytes(body)
