"""What a system hears, and what the record keeps of it: the words of each rule about who asks, whole."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from proviso.decision import decide, explain
from proviso.model import Channel, Conditions, Decision, Standing
from proviso.policy import Pack
from tests.decision.given import AT, FULL, NORTHLIGHT, SYSTEM, city, dhs, nothing, use


def asked(system: Any = SYSTEM, pack: Pack | None = None, tool: Any = NORTHLIGHT, **more: Any) -> Decision:
    standing: Standing = replace(FULL, system=system, tool=tool)
    values: dict[str, Any] = {"channel": Channel.GATEWAY, "system_id": SYSTEM.id, **more}
    return decide(use(**values), standing, pack or dhs(), screen=nothing)


@pytest.mark.parametrize("pack", [dhs(), city()], ids=lambda pack: pack.id)
@pytest.mark.parametrize(
    ("changes", "rule", "headline"),
    [
        (None, "system-unknown", "This system is not registered."),
        (
            {"expires_on": date(2026, 11, 18)},
            "system-expired",
            "The registration of Flood Desk ended on Nov. 18.",
        ),
        ({"revoked_at": AT}, "system-revoked", "Flood Desk was taken off the register on Nov. 20."),
        ({"purposes": frozenset()}, "system-scope", "Flood Desk is registered for other uses."),
    ],
)
def test_a_system_hears_which_step_is_missing(
    pack: Pack, changes: dict[str, Any] | None, rule: str, headline: str
) -> None:
    denied = asked(None if changes is None else replace(SYSTEM, **changes), pack)
    reason = denied.reasons[0]
    assert (reason.rule, reason.headline) == (rule, headline)
    for words in (reason.sentence, reason.auditor, reason.remedy, reason.recorded):
        assert "{" not in words
        assert words.strip()


def test_the_owner_is_named_to_the_auditor() -> None:
    denied = asked(replace(SYSTEM, expires_on=date(2026, 11, 18)))
    assert denied.reasons[0].auditor == "The registration of the system ended on Nov. 18; its owner is Maya Okafor."


def test_what_nobody_can_read_is_named_by_its_kind() -> None:
    tool = replace(NORTHLIGHT, conditions=Conditions(unscreened=frozenset({"image"})))
    denied = asked(tool=tool, unscreened=("audio", "hosted_tool", "image"))
    assert denied.reasons[0].headline == "We cannot read audio and tools of the provider."
    assert denied.unscreened == ("audio", "hosted_tool", "image")


def test_a_decision_says_through_which_system_it_was_asked() -> None:
    assert asked().allowed
    assert asked().system_id == SYSTEM.id
    assert decide(use(), FULL, dhs(), screen=nothing).system_id == ""


def test_a_fault_keeps_the_system_on_record() -> None:
    def broken(_parts: object) -> Any:
        raise RuntimeError

    standing = replace(FULL, system=SYSTEM)
    denied = decide(use(system_id=SYSTEM.id, unscreened=("image",)), standing, dhs(), screen=broken)
    assert (denied.fault != "", denied.system_id, denied.unscreened) == (True, SYSTEM.id, ("image",))


def test_why_shows_who_asked_and_the_state_of_the_registration() -> None:
    rows = {row.rule: row for row in explain(asked(replace(SYSTEM, revoked_at=AT)), dhs()).rows}
    assert rows["system-revoked"].looked == (
        ("who asks", "a registered system"),
        ("registration of the system", "taken back"),
    )
    assert rows["system-revoked"].stopped
    assert not rows["account-agency"].stopped


def test_no_key_and_no_name_of_a_system_is_in_the_facts() -> None:
    assert "Flood" not in json.dumps(asked().facts)
    assert SYSTEM.key_hint not in json.dumps(asked().facts)
