"""Letters that a file can hold: XML knows no control characters, and no half of a surrogate pair."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with each letter that XML cannot hold shown as its number: `[U+0007]`."""
    return _UNPRINTABLE.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)
