"""Towns whose names look like a person's: "the town of Silver Ford", "Marion Grove, Oregon". What stands beside a name says so.

What is a place once is that place wherever the text writes it again, unless a title or a verb of saying makes it a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from proviso.screening.recognizer import Hit
from proviso.screening.view import View

_STATES = (
    r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|"
    r"Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|(?:West )?Virginia|Washington|Wisconsin|Wyoming|Puerto Rico|Guam|"
    r"A[LKZR]|C[AOT]|DE|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|PR)\b(?! ?[-:])"
)
_GIVEN = frozenset({"Virginia", "Georgia", "Dakota", "Carolina"})
"""States that are given names, too: "Smith, Virginia"."""
_BEFORE = re.compile(
    r"(?:\b(?:town|city|village|borough|township|county|port|hamlet|suburb|municipality|community|people|residents|citizens|mayor|streets|outskirts|pueblo|ciudad|municipio|alcalde|vecinos) (?:of|de) |\bdowntown |\boutside of )$",
    re.IGNORECASE,
)
"""Before a place, whatever its name."""
_AFTER = re.compile(
    rf",? ?\(?(?:,|\() ?{_STATES}|(?:'s)? (?:residents|town council|city council|city hall|zoning|sewer|water district|population)\b"
)
"""After a place, whatever its name."""
_WHERE = re.compile(
    r"\b(?:in|into|near|outside|around|toward|towards|through|from|to|at|across|between|en|cerca de|hasta) $",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"(?:'s)? (?:mayor|council|library|police department|schools?|bridge|harbor|downtown|main street|has (?:about |some |nearly )?\d|lies|is (?:a|the) (?:small |river |mill )?(?:town|city|village|suburb)|voted|flooded)\b"
)
_ENDINGS = re.compile(
    r" (?:Ford|Grove|Falls|Hills?|Creek|Harbor|Springs?|Rapids|Heights|Valley|Beach|Lakes?|Bluffs?|Ridge|Mills?|Point|Crossing|Park|Center|City|Landing|Haven|Dale|Wells|Gap|Glen|Forest|Meadows?|Prairie|Island|Bend|Bay|Brook|Field|Junction|Corners?|Bridge|River|Shores?|Rock|Plains?|Branch|Hollow)$"
)
"""The last word of many towns; with a word of place beside it, the whole is one."""
_PERSON = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|judge|mayor|officer|sgt|agent|capt|sheriff|secretary|sr|sra|name|by|signed)\b\.?:? ?)$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r",? (?:said|says|told|wrote|writes|testified|called|filed|asked|was born|lives|works|signed|stated|who)\b"
)


def without_places(view: View, hits: Sequence[Hit]) -> list[Hit]:
    """The names of persons among those that were found."""
    places = {view.text[hit.start : hit.end] for hit in hits if _is_place(view, hit)}
    if not places:
        return list(hits)
    parts = {word for place in places for word in place.split()[-1:]}
    whole = {view.text[h.start : h.end] for h in hits} - places
    own = {word for name in whole if " " in name for word in name.split()[-1:]}
    return [hit for hit in hits if not _again(view, hit, places, parts - own)]


def _again(view: View, hit: Hit, places: set[str], parts: set[str]) -> bool:
    text = view.text[hit.start : hit.end]
    return (text in places or text in parts) and not _is_person(view, hit)


def _is_person(view: View, hit: Hit) -> bool:
    return (
        _PERSON.search(view.before(hit.start, 16)) is not None
        or _SAYS.match(view.text[hit.end : hit.end + 14]) is not None
    )


def _is_place(view: View, hit: Hit) -> bool:
    text, before, after = view.text[hit.start : hit.end], view.before(hit.start, 24), view.text[hit.end : hit.end + 40]
    if _is_person(view, hit):
        return False
    if before.endswith(", ") and text not in _GIVEN and re.fullmatch(_STATES, text):
        return True
    if _BEFORE.search(before) or (_AFTER.match(after) and (_WHERE.search(before) or _ENDINGS.search(text))):
        return True
    return _ENDINGS.search(text) is not None and (_WHERE.search(before) is not None or _HAS.match(after) is not None)
