"""The rules and the model together: whose place is taken, who is meant again further on, and in which capacity.

A name alone is a question ("where was this published?"), never a block. A person who stands in a text only in a public
capacity (an official with the office, an author in a citation, a party in a court's caption) raises no question: the
finding is weak, and says which capacity it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from proviso.model import Strength
from proviso.screening.recognizer import Hit
from proviso.screening.view import View

from .finding import Place

LIKELY_FROM = 0.5
MOST_KNOWN = 80
"""So many persons of a text are looked for again by their family name."""
_FAMILY = re.compile(r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?(?=(?:,? (?:Jr|Sr|II|III)\b\.?)?$)")
_THINGS = re.compile(
    r"^(?:'s)? (?:County|City|Road|Street|Avenue|Drive|Lane|Blvd|River|Lake|Creek|Park|School|University|College|Hospital|Foundation|Act|Inc|LLC|Corp|Company|Cup|Award|Island|Bay|Point|Airport|Bridge|Syndrome|disease|Institute|Center|Hall|Building|Parkway|Elementary|Memorial|Test|Scale)\b"
)


def weighed(view: View, rules: Sequence[Hit], places: Sequence[Place]) -> list[Hit]:
    """The names of a text, in order of place."""
    tagged = [
        Hit("PERSON", start, end, Strength.LIKELY, score=round(100 * sure)) for start, end, sure in places if sure >= LIKELY_FROM
    ]
    direct = [*tagged, *_beside(rules, tagged)]
    return sorted((*direct, *_again(view, direct)), key=lambda hit: (hit.start, hit.end))


def _beside(rules: Sequence[Hit], tagged: Sequence[Hit]) -> Iterator[Hit]:
    """What only the rules saw."""
    taken = {at for hit in tagged for at in range(hit.start, hit.end)}
    for hit in rules:
        if taken.isdisjoint(range(hit.start, hit.end)):
            yield hit


def _again(view: View, direct: Iterable[Hit]) -> Iterator[Hit]:
    """A family name that stood in a full name is that person again, where it stands alone with a capital letter."""
    known: dict[str, Hit] = {}
    taken: set[int] = set()
    for hit in direct:
        taken.update(range(hit.start, hit.end))
        text = view.text[hit.start : hit.end]
        found = _FAMILY.search(text) if " " in text else None
        if found and len(known) < MOST_KNOWN:
            known.setdefault(found.group(), hit)
    if not known:
        return
    words = set(re.findall(rf"\b(?:{'|'.join(name.lower() for name in known)})\b", view.text))
    for found in re.finditer(rf"(?<![\w@./&-])(?:{'|'.join(map(re.escape, known))})(?![\w@/-]|\.\w)", view.text):
        start, end = found.span()
        if start in taken or found.group().lower() in words or _THINGS.match(view.text[end : end + 24]):
            continue
        yield replace(known[found.group()], start=start, end=end)
