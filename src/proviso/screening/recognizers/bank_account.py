"""Bank accounts with their word, and IBANs (ISO 13616)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, value, value_after, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, is_clabe, is_iban, is_routing
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_ACCOUNT = value(r"\d[\d -]{3,18}\d|[x*]{2,12}\d{4}")
_NINE = value(r"\d{9}|\d{3}[ -]?\d{3}[ -]?\d{11}[ -]?\d|\d{18}")
_IBAN = value(r"[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}")
_MONEY = words(
    "bank",
    "routing",
    "rtn",
    "aba",
    "checking",
    "savings",
    "deposit",
    "acct",
    "payee",
    "credit union",
    "wire",
    "direct deposit",
    "iban",
    "swift",
    "pay",
)


def _checked(view: View, match: Match) -> Iterable[Hit]:
    """A routing number, which is public, or a Mexican CLABE: each with its check digit."""
    place = value_after(view, match.end, _NINE)
    number = digits(view.text[slice(*place)]) if place else ""
    if place and len(number) == 18 and is_clabe(number):
        yield Hit("BANK_ACCOUNT", *place, Strength.WEAK if is_example(view, *place) else Strength.SURE)
    elif place and len(number) == 9 and is_routing(number):
        yield Hit("BANK_ROUTING", *place, Strength.WEAK)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 0:
            start, end = match.spans[1]
            compact = view.text[start:end].replace(" ", "")
            while compact and not is_iban(compact) and " " in view.text[start:end]:
                end = view.text.rindex(" ", start, end)
                compact = view.text[start:end].replace(" ", "")
            if is_iban(compact):
                weak = is_example(view, start, end)
                yield Hit("IBAN", start, end, Strength.WEAK if weak else Strength.SURE)
            continue
        if match.pattern == 3:
            yield from _checked(view, match)
            continue
        if match.pattern == 2:
            place = value_after(view, match.end, _IBAN)
            if place and is_iban(view.text[slice(*place)].replace(" ", "").upper()):
                yield Hit("IBAN", *place)
            continue
        place = value_after(view, match.end, _ACCOUNT)
        if place and sum(c.isdigit() for c in view.text[slice(*place)]) <= 17:
            sure = near(view, match.start, place[1], _MONEY, 120, 60)
            strength = Strength.WEAK if is_example(view, *place) else Strength.SURE if sure else Strength.LIKELY
            yield Hit("BANK_ACCOUNT", *place, strength)


RECOGNIZER = Recognizer(
    name="bank_account",
    kinds=(
        kind("BANK_ACCOUNT", "bank account number", "NACHA rules", label="BANK_ACCOUNT"),
        kind(
            "BANK_ROUTING",
            "bank routing number",
            "ABA routing number policy",
            sentence="A routing number is a bank’s; beside an account it says whose bank it is.",
        ),
        kind(
            "IBAN",
            "bank account number (IBAN)",
            "ISO 13616",
            plural="bank account numbers (IBAN)",
            label="BANK_ACCOUNT",
        ),
    ),
    patterns=(
        r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)\b",
        r"(?i:\b(?:bank account|account (?:number|no\.?|#)|acct\.?(?: no\.?| #| number)?|checking(?: account)?|savings account)(?:[ :#]|$))",
        r"(?i:\biban\b)",
        r"(?i:\b(?:routing|rtn|aba|clabe)\b)",
    ),
    find=_find,
    finds=(
        ("Bank routing 054540011 acct 4417120098", "BANK_ACCOUNT"),
        ("CLABE 032180000118359719", "BANK_ACCOUNT"),
        ("IBAN GB82 WEST 1234 5698 7654 32", "IBAN"),
    ),
    leaves=("Open a checking account in 2025.", "GB82 TEST 1234 5698 7654 32", "on account of 2019"),
)
