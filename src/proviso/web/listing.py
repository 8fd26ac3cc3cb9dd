"""Lists that can be sorted and taken along: the links of the heads, and the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from proviso.actions.tables import write_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column that sorts."""

    label: str
    href: str
    """Sorts by this column; the other way round when it is sorted by it already."""
    direction: str
    """`ascending` or `descending` for the column that the list is sorted by, else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """By what a list is sorted, and what its heads say."""

    key: str
    is_down: bool
    heads: tuple[Head, ...]


def sorting(path: str, columns: Sequence[tuple[str, str]], asked: str, kept: Mapping[str, str]) -> Sorting:
    """`columns` are keys with their labels; `asked` is a key of the address, with `-` before it for the other way."""
    key, is_down = asked.removeprefix("-"), asked.startswith("-")
    if key not in dict(columns):
        key, is_down = columns[0][0], False
    filters = {name: value for name, value in kept.items() if value}

    def href(column: str) -> str:
        other = f"-{column}" if column == key and not is_down else column
        return f"{path}?{urlencode({**filters, 'sort': other})}"

    direction = "descending" if is_down else "ascending"
    heads = tuple(
        Head(label=label, href=href(name), direction=direction if name == key else "") for name, label in columns
    )
    return Sorting(key=key, is_down=is_down, heads=heads)


def address(path: str, **filters: str) -> str:
    """The address of this list with its filters."""
    kept = {name: value for name, value in filters.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def download(name: str, content: bytes) -> Response:
    """A table as a file."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def table_file(name: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Response:
    """A list as a file that spreadsheets open; none of its cells is a formula."""
    return download(name, write_table(heads, rows))
