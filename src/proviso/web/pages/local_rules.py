"""Local rules: which limits does a component add, who was asked, and what would they have changed? (139-07.7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.consulting import REPLIERS, Consultation, consultation
from proviso.actions.consulting_drafts import A_DAY
from proviso.actions.local_rules import get, nobody_is_there
from proviso.db import agency as agency_db
from proviso.db import local_rules as db
from proviso.db import packs as packs_db
from proviso.db.store import Tx
from proviso.model import DraftedAnswer, LocalRules, LocalState, Role
from proviso.policy.local_rules import say_hour

from ..desk import Desk, TaskRow, at_desk, typed
from ..history import Happened, happened
from ..local_words import OfficeRow, RuleRow, answer_choices, changes_between, office_rows, rule_rows, state_words
from ..previewing import PreviewView, preview_of

READERS = (
    Role.COMPONENT_CIO,
    Role.LEADER,
    Role.CIO,
    Role.CIO_OFFICE,
    Role.PRIVACY,
    Role.CIVIL_RIGHTS,
    Role.AUDITOR,
)
EVERYWHERE = (Role.CIO, Role.CIO_OFFICE, Role.PRIVACY, Role.CIVIL_RIGHTS, Role.AUDITOR)
"""Who reads every component's; the others read their own."""
WHOM = "component CIOs and leaders, the CIO’s office, Privacy, Civil rights and auditors"
EVENTS = (
    "LocalRulesDrafted",
    "LocalRulesAsked",
    "LocalRulesAnswered",
    "LocalOfficeReminded",
    "DissentReplied",
)
FIELDS = ("office", "position", "conditions", "reasons", "reply", "day", "hour")
PACK_EVENTS = ("PackScheduled", "PackActivated", "PackWithdrawn", "PackEnded")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The texts that the reader may see, those that hold first."""

    answer: str
    groups: tuple[tuple[str, tuple[TaskRow, ...]], ...]
    may_write: bool
    may_second: bool
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """One text: its rules, the offices' words, what it would have changed, and what the reader can do."""

    rules: LocalRules
    title: str
    answer: str
    warning: str
    lines: tuple[RuleRow, ...]
    cedar: str
    offices: tuple[OfficeRow, ...]
    earlier: tuple[OfficeRow, ...]
    preview: PreviewView
    history: tuple[Happened, ...]
    differences: tuple[tuple[str, str], ...]
    """("added" or "removed", the line) against the revision before."""
    is_mine: bool
    can: frozenset[str]
    """What the reader can do now: change, ask, date, withdraw, revise, end."""
    has_acts: bool
    """Whether there is something to do besides changing the text."""
    hours: tuple[tuple[str, str], ...]
    my_offices: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    draft: int
    """Version of what the reader's office has written and not signed."""
    saved: str
    reminds: frozenset[str]
    """Offices that owe an answer, and that the reader may remind now."""
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def list_rules(request: Request) -> Response:
    """Every text, by where it stands."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        page = _list_page(desk, tx)
    return desk.page("local_rules.html", page, title="Local rules")


def _list_page(desk: Desk, tx: Tx) -> ListPage:
    own = "" if desk.has(*EVERYWHERE) else desk.me.component
    found = db.every(tx, own)
    known = {rules.ref for rules in found}
    rows: dict[str, list[TaskRow]] = {"live": [], "soon": [], "asked": [], "draft": [], "over": []}
    for period in packs_db.running(tx, desk.now):
        if period.component and period.ref not in known and own in {"", period.component}:
            rows["live"].append(_configured(desk, period))
    for rules in found:
        rows[_group(desk, rules)].append(_row(desk, tx, rules))
    titles = {"live": "In force", "soon": "To come", "asked": "Offices are asked", "draft": "Drafts", "over": "Over"}
    return ListPage(
        answer=_list_answer(desk, tx, rows, own),
        groups=tuple((titles[key], tuple(held)) for key, held in rows.items() if held),
        may_write=desk.has(Role.COMPONENT_CIO),
        may_second=desk.has(Role.COMPONENT_CIO, Role.LEADER),
        done=desk.done,
    )


def _list_answer(desk: Desk, tx: Tx, rows: dict[str, list[TaskRow]], own: str) -> str:
    live, asked = count_rules(desk, tx, own), len(rows["asked"])
    whose = f"{own} adds" if own else "Components add"
    held = desk.count(live, "rule") if live else "no rules"
    waits = f" {desk.count(asked, 'text waits', 'texts wait')} for the offices." if asked else ""
    return f"{whose} {held} to the agency’s.{waits}"


def count_rules(desk: Desk, tx: Tx, component: str) -> int:
    """How many rules a component adds now; without one, all of them."""
    held = [p.ref for p in packs_db.running(tx, desk.now) if p.component and component in {"", p.component}]
    return sum(len(desk.agency.packs.single(ref).rules) for ref in held)


def _configured(desk: Desk, period: packs_db.Period) -> TaskRow:
    """Rules that came with the settings at the first start; they have no page of their own."""
    pack = desk.agency.packs.single(period.ref)
    return TaskRow(
        href=f"/local-rules/{pack.id}/end" if desk.has(Role.CIO, Role.COMPONENT_CIO) else "/packs",
        label=pack.title,
        line=f"{period.component}, in force since {desk.day(period.started_at)}. They came with the settings.",
        status="In force",
        needs_you=False,
    )


def _group(desk: Desk, rules: LocalRules) -> str:
    if rules.state is LocalState.DATED:
        return "live" if rules.holds(desk.now) else "over" if _is_followed(rules, desk) else "soon"
    return {LocalState.DRAFT: "draft", LocalState.ASKED: "asked"}.get(rules.state, "over")


def _is_followed(rules: LocalRules, desk: Desk) -> bool:
    return rules.starts_at is not None and rules.starts_at <= desk.now


def _row(desk: Desk, tx: Tx, rules: LocalRules) -> TaskRow:
    said = consultation(rules, db.answers_to(tx, rules.id, rules.revision))
    needs = _needs(desk, rules, said)
    return TaskRow(
        href=f"/local-rules/{rules.id}/{rules.revision}",
        label=rules.title,
        line=f"{rules.component}, {rules.ref}. {state_words(desk, rules, said)}",
        status="Needs you" if needs else "",
        needs_you=needs,
    )


def _needs(desk: Desk, rules: LocalRules, said: Consultation) -> bool:
    """Whether the next act is this reader's."""
    if rules.state is LocalState.ASKED and desk.me.id not in {rules.made_by, rules.changed_by}:
        if any(desk.has(office) for office in said.owed):
            return True
        if said.unreplied and desk.has(*REPLIERS):
            return True
    is_mine = desk.has(Role.COMPONENT_CIO) and rules.component == desk.me.component
    return is_mine and (rules.state is LocalState.DRAFT or (rules.state is LocalState.ASKED and said.is_done))


