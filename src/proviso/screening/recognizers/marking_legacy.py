"""Labels before and beside CUI: FOUO, SBU, LES, SSI, PCII, CVI, SGI, OUO and others (DHS MD 11042.1; 49 CFR 1520; 6 CFR 29)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from proviso.model import Strength
from proviso.screening.markings import files, judging, kinds, place, saying
from proviso.screening.markings.marks import CONTAINS, SLASH, I, O
from proviso.screening.markings.place import Page, Spot
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_OFFICIAL = rf"{O}ff{I}c{I}a[l1] ?use ?{O}n[l1]y"
_PHRASES = (
    ("FOUO", rf"f{O}r ?{_OFFICIAL}(?: ?\(f{O}u{O}\))?"),
    ("LES", r"law ?enforcement ?sensitive(?: information)?(?: ?\(les\))?"),
    ("SBU", r"sensitive ?but ?unclassified(?: ?\(sbu\))?"),
    ("LOU", rf"limited ?official ?use(?: {O}nly)?|limited distribution"),
    ("SSI", r"sensitive security information(?: ?\(ssi\))?"),
    ("PCII", r"protected critical infrastructure information(?: ?\(pcii\))?"),
    ("CVI", r"chemical[- ]terrorism vulnerability information(?: ?\(cvi\))?"),
    ("SGI", r"safeguards information(?:[ -]+modified handling)?(?: ?\(sgi(?:-m)?\))?"),
    ("UCNI", r"unclassified controlled nuclear information(?: ?\(ucni\))?|dod unclassified controlled nuclear information"),
    ("SOURCE_SELECTION", r"source selection(?: (?:information|sensitive))?(?: ?[-,:]{1,2} ?see far [\d. and]{5,20})?|(?:procurement|acquisition)[ -]sensitive(?: information)?|contractor bid or proposal information"),
    ("FTI", r"federal tax information(?: ?\(fti\))?"),
    ("NNPI", r"naval nuclear propulsion information(?: ?\(nnpi\))?"),
    ("CEII", r"(?:contains )?critical (?:energy|electric)(?:/electric)? infrastructure information(?: ?\(ceii\))?"),
    ("OUO", rf"{_OFFICIAL}(?: ?\(ouo\))?"),
)  # fmt: skip
_SHORTS = (
    ("FOUO", r"f ?[o0] ?u ?[o0]|f\.o\.u\.o\.?"),
    ("SBU", r"s ?b ?u(?:[ -/]nf|/noforn)?"),
    ("LES", r"les(?:[ -/]nf)?"),
    ("OUO", r"ouo"),
    ("SSI", r"ssi"),
    ("PCII", r"pcii"),
    ("CVI", r"cvi"),
    ("UCNI", r"ucni"),
    ("SGI", r"sgi(?:-m)?"),
    ("LOU", r"lou|limdis"),
    ("FTI", r"fti"),
    ("NNPI", r"nnpi"),
    ("CEII", r"ceii"),
)
_CAPTIONS = ("LOU", r"no ?forn|exdis|nodis|orcon")
"""Captions of the Department of State and limits of others, in a line of their own (5 FAH-2 H-440)."""
_FULL = "|".join(p for _, p in _PHRASES)
_SHORT = "|".join(p for _, p in _SHORTS)
_LOUD_SHORT = "FOUO|SBU(?:-NF)?|LES|OUO|SSI|PCII|CVI|UCNI|SGI(?:-M)?|LIMDIS|FTI|NNPI|CEII"
_TAIL = rf"(?:{SLASH}(?:{_FULL}|{_SHORT}|noforn|nf|sensitive|orcon|rel to [a-z, ]+|[a-z]{{2,12}}))"
_OF_KIND = tuple(
    (name, re.compile(rf"(?<![a-z])(?:{p})(?![a-z])", re.IGNORECASE)) for name, p in (*_PHRASES, *_SHORTS, _CAPTIONS)
)
_WARNINGS = (
    ("SSI", r"(?:record|document|e-?mail|file|attachment)s? (?:may )?contains? sensitive security information|controlled under 49 ?c\.?f\.?r\.? (?:parts? )?(?:15 and )?1520"),
    ("PCII", r"(?:document|record|file)s? contains? (?:pcii|protected critical infrastructure information)|pcii submission (?:identification )?(?:no\.?|number)"),
    ("CVI", r"(?:record|document)s? contains? chemical[- ]terrorism vulnerability information|controlled by 6 ?c\.?f\.?r\.? (?:part )?27\.400"),
    ("FOUO", r"exempt from (?:public|mandatory) (?:release|disclosure) under the freedom of information act[^.\n]{0,40}(?:\.|\n)? ?(?:it is to be|exemption|and is to be|distribution)|is to be controlled, (?:stored, )?handled, transmitted"),
    ("OUO", r"exemption number and category ?:|exempt from public release under the freedom of information act \(5 u\.?s\.?c\.? 552\), exemption"),
    ("UCNI", r"unauthorized dissemination subject to civil and criminal sanctions under section 148"),
    ("SGI", r"violation of (?:section 147|10 cfr 73\.2\d)[^.\n]{0,80}safeguards|safeguards information[^.\n]{0,60}section 147"),
    ("LES", r"(?:document|bulletin|report|information)s? (?:contained herein )?(?:is|are|contains?) law enforcement sensitive"),
    ("SOURCE_SELECTION", r"this (?:document|page|message|e-?mail)[^.\n]{0,60} source selection information"),
    ("DISTRIBUTION", r"warning ?[-:]{1,2} ?this document contains technical data whose export is restricted|distribution (?:is )?authorized to (?:the )?(?:u\.? ?s\.? government agencies|d\.?o\.?d\.?\b|department of defense|federal agencies)[^\n]{0,60}?(?:only|contractors)"),
)  # fmt: skip
_WARNING = "|".join(p for _, p in _WARNINGS)
_OF_WARNING = tuple((name, re.compile(p, re.IGNORECASE)) for name, p in _WARNINGS)
_STATEMENT = re.compile(r"(?i)distribution statement ([a-fx])\b")
_AUTHORIZED = re.compile(
    r"[\s.:*-]{0,4}(?:\w+ ){0,2}(?:distribution|dissemination) (?:is )?(?:further )?(?:authorized|only|limited)|[.:]\s{0,2}[\"']?$",
    re.IGNORECASE,
)
ALONE, LEFT, RIGHT, PHRASE, SHORT, JOINED, PORTION, WARNING, STATEMENT, TLP, LOW, SUBJECT, NAMED = range(13)
_TLP = {"RED": "TLP_RED", "AMBER+STRICT": "TLP_AMBER_STRICT", "AMBER": "TLP_AMBER", "GREEN": "TLP_GREEN", "CLEAR": "TLP_CLEAR", "WHITE": "TLP_CLEAR"}  # fmt: skip


def _kind_of(text: str) -> str:
    """The label that stands first; of two at one place, the longer form."""
    found = [(m.start(), number, name) for number, (name, p) in enumerate(_OF_KIND) if (m := p.search(text))]
    return min(found)[2] if found else "FOUO"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper().replace("0", "O"))


def _hit(spot: Spot, strength: Strength | None, detail: str = "") -> Hit | None:
    if strength is None:
        return None
    return Hit(_kind_of(spot.text), spot.start, spot.end, strength, detail or spot.where)


def _bare(spot: Spot, count: int) -> Hit | None:
    is_phrase = " " in spot.text.strip() and len(spot.text) > 9
    if spot.in_subject and spot.before.rstrip().endswith(("[", "(")):
        return _hit(spot, Strength.SURE, "subject")
    if spot.in_subject and re.match(r" ?(?:[-|:]|//|$)", spot.after):
        is_about = place.speaks_of(spot.after) or not (spot.is_loud or is_phrase)
        return (
            None
            if is_about or spot.page.lesson.is_about(spot.start, spot.end)
            else _hit(spot, Strength.SURE, "subject")
        )
    if judging.contains(spot):
        return _hit(spot, Strength.SURE, "statement")
    return _hit(spot, judging.bare(spot, count, is_plain=_is_everyday(spot.text), is_phrase=is_phrase))


def _is_everyday(text: str) -> bool:
    """`LES` alone is French, `SSI` alone a benefit, and "limited distribution" a publisher's word."""
    return _plain(text) in {
        "LES",
        "SSI",
        "LOU",
        "FTI",
        "CVI",
        "LIMITEDDISTRIBUTION",
        "SOURCESELECTION",
        "NOFORN",
        "ORCON",
        "EXDIS",
        "NODIS",
    }


