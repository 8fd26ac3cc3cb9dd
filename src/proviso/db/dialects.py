"""Where SQLite and PostgreSQL say the same thing in different words. Everything else is SQLAlchemy Core, and one text.

Whoever writes SQL takes these instead of `func.json_extract`, `func.instr`, `INSERT OR IGNORE` and `rowid`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Integer, LargeBinary, Select, String, Table, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.functions import FunctionElement

POSTGRESQL = "postgresql"


class _JsonText(FunctionElement[str]):
    type = String()
    inherit_cache = True


class _Holds(FunctionElement[int]):
    type = Integer()
    inherit_cache = True


class _RowKey(FunctionElement[Any]):
    inherit_cache = True


class NewRows(Insert):
    """An insert that leaves out each row that stands there already."""

    inherit_cache = True


def json_text(column: ColumnElement[Any], *names: str) -> ColumnElement[str]:
    """The text under these names in a column that holds JSON; NULL when it is not there."""
    return _JsonText(column, literal("$." + ".".join(names)), literal("{" + ",".join(names) + "}"))


def holds(column: ColumnElement[Any], part: str | bytes) -> ColumnElement[bool]:
    """Whether a text, or bytes, have this part in them, letter by letter (`LIKE` would ask for escapes)."""
    return _Holds(column, literal(part, LargeBinary() if isinstance(part, bytes) else Text())) > 0


def row_key(table: Table) -> ColumnElement[Any]:
    """What finds a row again in the same snapshot: SQLite's own number of it, PostgreSQL's place of it."""
    return _RowKey(table.primary_key.columns.values()[0])


def new_rows(table: Table) -> NewRows:
    """`insert(table)` that passes by what stands there already; the same text in both."""
    return NewRows(table)


class Trigger(ExecutableDDLElement):
    """What the database does by itself when a table changes, in the same transaction; `op.execute` takes it.

    `rows`: once for each row, `NEW` or `OLD` in the statement; else PostgreSQL does it once for a statement. `once`:
    there once a transaction is enough, since each further change of one row would walk past all those before. They
    stand in databases: never change one.
    """

    inherit_cache = False

    def __init__(
        self,
        name: str,
        when: str,
        table: str,
        then: str,
        *,
        ignores: bool = False,
        rows: bool = False,
        once: bool = False,
    ) -> None:
        self.name, self.when, self.table, self.then = name, when, table, then
        self.ignores, self.rows, self.once = ignores, rows, once

    @property
    def begins(self) -> str:
        """Name, time and table."""
        return f"TRIGGER {self.name} AFTER {self.when} ON {self.table}"


@compiles(Trigger)
def _trigger(element: Trigger, _compiler: Any, **_kw: Any) -> str:
    then = element.then.replace("INSERT INTO", "INSERT OR IGNORE INTO") if element.ignores else element.then
    return f"CREATE {element.begins} BEGIN {then}; END"


@compiles(Trigger, POSTGRESQL)
def _trigger_there(element: Trigger, _compiler: Any, **_kw: Any) -> str:
    then = f"{element.then} ON CONFLICT DO NOTHING" if element.ignores else element.then
    if element.once:  # a setting of the transaction, which a savepoint takes back with the change
        then = (
            f"IF current_setting('proviso.moved', true) IS DISTINCT FROM 'yes' THEN {then}; "
            "PERFORM set_config('proviso.moved', 'yes', true); END IF"
        )
    function = f"proviso_{element.name}()"
    each = "ROW" if element.rows else "STATEMENT"
    return (
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {then}; RETURN NULL; END $$; "
        f"CREATE {element.begins} FOR EACH {each} EXECUTE FUNCTION {function}"
    )


def walk(conn: Connection, query: Select[Any]) -> Iterator[Any]:
    """The rows one after the other, for who may stop early: PostgreSQL would send all of them at once."""
    with conn.execute(query.execution_options(stream_results=True)) as rows:
        yield from rows


@compiles(_JsonText)
def _json_text(element: _JsonText, compiler: Any, **kw: Any) -> str:
    column, path, _ = _parts(element, compiler, kw)
    return f"json_extract({column()}, {path()})"


@compiles(_JsonText, POSTGRESQL)
def _json_text_there(element: _JsonText, compiler: Any, **kw: Any) -> str:
    # `json`, not `jsonb`: it leaves a text as it is, and reads `\u0000` in a part that nobody asks for.
    column, _, names = _parts(element, compiler, kw)
    return f"(CAST({column()} AS JSON) #>> CAST({names()} AS TEXT[]))"


@compiles(_Holds)
def _holds(element: _Holds, compiler: Any, **kw: Any) -> str:
    column, part = _parts(element, compiler, kw)
    return f"instr({column()}, {part()})"


@compiles(_Holds, POSTGRESQL)
def _holds_there(element: _Holds, compiler: Any, **kw: Any) -> str:
    column, part = _parts(element, compiler, kw)
    return f"position(({part()}) IN ({column()}))"


@compiles(_RowKey)
def _row_key(element: _RowKey, compiler: Any, **kw: Any) -> str:
    return f"{_table_of(element)}.rowid"


@compiles(_RowKey, POSTGRESQL)
def _row_key_there(element: _RowKey, compiler: Any, **kw: Any) -> str:
    return str(_parts(element, compiler, kw)[0]())


@compiles(NewRows)
def _new_rows(element: NewRows, compiler: Any, **kw: Any) -> str:
    # Not `ON CONFLICT`: behind a `SELECT` SQLite takes it for the condition of a join.
    return str(compiler.visit_insert(element.prefix_with("OR IGNORE"), **kw))


@compiles(NewRows, POSTGRESQL)
def _new_rows_there(element: NewRows, compiler: Any, **kw: Any) -> str:
    return f"{compiler.visit_insert(element, **kw)} ON CONFLICT DO NOTHING"


# A text sorts by its bytes in SQLite, and every number has 64 bits. So they do here, whatever the database was made
# with: a page's order, a range of times and the `LIKE` of an index are the same in both.
@compiles(String, POSTGRESQL)
@compiles(Text, POSTGRESQL)
def _text_there(_element: String, _compiler: Any, **kw: Any) -> str:
    return 'TEXT COLLATE "C"' if "type_expression" in kw else "TEXT"  # of a column, or of a value


@compiles(Integer, POSTGRESQL)
def _number_there(_element: Integer, _compiler: Any, **_kw: Any) -> str:
    return "BIGINT"


def _table_of(element: _RowKey) -> str:
    column: Any = next(iter(element.clauses))
    return str(column.table.name)


def _parts(element: FunctionElement[Any], compiler: Any, kw: dict[str, Any]) -> Sequence[Any]:
    """Each part, to be said where the sentence has its place: their values are bound in the order of saying."""
    return [partial(compiler.process, clause, **kw) for clause in element.clauses]
