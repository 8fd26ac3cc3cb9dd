"""Reads the demo's data files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of the demo, by its stem."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
