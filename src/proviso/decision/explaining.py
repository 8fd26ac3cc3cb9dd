"""Why? What was looked at, and the rule that looked, by the same function that decided, from the facts it kept."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.errors import PolicyError
from proviso.model import Decision, FactValue, FindingClass
from proviso.policy import Facts, Pack, Rule, evaluate
from proviso.policy.pack import Group

_LABELS = {
    "component": "your component",
    "personnel": "kind of personnel",
    "engagement": "your engagement",
    "approval": "your supervisor’s approval",
    "responsible_ai": "your AI training",
    "privacy": "your privacy training",
    "cybersecurity": "your cybersecurity training",
    "acknowledgement": "your signature",
    "account_agency": "agency address on the account",
    "account_only": "account only for work",
    "account_settings": "account settings",
    "second_approval": "a second approval",
    "tool": "the tool",
    "listed": "tool on the list",
    "tool_class": "kind of tool",
    "tool_status": "state of the tool",
    "needs_account": "account needed",
    "re_review": "re-review",
    "fits_purpose": "purpose fits the tool’s approval",
    "fits_component": "component fits the tool’s approval",
    "fits_attachment": "files fit the tool’s approval",
    "fits_code": "text fits the tool’s approval",
    "fits_date": "date fits the tool’s approval",
    "fits_unscreened": "unreadable parts fit the tool’s approval",
    "ceiling": "what may go in at most",
    "fits_channel": "way fits the tool’s approval",
    "fits_account": "account fits the tool’s approval",
    "fits_users": "number of people fits the tool’s approval",
    "caller": "who asks",
    "system_state": "registration of the system",
    "fits_system": "tool and purpose fit the registration",
    "channel": "the way it came",
    "purpose": "purpose",
    "purpose_known": "purpose is one of the rules’",
    "purpose_area": "decision that the purpose names",
    "asked_areas": "decision that the text asks for",
    "found": "found in the text",
    "own_draft": "your own draft",
    "posted": "marks of a post",
    "source_cited": "published source",
    "not_published": "said to be unpublished",
    "attachment": "file",
    "hour": "hour of the day",
    "weekday": "day of the week",
    "waived": "waivers",
    "trial": "permission to test",
    "pack_state": "the rules",
}
_WORDS = {
    "none": "none",
    "": "none",
    "in_force": "in force",
    "open_source": "published information",
    "agency": "what the agency’s own rules let in",
    "not_yet": "not in force yet",
    "not_started": "not started",
    "person": "a person",
    "system": "a registered system",
    "expired": "ended",
    "revoked": "taken back",
}
_CLASSES = {
    FindingClass.INDIVIDUAL.value: "something that points to one person",
    FindingClass.NAMED.value: "names or contact data",
    FindingClass.RECORD.value: "signs of one person’s case",
    FindingClass.SOCIAL.value: "signs of a post",
    FindingClass.CONTROLLED.value: "a marking of controlled information",
    FindingClass.CLASSIFIED.value: "a classification marking",
    FindingClass.SECRET.value: "a password or key",
    FindingClass.PURPOSE.value: "a request to decide about a person",
    FindingClass.INJECTION.value: "instructions to the tool",
    FindingClass.HAZARD.value: "something dangerous",
}
"""What a class of findings is called, on the page and in the shell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule: what it looked at, the values, and whether it stopped the use."""

    group: str
    """emergency, tool, you, purpose, text, source"""
    looked: tuple[tuple[str, str], ...]
    """(what, value), in words."""
    rule: str
    clause: str
    title: str
    """The clause in a few words."""
    stopped: bool

    @property
    def verdict(self) -> str:
        """ "fine" or "this stopped it"."""
        return "this stopped it" if self.stopped else "fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one decision was taken."""

    decision_id: str
    allowed: bool
    pack: str
    rows: tuple[Row, ...]
    """In the order of the decision."""
    agrees: bool
    """The pack says today what the decision said then."""
    would_change: tuple[str, ...]
    """"What would change it", one sentence a reason."""
    fault: str = ""


def explain(decision: Decision, pack: Pack) -> Explanation:
    """The rows of one decision, from the facts that it kept; `pack` is the one of its day (`Packs.by_ref`)."""
    would_change = tuple(dict.fromkeys(reason.remedy for reason in decision.reasons if reason.remedy))
    try:
        facts = Facts.from_items(decision.facts)
        verdict = evaluate(facts, pack)
    except PolicyError:
        # A fault left no facts; and facts of another version cannot be asked again: then we say so.
        return Explanation(
            decision_id=decision.id,
            allowed=decision.allowed,
            pack=decision.pack,
            rows=(),
            agrees=bool(decision.fault),
            would_change=would_change,
            fault=decision.fault,
        )
    said_no = set(verdict.rules)
    return Explanation(
        decision_id=decision.id,
        allowed=decision.allowed,
        pack=decision.pack,
        rows=tuple(_row(rule, facts, pack, said_no) for rule in _ordered(pack)),
        agrees=bool(decision.fault)
        or (verdict.allowed, said_no) == (decision.allowed, {r.rule for r in decision.reasons}),
        would_change=would_change,
        fault=decision.fault,
    )


def _ordered(pack: Pack) -> list[Rule]:
    order = {group: place for place, group in enumerate(Group)}
    return sorted(pack.rules, key=lambda rule: order[rule.group])


def _row(rule: Rule, facts: Facts, pack: Pack, said_no: set[str]) -> Row:
    return Row(
        group=rule.group.value,
        looked=tuple((say_fact(name), say_value(name, getattr(facts, name))) for name in rule.facts),
        rule=rule.id,
        clause=rule.clause,
        title=pack.clause(rule.clause).title,
        stopped=rule.id in said_no,
    )


def say_fact(name: str) -> str:
    """A fact's name in words."""
    return _LABELS.get(name, name.replace("_", " "))


def say_value(name: str, value: FactValue) -> str:
    """A fact's value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        said = dict.fromkeys(_say_item(str(item)) for item in value)
        return ", ".join(said) or ("nothing" if name == "found" else "none")
    return _WORDS.get(str(value), str(value).replace("_", " "))


def _say_item(item: str) -> str:
    """One item of a list: a class of findings without its strength, or an id without its underscores."""
    known = item.removesuffix(":sure")
    return _CLASSES.get(known, known.replace("_", " "))
