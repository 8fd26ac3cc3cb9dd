"""The tables of `docs/screening-report.md`, written between its markers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .measuring import Measured
from .scoring import MARKED, Count

MARKERS = re.compile(r"(?s)(<!-- begin: (\w+) -->\n).*?(<!-- end -->)")


def write(page: Path, tables: Mapping[str, str]) -> None:
    """Replace what stands between the markers of each table; a table without markers is an error."""
    text = page.read_text(encoding="utf-8")
    missing = sorted(tables.keys() - {match[2] for match in MARKERS.finditer(text)})
    if missing:
        raise SystemExit(f"{page.name} has no markers for {', '.join(missing)}.")

    def filled(match: re.Match[str]) -> str:
        return f"{match[1]}\n{tables[match[2]]}\n\n{match[3]}" if match[2] in tables else match[0]

    page.write_text(MARKERS.sub(filled, text), encoding="utf-8")


def tables_of(measured: Sequence[Measured], run: str) -> dict[str, str]:
    """Every table, by the name of its marker."""
    ours = measured[0]
    return {
        "run": run,
        "spans": _spans(measured),
        "persons": _persons(measured),
        "labels": _labels(measured),
        "regions": _regions(measured),
        "speed": speed((m.name, m.ms) for m in measured if ", from " not in m.name),
        "prompts": _prompts(measured),
        "templates": _templates(ours),
        "published": _published(measured),
    }


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column is words, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _two(value: float) -> str:
    return f"{value:.2f}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _spans(measured: Sequence[Measured]) -> str:
    head = ("", "identifying F2", "precision", "recall", "structured F2", "texts found", "false alarms")
    rows = []
    for one in measured:
        s = one.scores
        rows.append(
            (
                one.name,
                _two(s.identifying.f(2)),
                _two(s.identifying.precision),
                _two(s.identifying.recall),
                _two(s.structured.f(2)),
                _share(s.alarms.met, s.alarms.marked),
                _share(s.clean_alarms, s.clean),
            )
        )
    return table(head, rows)


def _persons(measured: Sequence[Measured]) -> str:
    sets = [name for name in MARKED if any(m.scores.of(name, "PERSON").marked for m in measured)]
    naming = [m for m in measured if any(m.scores.of(name, "PERSON").found for name in sets)]
    rows = []
    for name in sets:
        counts = [m.scores.of(name, "PERSON") for m in naming]
        rows.append((name, f"{counts[0].marked:,}", *(_pr(count) for count in counts)))
    rows.append(("nameless paragraphs flagged", *_nameless(naming)))
    return table(("set", "names", *(m.name for m in naming)), rows)


def _nameless(naming: Sequence[Measured]) -> tuple[str, ...]:
    of = naming[0].scores.nameless
    return (f"{of:,}", *(_share(m.scores.nameless_alarms, m.scores.nameless) for m in naming))


def _pr(count: Count) -> str:
    return f"{_two(count.f(1))} ({_two(count.precision)}, {_two(count.recall)})"


def _labels(measured: Sequence[Measured]) -> str:
    labels = sorted({label for m in measured for (_, label), c in m.scores.by.items() if c.marked} - {"ORG", "URL"})
    rows = []
    for label in labels:
        counts = [_sum(c for (_, name), c in m.scores.by.items() if name == label) for m in measured]
        rows.append((label, f"{counts[0].marked:,}", *(_two(c.f(2)) if c.found else "–" for c in counts)))
    return table(("label", "marked", *(m.name for m in measured)), rows)


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total.found += count.found
        total.right += count.right
        total.marked += count.marked
        total.met += count.met
    return total


def _regions(measured: Sequence[Measured]) -> str:
    naming = [m for m in measured if any(c.met for c in m.scores.regions.values())]
    rows = [
        (region, f"{count.marked:,}", *(_two(m.scores.regions[region].recall) for m in naming))
        for region, count in sorted(measured[0].scores.regions.items())
    ]
    return table(("names from", "n", *(m.name for m in naming)), rows)


def speed(times: Iterable[tuple[str, float]]) -> str:
    """Milliseconds by the name of a detector."""
    return table(("", "ms of one core for 2 KB"), ((name, f"{ms:.2f}") for name, ms in times))


def group(record: Mapping[str, Any]) -> Iterable[str]:
    """The rows of the table in which a prompt counts: its reasons, disguised and debatable ones apart."""
    suffix = ", disguised" if "evasion" in record["tags"] else ", debatable" if "debatable" in record["tags"] else ""
    return [reason + suffix for reason in record["reasons"] or [f"must {record['verdict']}"]]


def _prompts(measured: Sequence[Measured]) -> str:
    ours, peers = measured[0], measured[1:]
    rows = []
    for name, records in ours.prompts.items():
        verdicts: dict[str, Counter[str]] = {}
        alarms: dict[str, list[int]] = {}
        for number, (record, answer) in enumerate(records):
            for row in group(record):
                verdicts.setdefault(row, Counter())[answer["verdict"]] += 1
                counts = alarms.setdefault(row, [0] * len(peers))
                for place, peer in enumerate(peers):
                    counts[place] += bool(peer.prompts[name][number][1]["spans"])
        for row, count in sorted(verdicts.items()):
            cells = [str(count[v]) for v in ("block", "ask", "pass")]
            rows.append((f"{name}: {row}", str(count.total()), *cells, *map(str, alarms[row])))
    return table(("texts", "n", "stopped", "source asked", "passed", *(f"{p.name}: alarm" for p in peers)), rows)


def _templates(ours: Measured) -> str:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for records in ours.prompts.values():
        for record, answer in records:
            if "template" in record:
                name = str(record["template"]).partition(":")[0]
                kind = f"must {record['verdict']}" + (", disguised" if "evasion" in record["tags"] else "")
                counts.setdefault((kind, name), Counter())[answer["verdict"]] += 1
    rows = [
        (f"{kind}: {name}", str(count.total()), *(str(count[v]) for v in ("block", "ask", "pass")))
        for (kind, name), count in sorted(counts.items())
    ]
    return table(("template", "n", "stopped", "source asked", "passed"), rows)


def _published(measured: Sequence[Measured]) -> str:
    rows = []
    for one in measured:
        if one.is_ours:
            said = Counter(answer["verdict"] for answer in one.published)
            cited = Counter(answer["verdict"] for answer in one.cited)
            rows.append((f"{one.name}, source cited: stopped", _share(cited["block"], cited.total())))
            rows.append((f"{one.name}, no source: stopped", _share(said["block"], said.total())))
            rows.append((f"{one.name}, no source: asked where it was published", _share(said["ask"], said.total())))
        else:
            alarms = sum(bool(answer["spans"]) for answer in one.published)
            rows.append((f"{one.name}: alarm", _share(alarms, len(one.published))))
    return table((f"{len(measured[0].published)} published documents", "share"), rows)
