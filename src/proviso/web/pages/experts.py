"""Topics and who reads them: set by the CIO's office, chosen by experts; and who reads in whose place (139-07.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import experts as change
from proviso.actions.expert_reviews import today_of
from proviso.db import expert_reviews as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Role

from .. import expert_words as ew
from .. import words as w
from ..desk import Desk, at_desk, typed

WHOM = "experts, the CIO’s office and auditors"
PATH = "/expert-topics"
NAMES = ("topic", "name", "person", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """One topic."""

    id: str
    name: str
    experts: str
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage:
    """Every topic; the forms of who may change something."""

    answer: str
    rows: tuple[TopicRow, ...]
    can_set: bool
    is_expert: bool
    editing: str
    """Id of the topic in the form; empty: a new one."""
    typed: Mapping[str, str]
    experts: tuple[tuple[str, str, bool], ...]
    """Id, name, and whether they read the topic in the form."""
    away: str
    others: tuple[tuple[str, str], ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


def show_topics(request: Request) -> Response:
    """Every topic and its experts; `?topic=` puts one into the form."""
    desk = at_desk(request)
    desk.only(WHOM, Role.EXPERT, *ew.OFFICES, Role.AUDITOR)
    with desk.read() as tx:
        held = db.topic(tx, desk.asked("topic"))
        values = dict.fromkeys(NAMES, "") | ({"topic": held.id, "name": held.name} if held else {})
        page = _page(desk, tx, values, held.experts if held else ())
    return desk.page("experts.html", page, title="Topics and who reads them")


def post_topics(request: Request) -> Response:
    """A topic, one's own topics, or who reads in one's place."""
    desk = at_desk(request)
    desk.only(WHOM, Role.EXPERT, *ew.OFFICES)
    verb = desk.form.line("do")
    values = typed(desk.form, *NAMES)
    chosen = desk.form.all("expert")
    try:
        said = _ACTS.get(verb, _nothing)(desk, values)
    except UsageError as fault:
        name = {"topic": "name", "delegate": "person"}.get(verb, "mine")
        with desk.read() as tx:
            page = _page(desk, tx, values, chosen, {name: f"{fault.message} {fault.hint}".strip()})
        return desk.page("experts.html", page, title="Topics and who reads them", status=422)
    return desk.go(PATH, said)


def _nothing(desk: Desk, values: Mapping[str, str]) -> str:
    raise UsageError("This button does nothing here.", hint="Load the page again.")


def _set(desk: Desk, values: Mapping[str, str]) -> str:
    chosen = desk.form.all("expert")
    made = desk.write(
        lambda tx: change.set_topic(tx, values["topic"], values["name"], chosen, actor=desk.me.id, at=desk.now)
    )
    found = desk.write(lambda tx: change.sweep(tx, today_of(desk.agency, desk.now), desk.now))
    more = f" {w.count(found, 'text has', 'texts have')} a reader now." if found else ""
    return f"Saved: {made.name}, {w.count(len(made.experts), 'expert')}.{more}"


def _mine(desk: Desk, values: Mapping[str, str]) -> str:
    chosen = desk.form.all("mine")
    desk.write(lambda tx: change.set_own_topics(tx, chosen, actor=desk.me.id, at=desk.now))
    return f"Saved. You read texts of {w.count(len(set(chosen)), 'topic')}."


def _delegate(desk: Desk, values: Mapping[str, str]) -> str:
    days = [_day(values, name) for name in ("starts_on", "ends_on")]
    if not values["person"]:
        raise UsageError("Choose who reads in your place.")
    today = today_of(desk.agency, desk.now)
    named = desk.write(
        lambda tx: change.delegate(tx, values["person"], days[0], days[1], today=today, actor=desk.me.id, at=desk.now)
    )
    with desk.read() as tx:
        return f"{desk.name(tx, named.person_id)} reads in your place until {desk.day(named.ends_on)}."


def _day(values: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(values[name])
    except ValueError:
        raise UsageError("Give both days.") from None


def _end(desk: Desk, values: Mapping[str, str]) -> str:
    desk.write(lambda tx: change.end_delegation(tx, actor=desk.me.id, at=desk.now))
    return "From now on new texts come to you again. What went to somebody else stays there."


_ACTS = {"topic": _set, "mine": _mine, "delegate": _delegate, "end": _end}


def _page(
    desk: Desk,
    tx: Tx,
    values: Mapping[str, str],
    chosen: tuple[str, ...],
    errors: Mapping[str, str] | None = None,
) -> TopicsPage:
    topics, experts = db.all_topics(tx), people.with_role(tx, Role.EXPERT)
    is_expert = desk.has(Role.EXPERT)
    none = [topic.name for topic in topics if not topic.experts]
    answer = (
        f"{w.count(len(topics), 'topic')}, {w.count(len(experts), 'expert')}." if topics else "No topic is set up yet."
    )
    if none:
        answer += f" Nobody reads texts on {desk.names(none)}."
    return TopicsPage(
        answer=answer,
        rows=tuple(
            TopicRow(
                id=topic.id,
                name=topic.name,
                experts=desk.names(desk.name(tx, one) for one in topic.experts) or "Nobody yet",
                is_mine=desk.me.id in topic.experts,
            )
            for topic in topics
        ),
        can_set=desk.has(*ew.OFFICES),
        is_expert=is_expert,
        editing=values["topic"],
        typed=values,
        experts=tuple((p.id, f"{p.name}, {p.title or p.component}", p.id in chosen) for p in experts),
        away=_away(desk, tx) if is_expert else "",
        others=tuple((p.id, f"{p.name}, {p.title or p.component}") for p in experts if p.id != desk.me.id),
        errors=errors or {},
        done=desk.done,
    )


def _away(desk: Desk, tx: Tx) -> str:
    named = db.named(tx, desk.me.id)
    if named is None or named.ends_on < desk.today:
        return ""
    days = f"from {desk.day(named.starts_on)} to {desk.day(named.ends_on)}"
    return f"{desk.name(tx, named.person_id)} reads in your place {days}."
