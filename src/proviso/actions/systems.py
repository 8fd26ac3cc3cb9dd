"""The register of systems: the agency's own applications that reach tools through the gateway (139-07.3).

INVARIANT: a key is in no event, no row and no error; it is shown once, to the person who made it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime, timedelta

from proviso.db import systems as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity import tokens
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Person, Role, System
from proviso.model.system_events import SystemChanged, SystemKeyRotated, SystemRegistered, SystemRevoked

from .agency import Agency
from .roles import SYSTEM, get_person, require_other, require_role, require_self
from .wording import clean_line, says_something

OFFICES = (Role.CIO, Role.CIO_OFFICE, Role.ADMIN)
"""Who registers and changes a system, and never their own."""
REVOKERS = (*OFFICES, Role.PRIVACY, Role.SECURITY)
"""Who takes one off the register; its owner may, too."""
MOST_DAYS = 366
"""The longest registration: somebody looks again after a year."""
MOST_OVERLAP = timedelta(hours=24)
"""How long an old key may go on beside a new one."""
MOST_NAME = 80
MOST_WORDS = 500
"""Characters of what it does, of its source, and of a reason."""
CHANGEABLE = frozenset(f.name for f in fields_of(System)) - {"id", "created_at", "revoked_at", "key_hint", "component"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A system, and its new key: the only time that it is seen."""

    system: System
    key: str = field(repr=False)


def register(
    tx: Tx,
    name: str,
    owner_id: str,
    use_case: str,
    tools: Collection[str],
    purposes: Collection[str],
    expires_on: date,
    purpose: str = "",
    source: str = "",
    *,
    requests_a_minute: int = 60,
    tokens_a_month: int | None = None,
    cents_a_month: int | None = None,
    actor: str,
    at: datetime,
    key: str = "",
) -> Registered:
    """Register a system under the person who answers for it; `purpose` is the one that counts when none is named.

    `key` is for the demo and for tests, which bring their own.
    """
    _require_office(tx, actor, owner_id, to="register a system")
    owner = _owner(tx, owner_id, at)
    made = key or tokens.new_key(tokens.SYSTEM)
    system = System(
        id=new_id(),
        name=clean_line(name),
        owner_id=owner_id,
        component=owner.component,
        use_case=clean_line(use_case),
        tools=frozenset(tools),
        purposes=frozenset(purposes),
        purpose=purpose or min(purposes, default=""),
        source=clean_line(source),
        created_at=at,
        expires_on=expires_on,
        key_hint=tokens.hint_of(made),
        requests_a_minute=requests_a_minute,
        tokens_a_month=tokens_a_month,
        cents_a_month=cents_a_month,
    )
    _check(tx, system, at)
    db.add(tx, system, tokens.fingerprint(made))
    event = SystemRegistered(
        actor=actor,
        system=system.id,
        owner=owner_id,
        tools=tuple(sorted(system.tools)),
        purposes=tuple(sorted(system.purposes)),
        expires_on=expires_on.isoformat(),
    )
    record(tx, at, event)
    return Registered(system=system, key=made)


def change(tx: Tx, system_id: str, reason: str, *, actor: str, at: datetime, **changes: object) -> System:
    """Change what a system may do, its limits, its owner or its end; the next use follows it."""
    before = get_standing(tx, system_id)
    _require_office(tx, actor, before.owner_id, to="change a system")
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise UsageError(f"A system has no {', '.join(unknown)}.", hint=f"These can change: {sorted(CHANGEABLE)}")
    after = replace(before, **changes)  # type: ignore[arg-type]  # the names were checked against the fields above
    if after.owner_id != before.owner_id:
        require_other(actor, after.owner_id, to="answer for a system that you change")
        after = replace(after, component=_owner(tx, after.owner_id, at).component)
    after = replace(after, name=clean_line(after.name), use_case=clean_line(after.use_case))
    _check(tx, after, at)
    _write(tx, before, after, reason, actor=actor, at=at)
    return after


def expire(tx: Tx, system_id: str, on: date, reason: str, *, actor: str, at: datetime) -> System:
    """Let a registration end sooner: its owner may say so, too. A later end is a change, and takes an office."""
    before = get_standing(tx, system_id)
    _require_owner_or(tx, actor, before, OFFICES, to="end a registration sooner")
    if on > before.expires_on:
        raise UsageError("That is a later end, not an earlier one.", hint="The CIO's office can set a later end.")
    after = replace(before, expires_on=on)
    _write(tx, before, after, reason, actor=actor, at=at)
    return after


def rotate_key(
    tx: Tx, system_id: str, overlap: timedelta = MOST_OVERLAP, *, actor: str, at: datetime, key: str = ""
) -> Registered:
    """Give a system a new key. The old one goes on for `overlap`, at most a day; none: it ends at once."""
    system = get_standing(tx, system_id)
    _require_owner_or(tx, actor, system, OFFICES, to="make a new key")
    if not timedelta(0) <= overlap <= MOST_OVERLAP:
        raise UsageError("An old key goes on for 24 hours at most.", hint="Choose 0 to 24 hours.")
    made = key or tokens.new_key(tokens.SYSTEM)
    changed = replace(system, key_hint=tokens.hint_of(made))
    db.end_keys(tx, system_id, at + overlap)
    db.add_key(tx, system_id, tokens.fingerprint(made))
    db.put(tx, changed)
    ends = (at + overlap).astimezone(UTC).isoformat(timespec="seconds")
    record(tx, at, SystemKeyRotated(actor=actor, system=system_id, old_ends_at=ends))
    return Registered(system=changed, key=made)


