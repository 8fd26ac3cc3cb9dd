"""The analyzer's addresses, and faults in its clients' shape: `{"error": "…"}`, never with a piece of the text.

It keeps nothing and opens no database: it can run beside an agency, or on a machine that has none.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from proviso import screening
from proviso.errors import ProvisoError, ScreeningError, UsageError
from proviso.screening import recognizers
from proviso.settings import Settings

from .access import Access, check_access
from .analyzing import LANGUAGES, Screen, analyze, checked, texts_of
from .anonymizing import OPERATORS, anonymize
from .entities import entities
from .shapes import Analyze, Anonymize, Result

MIB = 1 << 20
CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,128}")
LOG = logging.getLogger("proviso.api")
Shape = TypeVar("Shape")
Value = TypeVar("Value")


class TooLargeError(UsageError):
    """More was sent than one request may hold."""


def create_analyzer(settings: Settings, *, screen: Screen | None = None) -> Starlette:
    """The analyzer as an application; compiled before the first request, so that a broken one does not start.

    `screen` looks at the text; tests bring their own.
    """
    check_access(settings)
    screening.screen(())
    chosen = screen or partial(screening.screen, names=settings.names)
    app = Starlette(
        routes=[
            Route("/health", health),
            Route("/recognizers", list_recognizers),
            Route("/supportedentities", list_entities),
            Route("/anonymizers", list_anonymizers),
            Route("/analyze", post_analyze, methods=["POST"]),
            Route("/anonymize", post_anonymize, methods=["POST"]),
        ],
        middleware=[Middleware(Access, token=settings.analyzer_token)],
        exception_handlers={HTTPException: _http, ProvisoError: _fault, ClientDisconnect: _gone},
    )
    app.state.settings = settings
    app.state.screen = chosen
    app.state.at_once = CapacityLimiter(max(2, os.cpu_count() or 1))
    return app


async def health(request: Request) -> Response:
    """Whether it answers."""
    return PlainTextResponse("Proviso analyzer service is up")


async def list_recognizers(request: Request) -> Response:
    """The names of the recognizers for `?language=`."""
    _language(request)
    return _json([recognizer.name for recognizer in recognizers()])


async def list_entities(request: Request) -> Response:
    """The entities that an answer may hold for `?language=`."""
    _language(request)
    return _json(entities())


async def list_anonymizers(request: Request) -> Response:
    """The operators of `/anonymize`."""
    return _json(OPERATORS)


async def post_analyze(request: Request) -> Response:
    """What is found in a text, or in each of many. Nothing is kept."""
    settings: Settings = request.app.state.settings
    body = await _body(request, settings)

    def work() -> tuple[Analyze, list[list[Result]]]:
        asked = checked(_decoded(body, Analyze), settings.max_text_chars)
        return asked, [analyze(text, asked, request.app.state.screen) for text in texts_of(asked)]

    asked, found = await _apart(request, work)
    answer = _json(found if isinstance(asked.text, list) else found[0])
    if asked.correlation_id and CORRELATION.fullmatch(asked.correlation_id):
        answer.headers["x-correlation-id"] = asked.correlation_id
    return answer


async def post_anonymize(request: Request) -> Response:
    """A text without what was found in it."""
    settings: Settings = request.app.state.settings
    body = await _body(request, settings)

    def work() -> bytes:
        asked = _decoded(body, Anonymize)
        if len(asked.text) > settings.max_text_chars:
            raise TooLargeError(f"Too much text: {settings.max_text_chars:,} characters are the most")
        # The standard library writes lone surrogates as escapes, which msgspec refuses.
        return json.dumps(msgspec.to_builtins(anonymize(asked))).encode()

    return Response(await _apart(request, work), media_type="application/json")


async def _apart(request: Request, work: Callable[[], Value]) -> Value:
    """Work in a thread, as many at once as there are cores. A fault there may hold the text: only its kind is said."""

    def guarded() -> Value:
        try:
            return work()
        except ProvisoError:
            raise
        except Exception as fault:  # any fault is an answer of 500, never an empty list of findings
            raise ScreeningError(f"Screening did not answer ({type(fault).__name__}).") from None

    return await run_sync(guarded, limiter=request.app.state.at_once)


async def _body(request: Request, settings: Settings) -> bytes:
    """The body, within its limit. A page of another site cannot send this content type without being asked first."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "The content type must be application/json")
    limit = settings.max_text_chars * 6 + MIB
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"Too much was sent: {limit // MIB} MiB are the most")
    return bytes(body)


def _decoded(body: bytes, shape: type[Shape]) -> Shape:
    try:
        try:
            return msgspec.json.decode(body, type=shape)
        except msgspec.ValidationError:
            raise
        except (msgspec.DecodeError, UnicodeError):
            return msgspec.convert(json.loads(body), shape)  # lone surrogates
    except (ValueError, RecursionError):
        needs = "text and language" if shape is Analyze else "text and analyzer_results"
        raise UsageError(f"The body must be a JSON object with {needs}, each of its documented type") from None


def _language(request: Request) -> None:
    if request.query_params.get("language", "en") not in LANGUAGES:
        raise UsageError(f"This language is not supported; the languages are: {', '.join(LANGUAGES)}")


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _error(message: str, status: int) -> Response:
    return Response(msgspec.json.encode({"error": message}), status, media_type="application/json")


async def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101  # how Starlette calls it
    return _error(fault.detail, fault.status_code)


async def _fault(request: Request, fault: Exception) -> Response:
    """INVARIANT: whatever breaks is an error with a status of 400 or more, never an empty list of findings."""
    assert isinstance(fault, ProvisoError)  # noqa: S101  # how Starlette calls it
    if isinstance(fault, TooLargeError):
        return _error(fault.message, 413)
    if isinstance(fault, UsageError):
        return _error(fault.message, 422 if request.url.path == "/anonymize" else 400)
    LOG.error("%s at %s", fault.message, request.url.path)
    return _error(fault.message, 500)


async def _gone(request: Request, fault: Exception) -> Response:
    """The client went away while it was sending; nobody reads this."""
    return Response(status_code=400)
