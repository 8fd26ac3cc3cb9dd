"""Reads the `[[incidents]]` of a pack; what cannot be meant is a `PackError` with its place (139-07.6)."""

from __future__ import annotations

from collections.abc import Iterable

from proviso.errors import PackError
from proviso.model import Role, SpillKind

from .incident_terms import ACTS, IncidentTerms, StepTerms
from .reading import Row

MOST_MINUTES = 60 * 24 * 90


def read_incidents(rows: Iterable[Row]) -> tuple[IncidentTerms, ...]:
    """Every `[[incidents]]` of a pack; none where the pack has none."""
    found = tuple(_read(row) for row in rows)
    kinds = [terms.kind for terms in found]
    twice = sorted({kind.value for kind in kinds if kinds.count(kind) > 1})
    if twice:
        raise PackError(f"pack.toml, incidents: the kind {twice[0]} is there twice.")
    missing = [kind.value for kind in SpillKind if kind not in kinds]
    if found and missing:
        raise PackError(
            f"pack.toml, incidents: the kind {missing[0]} is missing.",
            hint="A report of any kind must find its steps: name all of them, or none.",
        )
    return found


def _read(row: Row) -> IncidentTerms:
    kind = row.one_of("kind", SpillKind, SpillKind)
    place = row.error
    terms = IncidentTerms(
        kind=kind,
        title=row.text("title"),
        authority=row.text("authority", ""),
        told=_told(row),
        steps=tuple(_step(r) for r in row.rows("steps")),
        notification=row.get("notification", bool, False),
        phone=_role(row, row.text("phone", "")),
        cleared=tuple(_role(row, role) for role in row.texts("cleared")),
        two_open=row.get("two_open", bool, False),
    )
    row.done()
    if not terms.steps:
        raise place(f"{kind.value}: there must be one step at least.")
    ids = [step.id for step in terms.steps]
    if len(set(ids)) != len(ids):
        raise place(f"{kind.value}: a step's id is there twice.")
    if kind is SpillKind.CLASSIFIED and (not terms.cleared or not terms.phone):
        raise place("classified: name in `cleared` who may see details, and in `phone` whom to call.")
    _check_cleared(row, terms)
    return terms


def _check_cleared(row: Row, terms: IncidentTerms) -> None:
    """A step that its own office may not see would stay open for ever."""
    blind = [step.id for step in terms.steps if terms.cleared and step.role not in terms.cleared]
    if blind:
        raise row.error(f"{terms.kind.value}: the step {blind[0]} belongs to an office that is not in `cleared`.")


def _told(row: Row) -> dict[str, int]:
    held = row.get("told", dict)
    if not held:
        raise row.error("told must name one office at least, like told = { incident = 5, privacy = 60 }.")
    for role, minutes in held.items():
        _role(row, role)
        _minutes(row, f"told.{role}", minutes)
    return dict(held)


def _step(row: Row) -> StepTerms:
    step = StepTerms(
        id=row.text("id"),
        title=row.text("title"),
        done=row.text("done"),
        role=_role(row, row.text("role")),
        minutes=_minutes(row, "minutes", row.get("minutes", int)),
        act=row.text("act", ""),
    )
    row.done()
    if step.act and step.act not in ACTS:
        raise row.error(f"{step.id}: act is {step.act!r}; it must be one of {', '.join(ACTS)}.")
    if not all(word.strip() for word in (step.id, step.title, step.done)):
        raise row.error("id, title and done of a step must say something.")
    return step


def _role(row: Row, name: str) -> str:
    if name and (name not in set(Role) or name == Role.AUDITOR.value):
        raise row.error(
            f"{name!r} is no office; the offices are {', '.join(r for r in Role if r is not Role.AUDITOR)}."
        )
    return name


def _minutes(row: Row, name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_MINUTES:
        raise row.error(f"{name} must be 1 to {MOST_MINUTES:,} minutes.")
    return value
