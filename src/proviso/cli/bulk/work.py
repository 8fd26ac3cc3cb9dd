"""The one batch function of every way to run it: a batch comes in, its rows as JSON lines go out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import msgspec

from proviso import policy, screening
from proviso.decision import Checker
from proviso.errors import ProvisoError
from proviso.model import Part
from proviso.settings import Settings

from ..inputs import read_input
from .rows import UNREAD, Row, row_of, said_path
from .sources import Batch, File


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What every batch of a run is screened with."""

    pack: str
    source: str
    at: datetime
    max_text_chars: int
    max_file_mib: int
    names: bool = True
    """Whether the names model is asked."""

    @property
    def longest(self) -> int:
        """Bytes of the longest line: the longest text, each character as JSON's longest escape."""
        return self.max_text_chars * 6 + 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows of one batch, encoded, and what the summary counts."""

    rows: bytes
    verdicts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


_encoder = msgspec.json.Encoder()


def screen_batch(setup: Setup, batch: Batch) -> Answer:
    """Screen a batch. Nothing that a file or a line holds raises: it is a row with its reason."""
    checker = _checker(setup)
    rows = _file_rows(setup, checker, batch) if batch.files else _line_rows(setup, checker, batch)
    return answered(rows)


def answered(rows: Iterator[Row]) -> Answer:
    """Rows as an answer."""
    encoded, verdicts, kinds = bytearray(), Counter[str](), Counter[str]()
    for row in rows:
        encoded += _encoder.encode(row)
        encoded += b"\n"
        verdicts[row.verdict] += 1
        kinds.update(row.kinds)
    return Answer(rows=bytes(encoded), verdicts=verdicts, kinds=kinds)


def unread(batch: Batch, reason: str) -> Answer:
    """The answer to a batch whose worker ended: each of its files or lines, with the reason."""
    files = (
        Row(path=said_path(f.path), size=f.size, modified=f.modified, verdict=UNREAD, reason=reason)
        for f in batch.files
    )
    lines = (Row(line=batch.first + n, verdict=UNREAD, reason=reason) for n, _ in enumerate(batch.lines))
    return answered(files if batch.files else lines)


@lru_cache(maxsize=4)
def _checker(setup: Setup) -> Checker:
    """Pack and recognizers are loaded once a process."""
    screen = partial(screening.screen, names=setup.names)
    return Checker(policy.find(setup.pack), setup.source, setup.at, screen=screen)


def prepare(setup: Setup) -> None:
    """Load everything that a first text would wait for; raises what keeps a worker from working."""
    _checker(setup).check((Part(name="text", text="Ready."),))


def _file_rows(setup: Setup, checker: Checker, batch: Batch) -> Iterator[Row]:
    settings = replace(Settings(), max_text_chars=setup.max_text_chars, max_file_mib=setup.max_file_mib)
    for file in batch.files:
        yield _file_row(settings, checker, file)


def _file_row(settings: Settings, checker: Checker, file: File) -> Row:
    path = said_path(file.path)
    key: dict[str, Any] = {"path": path, "size": file.size, "modified": file.modified}
    try:
        held = read_input(file.path, settings)
        # The file's name is screened with it: CUI_… is a marking, too.
        parts = held.parts or (Part(name=said_path(Path(file.path).name), text=held.text),)
        return row_of(parts, checker.check(parts), **key)
    except ProvisoError as fault:
        return Row(**key, verdict=UNREAD, reason=said_path(fault.message))
    except Exception as fault:  # its message may hold the text
        return Row(**key, verdict=UNREAD, reason=f"It could not be checked ({type(fault).__name__}).")


def _line_rows(setup: Setup, checker: Checker, batch: Batch) -> Iterator[Row]:
    for line, raw in enumerate(batch.lines, batch.first):
        if raw.isspace():
            continue
        if len(raw) > setup.longest:
            yield Row(line=line, verdict=UNREAD, reason="The line is too long.")
            continue
        text = _text(raw)
        if text is None:
            yield Row(line=line, verdict=UNREAD, reason='A line must be a JSON text, or an object with a "text".')
        elif len(text) > setup.max_text_chars:
            yield Row(line=line, verdict=UNREAD, reason=f"The text is longer than {setup.max_text_chars:,} characters.")
        else:
            yield _text_row(checker, line, text)


def _text_row(checker: Checker, line: int, text: str) -> Row:
    parts = (Part(name="text", text=text),)
    try:
        return row_of(parts, checker.check(parts), line=line)
    except ProvisoError as fault:
        return Row(line=line, verdict=UNREAD, reason=fault.message)
    except Exception as fault:  # its message may hold the text
        return Row(line=line, verdict=UNREAD, reason=f"It could not be checked ({type(fault).__name__}).")


class _Held(msgspec.Struct):
    text: str


_decoder = msgspec.json.Decoder(_Held | str)


def _text(raw: bytes) -> str | None:
    """The text of a line; None when it has none."""
    try:
        held = _decoder.decode(raw)
        return held if isinstance(held, str) else held.text
    except msgspec.ValidationError:
        return None
    except (msgspec.DecodeError, UnicodeError):
        return _loosely(raw)


def _loosely(raw: bytes) -> str | None:
    """The standard library reads lone surrogates, which msgspec refuses."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    text = said.get("text") if isinstance(said, dict) else said
    return text if isinstance(text, str) else None
