"""What a sentence states, as words that can be compared: stems, numbers with units, dates, names, and what is negated.

INVARIANT: two sentences of which one has another number, another date, another name or another "not" have other words
here. What else is lost (order, synonyms) can hide support, or is shown beside it; it never makes a number right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache


def _listed(words: str) -> tuple[str, ...]:
    """Words that stand in a line, as a list."""
    return tuple(words.split())


STOP = frozenset(
    _listed(
        "a an the and or but if so as at by for from in into of on onto to up with within about over under "
        "between among through during per via than then that this these those there here it its it's he him his "
        "she her they them their we us our you your i me my who whom whose which what when where how why be is "
        "are was were been being am do does did done have has had having will would can could should may might "
        "shall must not no nor also too very just such any some each both either other another own same only more "
        "most less least one s t re ve ll d"
    )
)
_NEGATORS = frozenset(_listed("not no never none neither nor without cannot"))
_NEGATORS_TO = frozenset(_listed("fail fails failed failing unable unwilling"))
"""With "to" behind them."""
_SMALL = {
    word: number
    for number, word in enumerate(
        _listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
_TENS = {word: 10 * n for n, word in enumerate(_listed("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_ORDER = _listed("jan feb mar apr may jun jul aug sep oct nov dec")
_IRREGULAR = {
    "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "grew": "grow", "grown": "grow",
    "said": "say", "began": "begin", "begun": "begin", "took": "take", "taken": "take", "made": "make",
    "found": "find", "held": "hold", "paid": "pay", "built": "build", "led": "lead", "lost": "lose",
    "gave": "give", "given": "give", "went": "go", "gone": "go", "came": "come", "kept": "keep", "met": "meet",
    "sent": "send", "spent": "spend", "told": "tell", "wrote": "write", "written": "write", "shown": "show",
    "known": "know", "knew": "know", "men": "man", "women": "woman", "children": "child", "people": "person",
    "persons": "person", "feet": "foot", "became": "become", "brought": "bring", "bought": "buy",
}  # fmt: skip
_PAIRS = (
    "largest smallest; longest shortest; "
    "increase decrease; increase reduce; rise fall; more fewer; more less; above below; before after; open close; "
    "allow deny; allow prohibit; permit prohibit; accept reject; approve deny; approve reject; high low; higher "
    "lower; highest lowest; up down; north south; east west; northern southern; eastern western; gain loss; gain "
    "lose; win lose; early late; earlier later; first last; maximum minimum; most least; include exclude; always "
    "never; large small; larger smaller; majority minority; public private; import export; buy sell; grow shrink; "
    "expand shrink; improve worsen; faster slower; better worse; best worst; may must; may shall; can must; all "
    "some; all none; support oppose; male female; warm cold; hot cold; warmer colder; wet dry; add remove; pass "
    "fail; strong weak; safe dangerous; plaintiff defendant; grant deny; affirm reverse; inside outside; internal "
    "external; true false; guilty innocent"
)
"""Words of which one says the opposite of the other."""

_TOKEN = re.compile(
    r"(?P<note>\[\^?\d{1,3}\]|\((?:\d{1,2}|[a-z]|[ivx]{1,4})\))"  # marks of footnotes and of items say nothing
    r"|(?P<date>\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{4}\b"
    rf"|\b(?:{_MONTHS})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
    rf"|\b\d{{1,2}}\s+(?:{_MONTHS})\b\.?(?:,?\s+\d{{4}}\b)?"
    rf"|\b(?:{_MONTHS})\b\.?,?\s+\d{{4}}\b)"
    r"|(?P<number>(?:(?<!\S)[-−])?[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:st|nd|rd|th)?\b\s?%?)"
    r"|(?P<word>[^\W\d_]+(?:\.[^\W\d_]+)*(?:[’'][^\W\d_]+)*)"
    r"|(?P<stop>[.;:!?,()—])"
)
_NOT_IN_NUMBER = re.compile(r"[^\d.\-]")


@dataclass(frozen=True, slots=True)
class Words:
    """What one sentence, or a few in a row, say."""

    stems: Mapping[str, str]
    """Each with the word as it stands."""
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """`("48", "day")`; the unit is empty where none is known."""
    dates: frozenset[str] = frozenset()
    """`2026-11-20`, `--11-20`, `2026-11`."""
    names: frozenset[str] = frozenset()
    """Stems of words with a capital that is not the sentence's."""
    first: str = ""
    """The stem of the first word, when it has a capital: a name if it is one elsewhere."""
    negated: frozenset[str] = frozenset()
    """The stem or the number right behind each "not"."""
    near_not: frozenset[str] = frozenset()
    """All stems that a "not" may speak of."""
    marks: Counter[str] = field(default_factory=Counter)
    """Words that have an opposite, with how often they stand: "more", "before", "must"."""
    nots: int = 0
    """How many "not" there are."""

    def __add__(self, other: Words) -> Words:
        return Words(
            {**self.stems, **other.stems},
            self.numbers + other.numbers,
            self.dates | other.dates,
            self.names | other.names,
            self.first,
            self.negated | other.negated,
            self.near_not | other.near_not,
            self.marks + other.marks,
            self.nots + other.nots,
        )


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its endings: "evaluations" and "evaluated" are one."""
    word = word.lower().replace("’", "'").removesuffix("'s").rstrip("'").replace("'", "").replace(".", "")
    word = _IRREGULAR.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = _IRREGULAR.get(word, word)
    for ending in ("ing", "ed", "ly", "ion"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and _VOWEL.search(bare) and (ending != "ion" or bare[-1] in "ts"):
            word = bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "lsz" else bare
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_VOWEL = re.compile("[aeiouy]")


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split("; "):
        one, other = (word if word in STOP else stem(word) for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _opposites()
_UNITS = frozenset(
    stem(word)
    for word in _listed(
        "percent dollar cent euro second minute hour day week month quarter year decade century mile kilometer meter "
        "foot inch acre hectare gallon liter pound ton kilogram gram degree megawatt kilowatt person page case home "
        "house household business employee worker job state county city member vote point"
    )
)
PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")


def read(text: str) -> Words:
    """What this sentence says."""
    return _Reader(text).words()


class _Reader:
    """Goes through a sentence once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_TOKEN.finditer(text))
        self._stems: dict[str, str] = {}
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._dates: set[str] = set()
        self._names: set[str] = set()
        self._first = ""
        self._negated: set[str] = set()
        self._near: set[str] = set()
        self._marks: Counter[str] = Counter()
        self._nots = 0
        self._is_behind_not = False
        self._reach = 0
        self._seen = 0

    def words(self) -> Words:
        """What it says."""
        at = 0
        while at < len(self._tokens):
            at = self._take(at)
        return Words(
            self._stems,
            self._numbers,
            frozenset(self._dates),
            frozenset(self._names),
            self._first,
            frozenset(self._negated),
            frozenset(self._near),
            self._marks,
            self._nots,
        )

    def _take(self, at: int) -> int:
        token = self._tokens[at]
        kind, said = token.lastgroup, token.group()
        if kind == "word":
            return self._word(at, said)
        if kind == "date":
            self._dates.update(_dates_of(said))
        elif kind == "number":
            return self._number(at, said)
        elif kind == "stop":
            self._is_behind_not, self._reach = False, 0
        return at + 1

    def _word(self, at: int, said: str) -> int:
        low = said.lower().replace("’", "'")
        if low in _SMALL or low in _TENS:
            after = self._number_word(at, low)
            if after:
                return after
        if low.endswith("n't") or (low in _NEGATORS or (low in _NEGATORS_TO and self._next(at) == "to")):
            is_none = self._next(at) == "only" or (low == "no" and self._is_numbered(at))
            self._is_behind_not, self._reach = not is_none, 0 if is_none else 4
            self._nots += not is_none
            return at + 1
        if low in STOP:
            if low in OPPOSITES:
                self._marks[low] += 1
            self._seen += 1
            return at + 1
        self._content(said, stem(said))
        return at + 1

    def _content(self, said: str, found: str) -> None:
        is_first = not self._stems and not self._numbers and not self._seen
        self._seen += 1
        if said[0].isupper():
            if not is_first or (len(said) > 1 and said.isupper()):
                self._names.add(found)
            else:
                self._first = found
        self._stems.setdefault(found, said)
        if found in OPPOSITES:
            self._marks[found] += 1
        self._denied(found)

    def _denied(self, key: str) -> None:
        """What stands behind a "not": the next word or number, and the few that it may speak of."""
        if self._is_behind_not:
            self._negated.add(key)
        if self._reach:
            self._near.add(key)
            self._reach -= 1
        self._is_behind_not = False

    def _number(self, at: int, said: str) -> int:
        if not (digits := _NOT_IN_NUMBER.sub("", said.replace("−", "-")).rstrip(".")).strip("-"):
            return at + 1
        unit = "percent" if said.endswith("%") else "dollar" if "$" in said else ""
        return self._counted(at + 1, Decimal(digits), unit)

    def _number_word(self, at: int, low: str) -> int:
        """A number in words; 0 when it is none."""
        following = self._next(at)
        if low == "one" and following not in _SCALES and (at == 0 or following in {"of", "another", "or", "who", ""}):
            return 0
        if low == "one" and at and self._tokens[at - 1].group().lower() in {"no", "the", "this", "that", "any", "each"}:
            return 0
        value, at = Decimal(_SMALL.get(low, _TENS.get(low, 0))), at + 1
        if low in _TENS and 0 < _SMALL.get(following, 0) < 10:
            value, at = value + _SMALL[following], at + 1
        return self._counted(at, value, "")

    def _counted(self, at: int, value: Decimal, unit: str) -> int:
        """Put a number down with the scale and the unit behind it; returns the token after the scale."""
        while at < len(self._tokens) and (scale := _SCALES.get(self._tokens[at].group().lower())):
            value, at = value * scale, at + 1
        if at < len(self._tokens) and self._tokens[at].lastgroup == "word":
            following = self._tokens[at].group()
            if following.lower() in {"per", "pct"}:
                unit = "percent" if self._next(at).startswith("cent") else unit
            found = stem(following)
            unit = found if not unit and found in _UNITS else unit
        number = f"{value.normalize():f}"
        self._numbers[number, unit] += 1
        self._denied(f"#{number}")
        self._seen += 1
        return at

    def _next(self, at: int) -> str:
        return self._tokens[at + 1].group().lower() if at + 1 < len(self._tokens) else ""

    def _is_numbered(self, at: int) -> bool:
        """ "No. 5" """
        kinds = [token.lastgroup for token in self._tokens[at + 1 : at + 3]]
        return kinds == ["stop", "number"] or kinds[:1] == ["number"]


def _dates_of(said: str) -> Iterator[str]:
    if "/" in said:
        month, day, year = said.split("/")
        yield f"{year}-{int(month):02}-{int(day):02}"
        return
    if said[:5].count("-") == 1 and said[4:5] == "-":
        yield said
        return
    digits = re.findall(r"\d+", said)
    month_number = _ORDER.index("".join(filter(str.isalpha, said))[:3].lower()) + 1
    year = next((d for d in digits if len(d) == 4), "")
    day = next((d for d in digits if len(d) < 3), "")
    yield f"{year or '-'}-{month_number:02}" + (f"-{int(day):02}" if day else "")
