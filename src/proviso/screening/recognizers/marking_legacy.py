"""Labels before and beside CUI: FOUO, SBU, LES, SSI, PCII, CVI, SGI, OUO and others (DHS MD 11042.1; 49 CFR 1520; 6 CFR 29)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening import place
from proviso.screening.recognizer import Hit, Kind, Match, Recognizer, View, kind

_WORDS = {
    "for official use only": "FOUO", "fouo": "FOUO", "official use only": "OUO", "ouo": "OUO", "sensitive but unclassified": "SBU", "sbu": "SBU",
    "sbu-nf": "SBU", "law enforcement sensitive": "LES", "les": "LES", "limited official use": "LOU", "limited distribution": "LOU", "limdis": "LOU",
    "sensitive security information": "SSI", "ssi": "SSI", "protected critical infrastructure information": "PCII", "pcii": "PCII",
    "chemical-terrorism vulnerability information": "CVI", "cvi": "CVI", "safeguards information": "SGI", "sgi": "SGI", "sgi-m": "SGI",
    "unclassified controlled nuclear information": "UCNI", "ucni": "UCNI", "source selection information": "SOURCE_SELECTION", "federal tax information": "FTI", "fti": "FTI",
}  # fmt: skip
_PHRASE = "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True))
_FULL = "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True) if " " in w)
_SHORT = "FOUO|SBU(?:-NF)?|LES|OUO|SSI|PCII|CVI|UCNI|SGI"


def _kind_of(text: str) -> str:
    low = text.lower().replace("unclassified//", "").replace("u//", "").strip(" ()/")
    for word in sorted(_WORDS, key=len, reverse=True):
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", low):
            return _WORDS[word]
    return "FOUO"


def _line(view: View, start: int, end: int) -> Hit | None:
    """A label in a line of its own, or at the head of a subject."""
    text = view.text[start:end]
    if place.has_holes(view, start, end) or place.is_quoted(view, start, end):
        return None
    count = len(re.findall(rf"^[\s>*#=|_~(-]*{re.escape(text)}\W*$", view.text, re.MULTILINE))
    is_loud = text.isupper() or count >= 2
    strength = Strength.SURE if is_loud else Strength.WEAK
    return Hit(_kind_of(text), start, end, strength, place.place_of(view, start))


def _inline(view: View, start: int, end: int) -> Hit | None:
    """A label in capitals that opens or closes a paragraph, or joined by a double slash."""
    text = view.text[start:end]
    if place.is_mention(view, start, end):
        return None
    edge = place.opens_line(view, start) or place.ends_line(view, end) or place.in_footer(view, start)
    if "//" in text or (edge and text.isupper() and " " in text):
        return Hit(_kind_of(text), start, end, Strength.SURE, "line")
    return None


def _portion(view: View, start: int, end: int) -> Hit | None:
    sentence = re.search(r"[.!?:)]\s+$", view.text[max(0, start - 4) : start]) is not None
    opens = place.opens_line(view, start)
    if not place.has_body(view, end) or not (opens or sentence) or place.is_question(view):
        return None
    if not opens and place.is_explained(view, start, end):
        return None
    return Hit(_kind_of(view.text[start:end]), start, end, Strength.SURE, "portion")


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if place.is_lesson(view):
        return
    for match in matches:
        start, end = match.spans[1]
        hit: Hit | None = None
        if match.pattern == 0:
            hit = _line(view, start, end)
        elif match.pattern == 1:
            hit = _inline(view, start, end)
        elif match.pattern == 2:
            hit = _portion(view, start, end)
        elif match.pattern == 3:
            hit = Hit(_kind_of(view.text[start:end]), start, end, Strength.SURE, "subject")
        elif match.pattern == 4:
            if not place.is_question(view) and not place.is_quoted(view, start, end):
                hit = Hit("SSI", start, end, Strength.SURE, "warning")
        elif match.pattern == 5:
            hit = Hit("DISTRIBUTION", start, end, Strength.SURE, "statement")
        elif match.pattern == 6 and view.name:
            hit = Hit(_kind_of(view.text[start:end]), start, end, Strength.SURE, "filename")
        elif match.pattern == 7 and place.stands_alone(view, start, end) and not place.is_mention(view, start, end):
            hit = Hit("TLP", start, end, Strength.SURE, "banner")
        if hit:
            yield hit


def _marking(name: str, title: str, authority: str, what: str, article: str = "") -> Kind:
    return kind(name, title, authority, cls=FindingClass.CONTROLLED, article=article, sentence=f"It marks {what}.")


RECOGNIZER = Recognizer(
    name="marking_legacy",
    kinds=(
        _marking(
            "FOUO", "FOUO marking", "DHS MD 11042.1", "information that is for official use only", "an FOUO marking"
        ),
        _marking("OUO", "OUO marking", "DOE O 471.3", "information that is for official use only", "an OUO marking"),
        _marking("SBU", "SBU marking", "12 FAM 540", "sensitive but unclassified information", "an SBU marking"),
        _marking("LES", "LES marking", "agency practice", "law enforcement sensitive information", "an LES marking"),
        _marking("LOU", "limited use marking", "agency practice", "information with limited distribution"),
        _marking("SSI", "SSI marking", "49 CFR 1520.13", "sensitive security information", "an SSI marking"),
        _marking("PCII", "PCII marking", "6 CFR 29", "protected critical infrastructure information"),
        _marking("CVI", "CVI marking", "6 CFR 27.400", "chemical-terrorism vulnerability information"),
        _marking("SGI", "SGI marking", "10 CFR 73.22", "nuclear safeguards information", "an SGI marking"),
        _marking("UCNI", "UCNI marking", "10 CFR 1017", "controlled nuclear information"),
        _marking("SOURCE_SELECTION", "source selection marking", "FAR 3.104-4", "source selection information"),
        _marking("FTI", "tax information marking", "IRS Publication 1075", "federal tax information"),
        _marking("DISTRIBUTION", "distribution statement", "DoDI 5230.24", "a document with limited distribution"),
        _marking("TLP", "TLP marking", "FIRST TLP 2.0", "information with limited sharing"),
    ),
    patterns=(
        rf"(?im:^[ \t>*#=|_~(/-]*((?:u//|unclassified ?// ?)?(?:{_PHRASE})(?: ?// ?[a-z/ ]{{2,30}})?)[ \t*#=|_~)/.-]*(?:page \d+[^\n]{{0,12}})?[ \t]*$)",
        rf"(?:^|[^\w/(])((?i:UNCLASSIFIED|U) ?// ?(?:FOUO|LES|SBU|SSI|(?i:{_FULL}))|(?:LES|SBU|SSI|PCII)//[A-Z]{{2,}}|{_FULL.upper()})",
        rf"(\((?:U//)?(?:{_SHORT})(?://[A-Z/ ]{{2,20}})?\)|\(U//DS\))",
        rf"(?im:(?:^|[-.:] )[ \t>*]*(?:subject|subj|re)\s?:\s?(?:re: ?|fw: ?|fwd: ?)*\[?((?:{_PHRASE})\b)\]?)",
        r"(?i:((?:this|the) (?:record|document) contains sensitive security information that is controlled under 49 ?cfr parts? 15 and 1520))",
        r"(?i:(distribution statement [b-f])\b[.:])",
        rf"^((?:{_SHORT})|(?i:for.official.use.only|law.enforcement.sensitive))(?:[-_ ./]|$)",
        r"(TLP: ?(?:RED|AMBER(?:\+STRICT)?))\b",
    ),
    find=_find,
    finds=(
        ("Report\nFOR OFFICIAL USE ONLY", "FOUO"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY\n(U//FOUO) A group photographed the dock.", "FOUO"),
        ("LAW ENFORCEMENT SENSITIVE\nStash houses rotate.\nLAW ENFORCEMENT SENSITIVE", "LES"),
        ("Subject: SENSITIVE BUT UNCLASSIFIED - cable\nPlease cut this.", "SBU"),
        (
            "WARNING: This record contains Sensitive Security Information that is controlled under 49 CFR parts 15 and 1520.",
            "SSI",
        ),
        ("PROTECTED CRITICAL INFRASTRUCTURE INFORMATION\nSubmission no. 777-680", "PCII"),
        ("SBU\nThe visit is moved.", "SBU"),
    ),
    leaves=(
        '"FOUO" is not a FOIA exemption; why do people think so?',
        'Executive Order 13556 replaced labels such as "Sensitive But Unclassified".',
        "Personnel must never put any For Official Use Only information into tools.",
        "A paragraph that begins with (U//FOUO) is legacy; use (CUI).",
        'Is a PDF with "Sensitive Security Information" in its title releasable? See 49 CFR 1520.',
        "DISTRIBUTION STATEMENT A. Approved for public release.",
        "TLP:CLEAR advisory text",
    ),
)
