"""Telephone numbers (NANP, E.164). A person's own is an identifier; an office's is public contact data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.common import PHONE
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_PERSONAL = words(
    "cell", "cel", "mobile", "home phone", "his", "her", "my", "their", "he", "she", "caller", "tel", "applicant", "claimant", "patient",
    "subject", "resident", "mother", "father", "wife", "husband", "neighbor", "contact", "call me", "text me", "ph", "phone", "whatsapp",
    "celular", "telefono",
)  # fmt: skip
_OFFICE = words(
    "press", "media", "office", "hotline", "helpline", "help desk", "desk", "toll[- ]free", "information", "contact:", "for immediate release",
    "fax", "public affairs", "newsroom", "customer service", "call center", "tty", "tdd", "ext", "division", "bureau", "department", "agency",
    "poc", "further information", "questions", "branch", "director", "spokesperson", "hours", "website",
    "visit", "www", "community", "program",
)  # fmt: skip
_OWN = words(
    r"(?:his|her|my|their|\w+'s) (?:own |personal |new )?(?:cell|cell ?phone|mobile|home phone|home number|phone|phone number|number|celular)"
    r"(?: number| phone)?(?: is| was| at| on|:)? ?",
)
"""Said of one person's telephone: no office nearby makes it public."""
_TOLL_FREE = frozenset({"800", "888", "877", "866", "855", "844", "833", "822"})


_NUMBER = re.compile(
    r"[\s:#=.,'\"|>-]{0,4}((?:\+|00)?\(?\d(?:[\d ./-]|[()]){4,20}\d(?:,? ?(?:x|ext\.?|extension) ?\d{1,6}\b)?)(?![\dA-Za-z])"
)
_EXTENSION = re.compile(r",? ?(?:x|ext\.?|extension) ?\d{1,6}\b")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d|(?:19|20)\d\d[-–/ ](?:19|20)\d\d"
)
_PERSONS = words(
    "me",
    "him",
    "her",
    "my",
    "his",
    "their",
    "them",
    "mobile",
    "cell",
    "home",
    "answering",
    "whatsapp",
    "celular",
    "movil",
    "handy",
    "portable",
    "signal",
)
_TELEPHONE = words(
    "phones?",
    "telephones?",
    "calls?",
    "called",
    "calling",
    "reach(?:ed)?",
    "contact",
    "mobile",
    "cell",
    "texts?",
    "texted",
    "dial",
    "tel",
    "whatsapp",
    "ring",
    "voicemail",
    "messages? to",
    "sms",
    "registered mobile",
    "registered number",
    "otp",
    "telefono",
    "numero",
    "celular",
    "handy",
)
_NOT_PHONE = words(
    "ssn",
    "social",
    "account",
    "acct",
    "card",
    "passport",
    "case",
    "docket",
    "receipt",
    "form",
    "invoice",
    "order",
    "serial",
    "isbn",
    "issn",
    "nsn",
    "zip",
    "omb",
    "fax",
)
_WHOSE = words(
    "he",
    "she",
    "applicant",
    "claimant",
    "patient",
    "caller",
    "resident",
    "mother",
    "father",
    "wife",
    "husband",
    "neighbor",
    "tenant",
    "witness",
    "victim",
    "suspect",
    "respondent",
    "petitioner",
    "beneficiary",
    "dob",
    "ssn",
    "household",
)
BY_FORM = 60
"""Score of a number with a plain label, which an office or a press contact has as well (`resolve.BY_FORM`)."""
_STAFF = words("your staff", "questions", r"[\w.-]+@[\w.-]+\.(?:gov|mil)")
_REACHED = words(
    "(?:he|she|they|i|who|witness|caller|applicant|claimant)(?: can|'s| is| was)?(?: be)? (?:reached|answering|called|on|at)",
    "can be reached (?:at|on)",
    "household",
    "applicant",
    "claimant",
    "damage",
)


def _labelled(view: View, match: Match) -> Iterable[Hit]:
    """A number of any country beside "phone:" or "call me at"."""
    found = _NUMBER.match(view.text, match.end - 1, min(len(view.text), match.end + 40))
    if not found:
        return
    start, end = found.span(1)
    text = view.text[start:end]
    if "(" in text and ")" not in text:
        return
    if not 7 <= len(digits(text)) <= 17 or _DATE.fullmatch(text) or is_example(view, start, end):
        return
    word = match.group(view).lower()
    is_own = _PERSONS.search(word) is not None
    is_office = word.startswith(("fax", "desk", "office", "work")) or near(view, match.start, end, _OFFICE, 60, 30)
    is_office = is_office or near(view, match.start, end, _STAFF, 0, 70)
    if is_own and not word.startswith("fax") and not (is_office and " me" in word):
        yield Hit("PHONE", start, end, Strength.LIKELY)
    elif is_office or word.startswith(("call", "dial", "ring")):
        yield Hit("OFFICE_PHONE", start, end, Strength.WEAK)
    else:
        yield _owned(view, start, end)


def _owned(view: View, start: int, end: int) -> Hit:
    """Somebody's number: their own by a word such as "his cell", else perhaps an office's after all."""
    own = near(view, start, end, _PERSONS, 40, 12) or near(view, start, end, _WHOSE, 60)
    return Hit("PHONE", start, end, Strength.LIKELY, score=100 if own else BY_FORM)


