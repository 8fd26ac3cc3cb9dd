"""Postal addresses of homes. An office's own address is public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.common import HOME_ADDRESS
from proviso.screening.context import near, words
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_HOME = words(
    "lives?", "living", "resid(?:es|ent|ence|ing)", "home", "rents?", "house", "his", "her", "my", "addr", "address", "neighbor", "moved",
    "apt", "letter to", "mail(?:ed)? to", "property", "at", "applicant", "claimant", "dob", "driver", "occupant", "owner",
)  # fmt: skip
_OFFICE = words(
    "office", "headquarters", "building", "center", "suite", "floor", "visit", "department", "agency", "library", "school", "courthouse",
    "docket", "mailstop", "room", "washington, dc", "comments", "bureau", "division", "company", "inc", "llc", "museum", "church", "hotel", "attn",
    "street nw", "ave(?:nue)?,? nw",
)  # fmt: skip
_STREET = r"(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|Cir|Circle|Way|Pl|Place|Ter|Terrace|Trl|Trail|Pkwy|Parkway|Hwy|Highway|Loop|Sq|Square|Alley|Aly|Pike|Plaza|Row|Walk|Run|Path|Crossing|Xing|Route|Bypass|Cove|Ridge|Mews|Causeway|Point|Pt)"


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        start, end = match.spans[1]
        is_full = match.spans[2][0] >= 0
        if near(view, start, end, _OFFICE, 100, 80):
            strength = Strength.WEAK
        elif near(view, start, end, _HOME, 60, 40):
            strength = Strength.LIKELY
        else:
            strength = Strength.LIKELY if is_full else Strength.WEAK
        yield Hit("ADDRESS", start, end, strength)


RECOGNIZER = Recognizer(
    name="address",
    kinds=(HOME_ADDRESS,),
    patterns=(
        rf"(?:^|[^\w.-])(\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][A-Za-z'-]+ |\d{{1,3}}(?:st|nd|rd|th) ){{1,3}}{_STREET}\b\.?"
        r"(?:,? (?:Apt|Unit|#|Lot|Bldg|Suite|Ste)\.? ?[A-Za-z0-9-]{1,5})?(,?[ \n][A-Z][A-Za-z. ]{2,25},? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?\b)?)",
        r"(?:^|[^\w.-])(\d{1,5} (?:[A-Z][A-Za-z'-]+ ){1,3}[A-Z][a-z]+(?:,? (?:Apt|Unit|Suite|Ste|#)\.? ?[A-Za-z0-9-]{1,5})?(,?[ \n][A-Z][A-Za-z. ]{2,25},? [A-Z]{2} \d{5}(?:-\d{4})?\b))",
        r"\b((?:PSC|Unit|USS|USNS|USCGC|CMR) ?[A-Za-z0-9]{1,12},?(?: Box \d{1,5})?(,?[ \n][AFD]PO,? A[APE] \d{5}))",
    ),
    find=_find,
    finds=(
        ("He said he rents at 5758 Granite Ave.", "ADDRESS"),
        ("4753 Ironwood Dr Apt 6, East Brannock, NM 00387", "ADDRESS"),
    ),
    leaves=(
        "Visit our office at 500 C Street SW, Washington, DC 20472",
        "3 Way Court tests",
        "room 12 Main Street office",
    ),
)
