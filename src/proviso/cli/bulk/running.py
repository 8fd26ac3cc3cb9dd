"""A run from its beginning to its summary: what is left to do, who does it, where the rows go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proviso.errors import UsageError
from proviso.screening import describe

from .cluster import Cluster, connected
from .parquet import need_pyarrow, write_parquet
from .pool import Pool
from .progress import Bar
from .results import Made, Results, Summary
from .rows import UNREAD, VERDICTS, Row, said_path
from .sources import Batch, File, batches_of, find_files, lines_of
from .work import Setup

DEFAULT_OUT = "screened.jsonl"
SAYS = {
    "pass": "may pass",
    "ask": "may pass once their published source is cited",
    "block": "are stopped",
    UNREAD: "could not be read",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What somebody asked for."""

    paths: tuple[str, ...] = ()
    texts: Path | None = None
    out: Path = Path(DEFAULT_OUT)
    jobs: int = 1
    dask: str = ""
    pack_ref: str = ""
    """Id and revision: results of one pack are not continued with another."""

    @property
    def rows(self) -> Path:
        """The file of rows; a Parquet file is made from it at the end."""
        return self.out.with_name(f"{self.out.name}.jsonl") if self.is_parquet else self.out

    @property
    def is_parquet(self) -> bool:
        """Whether the result is asked for as Parquet."""
        return self.out.suffix.lower() == ".parquet"


@dataclass(kw_only=True)
class Run:
    """How a run ended."""

    noun: str
    out: str
    summary: Summary
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether every text may pass."""
        return set(+self.summary.verdicts) <= {"pass"}

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "out": self.out,
            "verdicts": {verdict: self.summary.verdicts[verdict] for verdict in VERDICTS},
            "kinds": dict(sorted(self.summary.kinds.items(), key=_most_first)),
            "left_out": dict(sorted(self.left_out.items(), key=_most_first)),
        }

    def as_words(self) -> Iterator[str]:
        """For people."""
        verdicts = self.summary.verdicts
        yield f"{verdicts.total():,} {self.noun} are screened. The rows are in {self.out}."
        yield from (f"  {verdicts[verdict]:,} {SAYS[verdict]}" for verdict in VERDICTS if verdicts[verdict])
        if self.summary.kinds:
            yield f"Found, in so many {self.noun}:"
            for kind, count in sorted(self.summary.kinds.items(), key=_most_first):
                yield f"  {count:,}  {describe(kind).title} ({kind})"
        if self.left_out:
            kinds = ", ".join(f"{count:,} {ending}" for ending, count in sorted(self.left_out.items(), key=_most_first))
            yield f"Not screened, since their kind cannot be read: {kinds}."


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def run(plan: Plan, setup: Setup) -> Run:
    """Screen what is not done yet, and sum up all of it."""
    if plan.is_parquet:
        need_pyarrow()
    made = _made(plan, setup)
    left_out: Counter[str] = Counter()
    own = frozenset(p.resolve() for p in (plan.out, plan.rows, plan.rows.with_name(f"{plan.rows.name}.run")))
    with Results(plan.rows, made) as results:
        files: list[File] | None = None
        if plan.texts is None:
            files = list(find_files(plan.paths, left_out, own))
            batches = batches_of([file for file in files if not results.is_file_done(file)])
            total = sum(file.size for file in files)
        else:
            batches = lines_of(plan.texts, setup.longest, results.is_line_done)
            total = made.size
        noun = "files" if files is not None else "texts"
        _work(plan, setup, batches, results, Bar(noun, total_bytes=total))
    if plan.is_parquet:
        write_parquet(plan.rows, plan.out, _Current(files))
    return Run(noun=noun, out=str(plan.out), summary=results.summary, left_out=left_out)


def _work(plan: Plan, setup: Setup, batches: Iterator[Batch], results: Results, bar: Bar) -> None:
    with ExitStack() as stack:
        stack.enter_context(bar)
        workers: Cluster | Pool = Cluster(connected(plan.dask), setup) if plan.dask else Pool(setup, plan.jobs)
        stack.enter_context(workers)
        for batch, answer in workers.run(batches):
            results.append(answer)
            bar.add(answer.verdicts.total(), batch.size)


def _made(plan: Plan, setup: Setup) -> Made:
    if plan.texts is None:
        return Made(pack=plan.pack_ref, source=setup.source)
    try:
        held = plan.texts.stat()
    except OSError as fault:
        raise UsageError(f"{plan.texts} cannot be read: {fault.strerror}.", hint="Check the path.") from None
    texts = said_path(str(plan.texts.resolve()))
    return Made(pack=plan.pack_ref, source=setup.source, texts=texts, size=held.st_size, modified=held.st_mtime_ns)


class _Current:
    """Whether a row is about a file as it is now: a file that changed has an older row, too."""

    def __init__(self, files: Sequence[File] | None) -> None:
        self._keys = None if files is None else {(said_path(f.path), f.size, f.modified) for f in files}

    def __call__(self, row: Row) -> bool:
        return self._keys is None or (row.path, row.size, row.modified) in self._keys
