"""`proviso screen`: what is found in texts and what the policy would say, without asking and without a record.

The verdict is that of somebody in full standing with an approved tool: `pass`, `ask` (allowed once the published source
is cited) or `block` (denied even then). It is what `decide` decides. The text is never printed, only kinds, classes and
lines.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import click
import msgspec

from proviso import policy, screening
from proviso.actions.wording import clean
from proviso.decision import Checked, Checker, check
from proviso.errors import ProvisoError, UsageError
from proviso.model import Finding, FindingClass, Part, Strength
from proviso.policy import Pack
from proviso.screening import describe
from proviso.settings import Settings

from .bulk.running import DEFAULT_OUT, Plan, run
from .bulk.work import Setup
from .inputs import STDIN, read_input

DENIED = 3
SHOWN = frozenset({"PERSON", "OFFICE_PHONE", "OFFICE_EMAIL", "ADDRESS", "IP_ADDRESS"})
"""Kinds whose places the line protocol gives even when they decide nothing, since benches label them."""
AROUND = frozenset({FindingClass.RECORD, FindingClass.PURPOSE})
"""Classes about the text around a place: no span of the line protocol, but in its `classes`."""


@click.command(
    "screen",
    epilog="Examples: proviso screen report.docx --source https://news.example/flood; "
    "proviso screen share/ --jobs 4 --out rows.jsonl",
)
@click.argument("files", metavar="FILE…", nargs=-1)
@click.option("--source", default="", help="Where the texts were published: a link or a citation.")
@click.option("--pack", "pack_name", default="dhs-139-07", show_default=True, help="Name or folder of the policy pack.")
@click.option("--stdio", is_flag=True, help="Answer JSON lines on standard input until it ends.")
@click.option(
    "--texts", type=click.Path(path_type=Path, dir_okay=False), help="In bulk: a file with a JSON text a line."
)
@click.option("--out", type=click.Path(path_type=Path), help=f"In bulk: rows, .jsonl or .parquet ({DEFAULT_OUT}).")
@click.option("--jobs", type=click.IntRange(1, 1_024), help="In bulk: processes (default: one a core).")
@click.option("--dask", default="", metavar="ADDRESS", help="In bulk: the scheduler of a Dask cluster.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    settings: Settings | None,
    files: tuple[str, ...],
    source: str,
    pack_name: str,
    stdio: bool,
    texts: Path | None,
    out: Path | None,
    jobs: int | None,
    dask: str,
    as_json: bool,
) -> int:
    """Say what is found in each FILE (or - for standard input), and what the policy says about it.

    A folder, --texts or --out screens in bulk: one row a file or text, never the text, and a summary. The same command
    goes on where it was stopped.

    Exit code 0: each may pass; 3: one is stopped, needs its source, or cannot be read; 2: wrong usage; 1: a fault;
    130: stopped with Ctrl+C.
    """
    pack = policy.find(pack_name)
    if stdio:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        return serve(sys.stdin, sys.stdout, pack, source, names=(settings or Settings()).names)
    if texts is not None or out is not None or jobs is not None or dask or any(Path(file).is_dir() for file in files):
        if (texts is None) == (not files) or STDIN in files:
            raise UsageError("In bulk, name files and folders, or one --texts file.", hint="See: proviso screen --help")
        plan = Plan(
            paths=files,
            texts=texts,
            out=out or Path(DEFAULT_OUT),
            jobs=jobs or os.cpu_count() or 1,
            dask=dask,
            pack_ref=pack.ref,
        )
        return _bulk(plan, settings or Settings(), pack_name, source, as_json)
    if not files:
        raise UsageError("Name at least one file.", hint="Use - for standard input; see: proviso screen --help")
    at = datetime.now(UTC)
    chosen = settings or Settings()
    checker = Checker(pack, source, at, screen=partial(screening.screen, names=chosen.names))
    results = [_looked_at(name, checker, chosen, is_alone=len(files) == 1) for name in files]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode([result.as_json() for result in results]), indent=2))
    else:
        click.echo("\n".join(clean(line) for result in results for line in result.as_words()))
    return 0 if all(result.verdict == "pass" for result in results) else DENIED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """One file, and what is said of it. Never the text."""

    name: str
    parts: Sequence[Part] = field(default=(), repr=False)
    result: Checked | None = None
    fault: str = ""
    """Why it cannot be read."""

    @property
    def verdict(self) -> str:
        """INVARIANT: what cannot be read does not pass."""
        return self.result.verdict if self.result is not None else "block"

    def as_words(self) -> Iterable[str]:
        """The verdict, then a line for each finding."""
        if self.result is None:
            return (f"{self.name}: is not read, so it is stopped. {self.fault}",)
        return _as_words(self.name, self.parts, self.result)

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        if self.result is None:
            return {"file": self.name, "verdict": self.verdict, "error": self.fault, "findings": []}
        return _as_json(self.name, self.parts, self.result)


def _looked_at(name: str, checker: Checker, settings: Settings, *, is_alone: bool) -> _Looked:
    """One file; of several, one that cannot be read says so, and the others are looked at all the same."""
    try:
        parts = _parts(name, settings)
    except ProvisoError as fault:
        if is_alone:
            raise
        return _Looked(name=name, fault=f"{fault.message} {fault.hint}".strip())
    return _Looked(name=name, parts=parts, result=checker.check(parts))


def _bulk(plan: Plan, settings: Settings, pack_name: str, source: str, as_json: bool) -> int:
    setup = Setup(
        pack=pack_name,
        source=source,
        at=datetime.now(UTC),
        max_text_chars=settings.max_text_chars,
        max_file_mib=settings.max_file_mib,
        names=settings.names,
    )
    done = run(plan, setup)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(done.as_json()), indent=2))
    else:
        click.echo("\n".join(clean(line) for line in done.as_words()))
    return 0 if done.is_clean else DENIED


def _parts(file: str, settings: Settings) -> tuple[Part, ...]:
    held = read_input(file, settings)
    # A file's name is screened with its text (`CUI_…`).
    return held.parts or (Part(name=held.name or "text", text=held.text),)


def _counted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.strength is not Strength.WEAK)


def _line(part: Part, finding: Finding) -> int:
    return part.text.count("\n", 0, finding.start) + 1


def _as_words(name: str, parts: Sequence[Part], result: Checked) -> Iterable[str]:
    """Per file: the verdict, then a line for each finding. Never the text."""
    says = {"pass": "may pass", "ask": "may pass once its published source is cited", "block": "is stopped"}
    yield f"{name}: {says[result.verdict]}."
    for finding in _counted(result.findings):
        part = parts[finding.part]
        where = f", in {part.name.partition(': ')[2]}" if ": " in part.name else ""
        detail = f", {finding.detail}" if finding.detail else ""
        yield f"  line {_line(part, finding)}{where}: {describe(finding.kind).title} ({finding.cls.value}{detail})"


def _as_json(name: str, parts: Sequence[Part], result: Checked) -> dict[str, Any]:
    return {
        "file": name,
        "verdict": result.verdict,
        "findings": [
            {
                "kind": f.kind,
                "class": f.cls.value,
                "strength": f.strength.value,
                "detail": f.detail,
                "part": parts[f.part].name,
                "line": _line(parts[f.part], f),
                "start": f.start,
                "end": f.end,
            }
            for f in _counted(result.findings)
        ],
    }


def serve(lines: IO[str], out: IO[str], pack: Pack, source: str, *, names: bool = True) -> int:
    """The line protocol of detector benches: `{"ready": true}`, then a line out for each line in, flushed."""
    _write(out, {"ready": True})
    for line in lines:
        if line.strip():
            _write(out, answer(line, pack, source, names=names))
    return 0


def answer(line: str, pack: Pack, source: str, *, names: bool = True) -> dict[str, Any]:
    """The answer to one line; what cannot be checked is blocked, and says why without the text."""
    name: Any = None
    try:
        asked = msgspec.json.decode(line) if line.isascii() and "\\u" not in line else _decoded(line)
        name, text = asked["id"], asked["text"]
        screen = partial(screening.screen, names=names)
        result = check((Part(name="text", text=text),), pack, source, datetime.now(UTC), screen=screen)
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refused(name, 'A line must be an object with "id" and "text".')
    except ProvisoError as fault:
        return _refused(name, fault.message)
    counted = _counted(result.findings)
    shown = (f for f in result.findings if f.kind in SHOWN or (f.strength is not Strength.WEAK and f.cls not in AROUND))
    return {
        "id": name,
        "spans": [_span(f) for f in shown if f.end > f.start],
        "classes": sorted({f.cls.value for f in counted}),
        "verdict": result.verdict,
    }


def _refused(name: Any, why: str) -> dict[str, Any]:
    return {"id": name, "spans": [], "classes": [], "verdict": "block", "error": why}


def _span(finding: Finding) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "label": describe(finding.kind).label,
        "score": finding.score / 100,
        "kind": finding.kind,
        "class": finding.cls.value,
    }


def _decoded(line: str) -> Any:
    """The standard library reads lone surrogates, which msgspec refuses."""
    return json.loads(line)


def _write(out: IO[str], value: dict[str, Any]) -> None:
    out.write(msgspec.json.encode(value).decode() + "\n")
    out.flush()
