"""The sections of a review and the checklist of vendor terms: written, closed, opened again (139-07.1.a.1–5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import review_files
from proviso.actions import reviews as change
from proviso.actions.review_access import OFFICES
from proviso.db import reviews
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.model import (
    Review,
    ReviewState,
    Role,
    Section,
    SectionField,
    SectionForm,
    TermAnswer,
    TermState,
    section_form,
    term_of,
)

from .. import review_words as rw
from ..desk import Desk, at_desk, typed
from ..session import NotYoursError
from .review_answers import number
from .reviews import TERM_STATES, find

TERM_FIELDS = ("state", "fact", "link", "file_id", "expires_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """The form of one section."""

    review_id: str
    id: str
    title: str
    answer: str
    clause: str
    fields: tuple[SectionField, ...]
    typed: Mapping[str, str] = field(repr=False)
    shown: Mapping[str, str] = field(repr=False)
    """The same in the words of the choices."""
    version: int
    is_closed: bool
    missing: tuple[str, ...]
    changed: rw.Changed | None
    errors: Mapping[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPage:
    """The form of one term."""

    review_id: str
    id: str
    title: str
    answer: str
    states: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    typed: Mapping[str, str] = field(repr=False)
    version: int
    changed: rw.Changed | None
    errors: Mapping[str, str]
    done: str


def show_section(request: Request) -> Response:
    """One section, to be written."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, form = find(tx, request), _form(request)
        _only_writers(desk, review, *form.offices)
        held = reviews.section(tx, review.id, form.id)
        page = _section_page(desk, tx, review, form, held, dict(held.values))
    return desk.page("review_section.html", page, title=page.title)


def _form(request: Request) -> SectionForm:
    form = section_form(request.path_params["section"])
    if form is None:
        raise NotFoundError("There is no such section.", hint="The review lists its sections.")
    return form


def _only_writers(desk: Desk, review: Review, *offices: Role) -> None:
    if review.state is not ReviewState.OPEN:
        raise NotYoursError("This review is decided. Nothing in it changes any more.")
    desk.only("the CIO’s office and the offices of this section", *OFFICES, *offices)


def _section_page(
    desk: Desk,
    tx: Tx,
    review: Review,
    form: SectionForm,
    held: Section,
    values: Mapping[str, str],
    *,
    changed: rw.Changed | None = None,
    errors: Mapping[str, str] | None = None,
) -> SectionPage:
    missing = change.missing_in(held)
    said = "Every question is answered." if not missing else f"{len(missing)} of {len(form.fields)} questions are open."
    return SectionPage(
        review_id=review.id,
        id=form.id,
        title=f"{form.title}: {rw.tool_of(tx, review).name}",
        answer="This section is closed." if held.is_closed else said,
        clause=form.clause,
        fields=form.fields,
        typed={f.id: values.get(f.id, "") for f in form.fields},
        shown={f.id: dict(f.choices).get(values.get(f.id, ""), values.get(f.id, "")) for f in form.fields},
        version=held.version,
        is_closed=held.is_closed,
        missing=missing,
        changed=changed,
        errors=errors or {},
        done=desk.done,
    )


def save_section(request: Request) -> Response:
    """Save, close or open a section; add its document."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, form = find(tx, request), _form(request)
        _only_writers(desk, review, *form.offices)
    verb, here = desk.form.line("do"), f"/reviews/{review.id}/sections/{form.id}"
    if verb == "reopen":
        desk.write(lambda tx: change.reopen_section(tx, review.id, form.id, actor=desk.me.id, at=desk.now))
        return desk.go(here, "The section is open again.")
    values = {f.id: desk.form.text(f.id) for f in form.fields}
    errors: dict[str, str] = {}
    try:
        _write_section(desk, review, form, values, closes=verb == "close")
    except ConflictError as fault:
        if fault.message != change.CHANGED:
            raise
        return _section_again(desk, review, form, values, {}, status=409)
    except UsageError as fault:
        errors[_field_of(form, fault.message)] = f"{fault.message} {fault.hint}".strip()
    errors = errors or add_files(desk, review, form.id)
    if errors:
        return _section_again(desk, review, form, values, errors)
    if verb == "close":
        return desk.go(f"/reviews/{review.id}#{form.id}", f"The section {form.title} is closed.")
    return desk.go(here, "Saved. The section is still open.")


def _field_of(form: SectionForm, message: str) -> str:
    return next((f.id for f in form.fields if f.label in message), form.fields[0].id)


def _write_section(desk: Desk, review: Review, form: SectionForm, values: Mapping[str, str], *, closes: bool) -> None:
    """What was typed is kept also when the section cannot be closed yet."""
    version = number(desk.form.line("version"))
    saved = desk.write(
        lambda tx: change.save_section(tx, review.id, form.id, values, version=version, actor=desk.me.id, at=desk.now)
    )
    if closes:
        desk.write(
            lambda tx: change.close_section(
                tx, review.id, form.id, version=saved.version, actor=desk.me.id, at=desk.now
            )
        )


def add_files(desk: Desk, review: Review, place: str) -> dict[str, str]:
    """Keep the documents of a form; what stood in the way, at its field."""
    for file in desk.form.files("file"):
        try:
            review_files.add(
                desk.agency,
                review.id,
                place,
                file.name,
                file.content,
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        except UsageError as fault:
            return {"file": f"{fault.message} {fault.hint}".strip()}
    return {}


def _section_again(
    desk: Desk,
    review: Review,
    form: SectionForm,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 422,
) -> Response:
    with desk.read() as tx:
        held = reviews.section(tx, review.id, form.id)
        changed = None
        if status == 409:
            theirs = tuple((f.label, dict(f.choices).get(held.value(f.id), held.value(f.id))) for f in form.fields)
            changed = rw.changed_by(desk, tx, held.closed_by or held.saved_by, held.closed_at or held.saved_at, theirs)
        page = _section_page(desk, tx, review, form, held, values, changed=changed, errors=errors)
    return desk.page("review_section.html", page, title=changed.sentence if changed else page.title, status=status)


def show_term(request: Request) -> Response:
    """One term of the checklist, to be answered."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(tx, request)
        _only_writers(desk, review, Role.COUNSEL)
        held = reviews.term(tx, review.id, _term_id(request))
        page = _term_page(desk, tx, review, held, _kept(held))
    return desk.page("review_term.html", page, title=page.title)


