"""Where each format is reached below a base URL, and which headers travel, either way. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from .upstream import Call, Headers

PATHS = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "embeddings": "/embeddings",
    "messages": "/messages",
    "count_tokens": "/messages/count_tokens",
    "models": "/models",
}
"""The endpoint of each format. `models` asks which there are: no text goes out with it."""

OPENAI = frozenset({"chat", "responses", "embeddings"})
ANTHROPIC = frozenset({"messages", "count_tokens"})

CALLERS = frozenset({"anthropic-version", "anthropic-beta"})
"""Headers of a caller that a provider needs. INVARIANT: no other header of a caller goes on."""

_CLEAN = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
LONGEST = 512
"""Letters of one header that travels."""

_PASSED = frozenset(
    {
        b"content-type",
        b"x-request-id",
        b"request-id",
        b"apim-request-id",
        b"x-amzn-requestid",
        b"retry-after",
        b"retry-after-ms",
        b"x-should-retry",
        b"openai-processing-ms",
        b"openai-version",
    }
)
_PASSED_BEGINNINGS = (b"x-ratelimit-", b"anthropic-ratelimit-")


def method(call: Call) -> str:
    """GET where no text goes out."""
    return "GET" if call.format == "models" else "POST"


def address(base_url: str, call: Call, version: str = "/v1") -> str:
    """The URL of an endpoint; a base without a path gets the API's usual one."""
    base = urlsplit(base_url)
    path = base.path.rstrip("/") or version
    return urlunsplit(base._replace(path=path + PATHS[call.format]))


def bearer(key: str) -> list[tuple[str, str]]:
    """The key as OpenAI's API and those that follow it want it; nothing without one."""
    return [("authorization", f"Bearer {key}")] if key else []


def carried(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The caller's headers that go on, each once; one with anything but printable letters does not."""
    found = {name.lower(): value for name, value in headers if name.lower() in CALLERS and is_clean(value)}
    return sorted(found.items())


def is_clean(value: str, longest: int = LONGEST) -> bool:
    """Whether it can stand in a header: printable ASCII, not long, no line break that would begin another one."""
    return len(value) <= longest and _CLEAN.fullmatch(value) is not None


def is_passed(name: bytes) -> bool:
    """Whether a header of the answer, in lower case, goes on to the caller: never a cookie, nor what belongs to the
    connection."""
    return name in _PASSED or name.startswith(_PASSED_BEGINNINGS)


def passed(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers of an answer as they go on."""
    found = ((name.decode("ascii", "replace"), value.decode("latin-1").strip()) for name, value in raw)
    return tuple((name, value) for name, value in found if is_clean(value))
