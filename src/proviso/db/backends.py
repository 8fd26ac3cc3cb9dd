"""What a store stands on: a file of SQLite, or a database of PostgreSQL. The two are alike to everybody above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Engine

from proviso.errors import StoreError

BUSY_MS = 5_000
"""How long a group, or a statement, waits for another process (`proviso ask` beside `proviso serve`)."""


class Rows(Protocol):
    """What a statement of the driver gave back."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:
        """The next row, None at the end."""

    def fetchall(self) -> list[Any]:
        """Every row that is left."""

    def __iter__(self) -> Iterator[Any]:
        """Each row that is left."""


class Driver(Protocol):
    """The driver's own connection, with what SQLite's has and we use: a statement has `?` for each value."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, and can go on."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Rows:
        """Run one statement."""

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> object:
        """Run one statement for each of these."""

    def commit(self) -> None:
        """Make the transaction last."""

    def rollback(self) -> None:
        """Take it back."""

    def close(self) -> None:
        """End the connection."""


class Backend(Protocol):
    """Where the rows are, and how they are reached."""

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What it raises when a statement fails."""

    @property
    def rows_alone(self) -> int:
        """How many rows a work may write without a savepoint: where a statement that fails takes back itself, one."""

    @property
    def name(self) -> str:
        """How messages name it; never with a password."""

    def prepare(self) -> None:
        """Make what has to be there before it is opened."""

    def writing(self) -> Engine:
        """Every transaction begins as the one writer, and what is committed survives a power cut."""

    def reading(self) -> Engine:
        """Every transaction is a snapshot, and a write in it fails."""

    def glancing(self) -> Driver:
        """The driver alone, for one statement that reads."""

    def begin(self, raw: Driver, within_ms: int) -> None:
        """Begin as the writer, when the other processes let us; after this time it is an error that says so."""

    def can_go_back(self, raw: Driver) -> bool:
        """Whether a transaction is open, broken or not, so that its savepoints are there."""

    def is_gone(self, raw: Driver) -> bool:
        """Whether this connection has ended, so that another one is needed."""

    def said(self, fault: Exception) -> StoreError:
        """The same fault in our words; what the statement held is left out, since it may be a person's."""

    def cause(self, fault: Exception) -> Exception | None:
        """The fault itself, for a traceback; None where it would quote what a row holds."""
