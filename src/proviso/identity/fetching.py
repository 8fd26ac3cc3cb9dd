"""A few small requests to the agency's own sign-in: over TLS, without redirects, within time and size."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from proviso.errors import ProviderError

SECONDS = 8
MOST = 1024 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NotReachedError(ProviderError):
    """The agency's sign-in did not answer, or not in its own language."""


class AnsweredError(NotReachedError):
    """It answered with an error of its own; `error` is its code."""

    def __init__(self, error: str) -> None:
        super().__init__(NOT_REACHED, hint=TRY_AGAIN)
        self.error = error


NOT_REACHED = "We could not reach the agency sign-in. Nothing is wrong with your account."
TRY_AGAIN = "Try again in a few minutes. If it goes on, tell your administrator."


def is_safe(address: str) -> bool:
    """Whether what is sent there cannot be read on the way: TLS, or this computer."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def fetch(address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON at an address; with `form`, the answer to it."""
    if not is_safe(address):
        raise NotReachedError(NOT_REACHED, hint=TRY_AGAIN)
    body = None if form is None else urlencode(form).encode()
    request = urllib.request.Request(address, data=body, headers={"accept": "application/json", **(headers or {})})  # noqa: S310  # `is_safe`
    try:
        with _opener(address).open(request, timeout=SECONDS) as answer:
            return _json(answer.read(MOST + 1))
    except urllib.error.HTTPError as fault:
        with fault:
            raise AnsweredError(_error(fault)) from None
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NotReachedError(NOT_REACHED, hint=TRY_AGAIN) from fault


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Where to go stands in the settings; nobody leads us elsewhere."""

    def redirect_request(self, *args: object) -> None:
        return None


def _opener(address: str) -> urllib.request.OpenerDirector:
    if (urlsplit(address).hostname or "") in LOOPBACK:
        return urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(_NoRedirect)


def _json(content: bytes) -> Any:
    if len(content) > MOST:
        raise ValueError("too large")
    return json.loads(content)


def _error(fault: urllib.error.HTTPError) -> str:
    try:
        said = _json(fault.read(MOST + 1))
        return str(said.get("error", ""))[:80]
    except (OSError, ValueError, AttributeError):
        return ""
