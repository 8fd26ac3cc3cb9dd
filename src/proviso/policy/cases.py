"""The examples of a pack: a use, and the rules that must say no to it. One test runs every case of every pack.

A case changes a base: a person in full standing, an approved tool, a plain text. Days are counted from the base's `at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from proviso.errors import PackError
from proviso.model import (
    Account,
    Acknowledgement,
    Approval,
    Ceiling,
    Channel,
    Conditions,
    Correction,
    Finding,
    FindingClass,
    Part,
    Person,
    PersonnelType,
    Places,
    Screened,
    Source,
    Standing,
    Strength,
    System,
    Tool,
    ToolClass,
    ToolStatus,
    Training,
    TrainingRecord,
    Trial,
    Use,
    Waiver,
)

from .engine import Verdict, evaluate
from .facts import Facts, gather, weigh
from .pack import Pack
from .reading import Folder, Row, read_toml

TEXT = "How high did the river stand?"
DIGEST = "c0ffee"
SYSTEM_ID = "S1"
GATES = (
    "approval",
    "responsible_ai",
    "privacy",
    "cybersecurity",
    "acknowledgement",
    "account_only",
    "account_settings",
)
TOOL_ID = "tool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One example."""

    name: str
    rules: tuple[str, ...]
    """`@id` of each rule that must say no; none: it must be allowed."""
    obligations: tuple[str, ...] | None
    masked: int
    use: Use
    standing: Standing
    screened: Screened
    ended_at: datetime | None = None
    """The agency ended the pack at this instant."""

    def under(self, pack: Pack) -> Pack:
        """The pack as the case has it: ended by an act, perhaps."""
        return pack if self.ended_at is None else pack.ended(self.ended_at)

    def facts(self, pack: Pack) -> Facts:
        """The facts of the case under a pack."""
        pack = self.under(pack)
        return gather(self.use, self.standing, weigh(self.screened, self.use, self.standing.corrections, pack), pack)

    def verdict(self, pack: Pack) -> Verdict:
        """What the pack says."""
        return evaluate(self.facts(pack), pack)


def read_cases(folder: Folder, pack: Pack) -> tuple[Case, ...]:
    """The cases of `cases.toml`, built for a pack (an overlay's are built for the combined pack)."""
    held = read_toml(folder, "cases.toml")
    place = f"{folder.name}/cases.toml"
    base = held.get("base", {})
    rows = held.get("case", [])
    unknown = sorted(set(held) - {"base", "case"})
    if unknown:
        raise PackError(f"{place}: {unknown[0]}: there is no such key.")
    return tuple(_case(Row({**base, **row}, f"{place}, case {n}"), pack) for n, row in enumerate(rows, 1))


def _case(row: Row, pack: Pack) -> Case:
    at = row.get("at", datetime)
    text = row.text("text", TEXT)
    standing = _standing(row, at, pack)
    case = Case(
        name=row.text("name"),
        rules=tuple(sorted(row.texts("rules"))),
        obligations=row.texts("obligations") if "obligations" in row.held else None,
        masked=row.get("masked", int, 0),
        use=_use(row, at, text),
        standing=standing,
        screened=_screened(row, text),
        ended_at=at - timedelta(days=row.get("ended", int)) if "ended" in row.held else None,
    )
    row.get("obligations", list, [])
    row.done()
    return case


def _use(row: Row, at: datetime, text: str) -> Use:
    source = row.text("source", "")
    return Use(
        id="7KQ2M4XD",
        person_id="maya.okafor",
        tool_id=row.text("tool_id", TOOL_ID),
        purpose=row.text("purpose", "research"),
        channel=row.one_of("channel", Channel, Channel, "web"),
        parts=(Part(name="your text", text=text),),
        at=at,
        digest=DIGEST,
        source=Source(citation=source) if source else None,
        is_own_draft=row.get("own_draft", bool, False),
        has_attachment=row.get("attachment", bool, False),
        is_not_published=row.get("not_published", bool, False),
        system_id=SYSTEM_ID if "system" in row.held else "",
        unscreened=tuple(sorted(row.texts("unscreened"))),
    )


