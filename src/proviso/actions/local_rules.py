"""A component's own rules: drafted by its CIO, asked about, dated, withdrawn, ended (139-07.7.a–b).

INVARIANT: only forbids for the CIO's own component, and nothing goes live before every office has answered this text.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import local_rules as db
from proviso.db import packs as packs_db
from proviso.db import people, proposals
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, PackError, UsageError
from proviso.journal import record
from proviso.model import LocalRule, LocalRules, LocalState, Person, Role
from proviso.model.local_rules_events import LocalRulesAsked, LocalRulesDrafted, PackWithdrawn
from proviso.policy import Pack, load
from proviso.policy.texts import Texts

from . import packs
from .agency import Agency
from .composing import checked, composed
from .consulting import OFFICES, require_consulted
from .outbox import notify
from .roles import get_person, require_role
from .wording import clean, clean_line

LONGEST_TITLE, LONGEST_WHY, LONGEST_REASON = 80, 300, 500
MOST_RULES = 20
TO = "write a component's own rules"


def draft(tx: Tx, agency: Agency, title: str, rules: Collection[LocalRule], *, actor: str, at: datetime) -> LocalRules:
    """Begin a text of local rules for the CIO's own component; nothing holds yet."""
    me = _component_cio(tx, actor)
    _check_words(title, rules)
    made = LocalRules(
        id=_new_id(tx, me.component),
        revision=1,
        component=me.component,
        title=clean_line(title),
        rules=tuple(rules),
        made_by=actor,
        made_at=at,
        changed_by=actor,
        changed_at=at,
    )
    return _keep(tx, composed(tx, agency, made, at), actor, at)


def bring(tx: Tx, agency: Agency, files: dict[str, str], pack: Pack, *, actor: str, at: datetime) -> LocalRules:
    """Begin a text that was written by hand, or the next revision of one. `pack` is those files, loaded."""
    me = _component_cio(tx, actor)
    if pack.component != me.component:
        raise NotAllowedError(
            f"These rules are for {pack.component or 'the whole agency'}, and you are the CIO of {me.component}.",
            hint="Local rules can only add limits, and only in the CIO's own component.",
        )
    known = db.revisions(tx, pack.id)
    _check_new(known, me.component, pack.id)
    if not _is_revision(pack.revision) or any(r.revision == int(pack.revision) for r in known):
        raise UsageError("Give the text a revision of its own, a whole number.", hint="It stands in pack.toml.")
    made = LocalRules(
        id=pack.id,
        revision=int(pack.revision),
        component=me.component,
        title=clean_line(pack.title),
        files=files,
        sha256=pack.sha256,
        made_by=actor,
        made_at=at,
        changed_by=actor,
        changed_at=at,
    )
    return _keep(tx, checked(tx, agency, made, at), actor, at)


def change(
    tx: Tx,
    agency: Agency,
    rules_id: str,
    revision: int,
    title: str,
    rules: Collection[LocalRule],
    *,
    version: int,
    actor: str,
    at: datetime,
) -> LocalRules:
    """Change a draft. A text that the offices were asked about is a draft again, and is asked about anew."""
    before = _mine(tx, rules_id, revision, actor, version)
    if before.state not in {LocalState.DRAFT, LocalState.ASKED}:
        raise ConflictError("These rules have a date already.", hint="Write the revision that follows them.")
    if not before.rules:
        raise UsageError("These rules were written by hand.", hint="Send the changed files.")
    _check_words(title, rules)
    changed = replace(
        before,
        title=clean_line(title),
        rules=tuple(rules),
        state=LocalState.DRAFT,
        asked_at=None,
        version=before.version + 1,
        changed_by=actor,
        changed_at=at,
    )
    return _keep(tx, composed(tx, agency, changed, at), actor, at)


def revise(tx: Tx, agency: Agency, rules_id: str, *, actor: str, at: datetime) -> LocalRules:
    """Begin the revision that follows: the same choices, to be changed and asked about."""
    newest = next(iter(db.revisions(tx, rules_id)), None)
    if newest is None:
        raise NotFoundError(f"There are no local rules {rules_id}.")
    _require_own(tx, newest, actor)
    _check_new(db.revisions(tx, rules_id), newest.component, rules_id)
    if not newest.rules:
        raise UsageError("These rules were written by hand.", hint="Send the changed files, with a new revision.")
    made = LocalRules(
        id=newest.id,
        revision=newest.revision + 1,
        component=newest.component,
        title=newest.title,
        rules=newest.rules,
        made_by=actor,
        made_at=at,
        changed_by=actor,
        changed_at=at,
    )
    return _keep(tx, composed(tx, agency, made, at), actor, at)


