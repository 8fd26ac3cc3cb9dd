"""The grammar of postal addresses of many countries: streets, houses, units, boxes, and the place that follows.

Sources: USPS Publication 28 (street suffixes, secondary units, military addresses), UPU S42 (the order of the parts in
other countries). Everything is written over the plain view, so without accents: `Strasse`, `Vagen`, `Naměsti` as `Namesti`.
"""

from __future__ import annotations

import re

from .view import View

NUMBER = r"\d{1,6}(?:-\d{1,4})?(?:[A-Za-z]\b)?(?: ?1/2| ?/ ?\d{1,4})?"
"""A house number: 12, 12B, 12-14, 12 1/2, 3/12."""
FIRST = r"(?:[A-Z][A-Za-z'.-]*|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)\b)"
"""The first word of a street's name after a house number."""
WORD = r"(?:[A-Z][A-Za-z'.-]*|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)\b|de|del|de la|della|delle|dei|di|du|des|da|do|dos|das|la|le|el|los|las|y|e|the|of|von|van|van de|van der|den|der|zu|na|nad|pod|z|u|l'|d')"
"""A word of a street's name: capitalised, an ordinal, or a small word of a name."""

STREET = (
    r"(?:St|Street|Streets|Ave|Av|Avenue|Rd|Road|Roads|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|Cir|Circle|Way|Pl|Place|Ter|Terr|Terrace|Trl|Trail|Pkwy"
    r"|Parkway|Hwy|Highway|Loop|Sq|Square|Squares|Alley|Aly|Pike|Turnpike|Tpke|Plaza|Row|Walk|Crossing|Xing|Bypass|Cove|Mews|Causeway|Crescent|Cres|Close"
    r"|Expressway|Expy|Freeway|Fwy|Esplanade|Str|Viaduct|Rte|Route|Spur|Gate|gate|Motorway|Quay|Rise|Parade|Grove|Gardens|Drung|ST|AVE|RD|BLVD|DR|LN|CT|PL|STREET|AVENUE|ROAD|DRIVE|LANE|COURT)"
)
"""Words that make a number and a name an address (USPS Publication 28, C1)."""
WIDE_STREET = (
    r"(?:Bend|Bluffs?|Bottom|Branch|Bridge|Brooks?|Burgs?|Camp|Canyon|Cape|Centers?|Cliffs?|Club|Common|Corners?|Course|Creek|Crest|Crossroads?|Curve|Dale|Dam"
    r"|Divide|Estates?|Extensions?|Falls|Ferry|Fields?|Flats?|Fords?|Forest|Forges?|Forks?|Fort|Garden|Gateway|Glens?|Greens?|Groves?|Harbors?|Haven|Heights"
    r"|Hills?|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Land|Landing|Lights?|Loaf|Locks?|Lodge|Mall|Manors?|Meadows?|Mills?|Mission"
    r"|Mount|Mountains?|Neck|Orchard|Oval|Overpass|Parks?|Pass|Passage|Path|Pines?|Plains?|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Ridges?|River|Run"
    r"|Shoals?|Shores?|Skyway|Springs?|Stations?|Strav\w*|Stream|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Underpass|Unions?|Valleys?"
    r"|Views?|Villages?|Ville|Vista|Walks?|Ways|Wells?)"
)
"""Words that are streets as often as they are not: a unit, a place or a word must stand beside them (same list)."""

