"""Check digits of other countries' numbers for persons, each after its own published rule.

Every function takes the number without separators, letters in capitals, and answers whether it can be real.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .checks import luhn

_CURP = re.compile(
    r"[A-Z][AEIOUX][A-Z]{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z\d]\d"
)
_CURP_PLACES = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ"
_VERHOEFF = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_TURN = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def weighted(number: str, weights: Sequence[int]) -> int:
    """Each digit times the weight of its place, added up."""
    return sum(int(c) * w for c, w in zip(number, weights, strict=False))


def is_day(month: str, day: str) -> bool:
    """Whether a month and a day of two digits each can be a date."""
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def is_curp(text: str) -> bool:
    """Mexico, RENAPO: 18 places, the last a check digit."""
    if not _CURP.fullmatch(text):
        return False
    total = sum(_CURP_PLACES.index(c) * (18 - i) for i, c in enumerate(text[:17]))
    return (10 - total % 10) % 10 == int(text[17])


def is_rfc(text: str) -> bool:
    """Mexico, SAT: a person's 13 places, the last mod 11."""
    if not re.fullmatch(r"[A-Z&]{4}\d{6}[A-Z\d]{2}[\dA]", text) or not is_day(text[6:8], text[8:10]):
        return False
    total = sum(_CURP_PLACES.index(c) * (13 - i) for i, c in enumerate(text[:12]))
    return "0123456789A"[(11 - total % 11) % 11] == text[12]


def is_cpf(number: str) -> bool:
    """Brazil, Receita Federal: two mod 11 digits."""
    if len(number) != 11 or len(set(number)) == 1:
        return False
    first = (weighted(number[:9], range(10, 1, -1)) * 10) % 11 % 10
    second = (weighted(number[:10], range(11, 1, -1)) * 10) % 11 % 10
    return number[9:] == f"{first}{second}"


def is_sin(number: str) -> bool:
    """Canada: 9 digits, Luhn; none begins with 0 or 8."""
    return len(number) == 9 and number[0] not in "08" and luhn(number)


def is_aadhaar(number: str) -> bool:
    """India, UIDAI: 12 digits, Verhoeff, no palindrome, not from 0 or 1."""
    if len(number) != 12 or number[0] in "01" or number == number[::-1]:
        return False
    check = 0
    for place, char in enumerate(reversed(number)):
        check = int(_VERHOEFF[check][int(_VERHOEFF_TURN[place % 8][int(char)])])
    return check == 0


