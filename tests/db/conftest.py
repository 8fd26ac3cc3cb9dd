"""The small agency as a fixture."""

from __future__ import annotations

from tests.actions.conftest import agency, house

__all__ = ["agency", "house"]
