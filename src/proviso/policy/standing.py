"""Dates become booleans here, with the pack's periods, in calendar days of the pack's zone (139-07.2.c-e).

A record of day 0 with a period of 365 days holds through day 365, not on day 366. One from the future never holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from proviso.model import Account, Approval, Person, Standing, Training, TrainingRecord

from .pack import Pack
from .terms import counts

CURRENT, NOT_STARTED, ENDED, LEFT, UNKNOWN = "current", "not_started", "ended", "left", "unknown"
PAUSED = "paused"
"""139-07.6: an incident officer closed every tool for the person; `decide` sends nothing then, whatever a pack says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What the records say about a person, for one tool, at one instant."""

    engagement: str
    """139-07.fn3: `current`, `not_started`, `ended`, `left`, `unknown`; 139-07.6: `paused`."""
    approval: bool
    """139-07.2.c.1"""
    responsible_ai: bool
    """139-07.2.c.2"""
    privacy: bool
    """139-07.2.c.3"""
    cybersecurity: bool
    """139-07.2.c.4"""
    acknowledgement: bool
    """139-07.2.c.5"""
    account_agency: bool
    """139-07.2.d.1"""
    account_only: bool
    """139-07.2.d.2"""
    account_settings: bool
    """139-07.2.e.1-2"""
    second_approval: bool = False
    """139-07.7.b: somebody else approved it, too, as a component may ask."""


@lru_cache(maxsize=4096)
def _local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def local_day(at: datetime, pack: Pack) -> date:
    """The calendar day of a moment in the pack's zone."""
    return _local_day(at, pack.time_zone)


def local_time(at: datetime, pack: Pack) -> datetime:
    """A moment as the clocks in the pack's zone show it."""
    return at.astimezone(ZoneInfo(pack.time_zone))


def last_day(began: datetime, period: str, pack: Pack) -> date | None:
    """The last day on which a record of this moment holds; None when it has no end."""
    days = pack.periods.get(period)
    return None if days is None else _days_after(began, pack.time_zone, days)


@lru_cache(maxsize=4096)
def _days_after(began: datetime, zone: str, days: int) -> date:
    return _local_day(began, zone) + timedelta(days=days)


def holds(began: datetime | None, period: str, at: datetime, pack: Pack) -> bool:
    """Whether a record of this moment still holds at the instant of the use."""
    if began is None or began > at:
        return False
    last = last_day(began, period, pack)
    return last is None or local_day(at, pack) <= last


def judge(standing: Standing, at: datetime, pack: Pack, purpose: str | None = None) -> Gates:
    """The gates of one person for one tool (139-07.2.c-e, fn3). Without a purpose, the approval's are left aside."""
    person, signed = standing.person, standing.acknowledgement
    tool_id = standing.tool.id if standing.tool is not None else ""
    approval = _approved(standing.approval, tool_id, purpose, at, pack)
    return Gates(
        engagement=_engagement(person, at, pack),
        approval=approval,
        second_approval=approval and bool(standing.second_by),
        responsible_ai=_knows_ai(standing.training(Training.RESPONSIBLE_AI), at, pack),
        privacy=_trained(standing.training(Training.PRIVACY), at, pack),
        cybersecurity=_trained(standing.training(Training.CYBERSECURITY), at, pack),
        acknowledgement=signed is not None
        and signed.version == pack.rules_version
        and holds(signed.signed_at, "acknowledgement", at, pack),
        account_agency=is_agency_account(standing.account, person, pack),
        account_only=_attested(standing.account, at, pack, only=True),
        account_settings=_attested(standing.account, at, pack, only=False) and not is_asked_again(standing),
    )


def booleans(standing: Standing, at: datetime, pack: Pack) -> dict[str, bool]:
    """The steps of a person by name, for pages: the same gates that decide, purpose left aside."""
    gates = judge(standing, at, pack)
    needs_account = standing.tool is None or standing.tool.needs_account
    account = gates.account_agency and gates.account_only and gates.account_settings
    return {
        "engagement": gates.engagement == CURRENT,
        "approval": gates.approval,
        "course": gates.responsible_ai,
        "privacy": gates.privacy,
        "cybersecurity": gates.cybersecurity,
        "sign": gates.acknowledgement,
        "account": account or not needs_account,
    }


def is_asked_again(standing: Standing) -> bool:
    """139-07.2.e: the settings of the tool changed since the person attested theirs."""
    return standing.account is not None and standing.account.guide_version < standing.guide_from


def is_agency_account(account: Account | None, person: Person | None, pack: Pack) -> bool:
    """139-07.2.d.1: the account's address is one of the agency's, as the pack or the person's own address says."""
    if account is None or person is None:
        return False
    name, at, domain = account.email.lower().partition("@")
    if not (name and at) or "@" in domain or not account.email.isascii():  # `me@home.example@agency.example`
        return False
    domains = pack.email_domains or (person.email.rpartition("@")[2].lower(),)
    return bool(domain) and domain in domains


def approval_ends(approval: Approval, pack: Pack) -> date | None:
    """The last day of an approval: its own end or the pack's period, whichever is first."""
    ends = [day for day in (approval.ends_on, last_day(approval.approved_at, "approval", pack)) if day is not None]
    return min(ends, default=None)


def _engagement(person: Person | None, at: datetime, pack: Pack) -> str:
    """139-07.fn3; the last day of a contract or detail still counts."""
    if person is None:
        return UNKNOWN
    today = local_day(at, pack)
    if not person.is_active:
        return LEFT
    if person.paused_for:
        return PAUSED
    if person.engagement_starts is not None and today < person.engagement_starts:
        return NOT_STARTED
    if person.engagement_ends is not None and today > person.engagement_ends:
        return ENDED
    return CURRENT


def _approved(approval: Approval | None, tool_id: str, purpose: str | None, at: datetime, pack: Pack) -> bool:
    if approval is None or not holds(approval.approved_at, "approval", at, pack):
        return False
    if approval.ends_on is not None and local_day(at, pack) > approval.ends_on:
        return False
    if approval.tools is not None and tool_id not in approval.tools:
        return False
    return purpose is None or approval.purposes is None or purpose in approval.purposes


def _trained(record: TrainingRecord | None, at: datetime, pack: Pack) -> bool:
    return record is not None and holds(record.completed_at, record.training.value, at, pack)


def _knows_ai(record: TrainingRecord | None, at: datetime, pack: Pack) -> bool:
    """139-07.2.c.2: a current record, of the version that counts."""
    return record is not None and _trained(record, at, pack) and not is_outdated(record, at, pack)


def is_outdated(record: TrainingRecord, at: datetime, pack: Pack) -> bool:
    """Whether the course has a new major version since, which asks everybody again (139-07.2.c.2)."""
    is_course = record.training is Training.RESPONSIBLE_AI
    return is_course and not counts(
        pack.course, record.version, local_day(record.completed_at, pack), local_day(at, pack)
    )


def _attested(account: Account | None, at: datetime, pack: Pack, *, only: bool) -> bool:
    if account is None:
        return False
    return holds(account.agency_only_attested_at if only else account.settings_attested_at, "account", at, pack)
