"""What of a person's steps ends, and when: for reminders and for their calendar (139-07.2.c–e, fn3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from proviso.db.people import Records
from proviso.model import Approval, Person, Tool, ToolStatus, Training, TrainingRecord
from proviso.policy import Pack
from proviso.policy.standing import approval_ends, last_day, local_day

TRAININGS = {
    Training.RESPONSIBLE_AI: ("AI course", "The course takes half an hour."),
    Training.PRIVACY: ("privacy training", "The training takes 45 minutes."),
    Training.CYBERSECURITY: ("cybersecurity training", "The training takes 45 minutes."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One step of one person that counts today, and its last day."""

    thing: str
    """`approval`, `training:privacy`, `signature`, `account:northlight-chat`, `engagement`."""
    label: str
    """"privacy training": after "Your", and in a calendar."""
    began: date | None
    """The day on which it began to count; None: not known."""
    on: date
    """The last day on which it counts."""
    then: str
    """What to do, in a sentence."""


def endings(person: Person, held: Records, tools: Mapping[str, Tool], pack: Pack) -> tuple[Ending, ...]:
    """Every step of this person that has an end, the first to end first; over or not."""
    found = [*_approvals(held, pack), *_trainings(held, pack), *_signature(held, pack), *_accounts(held, tools, pack)]
    if person.engagement_ends is not None:
        found.append(
            Ending(
                thing="engagement",
                label="engagement",
                began=person.engagement_starts,
                on=person.engagement_ends,
                then="If you stay longer, tell your supervisor.",
            )
        )
    return tuple(sorted(found, key=lambda ending: (ending.on, ending.thing)))


def approval_in_force(held: Records) -> tuple[Approval, ...]:
    """The approvals that count for some tool: for each tool the newest one that names it, or names none."""
    counting: list[Approval] = []
    covered: set[str] = set()
    for approval in reversed(held.approvals):
        if approval.tools is None:
            return (*counting, approval)
        if approval.tools - covered:
            counting.append(approval)
            covered |= approval.tools
    return tuple(counting)


def _approvals(held: Records, pack: Pack) -> list[Ending]:
    ends = [(approval, approval_ends(approval, pack)) for approval in approval_in_force(held)]
    return [
        Ending(
            thing=f"approval:{approval.id}",
            label="approval",
            began=local_day(approval.approved_at, pack),
            on=on,
            then="Ask your supervisor for a new one; it takes a minute.",
        )
        for approval, on in ends
        if on is not None
    ]


def _trainings(held: Records, pack: Pack) -> list[Ending]:
    newest: dict[Training, TrainingRecord] = {}
    for done in held.trainings:
        newest[done.training] = done
    ends = [(done, last_day(done.completed_at, done.training.value, pack)) for done in newest.values()]
    return [
        Ending(
            thing=f"training:{done.training.value}",
            label=TRAININGS[done.training][0],
            began=local_day(done.completed_at, pack),
            on=on,
            then=TRAININGS[done.training][1],
        )
        for done, on in ends
        if on is not None
    ]


def _signature(held: Records, pack: Pack) -> list[Ending]:
    signed = held.acknowledgements[-1] if held.acknowledgements else None
    on = last_day(signed.signed_at, "acknowledgement", pack) if signed else None
    if signed is None or on is None or signed.version != pack.rules_version:
        return []
    then = "Read the rules and sign them again; it takes 5 minutes."
    began = local_day(signed.signed_at, pack)
    return [Ending(thing="signature", label="signature under the rules", began=began, on=on, then=then)]


def _accounts(held: Records, tools: Mapping[str, Tool], pack: Pack) -> list[Ending]:
    found = []
    for tool_id, account in held.accounts:
        tool, attested = tools.get(tool_id), account.settings_attested_at
        on = last_day(attested, "account", pack) if attested else None
        if tool is None or attested is None or on is None:
            continue
        if tool.status is ToolStatus.APPROVED and tool.needs_account:
            found.append(
                Ending(
                    thing=f"account:{tool_id}",
                    label=f"{tool.name} account",
                    began=local_day(attested, pack),
                    on=on,
                    then="Look at its settings and confirm them; it takes 5 minutes.",
                )
            )
    return found
