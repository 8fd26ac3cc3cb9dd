"""A line that is nothing but a marking, read word by word: whatever stands between its words, and in whatever letters.

The guides write `CUI//SP-PRVCY//FEDCON`; people, spreadsheets and scanners write "CUI; SP-PRVCY; FEDCON", "DRAFT - CUI/PRVCY",
"Controlled Unclassified Information (CUI)" or "S E C R E T". Here the words alone decide: a line marks when every one of its
words is of the grammar (32 CFR 2002.20; 32 CFR 2001.20-26; the older labels), and one of them is a control marking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .marks import CATEGORIES

LONGEST = 140
"""A banner with every control is no longer than this."""

_CONTROLS: dict[str, str] = {
    "CUI": "cui|controlled unclassified information|controlled|controlled unclassified|cu1|cul|controlled unclass information",
    "FOUO": "fouo|for official use only|official use only fouo|f.o.u.o.|f.o.u.o",
    "SBU": "sbu|sensitive but unclassified|sensitive but unclass",
    "LES": "les|law enforcement sensitive|law enforcement sensitive information",
    "LOU": "limited official use|limited official use only|limdis",
    "SSI": "ssi|sensitive security information",
    "PCII": "pcii|protected critical infrastructure information",
    "CVI": "cvi|chemical terrorism vulnerability information",
    "SGI": "sgi|sgi m|safeguards information",
    "OUO": "ouo|official use only",
    "UCNI": "ucni|unclassified controlled nuclear information|dod unclassified controlled nuclear information",
    "SOURCE_SELECTION": "source selection information|source selection sensitive|procurement sensitive|acquisition sensitive",
    "FTI": "fti|federal tax information|federal taxpayer information",
    "NNPI": "nnpi|naval nuclear propulsion information",
    "CEII": "ceii|critical energy infrastructure information|critical electric infrastructure information|critical energy/electric infrastructure information",
    "TOP_SECRET": "top secret|topsecret|cosmic top secret|ts",
    "SECRET": "secret|nato secret|secre7|s3cret",
    "CONFIDENTIAL": "confidential|nato confidential|nato restricted|confidentia1|c0nfidential",
}  # fmt: skip
KINDS = frozenset(_CONTROLS)
WORDS = (
    r"(?i:(?:^|[^a-z0-9])((?:c ?u ?[i1l]|c\.u\.i|controlled|f ?o ?u ?o|f\.o\.u\.o|s ?b ?u|les|o ?u ?o|ssi|pcii|cvi|sgi|ucni|fti|nnpi|ceii|limdis|official use|but unclass(?:ified)?|enforcement sensitive|security information"
    r"|infrastructure information|vulnerability information|safeguards information|nuclear information|propulsion information|tax(?:payer)? information|selection (?:information|sensitive)|(?:procurement|acquisition) sensitive"
    r"|t ?o ?p {0,3}s ?e ?c ?r ?e ?t|s ?[e3] ?c ?r ?e ?[t7]|c ?[o0] ?n ?f ?i ?d ?e ?n ?t ?i ?a ?[l1]|nato restricted|ts|[sc]//[a-z]{2,6})(?:[^a-z0-9]|$)))"
)
"""A control marking, or the part of one that no other words have: without it no line is read."""
LEVELS = frozenset({"TOP_SECRET", "SECRET", "CONFIDENTIAL"})
_LIMITS = (
    "noforn|no forn|nf|fed only|fedcon|fed con|nocon|no con|dl only|relido|attorney client|attorney wp|attorney work product|ac|awp|deliberative|"
    "limited distribution|limited dissemination"
)  # fmt: skip
_COUNTRIES = "rel to usa|rel usa|rel to|rel|display only|fgi"
"""Country codes may follow."""
_SECRETS = (
    "sci|si|tk|hcs|hcs p|hcs o|hcs op|si g|si gamma|gamma|klondike|kdk|umbra|zarf|ruff|talent keyhole|comint|crypto|"
    "restricted data|formerly restricted data|rd|frd|tfni|cnwdi|rd cnwdi|frd cnwdi|sigma|nato|atomal|bohemia|balk|orcon|orcon usgov|oc|oc usgov|imcon|imc|propin|pr|fisa|exdis|nodis|limdis|"
    "eyes only|us only|rsen|handle via comint channels only|handle via talent keyhole channels only"
)
_NAMED = (
    "privacy|general privacy|law enforcement|critical infrastructure|legal privilege|privileged|procurement|proprietary|proprietary business information|tax|health|health information|export control|"
    "export controlled|controlled technical information|financial|immigration|intelligence|nuclear|patent|personnel|personnel records|student records|source selection|physical security|operations security|"
    "investigation|internal|internal use only|sensitive|infrastructure security|infrastructure|legal|defense"
)
_BESIDE = (
    "draft|working paper|working papers|working draft|pre decisional|predecisional|provisional|in work|basic|specified|category|when filled in|when completed|with attachments|with attachment|sensitive|for training|"
    "do not forward|do not distribute|do not release|do not copy|not for public release|not for release|close hold|handle accordingly|warning|notice|information|markings|only|see far 2.101 and 3.104|"
    "modified handling|ntk|need to know|copy|original|page|of|attachment|enclosure|annex|appendix|portion|unmarked"
)
_OPENING = (
    "overall classification|this briefing is classified|classification|security classification|classified|document classification|classified by banner|overall marking|overall|this page is|this page contains|this document is|"
    "this document contains|this file is|this file contains|this slide is|this slide contains|this briefing is|this report is|this message is|this e-mail is|this email is|this e-mail contains|this email contains|"
    "this attachment is|this attachment contains|contains|page contains|document contains|banner|header|footer|page header|page footer|marking|document marking|security marking|handling|caveat|caveats|"
    "sensitivity|sensitivity label|label|marked|unclassified|unclass|u|highest classification"
)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december".split())  # fmt: skip
_EVERYDAY = frozenset("AG APP GEO ID INV MIL POST PRE RAIL SAFE SERV VISA WATER WIT PEST INTEL CRIT SUB INF ADJ STAT TAX PRIOR CONTRACT PROT TRACE CONV JURY FUND AC PR HCS SI TK OC RD INVENT PSI SURV PERS NUC".split())  # fmt: skip
"""Marks that are also words, or so short that they mean many things: a blank alone does not join them to a control."""
_PLAIN = frozenset({"CONFIDENTIAL", "LES", "SSI", "FTI", "CVI", "LOU", "CEII", "SGI"})
"""What a line of one word says in other trades as well."""
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.][A-Za-z0-9]+)*\.?")
_SPEAKER = re.compile(
    r"\[?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? )?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\]? ?(?:[<\[]?[A-Za-z][\w.-]{1,20}(?: [A-Z][\w.-]{1,20})?[>\]]?: )?"
)
"""The time and the name before a line of a chat."""
_TAG = re.compile(r"</?[a-z][a-z0-9:_-]{0,30}(?:\s[^<>]{0,120})?/?>|</?(?:P|B|TD|TR|TH|DIV|SPAN|FONT|CENTER)>")
_FIELD = re.compile(r"[^|\t]+?(?=\s*[|\t]|\s{3}|\s*$)")
_PAGE = re.compile(r"\s*(?:page|pg\.?|p\.|slide|sheet)? ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?\s*", re.IGNORECASE)
_NO_LINE = re.compile(r"[`?!%@]|==|\w\(|://[a-z]|\$|\.\w{2,4}\b\"?$|&&|=\"|[\"'] ?: ?[\"']")
_CONTROL, _UNKNOWN = "control", "word"
MOST_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Marking:
    """What a line says: the kind, where its words begin and end, and how much it takes to believe it."""

    kind: str
    start: int
    end: int
    is_joined: bool
    """A category, a limit or a compartment follows the control marking: nobody writes that by chance."""
    is_plain: bool
    """Another trade writes the same word."""
    is_phrase: bool
    """Words in full, in whatever letters."""
    is_loud: bool
    """Capitals throughout."""
    is_said: bool
    """Words such as "classification:" or "this page contains" lead to it."""

    def at(self, offset: int) -> Marking:
        """The same in the text in which the line begins at `offset`."""
        return replace(self, start=self.start + offset, end=self.end + offset)


def _table(role: str, words: str) -> dict[tuple[str, ...], tuple[str, str]]:
    return {tuple(_parts(word)): (role, word.upper()) for word in words.split("|")}


def _parts(phrase: str) -> list[str]:
    return [part for word in phrase.split() for part in re.split(r"[/-]", word)]


_VOCABULARY: dict[tuple[str, ...], tuple[str, str]] = {
    **_table("beside", _BESIDE),
    **_table("opening", _OPENING),
    **_table("named", _NAMED),
    **_table("secret", _SECRETS),
    **_table("limit", _LIMITS),
    **_table("countries", _COUNTRIES),
    **_table("program", "sar|special access required|special access"),
    **{tuple(_parts(mark.lower())): ("category", mark) for mark in sorted(CATEGORIES)},
    **{
        tuple(_parts(word)): (_CONTROL, kind)
        for kind, words in reversed(_CONTROLS.items())
        for word in words.split("|")
    },
}
_INITIALS = {"s": "SECRET", "c": "CONFIDENTIAL"}
"""Portions' letters begin a banner only before a double slash."""
_LONGEST = max(len(words) for words in _VOCABULARY)
_FIT = {
    "category": {"CUI"},
    "named": {"CUI"},
    "secret": set(LEVELS),
    "program": set(LEVELS),
}
"""Which controls a word may follow; a limit follows each."""
_SHARED = frozenset({"FISA", "PROPIN", "NNPI", "SSI", "PSI"})
"""Marks of the registry that are controls of classified information as well."""
_NICKNAMED = frozenset({"SAR", "SPECIAL ACCESS REQUIRED", "SPECIAL ACCESS"})
_FREE = {"countries": 20, "program": 2}
"""Words that nobody can list follow these: codes of countries, the nickname of a program."""


