"""Which policy pack is in force: proposed, confirmed by a second person, ended; each act is on record (139-07.9.a).

A pack may begin later: then time alone puts it in force, in every process, since each use is judged by its moment.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import packs as db
from proviso.db import proposals
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, PackError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import PackProposal, ProposalState, Role
from proviso.model.events import PackActivated, PackEnded
from proviso.model.local_rules_events import PackProposed, PackScheduled, PackWithdrawn
from proviso.policy import Pack
from proviso.policy.standing import local_day

from .outbox import notify
from .roles import SYSTEM, get_person, require_other, require_role
from .wording import clean, clean_line

LONGEST_REASON = 500
TO = "put a policy in force or end it"
OFFICES = (Role.CIO, Role.CIO_OFFICE)


def activate(tx: Tx, pack: Pack, *, actor: str, at: datetime, component: str | None = None) -> Pack:
    """The first start puts the settings' packs in force. Else it takes a proposal that a second person confirms;
    a component's own rules go by way of the offices (139-07.7.a)."""
    if actor != SYSTEM:
        raise NotAllowedError(
            "Nobody puts rules in force alone.",
            hint="Propose the pack, and let a second person confirm it. Local rules are asked about first.",
        )
    return begin(tx, pack, at, actor=actor, at=at, component=component)


def propose(tx: Tx, pack: Pack, starts_at: datetime, why: str, *, actor: str, at: datetime) -> PackProposal:
    """Ask a second person to put this pack in force, at once or at a moment to come. The pack was checked already."""
    require_role(tx, actor, *OFFICES, to=TO)
    _check_start(tx, pack, starts_at, at)
    if not why.strip() or len(why) > LONGEST_REASON:
        raise UsageError(f"Say in up to {LONGEST_REASON} characters why these rules come: people will read it.")
    proposal = PackProposal(
        id=new_id(),
        ref=pack.ref,
        title=clean_line(pack.title),
        sha256=pack.sha256,
        files=dict(pack.files),
        starts_at=starts_at,
        why=clean(why.strip()),
        proposed_by=actor,
        proposed_at=at,
    )
    proposals.put(tx, proposal)
    event = PackProposed(
        actor=actor, proposal=proposal.id, pack=pack.ref, sha256=pack.sha256, starts_at=starts_at.isoformat()
    )
    record(tx, at, event)
    _tell_second(tx, proposal, at)
    return proposal


def _tell_second(tx: Tx, proposal: PackProposal, at: datetime) -> None:
    """Whoever may confirm hears of it: the CIO and the CIO's office, but who proposed it."""
    held = agency_db.offices(tx)
    people = {held[role.value].person_id for role in OFFICES if role.value in held} - {proposal.proposed_by}
    for person_id in sorted(people):
        notify(
            tx,
            person_id,
            "pack-proposed",
            subject="Confirm or refuse other rules for AI tools",
            lines=("A pack was checked and proposed.", "Nothing changes until a second person confirms it."),
            path=f"/packs/proposals/{proposal.id}",
            at=at,
            key=proposal.id,
        )


def confirm(tx: Tx, proposal_id: str, pack: Pack, *, actor: str, at: datetime) -> PackProposal:
    """The second person confirms; one of the two is the CIO (139-07.9.a). `pack` is the proposal's text, loaded."""
    proposal = _waiting(tx, proposal_id)
    require_role(tx, actor, *OFFICES, to=TO)
    require_other(actor, proposal.proposed_by, to="confirm what you proposed")
    both = get_person(tx, actor).roles | get_person(tx, proposal.proposed_by).roles
    if Role.CIO not in both:
        raise NotAllowedError("One of the two must be the CIO.", hint="Ask the CIO to confirm it.")
    if pack.sha256 != proposal.sha256:
        raise ConflictError("This is not the text that was proposed.")
    starts_at = max(proposal.starts_at, at)
    _check_start(tx, pack, starts_at, at)
    begin(tx, pack, starts_at, actor=actor, at=at)
    confirmed = replace(proposal, state=ProposalState.CONFIRMED, starts_at=starts_at, decided_by=actor, decided_at=at)
    proposals.put(tx, confirmed)
    return confirmed