def _international(view: View, match: Match) -> Iterable[Hit]:
    """A North American number, or one that starts with a plus and its country."""
    start, end = match.spans[1]
    text = view.text[start:end]
    number = digits(text)
    local = number[1:] if len(number) == 11 and number[0] == "1" else number
    if text[0] != "+" and (len(local) != 10 or local[0] in "01" or local[3] in "01"):
        return
    if is_example(view, start, end):
        return
    more = _EXTENSION.match(view.text, end, min(len(view.text), end + 20))
    end = more.end() if more else end
    is_public = len(local) == 10 and (local[:3] in _TOLL_FREE or local[1:3] == "11")
    if is_public:
        if near(view, start, end, _REACHED, 80):
            yield Hit("OFFICE_PHONE", start, end, Strength.WEAK)
        return
    is_office = near(view, start, end, _OFFICE, 120, 60) and not near(view, start, end, _OWN, 32)
    if not is_office and near(view, start, end, _PERSONAL, 40, 12):
        yield _owned(view, start, end)
    else:
        yield Hit("OFFICE_PHONE", start, end, Strength.WEAK)


def _grouped(view: View, match: Match) -> Iterable[Hit]:
    """Digits in groups, as other countries write them, with a word for telephones in the sentence."""
    start, end = match.spans[1]
    text = view.text[start:end]
    if not 7 <= len(digits(text)) <= 12 or _DATE.fullmatch(text) or _NOT_PHONE.search(view.before(start, 24)):
        return
    if not near(view, start, end, _TELEPHONE, 60, 24) or is_example(view, start, end):
        return
    is_own = near(view, start, end, _PERSONS, 24) and not near(view, start, end, _OFFICE, 80, 40)
    yield Hit("PHONE", start, end, Strength.LIKELY) if is_own else Hit("OFFICE_PHONE", start, end, Strength.WEAK)


def _labelled_after(view: View, match: Match) -> Iterable[Hit]:
    """Numbers whose label follows: "555 0142 (cell)", "02 5550 0142-Office"."""
    start, end = match.spans[1]
    text = view.text[start:end]
    if not 7 <= len(digits(text)) <= 15 or _DATE.fullmatch(text) or is_example(view, start, end):
        return
    is_own = match.group(view, 2).lower() in {"cell", "mobile", "home", "whatsapp"}
    yield Hit("PHONE", start, end, Strength.LIKELY) if is_own else Hit("OFFICE_PHONE", start, end, Strength.WEAK)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 2:
            yield from _labelled(view, match)
        elif match.pattern == 3:
            yield from _grouped(view, match)
        elif match.pattern == 4:
            yield from _labelled_after(view, match)
        else:
            yield from _international(view, match)


RECOGNIZER = Recognizer(
    name="phone",
    kinds=(
        PHONE,
        kind(
            "OFFICE_PHONE",
            "office phone number",
            "E.164; NANP",
            cls=FindingClass.NAMED,
            sentence="An office’s phone number is fine when it was published.",
            label="PHONE",
        ),
    ),
    patterns=(
        r"(?:^|[^\d.A-Za-z-])((?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4})(?:$|[^\d-])",
        r"(?:^|[^\d])(\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,4}\d{2,4})(?:$|[^\d])",
        r"(?i:\b(?:(?:(?:my|his|her|their|our) )?(?:(?:work|home|cell|mobile|direct|office|contact) ?)?(?:phone|mobile|cell|cellphone|tel|telephone|telefono|telefon|tlf|movil|celular|handy|home|fax|desk|whatsapp|ph|direct line)(?: ?(?:number|no\.?|num|#))?(?: ?[:.]| is| was)|(?:call|text|reach|ring|phone|dial|contact|message)(?: (?:me|him|her|them|us))?(?: back)?(?: (?:at|on|via))?(?: (?:my|his|her) (?:cell|mobile|phone|number))?|(?:answering|reached|called) (?:at|on)|(?:phone|cell|mobile|telephone|his|her|my|whose) number (?:is|was)))[\s:=#.]{1,3}[+(0-9]",
        r"(?:^|[^\w.$(/-])(\(0?\d{1,4}\) ?\d{2,4}[ .-]?\d{2,4}(?:[ .-]\d{2,4})?|\d{2,4}(?:[ .-]\d{2,4}){2,4})(?:$|[^\w/-])",
        r"(?:^|[^\w.$/-])(\+?\(?\d[\d ().-]{5,18}\d(?:x\d{1,6})?) ?[-(,\[:]? ?(?i:(office|fax|cell|mobile|home|work|direct|desk|whatsapp)\b)",
    ),
    find=_find,
    finds=(
        ("her cell is 713-555-0167", "PHONE"),
        ("Visit the press office. Her cell is 713-555-0167", "PHONE"),
        ("tel (202) 555-0143", "PHONE"),
        ("Mobile: 0490 55 01 81", "PHONE"),
        ("you can text her at (03) 5550 0196", "PHONE"),
        ("Ana Ruiz, 713-555-0167 (cell)", "PHONE"),
        ("my mobile is +44 7700 900123", "PHONE"),
    ),
    leaves=(
        "Press office: 202-555-0100",
        "call 1-800-621-3362 any time",
        "version 2023.10.24",
        "Call 2024-2025 for proposals",
        "The call 2024-10-24 was canceled.",
        "Call 911 or 988",
        "For further information contact the press office at (202) 555-0100.",
    ),
)
