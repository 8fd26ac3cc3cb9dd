"""Telephone numbers (NANP, E.164). A person's own is an identifier; an office's is public contact data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.checks import digits
from proviso.screening.common import PHONE
from proviso.screening.context import near, value, value_after, words
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_PERSONAL = words(
    "cell", "cel", "mobile", "home phone", "his", "her", "my", "their", "he", "she", "caller", "tel", "applicant", "claimant", "patient",
    "subject", "resident", "mother", "father", "wife", "husband", "neighbor", "contact", "call me", "text me", "ph", "phone", "whatsapp",
    "celular", "tel[eé]fono",
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


_NUMBER = value(r"\+?\(?\d[\d ()./-]{5,18}\d(?:x\d{1,6})?")


def _labelled(view: View, match: Match) -> Iterable[Hit]:
    """A number of any country beside "phone:" or "call me at"."""
    place = value_after(view, match.end, _NUMBER)
    if place and 7 <= len(digits(view.text[slice(*place)])) <= 15 and not is_example(view, *place):
        word = match.group(view).lower()
        is_office = word.startswith(("fax", "desk", "office")) or near(view, match.start, place[1], _OFFICE, 60, 30)
        is_own = any(w in word for w in ("me", "mobile", "cell", "home", "answering"))
        own = is_own or not is_office
        yield Hit("PHONE" if own else "OFFICE_PHONE", *place, Strength.LIKELY if own else Strength.WEAK)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 2:
            yield from _labelled(view, match)
            continue
        start, end = match.spans[1]
        text = view.text[start:end]
        number = digits(text)
        local = number[1:] if len(number) == 11 and number[0] == "1" else number
        if text[0] != "+" and (len(local) != 10 or local[0] in "01" or local[3] in "01"):
            continue
        if len(local) == 10 and (local[:3] in _TOLL_FREE or local[1:3] == "11"):
            continue
        if is_example(view, start, end):
            continue
        is_office = near(view, start, end, _OFFICE, 120, 60) and not near(view, start, end, _OWN, 32)
        is_personal = near(view, start, end, _PERSONAL, 40, 12)
        if is_personal and not is_office:
            yield Hit("PHONE", start, end, Strength.LIKELY)
        else:
            yield Hit("OFFICE_PHONE", start, end, Strength.WEAK)


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
        r"(?i:\b(?:(?:phone|mobile|cell|tel|telephone|home|fax|desk|office)(?: ?(?:number|no\.?|#))? ?:|(?:call|text|reach) (?:me|him|her|them) (?:at|on)|answering at|phone number is))",
    ),
    find=_find,
    finds=(
        ("her cell is 713-555-0167", "PHONE"),
        ("Visit the press office. Her cell is 713-555-0167", "PHONE"),
        ("tel (202) 555-0143", "PHONE"),
    ),
    leaves=(
        "Press office: 202-555-0100",
        "call 1-800-621-3362 any time",
        "version 2023.10.24",
        "For further information contact the press office at (202) 555-0100.",
    ),
)
