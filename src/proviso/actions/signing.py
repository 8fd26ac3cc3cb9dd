"""A person signs the rules (139-07.2.c.5): who, which text, when, how, and the agency's signature over all of it."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import signatures
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.identity.signatures import FORMAT, Signer, open_signer
from proviso.ledger import canonical
from proviso.model import Acknowledgement, Person
from proviso.policy import Pack, Statements, signed_text, statements_of

from . import people
from .agency import Agency
from .roles import get_person, require_self

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
"""Letters that Unicode does not take apart into a plain one and an accent."""


def sign_rules(
    tx: Tx, agency: Agency, person_id: str, pack: Pack, typed: str, *, method: str, actor: str, at: datetime
) -> Acknowledgement:
    """Sign the text that this pack states, with the name that was typed; the receipt verifies without us."""
    require_self(tx, actor, person_id, to="sign this")
    person, text = get_person(tx, person_id), statements_of(pack)
    if not is_name_of(typed, person.name):
        raise UsageError(f"Type your name as it stands in the directory: {person.name}.")
    signer = signer_of(tx, agency)
    statement = bytes(canonical.part(_statement(tx, agency, person, pack, text, method, at)))
    signatures.add_text(tx, text.sha256, text.version, text.title, signed_text(text))
    signatures.add_key(tx, signer.kid, signer.public, at)
    return people.sign(
        tx,
        person_id,
        text.version,
        text.sha256,
        actor=actor,
        at=at,
        method=method,
        statement=statement,
        jws=signer.sign(statement),
    )


def signer_of(tx: Tx, agency: Agency) -> Signer:
    """The agency's key under what its people sign; made at the first signature, never a second time."""
    return open_signer(agency.settings.keys, may_make=not signatures.has_keys(tx))


def _statement(
    tx: Tx, agency: Agency, person: Person, pack: Pack, text: Statements, method: str, at: datetime
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "agency": agency_db.name(tx),
        "ledger": agency.journal.origin,
        "person": person.id,
        "name": person.name,
        "agrees_to": text.title,
        "version": text.version,
        "text_sha256": text.sha256,
        "pack": pack.ref,
        "method": method,
        "signed_at": canonical.stamp(at),
    }


def is_name_of(typed: str, name: str) -> bool:
    """Whether somebody typed this name; capitals, spaces, accents and dots are not looked at."""
    return bool(_plain(name)) and _plain(typed) == _plain(name)


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    return "".join(filter(str.isalnum, apart))
