"""What local rules and packs ask of a person, as rows of Home: an answer, a reply, a date, a second look (139-07.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proviso.actions.consulting import REPLIERS, consultation
from proviso.db import local_rules as db
from proviso.db import packs as packs_db
from proviso.db import proposals
from proviso.db.store import Tx
from proviso.model import LocalRules, LocalState, ProposalState, Role

from .desk import Desk
from .local_words import state_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTask:
    """One row."""

    href: str
    label: str
    line: str
    status: str
    due: date
    needs_you: bool = True


def local_tasks(desk: Desk, tx: Tx) -> Iterator[LocalTask]:
    """The rows of this person: as an office that is asked, as the component's CIO, as the second person."""
    for rules in db.every(tx, state=LocalState.ASKED):
        yield from _asked(desk, tx, rules)
    if desk.has(Role.CIO, Role.CIO_OFFICE):
        for proposal in proposals.every(tx, ProposalState.WAITING):
            if proposal.proposed_by != desk.me.id:
                yield LocalTask(
                    href=f"/packs/proposals/{proposal.id}",
                    label=f"Confirm or refuse {proposal.ref}",
                    line=f"{desk.name(tx, proposal.proposed_by)} proposed these rules.",
                    status=f"Waits since {desk.words.near(proposal.proposed_at)}",
                    due=desk.words.local(proposal.proposed_at),
                )


def _asked(desk: Desk, tx: Tx, rules: LocalRules) -> Iterator[LocalTask]:
    said = consultation(rules, db.answers_to(tx, rules.id, rules.revision))
    since = rules.asked_at or rules.changed_at
    href, due = f"/local-rules/{rules.id}/{rules.revision}", desk.words.local(since)
    status = f"Asked {desk.words.near(since)}"
    is_author = desk.me.id in {rules.made_by, rules.changed_by}
    if not is_author and any(desk.has(office) for office in said.owed):
        label = f"Answer for your office: {rules.component}, {rules.title}"
        line = "Local rules in consultation. Say whether your office concurs."
        yield LocalTask(href=href, label=label, line=line, status=status, due=due)
    elif not is_author and said.unreplied and desk.has(*REPLIERS):
        label = f"Reply to an office that does not concur: {rules.title}"
        yield LocalTask(href=href, label=label, line="Both words stay on record.", status=status, due=due)
    elif desk.has(Role.COMPONENT_CIO) and rules.component == desk.me.component:
        needs = said.is_done
        label = f"Say from when your rules hold: {rules.title}" if needs else f"Your local rules: {rules.title}"
        line = state_words(desk, rules, said)
        yield LocalTask(href=href, label=label, line=line, status=status, due=due, needs_you=needs)


def local_sentence(desk: Desk, tx: Tx) -> str:
    """ "Your component adds 2 rules to the agency's." """
    held = [p.ref for p in packs_db.running(tx, desk.now) if p.component == desk.me.component]
    added = sum(len(desk.agency.packs.single(ref).rules) for ref in held)
    return f"Your component adds {desk.count(added, 'rule') if added else 'no rules'} to the agency’s."
