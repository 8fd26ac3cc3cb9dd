"""Personnel and the records that the gates read (139-07 fn3, 139-07.2.c–e)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, or_, select, update

from proviso.model import ApprovalRequest, Person, Role

from .bodies import body, stamp
from .personnel import people, read_person, read_request, requests
from .standing import Records, near, near_each, records, standing, standings
from .store import Tx

__all__ = [
    "Records",
    "add",
    "add_request",
    "by_email",
    "components",
    "count",
    "decline_reason",
    "everyone",
    "get",
    "get_request",
    "near",
    "near_each",
    "put",
    "put_request",
    "records",
    "requests_for",
    "requests_of",
    "some",
    "standing",
    "standings",
    "team",
    "with_role",
    "with_stories",
]

_GET = "SELECT body FROM people WHERE id = ?"
_BY_EMAIL = "SELECT body FROM people WHERE email = ? ORDER BY id LIMIT 1"
_some = select(people.c.body).where(people.c.id.in_(bindparam("ids", expanding=True)))
_COLUMNS = ("id", "sort_name", "words", "component", "supervisor_id", "is_active", "email", "roles", "body")
_ADD = f"INSERT INTO people ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  # our own names


def _columns(person: Person) -> dict[str, object]:
    last = person.name.rsplit(" ", 1)
    return {
        "sort_name": " ".join(reversed(last)).casefold(),
        "words": " ".join((person.name, person.email, person.title, person.component)).casefold(),
        "component": person.component,
        "supervisor_id": person.supervisor_id,
        "is_active": person.is_active,
        "email": person.email.strip().casefold(),
        "roles": " ".join(("", *sorted(person.roles), "")),
        "body": body(person),
    }


def get(tx: Tx, person_id: str) -> Person | None:
    """One person, None when nobody has this id."""
    found = tx.raw.execute(_GET, (person_id,)).fetchone()
    return None if found is None else read_person(found[0])


def some(tx: Tx, ids: Collection[str]) -> list[Person]:
    """Those of these people who are there."""
    return [read_person(found) for found in tx.conn.execute(_some, {"ids": list(ids)}).scalars()]


def by_email(tx: Tx, address: str) -> Person | None:
    """The person with this agency address, whatever its case."""
    wanted = address.strip().casefold()
    found = tx.raw.execute(_BY_EMAIL, (wanted,)).fetchone() if wanted else None
    return None if found is None else read_person(found[0])


def _matching(search: str, component: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        people.c.words.contains(word, autoescape=True) for word in search.casefold().split()
    ]
    return [*wanted, people.c.component == component] if component else wanted


def everyone(tx: Tx, search: str = "", component: str = "", offset: int = 0, limit: int = 25) -> list[Person]:
    """A page of people by last name; `search` looks at name, address, title and component."""
    query = select(people.c.body).where(*_matching(search, component)).order_by(people.c.sort_name, people.c.id)
    return [read_person(found) for found in tx.conn.execute(query.offset(offset).limit(limit)).scalars()]


def count(tx: Tx, search: str = "", component: str = "") -> int:
    """How many people `everyone` would find."""
    query = select(func.count()).select_from(people).where(*_matching(search, component))
    return int(tx.conn.execute(query).scalar_one())


def components(tx: Tx) -> list[str]:
    """The components that have people, left ones too."""
    return list(tx.conn.execute(select(people.c.component).distinct().order_by(people.c.component)).scalars())


def team(tx: Tx, supervisor_id: str) -> list[Person]:
    """The people of one supervisor, by last name."""
    query = select(people.c.body).where(people.c.supervisor_id == supervisor_id).order_by(people.c.sort_name)
    return [read_person(found) for found in tx.conn.execute(query).scalars()]


def with_role(tx: Tx, *roles: Role, component: str = "") -> list[Person]:
    """Who holds one of these roles and works here, by last name; in one component, when it is named."""
    holds = or_(*(people.c.roles.contains(f" {role.value} ", autoescape=True) for role in roles))
    query = select(people.c.body).where(people.c.is_active, holds).order_by(people.c.sort_name)
    if component:
        query = query.where(people.c.component == component)
    return [read_person(found) for found in tx.conn.execute(query).scalars()]


def with_stories(tx: Tx) -> list[Person]:
    """The people of the demo's sign-in picker: those who have a story, in the order in which they joined."""
    query = select(people.c.body).where(people.c.body.not_like('%"story":""%')).order_by(people.c.id)
    return [read_person(found) for found in tx.conn.execute(query).scalars()]


def add(tx: Tx, person: Person) -> None:
    """Put a person into the directory."""
    row = {"id": person.id, **_columns(person)}
    tx.put_now(_ADD, tuple(row[name] for name in _COLUMNS))


def put(tx: Tx, person: Person) -> None:
    """Write a changed person over their row."""
    tx.conn.execute(update(people).where(people.c.id == person.id).values(**_columns(person)))


def add_request(tx: Tx, request: ApprovalRequest) -> None:
    """Keep a request to a supervisor (139-07.2.c.1)."""
    tx.conn.execute(
        insert(requests),
        {
            "id": request.id,
            "person_id": request.person_id,
            "supervisor_id": request.supervisor_id,
            "asked_at": stamp(request.asked_at),
            "state": request.state,
            "reason": "",
            "body": body(request),
        },
    )


def put_request(tx: Tx, request: ApprovalRequest, reason: str = "") -> None:
    """Write a request over its row when it was granted or declined; `reason` is what the person will read."""
    tx.conn.execute(
        update(requests)
        .where(requests.c.id == request.id)
        .values(state=request.state, supervisor_id=request.supervisor_id, reason=reason, body=body(request))
    )


def get_request(tx: Tx, request_id: str) -> ApprovalRequest | None:
    """One request, None when there is none."""
    found = tx.conn.execute(select(requests.c.body).where(requests.c.id == request_id)).scalar()
    return None if found is None else read_request(found)


def requests_for(tx: Tx, supervisor_id: str) -> list[ApprovalRequest]:
    """The requests that wait for one supervisor, oldest first."""
    return _requests(tx, select(requests.c.body).where(requests.c.supervisor_id == supervisor_id, _is_open))


def requests_of(tx: Tx, person_id: str) -> list[ApprovalRequest]:
    """Every request of one person, oldest first."""
    return _requests(tx, select(requests.c.body).where(requests.c.person_id == person_id))


def decline_reason(tx: Tx, request_id: str) -> str:
    """Why a request was declined, for the person who asked."""
    return str(tx.conn.execute(select(requests.c.reason).where(requests.c.id == request_id)).scalar() or "")


_is_open = requests.c.state == "open"


def _requests(tx: Tx, query: Select[str]) -> list[ApprovalRequest]:
    return [read_request(found) for found in tx.conn.execute(query.order_by(requests.c.asked_at)).scalars()]
