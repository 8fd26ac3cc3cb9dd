"""Screening: time for a 2 KB text, and with `--data DIR` what is found in labelled texts.

`python -m bench.run screening` prints the medians. `python bench/screening.py --data DIR` reads `DIR/prompts/*.jsonl`
and `DIR/public/*.jsonl.gz` (one object a line: `text`, `verdict` block or pass, `reasons`, `tags`) and prints, per
reason, how many were stopped, how many were asked for a source and how many passed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import Figure
from proviso import policy
from proviso.decision import check
from proviso.model import Part
from proviso.policy import Pack
from proviso.screening import screen

SIZE, ROUNDS, BOUND, BOUND_WITH_NAMES = 2_048, 2_000, 0.5, 3.5
LINK = "https://www.example.gov/report"
PUT_IN = " His A-number is A012 345 678. "
"""A real-looking number put into the middle of a published text: no word around it may excuse it."""
PROSE = (
    "The county received more rain than the thirty-year mean. Of 100,454 parcels in the flood plain, 480 are "
    "repetitive loss properties. The plan lists 19 actions, among them culverts, buyouts "
    "and a siren test on the first Monday.",
    "WASHINGTON, Nov. 4, 2024. The Secretary said today that 12 states will share $45.2 million. "
    "\u201cThe work is not done,\u201d Administrator Dana Whitfield said. "
    "Contact the press office at (202) 555-0100 or press@agency.example.gov.",
    "| fiscal year | applications | median months | approved |\n|---|---|---|---|\n"
    "| 2022 | 48,112 | 29.7 | 73.8% |\n| 2023 | 51,300 | 27.1 | 74.0% |",
    "Section 4.2. The Administrator shall, not later than 60 days after enactment, (A) publish criteria; "
    "(B) consult with States; and (C) report to the Committee. See 44 CFR 206.110 "
    "and 88 Fed. Reg. 26833 (May 1, 2023).",
    "def load(path, retries=15):\n    with open(path, encoding='utf-8') as file:\n"
    "        return json.load(file)['items'][880]",
    "El centro de ayuda abre de lunes a s\u00e1bado. Traiga una identificaci\u00f3n con foto y comprobante de seguro.",
)


def texts(count: int) -> Iterator[str]:
    """Texts of 2 KB that differ from each other, of prose, tables, code and law."""
    for number in range(count):
        text = f"Report {number}.\n"
        while len(text) < SIZE:
            text += PROSE[(number + len(text)) % len(PROSE)] + f"\n\n{number + len(text)} "
        yield text[:SIZE]


def measure() -> Iterator[Figure]:
    """Median time of one text, and the rate on one long one."""
    for text in texts(50):
        screen((Part(name="text", text=text),))
    for names, bound, said in ((False, BOUND, "without the names model"), (True, BOUND_WITH_NAMES, "with everything")):
        took = [_timed(text, names=names) for text in texts(ROUNDS)]
        yield Figure(
            name=f"screening, 2 KB, {said}, p50",
            value=statistics.median(took) * 1e3,
            unit="ms",
            at_most=bound,
            runs=ROUNDS,
        )
    long = "\n".join(texts(1_000))
    rates = [len(long) / _timed(long) / 1e6 for _ in range(3)]
    yield Figure(name="screening, one text of 2 MB", value=statistics.median(rates), unit="MB/s", runs=3)


def _timed(text: str, *, names: bool = True) -> float:
    part = (Part(name="text", text=text),)
    start = time.perf_counter()
    screen(part, names=names)
    return time.perf_counter() - start


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def table(data: Path, pack: Pack) -> Iterator[str]:
    """Rows: what it is, how many, stopped, asked for a source, passed."""
    at = datetime.now(UTC)
    for path in sorted((data / "prompts").glob("*.jsonl")):
        counts: dict[str, Counter[str]] = {}
        for record in _lines(path):
            verdict = check((Part(name="text", text=record["text"]),), pack, "", at).verdict
            suffix = (
                ", disguised" if "evasion" in record["tags"] else ", debatable" if "debatable" in record["tags"] else ""
            )
            for reason in record["reasons"] or [f"must {record['verdict']}"]:
                counts.setdefault(reason + suffix, Counter())[verdict] += 1
        yield from (_row(f"{path.stem}: {name}", count) for name, count in sorted(counts.items()))
    for path in sorted((data / "public").glob("*.jsonl.gz")):
        for source, name in ((LINK, "cited"), ("", "not cited")):
            found = Counter(check((Part(name="text", text=r["text"]),), pack, source, at).verdict for r in _lines(path))
            yield _row(f"{path.name.split('.')[0]}: {name}", found)
        found = Counter(
            check((Part(name="text", text=_with_number(r["text"])),), pack, LINK, at).verdict for r in _lines(path)
        )
        yield _row(f"{path.name.split('.')[0]}: cited, with a number put in", found)


def _with_number(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + PUT_IN + text[middle:]


def _row(name: str, count: Counter[str]) -> str:
    total = sum(count.values())
    return f"| {name} | {total} | {count['block']} | {count['ask']} | {count['pass']} |"


def main() -> None:
    """Print the figures, and the table where there is data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with prompts/ and public/")
    parser.add_argument("--pack", default="dhs-139-07")
    chosen = parser.parse_args()
    for figure in measure():
        print(f"{figure.name}: {figure.value:.3f} {figure.unit}")
    if chosen.data:
        print("| texts | n | stopped | source asked | passed |\n|---|---:|---:|---:|---:|")
        for row in table(chosen.data, policy.find(chosen.pack)):
            print(row, flush=True)


if __name__ == "__main__":
    main()
