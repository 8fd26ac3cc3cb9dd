"""What the agency's directory says about people, by SCIM (RFC 7643): joiners, movers and leavers (139-07 fn3).

Each entry becomes the same changes that a form would make, by `actions/people.py`: a mover's approvals end, a leaver's
next use is denied. The directory may give roles by its groups, as an administrator said which; it approves nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from proviso.db import agency as agency_db
from proviso.db import feeds as feeds_db
from proviso.db import people as people_db
from proviso.db import scim as db
from proviso.db.scim import Kept
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError
from proviso.model import Person, PersonnelType, Role

from . import people
from .feeds import DEPARTMENT, GROUP, see_code
from .handles import free_handle
from .outbox import notify
from .personnel_files import KINDS
from .plans import count
from .roles import SYSTEM
from .wording import clean_line

USER, TEAM = "User", "Group"
LONGEST = 300
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the directory says about one person."""

    user_name: str
    name: str
    email: str
    body: str
    """The entry as it came, for the directory to read back."""
    title: str | None = None
    """None: it does not say."""
    department: str | None = None
    user_type: str = ""
    manager: str = ""
    """Id of the manager's entry."""
    external_id: str = ""
    is_active: bool = True


def join(tx: Tx, entry: Entry, resource_id: str, *, at: datetime) -> Kept:
    """A new entry: somebody joins, or somebody whom we know already is from now on told of by the directory."""
    _require_free(tx, USER, entry.user_name, "")
    email = clean_line(entry.email)[:LONGEST]
    person = people_db.by_email(tx, email)
    if person is not None and db.of_person(tx, person.id) is not None:
        raise ConflictError(f"Another entry of the directory has the address {email}.", hint="Correct one of them.")
    is_new = person is None
    if person is None:
        person = people.add(tx, _new(tx, entry, email, at), actor=SYSTEM, at=at)
        _require_supervisor_role(tx, person.supervisor_id, at)
    kept = Kept(
        id=resource_id,
        kind=USER,
        name=entry.user_name,
        external_id=entry.external_id,
        person_id=person.id,
        version=1,
        created_at=at,
        changed_at=at,
        roles=frozenset(),
        body=entry.body,
    )
    db.add(tx, kept)
    if not is_new:
        _follow(tx, person, entry, at)
    elif not entry.is_active:
        _deactivate(tx, person, at)
    return kept


def change(tx: Tx, kept: Kept, entry: Entry, *, at: datetime) -> Kept:
    """A changed entry: somebody moves, leaves, or comes back."""
    _require_free(tx, USER, entry.user_name, kept.id)
    person = people_db.get(tx, kept.person_id)
    if person is None:
        raise NotFoundError("The person of this entry is not here.")
    email = clean_line(entry.email)[:LONGEST]
    other = people_db.by_email(tx, email)
    if other is not None and other.id != person.id:
        raise ConflictError(f"Somebody else has the address {email}.", hint="Correct one of them.")
    after = replace(
        kept,
        name=entry.user_name,
        external_id=entry.external_id,
        version=kept.version + 1,
        changed_at=at,
        body=entry.body,
    )
    db.put(tx, after)
    _follow(tx, person, entry, at)
    return after


def leave(tx: Tx, kept: Kept, *, at: datetime) -> None:
    """An entry is gone: the person has left. The person and all records stay."""
    db.remove(tx, kept.id)
    person = people_db.get(tx, kept.person_id)
    if person is not None:
        _put_roles(tx, person, kept.roles, frozenset(), at)
        if person.is_active:
            _deactivate(tx, person, at)


def put_group(
    tx: Tx,
    before: Kept | None,
    resource_id: str,
    name: str,
    external_id: str,
    members: Collection[str],
    body: str,
    at: datetime,
) -> Kept:
    """A group with its members: they have the role that an administrator said the group gives, and no others have it
    from this group."""
    _require_free(tx, TEAM, name, resource_id)
    after = Kept(
        id=resource_id,
        kind=TEAM,
        name=name,
        external_id=external_id,
        person_id="",
        version=1 if before is None else before.version + 1,
        created_at=at if before is None else before.created_at,
        changed_at=at,
        roles=frozenset(members),
        body=body,
    )
    (db.add if before is None else db.put)(tx, after)
    word = clean_line(name)[:LONGEST]
    _grant(tx, after, frozenset() if before is None else before.roles, see_code(tx, GROUP, word, at=at), at)
    return after


def drop_group(tx: Tx, kept: Kept, *, at: datetime) -> None:
    """A group is gone, and with it the roles that it gave."""
    db.remove(tx, kept.id)
    _grant(tx, replace(kept, roles=frozenset()), kept.roles, "", at)


def remap(tx: Tx, kind: str, word: str, value: str, *, at: datetime) -> None:
    """Somebody said what a word means: it counts at once for those whom the directory has told of already."""
    if kind == GROUP:
        kept = db.by_name(tx, TEAM, word)
        if kept is not None:
            _grant(tx, kept, kept.roles, value, at)
    elif kind == DEPARTMENT and value:
        for kept in db.by_department(tx, word):
            person = people_db.get(tx, kept.person_id)
            if person is not None and department_of(kept.body) == word and person.component != value:
                people.change(tx, person.id, component=value, actor=SYSTEM, at=at)


def department_of(body: str) -> str:
    """The department of an entry as it came."""
    said = msgspec.json.decode(body).get(ENTERPRISE) or {}
    return clean_line(str(said.get("department") or ""))[:LONGEST]


