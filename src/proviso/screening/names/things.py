"""Ships, firms, schools, streets, storms and diseases that bear a person's name. What stands beside a name says so.

Of 8,282 marked names of the sets that the model learned from, these rules take away 12, and 32 marks of a title alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from proviso.screening.recognizer import Hit
from proviso.screening.view import View

_KINDS = (
    r"AFB|Act|Air Force Base|Airport|Arena|Associates|Auto|Avenue|Ave|Award|Bank|Battalion|Bay|Blvd|Boulevard|Bridge|Brigade|Brothers|Bros|Building|Cemetery|Center|Centre|Church|City|College|Company|Co|"
    r"Consulting|Corporation|Corp|Count(?:y|ies)|Creek|Cup|Dam|Division|Dock|Drive|Elementary|Elem|Elevator|Entertainment|Estates?|Fellowship|Field|Foundation|Grill|Hall|Heights|Highway|Hwy|Holdings|"
    r"Hospital|Inc|Industries|Institute|Insurance|Island|Laborator(?:y|ies)|Labs|Lake|Lane|Law|Library|LLC|LLP|Ln|Ltd|Medal|Memorial|Ministry|Motors|Motorsports|Museum|Parkway|Park|Partners|Pharmaceuticals|"
    r"Pier|PLLC|Plaza|Point|Prize|Records|River|Road|Rd|Scale|Scholarship|Schools?|Shack|Square|Stadium|Street|St|Studios|Syndrome|Terrace|Test|Theat(?:er|re)|Township|Trail|University|Village|Wing|"
    r"catheters?|counties|disease|law|lymphoma|maneuver|method|palsy|posters?|syndrome|wing"
)
_AFTER = re.compile(
    rf"(?:'s)? (?:[A-Z][a-z]+ ){{0,2}}(?:{_KINDS})\b|,? (?:& |and )Sons\b|,? (?:LLC|LLP|PLLC|P\.[AC]\.)"
)
"""After a name that a thing bears: "the Andrew Carnegie Library", "Parkinson's disease"."""
_LAST = re.compile(
    r" (?:Airport|Athletic|Ave|Avenue|Blvd|Boulevard|Commission|Company|Dock|Elementary|Elem|Elevator|Estates?|Foundation|Institute|Library|Motors|Motorsports|Programs?|Station|University)\.?$|,? (?:Corp|Inc|LLC|LLP|P\.[AC])\.?$"
)
_BEFORE = re.compile(
    r"(?:\b(?:Hurricane|Huracan|huracan|Storm|Typhoon|Camp|Fort|Ft\.|Mount|Mt\.|Lake|USCGC|USNS|USS|HMS|M/V|F/V|Port|Cape|San|Santa|New|Los|MD|K-?9|[Dd]og|[Cc]at|[Cc]orgi|[Ll]aw [Oo]ffices? of|[Cc]ounties of|Avenida|Calle)[ \n]\"?)$"
)
_ORDERS = re.compile(
    r"(?:Bill|Chase|Chip|Cook|Drew|Grant|Hunt|Mark|Nail|Page|Pat|Price|Skip|Will) (?:all|an?|any|each|every|its|positive|the|these|this|those|to|your)\b"
)
"""What is asked or ordered at the head of a sentence: "Mark all slides", "Will the county pay"."""
_TITLES = frozenset("mr mrs ms dr president director secretary senator minister commissioner officer sergeant".split())
"""No name of its own, whatever stands beside it."""
_THE = re.compile(r"\b[Tt]he \"?$")
_OF_PERSON = re.compile(
    r" (?:event|show|inquest|trial|case|family|story|matter|estate|hearing|interview|file|account|twins|brothers|sisters|kids|version|I|he|she|they|we"
    r"|appeal|application|appointment|arrest|charges?|claim|complaint|contract|denial|detention|deportation|eviction|evaluation|grievance|hire|hiring|incident|injury|investigation|leave|letter|e-?mail|lawsuit|mess|note"
    r"|petition|promotion|records?|referral|removal|report|request|resume|review|situation|statement|suspension|termination|thing|transfer|visa|visit|waiver)\b"
)
"""After "the" and a full name, when the name is a person's all the same: "the Josh Green event"."""
_FIRMS = frozenset(
    """Arnold Palmers|Benjamin Moore|Ben & Jerry|Bowling Green|Burger King|Calvin Klein|Dr Pepper|Ernst & Young|Fannie Mae|Freddie Mac|Harley Davidson|Horace Mann|Jack Daniel|Jack Daniels|JP Morgan|Jimmy John|
    John Deere|Johns Hopkins|Johnson & Johnson|Kitty Hawk|Lawrence Berkeley|Lawrence Livermore|Lou Gehrig|Louis Vuitton|Mary Kay|Merrill Lynch|Metro|Morgan Stanley|Papa John|Philip Morris|Ralph Lauren|Red Robin|Red Bull|
    Shirley Temples|Taco Bell|Trader Joe|Uncle Sam|Victoria's Secret|Walter Reed|Wells Fargo""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Firms, hospitals, laboratories and drinks that are written as a full name."""


def without_things(view: View, hits: Sequence[Hit]) -> list[Hit]:
    """The names of persons among those that were found."""
    return [hit for hit in hits if not _is_thing(view, hit)]


def _is_thing(view: View, hit: Hit) -> bool:
    text, after = view.text[hit.start : hit.end], view.text[hit.end : hit.end + 48]
    if text in _FIRMS or _AFTER.match(after) or _LAST.search(text) or text.lower().rstrip(".") in _TITLES:
        return True
    if " " not in text and _ORDERS.match(view.text, hit.start):
        return True
    before = view.text[max(0, hit.start - 16) : hit.start]
    if _BEFORE.search(before):
        return True
    return " " in text and "," not in text and _THE.search(before) is not None and not _OF_PERSON.match(after)
