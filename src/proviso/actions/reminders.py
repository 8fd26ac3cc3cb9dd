"""Who is told that something ends in 30, 14 or 3 days, or that somebody waits: each thing once, one mail a day.

A step that ended closes the tools (139-07.2.c–e), so nobody should be stopped by surprise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from proviso.db import expert_reviews, tools
from proviso.db import reminders as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError, PolicyError
from proviso.journal import record
from proviso.model import ApprovalRequest, Person, Tool
from proviso.model.outbox_events import PeopleReminded
from proviso.policy import Pack

from .agency import Agency
from .calendar import calendar
from .days import day
from .endings import Ending, endings
from .outbox import notify
from .roles import SYSTEM
from .uses import pack_at

STAGES = (3, 14, 30)
"""Days before the last one."""
PATIENCE = 7
"""Days after which a request that waits is said again, and then each time they have passed."""
AT_ONCE = 300
"""People in one snapshot, and in one transaction."""
MOST_LINES = 12
NOBODY = ""
"""In the place of a person: what was said about the pass itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that a person is told."""

    key: str
    subject: str
    line: str
    """The whole of it in one sentence, beside others."""
    then: tuple[str, ...]
    """The two lines of a mail about it alone."""
    path: str
    many: str = ""
    """The same about several: "{} requests have waited for you a week or longer". Empty: each is said alone."""
    many_then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything that one person is told today."""

    person_id: str
    said: tuple[Said, ...]
    calendar: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """How many people were told, of how many things."""

    people: int = 0
    things: int = 0


Clock = Callable[[], datetime]


def remind_daily(agency: Agency, at: datetime, clock: Clock | None = None) -> Reminded:
    """`remind`, unless it was done today already, here or in another process."""
    done = f"pass:{_today(agency, at)}"
    with agency.store.read() as tx:
        if (NOBODY, done) in db.told(tx, [NOBODY]):
            return Reminded()
    found = remind(agency, at, clock)

    def mark(tx: Tx) -> None:
        if (NOBODY, done) not in db.told(tx, [NOBODY]):
            db.tell(tx, NOBODY, [done], at)

    agency.store.write(mark)
    return found


def remind(agency: Agency, at: datetime, clock: Clock | None = None) -> Reminded:
    """Queue today's reminders for everybody; who had one today, or was told of a thing already, hears nothing.

    With tens of thousands of people it takes a while, and the ledger's time never goes back: `clock` says what time it
    is at each turn.
    """
    people, things = 0, 0
    for digests in _by_turns(agency, at):
        now = clock() if clock is not None else at
        told = agency.store.write(lambda tx, d=digests, now=now: _queue(tx, d, agency, now))  # type: ignore[misc]
        people += told.people
        things += told.things
    return Reminded(people=people, things=things)


def _by_turns(agency: Agency, at: datetime) -> Iterator[list[Digest]]:
    after = ""
    while True:
        with agency.store.read() as tx:
            people = db.active(tx, after, AT_ONCE)
            digests = _digests(tx, agency, people, at) if people else []
        if not people:
            return
        after = people[-1].id
        if digests:
            yield digests


def _queue(tx: Tx, digests: Sequence[Digest], agency: Agency, at: datetime) -> Reminded:
    people, things = 0, 0
    key = f"digest:{_today(agency, at)}"
    for digest in digests:
        subject, lines, path = _words(digest.said)
        sent = notify(
            tx,
            digest.person_id,
            "ends-soon",
            subject=subject,
            lines=lines,
            path=path,
            at=at,
            key=key,
            calendar=digest.calendar,
        )
        if sent is not None:
            db.tell(tx, digest.person_id, [said.key for said in digest.said], at)
            people, things = people + 1, things + len(digest.said)
    if people:
        record(tx, at, PeopleReminded(actor=SYSTEM, people=people, things=things))
    return Reminded(people=people, things=things)


