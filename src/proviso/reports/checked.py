"""The outcome of a check without us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at. INVARIANT: it is whole only when nothing was found."""

    title: str
    facts: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Every part is as it was signed."""
        return not self.problems
