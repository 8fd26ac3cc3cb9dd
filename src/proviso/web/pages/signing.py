"""Sign the rules: read to the end, sign with your name, keep the receipt (139-07.2.c.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import signing as change_signing
from proviso.actions import views
from proviso.actions.wording import clean_line
from proviso.db import people, signatures
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Acknowledgement
from proviso.policy import Statement, Statements, signed_text, statements_of
from proviso.reports import acknowledgements

from ..desk import Confirm, Desk, at_desk
from ..gates import best_standing, gate, signed_current
from ..session import session, visit
from ..stepping import ask, confirmed

A_PART = 4
"""Statements on one page: short enough to be read on a phone."""
READ = "signing.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPage:
    """Some of the statements, and under the last of them the form that signs all."""

    title: str
    answer: str
    statements: tuple[Statement, ...]
    start: int
    """Number of the first statement on this page."""
    part: int
    parts: int
    sha256: str
    name: str
    may_sign: bool
    """The end is on this page, and the person may sign."""
    typed: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPage:
    """A receipt, with the full text."""

    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    """The text that was signed, statement by statement, each with its clauses."""
    file: str
    """Address of the receipt as a file; empty where there is none."""
    done: str = ""


def show_sign(request: Request) -> Response:
    """The statements, a part at a time, with the form at their end; the receipt for whoever signed them."""
    desk = at_desk(request)
    with desk.read() as tx:
        standing = best_standing(desk, tx, desk.me)
        if signed_current(desk, standing) and standing.acknowledgement is not None:
            page = _signed_page(desk, tx, standing.acknowledgement)
            return desk.page("signed.html", page, title=page.title)
        sign = _sign_page(desk, tx, _asked_part(desk))
    _remember(desk, sign)
    where = f", part {sign.part} of {sign.parts}" if sign.parts > 1 else ""
    return desk.page("sign.html", sign, title=f"{sign.title}{where}")


def _asked_part(desk: Desk) -> int:
    asked = desk.asked("part")
    return int(asked) if asked.isdecimal() and len(asked) < 4 else 1


def _sign_page(desk: Desk, tx: Tx, part: int, typed: str = "", errors: dict[str, str] | None = None) -> SignPage:
    text = statements_of(desk.pack)
    can_start = gate(desk, tx, best_standing(desk, tx, desk.me), "course").is_done
    size = A_PART if can_start else max(len(text.statements), 1)
    parts = _parts(text, size)
    part = min(max(part, 1), parts)
    shown = text.statements[(part - 1) * size : part * size]
    return SignPage(
        title="Sign the rules",
        answer=_answer(text, part, parts) if can_start else NOT_YET,
        statements=shown,
        start=(part - 1) * size + 1,
        part=part,
        parts=parts,
        sha256=text.sha256,
        name=desk.me.name,
        may_sign=can_start and part == parts,
        typed=typed,
        errors=errors or {},
        done=desk.done,
    )


NOT_YET = "You can read the rules now. Signing opens when your AI course is done."


def _parts(text: Statements, size: int = A_PART) -> int:
    return max(1, -(-len(text.statements) // size))


def _answer(text: Statements, part: int, parts: int) -> str:
    if part < parts:
        return (
            f"You sign {len(text.statements)} short statements, each with its reason. This is part {part} of {parts}."
        )
    return f"This is the end of the {len(text.statements)} statements. Type your name to sign them."


def _remember(desk: Desk, page: SignPage) -> None:
    """Which parts of this very text were on the screen: the end alone is not the text."""
    held = session(desk.request)
    sha256, seen = held.lasting.get(READ, ("", ()))
    read = sorted({*(seen if sha256 == page.sha256 else ()), page.part})
    if [sha256, seen] != [page.sha256, read]:
        held.lasting[READ] = (page.sha256, read)
        visit(desk.request).sessions.keep(held)


def _unread(desk: Desk, text: Statements) -> int:
    """The first part that was not on the screen; 0 when all were."""
    sha256, seen = session(desk.request).lasting.get(READ, ("", ()))
    read = seen if sha256 == text.sha256 else ()
    return next((part for part in range(1, _parts(text) + 1) if part not in read), 0)


def sign(request: Request) -> Response:
    """Check what was typed, then show what signing means; or record a "no", which follows at once (139-07.2.c.5)."""
    desk = at_desk(request)
    text = statements_of(desk.pack)
    if desk.form.text("answer") == "decline":
        desk.write(
            lambda tx: views.decline_to_sign(tx, desk.me.id, text.version, text.sha256, actor=desk.me.id, at=desk.now)
        )
        return desk.go("/steps", "Recorded: you do not agree. The tools stay closed for you. You can sign later.")
    stopped = _stopped(desk, text)
    if stopped is not None:
        return stopped
    page = Confirm(
        answer=f"You sign {desk.count(len(text.statements), 'statement')}, version {text.version}.",
        consequences=(
            f"Your signature counts {desk.until('acknowledgement')}, or until the text changes.",
            "From then on you answer for keeping to the rules. The tools open when your other steps are done.",
            "A signature stays in the ledger. It cannot be undone.",
        ),
        action="/steps/sign/confirm",
        hidden={"sha256": text.sha256, "typed_name": clean_line(desk.form.text("typed_name"))},
        button="Sign the rules",
        back=f"/steps/sign?part={_parts(text)}",
        recorded="We record your name, the time, how you signed in, and a fingerprint of the text.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: sign the rules")


def _stopped(desk: Desk, text: Statements) -> Response | None:
    """What stands before the signature, as a page; None when nothing does."""
    typed = clean_line(desk.form.text("typed_name"))
    with desk.read() as tx:
        standing = best_standing(desk, tx, desk.me)
        if signed_current(desk, standing):
            return desk.go("/steps/sign", "Nothing changed: you signed this text already.")
        if not gate(desk, tx, standing, "course").is_done:
            return desk.go("/steps/sign", "Nothing is signed yet: the AI course comes first.")
        errors = {}
        if desk.form.text("sha256") != text.sha256:
            errors["typed_name"] = "The text changed since you opened it. Read it again, then sign."
        elif unread := _unread(desk, text):
            return desk.go(f"/steps/sign?part={unread}", "Nothing is signed yet: read this part first.")
        elif not change_signing.is_name_of(typed, desk.me.name):
            errors["typed_name"] = f"Type your name as it stands in the directory: {desk.me.name}."
        if not errors:
            return None
        page = _sign_page(desk, tx, _parts(text), typed, errors)
    return desk.page("sign.html", page, title="Sign the rules", status=422)


def confirm_sign(request: Request) -> Response:
    """Sign: the person has just shown who they are, and the receipt is the answer."""
    desk = at_desk(request)
    text = statements_of(desk.pack)
    if not confirmed(desk):
        return ask(desk, f"/steps/sign?part={_parts(text)}")
    stopped = _stopped(desk, text)
    if stopped is not None:
        return stopped
    method = f"typed name, {_how(desk)}"
    typed = desk.form.text("typed_name")
    desk.write(
        lambda tx: change_signing.sign_rules(
            tx, desk.agency, desk.me.id, desk.pack, typed, method=method, actor=desk.me.id, at=desk.now
        )
    )
    return desk.go("/steps/sign", "Signed and recorded. This page is your receipt; you can print it.")


WAYS = {"agency": "the agency’s sign-in", "password": "a password", "passkey": "a passkey", "link": "a one-time link"}


def _how(desk: Desk) -> str:
    """How the person showed who they are, for the statement and the receipt."""
    way = WAYS.get(session(desk.request).way)
    return f"signed in with {way}, confirmed just before" if way else "demo sign-in"


def show_signed(request: Request) -> Response:
    """The receipt of one signature of the person who is signed in."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _signed_page(desk, tx, _mine(desk, tx, request))
    return desk.page("signed.html", page, title=page.title)


