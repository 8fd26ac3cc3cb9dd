"""Check digits of other countries' numbers: a published specimen passes, and no other last digit does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proviso.screening import national, national_europe

SPECIMENS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (national.is_cpf, "52998224725"),
    (national.is_sin, "130692544"),
    (national_europe.is_nhs, "9434765919"),
    (national_europe.is_bsn, "111222333"),
    (national_europe.is_pesel, "44051401359"),
    (national_europe.is_ahv, "7569217076985"),
    (national_europe.is_tc_kimlik, "10000000146"),
    (national.is_za_id, "8001015009087"),
    (national_europe.is_personnummer, "8112289874"),
    (national.is_teudat_zehut, "000000018"),
)
LETTERED: tuple[tuple[Callable[[str], bool], str], ...] = (
    (national_europe.is_dni, "12345678Z"),
    (national_europe.is_codice_fiscale, "RSSMRA85T10A562S"),
    (national_europe.is_hetu, "131052-308T"),
    (national.is_nric, "S1234567D"),
)


@pytest.mark.parametrize(("check", "number"), SPECIMENS)
def test_a_specimen_passes_and_no_other_last_digit_does(check: Callable[[str], bool], number: str) -> None:
    assert [d for d in "0123456789" if check(number[:-1] + d)] == [number[-1]]


@pytest.mark.parametrize(("check", "number"), LETTERED)
def test_a_specimen_passes_and_no_other_last_letter_does(check: Callable[[str], bool], number: str) -> None:
    assert [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if check(number[:-1] + c)] == [number[-1]]
