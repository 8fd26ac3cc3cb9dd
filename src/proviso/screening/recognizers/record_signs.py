"""Signs of a record about one person, even anonymised (139-07.2.a.1). Each is weak; `proviso.screening.records` adds them up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.recognizer import Hit, Kind, Match, Recognizer, View, kind

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

_SIGNS: tuple[tuple[str, str, int], ...] = (
    ("SIGN_ROLE", rf"(?i:\b(?:the|this|our|my|said) {_ROLE}(?:'s|,| \([^)\n]{{1,30}}\))? ?(?:also |then |later |never |now |still )?{_PAST}\b)", 40),
    ("SIGN_ROLE", rf"(?im:(?:^|[.:;?!\"] |- ){_ROLE}(?: is an? | was | has | had | says | said | stated | told | advised | reports | entered | claims | lives | works | denied | admitted | arrived |, \d))", 40),
    ("SIGN_ROLE", r"(?i:\b(?:my|one of my|our) (?:employee|patient|client|student|guys?|girls?|staff|tenant|teammate|specialist|clerk|nurse|analyst|supervisor|driver|coworker|vet)\b)", 35),
    ("SIGN_ROLE", r"(?:\b(?:NCP|CP|UC|Pt|pt|Vet|apl|Apl|Subj|subj|Clt|clt|SM|Resp) (?:is|was|has|says|said|states|stated|told|works|reports|called|filed|denies|uses|became|had|wants)\b)", 40),
    ("SIGN_AGE", r"(?i:\b\d{1,3}[- ]?(?:yo|y/o|y\.o\.|yoa|yrs? old|years? old|year[- ]old|month[- ]old|weeks? old|a(?:n|\x1a)?n?os de edad)\b(?: (?:male|female|man|woman|boy|girl|[a-z]+))?)", 40),
    ("SIGN_AGE", rf"(?i:\b(?:{_ROLE}|mother|father|woman|man|boy|girl|wife|husband|son|daughter|hombre|mujer|madre|padre|patient|head|wom[ae]n|girl)(?:,| is| was| de| aged?)? \(?\d{{1,2}}\)?(?:,|;|\)|\.| from| on| with| and|$))", 35),
    ("SIGN_AGE", r"\b(?:[MF] \d{2}|\d{2} ?[MF]|[MF], ?\d{2}|\d{2}, ?[MF])\b|(?i:\b(?:male|female), \d{2}\b|\bborn in (?:19|20)\d\d\b)", 30),
    ("SIGN_GROUP", r"(?:\bGS-\d{1,2}\b, (?:[A-Z][a-z]+ )?(?:woman|man|veteran|male|female)\b|\bveteran, \d\d\b)|(?i:\b(?:only|lone|first) (?:woman|man|black|female|male|asian|white guy|one (?:in|on))\b)|(?i:\b(?:black|white|asian|hispanic|latin[oa]|native|muslim) (?:wo)?man\b)", 30),
    ("SIGN_FAMILY", r"(?i:\b(?:his|her|their|su|applicant's|an?|the client's) (?:\w+ )?(?:wife|husband|spouse|son|daughter|mother|father|mom|dad|sister|brother|girlfriend|boyfriend|cousin|uncle|aunt|grandm\w+|grandf\w+|grandson|kids|children|baby|ex|neighbor|landlord|stepfather|teammate|partner|suegra|nieto|hija|hijo|mama|hermana|esposo|esposa|abuela)\b|\b(?:us citizen|usc) (?:spouse|child\w*|wife|husband)\b|\bhousehold of \d|\bowner occ\b|\b\d (?:kids|children)\b)", 30),
    ("SIGN_STATEMENT", r"(?i:\b(?:he|she|ella|caller|apl|pt)\b (?:also |then |now |just |never )?(?:says?|said|stated?s?|told|claims?|claimed|reports?|reported|admits?|admitted|alleges?|denie[sd]|asked|wants?|advised|explained|confirmed|dice|dijo)\b)", 30),
    ("SIGN_STATEMENT", r"(?i:\b(?:he|she)(?:'s|'d)? (?:was|had|has|is|left|came|went|got|lost|took|kept|did|fell|works?|worked|lives?|lived|filed|hurt|needs|uses|hasn't|didn't|couldn't|can't|wasn't|refused|moved|collapsed|reported|missed|failed|started|stopped|hit|broke|ran)\b)", 25),
    ("SIGN_DATED_EVENT", rf"\b(?:{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}})?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{4}}-\d{{2}}-\d{{2}})\b", 15),
    ("SIGN_CLOCK", r"(?i:\bat (?:about |around )?\d{1,2}:\d\d\b|\b\d{1,2}:\d\d ?[ap]\.?m\b|\b[0-2]\d[0-5]\d ?(?:h|hrs|hours)\b|\bat [0-2]\d[0-5]\d\b|\b[0-2]\d[0-5]\d count\b)", 15),
    ("SIGN_STATEMENT", r"(?i:\bmy (?:doctor|diagnosis|surgery|medication|meds|therapist|landlord|wife|husband|son|daughter|mother|father|kids|condition|disability|pregnancy)\b)|[A-Za-z0-9]: ?\"(?:I|[Mm]y|[Tt]he|[Tt]hey) ", 35),
    ("SIGN_AGE", r"\b\d{2} ?[fFmM](?:[ ,.;/]|$)|(?i:\b(?:fem|female|male|wom[ae]n|man|girl|boy|kid|apl|pt|client[ea]?|mujer|hombre|menor|nena|nino|nina|widow|viuda)[,( ]{1,3}(?:de )?(?:unos )?\d{1,2}(?:s\b|\b))|\(\d0s\b|(?i:\bin (?:his|her) \d0s\b)|<age>", 35),
    ("SIGN_ROLE", r"(?i:\b(?:lady|guy|gentleman|young man|young woman|old man|teenager|mom|dad|kid|recruit|airman|sailor|marine|ward|resident|vet|regular patron|foster (?:mom|dad|child)|newborn|baby girl|baby boy)\b (?:with|who|in|came|said|says|was|has|had|told|got|left|is|on|from|failed|fled))|(?i:\bmy (?:admin|team|GS-\d+|best|worst|only|deputy|intern|secretary|asst|assistant|trainee|new hire|direct report)\b)|(?i:\ba (?:GS-\d+|kid|guy) on my\b)|(?i:\b(?:la|el|una?) (?:menor|solicitante|cliente|paciente|nena|nino|nina|inquilin[oa]|senora?|muchach[oa]|mama|papa|abuel[oa]|viuda)\b)", 30),
    ("SIGN_PERSON_WORD", r"(?i:\b(?:he|she|his|her|him|ella|declaro que|dice que)\b)", 18),
    ("SIGN_ROWS", r"(?:[|,;\t] ?[MF] ?[|,;\t] ?\d{1,2} ?[|,;\t])|(?:\b\d{1,2} ?[|,;\t] ?[MF] ?[|,;\t])|</age><sex>|(?m:^#?\d{1,2}[ .)] ?[MF] ?\d{2}\b)|(?i:edad ?[;,|] ?sexo)", 55),
    ("SIGN_SENSITIVE", rf"(?i:\b{_SENSITIVE}\b)", 25),
    ("SIGN_PLACE", r"\b(?:[Ff]rom|[Oo]utside|[Ii]n|[Nn]ear|[Nn]atural de|[Ll]ives in|[Rr]esides in|off) (?:[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b|(?i:\bzip ?(?:code)? ?\d{5}\b|\bapt\.? \w|\bthe \d-[a-z]\b|\b(?:nine|\d+) years? in\b)", 10),
    ("SIGN_REMOVED", r"(?i:\b(?:names?|identit(?:y|ies)|identifiers|pii) (?:are |were |was |is |have been )?(?:removed|redacted|stripped|taken out|deleted|changed|omitted)\b|\bremoved (?:the|all) names?\b|\bno names?\b|\bde-?identified\b|\banonymi[sz]ed\b|\bno pii\b|\bhypothetically\b|\bsin nombres?\b|\bdetails changed\b|\bi took the names? out\b)", 40),
    ("SIGN_REDACTED", r"(?i:\[(?:name|redacted|claimant|applicant|address|dob|client)(?: redacted| removed)?\]|\(b\)\(6\)(?:,? ?\(b\)\(7\)\(c\))?|\x1d{3,}|\bX{4,}\b (?:was|is|said|stated|has))", 35),
    ("SIGN_PSEUDONYM", r"\b(?:Employee|Officer|Ofc|Client|Patient|Student|Complainant|Witness|Subject|Supervisor|Manager|Agent|Child|Resident|Victim|Deputy|Sgt) (?:[A-Z]|\d{1,2})\b|\b(?:case of|patron|inmate|student|client|Ofc\.|patient|employee) [A-Z]\.(?: ?[A-Z]\.)?", 35),
    ("SIGN_POSITION", r"(?i:\b(?:works? (?:as|at|in|on|for|seasonal|second shift|nights)|job with|employed (?:in|as|at)|lives? alone|single (?:mom|dad|mother|father)|former (?:infantry|marine|teacher|nurse|roommate)|retired|runs a (?:bakery|shop|store)|custod\w+|commercial driver|bus (?:driver|mechanic)|yrs? (?:svc|service)|year old (?:nurse|teacher|driver|welder|cook))\b)", 20),
    ("SIGN_OUTCOME", r"(?i:\b(?:denied|granted|withdrawn|terminated|sanctioned|removed from|placed on|released from|was accused|were accused|found (?:in|at) (?:the|violation)|was found|scored|rated|passed over|written up|write this up|accused of|complain(?:t|ed)|grievance|appeal(?:ed|s)?|owes|award(?:ed)?|referr(?:ed|al)|prior(?:s| calls| entries| arrests?)|case no|your (?:disability|monthly|surgeon|claim))\b)", 20),
    ("SIGN_ROWS", r"(?im:(?:^|[,|\t;]|  ) ?\"?(?:age|sex|sx|gender|race|yob|dob(?:[- ]?yr)?|birth_?year|yrs svc|head_age|dx\d?|offense|ssn|lang|checkin|last_checkin|title|grade|gr|marital|ages|edad|disciplined|sick hrs|sick days)\"? ?(?:[,|\t;\n]|  |$))", 100),
    ("SIGN_PSEUDONYM", r"(?:^|[^\w.])((?:[A-Z]\.){2,3})(?:'s)?(?:[ ,;:)?']|$)|(?:^|[\s(])([A-Z])\.'s\b|\((?:[A-Z]\.){1,3}\)|\b(?:Mr|Ms|Mrs|[TMS]Sgt|SSgt|Capt|Trustee|Officer)\.? [A-Z](?:\.? [a-z]|[,;)]|\.$)", 30),
    ("SIGN_NOTE", r"(?i:(?:^|[\s(])(?:w/o?|b/c|pls|plz|hx|dx|rx|s/p|c/o|y/o|prego?|subj|clt|mtg|hh|approx|appt|supv|rec'?d|rcvd|rpt|viol|recert|noncompliant|dob-yr)(?:[\s.,)]|$))", 25),
    ("SIGN_NOTE", r"\b(?:TP|NCP|HoH|[Rr]p|Pt|pt|apl|SM) (?:[a-z]+(?:ed|s|d)|\w+ing|is|w/)\b|(?:^|[\s(])[VSC]\d? \([A-Z]", 25),
    ("SIGN_FAMILY", r"(?i:\b(?:mom|dad|mother|father|wife|husband|son|daughter|brother|sister|girlfriend|boyfriend|gf|stepdad|stepmom|grandson|granddaughter|grandma|niece|nephew|cousin|uncle|auntie?|twins|toddler|suegra|nieta|hijas|gemelos|papa|mama)\b)", 15),
    ("SIGN_GROUP", r"(?i:(?:^|[\s(])(?:[wbha]/[mf]|(?:white|black|hispanic|asian|adult|older|elderly|young|fem|pax|deaf|blind|amish|disabled|pregnant) (?:male|female|man|woman|lady|guy|gentleman|kid|mom|dad|girl|boy|vet|veteran|mechanic)|(?:male|female) (?:vet|in (?:his|her)|late|early|mid|approx|\d))(?:[\s,.;)/]|$))", 25),
    ("SIGN_GROUP", r"(?i:\bonly (?:\d |one |two )?(?:[\w-]+ )?(?:family|woman|man|girls?|boys?|kid|guy|vet|officer|teacher|mechanic|one) (?:at|in|on|who|of)\b)", 30),
    ("SIGN_ROLE", r"(?im:(?:^|[.:;\"] |- )(?:the )?(?:client|tenant|suspect|taxpayer|survivor|offender|applicant|vet|ward|juvi|female|male|adult (?:male|female)|probationer|guy|lady|volunteer) (?:w/|[a-z]+ed\b|again|over|in \d|with|on|called|state|reported|fled|late))", 25),
    ("SIGN_ROLE", r"(?i:\b(?:my|our) (?:[\w-]+ )?(?:probationer|new hire|worker|engineer|mechanic|inspector|boss|team ?lead|contracts? lead|lead|neighbor|clerk|deputy|dad|mom|mother|father|son|daughter|paciente|cliente)\b)", 25),
    ("SIGN_STATEMENT", r"(?i:\b(?:says|denies|admits|refused|cried|crying|declined|recanted|begged|yelled|negaron|llora|dijo|told (?:me|us|him|her))\b)", 15),
    ("SIGN_STATEMENT", r"[\"](?:I|[Mm]y|he|she|them|don't) [a-z'\x1a]+ ", 10),
    ("SIGN_TASK", r"(?i:\b(?:draft|write|word|reword|clean ?up|put together|help me (?:word|write|put|draft|answer)|need|redacta|haz|make)\b[^.\n]{0,50}\b(?:warning|notice|letter|memo|narrative|statement|case note|note|rebuttal|referral|talking points|court report|report|finding|settlement|safety plan|bolo|alert|acta|carta|informe|misuse|pip)\b)|(?i:\b(?:write (?:it |this |him |her |them )?up|how do i (?:document|word)|how should i (?:word|respond)|sounds? (?:judgy|less harsh)|midyear|mid-years?)\b)", 12),
    ("SIGN_SENSITIVE", r"(?i:\b(?:pregnant|preg|prego|hernia|migraines?|mst|ibs|panic|bed-?bugs|hoard\w+|meth|suboxone|seroquel|mesothelioma|leukemia|amput\w+|stitches|bleeding|relapsed?|gambling|forecl\w+|overpaid|pip|lwop|light duty|unsupervised|swelling|broke (?:her|his)? ?(?:leg|arm)|hospice|icu|asthma|pneumonia|embarazo|viud[ao]|quimio|diabetico|desalojo|dialisis|derrame|(?:late|behind) on|months behind|blew hot|bitten|bit by|bedridden|noncompliant|trespassed|service dog|lost her|lost his)\b)", 20),
    ("SIGN_OUTCOME", r"(?i:\b(?:missed (?:his|her|the|two|three)|kicked off|cut off|(?:second|third|2nd|3rd|4th) (?:time|stolen|dui|offense|warning|visit)|(?:again|x) (?:this|last) (?:wk|week|month)|can i terminate|recompute|eligib\w+ for|improvement plan|demotion|on admin leave|diversion)\b)", 15),
    ("SIGN_ROWS", r"\"(?:age|edad)\" ?: ?\d{1,2}\b|\"(?:sex|gender|race|sexo)\" ?: ?\"[A-Za-z]", 55),
)  # fmt: skip

_COLUMNS = re.compile(
    r"(?<![a-z])(?:age|ages|sex|sx|gender|race|yob|dob(?:[- ]?yr)?|birth ?year|zip\d?|head_age|kids\S*|lang|country|outcome|offense|dx\w*|grade|gr|mos|yrs svc|charge|action|noshow|no_show|arrears|status|result|"
    r"days rhu|mh code|entry\w*|person_\w+|hash|pid|hh|case|cell|last\w*|art|incarc|rating|salary|base|name|title|marital|wages|rent|disab|denial|occ|dep|perf|position|tenure\S*|hire_year|disciplined|remedial_done|"
    r"sick|complaints|needs|pet|from|issue|plan|placement|sped|absences|own/rent|note|edad|sexo|situacion|grado|vive con|rec)(?![a-z])",
    re.IGNORECASE,
)
_QUASI = re.compile(
    r"(?<![a-z])(?:age|ages|sex|sx|gender|race|yob|dob|head_age|marital|disciplined|sick|offense|sped|edad|sexo|vive con|complaints)(?![a-z])",
    re.IGNORECASE,
)
_NOT_PEOPLE = re.compile(
    r"(?i)\b(?:species|breed|animal|dog|cat|make|model|varchar|create table|select|type|label|variable)\b"
)
_ANIMALS = re.compile(r"(?i)\b(?:species|breed|animal id|shelter animals?)\b")
_ID = re.compile(
    r"#?\d{1,5}|[A-Z]{1,3}\d{0,4}|(?:[A-Z]\.){1,3}\d?|[0-9a-f]{8,40}|(?:stu|subj|child|client|case|emp|worker|caso)\.? ?\w{1,3}",
    re.IGNORECASE,
)
"""A row's first cell when it stands for a person without a name."""
_TOTALS = re.compile(
    r"(?<![a-z])(?:total|pct|percent|rate|count|n=|average|mean|median|pop(?:ulation)?\w*|households|share|number of|cases)(?![a-z])",
    re.IGNORECASE,
)
_MADE = (
    r"(?:fiction(?:al)?|fictitious|imaginary|invented|made[- ]up|mock|synthetic|simulated|notional|composite|personas?|vignettes?|short story|novel|screenplay|skit|comic strip|"
    r"role-?plays?|fact pattern|exam (?:item|question)|practice scenario|test_cases|unit tests?|fixtures?|ficticia|inventad[oa]s?)"
)
_INVENTS = re.compile(
    rf"(?<![a-z])(?:(?:make|made) up(?! of)|pretend (?:you|to be)|scenario generator|you choose an? |from scratch|my (?:mystery|novel|short story|screenplay)|(?:mystery|novel|story) i'm writing|int\. [a-z ]{{3,40}} - (?:day|night)"
    rf"|(?:write|create|invent|generate|design|make|draft|give|suggest|compose|build|add|edit|prepare|escribe|inventa|prepara)(?:[ \n-]+(?!(?:about|on|for|from|of) (?:the|this|our|my))[\w/\"'-]+){{0,7}}? {_MADE})(?![a-z])"
)
"""The text asks the tool to invent the person: nobody stands behind the signs."""
_SAYS_INVENTED = re.compile(
    rf"(?<![a-z])(?:{_MADE}|training (?:scenario|simulation|exercise)|certification exam|bar exam|case study|not a real|no real (?:people|persons?|famil\w+|kids)|hypo(?:thetical)? for (?:class|training)|publication example"
    r"|dummy data|pretend|exercise exercise|inject \d|bootcamp|tutorial|sample (?:case|record|form)|leave blank|recruitment poster|pregunta de examen|(?:note|letter|form|report|this) template|template (?:for|letter|note))(?![a-z])"
)
"""The text says that it is invented. Anybody can write that above a real case, so the signs only count less."""


