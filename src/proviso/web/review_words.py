"""A review in words: what each office says, what is missing, and the conditions as the sentences that staff read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from proviso.actions import review_access as access
from proviso.actions.review_decisions import missing
from proviso.db import agency as agency_db
from proviso.db import reviews, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Conditions, OfficeAnswer, Position, Review, ReviewState, Role, Tool
from proviso.policy.standing import local_day

from . import words as w
from .desk import Desk
from .session import NotYoursError
from .tool_words import conditions as sentences

POSITIONS = (
    (Position.CONCUR.value, "Concur"),
    (Position.CONDITIONS.value, "Concur with conditions"),
    (Position.DISSENT.value, "Do not concur"),
)
SAYS = {
    Position.CONCUR: "Concurs",
    Position.CONDITIONS: "Concurs with conditions",
    Position.DISSENT: "Does not concur",
}
READERS = (
    Role.CIO,
    Role.CIO_OFFICE,
    Role.PRIVACY,
    Role.CIVIL_RIGHTS,
    Role.SECURITY,
    Role.COUNSEL,
    Role.AUDITOR,
)
WHOM = "the offices that review tools, the CIO and auditors"
SETTINGS = (
    ("no_attachments", "No files, only text"),
    ("only_code", "Public source code only"),
    ("organization_account", "Only with an account that the agency manages"),
)
"""What the decision reads, in the words of a form; anything else is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One office in the table of a review."""

    office: str
    name: str
    who: str
    says: str
    conditions: tuple[str, ...]
    reasons: str
    files: tuple[tuple[str, str], ...]
    """Name and address of each document."""
    signed: str
    code: str
    receipt: str
    """Address of the receipt, for who may open it."""
    is_signed: bool
    is_dissent: bool
    can_remind: bool
    can_answer: bool
    can_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """ "Omar changed this at 2:10 p.m. Your words are kept below. Compare." """

    sentence: str
    theirs: tuple[tuple[str, str], ...]
    """What stands there now: question and answer."""


def today_of(desk: Desk) -> date:
    """The agency's calendar day, by which offices and permissions count."""
    return local_day(desk.now, desk.pack)


def offices_of(desk: Desk, tx: Tx, review: Review) -> tuple[str, ...]:
    """The offices that the reader may answer for in this review."""
    if desk.viewer is None or Role.AUDITOR in desk.me.roles or not desk.me.is_active:
        return ()
    return tuple(o for o in review.offices if not access.why_not(tx, desk.me, review, o, today_of(desk)))


def named_for(desk: Desk, tx: Tx) -> tuple[str, ...]:
    """The offices that somebody named the reader for, today."""
    if desk.viewer is None:
        return ()
    today = today_of(desk)
    return tuple(d.office for d in reviews.delegated_to(tx, desk.me.id) if d.starts_on <= today <= d.ends_on)


def only_readers(desk: Desk, tx: Tx) -> None:
    """Stop here for everybody who has no part in reviews."""
    if desk.has(*READERS) or named_for(desk, tx):
        return
    raise NotYoursError(f"This page is for {WHOM}.", hint=f"You are signed in as {w.first_name(desk.me.name)}.")


def tool_of(tx: Tx, review: Review) -> Tool:
    """The tool of a review; a tool is never taken off the register."""
    tool = tools.get(tx, review.tool_id)
    if tool is None:
        raise NotFoundError("The tool of this review is not on the list.")
    return tool


def condition_sentences(desk: Desk, tx: Tx, tool: Tool, held: Conditions) -> tuple[str, ...]:
    """What these conditions add, one sentence each: as they will stand on the tool's page."""
    names = agency_db.components(tx)
    common = sentences(desk, replace(tool, conditions=Conditions()), names)
    return tuple(s for s in sentences(desk, replace(tool, conditions=held), names) if s not in common)


def office_title(tx: Tx, office: str) -> str:
    """ "Privacy" """
    return access.office_name(tx, office)


def progress(desk: Desk, tx: Tx, review: Review) -> str:
    """ "3 of 4 offices have answered. One does not concur. Counsel is next, due Nov. 24." """
    if review.state is not ReviewState.OPEN:
        return outcome(desk, tx, review)
    held = [reviews.answer(tx, review.id, office) for office in review.offices]
    signed = [a for a in held if a.is_signed]
    dissents = sum(a.position is Position.DISSENT for a in signed)
    said = [f"{len(signed)} of {w.count(len(held), 'office has answered', 'offices have answered')}."]
    if dissents:
        said.append("One does not concur." if dissents == 1 else f"{dissents} do not concur.")
    owing = [office_title(tx, a.office) for a in held if not a.is_signed]
    if owing:
        late = review.offices_due < today_of(desk)
        due = f"{'were' if len(owing) > 1 else 'was'} due" if late else "due"
        said.append(
            f"{desk.names(owing)} {'is' if len(owing) == 1 else 'are'} next, {due} {desk.day(review.offices_due)}."
        )
    else:
        left = len(missing(tx, review))
        said.append(f"{w.count(left, 'thing is', 'things are')} still open." if left else "The CIO can decide.")
    return " ".join(said)


