"""Anthropic. Its API has no no-store parameter: retention is what the contract says."""

from __future__ import annotations

from proviso.model import Connection

from ..endpoints import ANTHROPIC, address, carried, method
from ..upstream import Call

KIND = "anthropic"
TITLE = "Anthropic"
FORMATS = ANTHROPIC
BASE_URL = "https://api.anthropic.com/v1"
NEEDS_KEY = True

VERSION = "2023-06-01"


def request(connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The key in a header of its own, and the API's version: the caller's, else the one that all clients send."""
    headers = dict(carried(call.headers))
    headers.setdefault("anthropic-version", VERSION)
    return method(call), address(connection.base_url or BASE_URL, call), [("x-api-key", key), *headers.items()]
