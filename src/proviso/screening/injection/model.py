"""Is a stretch of text around a cue an order to an AI tool? A logistic regression over words, made by `training/injection`.

Each weight has a name that can be read (`your answer`, `cue: hidden`, `before: quote`); `weights.json` holds them with the
figures of the training.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from proviso.errors import ScreeningError

from .cues import CLASS_OF, FORMS, NAMES

BEFORE, AFTER = 60, 250
"""Characters of a stretch before and after its first cue."""
NEXT = 120
"""A cue so far after the first one of a stretch begins its own: no order stands at the very end of what is read."""
LINE = 60
"""A stretch ends with the line that its cues stand in, but not before so many characters: an order may have two lines."""
EDGE = 220
"""The beginning and the end of a text, where its writer's own request stands."""
WISHES = frozenset({"answer", "code"})
"""Forms in which people also say what they themselves want: there the place in the text tells whose wish it is."""
_WORD = re.compile(r"[a-z']+|\d+|[^\w\s]")
_ABOUT = re.compile(
    r"(?<![a-z])(?:attack(?:s|ers?)?|adversar\w+|injections?|inyeccion\w*|jail-?break(?:s|ing)?|red[- ]team\w*|threats?|vulnerability|vulnerabilities|mitigat\w+|defen[cs]es?|detect(?:s|ed|ion)?|guidance|for example|such as|e\.g\.|called|"
    r"known as|example of|examples|lesson|slide|exercise|quiz|glossary|definition|explain|why|users have|phishing|malicious|risks?|por ejemplo|ataques?|explica|nist|owasp|llm01|atlas|must be refused|filter(?:s|ed)?)(?![a-z])"
)
"""Words of a text that tells about such attacks."""
QUOTES = frozenset("\"'`")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is read around a cue, and the cues in it."""

    start: int
    end: int
    at: int
    """Where its first cue begins."""
    until: int
    """Where its last cue ends."""
    cues: tuple[int, ...]


def stretches(low: str, cues: Iterable[tuple[int, int, int]]) -> Iterator[Stretch]:
    """Stretches around cues (start, end, number), in order. Together they are at most three times as long as the text."""
    open_: list[tuple[int, int, int]] = []
    for cue in sorted(cues):
        if open_ and cue[0] >= open_[0][0] + NEXT:
            yield _stretch(low, open_)
            open_ = []
        open_.append(cue)
    if open_:
        yield _stretch(low, open_)


def _stretch(low: str, cues: Sequence[tuple[int, int, int]]) -> Stretch:
    first = cues[0][0]
    until = min(max(end for _, end, _ in cues), first + AFTER)
    start = max(low.rfind("\n", max(0, first - BEFORE), first) + 1, first - BEFORE, 0)
    end = low.find("\n", max(until, first + LINE), first + AFTER)
    return Stretch(
        start, min(len(low), first + AFTER) if end < 0 else end, first, until, tuple(sorted({n for _, _, n in cues}))
    )


def features(low: str, stretch: Stretch) -> set[str]:
    """What is known of a stretch, in words; `low` is the whole text in lower case."""
    words = _WORD.findall(low, stretch.start, stretch.end)
    classed = [CLASS_OF.get(word, word) for word in words]
    found = {*words, *classed}
    found.update(map(" ".join, pairwise(classed)))
    found.update(map(" _ ".join, zip(classed, classed[2:], strict=False)))
    forms = sorted({FORMS[number] for number in stretch.cues})
    found.update(f"cue: {NAMES[number]}" for number in stretch.cues)
    found.update(f"form: {form}" for form in forms)
    found.update(f"forms: {one} and {two}" for n, one in enumerate(forms) for two in forms[n + 1 :])
    before = _before(low, stretch.at)
    found.update(f"{form} after: {before}" for form in forms)
    found.add(f"cues: {min(4, len(stretch.cues))}")
    place = _place(len(low), stretch)
    found.update(f"{form} at: {place}" for form in forms if form in WISHES)
    return found


def _before(low: str, at: int) -> str:
    """What stands right before the first cue: a quotation mark tells of a mention, a line's start of an order."""
    head = low[max(0, at - 3) : at].rstrip(" ")
    if not head or head[-1] in "\n>*-#|":
        return "start"
    return "quote" if head[-1] in QUOTES else "stop" if head[-1] in ".:!?;)" else "word"


def _place(size: int, stretch: Stretch) -> str:
    is_first, is_last = stretch.at < EDGE, size - stretch.at < EDGE
    return "alone" if is_first and is_last else "first" if is_first else "last" if is_last else "middle"


def is_told(low: str, stretch: Stretch) -> bool:
    """Whether the text around tells about such attacks instead of making one."""
    return _ABOUT.search(low, max(0, stretch.at - 400), min(len(low), stretch.end + 150)) is not None


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by name, what is added to each sum, and from which sum on a stretch counts."""

    weights: Mapping[str, float]
    bias: float
    likely: float
    sure: float

    def score(self, found: Iterable[str]) -> float:
        """The sum of what is known of a stretch."""
        get = self.weights.get
        return self.bias + sum(get(name, 0.0) for name in found)


@cache
def model() -> Model:
    """The weights of the package, checked against their checksum."""
    file = json.loads(resources.files(__package__).joinpath("weights.json").read_text(encoding="ascii"))
    if checksum(file["weights"]) != file["sha256"]:
        raise ScreeningError(
            "The weights of the check for orders to an AI tool are damaged.", hint="Install Proviso again."
        )
    weights = {name: value / 1000 for name, value in file["weights"].items()}
    return Model(weights, file["bias"] / 1000, file["likely"] / 1000, file["sure"] / 1000)


def checksum(weights: dict[str, int]) -> str:
    """SHA-256 of the weights as they stand in the file."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode("ascii")).hexdigest()
