"""Tables whose columns are named: a number under "ssn" is one, whatever stands beside it (OMB M-07-16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from proviso.model import Strength
from proviso.screening.common import DATE_OF_BIRTH, HOME_ADDRESS, PERSON, PHONE, US_SSN
from proviso.screening.examples import is_example_table
from proviso.screening.numbers.checks import digits, is_itin, is_ssn
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_DATE = re.compile(
    r"(?i)\d{1,4}[-/. ]\w{1,9}[-/. ,]{1,2}\d{2,4}|\d{1,2}[a-z]{3}\d{2,4}|[a-z]{3,9}\.? \d{1,2},? \d{4}|(?:19|20)\d{6}"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z'.-]+(?:,? [A-Za-z'.-]+){1,4}|[A-Z][a-z'-]+")
MOST_ROWS = 20_000


def _is_ssn(text: str) -> bool:
    number = digits(text)
    return len(number) == 9 and len(text) <= 11 and (is_ssn(number) or (number[0] == "9" and is_itin(number)))


def _is_phone(text: str) -> bool:
    return 7 <= len(digits(text)) <= 15 and re.fullmatch(r"[\d ()+./x-]+", text) is not None


_COLUMNS: tuple[tuple[re.Pattern[str], str, Callable[[str], bool], Strength], ...] = (
    (re.compile(r"ssn|social|tin|itin|social security(?: n\w+)?"), "US_SSN", _is_ssn, Strength.SURE),
    (re.compile(r"dob|birth ?date|date of birth|birthday|d\.o\.b\.?"), "DATE_OF_BIRTH", lambda t: _DATE.fullmatch(t) is not None, Strength.SURE),
    (re.compile(r"(?:home |cell |mobile )?(?:phone|cell|mobile|tel)(?: n\w+)?"), "PHONE", _is_phone, Strength.LIKELY),
    (re.compile(r"(?:home )?(?:address|street)"), "ADDRESS", lambda t: re.match(r"\d+ \w", t) is not None, Strength.LIKELY),
    (
        re.compile(r"(?:(?:full|first|last|employee|applicant|client|patient) ?)?name|employee|applicant|claimant|patient|firstname|lastname|surname"),
        "PERSON",
        lambda t: _NAME.fullmatch(t) is not None,
        Strength.LIKELY,
    ),
    (
        re.compile(r"edipi|dod ?id|a-?number|a ?#|mrn|passport(?: n\w+)?|badge(?: n\w+)?|emp(?:loyee)? ?id|account(?: n\w+)?|acct"),
        "PERSONAL_NUMBER",
        lambda t: len(digits(t)) >= 5 and len(t) <= 18 and " " not in t,
        Strength.SURE,
    ),
)  # fmt: skip
_PERSONAL = frozenset({"US_SSN", "DATE_OF_BIRTH", "PHONE", "ADDRESS", "PERSONAL_NUMBER"})


def _header(view: View, start: int, end: int) -> tuple[str, dict[int, int]]:
    """The separator, and which column holds what; a name counts only beside something else about a person."""
    line = view.low[start:end]
    separator = next((s for s in ("|", "\t", ",", ";") if line.count(s) >= 1), "")
    if not separator or len(line) > 600:
        return "", {}
    columns: dict[int, int] = {}
    for index, cell in enumerate(line.split(separator)):
        bare = cell.strip(" \"'>*").replace("_", " ")
        chosen = next((n for n, (pattern, *_rest) in enumerate(_COLUMNS) if pattern.fullmatch(bare)), None)
        if chosen is not None:
            columns[index] = chosen
    if not {_COLUMNS[n][1] for n in columns.values()} & _PERSONAL:
        return "", {}
    return separator, columns


def _cells(view: View, start: int, separator: str) -> Iterator[tuple[int, int, int]]:
    """Column, start and end of each cell of the rows below; quotes hold a separator together."""
    at = start
    for _ in range(MOST_ROWS):
        low, high = view.line(at)
        row = view.text[low:high]
        if at >= len(view.text) or separator not in row:
            return
        cell = low
        for column, piece in enumerate(_split(row, separator)):
            left = len(piece) - len(piece.lstrip(" \"'>"))
            yield column, cell + left, cell + len(piece.rstrip(" \"'"))
            cell += len(piece) + 1
        at = high + 1


def _split(row: str, separator: str) -> list[str]:
    if '"' not in row:
        # In a row without blanks after its commas, a comma with one belongs to the cell: "September 16, 1960".
        return re.split(r",(?! )", row) if separator == "," and re.search(r",\S", row) else row.split(separator)
    return re.findall(rf'(?:"[^"]*"|[^"{re.escape(separator)}])*(?={re.escape(separator)}|$)', row)[
        : row.count(separator) + 1
    ]


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    done = -1
    for match in matches:
        start, end = view.line(match.start)
        if start < done:
            continue
        separator, columns = _header(view, start, end)
        if not separator:
            continue
        is_test = is_example_table(view, start)
        for column, low, high in _cells(view, end + 1, separator):
            done = max(done, high)
            if column in columns and low < high:
                _, name, fits, strength = _COLUMNS[columns[column]]
                if fits(view.text[low:high]):
                    yield Hit(name, low, high, Strength.WEAK if is_test else strength)


RECOGNIZER = Recognizer(
    name="tables",
    kinds=(
        US_SSN,
        DATE_OF_BIRTH,
        PHONE,
        HOME_ADDRESS,
        PERSON,
        kind("PERSONAL_NUMBER", "personal number in a table", "OMB M-07-16", plural="personal numbers in a table"),
    ),
    patterns=(
        r"(?i:[,|\t;] ?[\"']?(?:ssn|social|dob|birth_?date|date of birth|phone|cell|mobile|address|edipi|mrn|passport|account|acct)[\"']? ?(?:[,|\t;\n\r]|$))",
    ),
    find=_find,
    finds=(
        ("name,dob,ssn,phone\nAnna Koval,8/2/83,498235945,593.271.1165", "US_SSN"),
        ("name,dob,ssn,phone\nAnna Koval,8/2/83,498235945,593.271.1165", "DATE_OF_BIRTH"),
        ("Name\tEDIPI\tDOB\nKoval\t9911236810\t1983-02-08", "PERSONAL_NUMBER"),
    ),
    leaves=(
        "county,population,income\nAlder,164205,87164",
        "CREATE TABLE t (name text, dob date, ssn char(11));",
        "item,phone\nPress office,see website",
    ),
)  # fmt: skip
