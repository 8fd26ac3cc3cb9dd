"""CUI as marked: banner, portion, designation block, statement, subject, file name (32 CFR 2002.20; CUI Marking Handbook)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from proviso.model import Strength
from proviso.screening.markings import blocks, files, judging, kinds, marks, place, saying
from proviso.screening.markings.place import Page, Spot
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_BARE = rf"{marks.LOOSE_CUI}|{marks.NAMED_CUI}|{marks.CONTAINS}(?:cui|controlled unclassified information)|c ?[uv] ?[i1l|]|c\.u\.i\.?|controlled(?: unclassified information)?(?: ?\(cui\))?"
_SPELLED = "CONTROLLEDUNCLASSIFIEDINFORMATION"
ALONE, LEFT, RIGHT, LOUD, JOINED, PORTION, BLOCK, SAID, LOW, SUBJECT, NAMED = range(11)
_LOOSE = re.compile(marks.LOOSE_CUI, re.IGNORECASE)
_NAMED = re.compile(rf"CUI(?i:{marks.NAMED_CUI.removeprefix('cui')})")


def _plain(text: str) -> str:
    """A banner without blanks, in capitals, as it is compared with others."""
    up = re.sub(r"[ .]", "", text.upper()).replace("CU1", "CUI").replace("CUL", "CUI").replace("CVI", "CUI")
    return _SPELLED if up.startswith(_SPELLED) else up


def _hit(spot: Spot, strength: Strength | None, detail: str = "") -> Hit | None:
    if strength is None:
        return None
    said = " ".join(filter(None, (marks.category_of(spot.text), detail or spot.where)))
    return Hit("CUI", spot.start, spot.end, strength, said)


def _bare(spot: Spot, count: int) -> Hit | None:
    is_spelled = _plain(spot.text).startswith("CONTROLLED")
    if spot.in_subject and spot.before.rstrip().endswith(("[", "(")):
        return _hit(spot, Strength.SURE, "subject")
    if spot.in_subject and re.match(r" ?(?:[-|:]|//|$)", spot.after) and not is_spelled:
        is_about = place.speaks_of(spot.after) or not spot.is_loud
        return (
            None
            if is_about or spot.page.lesson.is_about(spot.start, spot.end)
            else _hit(spot, Strength.SURE, "subject")
        )
    if judging.contains(spot):
        return _hit(spot, Strength.SURE, "statement")
    if _NAMED.fullmatch(spot.text) and judging.heads(spot):
        return _hit(spot, Strength.SURE)
    is_loose = _LOOSE.fullmatch(spot.text) is not None
    return _hit(spot, judging.bare(spot, count, is_plain=is_spelled, is_phrase=is_loose))


def _portion(spot: Spot) -> Hit | None:
    if not judging.is_portion(spot) or _is_spelled_after(spot):
        return None
    return _hit(spot, Strength.SURE, "portion")


def _is_spelled_after(spot: Spot) -> bool:
    return (
        re.match(r"[\s:-]*controlled unclassified|\s*[-=:] \w+ (?:mark|portion|unclass)", spot.after.lower())
        is not None
    )


def _said(spot: Spot) -> Hit | None:
    """ "This e-mail contains CUI." speaks of the text that it stands in."""
    if spot.has_holes or spot.is_asked or spot.is_training or not spot.begins:
        return None
    return None if spot.page.lesson.is_about(spot.start, spot.end) else _hit(spot, Strength.SURE, "statement")


def _file(view: View, match: Match) -> Hit | None:
    start, end = match.spans[1]
    if place.speaks_of(view.text[end:]) or place.speaks_of(view.text[:start]):
        return Hit("CUI", start, end, Strength.WEAK, "filename")
    return Hit("CUI", start, end, Strength.SURE, "filename")


def _one(number: int, counts: Counter[str], spot: Spot) -> Hit | None:
    if number in (LOUD, JOINED, PORTION, LOW) and saying.is_said(spot):
        return _hit(spot, Strength.SURE, "statement")
    if number == NAMED:
        return _hit(spot, Strength.LIKELY, "filename") if files.is_marked(spot) else None
    if number == LOW:
        return None
    if number == JOINED:
        return _hit(spot, judging.joined(spot))
    if number == PORTION:
        return _portion(spot)
    return _said(spot) if number == SAID else _bare(spot, counts[_plain(spot.text)])


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if view.name:
        yield from (hit for m in matches if m.pattern in (LOUD, JOINED, PORTION) and (hit := _file(view, m)))
        return
    page = Page(view)
    spots = {m.spans[1]: m.pattern for m in reversed(matches) if m.pattern != BLOCK}
    made = [
        (page.spot(start, start + len(view.text[start:end].rstrip(" ,/-"))), n) for (start, end), n in spots.items()
    ]
    counts = Counter(_plain(s.text) for s, n in made if n not in (PORTION, SAID) and (s.is_apart or s.begins))
    for spot, number in made:
        hit = page.once(spot, number, partial(_one, number, counts))
        if hit:
            yield hit
    for start, end in blocks.designation(view, [m for m in matches if m.pattern == BLOCK]):
        if not page.lesson.is_about(start, end):
            yield Hit("CUI", start, end, Strength.SURE, "block")


RECOGNIZER = Recognizer(
    name="marking_cui",
    kinds=kinds.CUI,
    patterns=(
        *place.bare_patterns(_BARE),
        rf"(?:^|[^\w/-])((?i:{marks.LOOSE_CUI})|CUI)(?:[^\w/]|/?$)",
        rf"(?:^|[^\w/])({marks.CUI})",
        rf"([(\[](?i:cui)(?:{marks.SLASH}{marks.TOKEN}(?: ?/ ?{marks.TOKEN})*)*[)\]])",
        r"(?i:\b(controlled by|cui (?:category|categories|type)|ldc)[\"'*]{0,3}\s?(?::|\t|\|| - |\([si]))",
        r"(?i:((?:the |this )?(?:attached|enclosed|attachment|enclosure)(?: [a-z-]{3,12})? contains? (?:cui|controlled unclassified information)|this (?:e-?mail|message|document|page|attachment|file|report|transmittal|briefing|record)s? (?:and (?:its|any|all) attachments )?(?:may )?contains? (?:cui|controlled unclassified information)))\b",
        r"(?i:\b(?:is|it's|its|marked|stamped|labell?ed|classified|contains|this|an?) (?:(?:as|all|only) )?(cui|controlled unclassified information)\b)",
        r"(?im:^[ \t>*|]*(?:subject|subj)\**:\**[ ]?(?:(?:re|fwd?):[ ]?){0,4}[\[({]?(cui)\b)",
        files.pattern("CUI"),
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
        ("| Controlled by | Grants Unit |\n| CUI Category | FNC |", "CUI"),
        ("Subject: [CUI] RE: lease annex\nsend it on", "CUI"),
        ("CUI//PRIVILEGE//Attorney-Client\nAdvice follows.", "CUI"),
        ("Facility Plan          CUI          Page 3 of 9\nThe gate is open.", "CUI"),
        ("Classification: CUI//SP-PHYS\nThe gate is open.", "CUI"),
        ("CUI/SP-PRVCY\nThe gate is open.", "CUI"),
        ("ok this paragraph is cui, please reword it: the relief valves stick when it is cold", "CUI"),
        ("CUI_gate-codes.xlsx\nnorth 4471, south 8832, please make a table", "CUI"),
        ("This e-mail contains CUI.\nThe gate code is on the back.", "CUI"),
    ),
    leaves=(
        "what does CUI//SP-PRVCY mean?",
        "The memo forbids Controlled Unclassified Information (CUI) in commercial tools.",
        "- CUI - Controlled Unclassified Information",
        "CUI     Controlled Unclassified Information\nFOUO    For Official Use Only",
        'Place "CUI" at the top and bottom of the first page.',
        "Controlled by: [Component / Office]\nCUI Category: [from the registry]",
        "Controlled by: identifies the organization that designated it.\nCUI Category: see the registry.",
        "Quiz: which banner is right? a) CUI//NOFORN b) NOFORN//CUI c) UNCLASSIFIED//CUI",
        "The template header must read `CUI` in 12 pt.",
        "A paragraph that begins with (U//FOUO) is legacy; use (CUI).",
        "What are the steps after a CUI spillage, in general?",
        "NIST SP 800-171, Protecting Controlled Unclassified Information in Nonfederal Systems",
        "Subject: CUI - annual training is due\nPlease finish it by Friday.",
        "Pages with CUI//SP-PRVCY stay in a locked cabinet.",
    ),
)
