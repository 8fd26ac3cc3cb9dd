"""A one-time link: a new person chooses a password or makes a passkey, and is signed in."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import credentials as change
from proviso.actions import sign_ins
from proviso.actions.credentials import LinkError, WeakPasswordError
from proviso.actions.roles import get_person
from proviso.actions.sign_ins import RefusedError
from proviso.db import agency as agency_db
from proviso.db import credentials as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity import passkeys, passwords
from proviso.identity.ids import new_id
from proviso.identity.passkeys import PasskeyError
from proviso.model import Passkey, Person

from ..entering import Ask, can_use_passkeys, challenges, let_in
from ..forms import Form, form
from ..render import render
from ..session import agency, clock, origin, today, visit
from .sign_in import refused

PURPOSE = "link"
FIRST_NAME = "My first passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage:
    """Who the link is for, and the two ways to go on."""

    name: str
    agency: str
    address: str
    action: str
    shortest: int
    passkey: Ask | None
    errors: Mapping[str, str] = field(default_factory=dict)


def show_link(request: Request) -> Response:
    """The link was opened; nothing is used up by looking."""
    try:
        person = _person(request)
    except LinkError as fault:
        return _ended(request, fault)
    except RefusedError as refusal:
        return refused(request, refusal)
    return _show(request, person)


def choose_password(request: Request) -> Response:
    """The person chose a password: the link is used up, and they are signed in."""
    house, sent, at = agency(request), form(request), clock()
    try:
        person = _person(request)
        check_twice(sent)
        with house.store.read() as tx:
            kept = change.hashed(tx, person, sent.text("password"), agency_db.name(tx), at=at)
        words = request.path_params["words"]

        def put(tx: Tx) -> None:
            change.read_link(tx, words, at=at)  # nobody was faster
            change.set_password(tx, person.id, kept, actor=person.id, at=at)

        house.store.write(put)
        return let_in(request, person, sign_ins.LINK, "/")
    except LinkError as fault:
        return _ended(request, fault)
    except WeakPasswordError as slip:
        return _show(request, person, {"password": slip.message})
    except SlipError as slip:
        return _show(request, person, {slip.where: slip.message})
    except RefusedError as refusal:
        return refused(request, refusal)


def make_passkey(request: Request) -> Response:
    """The person made a passkey: the link is used up, and they are signed in."""
    house, sent, at = agency(request), form(request), clock()
    try:
        person = _person(request)
    except LinkError as fault:
        return _ended(request, fault)
    except RefusedError as refusal:
        return refused(request, refusal)
    try:
        made = read_new_passkey(request, sent, PURPOSE, person, FIRST_NAME)
        words = request.path_params["words"]

        def put(tx: Tx) -> None:
            change.read_link(tx, words, at=at)
            change.add_passkey(tx, made, actor=person.id, at=at)

        house.store.write(put)
        return let_in(request, person, sign_ins.LINK, "/")
    except LinkError as fault:
        return _ended(request, fault)
    except RefusedError as refusal:
        return refused(request, refusal)
    except (PasskeyError, UsageError) as fault:
        return _show(request, person, {"doors": f"{fault.message} {fault.hint}".strip()})


class SlipError(UsageError):
    """A field that is not as it has to be; `where` is its id."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


def check_twice(sent: Form) -> None:
    """A new password is typed twice: nobody sees what they type."""
    if not sent.text("password"):
        raise SlipError("password", "Type a new password.")
    if sent.text("password") != sent.text("repeat"):
        raise SlipError("repeat", "This is not the same as the line above.")


def ask_new_passkey(request: Request, tx: Tx, purpose: str, person: Person) -> Ask | None:
    """What asks an authenticator to make a passkey for a person; None where browsers take none."""
    if not can_use_passkeys(request):
        return None
    held = db.passkeys(tx, person.id)
    handle = held[0].handle if held else passkeys.new_handle()
    data = {"person": person.id, "handle": b64encode(handle).decode()}
    word = challenges(request).make(purpose, visit(request).code, clock(), **data)
    name = agency_db.name(tx)
    return Ask(options=passkeys.registration(origin(request), name, person, handle, word, held), word=word)


def read_new_passkey(request: Request, sent: Form, purpose: str, person: Person, name: str) -> Passkey:
    """The passkey that an authenticator made for this person in this browser."""
    word, at = sent.text("word"), clock()
    said = challenges(request).open(word, purpose, visit(request).code, at)
    if said is None or said.data["person"] != person.id or not challenges(request).spend(said, at):
        _too_old()
    handle = b64decode(said.data["handle"])
    credential = sent.text("credential")
    return passkeys.added(
        credential, word, origin(request), person_id=person.id, handle=handle, code=new_id(), name=name, at=at
    )


def _too_old() -> NoReturn:
    raise PasskeyError("This page was open for too long.", hint="Make the passkey once more.")


def _person(request: Request) -> Person:
    house = agency(request)
    if not house.settings.local_sign_in or house.settings.demo:
        raise NotFoundError("Nobody signs in this way here.")
    with house.store.read() as tx:
        link = change.read_link(tx, request.path_params["words"], at=clock())
        person = get_person(tx, link.person_id)
    why_not = sign_ins.why_not_now(person, today(request))
    if why_not:
        raise RefusedError("ended", why_not)
    return person


def _show(request: Request, person: Person, errors: Mapping[str, str] | None = None) -> Response:
    house = agency(request)
    with house.store.read() as tx:
        page = LinkPage(
            name=person.name,
            agency=agency_db.name(tx),
            address=person.email,
            action=f"/sign-in/link/{request.path_params['words']}",
            shortest=passwords.SHORTEST,
            passkey=ask_new_passkey(request, tx, PURPOSE, person),
        )
    page = replace(page, errors=errors or {})
    return render(request, "sign_in_link.html", page, title="Choose how you sign in", status=422 if errors else 200)


def _ended(request: Request, fault: LinkError) -> Response:
    return refused(request, RefusedError("link", fault.message, hint=fault.hint))
