"""The rules and the model together: whose place is taken, who is meant again further on, and in which capacity.

A name alone is a question ("where was this published?"), never a block. A person who stands in a text only in a public
capacity (an official with the office, an author in a citation, a party in a court's caption) raises no question: the
finding is weak, and says which capacity it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from proviso.model import Strength
from proviso.screening.mentions import mentions
from proviso.screening.recognizer import Hit
from proviso.screening.view import View

from .capacity import capacity_of, capacity_of_all
from .features import CALENDAR, TITLES
from .finding import Place, is_common
from .gazetteer import NONE, OTHER_LANDS, gazetteer
from .places import without_places
from .things import without_things

_SMALL = re.compile(r"(?<![\w@./-])[a-z]{2,}(?![\w@])")
_ROW_OF_NUMBERS = re.compile(r" ?[,|\t] ?[\d$]")
MOST_KNOWN = 80
"""So many persons of a text are looked for again by their family name."""
_SENTENCE = re.compile(r"(?<=[a-z]{3})\.[ \n]+(?=[A-Z])")
_TITLES = re.compile(
    rf"(?:(?:{'|'.join(sorted(TITLES | {'later', 'vice', 'under'}, key=len, reverse=True))})\.? +)+(?=[A-Z])",
    re.IGNORECASE,
)
_TAG = re.compile(r"#([A-Z][a-z]{2,15})([A-Z][a-z]{2,15})\b")
_BEFORE_MONTH = re.compile(r"(?:\b(?:of|in|since|until|by|through|early|late|mid|next|last|every|on|for)|[0-9,]) $")
_AFTER_MONTH = re.compile(r"\.? ?[0-9]")
_FAMILY = re.compile(r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?(?=(?:,? (?:Jr|Sr|II|III)\b\.?)?$)")
_BEGINS = re.compile(r"^$|^ $|[.!?\n] ?$")
_GOES_ON = re.compile(r" (?!said|says|told|asked|wrote|testified|added|et al)[a-z]")
_CAPITAL = re.compile(r"\b([A-Z][a-z]+) $")
_PART_OF = re.compile(r"[\w@./&-]")
"""What stands before a name that is a part of something longer, or of a firm's name."""


def weighed(view: View, rules: Sequence[Hit], places: Sequence[Place]) -> list[Hit]:
    """The names of a text, in order of place."""
    tagged = [
        Hit("PERSON", start, end, Strength.LIKELY, score=round(100 * sure))
        for place in places
        for start, end, sure in _trimmed(view, place)
        if sure >= _least(view, start, end)
    ]
    tagged = [*_without_words(view, tagged), *_in_tags(view)]
    direct = without_things(view, without_places(view, [*tagged, *_beside(view, rules, tagged)]))
    again = without_things(view, list(_again(view, direct)))
    hits = sorted((*direct, *again), key=lambda hit: (hit.start, hit.end))
    return list(_in_capacity(view, hits)) if hits else []


def _trimmed(view: View, place: Place) -> Iterator[Place]:
    """The place without a title at its head, cut where a sentence ends in it; a month is no person."""
    first, last, sure = place
    cuts = [first, *(first + m.end() for m in _SENTENCE.finditer(view.text[first:last])), last]
    for start, end in pairwise(cuts):
        text = view.text[start:end].rstrip(" .\n") if end < last else view.text[start:end]
        head = _TITLES.match(text)
        begin = start + (head.end() if head else 0)
        finish = start + len(text)
        if begin < finish and not _is_month(view, begin, finish):
            yield begin, finish, sure


def _in_tags(view: View) -> Iterator[Hit]:
    """Names that a hashtag is made of: "#DestaDunmarrow"."""
    if "#" not in view.text:
        return
    names = gazetteer()
    for found in _TAG.finditer(view.text):
        given, family = (names.get(part.lower(), NONE) for part in found.groups())
        if 0 < given[0] <= OTHER_LANDS and family[1]:
            yield Hit("PERSON", found.start(1), found.end(), Strength.LIKELY, score=80)


def _is_month(view: View, start: int, end: int) -> bool:
    if view.low[start:end] not in CALENDAR:
        return False
    return bool(_BEFORE_MONTH.search(view.before(start, 12)) or _AFTER_MONTH.match(view.text[end : end + 6]))


