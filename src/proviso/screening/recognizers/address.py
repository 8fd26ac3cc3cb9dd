"""Postal addresses of homes, of many countries. An office's own address is public."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from proviso.model import Strength
from proviso.screening.common import HOME_ADDRESS
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
from proviso.screening.postal import (
    BOX,
    CAPITAL_COMPOUND,
    COMPOUND,
    FIRST,
    HOUSE,
    LEADING,
    MILITARY,
    NUMBER,
    STATES,
    STREET,
    TAIL_WORD,
    WIDE_STREET,
    WORD,
    extended,
)
from proviso.screening.recognizer import Hit, Match, Recognizer, View

SHAPE = 60
"""Score of an address that only its form gives away: a name beside it makes it no surer."""
_LIVES = words(
    "lives?", "living", "resid(?:es|ing)", "residence", "home address", "home", "rents?", "renting", "household", "moved", "staying", "house", "roommate", "landlord",
    "(?:his|her|my|their|mailing|current|permanent|last known|physical|street|applicant'?s?|client'?s?|patient'?s?) addr(?:ess)?", "addr", "dob", "occupant", "tenant", "homeowner",
    "domicilio", "direccion", "vive", "reside", "wohnt", "wohnhaft", "habite", "abita",
)  # fmt: skip
_HOME = words(
    "lived", "resid(?:ed|ent|ents)", "his", "her", "my", "their", "address(?:es)?", "neighbors?", "letter to", "mail(?:ed)?(?: it| them| the \\w+)? to", "ship(?:ped)? to",
    "deliver(?:ed)? to", "sent to", "property", "applicant", "claimant", "driver", "owner", "client", "patient", "customer", "phone", "cell", "name", "return to",
)  # fmt: skip
_OFFICE = words(
    "offices?", "headquarters?", "hq", "building", "center", "visit", "department", "agency", "library", "school", "courthouse", "court", "restaurant", "station", "venue",
    "docket", "mailstop", "mail stop", "room \\d\\w*", "washington, d\\.?c\\.?", "comments", "bureau", "division", "company", "inc", "llc", "ltd", "corp", "museum", "church", "hotel", "attn", "attention",
    "street,? nw", "ave(?:nue)?,? [ns][ew]", "street,? s[ew]", "plaza", "university", "hospital", "clinic", "administration", "commission", "authority", "association", "foundation",
    "docket", "submit", "rule", "hearing", "meeting", "ballroom", "inspection", "available at", "federal register", "press", "media", "secretary", "director", "administrator",
    "u\\.s\\.", "branch chief", "for further information", "public", "site", "facility", "plant", "warehouse", "store", "market",
)  # fmt: skip
_APARTMENT = re.compile(r"(?i:\b(?:apt|apartment|flat|lot|trlr|depto|piso|apto|wohnung|lgh)\b|#)\.? ?#?\w?\d")
_FULL = re.compile(rf"{STATES}\b,? \d{{5}}(?:-\d{{4}})?$|[A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}}$|[A-Z]\d[A-Z] \d[A-Z]\d$")
_NOT_STREET = words(
    "form", "section", "sec", "chapter", "title", "part", "page", "table", "figure", "fig", "item", "step", "line", "phase", "gate", "building", "level", "tier", "exhibit", "docket", "case", "rule",
    "version", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "oct",
    "nov", "dec", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "article", "appendix", "annex", "volume", "vol", "no", "public law", "act", "usc", "cfr", "u\\.s\\.c",
    "u\\.s\\.", "fed", "reg", "order", "eo", "directive", "policy", "room", "channel", "windows", "area", "region", "district", "zone", "hours?", "minutes?", "days?", "weeks?", "months?", "years?",
    "percent", "million", "billion", "people", "members", "cases", "am", "pm", "est", "edt", "utc", "gmt", "fiscal", "fy", "section", "tables?", "class", "grade", "group", "model", "flight", "bus",
    "world war", "covid", "phase", "option", "question", "note", "paragraph", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    "version", "release", "spring", "summer", "fall", "winter", "ticket", "receipt", "account", "id", "number", "since", "before", "after", "about", "over", "under", "until", "interstate", "exit", "mile",
)  # fmt: skip
_SHAPE = re.compile(
    rf"[\s:\n>?]{{1,6}}(?:the corner of )?((?:{NUMBER} )?(?:\d{{1,5}} )?(?:{WORD} ){{0,4}}[A-Z][A-Za-z'./-]{{2,}}(?:,? (?:No\.? ?|#|nr\.? ?)?\d{{1,5}}[A-Za-z]?\b)?)"
)
"""After a word such as "lives at": a number and a name, or a name and a number."""
_BEFORE_UNIT = re.compile(
    r"(?:(?<![\w.$-])(\d{1,6}[A-Za-z]?(?: \d{1,5})? (?:[A-Za-z][\w'./-]* ){0,5}(?:[A-Za-z][\w'./-]*)(?: \d{1,5}[A-Za-z]?)?)"
    r"|((?:[A-Z][\w'./-]* ){1,5}\d{1,5}[A-Za-z]?))[.,]?[\s>?]{1,8}$"
)
"""Before a unit: the street."""

(
    _KIND_STREET,
    _KIND_WIDE,
    _KIND_LEADING,
    _KIND_COMPOUND,
    _KIND_UNIT,
    _KIND_BOX,
    _KIND_MILITARY,
    _KIND_WORD,
    _KIND_ZIP,
    _KIND_CODE,
) = range(10)


def _strength(view: View, start: int, end: int) -> tuple[Strength, int]:
    """What the words around an address say: a home's, an office's, or nothing."""
    if is_example(view, start, end):
        return Strength.WEAK, SHAPE
    text = view.text[start:end]
    lives = near(view, start, end, _LIVES, 48)
    if near(view, start, end, _OFFICE, 100, 60) and not lives:
        return Strength.WEAK, SHAPE
    if lives:
        return Strength.LIKELY, 100
    if near(view, start, end, _HOME, 60, 40) or _APARTMENT.search(text):
        return Strength.LIKELY, SHAPE
    return (Strength.LIKELY if _FULL.search(text) else Strength.WEAK), SHAPE


def _named(view: View, match: Match) -> tuple[int, int] | None:
    """A name with a number after "lives at", "address:" and the like."""
    found = _SHAPE.match(view.text, match.end - 1, min(len(view.text), match.end + 90))
    if not found:
        return None
    start, end = found.span(1)
    text = view.text[start:end]
    if not any(c.isdigit() for c in text) or _NOT_STREET.search(text.lower()):
        return None
    return start, end


def _before_unit(view: View, match: Match) -> tuple[int, int] | None:
    """The street before "Apt. 12"."""
    low = max(0, match.start - 80)
    found = _BEFORE_UNIT.search(view.text[low : match.start])
    if not found or _NOT_STREET.search(found.group().lower()):
        return None
    start = low + (found.start(1) if found.start(1) >= 0 else found.start(2))
    return start, match.end


def _place(view: View, match: Match) -> tuple[int, int] | None:
    """The street that a match points at, before what follows it is added."""
    if match.pattern == _KIND_UNIT:
        return _before_unit(view, match)
    if match.pattern == _KIND_WORD:
        return _named(view, match)
    if match.pattern == _KIND_WIDE:
        start, end = match.spans[1]
        tail = extended(view, start, end)[1]
        if tail <= end and not near(view, start, end, _HOME, 40) and not near(view, start, end, _LIVES, 40):
            return None
        return start, end
    return match.spans[1] if len(match.spans) > 1 else match.spans[0]


def _streets(view: View, matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    for match in matches:
        place = _place(view, match)
        if place:
            yield place


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == _KIND_ZIP:
            yield Hit("ADDRESS", *match.spans[1], Strength.WEAK, score=SHAPE)
    for place in sorted(_streets(view, [m for m in matches if m.pattern != _KIND_ZIP])):
        start, end = extended(view, *place)
        strength, score = _strength(view, start, end)
        yield Hit("ADDRESS", start, end, strength, score=score)


_EDGE = r"(?:^|[^\w.$-])"
RECOGNIZER = Recognizer(
    name="address",
    kinds=(HOME_ADDRESS,),
    patterns=(
        rf"{_EDGE}({NUMBER},? (?:[NSEW]\.?[EW]?\.? )?(?:{FIRST} (?:{WORD} ){{0,3}}?){STREET}\b\.?(?: [NS][EW]\b|,? [NS]\.?[EW]\.)?)",
        rf"{_EDGE}({NUMBER} {FIRST} (?:{WORD} ){{0,2}}{WIDE_STREET}\b)",
        rf"{_EDGE}((?:{NUMBER} )?{LEADING} ?(?:{WORD} ){{0,5}}(?:{WORD}|\d{{1,3}}[A-Z]?),? ?(?:[Nn]o\.?:? ?|# ?|nr\.? |d\. )?\d{{1,5}}(?:-\d{{1,4}})?[A-Za-z]?\b|\d{{1,5}},? (?:bis )?{LEADING} (?:{WORD} ){{0,4}}[A-Z][A-Za-z'-]+)",
        rf"{_EDGE}((?:{NUMBER} )?(?:(?:[A-Z][A-Za-z'.-]+ ){{0,3}}(?i:{COMPOUND})|{CAPITAL_COMPOUND}|(?:[A-Z][A-Za-z'.-]+ ){{1,3}}{TAIL_WORD}) (?:[Nn]o\.?:? ?|nr\.? )?\d{{1,4}}[A-Za-z]?\b\.?)",
        r"\b(?i:(?:apt|apartment|suite|ste|flat|unit|depto|apto|wohnung|lgh)\.? ?#?[a-z]?-?\d{1,5}[a-z]?\b)",
        BOX,
        MILITARY,
        r"(?i:\b(?:(?:address|domicilio|direccion)(?:es)?(?: (?:is|are|was|to|with|as|linked to [a-z ]{0,20}to))?(?: the same)?\s{0,2}[: ]|(?:li(?:ve|ves|ved|ving)|resid(?:e|es|ed|ing)|stay(?:s|ed|ing)?|mov(?:ed|ing)|mail(?:ed)?|sen[dt]|return(?:ed)?|ship(?:ped)?|deliver(?:ed)?|arrived|meet|house|home|office|vive|reside|located|stop|station|restaurant)(?: [a-z]+){0,6}? (?:at|on|in|to|of|en)|(?:enter|is) on|side of)\s)",
        r"(?i:\b(?:zip(?: ?code)?|postal code|post ?code|codigo postal|plz)(?: is|:| -)? {0,2})(\d{4,6}(?:-\d{4})?)\b",
        rf"{_EDGE}({NUMBER} (?:[A-Z][A-Za-z'-]+ ){{1,3}}[A-Z][a-z]+(?:,? (?:Apt|Unit|Suite|Ste|#)\.? ?[A-Za-z0-9-]{{1,5}})?,?[ \n][A-Z][A-Za-z. ]{{2,25}},? {STATES} \d{{5}}(?:-\d{{4}})?\b)",
    ),
    gates={
        _KIND_STREET: rf"[A-Za-z'.-] {STREET}\b",
        _KIND_COMPOUND: HOUSE,
        _KIND_CODE: rf"[A-Za-z. ],? {STATES} \d{{5}}",
    },
    find=_find,
    finds=(
        ("He said he rents at 5758 Granite Ave.", "ADDRESS"),
        ("4753 Ironwood Dr Apt 6, East Brannock, NM 00387", "ADDRESS"),
        ("Ihre Adresse: sie wohnt in der Lindenstraße 14, 10969 Berlin", "ADDRESS"),
        ("Vive en la Calle Robles 27, 28013 Madrid", "ADDRESS"),
        ("She lives at 12 rue des Lilas", "ADDRESS"),
        ("his address is ul. Polna 8", "ADDRESS"),
        ("moved to P.O. Box 4411", "ADDRESS"),
        ("mail it to her at PSC 473 Box 12, FPO AP 96349", "ADDRESS"),
    ),
    leaves=(
        "Visit our office at 500 C Street SW, Washington, DC 20472",
        "3 Way Court tests",
        "room 12 Main Street office",
        "The rule is at 12 CFR 1026 and was sent to Section 12.",
        "She lives in May 2024 terms",
        "They moved to Phase 2 of the plan.",
    ),
)
