"""Which folder a command works in when nobody named one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from proviso.settings import Settings

DEMOS = ("demo", "demo-small")
"""Folders that `proviso serve --demo` makes inside the home: the invented agency never mixes with a real one."""


def with_agency(settings: Settings, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the folder that has an agency: the home itself, or else the demo that was made inside it."""
    if "PROVISO_HOME" in environment or settings.database.exists():
        return settings
    inside = [replace(settings, home=settings.home / name) for name in DEMOS]
    return next((found for found in inside if found.database.exists()), settings)


def for_demo(settings: Settings, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the folder in which the demo agency is made."""
    if "PROVISO_HOME" in environment:
        return settings
    found = with_agency(settings, environment)
    return found if found.home != settings.home else replace(settings, home=settings.home / DEMOS[0])
