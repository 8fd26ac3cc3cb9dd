"""The agency's own sign-in: the way there, the way back, and what it says when somebody signs out there."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import credentials as change
from proviso.actions import sign_ins
from proviso.actions.roles import SYSTEM
from proviso.actions.sign_ins import RefusedError
from proviso.db import credentials as db
from proviso.errors import NotFoundError
from proviso.identity.challenges import Challenge
from proviso.identity.fetching import NotReachedError
from proviso.identity.oidc import AgencySignIn, Asked, NotTrustedError
from proviso.model import Person

from ..entering import agency_sign_in, challenges, let_in
from ..forms import form
from ..session import agency, clock, origin, person, safe_next, visit
from ..stepping import AGAIN, confirm, gone_on
from .sign_in import refused, trouble

BACK = "/sign-in/agency/back"
ANSWER = ("code", "state", "iss", "error")
LONGEST = 4_000
"""Characters of a value in the answer."""


def begin(request: Request) -> Response:
    """Go to the agency's sign-in. `again` asks for a confirmation: the person signs in there anew."""
    provider, at = _provider(request), clock()
    next_address = safe_next(request.query_params.get("next", ""))
    signed_in = person(request) if "again" in request.query_params else None
    since = f"{at.timestamp():.3f}" if signed_in is not None else ""
    word = challenges(request).make(sign_ins.AGENCY, visit(request).code, at, next=next_address, since=since)
    try:
        address = provider.address(word, _asked(request, word, since), at)
    except NotReachedError as fault:
        return trouble(request, f"{fault.message} {fault.hint}", next_address, status=503)
    return RedirectResponse(address, status_code=303)


def come_back(request: Request) -> Response:
    """The agency's sign-in answered: check every part, then let the person in, or confirm who they are."""
    provider, at = _provider(request), clock()
    answer = {name: request.query_params.get(name, "")[:LONGEST] for name in ANSWER if name in request.query_params}
    word = answer.get("state", "")
    begun = challenges(request).open(word, sign_ins.AGENCY, visit(request).code, at)
    if begun is None or not challenges(request).spend(begun, at):
        sign_ins.refuse(agency(request), sign_ins.AGENCY, "state", at=at)
        return trouble(request, "This sign-in began in another window, or too long ago. Start it once more.", "")
    next_address, since = begun.data["next"], begun.data["since"]
    try:
        claims = provider.claims(answer, _asked(request, word, since), at)
    except NotReachedError as fault:
        return trouble(request, f"{fault.message} {fault.hint}", next_address, status=503)
    except NotTrustedError as fault:
        sign_ins.refuse(agency(request), sign_ins.AGENCY, fault.reason, at=at)
        return _not_trusted(request, fault, next_address)
    signed_in = person(request) if since else None
    try:
        expected = signed_in.id if signed_in is not None else ""
        found = sign_ins.check_identity(agency(request), claims, at=at, person_id=expected)
        if signed_in is not None:
            return _confirmed(request, signed_in, begun)
        return let_in(request, found, sign_ins.AGENCY, next_address)
    except RefusedError as refusal:
        return refused(request, refusal)


def ended_there(request: Request) -> Response:
    """Back-channel logout: the agency's sign-in says, by a signed token, that a person signed out there."""
    provider, at = _provider(request), clock()
    try:
        subject = provider.signed_out(form(request).text("logout_token"), at)
    except (NotTrustedError, NotReachedError):
        return Response(status_code=400)
    with agency(request).store.read() as tx:
        found = db.identity(tx, provider.registration.issuer, subject)
    if found is not None:
        person_id = found.person_id
        agency(request).store.write(lambda tx: change.end_sessions(tx, person_id, actor=SYSTEM, at=at))
    return Response(status_code=200)


def _confirmed(request: Request, signed_in: Person, begun: Challenge) -> Response:
    at = clock()
    sign_ins.confirm(agency(request), signed_in, sign_ins.AGENCY, at=at)
    confirm(request, at)
    return gone_on(begun.data["next"])


def _not_trusted(request: Request, fault: NotTrustedError, next_address: str) -> Response:
    if fault.reason == "refused_there":
        sentence = "The agency sign-in did not let you in, or you went back. Nothing has changed."
    else:
        sentence = f"{fault.message} {fault.hint}"
    if person(request) is not None:
        return RedirectResponse(f"{AGAIN}?{urlencode({'next': next_address, 'said': 'no'})}", status_code=303)
    return trouble(request, sentence, next_address, status=403)


def _asked(request: Request, word: str, since: str) -> Asked:
    words = challenges(request)
    return Asked(
        nonce=words.derived(word, "nonce"),
        verifier=words.derived(word, "verifier"),
        redirect=f"{origin(request)}{BACK}",
        since=datetime.fromtimestamp(float(since), UTC) if since else None,
    )


def _provider(request: Request) -> AgencySignIn:
    found = agency_sign_in(request)
    if found is None or agency(request).settings.demo:
        raise NotFoundError("No agency sign-in is set up.", hint="An administrator names it in the settings.")
    return found