_MANUAL = re.compile(
    r"(?<![a-z])(?:faqs?|codebook|data dictionary|gender-neutral|subpart [a-z]|mens rea|commits [a-z ]{3,30} in the \w+ degree|memorandum for all|memorandum explains|manual section|pregunta:|preguntas frecuentes)(?![a-z])"
)
"""One of these says it at once: a rule, a manual, a list of questions."""
_RULE = re.compile(
    r"(?<![a-z])(?:shall|must|may not|is entitled|entitled to|any (?:person|claimant|employee|applicant)|an? (?:employee|applicant|claimant|person|participant|beneficiary|patient|client|student) (?:who|may|must|shall|can|is)"
    r"|cfr|u\.s\.c|statute|regulation|subpart|faq|q:|v\.|per 1,000|cohort|respondents|participants|percent of|pros and cons|worker does not|should i|what should|what are|how do|explain|in 1[678]\d\d|in 19[0-3]\d|plaque|exhibit|history month|biograph(?:y|ies)|gender-neutral|wall of honor)(?![a-z])"
)
"""Words of rules, questions in general and studies. Where they are frequent, signs count half."""


_PLACES = frozenset(
    "u.s. u.k. u.n. d.c. p.o. j.d. m.d. b.a. r.n. e.o. u.a. l.a. n.y. i.d. m.a. b.s. m.s. a.m. p.m. s.c. n.c. n.j. f.r. c.f. u.c. n.w. s.w. n.e. s.e. e.g. i.e. u.s.c. c.f.r. w.h. l.l. u.s.a. d.o. a.d. b.c. f.d.a. n.a. n.d. s.d. n.h. n.m. r.i. v.i. e.u. a.k. w.v. p.s.c. p.r. p.c. l.p. s.a. l.l.c. l.l.p. o.k. t.v. p.d. g.s. h.r. s.r. h.b. s.b. s.j. u.p. p.l. o.j. a.i. i.t. a.g. d.a. n.p. v.a.".split()
)
"""Short forms of places, days and degrees that look like a person's initials."""


