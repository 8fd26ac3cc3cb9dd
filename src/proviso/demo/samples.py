"""The ten sample texts of "Try a sample text": one per story, each with what the engine must say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from proviso.errors import NotFoundError

from .files import FOLDER, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text, what to ask with it, and what must come out for a person in full standing."""

    id: str
    title: str
    says: str
    """One sentence for the list."""
    text: str = field(repr=False)
    tool_id: str
    purpose: str
    source: str
    """Where it was published, filled in; empty when it was not, or when that is the question."""
    suggested_source: str
    """What the person can answer when asked for the source."""
    expects: str
    """`allowed`, or the `ReasonKind` of the reason that leads."""
    clause: str
    """How the clause that decides begins; empty when allowed."""


@cache
def samples() -> tuple[Sample, ...]:
    """The ten, in the order of their stories."""
    return tuple(
        Sample(
            id=row["id"],
            title=row["title"],
            says=row["says"],
            text=(FOLDER / "samples" / f"{row['id']}.txt").read_text(encoding="utf-8"),
            tool_id=row["tool"],
            purpose=row["purpose"],
            source=row.get("source", ""),
            suggested_source=row.get("suggested_source", ""),
            expects=row["expects"],
            clause=row.get("clause", ""),
        )
        for row in table("samples")["sample"]
    )


def sample(sample_id: str) -> Sample:
    """One of the ten."""
    for found in samples():
        if found.id == sample_id:
            return found
    raise NotFoundError(f"There is no sample {sample_id!r}.", hint=", ".join(found.id for found in samples()))
