"""What bad input gets: a clean error in the caller's format, a record, and nothing sent that was not judged."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.gateway.house import CLAUDE, KEY, MODEL, Gate, gate, until
from tests.gateway.stub import CHAT, MESSAGES, RESPONSES

PLAIN = "Sum up the flood plan in five bullets."
SSN = "851-33-1294"
TURN = [{"role": "user", "content": PLAIN}]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate(tmp_path_factory.mktemp("gate"), max_request_mib=1) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quiet(here: Gate) -> Iterator[None]:
    here.provider.bodies.clear()
    here.provider.answer, here.provider.trouble, here.provider.piece = PLAIN, "", 3
    here.provider.gone.clear()
    yield
    here.provider.trouble = ""


def raw(here: Gate, body: bytes, path: str = CHAT, **heads: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in heads.items()}
    known = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    return here.client.post(here.base + path, content=body, headers={**known, **named})


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a word": b'"text"',
    "not a number": b'{"model": NaN}',
    "endless": b'{"model": ' * 100_000,
    "deep": b'{"model": "m", "messages": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "no UTF-8": b'{"model": "m", "messages": [{"role": "user", "content": "\xff\xfe"}]}',
    "half a character": b'{"model": "m", "messages": [{"role": "user", "content": "\\ud800"}]}',
    "no model": json.dumps({"messages": TURN}).encode(),
    "model is a number": json.dumps({"model": 1, "messages": TURN}).encode(),
    "no messages": json.dumps({"model": MODEL}).encode(),
    "messages is a word": json.dumps({"model": MODEL, "messages": "hi"}).encode(),
    "a message is a word": json.dumps({"model": MODEL, "messages": ["hi"]}).encode(),
    "stream is a word": json.dumps({"model": MODEL, "messages": TURN, "stream": "yes"}).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_none_is_refused_and_recorded(here: Gate, body: bytes) -> None:
    before = len(here.records())
    answer = raw(here, body)
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"].endswith(".")
    assert here.provider.bodies == []
    assert [r.event for r in here.records()[before:]] == ["CallRefused"]


def test_a_key_that_stands_twice_is_judged_as_it_is_sent(here: Gate) -> None:
    first = f'{{"model": "{MODEL}", "messages": [{{"role": "user", "content": "SSN {SSN}"}}], '
    answer = raw(here, (first + f'"messages": {json.dumps(TURN)}}}').encode())
    assert answer.status_code in {200, 400, 403}
    assert SSN not in here.provider.seen
    last = f'"messages": [{{"role": "user", "content": "SSN {SSN}"}}]'
    other = f'{{"model": "{MODEL}", "messages": {json.dumps(TURN)}, {last}}}'
    assert raw(here, other.encode()).status_code in {400, 403}
    assert SSN not in here.provider.seen


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_refused_early(here: Gate, declared: bool) -> None:
    large = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "a" * 2_000_000}]}).encode()
    pieces = [large[at : at + 65_536] for at in range(0, len(large), 65_536)]
    heads = {"authorization": f"Bearer {KEY}"}
    answer = here.client.post(here.base + CHAT, content=large if declared else iter(pieces), headers=heads)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"
    assert here.provider.bodies == []


def test_a_compressed_body_is_refused_without_being_opened(here: Gate) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = raw(here, bomb, content_encoding="gzip")
    assert answer.status_code == 415
    assert here.provider.bodies == []


def test_two_keys_that_differ_open_nothing(here: Gate) -> None:
    body = json.dumps({"model": MODEL, "messages": TURN}).encode()
    assert raw(here, body, x_api_key="pv-another").status_code == 401
    assert raw(here, body, x_api_key=KEY).status_code == 200


def test_a_header_that_stands_twice_is_refused(here: Gate) -> None:
    body = json.dumps({"model": MODEL, "messages": TURN})
    lines = [
        f"POST {CHAT} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {KEY}",
        "X-Proviso-Purpose: research",
        "X-Proviso-Purpose: other",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    answer = spoken(here, ("\r\n".join(lines) + "\r\n\r\n" + body).encode())
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"sent twice" in answer
    assert here.provider.bodies == []


def spoken(here: Gate, data: bytes, seconds: float = 20) -> bytes:
    """What a server says to these bytes."""
    place = urlsplit(here.base)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=seconds) as line:
        line.sendall(data)
        found = b""
        while piece := line.recv(65_536):
            found += piece
        return found


@pytest.mark.parametrize("smuggled", ["Transfer-Encoding: chunked", "Content-Length: 3"])
def test_a_length_that_is_said_in_two_ways_is_refused(here: Gate, smuggled: str) -> None:
    body = json.dumps({"model": MODEL, "messages": TURN})
    lines = [
        f"POST {CHAT} HTTP/1.1",
        "Host: a",
        f"Authorization: Bearer {KEY}",
        f"Content-Length: {len(body)}",
        smuggled,
    ]
    answer = spoken(here, ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n" + body).encode())
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert here.provider.bodies == []


@pytest.mark.parametrize("model", ["gpt-unknown", f"SSN {SSN}", "", CLAUDE])
def test_a_model_that_is_not_on_the_list_is_denied_and_its_name_is_not_kept(here: Gate, model: str) -> None:
    answer = here.post(CHAT, {"model": model, "messages": TURN})
    assert answer.status_code in {400, 403}
    assert here.provider.bodies == []
    assert SSN.encode() not in here.ledger_bytes()


@pytest.mark.parametrize("purpose", ["vetting", "nothing-of-the-pack", f"SSN {SSN}", "benefits"])
def test_a_purpose_that_is_not_the_system_s_is_denied(here: Gate, purpose: str) -> None:
    answer = here.post(CHAT, {"model": MODEL, "messages": TURN}, **{"x-proviso-purpose": purpose})
    assert answer.status_code == 403, answer.text
    assert here.provider.bodies == []
    assert SSN.encode() not in here.ledger_bytes()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/images/generations"),
        ("POST", "/v1/audio/speech"),
        ("POST", "/v1/completions"),
        ("POST", "/v1/files"),
        ("POST", "/v1/batches"),
        ("GET", "/v1/chat/completions"),
        ("GET", "/v1/responses/resp_1"),
        ("DELETE", "/v1/models/a"),
        ("POST", "/v1/messages/batches"),
        ("POST", "/v1//chat/completions"),
        ("POST", "/v1/chat/completions/"),
        ("POST", "/v1/./chat/completions"),
    ],
)
def test_what_is_not_served_is_refused_not_passed_through(here: Gate, method: str, path: str) -> None:
    answer = here.client.request(
        method, here.base + path, content=json.dumps({"model": MODEL}), headers={"authorization": f"Bearer {KEY}"}
    )
    assert answer.status_code in {400, 404}
    assert answer.json()["error"]["message"]
    assert here.provider.bodies == []


def test_a_flood_without_a_key_is_two_entries(here: Gate) -> None:
    before = len(here.records("CallRefused"))
    for _ in range(30):
        assert here.client.post(here.base + CHAT, content=b"{}").status_code == 401
    assert len(here.records("CallRefused")) <= before + 1


@pytest.mark.parametrize("path", [CHAT, RESPONSES, MESSAGES])
def test_a_caller_who_goes_away_ends_the_provider_s_work_and_is_recorded(here: Gate, path: str) -> None:
    here.provider.trouble = "endless"
    here.provider.answer = PLAIN * 50
    before = len(here.records("AnswerFailed"))
    model, more = (CLAUDE, {"max_tokens": 9}) if path == MESSAGES else (MODEL, {})
    text = {"input": PLAIN} if path == RESPONSES else {"messages": TURN}
    body = {"model": model, "stream": True, **more, **text}
    heads = {"authorization": f"Bearer {KEY}"}
    with here.client.stream("POST", here.base + path, json=body, headers=heads) as answer:
        for _ in answer.iter_bytes():
            break
    assert here.provider.gone.wait(10)
    assert until(lambda: len(here.records("AnswerFailed")) == before + 1)
    assert here.records("AnswerFailed")[-1].data["fault"] == "the caller went away"


def test_a_caller_who_goes_away_before_the_answer_ends_the_provider_s_work(here: Gate) -> None:
    here.provider.trouble = "hang"
    before = len(here.records("AnswerFailed"))
    place = urlsplit(here.base)
    body = json.dumps({"model": MODEL, "messages": TURN})
    head = f"POST {CHAT} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=20) as line:
        line.sendall((head + body).encode())
        assert until(lambda: len(here.provider.bodies) == 1)
    assert until(lambda: len(here.records("AnswerFailed")) == before + 1)
