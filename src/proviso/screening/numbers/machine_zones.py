"""Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 7): each line by its check digits."""

from __future__ import annotations

import re

_LONG = re.compile(r"([A-Z0-9<]{9})(\d)[A-Z<]{3}(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z0-9<]+")
"""Line 2 of passports and visas: number, birth, expiry, each with its digit (TD2, TD3, MRV-A, MRV-B)."""
_CARD_FIRST = re.compile(r"[ACI][A-Z0-9<][A-Z<]{3}([A-Z0-9<]{9})(\d)[A-Z0-9<]{15}")
_CARD_SECOND = re.compile(r"(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z<]{3}[A-Z0-9<]{12}")
_NAMES = re.compile(r"[PVIAC][A-Z<][A-Z]{1,3}<{0,2}[A-Z]+(?:<[A-Z]+)*<<[A-Z<]+")
_LENGTHS = frozenset({30, 36, 44})


def check_digit(text: str) -> int:
    """Weights 7, 3, 1 over digits and letters, a filler counts nothing (part 3, 4.9)."""
    return sum((7, 3, 1)[i % 3] * (0 if c == "<" else int(c, 36)) for i, c in enumerate(text)) % 10


def _holds(groups: tuple[str, ...]) -> bool:
    return all(check_digit(field) == int(digit) for field, digit in zip(groups[::2], groups[1::2], strict=True))


def is_zone_line(text: str) -> bool:
    """Whether this is one line of a zone: its check digits hold, or it is a line of names filled up to its length."""
    if len(text) not in _LENGTHS:
        return False
    shapes = (_CARD_FIRST, _CARD_SECOND) if len(text) == 30 else (_LONG,)
    if any(found and _holds(found.groups()) for found in (shape.fullmatch(text) for shape in shapes)):
        return True
    return text.endswith("<<") and _NAMES.fullmatch(text) is not None