def revoke(tx: Tx, system_id: str, reason: str, *, actor: str, at: datetime) -> System:
    """Take a system off the register: its next use is denied. It does not come back; a new one gets a new key.

    Its keys are kept, so that each later try is a denial on record that says why.
    """
    system = get_standing(tx, system_id)
    _require_owner_or(tx, actor, system, REVOKERS, to="take a system off the register")
    said = _reason(reason)
    revoked = replace(system, revoked_at=at)
    db.put(tx, revoked)
    record(tx, at, SystemRevoked(actor=actor, system=system_id, reason=said))
    return revoked


def find_by_key(agency: Agency, key: str, at: datetime | None = None) -> System | None:
    """The system of this key, None when nobody has it or its time is over. A system that was revoked or has ended is
    found: its use is denied by the rules, and recorded. `at` is now, unless said otherwise."""
    if not key or key.startswith(tokens.PERSON):
        return None
    return db.find_by_key(agency.store, tokens.fingerprint(key), at or datetime.now(UTC))


def get_standing(tx: Tx, system_id: str) -> System:
    """The system, or an error that says that there is none, or that it was taken off the register."""
    system = db.get(tx, system_id)
    if system is None:
        raise NotFoundError(f"There is no system {system_id!r}.", hint="`proviso system list` shows them.")
    if system.revoked_at is not None:
        raise ConflictError(f"{system.name} was taken off the register.", hint="Register it anew; it gets a new key.")
    return system


def may_rotate(system: System, person: Person) -> bool:
    """Whether a page offers a new key to this person."""
    return _is_one_of(person, OFFICES) or _is_owner(system, person)


def may_change(system: System, person: Person) -> bool:
    """Whether a page offers changes to this person."""
    return _is_one_of(person, OFFICES) and person.id != system.owner_id


def may_revoke(system: System, person: Person) -> bool:
    """Whether a page offers this person to take the system off the register."""
    return _is_one_of(person, REVOKERS) or _is_owner(system, person)


def _is_one_of(person: Person, roles: Collection[Role]) -> bool:
    return Role.AUDITOR not in person.roles and bool(person.roles.intersection(roles))


def _is_owner(system: System, person: Person) -> bool:
    return Role.AUDITOR not in person.roles and person.id == system.owner_id


def _require_office(tx: Tx, actor: str, owner_id: str, *, to: str) -> None:
    """INVARIANT: nobody registers or widens a system that they answer for themselves."""
    if actor != SYSTEM:
        require_role(tx, actor, *OFFICES, to=to)
        require_other(actor, owner_id, to=f"{to} that you answer for")


def _require_owner_or(tx: Tx, actor: str, system: System, roles: tuple[Role, ...], *, to: str) -> None:
    if actor == system.owner_id:
        require_self(tx, actor, system.owner_id, to=to)
    elif actor != SYSTEM:
        require_role(tx, actor, *roles, to=to)


def _owner(tx: Tx, owner_id: str, at: datetime) -> Person:
    """139-07.fn3: who answers for a system works here now."""
    owner = get_person(tx, owner_id)
    today = at.date()
    starts, ends = owner.engagement_starts, owner.engagement_ends
    if not owner.is_active or (ends is not None and ends < today) or (starts is not None and starts > today):
        raise NotAllowedError(
            f"{owner.name} does not work here now, and cannot answer for a system.", hint="Choose somebody who does."
        )
    return owner


def _check(tx: Tx, system: System, at: datetime) -> None:
    problem = _slip(system, at)
    if problem:
        raise UsageError(problem)
    unknown = sorted(tool for tool in system.tools if tools.get(tx, tool) is None)
    if unknown:
        raise NotFoundError(f"There is no tool {unknown[0]!r} on the list.")
    same = [s for s in db.all(tx) if s.name.casefold() == system.name.casefold() and s.revoked_at is None]
    if any(s.id != system.id for s in same):
        raise ConflictError(
            f"There is a system {system.name} already.", hint="Change that one, or choose another name."
        )


def _slip(system: System, at: datetime) -> str:
    limits = (system.tokens_a_month, system.cents_a_month)
    checks = (
        (not says_something(system.name), "Give the system a name."),
        (len(system.name) > MOST_NAME, f"A name has {MOST_NAME} characters at most."),
        (not says_something(system.use_case), "Say in one sentence what the system does."),
        (len(system.use_case) > MOST_WORDS, f"What it does has {MOST_WORDS} characters at most."),
        (len(system.source) > MOST_WORDS, f"A source has {MOST_WORDS} characters at most."),
        (not system.tools, "Choose one tool at least."),
        (not system.purposes, "Choose one purpose at least."),
        (
            system.purpose not in system.purposes,
            "The purpose that counts when none is named must be one of its purposes.",
        ),
        (system.expires_on < at.date(), "The end of a registration is not in the past."),
        (
            (system.expires_on - at.date()).days > MOST_DAYS,
            f"A registration lasts {MOST_DAYS} days at most: then somebody looks again.",
        ),
        (system.requests_a_minute < 1, "Requests a minute: at least 1."),
        (any(limit is not None and limit < 1 for limit in limits), "A budget is 1 at least; leave it out for none."),
    )
    return next((said for is_so, said in checks if is_so), "")


def _write(tx: Tx, before: System, after: System, reason: str, *, actor: str, at: datetime) -> None:
    changed = tuple(sorted(f.name for f in fields_of(System) if getattr(before, f.name) != getattr(after, f.name)))
    said = _reason(reason)
    if changed:
        db.put(tx, after)
        record(tx, at, SystemChanged(actor=actor, system=after.id, fields=changed, reason=said))


def _reason(reason: str) -> str:
    if not says_something(reason):
        raise UsageError("Say why: its owner will read it.")
    if len(reason) > MOST_WORDS:
        raise UsageError(f"A reason has {MOST_WORDS} characters at most.")
    return clean_line(reason)
