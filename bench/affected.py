"""Who else? The exact set of affected uses among a million decisions, each question asked again and again (139-07.6).

A synthetic agency: 40 tools, 6 components, 4 years, a body of 2 KB each, as real decisions have. Every question takes
≤ 1 s for the count of uses and people and the first page, also right after the start, when SQLite has read nothing.
What the wider row costs a use is in `bench/ask.py`.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bench import Figure
from proviso.db import affected, profiles, uses
from proviso.db.bodies import stamp
from proviso.db.store import Store
from proviso.model import Channel, Decision
from proviso.model.affected import Left, Question

SIZE, ROUNDS = 1_000_000, 7
START = datetime(2026, 1, 5, 13, 0, tzinfo=UTC)
STEP = timedelta(minutes=2)
KINDS = ("controlled:CUI", "individual:US_SSN", "individual:US_A_NUMBER", "individual.named:PERSON", "secret:SECRET")
COMPONENTS = ("HQ", "FRO", "HIS", "LBB", "TA", "OIG")
PURPOSES = ("draft", "research", "briefing", "meetings", "other")


def questions() -> dict[str, Question]:
    """What an incident officer asks, from the narrowest to the widest."""
    day = START + STEP * (SIZE // 2)
    return {
        "one tool, one day": Question(tool_id="tool-07", since=day, until=day + timedelta(days=1)),
        "CUI, one tool, a year": Question(
            tool_id="tool-07", cls="controlled", since=START, until=START + timedelta(days=365), left=Left.ALLOWED
        ),
        "the same text": Question(digest=digest_of(SIZE // 3)),
        "a kind of finding, one component": Question(kind="US_SSN", component="LBB"),
        "a provider": Question(provider="openai"),
        "every use": Question(),
    }


def measure() -> Iterator[Figure]:
    """Fill a store, open it anew, and ask."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proviso.db"
        fill(path, SIZE)
        store = Store.open(path)
        try:
            yield Figure(
                name="who else, first question of all",
                value=_ask(store, Question(kind="CUI")),
                unit="ms",
                at_most=1_000,
            )
            for name, asked in questions().items():
                times = sorted(_ask(store, asked) for _ in range(ROUNDS))
                label = f"who else of {SIZE:,}: {name}"
                yield Figure(name=label, value=statistics.median(times), unit="ms", at_most=1_000, runs=ROUNDS)
                yield Figure(name=f"{label}, slowest", value=times[-1], unit="ms", at_most=1_000, runs=ROUNDS)
        finally:
            store.close()


def _ask(store: Store, asked: Question) -> float:
    """What one page asks: the count and its first 25."""
    begun = time.perf_counter()
    with store.read() as tx:
        counted = affected.tally(tx, asked)
        affected.found(tx, asked, is_dense=affected.is_dense(counted))
    return (time.perf_counter() - begun) * 1000


def fill(path: Path, size: int) -> None:
    """A store with so many decisions, written past the ledger: only their rows are asked for here."""
    store = Store.open(path)
    store.write(lambda tx: affected.set_way(tx, "tool-07", size // 4, "openai", ["gpt-5"]))
    store.close()
    base = Decision(
        id="", at=START, allowed=True, person_id="", tool_id="", purpose="", channel=Channel.WEB, pack="dhs-139-07@3"
    )
    padding = tuple((f"fact_{number:02}", "a value of a fact") for number in range(40))
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA synchronous = OFF")
    numbers: dict[profiles.Profile, int] = {}
    with conn:
        conn.executemany(uses.INSERT, _rows(random.Random(7), replace(base, facts=padding), size, numbers))
        held = [(number, *profile) for profile, number in numbers.items()]
        conn.executemany("INSERT INTO use_profiles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", held)
    conn.close()


def _rows(
    rng: random.Random, base: Decision, size: int, numbers: dict[profiles.Profile, int]
) -> Iterator[tuple[object, ...]]:
    body = msgspec.json.encode(base).decode()
    for number in range(size):
        found = sorted(set(rng.choices(KINDS, k=rng.choice((0, 0, 0, 1, 1, 2)))))
        tool, purpose, allowed = f"tool-{int(rng.random() ** 2 * 40):02}", rng.choice(PURPOSES), rng.random() < 0.93
        channel, component = rng.choice(("web", "web", "gateway", "extension")), rng.choice(COMPONENTS)
        profile = (tool, purpose, allowed, channel, component, "", f"|{'|'.join(found)}|" if found else "", "")
        digest = digest_of(number)
        yield (
            f"{number:08}",
            stamp(START + STEP * number),
            f"person-{rng.randrange(20_000):05}",
            tool,
            purpose,
            allowed,
            "",
            body.replace('"digest":""', f'"digest":"{digest}"'),
            "",
            uses.mark_of(digest),
            number,
            numbers.setdefault(profile, len(numbers) + 1),
        )


def digest_of(number: int) -> str:
    """One as long as a real one, another one for each use."""
    return f"{number * 2_654_435_761 % 2**60:015x}{number:049x}"
