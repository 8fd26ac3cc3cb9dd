"""`proviso demo`: makes the invented agency in the home folder, so that every other command has something to ask."""

from __future__ import annotations

import shutil
from dataclasses import replace

import click
import msgspec

from proviso.actions.opening import CITY_PACK, open_agency
from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db import uses as uses_db
from proviso.db.moving import remove
from proviso.settings import Address, Settings

from .homes import CITY, DEMO, SMALL, for_demo
from .seeding import make_demo

AGENCIES = ("coastal-safety", CITY)


@click.command("demo", epilog="Example: proviso demo, then: proviso serve --demo")
@click.option(
    "--agency",
    "name",
    type=click.Choice(AGENCIES),
    default=AGENCIES[0],
    show_default=True,
    help="Which one: a department that forbids personal data, or a small city that masks it.",
)
@click.option("--small", is_flag=True, help="One week and fewer people: quick, for a try.")
@click.option("--reset", is_flag=True, help="Throw the demo agency of this folder away and make it anew.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, name: str, small: bool, reset: bool, as_json: bool) -> None:
    """Make the demo agency: invented people, tools and four weeks of history, all through the real actions.

    It is made in the folder that PROVISO_HOME names; without it, in `demo`, `demo-small` or `port-ellery` inside
    the platform's folder of user data, where every other command finds it.
    """
    is_city = name == CITY
    settings = for_demo(settings, folder=CITY if is_city else SMALL if small else DEMO)
    if is_city:
        settings = replace(settings, pack=CITY_PACK)
    if reset:
        reset_demo(settings)
    agency = make_demo(settings, small=small)
    try:
        with agency.store.read() as tx:
            found = {
                "agency": agency_db.name(tx),
                "home": str(settings.home),
                "people": people.count(tx),
                "tools": len(tools.all(tx)),
                "uses": uses_db.count(tx),
                "allowed": uses_db.count(tx, allowed=True),
            }
    finally:
        agency.store.close()
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return
    click.echo(
        f"{found['agency']} is ready in {found['home']}: {found['people']} people, {found['tools']} tools, "
        f"{found['uses']:,} uses, {found['allowed']:,} of them allowed.\n"
        f"Next: {f'proviso serve --home {settings.home}' if is_city else 'proviso serve --demo'}"
    )


def reset_demo(settings: Settings) -> None:
    """Remove the data of a demo agency. INVARIANT: a real agency's data is never removed."""
    if not settings.is_begun:
        return
    agency = open_agency(replace(settings, demo=True))
    agency.store.close()
    if isinstance(settings.store, Address):
        remove(settings.store)
    for file in settings.home.glob("proviso.db*"):
        file.unlink()
    (settings.home / "checkpoint").unlink(missing_ok=True)
    shutil.rmtree(settings.keys)
