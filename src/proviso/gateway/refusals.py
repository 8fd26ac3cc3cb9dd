"""One body for both SDKs: the Anthropic shape with OpenAI's fields inside. A denial is 403 and is sent once.

INVARIANT: a refusal holds no text of the request or the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a caller gets no answer."""

    status: int
    """403 for a denial: SDKs send 409, 429 and 5xx again, unless `should_retry` says no."""
    type: str
    """`permission_error`, `invalid_request_error`, `authentication_error`, `rate_limit_error`, `api_error`…"""
    code: str
    """`policy_denied`, `invalid_json`, `unknown_key`, `budget_spent`, `upstream_timeout`…"""
    message: str
    param: str | None = None
    """Where: `messages[0].content`."""
    clause: str | None = None
    decision_id: str | None = None
    request_id: str = ""
    retry_after: int | None = None
    """Seconds."""

    def body(self) -> bytes:
        """The JSON body, which both SDKs show with its message."""
        error = {
            "type": self.type,
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "clause": self.clause,
            "decision_id": self.decision_id,
        }
        return msgspec.json.encode({"type": "error", "error": error, "request_id": self.request_id})

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Headers of a plain refusal."""
        found = [
            (b"content-type", JSON.encode()),
            (b"x-request-id", self.request_id.encode()),
            (b"request-id", self.request_id.encode()),
            (b"x-should-retry", b"false"),
        ]
        if self.retry_after is not None:
            found.append((b"retry-after", str(self.retry_after).encode()))
        return found


class RefusedError(Exception):
    """Carries a refusal to the door that answers; no request is served after it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
