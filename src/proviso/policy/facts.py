"""The few typed facts that the rules see: already computed, never the text. The same facts get the same verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from proviso.errors import PolicyError
from proviso.model import (
    CORRECTABLE,
    Ceiling,
    Correction,
    FactValue,
    Finding,
    FindingClass,
    Places,
    Screened,
    Standing,
    Strength,
    System,
    Tool,
    ToolStatus,
    Use,
    Waiver,
)

from .citation import leads_somewhere
from .code import is_code
from .pack import TLP, Pack
from .standing import judge, local_day, local_time

NONE, UNKNOWN = "none", "unknown"
PERSON_ASKS, SYSTEM_ASKS = "person", "system"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TLP_KINDS = frozenset(TLP.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a rule may look at. Names are those of the schema; sets are sorted tuples."""

    # the person
    component: str
    personnel: str
    engagement: str
    approval: bool
    responsible_ai: bool
    privacy: bool
    cybersecurity: bool
    acknowledgement: bool
    account_agency: bool
    account_only: bool
    account_settings: bool
    second_approval: bool = False
    """Somebody else approved it, too: a component may ask for that (139-07.7.b)."""
    # the tool
    tool: str = UNKNOWN
    """Its id, so that a component can close one tool."""
    listed: bool
    tool_class: str
    tool_status: str
    needs_account: bool
    re_review: str
    """`none`, `due` (the tool stays open for the days of grace) or `late`."""
    fits_purpose: bool
    fits_component: bool
    fits_attachment: bool
    fits_code: bool
    fits_date: bool
    fits_unscreened: bool = True
    """The tool's conditions take every part that nobody here can read."""
    ceiling: str = Ceiling.AGENCY.value
    """`open_source` or `agency`: what may go in at most. Facts from before it was known are judged as they were."""
    fits_channel: bool = True
    fits_account: bool = True
    """The account is one that the agency manages, where the conditions ask for it."""
    fits_users: bool = True
    """The person has a place among those who may use it, or there is one left."""
    # the use
    channel: str
    caller: str = PERSON_ASKS
    """`person` or `system`: who asks."""
    system_state: str = NONE
    """`none` (a person asks), `current`, `expired`, `revoked` or `unknown`."""
    fits_system: bool = True
    """The registered system may use this tool for this purpose."""
    purpose: str
    purpose_known: bool
    purpose_area: str
    asked_areas: tuple[str, ...]
    """Areas of 139-07.5 that the text itself asks about."""
    found: tuple[str, ...]
    """Classes found, and `class:sure` where one of the findings is sure."""
    own_draft: bool
    posted: bool
    """A link, a time or another mark shows that the text was posted."""
    source_cited: bool
    """A source that can lead somebody to the published text (139-07 fn5)."""
    not_published: bool
    attachment: bool
    waived: tuple[str, ...]
    """Clauses that a waiver opens for this person, this tool and this day."""
    hour: int = -1
    """The full hour on the clocks of the pack's zone, 0 to 23."""
    weekday: str = UNKNOWN
    """`monday` to `sunday`, in the same zone."""
    trial: bool = False
    """This person may test this tool while it is in review, and says that it is a test (139-07.1.d)."""
    pack_state: str
    """`in_force`, `not_yet` or `ended`."""

    def items(self) -> tuple[tuple[str, FactValue], ...]:
        """Name and value, sorted by name: as a decision keeps them."""
        return tuple(zip(SORTED, _VALUES(self), strict=True))

    @classmethod
    def from_items(cls, items: Iterable[tuple[str, FactValue]] | Mapping[str, FactValue]) -> Facts:
        """Facts as a decision or the ledger kept them; what came later has the value that it had in those days."""
        held = LATER | dict(items)
        if set(held) != set(SORTED):
            raise PolicyError("These facts are of another version of Proviso.", hint="Ask the version that decided.")
        return cls(**{n: tuple(v) if isinstance(v, list | tuple) else v for n, v in held.items()})  # type: ignore[arg-type]  # the schema checks each type when they are evaluated


SORTED = tuple(sorted(f.name for f in fields(Facts)))
_VALUES = attrgetter(*SORTED)
LATER: dict[str, FactValue] = {f.name: f.default for f in fields(Facts) if f.default is not MISSING}
"""Facts that records of the first release do not have: then a person asked, and every part was read."""
PERSON = (
    "personnel",
    "engagement",
    "approval",
    "responsible_ai",
    "privacy",
    "cybersecurity",
    "acknowledgement",
    "account_agency",
    "account_only",
    "account_settings",
    "second_approval",
)
TOOL = (
    "tool",
    "listed",
    "tool_class",
    "tool_status",
    "needs_account",
    "re_review",
    "fits_purpose",
    "fits_component",
    "fits_attachment",
    "fits_code",
    "fits_date",
    "fits_unscreened",
    "ceiling",
    "fits_channel",
    "fits_account",
    "fits_users",
)
CONTEXT = tuple(f.name for f in fields(Facts) if f.name not in {*PERSON, *TOOL, "component"})