def _term_id(request: Request) -> str:
    term = term_of(request.path_params["term"])
    if term is None:
        raise NotFoundError("There is no such term in the checklist.", hint="They are T-01 to T-14.")
    return term.id


def _kept(held: TermAnswer) -> dict[str, str]:
    return {
        "state": "" if held.state is TermState.OPEN else held.state.value,
        "fact": held.fact,
        "link": held.link,
        "file_id": held.file_id,
        "expires_on": held.expires_on.isoformat() if held.expires_on else "",
    }


def _term_page(
    desk: Desk,
    tx: Tx,
    review: Review,
    held: TermAnswer,
    values: Mapping[str, str],
    *,
    changed: rw.Changed | None = None,
    errors: Mapping[str, str] | None = None,
) -> TermPage:
    term = term_of(held.term)
    title, expected = (term.title, term.expected) if term is not None else ("", "")
    papers = [f for f in reviews.files(tx, review.id) if f.place == review_files.TERMS]
    return TermPage(
        review_id=review.id,
        id=held.term,
        title=f"{held.term}: {rw.tool_of(tx, review).name}",
        answer=f"{title}. Expected: {expected}.",
        states=tuple((s.value, words) for s, words in TERM_STATES.items() if s is not TermState.OPEN),
        files=(("", "None"), *((f.id, f.name) for f in papers)),
        typed=values,
        version=held.version,
        changed=changed,
        errors=errors or {},
        done=desk.done,
    )


def save_term(request: Request) -> Response:
    """Answer one term: the fact, where it stands, until when it counts."""
    desk = at_desk(request)
    with desk.read() as tx:
        review, term_id = find(tx, request), _term_id(request)
        _only_writers(desk, review, Role.COUNSEL)
    values = typed(desk.form, *TERM_FIELDS)
    errors = _term_problems(values)
    if not errors:
        try:
            desk.write(
                lambda tx: change.save_term(
                    tx,
                    _term_answer(review.id, term_id, values),
                    version=number(desk.form.line("version")),
                    actor=desk.me.id,
                    at=desk.now,
                )
            )
        except ConflictError as fault:
            if fault.message != change.CHANGED:
                raise
            return _term_again(desk, review, term_id, values, {}, status=409)
        except UsageError as fault:
            errors["link" if "link" in fault.message else "fact"] = fault.message
    errors = errors or add_files(desk, review, review_files.TERMS)
    if errors:
        return _term_again(desk, review, term_id, values, errors)
    return desk.go(f"/reviews/{review.id}#terms", f"{term_id} is answered.")


def _term_problems(values: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if values["state"] not in set(TermState) - {TermState.OPEN.value}:
        errors["state"] = "Choose what is so."
    if values["expires_on"]:
        try:
            date.fromisoformat(values["expires_on"])
        except ValueError:
            errors["expires_on"] = "Give a day like 2027-05-01, or leave it empty."
    return errors


def _term_answer(review_id: str, term_id: str, values: Mapping[str, str]) -> TermAnswer:
    ends = values["expires_on"]
    return TermAnswer(
        review_id=review_id,
        term=term_id,
        state=TermState(values["state"]),
        fact=values["fact"],
        link=values["link"],
        file_id=values["file_id"],
        expires_on=date.fromisoformat(ends) if ends else None,
    )


def _term_again(
    desk: Desk,
    review: Review,
    term_id: str,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 422,
) -> Response:
    with desk.read() as tx:
        held = reviews.term(tx, review.id, term_id)
        changed = None
        if status == 409:
            theirs = (("State", TERM_STATES[held.state]), ("Fact", held.fact), ("Link", held.link))
            changed = rw.changed_by(desk, tx, held.saved_by, held.saved_at, theirs)
        page = _term_page(desk, tx, review, held, values, changed=changed, errors=errors)
    return desk.page("review_term.html", page, title=changed.sentence if changed else page.title, status=status)
