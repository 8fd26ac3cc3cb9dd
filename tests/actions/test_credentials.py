from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import credentials, sign_ins, tokens
from proviso.actions.agency import Agency
from proviso.actions.roles import SYSTEM
from proviso.actions.sign_ins import RefusedError, find, is_public
from proviso.db import credentials as db
from proviso.db import people, systems
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.oidc import Claims
from proviso.identity.tokens import fingerprint
from proviso.model import Identity, Passkey, Password, Person, Role, Token
from tests.web.house import person, small_agency

NOW = datetime.now(UTC) + timedelta(hours=1)
"""The ledger began before it, however long the other tests took."""
MAYA, JOAN, ALICE, ADMIN = "maya.okafor", "joan.castellanos", "alice.tran", "yusuf.karim"
ISSUER = "https://login.dcs.example"
LONG = Password(hash="$argon2id$long", is_short=False, set_at=NOW)
SHORT = replace(LONG, is_short=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Agency]:
    agency = small_agency(tmp_path / "home", demo=False, agency="DCS")
    admin = person("Yusuf Karim", "", frozenset({Role.PERSONNEL, Role.ADMIN}))
    agency.store.write(lambda tx: people.add(tx, admin))
    yield agency
    agency.store.close()


def passkey(code: str = "AAAA1111", who: str = MAYA, **more: object) -> Passkey:
    made = Passkey(
        id=f"id-{code}",
        code=code,
        person_id=who,
        handle=b"h" * 32,
        name="Work laptop",
        public_key=b"public",
        count=0,
        is_synced=False,
        added_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a passkey


def add(house: Agency, *passkeys: Passkey) -> None:
    for made in passkeys:
        house.store.write(
            lambda tx, made=made: credentials.add_passkey(tx, made, actor=made.person_id, at=NOW)  # type: ignore[misc]
        )


def test_a_password_and_a_passkey_are_set_by_their_owner_alone(house: Agency) -> None:
    for actor in (JOAN, ADMIN, ALICE, SYSTEM):
        with pytest.raises((NotAllowedError, NotFoundError)):
            house.store.write(lambda tx, a=actor: credentials.set_password(tx, MAYA, LONG, actor=a, at=NOW))  # type: ignore[misc]
        with pytest.raises((NotAllowedError, NotFoundError)):
            house.store.write(lambda tx, a=actor: credentials.add_passkey(tx, passkey(), actor=a, at=NOW))  # type: ignore[misc]
    with house.store.read() as tx:
        assert db.password(tx, MAYA) is None
        assert db.passkeys(tx, MAYA) == []


def test_an_auditor_changes_nothing_but_their_own_door(house: Agency) -> None:
    house.store.write(lambda tx: credentials.set_password(tx, ALICE, LONG, actor=ALICE, at=NOW))
    add(house, passkey(who=ALICE))
    with house.store.read() as tx:
        assert db.password(tx, ALICE) == LONG


def test_a_short_password_needs_a_passkey_for_as_long_as_it_stands(house: Agency) -> None:
    with pytest.raises(UsageError, match="15 characters"):
        house.store.write(lambda tx: credentials.set_password(tx, MAYA, SHORT, actor=MAYA, at=NOW))
    add(house, passkey())
    house.store.write(lambda tx: credentials.set_password(tx, MAYA, SHORT, actor=MAYA, at=NOW))
    with pytest.raises(ConflictError, match="needs a passkey"):
        house.store.write(lambda tx: credentials.remove_passkey(tx, "AAAA1111", actor=MAYA, at=NOW))
    house.store.write(lambda tx: credentials.set_password(tx, MAYA, LONG, actor=MAYA, at=NOW))
    house.store.write(lambda tx: credentials.remove_passkey(tx, "AAAA1111", actor=MAYA, at=NOW))


def test_the_only_way_in_stays(house: Agency) -> None:
    add(house, passkey(), passkey("BBBB2222"))
    house.store.write(lambda tx: credentials.remove_passkey(tx, "AAAA1111", actor=MAYA, at=NOW))
    with pytest.raises(ConflictError, match="only way"):
        house.store.write(lambda tx: credentials.remove_passkey(tx, "BBBB2222", ISSUER, actor=MAYA, at=NOW))
    tied = Identity(issuer=ISSUER, subject="1", person_id=MAYA, tied_at=NOW)
    house.store.write(lambda tx: db.tie(tx, tied))
    house.store.write(lambda tx: credentials.remove_passkey(tx, "BBBB2222", ISSUER, actor=MAYA, at=NOW))


def test_an_authenticator_is_kept_once_and_ten_are_enough(house: Agency) -> None:
    add(house, *(passkey(f"CODE{n:04}") for n in range(credentials.MOST_PASSKEYS)))
    with pytest.raises(ConflictError, match="here already"):
        add(house, passkey("CODE0000", JOAN))
    with pytest.raises(ConflictError, match="10 passkeys at most"):
        add(house, passkey("DDDD4444"))
    with pytest.raises(UsageError, match="Give the passkey a name"):
        add(house, passkey("EEEE5555", JOAN, name=" \u202e "))


def test_nobody_renames_or_removes_a_passkey_of_somebody_else(house: Agency) -> None:
    add(house, passkey(), passkey("BBBB2222", JOAN))
    with pytest.raises(NotFoundError):
        house.store.write(lambda tx: credentials.remove_passkey(tx, "BBBB2222", actor=MAYA, at=NOW))
    with pytest.raises(NotFoundError):
        house.store.write(lambda tx: credentials.rename_passkey(tx, "BBBB2222", "Mine now", actor=MAYA, at=NOW))


@pytest.mark.parametrize("actor", [MAYA, JOAN, ALICE])
def test_only_an_administrator_or_the_shell_makes_links_and_takes_away(house: Agency, actor: str) -> None:
    for act in (credentials.make_link, credentials.remove_all):
        with pytest.raises(NotAllowedError):
            house.store.write(lambda tx, act=act: act(tx, JOAN, actor=actor, at=NOW))  # type: ignore[misc]
    with pytest.raises(NotAllowedError):
        house.store.write(lambda tx: credentials.make_link(tx, ADMIN, actor=ADMIN, at=NOW))
    with pytest.raises(NotAllowedError):
        house.store.write(lambda tx: credentials.remove_all(tx, ADMIN, actor=ADMIN, at=NOW))


@pytest.mark.in_a_file
def test_a_link_is_kept_as_a_fingerprint_and_counts_for_three_days(house: Agency) -> None:
    words = house.store.write(lambda tx: credentials.make_link(tx, MAYA, actor=ADMIN, at=NOW))
    assert len(words) == 43
    with house.store.read() as tx:
        assert credentials.read_link(tx, words, at=NOW + timedelta(hours=71)).person_id == MAYA
        with pytest.raises(NotAllowedError, match="has ended"):
            credentials.read_link(tx, words, at=NOW + timedelta(hours=72))
    assert words.encode() not in house.settings.database.read_bytes()


def claims(subject: str = "1", says: str = "Maya.Okafor@DCS.example", *, is_verified: bool = True) -> Claims:
    return Claims(issuer=ISSUER, subject=subject, says=says, is_verified=is_verified)


def reason(house: Agency, said: Claims, person_id: str = "") -> str:
    try:
        sign_ins.check_identity(house, said, at=NOW, person_id=person_id)
    except RefusedError as refusal:
        return refusal.reason
    return ""


def test_the_subject_is_tied_once_and_says_who_it_is_from_then_on(house: Agency) -> None:
    assert sign_ins.check_identity(house, claims(), at=NOW).id == MAYA
    # Her address is somebody else's there now, and hers is another: the subject counts.
    assert sign_ins.check_identity(house, claims("1", "other@dcs.example"), at=NOW).id == MAYA
    assert reason(house, claims("2")) == "tied"
    house.store.write(lambda tx: credentials.remove_all(tx, MAYA, actor=ADMIN, at=NOW))
    assert reason(house, claims("2")) == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (claims(says="nobody@dcs.example"), "unknown"),
        (claims(says=""), "unknown"),
        (claims(says="%"), "unknown"),
        (claims(says="okafor@dcs.example"), "unknown"),
        (claims(is_verified=False), "unverified"),
        (claims(says=MAYA), ""),
    ],
)
def test_who_is_named_by_a_claim(house: Agency, said: Claims, why: str) -> None:
    assert reason(house, said) == why


