"""Where the signs of a record stand in a passage that tells one person's case: what a person is shown (139-07.2.a.1).

These patterns decide nothing. The passage was judged by its word classes; here each sign gets its name and its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

from proviso.screening.patterns import Pattern, PatternSet
from proviso.screening.view import View

from .words import KINDS

_ROLE = (
    r"(?:applicant|respondent|claimant|beneficiary|petitioner|patient|inmate|detainee|minor|juvenile|complainant|subject|suspect|victim|tenant|client|resident|caller|"
    r"veteran|student|employee|traveler|passenger|driver|participant|candidate|asylum seeker|parolee|offender|decedent|witness|customer|patron|member|worker|sponsor|"
    r"soldier|officer|trainee|insured|survivor|constituent|taxpayer|individual|solicitante|paciente|inquilin[oa]|menor|contribuyente|denunciante|client[ea])"
)
_PAST = (
    r"(?:is a|is an|was|were|has|had|is|says?|said|stated|states|told|advised|reports?|reported|claims?|claimed|alleges?|denie[sd]|arrived|entered|admitted|asked|lives?|lived|"
    r"works?|worked|wants?|left|came|went|lost|fell|failed|missed|appeared|declined|refused|received|filed|did|does|took|kept|got|uses|picks|drives|dice|tiene|vive)"
)
_MONTHS = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
)
_SENSITIVE = (
    r"(?:diagnos(?:is|ed)|medical notes|sick leave|accommodation|ptsd|hiv|vih|aids|dialysis|schizo\w*|bipolar|pregnan(?:t|cy)|embarazada|miscarriage|suicid\w+|overdos\w+|insulin\w*|inhaler|her meds|his meds|medication|naloxone|narcan|"
    r"dui|dwi|probation|parole|convict\w+|trespass\w*|evict\w+|arrears|in collections|bankrupt\w*|asylum|undocumented|cancer|tumor|epilep\w+|seizures?|stroke|chemo\w*|disabilit\w+|disabled|"
    r"depress\w+|anxiety|autis\w+|dementia|alzheimer\w*|lupus|copd|kidney disease|amputat\w+|tattoo|scar on|homeless|food stamps|rehab|sober|drunk|alcohol\w*|ivf|methadone|opioid\w*|wheelchair|"
    r"domestic violence|abus(?:e|ed|ive)|assault\w*|harass\w+|custody|foster|divorc\w+|arrested|jail|prison|incarcerat\w+|detained|deport\w+|surgery|hospital\w*|oxygen|diabet\w+|als\b|tbi|esrd|welfare|"
    r"paroled|affair|unpaid|discipline\w*|suspension|awol|warning letter|lor)"
)

_SIGNS: tuple[tuple[str, str], ...] = (
    ("SIGN_ROLE", rf"(?i:\b(?:the|this|our|my|said) {_ROLE}(?:'s|,| \([^)\n]{{1,30}}\))? ?(?:also |then |later |never |now |still )?{_PAST}\b)"),
    ("SIGN_ROLE", rf"(?im:(?:^|[.:;?!\"] |- ){_ROLE}(?: is an? | was | has | had | says | said | stated | told | advised | reports | entered | claims | lives | works | denied | admitted | arrived |, \d))"),
    ("SIGN_ROLE", r"(?i:\b(?:my|one of my|our) (?:employee|patient|client|student|guys?|girls?|staff|tenant|teammate|specialist|clerk|nurse|analyst|supervisor|driver|coworker|vet)\b)"),
    ("SIGN_ROLE", r"(?:\b(?:NCP|CP|UC|Pt|pt|Vet|apl|Apl|Subj|subj|Clt|clt|SM|Resp) (?:is|was|has|says|said|states|stated|told|works|reports|called|filed|denies|uses|became|had|wants)\b)"),
    ("SIGN_AGE", r"(?i:\b\d{1,3}[- ]?(?:yo|y/o|y\.o\.|yoa|yrs? old|years? old|year[- ]old|month[- ]old|weeks? old|a(?:n|\x1a)?n?os de edad)\b(?: (?:male|female|man|woman|boy|girl|[a-z]+))?)"),
    ("SIGN_AGE", rf"(?i:\b(?:{_ROLE}|mother|father|woman|man|boy|girl|wife|husband|son|daughter|hombre|mujer|madre|padre|patient|head|wom[ae]n|girl)(?:,| is| was| de| aged?)? \(?\d{{1,2}}\)?(?:,|;|\)|\.| from| on| with| and|$))"),
    ("SIGN_AGE", r"\b(?:[MF] \d{2}|\d{2} ?[MF]|[MF], ?\d{2}|\d{2}, ?[MF])\b|(?i:\b(?:male|female), \d{2}\b|\bborn in (?:19|20)\d\d\b)"),
    ("SIGN_GROUP", r"(?:\bGS-\d{1,2}\b, (?:[A-Z][a-z]+ )?(?:woman|man|veteran|male|female)\b|\bveteran, \d\d\b)|(?i:\b(?:only|lone|first) (?:woman|man|black|female|male|asian|white guy|one (?:in|on))\b)|(?i:\b(?:black|white|asian|hispanic|latin[oa]|native|muslim) (?:wo)?man\b)"),
    ("SIGN_FAMILY", r"(?i:\b(?:his|her|their|su|applicant's|an?|the client's) (?:\w+ )?(?:wife|husband|spouse|son|daughter|mother|father|mom|dad|sister|brother|girlfriend|boyfriend|cousin|uncle|aunt|grandm\w+|grandf\w+|grandson|kids|children|baby|ex|neighbor|landlord|stepfather|teammate|partner|suegra|nieto|hija|hijo|mama|hermana|esposo|esposa|abuela)\b|\b(?:us citizen|usc) (?:spouse|child\w*|wife|husband)\b|\bhousehold of \d|\bowner occ\b|\b\d (?:kids|children)\b)"),
    ("SIGN_STATEMENT", r"(?i:\b(?:he|she|ella|caller|apl|pt)\b (?:also |then |now |just |never )?(?:says?|said|stated?s?|told|claims?|claimed|reports?|reported|admits?|admitted|alleges?|denie[sd]|asked|wants?|advised|explained|confirmed|dice|dijo)\b)"),
    ("SIGN_STATEMENT", r"(?i:\b(?:he|she)(?:'s|'d)? (?:was|had|has|is|left|came|went|got|lost|took|kept|did|fell|works?|worked|lives?|lived|filed|hurt|needs|uses|hasn't|didn't|couldn't|can't|wasn't|refused|moved|collapsed|reported|missed|failed|started|stopped|hit|broke|ran)\b)"),
    ("SIGN_DATED_EVENT", rf"\b(?:{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}})?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{4}}-\d{{2}}-\d{{2}})\b"),
    ("SIGN_CLOCK", r"(?i:\bat (?:about |around )?\d{1,2}:\d\d\b|\b\d{1,2}:\d\d ?[ap]\.?m\b|\b[0-2]\d[0-5]\d ?(?:h|hrs|hours)\b|\bat [0-2]\d[0-5]\d\b|\b[0-2]\d[0-5]\d count\b)"),
    ("SIGN_STATEMENT", r"(?i:\bmy (?:doctor|diagnosis|surgery|medication|meds|therapist|landlord|wife|husband|son|daughter|mother|father|kids|condition|disability|pregnancy)\b)|[A-Za-z0-9]: ?\"(?:I|[Mm]y|[Tt]he|[Tt]hey) "),
    ("SIGN_AGE", r"\b\d{2} ?[fFmM](?:[ ,.;/]|$)|(?i:\b(?:fem|female|male|wom[ae]n|man|girl|boy|kid|apl|pt|client[ea]?|mujer|hombre|menor|nena|nino|nina|widow|viuda)[,( ]{1,3}(?:de )?(?:unos )?\d{1,2}(?:s\b|\b))|\(\d0s\b|(?i:\bin (?:his|her) \d0s\b)|<age>"),
    ("SIGN_ROLE", r"(?i:\b(?:lady|guy|gentleman|young man|young woman|old man|teenager|mom|dad|kid|recruit|airman|sailor|marine|ward|resident|vet|regular patron|foster (?:mom|dad|child)|newborn|baby girl|baby boy)\b (?:with|who|in|came|said|says|was|has|had|told|got|left|is|on|from|failed|fled))|(?i:\bmy (?:admin|team|GS-\d+|best|worst|only|deputy|intern|secretary|asst|assistant|trainee|new hire|direct report)\b)|(?i:\ba (?:GS-\d+|kid|guy) on my\b)|(?i:\b(?:la|el|una?) (?:menor|solicitante|cliente|paciente|nena|nino|nina|inquilin[oa]|senora?|muchach[oa]|mama|papa|abuel[oa]|viuda)\b)"),
    ("SIGN_PERSON_WORD", r"(?i:\b(?:he|she|his|her|him|ella|declaro que|dice que)\b)"),
    ("SIGN_SENSITIVE", rf"(?i:\b{_SENSITIVE}\b)"),
    ("SIGN_PLACE", r"\b(?:[Ff]rom|[Oo]utside|[Ii]n|[Nn]ear|[Nn]atural de|[Ll]ives in|[Rr]esides in|off) (?:[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b|(?i:\bzip ?(?:code)? ?\d{5}\b|\bapt\.? \w|\bthe \d-[a-z]\b|\b(?:nine|\d+) years? in\b)"),
    ("SIGN_REMOVED", r"(?i:\b(?:names?|identit(?:y|ies)|identifiers|pii) (?:are |were |was |is |have been )?(?:removed|redacted|stripped|taken out|deleted|changed|omitted)\b|\bremoved (?:the|all) names?\b|\bno names?\b|\bde-?identified\b|\banonymi[sz]ed\b|\bno pii\b|\bhypothetically\b|\bsin nombres?\b|\bdetails changed\b|\bi took the names? out\b)"),
    ("SIGN_REDACTED", r"(?i:\[(?:name|redacted|claimant|applicant|address|dob|client)(?: redacted| removed)?\]|\(b\)\(6\)(?:,? ?\(b\)\(7\)\(c\))?|\x1d{3,}|\bX{4,}\b (?:was|is|said|stated|has))"),
    ("SIGN_PSEUDONYM", r"\b(?:Employee|Officer|Ofc|Client|Patient|Student|Complainant|Witness|Subject|Supervisor|Manager|Agent|Child|Resident|Victim|Deputy|Sgt) (?:[A-Z]|\d{1,2})\b|\b(?:case of|patron|inmate|student|client|Ofc\.|patient|employee) [A-Z]\.(?: ?[A-Z]\.)?"),
    ("SIGN_POSITION", r"(?i:\b(?:works? (?:as|at|in|on|for|seasonal|second shift|nights)|job with|employed (?:in|as|at)|lives? alone|single (?:mom|dad|mother|father)|former (?:infantry|marine|teacher|nurse|roommate)|retired|runs a (?:bakery|shop|store)|custod\w+|commercial driver|bus (?:driver|mechanic)|yrs? (?:svc|service)|year old (?:nurse|teacher|driver|welder|cook))\b)"),
    ("SIGN_OUTCOME", r"(?i:\b(?:denied|granted|withdrawn|terminated|sanctioned|removed from|placed on|released from|was accused|were accused|found (?:in|at) (?:the|violation)|was found|scored|rated|passed over|written up|write this up|accused of|complain(?:t|ed)|grievance|appeal(?:ed|s)?|owes|award(?:ed)?|referr(?:ed|al)|prior(?:s| calls| entries| arrests?)|case no|your (?:disability|monthly|surgeon|claim))\b)"),
    ("SIGN_PSEUDONYM", r"(?:^|[^\w.])((?:[A-Z]\.){2,3})(?:'s)?(?:[ ,;:)?']|$)|(?:^|[\s(])([A-Z])\.'s\b|\((?:[A-Z]\.){1,3}\)|\b(?:Mr|Ms|Mrs|[TMS]Sgt|SSgt|Capt|Trustee|Officer)\.? [A-Z](?:\.? [a-z]|[,;)]|\.$)"),
    ("SIGN_NOTE", r"(?i:(?:^|[\s(])(?:w/o?|b/c|pls|plz|hx|dx|rx|s/p|c/o|y/o|prego?|subj|clt|mtg|hh|approx|appt|supv|rec'?d|rcvd|rpt|viol|recert|noncompliant|dob-yr)(?:[\s.,)]|$))"),
    ("SIGN_NOTE", r"\b(?:TP|NCP|HoH|[Rr]p|Pt|pt|apl|SM) (?:[a-z]+(?:ed|s|d)|\w+ing|is|w/)\b|(?:^|[\s(])[VSC]\d? \([A-Z]"),
    ("SIGN_FAMILY", r"(?i:\b(?:mom|dad|mother|father|wife|husband|son|daughter|brother|sister|girlfriend|boyfriend|gf|stepdad|stepmom|grandson|granddaughter|grandma|niece|nephew|cousin|uncle|auntie?|twins|toddler|suegra|nieta|hijas|gemelos|papa|mama)\b)"),
    ("SIGN_GROUP", r"(?i:(?:^|[\s(])(?:[wbha]/[mf]|(?:white|black|hispanic|asian|adult|older|elderly|young|fem|pax|deaf|blind|amish|disabled|pregnant) (?:male|female|man|woman|lady|guy|gentleman|kid|mom|dad|girl|boy|vet|veteran|mechanic)|(?:male|female) (?:vet|in (?:his|her)|late|early|mid|approx|\d))(?:[\s,.;)/]|$))"),
    ("SIGN_GROUP", r"(?i:\bonly (?:\d |one |two )?(?:[\w-]+ )?(?:family|woman|man|girls?|boys?|kid|guy|vet|officer|teacher|mechanic|one) (?:at|in|on|who|of)\b)"),
    ("SIGN_ROLE", r"(?im:(?:^|[.:;\"] |- )(?:the )?(?:client|tenant|suspect|taxpayer|survivor|offender|applicant|vet|ward|juvi|female|male|adult (?:male|female)|probationer|guy|lady|volunteer) (?:w/|[a-z]+ed\b|again|over|in \d|with|on|called|state|reported|fled|late))"),
    ("SIGN_ROLE", r"(?i:\b(?:my|our) (?:[\w-]+ )?(?:probationer|new hire|worker|engineer|mechanic|inspector|boss|team ?lead|contracts? lead|lead|neighbor|clerk|deputy|dad|mom|mother|father|son|daughter|paciente|cliente)\b)"),
    ("SIGN_STATEMENT", r"(?i:\b(?:says|denies|admits|refused|cried|crying|declined|recanted|begged|yelled|negaron|llora|dijo|told (?:me|us|him|her))\b)"),
    ("SIGN_STATEMENT", r"[\"](?:I|[Mm]y|he|she|them|don't) [a-z'\x1a]+ "),
    ("SIGN_TASK", r"(?i:\b(?:draft|write|word|reword|clean ?up|put together|help me (?:word|write|put|draft|answer)|need|redacta|haz|make)\b[^.\n]{0,50}\b(?:warning|notice|letter|memo|narrative|statement|case note|note|rebuttal|referral|talking points|court report|report|finding|settlement|safety plan|bolo|alert|acta|carta|informe|misuse|pip)\b)|(?i:\b(?:write (?:it |this |him |her |them )?up|how do i (?:document|word)|how should i (?:word|respond)|sounds? (?:judgy|less harsh)|midyear|mid-years?)\b)"),
    ("SIGN_SENSITIVE", r"(?i:\b(?:pregnant|preg|prego|hernia|migraines?|mst|ibs|panic|bed-?bugs|hoard\w+|meth|suboxone|seroquel|mesothelioma|leukemia|amput\w+|stitches|bleeding|relapsed?|gambling|forecl\w+|overpaid|pip|lwop|light duty|unsupervised|swelling|broke (?:her|his)? ?(?:leg|arm)|hospice|icu|asthma|pneumonia|embarazo|viud[ao]|quimio|diabetico|desalojo|dialisis|derrame|(?:late|behind) on|months behind|blew hot|bitten|bit by|bedridden|noncompliant|trespassed|service dog|lost her|lost his)\b)"),
    ("SIGN_OUTCOME", r"(?i:\b(?:missed (?:his|her|the|two|three)|kicked off|cut off|(?:second|third|2nd|3rd|4th) (?:time|stolen|dui|offense|warning|visit)|(?:again|x) (?:this|last) (?:wk|week|month)|can i terminate|recompute|eligib\w+ for|improvement plan|demotion|on admin leave|diversion)\b)"),
)  # fmt: skip

_PLACES = frozenset(
    "u.s. u.k. u.n. d.c. p.o. j.d. m.d. b.a. r.n. e.o. u.a. l.a. n.y. i.d. m.a. b.s. m.s. a.m. p.m. s.c. n.c. n.j. f.r. c.f. u.c. n.w. s.w. n.e. s.e. e.g. i.e. u.s.c. c.f.r. w.h. l.l. u.s.a. d.o. a.d. b.c. f.d.a. n.a. n.d. s.d. n.h. n.m. r.i. v.i. e.u. a.k. w.v. p.s.c. p.r. p.c. l.p. s.a. l.l.c. l.l.p. o.k. t.v. p.d. g.s. h.r. s.r. h.b. s.b. s.j. u.p. p.l. o.j. a.i. i.t. a.g. d.a. n.p. v.a.".split()
)
"""Short forms of places, days and degrees that look like a person's initials."""
MOST = 6
"""So many places of one pattern are shown in one passage."""
_BY_CLASS = {
    "ROLE": "SIGN_ROLE", "KIN": "SIGN_FAMILY", "SEXWORD": "SIGN_GROUP", "GROUP": "SIGN_GROUP", "AGE": "SIGN_AGE", "MED": "SIGN_SENSITIVE", "CRIME": "SIGN_SENSITIVE",
    "MONEY": "SIGN_SENSITIVE", "WORKMATTER": "SIGN_SENSITIVE", "SAYV": "SIGN_STATEMENT", "PASTV": "SIGN_EVENT", "PRESV": "SIGN_EVENT", "SHORTH": "SIGN_NOTE", "BLOCKED": "SIGN_REDACTED",
    "XXX": "SIGN_REDACTED", "DATE": "SIGN_DATED_EVENT", "CLOCK": "SIGN_CLOCK", "he": "SIGN_PERSON_WORD", "she": "SIGN_PERSON_WORD", "his": "SIGN_PERSON_WORD", "her": "SIGN_PERSON_WORD",
    "him": "SIGN_PERSON_WORD", "ella": "SIGN_PERSON_WORD",
}  # fmt: skip
SIGN_OF: dict[int, str] = {number: _BY_CLASS[name] for number, name in enumerate(KINDS) if name in _BY_CLASS}
"""The sign that a class of words is by itself."""


TOGETHER = 10
"""Patterns in one automaton: more multiply its states, and few texts come here, so that most of them are new each time."""


@cache
def _compiled() -> tuple[list[PatternSet], list[Pattern]]:
    sources = [source for _, source in _SIGNS]
    groups = [PatternSet(sources[at : at + TOGETHER]) for at in range(0, len(sources), TOGETHER)]
    return groups, [Pattern(source) for source in sources]


def pointed(view: View, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each sign between two places."""
    groups, single = _compiled()
    piece = view.data[start:end]
    for number in sorted(at * TOGETHER + place for at, group in enumerate(groups) for place in group.hits(piece)):
        name = _SIGNS[number][0]
        for spans in islice(single[number].spans(view.data, start, end), MOST):
            initials = len(spans) > 1 and spans[1][0] >= 0 and name == "SIGN_PSEUDONYM"
            if not (initials and view.low[spans[1][0] : spans[1][1]] in _PLACES):
                yield name, *spans[0]
