"""Names of files inside a text: `CUI_gate-codes.xlsx`, `plan_SECRET.docx`. A marked name speaks of a marked file."""

from __future__ import annotations

import re

from .place import Spot, speaks_of

ENDINGS = r"(?:docx?|docm|pptx?|xlsx?|xlsm|pdf|csv|txt|rtf|eml|msg|zip|vsdx?|odt|ods|odp|jpe?g|png|tiff?)"
BODY = 40
"""Beside the name there is a text, if only a line."""


def pattern(words: str) -> str:
    """An RE2 pattern for names of files that begin or end with one of the words, in capitals; group 1 is the name from there on."""
    return rf"(?:^|[\s/\\\"'(\[<]|\w[_-])((?:{words})(?:[_-][A-Za-z0-9_.()-]{{0,80}})?\.{ENDINGS})\b"


def is_marked(spot: Spot) -> bool:
    """Whether the name marks its file: not an address on the web, no lesson, no question, and more text around it."""
    before = spot.before[-200:].rsplit(None, 1)[-1:] if not spot.before[-1:].isspace() else [""]
    name = re.sub(r"[_.-]", " ", f"{before[0] if before else ''} {spot.text}")
    if "://" in spot.before[-200:].rsplit(" ", 1)[-1] or speaks_of(name) or spot.is_code or spot.has_holes:
        return False
    if spot.is_asked or spot.page.lesson.is_about(spot.start, spot.end):
        return False
    return len(spot.page.view.text.strip()) - len(spot.text) >= BODY