@dataclass(frozen=True, slots=True)
class _Piece:
    role: str
    kind: str
    """The kind of a control, the mark of a category."""
    start: int
    end: int
    gap: str
    """What stands between the piece before and this one."""


_Word = tuple[str, int, int]


def read(line: str) -> Marking | None:
    """What a line marks when it is nothing but a marking, else `None`."""
    if "<" in line:
        line = _TAG.sub(lambda tag: " " * len(tag.group()), line)
    if len(line.strip()) > LONGEST or _NO_LINE.search(line):
        return None
    speaker = _SPEAKER.match(line)
    for first in sorted({0, speaker.end() if speaker else 0}):
        found = _marking(line, _pieces(line, first))
        if found is not None:
            return found
    return _footer(line)


def _footer(line: str) -> Marking | None:
    """The marking beside a title and a page number, or beside a title and far from it, as headers and footers have it."""
    fields = [(m.start(), m.group()) for m in _FIELD.finditer(line) if m.group().strip()]
    has_page = len(fields) > 2 and any(_PAGE.fullmatch(field) for _, field in fields)
    if not 1 < len(fields) < 5 or not (has_page or "|" not in line):
        return None
    found = [(at, one) for at, field in fields if (one := _marking(field, _pieces(field, 0))) is not None]
    if len(found) != 1 or not (has_page or (found[0][1].is_joined and found[0][1].is_loud)):
        return None
    return found[0][1].at(found[0][0])


