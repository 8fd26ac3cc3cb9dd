"""A text that asks for a decision that people must make (139-07.5.a–e). The words that ask are the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_VERBS = (
    r"(?:approve|deny|grant|revoke|reject|refuse|suspend|clear|hire|fire|terminate|remove|demote|promote|reprimand|discipline|dismiss|separate|let go|detain|release|parole|arrest|investigate|surveil|raid|search|charge|cite|fine|"
    r"pull|fail|pass over|adjudicate|secondary|sanction|penalize|punish|sentence|admit|deport|expel|prosecute|indict|certify|decertify|disqualify|bar|ban|debar|evict|garnish|cut off|close out|sustain|uphold|overturn|reinstate|naturalize|parole|flag|watch-?list|credential|badge|vet)"
)
_WHO = (
    r"(?:applicant|claimant|respondent|candidate|petitioner|beneficiary|complainant|appellant|employee|contractor|worker|officer|trainee|intern|recruit|probationer|parolee|inmate|detainee|defendant|suspect|tenant|resident|student|"
    r"patient|client|customer|subject|person|man|woman|guy|lady|kid|traveler|passenger|driver|family|household|couple|vendor|licensee|nurse|teacher|sponsor|veteran|vet|borrower|survivor|homeowner|taxpayer|permit holder|permittee|clerk|mechanic|operator|inspector|agent|deputy|crew member|member)s?"
)
_THIS = r"(?:this|that|the|our|my|his|her|their|each)"
_THING = r"(?:claim|case|petition|application|request|appeal|badge|clearance|credential|access|license|licence|permit|certificate|benefits?|grant|waiver|visa|asylum|bond|parole|status|voucher|aid|assistance|pension|job|offer|registration|account|complaint|grievance|tip|locker|desk|phone|house|home|car|truck)"
_OBJECT = rf"(?:him|her|them|{_THIS} (?:\w+ )?(?:{_WHO}|{_THING}))"
_FINDING = (
    r"(?:eligible|ineligible|qualified|entitled|suitable|unsuitable|fit for duty|credible|trustworthy|truthful|lying|a fraud|fraudulent|guilty|liable|at fault|removable|deportable|inadmissible|admissible|a flight risk|a danger|a threat|"
    r"a security risk|disabled enough|fireable|a duplicate(?: claim)?)"
)
_PAPER = (
    r"(?:denial|approval|revocation|decision|adverse action|termination|removal order|removal|dismissal|suspension|demotion|reprimand|rejection|eligibility determination|determination|notice of intent to deny|disqualification|penalty|"
    r"proposed (?:removal|suspension|revocation|termination|denial)|affidavit|charging document|citation|notice to appear|search warrant affidavit|warrant|arrest report|indictment|consent order|sanction|eviction|verdict|ruling|credibility finding|adjudication)"
)
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
    rf"(?<![a-z])(?:he|she|his|her|him|ella|mr\.|ms\.|mrs\.|(?:the|this|each|our|my|these) (?:\w+ )?{_WHO}|(?:this|the) (?:claim|case|application|petition)|(?:applicant|candidate) \w+s \$|[AB]: \d|{_WHO} [A-Z][a-z]+|{_WHO} [A-Z0-9]\b|applicant:|subject:|respondent|claimant|(?:la|el|esta|este) (?:solicitante|empleada|empleado|inquilina|inquilino|"
    r"senora|senor|muchacha|muchacho|alumno|alumna|detenido|detenida|menor|conductor|beneficiaria|beneficiario)|a[-# ]{0,2}\d{3}|case (?:no\.?|#|\d)|claim (?:no\.?|#|\d))(?![a-z])",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?<![a-z])(?:in general|generally|polic(?:y|ies)|template|training|what is|how (?:do|does|are|is|should|can)|rules? (?:for|about)|sample|example|explain|criteria|process(?:es)?|faq|poster|checklist|webinar|course|statutes?|regulations?|"
    r"an? (?:employee|applicant|tenant|claimant|landlord|agency|officer|judge|student|worker|person|supervisor|manager|patient|client)|fictional|hypothetical class|novel|story|role-?play|article|book|film|en general|politica|plantilla|reglas|curso|folleto|lesson|quiz|"
    r"when (?:can|may|must)|under what|ethics of|pros and cons|court (?:held|ruled)|study|studies|debate|op-ed|history)(?![a-z])"
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
        rf"(?i:\bshould (?:we|i|the (?:officer|agency|board|judge|adjudicator|panel|supervisor|committee|commission|office|county)|they|you) (?:\w+ly |also |just |now )?{_VERBS}\b(?: \w+){{0,3}})",
        rf"(?i:\bshould {_THIS} (?:\w+ )?(?:{_WHO}|{_THING})(?: \w+)? (?:be|get|receive|keep|lose|qualify|stay|go)\b(?: \w+){{0,3}}|\bshould (?:he|she) (?:be|get|keep|lose|qualify|stay|go)\b(?: \w+){{0,3}})",
        rf"(?i:\b(?:decide|determine|tell (?:me|us)|recommend|judge|advise|say|assess|evaluate|conclude|figure out|let (?:me|us) know)\b (?:if|whether|for me if|for me whether)\b[^.?\n]{{0,30}}\b(?:he|she|they|we|i|{_WHO}|{_THING})\b[^.?\n]{{0,40}}\b(?:eligib|qualif|suitab|credib|approv|deni|deny|grant|fraud|trustworth|remov|hir|fir(?:e|ed)\b|lying|truthful|guilty|revok|suspend|terminat|arrest|charg|detain|releas|disciplin|evict|deport|clear)\w*)",
        r"(?i:\bdecide ?: ?|\b(?:approve or deny|grant or deny|deny or (?:approve|grant)|approve or reject|hire or (?:not|pass)|fire or keep|guilty or not|yes or no on (?:him|her|this)|aprobar o (?:negar|denegar)|aprueba o (?:niega|deniega))\b\??|\b(?:list|give|state)[^.\n]{0,40}\byour (?:decision|determination|verdict|ruling)\b)",
        rf"(?i:\b(?:draft|write|write up|prepare|compose|issue|word|do|type|finish|help me (?:draft|write|word))(?: me| us| up)? (?:the|a|an|his|her|their|this|my|our) (?:[\w-]+ ){{0,3}}{_PAPER}\b(?: (?:letter|notice|memo|order|affidavit|paragraph))?(?: (?:for|to|of|on|against)(?: \w+){{1,3}})?)",
        rf"(?i:\bis {_THIS} (?:\w+ )?(?:{_WHO}|claim|story|tip|account|application|petition) (?:\w+ly |still )?{_FINDING}\b|\b(?:is|was) (?:he|she|it|this) (?:\w+ly |still )?{_FINDING}\b\??)",
        r"(?i:\b(?:let (?:him|her|them) go\b|adjudicate (?:this|these|him|her|the)|make (?:the|a) (?:determination|call|decision) (?:on|about|for) (?:his|her|this|the)(?: \w+){1,3}|(?:tell me |decide )?what to charge (?:him|her|them) with|(?:flag|list|tell me|say|pick) which of (?:these|the) \w+ should be|pick the (?:best|strongest|weakest) (?:candidate|applicant)|tell me who to (?:interview|hire|fire|cut|promote|deny)))",
        r"(?i:\b(?:debo|debemos|podemos|puedo|hay que|conviene)? ?(?:despedirl[ao]|desalojarl[ao]|arrestarl[ao]|deportarl[ao]|suspenderl[ao]|expulsarl[ao]|multarl[ao])\b|\bl[ao] (?:desalojamos|despedimos|arrestamos|suspendemos|deportamos|expulsamos)\b)",
        rf"(?i:\b(?:can|could|may|do|would|must|ought) (?:we|i|you) (?:\w+ly |just |now |still |please |legally )?{_VERBS} (?:{_OBJECT}|bond|bail|asylum|parole))",
        rf"(?im:(?:^|[.:;!?\"] |please |pls |and then )(?:please |just )?{_VERBS} {_OBJECT}(?:[,.?! ]|$))",
        rf"(?i:\b(?:enough|grounds?|basis|cause|reason|evidence|sufficient|okay|ok|safe|legal|time) (?:\w+ )?(?:to|for us to) {_VERBS} {_OBJECT})",
        rf"(?i:\b(?:does|did|do) (?:he|she|it|they|{_THIS} (?:\w+ )?{_WHO}) (?:\w+ly |still |even )?(?:qualify|meet the|deserve|pass (?:the|vetting|screening)|pose a|have a credible|fail the|lose (?:the|his|her))\b(?: \w+){{0,2}})",
        r"(?i:\b(?:what|which) (?:level of |kind of |amount of )?(?:discipline|penalty|sanctions?|punishment|sentence|charges?|fine|bond|bail|adverse action)\b (?:is|are|should|would|fits?|does|do|to|can|applies|apply|for)(?: \w+){0,4})",
        r"(?i:\b(?:which|who|whom)(?: of (?:these|them|the \w+))?(?: (?:candidate|applicant|one|employee|family|tenant|officer)s?)? (?:should|do|would|can) (?:we|i|be|get|lose)\b(?: \w+ly)? ?(?:evict|charge|detain|suspend|hire|pick|select|promote|fire|cut|lay off|investigate|deny|approve|arrest|denied|hired|fired|selected|promoted|remote|access|the (?:voucher|job|benefits?))\b"
        r"|\b(?:rank|score|rate|grade) (?:these|the|this|each|both|him|her|our|all) (?:\w+ )?(?:candidates?|applicants?|applications?|resumes?|inmates?|families|tenants?|claims?|petitions?)\b)",
        rf"(?i:\b(?:assess|evaluate|rate|score|judge|gauge|predict|estimate|determine) (?:his|her|their|this (?:\w+ )?{_WHO}'?s?|the {_WHO}'?s?) (?:\w+ )?(?:eligibility|suitability|credibility|risk|fitness|dangerousness|trustworthiness|likelihood|guilt|qualifications?)\b)",
        r"(?i:\b(?:recommend|propose|justify|support|make (?:the|a) case for) (?:an? |the |his |her )?(?:\w+ )?(?:approval|denial|revocation|termination|removal|suspension|discharge|demotion|detention|deportation|prosecution|arrest|sentence|discipline|hire|eviction)\b(?: (?:for|of|in)(?: \w+){1,3})?)",
        r"(?i:\b(?:debemos|debo|podemos|puedo|conviene|deberiamos|hay base para|hay motivo para) (?:negar|negarle|denegar|aprobar|aprobarle|despedir|despedirl[ao]|revocar|revocarle|suspender|suspenderl[ao]|arrestar|arrestarl[ao]|deportar|deportarl[ao]|desalojar|desalojarl[ao]|multar|contratar|contratarl[ao]|sancionar|expulsar|quitarle)\b(?: \w+){0,3})",
        r"(?i:\b(?:decide|dime|determina|recomienda|evalua|indica) si\b[^.?\n]{0,40}\b(?:elegible|califica|merece|miente|aprob|neg|deneg|despid|culpable|creible|cumple|fraude|apt[oa])\w*|\b(?:redacta|escribe|prepara|haz|hazme)(?:me)? (?:la|una|el|un) (?:\w+ )?(?:denegacion|negativa|carta de (?:despido|denegacion|rechazo|desalojo)|decision|resolucion|revocacion|orden de (?:arresto|deportacion|expulsion|desalojo)|suspension|amonestacion)\b(?: (?:de|para|a|contra)(?: \w+){1,3})?|\b(?:es|esta) (?:elegible|culpable|mintiendo|apt[oa])\b|\bcalifica (?:ella|el|la solicitante|el solicitante)\b)",
    ),
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
        ("Based on these answers, should this person be found eligible for a position?", "DECISION"),
    ),
    leaves=(
        "Explain when an agency should deny a request in general.",
        "Draft a template for a denial letter.",
        "How do agencies decide if an applicant is eligible?",
        "Write a training about when a supervisor may suspend an employee.",
        "Can we approve the minutes, and can you remove the second table?",
        "Explica en general cuando se puede despedir a un empleado.",
        "Should we approve the budget for chairs?",
        "What decision did the city council make about parking?",
    ),
)  # fmt: skip
