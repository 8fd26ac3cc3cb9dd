"""Blocks of labels: who controls a document, or who classified it (32 CFR 2002.20; DoDI 5200.48; 32 CFR 2001.21-22)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from proviso.screening.recognizer import Match
from proviso.screening.view import View

REACH = 700
"""A block is not longer than this."""
APART = 160
"""Two labels of one block stand no further from each other."""

_END = r"[\"'*]{0,3}\s?(?::|\t|\|| -{1,2} )[ \t|*\"']*"
_DESIGNATION = re.compile(
    r"(?<![a-z])(controlled by|designated by|cui (?:categor(?:y|ies)|type)(?:\(s\)|\(ies\))?|(?:limited )?(?:distribution|dissemination)(?:/dissemination)?(?: controls?| statement|\(s\))*|ldc"
    rf"|poc|point of contact|decontrol(?: on| date)?){_END}"
)
_CLASSIFICATION = re.compile(
    rf"(?<![a-z])(class?ified by|cl(?:ass)?\.? by|reason|rsn|derived? (?:from|fm)|de?rv(?: from| fm)?|declassify on|decl(?:as)?(?: on)?|downgrade to){_END}"
    r"|(?m:^)[ \t>*|]*(?P<short>cl(?:ass)?\.? by|dr?v (?:from|fm)|decl(?:as)? on|rsn) (?=[a-z0-9])"
)
_FIRST = {"cl": "classified", "class": "classified", "class.": "classified", "rsn": "reason", "drv": "derived", "derv": "derived", "derive": "derived", "decl": "declassify", "declas": "declassify", "classsified": "classified"}  # fmt: skip
_NO_VALUE = re.compile(
    r"[\[<{_]|xxx|\.\.\.|^(?:identif|names? of|the (?!office|director|chief)|lists?\b|enter|see\b|who\b|what\b|from the|insert|your\b|which|tells?|shows?|states?|describes?|must|should|e\.g|n/?a$|tbd"
    r"|office name|component|and\b|or\b|means?\b|is\b|line\b|place|give|write|use\b|a person|an? )"
)
_SPECIFIED = re.compile(r"sp-[a-z]{2,10}(?: ?[/,;] ?(?:sp-)?[a-z]{2,10})*")
_SAYS = re.compile(r"1\.4|25x\d|50x\d|\d{4}|multiple|manual|guide|source|scg|col s|mr\b")


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    value: str
    start: int
    end: int


def designation(view: View, matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    """Spans of CUI designation blocks: two labels with real values close to each other."""
    for lines in _runs(view, matches, _DESIGNATION):
        labels = {line.label for line in lines}
        if (len(labels) >= 2 and labels & {"controlled", "cui"}) or _names_category(view, lines):
            yield lines[0].start, lines[-1].end


def _names_category(view: View, lines: Sequence[_Line]) -> bool:
    """Whether one line names Specified categories as the registry marks them, without places to fill in near it."""
    near = view.text[max(0, lines[0].start - APART) : lines[-1].end + APART]
    return lines[0].label == "cui" and "[" not in near and _SPECIFIED.fullmatch(lines[0].value) is not None


def classification(view: View, matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    """Spans of classification authority blocks."""
    for lines in _runs(view, matches, _CLASSIFICATION):
        labels = {line.label for line in lines}
        if (
            len(labels) >= 2
            and labels & {"classified", "derived", "declassify"}
            and any(_SAYS.search(x.value) for x in lines)
        ):
            yield lines[0].start, lines[-1].end


def _runs(view: View, matches: Iterable[Match], labels: re.Pattern[str]) -> Iterator[list[_Line]]:
    """Lines with real values that stand close to each other, one run for each block."""
    done = -1
    for match in matches:
        if match.start < done:
            continue
        low = max(0, match.start - APART, done)
        done = match.start + REACH
        run: list[_Line] = []
        for line in _lines(view, labels, low, min(len(view.text), done)):
            if run and line.start - run[-1].end > APART:
                yield run
                run = []
            run.append(line)
        if run:
            yield run


def _lines(view: View, labels: re.Pattern[str], low: int, high: int) -> Iterator[_Line]:
    found = list(labels.finditer(view.low, low, high))
    for number, match in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else high
        end = view.text.find("\n", match.end(), stop)
        if end == match.end():  # the value stands in the next line
            end = view.text.find("\n", match.end() + 1, stop)
        end = stop if end < 0 else end
        value = view.low[match.end() : min(end, match.end() + 120)].strip(" \t\n|*\"',;-/")
        if 1 < len(value) < 110 and not _NO_VALUE.search(value):
            label = match.group(match.lastgroup or 1)
            first = label.split()[0]
            yield _Line(
                _FIRST.get(first, first.removesuffix("s")),
                value,
                match.start(match.lastgroup or 1),
                min(end, match.end() + 110),
            )
