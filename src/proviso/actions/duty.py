"""One act, with the offices that may do it: a row of `duties.py`."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.model import Role

from .roles import OFFICE_NAMES

EVERYBODY = tuple(role for role in Role if role is not Role.AUDITOR)
"""Whoever works here; an auditor reads everything and changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One act."""

    area: str
    says: str
    """What is done, as a verb and its object."""
    acts: tuple[str, ...]
    """The functions of this layer, as `module.function`."""
    roles: tuple[Role, ...] = ()
    also: str = ""
    """Who may do it because of what they are to the case: "their supervisor"."""
    never: str = ""
    """Who may not, whatever their role."""

    @property
    def who(self) -> str:
        """Everybody who may, in words."""
        if self.roles == EVERYBODY:
            return "anybody who works here"
        offices = [OFFICE_NAMES[role] for role in self.roles]
        return ", ".join([*([self.also] if self.also else []), *offices])