def _portion(spot: Spot) -> Hit | None:
    if not judging.is_portion(spot) or _is_name(spot):
        return None
    if re.match(r"\s*[-=:] \w+ (?:mark|portion|unclass|use)", spot.after.lower()) or spot.is_asked:
        return None
    return _hit(spot, Strength.SURE, "portion")


def _is_name(spot: Spot) -> bool:
    """Whether the short form is spelled out right after it, as in a list of abbreviations."""
    letters = re.sub(r"[^A-Z]", "", spot.text.upper().split("/")[-1])
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", spot.after[:60])[: len(letters)]).upper()
    return len(letters) > 2 and letters == initials


def _warning(spot: Spot) -> Hit | None:
    if spot.is_asked or spot.has_holes or spot.is_training or spot.before[-1:] in {'"', "`"}:
        return None
    if spot.page.lesson.is_about(spot.start, spot.end):
        return None
    near = spot.page.view.low[max(0, spot.start - 500) : spot.end + 500]
    if near.count("distribution authorized to") + near.count("distribution statement") > 2:
        return None  # a list of the statements explains them
    before = spot.before[-80:].lower()
    if re.search(
        r"(?<![a-z])(?:if|whether|when|does|do|every|each|any|must|should|says?|reads?|example|that) (?:\w+ ){0,4}$",
        before,
    ):
        return None
    name = next((n for n, p in _OF_WARNING if p.search(spot.text)), "FOUO")
    return Hit(name, spot.start, spot.end, Strength.SURE, "warning")


