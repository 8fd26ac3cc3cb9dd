"""What stands in front of every page: the host, the headers, and faults that become pages, never stack traces."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proviso.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
"""Nothing inline, nothing from elsewhere. The nonce lets htmx's `hx-csp` tell our elements from injected ones; the only
trusted-types policy is htmx's own. USWDS draws small icons from `data:` addresses in its style sheet."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
YEAR = 365 * 24 * 60 * 60
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::", "[::]"})  # noqa: S104  # recognized here, not listened on


class Security:
    """Host check and headers, for every answer."""

    def __init__(self, app: ASGIApp, *, settings: Settings, hosts: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.secure = settings.secure_cookies
        # Listening on every address lets in no other name: a page elsewhere could point its own name here.
        listens = f"[{settings.host}]" if ":" in settings.host else settings.host.lower()
        self.hosts = frozenset({*LOCAL, *({listens} - EVERY_ADDRESS), *hosts})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the host, make the nonce of this answer, and put the headers on it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put_headers(MutableHeaders(scope=message), nonce)
            await send(message)

        if host_name(Headers(scope=scope).get("host", "")) not in self.hosts:
            response = PlainTextResponse("This address is not the one of this service.", status_code=421)
            await response(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)

    def _put_headers(self, headers: MutableHeaders, nonce: str) -> None:
        headers["content-security-policy"] = POLICY.format(nonce=nonce)
        for name, value in HEADERS.items():
            headers[name] = value
        headers.setdefault("cache-control", "no-store")
        if self.secure:
            headers["strict-transport-security"] = f"max-age={YEAR}; includeSubDomains"


def host_name(host: str) -> str:
    """The host without its port: `[::1]:8139` is `[::1]`. What is no port makes another address of it, so it is none of
    ours: `localhost:1@evil.example` is a name and a password before `evil.example`."""
    name, sign, rest = host.partition("]" if host.startswith("[") else ":")
    port = rest.removeprefix(":") if sign == "]" else rest
    return (name + "]" if sign == "]" else name).lower() if not port or port.isdecimal() else ""


class Faults:
    """Whatever goes wrong below becomes a page with a code; the log gets the kind and the place, never a text."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request, Exception], Response]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answer an exception, unless the answer had already begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as fault:  # the last door of the web
            response = await run_in_threadpool(self.answer, Request(scope), fault)
            if not begun:
                await response(scope, receive, send)