def _is_no_sign(view: View, match: Match, name: str) -> bool:
    """Rows about animals; short forms that look like initials; and 18F, an office of GSA, which a text names more than once."""
    if name == "SIGN_ROWS":
        return _ANIMALS.search(view.text, max(0, match.start - 600), match.end) is not None
    if name == "SIGN_PSEUDONYM" and len(match.spans) > 1:
        return match.group(view, 1).lower() in _PLACES
    return (
        name == "SIGN_AGE"
        and match.group(view).upper().startswith("18F")
        and view.low.count("18f") + len(view.low) // 1_000 > 1
    )


def _is_people(view: View, match: Match) -> bool:
    """One row a person: a header with columns about people, no totals, and two rows of the same width."""
    start, end = view.line(match.start + (view.text[match.start] == "\n"))
    header = view.text[start:end]
    separator = next((s for s in ("|", "\t", ",", ";", "  ") if header.count(s) >= 2), "")
    if not separator or len(header) > 400 or _TOTALS.search(header) or _NOT_PEOPLE.search(header):
        return False
    columns = {c.lower() for c in _COLUMNS.findall(header)}
    below = [line for line in view.text[end + 1 : end + 1200].split("\n")[:6] if not re.fullmatch(r"[\s|:+-]*", line)]
    if separator == "  ":
        wide = [line for line in below if len(re.split(r" {2,}", line.strip())) >= 3]
    else:
        wide = [line for line in below if abs(line.count(separator) - header.count(separator)) <= 1]
    wide = [line for line in wide if any(c.isdigit() for c in line)]
    coded = sum(_ID.fullmatch(_first(line, separator)) is not None for line in wide)
    return len(wide) >= 2 and (
        (len(columns) >= 3 and separator != "  ")
        or (coded >= 2 and len(columns) >= 2 and _QUASI.search(header) is not None)
    )


