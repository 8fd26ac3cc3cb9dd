"""Whether the words of a citation can lead somebody to a published text (139-07 fn5: what anybody could read)."""

from __future__ import annotations

import re

LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\W_]|\b(?:doi|urn):\s*[^\W_]|\b10\.\d{4,9}/[^\W_]|[\w-]\.[^\W\d_]{2}", re.IGNORECASE
)
"""A scheme with a host, a DOI (ISO 26324) or a URN (RFC 8141), or a dot in a host."""
WORDS, SIGNS = 2, 6
"""A title, a date or a docket: as many words, with as many letters and digits in all."""


def leads_somewhere(citation: str) -> bool:
    """A link, or the title and the date of what was published. One word alone leads to nothing that can be checked."""
    if LINK.search(citation):
        return True
    words = [word for word in citation.split() if any(map(str.isalnum, word))]
    return len(words) >= WORDS and sum(map(str.isalnum, "".join(words))) >= SIGNS
