"""Names of persons, with care: a title, a label or a verb beside them, or a common given name before a family name.

A name alone is a question ("where was this published?"), never a block. There is no trained model here: precision first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.common import PERSON
from proviso.screening.given_names import GIVEN
from proviso.screening.mentions import mentions
from proviso.screening.names.gazetteer import NONE, OTHER_LANDS, gazetteer
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_NAME = r"[A-Z][a-z]+(?:[A-Z][a-z]+|['-][A-Z][a-z]+)?"
_FULL = rf"{_NAME}(?: [A-Z]\.| {_NAME})?(?: (?:de|del|de la|van|von|al|bin|da|dos) {_NAME})? {_NAME}(?:,? (?:Jr|Sr|II|III)\b\.?)?"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sgt|Capt|Lt|Col|Maj|Gen|Adm|Cpl|Det|Sen|Rep|Gov|Rev|Hon|Ofc)\.?|Officer|Agent|Special Agent|Judge|Justice|Inspector|Detective|"
    r"Secretary|Senator|Governor|Mayor|President|Director|Administrator|Commissioner|Attorney General|Chief|Sheriff|Deputy|Professor|Captain|Sergeant|Lieutenant|Nurse"
)
_LABEL = (
    r"(?:(?i:applicant|petitioner|beneficiary|subject|employee|patient|caller|claimant|payee|driver|victim|witness|pax|complainant|respondent|student|inmate|"
    r"tenant|traveler|suspect|detainee|filed by|spoke with|met with|my name is|this is|it's|neighbor|counselor) ?[:=-]? ?|"
    r"(?i:name|full name|from|to|cc|contact|poc|signed|sponsor|supervisor|member|veteran|owner|client|resident|nombre|attn) ?[:=] ?)"
)
_VERB = (
    r"(?:said|says|told|asked|wrote|writes|testified|called|filed|lives|lived|was born|applied|reported|stated|added|explained|works|worked|signed|replied|came|left|arrived|"
    r"missed|trained|attached|appeared|claims|claimed|noted|confirmed|requested|died|who)"
)
_NOT_NAMES = frozenset(
    """street avenue road county city state states university college department agency office bureau act law code court house senate committee commission
    council board center service services program project system systems security defense justice education health energy transportation commerce labor treasury
    interior agriculture state homeland national federal american united general public private new york north south east west river lake mountain beach island
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    school hospital church company corporation inc llc group association institute foundation team branch division section part chapter table figure page title
    policy plan report review guide manual standard standards form memorandum letter notice order rule rules the this that these those when where what who why how
    for from with and but not you your our their his her its it we they in on at to of by as is are was if please dear best thank thanks hello hi good
    subject summary analysis data information technology management administration government president secretary director chief senior deputy assistant
    hurricane storm tropical flood fire disaster emergency response recovery black white english spanish french german chinese african asian european
    bay hills valley springs falls park forest port fort saint san santa los las square building tower bridge airport highway
    social media web site page online internet email phone number date time day week month year first second third last next
    investments incorporated consulting economic republic guinea lanka village partners holdings bank domains creole testing capital global
    industries solutions technologies international brothers sons store shop hotel restaurant museum library labor press news times herald journal
    academy society union party league club game award prize festival day week anniversary holiday christmas easter thanksgiving
    medicaid medicare snap tanf wic births deaths elementary academy officer example sample test doe
    learn read see view get find use make visit contact call write send open click download
    stat laws regulation appendix garden drive blvd quarter creek garage fund islands room cup tribe tribal rescue baptist actuary counsel commissioner administrator alternative
    terms orange list lists kong persons constitution coast guard armed litigation unit associates mailbox neighbor taxpayer colleague colleagues all everyone sir madam folks
    under over after before if then also however although because while since until into upon about an no yes so do did have has had will would may
    america category dept dock estate experiences judge jury parish pdf police station
    prueba ejemplo zip alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
    massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico carolina dakota ohio oklahoma oregon pennsylvania rhode tennessee
    texas utah vermont washington wisconsin wyoming puerto rico canada france germany italy spain china japan india england ireland scotland""".split()
)


_ROLE_AFTER = (
    r"(?:the |our |a |an |my |his |her )?(?:[a-z]+ ){0,3}(?:director|manager|secretary|chief|attorney|spokes\w+|president|officer|analyst|specialist|administrator|commissioner|professor|author|"
    r"engineer|counsel|advis[eo]r|nurse|teacher|owner|resident|judge|inspector|coordinator|supervisor)\b"
)
_ONE = r"[A-Z][a-z]{2,}"
"""A name of one word, where a list or a form has a place for a name."""
_BYE = r"(?i:thanks|thank you|many thanks|regards|best|best regards|kind regards|warm regards|sincerely|respectfully|cheers|v/r|vr|very respectfully|r/|yours)"
_SHIPS = re.compile(
    r"(?:\b(?:the|a|an|USCGC|USNS|USS|SS|M/V|F/V|boat|vessel|avenida|calle|St\.|Mt\.|Camp|Fort|Lake|Hurricane)|\"Miss) \"?$"
)
"""What stands before a name that a thing bears: "the Stanley Cup", "USCGC Isaac Mayo"."""
MOST_KNOWN = 60
"""So many persons of a text are looked for again by their family name."""
_FAMILY = re.compile(r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?(?=(?:,? (?:Jr|Sr|II|III)\b\.?)?$)")
_PART_OF = re.compile(r"[\w@./-]")
"""What stands before a name that is a part of something longer."""
_INVERTED = re.compile(r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?(?=, )")


_PARTS = re.compile(r"[ ,-]+")


def _clean(view: View, start: int, end: int) -> bool:
    """No word of it is one that offices, places, days or headings use."""
    said = view.low[start:end]
    return "\n" not in said and _NOT_NAMES.isdisjoint([part.strip(".,'") for part in _PARTS.split(said)])


_LITTLE = frozenset("and is was to of on at in for who by as from with said the a that has had will".split())
_SCORES = (90, 80, 80, 75, 80, 80, 75, 85, 80, 85, 70, 85, 85, 75, 75, 75)
_PLACES = frozenset({13, 14, 15})
"""Patterns that are a place for a name; what stands there counts when the lists of names have it."""
_NAMED = frozenset({0, 1, 4, 10, 11, 13, 14, 15})
"""Patterns with a title, a label or a greeting, which also stand after "the"."""


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    direct = [hit for match in matches if (hit := _hit(view, match)) is not None]
    yield from direct
    yield from _again(view, direct)


def _hit(view: View, match: Match) -> Hit | None:
    start, end = match.spans[-1]
    if not _clean(view, start, end) or (match.pattern in _PLACES and not _is_listed(view.low[start:end])):
        return None
    after = view.text[end : end + 14].lstrip(" ").split(" ", 1)[0].strip('.,;:)"')
    if after[:1].isupper() and after.lower() in _NOT_NAMES and after.lower() not in _LITTLE:
        return None
    if match.pattern not in _NAMED and _SHIPS.search(view.text, max(0, start - 12), start):
        return None
    return Hit("PERSON", start, end, Strength.LIKELY, score=_SCORES[match.pattern])


def _is_listed(name: str) -> bool:
    """Whether one of its words is a usual name somewhere."""
    return any(
        0 < bucket <= OTHER_LANDS for word in re.split(r"[ ,.]+", name) for bucket in gazetteer().get(word, NONE)[:2]
    )


def _again(view: View, direct: Sequence[Hit]) -> Iterable[Hit]:
    """A family name that stood once in a full name is that person again, where it stands alone with a capital letter."""
    known: set[str] = set()
    for hit in direct:
        text = view.text[hit.start : hit.end]
        found = _INVERTED.match(text) or (_FAMILY.search(text) if " " in text else None)
        if found and len(known) < MOST_KNOWN and found.group().lower() not in _NOT_NAMES:
            known.add(found.group())
    if not known:
        return
    taken = {at for hit in direct for at in range(hit.start, hit.end)}
    for start, end in mentions(view.text, sorted(known), _PART_OF):
        if start not in taken and _stands_alone(view, start, end):
            yield Hit("PERSON", start, end, Strength.LIKELY, score=70)


def _stands_alone(view: View, start: int, end: int) -> bool:
    """No place, firm or thing that bears the name: "Hunt County", "the Stanley Cup", "Price & Hunt"."""
    after = re.match(r"(?:'s)? ?(&|[A-Z][a-z]+)?", view.text[end : end + 24])
    bears = after is not None and after.group(1) is not None and " " in after.group()
    before = view.text[max(0, start - 12) : start]
    return not bears and not before.endswith("& ") and _SHIPS.search(before) is None


RECOGNIZER = Recognizer(
    name="person_names",
    kinds=(
        PERSON,
    ),
    patterns=(
        rf"\b(?:{_TITLE}) ({_NAME}(?: [A-Z]\.)?(?: {_NAME}){{0,2}})",
        rf"\b{_LABEL}\"?({_FULL})",
        rf"\b({_FULL}),? {_VERB}\b",
        rf"\b(?:{'|'.join(sorted(GIVEN))})(?: [A-Z]\.| {_NAME})? {_NAME}(?:,? (?:Jr|Sr)\.)?",
        r"(?m:(?:^|[\t:;(>|] ?|\b(?i:pax|subject|subj|applicant|inmate|detainee|patient|driver) )([A-Z]{3,}(?:-[A-Z]{3,})?, ?[A-Z][a-z]+(?: [A-Z]\.)?)(?:[\t,;.)]| [a-z(]|$))",
        rf"\b{_NAME} [A-Z]\. {_NAME}\b",
        rf"(?:^|[,;:(] |\b[a-z]+ )([A-HJ-Z]\. {_NAME})\b",
        rf"\b({_NAME}, {_NAME}(?: [A-Z]\b\.?)?);",
        rf"\b({_NAME}, (?:[A-Z]\.[ -]?){{1,3}})(?:[;,(&]| ?and )",
        rf"\b({_NAME}(?: [A-Z]\.)? {_NAME}) ?<[\w.+-]+@",
        rf"(?m:^[> ]*(?i:dear|hi|hello|hey|good morning) ({_NAME}(?: {_NAME})?)[,:!\n])",
        rf"(?m:^{_BYE}[,.!]? *\n+({_NAME}(?: [A-Z]\.)?(?: {_NAME}){{0,2}})[ \t]*$)",
        rf"\b({_NAME} {_NAME}), {_ROLE_AFTER}",
        rf"(?m:^(?:FROM|TO|CC|From|To|Cc): +({_ONE}|{_NAME}, {_NAME}|[A-Z]{{2,}} [A-Z]{{3,}})$)",
        rf"(?m:^\d{{1,2}}:\d\d(?::\d\d)? ({_ONE}|[A-Z]\. {_NAME}|{_NAME}, {_NAME}|[A-Z]{{2,}} [A-Z]{{3,}}) (?:badge|in|out|arrived|left|signed|checked|entered)\b)",
        rf"\b(?i:households?|family|children|parents?|guardians?|son|daughter|widow|estate|residence|home) of ({_ONE}|[A-Z]\. {_NAME}|{_NAME}, {_NAME}|[A-Z]{{2,}} [A-Z]{{3,}}), [\d]",
    ),
    find=_find,
    finds=(
        ("Mrs. Mireille Whitlowe said that the levee held.", "PERSON"),
        ("Applicant: Desta Dunmarrow, adjustment", "PERSON"),
        ("Corwin Quillfeather told the board.", "PERSON"),
        ("a note for Maria Delgado about Monday", "PERSON"),
        ("PAX QUILLFEATHER, Vivekan, arrived", "PERSON"),
        ("a letter from Corwin B. Quillfeather on Monday", "PERSON"),
        ("Quillfeather, Corwin B; Dunmarrow, Desta; (2006) The levee.", "PERSON"),
        ("Desta Dunmarrow <press@agency.example.gov>", "PERSON"),
        ("Dear Desta,\nthe levee held.", "PERSON"),
        ("See you on Monday.\nThanks,\nDesta Dunmarrow", "PERSON"),
        ("Desta Dunmarrow, the regional director", "PERSON"),
        ("MEMORANDUM\nTO: Moore, Grace\nFROM: Figueroa\nSUBJECT: Overtime", "PERSON"),
        ("08:01:46 Smith badge 120", "PERSON"),
        ("the household of Gonzales, 4555 Main Street", "PERSON"),
    ),
    leaves=(
        "The Department of Homeland Security said today.",
        "Harris County Flood Control District reported a crest.",
        "Virginia Beach Public Schools open on Monday.",
        "New York City Council met on Tuesday.",
        "The office is in Austin, Texas; Kansas City, Missouri; and Boise.",
        "Dear Colleague,\nthe Stanley Cup and the Rose Garden are open.",
        "USCGC Margaret Norvell relieves her on Tuesday.",
        "Appendix C. Start with the table. Regulation B. Under it, sellers register.",
        "TO: Procurement\nFROM: Payroll\n14:05 Lunch in the hall; the parents of Toddlers, 20 of them.",
        "The quick brown fox jumps over the dog.",
    ),
)  # fmt: skip