def show_rules(request: Request) -> Response:
    """One text."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        page = rules_page(desk, tx, asked_for(request, desk, tx))
    return desk.page("local_rules_one.html", page, title=f"{page.title} – Local rules")


def asked_for(request: Request, desk: Desk, tx: Tx) -> LocalRules:
    """The text that the address names, for who may read it."""
    rules = get(tx, request.path_params["rules_id"], request.path_params["revision"])
    if rules.component != desk.me.component:
        desk.only("the offices and this component’s CIO", *EVERYWHERE)
    return rules


def rules_page(
    desk: Desk,
    tx: Tx,
    rules: LocalRules,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> RulesPage:
    """Everything about one text, for this reader."""
    answers = db.answers_to(tx, rules.id, rules.revision)
    said = consultation(rules, answers)
    is_mine = desk.has(Role.COMPONENT_CIO) and rules.component == desk.me.component
    before = next((r for r in db.revisions(tx, rules.id) if r.revision < rules.revision), None)
    mine = () if _is_author(desk, rules) else _my_offices(desk, tx, rules, said)
    draft = db.draft_of(tx, rules.id, rules.revision, mine[0][0] if mine else "")
    return RulesPage(
        rules=rules,
        title=rules.title,
        answer=state_words(desk, rules, said),
        warning=_warning(desk, tx, rules),
        lines=rule_rows(desk, rules),
        cedar=rules.files.get("policy.cedar", "").strip(),
        offices=office_rows(desk, tx, rules, said),
        earlier=office_rows(desk, tx, rules, said, [a for a in answers if a not in said.answers.values()]),
        preview=preview_of(desk, tx, rules),
        history=_history(desk, tx, rules),
        differences=changes_between(before, rules),
        is_mine=is_mine,
        can=_can(desk, rules, said) if is_mine else frozenset(),
        has_acts=is_mine and bool(_can(desk, rules, said) - {"change"}),
        hours=tuple((str(hour), say_hour(hour)) for hour in range(24)),
        my_offices=mine,
        choices=answer_choices(),
        typed=values or _begun(draft),
        draft=draft.version,
        saved=_saved(desk, draft, is_signed=bool(mine) and mine[0][0] in said.answers),
        reminds=_reminds(desk, tx, rules, said),
        errors=errors or {},
        done=desk.done,
    )


def _begun(draft: DraftedAnswer) -> dict[str, str]:
    """What the reader's office has written so far stands in the form."""
    begun = typed(None, *FIELDS)
    said = {"conditions": draft.conditions, "reasons": draft.reasons, "office": draft.office if draft.version else ""}
    return begun | said | ({"position": draft.position.value} if draft.position else {})


