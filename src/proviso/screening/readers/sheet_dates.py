"""Dates in Excel are day numbers with a format; a date of birth must read like one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .markup import Element, local

_BUILT_IN = frozenset({*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST = 2_958_465
"""Dec. 31, 9999."""


def date_styles(styles: Element) -> frozenset[int]:
    """Numbers of the cell styles that show a date."""
    formats: dict[str, str] = {}
    cells: list[str] = []
    for element in styles.iter():
        name = local(element)
        if name == "numFmt":
            formats[element.get("numFmtId", "")] = element.get("formatCode", "")
        elif name == "cellXfs":
            cells = [xf.get("numFmtId", "0") for xf in element if local(xf) == "xf"]
    return frozenset(number for number, style in enumerate(cells) if _is_date(style, formats))


def _is_date(style: str, formats: dict[str, str]) -> bool:
    if style in formats:
        plain = _QUOTED.sub("", formats[style]).lower()
        return "y" in plain or ("d" in plain and "m" in plain)
    return style.isdecimal() and int(style) in _BUILT_IN


def written_date(value: str, *, is_1904: bool) -> str:
    """`03/14/1988` for 32216; a value that is no day stays as it is."""
    try:
        day = int(float(value))
        if not 0 < day <= _LAST:
            return value
        at = (_EPOCH_1904 if is_1904 else _EPOCH) + timedelta(days=day)
    except (ValueError, OverflowError):
        return value
    return f"{at.month:02}/{at.day:02}/{at.year}"
