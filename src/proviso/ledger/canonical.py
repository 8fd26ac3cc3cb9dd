"""Records as canonical bytes: the same value has the same bytes on every machine (RFC 8785).

msgspec writes the bytes of RFC 8785 as long as there are no floats, keys are ASCII and integers are exact in a double;
it needs 1 µs where a full implementation needs 24. What is outside of that is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

import msgspec

from proviso.errors import LedgerError
from proviso.model import Event, Record
from proviso.model.veils import SALT

_LARGEST = 2**53 - 1
_AT = slice(7, 34)
"""Where the time stands in every record: `{"at":"2026-11-24T19:14:00.000000Z",…`, since keys are sorted."""

_PLAIN = frozenset((str, bool, type(None), msgspec.Raw))
"""A `Raw` was made, and checked, by `part`."""

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Record).decode
_readers: dict[type[Event], tuple[tuple[str, ...], Any]] = {}


def stamp(at: datetime) -> str:
    """UTC, RFC 3339, microseconds, `Z`: 27 characters, and their order is the order of time."""
    if at.tzinfo is None:
        raise LedgerError("A time without a zone cannot be recorded.")
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def encode(at: datetime, event: Event, salt: str = "") -> bytes:
    """The canonical bytes of the record of one event; with a salt, nobody who guesses its values can find its hash."""
    cls = type(event)
    names, read = _readers.get(cls) or _reader(cls)
    values = read(event)
    _check(values, cls.__name__)
    data = dict(zip(names, values, strict=True))
    if salt:
        data[SALT] = salt
    try:
        # The map that `Record` describes; making one first would take as long as encoding it.
        return _encode({"at": stamp(at), "data": data, "event": cls.__name__, "version": 1})
    except UnicodeEncodeError as fault:  # a lone surrogate
        raise LedgerError(f"A text of {cls.__name__} is not Unicode, so it cannot be recorded.") from fault


def part(value: object) -> msgspec.Raw:
    """The canonical bytes of one value of an event, checked: for what stands in event after event."""
    _check((value,), "a part")
    try:
        return msgspec.Raw(_encode(value))
    except UnicodeEncodeError as fault:  # a lone surrogate
        raise LedgerError("A text is not Unicode, so it cannot be recorded.") from fault


def decode(record: bytes) -> Record:
    """The record that these bytes say."""
    try:
        return _decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise LedgerError("An entry of the ledger is not a record.", hint="Run: proviso ledger verify") from fault


def stamp_of(record: bytes) -> str:
    """The time of a record, without decoding the rest."""
    try:
        at = record[_AT].decode("ascii")
        datetime.fromisoformat(at)
    except (AttributeError, TypeError, ValueError) as fault:  # somebody put text, or something else, in its place
        raise LedgerError("An entry of the ledger is not a record.", hint="Run: proviso ledger verify") from fault
    return at


def time_in(record: bytes) -> bytes:
    """The same of a record that was made here, so that it needs no check: the order of these is the order of time."""
    return record[_AT]


def is_before(record: bytes, at: str) -> bool:
    """Whether a record is of an earlier time."""
    return time_in(record) < at.encode()


def _reader(cls: type[Event]) -> tuple[tuple[str, ...], Any]:
    names = tuple(cls.__dataclass_fields__)
    one = attrgetter(*names)
    _readers[cls] = names, (one if len(names) > 1 else lambda event: (one(event),))
    return _readers[cls]


def _check(values: Iterable[object], where: str) -> None:
    """INVARIANT: no floats, exact integers, ASCII keys; only so are the bytes those of RFC 8785.

    Before encoding, since msgspec quietly turns NaN into null, bytes into base64 and numbers as keys into text.
    """
    for value in values:
        kind = type(value)
        if kind in _PLAIN:
            continue
        if kind is int:
            if not -_LARGEST <= value <= _LARGEST:  # type: ignore[operator]  # it is an int
                raise LedgerError(f"A number in {where} is too large to be exact: {value}.")
        elif kind is tuple or kind is list:
            _check(value, where)  # type: ignore[arg-type]  # it is a tuple or a list
        elif isinstance(value, dict):
            for key in value:
                if type(key) is not str or not key.isascii():
                    raise LedgerError(f"A key in {where} is not plain ASCII text.")
            _check(value.values(), where)
        elif not isinstance(value, StrEnum):
            raise LedgerError(
                f"A value in {where} ({kind.__name__}) cannot be recorded: only text, integers and yes or no."
            )
