"""The one place where our kinds get the names that Presidio's clients know. A kind without one keeps its own name.

Names: microsoft/presidio, "PII entities supported by Presidio"; LiteLLM's `PiiEntityType` has the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from proviso.model import FindingClass
from proviso.screening import kinds

PRESIDIO: Mapping[str, str] = {
    "ADDRESS": "LOCATION",
    "BANK_ACCOUNT": "US_BANK_NUMBER",
    "DATE_OF_BIRTH": "DATE_TIME",
    "DRIVER_LICENSE": "US_DRIVER_LICENSE",
    "EMAIL": "EMAIL_ADDRESS",
    "IBAN": "IBAN_CODE",
    "MEDICARE_NUMBER": "US_MBI",
    "OFFICE_EMAIL": "EMAIL_ADDRESS",
    "OFFICE_PHONE": "PHONE_NUMBER",
    "PASSPORT": "US_PASSPORT",
    "PHONE": "PHONE_NUMBER",
    "US_SSN_LAST4": "US_SSN",
    "WALLET": "CRYPTO",
}
"""Ours to theirs. `CREDIT_CARD`, `IP_ADDRESS`, `MAC_ADDRESS`, `PERSON`, `US_ITIN` and `US_SSN` are the same in both."""

AROUND = frozenset({FindingClass.RECORD, FindingClass.PURPOSE, FindingClass.INJECTION, FindingClass.HAZARD})
"""Judgments about a text rather than a place in it: given only to a client that asks for their entity by name, since
one that masks what it gets would mask harmless words and send the rest."""


def entity_of(kind: str) -> str:
    """The name that a client knows a kind by."""
    return PRESIDIO.get(kind, kind)


@cache
def entities() -> tuple[str, ...]:
    """Every name that an answer may hold, sorted."""
    return tuple(sorted({entity_of(kind) for kind in kinds()}))
