"""The answer of an office: saved as one goes, signed after a look, taken back, reminded, delegated (139-07.1.b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import review_access as access
from proviso.actions import review_answers as change
from proviso.actions import review_files
from proviso.actions.reviews import CHANGED
from proviso.db import people, reviews
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.model import Conditions, OfficeAnswer, Person, Position, Review, Role

from .. import review_words as rw
from .. import words as w
from ..desk import Confirm, Desk, at_desk, typed
from ..review_forms import read_limits, typed_limits
from ..session import NotYoursError
from ..stepping import ask, confirmed
from .reviews import OwnAnswer, find, own_form, review_page

LONGEST = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatePage:
    """Who answers for the reader's offices while they are away."""

    answer: str
    offices: tuple[tuple[str, str], ...]
    named: tuple[tuple[str, str], ...]
    """Office, and the sentence that says who answers until when."""
    people: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


def save_answer(request: Request) -> Response:
    """Save what was typed, with its document; the button to sign leads on to the page that shows it once more."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, office = find(tx, request), _office(desk, tx, request)
        errors: dict[str, str] = {}
        asked = read_limits(typed_limits(desk, tx), errors)
    position = desk.form.line("position")
    if position and position not in dict(rw.POSITIONS):
        errors["position"] = "Choose one of the three answers."
    if len(desk.form.text("reasons").strip()) > LONGEST:
        errors["reasons"] = f"The reasons are longer than {LONGEST:,} letters. Shorten them, or add them as a document."
    if not errors:
        errors |= _keep(desk, review, office, Position(position) if position else None, asked)
    if errors.get("changed"):
        return _again(desk, review, office, {}, status=409)
    if errors:
        return _again(desk, review, office, errors)
    if desk.form.line("do") != "sign":
        said = "Saved, not signed. You can go on at any time." if desk.form.line("do") == "save" else ""
        return desk.go(f"/reviews/{review.id}?office={office}", said)
    with desk.read() as tx:
        held = reviews.answer(tx, review.id, office)
    if not held.is_signed and (wrong := change.problems(held)):
        return _again(desk, review, office, wrong)
    return desk.go(f"/reviews/{review.id}/answers/{office}/sign")


def _keep(desk: Desk, review: Review, office: str, position: Position | None, asked: Conditions) -> dict[str, str]:
    """Save the form and its document; what stood in the way, by field."""
    try:
        desk.write(
            lambda tx: change.save(
                tx,
                review.id,
                office,
                position,
                desk.form.text("reasons"),
                asked,
                version=number(desk.form.line("version")),
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except ConflictError as fault:
        if fault.message == CHANGED:
            return {"changed": fault.message}
        raise
    for file in desk.form.files("file"):
        try:
            review_files.add(
                desk.agency,
                review.id,
                f"office:{office}",
                file.name,
                file.content,
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        except UsageError as fault:
            return {"file": f"{fault.message} {fault.hint}".strip()}
    return {}


def number(typed_number: str) -> int:
    """The version that a form was opened with; -1, which fits nothing, for anything else."""
    return int(typed_number) if typed_number.isdecimal() and len(typed_number) < 9 else -1


def _office(desk: Desk, tx: Tx, request: Request) -> str:
    """The office of the address, if the reader answers for it: one office does not act for another."""
    review, office = find(tx, request), str(request.path_params["office"])
    if office not in review.offices:
        raise NotYoursError("This office does not answer in this review.", hint="The review lists those that do.")
    why = access.why_not(tx, desk.me, review, office, rw.today_of(desk))
    if why:
        raise NotYoursError(why, hint="Each office answers for itself.")
    return office


def _again(desk: Desk, review: Review, office: str, errors: Mapping[str, str], *, status: int = 422) -> Response:
    """The page with what was typed; where somebody was quicker, with theirs beside it."""
    with desk.read() as tx:
        held = reviews.answer(tx, review.id, office)
        own = _typed_own(desk, tx, review, held)
        changed = None
        if status == 409:
            changed = rw.changed_by(desk, tx, held.saved_by, held.saved_at, _said(desk, tx, review, held))
            own = replace(own, saved=f"{changed.sentence.split('.')[0]}. Not saved.")
        page = review_page(desk, tx, review, own=own, changed=changed, errors=errors)
    return desk.page("review.html", page, title=changed.sentence if changed else page.title, status=status)


def _typed_own(desk: Desk, tx: Tx, review: Review, held: OfficeAnswer) -> OwnAnswer:
    return replace(
        own_form(desk, tx, review, held),
        position=desk.form.line("position"),
        reasons=desk.form.text("reasons"),
        limits=typed_limits(desk, tx),
    )


def _said(desk: Desk, tx: Tx, review: Review, held: OfficeAnswer) -> tuple[tuple[str, str], ...]:
    sentences = rw.condition_sentences(desk, tx, rw.tool_of(tx, review), held.conditions)
    return (
        ("Answer", rw.SAYS[held.position] if held.position else ""),
        ("Conditions", " ".join(sentences)),
        ("Reasons", held.reasons),
    )


def check_signature(request: Request) -> Response:
    """Check and confirm: the answer once more, and what the signature does."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, office = find(tx, request), _office(desk, tx, request)
        held = reviews.answer(tx, review.id, office)
        if held.is_signed or change.problems(held):
            return desk.go(f"/reviews/{review.id}?office={office}")
        page, name = _confirm(desk, tx, review, held), rw.office_title(tx, office)
    return desk.page("confirm.html", page, title=f"Check and confirm: sign for {name}")