def download_signed(request: Request) -> Response:
    """The receipt as a file that anybody can check without us."""
    desk = at_desk(request)
    with desk.read() as tx:
        signed = _mine(desk, tx, request)
        file = acknowledgements.receipt(tx, desk.agency.journal, signed)
    headers = {"Content-Disposition": f'attachment; filename="signed-rules-{desk.me.id}-{signed.id}.json"'}
    return Response(file, media_type="application/json", headers=headers)


def show_key(request: Request) -> Response:
    """The public key under the signatures of this agency, for whoever checks a receipt (RFC 7517)."""
    desk = at_desk(request, public=True)
    with desk.read() as tx:
        if not signatures.has_keys(tx):
            raise NotFoundError("Nobody has signed anything here yet, so there is no key.")
        public = change_signing.signer_of(tx, desk.agency).public
    return Response(msgspec.json.encode(public, order="sorted"), media_type="application/jwk+json")


def _mine(desk: Desk, tx: Tx, request: Request) -> Acknowledgement:
    """INVARIANT: a receipt is its owner's; the code of another one is not found."""
    wanted = request.path_params["signature_id"]
    held = people.records(tx, desk.me.id).acknowledgements
    found = next((a for a in held if a.id and a.id == wanted), None)
    if found is None:
        raise NotFoundError("There is no such signature of yours.", hint="My record lists what you signed.")
    return found


def _signed_page(desk: Desk, tx: Tx, signed: Acknowledgement) -> SignedPage:
    text = statements_of(desk.pack)
    is_current = signed.text_sha256 == text.sha256
    kept = signatures.text_of(tx, signed.text_sha256) or (signed_text(text) if is_current else "")
    title, _, statements = kept.partition("\n")
    most = f", at most {period}" if (period := desk.period("acknowledgement")) else ""
    facts = (
        ("Signed by", desk.me.name),
        ("Signed at", f"{desk.words.date(signed.signed_at)} at {desk.words.time(signed.signed_at)}"),
        ("Rules", f"{title or text.title}, version {signed.version}"),
        ("How", signed.method[:1].upper() + signed.method[1:]),
        ("Fingerprint of the text", signed.text_sha256),
        ("Receipt", desk.code(signed.id)),
        ("Entry of the ledger", "" if signed.entry is None else f"{signed.entry:,}"),
    )
    return SignedPage(
        title="You signed the rules",
        answer=f"Your signature counts until the text changes{most}."
        if is_current
        else "You signed an earlier text. The rules that are in force are another one.",
        facts=tuple((label, value) for label, value in facts if value),
        lines=tuple(map(_line, statements.split("\n")[1:])) if kept else (),
        file=f"/record/signed/{signed.id}/receipt" if signed.jws else "",
        done=desk.done,
    )


def _line(signed: str) -> tuple[str, tuple[str, ...]]:
    """A statement as it was signed, "I protect … (139-07.2.b)", and its clauses, so that none is cut at its hyphen."""
    text, _, clauses = signed.removesuffix(")").rpartition(" (")
    return text, tuple(clauses.split(", "))
