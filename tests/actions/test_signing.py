"""A signature names the person, the text, the time and the way, and anybody can check it with the public key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from proviso.actions import signing
from proviso.actions.agency import Agency
from proviso.db import entries, signatures
from proviso.db import people as people_db
from proviso.errors import NotAllowedError, UsageError
from proviso.identity.signatures import is_signed
from proviso.model import Acknowledgement
from proviso.policy import Pack, judge, statements_of
from tests.actions.house import NOW, open_agency

TOM = "tom.reyes"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    yield made
    made.store.close()


def sign(agency: Agency, typed: str = "Tom Reyes", pack: Pack | None = None, **more: object) -> Acknowledgement:
    at = more.pop("at", NOW)
    return agency.store.write(
        lambda tx: signing.sign_rules(
            tx,
            agency,
            TOM,
            pack or agency.packs.base(),
            typed,
            method="typed name",
            actor=str(more.get("actor", TOM)),
            at=at,  # type: ignore[arg-type]  # a moment of the test
        )
    )


def test_the_statement_says_who_agreed_to_what_when_and_how(agency: Agency) -> None:
    signed, text = sign(agency), statements_of(agency.packs.base())
    said = msgspec.json.decode(signed.statement)
    assert said["person"] == TOM
    assert (said["name"], said["ledger"]) == ("Tom Reyes", agency.journal.origin)
    assert (said["version"], said["text_sha256"], said["agrees_to"]) == (text.version, text.sha256, text.title)
    assert (said["pack"], said["method"]) == (agency.packs.base().ref, "typed name")
    assert said["signed_at"] == "2026-11-20T15:00:00.000000Z"


def test_the_signature_is_detached_and_checks_with_the_public_key_alone(agency: Agency) -> None:
    signed = sign(agency)
    with agency.store.read() as tx:
        public = signing.signer_of(tx, agency).public
    statement = signed.statement.encode()
    assert signed.jws.count(".") == 2
    assert ".." in signed.jws
    assert is_signed(signed.jws, statement, public)
    assert not is_signed(signed.jws, statement.replace(b"tom.reyes", b"tom.reyez"), public)


def test_the_ledger_holds_the_signature_and_the_hash_of_the_statement(agency: Agency) -> None:
    signed = sign(agency)
    assert signed.entry is not None
    with agency.store.read() as tx:
        found = entries.get(tx, signed.entry)
    assert found is not None
    data = found.record.data
    assert (data["jws"], data["method"]) == (signed.jws, "typed name")
    assert data["statement_sha256"] == sha256(signed.statement.encode()).hexdigest()


def test_the_text_is_kept_to_the_letter(agency: Agency) -> None:
    signed = sign(agency)
    with agency.store.read() as tx:
        kept = signatures.text_of(tx, signed.text_sha256)
    assert kept is not None
    assert sha256(kept.encode()).hexdigest() == signed.text_sha256
    assert "I enter nothing about a person, even without a name. (139-07.2.a.1)" in kept


@pytest.mark.parametrize(
    ("typed", "name", "is_it"),
    [
        ("Tom Reyes", "Tom Reyes", True),
        ("  tom   REYES ", "Tom Reyes", True),
        ("Jose Nunez", "José Núñez", True),
        ("José Núñez", "Jose\u0301 Nu\u0301n\u0303ez", True),
        ("Soren Kjaer", "Søren Kjær", True),
        ("Lukasz Zielinski", "Łukasz Zieliński", True),
        ("Mary Ann O'Brien", "Mary-Ann O’Brien", True),
        ("李小龙", "李小龙", True),
        ("Tom", "Tom Reyes", False),
        ("Tom Reyes Jr", "Tom Reyes", False),
        ("Reyes Tom", "Tom Reyes", False),
        ("", "Tom Reyes", False),
        ("...", "---", False),
    ],
)
def test_a_typed_name_is_forgiven_its_capitals_spaces_and_accents(typed: str, name: str, is_it: bool) -> None:
    assert signing.is_name_of(typed, name) is is_it


def test_another_name_signs_nothing(agency: Agency) -> None:
    with pytest.raises(UsageError, match="Type your name as it stands in the directory: Tom Reyes"):
        sign(agency, typed="Maya Okafor")
    with agency.store.read() as tx:
        assert people_db.records(tx, TOM).acknowledgements == ()


def test_nobody_signs_for_somebody_else(agency: Agency) -> None:
    with pytest.raises(NotAllowedError):
        sign(agency, actor="elena.sorokin")


def test_a_new_text_asks_again_and_both_texts_can_be_shown(agency: Agency) -> None:
    old = agency.packs.base()
    sign(agency)
    text = statements_of(old)
    changed = replace(
        text,
        version="2",
        sha256=sha256(
            "\n".join([text.title, "2", *(f"{s.text} ({', '.join(s.clauses)})" for s in text.statements)]).encode()
        ).hexdigest(),
    )
    new = replace(old, rules_version="2", statements=changed)
    with agency.store.read() as tx:
        standing = people_db.standing(tx, TOM, "northlight-chat", "")
    assert judge(standing, NOW, old).acknowledgement
    assert not judge(standing, NOW, new).acknowledgement
    again = sign(agency, pack=new, at=NOW + timedelta(days=1))
    with agency.store.read() as tx:
        standing = people_db.standing(tx, TOM, "northlight-chat", "")
        assert signatures.text_of(tx, text.sha256) is not None
        assert signatures.text_of(tx, again.text_sha256) is not None
    assert judge(standing, NOW + timedelta(days=1), new).acknowledgement


def test_a_lost_key_is_said_and_no_other_takes_its_place(agency: Agency) -> None:
    sign(agency)
    (agency.settings.keys / "signing.key").unlink()
    with pytest.raises(UsageError, match=r"signing\.key is missing"):
        sign(agency, at=NOW + timedelta(days=1))


def test_the_key_is_for_its_owner_only(agency: Agency) -> None:
    sign(agency)
    assert (agency.settings.keys / "signing.key").stat().st_mode & 0o777 == 0o600