def head(line: str) -> Marking | None:
    """The marking with which a line begins before it goes on otherwise."""
    pieces = _pieces(line[:LONGEST], 0, whole=False)
    while pieces:
        found = _marking(line, pieces)
        if found is not None:
            return found
        pieces.pop()
    return None


def _pieces(line: str, first: int, *, whole: bool = True) -> list[_Piece]:
    """The line as words of the grammar; when one of them is none, nothing, or what stands before it."""
    words = _joined_letters([(m.group().lower().rstrip("."), m.start(), m.end()) for m in _WORD.finditer(line, first)])
    pieces: list[_Piece] = []
    at, last, free = 0, first, 0
    while at < len(words):
        size, role, mark = _longest(words, at)
        if role == _UNKNOWN:
            is_owner = (
                not pieces and size == 1 and len(words[at][0]) == 3 and line[first : words[at][1]].strip() == "//"
            )
            if not is_owner and not (free and _is_code(words[at], pieces[-1], line)):
                return [] if whole else pieces
            free = max(0, free - 1)
            role = "owner" if is_owner else "code"
            mark = pieces[-1].kind if pieces else ""
        else:
            free = _FREE.get(role, 0) if role != "number" else free
        pieces.append(_Piece(role, mark, words[at][1], words[at + size - 1][2], line[last : words[at][1]]))
        at += size
        last = pieces[-1].end
    return pieces


def _is_code(word: _Word, before: _Piece, line: str) -> bool:
    """Whether it may be a country's code or the nickname of a program: in capitals, or in a line without any."""
    text, gap = line[word[1] : word[2]], line[before.end : word[1]]
    if gap.strip(" ,-") or not text.isalpha() or not (text.isupper() or line.islower()):
        return False
    return before.role == "program" or before.kind in _NICKNAMED or 2 < len(text) < 5


