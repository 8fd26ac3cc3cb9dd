"""Suggestions: any employee names a tool that should be reviewed; the same tool is counted, not reviewed twice
(139-07.1.d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from proviso.db import suggestions as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Role, Suggestion, SuggestionState, Tool, ToolStatus
from proviso.model.review_events import SuggestionAnswered, SuggestionWithdrawn, ToolSuggested
from proviso.policy import Pack
from proviso.policy.standing import local_day

from .letters import A_WHILE
from .lookalikes import are_alike, are_same, host
from .outbox import notify
from .roles import require_active, require_role
from .wording import clean, clean_line, says_something

LONGEST_NAME, LONGEST_URL, LONGEST_WORDS = 80, 300, 500
AT_ONCE = timedelta()
MOST_OPEN = 10
"""Open suggestions of one person: so that nobody fills the queue alone."""
OPEN = frozenset({SuggestionState.WAITING, SuggestionState.IN_REVIEW})
OFFICES = (Role.CIO, Role.CIO_OFFICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A tool that is probably the one that somebody means."""

    group: str
    """Of the suggestions for it; empty when nobody suggested it."""
    name: str
    tool: Tool | None
    count: int
    """How many people ask for it."""


def known(tx: Tx, name: str, url: str) -> tuple[Known, ...]:
    """Tools on the list and open suggestions that look like this one, the closest first."""
    waiting = db.open(tx)
    counts = Counter(s.group for s in waiting)
    found: list[Known] = []
    for tool in tools.all(tx):
        group = next((s.group for s in waiting if s.tool_id == tool.id), "")
        if are_alike(name, tool.name) or are_alike(name, tool.vendor) or _same_host(url, waiting, group):
            found.append(Known(group=group, name=tool.name, tool=tool, count=counts[group] if group else 0))
    listed = {k.group for k in found if k.group}
    for first in waiting:
        is_first = first.group == first.id or not any(s.id == first.group for s in waiting)
        if first.group in listed or not is_first or first.tool_id:
            continue
        others = [s for s in waiting if s.group == first.group]
        if any(are_alike(name, s.name) or (host(url) and host(url) == host(s.url)) for s in others):
            listed.add(first.group)
            found.append(Known(group=first.group, name=first.name, tool=None, count=counts[first.group]))
    return tuple(sorted(found, key=lambda k: not are_same(k.name, name))[:5])


def _same_host(url: str, waiting: Sequence[Suggestion], group: str) -> bool:
    return bool(host(url)) and any(s.group == group and host(s.url) == host(url) for s in waiting)


def problems(name: str, url: str, use: str | None, instead: str = "") -> dict[str, str]:
    """What cannot be, by its field: a form says all of it at once. `use` is None on the first page."""
    found = {}
    if not says_something(name):
        found["name"] = "Name the tool."
    elif len(name) > LONGEST_NAME:
        found["name"] = f"A name has {LONGEST_NAME} letters at most."
    if url and not _is_address(url):
        found["url"] = "Give the address of its page. It looks like https://lantern.example."
    if use is not None and not says_something(use):
        found["use"] = "Say what you would use it for."
    for field, words in (("use", use or ""), ("instead", instead)):
        if len(words) > LONGEST_WORDS:
            found[field] = f"This has {len(words):,} letters; {LONGEST_WORDS} fit."
    return found


def _is_address(url: str) -> bool:
    if len(url) > LONGEST_URL or any(c.isspace() for c in url):
        return False
    try:
        found, name = urlsplit(url), urlsplit(url).hostname or ""
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and "." in name and found.username is None


def suggest(
    tx: Tx,
    name: str,
    url: str,
    use: str,
    instead: str = "",
    *,
    like: str = "",
    pack: Pack,
    actor: str,
    at: datetime,
) -> Suggestion:
    """A person suggests a tool. `like` is the group that they say is the same; the same name joins by itself."""
    require_active(tx, actor, "suggest a tool")
    name, url = clean_line(name), clean_line(url)
    wrong = problems(name, url, use, instead)
    if wrong:
        raise UsageError(next(iter(wrong.values())))
    mine = [s for s in db.of_person(tx, actor) if s.state in OPEN]
    if len(mine) >= MOST_OPEN:
        raise UsageError(f"{MOST_OPEN} of your suggestions wait already.", hint="Withdraw one that matters less.")
    tool = _listed(tx, name, like)
    if tool is not None and tool.status not in {ToolStatus.SUGGESTED, ToolStatus.IN_REVIEW}:
        raise ConflictError(f"{tool.name} is on the list already.", hint="Its page says what is open to you.")
    group = _group(tx, name, like, tool)
    if any(s.group == group for s in mine):
        raise ConflictError("You suggested it already.", hint="Its state stands under your suggestions.")
    suggestion_id = new_id()
    made = Suggestion(
        id=suggestion_id,
        group=group or suggestion_id,
        person_id=actor,
        name=name,
        url=url,
        use=clean(use.strip()),
        instead=clean(instead.strip()),
        asked_at=at,
        due_on=local_day(at, pack) + timedelta(days=pack.review_days.get("suggestion", 15)),
        state=SuggestionState.IN_REVIEW if tool and tool.status is ToolStatus.IN_REVIEW else SuggestionState.WAITING,
        tool_id=tool.id if tool else "",
    )
    db.add(tx, made)
    record(tx, at, ToolSuggested(actor=actor, suggestion=made.id, group=made.group, tool=made.tool_id))
    return made


