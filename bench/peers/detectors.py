"""A detector as a process that answers lines: Proviso and each peer the same way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PEERS_PYTHON = ROOT / ".tools" / "peers" / "bin" / "python"
ADAPTERS = Path(__file__).with_name("adapters.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """Its name in the tables, and how it is started."""

    name: str
    command: tuple[str, ...]
    thresholds: tuple[float, ...] = (0.0,)
    """Least scores to count; each is a column. Presidio's own is 0, and 0.4 is what its evaluation uses."""

    @property
    def is_ours(self) -> bool:
        """Whether it gives verdicts, too."""
        return self.name == "Proviso"


def detectors() -> tuple[Detector, ...]:
    """Proviso first, then the peers."""
    names = {
        "Presidio, patterns": "presidio-patterns",
        "Presidio, small model": "presidio-small",
        "scrubadub": "scrubadub",
        "DataFog": "datafog",
        "CommonRegex": "commonregex",
        "detect-secrets": "detect-secrets",
    }
    ours = Detector(name="Proviso", command=(sys.executable, "-m", "proviso", "screen", "--stdio"))
    python = str(PEERS_PYTHON)
    return ours, *(
        Detector(
            name=name,
            command=(python, str(ADAPTERS), peer),
            thresholds=(0.0, 0.4) if peer.startswith("presidio") else (0.0,),
        )
        for name, peer in names.items()
    )


class Running:
    """A detector that was started. A context manager."""

    def __init__(self, detector: Detector) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            detector.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        if not self._read().get("ready"):
            raise SystemExit(f"{detector.name} did not start: {' '.join(detector.command)}")

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def answers(self, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The answer to each text, in order."""
        writer = threading.Thread(target=self._write, args=(texts,), daemon=True)
        writer.start()
        for _ in texts:
            yield self._read()
        writer.join()

    def cpu_ms(self, texts: Sequence[str], seconds: float) -> float:
        """Milliseconds of one core for a text, one after the other, its line in and out included.

        Not what a clock on the wall says, which on a machine that does other things measures these.
        """
        list(self.answers(texts[:20]))
        before, count, end = self._cpu(), 0, time.perf_counter() + seconds
        while time.perf_counter() < end or count < len(texts[:20]):
            self._write((texts[count % len(texts)],))
            self._read()
            count += 1
        return (self._cpu() - before) / count * 1e3

    def _cpu(self) -> float:
        """Seconds that the detector has used, of all its threads."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def _write(self, texts: Iterable[str]) -> None:
        assert self._process.stdin is not None
        for number, text in enumerate(texts):
            self._process.stdin.write(json.dumps({"id": number, "text": text}) + "\n")
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            return {}
        said: dict[str, Any] = json.loads(line)
        return said
