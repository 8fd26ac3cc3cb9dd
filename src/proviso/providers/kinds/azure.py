"""Azure OpenAI, by a deployment's own URL and a dated version, or by its v1 API without one.

`https://NAME.openai.azure.com/openai/deployments/MINE?api-version=2024-10-21` is one deployment: chat or embeddings.
`https://NAME.openai.azure.com` is the v1 API, where the model is the name of a deployment.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from proviso.model import Connection

from ..endpoints import OPENAI, PATHS, method
from ..upstream import Call

KIND = "azure"
TITLE = "Azure OpenAI"
FORMATS = OPENAI
BASE_URL = ""
NEEDS_KEY = True

VERSION = "2024-10-21"
"""The newest dated version that is generally available; the v1 API has none."""
V1 = "/openai/v1"
_DEPLOYMENTS = "/openai/deployments/"


def request(connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The key in the header `api-key`."""
    return method(call), _address(connection.base_url, call), [("api-key", key)]


def _address(base_url: str, call: Call) -> str:
    base = urlsplit(base_url)
    path, version = base.path.rstrip("/"), parse_qs(base.query).get("api-version", [""])[0]
    if _DEPLOYMENTS in f"{path}/":
        version = version or VERSION
        if call.format == "models":  # a deployment lists none; its resource does
            path = path[: path.index(_DEPLOYMENTS)] + "/openai"
    else:
        path = path or V1
    return urlunsplit(
        (
            base.scheme,
            base.netloc,
            path + PATHS[call.format],
            urlencode({"api-version": version} if version else {}),
            "",
        )
    )