def _statement(view: View, spot: Spot) -> Hit | None:
    """B to F (and X) limit; several letters close to each other are a list that explains them (DoDI 5230.24)."""
    letter = spot.text[-1].upper()
    near = view.text[max(0, spot.start - 700) : spot.end + 700]
    letters = {m.group(1).upper() for m in _STATEMENT.finditer(near)}
    if letter == "A" or len(letters - {letter}) or spot.is_quoted or spot.is_asked or spot.has_holes:
        return None
    if not _AUTHORIZED.match(spot.after[:80]) and not spot.is_alone:
        return None
    if spot.page.lesson.is_about(spot.start, spot.end):
        return None
    return Hit("DISTRIBUTION", spot.start, spot.end, Strength.SURE, "statement")


def _tlp(spot: Spot) -> Hit | None:
    label = re.sub(r"[^A-Z+]", "", spot.text.upper()[3:])
    name = _TLP.get(label, "")
    loud = spot.text.isupper() or spot.page.is_caseless
    is_placed = (
        spot.is_alone or spot.is_apart or spot.in_subject or (spot.opens and re.match(r"\s*(?:[-|]|$)", spot.after))
    )
    if not name or not loud or not is_placed or spot.is_shown() or spot.has_holes or spot.is_quoted:
        return None
    if not spot.is_alone and spot.is_mention():
        return None
    return Hit(name, spot.start, spot.end, Strength.SURE, spot.where)


def _file(view: View, match: Match) -> Hit | None:
    start, end = match.spans[1]
    about = place.speaks_of(view.text[end:]) or place.speaks_of(view.text[:start])
    text = view.text[start:end]
    if match.pattern == TLP:
        name = _TLP[re.sub(r"[^A-Z+]", "", text.upper()[3:])]
        return Hit(name, start, end, Strength.WEAK if about else Strength.SURE, "filename")
    is_weak = about or (_is_everyday(text) and start > 0)
    return Hit(_kind_of(text), start, end, Strength.WEAK if is_weak else Strength.SURE, "filename")


def _one(view: View, number: int, counts: Counter[str], spot: Spot) -> Hit | None:
    if number in (PHRASE, SHORT, JOINED, PORTION, LOW) and saying.is_said(spot):
        return _hit(spot, Strength.SURE, "statement")
    if number == NAMED:
        return _hit(spot, Strength.LIKELY, "filename") if files.is_marked(spot) else None
    if number == LOW:
        return None
    if number == JOINED:
        return _hit(spot, judging.joined(spot))
    if number == PORTION:
        return _portion(spot)
    if number == WARNING:
        return _warning(spot)
    if number == STATEMENT:
        return _statement(view, spot)
    if number == TLP:
        return _tlp(spot)
    return _bare(spot, counts[_plain(spot.text)])


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if view.name:
        yield from (
            hit for m in matches if m.pattern in (PHRASE, SHORT, JOINED, PORTION, TLP) and (hit := _file(view, m))
        )
        return
    page = Page(view)
    spots = {m.spans[1]: m.pattern for m in reversed(matches)}
    made = [
        (page.spot(start, start + len(view.text[start:end].rstrip(" ,/-"))), n) for (start, end), n in spots.items()
    ]
    counts = Counter(
        _plain(s.text) for s, n in made if n in (ALONE, LEFT, RIGHT, PHRASE, SHORT) and (s.is_apart or s.begins)
    )
    for spot, number in made:
        hit = page.once(spot, number, partial(_one, view, number, counts))
        if hit:
            yield hit