def _longest(words: Sequence[_Word], at: int) -> tuple[int, str, str]:
    """How many words the longest phrase of the grammar takes from here, its role, and its kind or mark."""
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        found = _VOCABULARY.get(tuple(word for word, _, _ in words[at : at + size]))
        if found is not None:
            return size, *found
    word = words[at][0]
    if word in _INITIALS and at + 1 < len(words) and words[at + 1][1] - words[at][2] >= 2:
        return 1, _CONTROL, _INITIALS[word]
    if word == "sp" and at + 1 < len(words):
        return 2, "category", words[at + 1][0].upper()
    if word.isdigit() or word in _MONTHS:
        return 1, "number", ""
    return 1, _UNKNOWN, ""


def _joined_letters(words: list[_Word]) -> list[_Word]:
    """Letters that stand apart ("S E C R E T") as the word that they spell."""
    single = [word for word, _, _ in words if len(word) == 1]
    if len(single) < 3:
        return words
    out: list[_Word] = []
    at = 0
    while at < len(words):
        spelled = next((s for s in _SPELLED if _spells(words[at : at + len(s)], s)), None)
        if spelled is None:
            out.append(words[at])
            at += 1
        else:
            out.append((spelled, words[at][1], words[at + len(spelled) - 1][2]))
            at += len(spelled)
    return out


def _spells(words: Sequence[_Word], word: str) -> bool:
    return len(words) == len(word) and all(part == letter for (part, _, _), letter in zip(words, word, strict=True))


_SPELLED = ("topsecret", "secret", "confidential", "controlled", "noforn", "orcon", "fouo", "cui", "sbu", "ouo")


def _marking(line: str, pieces: Sequence[_Piece]) -> Marking | None:
    core = [p for p in pieces if p.role not in ("beside", "number", "opening", "owner")]
    controls = [p for p in core if p.role == _CONTROL]
    if not controls or core[0] is not controls[0] or not _fits(core) or not _is_ordered(pieces):
        return None
    if any(a.kind == b.kind and _EXPLAINED.search(b.gap) for a, b in pairwise(controls)):
        return None  # a short form beside what it stands for
    if any('"' in p.gap or "'" in p.gap for p in core[1:]) or any("|" in b.gap for a, b in pairwise(controls)):
        return None  # values in a list, cells beside each other
    kinds = list(dict.fromkeys(p.kind for p in controls))
    if len(kinds) > 2:
        return None  # a row of labels is a list of them
    text = line[core[0].start : core[-1].end]
    is_foreign = any(p.role == "owner" for p in pieces)
    if is_foreign and kinds[0] not in LEVELS:
        return None
    if any(p.end - p.start == 1 for p in controls) and not (len(core) > 1 and core[1].gap.startswith("//")):
        return None
    is_joined = is_foreign or len(core) > len(controls) or (len(kinds) > 1 and "/" in text)
    kind = min(kinds, key=lambda k: (k not in LEVELS, kinds.index(k)))
    return Marking(
        kind=kind,
        start=core[0].start,
        end=core[-1].end,
        is_joined=is_joined,
        is_plain=(kind in _PLAIN or text.lower() == "controlled") and " " not in text and not is_joined,
        is_phrase=" " in text and len(_LETTERS.sub("", text)) > 9 and not _PULLED.fullmatch(text),
        is_loud=text.upper() == text,
        is_said=any(p.role == "opening" and p.start < core[0].start for p in pieces),
    )


_EXPLAINED = re.compile(r"[|:=\t-]| {3}")
_LETTERS = re.compile(r"[^A-Za-z]")
_PULLED = re.compile(r"(?:\w ){2,}\w")


def _fits(core: Sequence[_Piece]) -> bool:
    """Whether each word may follow the controls before it; an everyday word only behind more than a blank."""
    controls: set[str] = set()
    for at, piece in enumerate(core):
        if piece.role == _CONTROL:
            controls.add(piece.kind)
            continue
        is_named = piece.role == "named" or piece.kind in _EVERYDAY
        is_worded = is_named and not (at + 1 < len(core) and "/" in core[at + 1].gap)
        allowed = LEVELS | {"CUI"} if piece.kind in _SHARED else _FIT.get(piece.role, controls)
        if not controls & allowed or (is_worded and not piece.gap.strip()):
            return False
    return True


def _is_ordered(pieces: Iterable[_Piece]) -> bool:
    """Words that lead to a marking stand before it; a few numbers are a page and a date, more are a table."""
    seen = False
    numbers = 0
    for piece in pieces:
        seen = seen or piece.role == _CONTROL
        numbers += piece.role == "number"
        if piece.role == "opening" and seen:
            return False
    return numbers <= MOST_NUMBERS