def _standing(row: Row, at: datetime, pack: Pack) -> Standing:
    """Everything is there from 30 days ago, unless the case gives other days or says `missing`."""
    missing = set(row.texts("missing"))
    days = Row(row.get("days", dict, {}), f"{row.place}, days")
    began = {gate: at - timedelta(days=days.get(gate, int, 30)) for gate in GATES}
    days.done()
    system = _system(row, at)
    second_by = "ruth.delgado" if row.get("second_approval", bool, False) else ""
    stray = sorted(missing - {*GATES, "person", "tool", "account"})
    if stray:
        raise row.error(f"missing: {stray[0]} is nothing that could be missing; it is one of {', '.join(GATES)}.")
    return Standing(
        person=_person(row, at, is_missing="person" in missing),
        tool=_tool(row, at, is_missing="tool" in missing),
        approval=_approval(row, at, began["approval"], is_missing="approval" in missing),
        second_by=second_by,
        trainings=tuple(
            TrainingRecord(
                training=t,
                completed_at=began[t.value],
                version=row.text("course_version", "") if t is Training.RESPONSIBLE_AI else "",
            )
            for t in Training
            if t.value not in missing
        ),
        acknowledgement=None
        if "acknowledgement" in missing
        else Acknowledgement(
            version=row.text("signed_version", pack.rules_version), signed_at=began["acknowledgement"], text_sha256=""
        ),
        account=_account(row, began, missing),
        guide_from=row.get("guide_from", int, 0),
        waivers=_waivers(row, at),
        corrections=_corrections(row, at),
        system=system,
        trials=_trials(row, at),
        places=_places(_limits(row)),
    )


def _system(row: Row, at: datetime) -> System | None:
    """The registered system that asks, when the case has one; its owner is the person of the case."""
    if "system" not in row.held:
        return None
    held = Row(row.get("system", dict), f"{row.place}, system")
    revoked = held.get("revoked", int, -1)
    system = System(
        id=SYSTEM_ID,
        name="Flood Desk",
        owner_id=held.text("owner", "maya.okafor"),
        component="FRO",
        use_case="Sums up published flood reports.",
        tools=frozenset(held.texts("tools")) or frozenset({"tool"}),
        purposes=frozenset(held.texts("purposes")) or frozenset({"research"}),
        purpose="research",
        created_at=at - timedelta(days=30),
        expires_on=at.date() + timedelta(days=held.get("expires_in", int, 100)),
        revoked_at=at - timedelta(days=revoked) if revoked >= 0 else None,
    )
    is_missing = held.get("missing", bool, False)
    held.done()
    return None if is_missing else system


def _person(row: Row, at: datetime, *, is_missing: bool) -> Person | None:
    starts, ends = row.get("starts_in", int, -400), row.get("ends_in", int, 400)
    component, is_active = row.text("component", "FRO"), row.get("active", bool, True)
    kind = row.one_of("personnel", PersonnelType, PersonnelType, "employee")
    is_paused = row.get("paused", bool, False)
    if is_missing:
        return None
    return Person(
        id="maya.okafor",
        name="Maya Okafor",
        email="maya.okafor@dcs.example",
        component=component,
        personnel_type=kind,
        engagement_starts=at.date() + timedelta(days=starts),
        engagement_ends=at.date() + timedelta(days=ends),
        is_active=is_active,
        paused_for=("2026-001",) if is_paused else (),
    )


def _tool(row: Row, at: datetime, *, is_missing: bool) -> Tool | None:
    limits = _limits(row)
    due = row.get("re_review_in", int, 100)
    tool = Tool(
        id=row.text("tool_id", TOOL_ID),
        name="Northlight Chat",
        vendor="Northlight",
        tool_class=row.one_of("tool", ToolClass, ToolClass, "commercial"),
        status=row.one_of("status", ToolStatus, ToolStatus, "approved"),
        needs_account=row.get("needs_account", bool, True),
        status_since=at - timedelta(days=8),
        status_reason="its terms changed",
        status_by="The CIO",
        re_review_due=at.date() + timedelta(days=due),
        conditions=_conditions(limits, at),
    )
    _places(limits)
    limits.done()
    return None if is_missing else tool


def _limits(row: Row) -> Row:
    return Row(row.get("conditions", dict, {}), f"{row.place}, conditions")


def _places(limits: Row) -> Places:
    return Places(taken=limits.get("taken", int, 0), is_held=limits.get("held", bool, False))


