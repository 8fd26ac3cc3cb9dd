"""A text that asks for a decision that people must make (139-07.5.a–e). The words that ask are the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_VERBS = r"(?:approve|deny|grant|revoke|reject|suspend|clear|hire|fire|terminate|remove|detain|release|arrest|investigate|charge|fine|admit|deport|prosecute|certify|disqualify|discipline|evict|cut off|let (?:him|her|them))"
_WHO = r"(?:applicant|claimant|respondent|candidate|petitioner|beneficiary|employee|contractor|inmate|detainee|tenant|student|patient|client|subject|person|traveler|officer|family|household|vendor|parolee|sponsor|permit holder)"
_THIS = r"(?:this|that|the|our|my|his|her|their|each)"
_AREAS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (area, re.compile(rf"(?<![a-z])(?:{words})"))
    for area, words in (
        ("vetting", r"suitab|public trust|clearance|background (?:check|investigation)|sf-?86|hir(?:e|ing)|vett|watch ?list|traveler|screening|foreign contacts"),
        ("credentialing", r"badge|credential|licen[sc]e|certif|twic\b|piv\b|access card|permit"),
        ("enforcement", r"fine[ds]?\b|penalt|arrest|detain|removal|deport|search warrant|charge[ds]?\b|disciplin|citation|enforce|violation|prosecut|evict|suspen"),
        ("investigation", r"investigat|fraud|suspect|credib|tip\b|interrogat|lead\b|intelligence"),
        ("benefits", r"benefit|claim|snap\b|tanf|eligib|assistance|disabilit|pension|voucher|medicaid|asylum|visa|petition|adjustment|cancellation|naturaliz|grant|award|registration"),
    )
)  # fmt: skip
_PERSON = re.compile(
    rf"(?<![a-z])(?:he|she|his|her|him|mr\.|ms\.|mrs\.|(?:the|this|each) {_WHO}|{_WHO} [A-Z][a-z]+|applicant:|subject:|respondent|claimant|a[-# ]{{0,2}}\d{{3}}|case (?:no\.?|#|\d)|claim (?:no\.?|#|\d))(?![a-z])",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?<![a-z])(?:in general|policy|template|training|what is|how (?:do|does|are)|rules? (?:for|about)|sample|example|explain|criteria|process|faq|poster|checklist|webinar|course|statute|regulation)(?![a-z])"
)
ASK = 700
"""The words that ask stand in the first or the last so many characters of a text."""


def _area(view: View, start: int, end: int) -> str:
    around = view.low[max(0, start - 400) : end + 400]
    counts = {area: len(pattern.findall(around)) for area, pattern in _AREAS}
    best = max(counts, key=lambda area: counts[area])
    return best if counts[best] else "benefits"


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    size = len(view.text)
    for match in matches:
        at_edge = match.start < ASK or match.end > size - ASK
        around = view.text[max(0, match.start - 500) : match.end + 700]
        is_person = _PERSON.search(around) is not None
        line = view.low[max(0, match.start - 60) : match.end + 60]
        strong = at_edge and is_person and not _GENERAL.search(line)
        yield Hit(
            "DECISION",
            match.start,
            match.end,
            Strength.LIKELY if strong else Strength.WEAK,
            _area(view, match.start, match.end),
        )


RECOGNIZER = Recognizer(
    name="decisions",
    kinds=(
        kind(
            "DECISION",
            "request for a decision about a person",
            "139-07.5.a–e",
            cls=FindingClass.PURPOSE,
            plural="requests for a decision about a person",
            sentence="People make decisions about a person from start to end.",
        ),
    ),
    patterns=(
        rf"(?i:\bshould (?:we|i|the (?:officer|agency|board|judge|adjudicator|panel|supervisor)|they|you) (?:\w+ly )?{_VERBS}\b(?: \w+){{0,3}})",
        rf"(?i:\bshould {_THIS} (?:\w+ )?(?:{_WHO}|claim|case|petition|application|request|appeal)(?: \w+)? (?:be|get|receive|keep|lose|qualify)\b(?: \w+){{0,3}})",
        rf"(?i:\b(?:decide|determine|tell (?:me|us)|recommend|judge)\b (?:if|whether)\b[^.?\n]{{0,24}}\b(?:he|she|they|{_WHO}|claim|case|petition)\b[^.?\n]{{0,40}}\b(?:eligib|qualif|suitab|credib|approv|deni|deny|grant|fraud|trustworth|remov|hir|lying|truthful|guilty)\w*)",
        r"(?i:\bdecide ?: ?|\b(?:approve or deny|grant or deny|deny or approve|approve or reject)\b\??|\b(?:list|give|state)[^.\n]{0,40}\byour decision\b)",
        r"(?i:\b(?:draft|write|prepare|compose|issue)(?: me| up)? (?:the|a|an|his|her|their|this) (?:\w+ ){0,2}(?:denial|revocation|decision|adverse action|termination|removal order|suspension|rejection|eligibility determination|notice of intent to deny|disqualification|penalty)\b(?: (?:letter|notice|memo|order))?(?: (?:for|to|of|on)(?: \w+){1,3})?)",
        rf"(?i:\bis {_THIS} (?:{_WHO}|claim|story|tip|account) (?:eligible|credible|a fraud|fraudulent|lying|a duplicate claim|suitable|qualified)\b|\bis (?:he|she|it|this) (?:eligible|credible|lying|suitable|a duplicate claim)\b\??)",
    ),
    find=_find,
    finds=(
        ("The applicant missed two interviews. draft the denial for claim 4471", "DECISION"),
        ("She was late twice. should we revoke her badge", "DECISION"),
        ("decide if the applicant is eligible. She earns $900 a month.", "DECISION"),
        ("Respondent entered 2012. Should the officer grant cancellation?", "DECISION"),
        ("Based on these answers, should this person be found eligible for a position?", "DECISION"),
    ),
    leaves=(
        "Explain when an agency should deny a request in general.",
        "Draft a template for a denial letter.",
        "Should we approve the budget for chairs?",
        "What decision did the city council make about parking?",
    ),
)  # fmt: skip
