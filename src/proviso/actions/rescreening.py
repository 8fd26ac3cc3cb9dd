"""Check past uses again: with today's rules what each found, and with today's screening the texts that are kept.

What an earlier check let through opens one incident a rule and day, with the exact set, and never twice (139-07.6).
It goes on where it stopped: how far it is stands in a row that each step moves.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from proviso import __version__
from proviso.db import affected as affected_db
from proviso.db import entries, people, transcripts
from proviso.db import packs as packs_db
from proviso.db import rescreenings as db
from proviso.db import uses as uses_db
from proviso.db.bodies import stamp
from proviso.db.store import Tx
from proviso.errors import ProvisoError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import FindingClass, Part, ReasonKind, SpillKind, TextKind, Transcript
from proviso.model.affected import Question, Rescreening, RescreeningState
from proviso.model.affected_events import LaterFound, RescreeningBegun, RescreeningDone
from proviso.model.events import Record
from proviso.policy import Pack
from proviso.policy.replay import Replayed, replay, replay_text
from proviso.policy.standing import local_day
from proviso.screening.catalog import recognizers

from . import affected
from .agency import Agency
from .incident_access import get as get_incident
from .incidents import open_incident
from .roles import SYSTEM
from .transcripts import open_text
from .uses import TYPED, pack_at

AT_ONCE = 500
"""Uses that are read in one step."""
STOPS = frozenset({ReasonKind.STOP, ReasonKind.EMERGENCY})
"""Rules that say that a text must not leave; a question or a missing step is no spill."""
SPILLS = {
    FindingClass.CLASSIFIED: SpillKind.CLASSIFIED,
    FindingClass.CONTROLLED: SpillKind.CUI,
    FindingClass.SECRET: SpillKind.PASSWORD,
    FindingClass.INDIVIDUAL: SpillKind.PERSON,
    FindingClass.NAMED: SpillKind.PERSON,
    FindingClass.RECORD: SpillKind.PERSON,
}
WHY = "A later check of kept texts"
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Found:
    """What one step came to: the decisions, by the rule that stops them today, and how many it read."""

    by_rule: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    packs: dict[str, Pack] = field(default_factory=dict)
    """Of each rule, the pack that has it."""
    uses: int = 0
    texts: int = 0

    def add(self, decision_id: str, rule: str, pack: Pack) -> None:
        """One use in which something was found."""
        self.by_rule[rule].append(decision_id)
        self.packs[rule] = pack


def checks_digest(agency: Agency) -> str:
    """What today's screening is: its version, its recognizers and what they find, and whether names are looked for."""
    made = hashlib.sha256(f"{__version__} names={agency.settings.names}".encode())
    for one in recognizers():
        kinds = ",".join(f"{kind.name}:{kind.cls.value}" for kind in one.kinds)
        made.update(f"\n{one.name} {kinds}".encode())
    return made.hexdigest()


def rules_now(agency: Agency, at: datetime) -> str:
    """The rules of today, the agency's and its components'."""
    with agency.store.read() as tx:
        periods = packs_db.history(tx)
    refs = {packs_db.ref_at(periods, at, one.component or "") for one in periods}
    return "|".join(sorted(filter(None, refs)))


def is_due(agency: Agency, at: datetime) -> bool:
    """Whether there is one to go on with, or recognizers or rules are not those of the last one."""
    with agency.store.read() as tx:
        last = db.newest(tx)
        if last is None:
            return uses_db.count(tx) > 0
    if last.state is RescreeningState.RUNNING:
        return True
    return (last.checks, last.pack) != (checks_digest(agency), rules_now(agency, at))


def run_when_due(agency: Agency, at: datetime, clock: Clock | None = None) -> Rescreening | None:
    """For the courier, each day: only when something changed."""
    return run(agency, clock or (lambda: at)) if is_due(agency, at) else None


def run(agency: Agency, clock: Clock, step: Callable[[Rescreening, int], None] | None = None) -> Rescreening:
    """Check everything again, or go on with what was begun; `step` is told how far it is, of how many."""
    affected.complete(agency)
    running = _begun(agency, clock())
    with agency.store.read() as tx:
        left = affected_db.allowed_with_findings(tx, running.next_entry, running.ledger_size)
        texts = [held for held in _texts(tx) if held.id > running.last_text]
    total = running.uses + len(left) + running.texts + len(texts)
    packs = _Packs(agency, clock())
    for some in _batches(left):
        running = _write(agency, running, _by_rules(agency, packs, some), clock(), next_entry=some[-1] + 1)
        if step:
            step(running, total)
    for held in texts:
        running = _write(agency, running, _by_text(agency, packs, held, clock()), clock(), last_text=held.id)
        if step:
            step(running, total)
    return agency.store.write(lambda tx: _ended(tx, running, clock()))


def _begun(agency: Agency, at: datetime) -> Rescreening:
    checks, rules = checks_digest(agency), rules_now(agency, at)

    def begin(tx: Tx) -> Rescreening:
        last = db.newest(tx)
        if last is not None and last.state is RescreeningState.RUNNING:
            if (last.checks, last.pack) == (checks, rules):
                return last
            db.put(tx, replace(last, state=RescreeningState.DONE, ended_at=at))  # begun with what no longer holds
        size = entries.size(tx) + len(tx.records)
        made = Rescreening(id=new_id(), begun_at=at, pack=rules, checks=checks, ledger_size=size)
        db.add(tx, made)
        event = RescreeningBegun(actor=SYSTEM, rescreening=made.id, pack=rules, checks=checks, ledger_size=size)
        record(tx, at, event)
        return made

    return agency.store.write(begin)


