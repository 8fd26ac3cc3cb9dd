"""A record about one person, even anonymised (139-07.2.a.1): passages judged by learned weights, shown by their signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from proviso.model import Strength
from proviso.screening.cases.kinds import ALL
from proviso.screening.cases.model import model
from proviso.screening.cases.signs import SIGN_OF, pointed
from proviso.screening.cases.words import TOKEN, kinds_of
from proviso.screening.patterns import PatternSet
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_MADE = (
    r"(?:fiction(?:al)?|fictitious|imaginary|invented|made[- ]up|mock|synthetic|simulated|notional|composite|personas?|vignettes?|short story|novel|screenplay|skit|comic strip|"
    r"role-?plays?|fact pattern|exam (?:item|question)|practice scenario|test_cases|unit tests?|fixtures?|ficticia|inventad[oa]s?)"
)
_OUTRIGHT = (
    r"(?:make|made) up(?! of)|pretend (?:you|to be)|scenario generator|you choose an? |from scratch|my (?:mystery|novel|short story|screenplay)"
    r"|(?:mystery|novel|story) i'm writing|int\. [a-z ]{3,40} - (?:day|night)"
)
_INVENTS = re.compile(
    rf"(?<![a-z])(?:{_OUTRIGHT}"
    rf"|(?:write|create|invent|generate|design|make|draft|give|suggest|compose|build|add|edit|prepare|escribe|inventa|prepara)(?:[ \n-]+(?!(?:about|on|for|from|of) (?:the|this|our|my))[\w/\"'-]+){{0,7}}? {_MADE})(?![a-z])"
)
"""The text asks the tool to invent the person: nobody stands behind the signs."""
_INVENTED = (
    rf"{_MADE}|training (?:scenario|simulation|exercise)|certification exam|bar exam|case study|not a real|no real (?:people|persons?|famil\w+|kids)|hypo(?:thetical)? for (?:class|training)|publication example"
    r"|dummy data|pretend|exercise exercise|inject \d|bootcamp|tutorial|sample (?:case|record|form)|leave blank|recruitment poster|pregunta de examen|(?:note|letter|form|report|this) template|template (?:for|letter|note)"
)
_SAYS_INVENTED = re.compile(rf"(?<![a-z])(?:{_INVENTED})(?![a-z])")
"""The text says that it is invented. Anybody can write that above a real case, so the signs only count less."""
_MENTIONS = PatternSet([rf"(?i:{_OUTRIGHT.replace('(?! of)', '')}|{_INVENTED})"])
"""A part of both. In most texts none stands, and RE2 says so at once."""

LESS = 2_500
"""In thousandths what a text that says of itself that it is invented loses: anybody can write that above a real case."""
_OWN = frozenset({"SIGN_REMOVED", "SIGN_NOTE", "SIGN_TASK"})
"""Nobody publishes the shorthand of a case note, a request to write the letter, or a word that names were taken out."""
MOST = 40
"""So many passages are shown; the verdict on a long text does not need more."""


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    kinds = kinds_of(view.text)
    learned = model()
    scores = learned.scores(kinds)
    if not any(score > learned.likely for _, _, score in scores):
        return
    less = 0
    if _MENTIONS.hits(view.data):
        if _INVENTS.search(view.low):
            return
        less = LESS if _SAYS_INVENTED.search(view.low) else 0
    clear = [(first, last, score - less) for first, last, score in scores if score - less > learned.likely][:MOST]
    if not clear:
        return
    read = islice(TOKEN.finditer(view.text), max(last for _, last, _ in clear))
    places = [found.span() for found in read]
    for first, last, score in clear:
        signs = [*pointed(view, places[first][0], places[last - 1][1]), *_classed(kinds, places, first, last)]
        is_own = score >= learned.sure and any(name in _OWN for name, _, _ in signs)
        strength = Strength.SURE if is_own else Strength.LIKELY
        yield from (Hit(name, start, end, strength) for name, start, end in signs if start < end)


def _classed(
    kinds: Sequence[int], places: Sequence[tuple[int, int]], first: int, last: int
) -> Iterator[tuple[str, int, int]]:
    """Words that are a sign by themselves."""
    for at in range(first, last):
        name = SIGN_OF.get(kinds[at])
        if name is not None:
            yield name, *places[at]


RECOGNIZER = Recognizer(
    name="record_signs",
    kinds=ALL,
    patterns=(),
    at_least=12,
    find=_find,
    finds=(
        ("The applicant, a 41 year old nurse from Cameroon, arrived in 2022. She says that her husband was taken on November 4.", "SIGN_AGE"),
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
