"""The CIO decides on a tool: with every office's answer, a written reply to each dissent, and every condition that was
asked for (139-07.1, 139-07.1.b). Publishing is one transaction with the decision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from proviso.db import reviews as db
from proviso.db import suggestions, tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import (
    SECTIONS,
    TERMS,
    Conditions,
    OfficeAnswer,
    Position,
    Review,
    ReviewState,
    Role,
    SuggestionState,
    TermState,
    Tool,
    ToolStatus,
)
from proviso.model.review_events import ReviewDecided
from proviso.policy import Pack
from proviso.policy.standing import local_day

from . import tools as change_tools
from . import trials
from .agency import Agency
from .limits import strictest
from .outbox import notify
from .review_access import get_open, mail_to, office_name, suggesters
from .review_answers import owing
from .reviews import CHANGED, LONGEST, hash_of
from .roles import require_role
from .suggestions import answer_all
from .wording import clean, says_something

LATEST_OPENING = timedelta(days=92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the CIO chose."""

    approves: bool
    reason: str
    """The sentence on the tool's page."""
    reply: str = ""
    """ "Why I decide otherwise", where an office does not concur."""
    more: Conditions = field(default_factory=Conditions)
    """Limits beyond those that the offices asked for."""
    opens_at: datetime | None = None
    """None: now."""
    re_review_on: date | None = None
    """When it is reviewed again; None: after the days of the pack."""


def missing(tx: Tx, review: Review) -> tuple[str, ...]:
    """What has to be done before the tool can be approved, each as a sentence (139-07.1.a.1–5, 139-07.1.b)."""
    said = [f"The answer of {office_name(tx, office)} is missing." for office in owing(tx, review)]
    said += [
        f"The section {form.title} is open." for form in SECTIONS if not db.section(tx, review.id, form.id).is_closed
    ]
    answered = db.terms(tx, review.id)
    open_terms = sum(term.id not in answered or answered[term.id].state is TermState.OPEN for term in TERMS)
    if open_terms:
        said.append(f"{open_terms} of {len(TERMS)} terms {'is' if open_terms == 1 else 'are'} not answered.")
    tests = db.tests(tx, review.id)
    unchecked = sum(not test.checked_by for test in tests)
    if not tests:
        said.append("No test is written down.")
    elif unchecked:
        said.append(f"{unchecked} of {len(tests)} tests {'waits' if unchecked == 1 else 'wait'} for a second person.")
    return tuple(said)


def answers(tx: Tx, review: Review) -> tuple[OfficeAnswer, ...]:
    """What each office says, in the order of the review."""
    return tuple(db.answer(tx, review.id, office) for office in review.offices)


def dissents(tx: Tx, review: Review) -> tuple[OfficeAnswer, ...]:
    """The signed answers that do not concur."""
    return tuple(a for a in answers(tx, review) if a.is_signed and a.position is Position.DISSENT)


def conditions(tx: Tx, review: Review, more: Conditions | None = None) -> Conditions:
    """What the approval depends on: all that an office asked for, what the tool has already, and the CIO's own."""
    asked = [a.conditions for a in answers(tx, review) if a.is_signed and a.position is Position.CONDITIONS]
    tool = tools.get(tx, review.tool_id)
    own = [tool.conditions] if tool is not None else []
    held = [replace(one, unscreened=frozenset()) for one in (*own, *asked, *([more] if more else []))]
    unread = tool.conditions.unscreened if tool is not None else frozenset()
    return replace(strictest(held), unscreened=unread)


def state_of(tx: Tx, review: Review) -> str:
    """One word for everything that a decision rests on: it changes when an office, a section or a term does."""
    said: dict[str, object] = {f"office {a.office}": a.version for a in answers(tx, review)}
    said |= {f"section {form.id}": db.section(tx, review.id, form.id).version for form in SECTIONS}
    said |= {f"term {term}": held.version for term, held in db.terms(tx, review.id).items()}
    said |= {f"test {test.id}": test.checked_by for test in db.tests(tx, review.id)}
    return hash_of(said)[:16]


