"""Each refusal as the official SDKs show it: asked once, with its sentence, its code and its number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from socket import socket
from typing import Any

import anthropic
import msgspec
import openai
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from proviso.errors import ProviderError
from proviso.gateway import refusals
from proviso.gateway.refusals import Refusal
from proviso.gateway.wire import Passage, Request, Unscreened
from proviso.model import Channel, Decision, Finding, FindingClass, Reason, ReasonKind
from proviso.providers.upstream import Fault, UpstreamError

FIRST_PORT, LAST_PORT = 18_100, 18_149
SECRET = "078-05-1120"
TURNS: list[Any] = [{"role": "user", "content": "hi"}]
REQUEST = Request(
    model="gpt-4o",
    is_stream=False,
    passages=(
        Passage(where="messages[0].content", text="hello", pieces=()),
        Passage(where="messages[1].content", text=f"ssn {SECRET}", pieces=()),
    ),
    unscreened=(Unscreened(kind="image", where="messages[2].content[1]"),),
)
REASON = Reason(
    rule="individual",
    clause="139-07.2.a.1",
    kind=ReasonKind.STOP,
    state="Not sent. Your text has not left the agency.",
    headline="This text has a Social Security number",
    sentence="Information about a person stays out of commercial AI tools.",
    auditor="A finding of this class is not allowed.",
    remedy="Take the number out.",
    recorded="kind and place",
    findings=(1, 0),
)
DECISION = Decision(
    id="D-000001",
    at=datetime(2026, 11, 30, tzinfo=UTC),
    allowed=False,
    person_id="p",
    tool_id="t",
    purpose="research",
    channel=Channel.GATEWAY,
    reasons=(REASON,),
    findings=(
        Finding(kind="US_SSN", cls=FindingClass.INDIVIDUAL, start=4, end=15, recognizer="us_ssn", part=1),
        Finding(kind="US_SSN", cls=FindingClass.INDIVIDUAL, start=20, end=31, recognizer="us_ssn", part=1),
    ),
)
DENIED = refusals.denied(DECISION, REQUEST, "R-000001")


@dataclass
class Server:
    """Answers every request with one refusal."""

    refusal: Refusal = DENIED
    count: int = 0
    port: int = 0
    seen: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        self.count += 1
        body = self.refusal.body()
        heads = [*self.refusal.headers(), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": self.refusal.status, "headers": heads})
        await send({"type": "http.response.body", "body": body})


def open_socket() -> socket:
    for port in range(FIRST_PORT, LAST_PORT):
        found = socket()
        try:
            found.bind(("127.0.0.1", port))
        except OSError:
            found.close()
            continue
        return found
    raise AssertionError("no port is free")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    app = Server()
    with closing(open_socket()) as listening:
        app.port = listening.getsockname()[1]
        running = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield app
        running.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def ask_openai(server: Server) -> Iterator[Callable[..., Any]]:
    with openai.OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key="k") as client:
        yield client.chat.completions.create


@pytest.fixture(scope="module")
def ask_anthropic(server: Server) -> Iterator[Callable[..., Any]]:
    with anthropic.Anthropic(base_url=f"http://127.0.0.1:{server.port}", api_key="k") as client:
        yield client.messages.create


CASES: list[tuple[Refusal, type[Exception], type[Exception]]] = [
    (DENIED, openai.PermissionDeniedError, anthropic.PermissionDeniedError),
    (refusals.invalid("It is not JSON.", "R-000001"), openai.BadRequestError, anthropic.BadRequestError),
    (refusals.unauthenticated("", "R-000001"), openai.AuthenticationError, anthropic.AuthenticationError),
    (refusals.not_found("", "R-000001"), openai.NotFoundError, anthropic.NotFoundError),
    (refusals.too_large("It is too large.", "R-000001"), openai.APIStatusError, anthropic.APIStatusError),
    (
        refusals.limited("The budget is spent.", code="budget_spent", retry_after=60, request_id="R-000001"),
        openai.RateLimitError,
        anthropic.RateLimitError,
    ),
    (refusals.busy(request_id="R-000001"), openai.RateLimitError, anthropic.RateLimitError),
    (refusals.fault("The rules broke.", "R-000001"), openai.InternalServerError, anthropic.InternalServerError),
    (
        refusals.upstream(ProviderError("The model did not answer."), "R-000001"),
        openai.InternalServerError,
        anthropic.InternalServerError,
    ),
    (
        refusals.upstream(UpstreamError(Fault.TIMEOUT, "The model took too long."), "R-000001"),
        openai.InternalServerError,
        anthropic.InternalServerError,
    ),
    (
        refusals.upstream(UpstreamError(Fault.PAUSED, "The model is paused."), "R-000001"),
        openai.InternalServerError,
        anthropic.InternalServerError,
    ),
]


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(("refusal", "in_openai", "in_anthropic"), CASES)
def test_openai_shows_each_refusal_and_asks_once(
    server: Server,
    ask_openai: Callable[..., Any],
    refusal: Refusal,
    in_openai: type[Exception],
    in_anthropic: type[Exception],
    is_stream: bool,
) -> None:
    del in_anthropic
    server.refusal, server.count = refusal, 0
    with pytest.raises(in_openai) as caught:
        ask_openai(model="m", messages=TURNS, stream=is_stream)
    error: Any = caught.value
    assert server.count == 1
    assert error.status_code == refusal.status
    assert f"Error code: {refusal.status} - " in str(error)
    assert refusal.message in str(error)
    assert (error.code, error.type, error.param) == (refusal.code, refusal.type, refusal.param)
    assert error.request_id == "R-000001"
    assert error.body["clause"] == refusal.clause
    assert error.body["decision_id"] == refusal.decision_id


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(("refusal", "in_openai", "in_anthropic"), CASES)
def test_anthropic_shows_each_refusal_and_asks_once(
    server: Server,
    ask_anthropic: Callable[..., Any],
    refusal: Refusal,
    in_openai: type[Exception],
    in_anthropic: type[Exception],
    is_stream: bool,
) -> None:
    del in_openai
    server.refusal, server.count = refusal, 0
    with pytest.raises(in_anthropic) as caught:
        ask_anthropic(model="m", max_tokens=9, messages=TURNS, stream=is_stream)
    error: Any = caught.value
    assert server.count == 1
    assert error.status_code == refusal.status
    assert refusal.message in str(error)
    assert error.type == refusal.type
    assert error.request_id == "R-000001"
    assert error.body["error"]["code"] == refusal.code
    assert error.body["error"]["decision_id"] == refusal.decision_id


def test_a_denial_says_why_where_and_what_would_change_it() -> None:
    assert DENIED.message == (
        "This text has a Social Security number. Information about a person stays out of commercial AI tools. "
        "Take the number out. Decision D-000001 (139-07.2.a.1)."
    )
    assert DENIED.param == "messages[1].content"
    assert (DENIED.status, DENIED.code, DENIED.type) == (403, "policy_denied", "permission_error")


@pytest.mark.parametrize(
    ("places", "is_said"),
    [
        (("messages[0].content", "messages[1].content", "messages[2].content"), True),
        (("system", "messages[0].content", "messages[1].content"), True),
        (("input[0].content", "input[1].content[0].text", "input[2].content"), True),
        (("messages[0].content", "messages[1].content"), False),
        (("messages[0].content", "messages[1].content[0].text", "messages[1].content[1].text"), False),
        (("messages[0].content", "system"), False),
        (("input[0]", "input[1]", "input[2]"), False),
        (("instructions", "tools[0].description", "input"), False),
    ],
)
def test_what_stands_in_an_earlier_message_is_said_to(places: tuple[str, ...], is_said: bool) -> None:
    request = replace(REQUEST, passages=tuple(Passage(where=one, text="x", pieces=()) for one in places))
    said = refusals.denied(DECISION, request, "R").message  # the finding is in the second passage
    assert said.endswith(refusals.EARLIER if is_said else "(139-07.2.a.1).")


def test_a_denial_never_has_the_text() -> None:
    sent = DENIED.body() + b"".join(value for _, value in DENIED.headers())
    assert SECRET.encode() not in sent
    assert SECRET not in repr(DENIED) + repr(REQUEST)


def test_what_cannot_be_read_is_named_by_its_place() -> None:
    reason = replace(REASON, rule="unscreened", findings=())
    assert refusals.denied(replace(DECISION, reasons=(reason,)), REQUEST, "R").param == "messages[2].content[1]"


def test_a_denial_for_another_reason_names_no_place() -> None:
    reason = replace(REASON, rule="tool-paused", findings=(), clause="none")
    refusal = refusals.denied(replace(DECISION, reasons=(reason,)), REQUEST, "R")
    assert refusal.param is None
    assert refusal.message.endswith("Decision D-000001.")


def test_a_denial_without_a_reason_is_a_denial() -> None:
    refusal = refusals.denied(replace(DECISION, reasons=()), REQUEST, "R")
    assert (refusal.status, refusal.message) == (403, "Not allowed. Decision D-000001.")


def test_a_check_that_broke_is_500_and_not_asked_again() -> None:
    reason = replace(REASON, rule="fault", kind=ReasonKind.FAULT, findings=())
    refusal = refusals.denied(replace(DECISION, reasons=(reason,), fault="screening"), REQUEST, "R")
    assert (refusal.status, refusal.code) == (500, "check_failed")
    assert (b"x-should-retry", b"false") in refusal.headers()


@pytest.mark.parametrize(("wait", "said"), [(0.2, 1), (1, 1), (1.2, 2), (60, 60), (9e9, 86_400), (-3, 1), (None, None)])
def test_a_limit_says_when_to_come_back_in_whole_seconds(wait: float | None, said: int | None) -> None:
    refusal = refusals.limited("Wait.", code="rate_limited", retry_after=wait)
    assert refusal.retry_after == said
    assert dict(refusal.headers()).get(b"retry-after") == (None if said is None else str(said).encode())


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.TIMEOUT, 504),
        (Fault.UNREACHABLE, 503),
        (Fault.PAUSED, 503),
        (Fault.NOT_CONNECTED, 503),
        (Fault.BROKEN, 502),
    ],
)
def test_a_provider_that_does_not_answer_has_its_status(fault: Fault, status: int) -> None:
    refusal = refusals.upstream(UpstreamError(fault, "It did not answer."), "R")
    assert (refusal.status, refusal.code) == (status, f"upstream_{fault.value}")


def test_a_refusal_is_numbered_once() -> None:
    assert refusals.numbered(refusals.invalid("No."), "R-1").request_id == "R-1"
    assert refusals.numbered(refusals.invalid("No.", "R-0"), "R-1").request_id == "R-0"


def test_a_header_is_never_more_than_one_line() -> None:
    heads = replace(DENIED, request_id="R\r\nx-evil: 1").headers()
    assert all(b"\n" not in value and b"\r" not in value for _, value in heads)


def test_the_body_is_the_shape_of_both() -> None:
    assert msgspec.json.decode(DENIED.body()) == {
        "type": "error",
        "error": {
            "type": "permission_error",
            "code": "policy_denied",
            "message": DENIED.message,
            "param": "messages[1].content",
            "clause": "139-07.2.a.1",
            "decision_id": "D-000001",
        },
        "request_id": "R-000001",
    }
