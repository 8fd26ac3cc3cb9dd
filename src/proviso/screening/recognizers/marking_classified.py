"""Classification as marked: banner, portion, authority block, subject, file name (E.O. 13526; 32 CFR 2001; ISOO marking booklet)."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from proviso.model import Strength
from proviso.screening.markings import blocks, files, judging, kinds, marks, place, released, saying
from proviso.screening.markings.place import DECOR, Page, Spot
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_ADVERTISED = r"(?i:(?:top secret|ts)/sci)"
_BARE = rf"{marks.LOOSE}|{_ADVERTISED}|{marks.DOTTED}|{marks.LEVEL}|{marks.NATO}"
ALONE, LEFT, RIGHT, LOUD, JOINED, FOREIGN, PORTION, BLOCK, CABLE, FILE, LOW, NEARLY, LABELED, LEVELED, NAMED = range(15)
_LOOSE = re.compile(marks.LOOSE)
_LEGEND = re.compile(r"^\s*[-=:,]? ?(?:\d{4}\b|[a-z]+(?: [a-z]+){0,2}\s*(?:$|[,;=]))")


def _hit(spot: Spot, strength: Strength | None, detail: str = "") -> Hit | None:
    if strength is None:
        return None
    return Hit(marks.level_of(spot.text.strip(" ()[]")), spot.start, spot.end, strength, detail or "banner")


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper().replace("0", "O").replace("1", "I"))


def _bare(spot: Spot, count: int) -> Hit | None:
    is_nato = re.match(r"nato|cosmic", spot.text, re.IGNORECASE) is not None
    is_loose = _LOOSE.fullmatch(spot.text) is not None
    is_plain = not is_loose and _plain(spot.text).startswith(("CONF", "TSSCI", "TOPSECRETSCI"))
    if spot.in_subject and not is_plain and (spot.is_loud or is_nato):
        closed = spot.before.rstrip().endswith(("[", "(")) or re.match(r" ?(?:[-|:]|//|$)", spot.after) is not None
        if closed and not place.speaks_of(spot.after) and not spot.page.lesson.is_about(spot.start, spot.end):
            return _hit(spot, Strength.SURE, "subject")
    strength = judging.bare(spot, count, is_plain=is_plain, is_phrase=is_nato or is_loose)
    if strength is not None and not spot.is_loud and is_plain:
        return None  # "Confidential" in small letters is what any office writes on its letters
    return _hit(spot, strength)


def _portion(spot: Spot, has_second: bool) -> Hit | None:
    if not judging.is_portion(spot) or spot.is_asked:
        return None
    if ("/" not in spot.text and not (has_second or spot.in_subject)) or re.match(
        r"\s*[-=:] \w+ (?:mark|portion|level)", spot.after.lower()
    ):
        return None
    if "/" not in spot.text and _LEGEND.match(spot.after):
        return None
    return _hit(spot, Strength.SURE, "portion")


def _has_second_signal(portions: Sequence[Spot]) -> bool:
    """(S) and (C) also number paragraphs: they count beside (U) where they do not follow each other in the alphabet, without neighbors (A), (B), (D)…"""
    opening = [s for s in portions if (s.opens or s.begins) and s.has_body() and not _LEGEND.match(s.after)]
    letters = [s.text.strip("()[]").upper() for s in opening]
    if any(one in {"A", "B", "D", "R", "T", "V"} for one in letters):
        return False
    marks_ = [one for one in letters if one in {"U", "C", "S", "TS"}]
    return "U" in marks_ and len(set(marks_)) >= 2 and "".join(marks_) not in string.ascii_uppercase


def _cable(spot: Spot) -> Hit | None:
    """The first line of a message: level, section, office and number."""
    return None if spot.is_quoted or spot.page.lesson.is_about(spot.start, spot.end) else _hit(spot, Strength.SURE)


def _file(view: View, match: Match) -> Hit | None:
    start, end = match.spans[1]
    text = view.text[start:end]
    is_bare_company_word = _plain(text) == "CONFIDENTIAL"
    if is_bare_company_word or place.speaks_of(view.text[end:]) or place.speaks_of(view.text[:start]):
        return Hit(marks.level_of(text.strip(" ()[]-")), start, end, Strength.WEAK, "filename")
    return Hit(marks.level_of(text.strip(" ()[]-")), start, end, Strength.SURE, "filename")


def _one(number: int, counts: Counter[str], has_second: bool, spot: Spot) -> Hit | None:
    if number in (JOINED, LOUD, PORTION, LOW, LEVELED) and saying.is_said(spot):
        return _hit(spot, Strength.SURE, "statement") if "U" not in spot.text.strip("([")[:1].upper() else None
    if number in (JOINED, NEARLY):
        return _hit(spot, judging.joined(spot)) if number == JOINED or marks.is_nearly_level(spot.text) else None
    if number == LABELED:
        return _hit(spot, Strength.SURE, "label")
    if number == NAMED:
        return _hit(spot, Strength.LIKELY, "filename") if files.is_marked(spot) else None
    if number in (LOW, LEVELED) and not spot.is_label:
        return None
    if number == FOREIGN:
        return None if spot.is_shown() else _hit(spot, Strength.SURE)
    if number == PORTION:
        is_mark = re.match(r"[(\[](?:TS|S|C)\b", spot.text, re.IGNORECASE) is not None
        return _portion(spot, has_second) if is_mark else None
    if number == CABLE:
        return _cable(spot)
    return _bare(spot, counts[_plain(spot.text)])


def _judged(page: Page, matches: Sequence[Match]) -> Iterable[Hit]:
    view = page.view
    spots = {m.spans[1]: m.pattern for m in reversed(matches) if m.pattern not in (BLOCK, FILE)}
    made = [
        (page.spot(start, start + len(view.text[start:end].rstrip(" ,/-"))), n) for (start, end), n in spots.items()
    ]
    counts = Counter(_plain(s.text) for s, n in made if n in (ALONE, LEFT, RIGHT, LOUD) and (s.is_apart or s.begins))
    has_second = _has_second_signal(sorted((s for s, n in made if n == PORTION), key=lambda s: s.start))
    for spot, number in made:
        hit = page.once(spot, number, partial(_one, number, counts, has_second))
        if hit:
            yield hit
    for start, end in blocks.classification(view, [m for m in matches if m.pattern == BLOCK]):
        if not page.lesson.is_about(start, end):
            yield Hit("CLASSIFIED_BLOCK", start, end, Strength.SURE, "block")


def _without_counting(view: View, matches: Sequence[Match]) -> Sequence[Match]:
    """Leave out the letters that number the paragraphs of a law: without a slash or a (U) none of them can mark."""
    portions = [m.group(view, 1) for m in matches if m.pattern == PORTION]
    if any("/" in text or text[1:2] in "uU" for text in portions) or "subj" in view.low:
        return matches
    return [m for m in matches if m.pattern not in (PORTION, FILE)]


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if view.name:
        yield from (hit for m in matches if m.pattern in (FILE, JOINED, PORTION) and (hit := _file(view, m)))
        return
    matches = _without_counting(view, matches)
    if matches:
        stamps = released.stamps_in(view)
        for hit in _judged(Page(view), matches):
            yield replace(hit, strength=Strength.WEAK) if released.is_near(stamps, hit.start, hit.end) else hit


RECOGNIZER = Recognizer(
    name="marking_classified",
    kinds=kinds.CLASSIFIED,
    patterns=(
        *place.bare_patterns(_BARE),
        rf"(?:^|[^\w/-])({marks.LOOSE}|TOP SECRET|SECRET|CONFIDENTIAL|{marks.NATO})(?:[^\w/]|/?$)",
        rf"(?:^|[^\w/])({marks.CLASSIFIED})",
        rf"(?m:^{DECOR}({marks.FOREIGN}))",
        r"([(\[](?:TS|S|C|U|[ABDRTV]|[sc]|ts|u)(?://? ?[A-Za-z][A-Za-z0-9/, -]{1,60})?[)\]])",
        r"(?im:\b(class?ified by|derived? from|declassify on|cl(?:ass)?\.? by|decl(?:as)? on)[\"'*]{0,3}\s?(?::|\t|\||-)|^[ \t>*|]*(cl(?:ass)?\.? by|dr?v (?:from|fm)|decl(?:as)? on) [A-Z0-9])",
        r"(?m:^[ \t>*|]*((?:TOP SECRET|SECRET|CONFIDENTIAL) (?:(?:NOFORN |NODIS |EXDIS )?SECTION \d+ OF|[A-Z]{4,12}(?: [A-Z]{3,12}){0,2} \d{4,6}\b)))",
        r"(?:^|[ ([_-])((?:TOP[ _-]?SECRET|SECRET|CONFIDENTIAL)\b|(?:TS|S|C)[-_ ]{1,2}(?:NF|SI|REL|OC|TK|HCS)\b)",
        r"(?i:\b(?:classified|marked|stamped|labell?ed|classification:) (?:(?:as|at(?: the)?) )?(top secret|secret|confidential|ts|s)\b)",
        rf"(?:^|[^\w/-])({marks.NEARLY})",
        r"(?i:\bclassification=[\"'](TS|S|C|R)[\"'][^>\n]{1,200}\b(?:ownerproducer|disseminationcontrols)=)",
        r"(?i:\b(?:is|are|at) (?:the )?(top secret|secret|confidential|ts)[ -]level\b)",
        files.pattern(r"TOP[_-]?SECRET|SECRET|(?:TS|S|C)[-_]{1,2}(?:NF|NOFORN|SI|REL|OC|TK|HCS)"),
    ),
    find=_find,
    finds=(
        ("SECRET\n\nContingency annex B\nMovement is set.\n\nSECRET", "SECRET"),
        ("SECRET//NOFORN\nThe ford is open.", "SECRET"),
        ("TOP SECRET//SI/TK//ORCON/NOFORN\nSummary", "TOP_SECRET"),
        ("TS//SI//NF\nmessage", "TOP_SECRET"),
        ("(S//NF) The convoy was seen at the ford.", "SECRET"),
        ("a. (U) The visit went well.\nb. (C) The offer is lower than reported.", "CONFIDENTIAL"),
        ("Classified By: Director, Field Operations\nReason: 1.4(c)\nDeclassify On: 20490630", "CLASSIFIED_BLOCK"),
        ("CL BY: 4417 RSN: 1.4(c) DECL ON: 20490630", "CLASSIFIED_BLOCK"),
        ("NATO CONFIDENTIAL\nAnnex 27: fuel stocks.", "CONFIDENTIAL"),
        ("//DEU SECRET//NOFORN\nAnnex 27: fuel stocks.", "SECRET"),
        ("SECRET - NOFORN\nThe ford is open.", "SECRET"),
        ("SERCET//NOFORN\nThe ford is open.", "SECRET"),
        ("this one is marked S//NF, can you rewrite it: The ford is open from May on.", "SECRET"),
        ("Summary (S//NF): the ford is open from May on.", "SECRET"),
        ("S E C R E T SECTION 01 OF 02 BELGRAVIA 001234\nThe minister asked for time.", "SECRET"),
        ("Subject: SECRET - tonight\nThe ford is open.", "SECRET"),
    ),
    leaves=(
        "Explain the difference between (S) and (S//NF) to new hires.",
        "(A) publish criteria; (B) consult; and (C) report.",
        "(S) SAVINGS.-Nothing in this section limits the rule.",
        "(C) 2023 State University Press",
        "UNCLASSIFIED\nInstruction 12",
        "The secret to good briefing slides is practice.",
        "He kept the price confidential.",
        "The report found that the agency overclassified records marked Secret.",
        "Top Secret: the musical comes to town on May 4.",
        "NOFORN was inappropriately applied in .2% of documents.",
        "SECRET\nThe minister asked for time.\nDECLASSIFIED\nAuthority NND 947003\nSECRET",
        "Security clearance: SECRET",
        "SECRET//NOFORN - FOR TRAINING PURPOSES ONLY\nSlide 4",
    ),
)
