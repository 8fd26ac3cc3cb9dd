"""One body for both SDKs: the Anthropic shape with OpenAI's fields inside. A denial is 403 and is sent once.

INVARIANT: a refusal holds no text of the request or the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from proviso.actions.halting import TOOL_CLOSED
from proviso.actions.halts import Halt
from proviso.errors import ProviderError
from proviso.model import Decision, Finding, Reason, ReasonKind
from proviso.providers.upstream import UNSENT, Fault, UpstreamError

JSON = "application/json"
UNLISTED = "unlisted"
"""The tool of a model's name that is on no list; the name itself may be anything, a person's number too."""
NO_MODEL = "No model has this name here: GET /v1/models lists the ones you may ask for."
NO_KEY = "No key came. Send the key of a registered system, as `Authorization: Bearer` or as `x-api-key`."
BAD_KEY = "This is no whole key: it was mistyped or cut off. Copy it again, or have its owner make a new one."
UNKNOWN_KEY = "No registered system has this key, or a newer one took its place. Ask the system's owner."
ENDPOINTS = (
    "This gateway has no such endpoint: what is not checked here is refused, not passed through. There are POST "
    "/v1/chat/completions, /v1/responses, /v1/embeddings, /v1/messages, /v1/messages/count_tokens and GET /v1/models. "
    "OpenAI's SDK takes a base URL that ends in /v1, Anthropic's one that does not."
)
EARLIER = (
    "It stands in an earlier message of this conversation, which is sent along each time: take it out there, or begin "
    "a new conversation."
)
_MESSAGE = re.compile(r"(?:messages|input)\[(\d+)\]\.")
"""The texts of an embedding are `input[0]`, `input[1]`: no conversation."""
LONGEST_WAIT = 86_400
"""Seconds: a caller is not told to wait longer than a day."""


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
        number = "".join(filter(str.isprintable, self.request_id)).encode("ascii", "replace")
        found = [
            (b"content-type", JSON.encode()),
            (b"x-request-id", number),
            (b"request-id", number),
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


class HasPlace(Protocol):
    """A passage, or a part that cannot be read: all that a refusal says of it is where it stands."""

    @property
    def where(self) -> str:
        """`messages[0].content`"""
        ...


class HasPassages(Protocol):
    """A request, as far as a denial has to know it."""

    @property
    def passages(self) -> Sequence[HasPlace]:
        """In the order of the parts that were judged."""
        ...

    @property
    def unscreened(self) -> Sequence[HasPlace]:
        """What nobody here could read."""
        ...


def denied(decision: Decision, request: HasPassages, request_id: str) -> Refusal:
    """A use that was not allowed: 403, so that both SDKs show it at once and ask no second time.

    A denial because a check broke is 500, and is not asked again either.
    """
    reason = decision.reasons[0] if decision.reasons else None
    is_fault = bool(decision.fault) or (reason is not None and reason.kind is ReasonKind.FAULT)
    is_unlisted = decision.tool_id == UNLISTED and not is_fault
    said = sentences(reason, decision.id)
    if _is_earlier(decision, reason, request):
        said = f"{said} {EARLIER}"
    return Refusal(
        status=500 if is_fault else 403,
        type="api_error" if is_fault else "permission_error",
        code="check_failed" if is_fault else "policy_denied",
        message=f"{NO_MODEL} {said}" if is_unlisted else said,
        param="model" if is_unlisted else _place(decision, reason, request),
        clause=reason.clause if reason is not None else None,
        decision_id=decision.id,
        request_id=request_id,
    )


def sentences(reason: Reason | None, decision_id: str) -> str:
    """What was decided, why, and what would change it, in the pack's own words."""
    if reason is None:
        return f"Not allowed. Decision {decision_id}."
    said: list[str] = []
    for part in (reason.headline, reason.sentence, reason.remedy):
        text = " ".join(part.split())
        if text and text.rstrip(".") not in " ".join(said):
            said.append(text if text[-1] in ".!?" else f"{text}.")
    clause = f" ({reason.clause})" if reason.clause not in {"", "none"} else ""
    return f"{' '.join(said)} Decision {decision_id}{clause}."


def _place(decision: Decision, reason: Reason | None, request: HasPassages) -> str | None:
    """Where the first thing stands that the leading reason is about."""
    if reason is None:
        return None
    findings = [decision.findings[n] for n in reason.findings if n < len(decision.findings)]
    if findings:
        return _of_finding(min(findings, key=lambda finding: (finding.part, finding.start)), request)
    if reason.rule.startswith("unscreened") and request.unscreened:
        return request.unscreened[0].where
    return None


