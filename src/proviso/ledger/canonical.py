"""Records as canonical bytes: the same value has the same bytes on every machine (RFC 8785).

msgspec writes the bytes of RFC 8785 as long as there are no floats, keys are ASCII and integers are exact in a double;
it needs 1 µs where a full implementation needs 24. What is outside of that is refused here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from operator import attrgetter
from typing import Annotated, Any

import msgspec

from proviso.errors import LedgerError
from proviso.model import Event, Record

_LARGEST = 2**53 - 1
_AT = slice(7, 34)
"""Where the time stands in every record: `{"at":"2026-11-24T19:14:00.000000Z",…`, since keys are sorted."""

_Integer = Annotated[int, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)]
_Plain = None | bool | _Integer | str
_Flat = _Plain | list[_Plain] | dict[str, _Plain]
_Deep = _Plain | list[_Flat] | dict[str, _Flat]
_Deepest = _Plain | list[_Deep] | dict[str, _Deep]


class _Exact(msgspec.Struct):
    """What a record may hold; reading it back in C takes 2 µs, a walk in Python 15."""

    data: dict[str, _Deepest]


_encode = msgspec.json.Encoder(order="sorted").encode
_refuse_inexact = msgspec.json.Decoder(_Exact).decode
_decode = msgspec.json.Decoder(Record).decode
_readers: dict[type[Event], tuple[tuple[str, ...], Any]] = {}


def stamp(at: datetime) -> str:
    """UTC, RFC 3339, microseconds, `Z`: 27 characters, and their order is the order of time."""
    if at.tzinfo is None:
        raise LedgerError("A time without a zone cannot be recorded.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def encode(at: datetime, event: Event) -> bytes:
    """The canonical bytes of the record of one event."""
    cls = type(event)
    names, read = _readers.get(cls) or _reader(cls)
    data = dict(zip(names, read(event), strict=True))
    try:
        encoded = _encode(Record(at=stamp(at), event=cls.__name__, data=data))
        _refuse_inexact(encoded)
    except (UnicodeEncodeError, TypeError, msgspec.ValidationError) as fault:  # a lone surrogate, a float
        for name, value in data.items():
            _check(value, name)
        raise LedgerError(f"The event {cls.__name__} cannot be written as canonical JSON: {fault}.") from fault
    if not encoded.isascii():  # perhaps in a key
        for name, value in data.items():
            _check(value, name)
    return encoded


def decode(record: bytes) -> Record:
    """The record that these bytes say."""
    try:
        return _decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise LedgerError("An entry of the ledger is not a record.", hint="Run: proviso ledger verify") from fault


def stamp_of(record: bytes) -> str:
    """The time of a record, without decoding the rest."""
    return record[_AT].decode("ascii", "replace")


def _reader(cls: type[Event]) -> tuple[tuple[str, ...], Any]:
    names = tuple(cls.__dataclass_fields__)
    one = attrgetter(*names)
    _readers[cls] = names, (one if len(names) > 1 else lambda event: (one(event),))
    return _readers[cls]


def _check(value: object, where: str) -> None:
    """INVARIANT: no floats, exact integers, ASCII keys; only so are the bytes those of RFC 8785."""
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if -_LARGEST <= value <= _LARGEST:
            return
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise LedgerError(f"A key in {where} is not plain ASCII.")
            _check(inner, where)
        return
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, where)
        return
    raise LedgerError(
        f"The value of {where} ({type(value).__name__}) cannot be recorded: only text, integers and yes or no."
    )
