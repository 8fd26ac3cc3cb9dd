"""A text that asks for a decision that people must make (139-07.5.a–e). The words that ask are the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.judging import cues
from proviso.screening.judging.asking import GATE, asked, cued
from proviso.screening.judging.words import (
    AREAS,
    DID_ES,
    FINDING,
    OBJECT,
    PAPER,
    THING,
    THIS,
    VERBS,
    WHO,
    WHO_ES,
)
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_AREAS = tuple((area, re.compile(rf"(?<![a-z])(?:{words})")) for area, words in AREAS)
_PERSON = re.compile(
    rf"(?<![a-z])(?:he|she|his|her|him|ella|mr\.|ms\.|mrs\.|(?:the|this|each|our|my|these) (?:\w+ )?{WHO}|(?:this|the|our|my|these|that|an?|two|three|four|five|six|\d+) (?:\w+ ){{0,2}}{WHO}|(?:this|the) (?:claim|case|application|petition|marriage|informant|complaint|informants?)|(?:sergeant|officer|corporal|deputy|dr\.|agent|captain|lieutenant|sr\.|sra\.) [A-Z]|{WHO} #?\d+|(?:mother|father|family|man|woman|couple) of|unit \d|application \d|(?:he|she)'s|files|resumes|{DID_ES}|entrevistas|curriculos|quien de (?:estos|los)|public trust|clearance|(?:nervous|angry|late|drunk|new|young|old|male|female|probationary) {WHO}|(?:applicant|candidate) \w+s \$|[AB]: \d|{WHO} [A-Z][a-z]+|{WHO} [A-Z0-9]\b|applicant:|subject:|respondent|claimant|(?:la|el|esta|este|al|del|un|una|estos|estas|los|las|tres|cuatro) (?:\w+ )?{WHO_ES}|les? [a-z]+|l[oa]s? [a-z]+(?:o|amos|emos)\b|(?:solicitante|empleada|empleado|inquilina|inquilino|"
    r"senora|senor|muchacha|muchacho|alumno|alumna|detenido|detenida|menor|conductor|beneficiaria|beneficiario)|a[-# ]{0,2}\d{3}|case (?:no\.?|#|\d)|claim (?:no\.?|#|\d))(?![a-z])",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?<![a-z])(?:in general|generally|polic(?:y|ies)|template|training|what is (?!the outcome)|how (?:do|does|are|is|should|can)|rules? (?:for|about)|sample|example|explain|criteria|process(?:es)?|faq|poster|checklist|webinar|course|statutes?|regulations?|"
    r"an? (?:[a-z]+ )?(?:employee|applicant|tenant|claimant|landlord|agency|officer|judge|student|worker|person|supervisor|manager|patient|client)|fictional|hypothetical class|novel|short story|a story|role-?play|article|book|film|en general|politica|plantilla|reglas|curso|folleto|lesson|quiz|"
    r"when (?:can|may|must)|under what|ethics of|pros and cons|court (?:held|ruled)|discussion|talking points|memo|usual(?:ly)?|city code|brochure|flyer|newsletter|study|studies|debate|op-ed|history)(?![a-z])"
)
OPEN = 18
"""Place of the gate among the patterns: behind it stand the forms of `judging.asks`."""
NEAR = 160
"""So near a cue the person stands."""
ASK = 700
"""The words that ask stand in the first or the last so many characters of a text."""


def _area(view: View, start: int, end: int) -> str:
    around = view.low[max(0, start - 400) : end + 400]
    counts = {area: len(pattern.findall(around)) for area, pattern in _AREAS}
    best = max(counts, key=lambda area: counts[area])
    return best if counts[best] else "benefits"


_REQUEST = re.compile(
    r"(?:^|[\n.:;,!?\"'()*#>|\x1a\x1f-] ?|(?<![a-z])(?:please|pls|plz|and|or|then|now|just|so|also|you|me|us|i|we|need to|want to|have to|let's|quickly|hi|hello|ok|today|que|y|por favor|ahora|luego|puedes|podrias|necesito|quiero) )$"
)
"""What may stand before words that ask. "The agency shall decide if …" asks nobody."""


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    spans = [(m.start, m.end) for m in matches if m.pattern != OPEN]
    if len(spans) < len(matches):
        spans += asked(view)
    for start, end in spans:
        if _decides(view, start, end):
            yield Hit("DECISION", start, end, Strength.LIKELY, _area(view, start, end))
        else:
            yield Hit("DECISION", start, end, Strength.WEAK)
    if any(m.pattern == OPEN for m in matches):
        for start, end in cued(view):
            if _is_about_somebody(view, start, end, cues.NOT_GENERAL, (_PERSON, cues.PERSON), NEAR):
                yield Hit("DECISION", start, end, Strength.LIKELY, _area(view, start, end))


_ROUTINE = re.compile(
    r"(?:approve|sign|authorize|process) (?:the|this|my) (?:attached|enclosed|following) (?:[a-z]+ )?(?:request|form|invoice|timesheet|voucher|order)"
)
_MEMO = re.compile(r"(?m)^[ \t>*|]*(?:from|subject|subj|re)\W{0,3}:")
_WEIGHTY = re.compile(
    r"(?<![a-z])(?:asylum|visa|parole|bond|benefits?|clearance|badge|removal|termination|dismissal|suspension|disciplin\w+|denial|appeal|evict\w*|petition|waiver|accommodation|disabilit\w+|applicant|claimant|respondent)(?![a-z])"
)


def _is_routine(view: View, start: int, end: int) -> bool:
    """Whether a memo with its heads asks its reader to sign what any office signs: leave, overtime, a purchase."""
    words = view.low[max(0, start - 12) : end + 40]
    if _ROUTINE.search(words) is None or len(_MEMO.findall(view.low[:start])) < 2:
        return False
    return _WEIGHTY.search(view.low[max(0, start - ASK) : end + ASK]) is None


def _decides(view: View, start: int, end: int) -> bool:
    """Whether it is asked, at the edge of the text, about somebody and not in general; the cheap questions first."""
    return _is_asked(view, start, end) and _is_about_somebody(view, start, end) and not _is_routine(view, start, end)


def _is_about_somebody(
    view: View,
    start: int,
    end: int,
    apart: re.Pattern[str] | None = None,
    persons: Sequence[re.Pattern[str]] = (_PERSON,),
    reach: int = 500,
) -> bool:
    """Whether it stands at the edge of the text, a person is near it, and it is not meant in general."""
    at_edge = start < ASK or end > len(view.text) - ASK
    if not at_edge or not any(who.search(view.text, max(0, start - reach), end + reach * 7 // 5) for who in persons):
        return False
    around = view.low[max(0, start - 60) : end + 60]
    return _GENERAL.search(apart.sub(" ", around) if apart else around) is None


def _is_asked(view: View, start: int, end: int) -> bool:
    """Whether somebody asks: words where a request begins, a sentence that begins as one, or a question."""
    if _REQUEST.search(view.low, max(0, start - 14), start):
        return True
    first = max(view.low.rfind(mark, max(0, start - 200), start) for mark in ".?!\n:") + 1
    if _FIRST.match(view.low, first):
        return True
    stop = _END.search(view.text, max(start, end - 1), end + 200)
    return stop is not None and stop.group() == "?"


_FIRST = re.compile(
    r"\W*(?:(?:please|pls|now|then|and|so|ok|hi|hello|hey|just|also|por favor|ahora),? )*(?:(?:can|could|would|will) you |help me |i need you to |let's |puedes |podrias )?"
    r"(?:write|draft|prepare|give|tell|pick|choose|select|rank|sort|decide|judge|rate|score|grade|assess|evaluate|determine|recommend|advise|figure|work out|finish|word|say|list|put|cut|name|rule|act as|find|check|review|compare|i need|i want|i'd like|i would like|my gut|"
    r"dime|decide|dame|escribe|redacta|prepara|haz|hazme|ponle|evalua|clasifica|ordena|elige|escoge|recomienda|revisa|necesito|quiero|di)(?![a-z])"
)
"""How a sentence begins that asks a tool for something."""
_END = re.compile(r"[.?!\n]")


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
        rf"(?i:\bshould (?:we|i|the (?:officer|agency|board|judge|adjudicator|panel|supervisor|committee|commission|office|county)|they|you) (?:\w+ly |also |just |now )?{VERBS}\b(?: \w+){{0,3}})",
        rf"(?i:\bshould {THIS} (?:\w+ )?(?:{WHO}|{THING})(?: \w+)? (?:be|get|receive|keep|lose|qualify|stay|go)\b(?: \w+){{0,3}}|\bshould (?:he|she) (?:be|get|keep|lose|qualify|stay|go)\b(?: \w+){{0,3}})",
        rf"(?i:\b(?:decide|determine|tell (?:me|us)|recommend|judge|advise|say|assess|evaluate|conclude|figure out|let (?:me|us) know)\b (?:if|whether|for me if|for me whether)\b[^.?\n]{{0,30}}\b(?:he|she|they|we|i|{WHO}|{THING})\b[^.?\n]{{0,40}}\b(?:eligib|qualif|suitab|credib|approv|deni|deny|grant|fraud|trustworth|remov|hir|fir(?:e|ed)\b|lying|truthful|guilty|revok|suspend|terminat|arrest|charg|detain|releas|disciplin|evict|deport|clear)\w*)",
        r"(?i:\bdecide ?: ?|\b(?:approve or deny|grant or deny|deny or (?:approve|grant)|approve or reject|hire or (?:not|pass)|fire or keep|guilty or not|yes or no on (?:him|her|this)|aprobar o (?:negar|denegar)|aprueba o (?:niega|deniega))\b\??|\b(?:list|give|state)[^.\n]{0,40}\byour (?:decision|determination|verdict|ruling)\b)",
        rf"(?i:\b(?:draft|write|write up|prepare|compose|issue|word|do|type|finish|help me (?:draft|write|word))(?: me| us| up)? (?:the|a|an|his|her|their|this|my|our) (?:[\w-]+ ){{0,3}}{PAPER}\b(?: (?:letter|notice|memo|order|affidavit|paragraph))?(?: (?:for|to|of|on|against)(?: \w+){{1,3}})?)",
        rf"(?i:\bis {THIS} (?:\w+ )?(?:{WHO}|claim|story|tip|account|application|petition) (?:\w+ly |still )?{FINDING}\b|\b(?:is|was) (?:he|she|it|this) (?:\w+ly |still )?{FINDING}\b\??)",
        r"(?i:\b(?:let (?:him|her|them) go\b|adjudicate (?:this|these|him|her|the)|make (?:the|a) (?:determination|call|decision) (?:on|about|for) (?:his|her|this|the)(?: \w+){1,3}|(?:tell me |decide )?what to charge (?:him|her|them) with|(?:flag|list|tell me|say|pick) which of (?:these|the) \w+ should be|pick the (?:best|strongest|weakest) (?:candidate|applicant)|tell me who to (?:interview|hire|fire|cut|promote|deny)))",
        r"(?i:\b(?:debo|debemos|podemos|puedo|hay que|conviene)? ?(?:despedirl[ao]|desalojarl[ao]|arrestarl[ao]|deportarl[ao]|suspenderl[ao]|expulsarl[ao]|multarl[ao])\b|\bl[ao] (?:desalojamos|despedimos|arrestamos|suspendemos|deportamos|expulsamos)\b)",
        rf"(?i:\b(?:can|could|may|do|would|must|ought) (?:we|i|you) (?:\w+ly |just |now |still |please |legally )?{VERBS} (?:{OBJECT}|bond|bail|asylum|parole))",
        rf"(?im:(?:^|[.:;!?\"] |please |pls |and then )(?:please |just )?{VERBS} {OBJECT}(?:[,.?! ]|$))",
        rf"(?i:\b(?:enough|grounds?|basis|cause|reason|evidence|sufficient|okay|ok|safe|legal|time) (?:\w+ )?(?:to|for us to) {VERBS} {OBJECT})",
        rf"(?i:\b(?:does|did|do) (?:he|she|it|they|{THIS} (?:\w+ )?{WHO}) (?:\w+ly |still |even )?(?:qualify|meet the|deserve|pass (?:the|vetting|screening)|pose a|have a credible|fail the|lose (?:the|his|her))\b(?: \w+){{0,2}})",
        r"(?i:\b(?:what|which) (?:level of |kind of |amount of )?(?:discipline|penalty|sanctions?|punishment|sentence|charges?|fine|bond|bail|adverse action)\b (?:is|are|should|would|fits?|does|do|to|can|applies|apply|for)(?: \w+){0,4})",
        r"(?i:\b(?:which|who|whom)(?: of (?:these|them|the \w+))?(?: (?:candidate|applicant|one|employee|family|tenant|officer)s?)? (?:should|do|would|can) (?:we|i|be|get|lose)\b(?: \w+ly)? ?(?:evict|charge|detain|suspend|hire|pick|select|promote|fire|cut|lay off|investigate|deny|approve|arrest|denied|hired|fired|selected|promoted|remote|access|the (?:voucher|job|benefits?))\b"
        r"|\b(?:rank|score|rate|grade) (?:these|the|this|each|both|him|her|our|all) (?:\w+ )?(?:candidates?|applicants?|applications?|resumes?|inmates?|families|tenants?|claims?|petitions?)\b)",
        rf"(?i:\b(?:assess|evaluate|rate|score|judge|gauge|predict|estimate|determine) (?:his|her|their|this (?:\w+ )?{WHO}'?s?|the {WHO}'?s?) (?:\w+ )?(?:eligibility|suitability|credibility|risk|fitness|dangerousness|trustworthiness|likelihood|guilt|qualifications?)\b)",
        r"(?i:\b(?:recommend|propose|justify|support|make (?:the|a) case for) (?:an? |the |his |her )?(?:\w+ )?(?:approval|denial|revocation|termination|removal|suspension|discharge|demotion|detention|deportation|prosecution|arrest|sentence|discipline|hire|eviction)\b(?: (?:for|of|in)(?: \w+){1,3})?)",
        r"(?i:\b(?:debemos|debo|podemos|puedo|conviene|deberiamos|hay base para|hay motivo para) (?:negar|negarle|denegar|aprobar|aprobarle|despedir|despedirl[ao]|revocar|revocarle|suspender|suspenderl[ao]|arrestar|arrestarl[ao]|deportar|deportarl[ao]|desalojar|desalojarl[ao]|multar|contratar|contratarl[ao]|sancionar|expulsar|quitarle)\b(?: \w+){0,3})",
        r"(?i:\b(?:decide|dime|determina|recomienda|evalua|indica) si\b[^.?\n]{0,40}\b(?:elegible|califica|merece|miente|aprob|neg|deneg|despid|culpable|creible|cumple|fraude|apt[oa])\w*|\b(?:redacta|escribe|prepara|haz|hazme)(?:me)? (?:la|una|el|un) (?:\w+ )?(?:denegacion|negativa|carta de (?:despido|denegacion|rechazo|desalojo)|decision|resolucion|revocacion|orden de (?:arresto|deportacion|expulsion|desalojo)|suspension|amonestacion)\b(?: (?:de|para|a|contra)(?: \w+){1,3})?|\b(?:es|esta) (?:elegible|culpable|mintiendo|apt[oa])\b|\bcalifica (?:ella|el|la solicitante|el solicitante)\b)",
        GATE,
    ),
    somewhere=frozenset({OPEN}),
    find=_find,
    finds=(
        ("The applicant missed two interviews. draft the denial for claim 4471", "DECISION"),
        ("She was late twice. should we revoke her badge", "DECISION"),
        ("decide if the applicant is eligible. She earns $900 a month.", "DECISION"),
        ("Respondent entered 2012. Should the officer grant cancellation?", "DECISION"),
        ("He blew through two stop signs again. Can we fire him before the union meeting?", "DECISION"),
        ("Is there enough to arrest her? The tip came from a coworker.", "DECISION"),
        ("Please revoke his access today, he shared the file twice.", "DECISION"),
        ("La solicitante gana $900. Decide si califica para los cupones.", "DECISION"),
        ("She padded her hours for a month. What penalty would fit?", "DECISION"),
        ("He ran the stop sign with a kid in the car. Ticket or warning?", "DECISION"),
        ("Three finalists, notes below. Who gets the job?", "DECISION"),
        ("TO: Desk\nFROM: Bo Lind\nSUBJECT: Visa of the applicant\nPlease approve the attached request, she has no record.", "DECISION"),
        ("Does her asylum story hold up? She gave two dates.", "DECISION"),
        ("El guardia mintió sobre un arresto. ¿Le quito el gafete?", "DECISION"),
        ("Based on these answers, should this person be found eligible for a position?", "DECISION"),
    ),
    leaves=(
        "The agency shall decide if the applicant is eligible. He or she shall issue a notice stating that he or she is withdrawing.",
        "Explain when an agency should deny a request in general.",
        "Draft a template for a denial letter.",
        "How do agencies decide if an applicant is eligible?",
        "Write a training about when a supervisor may suspend an employee.",
        "Can we approve the minutes, and can you remove the second table?",
        "Explica en general cuando se puede despedir a un empleado.",
        "Should we approve the budget for chairs?",
        "TO: Ana Reyes\nFROM: Bo Lind\nSUBJECT: Overtime request\nPlease approve the attached request. Call me with questions.",
        "What decision did the city council make about parking?",
    ),
)  # fmt: skip