def _conditions(row: Row, at: datetime) -> Conditions:
    purposes, components, ends = row.texts("purposes"), row.texts("components"), row.get("ends_in", int, 1000)
    channels, most = row.texts("channels"), row.get("most_users", int, -1)
    return Conditions(
        purposes=frozenset(purposes) or None,
        components=frozenset(components) or None,
        ceiling=row.one_of("ceiling", Ceiling, Ceiling) if "ceiling" in row.held else None,
        channels=frozenset(map(Channel, channels)) or None,
        organization_account=row.get("organization_account", bool, False),
        most_users=most if most >= 0 else None,
        no_attachments=row.get("no_attachments", bool, False),
        only_code=row.get("only_code", bool, False),
        unscreened=frozenset(row.texts("unscreened")),
        ends_on=at.date() + timedelta(days=ends),
    )


def _approval(row: Row, at: datetime, began: datetime, *, is_missing: bool) -> Approval | None:
    scope = Row(row.get("approval", dict, {}), f"{row.place}, approval")
    tools, purposes, ends = scope.texts("tools"), scope.texts("purposes"), scope.get("ends_in", int, 1000)
    scope.done()
    if is_missing:
        return None
    return Approval(
        id="A1",
        approved_by="elena.sorokin",
        approved_at=began,
        tools=frozenset(tools) or None,
        purposes=frozenset(purposes) or None,
        ends_on=at.date() + timedelta(days=ends),
    )


def _account(row: Row, began: Mapping[str, datetime], missing: set[str]) -> Account | None:
    email, is_organization = row.text("account", "maya.okafor@dcs.example"), row.get("organization", bool, False)
    guide_version = row.get("guide_attested", int, 0)
    if "account" in missing:
        return None
    return Account(
        email=email,
        agency_only_attested_at=None if "account_only" in missing else began["account_only"],
        settings_attested_at=None if "account_settings" in missing else began["account_settings"],
        is_organization=is_organization,
        guide_version=guide_version,
    )


def _waivers(row: Row, at: datetime) -> tuple[Waiver, ...]:
    held = row.get("waiver", dict, {})
    if not held:
        return ()
    scope = Row(held, f"{row.place}, waiver")
    tools, people, today = scope.texts("tools"), scope.texts("people"), at.date()
    waiver = Waiver(
        id="2026-004",
        clause=scope.text("clause"),
        starts_on=today + timedelta(days=scope.get("starts_in", int, -10)),
        ends_on=today + timedelta(days=scope.get("ends_in", int, 10)),
        component=scope.text("component", "") or None,
        tools=frozenset(tools) or None,
        people=frozenset(people) or None,
    )
    scope.done()
    return (waiver,)


def _trials(row: Row, at: datetime) -> tuple[Trial, ...]:
    if "trial" not in row.held:
        return ()
    scope = Row(row.get("trial", dict), f"{row.place}, trial")
    trial = Trial(
        id="T1",
        tool_id=TOOL_ID,
        review_id="R1",
        person_id=scope.text("person", "maya.okafor"),
        starts_on=at.date() + timedelta(days=scope.get("starts_in", int, -5)),
        ends_on=at.date() + timedelta(days=scope.get("ends_in", int, 5)),
        granted_by="marcus.bell",
        granted_at=at - timedelta(days=5),
    )
    scope.done()
    return (trial,)


def _corrections(row: Row, at: datetime) -> tuple[Correction, ...]:
    held = row.get("correction", dict, {})
    if not held:
        return ()
    scope = Row(held, f"{row.place}, correction")
    correction = Correction(
        id="C1",
        text_digest=scope.text("digest", DIGEST),
        cls=scope.one_of("class", FindingClass, FindingClass),
        until=at.date() + timedelta(days=scope.get("ends_in", int, 10)),
        objection_id="O1",
    )
    scope.done()
    return (correction,)


def _screened(row: Row, text: str) -> Screened:
    held: list[Any] = row.get("findings", list, [])
    findings = tuple(_finding(Row(f, f"{row.place}, finding {n}"), text) for n, f in enumerate(held, 1))
    return Screened(findings=findings, chars=len(text))


def _finding(row: Row, text: str) -> Finding:
    cls = row.one_of("class", FindingClass, FindingClass)
    finding = Finding(
        kind=row.text("kind", cls.name),
        cls=cls,
        strength=row.one_of("strength", Strength, Strength, "likely"),
        start=0,
        end=len(text),
        score=row.get("score", int, 100),
        recognizer="case",
        detail=row.text("detail", ""),
    )
    row.done()
    return finding
