"""Classification as marked: banner, portion, authority block (E.O. 13526; 32 CFR 2001; ISOO marking booklet)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening import place
from proviso.screening.recognizer import Hit, Kind, Match, Recognizer, View, kind

_CONTROLS = (
    r"(?:HCS(?:-[OP])?|SI(?:-G)?|TK|KLONDIKE|G|SAR-[A-Z ]+|SPECIAL ACCESS REQUIRED[-A-Z ]*|RESTRICTED DATA|FORMERLY RESTRICTED DATA|RD|FRD|CNWDI|SIGMA \d+"
    r"|FGI(?: [A-Z ]+)?|NATO|NOFORN|NF|ORCON(?:-USGOV)?|OC|IMCON|IMC|PROPIN|PR|RELIDO|REL TO [A-Z, ]+|REL|FISA|DISPLAY ONLY[A-Z, ]*|LIMDIS|EXDIS|NODIS|LES|SSI|CUI|FVEY|EYES ONLY)"
)
_LEVEL = r"(?:TOP SECRET|SECRET|CONFIDENTIAL)"
_BLOCK = re.compile(
    r"^[ \t>*|_-]*(classified by|reason|derived from|declassify on|downgrade to)\s*:[ \t]*(\S[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_ONE_LINE = re.compile(
    r"classified by:.{1,80}?(?:reason:|derived from:).{1,80}?declassify on: ?\S+", re.IGNORECASE | re.DOTALL
)
_VALUE = re.compile(r"(?i)1\.4|25x\d|50x\d|\d{8}|multiple sources|\d{4}-\d\d-\d\d|manual|guide")
_OTHERS = re.compile(r"\(([ABDRTV])\)")


def _kind_of(text: str) -> str:
    up = text.upper().strip(" (")
    if up.startswith(("TOP SECRET", "TS", "COSMIC")):
        return "TOP_SECRET"
    if up.startswith(("CONFIDENTIAL", "C", "NATO C", "NATO R")):
        return "CONFIDENTIAL"
    return "SECRET"


def _count(view: View, text: str) -> int:
    return len(
        re.findall(
            rf"^[\s>*#=|_~/-]*{re.escape(text)}[\s*#=|_~/-]*(?:page .*)?$", view.text, re.MULTILINE | re.IGNORECASE
        )
    )


def _banner(view: View, start: int, end: int) -> Hit | None:
    text = view.text[start:end]
    if place.has_holes(view, start, end) or place.is_quoted(view, start, end):
        return None
    repeated = _count(view, text) >= 2
    has_more = "//" in text or text.upper().startswith(("NATO", "COSMIC"))
    if repeated or (text.isupper() and (has_more or not text.startswith("CONFIDENTIAL"))):
        strength = Strength.SURE
    else:
        # "CONFIDENTIAL" once is also a law firm's or a company's word: it counts where a page begins or ends.
        at_edge = not view.text[:start].strip() or not view.text[end:].strip()
        strength = Strength.LIKELY if text.isupper() and at_edge else Strength.WEAK
    return Hit(_kind_of(text), start, end, strength, "banner")


def _slashed(view: View, start: int, end: int) -> Hit | None:
    if place.is_mention(view, start, end):
        return None
    return Hit(_kind_of(view.text[start:end]), start, end, Strength.SURE, "banner")


def _portion(view: View, start: int, end: int, has_second: bool) -> Hit | None:
    text = view.text[start:end]
    sentence = re.search(r"[.!?:)]\s+$", view.text[max(0, start - 4) : start]) is not None
    opens = place.opens_line(view, start)
    if not place.has_body(view, end) or not (opens or sentence) or place.is_question(view):
        return None
    if not opens and place.is_explained(view, start, end):
        return None
    if "//" not in text and not has_second:
        return None
    return Hit(_kind_of(text), start, end, Strength.SURE, "portion")


def _has_second_signal(view: View) -> bool:
    """(S) and (C) also number paragraphs: they count beside (U) out of the alphabet's order, without neighbours (A), (B), (D)…"""
    opening = re.findall(r"^[\s>*\-\x1f]*(?:\d{1,2}[.)] |[a-z][.)] )?\((U|C|S|TS)\) \S", view.text, re.MULTILINE)
    return "U" in opening and len(set(opening)) >= 2 and not _OTHERS.search(view.text)