def is_pan(text: str) -> bool:
    """India, Income Tax: the fourth letter P is a person."""
    return re.fullmatch(r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", text) is not None


def is_ric(text: str) -> bool:
    """China, GB 11643: 18 places with a birth date, ISO 7064 mod 11-2."""
    if not re.fullmatch(r"[1-9]\d{5}(?:19|20)\d{9}[\dX]", text) or not is_day(text[10:12], text[12:14]):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[weighted(text[:17], weights) % 11] == text[17]


def is_rrn(number: str) -> bool:
    """Korea: 13 digits with a birth date, mod 11."""
    if len(number) != 13 or not is_day(number[2:4], number[4:6]):
        return False
    return (11 - weighted(number[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10 == int(number[12])


def is_my_number(number: str) -> bool:
    """Japan, Ordinance 85 of 2014: 12 digits, mod 11."""
    if len(number) != 12:
        return False
    rest = weighted(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest <= 1 else 11 - rest) == int(number[11])


def is_rut(text: str) -> bool:
    """Chile: mod 11 with K."""
    if not re.fullmatch(r"\d{7,8}[\dK]", text):
        return False
    total = sum(int(c) * (2 + i % 6) for i, c in enumerate(reversed(text[:-1])))
    return "0123456789K0"[(11 - total % 11) % 11] == text[-1]


def is_cuit(number: str) -> bool:
    """Argentina, AFIP: a person's prefix, mod 11."""
    if len(number) != 11 or number[:2] not in {"20", "23", "24", "27"}:
        return False
    return "01234567899"[(11 - weighted(number[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11] == number[10]


def is_cedula_do(number: str) -> bool:
    """Dominican Republic, JCE: 11 digits, Luhn."""
    return len(number) == 11 and len(set(number)) > 1 and luhn(number)


def is_cedula_ec(number: str) -> bool:
    """Ecuador: a province 01-24 or 30, Luhn."""
    return (
        len(number) == 10
        and (1 <= int(number[:2]) <= 24 or number[:2] == "30")
        and number[2] in "012345"
        and luhn(number)
    )


def is_dpi(number: str) -> bool:
    """Guatemala, RENAP: 8 digits, mod 11, department and municipality."""
    if len(number) != 13 or not 1 <= int(number[9:11]) <= 22 or number[11:] == "00":
        return False
    return weighted(number[:8], range(2, 10)) % 11 == int(number[8])


def is_dui(number: str) -> bool:
    """El Salvador, RNPN: 9 digits, mod 10."""
    return (
        len(number) == 9
        and (10 - weighted(number[:8], range(9, 1, -1)) % 10) % 10 == int(number[8])
        and len(set(number)) > 1
    )


def is_za_id(number: str) -> bool:
    """South Africa: a birth date and Luhn."""
    return len(number) == 13 and is_day(number[2:4], number[4:6]) and number[10] in "012" and luhn(number)


def is_teudat_zehut(number: str) -> bool:
    """Israel: 9 digits, Luhn."""
    number = number.zfill(9)
    return len(number) == 9 and len(set(number)) > 1 and luhn(number)


def is_hkid(text: str) -> bool:
    """Hong Kong: one or two letters, mod 11."""
    found = re.fullmatch(r"([A-Z]{1,2})(\d{6})([\dA])", text)
    if not found:
        return False
    letters = found[1].rjust(2)
    values = [36 if c == " " else ord(c) - 55 for c in letters] + [int(c) for c in found[2]]
    total = sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True)) + (
        10 if found[3] == "A" else int(found[3])
    )
    return total % 11 == 0


def is_nric(text: str) -> bool:
    """Singapore: NRIC and FIN, a check letter mod 11."""
    if not re.fullmatch(r"[STFGM]\d{7}[A-Z]", text):
        return False
    total = weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(text[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}.get(text[0], "XWUTRQPNMLK")
    return letters[10 - total % 11 if text[0] == "M" else total % 11] == text[8]


def is_tw_id(text: str) -> bool:
    """Taiwan: a letter that is a place, mod 10."""
    if not re.fullmatch(r"[A-Z][1289]\d{8}", text):
        return False
    place = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0]) + 10
    return (place // 10 + weighted(f"{place % 10}{text[1:]}", (9, 8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def is_thai_id(number: str) -> bool:
    """Thailand: 13 digits, mod 11."""
    return (
        len(number) == 13
        and number[0] != "0"
        and (11 - weighted(number[:12], range(13, 1, -1)) % 11) % 10 == int(number[12])
    )


def is_mykad(number: str) -> bool:
    """Malaysia: a birth date and a place of birth."""
    return (
        len(number) == 12
        and is_day(number[2:4], number[4:6])
        and number[6:8] not in {"00", "17", "18", "19", "20", "69", "70", "73", "80", "81", "94", "95", "96", "97"}
    )


def is_nik(number: str) -> bool:
    """Indonesia: a province, and a birth date whose day has 40 added for a woman."""
    return len(number) == 16 and 11 <= int(number[:2]) <= 96 and is_day(number[8:10], str(int(number[6:8]) % 40))


def is_tfn(number: str) -> bool:
    """Australia, ATO: 9 digits, mod 11."""
    return len(number) == 9 and len(set(number)) > 1 and weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def is_medicare_au(number: str) -> bool:
    """Australia: 10 or 11 digits, the ninth a check digit."""
    return (
        len(number) in {10, 11}
        and number[0] in "23456"
        and weighted(number[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])
    )


def is_ird(number: str) -> bool:
    """New Zealand, Inland Revenue: mod 11 with a second row of weights."""
    number = number.zfill(9)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        check = -weighted(number[:8], weights) % 11
        if check != 10:
            return len(number) == 9 and 10_000_000 < int(number) < 150_000_000 and check == int(number[8])
    return False
