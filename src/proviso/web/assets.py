"""Our own static files: no folder outside, no listing; browsers keep them while the address has their hash."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from .render import STATIC

YEAR = 365 * 24 * 60 * 60


class Files(StaticFiles):
    """`/static/…`"""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, with its caching: for good when the address has its hash, for an hour otherwise (fonts, icons)."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        has_hash = "v" in QueryParams(scope.get("query_string", b""))
        response.headers["cache-control"] = f"public, max-age={YEAR}, immutable" if has_hash else "public, max-age=3600"
        return response


def missing_assets() -> Path | None:
    """The built style sheet when it is not there: `make assets` has not run."""
    theme = STATIC / "dist" / "theme.css"
    return None if theme.is_file() else theme
