"""Help, the page for builders, the accessibility statement and the contacts: open to everyone."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.db import agency as agency_db
from proviso.db import people

from ..render import render
from ..session import agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One office, who answers there, and how to reach it."""

    office: str
    person: str
    phone: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """What the three pages know."""

    title: str
    agency: str
    mail: str
    security_phone: str
    offices: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildersPage:
    """Where the gateway of this installation is, and who gives a key."""

    openai: str
    """The base URL for OpenAI's SDKs."""
    anthropic: str
    """The base URL for Anthropic's."""
    office: str
    mail: str
    is_demo: bool


def show_help(request: Request) -> Response:
    """How to ask, what stays out, and what to do when something got out."""
    return render(request, "help.html", _page(request, "Help"))


def show_builders(request: Request) -> Response:
    """How a program reaches the gateway: base URL, key, two snippets, and what a denial is."""
    house = agency(request)
    scheme = "https" if house.settings.secure_cookies else request.url.scheme
    here = f"{scheme}://{request.url.netloc}"
    with house.store.read() as tx:
        office = agency_db.offices(tx).get("cio_office")
    page = BuildersPage(
        openai=f"{here}/v1",
        anthropic=here,
        office=office.name if office else "CIO’s office",
        mail=office.mail if office else "",
        is_demo=house.settings.demo,
    )
    return render(request, "builders.html", page, title="For builders")


def show_accessibility(request: Request) -> Response:
    """What these pages conform to, how it is tested, and whom to tell."""
    return render(request, "accessibility.html", _page(request, "Accessibility statement"))


def show_contact(request: Request) -> Response:
    """The offices and their phones."""
    return render(request, "contact.html", _page(request, "Contact"))


def _page(request: Request, title: str) -> AboutPage:
    house = agency(request)
    with house.store.read() as tx:
        offices = agency_db.offices(tx)
        contacts = []
        for office in offices.values():
            person = people.get(tx, office.person_id)
            contacts.append(
                Contact(office=office.name, person=person.name if person else "", phone=office.phone, mail=office.mail)
            )
        return AboutPage(
            title=title,
            agency=agency_db.name(tx) or house.settings.agency,
            mail=agency_db.get(tx, "help") or "",
            security_phone=offices["security"].phone if "security" in offices else "",
            offices=tuple(sorted(contacts, key=lambda c: c.office)),
        )
