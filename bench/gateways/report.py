"""The tables of `docs/gateway-report.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.peers.report import table

from .leaks import Tried
from .measuring import Growth, Row, median
from .targets import DIRECT

NONE = "–"
CELLS = {
    "chat:1": "chat, 1.5 KB, one at a time",
    "chat:16": "chat, 1.5 KB, 16 at once",
    "chat20:1": "chat, 20 KB, one at a time",
    "chat20:16": "chat, 20 KB, 16 at once",
    "sse:1": "chat, 1.5 KB, streamed in 42 events without a pause, one at a time",
    "sse:16": "chat, 1.5 KB, streamed in 42 events without a pause, 16 at once",
    "ttft:4": "first event of a stream that begins after 20 ms, 4 at once",
    "messages:16": "messages, 1.5 KB, 16 at once",
}
"""Every cell, in words."""
HEAD = (
    "",
    "p50 ms",
    "added p50 ms",
    "p95 ms",
    "gateway's CPU µs",
    "times nginx",
    "a second and core",
    "peak MB",
    "requests",
    "failed",
    "load",
)


def cost(rows: Sequence[Row], cells: Iterable[str], targets: Sequence[str]) -> str:
    """One table for each cell."""
    return "\n\n".join(f"### {CELLS.get(cell, cell)}\n\n{_cell(rows, cell, targets)}" for cell in cells)


def _cell(rows: Sequence[Row], cell: str, targets: Sequence[str]) -> str:
    of = {name: median(rows, cell, name) for name in targets}
    return table(HEAD, (_line(row, of[DIRECT], of.get("nginx")) for row in of.values()))


def _line(row: Row, direct: Row, nginx: Row | None) -> Sequence[str]:
    is_direct = row is direct
    added = (_waited(row) - _waited(direct)) / 1e3
    return (
        row.target,
        f"{_waited(row) / 1e3:.2f}",
        NONE if is_direct else f"{added:.2f}",
        f"{row.p95 / 1e3:.2f}",
        NONE if is_direct else f"{row.cpu:,.0f}",
        f"{row.cpu / nginx.cpu:.0f}" if nginx is not None and nginx.cpu and not is_direct else NONE,
        f"{1e6 / row.cpu:,.0f}" if row.cpu and not is_direct else NONE,
        f"{row.peak:.0f}",
        f"{row.count:,}",
        str(row.bad),
        f"{row.busy:.1f}",
    )


def _waited(row: Row) -> float:
    return row.event_p50 if row.cell.startswith("ttft") else row.p50


def leaks(tried: Sequence[Tried]) -> str:
    """What came of each try, a column for each gateway."""
    targets = list(dict.fromkeys(each.target for each in tried))
    keys = list(dict.fromkeys((each.way, each.format, each.is_stream) for each in tried))
    outcome = {(each.way, each.format, each.is_stream, each.target): each.outcome for each in tried}
    rows = [
        (
            f"{way}: {format_}, {'streamed' if is_stream else 'plain'}",
            *(outcome[way, format_, is_stream, t] for t in targets),
        )
        for way, format_, is_stream in sorted(keys)
    ]
    return words(("", *targets), rows)


def calls(came: Mapping[str, Mapping[str, str]]) -> str:
    """Which calls of the SDKs passed, a column for each gateway."""
    names = list(dict.fromkeys(name for faults in came.values() for name in faults))
    rows = [(name, *("passes" if not faults[name] else "fails" for faults in came.values())) for name in names]
    passed = (f"{sum(not fault for fault in faults.values())} of {len(faults)}" for faults in came.values())
    return words(("", *came), [*rows, ("in all", *passed)])


def memory(growth: Growth) -> str:
    """What the gateway held at the start, after the first piece, in the middle and at the end, and at most."""
    held = growth.held
    places = dict.fromkeys((0, min(1, len(held) - 1), len(held) // 2, len(held) - 1))
    rows = [(f"{held[place][0]:,}", f"{held[place][1]:.0f}") for place in places]
    took = f"{growth.count:,} requests in {growth.seconds:.0f} s, {growth.bad} failed."
    return f"{took}\n\n{table(('requests', 'resident MB'), [*rows, ('at most', f'{growth.peak:.0f}')])}"


def words(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table of words."""
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
