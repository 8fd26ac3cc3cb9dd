"""The reader's acts: save, approve, approve with changes, return, pass on (139-07.4.a–e).

What is typed is never lost: each button saves first, and a text that changed meanwhile comes back with the old answers
in the form, and says who changed it and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import expert_reviews as change
from proviso.actions import expert_verdicts as verdicts
from proviso.actions.expert_texts import look, plain
from proviso.actions.expert_verdicts import LONGEST_NOTE, NAMES, Opinion
from proviso.errors import ConflictError, UsageError
from proviso.model import Criterion, CriterionAnswer, ExpertReview, ExpertVerdict, PlaceNote, Reading, Said

from .. import expert_words as ew
from .. import words as w
from ..desk import Desk, at_desk
from ..expert_screen import stopped
from ..session import NotYoursError, is_part
from ..stepping import ask, confirmed
from .expert_review import find, reading_page, status_page
from .expert_versions import edit_again

VERBS = {"approve": ExpertVerdict.APPROVED, "return": ExpertVerdict.RETURNED}
_PLACE = re.compile(r"note-(\d{1,7})-(\d{1,7})")


def post_answers(request: Request) -> Response:
    """One press of a button of the reader's form; a change alone saves."""
    desk = at_desk(request)
    verb = desk.form.line("do")
    with desk.read() as tx:
        review = find(desk, tx, request)
        reading = _own(desk, review)
        opinion, errors = read_opinion(desk, review, reading)
    emergency = stopped(desk, *(a.note for a in opinion.answers), *(n.note for n in opinion.notes))
    if emergency is not None:
        return emergency
    if errors:
        return _again(desk, review, opinion, errors)
    if verb in {*VERBS, "change"} and opinion.version != review.text.number:
        return _changed(desk, review, opinion)
    if verb in VERBS and not confirmed(desk):
        return ask(desk, f"/expert-reviews/{review.id}")
    try:
        if verb in VERBS:
            return _give(desk, review, VERBS[verb], opinion)
        desk.write(lambda tx: verdicts.save(tx, review.id, opinion, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        if fault.message != change.CHANGED:
            raise
        return _changed(desk, review, opinion)
    if verb == "change":
        wrong = verdicts.problems(_with(reading, opinion), ExpertVerdict.CHANGED)
        if wrong:
            return _again(desk, review, opinion, wrong)
        return desk.go(f"/expert-reviews/{review.id}/changes")
    if is_part(request):
        return desk.page(
            "_expert_saved.html", f"Saved at {desk.words.clock(desk.now)}".rstrip(".") + ".", title="Saved"
        )
    return desk.go(f"/expert-reviews/{review.id}", "Saved. You can go on at any time.")


def _own(desk: Desk, review: ExpertReview) -> Reading:
    reading = review.reading
    if reading is None or reading.reviewer_id != desk.me.id:
        raise NotYoursError("This text is not with you.", hint="It may have been passed on, or has its answer.")
    return reading


def read_opinion(desk: Desk, review: ExpertReview, reading: Reading) -> tuple[Opinion, dict[str, str]]:
    """The form as it was typed, and what cannot be kept of it."""
    errors: dict[str, str] = {}
    answers = []
    for criterion in Criterion:
        said = desk.form.line(f"answer-{criterion.value}")
        note = desk.form.text(f"note-{criterion.value}").strip()
        if said in {choice.value for choice in Said}:
            answers.append(CriterionAnswer(criterion=criterion, said=Said(said), note=note))
        elif note:
            errors[f"answer-{criterion.value}"] = f"{NAMES[criterion]}: choose an answer for your note."
        if len(note) > LONGEST_NOTE:
            errors[f"note-{criterion.value}"] = f"{NAMES[criterion]}: the note is longer than {LONGEST_NOTE:,} letters."
    notes = []
    for name, value in desk.form.items():
        place = _PLACE.fullmatch(name)
        if place is not None and value.strip():
            notes.append(PlaceNote(start=int(place[1]), end=int(place[2]), note=value.strip()))
            if len(value) > LONGEST_NOTE:
                errors[name] = f"A note is longer than {LONGEST_NOTE:,} letters."
    general = desk.form.text("general").strip()
    if general:
        notes.append(PlaceNote(start=0, end=0, note=general))
        if len(general) > LONGEST_NOTE:
            errors["general"] = f"The note is longer than {LONGEST_NOTE:,} letters."
    typed = desk.form.line("version")
    version = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    if not 1 <= version <= review.text.number:
        version = reading.version or review.text.number
    return Opinion(version=version, answers=tuple(answers), notes=tuple(notes)), errors


def _with(reading: Reading, opinion: Opinion) -> Reading:
    return replace(reading, version=opinion.version, answers=opinion.answers, notes=opinion.notes)


def _give(desk: Desk, review: ExpertReview, verdict: ExpertVerdict, opinion: Opinion) -> Response:
    reading = _own(desk, review)
    wrong = verdicts.problems(_with(reading, opinion), verdict)
    if wrong:
        desk.write(lambda tx: verdicts.save(tx, review.id, opinion, actor=desk.me.id, at=desk.now))
        return _again(desk, review, opinion, wrong)
    after = desk.write(
        lambda tx: verdicts.give(tx, desk.agency, review.id, verdict, opinion, actor=desk.me.id, at=desk.now)
    )
    return _done(desk, after)


def _done(desk: Desk, after: ExpertReview) -> Response:
    """Back to the text's page, with what came of it, what happens next, and the receipt."""
    given = [r for r in after.readings if r.reviewer_id == desk.me.id and r.verdict is not None][-1]
    with desk.read() as tx:
        author = w.first_name(desk.name(tx, after.author_id))
        if given.verdict is ExpertVerdict.RETURNED:
            then = f"{author} sees your notes now."
        elif after.reading is not None:
            then = ew.with_whom(desk, tx, after)
        else:
            then = f"{author} can use it officially now."
    said = ew.VERDICTS[given.verdict] if given.verdict else ""
    return desk.go(f"/expert-reviews/{after.id}", f"{said}. {then} Receipt {w.code(given.code)}.")


def _again(desk: Desk, review: ExpertReview, opinion: Opinion, errors: Mapping[str, str]) -> Response:
    """The page with what was typed, and what is missing."""
    page = reading_page(desk, review, _with(_own(desk, review), opinion), errors=errors)
    return desk.page("expert_reading.html", page, title=f"{next(iter(errors.values()))} – {page.title}", status=422)


def _changed(desk: Desk, review: ExpertReview, opinion: Opinion) -> Response:
    """The text is another one than the reader had open: nothing was decided, and nothing typed is lost."""
    with desk.read() as tx:
        review = change.get(tx, review.id)
        who, when = desk.name(tx, review.text.written_by), desk.words.clock(review.text.at)
    if review.reading is not None and review.reading.reviewer_id == desk.me.id:
        desk.write(lambda tx: verdicts.save(tx, review.id, opinion, actor=desk.me.id, at=desk.now))
    said = f"{who} changed the text at {when.rstrip('.')}. Your answers and notes are kept below."
    page = reading_page(desk, review, _with(_own(desk, review), opinion), changed=said)
    return desk.page("expert_reading.html", page, title=said, status=409)


def post_changes(request: Request) -> Response:
    """Approve with the reader's own changes: a new version, of which they say what they said of the old one."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
        reading = _own(desk, review)
    text = desk.form.text("text")
    emergency = stopped(desk, text)
    if emergency is not None:
        return emergency
    if not confirmed(desk):
        return ask(desk, f"/expert-reviews/{review.id}/changes")
    opinion = Opinion(version=_version(desk), answers=reading.answers, notes=reading.notes)
    seen = look(desk.agency, text)
    try:
        after = desk.write(
            lambda tx: verdicts.give(
                tx, desk.agency, review.id, ExpertVerdict.CHANGED, opinion, seen, actor=desk.me.id, at=desk.now
            )
        )
    except (ConflictError, UsageError) as fault:
        if isinstance(fault, ConflictError) and fault.message != change.CHANGED:
            raise
        return edit_again(desk, review, plain(text), fault, is_reader=True)
    return _done(desk, after)


def _version(desk: Desk) -> int:
    typed = desk.form.line("version")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


def pass_on(request: Request) -> Response:
    """To another expert: by the reader, or by the CIO's office."""
    desk = at_desk(request)
    person_id = desk.form.line("person")
    with desk.read() as tx:
        review = find(desk, tx, request)
    if not person_id:
        return _nobody(desk, review)
    after = desk.write(lambda tx: change.pass_on(tx, desk.agency, review.id, person_id, actor=desk.me.id, at=desk.now))
    with desk.read() as tx:
        name = desk.name(tx, person_id)
    return desk.go(f"/expert-reviews/{after.id}" if desk.has(*ew.OFFICES) else "/expert-reviews", _passed(name))


def _nobody(desk: Desk, review: ExpertReview) -> Response:
    """The page again: who reads it was not chosen."""
    errors, reading = {"person": "Choose who reads it."}, review.reading
    if reading is not None and reading.reviewer_id == desk.me.id:
        return _again(
            desk, review, Opinion(version=reading.version, answers=reading.answers, notes=reading.notes), errors
        )
    page = status_page(desk, review, errors)
    return desk.page("expert_review.html", page, title=f"{errors['person']} – {page.title}", status=422)


def _passed(name: str) -> str:
    return f"{name} has the text now, and got mail. Its author was told."
