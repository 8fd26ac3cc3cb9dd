"""A person in full standing, tools and texts: what the tests of a decision start from. All invented."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from cedarpy import PolicySet, Schema, policies_to_pst

from proviso.model import (
    Account,
    Acknowledgement,
    Approval,
    Channel,
    Finding,
    FindingClass,
    Part,
    Person,
    PersonnelType,
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
    Use,
)
from proviso.policy import Pack, builtin, combine
from proviso.policy.pack import Compiled

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
CITED = Source(citation="https://news.example/port-ellery/harbor-bridge")


@cache
def dhs() -> Pack:
    return builtin("dhs-139-07")


@cache
def lbb() -> Pack:
    return combine(dhs(), builtin("lbb"))


@cache
def city() -> Pack:
    return builtin("example-city")


def recompiled(pack: Pack) -> Pack:
    """The pack with its changed Cedar text, as if it had been loaded so."""
    compiled = Compiled(
        PolicySet.from_str(pack.policy),
        Schema.from_str(pack.schema),
        {
            p.id: p.annotations["id"]
            for p in policies_to_pst(pack.policy).static_policies.values()
            if p.effect == "forbid"
        },
        {rule.id: rule.clause for rule in pack.rules},
    )
    return replace(pack, compiled=compiled, rules_by_id={rule.id: rule for rule in pack.rules})


def days_ago(days: int) -> datetime:
    return AT - timedelta(days=days)


MAYA = Person(
    id="maya.okafor",
    name="Maya Okafor",
    email="maya.okafor@dcs.example",
    component="FRO",
    personnel_type=PersonnelType.EMPLOYEE,
)
NORTHLIGHT = Tool(
    id="northlight-chat",
    name="Northlight Chat",
    vendor="Northlight",
    tool_class=ToolClass.COMMERCIAL,
    status=ToolStatus.APPROVED,
)
HARBORDESK = replace(NORTHLIGHT, id="harbordesk", name="HarborDesk", tool_class=ToolClass.INTERNAL, needs_account=False)
FULL = Standing(
    person=MAYA,
    tool=NORTHLIGHT,
    approval=Approval(id="A1", approved_by="elena.sorokin", approved_at=days_ago(30)),
    trainings=tuple(TrainingRecord(training=t, completed_at=days_ago(30)) for t in Training),
    acknowledgement=Acknowledgement(version=dhs().rules_version, signed_at=days_ago(30), text_sha256=""),
    account=Account(
        email="maya.okafor@dcs.example",
        agency_only_attested_at=days_ago(30),
        settings_attested_at=days_ago(30),
    ),
)
SYSTEM = System(
    id="FLDDSK01",
    name="Flood Desk",
    owner_id=MAYA.id,
    component=MAYA.component,
    use_case="Sums up published flood reports.",
    tools=frozenset({NORTHLIGHT.id}),
    purposes=frozenset({"research", "draft"}),
    purpose="research",
    created_at=days_ago(30),
    expires_on=date(2027, 5, 20),
    key_hint="7H2K",
)
OWN_TOOL = replace(FULL, tool=HARBORDESK, account=None)


def use(text: str = "How high did the river stand?", **more: Any) -> Use:
    values: dict[str, Any] = {
        "id": "7KQ2M4XD",
        "person_id": "maya.okafor",
        "tool_id": "northlight-chat",
        "purpose": "research",
        "channel": Channel.WEB,
        "parts": (Part(name="your text", text=text),),
        "at": AT,
        "digest": "c0ffee",
    }
    return Use(**{**values, **more})


def trained(training: Training, days: int | None) -> Standing:
    """Full standing, but for one training: so many days ago, or never."""
    others = tuple(t for t in FULL.trainings if t.training is not training)
    own = () if days is None else (TrainingRecord(training=training, completed_at=days_ago(days)),)
    return replace(FULL, trainings=others + own)


Words = tuple[str, str, FindingClass, Strength]


def finds(*words: Words, detail: str = "") -> Callable[[Sequence[Part]], Screened]:
    """A screen made by hand: each word is found wherever it stands, so what was taken out is found no more."""

    def screen(parts: Sequence[Part]) -> Screened:
        found = [
            Finding(
                kind=kind,
                cls=cls,
                strength=strength,
                start=start,
                end=start + len(word),
                recognizer="hand",
                part=number,
                detail=detail,
            )
            for number, part in enumerate(parts)
            for word, kind, cls, strength in words
            if (start := part.text.find(word)) >= 0
        ]
        return Screened(findings=tuple(sorted(found, key=lambda f: f.start)), chars=sum(len(p.text) for p in parts))

    return screen


A_NUMBER: Words = ("A012 345 678", "US_A_NUMBER", FindingClass.INDIVIDUAL, Strength.SURE)
NAME: Words = ("Rosa Lindqvist", "PERSON", FindingClass.NAMED, Strength.LIKELY)
OTHER_NAME: Words = ("Emil Varga", "PERSON", FindingClass.NAMED, Strength.LIKELY)
nothing = finds()