def _is_earlier(decision: Decision, reason: Reason | None, request: HasPassages) -> bool:
    """Whether all that the leading reason is about stands before the newest message: chats send theirs each time."""
    numbers = [_number(passage.where) for passage in request.passages]
    newest = max(numbers, default=-1)
    parts = {decision.findings[n].part for n in (reason.findings if reason else ()) if n < len(decision.findings)}
    return bool(parts) and all(part < len(numbers) and 0 <= numbers[part] < newest for part in parts)


def _number(where: str) -> int:
    """`messages[2].content`: 2; what is in no message: -1."""
    found = _MESSAGE.match(where)
    return int(found[1]) if found else -1


def _of_finding(finding: Finding, request: HasPassages) -> str | None:
    passages = request.passages
    return passages[finding.part].where if finding.part < len(passages) else None


def invalid(message: str, request_id: str = "", *, code: str = "invalid_request") -> Refusal:
    """A request that cannot be read, so it cannot be checked."""
    return Refusal(status=400, type="invalid_request_error", code=code, message=message, request_id=request_id)


def unmasked(message: str, decision_id: str, request_id: str) -> Refusal:
    """A request that may go out masked, and in which a mask cannot stand where something was found."""
    return replace(invalid(message, request_id, code="cannot_mask"), decision_id=decision_id)


def unauthenticated(message: str = "", request_id: str = "") -> Refusal:
    """Nobody is known by this key. What the key was is not said."""
    return Refusal(
        status=401,
        type="authentication_error",
        code="unknown_key",
        message=message or UNKNOWN_KEY,
        request_id=request_id,
    )


def not_found(message: str = "", request_id: str = "") -> Refusal:
    """An endpoint that is not checked here is not open."""
    return Refusal(
        status=404,
        type="not_found_error",
        code="unknown_endpoint",
        message=message or ENDPOINTS,
        request_id=request_id,
    )


def too_large(message: str, request_id: str = "") -> Refusal:
    """What is too large to check is not sent."""
    return Refusal(status=413, type="request_too_large", code="too_large", message=message, request_id=request_id)


def limited(message: str, *, code: str, retry_after: float | None = None, request_id: str = "") -> Refusal:
    """Too many requests in a minute, or a budget that is spent: said once, and not asked again by the SDKs."""
    wait = None if retry_after is None else max(1, min(LONGEST_WAIT, -int(-retry_after // 1)))
    return Refusal(
        status=429,
        type="rate_limit_error",
        code=code,
        message=message,
        retry_after=wait,
        request_id=request_id,
    )


def halted(halt: Halt, decision_id: str, more: str = "") -> Refusal:
    """The use is not permitted any more: what had come is all there is, and asking again would be denied."""
    return Refusal(
        status=403,
        type="permission_error",
        code="tool_closed" if halt.fault == TOOL_CLOSED else "permission_ended",
        message=f"{halt.said} {more}".strip(),
        decision_id=decision_id,
        request_id=decision_id,
    )


def busy(message: str = "", *, retry_after: float = 1, request_id: str = "") -> Refusal:
    """The gateway has as much to do as it can hold."""
    text = message or "The gateway is busy. Nothing was sent; try again in a moment."
    return limited(text, code="busy", retry_after=retry_after, request_id=request_id)


def fault(message: str, request_id: str = "") -> Refusal:
    """A part of ours broke, so nothing went out."""
    return Refusal(
        status=500,
        type="api_error",
        code="check_failed",
        message=f"{message} Nothing was sent unchecked. Try again in a minute.",
        request_id=request_id,
    )


def upstream(error: ProviderError, request_id: str = "") -> Refusal:
    """The provider did not answer, or not in time; how, where it is known, is the code."""
    how = error.fault if isinstance(error, UpstreamError) else None
    is_late = how is Fault.TIMEOUT
    return Refusal(
        status=504 if is_late else 503 if how in UNSENT else 502,
        type="timeout_error" if is_late else "api_error",
        code=f"upstream_{how.value}" if how is not None else "upstream_failed",
        message=f"{error.message} {error.hint}".strip(),
        request_id=request_id,
    )


def numbered(refusal: Refusal, request_id: str) -> Refusal:
    """The refusal with the number of its request, which it keeps when it has one."""
    return refusal if refusal.request_id else replace(refusal, request_id=request_id)
