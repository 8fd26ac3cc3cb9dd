"""Where each format is reached below a base URL, and which headers travel, either way. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
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

LONGEST = 512
"""Letters of one header that travels."""

_PASSED = frozenset(
    {
        "content-type",
        "x-request-id",
        "request-id",
        "apim-request-id",
        "x-amzn-requestid",
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
        "openai-processing-ms",
        "openai-version",
    }
)
_PASSED_BEGINNINGS = ("x-ratelimit-", "anthropic-ratelimit-")
_READ = frozenset({"content-length", "transfer-encoding", "keep-alive", "content-encoding"})
"""Headers of an answer that say how it comes; they are read here and do not go on."""


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
    return 0 < len(value) <= longest and value.isascii() and value.isprintable() and value.strip() == value


@lru_cache(maxsize=1_024)
def known(name: bytes) -> str:
    """The name of an answer's header in lower case, when anybody reads it; else empty."""
    found = name.decode("latin-1").lower()
    return found if found in _READ or is_passed(found) else ""


@lru_cache(maxsize=1_024)
def is_passed(name: str) -> bool:
    """Whether a header of the answer, in lower case, goes on to the caller: never a cookie, nor what belongs to the
    connection."""
    return name in _PASSED or name.startswith(_PASSED_BEGINNINGS)


def passed(headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers of an answer as they go on."""
    return tuple([pair for pair in headers if is_passed(pair[0]) and is_clean(pair[1])])
