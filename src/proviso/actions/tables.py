"""Tables that people export from spreadsheets and other systems: their encodings, separators and dates (CSV).

Nothing is guessed silently: how a file was read is said, and a date that could be two days is asked about.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from proviso.errors import UsageError

from .wording import clean_line

MOST_LINES = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 300
LONGEST_HEAD = 20_000
"""Letters in which the first line ends, to see what parts its cells."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows"}
COMPUTED = frozenset("=+-@\t\r\n＝＋－＠")  # wide signs: some spreadsheets read them as the others
"""With which a cell begins that a spreadsheet would compute (OWASP, "CSV injection")."""
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = range(20_000, 80_000)
"""Excel's day numbers from 1954 to 2119."""
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = re.compile(r"(\d{1,2})[- .]{1,2}([a-z]{3})[a-z]*\.?[- ,.]{1,2}(\d{4})", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T](?:0{1,2}:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM)", re.IGNORECASE)
"""Excel adds it to a day."""
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-](?:\d{1,2}|[a-z]{3,4})[/.-]\d{2}", re.IGNORECASE)
_TURNED = "Excel turns days around when it opens a file of another country. Export it again, with days like 2026-11-30."
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")


class AmbiguousDateError(UsageError):
    """A date that is two days, as long as nobody said whether the month stands first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    number: int
    """As a spreadsheet counts: the head is line 1."""
    cells: Mapping[str, str]
    """By the name of the column that we know; a column that is not there is not here."""
    beyond: int = 0
    """Cells that say something behind the last one of the head: a separator stands in a cell without quotes."""

    def get(self, name: str) -> str:
        """One cell, empty where there is no such column."""
        return self.cells.get(name, "")

    @property
    def fault(self) -> str:
        """What is wrong with the line as a whole, and what to do; its cells may stand in the wrong columns."""
        if not self.beyond:
            return ""
        return "This line has more cells than the first line names. Put a cell that holds a comma between quotes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as it was read."""

    rows: tuple[Row, ...]
    columns: frozenset[str]
    """Those that we know."""
    ignored: tuple[str, ...]
    """Heads of the columns that nothing is read from."""
    notes: tuple[str, ...]
    """How it was read, in sentences."""


