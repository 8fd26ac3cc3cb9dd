"""Reviews of tools: begun by the CIO's office, written section by section, closed before a decision (139-07.1.a)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from proviso.db import reviews as db
from proviso.db import suggestions, tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    Review,
    ReviewState,
    Role,
    Section,
    SectionForm,
    Suggestion,
    SuggestionState,
    TermAnswer,
    TermState,
    Tool,
    ToolClass,
    ToolStatus,
    section_form,
    term_of,
)
from proviso.model.review_events import (
    ReviewOpened,
    ReviewSectionClosed,
    ReviewSectionReopened,
    ReviewSectionSaved,
    ReviewTermSaved,
)
from proviso.policy import Pack
from proviso.policy.standing import local_day

from . import tools as change_tools
from .outbox import notify
from .review_access import OFFICES, get_open, mail_to, require_writer
from .roles import require_role
from .suggestions import take_up
from .wording import clean, clean_line, says_something

LONGEST, LONGEST_LINK = 4_000, 300
RESERVED = frozenset({"add", "suggest"})
"""Words that are addresses of their own beside the tools."""
CHANGED = "It was changed since you opened it."


def start(
    tx: Tx, name: str, vendor: str, summary: str = "", *, group: str = "", pack: Pack, actor: str, at: datetime
) -> Review:
    """Begin the review of a tool that is not on the list, or was only suggested (139-07.1.d)."""
    require_role(tx, actor, *OFFICES, to="start a review")
    waiting = [s for s in suggestions.of_group(tx, group) if s.state is SuggestionState.WAITING] if group else []
    if group and not waiting:
        raise ConflictError("That suggestion was answered in the meantime.", hint="Load the page again.")
    name, vendor = clean_line(name), clean_line(vendor)
    tool_id = next((s.tool_id for s in waiting if s.tool_id), "") or slug(name)
    if tools.get(tx, tool_id) is None:
        if not says_something(name) or not says_something(vendor):
            raise UsageError("Give the tool’s name, and say who makes it.")
        if len(name) > 80 or len(vendor) > 80 or len(summary) > 500:
            raise UsageError("A name has 80 letters at most, and the sentence 500.")
        change_tools.add(tx, _new_tool(tool_id, name, vendor, clean(summary.strip())), actor=actor, at=at)
    return start_for(tx, tool_id, waiting, pack=pack, actor=actor, at=at)


def _new_tool(tool_id: str, name: str, vendor: str, summary: str) -> Tool:
    return Tool(
        id=tool_id,
        name=name,
        vendor=vendor,
        summary=summary,
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.IN_REVIEW,
    )


def start_for(
    tx: Tx, tool_id: str, waiting: list[Suggestion] | None = None, *, pack: Pack, actor: str, at: datetime
) -> Review:
    """Begin the review of a tool on the list; one that is open stays open until the decision."""
    require_role(tx, actor, *OFFICES, to="start a review")
    tool = tools.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    if any(review.state is ReviewState.OPEN for review in db.of_tool(tx, tool_id)):
        raise ConflictError(f"The review of {tool.name} has begun already.", hint="Reviews lists it.")
    if tool.status in {ToolStatus.SUGGESTED, ToolStatus.ENDED}:
        change_tools.change(tx, tool_id, status=ToolStatus.IN_REVIEW, reason="", actor=actor, at=at)
    asked = waiting if waiting is not None else [s for s in suggestions.of_tool(tx, tool_id) if _waits(s)]
    take_up(tx, asked, tool_id)
    today = local_day(at, pack)
    review = Review(
        id=new_id(),
        tool_id=tool_id,
        opened_by=actor,
        opened_at=at,
        offices=pack.review_offices,
        offices_due=today + timedelta(days=pack.review_days.get("offices", 14)),
        due_on=today + timedelta(days=pack.review_days.get("decision", 30)),
    )
    db.add(tx, review)
    record(
        tx,
        at,
        ReviewOpened(
            actor=actor, review=review.id, tool=tool_id, offices=review.offices, due_on=review.due_on.isoformat()
        ),
    )
    _ask_offices(tx, review, tool.name, today, at)
    return review


def _waits(suggestion: Suggestion) -> bool:
    return suggestion.state is SuggestionState.WAITING


def _ask_offices(tx: Tx, review: Review, name: str, today: date, at: datetime) -> None:
    by = f"{review.offices_due:%b} {review.offices_due.day}"
    for office in review.offices:
        for person_id in mail_to(tx, office, today):
            notify(
                tx,
                person_id,
                "review-asked",
                subject=f"Answer for your office: {name}",
                lines=(
                    f"A tool is in review, and your office answers by {by}.",
                    "Concur, concur with conditions, or do not concur.",
                ),
                path=f"/reviews/{review.id}",
                at=at,
                key=f"review:{review.id}:{office}:{person_id}",
            )


def save_section(
    tx: Tx, review_id: str, section_id: str, values: Mapping[str, str], *, version: int, actor: str, at: datetime
) -> Section:
    """Write in a section. `version` is the one that the form was opened with: what came in between is not lost."""
    review, form = get_open(tx, review_id), _form(section_id)
    require_writer(tx, actor, *form.offices, to=f"write in the section {form.title}")
    held = db.section(tx, review_id, section_id)
    if held.is_closed:
        raise ConflictError("This section is closed.", hint="Open it again to change it.")
    said = tuple((field.id, _checked(form, field.id, values.get(field.id, ""))) for field in form.fields)
    if said == held.values:
        return held
    if version != held.version:
        raise ConflictError(CHANGED)
    saved = replace(held, values=said, version=held.version + 1, saved_by=actor, saved_at=at)
    db.put_section(tx, saved)
    event = ReviewSectionSaved(
        actor=actor, review=review_id, tool=review.tool_id, section=section_id, version=saved.version
    )
    record(tx, at, event)
    return saved


def _checked(form: SectionForm, field_id: str, typed: str) -> str:
    field = next(field for field in form.fields if field.id == field_id)
    words = clean(typed).strip()
    if field.choices and words and words not in dict(field.choices):
        raise UsageError(f"{field.label}: choose one of the answers.")
    if len(words) > LONGEST:
        raise UsageError(f"{field.label}: this has {len(words):,} letters; {LONGEST:,} fit.")
    return words


def missing_in(section: Section) -> tuple[str, ...]:
    """The questions of a section that still need an answer."""
    form = _form(section.section)
    return tuple(
        field.label
        for field in form.fields
        if field.is_needed and (not says_something(section.value(field.id)) or section.value(field.id) == "not_checked")
    )


def close_section(tx: Tx, review_id: str, section_id: str, *, version: int, actor: str, at: datetime) -> Section:
    """Close a section that is whole: nothing in it changes, and its hash is on record."""
    review, form = get_open(tx, review_id), _form(section_id)
    require_writer(tx, actor, *form.offices, to=f"close the section {form.title}")
    held = db.section(tx, review_id, section_id)
    if held.is_closed:
        return held
    if version != held.version:
        raise ConflictError(CHANGED)
    missing = missing_in(held)
    if missing:
        raise UsageError(f"Still open: {'; '.join(missing)}.", hint="“Unknown” is an answer; write it down.")
    if held.value("prohibited") == "yes":
        raise UsageError("A prohibited source stands behind this tool.", hint="The CIO declines it; it cannot open.")
    closed = replace(held, closed_by=actor, closed_at=at, version=held.version + 1)
    db.put_section(tx, closed)
    event = ReviewSectionClosed(
        actor=actor,
        review=review_id,
        tool=review.tool_id,
        section=section_id,
        sha256=hash_of(dict(held.values)),
    )
    record(tx, at, event)
    return closed


def reopen_section(tx: Tx, review_id: str, section_id: str, *, actor: str, at: datetime) -> Section:
    """Open a closed section again, before the decision."""
    review, form = get_open(tx, review_id), _form(section_id)
    require_writer(tx, actor, *form.offices, to=f"open the section {form.title}")
    held = db.section(tx, review_id, section_id)
    if not held.is_closed:
        return held
    opened = replace(held, closed_by="", closed_at=None, version=held.version + 1)
    db.put_section(tx, opened)
    record(tx, at, ReviewSectionReopened(actor=actor, review=review_id, tool=review.tool_id, section=section_id))
    return opened


def save_term(tx: Tx, answer: TermAnswer, *, version: int, actor: str, at: datetime) -> TermAnswer:
    """Answer one line of the checklist of vendor terms: the fact, where it stands, until when it counts."""
    review = get_open(tx, answer.review_id)
    if term_of(answer.term) is None:
        raise NotFoundError("There is no such term in the checklist.")
    require_writer(tx, actor, Role.COUNSEL, to="answer a term")
    held = db.term(tx, answer.review_id, answer.term)
    said = _checked_term(tx, answer)
    same = replace(said, version=held.version, saved_by=held.saved_by, saved_at=held.saved_at)
    if same == held:
        return held
    if version != held.version:
        raise ConflictError(CHANGED)
    saved = replace(said, version=held.version + 1, saved_by=actor, saved_at=at)
    db.put_term(tx, saved)
    event = ReviewTermSaved(
        actor=actor,
        review=review.id,
        tool=review.tool_id,
        term=saved.term,
        state=saved.state.value,
        version=saved.version,
    )
    record(tx, at, event)
    return saved


def _checked_term(tx: Tx, answer: TermAnswer) -> TermAnswer:
    fact, link = clean(answer.fact).strip(), clean_line(answer.link)
    if len(fact) > LONGEST:
        raise UsageError(f"This has {len(fact):,} letters; {LONGEST:,} fit.")
    if link and (len(link) > LONGEST_LINK or not link.startswith(("https://", "http://"))):
        raise UsageError("A link begins with https://.")
    if answer.file_id and all(file.id != answer.file_id for file in db.files(tx, answer.review_id)):
        raise UsageError("Choose one of the documents of this review.")
    if answer.state in {TermState.MET, TermState.NOT_MET} and not says_something(fact):
        raise UsageError("Write down the fact, in a sentence.")
    return replace(answer, fact=fact, link=link)


def hash_of(held: Mapping[str, object]) -> str:
    """SHA-256 of what was closed or signed, in one canonical form."""
    text = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def slug(name: str) -> str:
    """ "Lantern Search" as "lantern-search"; a code where nothing is left."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    made = "-".join(part for part in kept.split("-") if part)[:60]
    return made if made and made not in RESERVED else f"tool-{new_id().lower()}"


def _form(section_id: str) -> SectionForm:
    form = section_form(section_id)
    if form is None:
        raise NotFoundError("There is no such section in a review.")
    return form
