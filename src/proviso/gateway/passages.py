"""All text of a JSON body, wherever it stands, as passages that are screened; and what was masked, written back.

What a format's `Shape` names is read as it is; everything else, unknown fields included, as `key: value` lines, so that
a number is seen beside the word that says what it is. Nothing is left out by its key alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from proviso.errors import UsageError

from .embedded import EMBEDDED, decoded, unescaped
from .fragments import joined
from .identifiers import NUMBER, holds_text
from .replacing import replaced
from .tokens import are_tokens, other_fields, token_runs
from .wire import Body, Passage, Piece

__all__ = ["FREE", "Reader", "Shape", "compose", "names", "parse", "passages_of", "replaced"]

Path = tuple[str | int, ...]

MAX_BYTES = 64 << 20
MAX_DEPTH = 100
MAX_PIECES = 500_000
MAX_CHARS = 100_000_000
LONGEST_LABEL = 64
"""A longer key is not said again before each item of its list."""
_DECODE = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Shape:
    """How one object of a format is read. What it does not name is read as `key: value`, to any depth."""

    bare: frozenset[str] = frozenset()
    """Fields whose text stands alone, so that a first line stays a first line: `content`, `text`."""
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Fields of a closed vocabulary: exactly these values carry no text."""
    inside: Mapping[str, Shape] = field(default_factory=dict)
    """Fields that hold objects or lists of another shape."""
    counts: Mapping[str, range] = field(default_factory=dict)
    """Fields whose numbers in this range count something."""
    opaque: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    """Fields of a provider's own numbers and sealed contents: in exactly that form they carry no text."""
    plain: frozenset[str] = frozenset()
    """Fields that may be true, false, null or a short number and then say nothing."""


def names(words: str) -> frozenset[str]:
    """Names, written as one text."""
    return frozenset(words.split())


FREE = Shape()
"""An object of which nothing is known."""


def parse(data: bytes) -> Body:
    """The body. What goes on is composed anew from it, so a key that stands twice, or an odd escape, is read once."""
    if len(data) > MAX_BYTES:
        raise UsageError(f"The body has {len(data)} bytes.", hint=f"Send at most {MAX_BYTES}.")
    body, fault = _decode(data)
    if fault is not None:
        raise fault
    if type(body) is not dict:
        raise UsageError("The body is not a JSON object.", hint="Send one JSON object.")
    return body


def _decode(data: bytes) -> tuple[object, UsageError | None]:
    """What the bytes say, or the fault. INVARIANT: an error of the decoder may hold the bytes, so it never travels."""
    try:
        return _DECODE(data), None
    except RecursionError:
        return None, _too_deep()
    except UnicodeDecodeError:
        return None, UsageError("The body is not UTF-8.", hint="Encode the JSON as UTF-8.")
    except msgspec.ValidationError:
        return None, UsageError("The body has a number that is too large to be kept.", hint="Send it as a string.")
    except msgspec.DecodeError:
        return None, UsageError("The body is not JSON.", hint="Send one JSON object.")


def compose(body: Body) -> bytes:
    """The body as it goes on."""
    return msgspec.json.encode(body)


def passages_of(body: Body) -> tuple[Passage, ...]:
    """A body of which no format is known (an error of a provider), as one passage."""
    reader = Reader()
    reader.free(body, (), "")
    return reader.passages("body")