def ask(tx: Tx, rules_id: str, revision: int, *, version: int, actor: str, at: datetime) -> LocalRules:
    """Ask the CIO's office, Privacy and Civil rights (139-07.7.a). The text stays as it is from now on."""
    before = _mine(tx, rules_id, revision, actor, version)
    if before.state is not LocalState.DRAFT:
        raise ConflictError("The offices were asked already.", hint="Their answers stand below.")
    asked = replace(before, state=LocalState.ASKED, asked_at=at, version=before.version + 1)
    db.put(tx, asked)
    record(tx, at, LocalRulesAsked(actor=actor, rules=asked.ref, component=asked.component, sha256=asked.sha256))
    for office in OFFICES:
        _tell_office(tx, asked, office, at)
    return asked


def _tell_office(tx: Tx, rules: LocalRules, office: Role, at: datetime) -> None:
    found = agency_db.offices(tx).get(office.value)
    if found is not None:
        notify(
            tx,
            found.person_id,
            "local-rules-asked",
            subject=f"{clean_line(rules.component)[:30]} asks about its local rules",
            lines=("They add limits to the agency’s rules for one component.", "Your office’s answer is asked for."),
            path=f"/local-rules/{rules.id}/{rules.revision}",
            at=at,
            key=f"{rules.ref}:{rules.sha256}:{office.value}",
        )


def date(
    tx: Tx, agency: Agency, rules_id: str, revision: int, starts_at: datetime, *, version: int, actor: str, at: datetime
) -> LocalRules:
    """Say from when the rules hold. They go live by themselves; an unconsulted text cannot (139-07.7.a)."""
    before = _mine(tx, rules_id, revision, actor, version)
    if before.state is not LocalState.ASKED:
        raise ConflictError(
            "These rules wait for no date.", hint="Ask the offices first; then say from when they hold."
        )
    require_consulted(tx, before)
    starts_at = max(starts_at, at)
    others = [p for p in packs_db.coming(tx, at) if p.ref.startswith(f"{rules_id}@")]
    if others:
        raise ConflictError(f"{others[0].ref} is to begin already.", hint="Withdraw that one first.")
    try:
        checked(tx, agency, before, at)
    except (PackError, UsageError) as fault:
        raise ConflictError(
            "The agency’s rules changed since the offices were asked, and this text no longer fits them.",
            hint=f"Change it and ask again. {fault.message}",
        ) from fault
    packs.begin(tx, load(Texts(before.id, before.files)), starts_at, actor=actor, at=at, component=before.component)
    dated = replace(
        before, state=LocalState.DATED, starts_at=starts_at, version=before.version + 1, changed_by=actor, changed_at=at
    )
    db.put(tx, dated)
    return dated


def withdraw(
    tx: Tx, rules_id: str, revision: int, reason: str, *, version: int, actor: str, at: datetime
) -> LocalRules:
    """Take back a text that does not hold yet."""
    before = _mine(tx, rules_id, revision, actor, version)
    if before.state in {LocalState.WITHDRAWN, LocalState.ENDED} or before.holds(at):
        raise ConflictError("There is nothing to withdraw.", hint="Rules that hold are ended.")
    _check_reason(reason)
    if before.starts_at is not None:
        packs_db.take_back(tx, before.ref, before.starts_at, reason.strip())
    gone = replace(
        before,
        state=LocalState.WITHDRAWN,
        reason=clean(reason.strip()),
        version=before.version + 1,
        changed_by=actor,
        changed_at=at,
    )
    db.put(tx, gone)
    record(tx, at, PackWithdrawn(actor=actor, pack=before.ref, reason=clean_line(reason)))
    return gone


