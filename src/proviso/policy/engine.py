"""Facts in, verdict out, by Cedar. Only a clean Allow allows: Cedar skips a rule that errors, so it would fail open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import cedarpy
import msgspec

from proviso.errors import PolicyError

from .facts import CONTEXT, PERSON, TOOL, Facts
from .pack import Compiled, Pack

_REQUEST = {"principal": 'Person::"asker"', "action": 'Action::"send"', "resource": 'Tool::"asked"'}
_POLICY = re.compile(r"`(policy\d+)`")
CACHE = 8192
"""Verdicts kept for identical facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Allow or deny, the rules that said no, and the clauses whose evaluation broke."""

    allowed: bool
    rules: tuple[str, ...] = ()
    """`@id` of each forbid that held, in no order."""
    broken: tuple[str, ...] = ()
    """`@clause` of each rule that could not be evaluated. INVARIANT: not empty means that nothing is allowed."""


def evaluate(facts: Facts, pack: Pack) -> Verdict:
    """The verdict of the pack on these facts, answered from a bounded cache when the facts were seen before."""
    return _cached(compiled_of(pack), facts)


def evaluate_anew(facts: Facts, pack: Pack) -> Verdict:
    """The same without the cache, for tests and measures."""
    return _evaluate(compiled_of(pack), facts)


def compiled_of(pack: Pack) -> Compiled:
    """The parsed policies; an overlay has none until it is combined with its pack."""
    if pack.compiled is None:
        raise PolicyError(f"{pack.ref} adds rules to {pack.extends} and cannot decide alone.")
    return pack.compiled


def _evaluate(compiled: Compiled, facts: Facts) -> Verdict:
    request = {**_REQUEST, "context": _context(compiled, facts)}
    result = cedarpy.is_authorized(request, compiled.policies, _entities(compiled, facts), compiled.schema)
    errors = result.diagnostics.errors
    rules = tuple(sorted(result.diagnostics.id_annotations_by_reason.values()))
    if errors:
        return Verdict(allowed=False, rules=_denials(compiled, rules), broken=_broken(compiled, errors))
    if result.decision is cedarpy.Decision.Allow:
        return Verdict(allowed=True)
    return Verdict(allowed=False, rules=_denials(compiled, rules))


_cached = lru_cache(maxsize=CACHE)(_evaluate)


def _denials(compiled: Compiled, rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(rule for rule in rules if rule in compiled.clause_of)


def _broken(compiled: Compiled, errors: list[str]) -> tuple[str, ...]:
    """Clauses of the rules that errored; `schema` when the request did not fit, which names no rule."""
    names = {name for error in errors for name in _POLICY.findall(error)}
    clauses = {compiled.clause_of.get(compiled.rule_of.get(name, ""), "schema") for name in names}
    return tuple(sorted(clauses)) or ("schema",)


def _context(compiled: Compiled, facts: Facts) -> str:
    return msgspec.json.encode({name: getattr(facts, name) for name in compiled.of(CONTEXT)}).decode()


def _entities(compiled: Compiled, facts: Facts) -> cedarpy.Entities:
    person = tuple(getattr(facts, name) for name in compiled.of(PERSON))
    tool = tuple(getattr(facts, name) for name in compiled.of(TOOL))
    return _parsed(compiled, facts.component, person, tool)


@lru_cache(maxsize=2048)
def _parsed(
    compiled: Compiled, component: str, person: tuple[str | bool, ...], tool: tuple[str | bool, ...]
) -> cedarpy.Entities:
    """The asker, the tool and the component, checked against the schema: few people differ in their facts."""
    held = {"type": "Component", "id": component}
    entities = [
        {
            "uid": {"type": "Person", "id": "asker"},
            "attrs": dict(zip(compiled.of(PERSON), person, strict=True)),
            "parents": [held],
        },
        {
            "uid": {"type": "Tool", "id": "asked"},
            "attrs": dict(zip(compiled.of(TOOL), tool, strict=True)),
            "parents": [],
        },
        {"uid": held, "attrs": {}, "parents": []},
    ]
    try:
        return cedarpy.Entities.from_json_str(msgspec.json.encode(entities).decode(), compiled.schema)
    except ValueError as error:
        raise PolicyError("The facts do not fit the schema of the policy pack.") from error
