"""Any server that speaks OpenAI's or Anthropic's formats: vLLM, Ollama, Open WebUI, another gateway.

The key is optional. A format that the server does not have is the server's own 404.
"""

from __future__ import annotations

from proviso.model import Connection

from ..endpoints import ANTHROPIC, OPENAI, address, bearer, carried, method
from ..upstream import Call

KIND = "compatible"
TITLE = "A compatible server (vLLM, Ollama, Open WebUI)"
FORMATS = OPENAI | ANTHROPIC
BASE_URL = ""
NEEDS_KEY = False


def request(connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Bearer key when there is one; a base URL without a path gets `/v1`."""
    return method(call), address(connection.base_url, call), [*bearer(key), *carried(call.headers)]