def end(tx: Tx, component: str, pack_id: str, reason: str, *, actor: str, at: datetime) -> list[str]:
    """End rules that hold; the next use there is judged without them. Also for those of the settings."""
    _check_reason(reason)
    ended = packs.end(tx, clean(reason), actor=actor, at=at, component=component, pack_id=pack_id)
    if not ended:
        raise ConflictError("These rules do not hold now.", hint="Look at the list: somebody may have ended them.")
    for rules in db.revisions(tx, pack_id):
        if rules.ref in ended:
            over = replace(rules, state=LocalState.ENDED, ended_at=at, reason=clean(reason.strip()))
            db.put(tx, replace(over, version=rules.version + 1, changed_by=actor, changed_at=at))
    return ended


def get(tx: Tx, rules_id: str, revision: int) -> LocalRules:
    """One text, or an error that says that there is none."""
    found = db.get(tx, rules_id, revision)
    if found is None:
        raise NotFoundError("There are no such local rules.", hint="The list shows all of them.")
    return found


def _mine(tx: Tx, rules_id: str, revision: int, actor: str, version: int) -> LocalRules:
    """The text, for the CIO of its component, as the form knew it."""
    found = get(tx, rules_id, revision)
    _require_own(tx, found, actor)
    if found.version != version:
        name = get_person(tx, found.changed_by).name
        raise ConflictError(
            f"This changed since you opened it: {name} was here.", hint="Look at it as it is now, then decide again."
        )
    return found


def _require_own(tx: Tx, rules: LocalRules, actor: str) -> None:
    me = _component_cio(tx, actor)
    if me.component != rules.component:
        raise NotAllowedError(f"These rules are {rules.component}'s, and {me.name} is the CIO of {me.component}.")


def _component_cio(tx: Tx, actor: str) -> Person:
    require_role(tx, actor, Role.COMPONENT_CIO, to=TO)
    return get_person(tx, actor)


def _keep(tx: Tx, rules: LocalRules, actor: str, at: datetime) -> LocalRules:
    if proposals.sha256_of(tx, rules.ref) is not None:
        raise ConflictError(f"{rules.ref} names another text already.", hint="Give it a new revision.")
    db.put(tx, rules)
    record(tx, at, LocalRulesDrafted(actor=actor, rules=rules.ref, component=rules.component, sha256=rules.sha256))
    return rules


def _check_words(title: str, rules: Collection[LocalRule]) -> None:
    if not clean_line(title) or len(title) > LONGEST_TITLE:
        raise UsageError(f"Give the rules a title of up to {LONGEST_TITLE} characters.")
    if not 1 <= len(rules) <= MOST_RULES:
        raise UsageError(f"A text has 1 to {MOST_RULES} rules; this one has {len(rules)}.")
    for rule in rules:
        if not rule.title or len(rule.title) > LONGEST_TITLE or len(rule.why) > LONGEST_WHY:
            raise UsageError(f"A rule has a title of up to {LONGEST_TITLE} characters, and a reason of {LONGEST_WHY}.")


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise UsageError(f"Say why, in up to {LONGEST_REASON} characters: people will read it.")


def _check_new(known: Collection[LocalRules], component: str, rules_id: str) -> None:
    open_ = [r for r in known if r.state in {LocalState.DRAFT, LocalState.ASKED}]
    if open_:
        raise ConflictError(f"{open_[0].ref} is a draft already.", hint="Change that one, or withdraw it.")
    if any(r.component != component for r in known):
        raise ConflictError(f"{rules_id} names another component's rules.", hint="Choose another id.")


def _is_revision(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) < 9 and int(said) > 0 and said == str(int(said))


def _new_id(tx: Tx, component: str) -> str:
    """`lbb-1`, `lbb-2`: short, since it stands in each decision under it."""
    slug = "".join(c for c in component.lower() if c.isascii() and c.isalnum()) or "local"
    taken = {rules.id for rules in db.every(tx)} | {p.ref.partition("@")[0] for p in packs_db.history(tx)}
    return next(name for n in range(1, 10_000) if (name := f"{slug}-{n}") not in taken)


def nobody_is_there(tx: Tx, component: str) -> bool:
    """Whether nobody belongs to the component any more: it was renamed, or it is gone."""
    return not any(p.is_active and p.component == component for p in people.everyone(tx, limit=1_000_000))
