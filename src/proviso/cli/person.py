"""`proviso person`: the first people of an agency, their roles, and the links with which they begin to sign in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
import msgspec

from proviso.actions import credentials, offices
from proviso.actions import people as change
from proviso.actions.handles import free_handle
from proviso.actions.roles import SYSTEM, get_person
from proviso.actions.wording import clean, clean_line, says_something
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.model import Person, PersonnelType, Role
from proviso.settings import Settings

from .agencies import opened
from .days import DAY

HQ = ("HQ", "Headquarters")
"""The component of an agency that has none yet."""
ROLES = [role.value for role in Role]
KINDS = [kind.value for kind in PersonnelType]
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("person", epilog="Example: proviso person add 'Ada King' --email ada.king@example.gov --admin")
def command() -> None:
    """Add the first people, say what they do, and let them sign in.

    The pages do the same for administrators; the first one is made here.
    """


@command.command("add", epilog="Example: proviso person add 'Ada King' --email ada.king@example.gov --admin")
@click.argument("name")
@click.option("--email", required=True, help="Agency address; people sign in with it.")
@click.option("--admin", is_flag=True, help="An administrator: adds people, and lets them sign in.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="What else they do; more than once.")
@click.option("--component", default="", help="Id of the component, such as FRO; see: proviso agency show.")
@click.option("--title", default="", help="What they are, such as Analyst.")
@click.option("--supervisor", default="", help="Who approves them: a handle or an address.")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="How they work here.")
@click.option("--until", type=DAY, help="Last day, for a contract or a visit.")
@click.option("--no-link", is_flag=True, help="Make no link; they use the agency's own sign-in.")
@_as_json
@click.pass_obj
def add(
    settings: Settings,
    name: str,
    email: str,
    admin: bool,
    roles: tuple[str, ...],
    component: str,
    title: str,
    supervisor: str,
    kind: str,
    until: datetime | None,
    no_link: bool,
    as_json: bool,
) -> None:
    """Add NAME to the directory, and print the link with which they set a password or a passkey, once.

    An agency that has not begun yet begins with this: name it with PROVISO_AGENCY.
    """
    at = datetime.now(UTC)
    with opened(settings, begins=True) as agency:

        def put(tx: Tx) -> tuple[Person, str]:
            person = Person(
                id=_handle(tx, name, email),
                name=_name(name),
                email=_address(tx, email),
                component=_component(tx, component, at),
                personnel_type=PersonnelType(kind),
                title=clean_line(title),
                roles=_roles(roles, is_admin=admin),
                supervisor_id=person_id_of(tx, supervisor) if supervisor else None,
                engagement_starts=at.astimezone(settings.zone).date(),
                engagement_ends=until.date() if until is not None else None,
            )
            change.add(tx, person, actor=SYSTEM, at=at)
            has_link = not no_link and agency.settings.local_sign_in and not agency.settings.demo
            return person, credentials.make_link(tx, person.id, actor=SYSTEM, at=at) if has_link else ""

        person, words = agency.store.write(put)
        address = link_address(agency.settings, words)
    if as_json:
        click.echo(_json({"person": person.id, "link": address}))
        return
    _say_link(f"{person.name} is in the directory as {person.id}.", address)


@command.command("list", epilog="Example: proviso person list --json")
@click.option("--search", default="", help="A part of a name, an address, a title or a component.")
@click.option("--most", type=click.IntRange(1, 100_000), default=100, show_default=True)
@_as_json
@click.pass_obj
def list_(settings: Settings, search: str, most: int, as_json: bool) -> None:
    """List people by last name: handle, address, roles."""
    with opened(settings) as agency, agency.store.read() as tx:
        found = people.everyone(tx, search, limit=most)
    if as_json:
        click.echo(_json([msgspec.to_builtins(person) for person in found]))
        return
    click.echo(clean("\n".join(map(_line, found))) if found else "Nobody is like that.")


@command.command("roles", epilog="Example: proviso person roles ada.king --add cio_office --remove admin")
@click.argument("person")
@click.option("--add", "added", multiple=True, type=click.Choice(ROLES), help="A role to give; more than once.")
@click.option("--remove", "removed", multiple=True, type=click.Choice(ROLES), help="A role to take; more than once.")
@click.pass_obj
def roles(settings: Settings, person: str, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Give PERSON roles or take them. Their sessions end, and they sign in again as what they are then."""
    if not added and not removed:
        raise UsageError("Say which role.", hint="Give --add ROLE or --remove ROLE.")
    with opened(settings) as agency:

        def put(tx: Tx) -> Person:
            before = get_person(tx, person_id_of(tx, person))
            after = (before.roles | {Role(r) for r in added}) - {Role(r) for r in removed}
            return change.change(tx, before.id, actor=SYSTEM, at=datetime.now(UTC), roles=frozenset(after))

        changed = agency.store.write(put)
    click.echo(clean(_line(changed)))