def _listed(tx: Tx, name: str, like: str) -> Tool | None:
    """The tool on the list that is meant: the one of the group that was chosen, or the one of this very name."""
    if like:
        chosen = next((s.tool_id for s in db.of_group(tx, like) if s.tool_id), "")
        return tools.get(tx, chosen) if chosen else None
    return next((tool for tool in tools.all(tx) if are_same(tool.name, name)), None)


def _group(tx: Tx, name: str, like: str, tool: Tool | None) -> str:
    waiting = db.open(tx)
    if like:
        if not any(s.group == like for s in waiting):
            raise ConflictError(
                "That suggestion was answered in the meantime.", hint="Look at the list of tools again."
            )
        return like
    if tool is not None:
        return next((s.group for s in waiting if s.tool_id == tool.id), "")
    return next((s.group for s in waiting if are_same(s.name, name)), "")


def withdraw(tx: Tx, suggestion_id: str, *, actor: str, at: datetime) -> Suggestion:
    """Who suggested it takes it back; the others who ask for it still do."""
    suggestion = _get(tx, suggestion_id)
    if suggestion.person_id != actor:
        raise NotAllowedError("Only who suggested it can withdraw it.")
    require_active(tx, actor, "withdraw a suggestion")
    if suggestion.state not in OPEN:
        raise ConflictError("This suggestion was answered already.")
    changed = replace(suggestion, state=SuggestionState.WITHDRAWN)
    db.put(tx, changed)
    record(tx, at, SuggestionWithdrawn(actor=actor, suggestion=suggestion_id))
    return changed


def decline(tx: Tx, group: str, answer: str, *, actor: str, at: datetime) -> tuple[Suggestion, ...]:
    """The CIO's office answers a suggestion without a review; everybody who asked reads why."""
    require_role(tx, actor, *OFFICES, to="answer a suggestion")
    waiting = [s for s in db.of_group(tx, group) if s.state is SuggestionState.WAITING]
    if not waiting:
        raise NotFoundError("No such suggestion waits (any more).", hint="Reviews lists those that do.")
    if any(s.person_id == actor for s in waiting):
        raise NotAllowedError("You suggested it yourself. Someone else answers it.")
    if not says_something(answer) or len(answer) > LONGEST_WORDS:
        raise UsageError(f"Say why, in {LONGEST_WORDS} letters at most. Everybody who asked reads it.")
    return answer_all(tx, waiting, clean(answer.strip()), actor=actor, at=at, after=A_WHILE)


def take_up(tx: Tx, waiting: Sequence[Suggestion], tool_id: str) -> None:
    """The review of the tool has begun: whoever asked sees it."""
    for suggestion in waiting:
        db.put(tx, replace(suggestion, state=SuggestionState.IN_REVIEW, tool_id=tool_id))


def answer_all(
    tx: Tx, waiting: Sequence[Suggestion], answer: str, *, actor: str, at: datetime, after: timedelta = AT_ONCE
) -> tuple[Suggestion, ...]:
    """Tell everybody who asked what came of it; `after` a while where the answer can be undone."""
    answered = []
    for suggestion in waiting:
        changed = replace(suggestion, state=SuggestionState.ANSWERED, answer=answer, answered_by=actor, answered_at=at)
        db.put(tx, changed)
        record(tx, at, SuggestionAnswered(actor=actor, suggestion=suggestion.id, tool=suggestion.tool_id))
        notify(
            tx,
            suggestion.person_id,
            "suggestion-answered",
            subject="There is an answer to the tool you suggested",
            lines=("The CIO’s office has answered.", "The page says what and why."),
            path="/tools/suggest",
            at=at,
            key=mail_key(changed),
            after=after,
        )
        answered.append(changed)
    return tuple(answered)


def mail_key(suggestion: Suggestion) -> str:
    """Which mail is about this answer, so that an undo finds it."""
    at = "" if suggestion.answered_at is None else suggestion.answered_at.isoformat()
    return f"suggestion:{suggestion.id}:{at}"


def _get(tx: Tx, suggestion_id: str) -> Suggestion:
    found = db.get(tx, suggestion_id)
    if found is None:
        raise NotFoundError("There is no such suggestion.", hint="Yours stand on the page Suggest a tool.")
    return found
