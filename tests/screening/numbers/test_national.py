"""Check digits of other countries' numbers: a published specimen passes, and no other last digit does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proviso.screening.numbers import national, national_europe

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
    (national.is_curp, "BOXW310820HNERXN09"),
    (national.is_rfc, "GODE561231GR8"),
    (national.is_aadhaar, "234123412346"),
    (national.is_ric, "360426199101010071"),
    (national.is_rrn, "9710139019902"),
    (national.is_my_number, "123456789018"),
    (national.is_rut, "125319092"),
    (national.is_cuit, "20055361682"),
    (national.is_cedula_do, "00113918205"),
    (national.is_cedula_ec, "1714307103"),
    (national.is_dui, "000162975"),
    (national.is_hkid, "A1234563"),
    (national.is_tw_id, "A123456789"),
    (national.is_thai_id, "1639900257793"),
    (national.is_tfn, "123456782"),
    (national.is_ird, "49091850"),
    (national_europe.is_nir, "295109912611193"),
    (national_europe.is_steuer_id, "36574261809"),
    (national_europe.is_cnp, "1630615123457"),
    (national_europe.is_fodselsnummer, "15108695088"),
    (national_europe.is_rijksregister, "85073003328"),
    (national_europe.is_nif_pt, "123456789"),
    (national_europe.is_svnr, "1237010180"),
    (national_europe.is_amka, "01013099997"),
    (national_europe.is_rodne_cislo, "7103192745"),
    (national_europe.is_egn, "7523169263"),
    (national_europe.is_snils, "11223344595"),
    (national_europe.is_inn, "500100732259"),
)
INSIDE: tuple[tuple[Callable[[str], bool], str, str], ...] = (
    (national.is_dpi, "3930758340101", "3930758350101"),
    (national.is_medicare_au, "2123456701", "2123456711"),
    (national.is_mykad, "770305021234", "771305021234"),
    (national.is_nik, "3171011708450001", "3171011713450001"),
    (national.is_pan, "ABCPD1234E", "ABCCD1234E"),
    (national_europe.is_nino, "AB123456C", "BG123456C"),
    (national_europe.is_pps, "6433435F", "6433436F"),
)
"""Numbers whose check stands inside, or that have a closed form only: one that fits, and one that does not."""
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


@pytest.mark.parametrize(("check", "real", "other"), INSIDE)
def test_what_is_checked_inside_fits_and_its_neighbor_does_not(
    check: Callable[[str], bool], real: str, other: str
) -> None:
    assert check(real)
    assert not check(other)