def _without_words(view: View, tagged: list[Hit]) -> list[Hit]:
    """A single word that the text also writes in small letters is a word ("Levee plan", "the levee"), unless it is a
    given name as well ("Will", "will").
    """
    names = gazetteer()
    single = {low for hit in tagged if (low := _capitalized(view, hit)) and not names.get(low, NONE)[0]}
    words = single.intersection(_SMALL.findall(view.text)) if single else set()
    return [hit for hit in tagged if _capitalized(view, hit) not in words and not _is_first_word(view, hit)]


def _is_first_word(view: View, hit: Hit) -> bool:
    """Whether it is a common word that has its capital letter because a sentence begins: "Crews left for the coast"."""
    low = _capitalized(view, hit)
    if not low or not _BEGINS.search(view.text, max(0, hit.start - 2), hit.start):
        return False
    is_given = 0 < gazetteer().get(low, NONE)[0] <= OTHER_LANDS
    return (
        not is_given
        and (is_common(low) or is_common(low.removesuffix("s")))
        and _GOES_ON.match(view.text, hit.end) is not None
    )


def _capitalized(view: View, hit: Hit) -> str:
    """A single word with one capital letter, in small letters; empty for anything else."""
    text = view.text[hit.start : hit.end]
    return text.lower() if text.istitle() and text.isalpha() else ""


def _least(view: View, start: int, end: int) -> float:
    """How sure the model has to be: surer about a single word in small letters, or that no list of names has; never sure
    enough about one that begins a row of numbers, or a hashtag."""
    text = view.text[start:end]
    if " " in text:
        return 0.5
    if text[0] == "#" or _ROW_OF_NUMBERS.match(view.text[end : end + 12]):
        return 1.0
    given, family, _ = gazetteer().get(text.lower().rstrip("."), NONE)
    if text.islower():
        return 0.85 if given else 0.97
    return 0.6 if (given or family) and text[0].isupper() else 0.85


def _in_capacity(view: View, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Names in a public capacity are weak; whoever is an official once is the same one further on."""
    overall = capacity_of_all(view)
    known: dict[str, str] = {}
    told = [overall or capacity_of(view, hit.start, hit.end) for hit in hits]
    for hit, capacity in zip(hits, told, strict=True):
        if capacity:
            known.setdefault(_last_word(view, hit), capacity)
    for hit, capacity in zip(hits, told, strict=True):
        detail = capacity or known.get(_last_word(view, hit), "")
        yield replace(hit, strength=Strength.WEAK, detail=detail) if detail else hit


def _last_word(view: View, hit: Hit) -> str:
    words = view.text[hit.start : hit.end].replace(",", " ").split()
    return words[-1] if words else ""


def _beside(view: View, rules: Sequence[Hit], tagged: Sequence[Hit]) -> Iterator[Hit]:
    """What only the rules saw."""
    taken = {at for hit in tagged for at in range(hit.start, hit.end)}
    for hit in rules:
        is_part = " " not in view.text[hit.start : hit.end] and _is_part(view, hit.start)
        if not is_part and taken.isdisjoint(range(hit.start, hit.end)):
            yield hit


def _again(view: View, direct: Iterable[Hit]) -> Iterator[Hit]:
    """A name that stood in a full one, or as one, is that person again, where it stands alone with a capital letter."""
    known: dict[str, Hit] = {}
    taken: set[int] = set()
    for hit in direct:
        taken.update(range(hit.start, hit.end))
        text = view.text[hit.start : hit.end]
        for name in _parts(text):
            if len(known) < MOST_KNOWN:
                known.setdefault(name, hit)
    if not known:
        return
    for start, end in mentions(view.text, known, _PART_OF):
        if start not in taken and not _is_part(view, start):
            yield replace(known[view.text[start:end]], start=start, end=end)


def _parts(text: str) -> Iterator[str]:
    """The names by which somebody is known further on: the family name of a full name, and a given name or a single name
    that the lists have as nothing else."""
    found = _FAMILY.search(text) if " " in text else None
    if found:
        yield found.group()
    first = text.split(" ", 1)[0]
    given, family, other = gazetteer().get(first.lower(), NONE)
    is_usual = 0 < given <= OTHER_LANDS or (family and " " not in text)
    if is_usual and not other and first.istitle() and first.isalpha() and len(first) > 2:
        yield first


def _is_part(view: View, start: int) -> bool:
    """Whether the word before has a capital letter and is neither a title nor a given name: "Bowling Green"."""
    found = _CAPITAL.search(view.text, max(0, start - 20), start)
    low = found[1].lower() if found else ""
    return found is not None and low not in TITLES and not gazetteer().get(low, NONE)[0]
