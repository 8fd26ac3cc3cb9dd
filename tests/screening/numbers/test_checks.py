"""Check digits and closed forms: a documented specimen passes, one changed digit does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proviso.screening.numbers import checks, licenses, machine_zones, wallets


@pytest.mark.parametrize(
    ("check", "real", "changed"),
    [
        (checks.luhn, "79927398713", "79927398714"),
        (checks.is_card, "4929123456789015", "4929123456789016"),
        (checks.is_card, "378734493671000", "378734493671001"),
        (checks.is_card, "3530111333300000", "3530111333300001"),
        (checks.is_debit_card, "6759649826438453", "6759649826438454"),
        (checks.is_ssn, "851331294", "000331294"),
        (checks.is_itin, "912701234", "912931234"),
        (checks.is_mbi, "1EG4TE5MK73", "1EG4TE5MK7S"),
        (checks.is_iban, "GB82WEST12345698765432", "GB82WEST12345698765433"),
        (checks.is_vin, "1M8GDM9AXKP042788", "1M8GDM9A1KP042788"),
        (checks.is_npi, "1234567893", "1234567894"),
        (checks.is_dea, "AB1234563", "AB1234564"),
        (checks.is_routing, "021000021", "021000022"),
        (checks.is_routing, "111000025", "991000025"),
        (checks.is_clabe, "032180000118359719", "032180000118359718"),
        (
            checks.is_fascn,
            "D0439458210C2C19A0846D83685A1082108CE73984108CA3FC",
            "D0439458210C2C19A0846D83685A1082108CE73984108CA3FD",
        ),
        (wallets.is_base58check, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"),
        (wallets.is_base58check, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz"),
        (
            wallets.is_bech32,
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        ),
        (
            wallets.is_bech32,
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj2",
        ),
        (
            wallets.is_eip55,
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        ),
        (
            machine_zones.is_zone_line,
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
        ),
        (machine_zones.is_zone_line, "I<UTOD231458907<<<<<<<<<<<<<<<", "I<UTOD231458908<<<<<<<<<<<<<<<"),
        (machine_zones.is_zone_line, "7408122F1204159UTO<<<<<<<<<<<6", "7408123F1204159UTO<<<<<<<<<<<6"),
        (machine_zones.is_zone_line, "D231458907UTO7408122F1204159<<<<<<<6", "D231458907UTO7408122F1204158<<<<<<<6"),
        (
            machine_zones.is_zone_line,
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<",
        ),
    ],
)
def test_a_specimen_passes_and_its_neighbor_does_not(check: Callable[[str], bool], real: str, changed: str) -> None:
    assert check(real)
    assert not check(changed)


def test_keccak_is_the_one_before_the_standard() -> None:
    empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert wallets.keccak256(b"").hex() == empty


@pytest.mark.parametrize(
    ("number", "state", "expected"),
    [
        ("A1234567", "CA", True),
        ("12345678", "CA", False),
        ("12345678", "TX", True),
        ("S530-460-88-123-0", "FL", True),
        ("D123-4567-8901", "IL", True),
        ("J12345678901234", "NJ", True),
        ("1234567A", "VT", True),
        ("INTRODUCTORY", "", False),
        ("H1", "", False),
    ],
)
def test_a_license_has_the_form_of_its_state(number: str, state: str, expected: bool) -> None:
    assert licenses.fits(number, state) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a California DL", "CA"), ("TX DL ", "TX"), ("DL no. in ", ""), ("West Virginia license", "WV")],
)
def test_the_state_beside_a_license_is_read(text: str, expected: str) -> None:
    assert licenses.state_in(text) == expected
