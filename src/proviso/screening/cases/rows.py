"""Is a pasted table one row a person? Columns by name and by value, and how many rows share their combination (k-anonymity)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROWS = 200
"""So many rows of one table are read."""
UNIQUE = 0.5
"""From this share of rows with a combination of their own on, rows are about persons (Sweeney 2002)."""


def _names(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(text.split())})")


_WHO = _names(
    "age age_yrs age_?years? ages sex sx gender race ethnicity race_?eth yob dob dob_?yr birth_?(?:year|date|yr) head_?age marital(?:_status)? mar edad sexo genero raza estado_?civil "
    "fecha_?nac(?:imiento)? ano_?nac nacimiento pregnant veteran disability citizenship nationality nacionalidad country_?of_?birth cob hispanic sexual_orientation religion age/sex sex/age"
)
"""Columns that only a person has."""
_ABOUT = _names(
    "zip zip\\d zip_?code lang language idioma country pais outcome result resultado status estatus offense offence charge cargo delito crime sentence dx\\d? diagnosis diagnostico dx_?code icd icd10 condition cond meds medication medicamento "
    "kids children num_?kids hijos dependents dep household_?size hh_?size hh income wages wage salary salario pay rent renta disab denial denied reason motivo action discipline disciplined disciplinary remedial_?done "
    "failed_?phish grade gr grado gpa iep sped ell frl absences ausencias tardies suspensions school mos rank paygrade years?_?(?:of_?)?(?:service|svc) yrs_?svc tenure\\S* hire_?(?:date|year) position title job "
    "occupation occ ocupacion title_series rating score perf performance complaints sick sick_?(?:days|hrs|hours|leave) leave_?(?:bal|used|type) no_?show noshow arrears balance owed benefit program eligibility elig_?grp placement plan "
    "custody cell tier inc arc incarc priors prior_?\\w+ bail release\\w* admit\\w* discharge\\w* los entry\\w* entry_?(?:date|yr|year) poe detained represented attorney visa last_?\\w+ check_?in checkin onset exposure symptoms vaccinated "
    "test_?result needs pet from issue notes? nota comments? observaciones relation rel relationship vive_?con situacion own/rent vax service_?connected sc% risk risk_?score violation fine art era vjo living injury wound"
)
"""Columns that say what became of somebody; on their own they may be about anything."""
_KEY = _names(
    "id pid uid person\\S* person_?(?:id|hash)? user_?(?:key|id|hash) case caso client cliente subj subject student stu alumno emp employee empleado worker hash pseudonym alias initials iniciales name nombre "
    "applicant respondent claimant patient paciente tenant inquilino inmate interno detainee child menor resident residente veteran vet officer inspector caller participant record no\\.? num # row cot bed cell tp member participante case_?(?:id|no|num)"
)
"""A first column that stands for somebody."""
_GROUPS = re.compile(
    r"(?<![a-z])(?:total|pct|percent|rate|counts?|average|avg|mean|median|pop|population|households|share|number|cases|per|tasa|promedio|conteo|n|%|female %|cumulative|quarter|fy\d*|budget|acres|miles|"
    r"boardings|entries|exits|applications|approved|denied|solicitudes|aprobadas|denegadas|pendientes|seats|enrollment|openings|on board)(?![a-z])"
)
"""Column names of statistics."""
_OTHERS = re.compile(
    r"(?<![a-z])(?:species|breed|animal\w*|dog|cat|make|model|vin|varchar|type|label|variable|vehicle|plate|facility|restaurant|business|vendor|bidder|contractor|company|organization|route|station|bridge|"
    r"parcel|permit type|asset|serial|county|condado|municipio|state|region|district|district|precinct|department|fy|year|quarter|month|ano|mes|item|sku|product|field|column|format|required|description|example|character|president|governor|plant|site|hospital)(?![a-z])"
)
"""First columns of tables about places, times, things and fields."""
_MADE = re.compile(r"(?<![a-z])(?:species|breed|varchar|mascota|raza canina|fixture|dummy|fictional)(?![a-z])")
_SEX = re.compile(r"[mfx]|male|female|fem|masc|hombre|mujer|femenino|masculino|w|[mf] ?\d{1,3}|\d{1,3} ?[mf]")
_AGE = re.compile(r"\d{1,2}|1[01]\d|\d{1,3} ?(?:y|yo|yrs?|m|mo|wks?|anos|s)\.?|(?:19[2-9]|20[012])\d|\d\d-\d\d")
_PSEUDONYM = re.compile(
    r"[0-9a-f]{8,64}|(?:[a-z]\.?){1,3}\d{0,3}(?: \(\w+\))?|[a-z]{1,8}[- _.#]?\d{1,5}|#?\d{1,7}|(?:[a-z]\.){1,3}|[a-z]{1,3}-\d{1,4}"
)
_HASH = re.compile(r"[0-9a-f]{16,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LARGE = re.compile(r"\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?%|\d{6,}")
_RULE = re.compile(r"[\s|:+=-]*")


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, in lower case, and the rows below; no names when the first row is one of them."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(lines: Sequence[str], separator: str) -> Table | None:
    """The table in some lines, when it has two rows of the same width."""
    cells = [_cells(line, separator) for line in lines[: MOST_ROWS + 2] if not _RULE.fullmatch(line)]
    if len(cells) < 2:
        return None
    width = Counter(len(row) for row in cells).most_common(1)[0][0]
    body = [row for row in cells if abs(len(row) - width) <= (1 if width > 3 else 0)]
    if width < 3 or len(body) < 2:
        return None
    has_header = not any(_is_value(cell) for cell in body[0][1:]) or _named(body[0]) >= 2
    rows = body[1:] if has_header else body
    return Table(body[0] if has_header else (), tuple(rows)) if len(rows) >= 2 else None


def _is_value(cell: str) -> bool:
    """Whether it is no name of a column: a figure, but not words with a range of ages in them."""
    return _FIGURE.search(cell) is not None and _AGES.search(cell) is None


_FIGURE = re.compile(r"\d")
_AGES = re.compile(r"(?:[a-z] |^)(?:under \d{1,2}|\d{1,2}-\d{1,2}|\d{1,2}\+|over \d{2})$")


def _cells(line: str, separator: str) -> tuple[str, ...]:
    text = line.strip().strip("|>").strip().lower()
    pieces = re.split(r" {2,}|\t", text) if separator == "  " else text.split(separator)
    return tuple(piece.strip(" \"'*") for piece in pieces)


def _named(header: Sequence[str]) -> int:
    return sum(_fits(_WHO, name) or _fits(_ABOUT, name) for name in header)


def _fits(pattern: re.Pattern[str], name: str) -> bool:
    return pattern.fullmatch(name) is not None or pattern.fullmatch(re.sub(r"[ -]+", "_", name)) is not None


def _column(table: Table, index: int) -> list[str]:
    return [row[index] for row in table.rows if index < len(row) and row[index]]


def _share(values: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(value) is not None for value in values) / len(values) if values else 0.0


def is_about_persons(table: Table) -> bool:
    """Whether each row is one person."""
    header = " | ".join(table.header)
    if _MADE.search(header) or (table.header and _OTHERS.search(table.header[0])):
        return False
    if len(_GROUPS.findall(header)) >= 2:
        return False
    width = max(len(row) for row in table.rows)
    columns = [_column(table, index) for index in range(width)]
    if sum(_share(column, _LARGE) > UNIQUE for column in columns) >= 2:
        return False
    return _score(table, columns) >= 3 and _uniqueness(table) >= UNIQUE


def _score(table: Table, columns: Sequence[list[str]]) -> float:
    """Points: what only a person has counts 1.5, what became of somebody 0.75, a stand-in for a name 1."""
    points = 0.0
    for index, column in enumerate(columns):
        name = table.header[index] if index < len(table.header) else ""
        if not column:
            continue
        if _share(column, _HASH) > UNIQUE or (index == 0 and (_fits(_KEY, name) or _share(column, _PSEUDONYM) > 0.6)):
            points += 1
        elif _fits(_WHO, name) or _share(column, _SEX) > 0.8:
            points += 1.5
        elif _fits(_ABOUT, name) or (not table.header and _share(column, _AGE) > 0.8):
            points += 0.75
    return points - 0.75 * len(_GROUPS.findall(" | ".join(table.header)))


def _uniqueness(table: Table) -> float:
    """The share of rows whose combination of values stands only once, without the first column."""
    counts = Counter(row[1:] for row in table.rows)
    return sum(counts[row[1:]] == 1 for row in table.rows) / len(table.rows)