def _require_free(tx: Tx, kind: str, name: str, resource_id: str) -> None:
    known = db.id_by_name(tx, kind, name)
    if known and known != resource_id:
        raise ConflictError(f"There is {name!r} already.", hint="Change that entry, or give this one another name.")


def _new(tx: Tx, entry: Entry, email: str, at: datetime) -> Person:
    known = _Handles(tx)
    return Person(
        id=known.free(email, entry.name),
        name=clean_line(entry.name)[:LONGEST],
        email=email,
        title=clean_line(entry.title or "")[:LONGEST],
        component=_component(tx, entry, at) or "",
        personnel_type=KINDS.get(entry.user_type.casefold(), PersonnelType.EMPLOYEE),
        supervisor_id=_supervisor(tx, entry),
        is_active=True,
    )


@dataclass(frozen=True, slots=True)
class _Handles:
    """The handles that somebody has, asked one at a time."""

    tx: Tx

    def __contains__(self, handle: object) -> bool:
        return people_db.get(self.tx, str(handle)) is not None

    def free(self, email: str, name: str) -> str:
        """A handle that nobody has."""
        return free_handle(email, name, self) or free_handle("person", "person", self)


def _follow(tx: Tx, person: Person, entry: Entry, at: datetime) -> None:
    """Make of the person what the entry says; what it does not say stays."""
    said: dict[str, object] = {"name": clean_line(entry.name)[:LONGEST], "email": clean_line(entry.email)[:LONGEST]}
    if entry.title is not None:
        said["title"] = clean_line(entry.title)[:LONGEST]
    component = _component(tx, entry, at)
    if component is not None:
        said["component"] = component
    kind = KINDS.get(entry.user_type.casefold())
    if kind is not None:
        said["personnel_type"] = kind
    supervisor = _supervisor(tx, entry)
    if supervisor is not None:
        said["supervisor_id"] = supervisor
    changed = {name: value for name, value in said.items() if getattr(person, name) != value}
    if changed:
        people.change(tx, person.id, actor=SYSTEM, at=at, **changed)
    _require_supervisor_role(tx, supervisor, at)
    if person.is_active and not entry.is_active:
        _deactivate(tx, person, at)
    elif entry.is_active and not person.is_active:
        people.reactivate(tx, person.id, actor=SYSTEM, at=at)


def _component(tx: Tx, entry: Entry, at: datetime) -> str | None:
    """The component of a department; empty when it means nothing here yet, None when the entry names none."""
    if entry.department is None:
        return None
    word = clean_line(entry.department)[:LONGEST]
    components = agency_db.components(tx)
    own = {**{name.casefold(): one for one, name in components.items()}, **{one.casefold(): one for one in components}}
    return own.get(word.casefold()) or see_code(tx, DEPARTMENT, word, at=at)


def _supervisor(tx: Tx, entry: Entry) -> str | None:
    boss = db.get(tx, USER, entry.manager) if entry.manager else None
    return None if boss is None else boss.person_id


def _require_supervisor_role(tx: Tx, supervisor_id: str | None, at: datetime) -> None:
    """Whoever somebody reports to can open the page of their team."""
    boss = people_db.get(tx, supervisor_id) if supervisor_id else None
    if boss is not None and Role.SUPERVISOR not in boss.roles:
        people.change(tx, boss.id, roles=boss.roles | {Role.SUPERVISOR}, actor=SYSTEM, at=at)


def _deactivate(tx: Tx, person: Person, at: datetime) -> None:
    """Close the access; where this leaves people without anybody who approves, the administrators hear of it."""
    people.deactivate(tx, person.id, actor=SYSTEM, at=at)
    orphans = sum(member.is_active for member in people_db.team(tx, person.id))
    if not orphans:
        return
    for admin in people_db.with_role(tx, Role.ADMIN):
        notify(
            tx,
            admin.id,
            "supervisor-left",
            subject="Somebody who approves people has left",
            lines=(f"{count(orphans, 'person has', 'people have')} nobody who approves.", "Name another supervisor."),
            path=f"/people?supervisor={person.id}",
            at=at,
            key=f"supervisor-left:{person.id}:{at.date()}",
        )


def _grant(tx: Tx, group: Kept, before: frozenset[str], role: str, at: datetime) -> None:
    """Give the group's role to its members, and take it from those who were and are none."""
    code = feeds_db.code(tx, GROUP, clean_line(group.name)[:LONGEST]) or next(
        (one for one in feeds_db.codes_of(tx, GROUP) if one.code.casefold() == group.name.casefold()), None
    )
    for user_id in before | group.roles:
        kept = db.get(tx, USER, user_id)
        person = people_db.get(tx, kept.person_id) if kept is not None else None
        if kept is None or person is None:
            continue
        others = frozenset(one for one in kept.roles if not one.startswith(f"{group.id}="))
        # Who said what a group gives does not get it from their own word (139-07: nobody acts for themselves).
        is_own = code is not None and code.set_by == person.id
        mine = frozenset({f"{group.id}={role}"} if role and user_id in group.roles and not is_own else ())
        after = others | mine
        if after != kept.roles:
            db.put(tx, replace(kept, roles=after))
            _put_roles(tx, person, kept.roles, after, at)


def _put_roles(tx: Tx, person: Person, before: frozenset[str], after: frozenset[str], at: datetime) -> None:
    """Roles that an administrator gave by hand stay."""
    had, has = ({Role(one.partition("=")[2]) for one in some} for some in (before, after))
    roles = (person.roles - (had - has)) | has
    if roles != person.roles:
        people.change(tx, person.id, roles=roles, actor=SYSTEM, at=at)
