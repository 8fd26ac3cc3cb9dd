"""The feeds as an ASGI application: `/scim/v2/…` for the directory, `/xapi/statements` for the learning system.

Each has tokens of its own, made on the page Feeds. Nothing is read for a caller whose token opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import logging
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from proviso.actions.agency import Agency
from proviso.actions.feeds import DIRECTORY, LEARNING, find_by_token, note_use
from proviso.errors import ConflictError, ProvisoError, UsageError

from . import xapi

if TYPE_CHECKING:
    from .scim.service import Service

SCIM, XAPI = "/scim/v2", "/xapi"
STATEMENTS = "/xapi/statements"
ABOUT = "/xapi/about"
MIB = 1 << 20
MOST_BODY = 4 * MIB
VERSION = {"x-experience-api-version": "1.0.3"}
LOG = logging.getLogger("proviso.feeds")


def is_mine(path: str) -> bool:
    """Whether an address belongs to the feeds."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in (SCIM, XAPI))


class TooMuchError(UsageError):
    """More was sent than one message may hold."""


class Feeds:
    """The feeds of one agency."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency

    @cached_property
    def scim(self) -> Service | None:
        """The SCIM service; None where its packages are not installed."""
        try:
            from .scim.service import Service  # it takes a second to import: only who uses it pays
        except ImportError:
            return None
        return Service(self.agency.store, _now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever breaks is an error in the caller's format."""
        is_scim = scope["path"].startswith(SCIM)
        try:
            answer = await (self._directory if is_scim else self._learning)(Request(scope, receive))
        except ClientDisconnect:
            return
        except TooMuchError as fault:
            answer = _refusal(is_scim, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, fault.message)
        except ConflictError as fault:
            answer = _refusal(is_scim, HTTPStatus.CONFLICT, fault.message)
        except UsageError as fault:
            answer = _refusal(is_scim, HTTPStatus.BAD_REQUEST, f"{fault.message} {fault.hint}".strip())
        except ProvisoError as fault:
            LOG.error("%s at %s", fault.message, scope["path"])  # noqa: TRY400  # the trace may hold a name
            answer = _refusal(is_scim, HTTPStatus.SERVICE_UNAVAILABLE, "Nothing was written. Send it again later.")
        except Exception as fault:  # the last door: no stack trace, no name
            LOG.error("%s at %s", type(fault).__name__, scope["path"])  # noqa: TRY400  # as above
            answer = _refusal(
                is_scim, HTTPStatus.INTERNAL_SERVER_ERROR, f"A part of Proviso broke ({type(fault).__name__})."
            )
        await answer(scope, receive, send)

    async def _directory(self, request: Request) -> Response:
        if not await self._is_known(request, DIRECTORY):
            return _unknown(is_scim=True)
        is_here = "scim" in self.__dict__  # it takes a second to import, and then no thread
        service = self.scim if is_here else await run_in_threadpool(lambda: self.scim)
        if service is None:
            return _refusal(True, HTTPStatus.NOT_IMPLEMENTED, "SCIM needs the packages of proviso[scim].")
        base = str(request.base_url).rstrip("/") + SCIM
        body = await _body(request)
        status, headers, content = await run_in_threadpool(
            service.answer,
            request.method,
            base,
            request.url.path.removeprefix(SCIM) or "/",
            dict(request.query_params),
            dict(request.headers),
            body,
        )
        return Response(content, status, headers)

    async def _learning(self, request: Request) -> Response:
        path = request.url.path
        if path == ABOUT:
            return JSONResponse({"version": ["1.0.3"]}, headers=VERSION)
        if not await self._is_known(request, LEARNING):
            return _unknown(is_scim=False)
        if path != STATEMENTS:
            return _refusal(False, HTTPStatus.NOT_FOUND, f"Statements go to {STATEMENTS}.")
        if request.method not in {"POST", "PUT"}:
            return _refusal(False, HTTPStatus.METHOD_NOT_ALLOWED, "Send statements; nothing is given out here.")
        if not request.headers.get("x-experience-api-version", "").startswith(("1.0", "2.0")):
            return _refusal(False, HTTPStatus.BAD_REQUEST, "The header X-Experience-API-Version must be 1.0.3.")
        wanted = dict(parse_qsl(request.url.query)).get("statementId", "")
        if request.method == "PUT" and not wanted:
            return _refusal(False, HTTPStatus.BAD_REQUEST, "A statement that is put needs its statementId.")
        statements = xapi.read(await _body(request), wanted)
        at = _now()
        taken = await run_in_threadpool(self.agency.store.write, lambda tx: xapi.take(tx, statements, at=at))
        if request.method == "PUT":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=VERSION)
        return Response(msgspec.json.encode(taken.ids), media_type="application/json", headers=VERSION)

    async def _is_known(self, request: Request, feed: str) -> bool:
        words, at = _token(request.headers), _now()
        found = find_by_token(self.agency.store, feed, words) if words else None  # one look by an index
        if found is not None and found.wants_note(at):
            await run_in_threadpool(note_use, self.agency.store, found, at)
        return found is not None


def _now() -> datetime:
    return datetime.now(UTC)


def _token(headers: Headers) -> str:
    """`Bearer TOKEN`; or `Basic` with it as the password, which is all that some learning systems can send."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    return basic_password(given) if scheme.lower() == "basic" else ""


def basic_password(given: str) -> str:
    """The password of `Basic`; empty when it is none."""
    try:
        return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY:
            raise TooMuchError(f"One message may have {MOST_BODY // MIB} MiB. Send it in parts.")
    return bytes(body)


def _unknown(*, is_scim: bool) -> Response:
    answer = _refusal(is_scim, HTTPStatus.UNAUTHORIZED, "This token opens nothing here. An administrator makes one.")
    answer.headers["www-authenticate"] = 'Bearer realm="proviso"'
    return answer


def _refusal(is_scim: bool, status: HTTPStatus, message: str) -> Response:
    if not is_scim:
        return JSONResponse({"error": message}, status, headers=VERSION)
    said = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(int(status)), "detail": message}
    return JSONResponse(said, status, media_type="application/scim+json")