RECOGNIZER = Recognizer(
    name="marking_legacy",
    kinds=kinds.LEGACY,
    patterns=(
        *place.bare_patterns(rf"(?:{CONTAINS})?(?:{_FULL}|{_SHORT})|{_CAPTIONS[1]}"),
        rf"(?:^|[^\w/-])((?i:{_FULL}))",
        rf"(?:^|[^\w/-])({_LOUD_SHORT})(?:[^\w/-]|/?$)",
        rf"(?:^|[^\w/-])((?i:(?:UNCLAS(?:SIFIED)?{SLASH}|\bu{SLASH})(?:{_FULL}|{_SHORT}){_TAIL}*|(?:{_FULL}|{_SHORT}){_TAIL}+))",
        rf"([(\[](?i:(?:u{SLASH})?(?:{_SHORT}){_TAIL}*|u//ds)[)\]])",
        rf"(?i:\b({_WARNING}))",
        r"(?i:\b(distribution statement [a-fx]))\b",
        r"(?i:\b(tlp ?[:_-] ?(?:red|amber ?\+ ?strict|amber|green|clear|white)))\b",
        r"(?i:\b(?:is|it's|its|marked|stamped|labell?ed|this|an?) (?:(?:as|all|only) )?(fouo|sbu|les|ouo|pcii)\b)",
        r"(?im:^[ \t>*|]*(?:subject|subj)\**:\**[ ]?(?:(?:re|fwd?):[ ]?){0,4}[\[({]?(fouo|sbu|les|ouo)\b)",
        files.pattern(r"FOUO|U__?FOUO|SBU|LES|PCII|SSI"),
    ),
    find=_find,
    finds=(
        ("Report\nFOR OFFICIAL USE ONLY", "FOUO"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY\n(U//FOUO) A group photographed the dock.", "FOUO"),
        ("LAW ENFORCEMENT SENSITIVE\nStash houses rotate.\nLAW ENFORCEMENT SENSITIVE", "LES"),
        ("Subject: SENSITIVE BUT UNCLASSIFIED - cable\nPlease cut this.", "SBU"),
        (
            "WARNING: This record contains Sensitive Security Information that is controlled under 49 CFR parts 15 and 1520.",
            "SSI",
        ),
        ("PROTECTED CRITICAL INFRASTRUCTURE INFORMATION\nSubmission no. 777-680", "PCII"),
        ("SBU\nThe visit is moved.", "SBU"),
        ("this is fouo but can you clean up the grammar: guards is one short until may", "FOUO"),
        ("FOUO - do not forward\nGuards are one short until May.", "FOUO"),
        ("SOURCE SELECTION INFORMATION - SEE FAR 2.101 AND 3.104\nOfferor B asks more.", "SOURCE_SELECTION"),
        ("DISTRIBUTION STATEMENT D. Distribution authorized to the Department and its contractors only.", "DISTRIBUTION"),
        ("TLP:RED\nThe list of hosts follows.", "TLP_RED"),
        ("TLP:AMBER+STRICT\nThe list of hosts follows.", "TLP_AMBER_STRICT"),
        ("TLP:WHITE\nThe list of hosts follows.", "TLP_CLEAR"),
    ),
    leaves=(
        '"FOUO" is not a FOIA exemption; why do people think so?',
        'Executive Order 13556 replaced labels such as "Sensitive But Unclassified".',
        "Personnel must never put any For Official Use Only information into tools.",
        "A paragraph that begins with (U//FOUO) is legacy; use (CUI).",
        'Is a PDF with "Sensitive Security Information" in its title releasable? See 49 CFR 1520.',
        "DISTRIBUTION STATEMENT A. Approved for public release.",
        "Distribution Statement B. Distribution authorized to agencies only. Distribution Statement C. Agencies and contractors.",
        "What does TLP:AMBER mean?",
        "Les documents sont ici.\nLES ENFANTS",
        "SSI benefits go up in January.",
    ),
)  # fmt: skip
