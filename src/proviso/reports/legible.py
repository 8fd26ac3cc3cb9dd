"""Letters that a file can hold: XML knows no control characters, and no half of a surrogate pair.

Signs that turn the letters behind them around are shown, too: a reader would see other words than the approved ones.
"""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e"), "\n")
"""Ends of pages and lines, as Python reads them: XML has none of these."""


def printable(text: str) -> str:
    """The text with each letter that XML cannot hold, or that turns others around, shown as its number: `[U+0007]`."""
    text = text.translate(_BREAKS)
    return _UNPRINTABLE.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)
