"""Check digits of numbers for persons in Europe, each after its own published rule.

Every function takes the number without separators, letters in capitals, and answers whether it can be real.
"""

from __future__ import annotations

import re

from .checks import luhn
from .national import is_day, weighted

_CODICE = re.compile(r"[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]")
_CODICE_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip
_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")


def is_nino(text: str) -> bool:
    """United Kingdom, HMRC NIM39110: letters that are not issued are refused."""
    return _NINO.fullmatch(text) is not None


def is_nhs(number: str) -> bool:
    """United Kingdom, NHS Data Dictionary: mod 11."""
    check = 11 - weighted(number[:9], range(10, 1, -1)) % 11
    return len(number) == 10 and len(set(number)) > 1 and check % 11 == int(number[9]) and check != 10


def is_dni(text: str) -> bool:
    """Spain: DNI and NIE, the letter is mod 23."""
    found = re.fullmatch(r"([XYZ]?)(\d{7,8})([A-Z])", text)
    if not found or len(text) != 9:
        return False
    front = {"": "", "X": "0", "Y": "1", "Z": "2"}[found[1]]
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(front + found[2]) % 23] == found[3]


def is_nir(number: str) -> bool:
    """France, INSEE: 13 digits and 97 minus the rest."""
    number = number.replace("2A", "19").replace("2B", "18")
    if len(number) != 15 or not number.isdigit() or number[0] not in "1234578":
        return False
    return 97 - int(number[:13]) % 97 == int(number[13:])


def is_codice_fiscale(text: str) -> bool:
    """Italy, DM 23/12/1976: 16 places, the last a check letter."""
    if not _CODICE.fullmatch(text):
        return False
    total = sum(
        _CODICE_ODD[c] if i % 2 == 0 else (int(c) if c.isdigit() else ord(c) - 65) for i, c in enumerate(text[:15])
    )
    return chr(65 + total % 26) == text[15]


def is_steuer_id(number: str) -> bool:
    """Germany, BZSt: 11 digits, ISO 7064 mod 11,10, one digit twice or three times."""
    if len(number) != 11 or number[0] == "0" or len(set(number[:10])) not in {8, 9}:
        return False
    product = 10
    for char in number[:10]:
        total = (int(char) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[10])


def is_pesel(number: str) -> bool:
    """Poland: 11 digits with a birth date, weights 1-3-7-9."""
    if len(number) != 11 or not is_day(str(int(number[2:4]) % 20), number[4:6]):
        return False
    return (10 - weighted(number[:10], (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(number[10])


def is_cnp(number: str) -> bool:
    """Romania: 13 digits with a birth date, mod 11."""
    if len(number) != 13 or number[0] == "0" or not is_day(number[3:5], number[5:7]):
        return False
    rest = weighted(number[:12], (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if rest == 10 else rest) == int(number[12])


def is_personnummer(number: str) -> bool:
    """Sweden, Skatteverket: a birth date and Luhn; samordningsnummer adds 60 to the day."""
    number = number[-10:]
    return len(number) == 10 and 1 <= int(number[2:4]) <= 12 and 1 <= int(number[4:6]) % 60 <= 31 and luhn(number)


def is_hetu(text: str) -> bool:
    """Finland: a birth date, a sign of the century, a check letter mod 31."""
    found = re.fullmatch(r"(\d{2})(\d{2})(\d{2})[-+A-FU-Y](\d{3})([\dA-Y])", text)
    if not found or not is_day(found[2], found[1]):
        return False
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(found[1] + found[2] + found[3] + found[4]) % 31] == found[5]


def is_fodselsnummer(number: str) -> bool:
    """Norway: a birth date and two mod 11 digits."""
    if len(number) != 11 or not 1 <= int(number[:2]) % 40 <= 31 or not 1 <= int(number[2:4]) % 40 <= 12:
        return False
    return (
        weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


def is_bsn(number: str) -> bool:
    """Netherlands: the eleven test."""
    return len(number) == 9 and len(set(number)) > 1 and weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def is_rijksregister(number: str) -> bool:
    """Belgium: 97 minus the rest, with a 2 before it from the year 2000."""
    if len(number) != 11 or not is_day(str(int(number[2:4]) % 20 or 1), str(int(number[4:6]) or 1)):
        return False
    check = int(number[9:])
    return check in {97 - int(number[:9]) % 97, 97 - int("2" + number[:9]) % 97}


def is_nif_pt(number: str) -> bool:
    """Portugal: a person's 9 digits, mod 11."""
    if len(number) != 9 or (number[0] not in "123" and number[:2] != "45"):
        return False
    return "01234567890"[(11 - weighted(number[:8], range(9, 1, -1)) % 11) % 11] == number[8]


def is_tc_kimlik(number: str) -> bool:
    """Turkey: 11 digits, two check digits."""
    if len(number) != 11 or number[0] == "0":
        return False
    d = [int(c) for c in number]
    return (sum(d[0:9:2]) * 7 - sum(d[1:8:2])) % 10 == d[9] and sum(d[:10]) % 10 == d[10]


def is_ahv(number: str) -> bool:
    """Switzerland: 756 and the check digit of EAN-13."""
    return (
        len(number) == 13
        and number[:3] == "756"
        and (10 - weighted(number[:12], (1, 3) * 6) % 10) % 10 == int(number[12])
    )


def is_svnr(number: str) -> bool:
    """Austria: 10 digits, the fourth mod 11, a birth date behind."""
    if len(number) != 10 or number[0] == "0":
        return False
    return weighted(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(number[3])


def is_pps(text: str) -> bool:
    """Ireland: 7 digits and one or two letters, mod 23."""
    found = re.fullmatch(r"(\d{7})([A-W])([A-IW]?)", text)
    if not found:
        return False
    extra = 0 if found[3] in {"", "W"} else (ord(found[3]) - 64) * 9
    return "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(found[1], range(8, 1, -1)) + extra) % 23] == found[2]


def is_amka(number: str) -> bool:
    """Greece: a birth date and Luhn."""
    return len(number) == 11 and is_day(number[2:4], number[:2]) and luhn(number)


def is_rodne_cislo(number: str) -> bool:
    """Czechia and Slovakia: 10 digits, mod 11; women's months have 50 added."""
    if len(number) != 10 or not 1 <= int(number[2:4]) % 50 % 20 <= 12 or not 1 <= int(number[4:6]) <= 31:
        return False
    return int(number[:9]) % 11 % 10 == int(number[9])


def is_egn(number: str) -> bool:
    """Bulgaria: a birth date, mod 11."""
    if len(number) != 10 or not 1 <= int(number[2:4]) % 20 <= 12 or not 1 <= int(number[4:6]) <= 31:
        return False
    return weighted(number[:9], (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(number[9])


def is_snils(number: str) -> bool:
    """Russia, pension number: 9 digits and their weighted sum mod 101."""
    return len(number) == 11 and weighted(number[:9], range(9, 0, -1)) % 101 % 100 == int(number[9:])


def is_inn(number: str) -> bool:
    """Russia, a person's tax number: two mod 11 digits."""
    if len(number) != 12:
        return False
    first = weighted(number, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighted(number, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return number[10:] == f"{first}{second}"
