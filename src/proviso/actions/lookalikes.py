"""Is this tool known already? Names are compared as people type them: case, accents, spaces, one slip do not count."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from urllib.parse import urlsplit

CLOSE = 0.84
"""How alike two names are that are probably one: "Lantren Search" and "LanternSearch" are 0.96."""
SHORTEST = 4
_FILLERS = frozenset({"ai", "app", "the", "inc", "chat", "gpt", "assistant", "pro", "beta", "for", "by"})


def plain(name: str) -> str:
    """ "Lantérn-Search AI" as "lanternsearch": what is left when nobody watches their spelling."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", bare)
    kept = [word for word in words if word not in _FILLERS] or words
    return "".join(kept)


def host(url: str) -> str:
    """The part of an address that names whose it is: "https://www.lantern.example/app" is "lantern.example"."""
    try:
        found = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return ".".join(found.removeprefix("www.").split(".")[-2:])


def are_alike(one: str, other: str) -> bool:
    """Whether two names are probably one tool's."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    if a == b:
        return True
    if min(len(a), len(b)) < SHORTEST:
        return False
    return a in b or b in a or SequenceMatcher(None, a, b, autojunk=False).ratio() >= CLOSE


def are_same(one: str, other: str) -> bool:
    """Whether two names differ in nothing but how they are typed."""
    return bool(plain(one)) and plain(one) == plain(other)
