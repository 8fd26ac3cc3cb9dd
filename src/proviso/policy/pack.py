"""A policy pack as a value: its clauses, the rules that carry them out, their words, and the parsed Cedar text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from cedarpy import PolicySet, Schema

from proviso.errors import NotFoundError
from proviso.model import AnswerRule, FindingClass, ReasonKind, RemedyKind

from .incident_terms import IncidentTerms
from .record_classes import RecordClass
from .terms import CourseTerms


class Enforcement(StrEnum):
    """How a clause is kept."""

    ENFORCED = "enforced"
    """A rule denies what goes against it."""
    RECORD = "record"
    """Each use leaves the record that it asks for."""
    INFORMATION = "information"
    """Nothing to carry out at a use: a definition, or the act of an office."""
    NOT_YET = "not_yet"
    """Should be carried out and is not; `needs` says what is missing."""


class Kept(StrEnum):
    """What shows that a clause is kept (R-080)."""

    DECIDED = "decided"
    """The rules look at it at each use."""
    GATED = "gated"
    """Nothing opens before it was done: a review, an approval, a training."""
    ATTESTED = "attested"
    """A person says so and answers for it."""
    WORKFLOW = "workflow"
    """Somebody does it, and that is on record."""


class Group(StrEnum):
    """The order of reasons; the first one leads."""

    EMERGENCY = "emergency"
    TOOL = "tool"
    YOU = "you"
    PURPOSE = "purpose"
    TEXT = "text"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of the policy, as people read it; its id never changes."""

    id: str
    title: str
    source: str
    """Where it stands in the document."""
    paraphrase: str
    person: str
    """In plain words, for a person."""
    enforcement: Enforcement
    needs: str = ""
    """What is missing, when it is not enforced yet."""
    waivable: bool = False
    remedy: str = ""
    example_in: str = ""
    example_out: str = ""
    carried_by: tuple[str, ...] = ()
    """`@id` of rules and obligations that carry it out beside those that cite it."""
    how: str = ""
    """How it is kept, where no rule of the pack does it."""
    kept: Kept | None = None
    """None: nothing to carry out, or not enforced yet."""
    shown_by: tuple[str, ...] = ()
    """The entries that show it, beside the decisions of its rules (`policy.shown`)."""
    for_each: tuple[str, ...] = ()
    """What each needs an entry of `shown_by`: whatever has an entry of every line here."""
    matched_by: str = ""
    """The field that tells which belong together: `tool`, `objection`."""
    office: str = ""
    """Role of the office that can close a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """One principle of another text that the agency follows, and the clauses that carry it out here (R-101)."""

    id: str
    """`EO 13960 3(a)`"""
    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way out of a denial, with the words on its button."""

    kind: RemedyKind
    label: str
    step: str = ""
    note: str = ""
    """A sentence that stands beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Other words of a rule for a case that has a name (`never`, `declared`)."""

    name: str
    headline: str = ""
    sentence: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The words of one forbid; what it forbids stands in `policy.cedar`."""

    id: str
    clause: str
    kind: ReasonKind
    group: Group
    about: str = ""
    """What it looks at, so that its words get their dates and names: `training.privacy`, `tool`, `findings`…"""
    finds: tuple[FindingClass, ...] = ()
    finds_likely: tuple[FindingClass, ...] = ()
    """Classes whose findings it is about only where they are not sure."""
    area: str = ""
    state: str
    headline: str
    sentence: str
    auditor: str
    remedy: str
    recorded: str
    office: str = ""
    """Role of the office that answers an objection; empty: there is no objection."""
    workdays: int = 0
    objections: tuple[str, ...] = ()
    doors: tuple[Door, ...] = ()
    not_enough: str = ""
    """Said when taking the findings out would not be enough."""
    variants: tuple[Variant, ...] = ()
    facts: tuple[str, ...] = ()
    """The facts that its condition reads, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a use may be for; `area` names the kind of decision that the policy keeps for people."""

    id: str
    title: str
    area: str = ""
    says: str = ""
    is_test: bool = False
    """For named people who test a tool in review (139-07.1.d)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The words of an obligation, and when it holds: one of `reading.WHEN`."""

    id: str
    clause: str
    when: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence that is signed, why it is asked, and the clauses behind it."""

    text: str
    why: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """All of them. INVARIANT: `sha256` changes with any word, so that a signature belongs to one text."""

    version: str
    title: str
    statements: tuple[Statement, ...]
    sha256: str
    goes_in: tuple[str, ...]
    """What may go into a tool, in a few words each."""
    stays_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The Cedar text, parsed and checked once."""

    policies: PolicySet
    schema: Schema
    rule_of: Mapping[str, str]
    """Cedar's own name of a policy (`policy3`) -> `@id`."""
    clause_of: Mapping[str, str]
    """`@id` -> `@clause`."""
    names: frozenset[str] | None = None
    """The facts that the schema declares. A pack from before a fact goes on deciding without it; None: all."""

    def of(self, facts: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these facts that the schema declares."""
        return facts if self.names is None else _declared(self.names, facts)


@lru_cache(maxsize=64)
def _declared(names: frozenset[str], facts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in facts if name in names)


TLP = {
    "RED": "TLP_RED",
    "AMBER+STRICT": "TLP_AMBER_STRICT",
    "AMBER": "TLP_AMBER",
    "GREEN": "TLP_GREEN",
    "CLEAR": "TLP_CLEAR",
}
"""Labels of FIRST's Traffic Light Protocol 2.0, strictest first, and the kinds of finding that they are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """A versioned, dated policy that staff can read and a machine carries out."""

    id: str
    title: str
    authority: str
    revision: str
    effective: date
    ends: date | None = None
    """Last day on which it holds."""
    ended_at: datetime | None = None
    """The instant at which an act of the agency ended it."""
    successor: str = ""
    time_zone: str
    rules_version: str
    """Version of the conditions on use that people sign."""
    statements: Statements | None = field(default=None, repr=False)
    """The conditions themselves, where the pack words them; else `statements_of` takes the clauses."""
    email_domains: tuple[str, ...] = ()
    """Domains of the agency's addresses; empty: the domain of the person's own address in the directory."""
    periods: Mapping[str, int]
    """Days that a record holds, by `approval`, `responsible_ai`, `privacy`, …; not there: no end."""
    grace_days: int = 0
    """Days that a tool stays open after its re-review was due."""
    fallback: bool = False
    """A tool that does not answer may be replaced by another approved one, which is asked like any use."""
    thresholds: Mapping[FindingClass, int] = field(default_factory=dict)
    """A finding below its class's score never decides."""
    masks: frozenset[FindingClass] = frozenset()
    """Classes that are replaced before sending."""
    answers: Mapping[FindingClass, AnswerRule] = field(default_factory=dict)
    """What is done with findings in an answer; a class that is not there is shown (`policy.answers`)."""
    answers_clause: str = ""
    """The clause that this carries out."""
    post_marks: frozenset[str] = frozenset()
    """Kinds that show that a text was posted: they close the way of "my own draft"."""
    tlp: frozenset[str] = frozenset({"TLP_RED", "TLP_AMBER_STRICT", "TLP_AMBER"})
    """Labels of the Traffic Light Protocol that count as controlled; the others stay on record and never decide."""
    correction_days: int = 0
    correctable: frozenset[FindingClass] = frozenset()
    workdays: Mapping[str, int] = field(default_factory=dict)
    """Days in which each office answers an objection."""
    review_offices: tuple[str, ...] = ("privacy", "civil_rights", "security", "counsel")
    """Roles of the offices that answer before a tool is listed (139-07.1.b)."""
    review_days: Mapping[str, int] = field(default_factory=dict)
    """Days to the answer to a `suggestion`, of the `offices`, to the `decision`, and to the `re_review`."""
    course: CourseTerms | None = None
    """The built-in course that counts (139-07.2.c.2); None: people take theirs elsewhere."""
    phones: Mapping[str, str] = field(default_factory=dict)
    """Numbers to call, by office: `security`."""
    records: tuple[RecordClass, ...] = ()
    """The classes of kept texts, as the agency's schedule has them (R-079); none: nothing is destroyed by time."""
    incidents: tuple[IncidentTerms, ...] = ()
    """What follows from each kind of spill (139-07.6); empty: `incident_terms.DEFAULTS`."""
    purposes: tuple[Purpose, ...]
    duties: tuple[Duty, ...] = ()
    principles: tuple[Principle, ...] = ()
    clauses: tuple[Clause, ...]
    rules: tuple[Rule, ...]
    component: str = ""
    """Of an overlay: the one component that it adds rules for."""
    extends: str = ""
    """Of an overlay: id of the pack that it adds rules to."""
    policy: str = field(repr=False)
    schema: str = field(repr=False)
    sha256: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The texts that it was read from, by the names of their files; none for a combined pack."""
    compiled: Compiled | None = field(default=None, repr=False)
    """None for an overlay that was not combined with its pack yet."""
    rules_by_id: Mapping[str, Rule] = field(default_factory=dict, repr=False)

    @property
    def ref(self) -> str:
        """`dhs-139-07@3+lbb@1`: how decisions and the ledger name it."""
        pairs = zip(self.id.split("+"), self.revision.split("+"), strict=True)
        return "+".join(f"{name}@{revision}" for name, revision in pairs)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are counted."""
        return ZoneInfo(self.time_zone)

    def rule(self, rule_id: str) -> Rule:
        """The words of one rule."""
        try:
            return self.rules_by_id[rule_id]
        except KeyError:
            raise NotFoundError(f"There is no rule {rule_id} in {self.ref}.") from None

    def clause(self, clause_id: str) -> Clause:
        """One clause by its id."""
        found = next((c for c in self.clauses if c.id == clause_id), None)
        if found is None:
            raise NotFoundError(f"There is no clause {clause_id} in {self.ref}.")
        return found

    def purpose(self, purpose_id: str) -> Purpose | None:
        """A purpose by its id, None when the pack has no such purpose."""
        return next((p for p in self.purposes if p.id == purpose_id), None)

    def record_class(self, class_id: str) -> RecordClass | None:
        """A class of kept texts by its id, None when the pack has no such class."""
        return next((held for held in self.records if held.id == class_id), None)

    def keeps(self, purpose: str) -> RecordClass | None:
        """The class in which the words of allowed uses for a purpose are kept; None: they are not (ADR 4)."""
        return next((held for held in self.records if purpose in held.uses), None)

    def ended(self, at: datetime) -> Pack:
        """The same pack after an act that ended it: every later use is denied."""
        return replace(self, ended_at=at)


def period_days(pack: Pack, name: str) -> int | None:
    """Days that a record of this name holds; None when it has no end."""
    return pack.periods.get(name)


def is_enforced(clause: Clause) -> bool:
    """Whether the clause is checked at each use or kept as a record."""
    return clause.enforcement in {Enforcement.ENFORCED, Enforcement.RECORD}
