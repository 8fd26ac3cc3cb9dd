"""Names that people sign in with, beside their word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_WORDS = frozenset(
    "is the a an and or to for from in on at with page name names screen failed failure error id ids must should can not your password root admin system guest none null true"
    " account accounts access session sessions data interface experience group groups profile profiles role roles device devices activity input who that has was will then also already each every"
    " tokens token password passwords requests request names credentials permissions settings mode file files list lists records".split()
)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        start, end = match.spans[1]
        text = view.text[start:end].rstrip(".")
        if text.lower() not in _WORDS and not is_example(view, start, end):
            yield Hit("USERNAME", start, start + len(text), Strength.LIKELY)


RECOGNIZER = Recognizer(
    name="user_names",
    kinds=(kind("USERNAME", "sign-in name", "OMB M-07-16", label="USERNAME"),),
    patterns=(
        r"(?i:\b(?:login|username|user ?id|userid|logon|samaccountname)(?: name| id)? ?[:=] ?[\"']?)([@A-Za-z][\w.\\-]{2,40})",
        r"(?i:\((?:login|username|user|logon) )([@A-Za-z][\w.\\-]{2,40})\)",
        r"(?i:\b(?:user|account) )(@[A-Za-z][\w.]{2,30})\b",
        r"(?i:\b(?:user|account|login|username|handle|(?:tweet|post|sign|logg?)(?:s|ed)?(?: in| on)? (?:from|as|by|under)) )(@?[a-z][a-z._-]{1,30}\d{1,4}|[a-z]{1,12}\d{1,4}[a-z]{0,4})\b",
        r"(?i:\b(?:tweet|post)(?:s|ed)?(?: this| it)? (?:from|as|by|under) )(@[A-Za-z][\w.]{2,30})",
        r"\b[Uu]ser ([a-z][a-z0-9._-]{3,30}) (?:(?:is|was|has been|got|still|keeps) )?(?:locked|logg|sign|connect|download|upload|delet|disabl|suspend|reports|reported|cannot|can't)",
        r"(?i:\b(?:user|account|from|by|as) )([A-Z]{2,12}\\[a-z][\w.]{2,30})\b",
    ),
    find=_find,
    finds=(
        ("username: kbrack42", "USERNAME"),
        ("the employee (login hollysilva) connected", "USERNAME"),
        ("user pquist locked out", "USERNAME"),
        ("tweeted from @mayashore", "USERNAME"),
    ),
    leaves=(
        "The login page is slow.",
        "username: null",
        "Enter your username and password",
        "a user account locked after 5 tries",
        "user who signed",
    ),
)
