"""The SCIM service of one agency: a request in, an answer out, without a thought for who carries them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from scim2_models import SCIMException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService

from proviso.db.store import Store

from .models import provider
from .storage import Storage


class Service:
    """Serves one request after the other; many threads may ask at once."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.service = ScimService(provider())
        self.handler = ScimHandler(self.service, Storage(store, clock))

    def answer(
        self,
        method: str,
        base: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        request = ScimRequest(method=method, base_url=base, path=path, query=query, headers=headers, body=body)
        try:
            said = self.handler.handle(request)
        except SCIMException as fault:
            said = self.service.error_response(fault)
        content = b"" if said.body is None else json.dumps(said.body, ensure_ascii=False).encode()
        return int(said.status), said.headers, content