@command.command("password", epilog="Example: proviso person password ada.king")
@click.argument("person")
@_as_json
@click.pass_obj
def password(settings: Settings, person: str, as_json: bool) -> None:
    """Print a link with which PERSON sets a new password or adds a passkey, once, within three days."""
    with opened(settings) as agency:
        _require_local(agency.settings)

        def put(tx: Tx) -> tuple[str, str]:
            found = person_id_of(tx, person)
            return found, credentials.make_link(tx, found, actor=SYSTEM, at=datetime.now(UTC))

        found, words = agency.store.write(put)
        address = link_address(agency.settings, words)
    if as_json:
        click.echo(_json({"person": found, "link": address}))
        return
    _say_link(f"A new link for {found}.", address)


@command.command("reset", epilog="Example: proviso person reset ada.king")
@click.argument("person")
@click.pass_obj
def reset(settings: Settings, person: str) -> None:
    """Remove what PERSON signs in with, and end their sessions: a lost phone, a stolen password."""
    with opened(settings) as agency:

        def put(tx: Tx) -> str:
            found = person_id_of(tx, person)
            credentials.remove_all(tx, found, actor=SYSTEM, at=datetime.now(UTC))
            return found

        found = agency.store.write(put)
    click.echo(clean(f"{found} signs in with nothing now. Make a new link with: proviso person password {found}"))


def person_id_of(tx: Tx, said: str) -> str:
    """Whom a handle or an agency address means."""
    found = people.get(tx, said) or (people.by_email(tx, said) if "@" in said else None)
    if found is None:
        raise NotFoundError(f"There is no person {said!r}.", hint="`proviso person list` shows them.")
    return found.id


def link_address(settings: Settings, words: str) -> str:
    """What to open. On this computer by its name: a browser takes no passkey at a number."""
    if not words:
        return ""
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        return f"{parts.scheme}://{parts.netloc}/sign-in/link/{words}"
    return f"http://localhost:{settings.port}/sign-in/link/{words}"


def _say_link(done: str, address: str) -> None:
    click.echo(clean(done), err=True)
    if address:
        click.echo(address)
        click.echo("Above is their link. It works once, within 3 days; whoever opens it first becomes them.", err=True)


def _require_local(settings: Settings) -> None:
    if settings.demo:
        raise UsageError("The demo has no passwords.", hint="Its people sign in by the picker of the page.")
    if not settings.local_sign_in:
        raise UsageError("Proviso keeps no passwords here.", hint="PROVISO_LOCAL_SIGN_IN is off.")


def _handle(tx: Tx, name: str, email: str) -> str:
    made = free_handle(email, name, ())
    if not made:
        raise UsageError(f"{name!r} gives no handle.", hint="Give the name in letters, first and last.")
    if people.get(tx, made) is not None:
        raise ConflictError(f"There is a person {made} already.", hint=f"A new link: proviso person password {made}")
    return made


def _name(name: str) -> str:
    said = clean_line(name)
    if len(said.split()) < 2 or not says_something(said):
        raise UsageError("Give the first and the last name.", hint="As in: proviso person add 'Ada King' …")
    return said


def _address(tx: Tx, email: str) -> str:
    said = clean_line(email)
    local, at_sign, domain = said.partition("@")
    if not (local and at_sign and domain) or " " in said or "@" in domain:
        raise UsageError(f"{email!r} is no address.", hint="It looks like ada.king@example.gov.")
    holder = people.by_email(tx, said)
    if holder is not None:
        raise ConflictError(f"{holder.id} has this address already.", hint="Each person has an address of their own.")
    return said


def _component(tx: Tx, said: str, at: datetime) -> str:
    known = agency_db.components(tx)
    if not known and said in {"", HQ[0]}:
        offices.name_component(tx, *HQ, actor=SYSTEM, at=at)
        return HQ[0]
    if not said and len(known) == 1:
        return next(iter(known))
    if said not in known:
        raise NotFoundError(
            f"There is no component {said!r}." if said else "Say which component.",
            hint=f"There are: {', '.join(known) or 'none yet'}. Name one: proviso agency component ID NAME",
        )
    return said


def _roles(said: Iterable[str], *, is_admin: bool) -> frozenset[Role]:
    wanted = {Role(role) for role in said} | ({Role.ADMIN} if is_admin else set())
    return frozenset(wanted if wanted == {Role.AUDITOR} else wanted | {Role.PERSONNEL})


def _line(person: Person) -> str:
    left = "" if person.is_active else "; left"
    held = ", ".join(sorted(role.value for role in person.roles))
    return f"{person.id}  {person.name} <{person.email}>: {held}; {person.component}{left}"


def _json(found: object) -> str:
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
