"""Numbers, names and sealed contents that a provider gave: in exactly these forms they carry no text."""

from __future__ import annotations

import base64
import binascii
import re

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
NUMBER = re.compile(
    r"(?:call|chatcmpl|ci|cmp|ctc|ctco|cu|fc|fco|fp|fs|gen|ig|lsh|mcp|mcpl|mcpr|msg|req|resp|rs|srvtoolu|tool|toolu|tsc|ws)"
    rf"(?:[-_]tool)?[-_](?:(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{{8,80}}|{_UUID})|{_UUID}"
)
"""A provider's own number. Read as text, one in five looks like a word of a case: `resp`, `7a`, `42f`."""
MODEL = re.compile(
    r"(?:gpt|chatgpt|o[1-9]|claude|text-embedding|echo)"
    r"(?:[-.](?:[a-z]{1,12}|\d{1,2}[a-z]{0,2}|\d{4})){0,5}(?:[-@]20\d\d-?[01]\d-?[0-3]\d)?"
)
"""A model's name that a provider gave."""
SEAL = re.compile(r"(?!sk-)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=\D*\d)[A-Za-z0-9+/_-]{64,}={0,2}")
"""What only the provider can open, in one unbroken token; unless text stands in it (`holds_text`)."""

FEW = 6
"""So many digits may identify a person; fewer do not."""
_NAME = re.compile(r"(?=[\d-]*[A-Za-z_])[A-Za-z0-9_.:/+=-]{1,256}")
_HEX = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]{32}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_LETTERS = bytes(1 if 32 <= byte < 127 or byte in b"\n\r\t" else 0 for byte in range(256))
"""For each byte, whether it is a printed letter."""
_RUN = bytes([1]) * 20


def is_identifier(text: str) -> bool:
    """Whether it has the form of a provider's own number or name, so that it says nothing about anybody."""
    if _NAME.fullmatch(text) is None:
        return False
    if sum(map(str.isdigit, text)) < FEW:
        return True
    return any(form.fullmatch(text) is not None for form in (NUMBER, MODEL, _HEX))


def holds_text(sealed: str) -> bool:
    """Whether base64 holds a run of plain text, wherever it begins."""
    return any(_RUN in _opened(sealed[skip:]).translate(_LETTERS) for skip in range(4))


def is_sealed(text: object) -> bool:
    """Whether it is base64 of something that is no text."""
    if not isinstance(text, str) or not _BASE64.fullmatch(text):
        return False
    raw = _opened(text)
    plain = raw.translate(_LETTERS).count(1)
    return len(raw) >= 16 and plain < 0.7 * len(raw) and not holds_text(text)


def _opened(text: str) -> bytes:
    """The bytes of base64, in either alphabet; none where it is not that."""
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4 % 3), validate=True)
    except (binascii.Error, ValueError):
        return b""