def _confirm(desk: Desk, tx: Tx, review: Review, held: OfficeAnswer) -> Confirm:
    name, tool = rw.office_title(tx, held.office), rw.tool_of(tx, review)
    says = (rw.SAYS[held.position] if held.position else "").lower()
    owing = [o for o in change.owing(tx, review) if o != held.office]
    files = [f for f in reviews.files(tx, review.id) if f.place == f"office:{held.office}"]
    after = f"Then {len(review.offices) - len(owing)} of {len(review.offices)} offices have answered"
    left = desk.names(rw.office_title(tx, o) for o in owing)
    after += f"; {left} {'is' if len(owing) == 1 else 'are'} left." if owing else ", and no answer is missing."
    said = [f"Staff will read: {s}" for s in rw.condition_sentences(desk, tx, tool, held.conditions)]
    said += [f"Your reasons: {held.reasons}"] if held.reasons else []
    said += [f"{w.count(len(files), 'document')}: {desk.names(f.name for f in files)}."] if files else []
    said += [after, "You can take it back until the CIO decides. The ledger keeps both."]
    return Confirm(
        answer=f"{name} {says}: {tool.name}.",
        consequences=tuple(said),
        action=f"/reviews/{review.id}/answers/{held.office}/sign",
        hidden={"version": str(held.version)},
        button=f"Sign for {name}",
        back=f"/reviews/{review.id}?office={held.office}",
        recorded="We record your name, the time, the answer, and a fingerprint of what you sign.",
    )


def sign_answer(request: Request) -> Response:
    """Sign for the office, with a fresh look at who it is (139-07.1.b)."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, office = find(tx, request), _office(desk, tx, request)
    back = f"/reviews/{review.id}/answers/{office}/sign"
    if not confirmed(desk):
        return ask(desk, back)
    try:
        signed = desk.write(
            lambda tx: change.sign(
                tx,
                review.id,
                office,
                version=number(desk.form.line("version")),
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except ConflictError as fault:
        if fault.message != CHANGED:
            raise
        return desk.go(back, "")
    with desk.read() as tx:
        name = rw.office_title(tx, office)
    return desk.go(f"/reviews/{review.id}", f"Signed for {name}. Receipt {w.code(signed.code)}.")


def take_back(request: Request) -> Response:
    """Take a signed answer back, before the decision."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, office = find(tx, request), _office(desk, tx, request)
    if not confirmed(desk):
        return ask(desk, f"/reviews/{review.id}")
    desk.write(lambda tx: change.take_back(tx, review.id, office, pack=desk.pack, actor=desk.me.id, at=desk.now))
    return desk.go(f"/reviews/{review.id}?office={office}", "Taken back. Your office owes an answer again.")


