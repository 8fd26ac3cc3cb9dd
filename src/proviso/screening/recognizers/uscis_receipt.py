"""Receipt numbers of immigration cases, and the card numbers of the same form (USCIS, Form I-797)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, is_placeholder
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        strength = Strength.LIKELY if is_placeholder(digits(match.group(view))) else Strength.SURE
        weak = is_example(view, match.start, match.end)
        yield Hit("USCIS_RECEIPT", match.start, match.end, Strength.WEAK if weak else strength)


RECOGNIZER = Recognizer(
    name="uscis_receipt",
    kinds=(
        kind(
            "USCIS_RECEIPT",
            "immigration case number",
            "USCIS Form I-797",
            article="an immigration case number",
            sentence="An immigration case number points to one person's file.",
        ),
    ),
    patterns=(
        r"\b(?:IOE|EAC|VSC|WAC|CSC|LIN|NSC|SRC|TSC|MSC|NBC|YSC|PSC)[- ]?(?:\d{2}[- ]\d{3}[- ]\d{5}|\d{3}[- ]?\d{3}[- ]?\d{4})\b",
    ),
    find=_find,
    finds=(("case IOE0912345678 is pending", "USCIS_RECEIPT"), ("EAC-22-423-45678", "USCIS_RECEIPT")),
    leaves=("The LIN code is for the Nebraska center.", "for example IOE0123456789"),
)
