"""A person's standing as the ledger keeps it: the dates behind the facts, without names and addresses, for a replay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from proviso.model import (
    Account,
    Acknowledgement,
    Approval,
    Ceiling,
    Channel,
    Conditions,
    Person,
    PersonnelType,
    Places,
    Standing,
    System,
    Tool,
    ToolClass,
    ToolStatus,
    Training,
    TrainingRecord,
    Trial,
    Waiver,
)


def snapshot(standing: Standing) -> dict[str, Any]:
    """Strings, booleans, lists and maps with ASCII keys; no name, no mailbox, no text. `restore` reads it."""
    held = {
        "person": _person(standing.person),
        "tool": _tool(standing.tool),
        "approval": _approval(standing.approval),
        "second_by": standing.second_by,
        "trainings": {t.training.value: t.completed_at.isoformat() for t in standing.trainings},
        "course_version": next((t.version for t in standing.trainings if t.training is Training.RESPONSIBLE_AI), ""),
        "acknowledgement": _signature(standing.acknowledgement),
        "account": _account(standing.account),
        "guide_from": standing.guide_from,
        "waivers": [_waiver(w) for w in standing.waivers],
        "system": _system(standing.system),
        "trials": [_trial(t) for t in standing.trials if _is_own(t, standing)],
        "places": _places(standing),
    }
    return {key: value for key, value in held.items() if value}


def is_snapshot(held: Mapping[str, Any]) -> bool:
    """Whether `snapshot` wrote this, about somebody or some tool that is known."""
    return isinstance(held.get("person"), Mapping) or isinstance(held.get("tool"), Mapping)


def restore(held: Mapping[str, Any]) -> Standing:
    """The standing of a snapshot, with ids but without names: enough to judge it again. Corrections are left out, since
    the recorded facts already know them."""
    if not is_snapshot(held):
        return Standing(person=None, tool=None)
    person, tool, approval, signed, account = (
        held.get(key) for key in ("person", "tool", "approval", "acknowledgement", "account")
    )
    return Standing(
        person=None if person is None else _read_person(person),
        tool=None if tool is None else _read_tool(tool),
        approval=None if approval is None else _read_approval(approval),
        second_by=held.get("second_by", ""),
        trainings=tuple(
            TrainingRecord(
                training=Training(kind),
                completed_at=datetime.fromisoformat(at),
                version=held.get("course_version", "") if kind == Training.RESPONSIBLE_AI.value else "",
            )
            for kind, at in sorted(held.get("trainings", {}).items())
        ),
        acknowledgement=None
        if signed is None
        else Acknowledgement(version=signed["version"], signed_at=datetime.fromisoformat(signed["at"]), text_sha256=""),
        account=None if account is None else _read_account(account),
        guide_from=held.get("guide_from", 0),
        waivers=tuple(_read_waiver(w) for w in held.get("waivers", [])),
        system=_read_system(held["system"]) if "system" in held else None,
        trials=tuple(_read_trial(t, held) for t in held.get("trials", [])),
        places=Places(taken=held["places"]["taken"], is_held=held["places"]["held"]) if "places" in held else Places(),
    )


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _read_moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _names(values: Iterable[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)


def _read_names(values: Iterable[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _person(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return _present(
        id=person.id,
        component=person.component,
        type=person.personnel_type.value,
        domain=person.email.rpartition("@")[2].lower(),
        starts=_day(person.engagement_starts),
        ends=_day(person.engagement_ends),
        active=person.is_active,
        paused=list(person.paused_for) or None,
    )


def _read_person(held: Mapping[str, Any]) -> Person:
    return Person(
        id=held["id"],
        name=held["id"],
        email=f"{held['id']}@{held['domain']}",
        component=held["component"],
        personnel_type=PersonnelType(held["type"]),
        engagement_starts=_read_day(held.get("starts")),
        engagement_ends=_read_day(held.get("ends")),
        is_active=held["active"],
        paused_for=tuple(held.get("paused", ())),
    )


def _tool(tool: Tool | None) -> dict[str, Any] | None:
    if tool is None:
        return None
    limits = tool.conditions
    return _present(
        id=tool.id,
        tool_class=tool.tool_class.value,
        status=tool.status.value,
        needs_account=tool.needs_account,
        re_review_due=_day(tool.re_review_due),
        purposes=_names(limits.purposes),
        components=_names(limits.components),
        no_attachments=limits.no_attachments,
        only_code=limits.only_code,
        ends=_day(limits.ends_on),
        unscreened=_names(limits.unscreened or None),
        ceiling=limits.ceiling.value if limits.ceiling is not None else None,
        channels=_names(limits.channels),
        organization_account=limits.organization_account or None,
        most_users=limits.most_users,
    )


def _places(standing: Standing) -> dict[str, Any] | None:
    """Only where the approval is for so many people: elsewhere nobody counts them."""
    if standing.tool is None or standing.tool.conditions.most_users is None:
        return None
    return {"taken": standing.places.taken, "held": standing.places.is_held}


def _read_tool(held: Mapping[str, Any]) -> Tool:
    return Tool(
        id=held["id"],
        name=held["id"],
        vendor="",
        tool_class=ToolClass(held["tool_class"]),
        status=ToolStatus(held["status"]),
        needs_account=held["needs_account"],
        re_review_due=_read_day(held.get("re_review_due")),
        conditions=Conditions(
            purposes=_read_names(held.get("purposes")),
            components=_read_names(held.get("components")),
            no_attachments=held["no_attachments"],
            only_code=held["only_code"],
            ends_on=_read_day(held.get("ends")),
            unscreened=frozenset(held.get("unscreened", ())),
            ceiling=Ceiling(held["ceiling"]) if "ceiling" in held else None,
            channels=frozenset(map(Channel, held["channels"])) if "channels" in held else None,
            organization_account=held.get("organization_account", False),
            most_users=held.get("most_users"),
        ),
    )


def _approval(approval: Approval | None) -> dict[str, Any] | None:
    if approval is None:
        return None
    return _present(
        at=_moment(approval.approved_at),
        ends=_day(approval.ends_on),
        tools=_names(approval.tools),
        purposes=_names(approval.purposes),
    )


def _read_approval(held: Mapping[str, Any]) -> Approval:
    return Approval(
        id="",
        approved_by="",
        approved_at=datetime.fromisoformat(held["at"]),
        tools=_read_names(held.get("tools")),
        purposes=_read_names(held.get("purposes")),
        ends_on=_read_day(held.get("ends")),
    )


def _signature(signed: Acknowledgement | None) -> dict[str, Any] | None:
    return None if signed is None else {"version": signed.version, "at": signed.signed_at.isoformat()}


def _account(account: Account | None) -> dict[str, Any] | None:
    if account is None:
        return None
    return _present(
        domain=account.email.rpartition("@")[2].lower(),
        organization=account.is_organization or None,
        only=_moment(account.agency_only_attested_at),
        settings=_moment(account.settings_attested_at),
        guide=account.guide_version or None,
    )


def _read_account(held: Mapping[str, Any]) -> Account:
    return Account(
        email=f"account@{held['domain']}",
        agency_only_attested_at=_read_moment(held.get("only")),
        settings_attested_at=_read_moment(held.get("settings")),
        guide_version=held.get("guide", 0),
        is_organization=held.get("organization", False),
    )


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return _present(
        id=waiver.id,
        clause=waiver.clause,
        starts=_day(waiver.starts_on),
        ends=_day(waiver.ends_on),
        component=waiver.component,
        tools=_names(waiver.tools),
        people=_names(waiver.people),
        by=waiver.granted_by or None,
        confirm=_day(waiver.confirm_by),
    )


def _read_waiver(held: Mapping[str, Any]) -> Waiver:
    return Waiver(
        id=held["id"],
        clause=held["clause"],
        starts_on=date.fromisoformat(held["starts"]),
        ends_on=date.fromisoformat(held["ends"]),
        component=held.get("component"),
        tools=_read_names(held.get("tools")),
        people=_read_names(held.get("people")),
        granted_by=held.get("by", ""),
        confirm_by=_read_day(held.get("confirm")),
    )


def _is_own(trial: Trial, standing: Standing) -> bool:
    person, tool = standing.person, standing.tool
    return person is not None and tool is not None and (trial.person_id, trial.tool_id) == (person.id, tool.id)


def _trial(trial: Trial) -> dict[str, Any]:
    """139-07.1.d: who may test this tool is the person of the snapshot, or it would not be here."""
    return _present(id=trial.id, starts=_day(trial.starts_on), ends=_day(trial.ends_on))


def _read_trial(held: Mapping[str, Any], standing: Mapping[str, Any]) -> Trial:
    starts = date.fromisoformat(held["starts"])
    return Trial(
        id=held["id"],
        tool_id=standing["tool"]["id"],
        review_id="",
        person_id=standing["person"]["id"],
        starts_on=starts,
        ends_on=date.fromisoformat(held["ends"]),
        granted_by="",
        granted_at=datetime(starts.year, starts.month, starts.day, tzinfo=UTC),
    )


def _system(system: System | None) -> dict[str, Any] | None:
    """139-07.3: which system asked, who answers for it, within which limits; not its name, and nothing of its key."""
    if system is None:
        return None
    return _present(
        id=system.id,
        owner=system.owner_id,
        created=_moment(system.created_at),
        expires=_day(system.expires_on),
        revoked=_moment(system.revoked_at),
        tools=_names(system.tools),
        purposes=_names(system.purposes),
    )


def _read_system(held: Mapping[str, Any]) -> System:
    return System(
        id=held["id"],
        name=held["id"],
        owner_id=held["owner"],
        component="",
        use_case="",
        tools=frozenset(held["tools"]),
        purposes=frozenset(held["purposes"]),
        purpose="",
        created_at=datetime.fromisoformat(held["created"]),
        expires_on=date.fromisoformat(held["expires"]),
        revoked_at=_read_moment(held.get("revoked")),
    )
