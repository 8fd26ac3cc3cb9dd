"""A table with one row a person, or with counts of so few that they can be told apart, even without names (139-07.2.a.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.cases.cells import has_few_persons
from proviso.screening.cases.kinds import CELLS, ROWS
from proviso.screening.cases.rows import MOST_ROWS, Table, is_about_persons, table_of
from proviso.screening.patterns import PatternSet
from proviso.screening.recognizer import Hit, Match, Recognizer, View

COUNTS = 4
"""Place of the pattern of a row of small counts."""
TITLE = 200
"""So far above a table its title is looked for."""
_SEPARATORS = ("|", "\t", ";", ",", "  ")
_OBJECT = re.compile(r"\"(?:age|edad|yob|birth_?year|sex|sexo|gender|race|dob)\" ?:")
_TAG = re.compile(r"<(?:age|edad|sex|sexo|gender|race|yob)>")
_PAIR = re.compile(r"(?<![\w.])(?:(?P<a>[mf]) ?[,;|/-]? ?\d{1,2}|\d{1,2} ?[,;|/-]? ?(?P<b>[mf]))(?![\w.])")
"""An age and a sex beside each other, in a list without columns or a table run into one line."""
_PAIRS = PatternSet([r"(?i:(?:^|[^\w.])(?:[mf] ?[,;|/-]? ?\d{1,2}|\d{1,2} ?[,;|/-]? ?[mf])(?:[^\w.]|$))"])
"""The same for RE2, which says so at once."""
_ANIMALS = re.compile(r"(?<![a-z])(?:species|breed|dogs?|cats?|kennel|degrees|temperature|forecast)(?![a-z])")
_TEST = re.compile(
    r"(?<![a-z])(?:test_cases|fixtures?|unit tests?|dummy data|made[- ]up|fictional|fictitious|synthetic|mock|character sheet)(?![a-z])"
)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    if _TEST.search(view.low):
        return
    counts = any(match.pattern == COUNTS for match in matches)
    done = -1
    for match in matches:
        at = match.start + (view.text[match.start] == "\n")
        if at < done:
            continue
        start, end, lines = _block(view, at)
        done = end
        tables = _tables(lines)
        if _is_persons(view, start, end, tables):
            yield Hit("SIGN_ROWS", start, view.line(start)[1], Strength.LIKELY)
        elif counts and _counts_few(view, start, lines, tables):
            yield Hit("SIGN_CELLS", start, view.line(start)[1], Strength.LIKELY)


def _block(view: View, at: int) -> tuple[int, int, list[str]]:
    """The paragraph of lines around a place: a few above, and those below."""
    start = view.line(at)[0]
    for _ in range(3):
        above = view.line(start - 1)[0] if start else 0
        if start == 0 or not view.text[above : start - 1].strip():
            break
        start = above
    end = start
    lines: list[str] = []
    while len(lines) < MOST_ROWS and end < len(view.text):
        stop = view.line(end)[1]
        if end > at and not view.text[end:stop].strip():
            break
        lines.append(view.text[end:stop])
        end = stop + 1
    return start, end, lines


def _tables(lines: Sequence[str]) -> list[tuple[list[str], Table]]:
    """The table that each sign would make of some lines, with the lines that it takes."""
    found: list[tuple[list[str], Table]] = []
    for separator in _SEPARATORS:
        at_least = 1 if separator == "  " else 2
        rows = [line for line in lines if line.strip().count(separator) >= at_least and len(line) < 600]
        table = table_of(rows, separator) if len(rows) >= 2 else None
        if table is not None:
            found.append((rows, table))
    return found


def _counts_few(view: View, start: int, lines: Sequence[str], tables: Sequence[tuple[list[str], Table]]) -> bool:
    """Whether it is a table of small cells, read with what stands above it."""
    for rows, table in tables:
        if len(rows) >= 3:
            title = " ".join(line for line in lines if line not in rows).lower()
            return has_few_persons(table, f"{view.low[max(0, start - TITLE) : start]} {title}")
    return False


def _is_persons(view: View, start: int, end: int, tables: Sequence[tuple[list[str], Table]]) -> bool:
    block = view.low[start:end]
    if ('"' in block and len(_OBJECT.findall(block)) >= 3) or ("<" in block and len(_TAG.findall(block)) >= 3):
        return True
    if _PAIRS.hits(view.data[start:end]):
        pairs = [found["a"] or found["b"] for found in _PAIR.finditer(block)]
        if len(pairs) >= 3 and len(set(pairs)) == 2 and not _ANIMALS.search(block):
            return True
    return any(is_about_persons(table) for _, table in tables)


RECOGNIZER = Recognizer(
    name="person_rows",
    kinds=(ROWS, CELLS),
    patterns=(
        r"(?im:(?:^|[,|\t;]|  ) ?[\"'*]*(?:age|ages|age[ /_](?:yrs|years|sex|group)|sex|sx|gender|race|ethnicity|yob|dob[- _]?(?:yr)?|birth[ _]?(?:year|yr)|yrs svc|years of service|(?:head|child)_age|dx\d?|diagnosis|offense|"
        r"charge|lang|language|country|marital(?:[ _]status)?|edad|sexo|genero|disciplined|disciplinary action|sick (?:hrs|days|leave)|grade|gr|outcome|nationality|nacionalidad|mos|rank|hire_?year|occ(?:upation)?|placement)[\"'*]* ?(?:[,|\t;\n]|  |$))",
        r"(?i:[|,;\t] ?\"?(?:[MF]|female|male|mujer|hombre)\"? ?[|,;\t] ?\"?\d{1,4}\"? ?[|,;\t\n]|\d ?[|,;\t] ?\"?(?:[MF]|female|male|mujer|hombre)\"? ?[|,;\t\n]|  [MF]  |\b\d{2} [MF] |[|,;\t] ?[MF] ?\d{1,2} ?[|,;\t\n]|[|,;\t] ?\d{1,2} ?[MF] ?[|,;\t\n])",
        r"(?m:^[ >|\"]*[0-9a-f]{16,64}\"? ?[,|;\t])",
        r"\"(?i:age|edad|yob|sex|sexo|gender|race)\" ?: ?|<(?i:age|edad|sex|sexo|gender|race)>",
        r"(?m:[A-Za-z0-9)] ?[|\t;,] ?\d{1,2} ?[|\t;,] ?\d{1,4} ?(?:[|\t;,]|$)|[A-Za-z0-9)] {2,}\d{1,2} {2,}\d{1,4}(?:  |$))",
    ),
    find=_find,
    finds=(
        ("id,age,sex,zip,country,outcome\n1,69,F,00245,SLV,granted\n2,34,M,00412,UKR,denied", "SIGN_ROWS"),
        ("| caso | edad | sexo | motivo |\n|---|---|---|---|\n| 1 | 44 | F | atraso |\n| 2 | 61 | M | fraude |", "SIGN_ROWS"),
        ("44 M Asian RN transfer 8/15\n39 F White NP resigned 9/2\n61 F clerk retired", "SIGN_ROWS"),
        ("K1  F  34  WI  denied\nK2  M  51  MN  granted\nK3  F  29  OH  denied", "SIGN_ROWS"),
        ("Complaints of harassment by branch and sex\n\nBranch | Female | Male\nRecords | 3 | 1\nDispatch | 1 | 0\nMotor pool | 0 | 2", "SIGN_CELLS"),
        ("town,HIV under 18,HIV 18-29,HIV 30+\nAlder,0,2,1\nBenson,1,0,4\nCole,0,1,2", "SIGN_CELLS"),
    ),
    leaves=(
        "town,HIV under 18,HIV 18-29,HIV 30+\nAlder,<11,212,181\nBenson,<11,104,94\nCole,*,118,201",
        "Arrests by sex\ncounty,male,female\nAlder,1204,311\nBenson,880,204\nCole,412,97",
        "Year,Deaths,Injuries\n2019,4,12\n2020,1,3\n2021,9,20",
        "County,shelters open,culverts\nAlder,4,12\nBenson,2,7\nCole,1,9",
        "County,Population 65+,SNAP households,Participation rate\nAlder,12408,1911,0.154\nBenson,8877,1740,0.196",
        "make,model,year,mileage,age\nFord,F-150,2019,80412,6\nRam,1500,2020,51200,5",
        "Highs by day: 58 F, 61 F, 63 F, 70 F.",
        "Shelter | Beds | Total | Staff\nNorth | 40 | 38 | 6\nSouth | 60 | 51 | 9",
    ),
)  # fmt: skip
