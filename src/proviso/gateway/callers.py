"""Who calls: a registered system by its key, or a person by a short-lived token where the pack allows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from proviso.actions import systems, tokens
from proviso.actions.agency import Agency
from proviso.identity import tokens as keys
from proviso.model import System

from . import refusals
from .intake import RawHeaders, picked
from .refusals import RefusedError

PURPOSE = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
UNKNOWN_PURPOSE = "unknown"
"""Stands in the record for what is not even the form of a purpose: it may be anything, a person's number too."""
MOST_SOURCE = 1_000
_READ = frozenset({b"authorization", b"x-api-key", b"x-proviso-purpose", b"x-proviso-source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and what they said beside the body."""

    person_id: str
    """The owner of the system, or the person of the token: whose standing counts."""
    system: System | None
    purpose: str
    source: str

    @property
    def system_id(self) -> str:
        """Empty when a person asks."""
        return self.system.id if self.system else ""


def recognize(agency: Agency, headers: RawHeaders) -> Caller:
    """The caller of these headers. Raises `RefusedError` when nobody is known by this key."""
    said = picked(headers, _READ)
    key, purpose = _key(said), _purpose(said)
    source = said.get(b"x-proviso-source", "")[:MOST_SOURCE]
    system = systems.find_by_key(agency, key)
    if system is not None:
        return Caller(
            person_id=system.owner_id,
            system=system,
            purpose=purpose or system.purpose,
            source=source or system.source,
        )
    token = tokens.find_by_token(agency, key)
    if token is None:
        raise RefusedError(refusals.unauthenticated(_why(key)))
    return Caller(person_id=token.person_id, system=None, purpose=purpose or token.purpose, source=source)


def _key(said: Mapping[bytes, str]) -> str:
    """OpenAI's SDK sends `authorization: Bearer`, Anthropic's `x-api-key`; both, and they must agree."""
    scheme, _, bearer = said.get(b"authorization", "").partition(" ")
    bearer = bearer.strip() if scheme.lower() == "bearer" else ""
    other = said.get(b"x-api-key", "")
    if bearer and other and bearer != other:
        raise RefusedError(refusals.unauthenticated("Two different keys were sent. Send one."))
    return bearer or other


def _why(key: str) -> str:
    """What a builder can do about a key that opens nothing; what it was is not said."""
    if not key:
        return refusals.NO_KEY
    is_cut = key.startswith((keys.SYSTEM, keys.PERSON)) and not keys.is_whole(key)
    return refusals.BAD_KEY if is_cut else refusals.UNKNOWN_KEY


def _purpose(said: Mapping[bytes, str]) -> str:
    purpose = said.get(b"x-proviso-purpose", "").lower()
    return purpose if not purpose or PURPOSE.fullmatch(purpose) else UNKNOWN_PURPOSE