LEADING = (
    r"(?:Rue|Avenue|Ave?\.|Avda\.?|Avenida|Boulevard|Bd\.?|Blvd\.?|Viale|Via|Vicolo|Corso|Piazza|Piazzale|Largo|Strada|Contrada|Calle|C/|Carrera|Cra\.?|Kra\.?|Transversal|Diagonal"
    r"|Paseo|Plaza|Placa|Carrer|Camino|Carretera|Ctra\.?|Ronda|Travesia|Rua|Travessa|Praca|Estrada|Alameda|Rodovia|Calzada|Privada|Prolongacion|Jiron|Jr\."
    r"|[Uu]l\.|[Uu]lica|[Uu]lice|[Aa]l\.|Aleja|Aleje|[Oo]s\.|Trg|Namesti|Nam\.|Bulevar|Bulevardul|Strada|Str\.|Jalan|Jl\.|Lorong|Leoforos|Odos|Chemin|Impasse|Allee|Quai|Place|Cours|Route|Sentier|Ruelle"
    r"|Prospekt|Pr-t|Per\.|Duong|Soi|Thanon|rue|calle|avenida|rua|strada|paseo|viale|piazza|carrer|chemin)"
)
"""Words that stand before a street's name."""
TAIL_WORD = r"(?:Gate|gate|Gata|gata|Vei|vei|Veg|veg|Alle|alle|u\.|ut|utca|utja|ter|tere|krt\.|korut|[Cc]ad\.|Caddesi|Cd\.|[Ss]ok\.|Sokak|Sokagi|Sk\.|[Uu]lica|ul\.|prospekt|namesti|trg|[Ss]tr\.?)"
"""Words between a street's name and the house number."""
_ENDINGS = (
    r"(?:strasse|stras?se|str\.|straat|gasse|allee|platz|damm|steig|stieg|ufer|lande|gatan|gata|gaten|vagen|veien|vegen|vegur|stigur|stigen|stien|gade|vaenget|torvet"
    r"|plein|plaats|laan|dreef|kade|gracht|singel|steenweg|baan|katu|polku|utca|utja|plass|plassen|braut|gotu|torget|grand|backen|esplanadi|rinne)"
)
COMPOUND = rf"[A-Za-z'-]{{2,24}}{_ENDINGS}"
"""One word that names a street in German, Dutch, Scandinavian languages, Finnish, Hungarian."""
_CAPITAL_ENDINGS = r"(?:weg|vej|vei|veg|vag|tie|kuja|tee|ring|hof|markt|dijk|pad|alle|park|lund|bakken|hagen|gata|gate|kroken|tunet|hlid|holt|hraun|heimar)"
CAPITAL_COMPOUND = rf"[A-Z][a-z'-]{{2,24}}{_CAPITAL_ENDINGS}"
"""The same, where the ending is also an English one: the word must have a capital."""
HOUSE = rf"(?i:(?:{_ENDINGS}|{_CAPITAL_ENDINGS}|{TAIL_WORD}) (?:no\.?:? ?|nr\.? )?\d)"
"""How any of the last three ends, with the first digit of a house number: what tells whether to look for one at all."""
UNIT_WORD = r"(?:apt|apartment|suite|ste|flat|unit|bldg|lot|rm|room|fl|floor|floors|piso|depto|dpto|departamento|apto|wohnung|whg|lgh|kv|no|trlr|spc|space|ph|int|interior|app|appt|bus|#)"
UNIT = rf"(?i:{UNIT_WORD})[. ]{{0,2}}#?[A-Za-z]?-?\d{{0,5}}[A-Za-z]?\b"

BOX = r"(?i:\b(?:p\.? ?o\.? ?box|post office box|gpo box|locked bag|private bag|apartado(?: postal)?|casilla|caixa postal|postfach|postbus|postboks|boite postale|b\.p\.)[ #:.]{0,3}(?:no\.? ?)?\d{1,7})"
MILITARY = r"\b(?:PSC|Unit|UNIT|unit|USS|USNS|USNV|USCGC|CMR)[ ,]{1,2}(?:[A-Za-z]+ ?){0,3}\d{0,6},?(?: (?i:box) \d{1,6})?,?\s{1,3}(?i:[afd]po,? a[ape] \d{5})"

STATES = (
    r"(?:AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|GU|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|VI|WA|WV|WI|WY"
    r"|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland"
    r"|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma"
    r"|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming)"
)
POSTCODE = r"(?:\d{5}-\d{4}|\d{3} \d{2}\b|\d{5}-\d{3}|\d{4,7}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|\d{4} ?[A-Z]{2}\b|[A-Z]{1,2}-\d{3,5}|\d{2}-\d{3}|\d{3}-\d{4})"
_GAP = r"(?:\s*,\s*|[ \t]+|[ \t]*\n[ \t>?|*]*)"
_PLACE_WORD = r"(?:[A-Z][A-Za-z'.()-]*|de|del|la|las|los|el|do|da|dos|sur|les|le|lez|am|an|der|den|an der|im|of|and|upon|na|nad|pod|di|nan)"
TAIL = re.compile(
    rf"(?:{_GAP}{UNIT})*+(?:(?:{_GAP}{POSTCODE}\b)?(?:{_GAP}{_PLACE_WORD}){{1,12}}?"
    rf"(?:{_GAP}{POSTCODE}\b|(?=[ ,.]*(?:\n[ \t>?|*]*\n|\Z))|{_GAP}{STATES}\b(?! ?[a-z]))"
    rf"|{_GAP}{POSTCODE}\b(?: [A-Z][a-z]+){{1,3}})?"
    r"(?:\s?,? ?(?:USA|U\.S\.A\.|UK|Canada|Mexico|Mexique|Germany|France|Spain|Italy|Brazil))?"
)
"""What follows a street: units, town, region, country and postcode."""
_UNITS = re.compile(rf"(?:{_GAP}{UNIT})+")

REACH = 130


def extended(view: View, start: int, end: int) -> tuple[int, int]:
    """The whole address around a street: a number before it, and the units and the place after it."""
    window = view.text[end : end + REACH]
    found = TAIL.match(window) or _UNITS.match(window)
    more = found.group().rstrip(" ,\n\t") if found else ""
    stop = end + len(more) if more else end - view.text[end - 1 : end].count(".")
    first = re.search(r"(?<![\w.-])\d{1,6} $", view.text[max(0, start - 8) : start])
    return start - len(first.group()) if first else start, stop