def test_a_confirmation_with_another_account_is_refused(house: Agency) -> None:
    assert reason(house, claims(), person_id=JOAN) == "another"
    assert reason(house, claims(), person_id=MAYA) == ""


def test_whom_an_address_or_a_handle_means(house: Agency) -> None:
    def who(typed: str) -> str:
        with house.store.read() as tx:
            found: Person | None = find(tx, typed)
        return found.id if found else ""

    said = ["Maya.Okafor@DCS.example ", " MAYA.OKAFOR", "maya", "", "@", "%@dcs.example", "system"]
    assert [who(typed) for typed in said] == [MAYA, MAYA, "", "", "", "", ""]


@pytest.mark.parametrize(
    ("address", "is_so"), [("8.8.8.8", True), ("127.0.0.1", False), ("10.1.2.3", False), ("::1", False), ("", False)]
)
def test_an_address_of_this_network_counts_for_nobody(address: str, is_so: bool) -> None:
    assert is_public(address) is is_so


def test_what_is_removed_is_gone_everywhere(house: Agency) -> None:
    add(house, passkey())
    house.store.write(lambda tx: credentials.set_password(tx, MAYA, LONG, actor=MAYA, at=NOW))
    house.store.write(lambda tx: credentials.make_link(tx, MAYA, actor=ADMIN, at=NOW))
    sign_ins.check_identity(house, claims(), at=NOW)
    house.store.write(lambda tx: credentials.remove_all(tx, MAYA, actor=ADMIN, at=NOW))

    def left(tx: Tx) -> list[object]:
        found = [db.password(tx, MAYA), db.link_of(tx, MAYA), db.identity_of(tx, ISSUER, MAYA), *db.passkeys(tx, MAYA)]
        return [one for one in found if one is not None]

    with house.store.read() as tx:
        assert left(tx) == []
        assert db.signed_out_at(tx, MAYA) is not None


@pytest.mark.parametrize("act", [credentials.remove_all, credentials.end_sessions])
def test_when_an_administrator_closes_every_door_the_one_of_the_gateway_is_closed_too(
    house: Agency, act: Callable[..., None]
) -> None:
    ends = NOW + timedelta(hours=8)
    token = Token(id="TOKEN001", person_id=MAYA, purpose="research", created_at=NOW, ends_at=ends, hint="wxyz")
    house.store.write(lambda tx: systems.add_token(tx, token, fingerprint("pt-words")))
    house.store.write(lambda tx: act(tx, MAYA, actor=ADMIN, at=NOW))
    with house.store.read() as tx:
        assert systems.tokens_of(tx, MAYA, NOW) == []
    assert tokens.find_by_token(house, "pt-words", NOW) is None
