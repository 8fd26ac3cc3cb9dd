"""Entries about local rules and packs as sentences, for the histories (139-07.7, 139-07.9.a)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

_OFFICES = {"cio_office": "the CIO’s office", "privacy": "Privacy", "civil_rights": "Civil rights"}
_SAID = {"concur": "concurs", "conditions": "concurs with conditions", "dissent": "does not concur"}

LOCAL_SENTENCES: dict[str, Callable[[str, dict[str, Any], Any, Any], str]] = {
    "LocalRulesDrafted": lambda who, data, desk, tx: f"{who} saved the draft {data['rules']}.",
    "LocalRulesAsked": lambda who, data, desk, tx: f"{who} asked the three offices about {data['rules']}.",
    "LocalAnswerSaved": lambda who, data, desk, tx: (
        f"{who} wrote at an answer to {data['rules']} for {_OFFICES.get(data['office'], data['office'])}."
    ),
    "LocalOfficeReminded": lambda who, data, desk, tx: (
        f"{who} reminded {_OFFICES.get(data['office'], data['office'])} of the answer to {data['rules']}."
    ),
    "LocalRulesAnswered": lambda who, data, desk, tx: (
        f"{who} signed for {_OFFICES.get(data['office'], data['office'])}: "
        f"it {_SAID.get(data['position'], data['position'])}."
    ),
    "DissentReplied": lambda who, data, desk, tx: (
        f"{who} replied to {_OFFICES.get(data['office'], data['office'])}, which does not concur."
    ),
    "PackProposed": lambda who, data, desk, tx: f"{who} proposed {data['pack']}.",
    "PackScheduled": lambda who, data, desk, tx: (
        f"{who} gave {data['pack']} its start: {desk.when(datetime.fromisoformat(data['starts_at']))}."
    ),
    "PackWithdrawn": lambda who, data, desk, tx: (
        f"{who} withdrew {data['pack']}, because {data['reason'].rstrip('.')}."
    ),
    "PackEnded": lambda who, data, desk, tx: f"{who} ended {data['pack']}, because {data['reason'].rstrip('.')}.",
    "SecondApprovalGiven": lambda who, data, desk, tx: f"{who} gave {desk.name(tx, data['person'])} a second approval.",
    "SecondApprovalRevoked": lambda who, data, desk, tx: (
        f"{who} took back the second approval of {desk.name(tx, data['person'])}."
    ),
}
