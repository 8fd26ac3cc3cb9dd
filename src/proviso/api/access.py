"""Who may call: whoever has the token. Only an address of this computer may be open without one."""

from __future__ import annotations

import base64
import binascii
import hmac

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from proviso.errors import UsageError
from proviso.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SHORTEST = 16
OPEN = frozenset({"/health"})
"""What a probe asks, and what says nothing else."""


def check_access(settings: Settings) -> None:
    """Raise when the analyzer would be open to others, or its token could be guessed."""
    token = settings.analyzer_token
    if not token and settings.host not in LOOPBACK:
        raise UsageError(
            "The analyzer needs a token on an address that others reach.",
            hint="Set PROVISO_ANALYZER_TOKEN to a long random text, or listen on 127.0.0.1.",
        )
    if token and (len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token):
        raise UsageError(
            f"PROVISO_ANALYZER_TOKEN must have at least {SHORTEST} printable ASCII characters and no spaces.",
            hint='For example: python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
        )


class Access:
    """Asks each request for the token: `Bearer TOKEN`, or `Basic` with it as the password.

    Basic, because some clients can be given an address and nothing else: `https://proviso:TOKEN@host/`.
    """

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self.app = app
        self.token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, or answer 401 without reading what was sent."""
        if scope["type"] != "http" or not self.token or scope["path"] in OPEN or self._is_known(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        answer = JSONResponse({"error": "A token is needed."}, 401, {"www-authenticate": 'Bearer realm="proviso"'})
        await answer(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return hmac.compare_digest(_secret(scheme.lower(), given.strip()), self.token)


def _secret(scheme: str, given: str) -> bytes:
    """The token as it was given; empty when it was not."""
    if scheme == "bearer":
        return given.encode("latin-1", "replace")
    if scheme == "basic":
        try:
            return base64.b64decode(given, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return b""
