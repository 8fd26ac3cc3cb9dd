"""A line that is nothing but a marking, however its words are joined (32 CFR 2002.20; 32 CFR 2001.20-26; the older labels)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from proviso.model import Strength
from proviso.screening.markings import judging, kinds, lines, released
from proviso.screening.markings.place import DECOR, Page
from proviso.screening.recognizer import Hit, Match, Recognizer, View
from proviso.screening.view import BULLET

MOST = 2_000
"""So many places are looked at; a text with more of them has been found out long before."""
_BEGINS = re.compile(
    rf"(?:^|\n|[.!?:;)\]>\"`|{BULLET}] ?| -{{1,2}} ?|\[){DECOR}(?:(?:DRAFT|PRE-?DECISIONAL|DELIBERATIVE|UNCLASSIFIED|CLASSIFIED|WORKING PAPERS?|(?i:this (?:page|document) (?:is|contains))|\[?\d{{1,2}}:\d\d\]? ?\w{{1,20}}:)[ /:-]+)?[\"'(\[<]?$"
)
"""What stands before a marking that begins a line, a sentence or a value."""
_HEAD = re.compile(
    r"(?<![a-z])(?:for|law|sensitive(?: but)?|protected critical|critical (?:energy|electric)|chemical[- ]terrorism|unclassified controlled|naval|source|federal|limited|unclassified ?//|unclassified -)\s?$"
)
"""The first words of a marking whose last ones the pattern finds."""
_KINDS = tuple(k for k in (*kinds.CUI, *kinds.LEGACY, *kinds.CLASSIFIED) if k.name in lines.KINDS)


def _whole(view: View, matches: Sequence[Match]) -> Iterator[lines.Marking]:
    """Each line of a match that is a marking from its first word to its last."""
    known: dict[str, lines.Marking | None] = {}
    done = -1
    for match in matches:
        start, end = view.line(match.spans[1][0])
        if start <= done or end - start > lines.LONGEST:
            continue
        done = start
        line = view.text[start:end]
        if line not in known:
            known[line] = lines.read(line)
        found = known[line]
        if found is not None:
            yield found.at(start)


def _heads(view: View, matches: Sequence[Match]) -> Iterator[lines.Marking]:
    """Each marking with which a line or a sentence begins that goes on otherwise."""
    done = -1
    for match in matches:
        start = match.spans[1][0]
        words = _HEAD.search(view.low, max(0, start - 30), start)
        start = words.start() if words else start
        if start > done and _BEGINS.search(view.text, max(0, start - 60), start):
            found = lines.head(view.text[start : start + lines.LONGEST].partition("\n")[0])
            if found is not None and found.start == 0:
                done = start + found.end
                yield found.at(start)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if view.name:
        return
    matches = sorted(matches, key=lambda m: m.spans[1])[:MOST]
    page, stamps = Page(view), released.stamps_in(view)
    for found, judge in ((list(_whole(view, matches)), judging.whole), (list(_heads(view, matches)), judging.leads)):
        counts = Counter(one.kind for one in found)
        for one in found:
            spot = page.spot(one.start, one.end)
            strength = judge(spot, one, counts[one.kind])
            is_history = one.kind in lines.LEVELS and released.is_near(stamps, one.start, one.end)
            if strength is not None and strength is not Strength.WEAK and not is_history:
                yield Hit(one.kind, one.start, one.end, strength, spot.where)


RECOGNIZER = Recognizer(
    name="marking_lines",
    kinds=_KINDS,
    patterns=(lines.WORDS,),
    find=_find,
    finds=(
        ("CUI; SP-PRVCY; FEDCON\nThe gate is open.", "CUI"),
        ("DRAFT - CUI/PRVCY/FEDCON\nThe gate is open.", "CUI"),
        ("Team,\n\nControlled Unclassified Information (CUI)\n\nThe gate is open at night and nobody has told the guards.", "CUI"),
        ("UNCLASSIFIED - FOUO\nThe gate is open.", "FOUO"),
        ("F.O.U.O.\nThe gate is open.", "FOUO"),
        ("[09:12] dana: SECRET | REL TO USA, FVEY\n[09:13] dana: the ford is open", "SECRET"),
        ("\"TS/SCI//NOFORN\",,\nsite,state,note\nAlder,open,none", "TOP_SECRET"),
        ("CLASSIFIED SECRET\nThe ford is open.", "SECRET"),
        ("Header: CUI\nThe gate is open.", "CUI"),
    ),
    leaves=(
        "CUI, FOUO, SBU, LES\nWhich of these labels are old?",
        "Controlled Unclassified Information (CUI)\n\nThe program began in 2010. Write an introduction.",
        "Sensitive Security Information\n\nThe rule covers airports and vessels.",
        "CONFIDENTIAL\n\nDear Mr. Hall, thank you for your proposal for the copy machines.",
        "CUI POST\nThe mail room is open.",
        "Which banner is right?\nCUI; PRVCY\nCUI//PRVCY",
    ),
)  # fmt: skip