def read_table(content: bytes, columns: Mapping[str, Sequence[str]], required: Iterable[Sequence[str]]) -> Table:
    """The table in these bytes. `columns` gives each name its other names; of each group in `required` one must be
    there. Raises `UsageError` with what to do when it is no such table."""
    text, encoding = _decoded(content)
    separator, text = _separator(text)
    lines = _lines(text, separator)
    if not lines:
        raise UsageError("The file is empty.", hint="Export it again, with a first line that names the columns.")
    heads = [clean_line(head) for head in lines[0][1]]
    known = _known(heads, columns)
    missing = [group for group in required if not set(group).intersection(known.values())]
    if missing:
        wanted = " and ".join(" or ".join(group) for group in missing)
        raise UsageError(
            f"The file has no column {wanted}. Its first line names: {', '.join(filter(None, heads)) or 'nothing'}.",
            hint=f"Name the columns in the first line. We know: {', '.join(columns)}.",
        )
    rows = tuple(
        _row(number, cells, known, len(heads)) for number, cells in lines[1:] if any(cell.strip() for cell in cells)
    )
    ignored = tuple(head for place, head in enumerate(heads) if place not in known and head)
    return Table(rows=rows, columns=frozenset(known.values()), ignored=ignored, notes=_notes(encoding, separator))


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError("This is a workbook, not a table of text.", hint="In Excel: Save as, “CSV UTF-8”.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    elif b"\x00" in content[:200]:
        tries = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        tries = ["utf-8-sig", "cp1252"]
    for encoding in tries:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text if "\n" in text else text.replace("\r", "\n"), encoding  # Excel on a Mac ends lines with \r
    raise UsageError("We cannot read this file as text.", hint="In Excel: Save as, “CSV UTF-8”.")


def _separator(text: str) -> tuple[str, str]:
    """What parts the cells; Excel may say it in a line of its own, `sep=;`."""
    head, _, rest = text.partition("\n")
    said = head.strip().lower()
    if said.startswith("sep=") and len(said) == len("sep=") + 1:
        return said[-1], rest
    bare, _, _ = re.sub(r'"[^"]*"', "", text[:LONGEST_HEAD]).partition("\n")
    return max(SEPARATORS, key=bare.count), text


def _lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Each line with its number; a quote that never ends is said so."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, list[str]]] = []
    number = 1
    try:
        for cells in reader:
            if cells:
                lines.append((number, cells))
            number = reader.line_num + 1
            if len(lines) > MOST_LINES + 1:
                raise UsageError(f"The file has more than {MOST_LINES:,} lines.", hint="Import it in parts.")
    except csv.Error as fault:
        raise UsageError(
            f"Line {number} cannot be read: {fault}.", hint="A quote may be missing there. Export the file again."
        ) from None
    if lines and len(lines[0][1]) > MOST_COLUMNS:
        raise UsageError(f"The file has more than {MOST_COLUMNS} columns.", hint="Export the columns that we know.")
    return lines


def _known(heads: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Which place holds which column. A column that stands twice is refused: which one counts?"""
    spoken = {_plain(other): name for name, others in columns.items() for other in (name, *others)}
    known: dict[int, str] = {}
    for place, head in enumerate(heads):
        name = spoken.get(_plain(head))
        if name is None:
            continue
        if name in known.values():
            raise UsageError(f"Two columns hold the {name}.", hint="Keep one of them, and import the file again.")
        known[place] = name
    return known


def _plain(head: str) -> str:
    return re.sub(r"[^a-z0-9]", "", head.casefold())


def _row(number: int, cells: Sequence[str], known: Mapping[int, str], width: int) -> Row:
    return Row(
        number=number,
        beyond=sum(bool(cell.strip()) for cell in cells[width:]),
        cells={name: clean_line(cells[place]) if place < len(cells) else "" for place, name in known.items()},
    )


def _notes(encoding: str, separator: str) -> tuple[str, ...]:
    said = f"Read as {NAMES[encoding]} text, with {SEPARATORS.get(separator, repr(separator))} between the cells."
    if encoding == "cp1252":
        return (said, "Look at names with accents: an old Windows encoding does not say which one it is.")
    return (said,)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute this cell: then what we read is not what its author saw."""
    return cell[:1] in {"=", "@"} or (cell[:1] in {"+", "-"} and not cell[1:2].isdigit())


def read_day(cell: str, month_first: bool | None) -> date:
    """A day as spreadsheets write it. Raises `AmbiguousDateError` for one that could be two days, `UsageError` else."""
    bare = _MIDNIGHT.sub("", cell)
    if found := _ISO.fullmatch(cell):
        return _day(cell, int(found[1]), int(found[2]), int(found[3]))
    if is_serial(cell):
        return _EXCEL_EPOCH + timedelta(days=int(re.split("[.,]", cell)[0]))
    if found := _SLASHED.fullmatch(bare):
        return _slashed(cell, int(found[1]), int(found[2]), int(found[3]), month_first)
    if (found := _NAMED.fullmatch(bare)) and found[2].lower() in _MONTHS:
        return _day(cell, int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    if (found := _NAMED_FIRST.fullmatch(bare)) and found[1].lower() in _MONTHS:
        return _day(cell, int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    if _SHORT_YEAR.fullmatch(bare):
        raise UsageError(f"The year of {cell} has two digits.", hint="Write it like 2026-11-30.")
    if cell.startswith("#"):
        raise UsageError(f"Excel wrote {cell} in place of a day.", hint="Widen the column, or mend its formula.")
    raise UsageError(f"{cell!r} is no date that we know.", hint="Write it like 2026-11-30.")


def is_serial(cell: str) -> bool:
    """Whether this is a day as Excel counts them; a time of day may stand behind it."""
    found = re.fullmatch(r"(\d{5})(?:[.,]\d{1,12})?", cell)
    return found is not None and int(found[1]) in _SERIAL


def _slashed(cell: str, first: int, second: int, year: int, month_first: bool | None) -> date:
    """11/30/2026 or 30/11/2026: whoever said which stands first is held to it, for both ways in a file are a sign of
    days that were turned around."""
    if month_first and first > 12 >= second:
        raise UsageError(f"{cell} has no month {first}, and you said that the month stands first.", hint=_TURNED)
    if month_first is False and second > 12 >= first:
        raise UsageError(f"{cell} has no month {second}, and you said that the day stands first.", hint=_TURNED)
    if first > 12 or month_first is False:
        return _day(cell, year, second, first)
    if second > 12 or first == second or month_first:
        return _day(cell, year, first, second)
    raise AmbiguousDateError(
        f"{cell} can be two days.", hint="Say whether the month or the day stands first in this file."
    )


def serial_note(cells: Iterable[str]) -> tuple[str, ...]:
    """Says once how days that are numbers were read: another program, or Excel on an old Mac, counts otherwise."""
    first = next((cell for cell in cells if is_serial(cell)), "")
    if not first:
        return ()
    return (f"Days that are numbers are read as Excel counts: {first} is {read_day(first, None):%B %-d, %Y}.",)


def _day(cell: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UsageError(f"There is no day {cell}.", hint="Write it like 2026-11-30.") from None


def safe_cell(value: object) -> str:
    """A cell of a table that we write: what a spreadsheet would compute stands behind an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in COMPUTED else text


def write_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that spreadsheets open as UTF-8, with no cell that they would compute."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(head) for head in heads])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()