def remind(request: Request) -> Response:
    """Remind an office; once a day."""
    desk = at_desk(request)
    with desk.read() as tx:
        rw.only_readers(desk, tx)
        review, office = find(tx, request), str(request.path_params["office"])
        name = rw.office_title(tx, office) if office in review.offices else ""
    desk.write(lambda tx: change.remind(tx, review.id, office, pack=desk.pack, actor=desk.me.id, at=desk.now))
    return desk.go(f"/reviews/{review.id}", f"{name} is reminded. Tomorrow you can remind it again.")


def show_delegate(request: Request) -> Response:
    """Who answers in the reader's place, and until when."""
    desk = at_desk(request)
    _only_officers(desk)
    with desk.read() as tx:
        page = _delegate_page(desk, tx, typed(None, "office", "person", "starts_on", "ends_on"))
    return desk.page("review_delegate.html", page, title="Who answers in your place")


def _only_officers(desk: Desk) -> None:
    desk.only("the offices that review tools", *(Role(office) for office in desk.pack.review_offices))


def _delegate_page(desk: Desk, tx: Tx, values: dict[str, str], errors: dict[str, str] | None = None) -> DelegatePage:
    mine = [office for office in desk.pack.review_offices if desk.has(Role(office))]
    named = []
    for office in mine:
        held = reviews.delegate_of(tx, office)
        if held is not None and held.ends_on >= rw.today_of(desk):
            who = desk.name(tx, held.person_id)
            days = f"from {desk.day(held.starts_on)} to {desk.day(held.ends_on)}"
            named.append((office, f"{who} answers for {rw.office_title(tx, office)} {days}."))
    return DelegatePage(
        answer=" ".join(line for _, line in named) or "Nobody answers in your place now.",
        offices=tuple((office, rw.office_title(tx, office)) for office in mine),
        named=tuple(named),
        people=tuple((p.id, f"{p.name}, {p.title or p.component}") for p in _colleagues(desk, tx)),
        typed=values,
        errors=errors or {},
        done=desk.done,
    )


def _colleagues(desk: Desk, tx: Tx) -> list[Person]:
    """The people of the officer's own component who may answer: a list that fits a page."""
    others = {Role(o) for o in desk.pack.review_offices} | set(change.LATER) | {Role.AUDITOR}
    found = people.everyone(tx, component=desk.me.component, limit=500)
    return [p for p in found if p.id != desk.me.id and p.is_active and not p.roles & others]


def name_delegate(request: Request) -> Response:
    """Name who answers between two days, or that nobody does any more."""
    desk = at_desk(request)
    _only_officers(desk)
    values = typed(desk.form, "office", "person", "starts_on", "ends_on")
    if desk.form.line("do") == "end":
        desk.write(lambda tx: change.end_delegation(tx, values["office"], actor=desk.me.id, at=desk.now))
        return desk.go("/reviews/delegate", "From now on you answer yourself.")
    errors: dict[str, str] = {}
    starts, ends = _day(values, "starts_on", errors), _day(values, "ends_on", errors)
    with desk.read() as tx:
        if values["office"] not in {o for o in desk.pack.review_offices if desk.has(Role(o))}:
            errors["office"] = "Choose one of your offices."
        if people.get(tx, values["person"]) is None:
            errors["person"] = "Choose who answers."
    if not errors and starts is not None and ends is not None:
        try:
            desk.write(
                lambda tx: change.delegate(
                    tx,
                    values["office"],
                    values["person"],
                    starts,
                    ends,
                    pack=desk.pack,
                    actor=desk.me.id,
                    at=desk.now,
                )
            )
        except UsageError as fault:
            errors["ends_on" if "day" in fault.message else "person"] = fault.message
        else:
            return desk.go("/reviews/delegate", "Named. The other offices see who signed.")
    with desk.read() as tx:
        page = _delegate_page(desk, tx, values, errors)
    return desk.page("review_delegate.html", page, title="Who answers in your place", status=422)


def _day(values: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(values[name])
    except ValueError:
        errors[name] = "Give a day like 2027-05-01."
        return None
