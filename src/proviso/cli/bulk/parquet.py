"""The rows as a Parquet file, made from the finished JSON lines in pieces, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import msgspec

from proviso.errors import UsageError

from .rows import Row

ROWS = 50_000
"""Rows of one group."""


def need_pyarrow() -> None:
    """Say at the start, not after hours, that Parquet cannot be written."""
    if find_spec("pyarrow") is None:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed here.",
            hint="Install it with: pip install 'proviso[bulk]' - or name a file that ends in .jsonl.",
        )


def write_parquet(lines: Path, out: Path, is_current: Callable[[Row], bool]) -> int:
    """Write the current rows of `lines` to `out`, whole or not at all; says how many."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    number, text, texts = pa.int64(), pa.string(), pa.list_(pa.string())
    words = [(name, text) for name in ("kind", "class", "strength", "part")]
    places = [(name, number) for name in ("line", "start", "end")]
    columns = {
        "path": text,
        "size": number,
        "modified": number,
        "line": number,
        "verdict": text,
        "classes": texts,
        "kinds": texts,
        "findings": pa.list_(pa.struct([*words, *places])),
        "more": number,
        "reason": text,
    }
    schema = pa.schema(list(columns.items()))
    part, count = out.with_name(f"{out.name}.part"), 0
    with pq.ParquetWriter(part, schema, compression="zstd") as writer, lines.open("rb") as opened:
        decoder = msgspec.json.Decoder(Row)
        rows: Iterator[Row] = filter(is_current, map(decoder.decode, opened))
        while group := list(islice(rows, ROWS)):
            held = {name: [_plain(getattr(row, name)) for row in group] for name in columns}
            writer.write_table(pa.table(held, schema=schema))
            count += len(group)
    part.replace(out)
    return count


def _plain(value: object) -> object:
    """Findings as their JSON has them."""
    return msgspec.to_builtins(value) if isinstance(value, tuple) else value