def _words(said: Sequence[Said]) -> tuple[str, tuple[str, ...], str]:
    """Subject, lines and page of one mail; what is the same about several is one line."""
    groups: dict[str, list[Said]] = defaultdict(list)
    for each in said:
        groups[each.many or each.key].append(each)
    told = [_together(group) for group in groups.values()]
    if len(told) == 1:
        return told[0].subject, told[0].then, told[0].path
    lines = [each.line for each in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        lines.append(f"And {len(told) - MOST_LINES} more.")
    paths = {each.path for each in told}
    return f"{len(said)} things end soon or wait for you", tuple(lines), paths.pop() if len(paths) == 1 else "/"


def _together(group: Sequence[Said]) -> Said:
    first = group[0]
    if len(group) == 1:
        return first
    sentence = first.many.format(len(group))
    line = f"{sentence}. {first.many_then}"
    return replace(first, subject=sentence, line=line, then=(first.then[0], first.many_then))


def _digests(tx: Tx, agency: Agency, people: Sequence[Person], at: datetime) -> list[Digest]:
    """What each of these people is told today."""
    ids = [person.id for person in people]
    told, listed = db.told(tx, ids), {tool.id: tool for tool in tools.all(tx)}
    packs = _Packs(tx, agency, at)
    own = _endings(tx, people, listed, packs)
    said: dict[str, list[Said]] = defaultdict(list)
    for person in people:
        said[person.id] += [_own(e, stage, packs.today) for e, stage in _due(own[person.id], packs.today)]
    for supervisor_id, each in _of_teams(tx, ids, listed, packs):
        said[supervisor_id].append(each)
    for request in db.waiting(tx, ids):
        said[request.supervisor_id] += _waits(request, packs.today)
    for reader, due in expert_reviews.owed(tx, packs.today):
        if reader in said:
            said[reader].append(_owes(reader, due, packs.today))
    digests = []
    for person in people:
        new = tuple(each for each in said[person.id] if (person.id, each.key) not in told)
        if new:
            has_own = any(each.path == "/steps" for each in new)
            attached = dates_of(agency, person.id, own[person.id], at) if has_own else ""
            digests.append(Digest(person_id=person.id, said=new, calendar=attached))
    return digests


def dates_of(agency: Agency, person_id: str, found: Sequence[Ending], at: datetime) -> str:
    """The person's dates as a calendar."""
    site = agency.settings.site
    ahead = [ending for ending in found if ending.on >= _today(agency, at)]
    return calendar(person_id, ahead, site=site, domain=agency.settings.site_name, at=at)


def endings_of(tx: Tx, agency: Agency, person: Person, at: datetime) -> tuple[Ending, ...]:
    """What ends for one person."""
    listed = {tool.id: tool for tool in tools.all(tx)}
    return _endings(tx, [person], listed, _Packs(tx, agency, at))[person.id]


def _endings(
    tx: Tx, people: Sequence[Person], listed: dict[str, Tool], packs: _Packs, *, only_approvals: bool = False
) -> dict[str, tuple[Ending, ...]]:
    held = (db.approvals if only_approvals else db.records)(tx, [person.id for person in people])
    found = {}
    for person in people:
        pack = packs.of(person.component)
        found[person.id] = endings(person, held[person.id], listed, pack) if pack is not None else ()
    return found


class _Packs:
    """The rules of each component at one moment, looked up once."""

    def __init__(self, tx: Tx, agency: Agency, at: datetime) -> None:
        self._tx, self._agency, self._at = tx, agency, at
        self._known: dict[str, Pack | None] = {}
        self.today = _today(agency, at)

    def of(self, component: str) -> Pack | None:
        """None where no rules are in force: then nothing is open that could end."""
        if component not in self._known:
            try:
                self._known[component] = pack_at(self._tx, self._agency, component, self._at)
            except (NotFoundError, PolicyError):
                self._known[component] = None
        return self._known[component]


def _due(found: Sequence[Ending], today: date) -> Iterator[tuple[Ending, int]]:
    """What has come within 30, 14 or 3 days of its end, and which of them; not what began later than that."""
    for ending in found:
        left = (ending.on - today).days
        stage = next((days for days in STAGES if 0 <= left <= days), None)
        if stage is not None and (ending.began is None or (ending.on - ending.began).days > stage):
            yield ending, stage


def _own(ending: Ending, stage: int, today: date) -> Said:
    sentence = f"Your {ending.label} ends on {day(ending.on, today)}"
    closes = "this tool closes" if ending.thing.startswith("account:") else "the tools close"
    return Said(
        key=f"{ending.thing}:{ending.on}:{stage}",
        subject=sentence,
        line=f"{sentence}. {ending.then}",
        then=(f"After that day {closes} for you.", ending.then),
        path="/steps",
    )


def _of_teams(
    tx: Tx, supervisor_ids: Sequence[str], listed: dict[str, Tool], packs: _Packs
) -> Iterator[tuple[str, Said]]:
    """A supervisor hears of approvals that end, too: they can renew them before somebody is stopped."""
    teams = db.teams(tx, supervisor_ids)
    members = [member for team in teams.values() for member in team]
    own = _endings(tx, members, listed, packs, only_approvals=True)
    for supervisor_id, team in teams.items():
        for member in team:
            for ending, stage in _due([e for e in own[member.id] if e.thing.startswith("approval:")], packs.today):
                on = day(ending.on, packs.today)
                yield (
                    supervisor_id,
                    Said(
                        key=f"team:{member.id}:{ending.thing}:{ending.on}:{stage}",
                        subject=f"An approval on your team ends on {on}",
                        line=f"An approval on your team ends on {on}. Renew it, or let it end.",
                        then=("After its last day the tools close for the person.", "Renew it, or let it end."),
                        path="/team",
                        many="{} approvals on your team end soon",
                        many_then="Renew them, or let them end.",
                    ),
                )


def _owes(expert_id: str, late: int, today: date) -> Said:
    """Texts that an expert owes an answer about by today: one line a day for all of them (139-07.4)."""
    what = "A text is" if late == 1 else f"{late} texts are"
    sentence = f"{what} due for your review"
    return Said(
        key=f"texts:{expert_id}:{today}",
        subject=sentence,
        line=f"{sentence}. Answer, or pass {'it' if late == 1 else 'them'} on.",
        then=("Their authors need your answer today.", "Answer, or pass them on to another expert."),
        path="/expert-reviews",
    )


def _waits(request: ApprovalRequest, today: date) -> list[Said]:
    days = (today - request.asked_at.date()).days
    if days < PATIENCE:
        return []
    sentence = f"A request has waited for you {days} days"
    return [
        Said(
            key=f"waits:{request.id}:{days // PATIENCE}",
            subject=sentence,
            line=f"{sentence}. Approve or decline it.",
            then=(
                "Somebody wants to use AI tools and waits for your answer.",
                "Approve or decline; it takes a minute.",
            ),
            path="/team",
        )
    ]


def _today(agency: Agency, at: datetime) -> date:
    return at.astimezone(agency.settings.zone).date()
