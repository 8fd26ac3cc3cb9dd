"""Which folder a command works in: one rule for all of them.

A folder that somebody named, with PROVISO_HOME or `--home`, is the folder. Otherwise it is the platform's folder of
user data when an agency is in it, or is to begin in it; else the demo agency that was made inside it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from proviso.errors import UsageError
from proviso.settings import Settings

DEMO, SMALL, CITY = "demo", "demo-small", "port-ellery"
"""Folders inside the home for the demo, its short edition and its second agency: none mixes with a real one."""
DEMOS = (DEMO, SMALL, CITY)


def with_agency(settings: Settings, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the folder that has an agency."""
    if environment.get("PROVISO_HOME") or settings.database_url:
        return settings
    if not settings.demo and (settings.agency or settings.is_begun):
        return settings
    return _made(settings) or settings


def for_demo(settings: Settings, environment: Mapping[str, str] = os.environ, *, folder: str = "") -> Settings:
    """The settings of the folder in which the demo agency is made; without `folder`, the one that was made already."""
    if environment.get("PROVISO_HOME") or settings.database_url:
        return settings
    if folder:
        return replace(settings, home=settings.home / folder)
    return _made(settings) or replace(settings, home=settings.home / DEMO)


def require_agency(settings: Settings) -> None:
    """Say what to do when the folder has no agency; nothing is made by looking."""
    if not settings.is_begun:
        raise UsageError(
            f"There is no agency in {settings.home} yet.",
            hint="Make the demo agency with: proviso demo, or open it in a browser with: proviso serve --demo. "
            "A real one begins with its name: PROVISO_AGENCY=... proviso person add",
        )


def _made(settings: Settings) -> Settings | None:
    inside = (replace(settings, home=settings.home / name) for name in DEMOS)
    return next((found for found in inside if found.database.exists()), None)
