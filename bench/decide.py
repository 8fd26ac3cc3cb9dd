"""Decide: what one decision costs without screening, answered from the cache of verdicts and not.

`python -m bench.run decide` prints the medians. Each decision differs in its person or in what was found, and no cache
is warmed for it unless the line says so.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench import Figure
from proviso.decision import explain, judge
from proviso.model import (
    Account,
    Acknowledgement,
    Approval,
    Channel,
    Finding,
    FindingClass,
    Part,
    Person,
    PersonnelType,
    Screened,
    Standing,
    Tool,
    ToolClass,
    ToolStatus,
    Training,
    TrainingRecord,
    Use,
)
from proviso.policy import Facts, Pack, builtin, evaluate, evaluate_anew, gather
from proviso.policy.variety import pairs

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
RUNS = 2_000
LOADS = 15


def measure() -> Iterator[Figure]:
    """Load, gather, evaluate, decide, explain."""
    pack = builtin("dhs-139-07")
    plain, found = Screened(findings=(), chars=2_000), _found()
    standing, use = _standing(0), _use(0)
    facts = gather(use, standing, plain, pack)
    yield _figure("load a pack", lambda _n: builtin("dhs-139-07"), runs=LOADS, unit="ms")
    yield _figure("facts of one use", lambda n: gather(_USES[n], _STANDINGS[n], plain, pack))
    evaluate(facts, pack)
    yield _figure("verdict, seen before", lambda _n: evaluate(facts, pack))
    varied = _varied()
    yield _figure("verdict, new facts", lambda n: evaluate_anew(varied[n % len(varied)], pack))
    yield _figure(
        "decide without screening, cached", lambda n: judge(_USES[n], _STANDINGS[n], pack, plain), at_most=300
    )
    yield _figure("decide without screening, nothing cached", _uncached(pack, found), at_most=300)
    decision = judge(use, standing, pack, found)
    yield _figure("explain", lambda _n: explain(decision, pack))


def _figure(
    name: str, work: Callable[[int], object], *, runs: int = RUNS, unit: str = "µs", at_most: float | None = None
) -> Figure:
    times = []
    for n in range(runs):
        start = time.perf_counter_ns()
        work(n)
        times.append(time.perf_counter_ns() - start)
    value = statistics.median(times) / (1_000 if unit == "µs" else 1_000_000)
    return Figure(name=name, value=round(value, 1), unit=unit, at_most=at_most, runs=runs)


def _uncached(pack: Pack, found: Screened) -> Callable[[int], object]:
    """A denial with words, by a policy that no verdict was kept for: each run has its own parsed pack."""
    assert pack.compiled is not None
    packs = [replace(pack, compiled=replace(pack.compiled)) for _ in range(RUNS)]
    return lambda n: judge(_USES[n], _STANDINGS[n], packs[n], found)


def _varied() -> list[Facts]:
    return list(dict.fromkeys(pairs()))[:RUNS]


def _found() -> Screened:
    number = Finding(kind="US_A_NUMBER", cls=FindingClass.INDIVIDUAL, start=10, end=22, recognizer="us_a_number")
    return Screened(findings=(number,), chars=2_000)


def _use(n: int) -> Use:
    return Use(
        id="7KQ2M4XD",
        person_id=f"person.{n}",
        tool_id="northlight-chat",
        purpose="research",
        channel=Channel.WEB,
        parts=(Part(name="your text", text=f"Text {n}. " * 20),),
        at=AT + timedelta(seconds=n),
        digest=f"{n:064x}",
    )


def _standing(n: int) -> Standing:
    began = AT - timedelta(days=30 + n % 300)
    person = Person(
        id=f"person.{n}",
        name=f"Person {n}",
        email=f"person.{n}@dcs.example",
        component=("FRO", "HIS", "LBB", "HQ")[n % 4],
        personnel_type=tuple(PersonnelType)[n % 4],
    )
    tool = Tool(
        id="northlight-chat",
        name="Northlight Chat",
        vendor="Northlight",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED,
    )
    return Standing(
        person=person,
        tool=tool,
        approval=Approval(id=f"A{n}", approved_by="elena.sorokin", approved_at=began),
        trainings=tuple(TrainingRecord(training=t, completed_at=began) for t in Training),
        acknowledgement=Acknowledgement(version="1", signed_at=began, text_sha256=""),
        account=Account(email=person.email, agency_only_attested_at=began, settings_attested_at=began),
    )


_USES = [_use(n) for n in range(RUNS)]
_STANDINGS = [_standing(n) for n in range(RUNS)]
