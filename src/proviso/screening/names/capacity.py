"""In which public capacity a person stands in a text: an official, an author, a party, a person of history, an example.

139-07 asks where a text was published when it names people. It does not ask about the Secretary whom a press release
quotes, the judge of a court's opinion, or the parties in its caption: those names are public by their office or by the
court's record. A private person's name keeps its question.
"""

from __future__ import annotations

import re

from proviso.screening.patterns import Pattern
from proviso.screening.view import View

OFFICIAL, AUTHOR, PARTY, HISTORICAL, EXAMPLE = "official", "author", "party", "historical", "example"
_OFFICE = (
    r"(?:hon|judge|justice|magistrate|senator|sen|representative|congressman|congresswoman|governor|gov|gobernadora?|president|presidente|presidenta|secretary|secretaria|secretario|"
    r"administrator|commissioner|councilman|councilwoman|councilmember|mayor|alcalde|alcaldesa|sheriff|attorney general|inspector general|surgeon general|ambassador|minister|"
    r"chairman|chairwoman|chair|chairperson|ranking member|city manager|county executive|comptroller|treasurer|speaker|director|directora|superintendent|"
    r"general counsel|spokesman|spokeswoman|spokesperson|vocera|vocero|[a-z]+ officer|chief of staff|postmaster|librarian|archivist)"
)
_BEFORE = re.compile(
    rf"(?<![a-z])(?:{_OFFICE}\.?|(?:{_OFFICE}) (?:of|de|for) (?:the )?[a-z]+(?: (?:and )?[a-z]+){{0,3}}),? ?$"
)
_AFTER = re.compile(
    rf"^(?:,|,? \() ?(?:the |our |its |an? |u\. ?s\. |acting |deputy |assistant |associate |under ?|senior |former |then[- ])*(?:[a-z]+(?:['’]s)? ){{0,3}}(?:{_OFFICE}|judges?|manager|producer|engineer|scientist|economist|meteorologist|attorney|researcher|lead)\b"
)
_TITLE_AFTER = re.compile(
    r"^ (?:[A-Z][A-Za-z]+ ){0,4}(?:Officer|Secretary|Director|Administrator|Commissioner|Counsel|Judge|Chair|Chief|CIO|CTO|CEO|Spokesperson|Superintendent|Manager)\b"
)
_QUOTED = re.compile(r"(?:\"|'')[, ]*(?:said|says|wrote|according to) $|according to $")
_CAPTION = Pattern(r"(?m:(?:^| )v\.?s?\.? *(?:$|[A-Z]))")
_COURT = Pattern(
    r"(?:Circuit|District|Chief|Magistrate|Senior) (?:U\. ?S\. )?Judges?\b|COURT OF APPEALS|Court of Appeals|SUPREME COURT|Supreme Court|F\. ?(?:2d|3d|Supp)|\b\d{1,3} U\. ?S\. ?\(?\d"
)
_VERSUS_AFTER = re.compile(r"^,? v\.? ")
_VERSUS_BEFORE = re.compile(r" v\.? $")
_HISTORY = re.compile(
    r"(?:biography of|biografia de|semblanza (?:breve )?de|life of|who was|quien fue|history of|timeline of|works? of|painting by|novel by|by the late|what happened to|exhibit (?:panel )?about) (?:[a-z]+ ){0,1}$"
)
_LIVED = re.compile(
    r"^,? ?(?:the [a-z -]{3,40} )?\(? ?(?:born |b\. |c\. |nacid[oa] en )?1[0-8]\d\d\b|^,? ?\(?1[0-8]\d\d ?(?:-|,)"
)
_CITED = re.compile(r"^(?:, [A-Z]\.| et al\b|,? \(?(?:19|20)\d\d[a-z]?\)?[.,:;])")
_INVENTED = Pattern(
    r"(?i:\b(?:fictional|fictitious|fictici[oa]s?|imaginary|invented|inventad[oa]s?|made-up|simulated|screenplay|short story|novel|novela|persona|personas|role-?play|actor brief|exam (?:item|question)|vignette|test fixture|sample data|for training (?:only|use))\b)"
)
_DUMMY = frozenset("doe sample example test ejemplo prueba placeholder alpha bravo".split())


def capacity_of(view: View, start: int, end: int) -> str:
    """The capacity that the words beside a name give it, empty when none does."""
    before, after = view.before(start, 60), view.after(end, 70)
    if (
        _BEFORE.search(before)
        or _AFTER.match(after)
        or _QUOTED.search(before)
        or _TITLE_AFTER.match(view.text[end : end + 70])
    ):
        return OFFICIAL
    if _VERSUS_AFTER.match(view.text[end : end + 6]) or _VERSUS_BEFORE.search(view.text[max(0, start - 4) : start]):
        return PARTY
    if _HISTORY.search(before) or _LIVED.match(after):
        return HISTORICAL
    if _CITED.match(view.text[end : end + 12]):
        return AUTHOR
    if not _DUMMY.isdisjoint(view.low[start:end].split()):
        return EXAMPLE
    return ""


def capacity_of_all(view: View) -> str:
    """The capacity that a whole text gives everybody in it: an opinion of a court, or a text that says it is invented."""
    head = view.data[:6_000]
    if _CAPTION.matches(head) and _COURT.matches(head):
        return PARTY
    return EXAMPLE if _INVENTED.matches(view.data[:3_000]) else ""
