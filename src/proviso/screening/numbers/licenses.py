"""Forms of driver's licenses by state (AAMVA DL/ID card standard; each state's own rule). None has a public check digit."""

from __future__ import annotations

import re

_FORMS = {
    "AL": "N1-8", "AK": "N1-7", "AZ": "A1N1-8 A2N2-5 N9", "AR": "N4-9", "CA": "A1N7", "CO": "N9 A1N3-6 A2N2-5", "CT": "N9", "DE": "N1-7", "DC": "N7 N9",
    "FL": "A1N12", "GA": "N7-9", "GU": "A1N14", "HI": "A1N8 N9", "ID": "A2N6A1 N9", "IL": "A1N11-12", "IN": "A1N9 N9-10", "IA": "N9 N3A2N4", "KS": "A1N1A1N1A1 A1N8 N9",
    "KY": "A1N8-9 N9", "LA": "N1-9", "ME": "N7-8 N7A1", "MD": "A1N12", "MA": "A1N8 A2N7 N9", "MI": "A1N10 A1N12", "MN": "A1N12", "MS": "N9",
    "MO": "A1N5-9 A1N6A1 N8A2 N9 N9A1 N3A1N6", "MT": "A1N8 N9 N13 N14", "NE": "N1-7 A1N6-8", "NV": "N9 N10 N12 A1N8", "NH": "N2A3N5 A3N8", "NJ": "A1N14",
    "NM": "N8-9", "NY": "A1N7 A1N18 N8 N9 N16 A8", "NC": "N1-12", "ND": "A3N6 N9", "OH": "A1N4-8 A2N3-7 N8", "OK": "A1N9 N9", "OR": "N1-9 A1N6", "PA": "N8",
    "PR": "N5-7 N9", "RI": "N7-8 A1N6", "SC": "N5-11", "SD": "N6-10 N12", "TN": "N7-9", "TX": "N7-8", "UT": "N4-10", "VT": "N8 N7A1", "VA": "A1N8-11 N9",
    "WA": "A1-7W5-11", "WV": "N7 A1-2N5-6", "WI": "A1N13", "WY": "N9-10",
}  # fmt: skip
"""A letters, N digits, W either, with how many of each."""
_NAMES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO", "connecticut": "CT", "delaware": "DE", "florida": "FL", "georgia": "GA",
    "guam": "GU", "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
    "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH",
    "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA",
    "puerto rico": "PR", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
SHORTEST = 5
"""Some states once gave numbers of one digit; without the state's name a shorter one says nothing."""
_PART = re.compile(r"([ANW])(\d+)(?:-(\d+))?")
_CLASS = {"A": "[A-Z]", "N": r"\d", "W": "[A-Z0-9*]"}


def _compiled(forms: str) -> re.Pattern[str]:
    some = (
        "".join(f"{_CLASS[c]}{{{low},{high or low}}}" for c, low, high in _PART.findall(form)) for form in forms.split()
    )
    return re.compile("|".join(some))


_BY_STATE = {state: _compiled(forms) for state, forms in _FORMS.items()}
_ANY = re.compile("|".join(pattern.pattern for pattern in _BY_STATE.values()))
_STATE = re.compile(rf"(?<![A-Za-z])(?:({'|'.join(_NAMES)})|({'|'.join(_FORMS)}))(?![A-Za-z])")


def state_in(text: str) -> str:
    """The state that a text names last, in two letters; capitals count for the short forms only."""
    found = list(_STATE.finditer(text)) + [m for m in _STATE.finditer(text.lower()) if m[1]]
    return (found[-1][2] or _NAMES[found[-1][1]]) if found else ""


def fits(text: str, state: str = "") -> bool:
    """Whether a number has the form of this state's licenses, or of any state's."""
    bare = re.sub(r"[ -]", "", text).upper()
    if not state and (len(bare) < SHORTEST or not any(c.isdigit() for c in bare)):
        return False
    return (_BY_STATE.get(state, _ANY)).fullmatch(bare) is not None
