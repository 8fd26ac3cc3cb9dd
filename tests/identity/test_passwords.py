from __future__ import annotations

import pytest

from proviso.identity import passwords
from proviso.identity.passwords import BusyError, hash_of, is_password, is_short, weakness

GOOD = "seven quiet herons at dusk"
ABOUT = ("Maya Okafor", "maya.okafor@dcs.example", "Department of Coastal Safety", "proviso")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "15 characters"),
        ("fourteen chars", "15 characters"),
        ("x" * 1_001, "1,000 characters or fewer"),
        ("aaaaaaaaaaaaaaaa", "repeats itself"),
        ("abcabcabcabcabcabc", "repeats itself"),
        ("abcdefghijklmnopqrstuvwxyz", "repeats itself"),
        ("9876543210987654321", "Many people use this one"),
        ("1q2w3e4r5t6y7u8i9o0p", "Many people use this one"),
        ("password12345678", "Many people use this one"),
        ("PasswordPassword!!", "Many people use this one"),
        ("iloveyou-sunshine", "Many people use this one"),
        ("MayaOkafor-2026-11", "made of your name"),
        ("Department of Coastal Safety 1", "made of your name"),
        ("provisoproviso123", "made of your name"),
    ],
)
def test_what_is_tried_first_is_not_taken(password: str, why: str) -> None:
    assert why in weakness(password, about=ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "Пять тихих цапель в сумерках",
        "🦩🦩🦩🦆🦆🦢🦉🦜🐦🕊🦚🦃🐓🦤🪶",
        "nocapitalsnosigns",
    ],
)
def test_any_long_password_is_taken_whatever_its_characters(password: str) -> None:
    assert weakness(password, about=ABOUT) == ""


def test_beside_a_passkey_eight_characters_do() -> None:
    assert "15" in weakness("gray heron")
    assert weakness("gray heron", has_passkey=True) == ""
    assert "8 characters" in weakness("heron 7", has_passkey=True)
    assert is_short("gray heron")
    assert not is_short(GOOD)


def test_a_hash_opens_with_its_password_alone() -> None:
    kept = hash_of(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert is_password(kept, GOOD)
    assert not is_password(kept, GOOD + " ")
    assert not is_password(kept, "")
    assert not is_password("no hash", GOOD)


def test_a_flood_of_tries_is_sent_away_instead_of_waiting() -> None:
    taken = [passwords._ROOM.acquire(blocking=False) for _ in range(16)]
    assert all(taken)
    try:
        with pytest.raises(BusyError, match="Many people sign in"):
            is_password("", GOOD)
    finally:
        for _ in taken:
            passwords._ROOM.release()
    assert not is_password("", GOOD)


def test_nobody_has_no_password_and_is_not_told_sooner() -> None:
    assert not is_password("", "nobody has this password")
    assert not is_password("", GOOD)


def test_the_same_characters_composed_otherwise_are_the_same_password() -> None:
    assert is_password(hash_of("caf\u00e9 by the harbor"), "cafe\u0301 by the harbor")


def test_a_huge_password_is_no_password_and_is_not_hashed() -> None:
    kept = hash_of("x" * 1_000)
    assert is_password(kept, "x" * 1_000)
    assert not is_password(kept, "x" * 10_000_000)