def problems(tx: Tx, review: Review, choice: Choice, *, pack: Pack, at: datetime) -> dict[str, str]:
    """What stands against this decision, by field."""
    found = {}
    if not says_something(choice.reason):
        found["reason"] = "Write the sentence on the tool’s page." if choice.approves else "Say why. Staff read it."
    elif len(choice.reason) > 500:
        found["reason"] = f"This has {len(choice.reason):,} letters; 500 fit."
    if not choice.approves:
        return found
    if dissents(tx, review) and not says_something(choice.reply):
        found["reply"] = "Write why you decide otherwise. The reply stays with the dissent."
    elif len(choice.reply) > LONGEST:
        found["reply"] = f"This has {len(choice.reply):,} letters; {LONGEST:,} fit."
    if choice.opens_at is not None and not at - timedelta(minutes=5) <= choice.opens_at <= at + LATEST_OPENING:
        found["opens"] = "Choose a time from now on, within three months."
    if choice.opens_at is not None and _tool(tx, review).status is not ToolStatus.IN_REVIEW:
        found["opens"] = "It is on the list already, so the decision counts at once."
    if choice.re_review_on is not None and choice.re_review_on <= local_day(at, pack):
        found["re_review"] = "The next review comes after today."
    ends = choice.more.ends_on
    if ends is not None and ends <= local_day(at, pack):
        found["until"] = "The last day comes after today."
    return found


def decide(tx: Tx, review_id: str, choice: Choice, *, state: str, pack: Pack, actor: str, at: datetime) -> Review:
    """The CIO's yes or no. `state` is what the page showed: whatever changed since is looked at first."""
    require_role(tx, actor, Role.CIO, to="decide on a tool")
    review = get_open(tx, review_id)
    _require_apart(tx, review, actor)
    if state != state_of(tx, review):
        raise ConflictError(CHANGED, hint="Look at the review again, then decide.")
    wrong = problems(tx, review, choice, pack=pack, at=at)
    if wrong:
        raise UsageError(next(iter(wrong.values())))
    if choice.approves:
        _require_whole(tx, review)
    decided = _decided(tx, review, choice, pack=pack, actor=actor, at=at)
    event = ReviewDecided(
        actor=actor,
        review=review_id,
        tool=review.tool_id,
        outcome=decided.state.value,
        dissents=tuple(a.office for a in dissents(tx, review)),
        reply_sha256=hash_of({"reply": decided.reply}) if decided.reply else "",
        opens_at="" if decided.opens_at is None else decided.opens_at.isoformat(),
    )
    decided = replace(decided, entry=record(tx, at, event))
    db.put(tx, decided)
    trials.end_all(tx, review_id, at=at)
    if not choice.approves:
        decided = _close(tx, decided, actor=actor, at=at)
    elif decided.opens_at is None or decided.opens_at <= at:
        decided = _open(tx, decided, at=at)
    _tell(tx, decided, pack=pack, actor=actor, at=at)
    return decided


def _require_apart(tx: Tx, review: Review, actor: str) -> None:
    """Nobody decides about what they suggested, or where they answered for an office."""
    if actor in suggesters(tx, review):
        raise NotAllowedError("You suggested this tool. Another CIO, or an acting one, decides.")
    if any(a.signed_by == actor for a in answers(tx, review)):
        raise NotAllowedError("You signed for an office in this review, so someone else decides.")


def _require_whole(tx: Tx, review: Review) -> None:
    """139-07.1.b: coordinated before release."""
    open_ = missing(tx, review)
    if open_:
        raise UsageError(open_[0], hint=" ".join(open_[1:]))
    if db.section(tx, review.id, "supply_chain").value("prohibited") != "no":
        raise UsageError("A prohibited source stands behind this tool, so it cannot be approved.")


