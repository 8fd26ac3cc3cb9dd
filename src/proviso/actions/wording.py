"""What was typed, as it may be kept and shown: text in any encoding, without characters that steer what shows it.

A lone surrogate cannot be stored, an escape sequence draws on an auditor's terminal, and an override (Unicode TR 36)
shows a name or a link as another one. Each becomes a replacement mark, so that it is seen that something stood there.
"""

from __future__ import annotations

import re

MARK = "\ufffd"
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(typed: str) -> str:
    """Several lines: line ends and tabs stay."""
    return _STEERS.sub(MARK, typed.replace("\r\n", "\n"))


def clean_line(typed: str) -> str:
    """One line: each run of blanks and line ends is one blank."""
    return _STEERS.sub(MARK, " ".join(typed.split()))


def says_something(typed: str) -> bool:
    """Whether there is a letter or a digit in it: a blank, an invisible character or a dot cites nothing."""
    return any(map(str.isalnum, typed))