def outcome(desk: Desk, tx: Tx, review: Review) -> str:
    """What was decided, by whom, when."""
    who, when = desk.name(tx, review.decided_by), desk.day(review.decided_at or desk.now)
    name = tool_of(tx, review).name
    if review.state is ReviewState.DECLINED:
        return f"{who} decided on {when}: {name} is not approved. {full_stop(review.reason)}"
    opens = ""
    if review.opens_at is not None and not review.is_opened:
        opens = f" It opens {opening(desk, review)}."
    return f"{who} approved {name} on {when}. {full_stop(review.reason)}{opens}"


def opening(desk: Desk, review: Review) -> str:
    """ "at 8:00 a.m. on Monday, Nov. 30" """
    at = review.opens_at
    return "now" if at is None else f"at {desk.words.clock(at)} on {desk.words.weekday(at)}, {desk.day(at)}"


def full_stop(words: str) -> str:
    """A sentence with its end."""
    kept = words.strip()
    return kept if not kept or kept[-1] in ".?" else f"{kept}."


def day_line(desk: Desk, review: Review) -> str:
    """ "Day 10 of 30 · Decision due Dec. 10" """
    if review.state is not ReviewState.OPEN:
        return f"Opened {desk.day(review.opened_at)}, decided {desk.day(review.decided_at or desk.now)}"
    opened = local_day(review.opened_at, desk.pack)
    day, days = (today_of(desk) - opened).days, (review.due_on - opened).days
    late = f"Decision was due {desk.day(review.due_on)}" if day > days else f"Decision due {desk.day(review.due_on)}"
    return f"Day {day} of {days} · {late}"


def answer_rows(desk: Desk, tx: Tx, review: Review) -> tuple[AnswerRow, ...]:
    """Every office, in the order of the review."""
    mine = offices_of(desk, tx, review)
    return tuple(_row(desk, tx, review, reviews.answer(tx, review.id, o), is_mine=o in mine) for o in review.offices)


def _row(desk: Desk, tx: Tx, review: Review, answer: OfficeAnswer, *, is_mine: bool) -> AnswerRow:
    shown = answer.is_signed or is_mine
    is_open = review.state is ReviewState.OPEN
    files = [f for f in reviews.files(tx, review.id) if f.place == f"office:{answer.office}"]
    may_remind = is_open and not answer.is_signed and not is_mine and not desk.has(Role.AUDITOR)
    reminded = answer.reminded_at is not None and local_day(answer.reminded_at, desk.pack) == today_of(desk)
    return AnswerRow(
        office=answer.office,
        name=office_title(tx, answer.office),
        who=desk.name(tx, answer.signed_by or access.officer(tx, answer.office)) if _has_officer(tx, answer) else "",
        says=SAYS[answer.position] if answer.is_signed and answer.position else _not_answered(desk, answer, reminded),
        conditions=condition_sentences(desk, tx, tool_of(tx, review), answer.conditions) if answer.is_signed else (),
        reasons=answer.reasons if answer.is_signed else "",
        files=tuple((f.name, f"/reviews/{review.id}/files/{f.id}") for f in files) if shown else (),
        signed=desk.day(answer.signed_at) if answer.signed_at else "",
        code=answer.code,
        receipt=f"/ledger/entries/{answer.entry}/receipt" if answer.entry >= 0 and desk.has(Role.AUDITOR) else "",
        is_signed=answer.is_signed,
        is_dissent=answer.is_signed and answer.position is Position.DISSENT,
        can_remind=may_remind and not reminded,
        can_answer=is_open and is_mine and not answer.is_signed,
        can_take_back=is_open and is_mine and answer.is_signed,
    )


def _has_officer(tx: Tx, answer: OfficeAnswer) -> bool:
    return bool(answer.signed_by or access.officer(tx, answer.office))


def _not_answered(desk: Desk, answer: OfficeAnswer, reminded: bool) -> str:
    if reminded:
        return "Not answered. Reminded today."
    return f"Not answered. Reminded {desk.day(answer.reminded_at)}." if answer.reminded_at else "Not answered"


def saved_line(desk: Desk, tx: Tx, answer: OfficeAnswer) -> str:
    """ "Saved at 2:14 p.m., not signed" """
    if answer.saved_at is None:
        return "Nothing is saved yet."
    who = "" if answer.saved_by == desk.me.id else f" by {desk.name(tx, answer.saved_by)}"
    return f"Saved{who} {_at(desk, answer.saved_at)}, not signed."


def _at(desk: Desk, at: object) -> str:
    return desk.when(at) if desk.words.local(at) != desk.today else f"at {desk.words.time(at)}"  # type: ignore[arg-type]


def changed_by(desk: Desk, tx: Tx, who: str, at: object, theirs: tuple[tuple[str, str], ...]) -> Changed:
    """Who was quicker, and what stands there now."""
    name = "You" if who == desk.me.id else w.first_name(desk.name(tx, who)) if who else "Somebody"
    where = " in another window" if name == "You" else ""
    when = _at(desk, at) if at is not None else "a moment ago"
    return Changed(sentence=f"{name} changed this{where} {when}. Your words are kept below. Compare.", theirs=theirs)
