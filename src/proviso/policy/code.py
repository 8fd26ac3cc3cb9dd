"""Is this text source code? Asked only for a tool whose approval holds for public source code only (139-07.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from proviso.model import Part

SHARE = 0.5
"""So many of the lines must look like code."""
_LINE = re.compile(
    r"[{};]\s*$|^\s*(?:#|//|/\*|\*|--|@\w)|^\s*(?:def|class|import|from|return|if|elif|else|for|while|try|except|with|func|fn|let|const|"
    r"var|public|private|package|use|int|void|SELECT|INSERT|UPDATE|CREATE|print)\b.*[:;({=)]?\s*$|\w\(.*\)|\w\s*[:+\-*/|&]?=\s*\S|=>|->|</?\w+>"
)


def is_code(parts: Iterable[Part]) -> bool:
    """Whether at least half of the lines that hold something look like source code."""
    lines = [line for part in parts for line in part.text.splitlines() if line.strip()]
    return bool(lines) and sum(_LINE.search(line[:400]) is not None for line in lines) >= SHARE * len(lines)