class Reader:
    """Gathers the passages of one body, in the order of the document."""

    def __init__(self, omitted: Collection[Path] = ()) -> None:
        """`omitted`: places of encoded pictures and sounds, which are no text."""
        self._omitted = omitted
        self._lines: list[str] = []
        self._pieces: list[Piece] = []
        self._at = 0
        self._left = MAX_PIECES
        self._chars = MAX_CHARS

    @property
    def size(self) -> int:
        """How much was read since the last passage."""
        return self._at

    def passages(self, where: str) -> tuple[Passage, ...]:
        """What was read since the last time: one passage, or none when there was no text."""
        if not self._lines:
            return ()
        self._left -= len(self._pieces)
        self._chars -= self._at
        if self._left < 0 or self._chars < 0:
            raise _too_much()
        found = Passage(where=where, text="\n".join(self._lines), pieces=tuple(self._pieces))
        self._lines, self._pieces, self._at = [], [], 0
        return (found,)

    def shaped(self, value: object, path: Path, shape: Shape) -> None:
        """Read an object, or a list of such, of a known shape."""
        if len(path) > MAX_DEPTH:
            raise _too_deep()
        if type(value) is dict:
            for key, member in value.items():
                self.member(member, path, key, shape)
        elif type(value) is list and value:
            if are_tokens(value):
                self._tokens(value, path)
                return
            for n, item in enumerate(value):
                self.shaped(item, (*path, n), shape)
            self._joined(value, path, "")
        else:
            self.free(value, path, "")

    def member(self, value: object, path: Path, key: str, shape: Shape) -> None:
        """Read one field of an object of a known shape."""
        at = (*path, key)
        if type(value) is str:
            if key in shape.bare:
                self.text(value, at)
            elif not _is_word(value, key, shape):
                self.free(value, at, key)
        elif key in shape.inside and type(value) in (dict, list):
            self.shaped(value, at, shape.inside[key])
        elif not _says_nothing(value, key, shape):
            self.free(value, at, key)

    def free(self, value: object, path: Path, key: str) -> None:
        """Read what no shape names. `key` stands before it, where it has one."""
        if type(value) is str and value:
            self._labelled(value, path, key)
        elif type(value) is dict and value:
            self._object(value, path, key)
        elif type(value) is list and value:
            self._list(value, path, key)
        elif type(value) in (int, float):
            if key or not is_plain(value):
                self._put(f"{key}: {said(value)}" if key else said(value), path)
        elif key:
            self._put(key, path)

    def text(self, value: str, path: Path) -> None:
        """Read one string that stands alone, and the JSON in it."""
        if not value or (self._omitted and path in self._omitted):
            return
        end = self._at + len(value)
        self._lines.append(value)
        self._pieces.append(Piece(path=path, start=self._at, end=end))
        self._at = end + 1
        if value[0] in _OPENING:
            self._embedded(value, path)

    def _labelled(self, value: str, path: Path, key: str) -> None:
        if self._omitted and path in self._omitted:
            return
        if key:
            end = self._at + len(key)
            self._pieces.append(Piece(path=path, start=self._at, end=end, is_key=True))
            self._lines.append(f"{key}: {value}")
            self._at = end + 2
        else:
            self._lines.append(value)
        end = self._at + len(value)
        self._pieces.append(Piece(path=path, start=self._at, end=end))
        self._at = end + 1
        if value[0] in _OPENING:
            self._embedded(value, path)

    def _object(self, value: dict[str, Any], path: Path, key: str) -> None:
        if len(path) > MAX_DEPTH:
            raise _too_deep()
        if key:
            self._put(f"{key}:", path)
        for name, member in value.items():
            self.free(member, (*path, name), name)

    def _list(self, value: list[Any], path: Path, key: str) -> None:
        if len(path) > MAX_DEPTH:
            raise _too_deep()
        label = key
        if key and (len(key) > LONGEST_LABEL or type(value[0]) in (dict, list) or is_plain(value[0])):
            self._put(f"{key}:", path)
            key = ""
        if are_tokens(value):
            self._tokens(value, path)
            return
        for n, item in enumerate(value):
            if type(item) in (str, int, float) and not is_plain(item):
                self.free(item, (*path, n), key)
            elif type(item) in (dict, list):
                self.free(item, (*path, n), "")
        self._joined(value, path, label)

    def _joined(self, value: list[Any], path: Path, key: str) -> None:
        """Read a list of small pieces once more as the text that they make: no mask can stand in it."""
        if line := joined(value):
            self._put(f"{key}: {line}" if key else line, path)

    def _put(self, line: str, path: Path) -> None:
        """A line in which no mask can stand: a key, a number."""
        end = self._at + len(line)
        self._lines.append(line)
        self._pieces.append(Piece(path=path, start=self._at, end=end, is_key=True))
        self._at = end + 1

    def _embedded(self, value: str, path: Path) -> None:
        """Read the JSON that a string holds once more, decoded: it is the tool's argument that counts."""
        inner = decoded(value)
        if inner is not None:
            self.free(inner, (*path, EMBEDDED), "")
        elif value[0] in "{[" and "\\" in value:
            self._put(unescaped(value), path)

    def _tokens(self, value: list[Any], path: Path) -> None:
        """Read tokens in a row as the text that they are."""
        for run in token_runs(value):
            self._put(run, path)
        for n, name, member in other_fields(value):
            self.free(member, (*path, n, name), name)


_OPENING = frozenset('{[" \t\r\n')


def _is_word(value: str, key: str, shape: Shape) -> bool:
    if key in shape.words and value in shape.words[key]:
        return True
    if key not in shape.opaque or shape.opaque[key].fullmatch(value) is None:
        return False
    return len(value) <= LONGEST_LABEL or NUMBER.fullmatch(value) is not None or not holds_text(value)


def _says_nothing(value: object, key: str, shape: Shape) -> bool:
    if key in shape.counts and type(value) is int and value in shape.counts[key]:
        return True
    return key in shape.plain and is_plain(value)


def is_plain(value: object) -> bool:
    """True, false, nothing, or a number of fewer than six digits: it identifies nobody by itself."""
    kind = type(value)
    if kind is int:
        return -100_000 < value < 100_000  # type: ignore[operator]
    if kind is float:
        return sum(map(str.isdigit, repr(value))) < 6
    return value is None or kind is bool or value == "" or value == [] or value == {}


def said(value: object) -> str:
    """A number as a person writes it."""
    if type(value) is float and value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    return repr(value)


def _too_deep() -> UsageError:
    return UsageError("The body is nested too deeply to be checked.", hint=f"Nest at most {MAX_DEPTH} levels.")


def _too_much() -> UsageError:
    return UsageError("The body has too many texts to be checked.", hint="Send less in one request.")
