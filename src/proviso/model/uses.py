"""The question and its answer: `Use` in, `Decision` out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .findings import Finding, FindingClass, Part, Screened
from .people import Account, Acknowledgement, Approval, Correction, Person, Training, TrainingRecord, Waiver
from .systems import System
from .tools import NOBODY, Channel, Places, Tool
from .trials import Trial

FactValue = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """139-07 fn5: where the text was published. Recorded as given."""

    citation: str
    """A link or a citation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """May this person use this tool for this purpose with this text, now?"""

    id: str
    """Becomes `decision_id`: 8 letters and digits without I, L, O, U, no hyphen (shown in fours)."""
    person_id: str
    tool_id: str
    purpose: str
    """Id of a purpose of the pack."""
    channel: Channel
    parts: tuple[Part, ...] = field(repr=False)
    at: datetime
    """UTC."""
    digest: str
    """Keyed digest (HMAC-SHA-256, hex) of the parts. A plain hash of a nine-digit number is the number."""
    source: Source | None = None
    is_own_draft: bool = False
    """The person says: this is my own draft of a post (139-07.2.a.2)."""
    has_attachment: bool = False
    is_not_published: bool = False
    """The person says: this was not published. Then it stays here (139-07.1.c)."""
    system_id: str = ""
    """The registered system that asks through the gateway; `person_id` is its owner. Empty: a person asks."""
    unscreened: tuple[str, ...] = ()
    """Kinds of parts that nobody here can read (`image`, `audio`, `file`, `url`, `stored`, `hosted_tool`…), sorted."""
    hardened: tuple[str, ...] = ()
    """What the gateway set so that the provider neither stores nor learns (139-07.2.e): `store=false`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything the records say about this person and this tool, as dates; `policy.standing` makes booleans of it."""

    person: Person | None
    tool: Tool | None
    approval: Approval | None = None
    """The newest that was not revoked and whose scope holds the tool."""
    second_by: str = ""
    """Who else approved what that approval opens, where a component asks for it (139-07.7.b)."""
    trainings: tuple[TrainingRecord, ...] = ()
    """The newest of each kind."""
    acknowledgement: Acknowledgement | None = None
    account: Account | None = None
    guide_from: int = 0
    """The tool's guide asks again whoever attested an older version than this (139-07.2.e); 0: it has no guide."""
    waivers: tuple[Waiver, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """Those for this exact text."""
    training_read_at: datetime | None = None
    """When the learning system was last read; None: it never was. Said in a denial, and decides nothing."""
    system: System | None = None
    """The registered system that asks; `person` is its owner."""
    trials: tuple[Trial, ...] = ()
    """The person's permissions to test this tool while it is in review, those that nobody ended (139-07.1.d)."""
    places: Places = NOBODY
    """Of a tool whose approval is for so many people."""

    def training(self, kind: Training) -> TrainingRecord | None:
        return next((t for t in self.trainings if t.training is kind), None)


class ReasonKind(StrEnum):
    """Stop, question and missing step look different from each other (ux.md, section 7)."""

    EMERGENCY = "emergency"
    FAULT = "fault"
    STOP = "stop"
    QUESTION = "question"
    STEP = "step"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that said no, in the words of the pack, filled in."""

    rule: str
    """`@id` of the forbid: `privacy-training-missing`."""
    clause: str
    """`@clause`: `139-07.2.c.3`."""
    kind: ReasonKind
    state: str
    """"Not sent. Your text has not left the agency." """
    headline: str
    """"This text has an A‑number" """
    sentence: str
    """For the person."""
    auditor: str
    """For the auditor."""
    remedy: str
    """What would change it, one sentence."""
    recorded: str
    """What was recorded, as a clause: "kind and place"."""
    findings: tuple[int, ...] = ()
    """Indexes into `Decision.findings`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What an allowed use still asks of the person."""

    id: str
    """`expert-review`, `protect-pii`, `mask`…"""
    clause: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Allow or deny, and why. Deny is the default."""

    id: str
    at: datetime
    allowed: bool
    person_id: str
    tool_id: str
    purpose: str
    channel: Channel
    reasons: tuple[Reason, ...] = ()
    """In the order emergency, tool, you, purpose, text, source; the first one leads."""
    obligations: tuple[Obligation, ...] = ()
    findings: tuple[Finding, ...] = ()
    masked: tuple[int, ...] = ()
    """Indexes of findings that are replaced before sending (packs that mask)."""
    pack: str = ""
    """`id@revision`, overlays after `+`: `dhs-139-07@3+lbb@1`."""
    pack_sha256: str = ""
    facts: tuple[tuple[str, FactValue], ...] = ()
    """The facts as given to the policy, sorted by name: enough to run it again."""
    source: Source | None = None
    digest: str = ""
    chars: int = 0
    has_attachment: bool = False
    is_own_draft: bool = False
    system_id: str = ""
    """The registered system that asked, when one did."""
    unscreened: tuple[str, ...] = ()
    """Kinds of parts that nobody here could read."""
    hardened: tuple[str, ...] = ()
    """What the gateway set so that the provider neither stores nor learns (139-07.2.e)."""
    waivers: tuple[str, ...] = ()
    """Numbers of the waivers that opened a rule for this use (139-07.5.w)."""
    fault: str = ""
    """Which part failed, when `reasons[0].kind` is `fault`."""


class RemedyKind(StrEnum):
    """A door out of a denial. Offered only after `decide` was run on it."""

    REMOVE = "remove"
    """Take these places out and check again."""
    EDIT = "edit"
    SOURCE = "source"
    """Say where it was published."""
    OWN_DRAFT = "own_draft"
    STEP = "step"
    """Go to where the missing step is done."""
    OTHER_TOOL = "other_tool"
    PUBLIC_VERSION = "public_version"
    OTHER_PURPOSE = "other_purpose"
    WAIVER = "waiver"
    NOTIFY = "notify"
    """Be told when the tool is open again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    kind: RemedyKind
    label: str
    """Button: a verb and its object."""
    is_tested: bool
    """True: `decide` said allow for the use that this button makes."""
    tool_id: str = ""
    findings: tuple[int, ...] = ()
    step: str = ""
    note: str = ""
    """A sentence that stands beside it: "Northlight Chat is open to you and can do this." """


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a permit rests on. While its answer is written, a record that changes has the same asked again."""

    use: Use = field(repr=False)
    standing: Standing
    found: Screened
    """What stood in the text: it is not screened anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Nothing reaches an upstream without one, and only `actions.uses.ask` makes one."""

    decision_id: str
    tool: Tool
    text: str = field(repr=False)
    """What may be sent: masked already where the pack masks."""
    purpose: str
    at: datetime
    pack: str = ""
    """The pack that judged the use judges its answer, too."""
    grounds: Grounds | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, screened (139-07.2.b)."""

    decision_id: str
    text: str = field(repr=False)
    findings: tuple[Finding, ...] = ()
    words: int = 0
    is_demo: bool = False


CORRECTABLE = frozenset(FindingClass) - {FindingClass.CONTROLLED, FindingClass.CLASSIFIED}
"""Classes that an office's answer may correct for one exact text. INVARIANT: never CUI, never classified."""
