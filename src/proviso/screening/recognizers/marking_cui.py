"""CUI as marked: banner, portion, designation block, subject, file name (32 CFR 2002.20; CUI Marking Handbook)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from proviso.model import FindingClass, Strength
from proviso.screening import place
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_CATEGORY = re.compile(r"//[ ]?((?:SP-)?[A-Z]{2,10}(?:-[A-Z]{1,3})?)(?![A-Za-z])", re.IGNORECASE)
_LIMITS = frozenset({"NOFORN", "NF", "FEDCON", "NOCON", "RELIDO", "REL", "FED", "DL", "DISPLAY"})
_BLOCK = re.compile(
    r"^[ \t>*|_-]*(?:\d\.? )?(controlled by|cui (?:categor(?:y|ies)|type)|(?:limited )?(?:dissemination|distribution)[^:\n]{0,40}|poc|decontrol(?: on)?)\s*:[ \t]*(\S[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LESSON_VALUE = re.compile(
    r"\[|<|^(?:identif|name of|the |list|enter|see|who |what |from the|insert|your )", re.IGNORECASE
)


def _detail(text: str) -> str:
    found = [c.upper() for c in _CATEGORY.findall(text) if c.upper() not in _LIMITS]
    return found[0] if found else ""


def _banner(view: View, start: int, end: int) -> Hit | None:
    text = view.text[start:end]
    has_slash = "//" in text
    detail = " ".join(filter(None, (_detail(text), place.place_of(view, start))))
    if place.has_holes(view, start, end):
        return None
    if place.stands_alone(view, start, end):
        if has_slash or text == "CUI" or _is_repeated(view, text):
            return Hit("CUI", start, end, Strength.SURE, detail)
        return Hit("CUI", start, end, Strength.WEAK, detail)
    if not has_slash or place.is_mention(view, start, end):
        return None
    return Hit("CUI", start, end, Strength.SURE, detail)


def _is_repeated(view: View, text: str) -> bool:
    return (
        len(re.findall(rf"^[\s>*#=|_~-]*{re.escape(text)}[\s*#=|_~-]*$", view.text, re.MULTILINE | re.IGNORECASE)) >= 2
    )


def _portion(view: View, start: int, end: int) -> Hit | None:
    before = view.text[max(0, start - 1) : start]
    opens = place.opens_line(view, start) or before in {"\t", "|"} or view.text[max(0, start - 2) : start] == "| "
    sentence = re.search(r"[.!?:)]\s+$", view.text[max(0, start - 4) : start]) is not None
    if not place.has_body(view, end) or not (opens or sentence) or place.is_quoted(view, start, end):
        return None
    if not opens and place.is_explained(view, start, end):
        return None
    return Hit("CUI", start, end, Strength.SURE, " ".join(filter(None, (_detail(view.text[start:end]), "portion"))))


def _block(view: View) -> Iterable[Hit]:
    """Two labels of a designation block with real values on lines close to each other."""
    real = [m for m in _BLOCK.finditer(view.text) if not _LESSON_VALUE.search(m.group(2)) and len(m.group(2)) < 90]
    for one, two in pairwise(real):
        labels = {m.group(1).lower().split()[0] for m in (one, two)}
        if two.start() - one.end() < 120 and len(labels) == 2 and labels & {"controlled", "cui"}:
            yield Hit("CUI", one.start(1), two.end(2), Strength.SURE, "block")
            return


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if place.is_lesson(view):
        return
    for match in matches:
        start, end = match.spans[1] if len(match.spans) > 1 else match.spans[0]
        hit: Hit | None = None
        if match.pattern in (0, 1):
            hit = _banner(view, start, len(view.text[:end].rstrip()))
        elif match.pattern == 2:
            hit = _portion(view, start, end)
        elif match.pattern == 4:
            hit = None if place.is_question(view) else Hit("CUI", start, end, Strength.SURE, "subject")
        elif match.pattern == 5 and view.name:
            hit = Hit("CUI", start, end, Strength.SURE, "filename")
        if hit:
            yield hit
    if any(match.pattern == 3 for match in matches):
        yield from _block(view)


RECOGNIZER = Recognizer(
    name="marking_cui",
    kinds=(
        kind(
            "CUI",
            "CUI marking",
            "32 CFR 2002.20; CUI Marking Handbook 1.1",
            cls=FindingClass.CONTROLLED,
            sentence="It marks controlled unclassified information (CUI).",
        ),
    ),
    patterns=(
        r"(?im:^[ \t>*#=|_~-]*(cui|controlled)[ \t*#=|_~-]*(?:page \d+[^\n]{0,12})?[ \t*|]*$)",
        r"(?:^|[^\w/(])((?i:cui|controlled) ?// ?(?i:SP-)?[A-Za-z][A-Za-z-]{0,12}(?: ?//? ?(?:(?i:SP-)?[A-Z][A-Za-z-]{1,14}|(?i:fed only|dl only|rel to usa|display only|no ?forn|fedcon)))*)",
        r"(\((?:CUI|cui)(?:// ?[A-Za-z][A-Za-z/ -]{1,40})?\))",
        r"(?i:\bcontrolled by ?:|\bcui (?:category|categories) ?:)",
        r"(?im:(?:^|[-.:] )[ \t>*]*(?:subject|subj|re|betreff)\s?:\s?(?:re: ?|fw: ?|fwd: ?)*(\[cui[^\]\n]{0,30}\]|cui ?(?:-|//|:)|contains cui))",
        r"^(CUI)(?:[-_ ./]|$)",
    ),
    find=_find,
    finds=(
        ("CUI\n\nMEMORANDUM FOR: Regional Directors\nThe readers fail open.\n\nCUI", "CUI"),
        ("CONTROLLED\nThe gate code list is late.\nCONTROLLED", "CUI"),
        ("CUI//SP-PRVCY\nStaff list follows.", "CUI"),
        ("the guard desk every 26 days.\nCUI//SP-PHYS//NOFORN      Page 2 of 808\nThe key", "CUI"),
        ("(CUI) The audit found nine accounts without logging.", "CUI"),
        ("- (CUI//ISVI) The patch server has no backup", "CUI"),
        ("Controlled by: Grants Unit\nCUI Category: FNC\nPOC: 202-555-0100", "CUI"),
        ("Subject: [CUI] RE: lease annex\nsend it on", "CUI"),
        ("CUI//PRIVILEGE//Attorney-Client\nAdvice follows.", "CUI"),
    ),
    leaves=(
        "what does CUI//SP-PRVCY mean?",
        "The memo forbids Controlled Unclassified Information (CUI) in commercial tools.",
        "- CUI - Controlled Unclassified Information",
        'Place "CUI" at the top and bottom of the first page.',
        "Controlled by: [Component / Office]\nCUI Category: [from the registry]",
        "Controlled by: identifies the organization that designated it.\nCUI Category: see the registry.",
        "Quiz: which banner is right? a) CUI//NOFORN b) NOFORN//CUI c) UNCLASSIFIED//CUI",
        "The template header must read `CUI` in 12 pt.",
        "A paragraph that begins with (U//FOUO) is legacy; use (CUI).",
        "What are the steps after a CUI spillage, in general?",
        "NIST SP 800-171, Protecting Controlled Unclassified Information in Nonfederal Systems",
    ),
)