def gather(use: Use, standing: Standing, screened: Screened, pack: Pack) -> Facts:
    """The facts of one use under one pack. `screened` is already weighed (`weigh`)."""
    person, tool = standing.person, standing.tool
    gates = judge(standing, use.at, pack, use.purpose)
    purpose = pack.purpose(use.purpose)
    return Facts(
        component=person.component if person is not None else NONE,
        personnel=person.personnel_type.value if person is not None else "unknown",
        **{name: getattr(gates, name) for name in PERSON if name != "personnel"},
        **_tool_facts(tool, use, standing, pack),
        channel=use.channel.value,
        **_system_facts(use, standing, pack),
        purpose=use.purpose if purpose is not None else NONE,
        purpose_known=purpose is not None,
        purpose_area=purpose.area if purpose is not None else "",
        **text_facts(screened, pack),
        own_draft=use.is_own_draft,
        source_cited=use.source is not None and leads_somewhere(use.source.citation),
        not_published=use.is_not_published,
        attachment=use.has_attachment,
        **_time_facts(use.at, pack),
        waived=waived(standing, local_day(use.at, pack), pack),
        trial=_is_trial(use, standing, pack),
        pack_state=pack_state(use, pack),
    )


def _time_facts(at: datetime, pack: Pack) -> dict[str, Any]:
    """The hour and the day of the week where the agency is: a component may close tools at night (139-07.7.b)."""
    local = local_time(at, pack)
    return {"hour": local.hour, "weekday": WEEKDAYS[local.weekday()]}


def _system_facts(use: Use, standing: Standing, pack: Pack) -> dict[str, Any]:
    """Who asks. INVARIANT: a system that the records do not know, or know under another owner, is `unknown`."""
    if not use.system_id:
        return {"caller": PERSON_ASKS, "system_state": NONE, "fits_system": True}
    system = standing.system
    if system is None or system.id != use.system_id or system.owner_id != use.person_id:
        return {"caller": SYSTEM_ASKS, "system_state": "unknown", "fits_system": False}
    return {
        "caller": SYSTEM_ASKS,
        "system_state": system_state(system, use.at, pack),
        "fits_system": use.tool_id in system.tools and use.purpose in system.purposes,
    }


def system_state(system: System, at: datetime, pack: Pack) -> str:
    """`current`, `expired` or `revoked`; the last day of a registration still counts."""
    if system.revoked_at is not None and at >= system.revoked_at:
        return "revoked"
    return "expired" if local_day(at, pack) > system.expires_on else "current"


def pack_state(use: Use, pack: Pack) -> str:
    """Whether the pack is in force at the instant of the use (139-07.9.a)."""
    today = local_day(use.at, pack)
    if today < pack.effective:
        return "not_yet"
    if (pack.ends is not None and today > pack.ends) or (pack.ended_at is not None and use.at >= pack.ended_at):
        return "ended"
    return "in_force"


def waived(standing: Standing, today: date, pack: Pack) -> tuple[str, ...]:
    """Clauses that a waiver opens here and now; only those that the pack marks waivable (139-07.5.w)."""
    return tuple(sorted({w.clause for w in waivers_of(standing, today, pack)}))


def waivers_of(standing: Standing, today: date, pack: Pack) -> tuple[Waiver, ...]:
    """The waivers themselves, by number."""
    if not standing.waivers:
        return ()
    waivable = {c.id for c in pack.clauses if c.waivable}
    held = (w for w in standing.waivers if w.clause in waivable and _covers(w, standing, today))
    return tuple(sorted(held, key=lambda w: w.id))


def _is_trial(use: Use, standing: Standing, pack: Pack) -> bool:
    """INVARIANT: for a person and a tool that are named, in review, on those days, as a test; never for a system."""
    person, tool, purpose = standing.person, standing.tool, pack.purpose(use.purpose)
    if person is None or tool is None or use.system_id or purpose is None or not purpose.is_test:
        return False
    today = local_day(use.at, pack)
    return tool.status is ToolStatus.IN_REVIEW and any(
        (t.person_id, t.tool_id) == (person.id, tool.id) and t.starts_on <= today <= t.ends_on for t in standing.trials
    )


def _covers(waiver: Waiver, standing: Standing, today: date) -> bool:
    """INVARIANT: on its days, while the component confirms it, in its scope, and never for who granted it."""
    person, tool = standing.person, standing.tool
    last = waiver.ends_on if waiver.confirm_by is None else min(waiver.ends_on, waiver.confirm_by)
    if person is None or tool is None or not waiver.starts_on <= today <= last:
        return False
    return person.id != waiver.granted_by and (
        (waiver.component is None or waiver.component == person.component)
        and (waiver.tools is None or tool.id in waiver.tools)
        and (waiver.people is None or person.id in waiver.people)
    )