def _blocks(view: View) -> Iterable[Hit]:
    real = [m for m in _BLOCK.finditer(view.text) if not re.search(r"[\[<]", m.group(2))]
    labels = {m.group(1).lower() for m in real}
    valued = any(_VALUE.search(m.group(2)) for m in real)
    if len(labels) >= 2 and valued and labels & {"classified by", "derived from", "declassify on"}:
        first, last = real[0], real[-1]
        if last.start() - first.start() < 600:
            yield Hit("CLASSIFIED_BLOCK", first.start(1), last.end(2), Strength.SURE, "block")
            return
    line = _ONE_LINE.search(view.text)
    if line and not re.search(r"[\[<]", line.group()):
        yield Hit("CLASSIFIED_BLOCK", *line.span(), Strength.SURE, "block")


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if place.is_lesson(view):
        return
    has_second: bool | None = None
    for match in matches:
        start, end = match.spans[1]
        hit: Hit | None = None
        if match.pattern == 0:
            hit = _banner(view, start, start + len(view.text[start:end].rstrip()))
        elif match.pattern == 1:
            hit = _slashed(view, start, start + len(view.text[start:end].rstrip(" ,")))
        elif match.pattern == 2:
            if has_second is None:
                has_second = _has_second_signal(view)
            hit = _portion(view, start, end, has_second)
        elif match.pattern == 4 and view.name:
            hit = Hit(_kind_of(view.text[start:end]), start, end, Strength.SURE, "filename")
        if hit:
            yield hit
    if any(match.pattern == 3 for match in matches):
        yield from _blocks(view)


def _class(name: str, title: str, article: str = "") -> Kind:
    return kind(
        name,
        title,
        "E.O. 13526; 32 CFR 2001",
        cls=FindingClass.CLASSIFIED,
        article=article,
        sentence="It marks classified information.",
    )


RECOGNIZER = Recognizer(
    name="marking_classified",
    kinds=(
        _class("TOP_SECRET", "Top Secret marking"),
        _class("SECRET", "Secret marking"),
        _class("CONFIDENTIAL", "Confidential marking"),
        _class("CLASSIFIED_BLOCK", "classification block"),
    ),
    patterns=(
        r"(?im:^[ \t>*#=|_~/-]*((?:(?:nato|cosmic) )?(?:top secret|secret|confidential)(?: ?// ?[a-z0-9/ ,-]{2,80})?|nato restricted)[ \t*#=|_~/-]*(?:page \d+[^\n]{0,12})?[ \t]*$)",
        rf"(?:^|[^\w/(])((?:{_LEVEL}|TS|(?i:{_LEVEL})) ?// ?(?i:{_CONTROLS})(?: ?//? ?(?i:{_CONTROLS}))*)\b",
        r"(\((?:TS|S|C)(?://[A-Z][A-Z0-9/, -]{1,60})?\))",
        r"(?i:\b(classified by|derived from|declassify on)\s?:)",
        r"^((?:TOP[ _-]?SECRET|SECRET|CONFIDENTIAL|TS//)[-_/])",
    ),
    find=_find,
    finds=(
        ("SECRET\n\nContingency annex B\nMovement is set.\n\nSECRET", "SECRET"),
        ("SECRET//NOFORN\nThe ford is open.", "SECRET"),
        ("TOP SECRET//SI/TK//ORCON/NOFORN\nSummary", "TOP_SECRET"),
        ("TS//SI//NF\nmessage", "TOP_SECRET"),
        ("(S//NF) The convoy was seen at the ford.", "SECRET"),
        ("a. (U) The visit went well.\nb. (C) The offer is lower than reported.", "CONFIDENTIAL"),
        ("Classified By: Director, Field Operations\nReason: 1.4(c)\nDeclassify On: 20490630", "CLASSIFIED_BLOCK"),
        ("NATO CONFIDENTIAL\nAnnex 27: fuel stocks.", "CONFIDENTIAL"),
    ),
    leaves=(
        "Explain the difference between (S) and (S//NF) to new hires.",
        "(A) publish criteria; (B) consult; and (C) report.",
        "(S) SAVINGS.-Nothing in this section limits the rule.",
        "(C) 2023 State University Press",
        "UNCLASSIFIED\nInstruction 12",
        "The secret to good briefing slides is practice.",
        "He kept the price confidential.",
        "The report found that the agency overclassified records marked Secret.",
        "Top Secret: the musical comes to town on May 4.",
        "NOFORN was inappropriately applied in .2% of documents.",
    ),
)