def _saved(desk: Desk, draft: DraftedAnswer, *, is_signed: bool) -> str:
    """ "Saved at 2:14 p.m., not signed" """
    if is_signed and not draft.saved_at:
        return "Your office’s answer is signed. You can answer anew until the rules hold."
    return f"Saved {desk.when(draft.saved_at)}, not signed." if draft.saved_at else "Nothing is saved yet."


def _reminds(desk: Desk, tx: Tx, rules: LocalRules, said: Consultation) -> frozenset[str]:
    if rules.state is not LocalState.ASKED or not (_is_author(desk, rules) or desk.has(*REPLIERS)):
        return frozenset()
    held = (db.draft_of(tx, rules.id, rules.revision, office.value) for office in said.owed)
    return frozenset(one.office for one in held if one.reminded_at is None or desk.now - one.reminded_at >= A_DAY)


def _is_author(desk: Desk, rules: LocalRules) -> bool:
    return desk.me.id in {rules.made_by, rules.changed_by}


def _my_offices(desk: Desk, tx: Tx, rules: LocalRules, said: Consultation) -> tuple[tuple[str, str], ...]:
    """The offices that this reader answers for, as long as the text is asked about."""
    if rules.state is not LocalState.ASKED:
        return ()
    names = {role: found.name for role, found in agency_db.offices(tx).items()}
    held = [o for o in (Role.CIO_OFFICE, Role.PRIVACY, Role.CIVIL_RIGHTS) if desk.has(o)]
    if desk.has(Role.CIO) and Role.CIO_OFFICE not in held:
        held.append(Role.CIO_OFFICE)
    others = {a.office for a in said.answers.values() if a.by == desk.me.id}
    return tuple(
        (o.value, names.get(o.value, o.value.replace("_", " ").capitalize()))
        for o in held
        if not others - {o.value} and not (o.value in said.answers and said.answers[o.value].reply)
    )


def _can(desk: Desk, rules: LocalRules, said: Consultation) -> frozenset[str]:
    if rules.state is LocalState.DRAFT:
        return frozenset({"ask", "withdraw"} | ({"change"} if rules.rules else set()))
    if rules.state is LocalState.ASKED:
        changes = {"change"} if rules.rules else set()
        return frozenset({"withdraw"} | changes | ({"date"} if said.is_done else set()))
    if rules.state is not LocalState.DATED:
        return frozenset({"revise"} if rules.rules else set())
    held = rules.holds(desk.now)
    return frozenset({"end" if held else "withdraw"} | ({"revise"} if rules.rules and held else set()))


def _warning(desk: Desk, tx: Tx, rules: LocalRules) -> str:
    """What is not as the text supposes: nobody works there, or the agency's rules are others now."""
    if rules.state in {LocalState.WITHDRAWN, LocalState.ENDED}:
        return ""
    if nobody_is_there(tx, rules.component):
        return f"Nobody is in {rules.component} now. It may have another name: these rules hold for nobody."
    base = packs_db.in_force(tx, desk.now)
    if base is not None and rules.base and rules.base.partition("+")[0] != base:
        return f"The agency’s rules are {base} now. This was checked with others, and is checked again before it holds."
    return ""


def _history(desk: Desk, tx: Tx, rules: LocalRules) -> tuple[Happened, ...]:
    """What the ledger holds about this text, newest first."""
    found = [
        *happened(desk, tx, "rules", rules.ref, EVENTS),
        *happened(desk, tx, "pack", rules.ref, PACK_EVENTS),
    ]
    return tuple(sorted(found, key=lambda line: line.stamp, reverse=True))