def _tool_facts(tool: Tool | None, use: Use, standing: Standing, pack: Pack) -> dict[str, Any]:
    """What the list says about the tool, and whether the use fits its conditions (139-07.1)."""
    if tool is None:
        return {
            **dict.fromkeys(TOOL, False),
            "ceiling": Ceiling.OPEN_SOURCE.value,
            "tool": UNKNOWN,
            "tool_class": UNKNOWN,
            "tool_status": UNKNOWN,
        } | {"re_review": NONE}
    limits, component = tool.conditions, standing.person.component if standing.person is not None else NONE
    today = local_day(use.at, pack)
    return {
        "tool": tool.id,
        "listed": tool.status is not ToolStatus.SUGGESTED,
        "tool_class": tool.tool_class.value,
        "tool_status": tool.status.value,
        "needs_account": tool.needs_account,
        "re_review": _re_review(tool, today, pack),
        "fits_purpose": limits.purposes is None or use.purpose in limits.purposes,
        "fits_component": limits.components is None or component in limits.components,
        "fits_attachment": not (limits.no_attachments and use.has_attachment),
        "fits_code": not limits.only_code or is_code(use.parts),
        "fits_date": limits.ends_on is None or today <= limits.ends_on,
        "fits_unscreened": limits.unscreened.issuperset(use.unscreened),
        "ceiling": tool.ceiling.value,
        "fits_channel": limits.channels is None or use.channel in limits.channels,
        "fits_account": _fits_account(tool, use, standing),
        "fits_users": limits.most_users is None or has_place(limits.most_users, standing.places),
    }


def _fits_account(tool: Tool, use: Use, standing: Standing) -> bool:
    """A system has no account of its own: it goes through the agency's connection."""
    if not tool.conditions.organization_account or not tool.needs_account or use.system_id:
        return True
    return standing.account is not None and standing.account.is_organization


def has_place(most: int, places: Places) -> bool:
    """Whether one more use fits: by somebody who has a place, or while there is one left (139-07.1)."""
    return places.is_held or places.taken < most


def _re_review(tool: Tool, today: date, pack: Pack) -> str:
    if tool.re_review_due is None or today <= tool.re_review_due:
        return NONE
    return "due" if (today - tool.re_review_due).days <= pack.grace_days else "late"


def text_facts(screened: Screened, pack: Pack) -> dict[str, Any]:
    """Classes, areas and marks of the findings that count (139-07.2.a, 139-07.5)."""
    found: set[str] = set()
    areas: set[str] = set()
    posted = False
    for finding in screened.findings:
        if finding.strength is Strength.WEAK:
            continue
        found.add(finding.cls.value)
        if finding.strength is Strength.SURE:
            found.add(f"{finding.cls.value}:sure")
        if finding.cls is FindingClass.PURPOSE:
            areas.add(finding.detail)
        posted = posted or finding.kind in pack.post_marks
    return {"found": tuple(sorted(found)), "asked_areas": tuple(sorted(areas)), "posted": posted}


def weigh(screened: Screened, use: Use, corrections: tuple[Correction, ...], pack: Pack) -> Screened:
    """Findings as the pack weighs them: below its score, or corrected for this exact text, one stays but never decides.

    INVARIANT: CUI and classified findings are never corrected, whatever a pack or a record says (139-07.2.a.3-4).
    """
    corrected = _corrected(use, corrections, pack)
    if not corrected and not pack.thresholds and not any(_is_shareable(f, pack) for f in screened.findings):
        return screened
    return Screened(findings=tuple(_weighed(f, corrected, pack) for f in screened.findings), chars=screened.chars)


def _corrected(use: Use, corrections: tuple[Correction, ...], pack: Pack) -> frozenset[FindingClass]:
    today = local_day(use.at, pack)
    allowed = CORRECTABLE & pack.correctable
    return frozenset(
        c.cls
        for c in corrections
        if use.digest and c.text_digest == use.digest and c.cls in allowed and today <= c.until
    )


def _is_shareable(finding: Finding, pack: Pack) -> bool:
    """A label of the Traffic Light Protocol that this pack does not count as controlled."""
    return finding.kind in TLP_KINDS and finding.kind not in pack.tlp


def _weighed(finding: Finding, corrected: frozenset[FindingClass], pack: Pack) -> Finding:
    if _is_shareable(finding, pack):
        return replace(finding, strength=Strength.WEAK)
    if finding.cls in corrected or finding.score < pack.thresholds.get(finding.cls, 0):
        return replace(finding, strength=Strength.WEAK)
    return finding
