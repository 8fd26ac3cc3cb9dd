"""Each kind of provider: where a call goes, with which key, and that no other header of a caller goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proviso.model import Connection
from proviso.providers import Call
from proviso.providers.endpoints import address, carried, is_clean, is_passed, passed
from proviso.providers.kinds import find, names
from proviso.providers.pool import prepare

KEY = "sk-quokka-0123"
AZURE = "https://mine.openai.azure.com"


def request(kind: str, base_url: str, format_: str, key: str = KEY, **headers: str) -> tuple[str, str, dict[str, str]]:
    found = find(kind)
    assert found is not None
    way = Connection(tool_id="t", kind=kind, base_url=base_url, models=("m",))
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    method, url, own = found.request(way, Call(format=format_, body=b"", headers=sent), key)
    assert len(own) == len(dict(own))
    return method, url, dict(own)


@pytest.mark.parametrize(
    ("kind", "base_url", "format_", "url", "headers"),
    [
        ("openai", "", "chat", "https://api.openai.com/v1/chat/completions", {"authorization": f"Bearer {KEY}"}),
        ("openai", "", "responses", "https://api.openai.com/v1/responses", {"authorization": f"Bearer {KEY}"}),
        ("openai", "https://us.api.openai.com/v1/", "embeddings", "https://us.api.openai.com/v1/embeddings", None),
        ("openai", "http://127.0.0.1:9", "chat", "http://127.0.0.1:9/v1/chat/completions", None),
        (
            "anthropic",
            "",
            "messages",
            "https://api.anthropic.com/v1/messages",
            {"x-api-key": KEY, "anthropic-version": "2023-06-01"},
        ),
        ("anthropic", "", "count_tokens", "https://api.anthropic.com/v1/messages/count_tokens", None),
        (
            "azure",
            f"{AZURE}/openai/deployments/mine?api-version=2025-01-01-preview",
            "chat",
            f"{AZURE}/openai/deployments/mine/chat/completions?api-version=2025-01-01-preview",
            {"api-key": KEY},
        ),
        (
            "azure",
            f"{AZURE}/openai/deployments/mine",
            "embeddings",
            f"{AZURE}/openai/deployments/mine/embeddings?api-version=2024-10-21",
            {"api-key": KEY},
        ),
        ("azure", AZURE, "responses", f"{AZURE}/openai/v1/responses", {"api-key": KEY}),
        ("azure", f"{AZURE}/openai/v1/", "chat", f"{AZURE}/openai/v1/chat/completions", None),
        (
            "azure",
            f"{AZURE}/openai/deployments/mine?api-version=2024-10-21",
            "models",
            f"{AZURE}/openai/models?api-version=2024-10-21",
            None,
        ),
        (
            "bedrock",
            "",
            "chat",
            "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions",
            {"authorization": f"Bearer {KEY}"},
        ),
        (
            "bedrock",
            "https://bedrock-runtime.us-gov-west-1.amazonaws.com",
            "responses",
            "https://bedrock-runtime.us-gov-west-1.amazonaws.com/openai/v1/responses",
            None,
        ),
        (
            "compatible",
            "http://ollama:11434",
            "chat",
            "http://ollama:11434/v1/chat/completions",
            {"authorization": f"Bearer {KEY}"},
        ),
        ("compatible", "https://a.example/api", "messages", "https://a.example/api/messages", None),
    ],
)
def test_a_call_goes_to_the_endpoint_of_its_format(
    kind: str, base_url: str, format_: str, url: str, headers: dict[str, str] | None
) -> None:
    method, found, own = request(kind, base_url, format_)
    assert (method, found) == ("GET" if format_ == "models" else "POST", url)
    assert headers is None or own == headers


def test_a_compatible_server_needs_no_key() -> None:
    assert request("compatible", "http://ollama:11434", "chat", key="")[2] == {}


def test_of_a_caller_s_headers_only_those_that_the_provider_needs_go_on() -> None:
    mine = {
        "anthropic_version": "2024-01-01",
        "anthropic_beta": "tools-1",
        "x_evil": "1",
        "authorization": "Bearer mine",
    }
    for kind in ("anthropic", "compatible"):
        own = request(kind, "https://a.example/v1", "messages", **mine)[2]
        assert (own["anthropic-version"], own["anthropic-beta"]) == ("2024-01-01", "tools-1")
        assert "x-evil" not in own
        assert "Bearer mine" not in own.values()
    for kind in ("openai", "bedrock", "azure"):
        own = request(kind, "https://a.example/v1", "chat", **mine)[2]
        assert set(own) <= {"authorization", "api-key"}
        assert "Bearer mine" not in own.values()


@pytest.mark.parametrize("value", ["a\r\nx-evil: 1", "a\nb", "a\x00b", "", " a", "a ", "ключ", "a" * 513, "a\x7f"])
def test_a_header_that_would_smuggle_another_one_does_not_go_on(value: str) -> None:
    assert not is_clean(value)
    assert carried([("anthropic-beta", value)]) == []


def test_a_header_that_is_sent_twice_goes_on_once() -> None:
    assert carried([("Anthropic-Beta", "a"), ("anthropic-beta", "b")]) == [("anthropic-beta", "b")]


@pytest.mark.parametrize(
    ("name", "goes_on"),
    [
        ("content-type", True),
        ("x-request-id", True),
        ("request-id", True),
        ("retry-after", True),
        ("openai-processing-ms", True),
        ("x-ratelimit-remaining-tokens", True),
        ("anthropic-ratelimit-requests-reset", True),
        ("set-cookie", False),
        ("connection", False),
        ("transfer-encoding", False),
        ("content-length", False),
        ("content-encoding", False),
        ("openai-organization", False),
        ("server", False),
        ("location", False),
    ],
)
def test_of_the_provider_s_headers_only_those_for_the_caller_go_on(name: str, goes_on: bool) -> None:
    assert is_passed(name) is goes_on


def test_a_header_of_the_provider_that_is_no_text_does_not_go_on() -> None:
    assert passed([("x-request-id", "\xff\xfe"), ("retry-after", "7"), ("set-cookie", "a")]) == (("retry-after", "7"),)


def test_the_head_holds_what_http_needs_and_once() -> None:
    way = Connection(tool_id="t", kind="anthropic", base_url="http://[::1]:9/v1", models=("m",))
    head = prepare("T", way, "messages", True, (), KEY).head.decode()
    lines = head.split("\r\n")
    assert lines[:2] == ["POST /v1/messages HTTP/1.1", "host: [::1]:9"]
    assert sorted(line.partition(":")[0] for line in lines[1:]) == [
        "accept",
        "accept-encoding",
        "anthropic-version",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-api-key",
    ]
    assert prepare("T", replace(way, base_url="https://a.example/v1"), "messages", False, (), KEY).origin == (
        True,
        "a.example",
        443,
    )


def test_every_kind_says_what_it_is_and_which_formats_it_has() -> None:
    for name in names():
        kind = find(name)
        assert kind is not None
        assert (kind.KIND, bool(kind.TITLE), bool(kind.FORMATS)) == (name, True, True)
    assert find("os") is None


def test_an_address_keeps_its_own_path() -> None:
    call = Call(format="chat", body=b"")
    assert address("https://a.example/api/v2/", call) == "https://a.example/api/v2/chat/completions"
    assert address("https://a.example", call) == "https://a.example/v1/chat/completions"