def withdraw(tx: Tx, proposal_id: str, reason: str, *, actor: str, at: datetime) -> PackProposal:
    """Take a proposal back or refuse it; also after it was confirmed, as long as it does not hold yet."""
    require_role(tx, actor, *OFFICES, to=TO)
    proposal = _get(tx, proposal_id)
    if proposal.state is ProposalState.WITHDRAWN:
        raise ConflictError("This proposal was taken back already.")
    if proposal.state is ProposalState.CONFIRMED and proposal.starts_at <= at:
        raise ConflictError(f"{proposal.ref} is in force already.", hint="End it, or propose the rules that follow.")
    if not reason.strip():
        raise UsageError("Say why: people will read it.")
    if proposal.state is ProposalState.CONFIRMED:
        db.take_back(tx, proposal.ref, proposal.starts_at, reason.strip())
    gone = replace(
        proposal, state=ProposalState.WITHDRAWN, decided_by=actor, decided_at=at, reason=clean(reason.strip())
    )
    proposals.put(tx, gone)
    record(tx, at, PackWithdrawn(actor=actor, pack=proposal.ref, reason=clean_line(reason)))
    return gone


def begin(tx: Tx, pack: Pack, starts_at: datetime, *, actor: str, at: datetime, component: str | None = None) -> Pack:
    """Put a pack in force from a moment on: what it follows ends then, and its text is kept.

    INVARIANT: whoever calls this has let a second person confirm, or the offices answer."""
    if pack.files:
        proposals.keep(tx, pack.ref, pack.sha256, dict(pack.files), at)
    db.finish(tx, component, starts_at, db.followed(pack.ref), pack.id if component else "")
    db.begin(tx, pack.ref, pack.sha256, component, starts_at)
    if starts_at <= at:
        day = local_day(at, pack).isoformat()
        record(tx, at, PackActivated(actor=actor, pack=pack.ref, sha256=pack.sha256, effective=day))
    else:
        event = PackScheduled(
            actor=actor,
            pack=pack.ref,
            sha256=pack.sha256,
            component=component or "",
            starts_at=starts_at.isoformat(),
        )
        record(tx, at, event)
    return pack


def end(tx: Tx, reason: str, *, actor: str, at: datetime, component: str | None = None, pack_id: str = "") -> list[str]:
    """End what is in force: every use after it is denied until another is. Says which packs ended.

    One person is enough: to stop never waits for a second one."""
    if actor != SYSTEM:
        roles = OFFICES[:1] if component is None else (Role.COMPONENT_CIO, Role.CIO)
        require_role(tx, actor, *roles, to=TO if component is None else "end a component's rules")
        own = get_person(tx, actor)
        if component is not None and Role.CIO not in own.roles and own.component != component:
            raise NotAllowedError(f"These rules are {component}'s, and {own.name} is the CIO of {own.component}.")
    if not reason.strip():
        raise UsageError("Say why the policy ends: people will read it.")
    ended = db.finish(tx, component, at, reason.strip(), pack_id)
    for pack in ended:
        record(tx, at, PackEnded(actor=actor, pack=pack, reason=reason.strip()))
    return ended


def _check_start(tx: Tx, pack: Pack, starts_at: datetime, at: datetime) -> None:
    """The pack can hold at that moment, and nothing else is to begin yet."""
    if pack.extends:
        raise UsageError(f"{pack.ref} adds rules for {pack.component}: it is no policy of the agency.")
    day = local_day(starts_at, pack)
    if day < pack.effective:
        raise PackError(
            f"These rules say that they take effect on {pack.effective}, and this is {day}.",
            hint="Choose that day or a later one, or change `effective` in pack.toml.",
        )
    if pack.ends is not None and day > pack.ends:
        raise PackError(f"These rules say that their last day is {pack.ends}, and this is {day}.")
    known = proposals.sha256_of(tx, pack.ref)
    if known is not None and known != pack.sha256:
        raise ConflictError(f"{pack.ref} is another text already.", hint="Raise the revision in pack.toml.")
    others = [p for p in db.coming(tx, at) if p.component is None]
    if others:
        raise ConflictError(f"{others[0].ref} is to follow already.", hint="Take that one back first.")


def _waiting(tx: Tx, proposal_id: str) -> PackProposal:
    proposal = _get(tx, proposal_id)
    if proposal.state is not ProposalState.WAITING:
        raise ConflictError(f"This proposal was {proposal.state.value} already.", hint="Look at the list of packs.")
    return proposal


def _get(tx: Tx, proposal_id: str) -> PackProposal:
    found = proposals.get(tx, proposal_id)
    if found is None:
        raise NotFoundError(f"There is no proposal {proposal_id}.", hint="The list of packs shows all of them.")
    return found