def _decided(tx: Tx, review: Review, choice: Choice, *, pack: Pack, actor: str, at: datetime) -> Review:
    common = replace(
        review, decided_by=actor, decided_at=at, reason=clean(choice.reason.strip()), version=review.version + 1
    )
    if not choice.approves:
        return replace(common, state=ReviewState.DECLINED)
    today = local_day(at, pack)
    return replace(
        common,
        state=ReviewState.APPROVED,
        reply=clean(choice.reply.strip()),
        conditions=conditions(tx, review, choice.more),
        opens_at=choice.opens_at if choice.opens_at and choice.opens_at > at else None,
        re_review_on=choice.re_review_on or today + timedelta(days=pack.review_days.get("re_review", 365)),
    )


def _open(tx: Tx, review: Review, *, at: datetime) -> Review:
    """Put the tool on the list as it was decided: the next use follows it."""
    change_tools.change(
        tx,
        review.tool_id,
        status=ToolStatus.APPROVED,
        reason=_clause(review.reason),
        conditions=review.conditions,
        re_review_due=review.re_review_on,
        actor=review.decided_by,
        at=at,
    )
    opened = replace(review, is_opened=True)
    db.put(tx, opened)
    return opened


def _close(tx: Tx, review: Review, *, actor: str, at: datetime) -> Review:
    tool = _tool(tx, review)
    was_open = tool.status in {ToolStatus.APPROVED, ToolStatus.PAUSED}
    status = ToolStatus.REVOKED if was_open else ToolStatus.ENDED
    change_tools.change(tx, tool.id, status=status, reason=_clause(review.reason), actor=actor, at=at)
    closed = replace(review, is_opened=True)
    db.put(tx, closed)
    return closed


def open_due(tx: Tx, *, at: datetime) -> tuple[Review, ...]:
    """Open the tools whose hour has come; whoever runs this late opens them late, never early. A CIO who has left in
    between opens nothing: then somebody decides again."""
    opened = []
    for review in db.approved(tx):
        if review.is_opened or review.opens_at is None or review.opens_at > at:
            continue
        tool = tools.get(tx, review.tool_id)
        if tool is None or tool.status is not ToolStatus.IN_REVIEW:
            db.put(tx, replace(review, is_opened=True))  # closed in the meantime: that was the later word
            continue
        try:
            opened.append(_open(tx, review, at=at))
        except NotAllowedError:
            continue
    return tuple(opened)


def open_due_agency(agency: Agency, at: datetime) -> tuple[Review, ...]:
    """`open_due`, when anything waits for its hour: most minutes nothing is written."""
    with agency.store.read() as tx:
        waits = any(not r.is_opened and r.opens_at is not None and r.opens_at <= at for r in db.approved(tx))
    return agency.store.write(lambda tx: open_due(tx, at=at)) if waits else ()


def _clause(reason: str) -> str:
    return reason.strip().rstrip(".")


def _tool(tx: Tx, review: Review) -> Tool:
    tool = tools.get(tx, review.tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {review.tool_id!r} on the list.")
    return tool


def _tell(tx: Tx, review: Review, *, pack: Pack, actor: str, at: datetime) -> None:
    """Who suggested it, and the offices that answered."""
    name, yes = _tool(tx, review).name, review.state is ReviewState.APPROVED
    said = f"{name} is approved, with conditions." if yes else f"{name} will not be on the list: {review.reason}"
    waiting = [s for s in suggestions.of_tool(tx, review.tool_id) if s.state is SuggestionState.IN_REVIEW]
    answer_all(tx, waiting, said, actor=actor, at=at)
    today: date = local_day(at, pack)
    for office in review.offices:
        for person_id in mail_to(tx, office, today):
            notify(
                tx,
                person_id,
                "review-decided",
                subject=f"{name} is {'approved' if yes else 'not approved'}",
                lines=("The CIO has decided.", "The page has every answer, and the reply to a dissent."),
                path=f"/reviews/{review.id}",
                at=at,
                key=f"review-decided:{review.id}:{person_id}",
            )
