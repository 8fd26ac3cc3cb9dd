"""`proviso agency`: the parts of the agency from a shell: its components, its offices, and the address for help."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import msgspec

from proviso.actions import offices
from proviso.actions.roles import SYSTEM
from proviso.actions.wording import clean
from proviso.db import agency as db
from proviso.model import Role
from proviso.settings import Settings

from .agencies import opened
from .person import person_id_of

OFFICES = {
    Role.PRIVACY: "Privacy",
    Role.CIVIL_RIGHTS: "Civil rights",
    Role.SECURITY: "Security",
    Role.COUNSEL: "Counsel",
    Role.TRAINING: "Training",
    Role.CIO: "The CIO",
    Role.CIO_OFFICE: "The CIO’s office",
    Role.INCIDENT: "Incidents",
    Role.RECORDS: "Records",
}


@click.group("agency", epilog="Example: proviso agency office security ingrid.solberg --phone 555-0142")
def command() -> None:
    """Name the components and offices of the agency, and the address for help; show what is named."""


@command.command("show", epilog="Example: proviso agency show --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(settings: Settings, as_json: bool) -> None:
    """Show the name, the components, the offices, and the address for help."""
    with opened(settings) as agency, agency.store.read() as tx:
        name, contact = db.name(tx), db.get(tx, "help") or ""
        components, named = db.components(tx), db.offices(tx)
    if as_json:
        found = {"name": name, "help": contact, "components": components, "offices": named}
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    lines = [name or "The agency has no name yet.", f"Help: {contact or 'nobody named yet'}"]
    lines += [f"Component {key}: {title}" for key, title in components.items()]
    lines += [f"Office {role}: {o.person_id} {o.phone}".rstrip() for role, o in named.items()]
    click.echo(clean("\n".join(lines)))


@command.command("component", epilog="Example: proviso agency component FRO 'Flood Recovery Office'")
@click.argument("component")
@click.argument("title")
@click.pass_obj
def component(settings: Settings, component: str, title: str) -> None:
    """Name the component COMPONENT, a short id, TITLE."""
    with opened(settings) as agency:
        agency.store.write(lambda tx: offices.name_component(tx, component, title, actor=SYSTEM, at=datetime.now(UTC)))
    click.echo(clean(f"{component} is {title}."))


@command.command("office", epilog="Example: proviso agency office privacy joan.castellanos --phone 555-0161")
@click.argument("role", metavar="ROLE", type=click.Choice([role.value for role in OFFICES]))
@click.argument("person")
@click.option("--name", "title", help="What people call the office.")
@click.option("--phone", default="", help="A number to call.")
@click.option("--mail", default="", help="An address to write to.")
@click.pass_obj
def office(settings: Settings, role: str, person: str, title: str | None, phone: str, mail: str) -> None:
    """Say that PERSON, who has the role, answers for the office ROLE.

    ROLE is privacy, civil_rights, security, counsel, training, cio, cio_office, incident or records.
    """
    with opened(settings) as agency:
        with agency.store.read() as tx:
            person_id = person_id_of(tx, person)
        made = agency.store.write(
            lambda tx: offices.name_office(
                tx,
                Role(role),
                person_id,
                title or OFFICES[Role(role)],
                phone=phone,
                mail=mail,
                actor=SYSTEM,
                at=datetime.now(UTC),
            )
        )
    click.echo(clean(f"{made.person_id} answers for {made.name}."))


@command.command("help", epilog="Example: proviso agency help ai-help@example.gov")
@click.argument("address")
@click.pass_obj
def help_(settings: Settings, address: str) -> None:
    """Name the address at which people ask for help."""
    with opened(settings) as agency:
        agency.store.write(lambda tx: offices.name_contact(tx, address, actor=SYSTEM, at=datetime.now(UTC)))
    click.echo(clean(f"People who need help write to {address}."))
