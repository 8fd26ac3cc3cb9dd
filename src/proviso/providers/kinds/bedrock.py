"""Amazon Bedrock by its OpenAI-compatible endpoint, with a Bedrock API key; each region has its own URL.

An agency in another region names it: `https://bedrock-runtime.us-gov-west-1.amazonaws.com/openai/v1`.
"""

from __future__ import annotations

from proviso.model import Connection

from ..endpoints import address, bearer, method
from ..upstream import Call

KIND = "bedrock"
TITLE = "Amazon Bedrock"
FORMATS = frozenset({"chat", "responses"})
BASE_URL = "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1"
NEEDS_KEY = True


def request(connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Bearer key."""
    return method(call), address(connection.base_url or BASE_URL, call, "/openai/v1"), bearer(key)
