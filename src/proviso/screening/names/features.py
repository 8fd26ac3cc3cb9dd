"""What the model looks at in one word, and the small class of a word that pairs and triples are made of.

Everything here depends on the word alone, so the tagger computes it once for each distinct word.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from .gazetteer import CITY, LAND, NONE, OTHER_LANDS, THING, TOWN, Kinds
from .tokens import LINE, PARAGRAPH

TITLES = frozenset(
    "mr mrs ms mx miss dr prof professor sir madam dame lord lady sgt sergeant capt captain lt lieutenant col colonel maj major gen general adm admiral cpl corporal "
    "pvt private spc cmdr commander det detective officer ofc agent inspector sen senator rep representative congressman congresswoman gov governor mayor president "
    "judge justice magistrate rev reverend father sister brother rabbi imam pastor bishop hon honorable secretary director administrator commissioner chair chairman "
    "chairwoman attorney sheriff deputy chief nurse king queen prince princess pope aunt uncle grandma grandpa sr sra senor senora don dona ing lic abogado".split()
)
LINKS = frozenset(
    "de del la las los van der den von zu bin bint ibn binti al el ul da dos di du le af ten ter y e st".split()
)
SUFFIXES = frozenset("jr sr ii iii iv phd md esq dds rn cpa jd".split())
CALENDAR = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split()
)
BODIES = frozenset(
    "act administration agency association authority avenue bank board bureau city college commission committee company conference congress corp corporation council county court "
    "department district division drive foundation fund group hall hospital inc institute lake law llc llp ltd ministry mountain museum office park party plan program project river road "
    "room rule school section senate service society state states street system team tower town union university village center centre church co county house island press boulevard "
    "lane building bridge airport highway fort base army navy force guard syndrome disease test scale award prize medal amendment doctrine v".split()
)
CLASSES = 53
_RUNS = re.compile(r"[A-Z]+|[a-z]+|[0-9]+|.", re.DOTALL)
_PUNCTUATION = {p: 30 + n for n, p in enumerate(".,:;()-'\"/@<>|&_")}


def shape(word: str) -> str:
    """`Xx`, `XX`, `X.`, `xX`, `d` …: the word with runs of one sort cut short."""
    if word.isalpha() and word.isascii():
        # Nearly every word is of one of these; they are told without cutting it into runs.
        if word.islower():
            return "x"
        if word.isupper():
            return "X" if len(word) == 1 else "XX"
        if word[1:].islower():
            return "Xx"
    out = []
    for run in _RUNS.findall(word[:24]):
        first = run[0]
        if "A" <= first <= "Z":
            out.append("X" if len(run) == 1 else "XX")
        elif "a" <= first <= "z":
            out.append("x")
        elif "0" <= first <= "9":
            out.append(f"d{min(len(run), 4)}")
        else:
            out.append(first)
    return "".join(out)


def word_class(word: str, names: Mapping[str, Kinds], common: Container[str]) -> int:
    """A number below `CLASSES`."""
    first = word[0]
    if first == "\n":
        return 1 if word == LINE else 2
    if not (first.isalpha() and first.isascii()):
        return _other_class(word)
    low = word.lower().rstrip(".")
    if (len(word) == 2 and word[1] == ".") or (len(word) == 1 and first.isupper()):
        return 5 if word[-1] == "." else 6
    if "@" in word or "://" in word or low.startswith("www."):
        return 4
    capital = 0 if first.islower() else 2 if word.isupper() else 1
    if low in TITLES:
        return 7 if capital else 8
    if low in LINKS:
        return 9 if not capital else 10
    if low in SUFFIXES:
        return 11
    if low in CALENDAR and capital:
        return 12
    if low in BODIES and capital:
        return 13
    return _listed_class(capital, names.get(low, NONE), low in common)


def _listed_class(capital: int, kinds: Kinds, is_common: bool) -> int:
    given, family, other = kinds
    if other and capital:
        if capital == 2:
            return 52
        if other == LAND:
            return 48
        if other in (CITY, TOWN):
            return 50 if given and given <= OTHER_LANDS else 49
        if other == THING:
            return 51
    sort = 3 if given and given <= 3 else 2 if family and family <= 3 else 1 if given or family else 0
    if capital == 0:
        return (14, 14, 15, 16)[sort] if is_common else (17, 17, 18, 19)[sort]
    if capital == 1:
        return (20 if is_common else 24) + sort
    return 28 if is_common or not sort else 29


def _other_class(word: str) -> int:
    if word[0].isdigit():
        return 3
    if word[0] in "@#" and len(word) > 1:
        return 46
    return _PUNCTUATION.get(word[0], 47)


def local(word: str, names: Mapping[str, Kinds], common: Container[str]) -> list[str]:
    """The features of one word; those before the mark `AFFIXES` hold at any distance."""
    if word in (LINE, PARAGRAPH):
        return [f"w={'n' * len(word)}"]
    low = word.lower()
    if not low[0].isalpha():
        return [f"w={_digits(low)}", f"s={shape(word)}"]
    given, family, other = names.get(low.rstrip("."), NONE)
    outline = shape(word)
    usual = "c" if low in common else "r"
    return [
        f"w={low[:24]}",
        f"s={outline}",
        f"g={given}{family}",
        f"u={usual}{outline[:2]}",
        f"t={other}{given}{family}{outline[:2]}" if other else "t",
        f"k={word_class(word, names, common)}",
    ]


def affixes(word: str) -> list[str]:
    """Beginnings and ends of a word."""
    low = word.lower()
    if len(low) < 3 or not low[0].isalpha() or len(low) > 24:
        return []
    case = "l" if word[0].islower() else "u"
    if len(low) > 4:
        # The usual one, written out: this is read for every word that the model does not know.
        ends = (f"e1={case}{low[-1]}", f"e2={case}{low[-2:]}", f"e3={case}{low[-3:]}", f"e4={case}{low[-4:]}")
        return [f"p2={low[:2]}", f"p3={low[:3]}", f"p4={low[:4]}", *ends, f"l={case}{min(len(low), 10)}"]
    return (
        [f"p{n}={low[:n]}" for n in (2, 3) if n < len(low)]
        + [f"e{n}={case}{low[-n:]}" for n in (1, 2, 3) if n < len(low)]
        + [f"l={case}{len(low)}"]
    )


def _digits(low: str) -> str:
    return re.sub(r"[0-9]", "0", low)[:12] if low[0].isdigit() else low[:1]


NEAR = frozenset({"w=", "k="})
"""Which features of a word two places away are looked at: the word itself and its class."""


def class_pairs(two: int, before: int, own: int, after: int, then: int) -> list[str]:
    """Classes of neighbors together."""
    return [
        f"a{before},{own}",
        f"b{own},{after}",
        f"c{before},{own},{after}",
        f"d{two},{before},{own}",
        f"e{own},{after},{then}",
    ]


def attributes(words: Sequence[str], names: Mapping[str, Kinds], common: Container[str]) -> list[list[str]]:
    """For each word of a row everything that the model looks at, as training needs it."""
    known = [local(word, names, common) for word in words]
    classes = [0, 0, *(word_class(word, names, common) for word in words), 0, 0]
    edge = ["#"]
    out = []
    for at, word in enumerate(words):
        row = [f"0|{f}" for f in (*known[at], *affixes(word))]
        for distance in (-2, -1, 1, 2):
            place = at + distance
            there = known[place] if 0 <= place < len(words) else edge
            row += [f"{distance}|{f}" for f in there if abs(distance) == 1 or f[:2] in NEAR or f == "#"]
        out.append([*row, *class_pairs(*classes[at : at + 5])])
    return out