def _first(line: str, separator: str) -> str:
    return re.split(r" {2,}", line.strip())[0] if separator == "  " else line.split(separator)[0].strip(' "')


def _share(view: View) -> float:
    """What part of its points a sign keeps in this text."""
    is_general = _MANUAL.search(view.low) is not None or len(_RULE.findall(view.low)) >= max(2, len(view.low) // 500)
    says_invented = _SAYS_INVENTED.search(view.low) is not None
    return (0.5 if is_general else 1.0) * (0.4 if says_invented else 1.0)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if _INVENTS.search(view.low):
        return
    share = _share(view)
    for match in matches:
        name, _, points = _SIGNS[match.pattern]
        if name == "SIGN_ROWS" and points == 100 and not _is_people(view, match):
            continue
        if _is_no_sign(view, match, name):
            continue
        yield Hit(name, match.start, match.end, Strength.WEAK, score=int(points * share))


def _sign(name: str, title: str, article: str = "", plural: str = "") -> Kind:
    return kind(
        name,
        title,
        "139-07.2.a.1",
        cls=FindingClass.RECORD,
        article=article,
        plural=plural,
        sentence="Together with other signs it tells one person’s case.",
    )


RECOGNIZER = Recognizer(
    name="record_signs",
    kinds=(
        _sign("SIGN_ROLE", "word for a person in a case", plural="words for a person in a case"),
        _sign("SIGN_AGE", "age"),
        _sign("SIGN_GROUP", "group that a person belongs to", plural="groups that a person belongs to"),
        _sign("SIGN_PERSON_WORD", "word that stands for a person", plural="words that stand for a person"),
        _sign("SIGN_FAMILY", "family member"),
        _sign("SIGN_STATEMENT", "statement by a person", plural="statements by a person"),
        _sign("SIGN_DATED_EVENT", "dated event"),
        _sign("SIGN_CLOCK", "time of day", plural="times of day"),
        _sign("SIGN_SENSITIVE", "sensitive fact"),
        _sign("SIGN_PLACE", "town", plural="towns"),
        _sign("SIGN_REMOVED", "note that names were removed", plural="notes that names were removed"),
        _sign("SIGN_REDACTED", "blacked-out place"),
        _sign("SIGN_PSEUDONYM", "letter or number for a name", plural="letters or numbers for names"),
        _sign("SIGN_POSITION", "job"),
        _sign("SIGN_NOTE", "shorthand of a case note", plural="short forms of a case note"),
        _sign("SIGN_TASK", "request for a paper about a case", plural="requests for a paper about a case"),
        _sign("SIGN_OUTCOME", "outcome of a case", article="an outcome of a case", plural="outcomes of a case"),
        _sign("SIGN_ROWS", "table with one row a person", plural="tables with one row a person"),
    ),
    patterns=tuple(pattern for _, pattern, _ in _SIGNS),
    find=_find,
    finds=(
        ("The applicant, a 41 year old nurse from Cameroon, arrived in 2022. She says that her husband was taken on November 4.", "SIGN_AGE"),
        ("id,age,sex,zip,country,outcome\n1,69,F,00245,SLV,granted\n2,34,M,00412,UKR,denied", "SIGN_ROWS"),
        ("My probationer used 40 hrs of LWOP and says her mother is in hospice. Draft the memo.", "SIGN_TASK"),
        ("tenant in 9 is behind on rent & his gf moved in, notice pls w/ dates", "SIGN_NOTE"),
        ("Employee A was accused by Employee B of yelling. Employee A was on leave for IVF the week before October 15, 2025.", "SIGN_PSEUDONYM"),
    ),
    leaves=(
        "An applicant must submit the form within 30 days.",
        "County,Population 65+,SNAP households,Participation rate\nAlder,12408,1911,0.154\nBenson,8877,1740,0.196",
        "What accommodations do employers give to an employee with narcolepsy?",
        "Training scenario, fictional: the applicant is a 34-year-old man who said his wife left on May 3.",
    ),
)  # fmt: skip
