"""OpenAI. Its no-store parameter stands in the body (`store`), not in a header."""

from __future__ import annotations

from proviso.model import Connection

from ..endpoints import OPENAI, address, bearer, method
from ..upstream import Call

KIND = "openai"
TITLE = "OpenAI"
FORMATS = OPENAI
BASE_URL = "https://api.openai.com/v1"
NEEDS_KEY = True


def request(connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Bearer key; the base URL holds the version."""
    return method(call), address(connection.base_url or BASE_URL, call), bearer(key)
