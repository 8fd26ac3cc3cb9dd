"""Check digits and closed structures that tell a real number from a random one."""

from __future__ import annotations

import re

_SSN_NOT_REAL = frozenset({"078051120", "219099999", "457555462"})
_TEST_CARDS = ("411111111111", "424242424242", "555555555555", "378282246310", "601111111111", "400000000000")
_MAESTRO = frozenset({"50", "56", "57", "58", "06", "60", "63", "67"})
_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d{2}"
)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18,
    "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23,
    "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26,
    "UA": 29, "VG": 24, "XK": 20,
}  # fmt: skip
_VIN = {c: v for v, some in enumerate(("", "AJ", "BKS", "CLT", "DMU", "ENV", "FW", "GPX", "HY", "RZ")) for c in some}


def digits(text: str) -> str:
    """The digits of a text."""
    return "".join(c for c in text if c.isdigit())


def is_placeholder(number: str) -> bool:
    """One digit over and over, or the digits in order from 1: what a form or a manual prints instead of a number."""
    return len(set(number)) == 1 or "1234567890".startswith(number)


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 check digit."""
    total = 0
    for place, char in enumerate(reversed(number)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(number: str) -> bool:
    """Issuer prefix, length and check digit of a payment card."""
    size = len(number)
    head = int(number[:4])
    known = (
        (number[0] == "4" and size in {13, 16, 19})
        or (size == 16 and (5100 <= head <= 5599 or 2221 <= head <= 2720))
        or (size == 15 and (number[:2] in {"34", "37"} or head in {1800, 2131}))
        or (size in {16, 19} and (head == 6011 or number[:2] in {"65", "62"} or 6440 <= head <= 6499))
        or (size == 16 and (3528 <= head <= 3589 or 2200 <= head <= 2204))
        or (size == 14 and (number[:2] in {"36", "38", "39"} or 3000 <= head <= 3059 or head == 3095))
    )
    return known and len(set(number)) > 1 and luhn(number)


def is_debit_card(number: str) -> bool:
    """Maestro and its national relatives: 12 to 19 digits, wide prefixes; only a word beside it makes it a card."""
    return 12 <= len(number) <= 19 and number[:2] in _MAESTRO and len(set(number)) > 1 and luhn(number)


def is_test_card(number: str) -> bool:
    """A number that card networks publish for tests."""
    return number.startswith(_TEST_CARDS)


def is_ssn(number: str) -> bool:
    """SSA POMS RM 10201.035: area, group and serial that can be assigned."""
    return (
        len(number) == 9
        and number[:3] not in {"000", "666"}
        and number[0] != "9"
        and number[3:5] != "00"
        and number[5:] != "0000"
        and number not in _SSN_NOT_REAL
    )


def is_itin(number: str) -> bool:
    """IRS: 9xx with a group of 50-65, 70-88, 90-92 or 94-99."""
    group = int(number[3:5])
    return number[0] == "9" and (50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99)


def is_mbi(number: str) -> bool:
    """CMS: Medicare Beneficiary Identifier, 11 places."""
    return _MBI.fullmatch(number) is not None


def is_iban(text: str) -> bool:
    """ISO 13616: country, length, mod 97."""
    if _IBAN_LENGTHS.get(text[:2]) != len(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def is_vin(text: str) -> bool:
    """49 CFR 565: position 9 is the check digit."""
    if len(text) != 17 or (text.isdigit() and len(set(text)) == 1):
        return False
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    try:
        total = sum(w * (int(c) if c.isdigit() else _VIN[c]) for c, w in zip(text, weights, strict=True))
    except KeyError:
        return False
    return "0123456789X"[total % 11] == text[8]


def is_npi(number: str) -> bool:
    """CMS National Provider Identifier: Luhn over 80840 and the number."""
    return len(number) == 10 and number[0] in "12" and luhn("80840" + number)


def is_dea(text: str) -> bool:
    """DEA registration (21 CFR 1301): two letters, six digits and (d1+d3+d5) + 2(d2+d4+d6), its last digit."""
    d = [int(c) for c in text[2:]]
    return len(d) == 7 and (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]


def is_routing(number: str) -> bool:
    """ABA routing number: a Federal Reserve district, weights 3-7-1."""
    known = number[:2] == "80" or int(number[:2]) <= 12 or 21 <= int(number[:2]) <= 32 or 61 <= int(number[:2]) <= 72
    return len(number) == 9 and known and sum(int(c) * w for c, w in zip(number, (3, 7, 1) * 3, strict=True)) % 10 == 0


def is_clabe(number: str) -> bool:
    """Mexico, ABM: 18 digits, weights 3-7-1 mod 10."""
    total = sum(int(c) * w % 10 for c, w in zip(number[:17], (3, 7, 1) * 6, strict=False))
    return len(number) == 18 and len(set(number)) > 1 and (10 - total % 10) % 10 == int(number[17])


def is_fascn(hexadecimal: str) -> bool:
    """FASC-N of a PIV card (NIST SP 800-73): 40 characters of five bits, odd parity, and a longitudinal check."""
    bits = bin(int("1" + hexadecimal, 16))[3:]
    if len(bits) != 200:
        return False
    words = [bits[i : i + 5] for i in range(0, 200, 5)]
    if words[0] != "11010" or words[38] != "11111" or any(w.count("1") % 2 == 0 for w in words):
        return False
    return all(sum(w[place] == "1" for w in words) % 2 == 0 for place in range(4))
