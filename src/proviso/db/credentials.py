"""How people show who they are. INVARIANT: of a password there is a slow hash here, of a link a fingerprint."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, Index, Row, String, Table, Text, delete, insert, select, update

from proviso.model import Identity, Passkey, Password, SignInLink

from . import sessions
from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Tx

passwords = Table(
    "passwords",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("is_short", Boolean, nullable=False),
    Column("set_at", String, nullable=False),
)

passkeys_table = Table(
    "passkeys",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("passkeys_by_person", "person_id"),
)

links = Table(
    "sign_in_links",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Index("sign_in_links_by_person", "person_id"),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("tied_at", String, nullable=False),
    Index("identities_by_person", "person_id"),
)

sign_outs = Table(
    "sign_outs", metadata, Column("person_id", String, primary_key=True), Column("at", String, nullable=False)
)
"""The moment before which every session of a person has ended, in whichever process it lives."""

_read_passkey = reader(Passkey)


def password(tx: Tx, person_id: str) -> Password | None:
    """A person's password, None when they have none."""
    found = tx.conn.execute(select(passwords).where(passwords.c.person_id == person_id)).first()
    if found is None:
        return None
    return Password(hash=found.hash, is_short=found.is_short, set_at=moment(found.set_at))


def put_password(tx: Tx, person_id: str, kept: Password) -> None:
    """Set a password, in place of the one before."""
    tx.conn.execute(delete(passwords).where(passwords.c.person_id == person_id))
    row = {"person_id": person_id, "hash": kept.hash, "is_short": kept.is_short, "set_at": stamp(kept.set_at)}
    tx.conn.execute(insert(passwords), row)


def passkeys(tx: Tx, person_id: str) -> list[Passkey]:
    """A person's passkeys, oldest first."""
    found = tx.conn.execute(select(passkeys_table.c.body).where(passkeys_table.c.person_id == person_id)).scalars()
    return sorted(map(_read_passkey, found), key=lambda passkey: passkey.added_at)


def passkey(tx: Tx, credential_id: str) -> Passkey | None:
    """The passkey with an authenticator's code, None when nobody has it."""
    found = tx.conn.execute(select(passkeys_table.c.body).where(passkeys_table.c.id == credential_id)).scalar()
    return None if found is None else _read_passkey(found)


def add_passkey(tx: Tx, added: Passkey) -> None:
    """Keep a passkey."""
    tx.conn.execute(insert(passkeys_table), {"id": added.id, "person_id": added.person_id, "body": body(added)})


def put_passkey(tx: Tx, changed: Passkey) -> None:
    """Write a passkey that was used or renamed over its row."""
    tx.conn.execute(update(passkeys_table).where(passkeys_table.c.id == changed.id).values(body=body(changed)))


def remove_passkey(tx: Tx, credential_id: str) -> None:
    """Take a passkey away."""
    tx.conn.execute(delete(passkeys_table).where(passkeys_table.c.id == credential_id))


def add_link(tx: Tx, link: SignInLink, fingerprint: str) -> None:
    """Keep a one-time link, in place of those that the person had."""
    end_links(tx, link.person_id)
    row = {
        "fingerprint": fingerprint,
        "person_id": link.person_id,
        "made_by": link.made_by,
        "made_at": stamp(link.made_at),
        "ends_at": stamp(link.ends_at),
    }
    tx.conn.execute(insert(links), row)


def link(tx: Tx, fingerprint: str) -> SignInLink | None:
    """The link with this fingerprint, ended or not; None when it was used or never made."""
    found = tx.conn.execute(select(links).where(links.c.fingerprint == fingerprint)).first()
    return None if found is None else _link(found)


def link_of(tx: Tx, person_id: str) -> SignInLink | None:
    """The link that waits for a person, ended or not."""
    found = tx.conn.execute(select(links).where(links.c.person_id == person_id)).first()
    return None if found is None else _link(found)


def end_links(tx: Tx, person_id: str) -> None:
    """No link of this person opens anything any more."""
    tx.conn.execute(delete(links).where(links.c.person_id == person_id))


def identity(tx: Tx, issuer: str, subject: str) -> Identity | None:
    """Who is known by this subject at the agency's sign-in."""
    query = select(identities).where(identities.c.issuer == issuer, identities.c.subject == subject)
    found = tx.conn.execute(query).first()
    return None if found is None else _identity(found)


def identity_of(tx: Tx, issuer: str, person_id: str) -> Identity | None:
    """Who a person is at this issuer."""
    query = select(identities).where(identities.c.issuer == issuer, identities.c.person_id == person_id)
    found = tx.conn.execute(query).first()
    return None if found is None else _identity(found)


def tie(tx: Tx, tied: Identity) -> None:
    """Keep who a person is at the agency's sign-in."""
    row = {
        "issuer": tied.issuer,
        "subject": tied.subject,
        "person_id": tied.person_id,
        "tied_at": stamp(tied.tied_at),
    }
    tx.conn.execute(insert(identities), row)


def remove_all(tx: Tx, person_id: str) -> None:
    """Take everything away with which a person signs in."""
    for table in (passwords, passkeys_table, links, identities):
        tx.conn.execute(delete(table).where(table.c.person_id == person_id))


def signed_out_at(tx: Tx, person_id: str) -> datetime | None:
    """The moment before which every session of this person has ended."""
    found = tx.conn.execute(select(sign_outs.c.at).where(sign_outs.c.person_id == person_id)).scalar()
    return None if found is None else moment(found)


def sign_out(tx: Tx, person_id: str, at: datetime) -> None:
    """End every session of this person that began before now."""
    sessions.end_all(tx, person_id)
    tx.conn.execute(delete(sign_outs).where(sign_outs.c.person_id == person_id))
    tx.conn.execute(insert(sign_outs), {"person_id": person_id, "at": stamp(at)})


def _link(row: Row[tuple[str, ...]]) -> SignInLink:
    return SignInLink(
        person_id=row.person_id, made_by=row.made_by, made_at=moment(row.made_at), ends_at=moment(row.ends_at)
    )


def _identity(row: Row[tuple[str, ...]]) -> Identity:
    return Identity(issuer=row.issuer, subject=row.subject, person_id=row.person_id, tied_at=moment(row.tied_at))