@dataclass(slots=True)
class _Packs:
    """The rules of today for each component, looked up once."""

    agency: Agency
    at: datetime
    known: dict[str, Pack | None] = field(default_factory=dict)

    def of(self, component: str) -> Pack | None:
        if component not in self.known:
            with self.agency.store.read() as tx:
                self.known[component] = pack_at(tx, self.agency, component, self.at)
        return self.known[component]


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def _by_rules(agency: Agency, packs: _Packs, numbers: Sequence[int]) -> Found:
    """Today's rules on what was found then: the entry has the facts and the dates."""
    found = Found(uses=len(numbers))
    with agency.store.read() as tx:
        for number in numbers:
            entry = entries.get(tx, number)
            if entry is None:
                continue
            said = entry.record
            pack = packs.of(_component(said))
            replayed = replay(said.data, datetime.fromisoformat(said.at), pack) if pack else None
            _note(found, replayed, pack)
    return found


def _by_text(agency: Agency, packs: _Packs, held: Transcript, at: datetime) -> Found:
    """Today's screening of a text that is kept; that it was opened is on record."""
    found = Found(texts=1)
    with agency.store.read() as tx:
        decision = uses_db.get(tx, held.decision_id)
        if decision is None or not decision.allowed:
            return found
        entry = entries.get(tx, uses_db.entry_index(tx, decision.id))
        corrections = people.standing(tx, decision.person_id, decision.tool_id, decision.digest).corrections
    try:
        words = agency.store.write(lambda tx: open_text(tx, agency, held.id, actor=SYSTEM, why=WHY, at=at))
    except ProvisoError:  # destroyed meanwhile, or its key is lost: what cannot be read is not checked
        return Found()
    screened = agency.screen((Part(name=TYPED, text=words),))
    said = entry.record if entry else None
    pack = packs.of(_component(said)) if said else None
    if said is not None and pack is not None:
        replayed = replay_text(said.data, datetime.fromisoformat(said.at), pack, screened, corrections)
        _note(found, replayed, pack)
    return found


def _component(said: Record) -> str:
    return str(said.data["facts"].get("component", ""))


def _note(found: Found, replayed: Replayed | None, pack: Pack | None) -> None:
    """A find: it was allowed, and today a rule about what stands in the text stops it."""
    if replayed is None or pack is None or not replayed.was_allowed or replayed.is_allowed:
        return
    known = {rule.id: rule for rule in pack.rules}
    stopping = (rule for rule in replayed.rules if rule in known and known[rule].finds and known[rule].kind in STOPS)
    rule = next(stopping, "")
    if rule:
        found.add(replayed.decision, rule, pack)


def _texts(tx: Tx) -> list[Transcript]:
    """What people typed and is still kept, with the decision that let it out, by id."""
    kinds = {TextKind.PROMPT, TextKind.SOURCE}
    return sorted((t for t in transcripts.kept(tx) if t.decision_id and t.kind in kinds), key=lambda held: held.id)


def _write(
    agency: Agency, running: Rescreening, found: Found, at: datetime, *, next_entry: int = 0, last_text: str = ""
) -> Rescreening:
    """What one step found and how far it came, in one transaction."""

    def write(tx: Tx) -> Rescreening:
        new = sum(_open(tx, running, rule, ids, found, at) for rule, ids in sorted(found.by_rule.items()))
        after = replace(
            running,
            next_entry=max(next_entry, running.next_entry),
            last_text=max(last_text, running.last_text),
            uses=running.uses + found.uses,
            texts=running.texts + found.texts,
            found=running.found + new,
        )
        db.put(tx, after)
        return after

    return agency.store.write(write)


def _open(tx: Tx, running: Rescreening, rule: str, ids: list[str], found: Found, at: datetime) -> int:
    """Open the incident of this rule and day, or add to it; what was found before opens nothing."""
    known = db.known(tx, ids)
    new = [code for code in dict.fromkeys(ids) if (code, rule) not in known]
    if not new:
        return 0
    pack = found.packs[rule]
    day = local_day(at, pack)
    since = datetime.combine(day, datetime.min.time(), tzinfo=pack.zone)
    incident = db.incident_of(tx, rule, since)
    if not incident:
        first = uses_db.get(tx, new[0])
        tool_id = first.tool_id if first else None
        cls = pack.rule(rule).finds[0]
        kind = SPILLS.get(cls, SpillKind.NOT_SURE)
        incident = open_incident(tx, kind, tool_id, new[0], actor=SYSTEM, at=at, pack=pack).id
    db.add_finds(tx, new, rule, incident, at)
    event = LaterFound(actor=SYSTEM, rescreening=running.id, incident=incident, what=rule, decisions=tuple(new))
    record(tx, at, event)
    return len(new)


def _ended(tx: Tx, running: Rescreening, at: datetime) -> Rescreening:
    """Keep the set of each incident, and say that all was read."""
    for incident_id in db.incidents_since(tx, running.begun_at):
        incident = get_incident(tx, incident_id)
        question = Question(later=f"{incident_id}@{stamp(at)}")
        why = affected.FROM_SCREENING if running.texts else affected.FROM_PACK
        affected.keep(tx, incident, question, why, actor=SYSTEM, at=at)
    after = replace(running, state=RescreeningState.DONE, ended_at=at)
    db.put(tx, after)
    event = RescreeningDone(
        actor=SYSTEM, rescreening=running.id, uses=running.uses, texts=running.texts, found=running.found
    )
    record(tx, at, event)
    return after
